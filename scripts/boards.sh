#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# boards.sh: print the name, architecture, title and state of each board, from boards/*/board.mk.
cd "$(dirname "$0")/../boards"
for mk in */board.mk; do
	awk -F ' = ' -v name="${mk%/*}" '
		{ value[$1] = $2 }
		END { printf "%-20s %-7s %-34s %s\n", name, value["BOARD_ARCH"], value["BOARD_TITLE"], value["BOARD_STATE"] }' "$mk"
done
