// SPDX-License-Identifier: BSD-2-Clause
/*
 * Driver of the interrupt translation service (ITS) of a GICv3 or GICv4 (Arm IHI 0069, chapters 5
 * and 6).
 *
 * A device writes the number of an event to GITS_TRANSLATER, and the bus adds the number of the
 * device.  The ITS finds both in tables in memory, and makes an LPI pending at a redistributor:
 *
 *	table		index		contents			changed by
 *	device table	device		the device's ITT		MAPD
 *	ITT		event		LPI and collection		MAPTI, MOVI
 *	collection	collection	redistributor; each CPU has	MAPC
 *	table				one collection
 *	configuration	LPI		a byte: priority and enable	the CPU, then INV
 *	table
 *	pending table	LPI		a bit; each CPU has a table	the redistributor
 *
 * The ITS reads commands of 32 bytes from a ring.  The ring and the tables are in coherent memory
 * of a device that this driver creates, because the ITS reads and writes memory like any device.
 * That device is coherent unless the ITS cannot share memory with CPUs, or its node has
 * dma-noncoherent.
 *
 * The tables are allocated when the first device requests an interrupt.
 *
 * LPIs are edge-triggered and have no active state.  They are lines of a domain of their own:
 * line n is LPI 8192 + n.
 *
 * Locking: its.lock, with interrupts off, protects the ring, the configuration table, the list of
 * devices and the CPUs of the lines.  drivers/irqchip/msi.c adds and removes devices one at a time.
 */

#include <internal/dma.h>
#include <internal/irqchip.h>
#include <internal/msi.h>
#include <linux/bitmap.h>
#include <linux/bits.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/io.h>
#include <linux/iopoll.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/spinlock.h>

#include "gic_common.h"
#include "gic_v3.h"

#define GITS_CTLR		0x0000
#define  CTLR_ENABLED		BIT(0)
#define  CTLR_QUIESCENT		BIT(31)
#define GITS_TYPER		0x0008
#define  TYPER_ITT_ENTRY(v)	(((v) >> 4 & 0xf) + 1)	/* bytes */
#define  TYPER_DEVICE_BITS(v)	(((v) >> 13 & 0x1f) + 1)
#define  TYPER_PTA		BIT(19)			/* redistributors by address */
#define GITS_CBASER		0x0080
#define GITS_CWRITER		0x0088
#define GITS_CREADR		0x0090
#define  CREADR_STALLED		BIT(0)
#define GITS_BASER(i)		(0x0100 + (i) * 8)
#define  BASER_TYPE(v)		((v) >> 56 & 7)
#define  BASER_ENTRY(v)		(((v) >> 48 & 0x1f) + 1)
#define  BASER_PAGE_MASK	(3ULL << 8)
#define  BASER_64K		(2ULL << 8)
#define  BASER_FIXED		(7ULL << 56 | 0x1fULL << 48)
enum { TABLE_DEVICES = 1, TABLE_COLLECTIONS = 4 };
#define NR_BASERS		8
#define GITS_TRANSLATER		0x10040
#define ITS_SIZE		0x20000

#define VALID			BIT_ULL(63)
/* Fields of CBASER and BASER.  INNER_CACHED: write-back, allocate on reads and writes. */
#define INNER_CACHED		(7ULL << 59)
#define INNER_UNCACHED		(1ULL << 59)
#define INNER_SHARED		(1ULL << 10)
#define SHARED_MASK		(3ULL << 10)

#define GICR_CTLR		0x0000
#define  GICR_ENABLE_LPIS	BIT(0)
#define GICR_TYPER		0x0008
#define  GICR_TYPER_PLPIS	BIT(0)
#define  GICR_TYPER_NUMBER(v)	((v) >> 8 & 0xffff)
#define GICR_PROPBASER		0x0070
#define GICR_PENDBASER		0x0078
#define  PEND_ALL_ZERO		BIT_ULL(62)
#define  LPI_CACHED		(7ULL << 7)
#define  LPI_UNCACHED		(1ULL << 7)
#define GICD_TYPER_LPIS		BIT(17)

enum {
	MOVI = 0x01,
	SYNC = 0x05,
	MAPD = 0x08,
	MAPC = 0x09,
	MAPTI = 0x0a,
	INV = 0x0c,
	DISCARD = 0x0f
};

