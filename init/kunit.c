// SPDX-License-Identifier: BSD-2-Clause
/*
 * Start of the tests, at boot or by the shell's command "kunit".
 *
 *	kunit=1			run the tests at boot, then power off with status 0 if all tests
 *				passed, otherwise with 1
 *	kunit.filter=globs	run only the matching suites and cases
 *	kunit.seed=N		seed of the random numbers
 *	kunit.fail_nth=first[-last][/parts]
 *				repeat each case for each n in this range, and let the nth page
 *				allocation of the repetition fail; with parts, n increases by
 *				1 + n / parts instead of 1
 *	kunit.fail_nth_slab=first[-last][/parts]
 *				the same for the nth allocation of an object
 */

#include <internal/params.h>
#include <internal/sections.h>
#include <internal/tests.h>
#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/ktime.h>
#include <quarry/shell.h>

static unsigned int seed(void)
{
	char text[16];
	unsigned int value;

	if (cmdline_find("kunit.seed", text, sizeof(text)) && !kstrtouint(text, 0, &value))
		return value;
	return (unsigned int)ktime_get_ns();
}

bool tests_wanted(void)
{
	char text[4];

	return cmdline_find("kunit", text, sizeof(text)) && !strcmp(text, "1");
}

bool tests_need_init_memory(void)
{
	return kunit_uses_memory(__init_text_begin, __init_text_end) ||
	       kunit_uses_memory(__init_data_begin, __init_data_end) ||
	       kunit_uses_memory(__init_bss_begin, _end);
}

/*
 * Parse the value "first[-last][/parts]" of the boot argument @param, and pass the numbers to
 * kunit_fail_nth().
 */
static int set_fail_nth(const char *param, const char *what)
{
	unsigned long first, last = ULONG_MAX, parts = 0;
	char text[64], *dash, *slash;
	int err;

	if (!cmdline_find(param, text, sizeof(text)))
		return 0;
	slash = strchr(text, '/');
	if (slash)
		*slash++ = '\0';
	dash = strchr(text, '-');
	if (dash)
		*dash++ = '\0';
	err = kstrtoul(text, 0, &first);
	if (!err && dash)
		err = kstrtoul(dash, 0, &last);
	if (!err && slash)
		err = kstrtoul(slash, 0, &parts);
	if (!err && (!first || (slash && !parts)))
		err = -EINVAL;
	if (!err)
		err = kunit_fail_nth(what, first, last, parts);
	if (err)
		pr_err("%s: %s (%d)\n", param,
		       err == -EOPNOTSUPP ? "this image cannot make allocations fail" :
					    "not a value of the form FIRST[-LAST][/PARTS]", err);
	return err;
}

int tests_run(void)
{
	char filter[512] = "";

	cmdline_find("kunit.filter", filter, sizeof(filter));
	if (set_fail_nth("kunit.fail_nth", "page") || set_fail_nth("kunit.fail_nth_slab", "slab"))
		return 1;
	return kunit_run_all(filter, seed()) != 0;
}

static int cmd_kunit(int argc, char **argv)
{
	if (argc > 1 && !strcmp(argv[1], "-l"))
		return kunit_list(argc > 2 ? argv[2] : NULL) == 0;
	return kunit_run_all(argc > 1 ? argv[1] : NULL, seed()) != 0;
}
SHELL_COMMAND(kunit, "kunit", "[-l] [glob,-glob]",
	      "run the suites and cases that match; -l: list them", cmd_kunit);
