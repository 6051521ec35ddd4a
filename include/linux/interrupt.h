/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_INTERRUPT_H
#define LINUX_INTERRUPT_H

#include <linux/atomic.h>
#include <linux/bitops.h>
#include <linux/cleanup.h>
#include <linux/cpumask.h>
#include <linux/irqflags.h>
#include <linux/irqreturn.h>
#include <linux/kref.h>
#include <linux/types.h>
#include <linux/workqueue.h>

#define IRQF_TRIGGER_NONE	0x00000000
#define IRQF_TRIGGER_RISING	0x00000001
#define IRQF_TRIGGER_FALLING	0x00000002
#define IRQF_TRIGGER_HIGH	0x00000004
#define IRQF_TRIGGER_LOW	0x00000008
#define IRQF_TRIGGER_MASK	0x0000000f
#define IRQF_SHARED		0x00000080
#define IRQF_PERCPU		0x00000400 /* each CPU has its own copy of the interrupt line */
#define IRQF_ONESHOT		0x00002000
#define IRQF_NO_AUTOEN		0x00080000	/* keep the line masked until enable_irq() */
/* Take over IRQF_ONESHOT from the other handlers of a shared line. */
#define IRQF_COND_ONESHOT	0x00200000

/*
 * The following flags are accepted and have no effect, because nothing suspends, nothing moves
 * interrupts between CPUs unasked, and handlers are not moved into threads unasked.
 */
#define IRQF_PROBE_SHARED	0x00000100
#define __IRQF_TIMER		0x00000200
#define IRQF_NOBALANCING	0x00000800
#define IRQF_IRQPOLL		0x00001000
#define IRQF_NO_SUSPEND		0x00004000
#define IRQF_FORCE_RESUME	0x00008000
#define IRQF_NO_THREAD		0x00010000
#define IRQF_EARLY_RESUME	0x00020000
#define IRQF_COND_SUSPEND	0x00040000
#define IRQF_NO_DEBUG		0x00100000
#define IRQF_TIMER		(__IRQF_TIMER | IRQF_NO_SUSPEND | IRQF_NO_THREAD)

/* The number of an interrupt that is not connected on this board. */
#define IRQ_NOTCONNECTED	(1U << 31)

typedef irqreturn_t (*irq_handler_t)(int irq, void *dev_id);

/*
 * How the interrupts of a device are spread over the CPUs.  It is for buses whose devices have
 * several interrupts, of which Quarry has none: drivers over MMIO ignore it.
 */
struct irq_affinity {
	unsigned int pre_vectors;	/* interrupts at the start that are not spread */
	unsigned int post_vectors;
};

/*
 * Install a handler and enable the line.  @handler runs in interrupt context.  It may return
 * IRQ_WAKE_THREAD to run @thread_fn in a thread.  With IRQF_ONESHOT, the line remains masked until
 * @thread_fn returns; this flag is required if @handler is NULL and the interrupt is no message of
 * an MSI controller.  Handlers of a shared line run in the order of their requests.  Context:
 * thread.
 *
 * Returns 0; -ENOTCONN for IRQ_NOTCONNECTED; -EINVAL if the interrupt does not exist or the
 * controller does not support the trigger; -EBUSY if the line is in use, unless all users pass
 * IRQF_SHARED, the line's trigger or none, and the same IRQF_ONESHOT; or -ENOMEM.
 *
 * With IRQF_PERCPU, the handler may run on several CPUs at the same time.  Such a handler cannot
 * have a thread or share the line (-EINVAL).  IRQF_SHARED needs a @dev_id and excludes
 * IRQF_NO_AUTOEN (-EINVAL).
 *
 * A line is masked and reported after 1,000 consecutive interrupts that no handler claimed.
 */
int request_threaded_irq(unsigned int irq, irq_handler_t handler, irq_handler_t thread_fn,
			 unsigned long flags, const char *name, void *dev_id);

static inline int request_irq(unsigned int irq, irq_handler_t handler, unsigned long flags,
			      const char *name, void *dev_id)
{
	return request_threaded_irq(irq, handler, NULL, flags, name, dev_id);
}

/*
 * Remove a handler, after waiting for the handler and its thread to finish.  Returns the handler's
 * @dev_id.  Context: thread.
 */
const void *free_irq(unsigned int irq, void *dev_id);

/*
 * Install a handler that is removed when the driver of @dev is unbound.  Errors are printed.  If
 * @name is NULL, the device's name is used.  devm_free_irq() removes the handler earlier; a handler
 * that is not managed by @dev is refused and reported.
 */
struct device;
int devm_request_threaded_irq(struct device *dev, unsigned int irq, irq_handler_t handler,
			      irq_handler_t thread_fn, unsigned long flags, const char *name,
			      void *dev_id);
void devm_free_irq(struct device *dev, unsigned int irq, void *dev_id);

static inline int devm_request_irq(struct device *dev, unsigned int irq, irq_handler_t handler,
				   unsigned long flags, const char *name, void *dev_id)
{
	return devm_request_threaded_irq(dev, irq, handler, NULL, flags, name, dev_id);
}

/*
 * Mask and unmask the line.  The calls are counted: each disable needs one enable.  Context: any.
 */
void disable_irq_nosync(unsigned int irq);
void enable_irq(unsigned int irq);

/*
 * Mask the line and wait for running handlers like synchronize_irq() or synchronize_hardirq().
 * disable_hardirq() returns false if the thread of a handler is still running.
 */
void disable_irq(unsigned int irq);
bool disable_hardirq(unsigned int irq);

/* Usage: guard(disable_irq)(&irq); where irq is an int. */
DEFINE_LOCK_GUARD_1(disable_irq, int, disable_irq((unsigned int)*_T->lock),
		    enable_irq((unsigned int)*_T->lock))