#define NR_LPIS			256U		/* number of LPIs that have lines */
#define LPI_BITS		14		/* bits of an LPI's number that each ITS supports */
#define PENDING_SIZE		SZ_64K		/* size and alignment; 2 KiB are used */
#define LPI_ON			(0xa0 | 3)	/* priority; bit 1 is 1 */
#define LPI_OFF			(0xa0 | 2)
#define RING_SIZE		SZ_64K
#define ITT_ALIGN		256

struct command {
	__le64 words[4];
};

struct its_device {
	struct list_head list;
	u32 id;
	unsigned int nr_events, first;	/* first: line of event 0 */
	void *itt;
	dma_addr_t itt_addr;
	size_t itt_size;
};

static struct its {
	struct msi_controller controller;
	struct irq_domain *domain;
	struct gic_v3 *gic;
	void __iomem *regs;
	phys_addr_t pa;
	struct device *dev;		/* device for DMA memory; NULL if the ITS is not started */
	bool broken;
	u64 typer;
	spinlock_t lock;
	struct command *ring;
	unsigned int next;		/* index of the next command in the ring */
	u8 *config;			/* configuration table; index: line */
	struct list_head devices;
	u16 cpu[NR_LPIS];		/* CPU of each line */
	DECLARE_BITMAP(used, NR_LPIS);
} its;

/* ---- commands; called with the lock held ----------------------------------------------------- */

static u64 redistributor(unsigned int cpu)
{
	void __iomem *redist = its.gic->redist[cpu];

	if (its.typer & TYPER_PTA)
		return gic_v3_redist_pa(its.gic, cpu);
	return (u64)GICR_TYPER_NUMBER(readq(redist + GICR_TYPER)) << 16;
}

static void its_send(u64 word0, u64 word1, u64 word2)
{
	unsigned int next = (its.next + 1) % (RING_SIZE / sizeof(struct command));
	u64 end = (u64)next * sizeof(struct command), done;

	if (its.broken)
		return;
	its.ring[its.next] = (struct command){
		{ cpu_to_le64(word0), cpu_to_le64(word1), cpu_to_le64(word2), 0 },
	};
	its.next = next;
	/* writeq() orders the register write after the writes to memory. */
	writeq(end, its.regs + GITS_CWRITER);
	if (!readq_poll_timeout_atomic(its.regs + GITS_CREADR, done,
				       done == end || done & CREADR_STALLED, 1, USEC_PER_SEC) &&
	    !(done & CREADR_STALLED))
		return;
	its.broken = true;
	pr_err("%pOF: ITS: command %#x %s: the ITS is not used any more\n", its.controller.node,
	       (unsigned int)word0 & 0xff, done & CREADR_STALLED ? "was refused" : "timed out");
}

static void send_device(unsigned int command, const struct its_device *device, u64 word1, u64 word2)
{
	its_send(command | (u64)device->id << 32, word1, word2);
}

static void its_sync(unsigned int cpu)
{
	its_send(SYNC, 0, redistributor(cpu));
}

/* ---- lines ----------------------------------------------------------------------------------- */

static struct its_device *device_of(unsigned int line)
{
	struct its_device *device;

	list_for_each_entry(device, &its.devices, list) {
		if (line - device->first < device->nr_events)
			return device;
	}
	return NULL;
}

static void its_configure(unsigned int line, u8 value)
{
	struct its_device *device;
	unsigned long flags;

	spin_lock_irqsave(&its.lock, flags);
	device = device_of(line);
	WRITE_ONCE(its.config[line], value);
	if (device) {
		send_device(INV, device, line - device->first, 0);
		its_sync(its.cpu[line]);
	}
	spin_unlock_irqrestore(&its.lock, flags);
}

static void its_mask(struct irq_data *data)
{
	its_configure((unsigned int)data->hwirq, LPI_OFF);
}

static void its_unmask(struct irq_data *data)
{
	its_configure((unsigned int)data->hwirq, LPI_ON);
}

static int its_set_affinity(struct irq_data *data, const struct cpumask *dest, bool force)
{
	unsigned int line = (unsigned int)data->hwirq, cpu = cpumask_first(dest);
	struct its_device *device;
	unsigned long flags;

	if (!its.gic->redist[cpu])
		return -EINVAL;
	spin_lock_irqsave(&its.lock, flags);
	device = device_of(line);
	if (device) {
		send_device(MOVI, device, line - device->first, cpu);
		its_sync(its.cpu[line]);
		its.cpu[line] = (u16)cpu;
	}
	spin_unlock_irqrestore(&its.lock, flags);
	return device ? 0 : -EINVAL;
}

