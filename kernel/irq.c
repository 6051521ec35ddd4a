// SPDX-License-Identifier: BSD-2-Clause
/*
 * Interrupts: handlers of interrupt lines, and the switch to the interrupt stack.
 *
 * irqdomain.c has the lines and their numbers, irqchip.c the controllers that interrupt a CPU, and
 * irq_flow.c the interface for drivers of further controllers.  Such a controller calls
 * generic_handle_domain_irq(), which calls the line's flow handler: handle_simple_irq() or another
 * one that calls handle_simple_irq() and functions of the line's chip.
 *
 * A line is masked while it has no handler, while it is disabled (depth), and while threads of
 * one-shot handlers have work (oneshot).  If a CPU accepts an edge just before another CPU masks
 * the line, the edge is recorded (replay) and handled when the line is unmasked.
 *
 * Locking: desc->lock, with interrupts disabled, protects the fields of a line and the pending
 * flags of its actions.  Handlers run without the lock.  desc->running counts the CPUs that run
 * them, and desc->active the threads that have work; synchronize_irq() waits for both.  If a line
 * is moved to another CPU while its handlers run, the new CPU does not start them: an edge is
 * handled afterwards, and a level interrupt is raised again.  A line that exists on each CPU
 * (IRQF_PERCPU), such as the timer's, takes the lock only for changes, because its interrupts are
 * handled on all CPUs at the same time and would contend for the lock.
 */

#include <internal/arch.h>
#include <internal/fpu.h>
#include <internal/irqchip.h>
#include <internal/irqsoff.h>
#include <internal/irqs.h>
#include <internal/stack.h>
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqdomain.h>
#include <linux/kernel.h>
#include <linux/kernel_stat.h>
#include <linux/kthread.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

#include "irq_line.h"

DEFINE_PER_CPU(unsigned int, irq_depth);
static DECLARE_WAIT_QUEUE_HEAD(irq_threads_idle);	/* shared by all lines */

/* Number of consecutive unhandled interrupts (interrupt storm) after which a line is masked. */
#define UNHANDLED_MAX 1000

static void irq_replay(void *desc);

/*
 * Change the line in the controller according to its state.  The functions for starting, stopping,
 * enabling and disabling a line also unmask or mask it.
 */
void __irq_update(struct irq_desc *desc)
{
	struct irq_data *data = &desc->irq_data;
	const struct irq_chip *chip = data->chip;
	bool off = !desc->action || desc->depth;
	bool start = !off && !desc->started, stop = !desc->action && desc->started;
	bool masked = desc->masked, turned = off != desc->off;

	desc->off = off;
	WRITE_ONCE(desc->masked, off || desc->oneshot);
	if (unlikely(desc->eoi_due) && !desc->masked) {
		desc->eoi_due = false;
		if (chip->irq_eoi)
			chip->irq_eoi(data);
	}
	if (start || stop)
		desc->started = start;
	if (start && chip->irq_startup) {
		chip->irq_startup(data);
		masked = false;
	} else if (stop && chip->irq_shutdown) {
		chip->irq_shutdown(data);
		masked = true;
	} else if (turned && (off ? chip->irq_disable : chip->irq_enable)) {
		(off ? chip->irq_disable : chip->irq_enable)(data);
		masked = off;
	}
	if (masked != desc->masked && (masked ? chip->irq_unmask : chip->irq_mask))
		(masked ? chip->irq_unmask : chip->irq_mask)(data);
}

unsigned long irq_lock_line(struct irq_desc *desc) __acquires(&desc->lock)
{
	const struct irq_chip *chip = desc->irq_data.chip;
	unsigned long flags;

	if (chip->irq_bus_lock)
		chip->irq_bus_lock(&desc->irq_data);
	spin_lock_irqsave(&desc->lock, flags);
	return flags;
}

void irq_unlock_line(struct irq_desc *desc, unsigned long flags) __releases(&desc->lock)
{
	const struct irq_chip *chip = desc->irq_data.chip;
	bool replay = desc->replay && !desc->masked;

	if (replay)
		desc->replay = false;
	spin_unlock(&desc->lock);
	if (replay)
		irq_run(irq_replay, desc);
	local_irq_restore(flags);
	if (chip->irq_bus_sync_unlock)
		chip->irq_bus_sync_unlock(&desc->irq_data);
}

