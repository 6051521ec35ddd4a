// SPDX-License-Identifier: BSD-2-Clause

/*
 * Run each case repeatedly: in run n, the nth allocation fails.
 *
 * If more memory is in use after a run than before it, the run is repeated, to distinguish a leak
 * from memory that an allocator caches.  Cached memory does not grow with each run.  With a leak,
 * more memory is in use after each repetition than after any run before.  The messages of the case
 * are discarded.  The number of the run is printed before the run, so that it is known if the run
 * hangs.
 */

#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/minmax.h>

#include "kunit.h"

#define REPEATS		3
#define PATIENCE_MS 1000 /* time before memory counts as leaked: emulated CPUs may stall */

static const struct kunit_fault *fault;
static unsigned long first_nth, last_nth, nth_parts;

__weak const struct kunit_fault *kunit_fault(const char *what)
{
	return NULL;
}

int kunit_fail_nth(const char *what, unsigned long first, unsigned long last, unsigned long parts)
{
	fault = kunit_fault(what);
	first_nth = first;
	last_nth = last;
	nth_parts = parts;
	return fault ? 0 : -EOPNOTSUPP;
}

bool kunit_fails_nth(void)
{
	return fault;
}

/*
 * Run the case once, and let its allocation number @n fail.  Returns true if the case reached this
 * allocation.
 */
static bool run_once(struct kunit_suite *suite, const struct kunit_case *kcase, struct kunit *test,
		     unsigned long n)
{
	static char log[256];
	const void *param = test->param_value;
	int index = test->param_index;

	test->log = log;
	test->log_size = sizeof(log);
	test->log_used = 0;
	kunit_init_test(test, kcase->name);
	test->param_value = param;
	test->param_index = index;
	fault->arm(n);
	kunit_run_case(suite, kcase, test);
	test->log = NULL;
	return fault->disarm();
}

/* Return true if each of REPEATS further runs leaks, too.  @what gets a description of the leak. */
static bool loses(struct kunit_suite *suite, const struct kunit_case *kcase, struct kunit *test,
		  unsigned long n, char *what, size_t size)
{
	for (int i = 0; i < REPEATS; i++) {
		fault->mark(false);
		run_once(suite, kcase, test, n);
		if (!fault->grown(what, size, PATIENCE_MS))
			return false;
	}
	return true;
}

void kunit_run_case_failing(struct kunit_suite *suite, const struct kunit_case *kcase,
			    struct kunit *test)
{
	const char *why = NULL;
	unsigned long last = fault->limit(suite->name, kcase->name, &why), n;
	bool reached = true, bad = false;
	char what[64];

	if (!last) {
		kunit_mark_skipped(test, "%s", why);
		return;
	}
	for (n = first_nth; reached && n <= min(last, last_nth) && !bad;
	     n += 1 + (nth_parts ? n / nth_parts : 0)) {
		kunit_emit(NULL, test->indent, "# %s.%s: allocation %lu fails", suite->name,
			   kcase->name, n);
		fault->mark(true);
		reached = run_once(suite, kcase, test, n);
		bad = test->violated;
		if (bad)
			kunit_err(test, "allocation %lu: a validator complained", n);
		if (!bad && fault->grown(what, sizeof(what), 20) &&
		    loses(suite, kcase, test, n, what, sizeof(what))) {
			kunit_err(test, "allocation %lu: left in use: %s", n, what);
			bad = true;
		}
	}
	if (reached && !bad && last < last_nth)
		kunit_info(test, "not beyond allocation %lu: %s", last, why);
	test->status = bad ? KUNIT_FAILURE : KUNIT_SUCCESS;
	test->status_comment[0] = '\0';
}