static const struct irq_chip its_chip = {
	.name = "ITS",
	.irq_mask = its_mask,
	.irq_unmask = its_unmask,
	.irq_eoi = irqchip_eoi_by_root,
	.irq_set_affinity = its_set_affinity,
	.flags = IRQCHIP_ONESHOT_SAFE,
};

static int its_map(struct irq_domain *domain, unsigned int irq, irq_hw_number_t line)
{
	irq_set_chip_and_handler(irq, &its_chip, handle_simple_irq);
	return 0;
}

static int its_xlate(struct irq_domain *domain, struct device_node *node, const u32 *cells,
		     unsigned int nr_cells, unsigned long *line, unsigned int *type)
{
	return -EINVAL;
}

static unsigned int its_number(struct irq_data *data)
{
	return GIC_FIRST_LPI + (unsigned int)data->hwirq;
}

static const struct irq_domain_ops its_ops = {
	.map = its_map,
	.xlate = its_xlate,
	.number = its_number,
};

static void its_handle(u32 intid)
{
	generic_handle_domain_irq(its.domain, intid - GIC_FIRST_LPI);
}

/* ---- start ----------------------------------------------------------------------------------- */

static void *alloc_table(size_t size, dma_addr_t *addr)
{
	return dma_alloc_coherent(its.dev, size, addr, GFP_KERNEL);
}

/*
 * Return the memory attributes of a table: cached and shared, or uncached if the ITS cannot share.
 */
static u64 attributes(void)
{
	return its.dev->dma_coherent ? INNER_CACHED | INNER_SHARED : INNER_UNCACHED;
}

static int start_ring(void)
{
	dma_addr_t addr;

	its.ring = alloc_table(RING_SIZE, &addr);
	if (!its.ring)
		return -ENOMEM;
	writeq(VALID | attributes() | addr | (RING_SIZE / SZ_4K - 1), its.regs + GITS_CBASER);
	writeq(0, its.regs + GITS_CWRITER);
	return 0;
}

/*
 * Return true if the ITS can share memory with CPUs.  If the ITS cannot, it clears the shareability
 * in GITS_CBASER when the register is written.
 */
static bool can_share(void)
{
	writeq(INNER_CACHED | INNER_SHARED, its.regs + GITS_CBASER);
	return readq(its.regs + GITS_CBASER) & SHARED_MASK &&
	       !of_property_read_bool(its.controller.node, "dma-noncoherent");
}

/* Return the width in bits of the device numbers for which the device table has entries. */
static unsigned int device_bits(void)
{
	return (unsigned int)min(TYPER_DEVICE_BITS(its.typer), 16ULL);
}

/* Allocate a flat table for GITS_BASER(@i), if it is the device table or the collection table. */
static int start_table(unsigned int i)
{
	u64 baser = readq(its.regs + GITS_BASER(i)), entries;
	dma_addr_t addr;
	size_t size;

	if (BASER_TYPE(baser) == TABLE_DEVICES)
		entries = 1ULL << device_bits();
	else if (BASER_TYPE(baser) == TABLE_COLLECTIONS)
		entries = num_possible_cpus();
	else
		return 0;
	size = round_up(entries * BASER_ENTRY(baser), SZ_64K);
	if (!alloc_table(size, &addr))
		return -ENOMEM;
	writeq(VALID | attributes() | addr | BASER_64K | (size / SZ_64K - 1) |
		       (baser & BASER_FIXED),
	       its.regs + GITS_BASER(i));
	if ((readq(its.regs + GITS_BASER(i)) & BASER_PAGE_MASK) == BASER_64K)
		return 0;
	pr_err("%pOF: ITS: tables with pages of 64 KiB are not supported\n", its.controller.node);
	return -EINVAL;
}

/*
 * Set the pending table of a CPU's redistributor, and the configuration table, which all CPUs
 * share.
 */
