#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
#	firmware.sh FOLDER PACKAGE:ARCHITECTURE
#
# A board's firmware from Debian's package, unpacked into FOLDER/PACKAGE and kept there.  Exit status 3: this is no
# Debian, or the mirror does not answer.
set -eu

suites="trixie forky"
. "$(dirname "$0")/apt.sh"
package=${2%:*} arch=${2#*:}
mkdir -p "$1"
cd "$1"
[ ! -d "$package" ] || exit 0
rm -rf apt.$$ $package.tmp
mkdir apt.$$
trap 'rm -rf "$1/apt.$$"' EXIT
cd apt.$$
own_apt deb "$suites" "$arch" > log 2>&1 || { tail -n 1 log; exit 3; }
apt-get -q download "$2" > log 2>&1 || { tail -n 1 log; exit 3; }
dpkg-deb -x -- *.deb "../$package.tmp"
mv "../$package.tmp" "../$package"
