// SPDX-License-Identifier: BSD-2-Clause
/*
 * Interrupt lines and their numbers.
 *
 * An irq_domain is the set of lines of one controller.  Each domain has a range of interrupt
 * numbers, of which number 0 is none.  A line that is mapped has a descriptor and an entry in the
 * domain's revmap, so it has a number:
 *
 *	domains -> first = 1		-> first = 97		-> NULL
 *		   revmap[0..95]	   revmap[0..7]
 *		     |					|
 *		     descriptor of number 10 (hwirq 9)	descriptor of number 100 (hwirq 3)
 *
 * The entry of a line below revmap_size has the line's number in the domain as index.  A line from
 * revmap_size on, which only domains with a tree or a first_hwirq have, uses the first free entry
 * from revmap_size on, and is found by a search.
 *
 * A line of a domain with a parent has a line of the parent, which is mapped like others and passes
 * its interrupts to the flow handler of the child's line:
 *
 *	descriptor of the child's line		descriptor of the parent's line
 *	irq_data.parent_data		->	irq_data
 *				    <-		child, handle_irq = irq_forward
 *
 * The chip of the child's line calls functions of the parent's chip with the lock of the child's
 * line.  The parent's line has no handler of request_irq() meanwhile, so its lock is not needed.
 *
 * Invariants:
 *
 *  1. The ranges of the domains in the list do not overlap, and their order is that of the list.
 *  2. A descriptor in entry i of a domain has the interrupt number first + i.
 *  3. mapcount is the number of entries that are not NULL.
 *
 * Locking: irq_domain_mutex protects the list and the revmaps.  They are read without it, in
 * interrupts too.  A descriptor is freed a grace period after its entry is cleared, and a domain a
 * grace period after it is removed from the list.
 */

#include <internal/irqs.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/irq.h>
#include <linux/irqdomain.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/of.h>
#include <linux/overflow.h>
#include <linux/printk.h>
#include <linux/ratelimit.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "irq_line.h"

static struct irq_domain *domains;
static DEFINE_MUTEX(irq_domain_mutex);

#define for_each_domain(d) \
	for (struct irq_domain *d = READ_ONCE(domains); d; d = READ_ONCE(d->next))

struct irq_chip no_irq_chip = { .name = "none" };

/* ---- look-up --------------------------------------------------------------------------------- */

struct irq_desc *irq_to_desc(unsigned int irq)
{
	for_each_domain(d) {
		if (irq - d->first < d->nr_irqs)
			return READ_ONCE(d->revmap[irq - d->first]);
	}
	return NULL;
}

static noinline struct irq_desc *irq_search(struct irq_domain *domain, irq_hw_number_t hwirq)
{
	for (unsigned int i = domain->revmap_size; i < domain->nr_irqs; i++) {
		struct irq_desc *desc = READ_ONCE(domain->revmap[i]);

		if (desc && desc->irq_data.hwirq == hwirq)
			return desc;
	}
	return NULL;
}

static struct irq_desc *irq_resolve(struct irq_domain *domain, irq_hw_number_t hwirq)
{
	return likely(hwirq < domain->revmap_size) ? READ_ONCE(domain->revmap[hwirq])
						   : irq_search(domain, hwirq);
}

int generic_handle_domain_irq(struct irq_domain *domain, irq_hw_number_t hwirq)
{
	struct irq_desc *desc = irq_resolve(domain, hwirq);

	lockdep_assert_irqs_disabled();
	if (unlikely(!desc)) {
		pr_err_ratelimited("%s: interrupt %lu is not mapped\n", domain->name, hwirq);
		return -EINVAL;
	}
	READ_ONCE(desc->handle_irq)(desc);
	return 0;
}

int generic_handle_irq(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);

	lockdep_assert_irqs_disabled();
	if (!desc)
		return -EINVAL;
	READ_ONCE(desc->handle_irq)(desc);
	return 0;
}

void handle_bad_irq(struct irq_desc *desc)
{
	WRITE_ONCE(desc->count, desc->count + 1);
	pr_err_ratelimited("%s: interrupt %lu has no flow handler\n", desc->irq_data.domain->name,
			   desc->irq_data.hwirq);
}

