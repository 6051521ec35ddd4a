#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# link.sh -o ELF [-m MAP] FILE... [OPTION...]: link an image that contains the names of its functions.
#
# --once leaves the table empty, for a program that will not run.  --names MAP generates the first table from the
# System.map of a nearly equal image: if all functions have the same addresses there, the image is linked only once.
#
# Options for linking by a compiler are accepted, too.  -L, -l and -Wl, are for the linker.  Libraries that Quarry and
# its C library replace (-lc, -lm, -lpthread, -ldl, -lrt, -lgcc, -latomic) and options for compiling have no effect.
#
# The image is linked first with an empty table of names, and then with the table that results.  The table is after
# all code, so that usually no function moves between the two links, which kallsyms.py checks.  However, if code
# refers to addresses after the table, such as .data, the linker may use a longer instruction in the second link.
# Then the table is generated again from the last result, at most twice.
#
# The script uses these variables.  In the folder of the installed library, quarry-link sets them and sources this file.
#
#	CC, ABI		compiler, and its flags for an empty object
#	LD, LDFLAGS	linker
#	NM, KALLSYMS	nm, kallsyms.py with its interpreter
#	LDS		linker script
#	LIBC		files of a C library to link
#	QUARRY		the closed firmware, if an application is linked (scripts/exports.py)
#	HOST_LINK	only for the host port: command that links a process from the firmware and HOST_FILES
#	OBJCOPY		only for the host port: objcopy

set -eu
out= map= once= names_of=
left=$#
while [ $left -gt 0 ]; do
	arg=$1
	shift
	left=$((left - 1))
	case $arg in
	-o | -m | --names)
		[ $left -gt 0 ] || { echo "link: $arg: which file?" >&2; exit 2; }
		case $arg in
		-o) out=$1 ;;
		-m) map=$1 ;;
		--names) names_of=$1 ;;
		esac
		shift
		left=$((left - 1)) ;;
	--once) once=y ;;
	-lc | -lm | -lpthread | -ldl | -lrt | -lgcc | -latomic | -pthread | -static | -nostdlib | -[OgfmWDIUs]*)
		case $arg in -Wl,*)
			for option in $(echo "${arg#-Wl,}" | tr ',' ' '); do
				set -- "$@" "$option"
			done ;;
		esac ;;
	*) set -- "$@" "$arg" ;;
	esac
done
if [ -z "$out" ] || [ $# -eq 0 ]; then
	echo "usage: $(basename "$0") -o ELF [-m MAP] FILE... [OPTION...]" >&2
	exit 2
fi

tmp=$(mktemp -d "$out.XXXXXX")
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM

# names_object NAME: create $tmp/NAME.o, a table of names, from the output of nm on standard input
names_object() {
	$KALLSYMS > "$tmp/$1.S"
	$CC $ABI -c -x assembler -o "$tmp/$1.o" "$tmp/$1.S"
}

# part_from_process: separate the names of the firmware from those of the host port's process, which
# has its own C library.  Names of the firmware must not replace names in that library, so only the
# functions that HOST_FILES call remain global, for example host_boot().  A name that the firmware
# lacks, for example main(), must not be resolved by that library.
part_from_process() {
	[ -z "${QUARRY:-}" ] || refuse_undefined
	$NM -u $(host_objects) | awk '$NF ~ /^(quarry_)?host_/ { print $NF }' > "$tmp/needed"
	# Common symbols remain global, too: llvm-objcopy would make them local, and the linker would
	# assign the address 0 to a local common symbol.
	$NM "$tmp/firmware.o" | awk '$(NF - 1) == "C" { print $NF }' >> "$tmp/needed"
	! $NM "$tmp/firmware.o" | grep -q ' w main$' || $OBJCOPY --redefine-sym main=no_main "$tmp/firmware.o"
	$OBJCOPY --keep-global-symbols="$tmp/needed" "$tmp/firmware.o"
}

host_objects() {
	for file in $HOST_FILES; do
		case $file in *.o) echo "$file" ;; esac
	done
}

# refuse_undefined: fail if a name is undefined, except names that the firmware calls in HOST_FILES
# and names of the compiler.  The compiler's names begin with "__" or _Unwind_; its exceptions call
# _dl_find_object() to find the tables of a process.
refuse_undefined() {
	$NM -u "$QUARRY" | awk 'NF == 2 { print $2 }' | sort -u > "$tmp/asked"
	$NM -u "$tmp/firmware.o" | awk 'NF == 2 && $1 == "U" && $2 !~ /^(__|_GLOBAL_|_Unwind_|_dl_find_object$)/ { print $2 }' |
		grep -vxFf "$tmp/asked" > "$tmp/undefined" || return 0
	while read -r name; do
		echo "link: undefined reference to \`$name': neither Quarry nor its C library has it" >&2
	done < "$tmp/undefined"
	exit 1
}

# link_with NAME ELF FILE...: link ELF from the files and the table of names $tmp/NAME.o
link_with() {
	names=$tmp/$1.o elf=$2
	shift 2
	if [ -n "${HOST_LINK:-}" ]; then
		$LD -r -z noexecstack -u kallsyms_lookup -o "$tmp/firmware.o" "$names" "$@" $LIBC
		part_from_process
		$HOST_LINK "-Wl,-T,$LDS" -o "$elf" "$tmp/firmware.o" $HOST_FILES
	else
		$LD $LDFLAGS -T "$LDS" -o "$elf" "$names" "$@" $LIBC
	fi
}

if [ -n "$names_of" ]; then
	cp "$names_of" "$tmp/none.map"
else
	names_object none < /dev/null
	link_with none "$tmp/none.elf" "$@"
	$NM -n "$tmp/none.elf" > "$tmp/none.map"
fi
last=none
for table in first second third; do
	[ -z "$once" ] || break
	names_object $table < "$tmp/$last.map"
	link_with $table "$tmp/$table.elf" "$@"
	last=$table
	$NM -n "$tmp/$last.elf" > "$tmp/$last.map"
	! $KALLSYMS --check "$tmp/$last.S" < "$tmp/$last.map" 2> /dev/null || break
done
[ -n "$once" ] || $KALLSYMS --check "$tmp/$last.S" < "$tmp/$last.map"
[ -z "$map" ] || cp "$tmp/$last.map" "$map"
mv "$tmp/$last.elf" "$out"
