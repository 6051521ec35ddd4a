/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KUNIT_TEST_H
#define KUNIT_TEST_H

/*
 * KUnit: unit tests in the image, reported as KTAP version 1.
 *
 * A suite is a table of cases, which kunit_test_suite() registers at link time.  Each case gets a
 * struct kunit; init() may store data in test->priv.  KUNIT_EXPECT_*() reports a failure and
 * continues.  KUNIT_ASSERT_*() reports a failure and leaves the case.  kunit_skip() leaves the
 * case, too.  Actions of <kunit/resource.h> and exit() always run.  A case must not hold a lock
 * when an assertion or kunit_skip() leaves it.
 *
 * Cases run one at a time in thread context and may sleep.  After each case, registered validators
 * check the invariants of their subsystem; a violation fails the case.
 */

#include <kunit/assert.h>
#include <kunit/resource.h>
#include <linux/args.h>
#include <linux/array_size.h>
#include <linux/compiler.h>
#include <linux/err.h>
#include <linux/kconfig.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <linux/types.h>

struct kunit;
struct kunit_jmp;

enum kunit_status {
	KUNIT_SUCCESS,
	KUNIT_FAILURE,
	KUNIT_SKIPPED,
};

enum kunit_speed {
	KUNIT_SPEED_UNSET,
	KUNIT_SPEED_VERY_SLOW,
	KUNIT_SPEED_SLOW,
	KUNIT_SPEED_NORMAL,
};

struct kunit_attributes {
	enum kunit_speed speed;
};

/* The indentation of the lines of a case, and of a parameter of a case. */
#define KUNIT_SUBTEST_INDENT		"    "
#define KUNIT_SUBSUBTEST_INDENT		"        "

#define KUNIT_PARAM_DESC_SIZE		128
#define KUNIT_STATUS_COMMENT_SIZE	256

struct kunit_case {
	void (*run_case)(struct kunit *test);
	const char *name;
	/*
	 * Return the parameter after @prev, or the first parameter if @prev is NULL, and store its
	 * name in @desc.  Returns NULL at the end.
	 */
	const void *(*generate_params)(const void *prev, char *desc);
	struct kunit_attributes attr;
};

struct kunit_suite {
	const char *name;
	int (*suite_init)(struct kunit_suite *suite);
	void (*suite_exit)(struct kunit_suite *suite);
	int (*init)(struct kunit *test);
	void (*exit)(struct kunit *test);
	const struct kunit_case *test_cases;	/* ends with an empty case */
	struct kunit_attributes attr;
};

struct kunit {
	void *priv;			/* data of the suite */
	const char *name;
	const void *param_value;
	int param_index;
	enum kunit_status status;
	char status_comment[KUNIT_STATUS_COMMENT_SIZE];

	/* Used by the runner. */
	struct kunit_jmp *jmp;		/* where KUNIT_ASSERT_*() jumps; NULL: not in a case */
	char *log;			/* receives the output instead of the console */
	size_t log_size, log_used;
	int indent;			/* columns */
	bool violated;			/* a validator failed */
	u32 seed;
	struct list_head resources;
	struct kunit_resource slots[KUNIT_NR_SLOTS];
};

