#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# newlib.sh ARCH TO: build newlib from Debian's package newlib-source, for images with CONFIG_LIBC_NEWLIB:
# TO/include, TO/lib/libc.a and libm.a; TO.log has all that was said.  One to two minutes of CPU time; nothing
# if it is there.  What it needs of a system, libc/ has.
#
#	CROSS_COMPILE	prefix of GCC and binutils
#	CCACHE		ccache, or nothing
#	NEWLIB_CACHE	a folder where what was built is kept, for other trees with the same sources, compiler
#			and flags: by default ~/.cache/quarry; empty: nothing is kept

set -eu
KEPT=12		# archives in that folder, the newest
arch=$1 to=$2
here=$(cd "$(dirname "$0")" && pwd)
errno=$here/../include/linux/errno.h
headers=$here/../libc/posix/include

case $arch in
riscv)
	target=riscv64-unknown-elf
	flags="-march=rv64imafdc_zicsr_zifencei -mabi=lp64d -mcmodel=medany -mno-save-restore -mstrict-align" ;;
arm64)
	target=aarch64-none-elf
	flags="-march=armv8-a -mno-outline-atomics -mstrict-align" ;;
host)
	target=x86_64-none-elf
	flags="-m64 -mno-red-zone -fcf-protection=none -fvisibility=hidden" ;;
*)
	echo "newlib: not for ARCH=$arch" >&2
	exit 2 ;;
esac

source=$(echo /usr/src/newlib/newlib-*.tar.xz)
if [ ! -f "$source" ] || ! command -v xz >/dev/null; then
	"$here/setup.sh" newlib >&2
	source=$(echo /usr/src/newlib/newlib-*.tar.xz)
fi

# The compiler is one for Linux: newlib must not take it for that, nor find that system's headers.
gcc=${CROSS_COMPILE}gcc
flags="$flags -O2 -fno-omit-frame-pointer -ffunction-sections -fdata-sections -fno-pic -fno-pie -fno-stack-protector -fcommon
	-fno-asynchronous-unwind-tables -fno-unwind-tables -D_STDIO_BSD_SEMANTICS -nostdinc -isystem $($gcc -print-file-name=include)
	-U__linux__ -U__linux -Ulinux -U__gnu_linux__ -U__unix__ -U__unix -Uunix -D__DYNAMIC_REENT__ -D_COMPILING_NEWLIB -DHAVE_RENAME -DHAVE_FCNTL
	-DHAVE_MKDIR -D_GLIBC_EXTENSION"
flags=$(echo $flags)

tmp=$to.tmp log=$to.log
export CCACHE_BASEDIR="$tmp" CCACHE_NOHASHDIR=1
mkdir -p "$(dirname "$to")"
exec 9> "$to.lock"
flock 9		# another make may be at it
stamp="$source $($gcc -dumpfullversion) $flags $(find "$0" "$here/libc_headers.sh" "$errno" "$headers" -type f | sort | xargs cat | cksum)"
[ "$(cat "$to/stamp" 2>/dev/null)" != "$stamp" ] || exit 0
rm -rf "$to" "$tmp"
caches=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}
cache=${NEWLIB_CACHE-${caches:+$caches/quarry}}
kept=${cache:+$cache/newlib-$arch-$(echo "$stamp" | sha256sum | cut -c1-16).tar}
if [ -f "$kept" ]; then
	mkdir "$tmp"
	if tar -xf "$kept" -C "$tmp" 2>/dev/null && [ "$(cat "$tmp/stamp")" = "$stamp" ]; then
		echo "  NEWLIB  $arch: from $kept"
		touch "$kept"
		mv "$tmp" "$to"
		exit 0
	fi
	echo "newlib: $kept is damaged; it is built again" >&2
	rm -rf "$tmp"
fi
mkdir -p "$tmp/src" "$tmp/build"
: > "$log"
unset MAKEFLAGS MFLAGS MAKELEVEL

# step WHAT COMMAND...
step() {
	echo "  NEWLIB  $arch: $1"
	shift
	set +e		# which "if" would do inside of it as well
	(set -e; cd "$tmp/build"; "$@") >> "$log" 2>&1 9>&-
	status=$?
	set -e
	if [ $status -ne 0 ]; then
		tail -n 15 "$log" >&2
		echo "newlib: it could not be built; $log has all that was said" >&2
		exit 1
	fi
}

