#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
#	fetch.sh FOLDER
#
# Real boards' device trees into FOLDER/riscv64 and FOLDER/arm64: those of Debian's kernel packages.  Exit
# status 3: this is no Debian, or the mirror does not answer.
set -eu

suite=trixie kernel='^linux-image-6\.12.*deb13-'
. "$(dirname "$0")/../apt.sh"
mkdir -p "$1"
cd "$1"
[ -f complete ] && exit 0
own_apt deb "$suite" arm64 riscv64

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
