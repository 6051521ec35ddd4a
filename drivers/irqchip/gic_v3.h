/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DRIVERS_IRQCHIP_GIC_V3_H
#define DRIVERS_IRQCHIP_GIC_V3_H

/*
 * The distributor and redistributors of a GICv3.
 *
 * The lines of the domain are SGIs, PPIs and SPIs, numbered by their interrupt ids.  The extended
 * PPIs and then the extended SPIs that exist (GICv3.1) follow; their interrupt ids begin at 1056
 * and 4096.
 */

#include <internal/irqchip.h>
#include <linux/threads.h>
#include <linux/types.h>

#define GIC_FIRST_EPPI		1056
#define GIC_MAX_EPPIS		64
#define GIC_FIRST_ESPI		4096
#define GIC_FIRST_LPI		8192
#define GIC_MAX_PRIVATE		(32 + GIC_MAX_EPPIS)

struct gic_v3 {
	struct irq_domain *domain;
	void __iomem *dist;
	void __iomem *redist[NR_CPUS];
	unsigned int nr_lines;		/* number of SGIs, PPIs and SPIs; a multiple of 32 */
	unsigned int nr_eppis, nr_espis;
	/* Enabled private lines and their triggers, for CPUs that are started later. */
	u32 private_enabled[GIC_MAX_PRIVATE / 32];
	u32 private_config[GIC_MAX_PRIVATE / 16];
	u32 private_config_set[GIC_MAX_PRIVATE / 16];
};

/* The chip of a line has its struct gic_v3 as chip_data, and the domain has it as host_data. */
extern const struct irq_chip gic_v3_chip;
extern const struct irq_domain_ops gic_v3_domain_ops;

/* Read the numbers of lines from the distributor and from this CPU's redistributor. */
void gic_v3_count(struct gic_v3 *gic);

/* Initialize the distributor: mask and reset all shared lines, and route them to the boot CPU. */
void gic_v3_init_dist(struct gic_v3 *gic);
/*
 * Initialize the redistributor of this CPU: reset all private lines, and enable the lines in
 * private_enabled.
 */
void gic_v3_init_redist(struct gic_v3 *gic);

/* Return the domain's line for the interrupt id @intid, or -1 if the id has no line. */
int gic_v3_line(const struct gic_v3 *gic, u32 intid);

/* Return the GIC of this node for the ITS, or NULL if the GIC does not work. */
struct gic_v3 *gic_v3_of(const struct device_node *node);
/* Return the physical address of a CPU's redistributor, or 0. */
phys_addr_t gic_v3_redist_pa(const struct gic_v3 *gic, unsigned int cpu);
/* Set the function that v3_handle() calls for an LPI. */
void gic_v3_set_lpi_handler(void (*handler)(u32 intid));

#endif /* DRIVERS_IRQCHIP_GIC_V3_H */
