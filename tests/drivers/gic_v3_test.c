// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of the extended PPIs and SPIs of GICv3.1, which QEMU's GIC does not have.  The driver
 * accesses ordinary memory instead of the registers of one distributor and one redistributor (IHI
 * 0069, 12.8 to 12.11).  Therefore a register contains the value that was written to it last.
 */

#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/irq.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "../../drivers/irqchip/gic_v3.h"

#define DIST_SIZE	0x10000
#define REDIST_SIZE	0x20000
#define SGI_FRAME	0x10000
#define NR_SPI_LINES	288
#define NR_ESPIS	128
#define ALL		0xffffffff

static struct gic_v3 *gic;
static char __iomem *dist, *redist;

static u32 dist_word(unsigned int offset)
{
	return readl(dist + offset);
}

static u32 sgi_word(unsigned int offset)
{
	return readl(redist + SGI_FRAME + offset);
}

static void set_typers(u32 distributor, u32 redistributor)
{
	memset((__force void *)dist, 0, DIST_SIZE);
	memset((__force void *)redist, 0, REDIST_SIZE);
	writel(distributor, dist + 4);
	writel(redistributor, redist + 8);
	gic_v3_count(gic);
}

static int gic_v3_test_init(struct kunit *test)
{
	gic = kzalloc(sizeof(*gic), GFP_KERNEL);
	dist = (char __iomem *)vmalloc(DIST_SIZE);
	redist = (char __iomem *)vmalloc(REDIST_SIZE);
	if (!gic || !dist || !redist)
		return -ENOMEM;
	gic->dist = dist;
	for (unsigned int cpu = 0; cpu < NR_CPUS; cpu++)
		gic->redist[cpu] = redist;
	set_typers((NR_SPI_LINES / 32 - 1) | 1 << 8 | (NR_ESPIS / 32 - 1) << 27, 2U << 27);
	return 0;
}

static void gic_v3_test_exit(struct kunit *test)
{
	vfree((__force void *)redist);
	vfree((__force void *)dist);
	kfree(gic);
	gic = NULL;
	dist = redist = NULL;
}

/* Return the line for an interrupt of the given kind and number, or a negative error number. */
static int line_of(u32 kind, u32 number)
{
	const u32 cells[] = { kind, number, IRQ_TYPE_LEVEL_HIGH };
	struct irq_domain domain = { .host_data = gic };
	unsigned long line;
	unsigned int type = 0;
	int err = gic_v3_domain_ops.xlate(&domain, NULL, cells, 3, &line, &type);

	return err ? err : type == IRQ_TYPE_LEVEL_HIGH ? (int)line : -ERANGE;
}

static struct irq_data data_of(int line)
{
	return (struct irq_data){ .hwirq = (irq_hw_number_t)line, .chip_data = gic };
}

static unsigned int number_of(u32 kind, u32 number)
{
	struct irq_data data = data_of(line_of(kind, number));

	return gic_v3_domain_ops.number(&data);
}

static void gic_v3_test_count(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, gic->nr_lines, (unsigned int)NR_SPI_LINES);
	KUNIT_EXPECT_EQ(test, gic->nr_eppis, 64U);
	KUNIT_EXPECT_EQ(test, gic->nr_espis, (unsigned int)NR_ESPIS);
	set_typers(31 | 1 << 8 | 31U << 27, 1 << 27);
	KUNIT_EXPECT_EQ(test, gic->nr_lines, 1024U);
	KUNIT_EXPECT_EQ(test, gic->nr_eppis, 32U);
	KUNIT_EXPECT_EQ(test, gic->nr_espis, 1024U);
	KUNIT_EXPECT_EQ(test, line_of(3, 31), 1024 + 31);
	KUNIT_EXPECT_EQ(test, line_of(3, 32), -EINVAL);
	KUNIT_EXPECT_EQ(test, line_of(2, 1023), 1024 + 32 + 1023);
	KUNIT_EXPECT_EQ(test, line_of(2, 1024), -EINVAL);
	/*
	 * If the bit that announces extended SPIs or PPIs is clear, the field with their number is
	 * invalid and must be ignored.
	 */
	set_typers(1 | 31U << 27, 3U << 27);
	KUNIT_EXPECT_EQ(test, gic->nr_eppis, 0U);
	KUNIT_EXPECT_EQ(test, gic->nr_espis, 0U);
	KUNIT_EXPECT_EQ(test, line_of(2, 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, line_of(3, 0), -EINVAL);
}

