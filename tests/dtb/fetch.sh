#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
#	fetch.sh FOLDER
#
# Real boards' device trees into FOLDER/riscv64 and FOLDER/arm64: those of Debian's kernel packages,
# through a package list of its own, so that the machine's stays as it is.  Exit status 3: this is no
# Debian, or the mirror does not answer.
set -eu

suite=trixie kernel='^linux-image-6\.12.*deb13-'
mkdir -p "$1"
cd "$1"
[ -f complete ] && exit 0
for tool in apt-get apt-cache dpkg dpkg-deb; do
	command -v $tool >/dev/null || { echo "There is no $tool"; exit 3; }
done

mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null |
	grep -v '^ *#' | grep -o 'https\?://[^ ]*debian/\?\( \|$\)' | head -n 1 | tr -d ' ')
keyring=$(dpkg -L debian-archive-keyring 2>/dev/null |
	grep '/debian-archive-keyring\.\(gpg\|pgp\)$' | head -n 1)
[ "$mirror" ] && [ "$keyring" ] || { echo "There is no Debian mirror in /etc/apt"; exit 3; }

here=$PWD/apt
mkdir -p "$here/lists/partial" "$here/cache/archives/partial" "$here/parts"
: > "$here/status"
cat > "$here/parts/boards.sources" <<X
Types: deb
URIs: $mirror
Suites: $suite
Components: main
Architectures: riscv64 arm64
Signed-By: $keyring
X
cat > "$here/apt.conf" <<X
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "$here/parts";
Dir::State::lists "$here/lists";
Dir::State::status "$here/status";
Dir::Cache "$here/cache";
APT::Architecture "arm64";
APT::Architectures { "arm64"; "riscv64"; };
Acquire::Retries "1";
Acquire::http::Timeout "20";
X
export APT_CONFIG="$here/apt.conf"
apt-get -q update || { echo "The mirror does not answer"; exit 3; }

for arch in riscv64 arm64; do
	package=$(apt-cache search --names-only "$kernel$arch\$" | sort -V | tail -n 1 |
		cut -d' ' -f1)
	[ "$package" ] || { echo "$suite has no kernel package for $arch"; exit 3; }
	rm -f -- *.deb
	apt-get -q download "$package:$arch" || exit 3
	rm -rf unpacked $arch
	mkdir -p unpacked $arch
	dpkg-deb --fsys-tarfile -- *.deb |
		tar -x -C unpacked --wildcards './usr/lib/linux-image-*.dtb'
	mv unpacked/usr/lib/linux-image-*/* $arch/
	echo "$package: $(find $arch -name '*.dtb' | wc -l) trees"
done
rm -rf unpacked apt -- *.deb
touch complete
