#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# link.sh -o ELF [-m MAP] FILE...: link an image with the names of its functions in it.
#
# It is linked first with an empty table of names, then with the one made from that.  The table lies behind
# all code, so that mostly no function moves between the two; kallsyms.py checks that.  Where code reaches
# over the table, as a call of what lies in .data does, the linker may have taken a longer instruction the
# second time: then the table is made again, from what was linked last.  In a library's folder quarry-link
# sets the variables and reads this file.
#
#	CC, ABI		compiler, and those of its flags that an empty object needs
#	LD, LDFLAGS	linker
#	NM, KALLSYMS	nm, kallsyms.py with its interpreter
#	LDS		linker script
#	LIBC		what is linked of a C library
#	HOST_LINK	the host port only: how a process is linked, with HOST_FILES beside the firmware; with a C
#			library, LIBC_NAMES are the files that define its names, and OBJCOPY hides them

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

# The process has a C library and a main() of its own: it does not see the image's, nor the image its main().
hide_from_process() {
	$OBJCOPY --localize-symbols="$tmp/libc" "$tmp/firmware.o"
	! $NM "$tmp/firmware.o" | grep -q ' w main$' || $OBJCOPY --redefine-sym main=no_main "$tmp/firmware.o"
}

# link_with NAME ELF FILE...: with the table NAME.o
link_with() {
	names=$tmp/$1.o elf=$2
	shift 2
	if [ -n "${HOST_LINK:-}" ]; then
		$LD -r -z noexecstack -u kallsyms_lookup -o "$tmp/firmware.o" "$names" "$@" $LIBC
		[ -z "${LIBC:-}" ] || hide_from_process
		$HOST_LINK "-Wl,-T,$LDS" -o "$elf" "$tmp/firmware.o" $HOST_FILES
	else
		$LD $LDFLAGS -T "$LDS" -o "$elf" "$names" "$@" $LIBC
	fi
}

[ -z "${HOST_LINK:-}" ] || [ -z "${LIBC:-}" ] || $NM -jg --defined-only $LIBC_NAMES 2> /dev/null | grep -v : > "$tmp/libc"

names_object none < /dev/null
link_with none "$tmp/none.elf" "$@"
$NM -n "$tmp/none.elf" > "$tmp/none.map"
last=none
for table in first second third; do
	names_object $table < "$tmp/$last.map"
	link_with $table "$tmp/$table.elf" "$@"
	last=$table
	$NM -n "$tmp/$last.elf" > "$tmp/$last.map"
	! $KALLSYMS --check "$tmp/$last.S" < "$tmp/$last.map" 2> /dev/null || break
done
$KALLSYMS --check "$tmp/$last.S" < "$tmp/$last.map"
[ -z "$map" ] || cp "$tmp/$last.map" "$map"
mv "$tmp/$last.elf" "$out"