static int irq_thread(void *data)
{
	struct irq_action *action = data;
	struct irq_desc *desc = action->desc;
	unsigned long flags;
	bool work, idle;

	for (;;) {
		spin_lock_irqsave(&desc->lock, flags);
		work = action->pending;
		action->pending = false;
		if (!work)
			set_current_state(TASK_INTERRUPTIBLE);
		spin_unlock_irqrestore(&desc->lock, flags);
		if (!work && kthread_should_stop())
			break;
		if (!work) {
			schedule();
			continue;
		}
		action->thread_fn(action->irq, action->dev_id);
		flags = irq_lock_line(desc);
		if (action->flags & IRQF_ONESHOT)
			desc->oneshot--;
		idle = desc->active == 1;
		/*
		 * synchronize_irq() returns when it reads 0 from desc->active.  Its caller must
		 * then see all stores of thread_fn.
		 */
		smp_store_release(&desc->active, (u16)(desc->active - 1));
		__irq_update(desc);
		irq_unlock_line(desc, flags);
		if (idle)
			wake_up_all(&irq_threads_idle);
	}
	__set_current_state(TASK_RUNNING);
	return 0;
}

static int start_thread(struct irq_action *action)
{
	struct task_struct *task;

	if (!action->thread_fn || irq_is_nested(action->desc))
		return 0;
	task = kthread_create(irq_thread, action, "irq/%d-%s", action->irq,
			      action->name ? action->name : "");
	if (IS_ERR(task))
		return PTR_ERR(task);
	action->thread = task;
	wake_up_process(task);
	return 0;
}

/*
 * Return true if the handler can share the line with those that it has: all set IRQF_SHARED, all or
 * none set IRQF_ONESHOT, and the handler asks for the line's trigger, or for none.
 */
static bool irq_may_share(const struct irq_desc *desc, const struct irq_action *new)
{
	u32 type = new->flags & IRQF_TRIGGER_MASK;

	return desc->action->flags & new->flags & IRQF_SHARED &&
	       !((desc->action->flags ^ new->flags) & IRQF_ONESHOT) &&
	       (!type || !desc->type || type == desc->type);
}

/* Set the trigger type of a masked line.  The caller holds desc->lock. */
int __irq_set_type(struct irq_desc *desc, u32 type)
{
	struct irq_data *data = &desc->irq_data;
	int ret = 0;

	if (type == IRQ_TYPE_NONE)
		return 0;
	if (data->chip->irq_set_type)
		ret = data->chip->irq_set_type(data, type);
	if (ret < 0)
		return ret;
	if (ret != IRQ_SET_MASK_OK_NOCOPY)
		WRITE_ONCE(desc->type, type);
	return 0;
}

/* After an error other than -EBUSY, @why says what the line cannot do. */
static int __irq_install(struct irq_desc *desc, struct irq_action *action, const char **why)
	__must_hold(&desc->lock)
{
	u32 type = action->flags & IRQF_TRIGGER_MASK;
	struct irq_action **last = &desc->action;
	int err;

	if (desc->action && desc->action->flags & IRQF_ONESHOT &&
	    action->flags & IRQF_COND_ONESHOT)
		action->flags |= IRQF_ONESHOT;
	if (desc->action && !irq_may_share(desc, action))
		return -EBUSY;
	if (!desc->action) {
		*why = "does not support the trigger of";
		err = __irq_set_type(desc, type ? type : desc->tree_type);
		if (err)
			return err;
		*why = "cannot be activated for";
		err = irq_activate(desc);
		if (err)
			return err;
		desc->depth = action->flags & IRQF_NO_AUTOEN || desc->status & IRQ_NOAUTOEN;
		desc->unhandled = 0;
		desc->replay = false;
		WRITE_ONCE(desc->percpu, action->flags & IRQF_PERCPU);
	} else if (!desc->type) {
		WRITE_ONCE(desc->type, type);
	}
	while (*last)
		last = &(*last)->next;
	smp_store_release(last, action);	/* handlers may run without the lock */
	__irq_update(desc);
	return 0;
}

/*
 * A chip that is a GPIO chip has resources for each line with a handler.  While this lock is held,
 * no handler of such a line is installed or removed.
 */
static DEFINE_MUTEX(irq_resources_lock);

static bool irq_has_resources(const struct irq_desc *desc)
{
	return IS_ENABLED(CONFIG_GPIOLIB) && desc->irq_data.chip->irq_request_resources;
}

