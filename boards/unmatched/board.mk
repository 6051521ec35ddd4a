# SPDX-License-Identifier: BSD-2-Clause
BOARD_TITLE = SiFive HiFive Unmatched
BOARD_ARCH = riscv
BOARD_STATE = tree read by check-long; not run on the board
BOARD_TREE = sifive/hifive-unmatched-a00
BOARD_BAUD = 115200
FIRMWARE_FILES = u-boot-spl.bin u-boot.itb
FIRMWARE_PACKAGE = u-boot-sifive:riscv64
FIRMWARE_FOLDER = usr/lib/u-boot/sifive_unmatched
