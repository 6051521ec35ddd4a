// SPDX-License-Identifier: BSD-2-Clause
/*
 * Interrupts: domains of interrupt lines, their handlers, and the switch to the interrupt stack.
 *
 * A domain is the set of interrupt lines of one controller.  An interrupt number is the index of a
 * line among the lines of all domains, starting at 1, in the order in which the domains were
 * registered.
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
#include <linux/kernel.h>
#include <linux/kernel_stat.h>
#include <linux/kthread.h>
#include <linux/irq.h>
#include <linux/of.h>
#include <linux/of_irq.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/wait.h>

struct irq_action {
	irq_handler_t handler;
	irq_handler_t thread_fn;
	void *dev_id;
	const char *name;
	unsigned long flags;
	struct irq_domain *domain;
	unsigned int hwirq;
	int irq;
	bool pending;			/* thread_fn has work */
	struct task_struct *thread;
	struct irq_action *next;
};

struct irq_line {
	struct irq_domain *domain;
	unsigned int hwirq;
};

struct irq_desc {
	spinlock_t lock;
	unsigned int depth;	/* number of disable_irq() calls that no enable_irq() undid */
	struct irq_action *actions;
	unsigned long count;
	unsigned int running;		/* number of CPUs that run handlers; updated atomically */
	u16 active;
	u16 oneshot;
	u16 unhandled;			/* consecutive unhandled interrupts */
	u16 cpu;			/* CPU that irq_set_affinity() selected */
	u8 tree_type;			/* IRQ_TYPE_* from the device tree */
	u8 type;			/* current type; a driver may have changed it */
	bool masked;
	bool percpu;			/* IRQF_PERCPU */
	bool replay;	/* an edge arrived while the line was masked or its handlers ran */
};

DEFINE_PER_CPU(unsigned int, irq_depth);
static struct irq_domain *domains;	/* domains are never removed */
static DECLARE_WAIT_QUEUE_HEAD(irq_threads_idle);	/* shared by all lines */

#define for_each_domain(d) \
	for (struct irq_domain *d = READ_ONCE(domains); d; d = READ_ONCE(d->next))

/* Number of consecutive unhandled interrupts (interrupt storm) after which a line is masked. */
#define UNHANDLED_MAX 1000

int irq_domain_register(struct irq_domain *domain, struct device_node *node,
			const struct irqchip_ops *ops, unsigned int size)
{
	struct irq_domain **at = &domains;
	unsigned int first = 1;

	for (; *at && *at != domain; at = &(*at)->next)
		first += (*at)->size;
	if (WARN(*at, "%pOF: the domain of %pOF is registered twice\n", node, domain->node))
		return -EEXIST;
	domain->descs = kcalloc(size, sizeof(*domain->descs), GFP_KERNEL);
	if (!domain->descs)
		return -ENOMEM;
	for (unsigned int i = 0; i < size; i++) {
		spin_lock_init(&domain->descs[i].lock);
		domain->descs[i].depth = 1;
		domain->descs[i].masked = true;
		domain->descs[i].cpu = domain->cpu;
	}
	domain->node = node;
	domain->ops = ops;
	domain->size = size;
	domain->first = first;
	domain->next = NULL;
	smp_store_release(at, domain);
	if (size)
		pr_info("%pOF: %s, %u lines\n", node, ops->name, size);
	return 0;
}

/*
 * Return the descriptor of an interrupt number, and store its domain and its line in *domain and
 * *hwirq.  Returns NULL if no domain has the number.
 */
static struct irq_desc *irq_to_desc(unsigned int irq, struct irq_domain **domain,
				    unsigned int *hwirq)
{
	for_each_domain(d) {
		if (irq >= d->first && irq - d->first < d->size) {
			*domain = d;
			*hwirq = irq - d->first;
			return &d->descs[*hwirq];
		}
	}
	return NULL;
}

/*
 * Record the trigger type of a line from the device tree.  If specifiers differ, the first one is
 * used.
 */
static void irq_note_type(struct irq_domain *domain, unsigned int hwirq, u32 type)
{
	struct irq_desc *desc = &domain->descs[hwirq];
	unsigned long flags;
	u32 old;

	if (type == IRQ_TYPE_NONE)
		return;
	spin_lock_irqsave(&desc->lock, flags);
	old = desc->tree_type;
	if (old == IRQ_TYPE_NONE)
		desc->tree_type = type;
	spin_unlock_irqrestore(&desc->lock, flags);
	if (old != IRQ_TYPE_NONE && old != type)
		pr_warn("%s: the device tree has conflicting trigger types %u and %u for line %u\n",
			domain->ops->name, old, type, hwirq);
}

