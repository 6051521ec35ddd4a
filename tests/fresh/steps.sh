#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# steps.sh [STEP...]: run the commands of README and Documentation, and count those that fail.
#
# The script is for a machine that has only git and make, for example a chroot of tests/fresh/fresh.sh, a container or a
# virtual machine.  A command can use packages that earlier commands have installed.  Therefore commands that need fewer
# packages run earlier.  ~/logs has the output of each step.  The last line of output is "N passed, N failed".

set -u
export DEBIAN_FRONTEND=noninteractive
cd "$(dirname "$0")/../.." || exit 1
logs=$HOME/logs
work=$HOME/work
mkdir -p "$logs" "$work"
chosen=" $* "
passed=0 failed=0

# step NAME SECONDS PATTERN COMMAND...: run a command.  The step passes if the command ends with status 0 within SECONDS,
# and if its output matches PATTERN.
step() {
	name=$1 seconds=$2 pattern=$3
	shift 3
	case $chosen in "  " | *" $name "*) ;; *) return ;; esac
	start=$(date +%s) status=0
	echo "\$ $*" > "$logs/$name.log"
	timeout "$seconds" "$@" >> "$logs/$name.log" 2>&1 </dev/null || status=$?
	verdict=ok
	[ $status = 0 ] || verdict="FAIL, status $status"
	tail -n +2 "$logs/$name.log" | grep -q -- "$pattern" || verdict="FAIL, not seen: $pattern"
	echo "$verdict: $name ($(($(date +%s) - start)) s): $*"
	case $verdict in
	ok) passed=$((passed + 1)) ;;
	*)
		failed=$((failed + 1))
		tail -n 15 "$logs/$name.log" | sed 's/^/  | /' ;;
	esac
}

targets="qemu_virt_riscv64 qemu_virt_arm64"
for board in host $targets; do
	step make-run-$board 1200 "welcome.txt: OK" make run BOARD=$board RUN="memmap; ls; cat welcome.txt; sha256sum -c SHA256SUMS; poweroff"
done
step make-run 300 "welcome.txt: OK" make run
for board in host $targets; do
	step report-$board 300 "report.html: the page" make report BOARD=$board
done
for board in host $targets; do
	step app-hello-$board 600 "hello, buffer 2" make run BOARD=$board APP=examples/hello ARGS="main.count=3" RUN="meminfo; poweroff"
done
for board in $targets; do
	step app-driver-$board 600 "the alarm has rung" make run BOARD=$board APP=examples/driver RUN=devices
done
for board in host $targets; do
	step app-c-$board 1200 "the .* %" make run BOARD=$board APP=examples/c ARGS="TOP=3 -- LICENSE"
	step app-cpp-$board 1200 "different words" make run BOARD=$board APP=examples/cpp ARGS="-- LICENSE"
done
printf 'CONFIG_LIBC=y\nCONFIG_LIBC_PICOLIBC=y\n' > "$work/picolibc.config"
for board in $targets; do
	step picolibc-$board 1200 "the .* %" make run BOARD=$board O="$work/picolibc-$board" FRAGMENTS="$work/picolibc.config" \
		APP=examples/c ARGS="TOP=3 -- LICENSE"
done
for board in host $targets; do
	step install-$board 600 "" make BOARD=$board install PREFIX="$HOME/.local"
done
step tools-of-user 300 "" apt-get -q -y install --no-install-recommends pkgconf cmake
for board in host $targets; do
	installed=$HOME/.local/lib/quarry/$board
	cp -r examples/firmware "$work/firmware-$board"
	step pkg-config-$board 300 "firmware.elf" sh -c "cd $work/firmware-$board && make PKG_CONFIG_PATH=$installed"
	step cmake-$board 300 "firmware" sh -c "cd $work/firmware-$board && cmake -B build -DCMAKE_TOOLCHAIN_FILE=$installed/toolchain.cmake &&
		cmake --build build"
done
step make-image 600 "" make image BOARD=visionfive2
step make-fit 600 "" make fit BOARD=qemu_virt_arm64
step make-fw-payload 600 "" make fw_payload BOARD=qemu_virt_riscv64
step docs 1800 "docs/html/index.html" make docs
step check-quick 1800 "^[0-9]* passed, 0 failed" make check-quick
step fuzz 600 "inputs" make fuzz FUZZ_SECONDS=10
step bench 1800 "^alloc_pages" make bench ONLY=pages
step traces 1800 "service: " make traces
step check 5400 "^[0-9]* passed, 0 failed" make check
case $chosen in "  " | *" check "*) grep '^[0-9]* cases in\|^flaky\|^[0-9]* passed' "$logs/check.log" ;; esac

. /etc/os-release
echo "$PRETTY_NAME: the commands of README and Documentation:"
echo "$passed passed, $failed failed"
[ $failed = 0 ] && [ $passed -gt 0 ]
