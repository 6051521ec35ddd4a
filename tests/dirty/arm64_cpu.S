/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * System registers with values that firmware leaves behind (Arm Architecture Reference Manual, DDI
 * 0487, chapter D24).
 */

#define HCR_E2H		(1 << 34)
#define HCR_TGE		(1 << 27)
#define HCR_TRAPS	0x3007ffff79	/* stage 2, virtual interrupts, all Armv8.0 traps */

/*
 * The registers of EL1 contain garbage, as after U-Boot or after a kexec from a kernel at EL1.  If
 * this program runs at EL2 or EL3, SCTLR_EL1 enables the MMU.
 */
function el1_registers
	ldr	x1, =0x30d0180d | 1 << 19 | 1 << 25	/* bits M, C, I, WXN, and big-endian data */
	cmp	x18, #2
	b.lo	1f
	msr	sctlr_el1, x1
1:	ldr	x1, =0x5555aaaa5555aaa5
	msr	tcr_el1, xzr
	msr	ttbr0_el1, x1
	msr	ttbr1_el1, x1
	msr	mair_el1, x1
	msr	amair_el1, x1
	msr	vbar_el1, x1
	msr	tpidr_el1, x1
	msr	tpidr_el0, x1
	msr	tpidrro_el0, x1
	msr	contextidr_el1, x1
	msr	elr_el1, x1
	mov	x1, #0xf000
	msr	cntkctl_el1, x1
	ret

/* Floating point and SVE are enabled and their registers contain data, as after EDK2 or a kexec. */
function vector
	mov	x1, #(3 << 20 | 3 << 16)	/* FPEN, ZEN */
	msr	cpacr_el1, x1
	cmp	x18, #2
	b.ne	1f
	mov	x1, #0xff			/* CPTR_EL2: no traps */
	msr	cptr_el2, x1
1:	isb
	ldr	x1, =GARBAGE
	fmov	d0, x1
	fmov	d31, x1
	msr	fpcr, x1
	ret

/*
 * The fine-grained traps of FEAT_FGT are enabled, as after a kexec from a KVM host.  The reset
 * values of these registers are UNKNOWN.
 */
function fgt
	mov	x1, #-1
	msr	S3_4_C1_C1_4, x1		/* HFGRTR_EL2 */
	msr	S3_4_C1_C1_5, x1		/* HFGWTR_EL2 */
	msr	S3_4_C1_C1_6, x1		/* HFGITR_EL2 */
	msr	S3_4_C3_C1_4, x1		/* HDFGRTR_EL2 */
	msr	S3_4_C3_C1_5, x1		/* HDFGWTR_EL2 */
	isb
	ret

/* HCRX_EL2 (FEAT_HCX) has all bits set, as after a kexec from a KVM host. */
function hcrx
	mov	x1, #-1
	msr	S3_4_C1_C2_2, x1
	isb
	ret

/*
 * Accesses to the timer and the counter of EL1 are trapped by bits of FEAT_ECV, and the counter has
 * an offset, as after a kexec from KVM.
 */
function cnthctl
	ldr	x1, =0xffffc
	msr	cnthctl_el2, x1
	ldr	x1, =0x123456789
	msr	cntvoff_el2, x1
	isb
	ret

/*
 * EL2 is in host mode (FEAT_VHE), so that accesses to SCTLR_EL1 go to SCTLR_EL2.  m1n1, a kexec
 * from Linux and some versions of EDK2 leave this state.
 */
function e2h
	mrs	x1, hcr_el2
	orr	x1, x1, #HCR_E2H
	msr	hcr_el2, x1
	isb
	ret

function e2h_tge
	mrs	x1, hcr_el2
	orr	x1, x1, #HCR_E2H
	orr	x1, x1, #HCR_TGE
	msr	hcr_el2, x1
	isb
	ret

/*
 * EL2 is configured for a guest: stage 2 translation, traps and pending virtual interrupts are
 * enabled, as after Xen, KVM or Hafnium.
 */
function guest
	ldr	x1, =GARBAGE
	msr	vttbr_el2, x1
	msr	vtcr_el2, xzr
	msr	vmpidr_el2, x1
	msr	vpidr_el2, x1
	msr	vbar_el2, x1
	mov	x1, #0xffff
	msr	hstr_el2, x1
	ldr	x1, =HCR_TRAPS
	msr	hcr_el2, x1
	isb
	ret

/*
 * Accesses to floating point, debug registers and the PMU are trapped to EL2, as after Xen, KVM or
 * a reset.
 */
function el2_traps
	mov	x1, #-1
	msr	cptr_el2, x1
	mov	x1, #0xfe0	/* MDCR_EL2: TDRA, TDOSA, TDA, TDE, HPME, TPM, TPMCR */
	msr	mdcr_el2, x1
	isb
	ret