static int its_start_cpu(unsigned int cpu, dma_addr_t config)
{
	void __iomem *redist = its.gic->redist[cpu];
	bool enabled = redist && readl(redist + GICR_CTLR) & GICR_ENABLE_LPIS;
	u64 shared = its.dev->dma_coherent ? LPI_CACHED | INNER_SHARED : LPI_UNCACHED;
	dma_addr_t pending;

	if (!redist)
		return 0;
	if (enabled || !(readq(redist + GICR_TYPER) & GICR_TYPER_PLPIS)) {
		pr_err("%pOF: ITS: the redistributor of CPU %u has %s\n", its.controller.node, cpu,
		       enabled ? "its LPIs enabled by firmware" : "no LPIs");
		return -EBUSY;
	}
	if (!alloc_table(PENDING_SIZE, &pending))
		return -ENOMEM;
	writeq(config | shared | (LPI_BITS - 1), redist + GICR_PROPBASER);
	writeq(pending | shared | PEND_ALL_ZERO, redist + GICR_PENDBASER);
	writel(readl(redist + GICR_CTLR) | GICR_ENABLE_LPIS, redist + GICR_CTLR);
	return 0;
}

static int start_memory(void)
{
	const size_t config_size = (1U << LPI_BITS) - GIC_FIRST_LPI;
	dma_addr_t config;
	unsigned int cpu;
	int err = start_ring();

	for (unsigned int i = 0; !err && i < NR_BASERS; i++)
		err = start_table(i);
	if (err)
		return err;
	its.config = alloc_table(config_size, &config);
	if (!its.config)
		return -ENOMEM;
	memset(its.config, LPI_OFF, config_size);
	for_each_online_cpu(cpu) {
		err = its_start_cpu(cpu, config);
		if (err)
			return err;
	}
	return 0;
}

static int its_start(void)
{
	unsigned int cpu;
	u32 ctlr;
	int err;

	if (its.dev)
		return its.broken ? -EIO : 0;
	its.dev = root_device_register("its");
	if (IS_ERR(its.dev)) {
		err = PTR_ERR(its.dev);
		its.dev = NULL;
		return err;
	}
	its.broken = true;		/* cleared when the start is complete */
	writel(readl(its.regs + GITS_CTLR) & ~CTLR_ENABLED, its.regs + GITS_CTLR);
	err = readl_poll_timeout_atomic(its.regs + GITS_CTLR, ctlr, ctlr & CTLR_QUIESCENT, 1,
					USEC_PER_SEC);
	if (err)
		return err;
	its.dev->dma_coherent = can_share();
	err = dma_coerce_mask_and_coherent(its.dev, DMA_BIT_MASK(48));
	if (!err)
		err = start_memory();
	if (!err && !its.domain)
		its.domain = irqchip_create_domain(its.controller.node, its_chip.name, NR_LPIS,
						   &its_ops, NULL);
	if (!err && !its.domain)
		err = -ENOMEM;
	if (err) {
		pr_err("%pOF: ITS: cannot be started: error %d\n", its.controller.node, err);
		return err;
	}
	its.broken = false;
	writel(readl(its.regs + GITS_CTLR) | CTLR_ENABLED, its.regs + GITS_CTLR);
	gic_v3_set_lpi_handler(its_handle);
	spin_lock_irq(&its.lock);
	for_each_online_cpu(cpu) {
		if (!its.gic->redist[cpu])
			continue;
		its_send(MAPC, 0, VALID | redistributor(cpu) | cpu);
		its_sync(cpu);
	}
	spin_unlock_irq(&its.lock);
	return its.broken ? -EIO : 0;
}

/* ---- devices --------------------------------------------------------------------------------- */

static void its_map_device(const struct its_device *device)
{
	spin_lock_irq(&its.lock);
	send_device(MAPD, device, device->nr_events > 1 ? ilog2(device->nr_events - 1) : 0,
		    VALID | device->itt_addr);
	for (unsigned int i = 0; i < device->nr_events; i++) {
		its.cpu[device->first + i] = 0;
		send_device(MAPTI, device, i | (u64)(GIC_FIRST_LPI + device->first + i) << 32, 0);
	}
	its_sync(0);
	spin_unlock_irq(&its.lock);
}

