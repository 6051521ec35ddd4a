# SPDX-License-Identifier: BSD-2-Clause
BOARD_TITLE = Pine64 PINE A64+
BOARD_ARCH = arm64
BOARD_STATE = tree read by check-long; not run on the board
BOARD_TREE = allwinner/sun50i-a64-pine64-plus
BOARD_BAUD = 115200
FIRMWARE_FILES = u-boot-sunxi-with-spl.bin
FIRMWARE_PACKAGE = u-boot-sunxi:arm64
FIRMWARE_FOLDER = usr/lib/u-boot/pine64_plus
