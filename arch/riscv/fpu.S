/* SPDX-License-Identifier: BSD-2-Clause */
/* Save and restore the registers of the F and D extensions, in the layout of struct fpu_context. */
#include <internal/linkage.h>

	.section .text, "ax"

	/* void arch_fpu_save(struct fpu_context *context) */
SYM_START(arch_fpu_save)
	.irp	n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15, \
		16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	fsd	f\n, \n*8(a0)
	.endr
	frcsr	t0
	sd	t0, 32*8(a0)
	ret
SYM_END(arch_fpu_save)

	/* void arch_fpu_restore(const struct fpu_context *context) */
SYM_START(arch_fpu_restore)
	.irp	n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15, \
		16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	fld	f\n, \n*8(a0)
	.endr
	ld	t0, 32*8(a0)
	fscsr	t0
	ret
SYM_END(arch_fpu_restore)
