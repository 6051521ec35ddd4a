// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of register accesses, applied to memory: which bytes are read and written, and that
 * adjacent bytes do not change.
 */

#include <kunit/test.h>
#include <linux/io.h>
#include <linux/iopoll.h>
#include <linux/kernel.h>
#include <linux/string.h>

#define SIZE	64

static struct {
	u8 device[SIZE] __aligned(8), memory[SIZE] __aligned(8), expected[SIZE] __aligned(8);
} buffers, *const state = &buffers;

#define REGS	((void __iomem *)buffers.device)

static void reset(void)
{
	for (unsigned int i = 0; i < SIZE; i++) {
		state->device[i] = (u8)(0x80 + i);
		state->memory[i] = (u8)(i + 1);
	}
}

static int iomap_copy_init(struct kunit *test)
{
	reset();
	return 0;
}

/* Copy with each alignment of source and target up to 8 bytes, and each size up to 26 bytes. */
static void iomap_copy_test_any(struct kunit *test)
{
	for (unsigned int to = 0; to < 9; to++) {
		for (unsigned int from = 0; from < 9; from++) {
			for (unsigned int size = 0; size < 27; size++) {
				reset();
				memcpy(state->expected, state->device, SIZE);
				memcpy(state->expected + to, state->memory + from, size);
				memcpy_toio(REGS + to, state->memory + from, size);
				KUNIT_ASSERT_MEMEQ(test, state->device, state->expected, SIZE);
				memcpy(state->expected, state->memory, SIZE);
				memcpy(state->expected + to, state->device + from, size);
				memcpy_fromio(state->memory + to, REGS + from, size);
				KUNIT_ASSERT_MEMEQ(test, state->memory, state->expected, SIZE);
				memset(state->expected, 0x11, SIZE);
				memset(state->device, 0x11, SIZE);
				memset(state->expected + from, 0xa7, size);
				memset_io(REGS + from, 0x3a7, size);
				KUNIT_ASSERT_MEMEQ(test, state->device, state->expected, SIZE);
			}
		}
	}
}

static void iomap_copy_test_words(struct kunit *test)
{
	memcpy(state->expected, state->device, SIZE);
	memcpy(state->expected + 4, state->memory, 12);
	__iowrite32_copy(REGS + 4, state->memory, 3);
	KUNIT_EXPECT_MEMEQ(test, state->device, state->expected, SIZE);
	memcpy(state->expected + 32, state->memory + 8, 16);
	__iowrite64_copy(REGS + 32, state->memory + 8, 2);
	KUNIT_EXPECT_MEMEQ(test, state->device, state->expected, SIZE);
	memcpy(state->expected, state->memory, SIZE);
	memcpy(state->expected + 8, state->device + 32, 8);
	__ioread32_copy(state->memory + 8, REGS + 32, 2);
	KUNIT_EXPECT_MEMEQ(test, state->memory, state->expected, SIZE);
	__iowrite32_copy(REGS, state->memory, 0);
	KUNIT_EXPECT_EQ(test, state->device[0], 0x80);
	KUNIT_EXPECT_TRUE(test, check_signature(REGS + 20, state->device + 20, 7));
	state->expected[0] = state->device[20];
	state->expected[1] = (u8)(state->device[21] + 1);
	KUNIT_EXPECT_TRUE(test, check_signature(REGS + 20, state->expected, 1));
	KUNIT_EXPECT_FALSE(test, check_signature(REGS + 20, state->expected, 2));
}