/*
 * Lock the resources, and request those of a line without a handler.  After an error, they are not
 * locked.
 */
static int irq_lock_resources(struct irq_desc *desc)
{
	struct irq_data *data = &desc->irq_data;
	const struct irq_chip *chip = data->chip;
	int err = 0;

	mutex_lock(&irq_resources_lock);
	if (!desc->action && chip->irq_request_resources)
		err = chip->irq_request_resources(data);
	if (err) {
		mutex_unlock(&irq_resources_lock);
		pr_err("%s: line %lu cannot be an interrupt: error %d\n", chip->name, data->hwirq,
		       err);
	}
	return err;
}

/* The chip may be gone by now: see irq_domain_remove(). */
static void irq_unlock_resources(struct irq_desc *desc, bool release)
{
	const struct irq_chip *chip = desc->irq_data.chip;

	if (release && !desc->action && chip->irq_release_resources)
		chip->irq_release_resources(&desc->irq_data);
	mutex_unlock(&irq_resources_lock);
}

static int irq_install(struct irq_action *action)
{
	struct irq_desc *desc = action->desc;
	bool resources = irq_has_resources(desc);
	const char *why = NULL;
	unsigned long flags;
	int err;

	err = resources ? irq_lock_resources(desc) : 0;
	if (err)
		return err;
	flags = irq_lock_line(desc);
	err = __irq_install(desc, action, &why);
	irq_unlock_line(desc, flags);
	if (resources)
		irq_unlock_resources(desc, err);
	if (err == -EBUSY && !why)
		pr_err("interrupt %d is in use and cannot be shared with \"%s\" (flags %#lx)\n",
		       action->irq, action->name, action->flags);
	else if (err)
		pr_err("%s: line %lu %s \"%s\": error %d\n", desc->irq_data.chip->name,
		       desc->irq_data.hwirq, why, action->name, err);
	return err;
}

int request_threaded_irq(unsigned int irq, irq_handler_t handler, irq_handler_t thread_fn,
			 unsigned long flags, const char *name, void *dev_id)
{
	struct irq_desc *desc = irq_to_desc(irq);
	struct irq_action *action;
	bool nested;
	int err;

	might_sleep();
	if (irq == IRQ_NOTCONNECTED)
		return -ENOTCONN;
	if ((!handler && !thread_fn) ||
	    ((flags & IRQF_SHARED) && (!dev_id || flags & IRQF_NO_AUTOEN)) ||
	    ((flags & IRQF_PERCPU) && (thread_fn || flags & (IRQF_SHARED | IRQF_ONESHOT))) ||
	    !desc || desc->status & IRQ_NOREQUEST)
		return -EINVAL;
	if (desc->irq_data.chip == &no_irq_chip)
		return -ENOSYS;
	nested = irq_is_nested(desc);
	if (nested && !thread_fn)
		return -EINVAL;
	/* A level interrupt would be raised again before the thread can handle it. */
	if (!handler && !(flags & IRQF_ONESHOT) && !nested &&
	    !(desc->irq_data.chip->flags & IRQCHIP_ONESHOT_SAFE)) {
		pr_err("interrupt %u, \"%s\": without a handler, IRQF_ONESHOT is needed\n", irq,
		       name);
		return -EINVAL;
	}
	action = kzalloc(sizeof(*action), GFP_KERNEL);
	if (!action)
		return -ENOMEM;
	*action = (struct irq_action){ .handler = handler, .thread_fn = thread_fn, .dev_id = dev_id,
				       .name = name, .flags = flags, .desc = desc, .irq = irq };
	err = start_thread(action);
	if (!err)
		err = irq_install(action);
	if (err) {
		if (action->thread)
			kthread_stop(action->thread);
		kfree(action);
	}
	return err;
}

static void synchronize_running(struct irq_desc *desc)
{
	smp_mb();
	while (__atomic_load_n(&desc->running, __ATOMIC_ACQUIRE))
		cpu_relax();
}

void synchronize_hardirq(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);

	if (desc)
		synchronize_running(desc);
}

void synchronize_irq(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);

	might_sleep();
	/* A handler must not wait, because it may be a handler of this line. */
	if (!desc || in_interrupt())
		return;
	synchronize_running(desc);
	wait_event(irq_threads_idle, !smp_load_acquire(&desc->active));
}

