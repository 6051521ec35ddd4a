// SPDX-License-Identifier: BSD-2-Clause
/*
 * Benchmarks of functions on blocks and strings, and of random numbers.  A misaligned block starts
 * at an odd address, so that source and destination are misaligned to each other.
 */

#include <linux/array_size.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/random.h>
#include <linux/sizes.h>
#include <linux/string.h>

#include "bench.h"

#define BLOCK	SZ_64K
#define ORDER	get_order(2 * BLOCK)
#define ROUNDS	100

static const size_t sizes[] = { 4, 16, 64, 128, 256, 1500, 4096, BLOCK };

static void print(const struct cost *cost, const char *op, size_t size, const char *how)
{
	char param[32];

	scnprintf(param, sizeof(param), "%zu/%s", size, how);
	cost_print(cost, op, param);
}

/*
 * Measure each function with blocks at @d and @s.  memmove() moves the block at @s by @distance, so
 * that its source and destination overlap.
 */
static void measure_blocks(char *d, char *s, size_t distance, size_t size, const char *how)
{
	struct cost copy = { 0 }, up = { 0 }, down = { 0 }, set = { 0 }, compare = { 0 };
	int differ = 0;

	for (int i = 0; i < ROUNDS; i++) {
		BENCH_TIME(&copy, memcpy(d, s, size));
		BENCH_TIME(&compare, differ |= memcmp(d, s, size));
		BENCH_TIME(&up, memmove(s, s + distance, size));
		BENCH_TIME(&down, memmove(s + distance, s, size));
		BENCH_TIME(&set, memset(s, 0x5a, size));
	}
	if (differ)
		return;
	print(&copy, "memcpy", size, how);
	print(&up, "memmove_up", size, how);
	print(&down, "memmove_down", size, how);
	print(&set, "memset", size, how);
	print(&compare, "memcmp", size, how);
}

/* Measure searches in a string of @size - 1 characters. */
static void measure_strings(char *s, size_t size, const char *how)
{
	struct cost len = { 0 }, chr = { 0 };
	size_t sum = 0;

	memset(s, 'x', size);
	s[size - 1] = '\0';
	for (int i = 0; i < ROUNDS; i++) {
		BENCH_TIME(&len, sum += strlen(s));
		BENCH_TIME(&chr, sum += memchr(s, 0, size) != NULL);
	}
	if (sum != ROUNDS * size)
		return;
	print(&len, "strlen", size - 1, how);
	print(&chr, "memchr", size - 1, how);
}

static void bench_string(void)
{
	char *a = (char *)__get_free_pages(GFP_KERNEL, ORDER);
	char *b = (char *)__get_free_pages(GFP_KERNEL, ORDER);

	for (unsigned int i = 0; a && b && i < ARRAY_SIZE(sizes); i++) {
		measure_blocks(a, b, 64, sizes[i], "aligned");
		measure_blocks(a + 3, b + 8, 61, sizes[i], "misaligned");
		measure_strings(a, sizes[i], "aligned");
		measure_strings(a + 3, sizes[i], "misaligned");
	}
	free_pages((unsigned long)a, ORDER);
	free_pages((unsigned long)b, ORDER);
}
BENCH(string, bench_string);

static void bench_random(void)
{
	struct cost cost = { 0 };
	u32 sum = 0;

	for (int i = 0; i < BENCH_WARM_UP + BENCH_PAIRS; i++) {
		if (i == BENCH_WARM_UP)
			cost = (struct cost){ 0 };
		BENCH_TIME(&cost, sum += get_random_u32());
	}
	if (sum)
		cost_print(&cost, "get_random_u32", "");
}
BENCH(random, bench_random);
