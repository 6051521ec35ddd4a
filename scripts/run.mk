# SPDX-License-Identifier: BSD-2-Clause
#
# "make run": run an image in QEMU, or the host port's process.  A board.mk sets QEMU_CMD (the
# emulator and the machine), or for the host port RUN_IMAGE and RUN_MACHINE.
# Documentation/running.md explains the variables for users.

RUN_IMAGE ?= $(O)/Image
RUN_MACHINE ?= $(wordlist 2,$(words $(QEMU_CMD)),$(QEMU_CMD)) $(QEMU_EXTRA)
# An empty RUN_DISK means that no disk is attached, for machines without virtio-mmio.
RUN_DISK ?= $(O)/disk.img
RUN_TIMEOUT ?= 60

# The commands that run before the prompt.  With an application, the default is no command, so that
# only the application's output is shown.
REPORT ?= $(if $(APP),,memmap; zoneinfo; dmainfo; ls; cat welcome.txt; sha256sum -c SHA256SUMS)

quote = '$(subst ','\'',$1)'
# DECODE=0: print back-traces without source lines.
run-lines = $(if $(filter 0,$(DECODE)),,-l $(call relative,$(elf)))
run-machine = -t $(call quote,$(RUN_TIMEOUT)) -d '$(RUN_DISK)' -i '$(INITRD)' $(if $(APP),-f) \
	$(if $(QEMU_CMD),-e $(firstword $(QEMU_CMD))) $(RUN_IMAGE) -- $(RUN_MACHINE)
# RULES=1: check the rules of hardware that QEMU does not enforce.
run-rules = $(if $(filter 1,$(RULES)),-c $(call relative,$(elf)))
# $(call run-board,options): the command that runs the image, with additional options of run.sh
run-board = $(srctree)/scripts/run.sh $(run-lines) $(run-rules) -r $(call quote,$(RUN)) -R $(call quote,$(REPORT)) -a $(call quote,$(ARGS)) $1 $(run-machine)

# A Unix socket in the output folder, so that runs do not share a TCP port.
debug-socket = $(call relative,$(O)/gdb.sock)
GDB ?= $(or $(shell command -v gdb-multiarch || command -v gdb),gdb-multiarch)
debug-board = $(call run-board,-g '$(GDB)' -s '$(debug-socket)')
debugserver-board = $(call run-board,-s '$(debug-socket)')

# "make report": run the commands of RUN=, then the reports, with page owners if the image can
# record them.
report-owners = $(if $(CONFIG_PAGE_DEBUG),page_owner=on )
report-board = $(report-page) boot -b $(BOARD) -r $(call quote,$(RUN)) $(if $(report-owners),--owners) \
	-o $(call quote,$(or $(FILE),$(call relative,$(O))/report.html)) -- \
	$(srctree)/scripts/run.sh -a $(call quote,$(report-owners)$(ARGS)) $(run-machine)
