# SPDX-License-Identifier: BSD-2-Clause
BOARD_TITLE = Raspberry Pi 4 Model B
BOARD_ARCH = arm64
BOARD_STATE = QEMU raspi4b tested by check-long; not run on the board
BOARD_TREE = broadcom/bcm2711-rpi-4-b
BOARD_BAUD = 115200
BOOT_FILES = start4.elf fixup4.dat bcm2711-rpi-4-b.dtb
FIRMWARE_SOURCE = the Debian package raspi-firmware (non-free-firmware) in /usr/lib/raspi-firmware, or https://github.com/raspberrypi/firmware in boot; the tree is also in a kernel package such as linux-image-arm64 in usr/lib/linux-image-*/broadcom (DTB=file names the tree alone)
