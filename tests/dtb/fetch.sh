#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
#	fetch.sh FOLDER
#
# Download the device trees of real boards into FOLDER/riscv64 and FOLDER/arm64.  The trees are those of the kernel in
# Debian's newest suite, or in the next older suite, if the mirror lacks the newest one.  The exit status is 3 if this
# machine does not run Debian, or if the mirror does not answer.
set -eu

. "$(dirname "$0")/../../scripts/apt.sh"
self=$(realpath "$0")
mkdir -p "$1"
cd "$1"
# If this script is newer than the files, download them again.
[ complete -nt "$self" ] && exit 0

# newest ARCHITECTURE: print the name of the newest package with device trees.  They are in linux-base-* from Linux 7.0
# on, and in linux-image-* before.
newest() {
	for kind in base image; do
		apt-cache search --names-only "^linux-$kind-[0-9.]*[+]deb[0-9]*-$1\$" | cut -d' ' -f1 | sort -V | tail -n 1
	done | head -n 1
}

for first in sid trixie; do
	rm -rf apt
	own_apt deb "$first trixie" arm64 riscv64
	[ -z "$(newest riscv64)" ] || [ -z "$(newest arm64)" ] || break
done

for arch in riscv64 arm64; do
	package=$(newest $arch)
	[ "$package" ] || { echo "$suite has no kernel package for $arch"; exit 3; }
	rm -f -- *.deb
	apt-get -q download "$package:$arch" || exit 3
	rm -rf unpacked $arch
	mkdir -p unpacked $arch
	dpkg-deb --fsys-tarfile -- *.deb | tar -x -C unpacked --wildcards '*.dtb'
	for folder in unpacked/usr/lib/modules/*/dtb unpacked/usr/lib/linux-image-*; do
		[ ! -d "$folder" ] || mv "$folder"/* $arch/
	done
	echo "$package: $(find $arch -name '*.dtb' | wc -l) trees"
done
rm -rf unpacked apt -- *.deb
touch complete
