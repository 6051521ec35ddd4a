# SPDX-License-Identifier: BSD-2-Clause
BOARD_TITLE = Allwinner D1 Nezha
BOARD_ARCH = riscv
BOARD_STATE = tree read by check-long; not run on the board
BOARD_TREE = allwinner/sun20i-d1-nezha
BOARD_BAUD = 115200
FIRMWARE_FILES = u-boot-sunxi-with-spl.bin
