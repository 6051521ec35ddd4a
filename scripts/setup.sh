#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Install what a goal needs, by package name.
#
#	setup.sh run	to configure, build and boot in QEMU (7.2 or newer)
#	setup.sh check	to run every test as well (QEMU 10; from the backports suite on Debian 12)
#	setup.sh image	to make disk images
#	setup.sh native	allocators to compare with, and valgrind, for make bench-native alone
#
# NO_INSTALL=1 only prints what is missing.  Costs well under a second when nothing is.

set -eu
goal=${1:-run}

build="gcc-riscv64-linux-gnu gcc-aarch64-linux-gnu gcc g++-riscv64-linux-gnu g++-aarch64-linux-gnu g++
	libc6-dev libfdt-dev python3-kconfiglib cpio newlib-source"
run="qemu-system-misc qemu-system-arm opensbi"
check="ccache clang lld llvm libclang-rt-14-dev clang-format device-tree-compiler u-boot-qemu
	u-boot-tools gdisk openssl python3-labgrid python3-yaml cmake pkgconf tcl"
image="genimage mtools dosfstools"
picolibc="picolibc-riscv64-unknown-elf picolibc-aarch64-linux-gnu"

case $goal in
run) want="$build $run" ;;
check) want="$build $run $image $check $picolibc" ;;
image) want="$build $image" ;;
picolibc) want="$picolibc" ;;
native) want="gcc libc6-dev libmimalloc2.0 libjemalloc2 libtcmalloc-minimal4 valgrind" ;;
*) echo "setup.sh: '$goal' is none of run, check, image, native, picolibc" >&2; exit 2 ;;
esac

install=setup
[ "$goal" != check ] || install=setup-check
[ "$goal" != image ] || install=image
[ "$goal" != native ] || install=bench-native
[ "$goal" != picolibc ] || install=setup-picolibc

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
	echo "This is no Debian: install by hand what corresponds to:" $want >&2
	exit 0
fi

missing=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' $want 2>/dev/null |
	awk '$2 == "installed" { have[$1] = 1 }
	     END { n = split(want, w, " "); for (i = 1; i <= n; i++) if (!have[w[i]]) print w[i] }' \
	     want="$(echo $want)") || true

qemu_major() {
	v=$(dpkg-query -W -f '${Version}' "$1" 2>/dev/null) || return 0
	v=${v#*:}
	echo "${v%%[.+-]*}"
}

backports=
if [ "$goal" = check ]; then
	m=$(qemu_major qemu-system-arm)
	if [ "${m:-0}" -lt 10 ] && grep -q '^VERSION_CODENAME=bookworm' /etc/os-release; then
		backports=bookworm-backports
	fi
fi

[ -n "$missing$backports" ] || exit 0

[ -z "$missing" ] || echo "Missing packages:" $missing
[ -z "$backports" ] || echo "make check wants QEMU 10: qemu-system-misc, qemu-system-arm and opensbi from $backports"
if [ "${NO_INSTALL:-0}" = 1 ]; then
	echo "NO_INSTALL=1: nothing was installed.  To install: make $install"
	exit 1
fi

# What root has to do where we cannot.
by_root() {
	echo "$1  As root, either run this again, or run:" >&2
	[ -z "$backports" ] || echo "  (add the suite $backports to the sources of apt)" >&2
	echo "  apt-get update" >&2
	[ -z "$missing" ] || echo "  apt-get install --no-install-recommends" $missing >&2
	[ -z "$backports" ] || echo "  apt-get install -t $backports" $run >&2
	exit 1
}

as_root=
if [ "$(id -u)" != 0 ]; then
	command -v sudo >/dev/null || by_root "There is no sudo, and $(id -un) may not install packages."
	echo "Installing them through sudo, as $(id -un)."
	sudo true || by_root "sudo does not let $(id -un) install packages."
	as_root=sudo
fi
apt="$as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Dpkg::Use-Pty=0"

# The mirror that this machine already uses for its own release.
add_backports() {
	list=/etc/apt/sources.list.d/quarry-backports.list
	grep -rqs "$backports" /etc/apt/sources.list /etc/apt/sources.list.d && return
	mirror=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' |
		awk '$2 == "bookworm" && $3 == "main" { print $1; exit }')
	[ -n "$mirror" ] || { echo "No mirror of bookworm is configured in /etc/apt." >&2; exit 1; }
	echo "Adding the suite $backports to the sources, in $list"
	echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $backports main" |
		$as_root tee "$list" >/dev/null
}

[ -z "$backports" ] || add_backports
$apt update
[ -z "$missing" ] || $apt install --no-install-recommends $missing
[ -z "$backports" ] || $apt install --no-install-recommends -t "$backports" $run
