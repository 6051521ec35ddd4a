// SPDX-License-Identifier: BSD-2-Clause
/*
 * Devices of the process: accesses to their registers, and their interrupt controller.
 *
 * A register access is a function call.  It looks up the address in the page table, as an MMU
 * would, and calls the device at the physical address.  Accesses to other addresses are direct:
 * they access memory, or fault.
 */

#include <internal/arch.h>
#include <internal/irqchip.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/irqflags.h>
#include <linux/pgtable.h>

#include "host.h"
#include "private.h"

#define NR_LINES 32

/*
 * Return the physical address for @va, or -1UL if it is not mapped.  During boot, registers can
 * also be accessed at their physical addresses.
 */
static unsigned long bus_translate(unsigned long va)
{
	struct pgtable *table = kernel_pgtable.root ? &kernel_pgtable : &host_boot_table;
	struct pgtable_range range;

	if (pgtable_lookup(table, va, &range))
		return range.pa + (va - range.start);
	return kernel_pgtable.root ? -1UL : va;
}

/* Read a register of a device.  Returns 0 if there is no device at the address. */
static int bus_read_register(const volatile void *addr, unsigned int size, unsigned long *value)
{
	unsigned long pa = bus_translate((unsigned long)addr), flags;
	int found;

	/*
	 * Disable interrupts: a handler could access the same device while it is locked, and would
	 * wait forever.
	 */
	flags = arch_local_irq_save();
	found = host_bus_read(pa, size, value);
	arch_local_irq_restore(flags);
	return found;
}

static int bus_write_register(u64 value, volatile void *addr, unsigned int size)
{
	unsigned long pa = bus_translate((unsigned long)addr), flags;
	int found;

	flags = arch_local_irq_save();
	found = host_bus_write(pa, size, value);
	arch_local_irq_restore(flags);
	return found;
}

int arch_try_load(const void *address, unsigned int size, u64 *value)
{
	unsigned long found;

	if (!bus_read_register(address, size, &found))
		return host_try_load(address, size, value);
	*value = found;
	return 0;
}

int arch_try_store(void *address, unsigned int size, u64 value)
{
	return bus_write_register(value, address, size) ? 0 : host_try_store(address, size, value);
}

u64 host_mmio_read(const volatile void *addr, unsigned int size)
{
	unsigned long value;

	if (bus_read_register(addr, size, &value))
		return value;
	switch (size) {
	case 1:
		return *(const volatile u8 *)addr;
	case 2:
		return *(const volatile u16 *)addr;
	case 4:
		return *(const volatile u32 *)addr;
	}
	return *(const volatile u64 *)addr;
}

void host_mmio_write(u64 value, volatile void *addr, unsigned int size)
{
	if (bus_write_register(value, addr, size))
		return;
	switch (size) {
	case 1:
		*(volatile u8 *)addr = value;
		break;
	case 2:
		*(volatile u16 *)addr = value;
		break;
	case 4:
		*(volatile u32 *)addr = value;
		break;
	default:
		*(volatile u64 *)addr = value;
	}
}

/* ---- the interrupt controller ---------------------------------------------------------------- */

static struct irq_domain *line_domain;

static void lines_mask(struct irq_data *data)
{
	host_line_enable((unsigned int)data->hwirq, 0);
}

static void lines_unmask(struct irq_data *data)
{
	host_line_enable((unsigned int)data->hwirq, 1);
}

static int lines_xlate(struct irq_domain *domain, struct device_node *node, const u32 *cells,
		       unsigned int nr_cells, unsigned long *line, unsigned int *type)
{
	if (nr_cells != 1 || cells[0] >= NR_LINES)
		return -EINVAL;
	*line = cells[0];
	return 0;
}

static void lines_handle(struct irqchip_root *root)
{
	unsigned int pending;

	while ((pending = host_lines_pending()))
		generic_handle_domain_irq(line_domain, (unsigned int)__builtin_ctz(pending));
}

static const struct irq_chip lines_chip = {
	.name = "host lines",
	.irq_mask = lines_mask,
	.irq_unmask = lines_unmask,
	.irq_eoi = irqchip_eoi_by_root,
};

static int lines_map(struct irq_domain *domain, unsigned int irq, irq_hw_number_t line)
{
	irq_set_chip_and_handler(irq, &lines_chip, handle_simple_irq);
	return 0;
}

static const struct irq_domain_ops lines_ops = { .map = lines_map, .xlate = lines_xlate };

static struct irqchip_root lines_root = { .handle = lines_handle };

static int __init lines_init(struct device_node *node)
{
	line_domain = irqchip_create_domain(node, lines_chip.name, NR_LINES, &lines_ops, NULL);
	if (!line_domain)
		return -ENOMEM;
	irqchip_add_root(&lines_root);
	return 0;
}
IRQCHIP_DECLARE(host_lines, "quarry,host-intc", lines_init);
