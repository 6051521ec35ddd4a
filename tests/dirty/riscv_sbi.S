/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Firmware that replaces OpenSBI and provides only the calls of SBI 0.1, like the firmware of the
 * first boards.  SBI 0.1 has no call to probe for extensions, and every call of a later version
 * fails.  The firmware runs in M-mode on each hart, and returns to S-mode.
 */
#define CLINT		0x02000000
#define TEST_FINISHER	0x00100000
#define TEST_PASS	0x5555

#define LEGACY_SET_TIMER	0
#define LEGACY_PUTCHAR		1
#define LEGACY_GETCHAR		2
#define LEGACY_SHUTDOWN		8
#define NOT_SUPPORTED		-2

#define MTIP		(1 << 7)	/* bits in mip and mie */
#define STIP		(1 << 5)

function sbi01
	la	t0, sbi01_trap
	j	sbi01_setup

/* Install firmware that provides all calls of SBI 0.1 except the timer call. */
function sbi01_timerless
	la	t0, sbi01_trap_timerless
sbi01_setup:
	csrw	mtvec, t0
	csrr	s0, mhartid
	slli	t0, s0, 3
	la	t1, sbi01_saved
	add	t0, t0, t1
	csrw	mscratch, t0
	li	t0, 0xb1ff		/* delegate all exceptions except S-mode calls */
	csrw	medeleg, t0
	li	t0, 0x222		/* delegate the interrupts of S-mode */
	csrw	mideleg, t0
	csrw	mie, zero
	li	t0, -1
	csrw	mcounteren, t0
	csrw	pmpaddr0, t0
	li	t0, 0x1f		/* NAPOT: full access to all memory */
	csrw	pmpcfg0, t0
	li	t0, 1 << 11		/* mstatus.MPP: S-mode */
	csrw	mstatus, t0
	csrw	mepc, ra
	mret

	.balign	4
sbi01_trap_timerless:
	csrrw	t0, mscratch, t0
	sd	t1, 0(t0)
	bnez	a7, sbi01_call
	li	a0, NOT_SUPPORTED
	j	sbi01_return
	.balign	4
sbi01_trap:
	csrrw	t0, mscratch, t0
	sd	t1, 0(t0)
	csrr	t1, mcause
	bgez	t1, sbi01_call
	li	t1, MTIP		/* forward the interrupt; MTIE is off until the next call */
	csrc	mie, t1
	li	t1, STIP
	csrs	mip, t1
	j	sbi01_out
sbi01_call:
	li	t1, LEGACY_SET_TIMER
	beq	a7, t1, 1f
	li	t1, LEGACY_PUTCHAR
	beq	a7, t1, 2f
	li	t1, LEGACY_SHUTDOWN
	beq	a7, t1, 3f
	li	a0, NOT_SUPPORTED
	li	t1, LEGACY_GETCHAR
	bne	a7, t1, sbi01_return
	li	a0, -1			/* no character */
	j	sbi01_return
1:	csrr	t1, mhartid
	slli	t1, t1, 3
	li	a1, CLINT + 0x4000	/* mtimecmp */
	add	t1, t1, a1
	sd	a0, 0(t1)
	li	t1, STIP
	csrc	mip, t1
	li	t1, MTIP
	csrs	mie, t1
	li	a0, 0
	j	sbi01_return
2:	li	t1, UART
	sb	a0, 0(t1)
	li	a0, 0
	j	sbi01_return
3:	li	t1, TEST_FINISHER
	li	a0, TEST_PASS
	sw	a0, 0(t1)
sbi01_return:
	csrr	t1, mepc
	addi	t1, t1, 4
	csrw	mepc, t1
sbi01_out:
	ld	t1, 0(t0)
	csrrw	t0, mscratch, t0
	mret

	.balign	8
sbi01_saved:
	.space	64
