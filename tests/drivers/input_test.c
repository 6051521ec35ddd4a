// SPDX-License-Identifier: BSD-2-Clause
/* Tests of input devices: the filter of events, handlers, LEDs, contacts, and removal. */

#include <kunit/test.h>
#include <linux/atomic.h>
#include <linux/delay.h>
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/input.h>
#include <linux/input/mt.h>
#include <linux/kthread.h>
#include <linux/string.h>

#include "../commands.h"
#include "../said.h"

#define HEARD_MAX	64

static struct {
	struct input_handler handler;
	struct input_handle handle;
	bool connected;
	int open_error;			/* of the device's open() */
	unsigned int opens, closes, packets, count, to_device;
	struct input_value heard[HEARD_MAX];
	struct input_value device_got;	/* the last event for the device */
} ear;

static struct input_dev *key_dev;

/* ---- a handler, and the functions of the device ---------------------------------------------- */

static unsigned int ear_events(struct input_handle *handle, struct input_value *vals,
			       unsigned int count)
{
	ear.packets++;
	for (unsigned int i = 0; i < count; i++) {
		if (ear.count < HEARD_MAX)
			ear.heard[ear.count++] = vals[i];
	}
	return count;
}

static bool ear_match(struct input_handler *handler, struct input_dev *dev)
{
	return dev == key_dev;
}

static int ear_connect(struct input_handler *handler, struct input_dev *dev,
		       const struct input_device_id *id)
{
	int err;

	ear.handle = (struct input_handle){ .name = "ear", .dev = dev, .handler = handler };
	err = input_register_handle(&ear.handle);
	if (err)
		return err;
	err = input_open_device(&ear.handle);
	if (err)
		input_unregister_handle(&ear.handle);
	ear.connected = !err;
	return err;
}

static void ear_disconnect(struct input_handle *handle)
{
	input_close_device(handle);
	input_unregister_handle(handle);
	ear.connected = false;
}

static int key_open(struct input_dev *dev)
{
	ear.opens++;
	return ear.open_error;
}

static void key_close(struct input_dev *dev)
{
	ear.closes++;
}

static int key_event(struct input_dev *dev, unsigned int type, unsigned int code, int value)
{
	ear.to_device++;
	ear.device_got = (struct input_value){ .type = (__u16)type, .code = (__u16)code,
					       .value = value };
	return 0;
}

static int input_test_init(struct kunit *test)
{
	memset(&ear, 0, sizeof(ear));
	ear.handler = (struct input_handler){ .name = "ear", .match = ear_match,
					      .connect = ear_connect, .events = ear_events,
					      .disconnect = ear_disconnect };
	key_dev = input_allocate_device();
	if (!key_dev)
		return 0;	/* the cases end at once */
	key_dev->name = "keys";
	key_dev->open = key_open;
	key_dev->close = key_close;
	key_dev->event = key_event;
	input_set_capability(key_dev, EV_KEY, KEY_A);
	input_set_capability(key_dev, EV_KEY, KEY_S);
	input_set_capability(key_dev, EV_LED, LED_CAPSL);
	return 0;
}

/* Register the device and the handler.  Frees the device and returns false if memory is missing. */
static bool input_begins(struct kunit *test)
{
	int err = key_dev ? input_register_device(key_dev) : -ENOMEM;

	if (!err) {
		KUNIT_EXPECT_EQ(test, input_register_handler(&ear.handler), 0);
		KUNIT_EXPECT_TRUE(test, ear.connected);
		return true;
	}
	KUNIT_EXPECT_EQ(test, err, -ENOMEM);
	input_free_device(key_dev);
	key_dev = NULL;
	return false;
}

static void input_ends(struct kunit *test)
{
	input_unregister_handler(&ear.handler);
	input_unregister_device(key_dev);
	KUNIT_EXPECT_EQ(test, ear.opens, ear.closes);
}