unsigned int irq_find_mapping(struct irq_domain *domain, irq_hw_number_t hwirq)
{
	const struct irq_desc *desc;
	unsigned int irq;

	rcu_read_lock();
	desc = domain ? irq_resolve(domain, hwirq) : NULL;
	irq = desc ? desc->irq_data.irq : 0;
	rcu_read_unlock();
	return irq;
}

struct irq_data *irq_get_irq_data(unsigned int irq)
{
	struct irq_desc *desc = irq_to_desc(irq);

	return desc ? &desc->irq_data : NULL;
}

static struct irq_domain *irq_find_domain(const struct fwnode_handle *fwnode)
{
	for_each_domain(d) {
		if (d->fwnode == fwnode)
			return fwnode ? d : NULL;
	}
	return NULL;
}

struct irq_data *irq_domain_get_irq_data(struct irq_domain *domain, unsigned int virq)
{
	struct irq_data *data = irq_get_irq_data(virq);

	while (data && data->domain != domain)
		data = data->parent_data;
	return data;
}

struct irq_domain *irq_find_host(struct device_node *node)
{
	return irq_find_domain(of_fwnode_handle(node));
}

void irqs_for_each(void (*fn)(const struct irq_info *info, void *arg), void *arg)
{
	for_each_domain(d) {
		for (unsigned int i = 0; i < d->nr_irqs; i++) {
			struct irq_desc *desc = READ_ONCE(d->revmap[i]);
			struct irq_info info;

			if (desc && irq_describe(desc, &info))
				fn(&info, arg);
		}
	}
}

/* ---- domains --------------------------------------------------------------------------------- */

/*
 * Add a domain to the list.  Its numbers begin at @first or, if @first is 0, at the lowest free
 * range.  Returns -EBUSY if numbers from @first on are in use.  Called with irq_domain_mutex held.
 */
static int irq_domain_insert(struct irq_domain *domain, unsigned int first)
{
	struct irq_domain **at = &domains;
	unsigned int next = 1;

	for (; *at; at = &(*at)->next) {
		domain->first = first ? first : next;
		if (domain->first >= next && domain->first <= (*at)->first &&
		    (*at)->first - domain->first >= domain->nr_irqs)
			break;
		next = (*at)->first + (*at)->nr_irqs;
	}
	domain->first = first ? first : next;
	if (domain->first < next || domain->first > INT_MAX - domain->nr_irqs)
		return -EBUSY;
	domain->next = *at;
	smp_store_release(at, domain);
	return 0;
}

static struct irq_domain *irq_domain_create(struct fwnode_handle *fwnode, unsigned int revmap_size,
					    unsigned int nr_irqs, unsigned int first,
					    const struct irq_domain_ops *ops, void *host_data,
					    struct irq_domain *parent)
{
	struct irq_domain *domain = kzalloc(struct_size(domain, revmap, nr_irqs), GFP_KERNEL);
	int err;

	if (!domain)
		return NULL;
	domain->name = is_of_node(fwnode) ? to_of_node(fwnode)->full_name : "irqdomain";
	domain->ops = ops;
	domain->host_data = host_data;
	domain->fwnode = fwnode;
	domain->parent = parent;
	domain->nr_irqs = nr_irqs;
	domain->revmap_size = revmap_size;
	mutex_lock(&irq_domain_mutex);
	err = irq_domain_insert(domain, first);
	mutex_unlock(&irq_domain_mutex);
	if (!err)
		return domain;
	pr_err("%s: the interrupt numbers from %u on are in use\n", domain->name, first);
	kfree(domain);
	return NULL;
}

struct irq_domain *irq_domain_create_linear(struct fwnode_handle *fwnode, unsigned int size,
					    const struct irq_domain_ops *ops, void *host_data)
{
	return irq_domain_create(fwnode, size, size, 0, ops, host_data, NULL);
}

struct irq_domain *irq_domain_create_tree(struct fwnode_handle *fwnode,
					  const struct irq_domain_ops *ops, void *host_data)
{
	return irq_domain_create(fwnode, 0, IRQ_DOMAIN_TREE_LINES, 0, ops, host_data, NULL);
}

