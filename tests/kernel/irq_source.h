/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_KERNEL_IRQ_SOURCE_H
#define TESTS_KERNEL_IRQ_SOURCE_H

/*
 * Devices with interrupt lines of the simulated controller: a device tree that has them, their
 * handlers, and functions that set the level of a line and deliver its interrupts.
 */

#include <internal/irqs.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/of_irq.h>
#include <linux/sched.h>

#include "../in_interrupt.h"
#include "../of/tree.h"
#include "irq_model.h"

#define NEVER_QUIET	5000	/* number of interrupts after which a line counts as stuck */
#define MAX_NODES	8

static struct irq_domain *model;
static struct tree blob;
static struct device_node nodes[MAX_NODES];
static struct of_tree of = { .nodes = nodes };

static int write_tree(void)
{
	tree_start(&blob);
	tree_begin(&blob, "");
	tree_begin(&blob, "controller");
	tree_cells(&blob, "phandle", 1);
	tree_cells(&blob, "#interrupt-cells", 2);
	tree_end(&blob);
	tree_begin(&blob, "device");
	tree_cells(&blob, "interrupt-parent", 1);
	tree_cells(&blob, "interrupts", 0, IRQ_TYPE_LEVEL_HIGH, 1, IRQ_TYPE_EDGE_RISING, 2, 0, 3, 0,
		   4, IRQ_TYPE_LEVEL_HIGH, 5, 0, 6, IRQ_TYPE_LEVEL_LOW, 99, 0, 2,
		   IRQ_TYPE_EDGE_FALLING, 2, IRQ_TYPE_LEVEL_HIGH);
	tree_end(&blob);
	tree_end(&blob);
	return tree_index(&blob, &of, MAX_NODES);
}

/*
 * Return the interrupt of entry @index in the property "interrupts" of the device.  The first seven
 * entries are the lines 0 to 6.
 */
static int irq_of(int index)
{
	return of_irq_get(of_tree_find_path(&of, "/device"), index);
}

/* ---- the device ------------------------------------------------------------------------------ */

/* A device with an interrupt line: how often its handler was called, and what it does. */
struct source {
	unsigned int calls, thread_calls;
	unsigned int turn;		/* number of the last call among those of all sources */
	unsigned int left;		/* calls until the line is low, or 0 if it stays high */
	int irq;
	bool in_interrupt, in_thread;
	irqreturn_t ret;
	unsigned int line;
	struct completion entered, go_on;
	bool blocks;			/* true if the thread function waits for go_on */
	bool slow, finished;
};

static struct source one, other;
static unsigned int nr_turns;

static irqreturn_t handler(int irq, void *dev)
{
	struct source *s = dev;

	s->calls++;
	s->turn = ++nr_turns;
	s->irq = irq;
	s->in_interrupt = in_interrupt();
	if (s->left && !--s->left)
		lines[s->line].high = false;
	return s->ret;
}

static irqreturn_t thread(int irq, void *dev)
{
	struct source *s = dev;

	WRITE_ONCE(s->thread_calls, s->thread_calls + 1);
	s->in_thread = in_task() && !irqs_disabled();
	complete(&s->entered);
	if (s->blocks)
		wait_for_completion(&s->go_on);
	if (s->slow)
		msleep(5);
	WRITE_ONCE(s->finished, true);
	return IRQ_HANDLED;
}

static unsigned int delivered_line;

static void deliver(void)
{
	for (unsigned int i = 0; i < NEVER_QUIET; i++) {
		if (!lines[delivered_line].high || lines[delivered_line].masked)
			return;
		generic_handle_domain_irq(model, delivered_line);
	}
}

/* Raise the line, and deliver its interrupts. */
static void raise(unsigned int line)
{
	lines[line].high = true;
	delivered_line = line;
	call_in_interrupt(deliver);
}

/* Deliver an interrupt that the controller sent to the CPU before the line was masked. */
static void deliver_late(void)
{
	generic_handle_domain_irq(model, delivered_line);
}

static void raise_late(unsigned int line)
{
	delivered_line = line;
	call_in_interrupt(deliver_late);
}

static void source_init(struct source *s, unsigned int line, irqreturn_t ret)
{
	*s = (struct source){ .line = line, .ret = ret, .left = 1 };
	init_completion(&s->entered);
	init_completion(&s->go_on);
}

#endif /* TESTS_KERNEL_IRQ_SOURCE_H */
