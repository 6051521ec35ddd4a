#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
set -u

usage() {
	cat <<'TEXT'
usage: scripts/run.sh [option...] IMAGE [-- machine option...]

Boot IMAGE, and end with the status of the run.  IMAGE is an Image (or quarry.elf) of a port, which QEMU's machine
"virt" runs, or the host port's quarry.elf, which is the machine itself.

  -r 'cmd; cmd'   run these commands and power off
  -R 'cmd; cmd'   run these before the prompt, or, without a terminal, as -r does
  -a 'arguments'  add boot arguments; those behind "--" are the application's
  -d FILE         attach a disk
  -i FILE         load an initial RAM disk
  -f              feed the application: standard input, if it is no terminal, is that of main()
  -t SECONDS      stop a run without a prompt after SECONDS (60); 0 is no limit
  -l ELF          append source lines to the functions in back-traces: ELF is the quarry.elf of IMAGE (scripts/decode)
  -c ELF          check the rules of hardware that QEMU does not enforce: ELF is the quarry.elf of IMAGE.  Findings follow
                  the run, and its status is 1 then (Documentation/rules.md)
  -e EMULATOR     use this program instead of qemu-system-riscv64 or qemu-system-aarch64
  -g GDB          start this debugger, and the machine, stopped, from it: scripts/gdb/start.sh
  -s SOCKET       start the machine stopped, for a debugger to connect to this Unix socket; not for the host port

Machine options are the emulator's, or quarry.elf's, such as "-m 1G -smp 2".

With -r, or if standard input is no terminal, there is no prompt.  Standard output is then that of the application
and of the commands.  Messages of the firmware, of the boot and of the kernel go to standard error, as does the last
line, "status N".

Exit status: that of the last command that failed, else that of main(), else 0; 1 after a panic; 124 if the time
limit stopped the run; 125 if the run could not be started.
TEXT
}

fail() {
	echo "run.sh: $*" >&2
	echo "status 125" >&2
	exit 125
}

commands= report= arguments= disk= initrd= feed= limit=60 lines= checked= emulator= debugger= socket=
while getopts r:R:a:d:i:ft:l:c:e:g:s:h option; do
	case $option in
	r) commands=$OPTARG ;;
	R) report=$OPTARG ;;
	a) arguments=$OPTARG ;;
	d) disk=$OPTARG ;;
	i) initrd=$OPTARG ;;
	f) feed=y ;;
	t) limit=$OPTARG ;;
	l) lines=$OPTARG ;;
	c) checked=$OPTARG ;;
	e) emulator=$OPTARG ;;
	g) debugger=$OPTARG ;;
	s) socket=$OPTARG ;;
	h) usage; exit 0 ;;
	*) usage >&2; exit 125 ;;
	esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || { usage >&2; exit 125; }
image=$1
shift
[ $# = 0 ] || [ "$1" != -- ] || shift

for file in "$image" "$disk" "$initrd" "$lines" "$checked"; do
	[ -z "$file" ] || [ -r "$file" ] || fail "$file: there is no such file, or it cannot be read"
done
[ -z "$lines$checked" ] || command -v python3 >/dev/null || fail "-l and -c need python3: there is no such program"
case $limit in
'' | *[!0-9]*) fail "the time limit \"$limit\" is no number of seconds" ;;
esac
case $commands$report in
*\"*) fail "a double quote in the commands would end them: use single quotes" ;;
esac

bytes() {
	od -An -v -tx1 -j "$1" -N "$2" "$image" | tr -d ' \n'
}

qemu() {
	[ -n "$emulator" ] || emulator=$1
	shift
	machine="$* -smp 4 -m 128M -display none -monitor none -nic none -semihosting-config enable=on,target=native"
}

# Identify the machine by the magic number and e_machine of an ELF file, or by the magic number of an Image.
case $(bytes 0 4)-$(bytes 18 2)-$(bytes 56 4) in
7f454c46-3e00-*) emulator=$image machine= escape='Ctrl-\' ;;
7f454c46-f300-* | *-52534305) qemu qemu-system-riscv64 -M virt ;;
7f454c46-b700-* | *-41524d64) qemu qemu-system-aarch64 -M virt -cpu cortex-a72 ;;
*) fail "$image: this is neither an Image nor a quarry.elf" ;;
esac
command -v "$emulator" >/dev/null || fail "$emulator: there is no such program"

prompt=
[ -n "$commands" ] || [ ! -t 0 ] || prompt=y

work=
end() {
	[ -z "$work" ] || rm -rf "$work"
	[ -z "$socket" ] || rm -f "$socket"
}
trap end EXIT
trap 'exit 130' INT TERM HUP

# limited PROGRAM...: run a program with the time limit.  With --foreground, Ctrl-C also ends the program.
limited() {
	timeout --foreground -k 5 "$limit" "$@"
}