/* Expect the event number @n of those that the handler has received. */
static void expect_heard(struct kunit *test, unsigned int n, unsigned int type, unsigned int code,
			 int value)
{
	KUNIT_ASSERT_LT(test, n, ear.count);
	KUNIT_EXPECT_EQ(test, ear.heard[n].type, type);
	KUNIT_EXPECT_EQ(test, ear.heard[n].code, code);
	KUNIT_EXPECT_EQ(test, ear.heard[n].value, value);
}

/* ---- cases ----------------------------------------------------------------------------------- */

/* A packet reaches the handler at its end; unknown, unchanged and empty events do not. */
static void input_test_keys(struct kunit *test)
{
	if (!input_begins(test))
		return;
	input_report_key(key_dev, KEY_A, 1);
	KUNIT_EXPECT_EQ(test, ear.count, 0U);
	input_report_key(key_dev, KEY_A, 1);
	input_report_key(key_dev, KEY_Z, 1);
	input_report_rel(key_dev, REL_X, 1);
	input_event(key_dev, EV_MAX + 1, 0, 1);
	input_event(key_dev, EV_KEY, KEY_MAX + 1, 1);
	input_sync(key_dev);
	input_sync(key_dev);
	KUNIT_EXPECT_EQ(test, ear.packets, 1U);
	KUNIT_EXPECT_EQ(test, ear.count, 2U);
	expect_heard(test, 0, EV_KEY, KEY_A, 1);
	expect_heard(test, 1, EV_SYN, SYN_REPORT, 0);
	KUNIT_EXPECT_TRUE(test, test_bit(KEY_A, key_dev->key));
	input_report_key(key_dev, KEY_A, 0);
	input_sync(key_dev);
	expect_heard(test, 2, EV_KEY, KEY_A, 0);
	KUNIT_EXPECT_FALSE(test, test_bit(KEY_A, key_dev->key));
	input_ends(test);
}

/* A packet that is larger than the array is split, and no event is lost. */
static void input_test_large(struct kunit *test)
{
	if (key_dev)
		input_set_capability(key_dev, EV_REL, REL_X);
	if (!input_begins(test))
		return;
	for (int i = 1; i <= 30; i++)
		input_report_rel(key_dev, REL_X, i);
	input_sync(key_dev);
	for (unsigned int i = 0, n = 1; n <= 30; i++) {
		KUNIT_ASSERT_LT(test, i, ear.count);
		if (ear.heard[i].type == EV_SYN)
			continue;
		KUNIT_EXPECT_EQ(test, ear.heard[i].value, (int)n);
		n++;
	}
	KUNIT_EXPECT_GT(test, ear.packets, 1U);
	KUNIT_EXPECT_EQ(test, ear.heard[ear.count - 1].type, EV_SYN);
	input_ends(test);
}

/* An LED goes to the device if it changes; nothing goes to it after it was removed. */
static void input_test_led(struct kunit *test)
{
	if (!input_begins(test))
		return;
	input_inject_event(&ear.handle, EV_LED, LED_CAPSL, 1);
	input_inject_event(&ear.handle, EV_LED, LED_CAPSL, 1);
	input_inject_event(&ear.handle, EV_LED, LED_NUML, 1);
	KUNIT_EXPECT_EQ(test, ear.to_device, 1U);
	KUNIT_EXPECT_EQ(test, ear.device_got.type, EV_LED);
	KUNIT_EXPECT_EQ(test, ear.device_got.code, LED_CAPSL);
	KUNIT_EXPECT_EQ(test, ear.device_got.value, 1);
	input_get_device(key_dev);
	input_unregister_device(key_dev);
	KUNIT_EXPECT_FALSE(test, ear.connected);
	input_event(key_dev, EV_LED, LED_CAPSL, 0);
	KUNIT_EXPECT_EQ(test, ear.to_device, 1U);
	input_put_device(key_dev);
	input_unregister_handler(&ear.handler);
}

