# SPDX-License-Identifier: BSD-2-Clause
BOARD_TITLE = NXP i.MX 8M Plus EVK
BOARD_ARCH = arm64
BOARD_STATE = QEMU imx8mp-evk tested by check-long; not run on the board
BOARD_TREE = freescale/imx8mp-evk
BOARD_BAUD = 115200
FIRMWARE_FILES = flash.bin
