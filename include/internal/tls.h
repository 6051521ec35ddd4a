/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_TLS_H
#define INTERNAL_TLS_H

/* Thread-local variables of applications and C libraries (CONFIG_TLS). */

#include <linux/sched.h>

#ifdef CONFIG_TLS
/* Allocate and initialize a thread's variables.  Returns 0 or -ENOMEM.  May sleep. */
int tls_alloc(struct task_struct *task);
void tls_free(struct task_struct *task);

/* Make the variables of @next current.  Interrupts are off. */
void tls_switch(const struct task_struct *next);
#else
static inline int tls_alloc(struct task_struct *task)
{
	return 0;
}

static inline void tls_free(struct task_struct *task)
{
}

static inline void tls_switch(const struct task_struct *next)
{
}
#endif

#endif /* INTERNAL_TLS_H */
