// SPDX-License-Identifier: BSD-2-Clause
/*
 * Interrupts: domains of lines, their handlers, and the change to the interrupt stack.
 *
 * An interrupt number is the index of a line among all domains' lines, counted from 1 in the order in
 * which the domains were registered.
 *
 * Locking: desc->lock, interrupts off, protects a line's handlers and its mask count.  Handlers run
 * without it; desc->running counts those that do, for synchronize_irq().
 */

#include <linux/bug.h>
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/of.h>
#include <linux/of_irq.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <quarry/arch.h>
#include <quarry/irqchip.h>
#include <quarry/irqs.h>
#include <quarry/stack.h>

struct irq_action {
	irq_handler_t handler;
	irq_handler_t thread_fn;
	void *dev_id;
	const char *name;
	unsigned long flags;
	int irq;
	unsigned int thread_pending;
	struct task_struct *thread;
	struct irq_action *next;
};

struct irq_desc {
	spinlock_t lock;
	struct irq_action *actions;
	unsigned int depth;	/* the line is masked while this is not 0 */
	unsigned int running;
	unsigned int unhandled;
	unsigned long count;
};

DEFINE_PER_CPU(unsigned int, irq_depth);
static struct irq_domain *domains;

/* A line that nobody answers for is masked after so many interrupts, or it would eat the CPU. */
#define UNHANDLED_MAX 1000

int irq_domain_register(struct irq_domain *domain, struct device_node *node,
			const struct irqchip_ops *ops, unsigned int size)
{
	struct irq_domain **at = &domains;

	domain->descs = kcalloc(size, sizeof(*domain->descs), GFP_KERNEL);
	if (!domain->descs)
		return -ENOMEM;
	for (unsigned int i = 0; i < size; i++) {
		spin_lock_init(&domain->descs[i].lock);
		domain->descs[i].depth = 1;
	}
	domain->node = node;
	domain->ops = ops;
	domain->size = size;
	domain->next = NULL;
	while (*at)
		at = &(*at)->next;
	*at = domain;
	pr_info("%pOF: %s, %u lines\n", node, ops->name, size);
	return 0;
}

/* The domain and line of an interrupt number; NULL if there is none. */
static struct irq_desc *irq_to_desc(unsigned int irq, struct irq_domain **domain,
				    unsigned int *hwirq)
{
	unsigned int first = 1;

	for (struct irq_domain *d = domains; d; first += d->size, d = d->next) {
		if (irq >= first && irq - first < d->size) {
			*domain = d;
			*hwirq = irq - first;
			return &d->descs[*hwirq];
		}
	}
	return NULL;
}

int irq_of_specifier(struct device_node *controller, const u32 *cells, unsigned int nr_cells)
{
	unsigned int first = 1, hwirq;

	for (struct irq_domain *d = domains; d; first += d->size, d = d->next) {
		if (d->node != controller)
			continue;
		if (d->ops->translate(d, cells, nr_cells, &hwirq) || hwirq >= d->size)
			return -EINVAL;
		return first + hwirq;
	}
	return -EPROBE_DEFER;
}

static int irq_thread(void *data)
{
	struct irq_action *action = data;

	while (!kthread_should_stop()) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (!__atomic_exchange_n(&action->thread_pending, 0, __ATOMIC_ACQ_REL)) {
			if (!kthread_should_stop())
				schedule();
			__set_current_state(TASK_RUNNING);
			continue;
		}
		__set_current_state(TASK_RUNNING);
		action->thread_fn(action->irq, action->dev_id);
		if (action->flags & IRQF_ONESHOT)
			enable_irq(action->irq);
	}
	return 0;
}

static int start_thread(struct irq_action *action)
{
	struct task_struct *task;

	if (!action->thread_fn)
		return 0;
	task = kthread_create(irq_thread, action, "irq/%d", action->irq);
	if (IS_ERR(task))
		return PTR_ERR(task);
	action->thread = task;
	wake_up_process(task);
	return 0;
}