/*
 * Software step and a watchpoint on the whole image are enabled, and the OS lock is unlocked, as
 * after U-Boot under a debugger or a kexec from a kernel with kgdb.
 */
function debug
	msr	oslar_el1, xzr
	ldr	x1, =0xffff000000000000		/* start of Quarry's address range */
	msr	dbgwvr0_el1, x1
	ldr	x1, =31 << 24 | 3 << 3 | 1 << 1 | 1	/* 2^31 bytes, loads, stores, EL1, on */
	msr	dbgwcr0_el1, x1
	mov	x1, #(1 << 15 | 1 << 13 | 1)	/* MDE, KDE, SS */
	msr	mdscr_el1, x1
	isb
	ret

/*
 * The OS lock is locked, as after firmware that saved the debug registers for a power-down (TF-A,
 * U-Boot).
 */
function os_lock
	mov	x1, #1
	msr	oslar_el1, x1
	isb
	ret

/*
 * All timers are enabled and have expired, as after U-Boot or EDK2, which use a timer for a
 * periodic tick.
 */
function timers
	mov	x1, #1
	msr	cntv_cval_el0, xzr
	msr	cntv_ctl_el0, x1
	msr	cntp_cval_el0, xzr
	msr	cntp_ctl_el0, x1
	cmp	x18, #2
	b.ne	1f
	msr	cnthp_cval_el2, xzr
	msr	cnthp_ctl_el2, x1
1:	isb
	ret

/*
 * Performance counters are running, have overflowed and request interrupts, as after perf and a
 * kexec.
 */
function pmu
	mov	x1, #-1
	msr	pmovsset_el0, x1
	msr	pmintenset_el1, x1
	msr	pmcntenset_el0, x1
	mov	x1, #9				/* E and D: count every 64th cycle */
	msr	pmcr_el0, x1
	ldr	x1, =0x8000000000000000		/* PMCCFILTR_EL0.P: do not count at EL1 */
	msr	pmccfiltr_el0, x1
	isb
	ret

/*
 * The stack pointer SP_EL0 is selected, as after U-Boot's SPL on some SoCs and some vendors'
 * loaders.
 */
function sp_el0
	ldr	x1, =0x47000000
	mov	sp, x1
	msr	spsel, #0
	ret

/* Interrupts are not masked, as after loaders that never mask them. */
function unmasked
	msr	daifclr, #15
	ret

/*
 * The MMU and the caches are on, with tables in free RAM that map each address to itself, as after
 * EFI loaders and kernels that jump to the image.  Linux's boot protocol forbids this state.
 */
#define ATTRIBUTES	0x701		/* entry: block, inner shareable, accessed */
function mmu
	adr	x1, identity
	mov	x2, #(ATTRIBUTES + 4)		/* the first GiB: devices, MAIR attribute 1 */
	mov	x3, #(1 << 30)
	str	x2, [x1]
	mov	x2, #ATTRIBUTES
	add	x2, x2, x3
	str	x2, [x1, #8]
	mov	x2, #0xff
	ldr	x3, =25 | 1 << 8 | 1 << 10 | 3 << 12	/* 39 bits, 4 KiB, cacheable */
	dsb	sy
	cmp	x18, #2
	b.eq	1f
	msr	ttbr0_el1, x1
	msr	mair_el1, x2
	orr	x3, x3, #(1 << 23)			/* EPD1 */
	msr	tcr_el1, x3
	isb
	tlbi	vmalle1
	dsb	sy
	mrs	x1, sctlr_el1
	mov	x2, #0x1005				/* M, C, I */
	orr	x1, x1, x2
	msr	sctlr_el1, x1
	isb
	ret
1:	msr	ttbr0_el2, x1
	msr	mair_el2, x2
	orr	x3, x3, #(1 << 31)			/* RES1 */
	orr	x3, x3, #(1 << 23)
	msr	tcr_el2, x3
	isb
	tlbi	alle2
	dsb	sy
	mrs	x1, sctlr_el2
	mov	x2, #0x1005
	orr	x1, x1, x2
	msr	sctlr_el2, x1
	isb
	ret

/*
 * The traps of EL3 are enabled, and the timer has no frequency.  These are reset values, which
 * remain on SoCs whose boot ROM does not set the registers.
 */
function el3_traps
	mov	x1, #-1
	msr	cptr_el3, x1
	ldr	x1, =0x600 | 1 << 6			/* MDCR_EL3: TDOSA, TDA, TPM */
	msr	mdcr_el3, x1
	mov	x1, #0xe	/* SCR_EL3: FIQ, EA and IRQ are taken to EL3 */
	msr	scr_el3, x1
	ldr	x1, =GARBAGE
	msr	vbar_el3, x1
	msr	hcr_el2, x1
	msr	cnthctl_el2, x1
	isb
	ret

function el3_no_frequency
	msr	cntfrq_el0, xzr
	isb
	ret

	.balign	4096
identity:
	.space	4096
