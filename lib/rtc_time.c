// SPDX-License-Identifier: BSD-2-Clause
/*
 * The Gregorian calendar, for <linux/rtc.h>.
 *
 * Days are counted in years that begin with March, so that the leap day is the last of a year.  A
 * cycle of 400 years has the same number of days wherever it begins.
 */

#include <linux/errno.h>
#include <linux/math64.h>
#include <linux/rtc.h>
#include <linux/string.h>
#include <linux/time.h>

#define DAY_SECONDS	86400
#define YEAR_DAYS	365
#define CENTURY_DAYS	(100 * YEAR_DAYS + 24)
#define CYCLE_DAYS	(4 * CENTURY_DAYS + 1)		/* of 400 years */
#define EPOCH_DAY	719468				/* 1970-01-01, from 0000-03-01 */
#define EPOCH_WEEKDAY	4				/* Thursday */

/* Divide, rounding down.  Stores the remainder, which is not negative. */
static s64 divide_down(s64 value, s32 by, s32 *rest)
{
	s64 result = div_s64_rem(value, by, rest);

	if (*rest >= 0)
		return result;
	*rest += by;
	return result - 1;
}

/* The number of days from March to the start of a month, which March begins with 0. */
static int days_from_march(int month)
{
	return (153 * month + 2) / 5;
}

int rtc_month_days(unsigned int month, unsigned int year)
{
	if (month == 1)
		return 28 + is_leap_year(year);
	return month == 3 || month == 5 || month == 8 || month == 10 ? 30 : 31;
}

int rtc_year_days(unsigned int day, unsigned int month, unsigned int year)
{
	int days = (int)day - 1;

	for (unsigned int m = 0; m < month; m++)
		days += rtc_month_days(m, year);
	return days;
}

int rtc_valid_tm(struct rtc_time *tm)
{
	if (tm->tm_year < 70 || tm->tm_year > INT_MAX - 1900 ||
	    tm->tm_mon < 0 || tm->tm_mon > 11 ||
	    tm->tm_mday < 1 || tm->tm_mday > rtc_month_days((unsigned int)tm->tm_mon,
							    (unsigned int)tm->tm_year + 1900) ||
	    tm->tm_hour < 0 || tm->tm_hour > 23 ||
	    tm->tm_min < 0 || tm->tm_min > 59 ||
	    tm->tm_sec < 0 || tm->tm_sec > 59)
		return -EINVAL;
	return 0;
}

time64_t rtc_tm_to_time64(struct rtc_time *tm)
{
	int month = tm->tm_mon >= 2 ? tm->tm_mon - 2 : tm->tm_mon + 10;
	s64 year = (s64)tm->tm_year + 1900 - (tm->tm_mon < 2);
	s64 cycle, days;
	s32 in_cycle;

	cycle = divide_down(year, 400, &in_cycle);
	days = cycle * CYCLE_DAYS + in_cycle * YEAR_DAYS + in_cycle / 4 - in_cycle / 100 +
	       days_from_march(month) + tm->tm_mday - 1 - EPOCH_DAY;
	return days * DAY_SECONDS + tm->tm_hour * 3600 + tm->tm_min * 60 + tm->tm_sec;
}

time64_t mktime64(unsigned int year, unsigned int month, unsigned int day, unsigned int hour,
		  unsigned int min, unsigned int sec)
{
	struct rtc_time date = {
		.tm_year = (int)year - 1900, .tm_mon = (int)month - 1, .tm_mday = (int)day,
	};

	return rtc_tm_to_time64(&date) + ((time64_t)hour * 60 + min) * 60 + sec;
}

void rtc_time64_to_tm(time64_t time, struct rtc_time *tm)
{
	s32 second, day, weekday, year, month;
	s64 days, cycle;

	memset(tm, 0, sizeof(*tm));
	days = divide_down(time, DAY_SECONDS, &second);
	divide_down(days + EPOCH_WEEKDAY, 7, &weekday);
	cycle = divide_down(days + EPOCH_DAY, CYCLE_DAYS, &day);
	/* Leave out the leap days before the day, so that all years have the same length. */
	year = (day - day / (4 * YEAR_DAYS) + day / CENTURY_DAYS - day / (CYCLE_DAYS - 1)) /
	       YEAR_DAYS;
	day -= year * YEAR_DAYS + year / 4 - year / 100;
	month = (5 * day + 2) / 153;
	tm->tm_mday = day - days_from_march(month) + 1;
	tm->tm_mon = month < 10 ? month + 2 : month - 10;
	tm->tm_year = (int)(cycle * 400 + year + (month >= 10) - 1900);
	tm->tm_yday = rtc_year_days((unsigned int)tm->tm_mday, (unsigned int)tm->tm_mon,
				    (unsigned int)tm->tm_year + 1900) + 1;
	tm->tm_wday = weekday;
	tm->tm_hour = second / 3600;
	tm->tm_min = second / 60 % 60;
	tm->tm_sec = second % 60;
}
