// SPDX-License-Identifier: BSD-2-Clause
/* Tests of random number generators: registration, reading by the thread, and removal. */

#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/hw_random.h>
#include <linux/random.h>
#include <linux/string.h>

#include "../commands.h"

static struct {
	unsigned int inits, cleanups, reads;
	int init_result, result;
	bool holds;			/* read() waits until the generator is removed */
	bool bad_buffer;
	struct completion entered;
} source;

static int source_init(struct hwrng *rng)
{
	source.inits++;
	return source.init_result;
}

static void source_cleanup(struct hwrng *rng)
{
	source.cleanups++;
}

static int source_read(struct hwrng *rng, void *data, size_t max, bool wait)
{
	WRITE_ONCE(source.reads, source.reads + 1);
	source.bad_buffer |= max < 32 || max % 4 || !IS_ALIGNED((unsigned long)data, 8);
	complete(&source.entered);
	while (READ_ONCE(source.holds) && !hwrng_msleep(rng, 1000))
		;
	memset(data, 0x5a, max);
	return source.result ? source.result : (int)max;
}

static int source_data_read(struct hwrng *rng, u32 *data)
{
	complete(&source.entered);
	*data = 1;
	return sizeof(*data);
}

static struct hwrng rng;

static int hw_random_test_init(struct kunit *test)
{
	memset(&source, 0, sizeof(source));
	init_completion(&source.entered);
	rng = (struct hwrng){ .name = "test", .init = source_init, .cleanup = source_cleanup,
			      .read = source_read, .quality = 1000 };
	return 0;
}

static bool is_read(void)
{
	return wait_for_completion_timeout(&source.entered, 5 * HZ);
}

/* The thread reads a generator at once, and the generator's functions are called in order. */
static void hw_random_test_register(struct kunit *test)
{
	int err = hwrng_register(&rng);

	if (err) {
		KUNIT_EXPECT_EQ(test, err, -ENOMEM);
		return;
	}
	KUNIT_EXPECT_TRUE(test, is_read());
	KUNIT_EXPECT_EQ(test, hwrng_register(&(struct hwrng){ .name = "test",
							     .read = source_read }), -EEXIST);
	hwrng_unregister(&rng);
	KUNIT_EXPECT_EQ(test, source.inits, 1U);
	KUNIT_EXPECT_EQ(test, source.cleanups, 1U);
	KUNIT_EXPECT_EQ(test, rng.quality, 1000);
	KUNIT_EXPECT_EQ(test, rng.bytes, 64U);
	KUNIT_EXPECT_TRUE(test, rng_is_initialized());
	source.reads = 0;
	KUNIT_EXPECT_EQ(test, run_command("hwrng 1 test"), 1);
	KUNIT_EXPECT_EQ(test, source.reads, 0U);
}

static void hw_random_test_refused(struct kunit *test)
{
	struct hwrng none = { .name = "none" }, nameless = { .read = source_read };

	KUNIT_EXPECT_EQ(test, hwrng_register(NULL), -EINVAL);
	KUNIT_EXPECT_EQ(test, hwrng_register(&none), -EINVAL);
	KUNIT_EXPECT_EQ(test, hwrng_register(&nameless), -EINVAL);
	source.init_result = -ENODEV;
	KUNIT_EXPECT_TRUE(test, hwrng_register(&rng) < 0);
	KUNIT_EXPECT_EQ(test, source.cleanups, 0U);
	KUNIT_EXPECT_EQ(test, source.reads, 0U);
}

/* hwrng_unregister() ends a read() that waits, and waits for its end. */
static void hw_random_test_waits(struct kunit *test)
{
	source.holds = true;
	if (hwrng_register(&rng))
		return;
	KUNIT_EXPECT_TRUE(test, is_read());
	hwrng_unregister(&rng);
	KUNIT_EXPECT_EQ(test, rng.bytes, 64U);
	KUNIT_EXPECT_EQ(test, source.cleanups, 1U);
}

/* More bytes than were requested, and errors, are not used. */
static void hw_random_test_bad_driver(struct kunit *test)
{
	source.result = 1000;
	rng.quality = 2000;
	if (hwrng_register(&rng))
		return;
	KUNIT_EXPECT_EQ(test, rng.quality, 1024);
	KUNIT_EXPECT_TRUE(test, is_read());
	hwrng_unregister(&rng);
	KUNIT_EXPECT_EQ(test, rng.bytes, 0U);
}

/* The command may print fewer bytes than a driver stores, with both kinds of read functions. */
static void hw_random_test_command(struct kunit *test)
{
	if (hwrng_register(&rng))
		return;
	KUNIT_EXPECT_TRUE(test, is_read());
	KUNIT_EXPECT_EQ(test, run_command("hwrng 1 test"), 0);
	KUNIT_EXPECT_EQ(test, run_command("hwrng 65"), 0);
	KUNIT_EXPECT_EQ(test, run_command("hwrng 1 absent"), 1);
	KUNIT_EXPECT_FALSE(test, source.bad_buffer);
	hwrng_unregister(&rng);
	rng.read = NULL;
	rng.data_read = source_data_read;
	if (hwrng_register(&rng))
		return;
	KUNIT_EXPECT_EQ(test, run_command("hwrng 1 test"), 0);
	hwrng_unregister(&rng);
}

/* A driver with data_read(), and a generator that the device manages. */
static void hw_random_test_managed(struct kunit *test)
{
	struct device *dev = root_device_register("hw-random-test");

	if (IS_ERR(dev))
		return;
	rng.read = NULL;
	rng.data_read = source_data_read;
	if (!devm_hwrng_register(dev, &rng)) {
		KUNIT_EXPECT_TRUE(test, is_read());
		devm_hwrng_unregister(dev, &rng);
		KUNIT_EXPECT_EQ(test, source.cleanups, 1U);
		KUNIT_EXPECT_EQ(test, rng.bytes, 4U);
		reinit_completion(&source.entered);
	}
	if (!devm_hwrng_register(dev, &rng))
		KUNIT_EXPECT_TRUE(test, is_read());
	root_device_unregister(dev);	/* removes the generator */
	KUNIT_EXPECT_EQ(test, source.cleanups, source.inits);
}

static struct kunit_case hw_random_cases[] = {
	KUNIT_CASE(hw_random_test_register),
	KUNIT_CASE(hw_random_test_refused),
	KUNIT_CASE(hw_random_test_waits),
	KUNIT_CASE(hw_random_test_bad_driver),
	KUNIT_CASE(hw_random_test_command),
	KUNIT_CASE(hw_random_test_managed),
	{}
};

static struct kunit_suite hw_random_suite = {
	.name = "hw_random",
	.init = hw_random_test_init,
	.test_cases = hw_random_cases,
};
kunit_test_suite(hw_random_suite);
