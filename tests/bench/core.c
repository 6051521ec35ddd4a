// SPDX-License-Identifier: BSD-2-Clause
/* The shell command "bench": run the benchmarks whose names match a pattern. */

#include <internal/boot.h>
#include <linux/glob.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <quarry/shell.h>

#include "bench.h"

u64 bench_overhead;

extern const struct bench *const __start_tbl_bench[], *const __stop_tbl_bench[];

void cost_print(const struct cost *cost, const char *op, const char *param)
{
	u64 average = cost->nr ? div64_u64(cost->sum + cost->nr / 2, cost->nr) : 0;

	console_printf("%s,%s,%llu,%llu\n", op, param, (unsigned long long)average,
		       (unsigned long long)cost->max);
}

/*
 * Set bench_overhead to the minimum of 1,000 measurements, because the host may interrupt a
 * measurement.
 */
static void calibrate(void)
{
	u64 least = U64_MAX;

	for (int i = 0; i < 1000; i++) {
		u64 start = bench_now(), end = bench_now();

		least = min(least, end - start);
	}
	bench_overhead = least;
}

static int bench(int argc, char **argv)
{
	const char *pattern = argc > 1 ? argv[1] : "*";
	int n = 0;

	calibrate();
	console_printf("%s\n", IS_ENABLED(CONFIG_HOST) ? "op,param,ns,ns_max" :
						       "op,param,insns_avg,insns_max");
	for (const struct bench *const *b = __start_tbl_bench; b < __stop_tbl_bench; b++) {
		if (!((*b)->alone ? !strcmp(pattern, (*b)->name) : glob_match(pattern, (*b)->name)))
			continue;
		(*b)->run();
		n++;
	}
	if (!n) {
		console_printf("no benchmark matches %s; there are", pattern);
		for (const struct bench *const *b = __start_tbl_bench; b < __stop_tbl_bench; b++)
			console_printf(" %s", (*b)->name);
		console_printf("\n");
	}
	return !n;
}
SHELL_COMMAND(bench, "bench", "[glob]", "costs of the allocators' operations, as CSV", bench);

/* Print the costs of booting, from boot_marks.start to each mark. */
static void boot(void)
{
	struct { const char *what; u64 at; } marks[] = {
		{ "page_allocator", boot_marks.page_allocator - boot_marks.start },
		{ "prompt", boot_marks.prompt - boot_marks.start },
	};
	char param[32];

	scnprintf(param, sizeof(param), "%luMiB", totalram_pages() >> (20 - PAGE_SHIFT));
	for (unsigned int i = 0; i < ARRAY_SIZE(marks); i++)
		console_printf("boot_to_%s,%s,%llu,%llu\n", marks[i].what, param,
			       (unsigned long long)marks[i].at, (unsigned long long)marks[i].at);
}
BENCH(boot, boot);