static int install(struct irq_domain *domain, unsigned int hwirq, struct irq_action *action)
{
	struct irq_desc *desc = &domain->descs[hwirq];
	unsigned long flags;
	int err = 0;

	spin_lock_irqsave(&desc->lock, flags);
	if (desc->actions && !(desc->actions->flags & action->flags & IRQF_SHARED)) {
		err = -EBUSY;
	} else {
		action->next = desc->actions;
		WRITE_ONCE(desc->actions, action);
		if (!action->next) {
			desc->depth = 0;
			domain->ops->unmask(domain, hwirq);
		}
	}
	spin_unlock_irqrestore(&desc->lock, flags);
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
	if ((!handler && !thread_fn) || (!handler && !(flags & IRQF_ONESHOT)) ||
	    ((flags & IRQF_SHARED) && !dev_id) || !irq_to_desc(irq, &domain, &hwirq))
		return -EINVAL;
	action = kzalloc(sizeof(*action), GFP_KERNEL);
	if (!action)
		return -ENOMEM;
	*action = (struct irq_action){ .handler = handler, .thread_fn = thread_fn, .irq = irq,
				       .dev_id = dev_id, .name = name, .flags = flags };
	err = start_thread(action);
	if (!err)
		err = install(domain, hwirq, action);
	if (err) {
		if (action->thread)
			kthread_stop(action->thread);
		kfree(action);
	}
	return err;
}

void synchronize_irq(unsigned int irq)
{
	struct irq_domain *domain;
	unsigned int hwirq;
	struct irq_desc *desc = irq_to_desc(irq, &domain, &hwirq);

	while (desc && READ_ONCE(desc->running))
		cpu_relax();
}

const void *free_irq(unsigned int irq, void *dev_id)
{
	struct irq_action **at, *action;
	struct irq_domain *domain;
	unsigned int hwirq;
	struct irq_desc *desc = irq_to_desc(irq, &domain, &hwirq);
	unsigned long flags;

	if (WARN(!desc, "free_irq: there is no interrupt %u\n", irq))
		return NULL;
	spin_lock_irqsave(&desc->lock, flags);
	for (at = &desc->actions; *at && (*at)->dev_id != dev_id; at = &(*at)->next)
		;
	action = *at;
	if (action)
		*at = action->next;
	if (action && !desc->actions) {
		desc->depth = 1;
		domain->ops->mask(domain, hwirq);
	}
	spin_unlock_irqrestore(&desc->lock, flags);
	if (WARN(!action, "free_irq: interrupt %u has no such handler\n", irq))
		return NULL;
	synchronize_irq(irq);
	if (action->thread)
		kthread_stop(action->thread);
	kfree(action);
	return dev_id;
}

static void change_depth(unsigned int irq, int by)
{
	struct irq_domain *domain;
	unsigned int hwirq;
	struct irq_desc *desc = irq_to_desc(irq, &domain, &hwirq);
	unsigned long flags;

	if (WARN(!desc, "there is no interrupt %u\n", irq))
		return;
	spin_lock_irqsave(&desc->lock, flags);
	if (by < 0 && !desc->depth) {
		spin_unlock_irqrestore(&desc->lock, flags);
		WARN(1, "interrupt %u was enabled more often than disabled\n", irq);
		return;
	}
	desc->depth += by;
	if (desc->depth == 1 && by > 0)
		domain->ops->mask(domain, hwirq);
	else if (!desc->depth)
		domain->ops->unmask(domain, hwirq);
	spin_unlock_irqrestore(&desc->lock, flags);
}

void disable_irq_nosync(unsigned int irq)
{
	change_depth(irq, 1);
}

void disable_irq(unsigned int irq)
{
	change_depth(irq, 1);
	synchronize_irq(irq);
}

void enable_irq(unsigned int irq)
{
	change_depth(irq, -1);
}

