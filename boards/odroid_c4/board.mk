# SPDX-License-Identifier: BSD-2-Clause
BOARD_TITLE = Hardkernel ODROID-C4
BOARD_ARCH = arm64
BOARD_STATE = tree read by check-long; not run on the board
BOARD_TREE = amlogic/meson-sm1-odroid-c4
BOARD_BAUD = 115200
FIRMWARE_FILES = u-boot.bin