/* Small changes of an axis are filtered, and larger ones smoothed. */
static void input_test_fuzz(struct kunit *test)
{
	static const struct { int report, heard; } steps[] = {
		{ 1000, 1000 }, { 1004, 1000 }, { 996, 1000 }, { 1008, 1002 }, { 1017, 1009 },
		{ 1100, 1100 },
	};

	if (key_dev) {
		input_set_abs_params(key_dev, ABS_X, 0, 4095, 10, 0);
		input_abs_set_res(key_dev, ABS_X, 3);
		if (!key_dev->absinfo) {
			KUNIT_EXPECT_EQ(test, input_register_device(key_dev), -EINVAL);
			input_free_device(key_dev);
			return;
		}
		KUNIT_EXPECT_EQ(test, input_abs_get_max(key_dev, ABS_X), 4095);
		KUNIT_EXPECT_EQ(test, input_abs_get_res(key_dev, ABS_X), 3);
		KUNIT_EXPECT_EQ(test, input_abs_get_max(key_dev, ABS_Y), 0);
	}
	if (!input_begins(test))
		return;
	for (unsigned int i = 0; i < ARRAY_SIZE(steps); i++) {
		input_report_abs(key_dev, ABS_X, steps[i].report);
		input_sync(key_dev);
		KUNIT_EXPECT_EQ(test, input_abs_get_val(key_dev, ABS_X), steps[i].heard);
	}
	KUNIT_EXPECT_EQ(test, ear.packets, 4U);
	input_ends(test);
}

/* Contacts have their own values, and handlers are told when the slot changes. */
static void input_test_slots(struct kunit *test)
{
	if (!key_dev)
		return;
	KUNIT_EXPECT_EQ(test, input_mt_init_slots(key_dev, 2000, 0), -EINVAL);
	mark();
	KUNIT_EXPECT_EQ(test, input_mt_init_slots(key_dev, 2, INPUT_MT_TRACK), -EOPNOTSUPP);
	EXPECT_SAID(test, "flags 0x8 of slots are not supported");
	input_set_abs_params(key_dev, ABS_MT_POSITION_X, 0, 100, 0, 0);
	if (input_mt_init_slots(key_dev, 2, INPUT_MT_DROP_UNUSED) || !key_dev->absinfo) {
		input_free_device(key_dev);
		return;
	}
	KUNIT_EXPECT_EQ(test, input_mt_init_slots(key_dev, 3, 0), -EINVAL);
	if (!input_begins(test))
		return;
	for (int slot = 0; slot < 2; slot++) {
		input_mt_slot(key_dev, slot);
		KUNIT_EXPECT_TRUE(test, input_mt_report_slot_state(key_dev, MT_TOOL_FINGER, true));
		input_report_abs(key_dev, ABS_MT_POSITION_X, 50);
	}
	input_mt_sync_frame(key_dev);
	input_sync(key_dev);
	expect_heard(test, 0, EV_ABS, ABS_MT_TRACKING_ID, 0);
	expect_heard(test, 1, EV_ABS, ABS_MT_POSITION_X, 50);
	expect_heard(test, 2, EV_ABS, ABS_MT_SLOT, 1);
	expect_heard(test, 3, EV_ABS, ABS_MT_TRACKING_ID, 1);
	expect_heard(test, 4, EV_ABS, ABS_MT_POSITION_X, 50);
	ear.count = 0;
	/* The contact of slot 0 is not reported any more, and ends. */
	input_mt_report_slot_state(key_dev, MT_TOOL_FINGER, true);
	input_mt_sync_frame(key_dev);
	input_sync(key_dev);
	expect_heard(test, 0, EV_ABS, ABS_MT_SLOT, 0);
	expect_heard(test, 1, EV_ABS, ABS_MT_TRACKING_ID, -1);
	input_mt_slot(key_dev, 99);
	input_report_abs(key_dev, ABS_MT_POSITION_X, 51);
	KUNIT_EXPECT_EQ(test, input_mt_get_value(&key_dev->mt->slots[0], ABS_MT_POSITION_X), 51);
	input_ends(test);
}

