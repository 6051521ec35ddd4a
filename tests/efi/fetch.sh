#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
#	fetch.sh FOLDER
#
# What is needed to boot by EFI, into FOLDER/riscv64 and FOLDER/arm64, from Debian's packages: EDK2 for QEMU's virt
# machines, systemd-boot, and GRUB.  Exit status 3: this is no Debian, or the mirror does not answer.
set -eu

suite=trixie
. "$(dirname "$0")/../../scripts/apt.sh"
self=$(realpath "$0")
mkdir -p "$1"
cd "$1"
# What an older script fetched is not what this one would.
[ complete -nt "$self" ] && exit 0
own_apt deb "$suite" arm64 riscv64

# take ARCH PACKAGE...: all files of the packages below /usr/share and /usr/lib
take() {
	arch=$1
	shift
	rm -rf "$arch"
	mkdir -p "$arch"
	for package; do
		rm -f -- *.deb
		apt-get -q download "$package" || exit 3
		dpkg-deb --fsys-tarfile -- *.deb | tar -x -C "$arch" --exclude './usr/share/doc*'
		echo "$package: $(basename -- *.deb)"
	done
}
take arm64 qemu-efi-aarch64 systemd-boot-efi:arm64 grub-efi-arm64-unsigned:arm64
take riscv64 qemu-efi-riscv64 systemd-boot-efi:riscv64 grub-efi-riscv64-unsigned:riscv64
rm -rf apt -- *.deb
touch complete