const void *free_irq(unsigned int irq, void *dev_id)
{
	struct irq_action **at, *action;
	struct irq_desc *desc = irq_to_desc(irq);
	unsigned long flags;
	bool resources;

	if (WARN(!desc, "free_irq: there is no interrupt %u\n", irq) ||
	    WARN(in_interrupt(), "free_irq: called in interrupt context for interrupt %u\n", irq))
		return NULL;
	resources = irq_has_resources(desc);
	if (resources)
		mutex_lock(&irq_resources_lock);
	flags = irq_lock_line(desc);
	for (at = &desc->action; *at && (*at)->dev_id != dev_id; at = &(*at)->next)
		;
	action = *at;
	if (action) {
		WRITE_ONCE(*at, action->next);
		__irq_update(desc);
	}
	irq_unlock_line(desc, flags);
	if (resources)
		irq_unlock_resources(desc, action);
	if (WARN(!action, "free_irq: interrupt %u has no such handler\n", irq))
		return NULL;
	/* Wait until the thread has finished its pending work and released its one-shot mask. */
	synchronize_irq(irq);
	if (action->thread)
		kthread_stop(action->thread);
	kfree(action);
	/* No handler runs any more, unless another one was installed meanwhile. */
	if (READ_ONCE(desc->activated)) {
		flags = irq_lock_line(desc);
		irq_deactivate(desc);
		irq_unlock_line(desc, flags);
	}
	return dev_id;
}

static void irq_change_depth(unsigned int irq, int by)
{
	struct irq_desc *desc = irq_to_desc(irq);
	const char *why = NULL;
	unsigned long flags;

	if (WARN(!desc, "there is no interrupt %u\n", irq))
		return;
	flags = irq_lock_line(desc);
	if (by < 0 && !desc->depth)
		why = "was enabled more often than disabled";
	else if (by < 0 && !desc->action && desc->depth == 1)
		why = "was enabled but has no handler";
	else
		desc->depth += by;
	__irq_update(desc);
	irq_unlock_line(desc, flags);
	WARN(why, "interrupt %u %s\n", irq, why);
}

void disable_irq_nosync(unsigned int irq)
{
	irq_change_depth(irq, 1);
}

bool disable_hardirq(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);

	irq_change_depth(irq, 1);
	synchronize_hardirq(irq);
	return desc && !smp_load_acquire(&desc->active);
}

void disable_irq(unsigned int irq)
{
	irq_change_depth(irq, 1);
	synchronize_irq(irq);
}

void enable_irq(unsigned int irq)
{
	irq_change_depth(irq, -1);
}

/* Mask a line while its configuration changes.  Called with the lock held, as the next function. */
static void irq_mask_for_change(struct irq_desc *desc)
{
	if (!desc->masked && desc->irq_data.chip->irq_mask)
		desc->irq_data.chip->irq_mask(&desc->irq_data);
}

static void irq_unmask_after_change(struct irq_desc *desc)
{
	if (!desc->masked && desc->irq_data.chip->irq_unmask)
		desc->irq_data.chip->irq_unmask(&desc->irq_data);
}

int irq_set_irq_type(unsigned int irq, unsigned int type)
{
	struct irq_desc *desc = irq_to_desc(irq);
	unsigned long flags;
	int err;

	if (!desc || type & ~(unsigned int)IRQ_TYPE_SENSE_MASK)
		return -EINVAL;
	flags = irq_lock_line(desc);
	irq_mask_for_change(desc);
	err = __irq_set_type(desc, type);
	irq_unmask_after_change(desc);
	irq_unlock_line(desc, flags);
	return err;
}

unsigned int irq_get_trigger_type(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);

	return desc ? READ_ONCE(desc->type) : IRQ_TYPE_NONE;
}

static bool irq_is_movable(struct irq_desc *desc)
{
	return desc && desc->irq_data.chip->irq_set_affinity && !READ_ONCE(desc->percpu);
}

int irq_can_set_affinity(unsigned int irq)
{
	return irq_is_movable(irq_to_desc(irq));
}

