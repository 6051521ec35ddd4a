# SPDX-License-Identifier: BSD-2-Clause
QEMU_CMD = qemu-system-riscv64 -M virt -smp $(SMP) -m $(MEM)
SMP ?= 4
MEM ?= 128M
include $(srctree)/scripts/qemu.mk
