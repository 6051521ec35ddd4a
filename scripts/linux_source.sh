#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# linux_source.sh FOLDER: unpack Debian's package of Linux's source, linux-source-6.12, to
# FOLDER/linux-source-6.12, and store the checksums of its files in FOLDER/linux-source-6.12.sha256.
# The package is installed already, or is downloaded by apt-get without being installed.
set -eu
name=linux-source-6.12
folder=$1
mkdir -p "$folder"
if [ -e "$folder/$name.sha256" ] && [ -d "$folder/$name" ]; then
	echo "$folder/$name is there: remove this folder to unpack it again"
	exit 0
fi

archive=/usr/src/$name.tar.xz
if [ ! -e "$archive" ]; then
	tmp=$(mktemp -d "$folder/download.XXXXXX")
	trap 'rm -rf "$tmp"' EXIT
	trap 'exit 1' HUP INT TERM
	if ! (cd "$tmp" && apt-get -q download "$name"); then
		echo "apt-get has no package $name: \"apt-get update\" may help. On other systems than Debian 12 and 13," >&2
		echo "unpack linux-6.12 of https://kernel.org, and use LINUX=that folder" >&2
		exit 1
	fi
	dpkg-deb --fsys-tarfile "$tmp"/*.deb | tar -C "$tmp" -x "./usr/src/$name.tar.xz"
	archive=$tmp/usr/src/$name.tar.xz
fi
rm -rf "${folder:?}/$name"
echo "Unpacking $archive"
tar -C "$folder" -xf "$archive"
(cd "$folder/$name" && find . -type f -printf '%P\0' | sort -z | xargs -0 sha256sum) > "$folder/$name.tmp"
mv "$folder/$name.tmp" "$folder/$name.sha256"
echo "The source of Linux is in $folder/$name: make linux LINUX=$folder/$name"
