# SPDX-License-Identifier: BSD-2-Clause
#
# SMP=n and MEM=size are the machine's, RUN="cmd; cmd" or APPEND="arguments" the firmware's.
run-board = $(elf) -m $(or $(MEM),256M) -smp $(or $(SMP),4) -disk $(O)/disk.img \
	-append '$(if $(RUN),run="$(RUN)") $(APPEND)'
