/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Control and status registers with values that firmware leaves behind (RISC-V Privileged
 * Architecture).
 */

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

/* The status bits SPP, SPIE, FS, VS, SUM and MXR are set, as after U-Boot, EDK2 or a kexec. */
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

/*
 * All interrupts are enabled, a software interrupt is pending, and stvec contains an invalid
 * address, as after U-Boot, EDK2 or a kexec.
 */
function interrupts
	li	t0, 0x1234567
	csrw	stvec, t0
	csrsi	sip, 2
	li	t0, -1
	csrw	sie, t0
	ret

/*
 * The vector unit of CPUs with V is in use, as after a kexec, or after firmware that copies with
 * vector instructions.
 */
function vector
	li	t0, 3 << 13 | 3 << 9
	csrs	sstatus, t0
	vsetvli	t0, zero, e8, m8, ta, ma
	vmv.v.i	v0, -1
	csrw	vxrm, 3
	csrw	fcsr, 0x1f
	ret

/*
 * The timer has expired.  It was set by SBI and by Sstc, as after U-Boot or EDK2, which use the
 * timer for a periodic tick.
 */
function timer
	li	a7, SBI_TIME
	li	a6, 0
	li	a0, 0
	ecall
	csrw	CSR_STIMECMP, zero
	ret

/*
 * The MMU is on, with tables in free RAM that map each address to itself, as after EDK2's loaders.
 * The boot protocol forbids this state.
 */
function mmu
	la	t0, identity
	li	t1, 0xcf		/* leaf of 1 GiB: valid, r, w, x, accessed, dirty */
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
 * The registers have the values that a hypervisor leaves (a kexec from KVM, or Xvisor): an
 * interrupt of a guest is pending and not delegated to the guest.  Interrupts of guests are enabled
 * in hie, whose bits are not visible in sie.
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

/*
 * The IMSIC of the hart has a threshold, and has enabled and pending interrupts, as after a kexec
 * or EDK2.
 */
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
 * A locked PMP entry denies access to a part of RAM that no node of the device tree reserves.  Boot
 * ROMs and secure monitors add such entries.  A loader that replaces the device tree removes their
 * reservation.  This function runs in M-mode, before OpenSBI.
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
