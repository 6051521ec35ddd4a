#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
#	flash.sh IMAGE DEVICE
#
# Write an image to a card or stick, read it back and compare.  DEVICE must be a whole removable
# disk that is not in use.  With FLASH_ANY=1, it may also be a file, or any whole disk or loop device
# that is not in use.  With FLASH_YES=1, the script does not ask for confirmation.
set -eu

image=$1 device=$2
sys=${SYS:-/sys}

refuse() {
	echo "flash: $device: $*" >&2
	exit 1
}

[ -f "$image" ] || { echo "flash: there is no $image: run \"make image\" first" >&2; exit 1; }
if [ -b "$device" ]; then
	name=$(basename "$(readlink -f "$device")")
	[ -d "$sys/block/$name" ] || refuse "this is no whole disk (a partition?)"
	[ "${FLASH_ANY:-}" = 1 ] || [ "$(cat "$sys/block/$name/removable")" = 1 ] ||
		refuse "this disk is not removable; FLASH_ANY=1 takes it nevertheless"
	bytes=$(($(cat "$sys/block/$name/size") * 512))
	[ $bytes -ge "$(stat -c %s "$image")" ] || refuse "it has $bytes bytes, the image $(stat -c %s "$image")"
	for part in "/dev/$name" "/dev/$name"?*; do
		! grep -q "^$part " "${MOUNTS:-/proc/mounts}" || refuse "$part is mounted"
		! grep -q "^$part " "${SWAPS:-/proc/swaps}" || refuse "$part is used for swapping"
	done
	[ -z "$(ls "$sys/block/$name/holders" 2>/dev/null)" ] || refuse "it is in use by $(ls "$sys/block/$name/holders")"
	what="$(cat "$sys/block/$name/device/vendor" "$sys/block/$name/device/model" 2>/dev/null | tr -s ' \n' ' ')"
	what="$what$((bytes >> 20)) MiB"
elif [ -f "$device" ] && [ "${FLASH_ANY:-}" = 1 ]; then
	what="a file"
else
	refuse "this is no disk"
fi

echo "$image goes to $device ($what): all that is on it is lost."
if [ "${FLASH_YES:-}" != 1 ]; then
	printf 'Write it? Type "yes": '
	read -r answer || answer=
	[ "$answer" = yes ] || refuse "not written"
fi
dd if="$image" of="$device" bs=1M conv=fsync,notrunc status=progress
# Drop the written data from the page cache, so that the comparison reads from the device.
dd of="$device" oflag=nocache conv=notrunc,fdatasync count=0 status=none 2>/dev/null || true
[ ! -b "$device" ] || blockdev --flushbufs "$device" 2>/dev/null || true
cmp -n "$(stat -c %s "$image")" "$image" "$device" || refuse "what was read back differs from $image"
echo "$device: written, read back, the same."
