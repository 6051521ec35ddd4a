/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_UNITS_H
#define LINUX_UNITS_H

#include <linux/bits.h>
#include <linux/math.h>

/* Metric prefixes.  Those below 1 are the number of parts of the unit. */
#define PETA		1000000000000000ULL
#define TERA		1000000000000ULL
#define GIGA		1000000000UL
#define MEGA		1000000UL
#define KILO		1000UL
#define HECTO		100UL
#define DECA		10UL
#define DECI		10UL
#define CENTI		100UL
#define MILLI		1000UL
#define MICRO		1000000UL
#define NANO		1000000000UL
#define PICO		1000000000000ULL
#define FEMTO		1000000000000000ULL

#define NANOHZ_PER_HZ	1000000000UL
#define MICROHZ_PER_HZ	1000000UL
#define MILLIHZ_PER_HZ	1000UL
#define HZ_PER_KHZ	1000UL
#define HZ_PER_MHZ	1000000UL
#define HZ_PER_GHZ	1000000000UL
#define KHZ_PER_MHZ	1000UL
#define KHZ_PER_GHZ	1000000UL
#define KHZ		1000UL
#define MHZ		1000000UL
#define GHZ		1000000000UL

#define MILLIWATT_PER_WATT	1000UL
#define MICROWATT_PER_MILLIWATT	1000UL
#define MICROWATT_PER_WATT	1000000UL
#define BYTES_PER_KBIT		(KILO / BITS_PER_BYTE)
#define BYTES_PER_MBIT		(MEGA / BITS_PER_BYTE)
#define BYTES_PER_GBIT		(GIGA / BITS_PER_BYTE)

/* Temperatures in kelvin, in degrees Celsius and in thousandths of these; results are rounded. */
#define ABSOLUTE_ZERO_MILLICELSIUS	-273150
#define MILLIDEGREE_PER_DEGREE		1000
#define MILLIDEGREE_PER_DECIDEGREE	100

static inline long milli_kelvin_to_millicelsius(long t)
{
	return t + ABSOLUTE_ZERO_MILLICELSIUS;
}

static inline long millicelsius_to_milli_kelvin(long t)
{
	return t - ABSOLUTE_ZERO_MILLICELSIUS;
}

static inline long kelvin_to_millicelsius(long t)
{
	return milli_kelvin_to_millicelsius(t * MILLIDEGREE_PER_DEGREE);
}

static inline long millicelsius_to_kelvin(long t)
{
	t = millicelsius_to_milli_kelvin(t);
	return DIV_ROUND_CLOSEST(t, MILLIDEGREE_PER_DEGREE);
}

static inline long deci_kelvin_to_celsius(long t)
{
	t = milli_kelvin_to_millicelsius(t * MILLIDEGREE_PER_DECIDEGREE);
	return DIV_ROUND_CLOSEST(t, MILLIDEGREE_PER_DEGREE);
}

static inline long celsius_to_deci_kelvin(long t)
{
	t = millicelsius_to_milli_kelvin(t * MILLIDEGREE_PER_DEGREE);
	return DIV_ROUND_CLOSEST(t, MILLIDEGREE_PER_DECIDEGREE);
}

static inline long deci_kelvin_to_millicelsius(long t)
{
	return milli_kelvin_to_millicelsius(t * MILLIDEGREE_PER_DECIDEGREE);
}

static inline long millicelsius_to_deci_kelvin(long t)
{
	t = millicelsius_to_milli_kelvin(t);
	return DIV_ROUND_CLOSEST(t, MILLIDEGREE_PER_DECIDEGREE);
}

static inline long kelvin_to_celsius(long t)
{
	return t + DIV_ROUND_CLOSEST(ABSOLUTE_ZERO_MILLICELSIUS, MILLIDEGREE_PER_DEGREE);
}

static inline long celsius_to_kelvin(long t)
{
	return t - DIV_ROUND_CLOSEST(ABSOLUTE_ZERO_MILLICELSIUS, MILLIDEGREE_PER_DEGREE);
}

#endif /* LINUX_UNITS_H */