static irqreturn_t run_action(struct irq_action *action)
{
	irqreturn_t ret = IRQ_WAKE_THREAD;

	if (action->handler)
		ret = action->handler(action->irq, action->dev_id);
	if (ret != IRQ_WAKE_THREAD || !action->thread)
		return ret;
	if (action->flags & IRQF_ONESHOT)
		disable_irq_nosync(action->irq);
	__atomic_store_n(&action->thread_pending, 1, __ATOMIC_RELEASE);
	wake_up_process(action->thread);
	return IRQ_HANDLED;
}

void irq_domain_handle(struct irq_domain *domain, unsigned int hwirq)
{
	struct irq_desc *desc = hwirq < domain->size ? &domain->descs[hwirq] : NULL;
	bool handled = false;

	if (!desc) {
		pr_err("%s: interrupt %u is out of range\n", domain->ops->name, hwirq);
		return;
	}
	spin_lock(&desc->lock);
	WRITE_ONCE(desc->count, desc->count + 1);
	WRITE_ONCE(desc->running, desc->running + 1);
	spin_unlock(&desc->lock);
	for (struct irq_action *action = READ_ONCE(desc->actions); action; action = action->next)
		handled |= run_action(action) != IRQ_NONE;
	spin_lock(&desc->lock);
	WRITE_ONCE(desc->running, desc->running - 1);
	desc->unhandled = handled ? 0 : desc->unhandled + 1;
	if (desc->unhandled == UNHANDLED_MAX) {
		desc->depth++;
		domain->ops->mask(domain, hwirq);
		pr_err("%s: nobody handles interrupt %u: masked\n", domain->ops->name, hwirq);
	}
	spin_unlock(&desc->lock);
}

void irqs_for_each(void (*fn)(unsigned int irq, const struct irq_domain *domain, unsigned int hwirq,
			      unsigned long count, const char *name, void *arg), void *arg)
{
	unsigned int irq = 1;

	for (struct irq_domain *d = domains; d; d = d->next) {
		for (unsigned int i = 0; i < d->size; i++, irq++) {
			struct irq_desc *desc = &d->descs[i];
			const struct irq_action *action = READ_ONCE(desc->actions);

			if (action)
				fn(irq, d, i, READ_ONCE(desc->count), action->name, arg);
		}
	}
}

/* ---- controllers ----------------------------------------------------------------------------- */

extern const struct irqchip *const __start_tbl_irqchip[], *const __stop_tbl_irqchip[];

static const struct irqchip *find_irqchip(struct device_node *node)
{
	for (const struct irqchip *const *p = __start_tbl_irqchip; p < __stop_tbl_irqchip; p++) {
		if (of_device_is_compatible(node, (*p)->compatible))
			return *p;
	}
	return NULL;
}

void irqchip_init(void)
{
	struct device_node *node;

	for_each_node_with_property(node, "interrupt-controller") {
		const struct irqchip *chip = find_irqchip(node);
		int err;

		if (!chip || !of_device_is_available(node))
			continue;
		err = chip->init(node);
		if (err && err != -ENODEV)
			pr_err("%pOF: the interrupt controller's driver failed: %d\n", node, err);
	}
	if (!domains)
		pr_warn("no interrupt controller of the device tree has a driver\n");
}

void irqchip_init_cpu(void)
{
	for (struct irq_domain *d = domains; d; d = d->next) {
		if (d->ops->init_cpu)
			d->ops->init_cpu(d);
	}
}

void irqchip_handle(void)
{
	for (struct irq_domain *d = domains; d; d = d->next)
		d->ops->handle(d);
}

void irqchip_send_ipi(unsigned int cpu)
{
	if (domains && domains->ops->send_ipi)
		domains->ops->send_ipi(cpu);
}

/* ---- the interrupt stack --------------------------------------------------------------------- */

void irq_run(void (*fn)(void *arg), void *arg)
{
	unsigned int depth = __this_cpu_read(irq_depth);
	void *stack = __this_cpu_read(irq_stack_top);

	__this_cpu_write(irq_depth, depth + 1);
	if (!depth && stack)
		arch_call_on_stack(fn, arg, stack);
	else
		fn(arg);
	__this_cpu_write(irq_depth, depth);
}
