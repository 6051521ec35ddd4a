#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
#	fetch.sh FOLDER arm64|riscv64
#
# Download the firmware and boot loaders for a boot by EFI into FOLDER/arm64 or FOLDER/riscv64: EDK2 for QEMU's machine
# "virt", systemd-boot and GRUB, from Debian's packages.  The exit status is 3 if this machine does not run Debian, or
# if the mirror does not answer.
set -eu

suites="trixie forky"
arch=$2
. "$(dirname "$0")/../../scripts/apt.sh"
self=$(realpath "$0")
mkdir -p "$1/$arch"
cd "$1/$arch"
# If this script is newer than the files, download them again.
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
# Unpack all files of the packages except the documentation.
for package in "$edk2" "systemd-boot-efi:$arch" "grub-efi-$arch-unsigned:$arch"; do
	rm -f -- *.deb
	apt-get -q download "$package" || exit 3
	dpkg-deb --fsys-tarfile -- *.deb | tar -x --exclude './usr/share/doc*'
	echo "$package: $(basename -- *.deb)"
done
rm -rf apt -- *.deb
touch complete
