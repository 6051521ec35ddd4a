/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_SCHED_H
#define LINUX_SCHED_H

/*
 * Cooperative threads.  A thread runs on the CPU that it was created for until it waits, ends or
 * calls cond_resched().  kernel/sched.c explains the implementation.
 */

#include <linux/bottom_half.h>
#include <linux/build_bug.h>
#include <linux/cpumask.h>
#include <linux/list.h>
#include <linux/percpu.h>
#include <linux/refcount.h>
#include <linux/string.h>
#include <linux/thread_info.h>
#include <linux/types.h>
#include <asm/thread.h>

#define TASK_RUNNING		0
#define TASK_INTERRUPTIBLE	1
#define TASK_UNINTERRUPTIBLE	2
#define TASK_DEAD		4
#define TASK_NOLOAD		8	/* with TASK_UNINTERRUPTIBLE: long waits are normal */
#define TASK_NORMAL		(TASK_INTERRUPTIBLE | TASK_UNINTERRUPTIBLE)
#define TASK_IDLE		(TASK_UNINTERRUPTIBLE | TASK_NOLOAD)

#define PF_MEMALLOC		0x00000800	/* may use the whole reserve, to free memory */
#define PF_KSWAPD		0x00020000
#define PF_MEMALLOC_NOFS	0x00040000	/* see linux/sched/mm.h */
#define PF_MEMALLOC_NOIO	0x00080000

#define TASK_COMM_LEN		16
#define MAX_SCHEDULE_TIMEOUT	LONG_MAX

struct mutex;

struct task_struct {
	struct thread_context context;	/* first: assembly uses its offset */
	unsigned int state;		/* written by the thread, or under the run queue's lock */
	bool on_rq;			/* in the run queue's list; under the run queue's lock */
	unsigned int flags;		/* PF_*; written by the thread */
	unsigned int cpu;		/* constant after creation */
	int pid;
	refcount_t usage;
	struct list_head run;		/* entry of the run queue; under the run queue's lock */
	struct list_head all;		/* entry of the task list; under the task list's lock */
	void *stack_top;
	/* Application stack, or 0: kernel/app_stack.c. */
	unsigned long app_low, app_high;
	struct demand_region *app_region;
	void *app_trap;			/* arch_trap_stack() of a thread that does not run */
	void *kthread;			/* for kernel/kthread.c; freed with the task */
	u64 switches;
	bool timed_wait;		/* waits with a timeout; written by the thread */
	struct mutex *blocked_on;	/* mutex that the thread waits for; written by the thread */
#ifdef CONFIG_DETECT_HUNG_TASK
	/* The wait that kernel/hung_task.c found in its last check. */
	bool hung_reported;
	u64 hung_switches;
	unsigned long hung_since;
#endif
#ifdef CONFIG_PROVE_LOCKING
	struct held_mutexes mutexes;	/* mutexes owned or waited for; written by the thread */
#endif
#ifdef CONFIG_PROVE_RCU
	int rcu_nesting;		/* nested readers; written by the thread and interrupts */
#endif
	char comm[TASK_COMM_LEN];
#ifdef CONFIG_LIBC
	/* Thread-local variables: kernel/tls.c. */
	void *tls;
	/*
	 * Data of the C library and its threads, and the function to call at exit: libc/threads.c.
	 */
	void *libc, *pthread;
	void (*libc_exit)(void);
	unsigned int libc_locks;	/* number of held C library locks; see libc/locks.c */
#endif
#ifdef CONFIG_FPU
	struct fpu_context fpu;		/* saved registers; see kernel/fpu.c */
#endif
};

DECLARE_PER_CPU(struct task_struct *, current_task);
DECLARE_PER_CPU(unsigned int, irq_depth);

/* The running thread, or NULL before threads exist. */
#ifdef __cplusplus
/*
 * An object that converts to the pointer, because a macro named `current` would break C++ headers.
 */
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
#define in_atomic()		(in_interrupt() || irqs_disabled() || in_softirq())

#define set_current_state(value)	smp_store_mb(current->state, (value))
#define __set_current_state(value)	WRITE_ONCE(current->state, (value))

/*
 * Run the next thread.  In a state other than TASK_RUNNING, the thread sleeps until
 * wake_up_process().  Context: thread, with interrupts on; other contexts are reported and wait as
 * in schedule_wait().
 */
void schedule(void);

/*
 * Like schedule() in the current state, but for at most @timeout jiffies.  Returns the remaining
 * jiffies.
 */
long schedule_timeout(long timeout);

/*
 * Like schedule_timeout(), without a report, for loops that called might_sleep().  If interrupts
 * are off, a wait with a timeout polls until it is woken or the time is over, without switching
 * threads; a wait without a timeout sleeps, and returns with interrupts off.  Interrupt context
 * always polls.
 */
long schedule_wait(long timeout);
long schedule_timeout_interruptible(long timeout);
long schedule_timeout_uninterruptible(long timeout);

/* Return true if another thread waits for this CPU. */
bool need_resched(void);

/*
 * Let other runnable threads run.  Returns 1 if another thread ran, otherwise 0.  Context: thread.
 */
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
 * Make a waiting thread runnable.  Returns 1, or 0 if it was runnable already.  Implies a full
 * barrier: if the thread was not waiting, it sees all earlier stores of the caller.  Context: any.
 */
int wake_up_process(struct task_struct *task);

/* True after boot has reached the point from which threads may sleep. */
extern bool sched_started;

/* Return the reason why the current context must not sleep, as text, or NULL.  Context: any. */
const char *sched_atomic_context(void);

/* Report a call that may sleep in a context that must not. */
void __might_sleep(const char *file, int line);
#define might_sleep() __might_sleep(__FILE__, __LINE__)
#define might_sleep_if(condition)	\
do {					\
	if (condition)			\
		might_sleep();		\
} while (0)

/* Make the code that @cpu runs at boot its idle thread.  Returns 0 or -ENOMEM. */
int sched_init_cpu(unsigned int cpu);
void cpu_idle_loop(void) __noreturn;

/* Create a thread that does not run yet, for kernel/kthread.c.  Returns NULL on failure. */
struct task_struct *task_create(void (*entry)(void *arg), void *arg, unsigned int cpu,
				const char *name);
void task_exit(void) __noreturn;

/*
 * Manage references; the last put frees the task and its stack.  get_task_struct() returns @task.
 * Context: thread.
 */
struct task_struct *get_task_struct(struct task_struct *task);
void put_task_struct(struct task_struct *task);

/* Return the number of a thread.  There is one namespace, so every namespace has this number. */
static inline pid_t task_pid_nr(const struct task_struct *task)
{
	return task->pid;
}

/* Copy the name of @task to @buf, an array of TASK_COMM_LEN characters, and return @buf. */
#define get_task_comm(buf, task) ({					\
	static_assert(sizeof(buf) == TASK_COMM_LEN);			\
	strscpy(buf, (task)->comm, TASK_COMM_LEN);			\
	(buf);								\
})

/*
 * Threads are cooperative and have no priorities: these functions of Linux have no effect.
 * Context: any.
 */
static inline void sched_set_fifo(struct task_struct *task)
{
}

static inline void sched_set_fifo_low(struct task_struct *task)
{
}

static inline void sched_set_normal(struct task_struct *task, int nice)
{
}

static inline void set_user_nice(struct task_struct *task, long nice)
{
}

#endif /* LINUX_SCHED_H */
