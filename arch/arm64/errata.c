// SPDX-License-Identifier: BSD-2-Clause
/*
 * Errata of Arm cores, and their workarounds.
 *
 * The numbers are those of Arm's errata notices.  The affected revisions are those for which Linux
 * has workarounds.  Errata that concern only EL0, guests, or features that Quarry does not use are
 * not listed.
 */

#include <linux/cache.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/smp.h>
#include <asm/processor.h>
#include <asm/sysreg.h>

#include "arm64.h"

/*
 * Fields of MIDR_EL1: implementer 31:24, variant 23:20, part 15:4, revision 3:0.  The implementer
 * of all parts below is Arm.
 */
#define IMPLEMENTER(midr)	((midr) >> 24 & 0xff)
#define PART(midr)		((midr) >> 4 & 0xfff)
#define VARIANT(midr)		((midr) >> 20 & 15)
#define REVISION(midr)		((midr) & 15)
#define IMPLEMENTER_ARM		0x41

#define RNPN(n, p)		((n) << 4 | (p))
#define ANY			RNPN(15, 15)

static const struct core {
	u16 part;
	char name[16];
} cores[] = {
	{ 0xd02, "Cortex-A34" }, { 0xd03, "Cortex-A53" }, { 0xd04, "Cortex-A35" },
	{ 0xd05, "Cortex-A55" }, { 0xd07, "Cortex-A57" }, { 0xd08, "Cortex-A72" },
	{ 0xd09, "Cortex-A73" }, { 0xd0a, "Cortex-A75" }, { 0xd0b, "Cortex-A76" },
	{ 0xd0c, "Neoverse-N1" }, { 0xd0d, "Cortex-A77" }, { 0xd0e, "Cortex-A76AE" },
	{ 0xd40, "Neoverse-V1" }, { 0xd41, "Cortex-A78" }, { 0xd42, "Cortex-A78AE" },
	{ 0xd44, "Cortex-X1" }, { 0xd46, "Cortex-A510" }, { 0xd47, "Cortex-A710" },
	{ 0xd48, "Cortex-X2" }, { 0xd49, "Neoverse-N2" }, { 0xd4b, "Cortex-A78C" },
	{ 0xd4c, "Cortex-X1C" }, { 0xd4d, "Cortex-A715" }, { 0xd4e, "Cortex-X3" },
	{ 0xd4f, "Neoverse-V2" }, { 0xd80, "Cortex-A520" }, { 0xd81, "Cortex-A720" },
	{ 0xd82, "Cortex-X4" }, { 0xd83, "Neoverse-V3AE" }, { 0xd84, "Neoverse-V3" },
	{ 0xd85, "Cortex-X925" }, { 0xd87, "Cortex-A725" }, { 0xd8c, "C1-Ultra" },
	{ 0xd8e, "Neoverse-N3" }, { 0xd90, "C1-Premium" },
};

bool arm64_clean_invalidates __ro_after_init;
bool arm64_repeats_tlbi __ro_after_init;

static void reads_counter_twice(void)
{
	arm64_counter_erratum = COUNTER_CORTEX_A73_858921;
}

static void cleans_and_invalidates(void)
{
	arm64_clean_invalidates = true;
}

static void repeats_tlbi(void)
{
	arm64_repeats_tlbi = true;
}

/*
 * Workarounds.  @enable is called on each CPU with such an erratum, before this CPU runs at the
 * same time as other CPUs.
 */
static const struct workaround {
	void (*enable)(void);
	bool configured;
	const char *done;
} by_compiler = { NULL, IS_ENABLED(CONFIG_ARM64_ERRATUM_835769), "worked around by the compiler" },
  by_linker = { NULL, IS_ENABLED(CONFIG_ARM64_ERRATUM_843419), "worked around by the linker" },
  clean_invalidates = { cleans_and_invalidates, IS_ENABLED(CONFIG_ARM64_WORKAROUND_CLEAN_CACHE),
			"cleaning a cache line invalidates it as well" },
  device_reads_acquire = { NULL, IS_ENABLED(CONFIG_ARM64_ERRATUM_832075),
			   "device reads are load-acquires" },
  counter_twice = { reads_counter_twice, true,
		   "the counter is read until two reads are plausible" },
  tlbi_twice = { repeats_tlbi, IS_ENABLED(CONFIG_ARM64_WORKAROUND_REPEAT_TLBI),
		   "TLBI of other CPUs' TLBs is issued twice" };

/*
 * An erratum affects revisions from @first to @last, unless REVIDR_EL1 contains a bit of @mended.
 */
