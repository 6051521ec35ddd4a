#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# picolibc.sh ARCH TO: copy picolibc from Debian's packages, for images with CONFIG_LIBC_PICOLIBC,
# to TO/include (with Quarry's headers), TO/lib/libc.a and TO/lib/libm.a.  If the copy is up to date,
# the script does nothing.
#
#	CROSS_COMPILE	prefix of binutils

set -eu
arch=$1 to=$2
here=$(cd "$(dirname "$0")" && pwd)

case $arch in
riscv) target=riscv64-unknown-elf ;;	# lib/ of this package is for rv64imafdc and lp64d
arm64) target=aarch64-linux-gnu ;;
*)
	echo "picolibc: not for ARCH=$arch: CONFIG_LIBC_NEWLIB" >&2
	exit 2 ;;
esac

from=/usr/lib/picolibc/$target
[ -f "$from/lib/libc.a" ] || "$here/setup.sh" picolibc $arch >&2

tmp=$to.tmp
mkdir -p "$(dirname "$to")"
exec 9> "$to.lock"
flock 9		# wait for another make that copies picolibc
stamp=$(find "$0" "$here/libc_headers.sh" "$here/../include/linux/errno.h" "$here/../libc/posix/include" \
	"$from/lib/libc.a" -type f | sort | xargs cat | cksum)
[ "$(cat "$to/stamp" 2>/dev/null)" != "$stamp" ] || exit 0
echo "  PICOLIBC $arch"
rm -rf "$to" "$tmp"
mkdir -p "$tmp/lib"
cp -r "$from/include" "$tmp"
rm -rf "$tmp/include/release"
cp "$from/lib/libc.a" "$from/lib/libm.a" "$tmp/lib"

# numbers FILE: print the error numbers that a header defines
numbers() {
	sed -n 's/^#[[:space:]]*define[[:space:]]*\(E[A-Z0-9]*\)[[:space:]]*\([0-9][0-9]*\).*/\1 \2/p' "$1" | sort
}

# Generate the mapping from Linux's error numbers to picolibc's.
numbers "$here/../include/linux/errno.h" > "$tmp/linux"
numbers "$tmp/include/sys/errno.h" > "$tmp/picolibc"
join "$tmp/linux" "$tmp/picolibc" | sed 's/.* \(.*\) \(.*\)/PAIR(\1, \2)/' > "$tmp/include/sys/_error_numbers.h"
"$here/libc_headers.sh" "$tmp/include" picolibc.h
# Use 64-bit inode numbers.  With 16 bits, they would not be unique.
sed -i 's/^typedef unsigned short __ino_t;/typedef unsigned long __ino_t;/' "$tmp/include/sys/_types.h"
grep -q 'long __ino_t' "$tmp/include/sys/_types.h"

# Rename picolibc's strerror(), which expects picolibc's error numbers.  libc/picolibc/errno.c
# defines strerror() for Linux's numbers and calls the renamed function.
(
	cd "$tmp"
	member=$("${CROSS_COMPILE}ar" t lib/libc.a | grep 'string_strerror\.c\.o$')
	"${CROSS_COMPILE}ar" x lib/libc.a "$member"
	set --
	for name in strerror strerror_l _strerror_r; do
		set -- "$@" --redefine-sym "$name=__picolibc_$name"
	done
	"${CROSS_COMPILE}objcopy" "$@" "$member"
	"${CROSS_COMPILE}ar" r lib/libc.a "$member"
	rm "$member"
	# libc/posix/time.c defines functions with these names, and calls picolibc's as __library_*.
	for member in gmtime_r lcltime_r mktime; do
		member=$("${CROSS_COMPILE}ar" t lib/libc.a | grep "_time_$member\.c\.o\$")
		"${CROSS_COMPILE}ar" x lib/libc.a "$member"
		for name in gmtime_r localtime_r mktime; do
			"${CROSS_COMPILE}objcopy" --redefine-sym "$name=__library_$name" "$member"
		done
		"${CROSS_COMPILE}ar" r lib/libc.a "$member"
		rm "$member"
	done
	rm linux picolibc
)
echo "$stamp" > "$tmp/stamp"
mv "$tmp" "$to"
