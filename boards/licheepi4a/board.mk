# SPDX-License-Identifier: BSD-2-Clause
BOARD_TITLE = Sipeed Lichee Pi 4A
BOARD_ARCH = riscv
BOARD_STATE = tree read by check-long; not run on the board
BOARD_TREE = thead/th1520-lichee-pi-4a
BOARD_BAUD = 115200