/* A key that is down is repeated until it is up. */
static void input_test_repeat(struct kunit *test)
{
	unsigned int count;

	if (key_dev) {
		__set_bit(EV_REP, key_dev->evbit);
		input_enable_softrepeat(key_dev, 20, 10);
	}
	if (!input_begins(test))
		return;
	input_report_key(key_dev, KEY_S, 1);
	input_sync(key_dev);
	for (int i = 0; i < 500 && READ_ONCE(ear.count) < 6; i++)
		msleep(10);
	input_report_key(key_dev, KEY_S, 0);
	input_sync(key_dev);
	count = ear.count;
	expect_heard(test, 2, EV_KEY, KEY_S, 2);
	expect_heard(test, 4, EV_KEY, KEY_S, 2);
	expect_heard(test, count - 2, EV_KEY, KEY_S, 0);
	msleep(50);
	KUNIT_EXPECT_EQ(test, ear.count, count);
	input_ends(test);
}

static bool drop_key_a(struct input_handle *handle, unsigned int type, unsigned int code, int value)
{
	return type == EV_KEY && code == KEY_A;
}

static struct input_handle filter_handle;

static int filter_connect(struct input_handler *handler, struct input_dev *dev,
			  const struct input_device_id *id)
{
	filter_handle = (struct input_handle){ .name = "filter", .dev = dev, .handler = handler };
	return input_register_handle(&filter_handle) ?: input_open_device(&filter_handle);
}

/* A filter that is added later is called first, and removes an event. */
static void input_test_filter(struct kunit *test)
{
	struct input_handler filter = { .name = "filter", .match = ear_match,
					.connect = filter_connect, .disconnect = ear_disconnect,
					.filter = drop_key_a };

	if (!input_begins(test))
		return;
	KUNIT_EXPECT_EQ(test, input_register_handler(&filter), 0);
	KUNIT_EXPECT_EQ(test, ear.opens, 1U);
	input_report_key(key_dev, KEY_A, 1);
	input_report_key(key_dev, KEY_S, 1);
	input_sync(key_dev);
	expect_heard(test, 0, EV_KEY, KEY_S, 1);
	input_unregister_handler(&filter);
	KUNIT_EXPECT_EQ(test, ear.closes, 0U);
	input_report_key(key_dev, KEY_A, 0);
	input_sync(key_dev);
	expect_heard(test, 2, EV_KEY, KEY_A, 0);
	input_ends(test);
	filter.event = (void *)filter.filter;
	KUNIT_EXPECT_EQ(test, input_register_handler(&filter), -EINVAL);
}

/* Keys that are down are released when the device goes, and a handler is refused from then on. */
static void input_test_removed(struct kunit *test)
{
	if (!input_begins(test))
		return;
	input_report_key(key_dev, KEY_A, 1);
	input_sync(key_dev);
	input_get_device(key_dev);
	input_unregister_device(key_dev);
	expect_heard(test, 2, EV_KEY, KEY_A, 0);
	KUNIT_EXPECT_FALSE(test, ear.connected);
	KUNIT_EXPECT_EQ(test, ear.closes, 1U);
	KUNIT_EXPECT_EQ(test, input_open_device(&ear.handle), -ENODEV);
	input_put_device(key_dev);
	input_unregister_handler(&ear.handler);
}

/* The error of open() leaves no open handle. */
static void input_test_open_fails(struct kunit *test)
{
	ear.open_error = -EIO;
	if (!key_dev || input_register_device(key_dev)) {
		input_free_device(key_dev);
		return;
	}
	mark();
	KUNIT_EXPECT_EQ(test, input_register_handler(&ear.handler), 0);
	EXPECT_SAID(test, "the handler ear is not connected: error -5");
	KUNIT_EXPECT_FALSE(test, ear.connected);
	KUNIT_EXPECT_EQ(test, key_dev->users, 0U);
	input_unregister_handler(&ear.handler);
	input_unregister_device(key_dev);
	KUNIT_EXPECT_EQ(test, ear.closes, 0U);
}

