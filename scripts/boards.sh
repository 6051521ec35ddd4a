#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# boards.sh: the boards, and what is known of each, as their board.mk say.
cd "$(dirname "$0")/../boards"
for mk in */board.mk; do
	awk -F ' = ' -v name="${mk%/*}" '
		{ value[$1] = $2 }
		END { printf "%-20s %-7s %-34s %s\n", name, value["BOARD_ARCH"], value["BOARD_TITLE"], value["BOARD_STATE"] }' "$mk"
done
