/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_TRACES_RECORDED_H
#define TESTS_TRACES_RECORDED_H

#include <linux/types.h>

#define NR_RECORDED	3

struct recorded {
	const char *name;
	const u8 *start, *end;
};

extern const struct recorded recorded_traces[NR_RECORDED];

#endif /* TESTS_TRACES_RECORDED_H */
