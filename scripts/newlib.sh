#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# newlib.sh ARCH TO: build newlib from Debian's package newlib-source, for images with CONFIG_LIBC_NEWLIB.  The results
# are TO/include, TO/lib/libc.a, TO/lib/libm.a, and TO.log with the output.  A build takes 1 to 2 minutes of CPU time; if
# newlib is up to date, the script does nothing.  The folder libc/ has the functions that newlib needs from a system.
#
#	CROSS_COMPILE	prefix of GCC and binutils
#	CCACHE		ccache, or empty
#	NEWLIB_CACHE	folder that caches the results for other trees with the same sources, compiler and
#			flags (default: ~/.cache/quarry; empty: no cache)

set -eu
KEPT=12		# number of archives in NEWLIB_CACHE; older ones are removed
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

# The compiler is for Linux.  newlib must not detect Linux, and must not find Linux's headers.
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
flock 9		# wait for another make that builds newlib
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

# step WHAT COMMAND...: run a command in the build folder with its output in the log
step() {
	echo "  NEWLIB  $arch: $1"
	shift
	set +e		# to test $status below: "if (...)" would disable -e in the command, too
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
	mv malloc.tmp malloc.h	# compile newlib itself with its own header, and not with Quarry's
	# Use 64-bit inode numbers.  With 16 bits, they would not be unique.
	sed -i 's/^typedef unsigned short __ino_t;/typedef unsigned long __ino_t;/' sys/_types.h
	! grep 'short __ino_t' sys/_types.h || return 1
	# The type of mallinfo()'s result must match <malloc.h>.  newlib 4.5 already has this type,
	# in _mallocr.c instead of mallocr.c.
	sed -i '/^struct mallinfo {/,/^}/s/^  int /  size_t /' "$tmp"/src/newlib/libc/stdlib/*mallocr.c
	grep -q '^  size_t arena' "$tmp"/src/newlib/libc/stdlib/*mallocr.c
	# Remove newlib's header, so that the compiler's header is used, which matches its atomics.
	rm stdatomic.h
	# newlib 3.3 declares the functions for long double only if that type equals double.  Declare
	# them always, because libc/posix/ defines them.
	sed -i 's/^#if defined (_LDBL_EQ_DBL) || defined (__CYGWIN__)$/#if 1/' math.h tgmath.h
	# Without the compiler's builtins, isinf() and similar macros convert long double to double.
	# Use the builtins for clang, too, which claims to be GCC 4.2.
	sed -i 's/^#if __GNUC_PREREQ (4, 4)$/& || defined(__clang__)/' math.h
	grep -q '^#if __GNUC_PREREQ (4, 4) || defined(__clang__)$' math.h
	# On x86-64, too, the names of newlib's system calls must begin with an underscore.  Without
	# the underscore, newlib would call functions of the build machine's C library.
	sed -i 's/^  riscv\*-\*-\*)/  riscv*-*-* | x86_64-*-*)/' "$tmp/src/newlib/configure.host"
	# towctrans() calls a conversion from Japanese, which exists only with multi-byte
	# characters.
	ctype=$tmp/src/newlib/libc/ctype/local.h
	sed -i 's/^#ifdef __CYGWIN__/#if defined(__CYGWIN__) || !defined(_MB_CAPABLE)/' "$ctype"
	grep -q _MB_CAPABLE "$ctype"
	# A program starts with the character set of C.UTF-8, which setlocale(LC_ALL, "") also
	# selects, as on Cygwin.
	locale=$tmp/src/newlib/libc/locale/locale.c
	sed -i -e '/^#define DEFAULT_LOCALE/s/"C"/"C.UTF-8"/' -e '/^struct __locale_t __global_locale/,/^};/{
		s/^  __ascii_/  __utf8_/
		s/^  "\\1",/  "\\6",/
		s/^  "ASCII",/  "UTF-8",/
	}' "$locale"
	[ "$(sed -n '/^struct __locale_t __global_locale/,/^};/p' "$locale" | grep -c 'UTF-8\|"\\6"\|__utf8_')" = 7 ]
}

# own_malloc: rename newlib's functions that allocate memory, from _malloc_r() to
# __small_malloc_r(), so that only libc/posix/malloc.c calls them.
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

# own_nano: add the nano variant of malloc() as a separate archive.  Its functions have the same
# names as those of own_malloc, and its objects are aligned to 16 bytes, which suits any type.
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

# renamed MEMBER NAME...: add the prefix __library_ to functions that Quarry replaces.  Quarry's
# functions call the original functions by the new names.
renamed() {
	member=$1
	shift
	"${CROSS_COMPILE}ar" x "$to/lib/libc.a" "$member"
	for name; do
		"${CROSS_COMPILE}objcopy" --redefine-sym "$name=__library_$name" "$member"
	done
	"${CROSS_COMPILE}ar" rD "$to/lib/libc.a" "$member"
}

# own_functions: rename functions that libc/ replaces, or make them weak, in members of libc.a that
# also have other functions.
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

# own_posix: compile functions of newlib's POSIX folder, which newlib itself does not build for this
# target, and which need only <dirent.h> from the system.  The options order characters by their
# codes, and remove the search for users' home directories.
own_posix() {
	mkdir posix
	cd posix
	for name in regcomp regexec regerror regfree fnmatch glob scandir; do
		# libc/newlib/glob.c defines glob().
		$gcc $includes $flags -Dglob=__newlib_glob -D_GNU_SOURCE -D_COLLATE_H_ -D__collate_load_error=1 "-D__collate_range_cmp(a,b)=((a)-(b))" \
			-D_ELIX_LEVEL=3 -D__NETBSD_SYSCALLS -w -ffile-prefix-map="$tmp/src/=" \
			-c "$tmp/src/newlib/libc/posix/$name.c"
	done
	"${CROSS_COMPILE}ar" rD "$to/lib/libc.a" ./*.o
}

step unpack tar -xf "$source" -C "$tmp/src" --strip-components=1
step "headers of libc/" own_headers
includes="-isystem $tmp/build/targ-include -isystem $tmp/src/newlib/libc/include"
# newlib has many similar configure scripts.  With --config-cache, each reads the results of the
# previous ones.  /bin/sh runs the scripts faster than bash.
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

# Store the archive by a rename, so that it is always complete.  If this fails, newlib is built
# again next time.
if [ -n "$kept" ] && mkdir -p "$cache" 2>/dev/null; then
	tar -cf "$kept.$$" -C "$to" . 2>/dev/null && mv "$kept.$$" "$kept" || rm -f "$kept.$$"
	find "$cache" -maxdepth 1 -name 'newlib-*.tar' -type f -printf '%T@ %p\n' | sort -rn | tail -n +$((KEPT + 1)) |
		cut -d ' ' -f 2- | xargs -r -d '\n' rm -f || :
fi
