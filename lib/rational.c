// SPDX-License-Identifier: BSD-2-Clause
/* Divisors, fractions, division by multiplication, and linear ranges. */

#include <linux/bitops.h>
#include <linux/errno.h>
#include <linux/gcd.h>
#include <linux/kernel.h>
#include <linux/lcm.h>
#include <linux/linear_range.h>
#include <linux/rational.h>
#include <linux/reciprocal_div.h>

/* Euclid's algorithm. */
unsigned long gcd(unsigned long a, unsigned long b)
{
	while (b) {
		unsigned long rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

unsigned long lcm(unsigned long a, unsigned long b)
{
	return a && b ? a / gcd(a, b) * b : 0;
}

unsigned long lcm_not_zero(unsigned long a, unsigned long b)
{
	return a && b ? lcm(a, b) : a | b;
}

/* Return the largest t for which @base + t * @step does not exceed @limit. */
static unsigned long rational_steps(unsigned long limit, unsigned long base, unsigned long step)
{
	return step ? (limit - base) / step : ULONG_MAX;
}

/*
 * Expand the fraction to a continued fraction with the quotients a.  (n1, d1) and (n0, d0) are the
 * last two convergents, and the next one is (n0 + a * n1, d0 + a * d1).  If that exceeds a limit,
 * the best candidate is the largest fraction (n0 + t * n1, d0 + t * d1) within the limits, which is
 * closer than (n1, d1) if t is more than half of a.  For exactly half of a, compare the distances.
 */
void rational_best_approximation(unsigned long given_numerator, unsigned long given_denominator,
				 unsigned long max_numerator, unsigned long max_denominator,
				 unsigned long *best_numerator, unsigned long *best_denominator)
{
	unsigned long n = given_numerator, d = given_denominator;
	unsigned long n0 = 0, d0 = 1, n1 = 1, d1 = 0;

	while (d) {
		unsigned long a = n / d, rest = n % d, next;
		unsigned long t = min(rational_steps(max_numerator, n0, n1),
				      rational_steps(max_denominator, d0, d1));

		if (t < a) {
			if (!d1 || t > a - t ||
			    (t == a - t && (unsigned __int128)d0 * d >
					   (unsigned __int128)d1 * rest)) {
				n1 = n0 + t * n1;
				d1 = d0 + t * d1;
			}
			break;
		}
		next = n0 + a * n1;
		n0 = n1;
		n1 = next;
		next = d0 + a * d1;
		d0 = d1;
		d1 = next;
		n = d;
		d = rest;
	}
	*best_numerator = n1;
	*best_denominator = d1;
}

/* With l = ceil(log2(d)), the multiplier is floor(2^32 * (2^l - d) / d) + 1. */
struct reciprocal_value reciprocal_value(u32 d)
{
	unsigned int l = fls(d - 1);

	return (struct reciprocal_value){
		.m = (u32)((((1ULL << l) - d) << 32) / d + 1),
		.sh1 = (u8)min(l, 1U),
		.sh2 = (u8)(l ? l - 1 : 0),
	};
}

unsigned int linear_range_values_in_range(const struct linear_range *r)
{
	return r ? r->max_sel - r->min_sel + 1 : 0;
}

unsigned int linear_range_values_in_range_array(const struct linear_range *r, int ranges)
{
	unsigned int sum = 0;

	for (int i = 0; i < ranges; i++) {
		unsigned int values = linear_range_values_in_range(&r[i]);

		if (!values)
			return 0;
		sum += values;
	}
	return sum;
}

unsigned int linear_range_get_max_value(const struct linear_range *r)
{
	return r->min + (r->max_sel - r->min_sel) * r->step;
}

int linear_range_get_value(const struct linear_range *r, unsigned int selector, unsigned int *val)
{
	return linear_range_get_value_array(r, 1, selector, val);
}

int linear_range_get_value_array(const struct linear_range *r, int ranges, unsigned int selector,
				 unsigned int *val)
{
	for (int i = 0; i < ranges; i++) {
		if (r[i].min_sel <= selector && selector <= r[i].max_sel) {
			*val = r[i].min + (selector - r[i].min_sel) * r[i].step;
			return 0;
		}
	}
	return -EINVAL;
}

int linear_range_get_selector_low(const struct linear_range *r, unsigned int val,
				  unsigned int *selector, bool *found)
{
	*found = false;
	if (val < r->min)
		return -EINVAL;
	*found = val <= linear_range_get_max_value(r);
	linear_range_get_selector_within(r, val, selector);
	return 0;
}

int linear_range_get_selector_low_array(const struct linear_range *r, int ranges, unsigned int val,
					unsigned int *selector, bool *found)
{
	int ret = -EINVAL;

	for (int i = 0; i < ranges; i++) {
		if (!linear_range_get_selector_low(&r[i], val, selector, found))
			ret = 0;
		if (*found)
			break;
	}
	return ret;
}

int linear_range_get_selector_high(const struct linear_range *r, unsigned int val,
				   unsigned int *selector, bool *found)
{
	*found = false;
	if (val > linear_range_get_max_value(r))
		return -EINVAL;
	*found = val >= r->min;
	if (!*found)
		*selector = r->min_sel;
	else if (!r->step)
		*selector = r->max_sel;
	else
		*selector = DIV_ROUND_UP(val - r->min, r->step) + r->min_sel;
	return 0;
}

void linear_range_get_selector_within(const struct linear_range *r, unsigned int val,
				      unsigned int *selector)
{
	if (val > linear_range_get_max_value(r))
		*selector = r->max_sel;
	else if (val < r->min || !r->step)
		*selector = r->min_sel;
	else
		*selector = (val - r->min) / r->step + r->min_sel;
}
