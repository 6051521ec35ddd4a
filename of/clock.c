// SPDX-License-Identifier: BSD-2-Clause
/* The rates of clocks that the device tree contains. */

#include <internal/of_clock.h>
#include <linux/limits.h>
#include <linux/of.h>

#define MAX_FACTORS	8	/* most fixed factors in a row; ends loops of an invalid tree */

u32 of_fixed_clock_hz(const struct device_node *clock)
{
	u32 mult, div, hz;
	u64 up = 1, down = 1;

	for (int i = 0; clock && of_device_is_compatible(clock, "fixed-factor-clock"); i++) {
		if (i == MAX_FACTORS || of_property_read_u32(clock, "clock-mult", &mult) ||
		    of_property_read_u32(clock, "clock-div", &div) || !div || !mult ||
		    up > U32_MAX / mult || down > U32_MAX / div)
			return 0;
		up *= mult;
		down *= div;
		clock = of_parse_phandle(clock, "clocks", 0);
	}
	if (!clock || !of_device_is_compatible(clock, "fixed-clock") ||
	    of_property_read_u32(clock, "clock-frequency", &hz) || up * hz / down > U32_MAX)
		return 0;
	return (u32)(up * hz / down);
}
