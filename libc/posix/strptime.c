// SPDX-License-Identifier: BSD-2-Clause
/*
 * strptime(), for both C libraries.  newlib's function (3.3 to 4.5) adds 12 hours for AM, counts %u
 * from 0, and reads any number of digits, so that "%Y%m%d" does not match "20260102".
 *
 * Each numeric conversion reads at most the number of digits of its largest value.  Hours on a
 * 12-hour clock, the century, week numbers and similar fields are evaluated at the end, when all
 * conversions have been read, so that their order in the format does not matter.
 *
 * Sources: POSIX.1-2017, strptime(); other C libraries for %F, %s, %P, %k, %l, %z, %Z, %u, %G, %g,
 * %V.
 */

#include <ctype.h>
#include <limits.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>
#include <time.h>

enum {
	UNKNOWN = -1000000,
};

struct fields {
	struct tm *date;
	int century, year_of_century, year, month, day, day_of_year, weekday;
	int week_of_sunday, week_of_monday;	/* %U, %W */
	int hour_of_12, afternoon;
};

static const char *const weekdays[] = {
	"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", NULL,
};
static const char *const months[] = {
	"January", "February",	"March",   "April",    "May",	   "June", "July",
	"August",  "September", "October", "November", "December", NULL,
};
static const char *const halves[] = { "AM", "PM", NULL };

static const char *strptime_skip_space(const char *text)
{
	while (isspace((unsigned char)*text))
		text++;
	return text;
}

/*
 * Read a number from @least to @most after optional white space.  The number has at most as many
 * digits as @most.  Returns the text after the number, or NULL.
 */
static const char *strptime_number(const char *text, int least, int most, int *value)
{
	int n = 0, limit = most;

	text = strptime_skip_space(text);
	if (!isdigit((unsigned char)*text))
		return NULL;
	for (; limit && isdigit((unsigned char)*text); limit /= 10)
		n = n * 10 + (*text++ - '0');
	if (n < least || n > most)
		return NULL;
	*value = n;
	return text;
}

/* Match one of the names, or its first three letters.  Returns the text after the name, or NULL. */
static const char *strptime_name(const char *text, const char *const *names, int *value)
{
	for (int i = 0; names[i]; i++) {
		size_t size = strlen(names[i]);

		if (strncasecmp(text, names[i], size)) {
			size = size > 3 ? 3 : size;
			if (strncasecmp(text, names[i], size))
				continue;
		}
		*value = i;
		return text + size;
	}
	return NULL;
}

/*
 * Read an offset from UTC: "+hh:mm", "-hhmm", "+hh" or "Z".  Returns the text after the offset, or
 * NULL.
 */
static const char *zone_offset(const char *text, struct tm *date)
{
	int hours, minutes = 0;
	bool west;

	text = strptime_skip_space(text);
	if (*text == 'Z') {
		date->tm_gmtoff = 0;
		return text + 1;
	}
	if (*text != '+' && *text != '-')
		return NULL;
	west = *text == '-';
	text++;
	if (!isdigit((unsigned char)text[0]) || !isdigit((unsigned char)text[1]))
		return NULL;
	text = strptime_number(text, 0, 24, &hours);
	if (text && *text == ':')
		text++;
	if (text && isdigit((unsigned char)*text))
		text = strptime_number(text, 0, 59, &minutes);
	if (!text)
		return NULL;
	date->tm_gmtoff = (hours * 60L + minutes) * 60 * (west ? -1 : 1);
	return text;
}

/*
 * Read a name of a time zone.  If it is not a name of the local time zone, it is skipped, because
 * its offset is unknown.  Returns the text after the name.
 */
static const char *zone_name(const char *text, struct tm *date)
{
	tzset();
	for (int i = 0; i < 2; i++) {
		size_t size = strlen(tzname[i]);

		if (size && !strncmp(text, tzname[i], size) &&
		    !isalnum((unsigned char)text[size])) {
			date->tm_isdst = i;
			return text + size;
		}
	}
	while (isalpha((unsigned char)*text))
		text++;
	return text;
}

