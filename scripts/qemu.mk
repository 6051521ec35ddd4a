# SPDX-License-Identifier: BSD-2-Clause
#
# Running an image in QEMU.  A board.mk sets QEMU_CMD: the emulator and the machine.
#
#	make run			at the terminal: reports, then the prompt (^A x leaves)
#	make run RUN='cmd; cmd'		those commands, then power off; the exit status is theirs
#	make run ARGS='...'		further boot arguments
#	make run INITRD=file		an initial RAM disk
#	make run QEMU_EXTRA='...'	further options of the emulator

DISK_ARGS = -drive if=none,id=disk,format=raw,readonly=on,file=$(O)/disk.img \
	-device virtio-blk-device,drive=disk

run-board = $(srctree)/scripts/run.sh "$(RUN)" "$(ARGS)" "$(REPORT)" $(QEMU_CMD) -display none \
	-monitor none -nic none -semihosting-config enable=on,target=native $(DISK_ARGS) \
	-kernel $(O)/Image $(if $(INITRD),-initrd $(INITRD)) $(QEMU_EXTRA)

# What a run shows before the prompt.
REPORT := memmap; zoneinfo; dmainfo; ls; cat welcome.txt; sha256sum -c SHA256SUMS
