// SPDX-License-Identifier: BSD-2-Clause
/* What each thread has of the C library: made when it is first asked for, and gone with the thread. */

#include <linux/sched.h>
#include <linux/slab.h>
#include <quarry/libc.h>
#include "libc/os.h"

/* newlib's name: errno and all of its state go through it. */
void *__getreent(void)
{
	struct task_struct *self = current;

	return likely(self->libc) ? self->libc : libc_thread_data();
}

void libc_exit_thread(void)
{
	void *data = current->libc;

	if (data)
		libc_thread_exit(data);
	current->libc = NULL;
}

void os_set_thread_data(void *data)
{
	current->libc = data;
}

void *os_alloc(size_t size)
{
	return kzalloc(size, GFP_KERNEL);
}

void os_free(void *p)
{
	kfree(p);
}

void os_yield(void)
{
	cond_resched();
}