static void iomap_copy_test_values(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, ioread8(REGS + 1), 0x81);
	KUNIT_EXPECT_EQ(test, ioread16(REGS + 2), 0x8382);
	KUNIT_EXPECT_EQ(test, ioread16be(REGS + 2), 0x8283);
	KUNIT_EXPECT_EQ(test, ioread32(REGS + 4), 0x87868584U);
	KUNIT_EXPECT_EQ(test, ioread32be(REGS + 4), 0x84858687U);
	KUNIT_EXPECT_EQ(test, ioread64(REGS + 8), 0x8f8e8d8c8b8a8988ULL);
	KUNIT_EXPECT_EQ(test, ioread64be(REGS + 8), 0x88898a8b8c8d8e8fULL);
	memcpy(state->expected, state->device, SIZE);
	iowrite8(1, REGS + 1);
	state->expected[1] = 1;
	iowrite16(0x203, REGS + 2);
	memcpy(state->expected + 2, "\x03\x02", 2);
	iowrite32(0x4050607, REGS + 4);
	memcpy(state->expected + 4, "\x07\x06\x05\x04", 4);
	iowrite64(0x08090a0b0c0d0e0fULL, REGS + 8);
	memcpy(state->expected + 8, "\x0f\x0e\x0d\x0c\x0b\x0a\x09\x08", 8);
	iowrite16be(0x203, REGS + 18);
	memcpy(state->expected + 18, "\x02\x03", 2);
	iowrite32be(0x4050607, REGS + 20);
	memcpy(state->expected + 20, "\x04\x05\x06\x07", 4);
	iowrite64be(0x08090a0b0c0d0e0fULL, REGS + 24);
	memcpy(state->expected + 24, "\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f", 8);
	KUNIT_EXPECT_MEMEQ(test, state->device, state->expected, SIZE);
}

/* Expect that each function accesses one register, and no byte next to it. */
#define EXPECT_RUN(test, bits, w)							\
do {											\
	reset();									\
	memcpy(state->expected, state->device, SIZE);					\
	writes##w(REGS + 8, state->memory, 3);					\
	memcpy(state->expected + 8, state->memory + 2 * (bits) / 8, (bits) / 8);	\
	KUNIT_EXPECT_MEMEQ(test, state->device, state->expected, SIZE);			\
	iowrite##bits##_rep(REGS + 16, state->memory + 8, 2);				\
	memcpy(state->expected + 16, state->memory + 8 + (bits) / 8, (bits) / 8);	\
	KUNIT_EXPECT_MEMEQ(test, state->device, state->expected, SIZE);			\
	memcpy(state->expected, state->memory, SIZE);					\
	reads##w(REGS + 8, state->memory + 32, 2);					\
	ioread##bits##_rep(REGS + 16, state->memory + 32 + 2 * (bits) / 8, 1);	\
	memcpy(state->expected + 32, state->device + 8, (bits) / 8);			\
	memcpy(state->expected + 32 + (bits) / 8, state->device + 8, (bits) / 8);	\
	memcpy(state->expected + 32 + 2 * (bits) / 8, state->device + 16, (bits) / 8);	\
	KUNIT_EXPECT_MEMEQ(test, state->memory, state->expected, SIZE);			\
	reads##w(REGS, state->memory, 0);						\
	writes##w(REGS, state->memory, 0);						\
	KUNIT_EXPECT_EQ(test, state->device[0], 0x80);					\
} while (0)

static void iomap_copy_test_runs(struct kunit *test)
{
	EXPECT_RUN(test, 8, b);
	EXPECT_RUN(test, 16, w);
	EXPECT_RUN(test, 32, l);
	EXPECT_RUN(test, 64, q);
}

/* ---- polling --------------------------------------------------------------------------------- */

static unsigned int looks;
static unsigned int busy_us;	/* duration of each read */

static u32 read_looks(unsigned int *addr)
{
	if (busy_us)
		udelay(busy_us);
	return ++*addr;
}