/*
 * Wait for running handlers of the line.  synchronize_irq() also waits for the handlers' threads;
 * it needs thread context and must not be called from such a thread.  synchronize_hardirq() may be
 * called in any context except in those handlers.
 */
void synchronize_irq(unsigned int irq);
void synchronize_hardirq(unsigned int irq);

/*
 * Route the interrupt to an online CPU in @mask.  By default, the boot CPU receives the interrupt,
 * or the first CPU that the controller supports.  Returns 0, or -EINVAL if the interrupt does not
 * exist or is per CPU, if no CPU in @mask is online, or if the controller cannot route the
 * interrupt to it.  Context: any.
 */
int irq_set_affinity(unsigned int irq, const struct cpumask *mask);
int irq_can_set_affinity(unsigned int irq);

/*
 * Route the interrupt like irq_set_affinity(), but only as a hint: return 0 for every existing
 * interrupt.  A NULL mask is ignored.
 */
int irq_set_affinity_and_hint(unsigned int irq, const struct cpumask *mask);

static inline int irq_set_affinity_hint(unsigned int irq, const struct cpumask *mask)
{
	return irq_set_affinity_and_hint(irq, mask);
}

/* Hints are not stored, and this one does not move the interrupt. */
static inline int irq_update_affinity_hint(unsigned int irq, const struct cpumask *mask)
{
	return 0;
}

/*
 * Let the interrupt wake up the machine, or not.  The machine never sleeps, so that these functions
 * succeed for each line.
 */
static inline int irq_set_irq_wake(unsigned int irq, unsigned int on)
{
	return 0;
}

static inline int enable_irq_wake(unsigned int irq)
{
	return irq_set_irq_wake(irq, 1);
}

static inline int disable_irq_wake(unsigned int irq)
{
	return irq_set_irq_wake(irq, 0);
}

/* ---- tasklets -------------------------------------------------------------------------------- */

/*
 * A tasklet calls its function once after one or more calls of tasklet_schedule().  The function
 * runs on the CPU that scheduled it, after the interrupt handler, or at once if no handler is
 * running.  It runs with interrupts off, must not sleep, and never runs on two CPUs at once.  It
 * may schedule its tasklet again.  Between local_bh_disable() and local_bh_enable(), no tasklet
 * runs on this CPU.
 */
struct tasklet_struct {
	struct tasklet_struct *next;
	unsigned long state;		/* bits TASKLET_STATE_ */
	atomic_t count;			/* the tasklet is disabled unless this is 0 */
	bool use_callback;
	union {
		void (*func)(unsigned long data);
		void (*callback)(struct tasklet_struct *t);
	};
	unsigned long data;
};

enum {
	TASKLET_STATE_SCHED,
	TASKLET_STATE_RUN,
	TASKLET_STATE_PARKED,
	TASKLET_STATE_HI,
};

#define __TASKLET(_name, _count, ...) \
	struct tasklet_struct _name = { .count = ATOMIC_INIT(_count), __VA_ARGS__ }
#define DECLARE_TASKLET(name, _callback) \
	__TASKLET(name, 0, .use_callback = true, .callback = (_callback))
#define DECLARE_TASKLET_DISABLED(name, _callback) \
	__TASKLET(name, 1, .use_callback = true, .callback = (_callback))
#define DECLARE_TASKLET_OLD(name, _func)		__TASKLET(name, 0, .func = (_func))
#define DECLARE_TASKLET_DISABLED_OLD(name, _func)	__TASKLET(name, 1, .func = (_func))

#define from_tasklet(var, t, field) container_of(t, __typeof__(*(var)), field)

/* Set up a tasklet, which must not be scheduled.  @func gets @data, which is 0 after DECLARE_. */
void tasklet_setup(struct tasklet_struct *t, void (*callback)(struct tasklet_struct *t));
void tasklet_init(struct tasklet_struct *t, void (*func)(unsigned long data), unsigned long data);

/*
 * Let the function run once, unless it is scheduled already.  Tasklets of tasklet_hi_schedule() run
 * before the others.  Context: any.
 */
void tasklet_schedule(struct tasklet_struct *t);
void tasklet_hi_schedule(struct tasklet_struct *t);

/*
 * Keep the function from running; each call needs one tasklet_enable().  A tasklet that is
 * scheduled runs after the last tasklet_enable().  tasklet_disable() waits until a running function
 * returns and needs thread context.  tasklet_disable_in_atomic() also waits, in any context except
 * in the tasklet's own function, where the call is reported.  tasklet_disable_nosync() does not
 * wait.
 */
void tasklet_disable(struct tasklet_struct *t);
void tasklet_disable_in_atomic(struct tasklet_struct *t);
void tasklet_disable_nosync(struct tasklet_struct *t);
void tasklet_enable(struct tasklet_struct *t);

/* Wait until the function does not run.  Context: any except in this function. */
void tasklet_unlock_wait(struct tasklet_struct *t);

/*
 * Wait until a scheduled tasklet has run and its function has returned.  A tasklet that is disabled
 * does not run: it is no longer scheduled.  The caller makes sure that the tasklet is not scheduled
 * again.  Context: thread.
 */
void tasklet_kill(struct tasklet_struct *t);

/* Run this CPU's tasklets.  irq_run() calls this through bh_tasklets. */
void tasklets_run(void *unused);

/*
 * Call @fn(@arg) as an interrupt, on the CPU's interrupt stack, and then the tasklets that it
 * scheduled.  The port's trap entry calls it.
 */
void irq_run(void (*fn)(void *arg), void *arg);

#endif /* LINUX_INTERRUPT_H */
