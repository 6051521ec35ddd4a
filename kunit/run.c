// SPDX-License-Identifier: BSD-2-Clause

/*
 * Run the test cases that the filter selects, from all suites in the table, and write KTAP.
 *
 * A case is run in three parts: init() with the case itself, then exit(), then the registered
 * actions.  kunit_abort() may end each part by a jump to kunit_try() below.
 */

#include <kunit/test.h>
#include <linux/bug.h>
#include <linux/crc32.h>
#include <linux/glob.h>
#include <linux/hash.h>
#include <linux/sched.h>
#include <quarry/console.h>

#include "jmp.h"
#include "kunit.h"

struct stats {
	unsigned int pass, fail, skip;
};

extern struct kunit_suite *const __start_tbl_kunit_suite[] __weak;
extern struct kunit_suite *const __stop_tbl_kunit_suite[] __weak;
extern const struct kunit_validator *const __start_tbl_kunit_validator[] __weak;
extern const struct kunit_validator *const __stop_tbl_kunit_validator[] __weak;

#ifdef QUARRY_ASAN
void __asan_handle_no_return(void);
#endif

static struct kunit *current_test;
static struct task_struct *test_thread;		/* runs current_test */
static unsigned int run_seed;

struct kunit *kunit_get_current_test(void)
{
	return in_task() && current == test_thread ? current_test : NULL;
}

u32 kunit_seed(const struct kunit *test)
{
	return test->seed;
}

void kunit_abort(struct kunit *test)
{
	BUG_ON(!test->jmp);
#ifdef QUARRY_ASAN
	/* The jump skips stack frames.  Remove their poison from the shadow memory. */
	__asan_handle_no_return();
#endif
	kunit_longjmp(test->jmp);
}

void kunit_init_test(struct kunit *test, const char *name)
{
	char *log = test->log;
	size_t log_size = test->log_size, log_used = test->log_used;

	memset(test, 0, sizeof(*test));
	INIT_LIST_HEAD(&test->resources);
	test->log = log;
	test->log_size = log_size;
	test->log_used = log_used;
	test->name = name;
	test->indent = 4;
	test->seed = hash_32(run_seed ^ crc32_le(~0U, name, strlen(name)), 32);
}

typedef void (*part_fn)(struct kunit_suite *suite, const struct kunit_case *kcase,
			struct kunit *test);

/* Call @fn.  If @fn calls kunit_abort(), this function returns at once. */
static noinline void kunit_try(part_fn fn, struct kunit_suite *suite,
			       const struct kunit_case *kcase, struct kunit *test)
{
	struct kunit_jmp jmp;

	test->jmp = &jmp;
	if (!kunit_setjmp(&jmp))
		fn(suite, kcase, test);
	test->jmp = NULL;
}

static void init_and_run(struct kunit_suite *suite, const struct kunit_case *kcase,
			 struct kunit *test)
{
	int err = suite->init ? suite->init(test) : 0;

	if (err) {
		kunit_err(test, "failed to initialize: %d", err);
		test->status = KUNIT_FAILURE;
		return;
	}
	kcase->run_case(test);
}

static void call_exit(struct kunit_suite *suite, const struct kunit_case *kcase,
		      struct kunit *test)
{
	if (suite->exit)
		suite->exit(test);
}

static void call_cleanup(struct kunit_suite *suite, const struct kunit_case *kcase,
			 struct kunit *test)
{
	kunit_cleanup(test);
}

static void validate(struct kunit *test)
{
	const struct kunit_validator *const *v;

	for (v = __start_tbl_kunit_validator; v < __stop_tbl_kunit_validator; v++) {
		int err = (*v)->fn();

		if (!err)
			continue;
		kunit_err(test, "validator %s: %d", (*v)->name, err);
		test->status = KUNIT_FAILURE;
		test->violated = true;
	}
}

enum kunit_status kunit_run_case(struct kunit_suite *suite, const struct kunit_case *kcase,
				 struct kunit *test)
{
	struct kunit *outer = current_test;

	current_test = test;
	test_thread = current;
	kunit_try(init_and_run, suite, kcase, test);
	kunit_try(call_exit, suite, kcase, test);
	/*
	 * An action that aborts was removed from the list before it was called, so the loop calls
	 * the others.
	 */
	do {
		kunit_try(call_cleanup, suite, kcase, test);
	} while (!list_empty(&test->resources));
	validate(test);
	current_test = outer;
	return test->status;
}

