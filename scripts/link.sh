#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# link.sh -o ELF [-m MAP] FILE...: link an image with the names of its functions in it.
#
# It is linked twice: the first time with an empty table of names, the second with the one made from the
# first.  The table lies behind all code, so that no function moves between the two; kallsyms.py checks
# that.  In a library's folder quarry-link sets the variables and reads this file.
#
#	CC, ABI		compiler, and those of its flags that an empty object needs
#	LD, LDFLAGS	linker
#	NM, KALLSYMS	nm, kallsyms.py with its interpreter
#	LDS		linker script
#	HOST_LINK	the host port only: how a process is linked, with HOST_FILES beside the firmware

set -eu
out= map=
left=$#
while [ $left -gt 0 ]; do
	arg=$1
	shift
	left=$((left - 1))
	case $arg in
	-o | -m)
		[ $left -gt 0 ] || { echo "link: $arg: which file?" >&2; exit 2; }
		[ "$arg" = -o ] && out=$1 || map=$1
		shift
		left=$((left - 1)) ;;
	*) set -- "$@" "$arg" ;;
	esac
done
if [ -z "$out" ] || [ $# -eq 0 ]; then
	echo "usage: $(basename "$0") -o ELF [-m MAP] FILE..." >&2
	exit 2
fi

tmp=$(mktemp -d "$out.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM

# names_object NAME: the list of nm on standard input as NAME.o
names_object() {
	$KALLSYMS > "$tmp/$1.S"
	$CC $ABI -c -x assembler -o "$tmp/$1.o" "$tmp/$1.S"
}

# link_with NAME ELF FILE...: with the table NAME.o
link_with() {
	names=$tmp/$1.o elf=$2
	shift 2
	if [ -n "${HOST_LINK:-}" ]; then
		$LD -r -u kallsyms_lookup -o "$tmp/firmware.o" "$names" "$@"
		$HOST_LINK "-Wl,-T,$LDS" -o "$elf" "$tmp/firmware.o" $HOST_FILES
	else
		$LD $LDFLAGS -T "$LDS" -o "$elf" "$names" "$@"
	fi
}

names_object none < /dev/null
link_with none "$tmp/first.elf" "$@"
$NM -n "$tmp/first.elf" > "$tmp/first.map"
names_object all < "$tmp/first.map"
link_with all "$tmp/second.elf" "$@"
$NM -n "$tmp/second.elf" > "$tmp/second.map"
$KALLSYMS --check "$tmp/all.S" < "$tmp/second.map"
[ -z "$map" ] || cp "$tmp/second.map" "$map"
mv "$tmp/second.elf" "$out"
