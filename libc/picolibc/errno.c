// SPDX-License-Identifier: BSD-2-Clause
/*
 * Conversion of error numbers: applications use Linux's, but picolibc was compiled with its own.
 * Both are the same up to ERANGE.  Of the others, picolibc itself sets only EILSEQ, whose value is
 * larger than all of Linux's.
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
 * Convert a number for picolibc.  Numbers that picolibc does not have become -1, which it does not
 * know.
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

/* Return the address of errno for applications. */
int *__errno(void)
{
	if (__builtin_expect(errno > EHWPOISON, 0))
		errno = to_linux(errno);
	return &errno;
}

/* picolibc's function, renamed by scripts/picolibc.sh. */
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
