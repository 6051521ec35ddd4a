// SPDX-License-Identifier: BSD-2-Clause
/*
 * The command input: print the input devices, their events, or change an LED.
 *
 *	input					print each device with the events it can send
 *	input watch NAME [COUNT [SECONDS]]	print COUNT events, without the ends of packets
 *	input led NAME CODE VALUE		switch an LED of a device on (1) or off (0)
 */

#include <linux/jiffies.h>
#include <linux/kfifo.h>
#include <linux/kstrtox.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/wait.h>
#include <quarry/shell.h>
#include "drivers/input/input.h"

#define WATCH_EVENTS	256	/* that are stored while the console is slow */

/* A device that the command uses. */
struct input_watch {
	struct input_handler handler;
	struct input_handle handle;
	const char *name;	/* of the device: "input0" */
	bool connected;		/* changed with input_mutex held */
	unsigned int lost;	/* events for which there was no space */
	wait_queue_head_t wait;
	DECLARE_KFIFO(events, struct input_value, WATCH_EVENTS);
};

static const char *const input_types[EV_CNT] = {
	[EV_SYN] = "syn", [EV_KEY] = "key", [EV_REL] = "rel", [EV_ABS] = "abs", [EV_MSC] = "msc",
	[EV_SW] = "sw", [EV_LED] = "led", [EV_SND] = "snd", [EV_REP] = "rep", [EV_PWR] = "pwr",
};

static void print_codes(const struct input_dev *dev, unsigned int type, const unsigned long *bits,
			int count)
{
	if (test_bit(type, dev->evbit))
		console_printf("  %s %*pbl\n", input_types[type], count, bits);
}

static void print_input(const struct input_dev *dev)
{
	unsigned int axis;

	console_printf("%s: %s, %s of %s, bus 0x%x, vendor 0x%x, product 0x%x, version 0x%x%s\n",
		       dev_name(&dev->dev), dev->name ?: "-", dev->phys ?: "-",
		       dev->dev.parent ? dev_name(dev->dev.parent) : "-", dev->id.bustype,
		       dev->id.vendor, dev->id.product, dev->id.version,
		       READ_ONCE(dev->users) ? ", open" : "");
	print_codes(dev, EV_KEY, dev->keybit, KEY_CNT);
	print_codes(dev, EV_REL, dev->relbit, REL_CNT);
	if (test_bit(EV_ABS, dev->evbit)) {
		for_each_set_bit(axis, dev->absbit, ABS_CNT)
			console_printf("  abs %u: %d, from %d to %d\n", axis,
				       READ_ONCE(dev->absinfo[axis].value),
				       dev->absinfo[axis].minimum, dev->absinfo[axis].maximum);
	}
	print_codes(dev, EV_MSC, dev->mscbit, MSC_CNT);
	print_codes(dev, EV_SW, dev->swbit, SW_CNT);
	print_codes(dev, EV_LED, dev->ledbit, LED_CNT);
	print_codes(dev, EV_SND, dev->sndbit, SND_CNT);
}

static int list_inputs(void)
{
	struct input_dev *dev;

	mutex_lock(&input_mutex);
	list_for_each_entry(dev, &input_devices, node)
		print_input(dev);
	mutex_unlock(&input_mutex);
	return 0;
}

static unsigned int watch_events(struct input_handle *handle, struct input_value *vals,
				 unsigned int count)
{
	struct input_watch *watch = container_of(handle, struct input_watch, handle);

	for (unsigned int i = 0; i < count; i++) {
		if (!kfifo_put(&watch->events, vals[i]))
			watch->lost++;
	}
	wake_up(&watch->wait);
	return count;
}

static bool watch_match(struct input_handler *handler, struct input_dev *dev)
{
	struct input_watch *watch = container_of(handler, struct input_watch, handler);

	return !watch->connected && !strcmp(dev_name(&dev->dev), watch->name);
}

static int watch_connect(struct input_handler *handler, struct input_dev *dev,
			 const struct input_device_id *id)
{
	struct input_watch *watch = container_of(handler, struct input_watch, handler);
	int err;

	watch->handle = (struct input_handle){ .name = handler->name, .dev = dev,
					       .handler = handler };
	err = input_register_handle(&watch->handle);
	if (err)
		return err;
	err = input_open_device(&watch->handle);
	if (err)
		input_unregister_handle(&watch->handle);
	WRITE_ONCE(watch->connected, !err);
	return err;
}

