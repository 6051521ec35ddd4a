/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A program that imitates firmware which leaves state behind, for AArch64.  QEMU starts this
 * program instead of Quarry.  The program calls the functions in the macro SHIMS, fills the general
 * registers with garbage, and jumps to Quarry's Image, which QEMU has loaded at IMAGE.
 *
 * cpp -DSHIMS=fgt,timers [-DSECONDARY=gicv3_active]
 *
 * Each function imitates one fault of a firmware.  The comment of a function describes the state
 * that remains, and names firmware that leaves it.  A function may use x0 to x17.  x18 contains the
 * exception level, and x19 the address of the device tree.  The addresses are those of QEMU's virt
 * machine with 128 MiB of RAM.
 */
	.arch	armv8.5-a

#define RAM_END		0x48000000
#define IMAGE		0x40400000
#define TREE_AT_EL3	0x40000000	/* address of the tree if QEMU loads no kernel */
#define PL011		0x09000000
#define VIRTIO		0x0a000000
#define QUEUE		0x46000000	/* free RAM */
#define TREE_ACROSS	0x461ff800	/* free RAM; a tree here crosses a 2 MiB boundary */
#define GICD		0x08000000
#define GICC		0x08010000	/* GICv2 */
#define ITS		0x08080000
#define GICR		0x080a0000	/* GICv3: CPU 0; CPU 1 is at GICR + GICR_STRIDE */
#define GICR_STRIDE	0x20000
#define UART_SPI	33
#define GARBAGE		0xdead0001dead0001
#define PSCI_CPU_OFF	0x84000002
#define PSCI_CPU_ON	0xc4000003
#define PSCI_AFFINITY	0xc4000004
#define MASKED_EL2H	0x3c9

	.macro	function name
	.balign	8
\name:
	.endm


	.globl	_start
_start:	b	main
	.word	0
	.quad	0, 0x20000, 0xa, 0, 0, 0	/* text_offset, image_size, flags of an Image */
	.ascii	"ARM\x64"
	.word	0

main:	mov	x19, x0
	mrs	x18, CurrentEL
	lsr	x18, x18, #2
	mov	x1, #TREE_AT_EL3
	cmp	x18, #3
	csel	x19, x1, x19, eq
	.irp	shim, SHIMS
	bl	\shim
	.endr
	mov	x0, x19
	ldr	x1, =GARBAGE
	.irp	n, 2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29
	mov	x\n, x1
	.endr
	ldr	x30, =IMAGE
	br	x30

/* Leave no state behind.  This checks that the other parts of a test case work. */
function nothing
	ret

#include "arm64_cpu.S"
#include "arm64_gic.S"
#include "arm64_machine.S"

	.ltorg
