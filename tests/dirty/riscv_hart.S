/* SPDX-License-Identifier: BSD-2-Clause */
/* Control registers that firmware leaves (RISC-V Privileged Architecture). */

#define CSR_STIMECMP	0x14d
#define CSR_SISELECT	0x150
#define CSR_SIREG	0x151
#define EIDELIVERY	0x70
#define EITHRESHOLD	0x72
#define EIP0		0x80
#define EIE0		0xc0
#define CSR_HSTATUS	0x600
#define CSR_HEDELEG	0x602
#define CSR_HIDELEG	0x603
#define CSR_HIE		0x604
#define CSR_HCOUNTEREN	0x606
#define CSR_HVIP	0x645
#define CSR_HGATP	0x680

/*
 * Status bits of a program before us: SPP, SPIE, FS, VS, SUM, MXR.  U-Boot, EDK2, a kernel before a
 * kexec.
 */
function status
	li	t0, 1 << 8 | 1 << 5 | 3 << 13 | 3 << 9 | 1 << 18 | 1 << 19
	csrs	sstatus, t0
	li	t0, GARBAGE
	csrw	sscratch, t0
	csrw	sepc, t0
	csrw	scause, t0
	csrw	stval, t0
	csrw	scounteren, t0
	ret

/* All interrupts are enabled, one of software is pending, and the vector leads nowhere: the same. */
function interrupts
	li	t0, 0x1234567
	csrw	stvec, t0
	csrsi	sip, 2
	li	t0, -1
	csrw	sie, t0
	ret

/* The vector unit is in use (CPUs with V): a kernel before a kexec, firmware with vector copies. */
function vector
	li	t0, 3 << 13 | 3 << 9
	csrs	sstatus, t0
	vsetvli	t0, zero, e8, m8, ta, ma
	vmv.v.i	v0, -1
	csrw	vxrm, 3
	csrw	fcsr, 0x1f
	ret

/* The timer has expired: U-Boot's and EDK2's tick, by SBI and by Sstc. */
function timer
	li	a7, SBI_TIME
	li	a6, 0
	li	a0, 0
	ecall
	csrw	CSR_STIMECMP, zero
	ret

/*
 * The MMU is on, with tables in free RAM that map each address to itself: EDK2's loaders against the
 * protocol.
 */
function mmu
	la	t0, identity
	li	t1, 0xcf		/* valid, r, w, x, accessed, dirty: a leaf of 1 GiB */
	li	t2, 512
	mv	t3, t0
1:	sd	t1, 0(t3)
	li	t4, 1 << 28
	add	t1, t1, t4
	addi	t3, t3, 8
	addi	t2, t2, -1
	bnez	t2, 1b
	srli	t0, t0, 12
	li	t1, 8 << 60
	or	t0, t0, t1
	sfence.vma
	csrw	satp, t0
	sfence.vma
	ret

/*
 * Leave the registers as a hypervisor does (KVM, or Xvisor before a kexec): an interrupt of a guest is
 * pending and not delegated to the guest. Guests' interrupts are enabled in hie, and sie does not show
 * those bits.
 */
function hypervisor
	li	t0, -1
	csrw	CSR_HEDELEG, t0
	csrw	CSR_HIDELEG, zero
	csrw	CSR_HCOUNTEREN, t0
	csrw	CSR_HGATP, zero
	li	t0, 1 << 7			/* SPV */
	csrs	CSR_HSTATUS, t0
	li	t0, 1 << 2 | 1 << 6 | 1 << 10	/* VSSI, VSTI, VSEI */
	csrw	CSR_HIE, t0
	csrw	CSR_HVIP, t0
	ret

/* The hart's IMSIC has identities enabled and pending, and a threshold: a kernel before a kexec, EDK2. */
function imsic
	.macro	imsic_write reg, value
	li	t0, \reg
	csrw	CSR_SISELECT, t0
	li	t0, \value
	csrw	CSR_SIREG, t0
	.endm
	imsic_write EITHRESHOLD, 1
	imsic_write EIE0, -1
	imsic_write EIP0, -2
	imsic_write EIP0 + 2, -1
	imsic_write EIDELIVERY, 1
	ret

/*
 * A locked PMP entry denies access to a part of RAM, and no node of the device tree reserves that part.
 * Boot ROMs and secure monitors do this, and a loader that replaces the device tree loses their
 * reservation. Runs in M-mode, before OpenSBI.
 */
function pmp_hole
	li	t0, HOLE >> 2 | (0x10000 >> 3) - 1	/* NAPOT, 64 KiB */
	csrw	pmpaddr0, t0
	li	t0, 0x98				/* locked, NAPOT, no access */
	csrw	pmpcfg0, t0
	ret

	.balign	4096
identity:
	.space	4096
