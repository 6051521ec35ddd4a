/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_LINEAR_RANGE_H
#define LINUX_LINEAR_RANGE_H

/*
 * The values that a register field selects: selector @min_sel stands for @min, and each following
 * selector up to @max_sel for a value that is larger by @step.  Several ranges, ordered by value,
 * describe a field that is linear in parts.  Context: any.
 */

#include <linux/types.h>

struct linear_range {
	unsigned int min;
	unsigned int min_sel;
	unsigned int max_sel;
	unsigned int step;
};

#define LINEAR_RANGE(min_, min_sel_, max_sel_, step_) \
	{ .min = min_, .min_sel = min_sel_, .max_sel = max_sel_, .step = step_ }
#define LINEAR_RANGE_IDX(idx, min_, min_sel_, max_sel_, step_) \
	[idx] = LINEAR_RANGE(min_, min_sel_, max_sel_, step_)

/* Return the number of selectors; for several ranges, 0 if one of them is empty. */
unsigned int linear_range_values_in_range(const struct linear_range *r);
unsigned int linear_range_values_in_range_array(const struct linear_range *r, int ranges);
unsigned int linear_range_get_max_value(const struct linear_range *r);

/* Store the value of a selector.  Returns 0, or -EINVAL if no range has this selector. */
int linear_range_get_value(const struct linear_range *r, unsigned int selector, unsigned int *val);
int linear_range_get_value_array(const struct linear_range *r, int ranges, unsigned int selector,
				 unsigned int *val);

/*
 * Store the selector of the largest value that does not exceed @val, or of the smallest value that
 * is not below @val.  *@found becomes true if @val lies between the smallest and the largest value.
 * Returns 0, or -EINVAL if there is no such value.
 */
int linear_range_get_selector_low(const struct linear_range *r, unsigned int val,
				  unsigned int *selector, bool *found);
int linear_range_get_selector_high(const struct linear_range *r, unsigned int val,
				   unsigned int *selector, bool *found);
int linear_range_get_selector_low_array(const struct linear_range *r, int ranges, unsigned int val,
					unsigned int *selector, bool *found);
/* Store the selector of the largest value that does not exceed @val, or else the first selector. */
void linear_range_get_selector_within(const struct linear_range *r, unsigned int val,
				      unsigned int *selector);

#endif /* LINUX_LINEAR_RANGE_H */
