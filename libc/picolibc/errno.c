// SPDX-License-Identifier: BSD-2-Clause
/*
 * Conversion of error numbers.  Applications use Linux's numbers, but picolibc was compiled with
 * its own.  Both sets of numbers are equal up to ERANGE.  Of the other numbers, picolibc itself
 * sets only EILSEQ, whose value is larger than all of Linux's.
 */

#include <errno.h>
#include <locale.h>
#include <stddef.h>
#include <string.h>

static const struct {
	unsigned char linux, picolibc;
} numbers[] = {
#define PAIR(l, p)	{ l, p },
#include <sys/_error_numbers.h>
};

static int to_linux(int number)
{
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		if (numbers[i].picolibc == number)
			return numbers[i].linux;
	}
	return number;
}

/*
 * Convert a Linux number for picolibc.  The result for a number that picolibc does not have is -1,
 * which picolibc does not know either.
 */
static int to_picolibc(int number)
{
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		if (numbers[i].linux == number)
			return numbers[i].picolibc;
	}
	return number > ERANGE ? -1 : number;
}

#undef errno
extern _Thread_local int errno;

/* Return the address of errno for applications, after converting a number that picolibc has set. */
int *__errno(void)
{
	if (__builtin_expect(errno > EHWPOISON, 0))
		errno = to_linux(errno);
	return &errno;
}

/* picolibc's function, which scripts/picolibc.sh has renamed. */
char *__picolibc__strerror_r(int number, int internal, int *err);

char *_strerror_r(int number, int internal, int *err)
{
	return __picolibc__strerror_r(to_picolibc(number), internal, err);
}

char *strerror(int number)
{
	return _strerror_r(number, 0, NULL);
}

char *strerror_l(int number, locale_t locale)
{
	return strerror(number);
}
