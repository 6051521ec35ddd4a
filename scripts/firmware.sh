#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
#	firmware.sh FOLDER PACKAGE:ARCHITECTURE
#
# Download the Debian package with a board's firmware, and unpack it into FOLDER/PACKAGE.  If this
# folder exists, the script does nothing.  The exit status is 3 if this machine does not run Debian,
# or if the mirror does not answer.
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