own_headers() {
	cd "$tmp/src/newlib/libc/include"
	mv malloc.h malloc.tmp
	"$here/libc_headers.sh" . _newlib_version.h
	mv malloc.tmp malloc.h	# newlib itself is compiled with its own
	# A file's number in 16 bits would not be its own.
	sed -i 's/^typedef unsigned short __ino_t;/typedef unsigned long __ino_t;/' sys/_types.h
	! grep 'short __ino_t' sys/_types.h || return 1
	# What mallinfo() returns is to be what <malloc.h> says; newlib 4.5 has it so, and in _mallocr.c.
	sed -i '/^struct mallinfo {/,/^}/s/^  int /  size_t /' "$tmp"/src/newlib/libc/stdlib/*mallocr.c
	grep -q '^  size_t arena' "$tmp"/src/newlib/libc/stdlib/*mallocr.c
	# The compiler's own fits it better.
	rm stdatomic.h
	# newlib 3.3 declares the functions for long double only where that is double; libc/posix/ has them.
	sed -i 's/^#if defined (_LDBL_EQ_DBL) || defined (__CYGWIN__)$/#if 1/' math.h tgmath.h
	# Without the compiler's functions, isinf() and its like convert a long double to double: clang says it is GCC 4.2.
	sed -i 's/^#if __GNUC_PREREQ (4, 4)$/& || defined(__clang__)/' math.h
	grep -q '^#if __GNUC_PREREQ (4, 4) || defined(__clang__)$' math.h
	# What it asks a system for has an underscore in front: else the host's C library would answer.
	sed -i 's/^  riscv\*-\*-\*)/  riscv*-*-* | x86_64-*-*)/' "$tmp/src/newlib/configure.host"
	# towctrans() calls a conversion from Japanese, which is there with multi-byte characters only.
	ctype=$tmp/src/newlib/libc/ctype/local.h
	sed -i 's/^#ifdef __CYGWIN__/#if defined(__CYGWIN__) || !defined(_MB_CAPABLE)/' "$ctype"
	grep -q _MB_CAPABLE "$ctype"
	# A program starts with the characters of C.UTF-8, which setlocale(LC_ALL, "") selects as well, as on Cygwin.
	locale=$tmp/src/newlib/libc/locale/locale.c
	sed -i -e '/^#define DEFAULT_LOCALE/s/"C"/"C.UTF-8"/' -e '/^struct __locale_t __global_locale/,/^};/{
		s/^  __ascii_/  __utf8_/
		s/^  "\\1",/  "\\6",/
		s/^  "ASCII",/  "UTF-8",/
	}' "$locale"
	[ "$(sed -n '/^struct __locale_t __global_locale/,/^};/p' "$locale" | grep -c 'UTF-8\|"\\6"\|__utf8_')" = 7 ]
}

# What hands out memory is to be called through libc/posix/malloc.c alone: in these members its names are others.
own_malloc() {
	cp "$headers/malloc.h" "$to/include"
	mkdir members
	cd members
	members=$("${CROSS_COMPILE}ar" t "$to/lib/libc.a" |
		grep -E '(alloc|free|malign|mallinfo|mallstats|msize|mallopt)r\.o$')
	"${CROSS_COMPILE}ar" x "$to/lib/libc.a" $members
	for name in malloc free realloc calloc memalign malloc_usable_size mallopt mallinfo; do
		set -- "$@" --redefine-sym "_${name}_r=__small_${name}_r"
	done
	for member in $members; do
		"${CROSS_COMPILE}objcopy" "$@" "$member"
	done
	"${CROSS_COMPILE}ar" r "$to/lib/libc.a" $members
	own_nano "$@"
}

# The nano variant in an archive of its own, by the same names, with objects aligned for any type.
own_nano() {
	nano=$tmp/src/newlib/libc/stdlib/nano-mallocr.c
	sed -i 's/^#define MALLOC_ALIGN (8U)/#define MALLOC_ALIGN (16U)/' "$nano"
	grep -q '^#define MALLOC_ALIGN (16U)' "$nano"
	$gcc $includes $flags -DINTERNAL_NEWLIB -D_LIBC -DDEFINE_MALLOC -DDEFINE_FREE -DDEFINE_CALLOC -DDEFINE_REALLOC \
		-DDEFINE_MEMALIGN -DDEFINE_MALLOC_USABLE_SIZE -DDEFINE_MALLOPT -DDEFINE_MALLINFO \
		-ffile-prefix-map="$tmp/src/=" -c -o nano.o "$nano"
	"${CROSS_COMPILE}objcopy" "$@" nano.o
	"${CROSS_COMPILE}ar" rcsD "$to/lib/libnano.a" nano.o
}

# renamed MEMBER NAME...: the functions get the prefix __library_, as Quarry's own have these names and call them.
# They may call each other by the new names.
renamed() {
	member=$1
	shift
	"${CROSS_COMPILE}ar" x "$to/lib/libc.a" "$member"
	for name; do
		"${CROSS_COMPILE}objcopy" --redefine-sym "$name=__library_$name" "$member"
	done
	"${CROSS_COMPILE}ar" rD "$to/lib/libc.a" "$member"
}

# Of members that have further functions, those which libc/ replaces.
own_functions() {
	mkdir functions
	cd functions
	all=$("${CROSS_COMPILE}ar" t "$to/lib/libc.a")
	member() {
		echo "$all" | grep -E "(^|-)$1\\.o\$"
	}
	renamed "$(member gmtime_r)" gmtime_r
	renamed "$(member lcltime_r)" gmtime_r localtime_r
	renamed "$(member mktime)" mktime
	fflush=$(member fflush)
	"${CROSS_COMPILE}ar" x "$to/lib/libc.a" "$fflush"
	"${CROSS_COMPILE}objcopy" --weaken-symbol=_fflush_r "$fflush"
	"${CROSS_COMPILE}ar" rD "$to/lib/libc.a" "$fflush"
}

# Of its folder for POSIX, which it builds for some systems only, what needs no more of a system than <dirent.h>.
# Characters are ordered by their numbers, and there are no users with home directories.
own_posix() {
	mkdir posix
	cd posix
	for name in regcomp regexec regerror regfree fnmatch glob scandir; do
		# libc/newlib/glob.c has glob().
		$gcc $includes $flags -Dglob=__newlib_glob -D_GNU_SOURCE -D_COLLATE_H_ -D__collate_load_error=1 "-D__collate_range_cmp(a,b)=((a)-(b))" \
			-D_ELIX_LEVEL=3 -D__NETBSD_SYSCALLS -w -ffile-prefix-map="$tmp/src/=" \
			-c "$tmp/src/newlib/libc/posix/$name.c"
	done
	"${CROSS_COMPILE}ar" rD "$to/lib/libc.a" ./*.o
}

step unpack tar -xf "$source" -C "$tmp/src" --strip-components=1
step "headers of libc/" own_headers
includes="-isystem $tmp/build/targ-include -isystem $tmp/src/newlib/libc/include"
# Its configure scripts are many and alike: what one finds out, the next one reads; the smaller shell runs them faster.
export CONFIG_SHELL=/bin/sh
step configure /bin/sh "$tmp/src/newlib/configure" --config-cache --build=x86_64-linux-gnu --host=$target --target=$target \
	--prefix="$to" --with-target-subdir= --disable-multilib --disable-shared --disable-dependency-tracking \
	--disable-newlib-supplied-syscalls --enable-newlib-retargetable-locking \
	--enable-newlib-io-long-long --enable-newlib-io-c99-formats --enable-newlib-reent-check-verify \
	--enable-newlib-io-long-double --enable-newlib-mb \
	--enable-newlib-global-stdio-streams --disable-newlib-unbuf-stream-opt \
	CC="${CCACHE:-} $gcc $includes" AR="${CROSS_COMPILE}ar" RANLIB="${CROSS_COMPILE}ranlib" \
	CFLAGS="$flags -ffile-prefix-map=$tmp/src/= -ffile-prefix-map=../../../src/=" CCASFLAGS="$flags"
step "compile, $(nproc) at a time" make -j"$(nproc)"
step install make install tooldir="$to"
rm "$to/lib/libg.a"
step "its own malloc" own_malloc
step "patterns, directories" own_posix
step "functions of libc/" own_functions
echo "$stamp" > "$to/stamp"
rm -rf "$tmp"

# By one rename: nobody finds half of it.  What cannot be kept is built again next time.
if [ -n "$kept" ] && mkdir -p "$cache" 2>/dev/null; then
	tar -cf "$kept.$$" -C "$to" . 2>/dev/null && mv "$kept.$$" "$kept" || rm -f "$kept.$$"
	find "$cache" -maxdepth 1 -name 'newlib-*.tar' -type f -printf '%T@ %p\n' | sort -rn | tail -n +$((KEPT + 1)) |
		cut -d ' ' -f 2- | xargs -r -d '\n' rm -f || :
fi
