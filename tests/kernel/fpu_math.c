// SPDX-License-Identifier: BSD-2-Clause
/*
 * Functions that calculate with floating-point numbers.  This file is compiled with the options of
 * applications.
 */

#include "fpu_test.h"

long fpu_integral_of_square(long to, long steps)
{
	double width = (double)to / steps, sum = 0;

	for (long i = 0; i < steps; i++)
		sum += i * width * i * width;
	return sum * width * 1000;
}

long fpu_root(long of)
{
	double root = of;

	if (of <= 0)
		return 0;
	for (unsigned int i = 0; i < 100; i++)
		root = (root + of / root) / 2;
	return root;
}
