// SPDX-License-Identifier: BSD-2-Clause
/* %pt of printk, for images with real-time clocks: see <linux/sprintf.h>. */

#include <linux/rtc.h>
#include <linux/sprintf.h>

int sprint_time(char *buf, size_t size, const void *time, const char *letters)
{
	bool date = letters[1] != 't', clock = letters[1] != 'd', raw = false;
	struct rtc_time tm;
	char between = 'T';
	int len = 0;

	if (letters[0] == 'R')
		tm = *(const struct rtc_time *)time;
	else if (letters[0] == 'T')
		rtc_time64_to_tm(*(const time64_t *)time, &tm);
	else
		return -1;
	for (letters += date && clock ? 1 : 2; *letters == 'r' || *letters == 's'; letters++) {
		if (*letters == 'r')
			raw = true;
		else
			between = ' ';
	}
	if (date)
		len = scnprintf(buf, size, "%04d-%02d-%02d", tm.tm_year + (raw ? 0 : 1900),
				tm.tm_mon + (raw ? 0 : 1), tm.tm_mday);
	if (date && clock)
		len += scnprintf(buf + len, size - (size_t)len, "%c", between);
	if (clock)
		len += scnprintf(buf + len, size - (size_t)len, "%02d:%02d:%02d", tm.tm_hour,
				 tm.tm_min, tm.tm_sec);
	return len;
}
