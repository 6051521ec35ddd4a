# SPDX-License-Identifier: BSD-2-Clause
BOARD_TITLE = Milk-V Mars
BOARD_ARCH = riscv
BOARD_STATE = tree read by check-long; not run on the board
BOARD_TREE = starfive/jh7110-milkv-mars
BOARD_BAUD = 115200
FIRMWARE_FILES = u-boot-spl.bin.normal.out u-boot.itb
FIRMWARE_PACKAGE = u-boot-starfive:riscv64
FIRMWARE_FOLDER = usr/lib/u-boot/starfive_visionfive2
