#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# start.sh GDB SYMBOLS SOCKET MACHINE OPTION...: start a debugger with a stopped machine.
#
# MACHINE is QEMU, or the host port's quarry.elf, which is then also SYMBOLS.  If SOCKET exists, a machine of "make
# debugserver" waits there, and gdb connects to this machine.  Otherwise, gdb starts and ends QEMU: the console of this
# QEMU has no input, because standard input is for gdb, and its output is written to standard output.
#
#	GDB_ARGS	more options for gdb: "-batch -x script", "-tui"
set -u
gdb=$1 symbols=$2 socket=$3
shift 3
tree=$(cd "$(dirname "$0")/../.." && pwd)

command -v "$gdb" >/dev/null || {
	echo "There is no $gdb: \"make setup-debug\" installs one, GDB=program names another" >&2
	exit 125
}
[ -r "$symbols" ] || { echo "$symbols: there is no such file, or it cannot be read" >&2; exit 125; }
! grep -qs '^CONFIG_DEBUG_INFO_REDUCED=y' "$(dirname "$symbols")/.config" ||
	echo "The image names functions and lines only: CONFIG_DEBUG_INFO_REDUCED=n adds variables and types (make menuconfig)." >&2

# quoted WORD...: print the words as one line for a shell
quoted() {
	for word; do
		printf "'%s' " "$(printf %s "$word" | sed "s/'/'\\\\''/g")"
	done
}

# debug OPTION...: start gdb with the sources and the commands of this tree.  In the image, the names
# of sources are relative to the tree.  The time-out is 30 s, because QEMU may take longer to start
# than gdb's default of 2 s.  Ctrl-C is for gdb, which stops the machine.  This shell ignores Ctrl-C,
# and make waits until gdb ends.
debug() {
	trap : INT
	"$gdb" -q -iex "set substitute-path . $tree" -iex "set remotetimeout 30" -d "$tree" \
		-x "$tree/scripts/gdb/quarry-gdb.py" "$@"
	exit $?
}

if [ "$1" -ef "$symbols" ]; then
	debug -x "$tree/scripts/gdb/host.gdb" ${GDB_ARGS:-} --args "$@"
elif [ -S "$socket" ]; then
	debug "$symbols" -ex "target remote $socket" ${GDB_ARGS:-}
else
	exec 3>&1
	debug "$symbols" -ex "target remote | exec $(quoted "$@" -S -gdb stdio \
		-chardev file,id=console,path=/dev/fd/3,append=on -serial chardev:console)" ${GDB_ARGS:-}
fi