zeros() {
	head -c "$1" /dev/zero
}

# newc_header NAME MODE SIZE: print the header of a file in a cpio archive (cpio(5)), padded to 4
# bytes
newc_header() {
	printf '070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%s' \
		0 "$2" 0 0 1 0 "$3" 0 0 0 0 $((${#1} + 1)) 0 "$1"
	zeros $((1 + (-(110 + ${#1} + 1) & 3)))
}

# Pass the application's input as a file of the initial RAM disk, so that all bytes and the end of
# the input are exact on every port.
if [ -n "$feed" ] && [ ! -t 0 ]; then
	work=$(mktemp -d) || fail "no folder for the input"
	limited cat > "$work/input" 2>/dev/null
	[ $? != 124 ] || fail "standard input has no end after $limit s: </dev/null for an application that reads none"
	size=$(wc -c < "$work/input")
	{
		newc_header .stdin 0100644 "$size"
		cat "$work/input"
		zeros $((-size & 3))
		if [ -n "$initrd" ]; then cat "$initrd"; else newc_header 'TRAILER!!!' 0 0; fi
	} > "$work/initrd"
	initrd=$work/initrd
	arguments="stdin=.stdin $arguments"
fi

if [ "$emulator" = "$image" ]; then
	set -- "$@" ${disk:+-disk "$disk"} ${initrd:+-initrd "$initrd"}
else
	set -- $machine "$@" ${disk:+-drive "if=none,id=disk,format=raw,readonly=on,file=$disk" \
		-device virtio-blk-device,drive=disk} -kernel "$image" ${initrd:+-initrd "$initrd"}
fi

if [ -n "$checked" ]; then
	[ "$emulator" != "$image" ] || fail "-c checks machines of QEMU: the host port is a process of this machine"
	[ -z "$debugger$socket" ] || fail "-c does not go together with a debugger"
	set -- run "$checked" "$image" "$emulator" "$@"
	emulator=$(dirname "$0")/silicon.py
fi

if [ -n "$debugger" ]; then
	exec "$(dirname "$0")/gdb/start.sh" "$debugger" "$(dirname "$image")/quarry.elf" "$socket" "$emulator" "$@" \
		-append "${commands:+run=\"$commands\" }$arguments"
fi
if [ -n "$socket" ]; then
	[ "$emulator" != "$image" ] || fail "the host port is a process of this machine: \"make debug\" runs it in a debugger"
	set -- "$@" -S -chardev "socket,id=debugger,path=$socket,server=on,wait=off" -gdb chardev:debugger
	echo "The machine waits for a debugger at $socket: type \"make debug\" in another terminal." >&2
	limit=0
fi

decode() {
	"$(dirname "$0")/decode" -e "$lines"
}

# filtered FILTER PROGRAM...: run a program with its output through a filter, and set $status to the
# program's exit status
exec 3>&1
filtered() {
	filter=$1
	shift
	status=$(trap : QUIT
		{ { trap : QUIT; "$@"; echo $? >&4; } | $filter >&3; } 4>&1)
}

if [ -n "$prompt" ]; then
	echo "Leave with \"poweroff\", or with ${escape:-Ctrl-A x}."
	terminal=$(stty -g)
	trap : QUIT		# Ctrl-\ ends the host port, but not this shell, which restores the terminal
	[ "$emulator" = "$image" ] || set -- "$@" -serial mon:stdio
	set -- "$emulator" "$@" -append "${report:+autorun=\"$report\" }$arguments"
	if [ -n "$lines" ]; then
		filtered decode "$@"
	else
		"$@"
		status=$?
	fi
	stty "$terminal"
	echo "status $status" >&2
	exit $status
fi

# separate: write the output of the application and the commands to standard output.  The firmware
# prints the line $mark before this output.  Lines before $mark, and lines that begin with the time
# stamp of a message, are written to standard error.
mark="quarry-output-$$"
separate() {
	LC_ALL=C sed -u -n -e 's/\r$//' -e "0,/^$mark\$/{/^$mark\$/d; w /dev/stderr" -e 'd}' \
		-e '/^\[ *[0-9]*\.[0-9]\{6\}\] /{w /dev/stderr' -e 'd}' -e p
}

decode_and_separate() {
	decode | separate
}

[ "$emulator" = "$image" ] || set -- "$@" -serial stdio
started=$(date +%s)
filtered "${lines:+decode_and_}separate" limited "$emulator" "$@" \
	-append "output_mark=$mark run=\"${commands:-$report}\" $arguments" </dev/null
if [ "$status" = 124 ] && [ "$limit" != 0 ] && [ $(($(date +%s) - started)) -ge "$limit" ]; then
	echo "run.sh: stopped by the time limit of $limit s: RUN_TIMEOUT=seconds (-t) sets another, 0 none" >&2
fi
echo "status $status" >&2
exit "$status"
