#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# run.sh COMMANDS ARGS REPORT EMULATOR...: boot at the terminal, showing REPORT first; with COMMANDS, or
# without a terminal, run those (or REPORT) and power off with their status.

commands=$1 args=$2 report=$3
shift 3
if [ -z "$commands" ] && [ -t 0 ]; then
	echo "Leave with \"poweroff\", or with Ctrl-A x."
	exec "$@" -serial mon:stdio -append "autorun=\"$report\" $args"
fi
exec timeout "${RUN_TIMEOUT:-60}" "$@" -serial stdio -append "run=\"${commands:-$report}\" $args" </dev/null