static void its_free(struct msi_controller *controller, u32 id, unsigned int n,
		     const unsigned int *irqs)
{
	struct its_device *device = device_of((unsigned int)irq_get_irq_data(irqs[0])->hwirq);

	spin_lock_irq(&its.lock);
	for (unsigned int i = 0; i < n; i++) {
		send_device(DISCARD, device, i, 0);
		its_sync(its.cpu[device->first + i]);
	}
	send_device(MAPD, device, 0, 0);
	its_sync(0);
	list_del(&device->list);
	spin_unlock_irq(&its.lock);
	bitmap_clear(its.used, device->first, n);
	/*
	 * An ITS that accepts no commands may still write to the ITT, so the ITT is not freed then.
	 */
	if (!its.broken)
		dma_free_coherent(its.dev, device->itt_size, device->itt, device->itt_addr);
	kfree(device);
}

static int its_alloc(struct msi_controller *controller, u32 id, unsigned int n, unsigned int *irqs)
{
	struct its_device *device;
	unsigned long at;
	int err = its_start();

	if (err)
		return err;
	if (id >> device_bits())
		return -EINVAL;
	list_for_each_entry(device, &its.devices, list) {
		if (device->id == id)
			return -EBUSY;
	}
	at = bitmap_find_next_zero_area(its.used, NR_LPIS, 0, n, 0);
	if (at >= NR_LPIS)
		return -ENOSPC;
	for (unsigned int i = 0; i < n; i++) {
		irqs[i] = irq_create_mapping(its.domain, at + i);
		if (!irqs[i])
			return -ENOMEM;
	}
	device = kzalloc(sizeof(*device), GFP_KERNEL);
	if (!device)
		return -ENOMEM;
	device->id = id;
	device->nr_events = n;
	device->first = (unsigned int)at;
	device->itt_size = roundup_pow_of_two(max(n, 2U)) * TYPER_ITT_ENTRY(its.typer);
	device->itt_size = max_t(size_t, device->itt_size, ITT_ALIGN);
	device->itt = alloc_table(device->itt_size, &device->itt_addr);
	if (!device->itt) {
		kfree(device);
		return -ENOMEM;
	}
	bitmap_set(its.used, at, n);
	spin_lock_irq(&its.lock);
	list_add_tail(&device->list, &its.devices);
	spin_unlock_irq(&its.lock);
	its_map_device(device);
	if (!its.broken)
		return 0;
	its_free(controller, id, n, irqs);
	return -EIO;
}

static void its_compose(struct msi_controller *controller, unsigned int irq, unsigned int index,
			struct msi_msg *msg)
{
	u64 doorbell = its.pa + GITS_TRANSLATER;

	*msg = (struct msi_msg){
		.address_lo = (u32)doorbell, .address_hi = (u32)(doorbell >> 32), .data = index,
	};
}

static const struct msi_controller_ops its_msi_ops = {
	.alloc = its_alloc,
	.free = its_free,
	.compose = its_compose,
};

/* Initialize the first ITS.  Further ITSs, which serve other sockets, are not supported. */
static int __init its_init(void)
{
	struct device_node *np;
	struct resource res;

	for_each_compatible_node(np, NULL, "arm,gic-v3-its") {
		if (!of_device_is_available(np))
			continue;
		its.gic = gic_v3_of(of_get_parent(np));
		if (!its.gic || !(readl(its.gic->dist + GICD_TYPER) & GICD_TYPER_LPIS)) {
			pr_err("%pOF: ITS: its parent is not a GICv3 with LPIs\n", np);
			return 0;
		}
		if (of_address_to_resource(np, 0, &res) || resource_size(&res) < ITS_SIZE) {
			pr_err("%pOF: ITS has no registers, or fewer than %#x bytes\n", np,
			       ITS_SIZE);
			return 0;
		}
		its.regs = ioremap(res.start, ITS_SIZE);
		if (!its.regs)
			return -ENOMEM;
		its.pa = res.start;
		its.typer = readq(its.regs + GITS_TYPER);
		/* Firmware may have left the ITS enabled, with tables in RAM that we use now. */
		writel(readl(its.regs + GITS_CTLR) & ~CTLR_ENABLED, its.regs + GITS_CTLR);
		spin_lock_init(&its.lock);
		INIT_LIST_HEAD(&its.devices);
		its.controller.node = np;
		its.controller.ops = &its_msi_ops;
		msi_controller_register(&its.controller);
		return 0;
	}
	return 0;
}
core_initcall(its_init);
