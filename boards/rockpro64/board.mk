# SPDX-License-Identifier: BSD-2-Clause
BOARD_TITLE = Pine64 RockPro64
BOARD_ARCH = arm64
BOARD_STATE = tree read by check-long; not run on the board
BOARD_TREE = rockchip/rk3399-rockpro64
BOARD_BAUD = 1500000
FIRMWARE_FILES = u-boot-rockchip.bin
FIRMWARE_PACKAGE = u-boot-rockchip:arm64
FIRMWARE_FOLDER = usr/lib/u-boot/rockpro64-rk3399