int irq_of_specifier(struct device_node *controller, const u32 *cells, unsigned int nr_cells)
{
	unsigned int hwirq;

	for_each_domain(d) {
		u32 type = IRQ_TYPE_NONE;

		if (d->node != controller)
			continue;
		if (d->ops->translate(d, cells, nr_cells, &hwirq, &type) || hwirq >= d->size)
			return -EINVAL;
		irq_note_type(d, hwirq, type & IRQ_TYPE_SENSE_MASK);
		return d->first + hwirq;
	}
	return -EPROBE_DEFER;
}

static void irq_replay(void *arg);

/* Mask or unmask the line according to its state.  The caller holds desc->lock. */
static void __irq_update(struct irq_domain *domain, unsigned int hwirq)
{
	struct irq_desc *desc = &domain->descs[hwirq];
	bool masked = !desc->actions || desc->depth || desc->oneshot;

	if (masked == desc->masked)
		return;
	WRITE_ONCE(desc->masked, masked);
	if (masked)
		domain->ops->mask(domain, hwirq);
	else
		domain->ops->unmask(domain, hwirq);
}

static void irq_unlock(struct irq_desc *desc, struct irq_domain *domain, unsigned int hwirq,
		       unsigned long flags) __releases(&desc->lock)
{
	struct irq_line line = { domain, hwirq };
	bool replay = desc->replay && !desc->masked;

	if (replay)
		desc->replay = false;
	spin_unlock(&desc->lock);
	if (replay)
		irq_run(irq_replay, &line);
	local_irq_restore(flags);
}

static int irq_thread(void *data)
{
	struct irq_action *action = data;
	struct irq_desc *desc = &action->domain->descs[action->hwirq];
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
		spin_lock_irqsave(&desc->lock, flags);
		if (action->flags & IRQF_ONESHOT)
			desc->oneshot--;
		idle = desc->active == 1;
		/*
		 * synchronize_irq() returns when it reads 0 from desc->active.  Its caller must
		 * then see all stores of thread_fn.
		 */
		smp_store_release(&desc->active, (u16)(desc->active - 1));
		__irq_update(action->domain, action->hwirq);
		irq_unlock(desc, action->domain, action->hwirq, flags);
		if (idle)
			wake_up_all(&irq_threads_idle);
	}
	__set_current_state(TASK_RUNNING);
	return 0;
}

static int start_thread(struct irq_action *action)
{
	struct task_struct *task;

	if (!action->thread_fn)
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

	return desc->actions->flags & new->flags & IRQF_SHARED &&
	       !((desc->actions->flags ^ new->flags) & IRQF_ONESHOT) &&
	       (!type || !desc->type || type == desc->type);
}

/* Set the trigger type of a masked line.  The caller holds desc->lock. */
static int __irq_set_type(struct irq_domain *domain, unsigned int hwirq, u32 type)
{
	int err = 0;

	if (type == IRQ_TYPE_NONE)
		return 0;
	if (domain->ops->set_type)
		err = domain->ops->set_type(domain, hwirq, type);
	if (!err)
		WRITE_ONCE(domain->descs[hwirq].type, type);
	return err;
}

static int __irq_install(struct irq_desc *desc, struct irq_action *action)
{
	u32 type = action->flags & IRQF_TRIGGER_MASK;
	struct irq_action **last = &desc->actions;
	int err;

	if (desc->actions && desc->actions->flags & IRQF_ONESHOT &&
	    action->flags & IRQF_COND_ONESHOT)
		action->flags |= IRQF_ONESHOT;
	if (desc->actions && !irq_may_share(desc, action))
		return -EBUSY;
	if (!desc->actions) {
		err = __irq_set_type(action->domain, action->hwirq, type ? type : desc->tree_type);
		if (err)
			return err;
		desc->depth = action->flags & IRQF_NO_AUTOEN ? 1 : 0;
		desc->unhandled = 0;
		desc->replay = false;
		WRITE_ONCE(desc->percpu, action->flags & IRQF_PERCPU);
	} else if (!desc->type) {
		WRITE_ONCE(desc->type, type);
	}
	while (*last)
		last = &(*last)->next;
	smp_store_release(last, action);	/* handlers may run without the lock */
	__irq_update(action->domain, action->hwirq);
	return 0;
}

