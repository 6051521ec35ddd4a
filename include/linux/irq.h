/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_IRQ_H
#define LINUX_IRQ_H

/*
 * Interrupt lines, for drivers of interrupt controllers.  Such a driver creates an irq_domain
 * (linux/irqdomain.h), whose map() sets the chip and the flow handler of each line:
 *
 *	chip		masks, acknowledges and configures the line in the controller's registers
 *	flow handler	calls the chip's functions and the handlers of request_irq() in their order
 *
 * A controller whose output is a line of another controller demultiplexes in a chained handler of
 * that line, or, if its registers cannot be read in an interrupt, in the thread of that line.
 */

#include <linux/bits.h>
#include <linux/cpumask.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/irqhandler.h>
#include <linux/irqreturn.h>
#include <linux/slab.h>
#include <linux/topology.h>
#include <linux/types.h>

/* Trigger types, numbered as in device-tree bindings. */
#define IRQ_TYPE_NONE		0x0
#define IRQ_TYPE_EDGE_RISING	0x1
#define IRQ_TYPE_EDGE_FALLING	0x2
#define IRQ_TYPE_EDGE_BOTH	(IRQ_TYPE_EDGE_RISING | IRQ_TYPE_EDGE_FALLING)
#define IRQ_TYPE_LEVEL_HIGH	0x4
#define IRQ_TYPE_LEVEL_LOW	0x8
#define IRQ_TYPE_LEVEL_MASK	(IRQ_TYPE_LEVEL_HIGH | IRQ_TYPE_LEVEL_LOW)
#define IRQ_TYPE_SENSE_MASK	0xf
#define IRQ_TYPE_PROBE		0x10	/* never used: lines are not probed */
#define IRQ_TYPE_DEFAULT	IRQ_TYPE_SENSE_MASK	/* xlate(): use the type of the line */

/* Flags of irq_set_status_flags(). */
#define IRQ_NOREQUEST		BIT(11)	/* request_irq() returns -EINVAL */
#define IRQ_NOAUTOEN		BIT(12)	/* keep the line masked until enable_irq() */
#define IRQ_NESTED_THREAD	BIT(15)	/* handlers are called by handle_nested_irq() */

/* The following flags are accepted and have no effect. */
#define IRQ_LEVEL		BIT(8)
#define IRQ_NOPROBE		BIT(10)
#define IRQ_NO_BALANCING	BIT(13)
#define IRQ_MOVE_PCNTXT		BIT(14)
#define IRQ_NOTHREAD		BIT(16)
#define IRQ_DISABLE_UNLAZY	BIT(19)

struct irq_chip;
struct irq_domain;
struct seq_file;

struct irq_data {
	u32 mask;			/* not used; free for the chip */
	unsigned int irq;		/* interrupt number, for request_irq() */
	irq_hw_number_t hwirq;		/* number in the domain */
	struct irq_chip *chip;		/* NULL: the line has no chip yet */
	struct irq_domain *domain;
	void *chip_data;
	struct irq_data *parent_data;	/* of the parent's line, or NULL: linux/irqdomain.h */
};

/* Results of irq_set_type() and irq_set_affinity() that mean success. */
enum {
	IRQ_SET_MASK_OK = 0,
	IRQ_SET_MASK_OK_NOCOPY,		/* irq_set_type() has called irqd_set_trigger_type() */
	IRQ_SET_MASK_OK_DONE,
};

/*
 * Functions of an interrupt controller.  Each is optional, and called with the line's lock held and
 * interrupts off, unless noted.
 */
