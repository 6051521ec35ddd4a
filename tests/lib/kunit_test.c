// SPDX-License-Identifier: BSD-2-Clause

/*
 * Tests of KUnit.  Expectations that must fail use a second struct kunit, which has a separate log.
 */

#include <kunit/static_stub.h>
#include <kunit/test.h>
#include <kunit/visibility.h>
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/timer.h>

static struct kunit fake;
static char fake_log[4096];
static int order[8], nr_order;
static bool break_invariant;

static int selftest_validator(void)
{
	return break_invariant ? -EINVAL : 0;
}
kunit_validator(kunit_selftest, selftest_validator);

static enum kunit_status run_fake(struct kunit_suite *suite, void (*fn)(struct kunit *))
{
	struct kunit_suite none = { .name = "fake" };
	struct kunit_case kcase = { .run_case = fn, .name = "fake" };

	fake.log = fake_log;
	fake.log_size = sizeof(fake_log);
	fake.log_used = 0;
	fake_log[0] = '\0';
	kunit_init_test(&fake, "fake");
	return kunit_run_case(suite ? suite : &none, &kcase, &fake);
}

/*
 * Check the first line of the log, which contains the file name and the line number.  Returns the
 * other lines.
 */
static const char *details(struct kunit *test, const char *kind)
{
	char prefix[64];
	const char *rest;

	snprintf(prefix, sizeof(prefix), "    # fake: %s FAILED at ", kind);
	KUNIT_ASSERT_TRUE_MSG(test, strstarts(fake_log, prefix), "%s", fake_log);
	rest = strchr(fake_log, '\n');
	KUNIT_ASSERT_NOT_NULL(test, rest);
	KUNIT_EXPECT_NOT_NULL(test, strnstr(fake_log, "kunit_test.c:", (size_t)(rest - fake_log)));
	return rest + 1;
}

static int evaluated;

static int once(int v)
{
	evaluated++;
	return v;
}

static void all_pass(struct kunit *test)
{
	int x = 3, *p = &x;
	unsigned long big = ~0UL;

	KUNIT_SUCCEED(test);
	KUNIT_EXPECT_EQ(test, once(3), x);
	KUNIT_EXPECT_NE(test, x, 4);
	KUNIT_EXPECT_LT(test, x, 4);
	KUNIT_EXPECT_LE(test, x, 3);
	KUNIT_EXPECT_GT(test, big, 4);
	KUNIT_EXPECT_GE(test, x, 3);
	KUNIT_EXPECT_TRUE(test, x == 3);
	KUNIT_EXPECT_FALSE(test, x == 4);
	KUNIT_EXPECT_NULL(test, NULL);
	KUNIT_EXPECT_NOT_NULL(test, p);
	KUNIT_EXPECT_PTR_EQ(test, p, &x);
	KUNIT_EXPECT_PTR_NE(test, p, NULL);
	KUNIT_EXPECT_STREQ(test, "ab", "ab");
	KUNIT_EXPECT_STRNEQ(test, "ab", "b");
	KUNIT_EXPECT_MEMEQ(test, "abc", "abd", 2);
	KUNIT_EXPECT_MEMNEQ(test, "abc", "abd", 3);
	KUNIT_EXPECT_NOT_ERR_OR_NULL(test, p);
	KUNIT_ASSERT_EQ_MSG(test, x, 3, "x is %d", x);
}

static void kunit_passing(struct kunit *test)
{
	evaluated = 0;
	KUNIT_EXPECT_EQ(test, run_fake(NULL, all_pass), KUNIT_SUCCESS);
	KUNIT_EXPECT_STREQ(test, fake_log, "");
	KUNIT_EXPECT_EQ(test, evaluated, 1);
}

struct failure {
	const char *name;
	void (*fn)(struct kunit *test);
	const char *text;
};

static int seven = 7;

static void fail_eq(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, seven, 5);
}

static void fail_signed(struct kunit *test)
{
	KUNIT_EXPECT_LT_MSG(test, seven, -1, "for %s", "this");
}

static void fail_unsigned(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, ~0UL, 0);
}

static void fail_true(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, seven == 8);
}

static void fail_false(struct kunit *test)
{
	KUNIT_EXPECT_FALSE(test, seven == 7);
}

static void fail_null(struct kunit *test)
{
	KUNIT_EXPECT_NULL(test, (void *)0x1234);
}

static void fail_str(struct kunit *test)
{
	const char *s = "left";

	KUNIT_EXPECT_STREQ(test, s, "right");
}

static void fail_str_null(struct kunit *test)
{
	const char *s = NULL;

	KUNIT_EXPECT_STRNEQ(test, s, "right");
}

static void fail_mem(struct kunit *test)
{
	const char *a = "abc", *b = "abd";

	KUNIT_EXPECT_MEMEQ(test, a, b, 3);
}

