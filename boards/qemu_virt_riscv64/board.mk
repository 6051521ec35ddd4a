# SPDX-License-Identifier: BSD-2-Clause
BOARD_TITLE = QEMU virt, RISC-V (RV64, OpenSBI)
BOARD_ARCH = riscv
BOARD_STATE = tested
QEMU_CMD = qemu-system-riscv64 -M virt -smp $(SMP) -m $(MEM)
SMP ?= 4
MEM ?= 128M
include $(srctree)/scripts/run.mk