static int irq_move(struct irq_desc *desc, unsigned int cpu)
{
	struct cpumask mask = {};
	unsigned long flags;
	int ret;

	cpumask_set_cpu(cpu, &mask);
	spin_lock_irqsave(&desc->lock, flags);
	irq_mask_for_change(desc);
	ret = desc->irq_data.chip->irq_set_affinity(&desc->irq_data, &mask, false);
	if (ret >= 0)
		WRITE_ONCE(desc->cpu, cpu);
	irq_unmask_after_change(desc);
	spin_unlock_irqrestore(&desc->lock, flags);
	return ret < 0 ? ret : 0;
}

int irq_set_affinity(unsigned int irq, const struct cpumask *mask)
{
	struct irq_desc *desc = irq_to_desc(irq);
	unsigned int cpu;
	int err = -EINVAL;

	if (!irq_is_movable(desc))
		return -EINVAL;
	for_each_cpu(cpu, mask) {
		if (!cpu_online(cpu))
			continue;
		err = irq_move(desc, cpu);
		if (!err)
			return 0;
	}
	return err;
}

int irq_set_affinity_and_hint(unsigned int irq, const struct cpumask *mask)
{
	if (!irq_to_desc(irq))
		return -EINVAL;
	if (mask)
		irq_set_affinity(irq, mask);
	return 0;
}

/*
 * Wake the handler's thread.  If work for the thread is already pending, the thread handles both
 * requests in one run.
 */
static void irq_wake_thread(struct irq_action *action)
{
	struct irq_desc *desc = action->desc;

	spin_lock(&desc->lock);
	if (!action->pending) {
		action->pending = true;
		desc->active++;
		if (action->flags & IRQF_ONESHOT)
			desc->oneshot++;
		__irq_update(desc);
	}
	spin_unlock(&desc->lock);
	wake_up_process(action->thread);
}

/* Run one handler.  Returns true if the interrupt came from the handler's device. */
static bool irq_run_action(struct irq_action *action)
{
	irqreturn_t ret = IRQ_WAKE_THREAD;

	if (action->handler)
		ret = action->handler(action->irq, action->dev_id);
	if (ret != IRQ_WAKE_THREAD)
		return ret != IRQ_NONE;
	if (WARN_ONCE(!action->thread, "handler %ps of interrupt %d wakes a thread, but has none\n",
		      action->handler, action->irq))
		return false;
	irq_wake_thread(action);
	return true;
}

static void irq_report_storm(const struct irq_desc *desc)
{
	pr_err("%s: line %lu: %u unhandled interrupts in a row: masked.  Handlers:\n",
	       desc->irq_data.chip->name, desc->irq_data.hwirq, UNHANDLED_MAX);
	for (struct irq_action *a = desc->action; a; a = a->next)
		pr_err("  interrupt %d, \"%s\": %ps\n", a->irq, a->name,
		       a->handler ? a->handler : a->thread_fn);
}

/*
 * Start handling an interrupt of a per-CPU line, without the lock.  Returns false if the line is
 * masked.  The barriers guarantee that, when a CPU masks the line and calls synchronize_running(),
 * this function sees desc->masked, or that CPU sees the incremented desc->running.
 */
static bool irq_begin_percpu(struct irq_desc *desc)
{
	__atomic_fetch_add(&desc->running, 1, __ATOMIC_RELAXED);
	smp_mb();	/* pairs with smp_mb() in synchronize_running() */
	if (READ_ONCE(desc->masked)) {
		__atomic_fetch_sub(&desc->running, 1, __ATOMIC_RELEASE);
		return false;
	}
	__atomic_fetch_add(&desc->count, 1, __ATOMIC_RELAXED);
	return true;
}

/*
 * Start handling an interrupt.  Returns true if the handlers must run.  Otherwise an edge is
 * recorded, so that it is handled later.
 */
static bool irq_begin(struct irq_desc *desc, bool edge)
{
	bool run;

	spin_lock(&desc->lock);
	run = !desc->masked && !READ_ONCE(desc->running);
	if (run) {
		WRITE_ONCE(desc->count, desc->count + 1);
		__atomic_fetch_add(&desc->running, 1, __ATOMIC_RELAXED);
	} else if (edge || desc->type & IRQ_TYPE_EDGE_BOTH) {
		desc->replay = true;
	}
	spin_unlock(&desc->lock);
	return run;
}

/*
 * Finish handling an interrupt.  Returns true if another edge arrived, so that the handlers must
 * run again.
 */