static const char *seconds(const char *text, struct fields *fields)
{
	bool negative = *text == '-';
	time_t time = 0;

	text += negative;
	if (!isdigit((unsigned char)*text))
		return NULL;
	for (; isdigit((unsigned char)*text); text++) {
		if (__builtin_mul_overflow(time, (time_t)10, &time) ||
		    __builtin_add_overflow(time, (time_t)(*text - '0'), &time))
			return NULL;
	}
	time = negative ? -time : time;
	if (!localtime_r(&time, fields->date) || fields->date->tm_year > INT_MAX - 1900)
		return NULL;
	fields->year = fields->date->tm_year + 1900;
	fields->month = fields->date->tm_mon;
	fields->day = fields->date->tm_mday;
	return text;
}

static const char *year(const char *text, int *value)
{
	bool negative;

	text = strptime_skip_space(text);
	negative = *text == '-';
	if (*text == '+' || *text == '-')
		text++;
	text = isdigit((unsigned char)*text) ? strptime_number(text, 0, 9999, value) : NULL;
	if (text && negative)
		*value = -*value;
	return text;
}

static const char *strptime_parse(const char *text, const char *format, struct fields *fields);

/* Read one conversion.  Returns the text after it, or NULL if the text does not match. */
static const char *strptime_convert(const char *text, char letter, struct fields *fields)
{
	struct tm *date = fields->date;
	int ignored;

	switch (letter) {
	case 'a': case 'A': return strptime_name(text, weekdays, &fields->weekday);
	case 'b': case 'B': case 'h': return strptime_name(text, months, &fields->month);
	case 'C': return strptime_number(text, 0, 99, &fields->century);
	case 'c': return strptime_parse(text, "%a %b %e %H:%M:%S %Y", fields);
	case 'D': case 'x': return strptime_parse(text, "%m/%d/%y", fields);
	case 'd': case 'e': return strptime_number(text, 1, 31, &fields->day);
	case 'F': return strptime_parse(text, "%Y-%m-%d", fields);
	case 'G': return year(text, &ignored);
	case 'g': return strptime_number(text, 0, 99, &ignored);
	case 'H':
	case 'k':
		fields->hour_of_12 = UNKNOWN;
		return strptime_number(text, 0, 23, &date->tm_hour);
	case 'I': case 'l': return strptime_number(text, 1, 12, &fields->hour_of_12);
	case 'j':
		text = strptime_number(text, 1, 366, &fields->day_of_year);
		fields->day_of_year -= text != NULL;
		return text;
	case 'M': return strptime_number(text, 0, 59, &date->tm_min);
	case 'm':
		text = strptime_number(text, 1, 12, &fields->month);
		fields->month -= text != NULL;
		return text;
	case 'n': case 't': return strptime_skip_space(text);
	case 'p': case 'P': return strptime_name(text, halves, &fields->afternoon);
	case 'R': return strptime_parse(text, "%H:%M", fields);
	case 'r': return strptime_parse(text, "%I:%M:%S %p", fields);
	case 'S': return strptime_number(text, 0, 60, &date->tm_sec);
	case 's': return seconds(text, fields);
	case 'T': case 'X': return strptime_parse(text, "%H:%M:%S", fields);
	case 'U': return strptime_number(text, 0, 53, &fields->week_of_sunday);
	case 'u':
		text = strptime_number(text, 1, 7, &fields->weekday);
		fields->weekday = text ? fields->weekday % 7 : fields->weekday;
		return text;
	case 'V': return strptime_number(text, 1, 53, &ignored);
	case 'W': return strptime_number(text, 0, 53, &fields->week_of_monday);
	case 'w': return strptime_number(text, 0, 6, &fields->weekday);
	case 'Y': return year(text, &fields->year);
	case 'y': return strptime_number(text, 0, 99, &fields->year_of_century);
	case 'Z': return zone_name(text, date);
	case 'z': return zone_offset(text, date);
	case '%': return *text == '%' ? text + 1 : NULL;
	default: return NULL;
	}
}

