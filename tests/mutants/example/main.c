// SPDX-License-Identifier: BSD-2-Clause
/*
 * Run two suites, and print KTAP like the firmware.  -append "kunit.filter=NAME" selects one suite.
 */
#include <stdio.h>
#include <string.h>

int clamp(int value, int low, int high);
int weigh(int value);

static int test_clamp(void)
{
	return clamp(1, 3, 5) == 3 && clamp(3, 3, 5) == 3 && clamp(4, 3, 5) == 4 &&
	       clamp(5, 3, 5) == 5 && clamp(9, 3, 5) == 5;
}

static int test_weigh(void)
{
	weigh(2);
	return 1;
}

static const struct suite {
	const char *name;
	int (*test)(void);
} suites[] = { { "clamp", test_clamp }, { "weigh", test_weigh } };

int main(int argc, char **argv)
{
	const char *filter = argc > 2 ? strstr(argv[2], "kunit.filter=") : NULL;
	int number = 0, failed = 0;

	printf("KTAP version 1\n1..%d\n", filter ? strstr(filter, "none") ? 0 : 1 : 2);
	for (int i = 0; i < 2; i++) {
		const char *word;

		if (filter &&
		    strncmp(strchr(filter, '=') + 1, suites[i].name, strlen(suites[i].name)))
			continue;
		word = suites[i].test() ? "ok" : "not ok";
		failed += word[0] == 'n';
		printf("    %s 1 %s_test\n", word, suites[i].name);
		printf("%s %d %s\n", word, ++number, suites[i].name);
	}
	printf("# Totals: pass:%d fail:%d\n", number - failed, failed);
	return failed != 0;
}
