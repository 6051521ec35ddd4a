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

static struct irq_domain root;

static void lines_mask(struct irq_domain *domain, unsigned int line)
{
	host_line_enable(line, 0);
}

static void lines_unmask(struct irq_domain *domain, unsigned int line)
{
	host_line_enable(line, 1);
}

static int lines_translate(struct irq_domain *domain, const u32 *cells, unsigned int nr_cells,
			   unsigned int *line, u32 *type)
{
	if (nr_cells != 1 || cells[0] >= NR_LINES)
		return -EINVAL;
	*line = cells[0];
	return 0;
}

static void lines_handle(struct irq_domain *domain)
{
	unsigned int pending;

	while ((pending = host_lines_pending()))
		irq_domain_handle(domain, (unsigned int)__builtin_ctz(pending));
}

static const struct irqchip_ops lines_ops = {
	.name = "host lines",
	.mask = lines_mask,
	.unmask = lines_unmask,
	.translate = lines_translate,
	.handle = lines_handle,
};

static int __init lines_init(struct device_node *node)
{
	return irq_domain_register(&root, node, &lines_ops, NR_LINES);
}
IRQCHIP_DECLARE(host_lines, "quarry,host-intc", lines_init);
