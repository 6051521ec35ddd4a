/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_SCHED_H
#define LINUX_SCHED_H

/*
 * Cooperative threads: a thread runs on the CPU that it was created for until it waits, ends or calls
 * cond_resched().  kernel/sched.c tells how.
 */

#include <linux/list.h>
#include <linux/percpu.h>
#include <linux/refcount.h>
#include <linux/types.h>
#include <asm/thread.h>

#define TASK_RUNNING		0
#define TASK_INTERRUPTIBLE	1
#define TASK_UNINTERRUPTIBLE	2
#define TASK_DEAD		4
#define TASK_NOLOAD		8	/* with TASK_UNINTERRUPTIBLE: the wait may take any time */
#define TASK_NORMAL		(TASK_INTERRUPTIBLE | TASK_UNINTERRUPTIBLE)
#define TASK_IDLE		(TASK_UNINTERRUPTIBLE | TASK_NOLOAD)

#define PF_MEMALLOC		0x00000800	/* frees memory: may use all of the reserve */
#define PF_KSWAPD		0x00020000
#define PF_MEMALLOC_NOFS	0x00040000	/* see linux/sched/mm.h */
#define PF_MEMALLOC_NOIO	0x00080000

#define TASK_COMM_LEN		16
#define MAX_SCHEDULE_TIMEOUT	LONG_MAX

struct mutex;

struct task_struct {
	struct thread_context context;	/* first: assembly knows its offset */
	unsigned int state;		/* written by the thread itself, else under its run queue's lock */
	bool on_rq;			/* in its run queue's list; run queue's lock */
	unsigned int flags;		/* PF_*; written by the thread itself */
	unsigned int cpu;		/* constant after creation */
	int pid;
	refcount_t usage;
	struct list_head run;		/* run queue's lock */
	struct list_head all;		/* task list's lock */
	void *stack_top;
	void *kthread;			/* kernel/kthread.c's; freed with the task */
	u64 switches;
	bool timed_wait;		/* waits with a time limit; written by the thread itself */
	struct mutex *blocked_on;	/* the mutex that it waits for; written by the thread itself */
#ifdef CONFIG_DETECT_HUNG_TASK
	/* kernel/hung_task.c: its last look at the thread. */
	bool hung_reported;
	u64 hung_switches;
	unsigned long hung_since;
#endif
#ifdef CONFIG_PROVE_RCU
	int rcu_nesting;		/* written by the thread itself, and by interrupts in it */
#endif
	char comm[TASK_COMM_LEN];
#ifdef CONFIG_LIBC
	/* Thread-local variables: kernel/tls.c. */
	void *tls;
	/* The C library's, and its threads', and what to call at the end: libc/threads.c. */
	void *libc, *pthread;
	void (*libc_exit)(void);
	unsigned int libc_locks;	/* of the C library that it holds: libc/locks.c */
#endif
#ifdef CONFIG_FPU
	struct fpu_context fpu;		/* while another has the registers; see kernel/fpu.c */
#endif
};

DECLARE_PER_CPU(struct task_struct *, current_task);
DECLARE_PER_CPU(unsigned int, irq_depth);

/* NULL before threads exist. */
#ifdef __cplusplus
/* An object that is converted to the pointer: a macro of that name would change C++'s own headers. */
extern "C++" {
static inline struct task_struct *__current_task(void)
{
	return this_cpu_read(current_task);
}

inline constexpr struct __current {
	operator struct task_struct *() const { return __current_task(); }
	struct task_struct *operator->() const { return __current_task(); }
} current;
}
#else
#define current			this_cpu_read(current_task)
#endif

#define in_interrupt()		(this_cpu_read(irq_depth) != 0)
#define in_hardirq()		in_interrupt()
#define in_task()		(!in_interrupt())
#define in_atomic()		(in_interrupt() || irqs_disabled())

#define set_current_state(value)	smp_store_mb(current->state, (value))
#define __set_current_state(value)	WRITE_ONCE(current->state, (value))

/*
 * Give the CPU to the next thread.  In another state than TASK_RUNNING the thread does not run again
 * until wake_up_process().  Thread context, interrupts on; elsewhere it is reported, and waits as
 * schedule_wait() does.
 */
void schedule(void);

/* As schedule() in the state set, for at most that many jiffies; returns what is left of them. */
long schedule_timeout(long timeout);

/*
 * The same for loops that called might_sleep(), without a report.  Where a thread must not sleep:
 * a wait that has an end polls until it is woken or the time is over, without giving the CPU away; one
 * that has none sleeps, and has interrupts off again afterwards; interrupt context polls in any case.
 */
long schedule_wait(long timeout);
long schedule_timeout_interruptible(long timeout);
long schedule_timeout_uninterruptible(long timeout);

/* Let other threads run if any wait; returns whether one did.  Thread context. */
int cond_resched(void);
#ifdef __cplusplus
static inline int yield(void)
{
	return cond_resched();
}
#else
#define yield() cond_resched()
#endif

/*
 * Make a waiting thread runnable: 1, or 0 if it was already.  A full barrier: what the caller stored
 * before is seen by a thread that is not found waiting.  Any context.
 */
int wake_up_process(struct task_struct *task);

/* Set once threads may sleep. */
extern bool sched_started;

/* Why the code that runs must not sleep, in words; NULL if it may.  Any context. */
const char *sched_atomic_context(void);

/* Report a call that may sleep from a context that may not. */
void __might_sleep(const char *file, int line);
#define might_sleep() __might_sleep(__FILE__, __LINE__)
#define might_sleep_if(condition)	\
do {					\
	if (condition)			\
		might_sleep();		\
} while (0)

/* Turn the code that runs on this CPU into its idle thread; never sleeps itself. */
int sched_init_cpu(unsigned int cpu);
void cpu_idle_loop(void) __noreturn;

/* For kernel/kthread.c: a thread that does not run yet, or NULL. */
struct task_struct *task_create(void (*entry)(void *arg), void *arg, unsigned int cpu,
				const char *name);
void task_exit(void) __noreturn;

/* References: the last put frees the task and its stack.  Thread context. */
void get_task_struct(struct task_struct *task);
void put_task_struct(struct task_struct *task);

#endif /* LINUX_SCHED_H */