static int irq_install(struct irq_action *action)
{
	struct irq_desc *desc = &action->domain->descs[action->hwirq];
	unsigned long flags;
	int err;

	spin_lock_irqsave(&desc->lock, flags);
	err = __irq_install(desc, action);
	spin_unlock_irqrestore(&desc->lock, flags);
	if (err == -EBUSY)
		pr_err("interrupt %d is in use and cannot be shared with \"%s\" (flags %#lx)\n",
		       action->irq, action->name, action->flags);
	else if (err)
		pr_err("%s: line %u does not support the trigger of \"%s\": error %d\n",
		       action->domain->ops->name, action->hwirq, action->name, err);
	return err;
}

int request_threaded_irq(unsigned int irq, irq_handler_t handler, irq_handler_t thread_fn,
			 unsigned long flags, const char *name, void *dev_id)
{
	struct irq_action *action;
	struct irq_domain *domain;
	unsigned int hwirq;
	int err;

	might_sleep();
	if (irq == IRQ_NOTCONNECTED)
		return -ENOTCONN;
	if ((!handler && !thread_fn) ||
	    ((flags & IRQF_SHARED) && (!dev_id || flags & IRQF_NO_AUTOEN)) ||
	    ((flags & IRQF_PERCPU) && (thread_fn || flags & (IRQF_SHARED | IRQF_ONESHOT))) ||
	    !irq_to_desc(irq, &domain, &hwirq))
		return -EINVAL;
	/* A level interrupt would be raised again before the thread can handle it. */
	if (!handler && !(flags & IRQF_ONESHOT) && !domain->ops->oneshot_safe) {
		pr_err("interrupt %u, \"%s\": without a handler, IRQF_ONESHOT is needed\n", irq,
		       name);
		return -EINVAL;
	}
	action = kzalloc(sizeof(*action), GFP_KERNEL);
	if (!action)
		return -ENOMEM;
	*action = (struct irq_action){ .handler = handler, .thread_fn = thread_fn, .dev_id = dev_id,
				       .name = name, .flags = flags, .domain = domain,
				       .hwirq = hwirq, .irq = irq };
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
	struct irq_domain *domain;
	unsigned int hwirq;
	struct irq_desc *desc = irq_to_desc(irq, &domain, &hwirq);

	if (desc)
		synchronize_running(desc);
}

void synchronize_irq(unsigned int irq)
{
	struct irq_domain *domain;
	unsigned int hwirq;
	struct irq_desc *desc = irq_to_desc(irq, &domain, &hwirq);

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
	struct irq_domain *domain;
	unsigned int hwirq;
	struct irq_desc *desc = irq_to_desc(irq, &domain, &hwirq);
	unsigned long flags;

	if (WARN(!desc, "free_irq: there is no interrupt %u\n", irq) ||
	    WARN(in_interrupt(), "free_irq: called in interrupt context for interrupt %u\n", irq))
		return NULL;
	spin_lock_irqsave(&desc->lock, flags);
	for (at = &desc->actions; *at && (*at)->dev_id != dev_id; at = &(*at)->next)
		;
	action = *at;
	if (action) {
		WRITE_ONCE(*at, action->next);
		__irq_update(domain, hwirq);
	}
	spin_unlock_irqrestore(&desc->lock, flags);
	if (WARN(!action, "free_irq: interrupt %u has no such handler\n", irq))
		return NULL;
	/* Wait until the thread has finished its pending work and released its one-shot mask. */
	synchronize_irq(irq);
	if (action->thread)
		kthread_stop(action->thread);
	kfree(action);
	return dev_id;
}

static void irq_change_depth(unsigned int irq, int by)
{
	struct irq_domain *domain;
	unsigned int hwirq;
	struct irq_desc *desc = irq_to_desc(irq, &domain, &hwirq);
	const char *why = NULL;
	unsigned long flags;

	if (WARN(!desc, "there is no interrupt %u\n", irq))
		return;
	spin_lock_irqsave(&desc->lock, flags);
	if (by < 0 && !desc->depth)
		why = "was enabled more often than disabled";
	else if (by < 0 && !desc->actions && desc->depth == 1)
		why = "was enabled but has no handler";
	else
		desc->depth += by;
	__irq_update(domain, hwirq);
	irq_unlock(desc, domain, hwirq, flags);
	WARN(why, "interrupt %u %s\n", irq, why);
}

void disable_irq_nosync(unsigned int irq)
{
	irq_change_depth(irq, 1);
}

