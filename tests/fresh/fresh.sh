#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# fresh.sh RELEASE [STEP...]: try what README and Documentation describe on a new machine.
#
# In a minimal Debian system made by debootstrap, with git and make and nothing else, tests/fresh/steps.sh runs on a
# clone of the last commit.  RELEASE is bookworm (Debian 12) or trixie (Debian 13).  STEP is the name of a step, as
# "make-run-host"; without one, all of them run.  The system is removed at the end, the logs of the steps stay in
# build/fresh/RELEASE.  Processes that a step leaves are ended, and file systems are unmounted, as the whole runs in
# namespaces of its own.
#
#	CCACHE_DIR=folder	a compiler cache that the new machine shares; without it, it starts with none
#	FRESH_DIR=folder	where the system is made, with 8 GB of room; by default build/fresh

set -eu
top=$(cd "$(dirname "$0")/../.." && pwd)
release=${1:-}

fail() {
	echo "check-fresh: $*" >&2
	exit 1
}

case $release in
bookworm | trixie) shift ;;
*) fail "say for which release: make check-fresh RELEASE=bookworm, or RELEASE=trixie" ;;
esac
[ "$(id -u)" = 0 ] || fail "this needs root, for debootstrap and chroot: run it as root, or with sudo"
command -v debootstrap >/dev/null || fail "debootstrap is missing: \"make setup-check-fresh\" installs it"

# unshare: mounts and processes below end with this script.
if [ "${FRESH_NAMESPACE:-}" != y ]; then
	FRESH_NAMESPACE=y exec unshare --mount --pid --fork --kill-child "$0" "$release" "$@"
fi
mount --make-rprivate /

. "$top/scripts/apt.sh"
mirror=$(apt_mirror) || fail "there is no Debian mirror in /etc/apt"
root=${FRESH_DIR:-$top/build/fresh}/$release.root
logs=$top/build/fresh/$release
# Nothing is removed while a folder of this machine is mounted below.
clean() {
	for mounted in root/.cache/ccache proc dev; do
		! mountpoint -q "$root/$mounted" || umount -R -l "$root/$mounted" || fail "$root/$mounted is mounted"
	done
	rm -rf --one-file-system "$root"
}
clean
trap clean EXIT
trap 'exit 1' INT TERM
rm -rf "$logs"
mkdir -p "$root" "$logs"

echo "debootstrap $release, minimal, with git and make"
debootstrap --variant=minbase --include=git,make,ca-certificates "$release" "$root" "$mirror" > "$logs/debootstrap.log" 2>&1 ||
	fail "debootstrap failed: $logs/debootstrap.log"
! [ -f /etc/resolv.conf ] || cp /etc/resolv.conf "$root/etc/resolv.conf"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
if [ -n "${CCACHE_DIR:-}" ]; then
	mkdir -p "$root/root/.cache/ccache"
	mount --bind "$CCACHE_DIR" "$root/root/.cache/ccache"
fi
git clone -q "$top" "$root/root/quarry"

status=0
chroot "$root" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 TERM=dumb \
	/root/quarry/tests/fresh/steps.sh "$@" </dev/null || status=$?
cp -r "$root/root/logs/." "$logs" 2>/dev/null || :
exit $status
