# SPDX-License-Identifier: BSD-2-Clause
BOARD_TITLE = QEMU virt, AArch64
BOARD_ARCH = arm64
BOARD_STATE = tested
# Memory tags need -cpu max or a CPU newer than the Cortex-A72.
QEMU_CMD = qemu-system-aarch64 -M virt$(if $(CONFIG_KASAN_HW_TAGS), -machine mte=on) -cpu $(CPU) -smp $(SMP) -m $(MEM)
CPU ?= $(if $(CONFIG_KASAN_HW_TAGS),max,cortex-a72)
SMP ?= 4
MEM ?= 128M
include $(srctree)/scripts/run.mk