static const struct erratum {
	u16 part;
	u8 first, last;
	u32 number, mended;
	const struct workaround *workaround;
} errata[] = {
	{ 0xd03, RNPN(0, 0), RNPN(0, 4), 835769, 0, &by_compiler },
	{ 0xd03, RNPN(0, 0), RNPN(0, 3), 843419, 0, &by_linker },
	{ 0xd03, RNPN(0, 4), RNPN(0, 4), 843419, BIT(8), &by_linker },
	{ 0xd03, RNPN(0, 0), RNPN(0, 1), 819472, 0, &clean_invalidates },
	{ 0xd03, RNPN(0, 0), RNPN(0, 2), 824069, 0, &clean_invalidates },
	{ 0xd03, RNPN(0, 0), RNPN(0, 2), 826319, 0, &clean_invalidates },
	{ 0xd03, RNPN(0, 0), RNPN(0, 2), 827319, 0, &clean_invalidates },
	{ 0xd07, RNPN(0, 0), RNPN(1, 2), 832075, 0, &device_reads_acquire },
	{ 0xd09, RNPN(0, 0), ANY, 858921, 0, &counter_twice },
	{ 0xd0b, RNPN(0, 0), RNPN(3, 0), 1286807, 0, &tlbi_twice },
	{ 0xd05, RNPN(0, 0), ANY, 2441007, 0, &tlbi_twice },
	{ 0xd46, RNPN(0, 0), RNPN(1, 1), 2441009, 0, &tlbi_twice },
	{ 0xd0b, RNPN(0, 0), ANY, 4193800, 0, &tlbi_twice },
	{ 0xd0c, RNPN(0, 0), ANY, 4193800, 0, &tlbi_twice },
	{ 0xd0d, RNPN(0, 0), ANY, 4193798, 0, &tlbi_twice },
	{ 0xd0e, RNPN(0, 0), ANY, 4193801, 0, &tlbi_twice },
	{ 0xd40, RNPN(0, 0), ANY, 4193790, 0, &tlbi_twice },
	{ 0xd41, RNPN(0, 0), ANY, 4193791, 0, &tlbi_twice },
	{ 0xd42, RNPN(0, 0), ANY, 4193793, 0, &tlbi_twice },
	{ 0xd44, RNPN(0, 0), ANY, 4193791, 0, &tlbi_twice },
	{ 0xd47, RNPN(0, 0), ANY, 4193788, 0, &tlbi_twice },
	{ 0xd48, RNPN(0, 0), ANY, 4193788, 0, &tlbi_twice },
	{ 0xd49, RNPN(0, 0), ANY, 4193789, 0, &tlbi_twice },
	{ 0xd4b, RNPN(0, 0), ANY, 4193794, 0, &tlbi_twice },
	{ 0xd4c, RNPN(0, 0), ANY, 4193792, 0, &tlbi_twice },
	{ 0xd4e, RNPN(0, 0), ANY, 4193786, 0, &tlbi_twice },
	{ 0xd4f, RNPN(0, 0), ANY, 4193787, 0, &tlbi_twice },
	{ 0xd82, RNPN(0, 0), ANY, 4118414, 0, &tlbi_twice },
	{ 0xd83, RNPN(0, 0), ANY, 4193784, 0, &tlbi_twice },
	{ 0xd84, RNPN(0, 0), ANY, 4193784, 0, &tlbi_twice },
	{ 0xd85, RNPN(0, 0), ANY, 4193781, 0, &tlbi_twice },
	{ 0xd8c, RNPN(0, 0), ANY, 4193780, 0, &tlbi_twice },
	{ 0xd90, RNPN(0, 0), ANY, 4193780, 0, &tlbi_twice },
};

/* MIDR_EL1 and REVIDR_EL1 of each CPU that has been started.  For other CPUs, midr is 0. */
static struct identity {
	u32 midr, revidr;
} identities[NR_CPUS];

static bool has(const struct identity *cpu, const struct erratum *e)
{
	unsigned int revision = RNPN(VARIANT(cpu->midr), REVISION(cpu->midr));

	return IMPLEMENTER(cpu->midr) == IMPLEMENTER_ARM && PART(cpu->midr) == e->part &&
	       revision >= e->first && revision <= e->last && !(cpu->revidr & e->mended);
}

static const char *name_of(u32 midr)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(cores) && IMPLEMENTER(midr) == IMPLEMENTER_ARM;
	     i++) {
		if (cores[i].part == PART(midr))
			return cores[i].name;
	}
	return "unknown core";
}

static bool like_an_earlier_one(const struct identity *id)
{
	for (const struct identity *i = identities; i < id; i++) {
		if (i->midr == id->midr && i->revidr == id->revidr)
			return true;
	}
	return false;
}

/* Print the kind of a CPU and its errata, unless a CPU with a lower number has the same kind. */
static void print_core(unsigned int cpu)
{
	const struct identity *id = &identities[cpu];

	if (!id->midr || like_an_earlier_one(id))
		return;
	pr_info("cpu%u: %s r%up%u, MIDR %#x, REVIDR %#x\n", cpu, name_of(id->midr),
		VARIANT(id->midr), REVISION(id->midr), id->midr, id->revidr);
	for (const struct erratum *e = errata; e < errata + ARRAY_SIZE(errata); e++) {
		if (!has(id, e))
			continue;
		if (e->workaround->configured)
			pr_info("cpu%u: erratum %u: %s\n", cpu, e->number, e->workaround->done);
		else
			pr_warn("cpu%u: erratum %u: not worked around in this configuration\n", cpu,
				e->number);
	}
}

void arm64_print_cores(void)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		print_core(cpu);
}

void arm64_find_errata(void)
{
	unsigned int cpu = smp_processor_id();
	struct identity *id = &identities[cpu];

	*id = (struct identity){ .midr = read_sysreg(midr_el1), .revidr = read_sysreg(revidr_el1) };
	for (const struct erratum *e = errata; e < errata + ARRAY_SIZE(errata); e++) {
		if (e->workaround->enable && e->workaround->configured && has(id, e))
			e->workaround->enable();
	}
	if (cpu)
		print_core(cpu);
}