#define KUNIT_CASE(test_name)	{ .run_case = test_name, .name = #test_name }
#define KUNIT_CASE_ATTR(test_name, attributes) \
	{ .run_case = test_name, .name = #test_name, .attr = attributes }
#define KUNIT_CASE_SLOW(test_name) \
	{ .run_case = test_name, .name = #test_name, .attr.speed = KUNIT_SPEED_SLOW }
#define KUNIT_CASE_PARAM(test_name, gen_params) \
	{ .run_case = test_name, .name = #test_name, .generate_params = gen_params }

/*
 * Define <name>_gen_params(), a generator for @array.  @get_desc(element, char *desc) stores an
 * element's name.
 */
#define KUNIT_ARRAY_PARAM(name, array, get_desc)					\
static const void *name##_gen_params(const void *prev, char *desc)			\
{											\
	__typeof__((array)[0]) *__next = prev ? (__typeof__(__next))prev + 1 : (array);	\
	void (*__get_desc)(__typeof__(__next), char *) = get_desc;			\
											\
	if (__next - (array) >= (long)ARRAY_SIZE(array))				\
		return NULL;								\
	if (__get_desc)									\
		__get_desc(__next, desc);						\
	return __next;									\
}

/* Define a generator like KUNIT_ARRAY_PARAM().  Member @desc_member of an element is its name. */
#define KUNIT_ARRAY_PARAM_DESC(name, array, desc_member)				\
static const void *name##_gen_params(const void *prev, char *desc)			\
{											\
	__typeof__((array)[0]) *__next = prev ? (__typeof__(__next))prev + 1 : (array);	\
											\
	if (__next - (array) >= (long)ARRAY_SIZE(array))				\
		return NULL;								\
	strscpy(desc, __next->desc_member, KUNIT_PARAM_DESC_SIZE);			\
	return __next;									\
}

#define __kunit_register(suite, id)							\
	static struct kunit_suite *const __PASTE(__kunit_suite_ptr_, id)		\
		__used __retain __section("tbl_kunit_suite") = suite
#define __kunit_suite_1(a)		__kunit_register(a, __COUNTER__);
#define __kunit_suite_2(a, b...)	__kunit_suite_1(a) __kunit_suite_1(b)
#define __kunit_suite_3(a, b...)	__kunit_suite_1(a) __kunit_suite_2(b)
#define __kunit_suite_4(a, b...)	__kunit_suite_1(a) __kunit_suite_3(b)
#define __kunit_suite_5(a, b...)	__kunit_suite_1(a) __kunit_suite_4(b)
#define __kunit_suite_6(a, b...)	__kunit_suite_1(a) __kunit_suite_5(b)
#define __kunit_suites(n, suites...)	__PASTE(__kunit_suite_, n)(suites)

/* Register up to six suites by address. */
#define kunit_test_suites(suites...)	__kunit_suites(COUNT_ARGS(suites), suites)
#define kunit_test_suite(suite)		kunit_test_suites(&(suite))
/*
 * Register suites with functions or data in init memory.  They can run at any time, because init
 * memory is not freed if a suite needs it.  kunit_test_suites() accepts such suites, too.
 */
#define kunit_test_init_section_suites(suites...)	kunit_test_suites(suites)
#define kunit_test_init_section_suite(suite)		kunit_test_suites(&(suite))

/* A function that checks a subsystem after each case.  It returns nonzero for a violation. */
struct kunit_validator {
	const char *name;
	int (*fn)(void);
};

#define kunit_validator(id, function)							\
	static const struct kunit_validator __kunit_validator_##id = {			\
		.name = #id, .fn = function };						\
	static const struct kunit_validator *const __kunit_validator_ptr_##id		\
		__used __retain __section("tbl_kunit_validator") = &__kunit_validator_##id

/*
 * Run all cases whose "suite.case" matches @filter_glob (NULL or "": all; a pattern without a dot
 * matches suites).  @seed makes random tests reproducible.  Returns the number of failed cases;
 * running no case is a failure.  Not reentrant.
 */
int kunit_run_all(const char *filter_glob, unsigned int seed);
/*
 * Make kunit_run_all() repeat each case with the n-th allocation failing, for n from @first to
 * @last or until no allocation failed.  From one run to the next, n grows by 1, or by 1 + n /
 * @parts if @parts is not 0.  Expectations of the case are ignored; it must not crash, violate an
 * invariant or leak.  @what selects "page" or "slab" allocations.  Returns 0, or -EOPNOTSUPP if no
 * struct kunit_fault supports them.
 */
int kunit_fail_nth(const char *what, unsigned long first, unsigned long last, unsigned long parts);

/* Operations for fault injection, returned by an override of kunit_fault(). */
struct kunit_fault {
	/* Make the @n-th allocation from now on fail. */
	void (*arm)(unsigned long n);
	/* End the injection of failures.  Returns true if an allocation failed. */
	bool (*disarm)(void);
	/*
	 * mark() measures the memory in use.  The reference value is the maximum of all
	 * measurements since mark(true).  grown() returns true, and a description in @buf, if more
	 * memory than the reference value is still in use after @patience_ms.
	 */
	void (*mark)(bool first);
	bool (*grown)(char *buf, size_t size, unsigned int patience_ms);
	/*
	 * Return the highest n for which a case can run, and store the reason for this limit in
	 * *@why.  ULONG_MAX means no limit; 0 means that the case cannot be run.
	 */
	unsigned long (*limit)(const char *suite, const char *kcase, const char **why);
};
const struct kunit_fault *kunit_fault(const char *what);

/* Return true if a suite, a case or their functions lie between @begin and @end. */
bool kunit_uses_memory(const void *begin, const void *end);

/* Print "suite.case" for each selected case.  Returns the number of selected cases. */
int kunit_list(const char *filter_glob);

/*
 * Run one case with a struct kunit of the caller, for tests of KUnit itself.  Resets @test except
 * for its log.
 */
void kunit_init_test(struct kunit *test, const char *name);
enum kunit_status kunit_run_case(struct kunit_suite *suite, const struct kunit_case *kcase,
				 struct kunit *test);

/* Return the case that this thread runs, or NULL in other threads and in interrupts. */
struct kunit *kunit_get_current_test(void);
/* Return a number that depends on the run's seed and the case's name, but not on the order. */
u32 kunit_seed(const struct kunit *test);

/* Print one line, without its newline.  The console overrides this weak function. */
void kunit_puts(const char *line);

/* Print "# name: ..." lines in the results. */
void kunit_log_line(struct kunit *test, const char *fmt, ...) __printf(2, 3);
#define kunit_log(lvl, test, fmt, ...)	kunit_log_line(test, fmt, ##__VA_ARGS__)
#define kunit_info(test, fmt, ...)	kunit_log_line(test, fmt, ##__VA_ARGS__)
#define kunit_warn(test, fmt, ...)	kunit_log_line(test, fmt, ##__VA_ARGS__)
#define kunit_err(test, fmt, ...)	kunit_log_line(test, fmt, ##__VA_ARGS__)

void __kunit_skip(struct kunit *test, const char *fmt, ...) __printf(2, 3);
void __noreturn kunit_abort(struct kunit *test);

/* Set the result to SKIP with a reason; kunit_skip() also leaves the case. */
#define kunit_mark_skipped(test, fmt, ...)	__kunit_skip(test, fmt, ##__VA_ARGS__)
#define kunit_skip(test, fmt, ...)						\
do {										\
	struct kunit *__skip_test = (test);					\
	__kunit_skip(__skip_test, fmt, ##__VA_ARGS__);				\
	kunit_abort(__skip_test);						\
} while (0)

/* Allocate memory that is freed at the end of the case. */
void *kunit_kmalloc(struct kunit *test, size_t size, gfp_t gfp);
void *kunit_kzalloc(struct kunit *test, size_t size, gfp_t gfp);
void *kunit_kmalloc_array(struct kunit *test, size_t n, size_t size, gfp_t gfp);
void *kunit_kcalloc(struct kunit *test, size_t n, size_t size, gfp_t gfp);
char *kunit_kstrdup(struct kunit *test, const char *str, gfp_t gfp);
void kunit_kfree(struct kunit *test, const void *ptr);

#endif /* KUNIT_TEST_H */