static void fail_err(struct kunit *test)
{
	void *e = ERR_PTR(-ENOMEM);

	KUNIT_EXPECT_NOT_ERR_OR_NULL(test, e);
}

static void fail_not_null(struct kunit *test)
{
	void *p = NULL;

	KUNIT_EXPECT_NOT_ERR_OR_NULL(test, p);
}

static void fail_plain(struct kunit *test)
{
	KUNIT_FAIL(test, "number %d", 5);
}

static const struct failure failures[] = {
	{ "eq", fail_eq, "    Expected seven == 5, but\n        seven == 7 (0x7)\n" },
	{ "signed", fail_signed,
	  "    Expected seven < -1, but\n        seven == 7 (0x7)\n    for this\n" },
	{ "unsigned", fail_unsigned,
	  "    Expected ~0UL == 0, but\n        ~0UL == -1 (0xffffffffffffffff)\n" },
	{ "true", fail_true, "    Expected seven == 8 to be true, but is false\n" },
	{ "false", fail_false, "    Expected seven == 7 to be false, but is true\n" },
	{ "null", fail_null, "    Expected (void *)0x1234 == NULL, but\n"
			     "        (void *)0x1234 == 0000000000001234\n" },
	{ "str", fail_str, "    Expected s == \"right\", but\n        s == \"left\"\n" },
	{ "str_null", fail_str_null,
	  "    Expected s != \"right\", but\n        s == \"(null)\"\n" },
	{ "mem", fail_mem, "    Expected a == b, but\n"
			   "        a ==\n             61  62 <63>\n"
			   "        b ==\n             61  62 <64>\n" },
	{ "err", fail_err, "    Expected e is not error, but is: -12\n" },
	{ "not_null", fail_not_null, "    Expected p is not null, but is\n" },
	{ "plain", fail_plain, "    number 5\n" },
};
KUNIT_ARRAY_PARAM_DESC(failures, failures, name);

static void kunit_failing(struct kunit *test)
{
	const struct failure *f = test->param_value;

	KUNIT_EXPECT_EQ(test, run_fake(NULL, f->fn), KUNIT_FAILURE);
	KUNIT_EXPECT_STREQ(test, details(test, "EXPECTATION"), f->text);
	KUNIT_EXPECT_EQ(test, test->status, KUNIT_SUCCESS);
}

static void note(int n)
{
	if (nr_order < (int)ARRAY_SIZE(order))
		order[nr_order++] = n;
}

static void note_action(void *ctx)
{
	note(*(int *)ctx);
}

static int ids[] = { 0, 1, 2, 3, 4, 5 };

static void leaves_early(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, kunit_add_action(test, note_action, &ids[1]), 0);
	KUNIT_EXPECT_EQ(test, kunit_add_action(test, note_action, &ids[2]), 0);
	KUNIT_ASSERT_EQ(test, seven, 8);
	note(5);
}

static void exit_note(struct kunit *test)
{
	note(4);
}

static void kunit_assert_leaves(struct kunit *test)
{
	struct kunit_suite suite = { .name = "fake", .exit = exit_note };
	static const int expect[] = { 4, 2, 1 };

	nr_order = 0;
	KUNIT_EXPECT_EQ(test, run_fake(&suite, leaves_early), KUNIT_FAILURE);
	details(test, "ASSERTION");
	KUNIT_ASSERT_EQ(test, nr_order, 3);
	KUNIT_EXPECT_MEMEQ(test, order, expect, sizeof(expect));
}

static int init_fails(struct kunit *test)
{
	return -ENODEV;
}

static int init_asserts(struct kunit *test)
{
	KUNIT_ASSERT_TRUE(test, false);
	return 0;
}

static void must_not_run(struct kunit *test)
{
	note(5);
}

static void kunit_init_failure(struct kunit *test)
{
	struct kunit_suite suite = { .name = "fake", .init = init_fails, .exit = exit_note };

	nr_order = 0;
	KUNIT_EXPECT_EQ(test, run_fake(&suite, must_not_run), KUNIT_FAILURE);
	KUNIT_EXPECT_STREQ(test, fake_log, "    # fake: failed to initialize: -19\n");
	suite.init = init_asserts;
	KUNIT_EXPECT_EQ(test, run_fake(&suite, must_not_run), KUNIT_FAILURE);
	KUNIT_ASSERT_EQ(test, nr_order, 2);
	KUNIT_EXPECT_EQ(test, order[0], 4);
	KUNIT_EXPECT_EQ(test, order[1], 4);
}

static void skips(struct kunit *test)
{
	kunit_skip(test, "no %s here", "device");
}

static void marks(struct kunit *test)
{
	kunit_mark_skipped(test, "later");
	note(1);
}

