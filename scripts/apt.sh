# SPDX-License-Identifier: BSD-2-Clause
#
# Functions for scripts that fetch packages from Debian.  Such a script changes to the folder for the packages and
# sources this file.  apt uses a separate package list in ./apt, so that the machine's list does not change.
#
#	own_apt TYPE "SUITE..." ARCHITECTURE...
#
# own_apt fetches the package list of the first SUITE that has a valid one on the mirror.  A list is not valid while
# its signature does not match, for example during an update of the mirror.  TYPE is deb or deb-src.  The script ends
# with status 3 and a message if this is not Debian, or if no suite has a valid list.

# apt_mirror: print the URI of this machine's Debian mirror.  Fails if no mirror is configured.
apt_mirror() {
	cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | grep -v '^ *#' |
		grep -o 'https\?://[^ ]*debian/\?\( \|$\)' | head -n 1 | tr -d ' ' | grep .
}

own_apt() {
	type=$1 suites=$2
	shift 2
	for tool in apt-get apt-cache dpkg dpkg-deb; do
		command -v $tool >/dev/null || { echo "There is no $tool"; exit 3; }
	done
	mirror=$(apt_mirror) || true
	keyring=$(dpkg -L debian-archive-keyring 2>/dev/null |
		grep '/debian-archive-keyring\.\(gpg\|pgp\)$' | head -n 1)
	[ "$mirror" ] && [ "$keyring" ] && [ "$suites" ] || { echo "There is no Debian mirror in /etc/apt"; exit 3; }
	apt=$PWD/apt
	mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/parts"
	: > "$apt/status"
	cat > "$apt/apt.conf" <<X
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "$apt/parts";
Dir::State::lists "$apt/lists";
Dir::State::status "$apt/status";
Dir::Cache "$apt/cache";
APT::Architecture "$1";
APT::Architectures { $(printf '"%s"; ' "$@")};
Acquire::Retries "1";
Acquire::http::Timeout "20";
X
	export APT_CONFIG="$apt/apt.conf"
	for suite in $suites; do
		cat > "$apt/parts/own.sources" <<X
Types: $type
URIs: $mirror
Suites: $suite
Components: main
Architectures: $*
Signed-By: $keyring
X
		! apt-get -q update || return 0
	done
	echo "The mirror does not answer, or has no whole package list of $suites for $*"
	exit 3
}