static void input_test_managed(struct kunit *test)
{
	struct device *parent = root_device_register("input-test");
	struct input_dev *plain = key_dev;

	if (!IS_ERR(parent)) {
		key_dev = devm_input_allocate_device(parent);
		if (key_dev) {
			input_set_capability(key_dev, EV_KEY, KEY_A);
			__set_bit(EV_FF, key_dev->evbit);
		}
		mark();
		if (key_dev && !input_register_device(key_dev)) {
			KUNIT_EXPECT_EQ(test, input_register_handler(&ear.handler), 0);
			KUNIT_EXPECT_TRUE(test, ear.connected);
			EXPECT_SAID(test, "force feedback is not supported");
		}
		root_device_unregister(parent);
		KUNIT_EXPECT_FALSE(test, ear.connected);
		if (ear.handler.node.next)
			input_unregister_handler(&ear.handler);
	}
	input_free_device(plain);
}

static int key_pressing(void *unused)
{
	while (!kthread_should_stop()) {
		input_report_key(key_dev, KEY_A, 1);
		input_sync(key_dev);
		input_report_key(key_dev, KEY_A, 0);
		input_sync(key_dev);
		cond_resched();
	}
	return 0;
}

/* Handlers come and go while events arrive. */
static void input_test_race(struct kunit *test)
{
	struct task_struct *task;

	if (!input_begins(test))
		return;
	task = kthread_run(key_pressing, NULL, "keys");
	for (int i = 0; !IS_ERR(task) && i < 200; i++) {
		input_unregister_handler(&ear.handler);
		ear.count = 0;
		cond_resched();
		KUNIT_ASSERT_EQ(test, ear.count, 0U);
		KUNIT_EXPECT_EQ(test, input_register_handler(&ear.handler), 0);
	}
	if (!IS_ERR(task))
		kthread_stop(task);
	input_ends(test);
}

/* The command lists the device, prints its events, and switches its LED. */
static void input_test_command(struct kunit *test)
{
	char line[64];
	struct task_struct *task;

	if (!input_begins(test))
		return;
	KUNIT_EXPECT_EQ(test, run_command("input"), 0);
	KUNIT_EXPECT_EQ(test, run_command("input watch absent"), 1);
	KUNIT_EXPECT_EQ(test, run_command("input watch"), 1);
	snprintf(line, sizeof(line), "input led %s 1 1", dev_name(&key_dev->dev));
	if (!run_command(line))
		KUNIT_EXPECT_EQ(test, ear.to_device, 1U);
	snprintf(line, sizeof(line), "input led %s 0 1", dev_name(&key_dev->dev));
	KUNIT_EXPECT_EQ(test, run_command(line), 1);
	snprintf(line, sizeof(line), "input watch %s 1 0", dev_name(&key_dev->dev));
	KUNIT_EXPECT_EQ(test, run_command(line), 1);
	task = kthread_run(key_pressing, NULL, "keys");
	if (!IS_ERR(task)) {
		snprintf(line, sizeof(line), "input watch %s 3 20", dev_name(&key_dev->dev));
		run_command(line);
		kthread_stop(task);
	}
	input_ends(test);
}

static struct kunit_case input_cases[] = {
	KUNIT_CASE(input_test_keys),
	KUNIT_CASE(input_test_large),
	KUNIT_CASE(input_test_led),
	KUNIT_CASE(input_test_fuzz),
	KUNIT_CASE(input_test_slots),
	KUNIT_CASE(input_test_repeat),
	KUNIT_CASE(input_test_filter),
	KUNIT_CASE(input_test_removed),
	KUNIT_CASE(input_test_open_fails),
	KUNIT_CASE(input_test_managed),
	KUNIT_CASE(input_test_race),
	KUNIT_CASE(input_test_command),
	{}
};

static struct kunit_suite input_suite = {
	.name = "input",
	.init = input_test_init,
	.test_cases = input_cases,
};
kunit_test_suite(input_suite);