static const char *strptime_parse(const char *text, const char *format, struct fields *fields)
{
	for (; text && *format; format++) {
		if (isspace((unsigned char)*format)) {
			text = strptime_skip_space(text);
		} else if (*format == '%' && format[1]) {
			format++;
			if ((*format == 'E' || *format == 'O') && format[1])
				format++;
			text = strptime_convert(text, *format, fields);
		} else {
			text = *text == *format ? text + 1 : NULL;
		}
	}
	return text;
}

/* ---- combining the fields -------------------------------------------------------------------- */

static bool is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_before_month(int year, int month)
{
	static const short days[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334 };

	return days[month] + (month > 1 && is_leap(year));
}

/* Return the weekday of the first of January; Sunday is 0. */
static int first_weekday(int year)
{
	int past = year % 400 + 799;	/* 400 years have a whole number of weeks */

	return (1 + past + past / 4 - past / 100 + past / 400) % 7;
}

static void set_year(struct fields *fields)
{
	int within = fields->year_of_century;

	if (fields->year == UNKNOWN && fields->century != UNKNOWN)
		fields->year = 100 * fields->century + (within == UNKNOWN ? 0 : within);
	if (fields->year == UNKNOWN && within != UNKNOWN)
		fields->year = within + (within < 69 ? 2000 : 1900);
	if (fields->year != UNKNOWN)
		fields->date->tm_year = fields->year - 1900;
}

/* Compute the day of the year from the number of a week.  Weeks start on the weekday @start. */
static void set_day_of_week(struct fields *fields, int week, int start)
{
	int first = (first_weekday(fields->year) - start + 7) % 7;	/* January 1, from @start */
	int day = (week - 1) * 7 + (7 - first) % 7 + (fields->weekday - start + 7) % 7;

	if (day >= 0)
		fields->day_of_year = day;
}

static void set_day(struct fields *fields)
{
	struct tm *date = fields->date;
	int year = fields->year;

	if (fields->month != UNKNOWN)
		date->tm_mon = fields->month;
	if (fields->day != UNKNOWN)
		date->tm_mday = fields->day;
	if (fields->weekday != UNKNOWN)
		date->tm_wday = fields->weekday;
	if (year != UNKNOWN && fields->weekday != UNKNOWN && fields->day_of_year == UNKNOWN &&
	    fields->month == UNKNOWN) {
		if (fields->week_of_sunday != UNKNOWN)
			set_day_of_week(fields, fields->week_of_sunday, 0);
		else if (fields->week_of_monday != UNKNOWN)
			set_day_of_week(fields, fields->week_of_monday, 1);
	}
	if (fields->day_of_year != UNKNOWN)
		date->tm_yday = fields->day_of_year;
	if (year == UNKNOWN)
		return;
	if (fields->day_of_year != UNKNOWN && fields->month == UNKNOWN) {
		int month = 11;

		while (days_before_month(year, month) > fields->day_of_year)
			month--;
		date->tm_mon = month;
		date->tm_mday = fields->day_of_year - days_before_month(year, month) + 1;
	} else if (fields->month != UNKNOWN && fields->day != UNKNOWN) {
		date->tm_yday = days_before_month(year, fields->month) + fields->day - 1;
	} else {
		return;
	}
	date->tm_wday = (first_weekday(year) + date->tm_yday) % 7;
}

char *strptime(const char *restrict text, const char *restrict format, struct tm *restrict date)
{
	struct fields fields = {
		date,	 UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN,
		UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN,
	};
	const char *end = strptime_parse(text, format, &fields);

	if (!end)
		return NULL;
	if (fields.hour_of_12 != UNKNOWN)
		date->tm_hour = fields.hour_of_12 % 12 + (fields.afternoon == 1 ? 12 : 0);
	set_year(&fields);
	set_day(&fields);
	return (char *)end;
}

char *strptime_l(const char *restrict text, const char *restrict format, struct tm *restrict date,
		 locale_t locale)
{
	return strptime(text, format, date);
}