static void gic_v3_test_specifiers(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, number_of(0, 0), 32U);
	KUNIT_EXPECT_EQ(test, number_of(0, NR_SPI_LINES - 33), NR_SPI_LINES - 1U);
	KUNIT_EXPECT_EQ(test, number_of(1, 15), 31U);
	KUNIT_EXPECT_EQ(test, number_of(2, 0), 4096U);
	KUNIT_EXPECT_EQ(test, number_of(2, NR_ESPIS - 1), 4096U + NR_ESPIS - 1);
	KUNIT_EXPECT_EQ(test, number_of(3, 0), 1056U);
	KUNIT_EXPECT_EQ(test, number_of(3, 63), 1056U + 63);
	KUNIT_EXPECT_EQ(test, line_of(0, NR_SPI_LINES - 32), -EINVAL);
	KUNIT_EXPECT_EQ(test, line_of(1, 16), -EINVAL);
	KUNIT_EXPECT_EQ(test, line_of(2, NR_ESPIS), -EINVAL);
	KUNIT_EXPECT_EQ(test, line_of(3, 64), -EINVAL);
	KUNIT_EXPECT_EQ(test, line_of(4, 0), -EINVAL);
	for (int line = 0; line < NR_SPI_LINES + 64 + NR_ESPIS; line++) {
		struct irq_data data = data_of(line);

		KUNIT_EXPECT_EQ(test, gic_v3_line(gic, gic_v3_domain_ops.number(&data)), line);
	}
	KUNIT_EXPECT_EQ(test, gic_v3_line(gic, NR_SPI_LINES), -1);
	KUNIT_EXPECT_EQ(test, gic_v3_line(gic, 1055), -1);
	KUNIT_EXPECT_EQ(test, gic_v3_line(gic, 1056 + 64), -1);
	KUNIT_EXPECT_EQ(test, gic_v3_line(gic, 4095), -1);
	KUNIT_EXPECT_EQ(test, gic_v3_line(gic, 4096 + NR_ESPIS), -1);
}

/* Expect that @words words have the value @value, and that the next word is 0. */
static void expect_words(struct kunit *test, const char __iomem *frame, unsigned int at,
			 unsigned int words, u32 value)
{
	for (unsigned int i = 0; i < words; i++)
		KUNIT_EXPECT_EQ_MSG(test, readl(frame + at + 4 * i), value, "%#x", at + 4 * i);
	KUNIT_EXPECT_EQ_MSG(test, readl(frame + at + 4 * words), 0U, "%#x", at + 4 * words);
}

static void gic_v3_test_init_dist(struct kunit *test)
{
	gic_v3_init_dist(gic);
	expect_words(test, dist, 0x84, NR_SPI_LINES / 32 - 1, ALL);
	expect_words(test, dist, 0x184, NR_SPI_LINES / 32 - 1, ALL);
	expect_words(test, dist, 0x420, (NR_SPI_LINES - 32) / 4, 0xa0a0a0a0);
	expect_words(test, dist, 0x1000, NR_ESPIS / 32, ALL);
	expect_words(test, dist, 0x1400, NR_ESPIS / 32, ALL);
	expect_words(test, dist, 0x2000, NR_ESPIS / 4, 0xa0a0a0a0);
	KUNIT_EXPECT_EQ(test, readq(dist + 0x6000 + 8 * (NR_SPI_LINES - 1)), (u64)cpu_hwid[0]);
	KUNIT_EXPECT_EQ(test, readq(dist + 0x8000 + 8 * (NR_ESPIS - 1)), (u64)cpu_hwid[0]);
	KUNIT_EXPECT_EQ(test, dist_word(0), 0x13U);
	KUNIT_EXPECT_EQ(test, dist_word(0x1200), 0U);
}

