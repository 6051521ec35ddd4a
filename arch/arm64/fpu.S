/* SPDX-License-Identifier: BSD-2-Clause */
/* Save and restore the floating-point and SIMD registers, in the layout of struct fpu_context. */
#include <internal/linkage.h>

	.arch_extension fp
	.arch_extension simd
	.section .text, "ax"

	/* void arch_fpu_save(struct fpu_context *context) */
SYM_START(arch_fpu_save)
	.irp	n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15, \
		16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	str	q\n, [x0], #16
	.endr
	mrs	x1, fpcr
	mrs	x2, fpsr
	stp	x1, x2, [x0]
	ret
SYM_END(arch_fpu_save)

	/* void arch_fpu_restore(const struct fpu_context *context) */
SYM_START(arch_fpu_restore)
	.irp	n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15, \
		16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	ldr	q\n, [x0], #16
	.endr
	ldp	x1, x2, [x0]
	msr	fpcr, x1
	msr	fpsr, x2
	ret
SYM_END(arch_fpu_restore)