static void kunit_update_stats(struct stats *s, enum kunit_status status)
{
	s->pass += status == KUNIT_SUCCESS;
	s->fail += status == KUNIT_FAILURE;
	s->skip += status == KUNIT_SKIPPED;
}

static void kunit_accumulate_stats(struct stats *to, const struct stats *from)
{
	to->pass += from->pass;
	to->fail += from->fail;
	to->skip += from->skip;
}

static enum kunit_status overall(const struct stats *s)
{
	if (s->fail)
		return KUNIT_FAILURE;
	return s->skip && !s->pass ? KUNIT_SKIPPED : KUNIT_SUCCESS;
}

static void print_stats(int indent, const char *name, const struct stats *s)
{
	kunit_emit(NULL, indent, "# %s: pass:%u fail:%u skip:%u total:%u", name, s->pass, s->fail,
		   s->skip, s->pass + s->fail + s->skip);
}

static void print_result(int indent, enum kunit_status status, unsigned int number,
			 const char *name, const char *comment)
{
	const char *ok = status == KUNIT_FAILURE ? "not ok" : "ok";

	if (status == KUNIT_SKIPPED)
		kunit_emit(NULL, indent, "%s %u %s # SKIP %s", ok, number, name, comment);
	else
		kunit_emit(NULL, indent, "%s %u %s", ok, number, name);
}

static unsigned int count_params(const struct kunit_case *kcase)
{
	char desc[KUNIT_PARAM_DESC_SIZE];
	const void *p = NULL;
	unsigned int n = 0;

	while ((p = kcase->generate_params(p, desc)))
		n++;
	return n;
}

static void run_one(struct kunit_suite *suite, const struct kunit_case *kcase, struct kunit *test)
{
	if (kunit_fails_nth())
		kunit_run_case_failing(suite, kcase, test);
	else
		kunit_run_case(suite, kcase, test);
}

static void run_params(struct kunit_suite *suite, const struct kunit_case *kcase,
		       struct kunit *test, struct stats *stats)
{
	char desc[KUNIT_PARAM_DESC_SIZE];
	const void *p = NULL;
	unsigned int n = 0;

	kunit_emit(NULL, 8, "KTAP version 1");
	kunit_emit(NULL, 8, "# Subtest: %s", kcase->name);
	kunit_emit(NULL, 8, "1..%u", count_params(kcase));
	for (;;) {
		desc[0] = '\0';
		p = kcase->generate_params(p, desc);
		if (!p)
			break;
		if (!desc[0])
			snprintf(desc, sizeof(desc), "param-%u", n);
		kunit_init_test(test, kcase->name);
		test->param_value = p;
		test->param_index = (int)n++;
		run_one(suite, kcase, test);
		print_result(8, test->status, n, desc, test->status_comment);
		kunit_update_stats(stats, test->status);
	}
	print_stats(4, kcase->name, stats);
}

static enum kunit_status run_case(struct kunit_suite *suite, const struct kunit_case *kcase,
				  unsigned int number, struct stats *total)
{
	static struct kunit test;
	struct stats stats = { 0 };

	if (kcase->attr.speed == KUNIT_SPEED_SLOW)
		kunit_emit(NULL, 4, "# %s.speed: slow", kcase->name);
	if (kcase->generate_params) {
		run_params(suite, kcase, &test, &stats);
		if (!(stats.pass + stats.fail + stats.skip)) {
			stats.skip = 1;
			strscpy(test.status_comment, "no parameters");
		}
	} else {
		kunit_init_test(&test, kcase->name);
		run_one(suite, kcase, &test);
		kunit_update_stats(&stats, test.status);
	}
	kunit_accumulate_stats(total, &stats);
	print_result(4, overall(&stats), number, kcase->name, test.status_comment);
	return overall(&stats);
}

/*
 * Return true if a pattern, "suite" or "suite.case", matches.  The function modifies the pattern.
 */
static bool pattern_matches(char *pattern, const char *suite, const char *kcase)
{
	char *dot = strchr(pattern, '.');

	if (!dot)
		return glob_match(pattern, suite);
	*dot = '\0';
	return glob_match(pattern, suite) && glob_match(dot + 1, kcase);
}