struct irq_chip {
	const char *name;
	/* Enable the line for its first handler; the default is irq_enable().  Returns 0. */
	unsigned int (*irq_startup)(struct irq_data *data);
	/* Disable the line after its last handler; the default is irq_disable(). */
	void (*irq_shutdown)(struct irq_data *data);
	/* Enable and unmask the line; the default is irq_unmask(). */
	void (*irq_enable)(struct irq_data *data);
	/* Disable the line, which may be masked; the default is irq_mask(). */
	void (*irq_disable)(struct irq_data *data);
	void (*irq_ack)(struct irq_data *data);		/* an interrupt begins */
	void (*irq_mask)(struct irq_data *data);
	/* Do both; the default is irq_mask(), then irq_ack(). */
	void (*irq_mask_ack)(struct irq_data *data);
	void (*irq_unmask)(struct irq_data *data);
	void (*irq_eoi)(struct irq_data *data);		/* an interrupt ends; no lock is held */
	/*
	 * Route the line to the CPU in @dest, which has one CPU.  @force is false.  Returns
	 * IRQ_SET_MASK_ or a negative error.  If it is NULL, the line cannot be moved.
	 */
	int (*irq_set_affinity)(struct irq_data *data, const struct cpumask *dest, bool force);
	/*
	 * Set the trigger (IRQ_TYPE_*) of a masked line.  It may call irq_set_handler_locked().
	 * Returns IRQ_SET_MASK_ or a negative error.
	 */
	int (*irq_set_type)(struct irq_data *data, unsigned int flow_type);
	/*
	 * Acquire and release a lock of the controller around changes of a line, without the line's
	 * lock.  For a controller on a slow bus: both may sleep, the functions above then store
	 * their changes in memory, and irq_bus_sync_unlock() writes them to the controller.  Such
	 * lines can be changed only in thread context.
	 */
	void (*irq_bus_lock)(struct irq_data *data);
	void (*irq_bus_sync_unlock)(struct irq_data *data);
	/*
	 * Acquire what the line needs before its first handler is installed, and release it after
	 * its last handler.  Both may sleep, and no lock of the line is held.  Returns 0 or -errno.
	 * Only with CONFIG_GPIOLIB.
	 */
	int (*irq_request_resources)(struct irq_data *data);
	void (*irq_release_resources)(struct irq_data *data);
	/* Never called: reports print the name of the chip. */
	void (*irq_print_chip)(struct irq_data *data, struct seq_file *p);
	/* Never called, because nothing suspends, and edges are replayed without the chip. */
	int (*irq_retrigger)(struct irq_data *data);
	int (*irq_set_wake)(struct irq_data *data, unsigned int on);
	void (*irq_suspend)(struct irq_data *data);
	void (*irq_resume)(struct irq_data *data);
	void (*irq_pm_shutdown)(struct irq_data *data);
	unsigned long flags;			/* IRQCHIP_ */
};

/* A one-shot handler needs no masked line, because the line's interrupts are messages. */
#define IRQCHIP_ONESHOT_SAFE	BIT(5)
/*
 * Of a line with one-shot handlers, irq_eoi() is called after their threads, with the line's lock
 * held, if the flow handler is handle_fasteoi_irq().
 */
#define IRQCHIP_EOI_THREADED	BIT(6)

/* The following flags describe what is always so here, or have no effect. */
#define IRQCHIP_SET_TYPE_MASKED		BIT(0)
#define IRQCHIP_EOI_IF_HANDLED		BIT(1)
#define IRQCHIP_MASK_ON_SUSPEND		BIT(2)
#define IRQCHIP_SKIP_SET_WAKE		BIT(4)
#define IRQCHIP_ENABLE_WAKEUP_ON_SUSPEND BIT(9)
#define IRQCHIP_IMMUTABLE		BIT(11)

/* A chip for lines that have no registers: its functions do nothing. */
extern struct irq_chip dummy_irq_chip;

static inline irq_hw_number_t irqd_to_hwirq(struct irq_data *data)
{
	return data->hwirq;
}

static inline struct irq_chip *irq_data_get_irq_chip(struct irq_data *data)
{
	return data->chip;
}

static inline void *irq_data_get_irq_chip_data(struct irq_data *data)
{
	return data->chip_data;
}

/*
 * Set the chip, the flow handler and the data of a line.  The driver of the controller calls these,
 * usually in an irq_domain's map().  The caller owns what it passes, which must remain valid until
 * the line's mapping is disposed of.  They return 0, or -EINVAL if the line is not mapped; the
 * others ignore such a line.  Names of flow handlers are ignored.  Context: any.
 */
int irq_set_chip(unsigned int irq, const struct irq_chip *chip);
int irq_set_chip_data(unsigned int irq, void *data);
int irq_set_handler_data(unsigned int irq, void *data);
void irq_set_chip_and_handler(unsigned int irq, const struct irq_chip *chip,
			      irq_flow_handler_t handle);

static inline void irq_set_chip_and_handler_name(unsigned int irq, const struct irq_chip *chip,
						 irq_flow_handler_t handle, const char *name)
{
	irq_set_chip_and_handler(irq, chip, handle);
}

/*
 * Set the flow handler.  A chained handler replaces the handlers of request_irq(), which is refused
 * from then on: the line is enabled, and each interrupt calls @handle, which reads the data with
 * irq_desc_get_handler_data().  With NULL, the line is masked, and a chained handler is removed; it
 * may still run on another CPU until a grace period has ended, which irq_domain_remove() waits for.
 * A chained handler for a line that has handlers is refused and reported.  Context: any.
 */
void __irq_set_handler(unsigned int irq, irq_flow_handler_t handle, int is_chained,
		       const char *name);
void irq_set_chained_handler_and_data(unsigned int irq, irq_flow_handler_t handle, void *data);

