#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
#	fetch.sh FOLDER
#
# Programs that know nothing of Quarry, as applications, into FOLDER/lua, FOLDER/minigzip and FOLDER/sqlite: the
# sources of Debian's packages as they are, with a Makefile and what is in tests/libc/programs beside them.  Through
# a package list of its own, so that the machine's stays as it is.  Exit status 3: this is no Debian, or the mirror
# does not answer.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
cd "$1"
[ -f complete ] && exit 0
for tool in apt-get dpkg tclsh; do
	command -v $tool >/dev/null || { echo "There is no $tool"; exit 3; }
done

mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null |
	grep -v '^ *#' | grep -o 'https\?://[^ ]*debian/\?\( \|$\)' | head -n 1 | tr -d ' ')
keyring=$(dpkg -L debian-archive-keyring 2>/dev/null |
	grep '/debian-archive-keyring\.\(gpg\|pgp\)$' | head -n 1)
suite=$(. /etc/os-release; echo "${VERSION_CODENAME:-}")
[ "$mirror" ] && [ "$keyring" ] && [ "$suite" ] || { echo "There is no Debian mirror in /etc/apt"; exit 3; }

apt=$PWD/apt
mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/parts"
: > "$apt/status"
cat > "$apt/parts/sources.sources" <<X
Types: deb-src
URIs: $mirror
Suites: $suite
Components: main
Signed-By: $keyring
X
cat > "$apt/apt.conf" <<X
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "$apt/parts";
Dir::State::lists "$apt/lists";
Dir::State::status "$apt/status";
Dir::Cache "$apt/cache";
Acquire::Retries "1";
Acquire::http::Timeout "20";
X
export APT_CONFIG="$apt/apt.conf"
apt-get -q update || { echo "The mirror does not answer"; exit 3; }

# source PACKAGE: what its authors released, in $PWD/PACKAGE
source() {
	rm -rf "$1"
	mkdir "$1"
	(cd "$1" && apt-get -q source --download-only "$1") || exit 3
	tar -xf "$(ls "$1"/*.orig.tar.*)" -C "$1" --strip-components=1
}

# application NAME: the sources that are in that folder are all of it
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
touch complete
