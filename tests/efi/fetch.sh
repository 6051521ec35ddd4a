#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
#	fetch.sh FOLDER arm64|riscv64
#
# What is needed to boot by EFI, into FOLDER/arm64 or FOLDER/riscv64, from Debian's packages: EDK2 for QEMU's virt
# machine, systemd-boot, and GRUB.  Exit status 3: this is no Debian, or the mirror does not answer.
set -eu

suites="trixie forky"
arch=$2
. "$(dirname "$0")/../../scripts/apt.sh"
self=$(realpath "$0")
mkdir -p "$1/$arch"
cd "$1/$arch"
# What an older script fetched is not what this one would.
[ complete -nt "$self" ] && exit 0
rm -rf usr
own_apt deb "$suites" "$arch"

case $arch in
arm64)
	edk2=qemu-efi-aarch64
	;;
*)
	edk2=qemu-efi-$arch
	;;
esac
# All files below /usr/share and /usr/lib.
for package in "$edk2" "systemd-boot-efi:$arch" "grub-efi-$arch-unsigned:$arch"; do
	rm -f -- *.deb
	apt-get -q download "$package" || exit 3
	dpkg-deb --fsys-tarfile -- *.deb | tar -x --exclude './usr/share/doc*'
	echo "$package: $(basename -- *.deb)"
done
rm -rf apt -- *.deb
touch complete
