#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# mkpayload.sh IMAGE OUTPUT: create a file with OpenSBI and the image.  The file is loaded at the start of RAM and
# entered in M-mode.
#
# Like OpenSBI's FW_PAYLOAD, the file has OpenSBI's fw_jump at its start, and the image at fw_jump's jump address, 2 MiB
# after the start.  OpenSBI copies the device tree to 34 MiB after the start.  OPENSBI=file replaces fw_jump.bin of
# Debian's package.

set -eu
offset=2097152 tree=35651584
firmware=${OPENSBI:-$(dpkg -L opensbi 2>/dev/null | grep 'riscv64.*/generic/fw_jump\.bin$' || true)}
[ "$firmware" ] && [ -f "$firmware" ] || { echo "There is no OpenSBI: install opensbi, or say OPENSBI=fw_jump.bin" >&2; exit 1; }

# Read the image's size in memory from its header.
size=$(od -A n -t u8 -j 16 -N 8 "$1" | tr -d ' ')
[ $((offset + size)) -le $tree ] || { echo "$1 takes $size bytes: more than 32 MiB meet the device tree" >&2; exit 1; }
[ "$(wc -c < "$firmware")" -le $offset ] || { echo "$firmware is larger than 2 MiB" >&2; exit 1; }
cp "$firmware" "$2.tmp"
truncate -s $offset "$2.tmp"
cat "$1" >> "$2.tmp"
mv "$2.tmp" "$2"