static void fails_then_skips(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, false);
	kunit_skip(test, "too late");
}

static void kunit_skipping(struct kunit *test)
{
	nr_order = 0;
	KUNIT_EXPECT_EQ(test, run_fake(NULL, skips), KUNIT_SKIPPED);
	KUNIT_EXPECT_STREQ(test, fake.status_comment, "no device here");
	KUNIT_EXPECT_EQ(test, run_fake(NULL, marks), KUNIT_SKIPPED);
	KUNIT_EXPECT_EQ(test, nr_order, 1);
	KUNIT_EXPECT_EQ(test, run_fake(NULL, fails_then_skips), KUNIT_FAILURE);
}

static void uses_actions(struct kunit *test)
{
	for (int i = 0; i < 3; i++)
		KUNIT_EXPECT_EQ(test, kunit_add_action(test, note_action, &ids[i]), 0);
	kunit_remove_action(test, note_action, &ids[1]);
	kunit_release_action(test, note_action, &ids[0]);
	kunit_release_action(test, note_action, &ids[0]);
	note(5);
}

static void kunit_actions(struct kunit *test)
{
	static const int expect[] = { 0, 5, 2 };

	nr_order = 0;
	KUNIT_EXPECT_EQ(test, run_fake(NULL, uses_actions), KUNIT_SUCCESS);
	KUNIT_ASSERT_EQ(test, nr_order, 3);
	KUNIT_EXPECT_MEMEQ(test, order, expect, sizeof(expect));
}

static void aborting_action(void *ctx)
{
	note(3);
	kunit_abort(ctx);
}

static void action_aborts(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, kunit_add_action(test, note_action, &ids[1]), 0);
	KUNIT_EXPECT_EQ(test, kunit_add_action(test, aborting_action, test), 0);
}

static void kunit_action_aborts(struct kunit *test)
{
	nr_order = 0;
	run_fake(NULL, action_aborts);
	KUNIT_ASSERT_EQ(test, nr_order, 2);
	KUNIT_EXPECT_EQ(test, order[0], 3);
	KUNIT_EXPECT_EQ(test, order[1], 1);
}

static void nothing(struct kunit *test)
{
}

static void kunit_validators(struct kunit *test)
{
	break_invariant = true;
	KUNIT_EXPECT_EQ(test, run_fake(NULL, nothing), KUNIT_FAILURE);
	break_invariant = false;
	KUNIT_EXPECT_STREQ(test, fake_log, "    # fake: validator kunit_selftest: -22\n");
	KUNIT_EXPECT_EQ(test, run_fake(NULL, nothing), KUNIT_SUCCESS);
}

static void checks_current(struct kunit *test)
{
	KUNIT_EXPECT_PTR_EQ(test, kunit_get_current_test(), test);
}

static void kunit_current(struct kunit *test)
{
	KUNIT_EXPECT_PTR_EQ(test, kunit_get_current_test(), test);
	KUNIT_EXPECT_EQ(test, run_fake(NULL, checks_current), KUNIT_SUCCESS);
	KUNIT_EXPECT_PTR_EQ(test, kunit_get_current_test(), test);
}

static struct kunit *seen_elsewhere;
static DECLARE_COMPLETION(looked_elsewhere);

static int look_from_thread(void *unused)
{
	seen_elsewhere = kunit_get_current_test();
	complete(&looked_elsewhere);
	return 0;
}

static void look_from_timer(struct timer_list *unused)
{
	look_from_thread(NULL);
}
static DEFINE_TIMER(look_timer, look_from_timer);

/* Other threads and interrupts run no case, also while this thread does. */
static void kunit_current_elsewhere(struct kunit *test)
{
	seen_elsewhere = test;
	KUNIT_ASSERT_FALSE(test, IS_ERR(kthread_run(look_from_thread, NULL, "kunit-current")));
	wait_for_completion(&looked_elsewhere);
	KUNIT_EXPECT_NULL(test, seen_elsewhere);

	seen_elsewhere = test;
	mod_timer(&look_timer, jiffies);
	wait_for_completion(&looked_elsewhere);
	timer_delete_sync(&look_timer);
	KUNIT_EXPECT_NULL(test, seen_elsewhere);
}

/*
 * Overwrite the registers that a function must preserve for its caller.  When the case is aborted,
 * KUnit must restore them.
 */
#if defined(__riscv)
#define SCRIBBLE								\
	__asm__ __volatile__("li s1, 0\n li s2, 0\n li s3, 0\n li s4, 0\n li s5, 0\n"	\
			     "li s6, 0\n li s7, 0\n li s8, 0\n li s9, 0\n li s10, 0\n"	\
			     "li s11, 0" : : "r"(test)				\
			     : "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11")
