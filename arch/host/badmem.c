// SPDX-License-Identifier: BSD-2-Clause
/*
 * host.badmem=address[,address...] simulates faulty memory, for tests of memtest=.  At each of
 * these addresses, one bit of the eight bytes is stuck at 1.  The number of the bit differs between
 * the addresses.  Only stores by memtest are affected: if memtest works correctly, the pages are
 * not used by other code.
 */

#include <linux/array_size.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <asm/processor.h>

static phys_addr_t bad[8];
static unsigned int nr_bad;

static int __init set_badmem(char *value)
{
	char *end;

	while (*value) {
		phys_addr_t pa = memparse(value, &end);

		if (end == value || (*end && *end != ',') || nr_bad == ARRAY_SIZE(bad))
			return -EINVAL;
		bad[nr_bad++] = ALIGN_DOWN(pa, sizeof(u64));
		value = *end ? end + 1 : end;
	}
	return 0;
}
early_param("host.badmem", set_badmem);

void host_memtest_store(volatile u64 *p, u64 value)
{
	for (unsigned int i = 0; i < nr_bad; i++) {
		if (bad[i] == __pa((void *)p))
			value |= 1ULL << (9 * i + 1) % 64;
	}
	*p = value;
}
