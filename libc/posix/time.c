// SPDX-License-Identifier: BSD-2-Clause
/*
 * Conversion between times and dates.  The functions of the C libraries do not set tm_gmtoff and
 * tm_zone.  Therefore, scripts/newlib.sh and scripts/picolibc.sh rename these functions.  The
 * functions in this file call them by the new names, and set tm_gmtoff and tm_zone.
 *
 * Each thread has its own result buffer for gmtime(), localtime() and ctime().
 */

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <time.h>

struct tm *__library_gmtime_r(const time_t *time, struct tm *date);
struct tm *__library_localtime_r(const time_t *time, struct tm *date);
time_t __library_mktime(struct tm *date);

static _Thread_local struct tm returned;

/*
 * Return the number of days from 1970 to a day of a year.  @day is the number of the day in the
 * year, and starts at 0.
 */
static long long days_before(long long year, int day)
{
	long long past = year - 1;

	return 365 * (year - 1970) + day + (past / 4 - past / 100 + past / 400) -
	       (1969 / 4 - 1969 / 100 + 1969 / 400);
}

/* Return the number of seconds since 1970, if the date is interpreted as UTC. */
static time_t seconds_of(const struct tm *date)
{
	return ((days_before(date->tm_year + 1900LL, date->tm_yday) * 24 + date->tm_hour) * 60 +
		date->tm_min) * 60 + date->tm_sec;
}

/*
 * Seconds in 400 years.  The calendar, its weekdays, and the rules of TZ repeat after this period.
 * Before this file calls a function of newlib or picolibc, it moves the time by a multiple of this
 * period to a year near 1970, because these functions compute with ints and count years one by one.
 */
#define ERA_SECONDS	(146097LL * 24 * 60 * 60)

/*
 * Add @eras periods of 400 years to the date.  If the year is too large, returns NULL and sets
 * errno to EOVERFLOW.
 */
static struct tm *add_eras(struct tm *date, long long eras)
{
	if (!__builtin_add_overflow(date->tm_year, 400 * eras, &date->tm_year))
		return date;
	errno = EOVERFLOW;
	return NULL;
}

struct tm *gmtime_r(const time_t *restrict time, struct tm *restrict date)
{
	time_t within = *time % ERA_SECONDS;

	__library_gmtime_r(&within, date);
	date->tm_gmtoff = 0;
	date->tm_zone = "GMT";
	return add_eras(date, *time / ERA_SECONDS);
}

struct tm *localtime_r(const time_t *restrict time, struct tm *restrict date)
{
	time_t within = *time % ERA_SECONDS;

	/* After TZ was unset, both libraries continue to use its offsets. */
	if (!getenv("TZ"))
		return gmtime_r(time, date);
	__library_localtime_r(&within, date);
	date->tm_gmtoff = seconds_of(date) - within;
	date->tm_zone = tzname[date->tm_isdst > 0];
	return add_eras(date, *time / ERA_SECONDS);
}

struct tm *gmtime(const time_t *time)
{
	return gmtime_r(time, &returned);
}

struct tm *localtime(const time_t *time)
{
	return localtime_r(time, &returned);
}

char *ctime_r(const time_t *time, char *text)
{
	struct tm date;

	return localtime_r(time, &date) ? asctime_r(&date, text) : NULL;
}

char *ctime(const time_t *time)
{
	struct tm *date = localtime(time);

	return date ? asctime(date) : NULL;
}

time_t mktime(struct tm *date)
{
	time_t time = __library_mktime(date);

	/*
	 * -1 is also a valid time.  Only if tm_year is below -10,000 or above 10,000, both
	 * libraries return -1 for an error.
	 */
	if (time == (time_t)-1 && (date->tm_year < -10000 || date->tm_year > 10000))
		return time;
	if (!getenv("TZ"))
		time = seconds_of(date);
	localtime_r(&time, date);
	return time;
}
