# SPDX-License-Identifier: BSD-2-Clause
BOARD_TITLE = BeagleBoard.org BeaglePlay
BOARD_ARCH = arm64
BOARD_STATE = tree read by check-long; not run on the board
BOARD_TREE = ti/k3-am625-beagleplay
BOARD_BAUD = 115200
BOOT_FILES = tiboot3.bin tispl.bin u-boot.img