#define POLLS(test, atomic, ...) \
do { \
	u64 start = ktime_get_ns(); \
	u32 value = 0; \
	int err; \
 \
	looks = busy_us = 0; \
	KUNIT_EXPECT_EQ(test, readx_poll_timeout##atomic(read_looks, &looks, value, value == 5, \
							  20, 1000000), 0); \
	KUNIT_EXPECT_EQ(test, value, 5U); \
	KUNIT_EXPECT_EQ(test, looks, 5U); \
	/*
	 * A time-out of 0 means an unlimited wait: the condition becomes true at the ninth read.
	 */ \
	KUNIT_EXPECT_EQ(test, readx_poll_timeout##atomic(read_looks, &looks, value, value == 9, 0, \
							 0), 0); \
	start = ktime_get_ns(); \
	KUNIT_EXPECT_EQ(test, readx_poll_timeout##atomic(read_looks, &looks, value, false, 10, \
							 3000), \
			-ETIMEDOUT); \
	KUNIT_EXPECT_GE(test, ktime_get_ns() - start, 3000000ULL); \
	KUNIT_EXPECT_EQ(test, value, looks); \
	/*
	 * The time-out expires during the second read, whose value still counts.  On a busy host,
	 * it may expire during the first read: try again.
	 */	\
	busy_us = 2000;									\
	for (int tries = 100; tries; tries--) {						\
		looks = 0;								\
		err = readx_poll_timeout##atomic(read_looks, &looks, value, value == 2, 0, 1000); \
		if (!err || looks != 1)							\
			break;								\
	}										\
	KUNIT_EXPECT_EQ(test, err, 0);							\
	start = ktime_get_ns();								\
	busy_us = 0;									\
	KUNIT_EXPECT_EQ(test, read_poll_timeout##atomic(read_looks, value, true, 4000, 9000, true, \
						&looks), 0);				\
	KUNIT_EXPECT_GE(test, ktime_get_ns() - start, 1000000ULL);			\
} while (0)

static void iomap_copy_test_poll(struct kunit *test)
{
	POLLS(test, );
}

static void iomap_copy_test_poll_atomic(struct kunit *test)
{
	POLLS(test, _atomic);
}

static void iomap_copy_test_poll_registers(struct kunit *test)
{
	u8 b = 0;
	u16 w = 0;
	u32 l = 0;
	u64 q = 0;

	KUNIT_EXPECT_EQ(test, readb_poll_timeout(REGS + 1, b, b == 0x81, 1, 100), 0);
	KUNIT_EXPECT_EQ(test, readw_poll_timeout(REGS + 2, w, w == 0x8382, 1, 100), 0);
	KUNIT_EXPECT_EQ(test, readl_poll_timeout(REGS + 4, l, l == 0x87868584U, 1, 100), 0);
	KUNIT_EXPECT_EQ(test, readq_poll_timeout(REGS, q, q == 0x8786858483828180ULL, 1, 100), 0);
	KUNIT_EXPECT_EQ(test, readl_poll_timeout_atomic(REGS + 4, l, l == 7, 1, 100), -ETIMEDOUT);
	KUNIT_EXPECT_EQ(test, l, 0x87868584U);
	KUNIT_EXPECT_EQ(test, readl_relaxed_poll_timeout(REGS + 8, l, l == 7, 1, 100), -ETIMEDOUT);
	KUNIT_EXPECT_EQ(test, l, 0x8b8a8988U);
	KUNIT_EXPECT_EQ(test,
			readq_relaxed_poll_timeout_atomic(REGS + 8, q, q >> 56 == 0x8f, 1, 100), 0);
}

static const struct kunit_case iomap_copy_cases[] = {
	KUNIT_CASE(iomap_copy_test_any),
	KUNIT_CASE(iomap_copy_test_words),
	KUNIT_CASE(iomap_copy_test_values),
	KUNIT_CASE(iomap_copy_test_runs),
	KUNIT_CASE(iomap_copy_test_poll),
	KUNIT_CASE(iomap_copy_test_poll_atomic),
	KUNIT_CASE(iomap_copy_test_poll_registers),
	{}
};

static struct kunit_suite iomap_copy_suite = {
	.name = "iomap_copy",
	.init = iomap_copy_init,
	.test_cases = iomap_copy_cases,
};
kunit_test_suite(iomap_copy_suite);