struct irq_domain *irq_domain_create_hierarchy(struct irq_domain *parent, unsigned int flags,
					       unsigned int size, struct fwnode_handle *fwnode,
					       const struct irq_domain_ops *ops, void *host_data)
{
	return irq_domain_create(fwnode, size, size ?: IRQ_DOMAIN_TREE_LINES, 0, ops, host_data,
				 parent);
}

/* ---- mappings -------------------------------------------------------------------------------- */

/*
 * Readers of the tables run with interrupts off.  CONFIG_SMP selects RCU; with one CPU, no reader
 * runs while a thread does.
 */
static void irq_wait_for_readers(void)
{
#ifdef CONFIG_RCU
	synchronize_rcu();
#endif
}

static void irq_free_desc(struct irq_desc *desc)
{
#ifdef CONFIG_RCU
	kfree_rcu(desc, rcu);
#else
	kfree(desc);
#endif
}

/* Return the index of a free entry for the line, or nr_irqs if all entries are in use. */
static unsigned int irq_free_entry(const struct irq_domain *domain, irq_hw_number_t hwirq)
{
	unsigned int i = domain->revmap_size;

	if (hwirq < i)
		return (unsigned int)hwirq;
	while (i < domain->nr_irqs && domain->revmap[i])
		i++;
	return i;
}

static void __irq_dispose(struct irq_domain *domain, unsigned int at);

/* Give the parent's line back.  Called with irq_domain_mutex held. */
static void __irq_free_parent(struct irq_desc *desc)
{
	struct irq_data *data = desc->irq_data.parent_data;
	struct irq_desc *parent;

	if (!desc->has_parent)
		return;
	desc->has_parent = false;
	parent = container_of(data, struct irq_desc, irq_data);
	irq_set_child(parent, NULL);
	if (parent->for_child)
		__irq_dispose(data->domain, data->irq - data->domain->first);
}

/*
 * Undo the mapping in entry @at, unless the line has a handler.  Called with irq_domain_mutex held.
 */
static void __irq_dispose(struct irq_domain *domain, unsigned int at)
{
	struct irq_desc *desc = domain->revmap[at];

	if (!desc || WARN(desc->action, "%s: interrupt %u still has a handler\n", domain->name,
			  desc->irq_data.irq))
		return;
	if (domain->ops->free)
		domain->ops->free(domain, desc->irq_data.irq, 1);
	else if (domain->ops->unmap)
		domain->ops->unmap(domain, desc->irq_data.irq);
	__irq_free_parent(desc);
	WRITE_ONCE(domain->revmap[at], NULL);
	domain->mapcount--;
	irq_free_desc(desc);
}

/* Set the chip and the flow handler of a line, and map that of the parent. */
static int __irq_set_up(struct irq_desc *desc, struct irq_fwspec *fwspec)
{
	struct irq_domain *domain = desc->irq_data.domain;
	unsigned int irq = desc->irq_data.irq;
	int err = 0;

	if (domain->ops->alloc)
		err = fwspec ? domain->ops->alloc(domain, irq, 1, fwspec) : -EINVAL;
	else if (domain->ops->map)
		err = domain->ops->map(domain, irq, desc->irq_data.hwirq);
	return err <= 0 ? err : -EINVAL;
}

/*
 * Map a line.  Returns its number or an error.  @fwspec is NULL if the line has no specifier.
 * Called with irq_domain_mutex held.
 */
static int __irq_map(struct irq_domain *domain, irq_hw_number_t hwirq, struct irq_fwspec *fwspec)
{
	unsigned int at = irq_free_entry(domain, hwirq), irq = domain->first + at;
	struct irq_desc *desc;
	int err;

	if (at == domain->nr_irqs)
		return -EINVAL;
	desc = kzalloc(sizeof(*desc), GFP_KERNEL);
	if (!desc)
		return -ENOMEM;
	desc->irq_data = (struct irq_data){
		.irq = irq, .hwirq = hwirq, .chip = &no_irq_chip, .domain = domain,
	};
	desc->handle_irq = handle_bad_irq;
	spin_lock_init(&desc->lock);
	desc->depth = 1;
	desc->off = desc->masked = true;
	/* The domain's functions find the line by its number. */
	smp_store_release(&domain->revmap[at], desc);
	err = __irq_set_up(desc, fwspec);
	if (err) {
		__irq_free_parent(desc);
		WRITE_ONCE(domain->revmap[at], NULL);
		irq_free_desc(desc);
		return err;
	}
	domain->mapcount++;
	return (int)irq;
}

static int irq_map(struct irq_domain *domain, irq_hw_number_t hwirq, struct irq_fwspec *fwspec)
{
	const struct irq_desc *desc;
	int irq;

	mutex_lock(&irq_domain_mutex);
	desc = irq_resolve(domain, hwirq);
	irq = desc ? (int)desc->irq_data.irq : __irq_map(domain, hwirq, fwspec);
	mutex_unlock(&irq_domain_mutex);
	return irq;
}

unsigned int irq_create_mapping(struct irq_domain *domain, irq_hw_number_t hwirq)
{
	int irq = domain ? irq_map(domain, hwirq, NULL) : 0;

	return irq > 0 ? (unsigned int)irq : 0;
}

/*
 * Record the trigger type of a line from the device tree.  If specifiers differ, the first one is
 * used.
 */
static void irq_note_type(struct irq_desc *desc, u32 type)
{
	unsigned long flags;
	u32 old;

	if (type == IRQ_TYPE_NONE)
		return;
	spin_lock_irqsave(&desc->lock, flags);
	old = desc->tree_type;
	if (old == IRQ_TYPE_NONE)
		desc->tree_type = type;
	if (desc->type == IRQ_TYPE_NONE)
		desc->type = type;
	spin_unlock_irqrestore(&desc->lock, flags);
	if (old != IRQ_TYPE_NONE && old != type)
		pr_warn("%s: the device tree has conflicting trigger types %u and %u for line %lu\n",
			desc->irq_data.chip->name, old, type, desc->irq_data.hwirq);
}

static int irq_translate(struct irq_domain *domain, struct irq_fwspec *fwspec,
			 unsigned long *hwirq, unsigned int *type)
{
	if (domain->ops->translate)
		return domain->ops->translate(domain, fwspec, hwirq, type);
	if (domain->ops->xlate)
		return domain->ops->xlate(domain, to_of_node(fwspec->fwnode), fwspec->param,
					  (unsigned int)fwspec->param_count, hwirq, type);
	if (fwspec->param_count < 1)
		return -EINVAL;
	*hwirq = fwspec->param[0];
	return 0;
}

static int irq_map_fwspec(struct irq_fwspec *fwspec)
{
	struct irq_domain *domain = irq_find_domain(fwspec->fwnode);
	unsigned int type = IRQ_TYPE_NONE;
	unsigned long hwirq = 0;
	int irq;

	if (!domain)
		return -EPROBE_DEFER;
	irq = irq_translate(domain, fwspec, &hwirq, &type);
	if (!irq)
		irq = irq_map(domain, hwirq, fwspec);
	type &= IRQ_TYPE_SENSE_MASK;
	if (irq > 0 && type != IRQ_TYPE_DEFAULT)
		irq_note_type(irq_to_desc((unsigned int)irq), type);
	return irq;
}

int irq_of_specifier(struct device_node *controller, const u32 *cells, unsigned int nr_cells)
{
	struct irq_fwspec fwspec = { .fwnode = of_fwnode_handle(controller) };

	if (nr_cells > IRQ_DOMAIN_IRQ_SPEC_PARAMS)
		return -EINVAL;
	fwspec.param_count = (int)nr_cells;
	memcpy(fwspec.param, cells, nr_cells * sizeof(*cells));
	return irq_map_fwspec(&fwspec);
}

unsigned int irq_create_fwspec_mapping(struct irq_fwspec *fwspec)
{
	int irq = irq_map_fwspec(fwspec);

	return irq > 0 ? (unsigned int)irq : 0;
}

unsigned int irq_create_of_mapping(struct of_phandle_args *irq_data)
{
	int irq = irq_of_specifier(irq_data->np, irq_data->args,
				   (unsigned int)irq_data->args_count);

	return irq > 0 ? (unsigned int)irq : 0;
}

/* ---- domains with a parent ------------------------------------------------------------------- */

int irq_domain_set_hwirq_and_chip(struct irq_domain *domain, unsigned int virq,
				  irq_hw_number_t hwirq, const struct irq_chip *chip,
				  void *chip_data)
{
	struct irq_data *data = irq_domain_get_irq_data(domain, virq);

	if (!data || data->hwirq != hwirq)
		return -ENOENT;
	irq_set_chip(data->irq, chip);
	return irq_set_chip_data(data->irq, chip_data);
}

int irq_domain_alloc_irqs_parent(struct irq_domain *domain, unsigned int virq,
				 unsigned int nr_irqs, void *arg)
{
	struct irq_domain *of_parent = domain->parent;
	struct irq_desc *desc = irq_to_desc(virq), *parent;
	unsigned int type = IRQ_TYPE_NONE;
	irq_flow_handler_t flow;
	unsigned long hwirq = 0;
	int irq;

	lockdep_assert_held(&irq_domain_mutex);
	if (!of_parent)
		return -ENOSYS;
	if (nr_irqs != 1 || !desc || desc->has_parent)
		return -EINVAL;
	irq = irq_translate(of_parent, arg, &hwirq, &type);
	if (irq)
		return irq;
	parent = irq_resolve(of_parent, hwirq);
	if (!parent) {
		irq = __irq_map(of_parent, hwirq, arg);
		if (irq < 0)
			return irq;
		parent = irq_to_desc((unsigned int)irq);
		parent->for_child = true;
	}
	flow = parent->handle_irq;
	irq = irq_set_child(parent, desc);
	if (irq)
		return irq;
	desc->irq_data.parent_data = &parent->irq_data;
	desc->has_parent = true;
	desc->cpu = parent->cpu;
	/* A root ends the interrupts of simple handlers itself, but the child's chip must know. */
	desc->handle_irq = flow == handle_simple_irq && parent->irq_data.chip->irq_eoi ?
			   handle_fasteoi_irq : flow;
	return 0;
}

void irq_domain_free_irqs_parent(struct irq_domain *domain, unsigned int virq,
				 unsigned int nr_irqs)
{
	struct irq_desc *desc = irq_to_desc(virq);

	lockdep_assert_held(&irq_domain_mutex);
	if (desc)
		__irq_free_parent(desc);
}

void irq_domain_reset_irq_data(struct irq_data *data)
{
	irq_set_chip(data->irq, NULL);
	irq_set_chip_data(data->irq, NULL);
}

void irq_domain_free_irqs_common(struct irq_domain *domain, unsigned int virq,
				 unsigned int nr_irqs)
{
	struct irq_data *data = irq_domain_get_irq_data(domain, virq);

	if (data)
		irq_domain_reset_irq_data(data);
	irq_domain_free_irqs_parent(domain, virq, nr_irqs);
}

void irq_domain_free_irqs_top(struct irq_domain *domain, unsigned int virq, unsigned int nr_irqs)
{
	irq_set_handler_data(virq, NULL);
	irq_set_handler(virq, NULL);
	irq_domain_free_irqs_common(domain, virq, nr_irqs);
}

/* ---- specifiers of the device tree ----------------------------------------------------------- */

int irq_domain_xlate_onecell(struct irq_domain *d, struct device_node *ctrlr, const u32 *intspec,
			     unsigned int intsize, unsigned long *out_hwirq, unsigned int *out_type)
{
	if (WARN_ON(intsize < 1))
		return -EINVAL;
	*out_hwirq = intspec[0];
	*out_type = IRQ_TYPE_NONE;
	return 0;
}

int irq_domain_xlate_twocell(struct irq_domain *d, struct device_node *ctrlr, const u32 *intspec,
			     unsigned int intsize, unsigned long *out_hwirq, unsigned int *out_type)
{
	if (WARN_ON(intsize < 2))
		return -EINVAL;
	*out_hwirq = intspec[0];
	*out_type = intspec[1] & IRQ_TYPE_SENSE_MASK;
	return 0;
}

int irq_domain_xlate_onetwocell(struct irq_domain *d, struct device_node *ctrlr,
				const u32 *intspec, unsigned int intsize, unsigned long *out_hwirq,
				unsigned int *out_type)
{
	return intsize > 1 ? irq_domain_xlate_twocell(d, ctrlr, intspec, intsize, out_hwirq,
						      out_type)
			   : irq_domain_xlate_onecell(d, ctrlr, intspec, intsize, out_hwirq,
						      out_type);
}

int irq_domain_translate_onecell(struct irq_domain *d, struct irq_fwspec *fwspec,
				 unsigned long *out_hwirq, unsigned int *out_type)
{
	return irq_domain_xlate_onecell(d, NULL, fwspec->param, (unsigned int)fwspec->param_count,
					out_hwirq, out_type);
}

int irq_domain_translate_twocell(struct irq_domain *d, struct irq_fwspec *fwspec,
				 unsigned long *out_hwirq, unsigned int *out_type)
{
	return irq_domain_xlate_twocell(d, NULL, fwspec->param, (unsigned int)fwspec->param_count,
					out_hwirq, out_type);
}

const struct irq_domain_ops irq_domain_simple_ops = {
	.xlate = irq_domain_xlate_onetwocell,
};

/* ---- removal --------------------------------------------------------------------------------- */

void irq_dispose_mapping(unsigned int virq)
{
	mutex_lock(&irq_domain_mutex);
	for_each_domain(d) {
		if (virq - d->first < d->nr_irqs)
			__irq_dispose(d, virq - d->first);
	}
	mutex_unlock(&irq_domain_mutex);
}

/*
 * Mask a line that still has a handler while its domain is removed, and detach it from the chip,
 * which may be freed: its functions and those of the domain are not called again.
 */
static void irq_abandon(struct irq_desc *desc)
{
	unsigned long flags = irq_lock_line(desc);
	const struct irq_chip *chip = desc->irq_data.chip;

	if (!desc->masked && chip->irq_mask)
		chip->irq_mask(&desc->irq_data);
	desc->activated = false;
	irq_unlock_line(desc, flags);
	irq_set_chip(desc->irq_data.irq, NULL);
}

static const struct irq_domain_ops no_domain_ops;

void irq_domain_remove(struct irq_domain *domain)
{
	struct irq_domain **at = &domains;

	mutex_lock(&irq_domain_mutex);
	WARN(domain->mapcount, "%s: removed with %u mapped interrupts\n", domain->name,
	     domain->mapcount);
	for (unsigned int i = 0; i < domain->nr_irqs && domain->mapcount; i++) {
		__irq_dispose(domain, i);
		if (domain->revmap[i])
			irq_abandon(domain->revmap[i]);
	}
	if (domain->mapcount) {
		domain->ops = &no_domain_ops;
		domain->host_data = NULL;
		domain->fwnode = NULL;
	} else {
		while (*at != domain)
			at = &(*at)->next;
		WRITE_ONCE(*at, domain->next);
	}
	mutex_unlock(&irq_domain_mutex);
	if (domain->mapcount)
		return;
	irq_wait_for_readers();
	kfree(domain);
}

struct irq_domain *irq_domain_create_legacy(struct fwnode_handle *fwnode, unsigned int size,
					    unsigned int first_irq, irq_hw_number_t first_hwirq,
					    const struct irq_domain_ops *ops, void *host_data)
{
	struct irq_domain *domain;

	domain = irq_domain_create(fwnode, first_hwirq ? 0 : size, size, first_irq, ops, host_data,
				   NULL);
	for (unsigned int i = 0; domain && i < size; i++) {
		if (irq_create_mapping(domain, first_hwirq + i))
			continue;
		while (i--)
			irq_dispose_mapping(domain->first + i);
		irq_domain_remove(domain);
		return NULL;
	}
	return domain;
}

struct irq_domain *irq_domain_create_simple(struct fwnode_handle *fwnode, unsigned int size,
					    unsigned int first_irq,
					    const struct irq_domain_ops *ops, void *host_data)
{
	return first_irq ? irq_domain_create_legacy(fwnode, size, first_irq, 0, ops, host_data)
			 : irq_domain_create_linear(fwnode, size, ops, host_data);
}
