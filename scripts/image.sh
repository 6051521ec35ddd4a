#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# image.sh BOARD OUT: create a board's disk images in OUT.
#
#	boot.vfat	a FAT file system with Image, extlinux/extlinux.conf, EFI/BOOT/BOOT*.EFI, and the board's files
#	stick.img	a disk with boot.vfat as its only partition, for boards whose firmware is not on the disk
#	card.img ...	the images that boards/BOARD/card.cfg describes, with the board's firmware
#
# Environment variables from board.mk are BOARD_ARCH, BOOT_FILES, FIRMWARE_FILES, FIRMWARE_PACKAGE, FIRMWARE_FOLDER and
# FIRMWARE_SOURCE.  The user may set FIRMWARE=folder, DTB=file and ARGS='boot arguments'.
set -eu

top=$(cd "$(dirname "$0")/.." && pwd) board=$1 out=$2
work=$out/images
layout=$top/boards/$board/card.cfg

fail() {
	echo "image: $*" >&2
	exit 1
}

case $BOARD_ARCH in
riscv) efi=BOOTRISCV64.EFI ;;
arm64) efi=BOOTAA64.EFI ;;
*) fail "$board has no disk images" ;;
esac
[ -z "${DTB:-}" ] || [ -f "$DTB" ] || fail "DTB=$DTB: there is no such file"
[ -z "${FIRMWARE:-}" ] || [ -d "$FIRMWARE" ] || fail "FIRMWARE=$FIRMWARE: there is no such folder"

firmware=${FIRMWARE:-}
if [ -z "$firmware" ] && [ "${FIRMWARE_PACKAGE:-}" ]; then
	"$top/scripts/firmware.sh" "$top/build/firmware" "$FIRMWARE_PACKAGE" || status=$?
	[ "${status:-0}" = 0 ] || echo "image: the firmware's package $FIRMWARE_PACKAGE cannot be fetched"
	firmware=$top/build/firmware/${FIRMWARE_PACKAGE%:*}/$FIRMWARE_FOLDER
fi

rm -rf "$work" "$out"/*.img.tmp
rm -f "$out"/boot*.vfat "$out"/stick*.img "$out"/card*.img "$out"/flash*.img
mkdir -p "$work/boot/extlinux" "$work/boot/EFI/BOOT" "$work/input"
cp "$out/Image" "$work/boot/Image"
cp "$out/Image" "$work/boot/EFI/BOOT/$efi"
[ -z "${ARGS:-}" ] || printf '%s\n' "$ARGS" > "$work/boot/EFI/BOOT/cmdline.txt"
[ -z "${DTB:-}" ] || cp "$DTB" "$work/boot/board.dtb"
{
	printf 'default quarry\ntimeout 10\nlabel quarry\n  kernel /Image\n'
	[ -z "${DTB:-}" ] || printf '  fdt /board.dtb\n'
	printf '  append %s\n' "${ARGS:-}"
} > "$work/boot/extlinux/extlinux.conf"
[ ! -d "$top/boards/$board/boot" ] || cp -r "$top/boards/$board/boot/." "$work/boot/"
for overlay in "$work"/boot/overlays/*.dtso; do
	[ -f "$overlay" ] || continue
	dtc -q -I dts -O dtb -o "${overlay%.dtso}.dtbo" "$overlay" || fail "dtc failed"
	rm "$overlay"
done

# copy_parts TO FILE...: copy files of the firmware to the folder TO, and append the names of missing files to $missing.
# If DTB is set, it replaces a missing .dtb file.
missing=
copy_parts() {
	to=$1
	shift
	for part in "$@"; do
		if [ "$firmware" ] && [ -f "$firmware/$part" ]; then
			cp "$firmware/$part" "$to/"
		elif [ "${DTB:-}" ] && [ "${part%.dtb}" != "$part" ]; then
			cp "$DTB" "$to/$part"
		else
			missing="$missing $part"
		fi
	done
}
copy_parts "$work/input" ${FIRMWARE_FILES:-}
copy_parts "$work/boot" ${BOOT_FILES:-}
# A board with a FIRMWARE_SOURCE starts its firmware from boot.vfat, so no file of the firmware may be missing.
[ -z "$missing" ] || [ -z "${FIRMWARE_SOURCE:-}" ] ||
	fail "$board does not start without:$missing.  Say FIRMWARE=folder that has them.  They are in $FIRMWARE_SOURCE"

# Check that each overlay can be applied to each device tree: the firmware can do this only if the tree has symbols.
for overlay in "$work"/boot/overlays/*.dtbo; do
	for tree in "$work"/boot/*.dtb; do
		[ ! -f "$overlay" ] || [ ! -f "$tree" ] || fdtoverlay -i "$tree" -o "$work/applied" "$overlay" 2>/dev/null ||
			echo "image: the overlay $(basename "$overlay") does not fit $(basename "$tree"): it has no symbols?"
	done
done

# The size of a disk in MiB is a power of two, as QEMU requires.  17 MiB of the disk are outside of the file
# system, and the file system is at least 8 MiB larger than its files.
need=$(($(du -sm "$work/boot" | cut -f1) + 17)) size=64
while [ $size -lt $((need + 8)) ]; do
	size=$((size * 2))
done
cat > "$work/genimage.cfg" <<TEXT
image boot.vfat {
	vfat { label = "QUARRY" }
	size = $((size - 17))M
}
image stick.img {
	hdimage { partition-table-type = "gpt" }
	partition boot {
		offset = 1M
		partition-type-uuid = "U"
		bootable = true
		image = "boot.vfat"
	}
	size = ${size}M
}
TEXT
if [ -f "$layout" ] && [ -z "$missing" ]; then
	sed "s/@SIZE@/${size}M/" "$layout" >> "$work/genimage.cfg"
fi
genimage --config "$work/genimage.cfg" --rootpath "$work/boot" --tmppath "$work/tmp" --inputpath "$work/input" \
	--outputpath "$out" > "$work/genimage.log" 2>&1 || { tail -n 3 "$work/genimage.log" >&2; fail "genimage failed"; }
[ ! -f "$out/card.img" ] || truncate -s ">${size}M" "$out/card.img"
# If Image is a link to Image-GPL-2.0, all files have the licence in their names.
licence=$(readlink "$out/Image") || licence=Image
licence=${licence#Image}
for file in boot.vfat stick.img card.img flash.img; do
	[ -f "$out/$file" ] || continue
	licensed=${file%.*}$licence.${file##*.}
	if [ "$licence" ]; then
		mv "$out/$file" "$out/$licensed"
		ln -s "$licensed" "$out/$file"
	fi
	echo "$out/$licensed"
done
if [ -f "$layout" ] && [ "$missing" ]; then
	echo "card.img was not made: say FIRMWARE=folder, with:$missing (boards/$board/README.md)"
fi