static inline void irq_set_handler(unsigned int irq, irq_flow_handler_t handle)
{
	__irq_set_handler(irq, handle, 0, NULL);
}

static inline void irq_set_chained_handler(unsigned int irq, irq_flow_handler_t handle)
{
	__irq_set_handler(irq, handle, 1, NULL);
}

/* Return the data of a line, or NULL if the line is not mapped.  Context: any. */
struct irq_data *irq_get_irq_data(unsigned int irq);

static inline struct irq_chip *irq_get_chip(unsigned int irq)
{
	struct irq_data *data = irq_get_irq_data(irq);

	return data ? data->chip : NULL;
}

static inline void *irq_get_chip_data(unsigned int irq)
{
	struct irq_data *data = irq_get_irq_data(irq);

	return data ? data->chip_data : NULL;
}

/* Clear and set flags of a line.  A line that is not mapped is ignored.  Context: any. */
void irq_modify_status(unsigned int irq, unsigned long clr, unsigned long set);

static inline void irq_set_status_flags(unsigned int irq, unsigned long set)
{
	irq_modify_status(irq, 0, set);
}

static inline void irq_clear_status_flags(unsigned int irq, unsigned long clr)
{
	irq_modify_status(irq, clr, 0);
}

static inline void irq_set_noprobe(unsigned int irq)
{
	irq_modify_status(irq, 0, IRQ_NOPROBE);
}

/*
 * Let handlers of the line run in the thread that calls handle_nested_irq().  request_irq() then
 * needs a thread function, and creates no thread.
 */
static inline void irq_set_nested_thread(unsigned int irq, bool nest)
{
	if (nest)
		irq_set_status_flags(irq, IRQ_NESTED_THREAD);
	else
		irq_clear_status_flags(irq, IRQ_NESTED_THREAD);
}

/*
 * Flow handlers.  handle_simple_irq() calls only the handlers, for a line that needs no function of
 * its chip.  handle_level_irq() masks and acknowledges the line, and unmasks it after the handlers.
 * handle_edge_irq() acknowledges the line first; an edge that arrives while the line is masked or
 * its handlers run is handled afterwards.  handle_fasteoi_irq() calls irq_eoi() after the handlers.
 * handle_bad_irq(), the default, reports the interrupt.  Context: interrupts off.
 */
void handle_simple_irq(struct irq_desc *desc);
void handle_level_irq(struct irq_desc *desc);
void handle_edge_irq(struct irq_desc *desc);
void handle_fasteoi_irq(struct irq_desc *desc);
void handle_bad_irq(struct irq_desc *desc);

/*
 * Call the thread functions of a line with irq_set_nested_thread().  If the line is disabled, the
 * interrupt is ignored.  Context: thread, usually the thread function of the parent line.
 */
void handle_nested_irq(unsigned int irq);

/*
 * Set the trigger type.  Returns 0, or -EINVAL if the interrupt does not exist or the controller
 * does not support the type.  request_irq() sets the type that its flags or the device tree
 * contain.  Context: any.
 */
int irq_set_irq_type(unsigned int irq, unsigned int type);
unsigned int irq_get_trigger_type(unsigned int irq);

/*
 * Functions of a chip whose lines have lines of a parent: they call the function of the parent's
 * chip.  If that chip has no such function, they do nothing or return -ENOSYS, except that
 * irq_chip_enable_parent(), irq_chip_startup_parent() and irq_chip_disable_parent() unmask and mask
 * instead.
 */
unsigned int irq_chip_startup_parent(struct irq_data *data);
void irq_chip_shutdown_parent(struct irq_data *data);
void irq_chip_enable_parent(struct irq_data *data);
void irq_chip_disable_parent(struct irq_data *data);
void irq_chip_ack_parent(struct irq_data *data);
void irq_chip_mask_parent(struct irq_data *data);
void irq_chip_mask_ack_parent(struct irq_data *data);
void irq_chip_unmask_parent(struct irq_data *data);
void irq_chip_eoi_parent(struct irq_data *data);
int irq_chip_set_affinity_parent(struct irq_data *data, const struct cpumask *dest, bool force);
int irq_chip_set_type_parent(struct irq_data *data, unsigned int type);
int irq_chip_request_resources_parent(struct irq_data *data);	/* 0 without the function */
void irq_chip_release_resources_parent(struct irq_data *data);

/* Nothing wakes the machine, and edges are replayed without the chip: 0. */
int irq_chip_set_wake_parent(struct irq_data *data, unsigned int on);
int irq_chip_retrigger_hierarchy(struct irq_data *data);

#include <linux/irqdesc.h>

#endif /* LINUX_IRQ_H */
