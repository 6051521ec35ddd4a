// SPDX-License-Identifier: BSD-2-Clause
/*
 * Run newlib's test suite.  tests/newlib.py generates tests.h, which lists the tests.  In each
 * test, main(), exit() and abort() are renamed, so that a failed test does not end the program.
 */

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#define TEST(function, file) int function(int argc, char **argv);
#include "tests.h"
#undef TEST

#define TEST(function, file) { function, file },
static const struct {
	int (*main)(int argc, char **argv);
	const char *file;
} tests[] = {
#include "tests.h"
};

/*
 * The test newlib.stdlib/atexit.c runs last, because it ends the application.  Its output shows its
 * result.
 */
int last_test(int argc, char **argv);

static jmp_buf test_end;
static int test_status;

_Noreturn void test_exit(int status)
{
	test_status = status;
	longjmp(test_end, 1);
}

_Noreturn void test_abort(void)
{
	test_exit(EXIT_FAILURE);
}

static int run(int (*test_main)(int argc, char **argv), const char *file)
{
	char *argv[] = { (char *)file, NULL };

	if (!setjmp(test_end))
		test_status = test_main(1, argv);
	return test_status;
}

int main(void)
{
	int nr_tests = sizeof(tests) / sizeof(tests[0]), nr_failed = 0;
	char *argv[] = { "atexit", NULL };

	for (int i = 0; i < nr_tests; i++) {
		int status = run(tests[i].main, tests[i].file);

		printf("\n%s: %s\n", tests[i].file, status ? "FAILED" : "passed");
		nr_failed += status != 0;
	}
	printf("%d tests of newlib passed, %d failed\n", nr_tests - nr_failed, nr_failed);
	if (nr_failed)
		return EXIT_FAILURE;
	return last_test(1, argv);
}
