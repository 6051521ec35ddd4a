/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entry of the AArch64 image.  State at entry (Linux boot protocol): x0 contains the address of the
 * device tree, the MMU is disabled, and the exception level is EL1, EL2 or EL3.
 *
 * The code makes no assumption about system registers: drop_to_el1 sets all relevant registers to
 * known values.  The load address can be any multiple of 2 MiB, which the C code checks.  All code
 * before the jump to the link address runs at its physical address, and is PC-relative.
 */
#include <asm-generic/efi_header.h>
#include <internal/linkage.h>
#include <asm/layout.h>
#include <asm/sysreg.h>

#define SCTLR_EL1_RES1	0x30d00800	/* MMU and caches disabled, little-endian */
#define SCTLR_EL1_ON	0x30d0180d	/* RES1, I, C, SA, M: no alignment checks */
#define SCTLR_EL2_RES1	0x30c50830	/* MMU and caches disabled, little-endian */
#define SPSR_EL1H	0x3c5		/* DAIF masked, EL1 with its own stack pointer */
#define SPSR_EL2H	0x3c9
#define SPSR_MODE	0xf
#define MODE_EL2H	9
#define HCR_E2H_BIT	34

	.macro	la, reg, sym
	adrp	\reg, \sym
	add	\reg, \reg, :lo12:\sym
	.endm

	/* Set @reg to the size of the smallest data cache line in bytes. */
	.macro	dcache_line, reg, tmp
	mrs	\reg, ctr_el0
	ubfx	\reg, \reg, #16, #4
	mov	\tmp, #4
	lsl	\reg, \tmp, \reg
	.endm

	/*
	 * Write back and invalidate the cache lines of [start, end).  @line is the line size in
	 * bytes.
	 */
	.macro	dcache_flush, start, end, line, tmp
	sub	\tmp, \line, #1
	bic	\start, \start, \tmp
1:	dc	civac, \start
	add	\start, \start, \line
	cmp	\start, \end
	b.lo	1b
	.endm

	/*
	 * Read a field of 4 bits of an ID register.  The field shows whether the CPU has a feature.
	 */
	.macro	feature, reg, id, shift
	mrs	\reg, \id
	ubfx	\reg, \reg, #\shift, #4
	.endm

	.section .head.text, "ax"
	/* Linux's Image header (Documentation/arch/arm64/booting.rst). */
SYM_START(_start)
#ifdef CONFIG_EFI_STUB
	ccmp	x18, #0, #0xd, pl	/* harmless, and its first bytes are "MZ" */
	b	entry
#else
	b	entry
	.word	0
#endif
	.quad	0			/* text_offset */
	.quad	_end - _start		/* image_size */
	.quad	0x8 | (CONFIG_PAGE_SHIFT - 10) / 2 << 1	/* little-endian, pages, any address */
	.quad	0
	.quad	0
	.quad	0
	.ascii	"ARM\x64"
#ifdef CONFIG_EFI_STUB
	.word	efi_header_start - _start
	efi_header EFI_MACHINE_ARM64
#else
	.word	0
#endif
SYM_END(_start)

	.section .boot.text, "ax"
SYM_START(entry)
	.cfi_undefined x30		/* the outermost frame of backtraces */
	msr	daifset, #15
	mov	x20, x0
	mrs	x21, CurrentEL
	lsr	x21, x21, #2
	bl	clean_caches
	bl	drop_to_el1

	bl	invalidate_data		/* a dirty line could overwrite the zeroed memory later */
	la	x0, __bss_start			/* __bss_start and _end are multiples of 64 */
	la	x1, _end
