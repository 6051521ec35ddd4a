#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# fresh.sh RELEASE [STEP...]: run the commands of README and Documentation on a new machine.
#
# The new machine is a minimal Debian system that debootstrap creates, with git and make in addition.  There
# tests/fresh/steps.sh runs on a clone of the last commit.  RELEASE is bookworm (Debian 12) or trixie (Debian 13).  STEP
# is the name of a step, such as "make-run-host"; the default is all steps.  At the end, the system is removed, and
# build/fresh/RELEASE has the logs of the steps.  The script runs in separate mount and process namespaces, so that at
# its end the kernel also ends processes that a step left, and removes mounts.
#
#	CCACHE_DIR=folder	compiler cache to be used in the new system (default: an empty cache)
#	FRESH_DIR=folder	folder for the system, which needs 8 GB (default: build/fresh)

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
folder=${FRESH_DIR:-$top/build/fresh}
# Lock the folder until all processes of this run have ended: two runs would remove each other's system.
if [ "${FRESH_NAMESPACE:-}" != y ]; then
	mkdir -p "$folder"
	exec 9> "$folder/$release.lock"
	flock -n 9 || fail "another check-fresh of $release uses $folder: wait for its end, or set FRESH_DIR to another folder"
fi
command -v debootstrap >/dev/null || fail "debootstrap is missing: \"make setup-check-fresh\" installs it"

# Start this script again in new namespaces, so that its mounts and processes end with it.
if [ "${FRESH_NAMESPACE:-}" != y ]; then
	FRESH_NAMESPACE=y exec unshare --mount --pid --fork --kill-child "$0" "$release" "$@"
fi
mount --make-rprivate /

. "$top/scripts/apt.sh"
mirror=$(apt_mirror) || fail "there is no Debian mirror in /etc/apt"
root=$folder/$release.root
logs=$top/build/fresh/$release
# Remove the system, but only after the folders of this machine that are mounted in it are unmounted.
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
