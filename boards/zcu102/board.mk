# SPDX-License-Identifier: BSD-2-Clause
BOARD_TITLE = AMD ZynqMP ZCU102
BOARD_ARCH = arm64
BOARD_STATE = QEMU xlnx-zcu102 tested by check-long; not run on the board
BOARD_TREE = xilinx/zynqmp-zcu102-rev1.0
BOARD_BAUD = 115200
BOOT_FILES = boot.bin