1:	stp	xzr, xzr, [x0, #16]
	stp	xzr, xzr, [x0, #32]
	stp	xzr, xzr, [x0, #48]
	stp	xzr, xzr, [x0], #64
	cmp	x0, x1
	b.lo	1b

	la	x0, boot_stack_top
	mov	sp, x0
	mov	x29, xzr
	la	x0, early_vectors
	msr	vbar_el1, x0
	ldr	x0, =__per_cpu_boot_offset	/* until per-CPU areas are allocated */
	msr	tpidr_el1, x0
	isb
	mov	x0, x20
	la	x1, _start
	mov	x2, x21
	bl	arm64_early		/* returns a pointer to struct boot_mmu */

	bl	invalidate_data		/* remove lines that the cache has loaded speculatively */
	ldr	x1, =start_boot
	b	enable_mmu

start_boot:
	la	x0, early_vectors
	msr	vbar_el1, x0
	la	x0, boot_stack_top
	mov	sp, x0
	mov	x29, xzr
	bl	start_kernel
1:	wfi
	b	1b
SYM_END(entry)

/*
 * Invalidate the cache lines of the data that is stored while caches are disabled.  The loader has
 * cleaned the lines of the image, as the boot protocol requires, but not those of .bss after it.
 * Uses x1 to x4.
 */
SYM_START(invalidate_data)
	la	x1, __start_ro_after_init
	la	x2, _end
	dcache_line x3, x4
	dsb	sy
1:	dc	ivac, x1
	add	x1, x1, x3
	cmp	x1, x2
	b.lo	1b
	dsb	sy
	ret
SYM_END(invalidate_data)

/*
 * void replace_ttbr1(u64 ttbr1, u64 empty)
 *
 * Replace the table of TTBR1.  The empty table is used in between, because the old and the new
 * tables may map an address with entries of different sizes (break-before-make, Arm DDI 0487,
 * D8.16).  The function runs at its physical address, which TTBR0 maps, with interrupts disabled,
 * and does not use the stack.
 */
SYM_START(replace_ttbr1)
	msr	ttbr1_el1, x1
	isb
	tlbi	vmalle1
	dsb	nsh
	isb
	msr	ttbr1_el1, x0
	isb
	ret
SYM_END(replace_ttbr1)

/*
 * Enable the MMU, and continue at the link address in x1.  x0 points to a struct boot_mmu.  TTBR0
 * maps this code at its physical address.
 */
SYM_START(enable_mmu)
	.cfi_undefined x30
	ldp	x2, x3, [x0]
	ldp	x4, x5, [x0, #16]
	msr	ttbr0_el1, x2
	msr	ttbr1_el1, x3
	msr	tcr_el1, x4
	msr	mair_el1, x5
	isb
	tlbi	vmalle1
	ic	iallu
	dsb	nsh
	isb
	ldr	x2, =SCTLR_EL1_ON
	msr	sctlr_el1, x2
	isb
	br	x1
SYM_END(enable_mmu)

/*
 * Write back the image and the device tree if the loader has entered with the MMU and the caches
 * enabled, and with a table that maps the image at its physical address.  Otherwise, after the MMU
 * is disabled, dirty lines in the caches could overwrite later stores.  x20 contains the address of
 * the device tree, and x21 the exception level.  Uses x0 to x3.
 */
SYM_START(clean_caches)
	mrs	x0, sctlr_el1
	cmp	x21, #2
	b.lo	1f
	mrs	x0, sctlr_el2
	b.eq	1f
	mrs	x0, sctlr_el3
1:	tbnz	x0, #0, 2f		/* M */
	ret
2:	dcache_line x2, x3
	la	x0, _start
	la	x1, _end
	dcache_flush x0, x1, x2, x3
	cbz	x20, 3f
	ldp	w0, w1, [x20]		/* magic number and size of the tree, big-endian */
	ldr	w3, =0xedfe0dd0
	cmp	w0, w3
	b.ne	3f			/* there is no tree, which arm64_early() reports */
	rev	w1, w1
	add	x1, x20, x1
	mov	x0, x20
	dcache_flush x0, x1, x2, x3
3:	dsb	sy
	ret
SYM_END(clean_caches)

/*
 * Switch to EL1 from the current exception level, and set every relevant register to a known value.
 * At reset, most fields are UNKNOWN, and a previous hypervisor or kernel may have changed them.
 * Returns to the caller at EL1.  Uses x0 to x3 and x30.
 */
SYM_START(drop_to_el1)
	ldr	x0, =SCTLR_EL1_RES1
	mrs	x1, CurrentEL
	cmp	x1, #(2 << 2)
	b.eq	at_el2
	b.gt	at_el3
	msr	sctlr_el1, x0
at_el1:	msr	spsel, #1
	msr	daifset, #15
	msr	mdscr_el1, xzr		/* no software step, breakpoints or watchpoints */
	msr	oslar_el1, xzr
	msr	cpacr_el1, xzr		/* floating-point instructions trap */
	isb
	ret

at_el3:	adr	x1, el3_vectors
	msr	vbar_el3, x1
	mov	x1, #0x431		/* SCR_EL3: RW, RES1, NS */
	orr	x1, x1, #(1 << 8)	/* enable HVC */
#ifdef CONFIG_KASAN_HW_TAGS
	mrs	x2, id_aa64pfr1_el1
	ubfx	x2, x2, #8, #4		/* MTE */
	cmp	x2, #2
	orr	x3, x1, #(1 << 26)	/* ATA: lower levels may access tags */
	csel	x1, x3, x1, ge
#endif
	/*
	 * Let EL2 access the registers of FEAT_FGT and FEAT_HCX by the bits FGTEn, FGTEn2 and HXEn.
	 */
	feature	x2, id_aa64mmfr0_el1, 56
	cbz	x2, 1f
	orr	x1, x1, #(1 << 27)
	cmp	x2, #2
	b.lo	1f
	orr	x1, x1, #(1 << 59)
1:	feature	x2, id_aa64mmfr1_el1, 40
	cbz	x2, 1f
	orr	x1, x1, #(1 << 38)
1:	msr	scr_el3, x1
	msr	cptr_el3, xzr
	msr	mdcr_el3, xzr		/* lower levels own debug registers and counters */
	/*
	 * Set CPUECTLR_EL1.SMPEN on Cortex-A53, A35, A57, A72 and A73 (part numbers from 0xd03),
	 * which makes the CPU coherent with other CPUs.  The manuals require that this is done
	 * before the caches and the MMU are enabled.
	 */
	mrs	x1, midr_el1
	ubfx	x2, x1, #24, #8
	cmp	x2, #0x41
	b.ne	1f
	ubfx	x2, x1, #4, #12
	mov	x3, #0xd03
	subs	x2, x2, x3
	b.lo	1f
	cmp	x2, #6
	b.hi	1f
	mov	x3, #0x73		/* one bit for each of the five part numbers */
	lsr	x3, x3, x2
	tbz	x3, #0, 1f
	mrs	x1, S3_1_C15_C2_1
	orr	x1, x1, #(1 << 6)
	msr	S3_1_C15_C2_1, x1
	isb
1:
	mrs	x1, id_aa64pfr0_el1
	ubfx	x1, x1, #24, #4		/* GIC system registers */
	cbz	x1, 1f
	mrs	x1, ICC_SRE_EL3
	orr	x1, x1, #1		/* SRE */
	orr	x1, x1, #8		/* enable access from lower levels */
	msr	ICC_SRE_EL3, x1
	isb
	/*
	 * Clear the secure bank of active priorities, which cannot be accessed later.  This
	 * requires SCR_EL3.NS = 0.
	 */
	mrs	x1, scr_el3
	bic	x2, x1, #1
	msr	scr_el3, x2
	isb
	mrs	x2, ICC_CTLR_EL3
	ubfx	x2, x2, #8, #3		/* number of priority bits, minus 1 */
	msr	ICC_AP1R0_EL1, xzr
	cmp	x2, #5
	b.lo	2f
	msr	ICC_AP1R1_EL1, xzr
	cmp	x2, #6
	b.lo	2f
	msr	ICC_AP1R2_EL1, xzr
	msr	ICC_AP1R3_EL1, xzr
2:	isb
	msr	scr_el3, x1
	isb
1:	mrs	x1, id_aa64pfr0_el1
	ubfx	x1, x1, #8, #4		/* EL2 */
	cbz	x1, el3_to_el1
	ldr	x1, =SPSR_EL2H
	msr	spsr_el3, x1
	adr	x1, at_el2
	msr	elr_el3, x1
	eret
el3_to_el1:
	msr	sctlr_el1, x0
	ldr	x1, =SPSR_EL1H
	msr	spsr_el3, x1
	adr	x1, at_el1
	msr	elr_el3, x1
	eret

at_el2:	ldr	x1, =SCTLR_EL2_RES1
	msr	sctlr_el2, x1
	adr	x1, el2_vectors
	msr	vbar_el2, x1
	isb
	ldr	x1, hcr_el2_boot
#ifdef CONFIG_KASAN_HW_TAGS
	mrs	x2, id_aa64pfr1_el1
	ubfx	x2, x2, #8, #4		/* MTE */
	cmp	x2, #2
	orr	x3, x1, #(1 << 56)	/* ATA: EL1 may access allocation tags */
	csel	x1, x3, x1, ge
#endif
	msr	hcr_el2, x1
	isb
	/*
	 * If HCR_EL2.E2H is 1 (FEAT_VHE), the name SCTLR_EL1 accesses SCTLR_EL2, and CPTR_EL2 and
	 * CNTHCTL_EL2 have another layout.  On CPUs without FEAT_E2H0, such as Apple's, the bit is
	 * always 1.
	 */
	mrs	x1, hcr_el2
	tbnz	x1, #HCR_E2H_BIT, 1f
	msr	sctlr_el1, x0
	mov	x1, #0x33ff		/* CPTR_EL2: RES1, no traps */
	mov	x2, #3			/* CNTHCTL_EL2: EL1 may use counters and timers */
	b	2f
1:	msr	S3_5_C1_C0_0, x0	/* SCTLR_EL12 */
	mov	x1, #(3 << 20 | 3 << 16)	/* FPEN, ZEN */
	mov	x2, #(3 << 10)
2:	msr	cptr_el2, x1
	msr	cnthctl_el2, x2
	msr	hstr_el2, xzr
	feature	x1, id_aa64mmfr0_el1, 56	/* FEAT_FGT; if 2, also FEAT_FGT2 */
	cbz	x1, 1f
	msr	HFGRTR_EL2, xzr
	msr	HFGWTR_EL2, xzr
	msr	HFGITR_EL2, xzr
	msr	HDFGRTR_EL2, xzr
	msr	HDFGWTR_EL2, xzr
	cmp	x1, #2
	b.lo	1f
	msr	HFGRTR2_EL2, xzr
	msr	HFGWTR2_EL2, xzr
	msr	HFGITR2_EL2, xzr
	msr	HDFGRTR2_EL2, xzr
	msr	HDFGWTR2_EL2, xzr
1:	feature	x1, id_aa64mmfr1_el1, 40	/* FEAT_HCX */
	cbz	x1, 1f
	msr	HCRX_EL2, xzr
1:
	msr	cntvoff_el2, xzr
	mrs	x1, id_aa64dfr0_el1
	ubfx	x2, x1, #8, #4		/* PMU: EL1 may use all counters */
	mov	x1, xzr
	cbz	x2, 1f
	cmp	x2, #15
	b.eq	1f
	mrs	x1, pmcr_el0
	ubfx	x1, x1, #11, #5
1:	msr	mdcr_el2, x1
	mrs	x1, midr_el1
	msr	vpidr_el2, x1
	mrs	x1, mpidr_el1
	msr	vmpidr_el2, x1
	mrs	x1, id_aa64pfr0_el1
	ubfx	x1, x1, #24, #4
	cbz	x1, 2f
	mrs	x1, ICC_SRE_EL2
	orr	x1, x1, #1
	orr	x1, x1, #8
	msr	ICC_SRE_EL2, x1
	isb
	mrs	x1, ICC_SRE_EL2		/* SRE may be fixed to 0 */
	tbz	x1, #0, 2f
	msr	S3_4_C12_C11_0, xzr	/* ICH_HCR_EL2 */
2:	msr	vttbr_el2, xzr
	ldr	x1, =SPSR_EL1H
	msr	spsr_el2, x1
	adr	x1, at_el1
	msr	elr_el2, x1
	eret

	.balign	8
hcr_el2_boot:
	.quad	0x80000000		/* RW: EL1 is AArch64; no traps, no stage 2 */
SYM_END(drop_to_el1)

/*
 * Exception vectors of EL2, which is not used after boot.  A trap means that EL1 accessed a
 * register of a feature that is newer than this code.  The handler prints the trap and stops.  A
 * trap in the handler itself is caused by a semihosting call without a listener, and is skipped.
 */
	.balign	2048
el2_vectors:
	.rept	16
	.balign	128
	b	el2_trap
	.endr
	.balign	128

SYM_START(el2_trap)
	.cfi_undefined x30
	mrs	x0, spsr_el2
	and	x0, x0, #SPSR_MODE
	sub	x0, x0, #MODE_EL2H
	cbz	x0, 1f
	la	x0, boot_stack_top
	mov	sp, x0
	mov	x29, xzr
	mrs	x0, esr_el2
	mrs	x1, elr_el2
	mrs	x2, far_el2
	bl	arm64_el2_trap
1:	mrs	x0, elr_el2
	add	x0, x0, #4
	msr	elr_el2, x0
	eret
SYM_END(el2_trap)

/*
 * Exception vectors of EL3 if there is no firmware.  The SMC SECURE_WRITE32 stores w2 at the
 * physical address x1 and returns 0.  It is used for registers of an interrupt controller that only
 * secure accesses reach.  Any other call returns -1.  The handler has no stack, and the MMU is
 * disabled.
 */
	.balign	2048
el3_vectors:
	.space	0x400
	mov	x4, #0xc2000000
	orr	x4, x4, #1
	cmp	x0, x4
	b.ne	1f
	str	w2, [x1]
	dsb	sy
	mov	x0, xzr
	eret
1:	mov	x0, #-1
	eret
	.balign	128

#ifdef CONFIG_SMP
/*
 * Entry of a secondary CPU.  x0 contains the physical address of its struct secondary_boot (the
 * context argument of PSCI).
 */
SYM_START(secondary_entry)
	.cfi_undefined x30
	mov	x20, x0
secondary_common:
	bl	drop_to_el1
	la	x0, early_vectors
	msr	vbar_el1, x0
	isb
	ldp	x1, x2, [x20, #32]	/* stack_top, percpu_offset */
	mov	sp, x1
	msr	tpidr_el1, x2
	mov	x0, x20
	ldr	x1, =start_secondary
	b	enable_mmu
start_secondary:
	mov	x29, xzr
	bl	arm64_secondary
SYM_END(secondary_entry)

/*
 * Entry of a secondary CPU that gets no argument (spin table).  spin_boot contains the physical
 * address of the struct secondary_boot of the one CPU that is being started.
 */
SYM_START(secondary_spin_entry)
	.cfi_undefined x30
	la	x20, spin_boot
	ldr	x20, [x20]
	b	secondary_common
SYM_END(secondary_spin_entry)
#endif

#ifdef CONFIG_EFI_STUB
	.section .init.text, "ax"
/*
 * efi_enter(image, tree, size of the tree and the memory map): disable the MMU and jump to the
 * image.  The firmware has written the image and this code through the caches.  All these lines are
 * flushed, because a line that is written back later could overwrite data that the image has
 * stored.
 */
SYM_START(efi_enter)
	msr	daifset, #15
	dcache_line x4, x5
	mov	x5, x0
	la	x6, _text
	la	x7, _end
	sub	x6, x7, x6
	add	x6, x6, x0
	dcache_flush x5, x6, x4, x7
	add	x6, x1, x2
	mov	x5, x1
	dcache_flush x5, x6, x4, x7
	adr	x5, mmu_off
	adr	x6, mmu_off_end
	dcache_flush x5, x6, x4, x7
	dsb	sy
	ic	iallu
	dsb	sy
	isb
	mov	x8, x0
	mov	x0, x1
	mov	x1, xzr
	mov	x7, #0x1005		/* SCTLR: M, C, I */
	mov	x2, xzr
	mov	x3, xzr
	mrs	x5, CurrentEL
mmu_off:
	cmp	x5, #(2 << 2)
	b.eq	1f
	mrs	x6, sctlr_el1
	bic	x6, x6, x7
	msr	sctlr_el1, x6
	b	2f
1:	mrs	x6, sctlr_el2
	bic	x6, x6, x7
	msr	sctlr_el2, x6
2:	isb
	ic	iallu
	dsb	sy
	isb
	br	x8
mmu_off_end:
SYM_END(efi_enter)
#endif

	.section .text, "ax"
	/*
	 * Exception vectors before the real ones are set.  Skip a semihosting call without a
	 * listener, and report any other trap.
	 */
	.macro	early_vector
	.balign	128
	b	early_trap
	.endm

	.balign	2048
early_vectors:
	.rept	16
	early_vector
	.endr

SYM_START(early_trap)
	.cfi_undefined x30
	msr	tpidrro_el0, x9
	mrs	x9, elr_el1
	ldr	w9, [x9]
	lsr	w9, w9, #16
	sub	w9, w9, #0xd, lsl #12
	cmp	w9, #0x45e		/* hlt #0xf000 is 0xd45e0000 */
	b.ne	1f
	mrs	x9, elr_el1
	add	x9, x9, #4
	msr	elr_el1, x9
	mrs	x9, tpidrro_el0
	eret
1:	mrs	x0, esr_el1
	mrs	x1, elr_el1
	mrs	x2, far_el1
	la	x3, boot_stack_top
	mov	sp, x3
	mov	x29, xzr
	bl	arm64_early_trap
SYM_END(early_trap)

	.section .data, "aw"
	.balign	8
	.globl	spin_boot
spin_boot:
	.quad	0

	/* First stack of the boot CPU.  It is used until the CPU has a stack with a guard page. */
	.section .bss..page_aligned, "aw", %nobits
	.balign	16
	.globl	boot_stack
boot_stack:
	.space	8192
	.globl	boot_stack_top
boot_stack_top:
