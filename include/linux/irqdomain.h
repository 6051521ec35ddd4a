/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_IRQDOMAIN_H
#define LINUX_IRQDOMAIN_H

/*
 * An irq_domain is the set of interrupt lines of one controller.  A line has a number in the domain
 * (hwirq), which the controller's registers and the device tree use, and, once it is mapped, an
 * interrupt number for request_irq().  of_irq_get() and platform_get_irq() map the lines that the
 * device tree contains.
 *
 * The numbers of a domain are contiguous; a line that is mapped again gets the same number, unless
 * the domain is a tree.  A driver must not rely on this except for domains with a first_irq.
 *
 * A domain may have a parent.  Each of its lines then has a line of the parent, and an interrupt
 * passes through both controllers.
 */

#include <linux/fwnode.h>
#include <linux/irq.h>
#include <linux/irqhandler.h>
#include <linux/of.h>
#include <linux/types.h>

#define IRQ_DOMAIN_IRQ_SPEC_PARAMS	16

/* Maximum number of lines of a tree that are mapped at the same time. */
#define IRQ_DOMAIN_TREE_LINES		256

/* An interrupt specifier: its controller and its cells. */
struct irq_fwspec {
	struct fwnode_handle *fwnode;
	int param_count;
	u32 param[IRQ_DOMAIN_IRQ_SPEC_PARAMS];
};

/*
 * All functions are optional.  They may sleep, except activate() and deactivate().  map(), unmap(),
 * alloc() and free() are called one at a time, and change no mappings except by the functions for
 * the lines of a parent.
 */
struct irq_domain_ops {
	/*
	 * Set the chip and the flow handler of a line that is mapped.  Returns 0; an error
	 * undoes the mapping.
	 */
	int (*map)(struct irq_domain *d, unsigned int virq, irq_hw_number_t hw);
	/* Undo map().  The line has no handler. */
	void (*unmap)(struct irq_domain *d, unsigned int virq);
	/*
	 * Do what map() does in a domain with a parent: @arg is the line's specifier, a struct
	 * irq_fwspec.  It describes the parent's line with another one, which it passes to
	 * irq_domain_alloc_irqs_parent().  @nr_irqs is 1.  free() undoes alloc().
	 */
	int (*alloc)(struct irq_domain *d, unsigned int virq, unsigned int nr_irqs, void *arg);
	void (*free)(struct irq_domain *d, unsigned int virq, unsigned int nr_irqs);
	/*
	 * Prepare the hardware before the line gets its first handler, and undo that after the last
	 * one is gone.  Called with the line's lock held, for the parent's line first.  @reserve is
	 * false.  Returns 0 or a negative error.
	 */
	int (*activate)(struct irq_domain *d, struct irq_data *data, bool reserve);
	void (*deactivate)(struct irq_domain *d, struct irq_data *data);
	/*
	 * Translate a specifier to a line and, if it contains one, to a trigger (IRQ_TYPE_*).
	 * Returns 0 or a negative error.  translate() is used if both exist.  Without both, the
	 * line is the first cell.
	 */
	int (*xlate)(struct irq_domain *d, struct device_node *node, const u32 *intspec,
		     unsigned int intsize, unsigned long *out_hwirq, unsigned int *out_type);
	int (*translate)(struct irq_domain *d, struct irq_fwspec *fwspec, unsigned long *out_hwirq,
			 unsigned int *out_type);
	/*
	 * Return the line's number in the controller's manual, for reports; the default is hwirq.
	 * Linux has no such function.
	 */
	unsigned int (*number)(struct irq_data *data);
};

struct irq_domain {
	struct irq_domain *next;	/* in the order of first */
	const char *name;		/* that of the node */
	const struct irq_domain_ops *ops;
	void *host_data;
	struct fwnode_handle *fwnode;	/* NULL: no specifier refers to the domain */
	struct irq_domain *parent;	/* NULL: the lines have no lines of a parent */
	unsigned int mapcount;
	unsigned int first;		/* interrupt number of revmap[0] */
	unsigned int nr_irqs;
	/* A line below this number has its own entry in revmap; others use the entries above it. */
	unsigned int revmap_size;
	struct irq_desc *revmap[];
};

/*
 * Create a domain with the lines 0 to @size - 1.  irq_domain_create_tree() creates a domain with
 * lines of any number.  irq_domain_create_legacy() maps the lines from @first_hwirq on to the
 * numbers from @first_irq on.  irq_domain_create_simple() does this with first_hwirq 0, unless
 * @first_irq is 0; then it is irq_domain_create_linear().
 *
 * @fwnode is the node of the controller in the device tree, or NULL.  Specifiers of devices that
 * refer to the node find the domain from then on; until then, of_irq_get() returns -EPROBE_DEFER.
 *
 * Returns the domain, which irq_domain_remove() frees, or NULL if memory is low, @first_irq is in
 * use, or map() refused a line.  Context: thread.
 */
struct irq_domain *irq_domain_create_linear(struct fwnode_handle *fwnode, unsigned int size,
					    const struct irq_domain_ops *ops, void *host_data);
struct irq_domain *irq_domain_create_tree(struct fwnode_handle *fwnode,
					  const struct irq_domain_ops *ops, void *host_data);
struct irq_domain *irq_domain_create_simple(struct fwnode_handle *fwnode, unsigned int size,
					    unsigned int first_irq,
					    const struct irq_domain_ops *ops, void *host_data);
struct irq_domain *irq_domain_create_legacy(struct fwnode_handle *fwnode, unsigned int size,
					    unsigned int first_irq, irq_hw_number_t first_hwirq,
					    const struct irq_domain_ops *ops, void *host_data);

/*
 * Create a domain with a parent, which must remain until the domain is removed.  A @size of 0
 * creates a tree.  @flags is ignored.  Lines are mapped by their specifiers only:
 * irq_create_mapping() returns 0 for a line that is not mapped.
 */
struct irq_domain *irq_domain_create_hierarchy(struct irq_domain *parent, unsigned int flags,
					       unsigned int size, struct fwnode_handle *fwnode,
					       const struct irq_domain_ops *ops, void *host_data);

static inline struct irq_domain *irq_domain_add_hierarchy(struct irq_domain *parent,
							  unsigned int flags, unsigned int size,
							  struct device_node *node,
							  const struct irq_domain_ops *ops,
							  void *host_data)
{
	return irq_domain_create_hierarchy(parent, flags, size, of_fwnode_handle(node), ops,
					   host_data);
}

static inline struct fwnode_handle *of_node_to_fwnode(struct device_node *node)
{
	return of_fwnode_handle(node);
}

static inline struct irq_domain *irq_domain_add_linear(struct device_node *of_node,
						       unsigned int size,
						       const struct irq_domain_ops *ops,
						       void *host_data)
{
	return irq_domain_create_linear(of_fwnode_handle(of_node), size, ops, host_data);
}

static inline struct irq_domain *irq_domain_add_tree(struct device_node *of_node,
						     const struct irq_domain_ops *ops,
						     void *host_data)
{
	return irq_domain_create_tree(of_fwnode_handle(of_node), ops, host_data);
}

static inline struct irq_domain *irq_domain_add_simple(struct device_node *of_node,
						       unsigned int size, unsigned int first_irq,
						       const struct irq_domain_ops *ops,
						       void *host_data)
{
	return irq_domain_create_simple(of_fwnode_handle(of_node), size, first_irq, ops, host_data);
}

static inline struct irq_domain *irq_domain_add_legacy(struct device_node *of_node,
						       unsigned int size, unsigned int first_irq,
						       irq_hw_number_t first_hwirq,
						       const struct irq_domain_ops *ops,
						       void *host_data)
{
	return irq_domain_create_legacy(of_fwnode_handle(of_node), size, first_irq, first_hwirq,
					ops, host_data);
}

/*
 * Remove and free a domain, after a grace period.  The driver must have disposed of all mappings;
 * remaining ones are reported and disposed of.  If one of their lines still has a handler, the
 * domain is not removed.  Context: thread.
 */
void irq_domain_remove(struct irq_domain *domain);

/* Return the domain of a node, or NULL.  Context: any. */
struct irq_domain *irq_find_host(struct device_node *node);

static inline struct device_node *irq_domain_get_of_node(struct irq_domain *d)
{
	return to_of_node(d->fwnode);
}

/*
 * Map a line, and return its interrupt number, or 0 if the domain has no such line, map() refuses
 * it, or memory is low.  A line that is mapped already keeps its number.  The line's mapping is not
 * counted: one irq_dispose_mapping() undoes it.  Context: thread.
 */
unsigned int irq_create_mapping(struct irq_domain *domain, irq_hw_number_t hwirq);

/* Map the line of a specifier, like irq_create_mapping(), and set its trigger type. */
struct of_phandle_args;
unsigned int irq_create_of_mapping(struct of_phandle_args *irq_data);
unsigned int irq_create_fwspec_mapping(struct irq_fwspec *fwspec);