static void gic_v3_test_espi(struct kunit *test)
{
	struct irq_data data = data_of(line_of(2, 37));
	unsigned int last = num_online_cpus() - 1;
	struct cpumask mask = {};

	gic_v3_chip.irq_unmask(&data);
	KUNIT_EXPECT_EQ(test, dist_word(0x1204), 1U << 5);
	gic_v3_chip.irq_mask(&data);
	KUNIT_EXPECT_EQ(test, dist_word(0x1404), 1U << 5);
	writel(ALL, dist + 0x3008);
	KUNIT_EXPECT_EQ(test, gic_v3_chip.irq_set_type(&data, IRQ_TYPE_LEVEL_HIGH), 0);
	KUNIT_EXPECT_EQ(test, dist_word(0x3008), ~(2U << 10));
	KUNIT_EXPECT_EQ(test, gic_v3_chip.irq_set_type(&data, IRQ_TYPE_EDGE_RISING), 0);
	KUNIT_EXPECT_EQ(test, dist_word(0x3008), ALL);
	KUNIT_EXPECT_EQ(test, gic_v3_chip.irq_set_type(&data, IRQ_TYPE_EDGE_FALLING), -EINVAL);
	writeq(~0ULL, dist + 0x8000 + 8 * 37);
	cpumask_set_cpu(last, &mask);
	KUNIT_EXPECT_EQ(test, gic_v3_chip.irq_set_affinity(&data, &mask, false), 0);
	KUNIT_EXPECT_EQ(test, readq(dist + 0x8000 + 8 * 37), (u64)cpu_hwid[last]);
	/* The driver records the state of private lines for CPUs that start later. */
	for (unsigned int i = 0; i < ARRAY_SIZE(gic->private_enabled); i++)
		KUNIT_EXPECT_EQ(test, gic->private_enabled[i], 0U);
}

static void gic_v3_test_eppi(struct kunit *test)
{
	struct irq_data data = data_of(line_of(3, 57)), other = data_of(line_of(3, 41));

	gic_v3_chip.irq_unmask(&other);
	KUNIT_EXPECT_EQ(test, sgi_word(0x108), 1U << 9);
	gic_v3_chip.irq_unmask(&data);
	KUNIT_EXPECT_EQ(test, sgi_word(0x108), 1U << 25);
	KUNIT_EXPECT_EQ(test, gic_v3_chip.irq_set_type(&data, IRQ_TYPE_EDGE_FALLING), 0);
	KUNIT_EXPECT_EQ(test, sgi_word(0xc14), 2U << 18);
	KUNIT_EXPECT_EQ(test, gic_v3_chip.irq_set_affinity(&data, cpu_online_mask, false),
			-EINVAL);
	gic_v3_chip.irq_mask(&other);
	KUNIT_EXPECT_EQ(test, sgi_word(0x188), 1U << 9);

	/* A CPU that starts later gets the recorded state. */
	memset((__force void *)redist, 0, REDIST_SIZE);
	gic_v3_init_redist(gic);
	expect_words(test, redist + SGI_FRAME, 0x80, 3, ALL);
	expect_words(test, redist + SGI_FRAME, 0x180, 3, ALL);
	expect_words(test, redist + SGI_FRAME, 0x400, 96 / 4, 0xa0a0a0a0);
	KUNIT_EXPECT_EQ(test, sgi_word(0x100), 0U);
	KUNIT_EXPECT_EQ(test, sgi_word(0x104), 0U);
	KUNIT_EXPECT_EQ(test, sgi_word(0x108), 1U << 25);
	KUNIT_EXPECT_EQ(test, sgi_word(0xc10), 0U);
	KUNIT_EXPECT_EQ(test, sgi_word(0xc14), 2U << 18);
}

static struct kunit_case gic_v3_cases[] = {
	KUNIT_CASE(gic_v3_test_count),
	KUNIT_CASE(gic_v3_test_specifiers),
	KUNIT_CASE(gic_v3_test_init_dist),
	KUNIT_CASE(gic_v3_test_espi),
	KUNIT_CASE(gic_v3_test_eppi),
	{}
};

static struct kunit_suite gic_v3_suite = {
	.name = "gic_v3",
	.init = gic_v3_test_init,
	.exit = gic_v3_test_exit,
	.test_cases = gic_v3_cases,
};
kunit_test_suite(gic_v3_suite);
