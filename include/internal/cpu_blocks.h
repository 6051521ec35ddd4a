/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_CPU_BLOCKS_H
#define INTERNAL_CPU_BLOCKS_H

/*
 * A stack of free blocks for each CPU, which an allocator has in front of a lock that all CPUs
 * share.  Usual allocations and frees use this stack, with interrupts off and without the lock:
 *
 *	block	[0][A][B][ ][ ]...		A and B are cached
 *	               ^ top
 *
 * Only the stack's CPU pushes and pops.  Any CPU may steal blocks at any time, so that no
 * allocation fails while another CPU has free blocks.  Each block leaves the stack by an atomic
 * exchange of its slot with 0, so that exactly one CPU gets it.  A stolen block leaves a slot of 0
 * below top, which the next pop removes.
 *
 * A block is cached only after the allocator has marked it with an atomic operation as not in use.
 * Thus only one of several frees of a block succeeds, whichever CPUs call them.
 *
 * Invariants: block[0] is 0, and so are the slots above top.
 *
 * Bounds: CPU_BLOCKS blocks in each stack, which then has 128 bytes.  With fewer blocks, filling an
 * empty stack would be a larger share of an allocation: with 5 blocks, 27 of 68 instructions.
 */

#include <linux/compiler.h>
#include <linux/lockdep.h>
#include <linux/mmdebug.h>
#include <linux/types.h>
#include <asm/barrier.h>

#define CPU_BLOCKS	13

struct cpu_blocks {
	u64 *top;	/* uppermost slot in use, or block[0] */
	void *home;	/* the allocator's record of the memory that contains the blocks */
	u64 block[1 + CPU_BLOCKS];	/* addresses */
};

static inline void cpu_blocks_init(struct cpu_blocks *blocks, void *home)
{
	*blocks = (struct cpu_blocks){ .top = blocks->block, .home = home };
}

/* True if the stack has no slot for another block.  Called with interrupts off. */
static __always_inline bool cpu_blocks_full(const struct cpu_blocks *blocks)
{
	return blocks->top == &blocks->block[CPU_BLOCKS];
}

static __always_inline bool cpu_blocks_empty(const struct cpu_blocks *blocks)
{
	return blocks->top == blocks->block;
}

/* Push a block.  Called with interrupts off by the stack's CPU, for a stack that is not full. */
static __always_inline void cpu_blocks_push(struct cpu_blocks *blocks, unsigned long block)
{
	u64 *top = blocks->top + 1;

	lockdep_assert_irqs_disabled();
	VM_WARN_ON(cpu_blocks_full(blocks) || !block || READ_ONCE(*top));
	blocks->top = top;
	smp_store_release(top, block);
}

/*
 * Pop the uppermost block.  Returns 0 if the stack is empty, or if another CPU stole this block.
 * Called with interrupts off by the stack's CPU.
 */
static __always_inline unsigned long cpu_blocks_pop(struct cpu_blocks *blocks)
{
	u64 *top = blocks->top;
	unsigned long block = arch_xchg_acquire(top, 0);

	lockdep_assert_irqs_disabled();
	if (likely(block))
		blocks->top = top - 1;
	return block;
}

/*
 * Pop a block, after the slots of stolen blocks.  Returns 0 if the stack is empty.  Called with
 * interrupts off by the stack's CPU.
 */
static inline unsigned long cpu_blocks_pop_any(struct cpu_blocks *blocks)
{
	unsigned long block = cpu_blocks_pop(blocks);

	while (!block && !cpu_blocks_empty(blocks)) {
		blocks->top--;
		block = cpu_blocks_pop(blocks);
	}
	return block;
}

/* Steal the block in one of CPU_BLOCKS slots of any CPU's stack.  Returns 0 if it has none. */
static inline unsigned long cpu_blocks_steal(struct cpu_blocks *blocks, unsigned int slot)
{
	u64 *at = &blocks->block[1 + slot];

	VM_WARN_ON(slot >= CPU_BLOCKS);
	return READ_ONCE(*at) ? arch_xchg_acquire(at, 0) : 0;
}

#endif /* INTERNAL_CPU_BLOCKS_H */
