/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_RATIONAL_H
#define LINUX_RATIONAL_H

/*
 * Find the fraction that is closest to @given_numerator / @given_denominator, and whose numerator
 * and denominator do not exceed the limits.  Both limits are at least 1.  Context: any.
 */
void rational_best_approximation(unsigned long given_numerator, unsigned long given_denominator,
				 unsigned long max_numerator, unsigned long max_denominator,
				 unsigned long *best_numerator, unsigned long *best_denominator);

#endif /* LINUX_RATIONAL_H */
