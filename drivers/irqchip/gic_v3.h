/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DRIVERS_IRQCHIP_GIC_V3_H
#define DRIVERS_IRQCHIP_GIC_V3_H

/*
 * A GICv3's distributor and redistributors.
 *
 * Lines of the domain: SGIs, PPIs and SPIs by their interrupt id, then the extended PPIs and the extended
 * SPIs that there are (GICv3.1), whose ids begin at 1056 and 4096.
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
	struct irq_domain domain;
	void __iomem *dist;
	void __iomem *redist[NR_CPUS];
	unsigned int nr_lines;		/* SGIs, PPIs, SPIs: a multiple of 32, as the others */
	unsigned int nr_eppis, nr_espis;
	/* Private lines that are on, and their triggers where one was set, for CPUs that come later. */
	u32 private_enabled[GIC_MAX_PRIVATE / 32];
	u32 private_config[GIC_MAX_PRIVATE / 16];
	u32 private_config_set[GIC_MAX_PRIVATE / 16];
};

extern const struct irqchip_ops gic_v3_ops;

/* Read how many lines there are, by the distributor and the redistributor of this CPU. */
void gic_v3_count(struct gic_v3 *gic);

/* Bring the distributor, and this CPU's redistributor, into a known state: all lines masked. */
void gic_v3_init_dist(struct gic_v3 *gic);
void gic_v3_init_redist(struct gic_v3 *gic);

/* Return the domain's line of an interrupt id, or -1 if the id is not a line. */
int gic_v3_line(const struct gic_v3 *gic, u32 intid);

/* For the ITS: the GIC of this node, if it works; a CPU's redistributor's address; the handler of LPIs. */
struct gic_v3 *gic_v3_of(const struct device_node *node);
phys_addr_t gic_v3_redist_pa(const struct gic_v3 *gic, unsigned int cpu);
void gic_v3_set_lpi_handler(void (*handler)(u32 intid));

#endif /* DRIVERS_IRQCHIP_GIC_V3_H */
