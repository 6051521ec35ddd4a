// SPDX-License-Identifier: BSD-2-Clause
/*
 * kmalloc_latency: measure the times of kmalloc() and kfree() on the running system, by size, as a
 * histogram.
 *
 * Each call is timed by itself, with interrupts enabled, so that the maximum includes interrupts.
 * The time for reading the clock is subtracted.  -i counts instructions instead of time.
 */

#include <linux/array_size.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/ktime.h>
#include <linux/log2.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <asm/processor.h>
#include <internal/time.h>
#include <quarry/report.h>
#include <quarry/shell.h>

#define MAX_PAIRS	100000U
#define BAR		40

static const u32 default_sizes[] = { 8, 64, 256, 1024, 4096, 16384, 65536 };

struct latencies {
	u32 *alloc, *free;	/* measured times or instructions of each pair of calls */
	unsigned int nr;
	bool instructions;
	u64 overhead;		/* time or instructions for reading the counter itself */
};

static u64 latency_now(const struct latencies *l)
{
	u64 value;

	barrier();
	value = l->instructions ? arch_instructions() : arch_counter();
	barrier();
	return value;
}

static u32 latency_value(const struct latencies *l, u64 start, u64 end)
{
	u64 value = end - start;

	value -= min(value, l->overhead);
	if (!l->instructions)
		value = mul_u64_u32_div(value, NSEC_PER_SEC, arch_counter_hz);
	return min_t(u64, value, U32_MAX);
}

static void calibrate(struct latencies *l)
{
	u64 least = U64_MAX;

	for (unsigned int i = 0; i < 1000; i++) {
		u64 start = latency_now(l);

		least = min(least, latency_now(l) - start);
	}
	l->overhead = least;
}

static int measure(struct latencies *l, size_t size)
{
	for (unsigned int i = 0; i < l->nr; i++) {
		u64 start = latency_now(l), middle, end;
		void *p = kmalloc(size, GFP_KERNEL | __GFP_NOWARN);

		middle = latency_now(l);
		if (!p)
			return -ENOMEM;
		kfree(p);
		end = latency_now(l);
		l->alloc[i] = latency_value(l, start, middle);
		l->free[i] = latency_value(l, middle, end);
		if (i % 256 == 255) {
			cond_resched();
			if (console_interrupted())
				return -EINTR;
		}
	}
	return 0;
}

static int by_value(const void *a, const void *b)
{
	u32 one = *(const u32 *)a, other = *(const u32 *)b;

	return one < other ? -1 : one > other;
}

/* Return the bucket of a value: bucket 0 has only the value 0, bucket i has [2^(i - 1), 2^i). */
static unsigned int latency_bucket_of(u32 value)
{
	return value ? ilog2(value) + 1 : 0;
}

static void latency_show(const struct latencies *l, const char *what, size_t size, u32 *values)
{
	unsigned int counts[33] = { 0 }, most = 0, first = 32, last = 0, i,
		     p99 = (u64)l->nr * 99 / 100;

	sort(values, l->nr, sizeof(*values), by_value, NULL);
	for (i = 0; i < l->nr; i++)
		counts[latency_bucket_of(values[i])]++;
	for (i = 0; i < ARRAY_SIZE(counts); i++) {
		most = max(most, counts[i]);
		if (counts[i]) {
			first = min(first, i);
			last = i;
		}
	}
	report_open(&console_seq, NULL, '{');
	report_fields(&console_seq,
		      "%s{call} %zu{size_bytes}: %u{calls} calls, %s{unit}: min %u{min} "
		      "median %u{median} p99 %u{p99} max %u{max}\n",
		      what, size, l->nr, l->instructions ? "instructions" : "ns", values[0],
		      values[l->nr / 2], values[p99], values[l->nr - 1]);
	report_open(&console_seq, "buckets", '[');
	for (i = first; i <= last; i++) {
		u32 from = i ? 1U << (i - 1) : 0, to = (1UL << i) - 1;

		report_row(&console_seq, "%10u{from} - %10u{to} %8u{calls} |%.*s\n", from, to,
			   counts[i], (int)(((u64)counts[i] * BAR + most - 1) / most),
			   "########################################");
	}
	report_close(&console_seq, ']');
	report_close(&console_seq, '}');
}

static int run_sizes(struct latencies *l, const u32 *sizes, unsigned int nr)
{
	for (unsigned int i = 0; i < nr; i++) {
		int err = measure(l, sizes[i]);

		if (err)
			return err;
		latency_show(l, "kmalloc", sizes[i], l->alloc);
		latency_show(l, "kfree", sizes[i], l->free);
	}
	return 0;
}

static int cmd_latency(int argc, char **argv)
{
	struct latencies l = { .nr = 1000 };
	u32 size = 0;
	int operands = 0, err = -ENOMEM;

	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "-i"))
			l.instructions = true;
		else if (kstrtouint(argv[i], 0, operands++ ? &size : &l.nr))
			l.nr = 0;
	}
	if (!l.nr || l.nr > MAX_PAIRS || (operands > 1 && (!size || size > KMALLOC_MAX_SIZE))) {
		console_printf("kmalloc_latency: 1 to %u pairs, 1 to %lu bytes\n", MAX_PAIRS,
			       KMALLOC_MAX_SIZE);
		return 1;
	}
	l.alloc = vmalloc(2 * l.nr * sizeof(*l.alloc));
	if (l.alloc) {
		l.free = l.alloc + l.nr;
		calibrate(&l);
		report_open(&console_seq, NULL, '[');
		err = run_sizes(&l, size ? &size : default_sizes,
				size ? 1 : ARRAY_SIZE(default_sizes));
		report_close(&console_seq, ']');
	}
	vfree(l.alloc);
	if (err == -ENOMEM)
		console_printf("kmalloc_latency: no memory\n");
	return err != 0;
}
SHELL_COMMAND(kmalloc_latency, "kmalloc_latency", "[-i] [-j] [pairs] [size]",
	      "time of kmalloc() and kfree(), by size; -i: in instructions", cmd_latency);
