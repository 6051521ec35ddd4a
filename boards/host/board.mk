# SPDX-License-Identifier: BSD-2-Clause
BOARD_TITLE = Host process
BOARD_ARCH = host
BOARD_STATE = tested
RUN_IMAGE = $(elf)
RUN_MACHINE = -smp $(SMP) -m $(MEM)
SMP ?= 4
MEM ?= 256M
include $(srctree)/scripts/run.mk
