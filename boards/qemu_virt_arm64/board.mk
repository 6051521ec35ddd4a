# SPDX-License-Identifier: BSD-2-Clause
BOARD_TITLE = QEMU virt, AArch64
BOARD_ARCH = arm64
BOARD_STATE = tested
QEMU_CMD = qemu-system-aarch64 -M virt -cpu $(CPU) -smp $(SMP) -m $(MEM)
CPU ?= cortex-a72
SMP ?= 4
MEM ?= 128M
include $(srctree)/scripts/run.mk
