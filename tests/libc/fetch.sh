#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
#	fetch.sh FOLDER
#
# Create applications from programs that were not written for Quarry, in FOLDER/lua, FOLDER/minigzip
# and FOLDER/sqlite.  An application consists of the unchanged sources of a Debian package, a
# Makefile, and the files of tests/libc/programs.  Also download the libraries FOLDER/expat and
# FOLDER/lz4, which have a CMakeLists.txt.  The exit status is 3 if this machine does not run Debian,
# or if the mirror does not answer.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
. "$here/../../scripts/apt.sh"
mkdir -p "$1"
cd "$1"
[ -f complete ] && exit 0
command -v tclsh >/dev/null || { echo "There is no tclsh"; exit 3; }
own_apt deb-src "$(. /etc/os-release; echo "${VERSION_CODENAME:-}")" "$(dpkg --print-architecture)"

# source PACKAGE: unpack the upstream sources into $PWD/PACKAGE
source() {
	rm -rf "$1"
	mkdir "$1"
	(cd "$1" && apt-get -q source --download-only "$1") || exit 3
	tar -xf "$(ls "$1"/*.orig.tar.*)" -C "$1" --strip-components=1
}

# application NAME: write a Makefile that compiles all sources of the folder
application() {
	echo "obj-y += $(cd "$1" && ls ./*.c | sed 's,^\./\(.*\)c$,\1o,' | tr '\n' ' ')" > "$1/Makefile"
	echo "CONFIG_LIBC=y" > "$1/app.config"
}

rm -rf lua minigzip sqlite
mkdir lua minigzip sqlite

source lua5.1
cp lua5.1/src/*.[ch] lua
rm lua/luac.c lua/print.c
application lua

source zlib
cp zlib/*.[ch] zlib/test/minigzip.c "$here"/programs/minigzip/* minigzip
application minigzip
printf '%s\n' 'ccflags-y += -DZ_HAVE_UNISTD_H' 'CFLAGS_minigzip.o += -Dmain=minigzip' >> minigzip/Makefile

source sqlite3
(mkdir -p sqlite3/build && cd sqlite3/build && ../configure --disable-tcl && make sqlite3.c)
cp sqlite3/build/sqlite3.[ch] sqlite3/src/test_demovfs.c "$here"/programs/sqlite/* sqlite
application sqlite
echo 'ccflags-y += -DSQLITE_OS_OTHER=1 -DSQLITE_THREADSAFE=0 -DSQLITE_OMIT_LOAD_EXTENSION -DSQLITE_TEMP_STORE=3' >> sqlite/Makefile
# tests/programs.py builds these libraries with CMake.
source expat
source lz4
touch complete
