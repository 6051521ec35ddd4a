#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# mkdisk.sh IMAGE FILE...: a disk image that is a cpio archive ("newc" format) written straight to the
# disk, with the files given and one of 256 KiB made from a fixed sequence.

set -eu
image=$1
shift
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cp "$@" "$dir"
mkdir "$dir/data"
awk 'BEGIN { for (i = 0; i < 16384; i++) printf "%015d\n", (i * 2654435761) % 1000000007 }' > "$dir/data/numbers.txt"
: > "$dir/data/empty"
(cd "$dir" && find . -mindepth 1 | LC_ALL=C sort | sed 's,^\./,,' |
	cpio --quiet -o -H newc --reproducible -R 0:0) > "$image.tmp"
truncate -s %1M "$image.tmp"
mv "$image.tmp" "$image"
