// SPDX-License-Identifier: BSD-2-Clause
/* Source file of the example, from which mutants are made. */
#include <stdio.h>

#define pr_info(...) printf(__VA_ARGS__)

int clamp(int value, int low, int high);
int weigh(int value);
int unused(int value);

/*
 * The suite tests values outside of both limits and at both limits, so that each mutant is killed.
 */
int clamp(int value, int low, int high)
{
	if (value < low)
		return low;
	if (value > high)
		return high;
	return value;
}

/* The suite calls this function, but does not check its result. */
int weigh(int value)
{
	/* The mutator must not change these: a < 1, value = 3; */
#define NOT_CHANGED(x) ((x) < 7)
	return NOT_CHANGED(value) && value << 1;
}

/* No suite calls this function. */
int unused(int value)
{
	static const int table[] = { 1, 2 };

	pr_info("value %d of %d\n", value + 1, table[0]);
	return value - 1;
}
