// SPDX-License-Identifier: BSD-2-Clause
/*
 * Thread-local variables (Drepper, ELF Handling For Thread-Local Storage, section 3).  The compiler
 * accesses a variable at the thread pointer (a register) plus an offset that the linker computes.
 *
 *	thread pointer, ARCH_TLS_OFFSET bytes, .tdata, .tbss	variant I, the first variable
 *								aligned
 *	.tdata, .tbss, thread pointer				variant II (ARCH_TLS_BELOW)
 *
 * Each thread has such a block for its whole life: a copy of .tdata, followed by zeros.  Idle
 * threads have a block, too, for code that runs before other threads exist.  Interrupt handlers use
 * the block of the interrupted thread.  If the image has no thread-local variables, no block is
 * allocated.
 *
 * Locking: none; a block belongs to its thread.
 */

#include <internal/tls.h>
#include <linux/align.h>
#include <linux/errno.h>
#include <linux/slab.h>
#include <linux/string.h>

/* The linker script defines these values.  On the host port, they are those of the process. */
extern const struct {
	const void *start;	/* .tdata, followed by .tbss */
	unsigned long data_size, size, align;
} __tls_layout;

/*
 * Align an address in the block: a variable may need more alignment than the allocator guarantees.
 */
static unsigned long aligned(unsigned long address)
{
	return ALIGN(address, __tls_layout.align);
}

static unsigned long thread_pointer(const struct task_struct *task)
{
	unsigned long block = aligned((unsigned long)task->tls);

#ifdef ARCH_TLS_BELOW
	return block + aligned(__tls_layout.size);
#else
	return block;
#endif
}

int tls_alloc(struct task_struct *task)
{
	unsigned long pointer;

	if (!__tls_layout.size)
		return 0;
	task->tls = kzalloc(__tls_layout.align + aligned(__tls_layout.size) +
				    aligned(ARCH_TLS_OFFSET),
			    GFP_KERNEL);
	if (!task->tls)
		return -ENOMEM;
	pointer = thread_pointer(task);
#ifdef ARCH_TLS_BELOW
	*(unsigned long *)pointer = pointer;
	pointer -= aligned(__tls_layout.size);
#else
	pointer += aligned(ARCH_TLS_OFFSET);
#endif
	memcpy((void *)pointer, __tls_layout.start, __tls_layout.data_size);
	return 0;
}

void tls_free(struct task_struct *task)
{
	kfree(task->tls);
}

void tls_switch(const struct task_struct *next)
{
	if (next->tls)
		arch_set_thread_pointer(thread_pointer(next));
}
