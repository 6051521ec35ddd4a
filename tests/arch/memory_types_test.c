// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of the memory-type bits in page-table entries.  The expected values are written as numbers
 * from T-Head's documents and the RISC-V Privileged Architecture, so that they share no definition
 * with the tested code.
 */

#include <kunit/test.h>
#include <linux/pgtable.h>

#define MAEE	0x200000UL

static void expect_types(struct kunit *test, bool thead, unsigned long sxstatus, bool svpbmt,
			 const u64 *expected)
{
	u64 bits[PGPROT_NR_TYPES] = {};

	riscv_choose_memory_types(bits, thead, sxstatus, svpbmt);
	for (int type = 0; type < PGPROT_NR_TYPES; type++)
		KUNIT_EXPECT_EQ_MSG(test, bits[type], expected[type], "type %d", type);
}

/*
 * Bits 63 to 59 mean strong order, cacheable, bufferable, shareable and secure.  The values are
 * 01110 for memory, 00110 for uncached memory, and 10010 for registers.
 */
static const u64 thead[PGPROT_NR_TYPES] = {
	[PGPROT_NORMAL] = 0x7000000000000000,
	[PGPROT_NC] = 0x3000000000000000,
	[PGPROT_DEVICE] = 0x9000000000000000,
	[PGPROT_DEVICE_STRICT] = 0x9000000000000000,
	[PGPROT_WT] = 0x9000000000000000,
};

/*
 * The values of bits 62 and 61 are 0 for the platform's default, 1 for uncached memory, and 2 for
 * registers of a device.
 */
static const u64 svpbmt[PGPROT_NR_TYPES] = {
	[PGPROT_NC] = 0x2000000000000000,
	[PGPROT_DEVICE] = 0x4000000000000000,
	[PGPROT_DEVICE_STRICT] = 0x4000000000000000,
	[PGPROT_WT] = 0x4000000000000000,
};

static const u64 fixed[PGPROT_NR_TYPES];

static void memory_types_test_thead(struct kunit *test)
{
	expect_types(test, true, MAEE, false, thead);
	expect_types(test, true, -1UL, true, thead);
}

/*
 * If firmware has not enabled MAEE, or if the vendor of the CPU is not T-Head, T-Head's bits are
 * not used.
 */
static void memory_types_test_off(struct kunit *test)
{
	expect_types(test, true, ~MAEE, false, fixed);
	expect_types(test, true, 0, true, svpbmt);
	expect_types(test, false, MAEE, false, fixed);
}

static void memory_types_test_svpbmt(struct kunit *test)
{
	expect_types(test, false, 0, true, svpbmt);
	expect_types(test, false, 0, false, fixed);
}

static struct kunit_case memory_types_cases[] = {
	KUNIT_CASE(memory_types_test_thead),
	KUNIT_CASE(memory_types_test_off),
	KUNIT_CASE(memory_types_test_svpbmt),
	{}
};

static struct kunit_suite memory_types_suite = {
	.name = "arch_memory_types",
	.test_cases = memory_types_cases,
};
kunit_test_suite(memory_types_suite);
