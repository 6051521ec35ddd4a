/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_FPU_TEST_H
#define TESTS_FPU_TEST_H

/* Functions of fpu_math.c, which calculate with floating-point numbers. */

/*
 * Return 1,000 times the integral of x * x from 0 to @to, rounded down.  The integral is calculated
 * as the sum of @steps rectangles.
 */
long fpu_integral_of_square(long to, long steps);

/* Return the square root of @of, rounded down. */
long fpu_root(long of);

#endif /* TESTS_FPU_TEST_H */