bool disable_hardirq(unsigned int irq)
{
	struct irq_domain *domain;
	unsigned int hwirq;
	struct irq_desc *desc = irq_to_desc(irq, &domain, &hwirq);

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

int irq_set_irq_type(unsigned int irq, unsigned int type)
{
	struct irq_domain *domain;
	unsigned int hwirq;
	struct irq_desc *desc = irq_to_desc(irq, &domain, &hwirq);
	unsigned long flags;
	int err;

	if (!desc || type & ~(unsigned int)IRQ_TYPE_SENSE_MASK)
		return -EINVAL;
	spin_lock_irqsave(&desc->lock, flags);
	if (!desc->masked)
		domain->ops->mask(domain, hwirq);
	err = __irq_set_type(domain, hwirq, type);
	if (!desc->masked)
		domain->ops->unmask(domain, hwirq);
	spin_unlock_irqrestore(&desc->lock, flags);
	return err;
}

unsigned int irq_get_trigger_type(unsigned int irq)
{
	struct irq_domain *domain;
	unsigned int hwirq;
	struct irq_desc *desc = irq_to_desc(irq, &domain, &hwirq);

	return desc ? READ_ONCE(desc->type) : IRQ_TYPE_NONE;
}

static bool irq_is_movable(struct irq_desc *desc, struct irq_domain *domain)
{
	return desc && domain->ops->set_affinity && !READ_ONCE(desc->percpu);
}

int irq_can_set_affinity(unsigned int irq)
{
	struct irq_domain *domain;
	unsigned int hwirq;
	struct irq_desc *desc = irq_to_desc(irq, &domain, &hwirq);

	return irq_is_movable(desc, domain);
}

static int irq_move(struct irq_domain *domain, unsigned int hwirq, unsigned int cpu)
{
	struct irq_desc *desc = &domain->descs[hwirq];
	unsigned long flags;
	int err;

	spin_lock_irqsave(&desc->lock, flags);
	if (!desc->masked)
		domain->ops->mask(domain, hwirq);
	err = domain->ops->set_affinity(domain, hwirq, cpu);
	if (!err)
		WRITE_ONCE(desc->cpu, cpu);
	if (!desc->masked)
		domain->ops->unmask(domain, hwirq);
	spin_unlock_irqrestore(&desc->lock, flags);
	return err;
}

int irq_set_affinity(unsigned int irq, const struct cpumask *mask)
{
	struct irq_domain *domain;
	unsigned int hwirq, cpu;
	struct irq_desc *desc = irq_to_desc(irq, &domain, &hwirq);
	int err = -EINVAL;

	if (!irq_is_movable(desc, domain))
		return -EINVAL;
	for_each_cpu(cpu, mask) {
		if (!cpu_online(cpu))
			continue;
		err = irq_move(domain, hwirq, cpu);
		if (!err)
			return 0;
	}
	return err;
}

int irq_set_affinity_and_hint(unsigned int irq, const struct cpumask *mask)
{
	struct irq_domain *domain;
	unsigned int hwirq;

	if (!irq_to_desc(irq, &domain, &hwirq))
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
	struct irq_desc *desc = &action->domain->descs[action->hwirq];

	spin_lock(&desc->lock);
	if (!action->pending) {
		action->pending = true;
		desc->active++;
		if (action->flags & IRQF_ONESHOT)
			desc->oneshot++;
		__irq_update(action->domain, action->hwirq);
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

static void irq_report_storm(struct irq_domain *domain, unsigned int hwirq)
{
	pr_err("%s: line %u: %u unhandled interrupts in a row: masked.  Handlers:\n",
	       domain->ops->name, hwirq, UNHANDLED_MAX);
	for (struct irq_action *a = domain->descs[hwirq].actions; a; a = a->next)
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
static bool irq_begin(struct irq_desc *desc)
{
	bool run;

	spin_lock(&desc->lock);
	run = !desc->masked && !READ_ONCE(desc->running);
	if (run) {
		WRITE_ONCE(desc->count, desc->count + 1);
		__atomic_fetch_add(&desc->running, 1, __ATOMIC_RELAXED);
	} else if (desc->type & IRQ_TYPE_EDGE_BOTH) {
		desc->replay = true;
	}
	spin_unlock(&desc->lock);
	return run;
}

/*
 * Finish handling an interrupt.  Returns true if another edge arrived, so that the handlers must
 * run again.
 */
static bool irq_end(struct irq_domain *domain, unsigned int hwirq, bool handled)
{
	struct irq_desc *desc = &domain->descs[hwirq];
	bool again;

	if (READ_ONCE(desc->percpu) && handled) {
		__atomic_fetch_sub(&desc->running, 1, __ATOMIC_RELEASE);
		return false;
	}
	spin_lock(&desc->lock);
	__atomic_fetch_sub(&desc->running, 1, __ATOMIC_RELEASE);
	desc->unhandled = handled ? 0 : desc->unhandled + 1;
	if (desc->unhandled == UNHANDLED_MAX) {
		irq_report_storm(domain, hwirq);
		desc->unhandled = 0;
		desc->depth++;
		__irq_update(domain, hwirq);
	}
	again = desc->replay && !desc->masked;
	if (again)
		desc->replay = false;
	spin_unlock(&desc->lock);
	return again;
}

void irq_domain_handle(struct irq_domain *domain, unsigned int hwirq)
{
	struct irq_desc *desc = hwirq < domain->size ? &domain->descs[hwirq] : NULL;
	bool handled;

	if (!desc) {
		pr_err("%s: interrupt %u is out of range\n", domain->ops->name, hwirq);
		return;
	}
	do {
		if (READ_ONCE(desc->percpu) ? !irq_begin_percpu(desc) : !irq_begin(desc))
			return;
		handled = false;
		for (struct irq_action *a = READ_ONCE(desc->actions); a; a = READ_ONCE(a->next))
			handled |= irq_run_action(a);
	} while (irq_end(domain, hwirq, handled));
}

static void irq_replay(void *arg)
{
	const struct irq_line *line = arg;

	irq_domain_handle(line->domain, line->hwirq);
}

void irqs_for_each(void (*fn)(const struct irq_info *info, void *arg), void *arg)
{
	for_each_domain(d) {
		for (unsigned int i = 0; i < d->size; i++) {
			struct irq_desc *desc = &d->descs[i];
			const struct irq_action *action = READ_ONCE(desc->actions);
			struct irq_info info = {
				.irq = d->first + i,
				.controller = d->ops->name,
				.line = d->ops->number ? d->ops->number(d, i) : i,
				.cpu = desc->percpu ? -1 : READ_ONCE(desc->cpu),
				.count = READ_ONCE(desc->count),
			};

			if (!action)
				continue;
			info.name = action->name;
			fn(&info, arg);
		}
	}
}

bool irq_has_handler(unsigned int irq)
{
	struct irq_domain *domain;
	unsigned int hwirq;
	struct irq_desc *desc = irq_to_desc(irq, &domain, &hwirq);

	return desc && READ_ONCE(desc->actions);
}

unsigned int kstat_irqs_usr(unsigned int irq)
{
	struct irq_domain *domain;
	unsigned int hwirq;
	struct irq_desc *desc = irq_to_desc(irq, &domain, &hwirq);

	return desc ? (unsigned int)READ_ONCE(desc->count) : 0;
}

/* ---- interrupt controllers ------------------------------------------------------------------- */

extern const struct irqchip *const __start_tbl_irqchip[], *const __stop_tbl_irqchip[];

static const struct irqchip *find_irqchip(struct device_node *node)
{
	for (const struct irqchip *const *p = __start_tbl_irqchip; p < __stop_tbl_irqchip; p++) {
		if (of_device_is_compatible(node, (*p)->compatible))
			return *p;
	}
	return NULL;
}

static void irqchips_start(bool chained)
{
	struct device_node *node;

	for_each_node_with_property(node, "interrupt-controller") {
		const struct irqchip *chip = find_irqchip(node);
		int err;

		if (!chip || chip->chained != chained || !of_device_is_available(node))
			continue;
		err = chip->init(node);
		if (err && err != -ENODEV)
			pr_err("%pOF: the interrupt controller's driver failed: %d\n", node, err);
	}
}

void irqchip_init(void)
{
	irqchips_start(false);
	irqchips_start(true);
	if (!domains)
		pr_warn("no interrupt controller of the device tree has a driver\n");
}

void irqchip_init_cpu(void)
{
	for_each_domain(d) {
		if (d->ops->init_cpu)
			d->ops->init_cpu(d);
	}
}

void irqchip_handle(void)
{
	for_each_domain(d) {
		if (d->ops->handle)
			d->ops->handle(d);
	}
}

bool irqchip_send_ipi(unsigned int cpu)
{
	for_each_domain(d) {
		if (d->ops->send_ipi) {
			d->ops->send_ipi(cpu);
			return true;
		}
	}
	return false;
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
