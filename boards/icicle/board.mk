# SPDX-License-Identifier: BSD-2-Clause
BOARD_TITLE = Microchip PolarFire SoC Icicle Kit
BOARD_ARCH = riscv
BOARD_STATE = tree read by check-long; not run on the board
BOARD_TREE = microchip/mpfs-icicle-kit
BOARD_BAUD = 115200
FIRMWARE_FILES = payload.bin