/* Return the interrupt number of a line, or 0 if it is not mapped.  Context: any. */
unsigned int irq_find_mapping(struct irq_domain *domain, irq_hw_number_t hwirq);

static inline unsigned int irq_linear_revmap(struct irq_domain *domain, irq_hw_number_t hwirq)
{
	return irq_find_mapping(domain, hwirq);
}

/* The controller stays on, because there is no power management: @dev is not used. */
static inline void irq_domain_set_pm_device(struct irq_domain *domain, struct device *dev)
{
}

/*
 * Undo the mapping of a line.  The number 0 is ignored.  A line that has a handler is not changed
 * and reported.  Context: thread.
 */
void irq_dispose_mapping(unsigned int virq);

/*
 * Functions for irq_domain_ops.xlate: the first cell is the line, and the second one is the
 * trigger.  irq_domain_xlate_onetwocell() accepts specifiers with and without it.
 */
int irq_domain_xlate_onecell(struct irq_domain *d, struct device_node *ctrlr, const u32 *intspec,
			     unsigned int intsize, unsigned long *out_hwirq,
			     unsigned int *out_type);
int irq_domain_xlate_twocell(struct irq_domain *d, struct device_node *ctrlr, const u32 *intspec,
			     unsigned int intsize, unsigned long *out_hwirq,
			     unsigned int *out_type);
int irq_domain_xlate_onetwocell(struct irq_domain *d, struct device_node *ctrlr,
				const u32 *intspec, unsigned int intsize, unsigned long *out_hwirq,
				unsigned int *out_type);

/* The same for irq_domain_ops.translate. */
int irq_domain_translate_onecell(struct irq_domain *d, struct irq_fwspec *fwspec,
				 unsigned long *out_hwirq, unsigned int *out_type);
int irq_domain_translate_twocell(struct irq_domain *d, struct irq_fwspec *fwspec,
				 unsigned long *out_hwirq, unsigned int *out_type);

/* An irq_domain_ops with irq_domain_xlate_ functions and without map(), for domains of the kind. */
extern const struct irq_domain_ops irq_domain_simple_ops;

/* Set what map() sets, in one call.  @handler_name is ignored. */
static inline void irq_domain_set_info(struct irq_domain *domain, unsigned int virq,
				       irq_hw_number_t hwirq, const struct irq_chip *chip,
				       void *chip_data, irq_flow_handler_t handler,
				       void *handler_data, const char *handler_name)
{
	irq_set_chip_and_handler(virq, chip, handler);
	irq_set_chip_data(virq, chip_data);
	irq_set_handler_data(virq, handler_data);
}

/* ---- domains with a parent ------------------------------------------------------------------- */

static inline bool irq_domain_is_hierarchy(struct irq_domain *domain)
{
	return domain->ops->alloc;
}

/*
 * Return the data of a line in @domain, which is the domain of the line or one of its parents, or
 * NULL.  The line of a parent has an interrupt number of its own in irq_data.irq.  Context: any.
 */
struct irq_data *irq_domain_get_irq_data(struct irq_domain *domain, unsigned int virq);

/*
 * For irq_domain_ops.alloc: give the line @virq of @domain the line of the parent that the struct
 * irq_fwspec at @arg describes, and the flow handler that suits the parent.  The parent's line must
 * not have a handler, and cannot get one until irq_domain_free_irqs_parent().  Returns 0; -EINVAL
 * if @nr_irqs is not 1; -EBUSY; -ENOSYS if the domain has no parent; or an error of the parent.
 */
int irq_domain_alloc_irqs_parent(struct irq_domain *domain, unsigned int virq,
				 unsigned int nr_irqs, void *arg);

/* For irq_domain_ops.free.  The _common form also removes the chip, and _top the flow handler. */
void irq_domain_free_irqs_parent(struct irq_domain *domain, unsigned int virq,
				 unsigned int nr_irqs);
void irq_domain_free_irqs_common(struct irq_domain *domain, unsigned int virq,
				 unsigned int nr_irqs);
void irq_domain_free_irqs_top(struct irq_domain *domain, unsigned int virq, unsigned int nr_irqs);
/* Remove the chip and its data from a line. */
void irq_domain_reset_irq_data(struct irq_data *data);

/* Set the chip of a line in alloc().  Returns 0, or -ENOENT if @hwirq is not the line's number. */
int irq_domain_set_hwirq_and_chip(struct irq_domain *domain, unsigned int virq,
				  irq_hw_number_t hwirq, const struct irq_chip *chip,
				  void *chip_data);

#endif /* LINUX_IRQDOMAIN_H */
