/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A program that imitates firmware which leaves state behind, for RISC-V.  It works like arm64.S.
 *
 * cpp -DSHIMS=status,timer [-DSECONDARY=plic] [-DNEXT=0x80100000]
 *
 * Each function imitates one fault of a firmware.  A function may use the registers t0 to t6 and a0
 * to a7.  s0 contains the hart ID, s1 the address of the device tree, and s2 the value that the
 * previous firmware passed in a2.  The addresses are those of QEMU's virt machine.
 */
	.option	norvc

#define IMAGE		0x80400000
#ifndef NEXT
#define NEXT		IMAGE
#endif
#define UART		0x10000000
#define UART_SOURCE	10
#define VIRTIO		0x10001000
#define QUEUE		0x86000000	/* free RAM */
#define HOLE		0x85000000	/* also free RAM */
#define TREE_ACROSS	0x861ff800	/* free RAM; a tree here crosses a 2 MiB boundary */
#define PLIC		0x0c000000
#define APLIC		0x0d000000	/* S-mode domain */
#define GARBAGE		0xdead0001dead0001
#define SBI_TIME	0x54494d45
#define SBI_HSM		0x48534d
#define HSM_START	0
#define HSM_STOP	1
#define HSM_STATUS	2
#define HSM_STOPPED	1

	.macro	function name
	.balign	8
\name:
	.endm

	.globl	_start
_start:	j	main
	nop
	.quad	0x200000, 0x10000, 0
	.word	2, 0
	.quad	0
	.ascii	"RISCV\0\0\0"
	.ascii	"RSC\x05"
	.word	0

main:	mv	s0, a0
	mv	s1, a1
	mv	s2, a2
	.irp	shim, SHIMS
	jal	\shim
	.endr
	mv	a0, s0
	mv	a1, s1
	mv	a2, s2
	li	ra, GARBAGE
	.irp	r, sp,gp,tp,t1,t2,s0,s1,a3,a4,a5,a6,a7,s2,s3,s4,s5,s6,s7,s8,s9,s10,s11,t3,t4,t5,t6
	mv	\r, ra
	.endr
	li	t0, NEXT
	jr	t0

/* Leave no state behind.  This checks that the other parts of a test case work. */
function nothing
	ret

#include "riscv_hart.S"
#include "riscv_machine.S"
#include "riscv_sbi.S"
