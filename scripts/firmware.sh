#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
#	firmware.sh FOLDER PACKAGE:ARCHITECTURE
#
# Unpack a board's firmware from Debian's package into FOLDER/PACKAGE, where it is retained.  The
# exit status is 3 if this is not Debian, or if the mirror does not answer.
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
