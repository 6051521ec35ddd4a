/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The functions on blocks of memory of string_mem.c for AArch64.
 *
 * A block is accessed in pairs of registers, 16 bytes each, at any alignment.  A size that is not a
 * multiple of the accesses is reached by two accesses that overlap: one at the start of the block
 * and one at its end.  No byte outside of the blocks is accessed.
 *
 * An unaligned access to device memory faults, and all data accesses are to device memory while the
 * MMU is disabled.  Therefore code that runs then must not call these functions, unless addresses
 * and sizes are multiples of 8: for such blocks, all accesses are aligned.
 */
#include <internal/linkage.h>

/*
 * void *__memmove(void *dst, const void *src, size_t n)
 *
 * Up to 128 bytes are loaded into registers before the first store, so that the blocks may overlap.
 * Longer blocks are copied 64 bytes per iteration with an aligned destination: in ascending order,
 * or in descending order if the destination starts inside the source.
 */
	.section .text.__memmove, "ax"
	.balign	16
SYM_START(__memmove)
	add	x3, x1, x2			/* end of the source */
	add	x4, x0, x2			/* end of the destination */
	cmp	x2, #128
	b.hi	copy_long
	cmp	x2, #16
	b.lo	copy_15
	ldp	x5, x6, [x1]
	ldp	x7, x8, [x3, #-16]
	cmp	x2, #32
	b.hi	copy_33
	stp	x5, x6, [x0]
	stp	x7, x8, [x4, #-16]
	ret

copy_33:
	ldp	x9, x10, [x1, #16]
	ldp	x11, x12, [x3, #-32]
	cmp	x2, #64
	b.ls	1f
	ldp	x13, x14, [x1, #32]
	ldp	x15, x16, [x1, #48]
	ldp	x17, x1, [x3, #-64]
	ldp	x2, x3, [x3, #-48]
	stp	x13, x14, [x0, #32]
	stp	x15, x16, [x0, #48]
	stp	x17, x1, [x4, #-64]
	stp	x2, x3, [x4, #-48]
1:	stp	x5, x6, [x0]
	stp	x9, x10, [x0, #16]
	stp	x11, x12, [x4, #-32]
	stp	x7, x8, [x4, #-16]
	ret

copy_15:
	tbz	x2, #3, 1f
	ldr	x5, [x1]
	ldr	x6, [x3, #-8]
	str	x5, [x0]
	str	x6, [x4, #-8]
	ret
1:	tbz	x2, #2, 2f
	ldr	w5, [x1]
	ldr	w6, [x3, #-4]
	str	w5, [x0]
	str	w6, [x4, #-4]
	ret
2:	cbz	x2, 3f				/* otherwise 1 to 3 bytes */
	lsr	x8, x2, #1
	ldrb	w5, [x1]
	ldrb	w6, [x1, x8]
	ldrb	w7, [x3, #-1]
	strb	w5, [x0]
	strb	w6, [x0, x8]
	strb	w7, [x4, #-1]
3:	ret

copy_long:
	sub	x5, x0, x1
	cmp	x5, x2
	b.lo	copy_down
	/*
	 * The first 16 bytes are loaded now and stored last.  The loop continues at the next
	 * multiple of 16 of the destination, x6 + 16, while more than 128 bytes are left.
	 */
	ldp	x16, x17, [x1]
	and	x5, x0, #15
	sub	x1, x1, x5
	bic	x6, x0, #15
	sub	x2, x4, #128 + 16
	cmp	x6, x2
	b.hs	2f
1:	ldp	x8, x9, [x1, #16]
	ldp	x10, x11, [x1, #32]
	ldp	x12, x13, [x1, #48]
	ldp	x14, x15, [x1, #64]!
	stp	x8, x9, [x6, #16]
	stp	x10, x11, [x6, #32]
	stp	x12, x13, [x6, #48]
	stp	x14, x15, [x6, #64]!
	cmp	x6, x2
	b.lo	1b
	/*
	 * 64 to 128 bytes are left: copy the next 64 and the last 64.  The destination is below the
	 * source, so each store can only change source bytes that have been loaded.
	 */
2:	ldp	x8, x9, [x1, #16]
	ldp	x10, x11, [x1, #32]
	ldp	x12, x13, [x1, #48]
	ldp	x14, x15, [x1, #64]
	ldp	x1, x2, [x3, #-64]
	stp	x8, x9, [x6, #16]
	ldp	x8, x9, [x3, #-48]
	stp	x10, x11, [x6, #32]
	ldp	x10, x11, [x3, #-32]
	stp	x12, x13, [x6, #48]
	ldp	x12, x13, [x3, #-16]
	stp	x14, x15, [x6, #64]
	stp	x16, x17, [x0]
	stp	x1, x2, [x4, #-64]
	stp	x8, x9, [x4, #-48]
	stp	x10, x11, [x4, #-32]
	stp	x12, x13, [x4, #-16]
	ret

	/* The same in descending order: x6 is the end of the bytes that are left. */
copy_down:
	ldp	x16, x17, [x3, #-16]
	and	x5, x4, #15
	sub	x3, x3, x5
	bic	x6, x4, #15
	add	x2, x0, #128
	cmp	x6, x2
	b.ls	2f
1:	ldp	x8, x9, [x3, #-16]
	ldp	x10, x11, [x3, #-32]
	ldp	x12, x13, [x3, #-48]
	ldp	x14, x15, [x3, #-64]!
	stp	x8, x9, [x6, #-16]
	stp	x10, x11, [x6, #-32]
	stp	x12, x13, [x6, #-48]
	stp	x14, x15, [x6, #-64]!
	cmp	x6, x2
	b.hi	1b
2:	ldp	x8, x9, [x3, #-16]
	ldp	x10, x11, [x3, #-32]
	ldp	x12, x13, [x3, #-48]
	ldp	x14, x15, [x3, #-64]
	ldp	x2, x3, [x1, #48]
	stp	x8, x9, [x6, #-16]
	ldp	x8, x9, [x1, #32]
	stp	x10, x11, [x6, #-32]
	ldp	x10, x11, [x1, #16]
	stp	x12, x13, [x6, #-48]
	ldp	x12, x13, [x1]
	stp	x14, x15, [x6, #-64]
	stp	x16, x17, [x4, #-16]
	stp	x2, x3, [x0, #48]
	stp	x8, x9, [x0, #32]
	stp	x10, x11, [x0, #16]
	stp	x12, x13, [x0]
	ret
SYM_END(__memmove)

/*
 * void *__memset(void *s, int c, size_t n)
 *
 * The first and the last 64 bytes are stored directly, and the bytes between them in aligned pairs.
 */
	.section .text.__memset, "ax"
	.balign	16
SYM_START(__memset)
	and	x1, x1, #0xff
	mov	x3, #0x0101010101010101
	mul	x1, x1, x3
	add	x4, x0, x2			/* end of the block */
	cmp	x2, #16
	b.lo	set_15
	stp	x1, x1, [x0]
	stp	x1, x1, [x4, #-16]
	cmp	x2, #32
	b.ls	3f
	stp	x1, x1, [x0, #16]
	stp	x1, x1, [x4, #-32]
	cmp	x2, #64
	b.ls	3f
	stp	x1, x1, [x0, #32]
	stp	x1, x1, [x0, #48]
	stp	x1, x1, [x4, #-64]
	stp	x1, x1, [x4, #-48]
	cmp	x2, #128
	b.ls	3f
	/*
	 * x3 + 16 is the next address.  An iteration stores 128 bytes if more than 64 are left
	 * before the last 64.
	 */
	bic	x3, x0, #15
	add	x3, x3, #48
	sub	x2, x4, #64 + 64 + 16
	cmp	x3, x2
	b.hs	2f
1:	stp	x1, x1, [x3, #16]
	stp	x1, x1, [x3, #32]
	stp	x1, x1, [x3, #48]
	stp	x1, x1, [x3, #64]
	stp	x1, x1, [x3, #80]
	stp	x1, x1, [x3, #96]
	stp	x1, x1, [x3, #112]
	stp	x1, x1, [x3, #128]!
	cmp	x3, x2
	b.lo	1b
2:	add	x2, x2, #64
	cmp	x3, x2
	b.hs	3f
	stp	x1, x1, [x3, #16]
	stp	x1, x1, [x3, #32]
	stp	x1, x1, [x3, #48]
	stp	x1, x1, [x3, #64]
3:	ret

set_15:
	tbz	x2, #3, 1f
	str	x1, [x0]
	str	x1, [x4, #-8]
	ret
1:	tbz	x2, #2, 2f
	str	w1, [x0]
	str	w1, [x4, #-4]
	ret
2:	cbz	x2, 3f
	strb	w1, [x0]
	tbz	x2, #1, 3f
	strh	w1, [x4, #-2]
3:	ret
SYM_END(__memset)

/*
 * int __memcmp(const void *a, const void *b, size_t n)
 *
 * The words at which the blocks differ are compared as big-endian numbers, so that the first byte
 * that differs determines the result.
 */
	.section .text.__memcmp, "ax"
	.balign	16
SYM_START(__memcmp)
	subs	x2, x2, #32
	b.lo	compare_31
1:	ldp	x5, x6, [x0], #16
	ldp	x7, x8, [x1], #16
	ldp	x9, x10, [x0], #16
	ldp	x11, x12, [x1], #16
	cmp	x5, x7
	ccmp	x6, x8, #0, eq
	ccmp	x9, x11, #0, eq
	ccmp	x10, x12, #0, eq
	b.ne	differ_32
	subs	x2, x2, #32
	b.hs	1b
	cmn	x2, #32
	b.eq	equal
	add	x0, x0, x2			/* compare the last 32 bytes, some of them again */
	add	x1, x1, x2
	mov	x2, xzr
	b	1b

	/*
	 * The lowest five bits of x2 are those of the size.  The blocks end at x3 + 32 and x4 + 32.
	 */
compare_31:
	add	x3, x0, x2
	add	x4, x1, x2
	tbz	x2, #4, 1f
	ldp	x5, x6, [x0]
	ldp	x7, x8, [x1]
	ldp	x9, x10, [x3, #16]
	ldp	x11, x12, [x4, #16]
	cmp	x5, x7
	ccmp	x6, x8, #0, eq
	ccmp	x9, x11, #0, eq
	ccmp	x10, x12, #0, eq
	b.ne	differ_32
	mov	w0, wzr
	ret
1:	tbz	x2, #3, 2f
	ldr	x5, [x0]
	ldr	x7, [x1]
	ldr	x6, [x3, #24]
	ldr	x8, [x4, #24]
	b	compare_words
2:	tbz	x2, #2, 3f
	ldr	w5, [x0]
	ldr	w7, [x1]
	ldr	w6, [x3, #28]
	ldr	w8, [x4, #28]
compare_words:
	cmp	x5, x7
	ccmp	x6, x8, #0, eq
	b.ne	differ
	mov	w0, wzr
	ret
3:	ands	x2, x2, #3
	b.eq	equal
4:	ldrb	w5, [x0], #1
	ldrb	w7, [x1], #1
	subs	w5, w5, w7
	b.ne	5f
	subs	x2, x2, #1
	b.ne	4b
5:	mov	w0, w5
	ret
equal:
	mov	w0, wzr
	ret

differ_32:
	cmp	x5, x7
	ccmp	x6, x8, #0, eq
	b.ne	differ
	mov	x5, x9
	mov	x6, x10
	mov	x7, x11
	mov	x8, x12
differ:
	cmp	x5, x7
	csel	x5, x6, x5, eq
	csel	x7, x8, x7, eq
	rev	x5, x5
	rev	x7, x7
	cmp	x5, x7
	cset	w0, hi
	csinv	w0, w0, wzr, hi
	ret
SYM_END(__memcmp)
