/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interrupt controllers that firmware has used and not reset.  Quarry uses SPI 33 for the UART and
 * PPI 27 for the virtual timer.
 *
 * If a CPU is reset in an interrupt handler, or if a kernel starts another kernel by kexec in a
 * handler, the interrupt remains active, and its priority remains the running priority of the CPU.
 * The CPU then receives no interrupt with the same or a lower priority.
 */

#define PPIS		0x4c000000	/* PPIs 26, 27 and 30 of the timers */
#define GICD_CTLR	0x0000
#define GICD_ISENABLER	0x0100
#define GICD_ISPENDR	0x0200
#define GICD_ISACTIVER	0x0300
#define GICD_IPRIORITYR	0x0400
#define GICD_ITARGETSR	0x0800
#define GICD_ICFGR	0x0c00
#define GICD_IROUTER	0x6000
#define GICC_CTLR	0x0000
#define GICC_PMR	0x0004
#define GICC_BPR	0x0008
#define GICC_APR0	0x00d0
#define SPI_WORD	4		/* offset of the word for SPIs 32 to 63 */

/*
 * The SPI of the UART and the PPIs of the timers are active, as after a warm reset in a handler of
 * U-Boot or of a kernel.
 */
function gicv2_active
	ldr	x1, =GICD
	mov	w2, #PPIS
	str	w2, [x1, #GICD_ISACTIVER]
	mov	w2, #(1 << (UART_SPI - 32))
	str	w2, [x1, #(GICD_ISACTIVER + SPI_WORD)]
	dsb	sy
	ret

/* The running priority in the CPU interface is high, as after a reset of only the distributor. */
function gicv2_priority
	ldr	x1, =GICC
	mov	w2, #0xffff
	str	w2, [x1, #GICC_APR0]
	dsb	sy
	ret

/*
 * The PPIs of the timers are enabled.  The SPI of the UART is enabled, pending and edge-triggered,
 * has the lowest priority, and targets another CPU.  An RTOS or Xen may leave this state.
 */
function gicv2_lines
	ldr	x1, =GICD
	mov	w2, #1
	str	w2, [x1, #GICD_CTLR]
	mov	w2, #PPIS
	str	w2, [x1, #GICD_ISENABLER]
	mov	w2, #(1 << (UART_SPI - 32))
	str	w2, [x1, #(GICD_ISENABLER + SPI_WORD)]
	str	w2, [x1, #(GICD_ISPENDR + SPI_WORD)]
	mov	w2, #(2 << (UART_SPI - 32) * 2)
	str	w2, [x1, #(GICD_ICFGR + 2 * SPI_WORD)]
	mov	w2, #0xff
	strb	w2, [x1, #(GICD_IPRIORITYR + UART_SPI)]
	mov	w2, #2
	strb	w2, [x1, #(GICD_ITARGETSR + UART_SPI)]
	dsb	sy
	ret

/*
 * The CPU interface needs two writes to end an interrupt (EOI mode), groups priorities, and masks
 * all interrupts, as after KVM or Xen.
 */
function gicv2_interface
	ldr	x1, =GICC
	mov	w2, #7
	str	w2, [x1, #GICC_BPR]
	str	wzr, [x1, #GICC_PMR]
	mov	w2, #0x201		/* EOImodeNS, enabled */
	str	w2, [x1, #GICC_CTLR]
	dsb	sy
	ret

/* Set x1 to the SGI frame of this CPU's redistributor. */
	.macro	redistributor
	mrs	x1, mpidr_el1
	and	x1, x1, #0xff
	mov	x2, #GICR_STRIDE
	ldr	x3, =GICR + 0x10000
	madd	x1, x1, x2, x3
	.endm

/* The SPI of the UART and the PPIs of the timers are active, as after EDK2 or a kexec. */
function gicv3_active
	redistributor
	mov	w2, #PPIS
	str	w2, [x1, #GICD_ISACTIVER]
	ldr	x1, =GICD
	mov	w2, #0x12		/* affinity routing; enable group 1 */
	str	w2, [x1, #GICD_CTLR]
	mov	w2, #(1 << (UART_SPI - 32))
	str	w2, [x1, #(GICD_ISACTIVER + SPI_WORD)]
	dsb	sy
	ret

	.macro	system_registers
	cmp	x18, #2
	b.ne	9f
	mrs	x1, S3_4_C12_C9_5	/* ICC_SRE_EL2: SRE, Enable */
	orr	x1, x1, #1
	orr	x1, x1, #8
	msr	S3_4_C12_C9_5, x1
	isb
9:	mov	x1, #1
	msr	S3_0_C12_C12_5, x1	/* ICC_SRE_EL1 */
	isb
	.endm

/* The running priority of group 1 in the CPU interface is high. */
function gicv3_priority
	system_registers
	mov	x1, #0xffff
	msr	S3_0_C12_C9_0, x1	/* ICC_AP1R0_EL1 */
	isb
	ret

/*
 * The running priority of group 0 is high.  Quarry uses group 0 if no firmware runs at EL3, as in
 * virtual machines.
 */
function gicv3_priority0
	system_registers
	mov	x1, #0xffff
	msr	S3_0_C12_C8_4, x1	/* ICC_AP0R0_EL1 */
	isb
	ret

function gicv3_lines
	redistributor
	mov	w2, #PPIS
	str	w2, [x1, #GICD_ISENABLER]
	ldr	x1, =GICD
	mov	w2, #0x12
	str	w2, [x1, #GICD_CTLR]
	mov	w2, #(1 << (UART_SPI - 32))
	str	w2, [x1, #(GICD_ISENABLER + SPI_WORD)]
	str	w2, [x1, #(GICD_ISPENDR + SPI_WORD)]
	mov	w2, #(2 << (UART_SPI - 32) * 2)
	str	w2, [x1, #(GICD_ICFGR + 2 * SPI_WORD)]
	mov	w2, #0xff
	strb	w2, [x1, #(GICD_IPRIORITYR + UART_SPI)]
	mov	x2, #1
	add	x1, x1, #GICD_IROUTER
	str	x2, [x1, #(UART_SPI * 8)]
	dsb	sy
	ret

function gicv3_interface
	system_registers
	mov	x1, #7
	msr	S3_0_C12_C12_3, x1	/* ICC_BPR1_EL1 */
	mov	x1, #2
	msr	S3_0_C12_C12_4, x1	/* ICC_CTLR_EL1: EOImode */
	msr	S3_0_C4_C6_0, xzr	/* ICC_PMR_EL1 */
	cmp	x18, #2
	b.ne	1f
	mov	x1, #1
	msr	S3_4_C12_C11_0, x1	/* ICH_HCR_EL2: guest interface with an interrupt */
	ldr	x1, =0x50a0000000000400
	msr	S3_4_C12_C12_0, x1	/* ICH_LR0_EL2 */
1:	isb
	ret

/*
 * LPIs are enabled in the redistributor of this CPU, with tables in free RAM, as after EDK2 with an
 * ITS or a kexec.  The GIC writes pending LPIs to that RAM.
 */
function gicv3_lpis
	redistributor
	sub	x1, x1, #0x10000
	ldr	x2, =0x46100000 | 13	/* GICR_PROPBASER: 14 bits */
	str	x2, [x1, #0x70]
	ldr	x2, =0x46110000
	str	x2, [x1, #0x78]		/* GICR_PENDBASER */
	mov	w2, #1
	str	w2, [x1]		/* GICR_CTLR.EnableLPIs */
	ldr	x1, =ITS
	ldr	x2, =0x8000000046120000
	str	x2, [x1, #0x80]		/* GITS_CBASER */
	mov	w2, #1
	str	w2, [x1]		/* GITS_CTLR.Enabled */
	dsb	sy
	ret
