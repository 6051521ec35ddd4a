# SPDX-License-Identifier: BSD-2-Clause
BOARD_TITLE = Host process
BOARD_ARCH = host
BOARD_STATE = tested
#
# SMP=n, MEM=size and INITRD=file are the machine's, RUN="cmd; cmd" or APPEND="arguments" the firmware's.
run-board = $(elf) -m $(or $(MEM),256M) -smp $(or $(SMP),4) -disk $(O)/disk.img \
	$(if $(INITRD),-initrd $(INITRD)) \
	-append '$(if $(RUN),run="$(RUN)") $(APPEND)'