/*
 * Return true if the filter selects the case.  A filter is a list of patterns, separated by commas;
 * a pattern that begins with '-' excludes.  The last pattern that matches decides.  If no pattern
 * matches, the case is selected only if the filter is empty or its first pattern excludes.
 */
static bool selected(const char *filter, const char *suite, const char *kcase)
{
	bool chosen = !filter || !*filter || *filter == '-';
	char pattern[128];

	while (filter && *filter) {
		const char *end = strchrnul(filter, ',');
		bool excludes = *filter == '-';

		filter += excludes;
		if ((size_t)(end - filter) < sizeof(pattern)) {
			memcpy(pattern, filter, (size_t)(end - filter));
			pattern[end - filter] = '\0';
			if (pattern_matches(pattern, suite, kcase))
				chosen = !excludes;
		}
		filter = *end ? end + 1 : end;
	}
	return chosen;
}

static unsigned int count_cases(const struct kunit_suite *suite, const char *filter)
{
	const struct kunit_case *c;
	unsigned int n = 0;

	for (c = suite->test_cases; c->run_case; c++)
		n += selected(filter, suite->name, c->name);
	return n;
}

static void run_suite(struct kunit_suite *suite, const char *filter, unsigned int number,
		      struct stats *total)
{
	const struct kunit_case *c;
	struct stats stats = { 0 };
	unsigned int n = 0;
	int err;

	kunit_emit(NULL, 4, "KTAP version 1");
	kunit_emit(NULL, 4, "# Subtest: %s", suite->name);
	kunit_emit(NULL, 4, "1..%u", count_cases(suite, filter));
	err = suite->suite_init ? suite->suite_init(suite) : 0;
	if (err) {
		kunit_emit(NULL, 4, "# failed to initialize (%d)", err);
		stats.fail++;
		total->fail++;
	}
	for (c = suite->test_cases; !err && c->run_case && !console_interrupted(); c++)
		if (selected(filter, suite->name, c->name))
			kunit_update_stats(&stats, run_case(suite, c, ++n, total));
	if (suite->suite_exit)
		suite->suite_exit(suite);
	print_stats(0, suite->name, &stats);
	print_result(0, overall(&stats), number, suite->name, "");
}

__weak void kunit_run_begins(void)
{
}

int kunit_run_all(const char *filter_glob, unsigned int seed)
{
	struct kunit_suite *const *s;
	struct stats total = { 0 };
	unsigned int n = 0;

	for (s = __start_tbl_kunit_suite; s < __stop_tbl_kunit_suite; s++)
		n += count_cases(*s, filter_glob) != 0;
	kunit_emit(NULL, 0, "KTAP version 1");
	kunit_emit(NULL, 0, "1..%u", n);
	kunit_emit(NULL, 0, "# seed: %u", seed);
	run_seed = seed;
	n = 0;
	kunit_run_begins();
	for (s = __start_tbl_kunit_suite; s < __stop_tbl_kunit_suite; s++)
		if (count_cases(*s, filter_glob))
			run_suite(*s, filter_glob, ++n, &total);
	if (!n)
		kunit_emit(NULL, 0, "# no case matches");
	print_stats(0, "Totals", &total);
	return n ? (int)total.fail : 1;
}

int kunit_list(const char *filter_glob)
{
	struct kunit_suite *const *s;
	const struct kunit_case *c;
	int n = 0;

	for (s = __start_tbl_kunit_suite; s < __stop_tbl_kunit_suite; s++) {
		for (c = (*s)->test_cases; c->run_case; c++) {
			if (!selected(filter_glob, (*s)->name, c->name))
				continue;
			kunit_emit(NULL, 0, "%s.%s", (*s)->name, c->name);
			n++;
		}
	}
	return n;
}

bool kunit_uses_memory(const void *begin, const void *end)
{
	for (struct kunit_suite *const *s = __start_tbl_kunit_suite; s < __stop_tbl_kunit_suite;
	     s++) {
		const void *used[] = { *s, (*s)->test_cases, (*s)->suite_init, (*s)->suite_exit,
				       (*s)->init, (*s)->exit };

		for (unsigned int i = 0; i < ARRAY_SIZE(used); i++) {
			if (used[i] >= begin && used[i] < end)
				return true;
		}
		for (const struct kunit_case *c = (*s)->test_cases; c->run_case; c++) {
			if ((const void *)c->run_case >= begin && (const void *)c->run_case < end)
				return true;
		}
	}
	return false;
}