static void watch_disconnect(struct input_handle *handle)
{
	struct input_watch *watch = container_of(handle, struct input_watch, handle);

	input_close_device(handle);
	input_unregister_handle(handle);
	WRITE_ONCE(watch->connected, false);
	wake_up(&watch->wait);
}

/* Open a device.  Returns NULL, with a message, if it is absent or cannot be opened. */
static struct input_watch *open_watch(const char *name)
{
	struct input_watch *watch = kzalloc(sizeof(*watch), GFP_KERNEL);
	int err = -ENOMEM;

	if (watch) {
		watch->name = name;
		watch->handler = (struct input_handler){
			.name = "input", .match = watch_match, .connect = watch_connect,
			.disconnect = watch_disconnect, .events = watch_events,
		};
		init_waitqueue_head(&watch->wait);
		INIT_KFIFO(watch->events);
		err = input_register_handler(&watch->handler);
		if (!err && READ_ONCE(watch->connected))
			return watch;
		if (!err)
			input_unregister_handler(&watch->handler);
		kfree(watch);
	}
	if (err)
		console_printf("%s: error %d\n", name, err);
	else
		console_printf("%s: there is no such device, or it cannot be opened\n", name);
	return NULL;
}

static void close_watch(struct input_watch *watch)
{
	input_unregister_handler(&watch->handler);
	kfree(watch);
}

/* Print events until there were @count, the device is gone, @end has passed, or Ctrl-C is typed. */
static int print_events(struct input_watch *watch, unsigned int count, unsigned long end)
{
	struct input_value val;

	while (count && time_before(jiffies, end) && !console_interrupted()) {
		if (!kfifo_get(&watch->events, &val)) {
			if (!READ_ONCE(watch->connected)) {
				console_printf("%s: the device is gone\n", watch->name);
				return 1;
			}
			wait_event_interruptible_timeout(watch->wait,
							 !kfifo_is_empty(&watch->events) ||
							 !READ_ONCE(watch->connected), HZ / 4);
			continue;
		}
		if (val.type == EV_SYN)
			continue;
		count--;
		console_printf("%s: %s %u %d\n", watch->name, input_types[val.type] ?: "?",
			       val.code, val.value);
	}
	if (watch->lost)
		console_printf("%s: %u events were lost\n", watch->name, watch->lost);
	return count && !time_before(jiffies, end);
}

static int cmd_input_watch(const char *name, int argc, char **argv)
{
	unsigned int count = 10, seconds = 60;
	struct input_watch *watch;
	int ret;

	if ((argc > 0 && kstrtouint(argv[0], 0, &count)) ||
	    (argc > 1 && (kstrtouint(argv[1], 0, &seconds) || seconds > 1000000))) {
		console_printf("%s: not a number of events, and seconds\n", argv[argc - 1]);
		return 1;
	}
	watch = open_watch(name);
	if (!watch)
		return 1;
	ret = print_events(watch, count, jiffies + seconds * HZ);
	close_watch(watch);
	return ret;
}

static int cmd_input_led(const char *name, char **argv)
{
	unsigned int code, value, ret = 0;
	struct input_watch *watch;

	if (kstrtouint(argv[0], 0, &code) || kstrtouint(argv[1], 0, &value) || value > 1) {
		console_printf("not the number of an LED, and 0 or 1\n");
		return 1;
	}
	watch = open_watch(name);
	if (!watch)
		return 1;
	mutex_lock(&input_mutex);
	if (!watch->connected || code >= LED_CNT || !test_bit(code, watch->handle.dev->ledbit)) {
		console_printf("%s: there is no LED %u\n", name, code);
		ret = 1;
	} else {
		input_inject_event(&watch->handle, EV_LED, code, (int)value);
		input_inject_event(&watch->handle, EV_SYN, SYN_REPORT, 0);
	}
	mutex_unlock(&input_mutex);
	close_watch(watch);
	return (int)ret;
}

static int cmd_input(int argc, char **argv)
{
	if (argc == 1)
		return list_inputs();
	if (argc >= 3 && argc <= 5 && !strcmp(argv[1], "watch"))
		return cmd_input_watch(argv[2], argc - 3, argv + 3);
	if (argc == 5 && !strcmp(argv[1], "led"))
		return cmd_input_led(argv[2], argv + 3);
	console_printf("input: see \"help input\"\n");
	return 1;
}
SHELL_COMMAND(input, "input", "[action] [name] [first] [second]",
	      "list input devices, print their events, or switch an LED\n"
	      "watch NAME [COUNT [SECONDS]]  print events: type, code, value\n"
	      "led NAME CODE VALUE           switch an LED on (1) or off (0)", cmd_input);