static bool irq_end(struct irq_desc *desc, bool handled)
{
	bool again;

	if (READ_ONCE(desc->percpu) && handled) {
		__atomic_fetch_sub(&desc->running, 1, __ATOMIC_RELEASE);
		return false;
	}
	spin_lock(&desc->lock);
	__atomic_fetch_sub(&desc->running, 1, __ATOMIC_RELEASE);
	desc->unhandled = handled ? 0 : desc->unhandled + 1;
	if (desc->unhandled == UNHANDLED_MAX) {
		irq_report_storm(desc);
		desc->unhandled = 0;
		desc->depth++;
		__irq_update(desc);
	}
	again = desc->replay && !desc->masked;
	if (again)
		desc->replay = false;
	spin_unlock(&desc->lock);
	return again;
}

/* Call the handlers of a line.  @edge: the line is edge-triggered, whatever its type. */
static __always_inline void irq_handle(struct irq_desc *desc, bool edge)
{
	bool handled;

	do {
		if (READ_ONCE(desc->percpu) ? !irq_begin_percpu(desc) : !irq_begin(desc, edge))
			return;
		handled = false;
		for (struct irq_action *a = READ_ONCE(desc->action); a; a = READ_ONCE(a->next))
			handled |= irq_run_action(a);
	} while (irq_end(desc, handled));
}

void handle_simple_irq(struct irq_desc *desc)
{
	irq_handle(desc, false);
}

void irq_handle_edge(struct irq_desc *desc)
{
	irq_handle(desc, true);
}

/* Call the handlers, and not the flow handler, because the chip has been told already. */
static void irq_replay(void *desc)
{
	handle_simple_irq(desc);
}

void handle_nested_irq(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);
	bool run, idle;

	might_sleep();
	if (!desc)
		return;
	spin_lock_irq(&desc->lock);
	run = !desc->masked;
	if (run) {
		WRITE_ONCE(desc->count, desc->count + 1);
		desc->active++;
	}
	spin_unlock_irq(&desc->lock);
	if (!run)
		return;
	for (struct irq_action *a = READ_ONCE(desc->action); a; a = READ_ONCE(a->next)) {
		if (a->thread_fn)
			a->thread_fn(a->irq, a->dev_id);
	}
	spin_lock_irq(&desc->lock);
	idle = desc->active == 1;
	smp_store_release(&desc->active, (u16)(desc->active - 1));	/* as in irq_thread() */
	spin_unlock_irq(&desc->lock);
	if (idle)
		wake_up_all(&irq_threads_idle);
}

/* ---- reports --------------------------------------------------------------------------------- */

bool irq_describe(struct irq_desc *desc, struct irq_info *info)
{
	const struct irq_action *action = READ_ONCE(desc->action);
	struct irq_data *data = &desc->irq_data;

	if (!action || irq_is_chained(desc))
		return false;
	*info = (struct irq_info){
		.irq = data->irq,
		.controller = data->chip->name,
		.line = data->domain->ops->number ? data->domain->ops->number(data) : data->hwirq,
		.cpu = desc->percpu ? -1 : READ_ONCE(desc->cpu),
		.count = READ_ONCE(desc->count),
		.name = action->name,
	};
	return true;
}

bool irq_has_handler(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);

	return desc && READ_ONCE(desc->action);
}

unsigned int kstat_irqs_usr(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);

	return desc ? (unsigned int)READ_ONCE(desc->count) : 0;
}

/* ---- the interrupt stack --------------------------------------------------------------------- */

static void irq_call(void (*fn)(void *arg), void *arg, void *stack)
{
	if (stack)
		arch_call_on_stack(fn, arg, stack);
	else
		fn(arg);
}

void irq_run(void (*fn)(void *arg), void *arg)
{
	unsigned int depth = __this_cpu_read(irq_depth);
	void *stack = depth ? NULL : __this_cpu_read(irq_stack_top);
	bool fpu = fpu_irq_enter(), traced = irqsoff_enter((unsigned long)fn + 1);

	__this_cpu_write(irq_depth, depth + 1);
	irq_call(fn, arg, stack);
	if (unlikely(__this_cpu_read(bh_tasklets)) && !depth && !__this_cpu_read(bh_count))
		irq_call(__this_cpu_read(bh_tasklets), NULL, stack);
	__this_cpu_write(irq_depth, depth);
	fpu_irq_exit(fpu);
	if (traced)
		irqsoff_leave((unsigned long)fn + 1);
}
