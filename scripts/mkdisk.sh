#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# mkdisk.sh IMAGE FILE...: create a disk image that consists of a cpio archive ("newc" format).  The
# archive has the given files, several generated files, and a file with the checksums of all others.

set -eu
image=$1
shift
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cp "$@" "$dir"
mkdir "$dir/data"
awk 'BEGIN { for (i = 0; i < 16384; i++) printf "%015d\n", (i * 2654435761) % 1000000007 }' > "$dir/data/numbers.txt"
: > "$dir/data/empty"
echo "This text was read from a disk by DMA." > "$dir/welcome.txt"
(cd "$dir" && find . -type f | LC_ALL=C sort | sed 's,^\./,,' | xargs sha256sum > "$dir.sums")
mv "$dir.sums" "$dir/SHA256SUMS"
(cd "$dir" && find . -mindepth 1 | LC_ALL=C sort | sed 's,^\./,,' |
	cpio --quiet -o -H newc --reproducible -R 0:0) > "$image.tmp"
truncate -s %1M "$image.tmp"
mv "$image.tmp" "$image"
