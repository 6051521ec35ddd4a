// SPDX-License-Identifier: BSD-2-Clause
/*
 * memtest=N: write N patterns to free memory and read them back before the memory is used.  Pages
 * that return a different value are reserved; the command memmap shows them.
 */

#define pr_fmt(fmt) "memtest: " fmt

#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <asm/processor.h>

/* A port with simulated memory may override the store to inject faults. */
#ifndef arch_memtest_store
#define arch_memtest_store(p, value)	(*(p) = (value))
#endif

/* all zeros, all ones, adjacent bits different, one bit of four, and so on */
static const u64 patterns[] = {
	0, ~0ULL, 0x5555555555555555ULL, 0xaaaaaaaaaaaaaaaaULL, 0x1111111111111111ULL,
	0x2222222222222222ULL, 0x4444444444444444ULL, 0x8888888888888888ULL, 0x3333333333333333ULL,
	0x6666666666666666ULL, 0x9999999999999999ULL, 0xccccccccccccccccULL, 0x7777777777777777ULL,
	0xbbbbbbbbbbbbbbbbULL, 0xddddddddddddddddULL, 0xeeeeeeeeeeeeeeeeULL, 0x7a6c7258554e494cULL,
};

/*
 * Use each pattern at most 4 times.  More passes find no further faults, and the machine would seem
 * to hang.
 */
#define MAX_PATTERNS	(4 * ARRAY_SIZE(patterns))

static unsigned long nr_patterns __initdata;

static int __init set_patterns(char *value)
{
	unsigned long nr;
	int err = kstrtoul(value, 0, &nr);

	if (err || nr > MAX_PATTERNS)
		return err ? err : -ERANGE;
	nr_patterns = nr;
	return 0;
}
early_param("memtest", set_patterns);

static void __init reserve_bad(phys_addr_t pa)
{
	pr_err("bad memory at %#llx: its page is not used\n", (unsigned long long)pa);
	memblock_reserve_named(pa & PAGE_MASK, PAGE_SIZE, "bad memory");
}

/* Test a range with one pattern.  Returns the number of bad pages; each is reported once. */
static unsigned long __init test_range(phys_addr_t start, phys_addr_t end, u64 pattern)
{
	volatile u64 *from = __va(start), *to = __va(end), *p;
	unsigned long bad = 0;

	for (p = from; p < to; p++)
		arch_memtest_store(p, pattern);
	for (p = from; p < to; p++) {
		if (*p == pattern)
			continue;
		reserve_bad(__pa((void *)p));
		bad++;
		p = (volatile u64 *)(((unsigned long)p | ~PAGE_MASK) + 1) - 1;
	}
	return bad;
}

void __init memtest(void)
{
	phys_addr_t start, end, linear_end = __pa_linear(vm_layout.linear_end);
	unsigned long bad = 0;
	u64 i;

	for (unsigned long n = 0; n < nr_patterns; n++) {
		u64 pattern = patterns[n % ARRAY_SIZE(patterns)];

		pr_info("pattern %lu of %lu: %#018llx\n", n + 1, nr_patterns,
			(unsigned long long)pattern);
		for_each_free_mem_range(i, NUMA_NO_NODE, MEMBLOCK_NONE, &start, &end, NULL) {
			end = min(end, linear_end);
			if (start < end)
				bad += test_range(ALIGN(start, 8), ALIGN_DOWN(end, 8), pattern);
		}
	}
	if (nr_patterns && linear_end < memblock_end_of_DRAM())
		pr_warn("%llu MiB of high memory are not tested\n",
			(unsigned long long)(memblock_end_of_DRAM() - linear_end) >> 20);
	if (nr_patterns)
		pr_info("%lu bad pages\n", bad);
}
