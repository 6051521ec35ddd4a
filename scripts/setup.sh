#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Install the packages that a goal of make uses.
#
#	setup.sh GOAL [ARCH]
#
# ARCH is the architecture of the board: riscv, arm64 or host.  The default is to install packages for all three.
# GOAL is a label of the "case" below.
#
# An entry of a package list is a package, or alternatives with "|" between them where the releases of Debian differ.
# One alternative has to be installed.  "?" marks a package that does not exist in all releases; where it does not
# exist, test cases that need it are skipped.
#
#	NO_INSTALL=1	only print the missing packages, and fail if one is missing
#	LLVM=1		the compiler is clang
#
# The script takes well under a second if nothing is missing.

set -eu
goal=${1:-run} archs=${2:-riscv arm64 host}

compilers= cxx= emulators= picolibc=
for arch in $archs; do
	case $arch in
	riscv)
		compilers="$compilers gcc-riscv64-linux-gnu" cxx="$cxx g++-riscv64-linux-gnu"
		emulators="$emulators qemu-system-riscv|qemu-system-misc opensbi"
		picolibc="$picolibc picolibc-riscv64-unknown-elf" ;;
	arm64)
		compilers="$compilers gcc-aarch64-linux-gnu" cxx="$cxx g++-aarch64-linux-gnu"
		emulators="$emulators qemu-system-arm"
		picolibc="$picolibc picolibc-aarch64-linux-gnu" ;;
	host)
		compilers="$compilers gcc libc6-dev libfdt-dev" cxx="$cxx g++" ;;
	*)
		echo "setup.sh: '$arch' is none of riscv, arm64, host" >&2
		exit 2 ;;
	esac
done
# Without ccache, the tree is compiled again for each application, which has a separate output
# folder.
build="$compilers ccache python3-kconfiglib"
[ "${LLVM:-}" != 1 ] || build="$build clang lld llvm"
newlib="newlib-source xz-utils"
image="genimage mtools dosfstools device-tree-compiler"
fit="device-tree-compiler u-boot-tools"
tests="$build $emulators cpio"
all_tests="$tests $newlib $picolibc $cxx $image $fit clang lld llvm libclang-rt-dev u-boot-qemu
	gdisk openssl ?gdb-multiarch ?python3-labgrid ?pyflakes3 python3-yaml cmake pkgconf tcl"

case $goal in
run | report | debugserver) want="$build $emulators cpio" ;;
debug) want="$build $emulators cpio gdb-multiarch|gdb" ;;
newlib) want=$newlib ;;
picolibc) want=$picolibc ;;
cxx) want=$cxx ;;
image) want="$build $image" ;;
fit) want="$build $emulators $fit" ;;
fw_payload) want="$build opensbi" ;;
lab) want="python3-kconfiglib ?python3-labgrid" ;;
bench) want="$build $emulators $newlib" ;;
bench-native) want="$build libmimalloc3|libmimalloc2.0 libjemalloc2 libtcmalloc-minimal4t64|libtcmalloc-minimal4 valgrind" ;;
fuzz) want="python3-kconfiglib $emulators clang libclang-rt-dev" ;;
traces) want="$build $emulators" ;;
coverage) want=$build ;;
mutants) want="$build device-tree-compiler" ;;
docs) want="python3-kconfiglib python3-sphinx python3-myst-parser python3-sphinx-rtd-theme" ;;
check-fresh) want=debootstrap ;;
check-quick) want=$tests ;;
check) want=$all_tests ;;
check-long) want="$all_tests ?chromium ?sparse ?linux-source-6.12" ;;
*)
	echo "setup.sh: '$goal' is none of" $(sed -n 's/^\([a-z_ |-]*\)) want=.*/\1/p' "$0") >&2
	exit 2 ;;
esac

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
	echo "This is no Debian: install by hand what corresponds to:" $want >&2
	exit 0
fi

names() {
	echo "${1#\?}" | tr '|' ' '
}

installed=" $(dpkg-query -W -f '${Package} ${db:Status-Status}\n' $(names "$want" | tr '?' ' ') 2>/dev/null |
	awk '$2 == "installed" { printf "%s ", $1 }')" || true
missing= optional=
for entry in $want; do
	found=
	for name in $(names "$entry"); do
		case $installed in *" $name "*) found=y ;; esac
	done
	case $found$entry in
	y*) ;;
	\?*) optional="$optional $entry" ;;
	*) missing="$missing $entry" ;;
	esac
done

# Debian 12 has QEMU 7, but the tests need QEMU 10.
backports=
case $goal in check | check-long | check-quick)
	major=$(dpkg-query -W -f '${Version}' qemu-system-arm 2>/dev/null | sed 's/^[0-9]*://; s/[^0-9].*//') || true
	[ "${major:-0}" -ge 10 ] || ! grep -qs '^VERSION_CODENAME=bookworm' /etc/os-release || backports=bookworm-backports ;;
esac

# installable OPTIONS ENTRY...: for each entry, print the first package that apt can install.  If apt
# can install none of an entry's packages, print the first one, so that apt reports the problem, or
# print nothing if the entry is optional.
installable() {
	options=$1
	shift
	for entry in "$@"; do
		first= found=
		for name in $(names "$entry"); do
			first=${first:-$name}
			[ -n "$found" ] || ! apt-get -s $options install --no-install-recommends "$name" >/dev/null 2>&1 ||
				found=$name
		done
		case $entry in
		\?*) echo $found ;;
		*) echo ${found:-$first} ;;
		esac
	done
}

if [ -z "$missing$backports" ] && [ -n "$optional" ]; then
	optional=$(installable "" $optional)
fi
[ -n "$missing$backports$optional" ] || exit 0

[ -z "$missing$optional" ] || echo "Missing packages:" $missing $optional
[ -z "$backports" ] || echo "The tests need QEMU 10: it is installed with OpenSBI from $backports"
# An optional package that cannot be installed is not an error: the cases that use it are skipped.
only_optional() {
	[ -z "$missing$backports" ]
}

if [ "${NO_INSTALL:-0}" = 1 ]; then
	echo "Nothing was installed.  To install: make setup-$goal" $([ $# -lt 2 ] || echo "for a board of the architecture $2")
	only_optional && exit 0 || exit 1
fi

# Print the commands that root has to run.
by_root() {
	! only_optional || { echo "$1  Cases that use $optional are skipped." >&2; exit 0; }
	echo "$1  As root, either run this again, or run:" >&2
	[ -z "$backports" ] || echo "  (add the suite $backports to the sources of apt)" >&2
	echo "  apt-get update" >&2
	[ -z "$missing$optional" ] || echo "  apt-get install --no-install-recommends" $(installable "" $missing $optional) >&2
	[ -z "$backports" ] || echo "  apt-get install -t $backports qemu-system-riscv qemu-system-arm opensbi" >&2
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

# Use the mirror that this machine uses for its release.
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
[ -z "$backports" ] || $apt install --no-install-recommends -t "$backports" $(installable "-t $backports" $emulators)
packages=$(echo $(installable "" $missing $optional))	# on one line
[ -z "$packages" ] || $apt install --no-install-recommends $packages
for entry in $optional; do
	case " $packages " in *" ${entry#\?} "*) ;; *)
		echo "This release has no package ${entry#\?}: the cases that use it are skipped." ;;
	esac
done
