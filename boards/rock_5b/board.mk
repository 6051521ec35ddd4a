# SPDX-License-Identifier: BSD-2-Clause
BOARD_TITLE = Radxa ROCK 5B
BOARD_ARCH = arm64
BOARD_STATE = tree read by check-long; not run on the board
BOARD_TREE = rockchip/rk3588-rock-5b
BOARD_BAUD = 1500000
FIRMWARE_FILES = u-boot-rockchip.bin
