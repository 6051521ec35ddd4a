# SPDX-License-Identifier: BSD-2-Clause
BOARD_TITLE = NVIDIA Jetson Nano Developer Kit
BOARD_ARCH = arm64
BOARD_STATE = tree read by check-long; not run on the board
BOARD_TREE = nvidia/tegra210-p3450-0000
BOARD_BAUD = 115200
