/* SPDX-License-Identifier: BSD-2-Clause */
/* State of memory, devices and other CPUs that firmware leaves behind. */

/*
 * Fill all RAM except this program, the Image and the device tree with a pattern, like RAM that was
 * never cleared.
 */
function ram
	ldr	x1, =0xa5a5a5a55a5a5a5b
	ldr	x2, =IMAGE + FILE_SIZE		/* FILE_SIZE is a multiple of 16; BSS follows */
	and	x3, x19, #~0x1fffff
1:	stp	x1, x1, [x2], #16
	cmp	x2, x3
	b.lo	1b
	add	x2, x3, #0x200000
	ldr	x3, =RAM_END
1:	stp	x1, x1, [x2], #16
	cmp	x2, x3
	b.lo	1b
	ret

/*
 * Move the device tree, so that it crosses a boundary of 2 MiB.  This is the size of the largest
 * page in the boot tables.
 */
function tree_across
	mov	x2, #TREE_ACROSS & 0xffff
	movk	x2, #TREE_ACROSS >> 16, lsl #16
	mov	x3, x19
	mov	x19, x2
	ldr	w4, [x3, #4]		/* totalsize, big-endian */
	rev	w4, w4
	add	x4, x4, x3
1:	ldr	x5, [x3], #8
	str	x5, [x2], #8
	cmp	x3, x4
	b.lo	1b
	ret

/*
 * The FIFOs, the transmitter, the receiver and all interrupts of the PL011 are enabled, and its
 * receive FIFO is full, as after U-Boot or EDK2 if the user has typed.  This program sends the
 * characters to the receiver in loop-back mode.
 */
function pl011
	ldr	x1, =PL011
	mov	w2, #0x7ff
	str	w2, [x1, #0x38]		/* UARTIMSC */
	mov	w2, #0x70		/* UARTLCR_H: 8 bits, FIFOs */
	str	w2, [x1, #0x2c]
	mov	w2, #0x381		/* UARTCR: RXE, TXE, LBE, UARTEN */
	str	w2, [x1, #0x30]
	mov	w3, #20
1:	mov	w2, #'#'
	str	w2, [x1]
	subs	w3, w3, #1
	b.ne	1b
	mov	w2, #0x301
	str	w2, [x1, #0x30]
	ret

/*
 * A device writes to RAM that no reservation contains, as network cards after PXE, disk controllers
 * and displays do.  Here, the device is a virtio source of random numbers (legacy registers) that
 * writes a byte every half second.
 */
function dma
	ldr	x1, =VIRTIO
	ldr	x2, =QUEUE
	/* Address of the first buffer.  Each following buffer is 1 MiB after the previous one. */
	mov	x3, #0x42000000
	mov	w4, #0
1:	add	x5, x2, x4, lsl #4	/* descriptor: address, length, device-writable */
	str	x3, [x5]
	mov	w6, #64
	str	w6, [x5, #8]
	mov	w6, #2
	strh	w6, [x5, #12]
	add	x5, x2, x4, lsl #1
	strh	w4, [x5, #(128 + 4)]	/* available ring */
	add	x3, x3, #0x100000
	add	w4, w4, #1
	cmp	w4, #8
	b.ne	1b
	mov	w6, #1			/* flags: no interrupts */
	strh	w6, [x2, #128]
	strh	w4, [x2, #130]
	dsb	sy
	mov	w6, #3			/* status: ACKNOWLEDGE, DRIVER */
	str	w6, [x1, #0x70]
	mov	w6, #4096		/* guest page size, alignment of the queue */
	str	w6, [x1, #0x28]
	str	wzr, [x1, #0x30]
	str	w4, [x1, #0x38]		/* 8 entries */
	str	w6, [x1, #0x3c]
	lsr	x2, x2, #12
	str	w2, [x1, #0x40]
	mov	w6, #7			/* DRIVER_OK */
	str	w6, [x1, #0x70]
	str	wzr, [x1, #0x50]
	ret

	.macro	psci
	cmp	x18, #2
	b.eq	8f
	hvc	#0
	b	9f
8:	smc	#0
9:
	.endm

/*
 * CPU 1 runs the functions in SECONDARY and is then switched off, as after EDK2 or U-Boot with SMP.
 */
function secondary_off
	ldr	x0, =PSCI_CPU_ON
	mov	x1, #1
	adr	x2, 2f
	mov	x3, #0
	psci
1:	ldr	x0, =PSCI_AFFINITY
	mov	x1, #1
	mov	x2, #0
	psci
	cmp	x0, #1			/* off */
	b.ne	1b
	ret
2:	mrs	x18, CurrentEL
	lsr	x18, x18, #2
	.irp	shim, SECONDARY
	bl	\shim
	.endr
	ldr	x0, =PSCI_CPU_OFF
	psci
	b	.

/*
 * CPU 1 is running and waits in RAM that no reservation contains, as after a kexec from a kernel
 * that failed to stop it.
 */
function secondary_on
	ldr	x0, =PSCI_CPU_ON
	mov	x1, #1
	adr	x2, 2f
	mov	x3, #0
	psci
	ret
2:	wfe
	b	2b
