// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of C's atomic operations on 1 and 2 bytes: the results are correct, and adjacent bytes do
 * not change.
 */

#include <kunit/test.h>
#include <linux/atomic.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/types.h>
#include <asm/processor.h>

#define SEQ	__ATOMIC_SEQ_CST

/*
 * Apply @op to each field of an eight-byte word.  @op must change the field from 0xa5...  to
 * @result, and must return @old.
 */
#define EXPECT_OP(test, type, op, old, result)						\
do {											\
	for (unsigned int i_ = 0; i_ < 8 / sizeof(type); i_++) {			\
		type fields[8 / sizeof(type)], want[8 / sizeof(type)], *field = &fields[i_];	\
											\
		memset(fields, 0xa5, sizeof(fields));					\
		memset(want, 0xa5, sizeof(want));					\
		want[i_] = (type)(result);						\
		KUNIT_EXPECT_EQ(test, (u64)(op), (u64)(type)(old));			\
		KUNIT_EXPECT_MEMEQ(test, fields, want, sizeof(want));			\
	}										\
} while (0)

#define EXPECT_ALL(test, type, was) \
do { \
	EXPECT_OP(test, type, __atomic_exchange_n(field, (type)7, SEQ), was, 7); \
	EXPECT_OP(test, type, __atomic_fetch_add(field, (type)0xf0f0, SEQ), was, (was) + 0xf0f0); \
	EXPECT_OP(test, type, __atomic_fetch_sub(field, (type)0xf0f0, SEQ), was, (was) - 0xf0f0); \
	EXPECT_OP(test, type, __atomic_fetch_and(field, (type)0x1234, SEQ), was, (was) & 0x1234); \
	EXPECT_OP(test, type, __atomic_fetch_or(field, (type)0x1234, SEQ), was, (was) | 0x1234); \
	EXPECT_OP(test, type, __atomic_fetch_xor(field, (type)0xffff, SEQ), was, (was) ^ 0xffff); \
	EXPECT_OP(test, type, __atomic_fetch_nand(field, (type)0x1234, SEQ), was, \
		  ~((was) & 0x1234)); \
	EXPECT_OP(test, type, ({ \
		type expected_ = (type)(was); \
		__atomic_compare_exchange_n(field, &expected_, (type)9, false, SEQ, SEQ); \
	}), 1, 9); \
	EXPECT_OP(test, type, ({ \
		type expected_ = (type)~(was); \
		!__atomic_compare_exchange_n(field, &expected_, (type)9, false, SEQ, SEQ) && \
		expected_ == (type)(was); }), 1, was); \
} while (0)

static void atomic_narrow_test_results(struct kunit *test)
{
	EXPECT_ALL(test, u8, 0xa5);
	EXPECT_ALL(test, u16, 0xa5a5);
}

#define TURNS 100000

static struct {
	u8 first, second;
	u16 third;
} shared;
static atomic_t waited_for;	/* number of CPUs that have not started */

static void count(void *arg)
{
	atomic_dec(&waited_for);
	while (atomic_read(&waited_for))
		cpu_relax();
	for (unsigned int i = 0; i < TURNS; i++) {
		__atomic_fetch_add(&shared.first, 1, SEQ);
		__atomic_fetch_sub(&shared.second, 1, SEQ);
		__atomic_fetch_add(&shared.third, 1, SEQ);
	}
}

/* If all CPUs change three fields of one word at the same time, no update is lost. */
static void atomic_narrow_test_cpus(struct kunit *test)
{
	memset(&shared, 0, sizeof(shared));
	atomic_set(&waited_for, num_online_cpus());
	on_each_cpu(count, NULL, 1);
	KUNIT_EXPECT_EQ(test, shared.first, (u8)(TURNS * num_online_cpus()));
	KUNIT_EXPECT_EQ(test, shared.second, (u8)-(TURNS * num_online_cpus()));
	KUNIT_EXPECT_EQ(test, shared.third, (u16)(TURNS * num_online_cpus()));
}

static const struct kunit_case atomic_narrow_cases[] = {
	KUNIT_CASE(atomic_narrow_test_results),
	KUNIT_CASE(atomic_narrow_test_cpus),
	{}
};

static struct kunit_suite atomic_narrow_suite = {
	.name = "atomic_narrow",
	.test_cases = atomic_narrow_cases,
};
kunit_test_suite(atomic_narrow_suite);
