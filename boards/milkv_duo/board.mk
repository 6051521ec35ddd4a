# SPDX-License-Identifier: BSD-2-Clause
BOARD_TITLE = Milk-V Duo
BOARD_ARCH = riscv
BOARD_STATE = tree read by check-long; not run on the board
BOARD_TREE = sophgo/cv1800b-milkv-duo
BOARD_BAUD = 115200
BOOT_FILES = fip.bin
