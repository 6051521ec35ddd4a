/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_BENCH_H
#define TESTS_BENCH_H

/*
 * Interface for benchmarks.  Each benchmark is a function that prints lines "op,param,avg,max".
 * The unit is instructions on a target, and nanoseconds on the host port.  Single operations are
 * measured after a warm-up, with interrupts off, and without the cost of reading the counter.
 */

#include <linux/compiler.h>
#include <linux/irqflags.h>
#include <linux/minmax.h>
#include <linux/types.h>
#include <asm/processor.h>

#define BENCH_PAIRS	10000
#define BENCH_WARM_UP	1000

struct bench {
	const char *name;
	void (*run)(void);
	bool alone;
};

#define BENCH(ident, fn)		__BENCH(ident, fn, false)
/*
 * Define a benchmark that needs most of the memory.  Only its exact name selects this benchmark,
 * and the pattern "*" does not.
 */
#define BENCH_ALONE(ident, fn)		__BENCH(ident, fn, true)

#define __BENCH(ident, fn, alone_)							\
	static const struct bench __bench_##ident = { .name = #ident, .run = fn,	\
						      .alone = alone_ };		\
	static const struct bench *const __bench_ptr_##ident __used __retain		\
		__section("tbl_bench") = &__bench_##ident

struct cost {
	u64 sum;
	u64 nr;
	u64 max;
};

/* Cost of reading the counter once, set before the first benchmark runs. */
extern u64 bench_overhead;

static __always_inline u64 bench_now(void)
{
	return IS_ENABLED(CONFIG_HOST) ? arch_counter() : arch_instructions();
}

static inline void cost_add(struct cost *cost, u64 start, u64 end)
{
	u64 spent = end - start;

	spent = spent > bench_overhead ? spent - bench_overhead : 0;
	cost->sum += spent;
	cost->nr++;
	cost->max = max(cost->max, spent);
}

void cost_print(const struct cost *cost, const char *op, const char *param);

/* Measure @expression with interrupts off, and add the result to @cost. */
#define BENCH_TIME(cost, expression)				\
do {								\
	unsigned long __flags;					\
	u64 __start, __end;					\
								\
	local_irq_save(__flags);				\
	__start = bench_now();					\
	barrier();						\
	expression;						\
	barrier();						\
	__end = bench_now();					\
	local_irq_restore(__flags);				\
	cost_add(cost, __start, __end);				\
} while (0)

/*
 * Measure @expression with interrupts on, because the expression may sleep or wait for other CPUs.
 */
#define BENCH_TIME_OPEN(cost, expression)			\
do {								\
	u64 __start = bench_now(), __end;			\
								\
	barrier();						\
	expression;						\
	barrier();						\
	__end = bench_now();					\
	cost_add(cost, __start, __end);				\
} while (0)

#endif /* TESTS_BENCH_H */
