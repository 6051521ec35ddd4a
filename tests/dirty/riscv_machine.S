/* SPDX-License-Identifier: BSD-2-Clause */
/* State of memory, devices and other harts that firmware leaves behind. */

/*
 * Fill all RAM except this program, the Image and the device tree with a pattern, like RAM that was
 * never cleared.
 */
function ram
	li	t0, 0xa5a5a5a55a5a5a5b
	li	t1, IMAGE + FILE_SIZE		/* BSS follows */
	li	t2, ~0x1fffff
	and	t2, s1, t2
1:	sd	t0, 0(t1)
	addi	t1, t1, 8
	bltu	t1, t2, 1b
	ret

/*
 * Move the device tree, so that it crosses a boundary of 2 MiB.  This is the size of the largest
 * page in the boot tables.
 */
function tree_across
	li	t0, TREE_ACROSS
	mv	t1, s1
	mv	s1, t0
	li	t3, 4			/* totalsize, big-endian */
	addi	t4, t1, 4
	li	t2, 0
1:	lbu	t5, 0(t4)
	slli	t2, t2, 8
	or	t2, t2, t5
	addi	t4, t4, 1
	addi	t3, t3, -1
	bnez	t3, 1b
	add	t2, t2, t1
2:	ld	t5, 0(t1)
	sd	t5, 0(t0)
	addi	t1, t1, 8
	addi	t0, t0, 8
	bltu	t1, t2, 2b
	ret

/*
 * All interrupts of the 16550 are enabled, and its receive FIFO is full, as after U-Boot if the
 * user has typed.  This program sends the characters to the receiver in loop-back mode.
 */
function ns16550
	li	t0, UART
	li	t1, 0x0f
	sb	t1, 1(t0)		/* IER */
	li	t1, 0xc7
	sb	t1, 2(t0)		/* FCR: FIFOs, empty, interrupt at 14 characters */
	li	t1, 0x1b
	sb	t1, 4(t0)		/* MCR: loop */
	li	t2, 16
	li	t3, '#'
1:	lb	t4, 5(t0)
	andi	t4, t4, 0x40		/* LSR: the transmitter is empty */
	beqz	t4, 1b
	sb	t3, 0(t0)
	addi	t2, t2, -1
	bnez	t2, 1b
2:	lb	t4, 5(t0)
	andi	t4, t4, 0x40
	beqz	t4, 2b
	li	t1, 0x0b
	sb	t1, 4(t0)
	ret

/*
 * The S-mode context of each hart has a threshold, and has claimed the interrupt of the UART but
 * not completed it, as after a reset or a kexec in a handler.  Until the interrupt is completed, no
 * context receives it again.
 */
function plic
	li	t0, UART
	li	t1, 2
	sb	t1, 1(t0)		/* IER: transmitter empty, which interrupts immediately */
	li	t0, PLIC
	li	t1, 7
	sw	t1, (4 * UART_SOURCE)(t0)
	li	t0, PLIC + 0x2080	/* enable bits of context 1: hart 0, S-mode */
	li	t1, 1 << UART_SOURCE
	sw	t1, 0(t0)
	sw	t1, 0x100(t0)		/* and hart 1 */
	li	t0, PLIC + 0x201000
	sw	zero, 0(t0)
	lw	t1, 4(t0)		/* claim */
	li	t1, 3
	sw	t1, 0(t0)
	li	t0, PLIC + 0x203000
	sw	zero, 0(t0)
	lw	t1, 4(t0)
	li	t1, 3
	sw	t1, 0(t0)
	ret

/*
 * The interrupt sources are configured as falling edges, enabled and pending.  The IDCs have a
 * threshold and a forced interrupt.  This is the state after a kexec.
 */
function aplic
	li	t0, APLIC
	li	t1, 5			/* falling edge */
	li	t2, 1
1:	slli	t3, t2, 2
	add	t3, t3, t0
	sw	t1, 0(t3)		/* sourcecfg */
	li	t4, 0x3000
	add	t3, t3, t4
	li	t4, 1 << 18 | 7		/* target: hart 1, priority 7 */
	sw	t4, 0(t3)
	addi	t2, t2, 1
	li	t4, 64
	bne	t2, t4, 1b
	li	t1, -1
	li	t2, APLIC + 0x1c00
	sw	t1, 0(t2)		/* setip */
	li	t2, APLIC + 0x1e00
	sw	t1, 0(t2)		/* setie */
	li	t2, APLIC + 0x4000
	li	t1, 1
	sw	t1, 4(t2)		/* iforce */
	sw	t1, 8(t2)		/* ithreshold */
	sw	t1, 36(t2)
	sw	t1, 40(t2)
	li	t1, 1 << 8
	sw	t1, 0(t0)		/* domaincfg: interrupts are on */
	ret

/* A device writes to RAM that no reservation contains (see the function dma in arm64_machine.S). */
function dma
	li	t0, VIRTIO
	li	t1, QUEUE
	/* Address of the first buffer.  Each following buffer is 1 MiB after the previous one. */
	li	t2, 0x82000000
	li	t3, 0
1:	slli	t4, t3, 4
	add	t4, t4, t1
	sd	t2, 0(t4)		/* descriptor: address, length, device-writable */
	li	t5, 64
	sw	t5, 8(t4)
	li	t5, 2
	sh	t5, 12(t4)
	slli	t4, t3, 1
	add	t4, t4, t1
	sh	t3, 132(t4)		/* available ring */
	li	t4, 1 << 20
	add	t2, t2, t4
	addi	t3, t3, 1
	li	t4, 8
	bne	t3, t4, 1b
	li	t5, 1			/* flags: no interrupts */
	sh	t5, 128(t1)
	sh	t3, 130(t1)
	fence
	li	t5, 3			/* status: ACKNOWLEDGE, DRIVER */
	sw	t5, 0x70(t0)
	li	t5, 4096		/* guest page size, alignment of the queue */
	sw	t5, 0x28(t0)
	sw	zero, 0x30(t0)
	sw	t3, 0x38(t0)		/* 8 entries */
	sw	t5, 0x3c(t0)
	srli	t1, t1, 12
	sw	t1, 0x40(t0)
	li	t5, 7			/* DRIVER_OK */
	sw	t5, 0x70(t0)
	sw	zero, 0x50(t0)
	ret

	.macro	start_other, at
	li	a7, SBI_HSM
	li	a6, HSM_START
	xori	a0, s0, 1
	la	a1, \at
	mv	a2, s1
	ecall
	.endm

/*
 * The other hart runs the functions in SECONDARY and then stops, as after U-Boot with SMP or a
 * kexec.
 */
function secondary_off
	mv	s3, ra
	start_other 2f
1:	li	a7, SBI_HSM
	li	a6, HSM_STATUS
	xori	a0, s0, 1
	ecall
	li	t0, HSM_STOPPED
	bne	a1, t0, 1b
	mv	ra, s3
	ret
2:	mv	s0, a0
	mv	s1, a1
	.irp	shim, SECONDARY
	jal	\shim
	.endr
	li	a7, SBI_HSM
	li	a6, HSM_STOP
	ecall
3:	j	3b

/* The other hart enters the image, too, as with firmware that starts all harts together. */
function secondary_enters
	start_other 2f
	ret
2:	li	t0, NEXT
	jr	t0

/*
 * The other hart is running and waits in RAM that no reservation contains, as with firmware that
 * lacks the HSM call to stop a hart.
 */
function secondary_on
	start_other 2f
	ret
2:	wfi
	j	2b
