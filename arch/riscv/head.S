/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entry of the RISC-V image.  State at entry (SBI boot protocol): S-mode, the MMU is disabled, a0
 * contains the hart ID, and a1 the address of the device tree.
 *
 * The code makes no assumption about the boot hart, stvec and the contents of BSS.  The load
 * address can be any multiple of 2 MiB, which the C code checks.  All code before the jump to the
 * link address runs at its physical address, and is PC-relative.
 */
#include <asm-generic/efi_header.h>
#include <asm/csr.h>
#include <asm/layout.h>
#include <asm/sbi.h>
#include <internal/linkage.h>

	/*
	 * Disable interrupts, and the floating-point and vector registers.  The kernel does not use
	 * these registers, and an access to them traps.
	 */
	.macro	reset_hart
	csrw	sie, zero
	li	t0, SR_SIE | SR_FS | SR_VS | SR_SUM | SR_MXR
	csrc	sstatus, t0
	.endm

	.section .head.text, "ax"
	.option	norvc
	/* Linux's Image header (Documentation/arch/riscv/boot-image-header.rst), version 0.2. */
SYM_START(_start)
#ifdef CONFIG_EFI_STUB
	.half	0x5a4d			/* "MZ", and a harmless instruction: c.li s4, -13 */
	j	entry
	.half	0x0001			/* c.nop */
#else
	j	entry
	nop
#endif
	.quad	0x200000		/* text_offset */
	.quad	_end - _start		/* image_size */
	.quad	0			/* flags: little-endian */
	.word	2			/* version */
	.word	0
	.quad	0
	.ascii	"RISCV\0\0\0"
	.ascii	"RSC\x05"
#ifdef CONFIG_EFI_STUB
	.word	efi_header_start - _start
	efi_header EFI_MACHINE_RISCV64
#else
	.word	0
#endif
SYM_END(_start)

	.section .boot.text, "ax"
SYM_START(entry)
	.cfi_undefined ra		/* the outermost frame of backtraces */
	reset_hart

	/*
	 * Firmware may start all harts at the same time.  The first hart that arrives here boots.
	 * The other harts return to the firmware at `park`.
	 */
	la	t0, boot_lottery
	li	t1, 1
	amoswap.w.aq t1, t1, (t0)
	bnez	t1, park

	la	t0, __bss_start			/* __bss_start and _end are multiples of 64 */
	la	t1, _end
1:	.irp	offset, 0, 8, 16, 24, 32, 40, 48, 56
	sd	zero, \offset(t0)
	.endr
	addi	t0, t0, 64
	bltu	t0, t1, 1b

	la	sp, boot_stack_top
	la	t0, early_trap
	csrw	stvec, t0
	la	gp, percpu_offset	/* until per-CPU areas are allocated */
	ld	gp, 0(gp)
	mv	tp, zero
	mv	fp, zero
	la	a2, _start
	mv	s0, zero
	call	riscv_early		/* returns a pointer to three root addresses */

	/*
	 * Enable the MMU in the widest mode that the hart supports.  Writing an unsupported mode
	 * leaves satp unchanged.  After a successful write, the next instruction fetch faults,
	 * because the physical address is not mapped, and the hart continues at the link address in
	 * stvec.  a0 points to the addresses of three root tables, one for each mode.
	 */
	mv	s1, a0
	la	t0, relocated
	la	t1, _start
	sub	t0, t0, t1
	li	t1, KERNEL_LINK_ADDR
	add	t0, t0, t1
	csrw	stvec, t0
#ifdef CONFIG_KASAN_SHADOW
	addi	s1, s1, 16		/* Sv39 only: the shadow's offset is a constant */
	li	s2, SATP_MODE_SV39
#else
	li	s2, SATP_MODE_SV57
#endif
1:	ld	t0, 0(s1)
	srli	t0, t0, 12
	slli	t1, s2, SATP_MODE_SHIFT
	or	t0, t0, t1
	sfence.vma
	csrw	satp, t0
	addi	s1, s1, 8
	addi	s2, s2, -1
	li	t0, SATP_MODE_SV39
	bgeu	s2, t0, 1b
	la	t0, early_trap
	csrw	stvec, t0
	tail	riscv_no_paging

	.balign	4
relocated:
	sfence.vma
	la	t0, early_trap
	csrw	stvec, t0
	la	sp, boot_stack_top
	mv	fp, zero
	call	start_kernel
1:	wfi
	j	1b

	/*
	 * Return the hart to the firmware, so that arch_cpu_start() can start it.  If the firmware
	 * cannot stop the hart, the hart waits here and is not used.
	 */
park:	li	a7, SBI_EXT_HSM
	li	a6, SBI_HSM_STOP
	ecall
1:	wfi
	j	1b
SYM_END(entry)

	/*
	 * Report a trap before the real trap vector is set, and stop.  This code runs with the MMU
	 * disabled or enabled.
	 */
	.balign	4
SYM_START(early_trap)
	.cfi_undefined ra
	csrw	sscratch, t0
	csrr	t0, scause
	addi	t0, t0, -EXC_BREAKPOINT
	bnez	t0, 1f
	csrr	t0, sepc		/* semihosting without a listener: skip the ebreak */
	addi	t0, t0, 4
	csrw	sepc, t0
	csrr	t0, sscratch
	sret
1:	csrr	a0, scause
	csrr	a1, sepc
	csrr	a2, stval
	la	sp, boot_stack_top
	call	riscv_early_trap
1:	wfi
	j	1b
SYM_END(early_trap)

#ifdef CONFIG_SMP
	/*
	 * Entry of a hart that arch_cpu_start() started.  a0 contains the hart ID, and a1 the
	 * physical address of its struct secondary_boot { satp, stack_top, percpu_offset }.  The
	 * MMU is disabled.
	 */
	.balign	4
SYM_START(secondary_entry)
	.cfi_undefined ra
	reset_hart
	ld	t0, 0(a1)
	ld	sp, 8(a1)
	ld	gp, 16(a1)
	la	t1, 1f
	la	t2, _start
	sub	t1, t1, t2
	li	t2, KERNEL_LINK_ADDR
	add	t1, t1, t2
	csrw	stvec, t1
	sfence.vma
	csrw	satp, t0
	.balign	4
1:	sfence.vma
	fence.i				/* code may have been patched while the hart was stopped */
	mv	fp, zero
	call	riscv_secondary
SYM_END(secondary_entry)
#endif

#ifdef CONFIG_EFI_STUB
	.section .init.text, "ax"
/*
 * efi_enter(image, tree, size of the tree, hart): disable the MMU and jump to the image.  The page
 * tables of the firmware map this code at its physical address.
 */
SYM_START(efi_enter)
	csrci	sstatus, SR_SIE
	mv	t0, a0
	mv	a0, a3
	fence.i				/* the image has just been copied */
	csrw	satp, zero
	sfence.vma
	jr	t0
SYM_END(efi_enter)
#endif

	.section .init.rodata, "a"
	.balign	8
percpu_offset:
	.quad	__per_cpu_boot_offset

	.section .data, "aw"
	.balign	4
boot_lottery:
	.word	0

	/* First stack of the boot CPU.  It is used until the CPU has a stack with a guard page. */
	.section .bss..page_aligned, "aw", %nobits
	.balign	16
	.globl	boot_stack
boot_stack:
	.space	8192
	.globl	boot_stack_top
boot_stack_top:
