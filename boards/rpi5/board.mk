# SPDX-License-Identifier: BSD-2-Clause
BOARD_TITLE = Raspberry Pi 5
BOARD_ARCH = arm64
BOARD_STATE = tree read by check-long; not run on the board
BOARD_TREE = broadcom/bcm2712-rpi-5-b
BOARD_BAUD = 115200
BOOT_FILES = bcm2712-rpi-5-b.dtb
FIRMWARE_SOURCE = https://github.com/raspberrypi/firmware in boot, or in a kernel package such as linux-image-arm64 in usr/lib/linux-image-*/broadcom (DTB=file names the tree alone)
