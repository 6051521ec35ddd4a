# SPDX-License-Identifier: BSD-2-Clause
BOARD_TITLE = Banana Pi BPI-F3
BOARD_ARCH = riscv
BOARD_STATE = tree read by check-long; not run on the board
BOARD_TREE = spacemit/k1-bananapi-f3
BOARD_BAUD = 115200