#elif defined(__aarch64__)
#define SCRIBBLE								\
	__asm__ __volatile__("mov x19, #0\n mov x20, #0\n mov x21, #0\n mov x22, #0\n"	\
			     "mov x23, #0\n mov x24, #0\n mov x25, #0\n mov x26, #0\n"	\
			     "mov x27, #0\n mov x28, #0" : : "r"(test)		\
			     : "x19", "x20", "x21", "x22", "x23", "x24", "x25", "x26", "x27",	\
			       "x28")
#else
#define SCRIBBLE								\
	__asm__ __volatile__("xorl %%r12d, %%r12d\n xorl %%r13d, %%r13d\n"	\
			     "xorl %%r14d, %%r14d\n xorl %%r15d, %%r15d" : : "r"(test)	\
			     : "r12", "r13", "r14", "r15")
#endif

static void scribbles(struct kunit *test)
{
	/* Keep the pointer on the stack, because SCRIBBLE overwrites registers. */
	struct kunit *volatile self = test;

	SCRIBBLE;
	kunit_skip(self, "registers are gone");
}

/* The abort of a nested case does not change registers and stack variables of the outer case. */
static void kunit_abort_keeps_state(struct kunit *test)
{
	unsigned long v[8];

	for (unsigned long i = 0; i < ARRAY_SIZE(v); i++)
		v[i] = i * 0x0101010101010101UL + (unsigned long)seven;
	for (int round = 0; round < 100; round++) {
		KUNIT_ASSERT_EQ(test, run_fake(NULL, scribbles), KUNIT_SKIPPED);
		for (unsigned long i = 0; i < ARRAY_SIZE(v); i++)
			KUNIT_ASSERT_EQ(test, v[i], i * 0x0101010101010101UL + 7);
	}
}

static bool module_begun;

static int __init module_begin(void)
{
	module_begun = true;
	return 0;
}
/* As in Linux, module_init() and module_exit() need no semicolon. */
module_init(module_begin)

static void __exit module_end(void)
{
}
module_exit(module_end)

static void kunit_module(struct kunit *test)
{
	KUNIT_EXPECT_TRUE(test, module_begun);
}

/* The case replaces this function, which the tested code calls. */
VISIBLE_IF_KUNIT int kunit_add_one(int n);
VISIBLE_IF_KUNIT noinline int kunit_add_one(int n)
{
	KUNIT_STATIC_STUB_REDIRECT(kunit_add_one, n);
	return n + 1;
}
EXPORT_SYMBOL_IF_KUNIT(kunit_add_one);

static int add_two(int n)
{
	return n + 2;
}

static int add_three(int n)
{
	return n + 3;
}

static void stubs_itself(struct kunit *test)
{
	kunit_activate_static_stub(test, kunit_add_one, add_three);
	KUNIT_EXPECT_EQ(test, kunit_add_one(1), 4);
}

static void kunit_static_stub(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, kunit_add_one(1), 2);
	kunit_activate_static_stub(test, kunit_add_one, add_two);
	KUNIT_EXPECT_EQ(test, kunit_add_one(1), 3);
	kunit_activate_static_stub(test, kunit_add_one, add_three);
	KUNIT_EXPECT_EQ(test, kunit_add_one(1), 4);
	kunit_deactivate_static_stub(test, kunit_add_one);
	KUNIT_EXPECT_EQ(test, kunit_add_one(1), 2);
	kunit_deactivate_static_stub(test, kunit_add_one);
	/* The end of a case deactivates its stubs. */
	KUNIT_EXPECT_EQ(test, run_fake(NULL, stubs_itself), KUNIT_SUCCESS);
	KUNIT_EXPECT_EQ(test, kunit_add_one(1), 2);
}

static struct kunit_case kunit_cases[] = {
	KUNIT_CASE(kunit_passing),
	KUNIT_CASE_PARAM(kunit_failing, failures_gen_params),
	KUNIT_CASE(kunit_assert_leaves),
	KUNIT_CASE(kunit_init_failure),
	KUNIT_CASE(kunit_skipping),
	KUNIT_CASE(kunit_actions),
	KUNIT_CASE(kunit_action_aborts),
	KUNIT_CASE(kunit_validators),
	KUNIT_CASE(kunit_current),
	KUNIT_CASE(kunit_current_elsewhere),
	KUNIT_CASE(kunit_module),
	KUNIT_CASE(kunit_static_stub),
	KUNIT_CASE(kunit_abort_keeps_state),
	{}
};

static struct kunit_suite kunit_suite = {
	.name = "kunit",
	.test_cases = kunit_cases,
};
kunit_test_suites(&kunit_suite);

MODULE_DESCRIPTION("KUnit's own tests");
MODULE_LICENSE("BSD");
