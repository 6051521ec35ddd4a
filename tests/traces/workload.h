/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_TRACES_WORKLOAD_H
#define TESTS_TRACES_WORKLOAD_H

#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/types.h>

/*
 * A workload: a program that allocates memory like firmware, so that its allocations can be
 * recorded.  It runs once after boot, on one CPU.  It gets random numbers from workload_random(),
 * with a separate seed.
 */
struct workload {
	const char *name;
	int (*run)(void);		/* 0 or an error */
	void (*clean_up)(void);		/* its calls are not recorded; may be NULL */
};

#define WORKLOAD(ident, ...)							\
	static const struct workload __workload_##ident = { .name = #ident, __VA_ARGS__ };	\
	static const struct workload *const __workload_ptr_##ident __used __retain	\
		__section("tbl_workload") = &__workload_##ident

static inline u32 workload_random(u32 *seed, u32 below)
{
	*seed = *seed * 1664525 + 1013904223;
	return (*seed >> 8) % below;
}

#endif /* TESTS_TRACES_WORKLOAD_H */
