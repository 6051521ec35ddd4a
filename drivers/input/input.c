// SPDX-License-Identifier: BSD-2-Clause
/*
 * Input devices: see <linux/input.h>.
 *
 * Locking: input_mutex protects the lists of devices and handlers, and is held while handlers are
 * connected and disconnected.  dev->mutex is held while open() and close() run.  dev->event_lock
 * protects the state of a device, and is held while handlers receive events.  So no function of a
 * handler runs after its handle was closed or removed, which needs event_lock.  The order is
 * input_mutex, dev->mutex, event_lock.
 */

#define pr_fmt(fmt) "input: " fmt

#include <linux/atomic.h>
#include <linux/init.h>
#include <linux/input.h>
#include <linux/input/mt.h>
#include <linux/jiffies.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include "drivers/input/input.h"

#define FIRST_VALS	10	/* size of the array of events before the device is registered */
#define OTHER_EVENTS	7	/* of a packet, such as keys */
#define REPEAT_DELAY	250	/* milliseconds */
#define REPEAT_PERIOD	33

DEFINE_MUTEX(input_mutex);
LIST_HEAD(input_devices);
static LIST_HEAD(input_handlers);

static void input_dev_release(struct device *device)
{
	struct input_dev *dev = to_input_dev(device);

	input_mt_destroy_slots(dev);
	kfree(dev->absinfo);
	kfree(dev->vals);
	kfree(dev);
}

const struct class input_class = {
	.name = "input",
	.dev_release = input_dev_release,
};

/* ---- events; the caller holds event_lock ----------------------------------------------------- */

/* Let a handle receive events.  Returns the number of events that are left for other handles. */
static unsigned int give_events(struct input_handle *handle, struct input_value *vals,
				unsigned int count)
{
	struct input_handler *handler = handle->handler;
	unsigned int left = 0;

	if (handler->events)
		return handler->events(handle, vals, count);
	for (unsigned int i = 0; i < count; i++) {
		struct input_value val = vals[i];

		if (handler->event)
			handler->event(handle, val.type, val.code, val.value);
		else if (handler->filter(handle, val.type, val.code, val.value))
			continue;
		vals[left++] = val;
	}
	return left;
}

/* Start the repetition of a key that is down, or end it for one that is up. */
static void repeat_keys(struct input_dev *dev, const struct input_value *vals, unsigned int count)
{
	if (!test_bit(EV_REP, dev->evbit) || !dev->timer.function)
		return;
	for (unsigned int i = 0; i < count; i++) {
		if (vals[i].type != EV_KEY || vals[i].value == 2)
			continue;
		if (!vals[i].value) {
			timer_delete(&dev->timer);
		} else if (dev->rep[REP_DELAY] && dev->rep[REP_PERIOD]) {
			dev->repeat_key = vals[i].code;
			mod_timer(&dev->timer, jiffies +
				  msecs_to_jiffies((unsigned int)dev->rep[REP_DELAY]));
		}
	}
}

/* Give the events of a packet to the handles.  Filters are first in the list. */
static void give_packet(struct input_dev *dev)
{
	unsigned int count = dev->num_vals;
	struct input_handle *handle;

	list_for_each_entry(handle, &dev->h_list, d_node) {
		if (handle->open)
			count = give_events(handle, dev->vals, count);
		if (!count)
			break;
	}
	dev->num_vals = 0;
	repeat_keys(dev, dev->vals, count);
}

static void add_val(struct input_dev *dev, unsigned int type, unsigned int code, int value)
{
	dev->vals[dev->num_vals++] = (struct input_value){ .type = (__u16)type, .code = (__u16)code,
							   .value = value };
}

/* Smooth a value of an axis that is near to the last one. */
static int defuzz(int value, int last, int fuzz)
{
	s64 change = abs((s64)value - last);

	if (change < fuzz / 2)
		return last;
	if (change < fuzz)
		return (int)(((s64)last * 3 + value) / 4);
	if (change < 2 * (s64)fuzz)
		return (int)(((s64)last + value) / 2);
	return value;
}

/* Store a value of an axis.  Returns true if handlers receive it. */
static bool change_axis(struct input_dev *dev, unsigned int code, int *value)
{
	struct input_mt *mt = dev->mt;
	bool contact = input_is_mt_value((int)code);
	int *last;

	if (code == ABS_MT_SLOT) {
		if (mt && *value >= 0 && *value < mt->num_slots)
			mt->slot = *value;
		return false;
	}
	/* Contacts without slots are not compared, as each packet has several of them. */
	if (!dev->absinfo || (contact && !mt))
		return true;
	last = contact ? &mt->slots[mt->slot].abs[code - ABS_MT_TOUCH_MAJOR] :
			 &dev->absinfo[code].value;
	*value = defuzz(*value, *last, dev->absinfo[code].fuzz);
	if (*last == *value)
		return false;
	*last = *value;
	if (contact && mt->slot != dev->absinfo[ABS_MT_SLOT].value) {
		dev->absinfo[ABS_MT_SLOT].value = mt->slot;
		add_val(dev, EV_ABS, ABS_MT_SLOT, mt->slot);
	}
	return true;
}

/* Change the state of a key, switch or LED.  Returns true if it changed. */
static bool change_bit_to(unsigned long *state, unsigned int code, int value)
{
	if (test_bit(code, state) == !!value)
		return false;
	__assign_bit(code, state, value);
	return true;
}

static bool has_code(unsigned int code, const unsigned long *bits, unsigned int max)
{
	return code <= max && test_bit(code, bits);
}

#define TO_HANDLERS	1U
#define TO_DEVICE	2U
#define TO_ALL		(TO_HANDLERS | TO_DEVICE)

/* Store the state of an event from the device.  Returns who receives the event. */
static unsigned int receivers(struct input_dev *dev, unsigned int type, unsigned int code,
			      int *value)
{
	switch (type) {
	case EV_SYN:
		return code == SYN_CONFIG ? TO_ALL :
		       code == SYN_REPORT || code == SYN_MT_REPORT ? TO_HANDLERS : 0;
	case EV_KEY:
		if (!has_code(code, dev->keybit, KEY_MAX))
			return 0;
		return *value == 2 || change_bit_to(dev->key, code, *value) ? TO_HANDLERS : 0;
	case EV_SW:
		if (!has_code(code, dev->swbit, SW_MAX))
			return 0;
		return change_bit_to(dev->sw, code, *value) ? TO_HANDLERS : 0;
	case EV_REL:
		return has_code(code, dev->relbit, REL_MAX) && *value ? TO_HANDLERS : 0;
	case EV_ABS:
		if (!has_code(code, dev->absbit, ABS_MAX))
			return 0;
		return change_axis(dev, code, value) ? TO_HANDLERS : 0;
	case EV_MSC:
		return has_code(code, dev->mscbit, MSC_MAX) ? TO_ALL : 0;
	case EV_LED:
		if (!has_code(code, dev->ledbit, LED_MAX))
			return 0;
		return change_bit_to(dev->led, code, *value) ? TO_ALL : 0;
	case EV_SND:
		if (!has_code(code, dev->sndbit, SND_MAX))
			return 0;
		change_bit_to(dev->snd, code, *value);
		return TO_ALL;
	case EV_REP:
		if (code > REP_MAX || *value < 0 || dev->rep[code] == *value)
			return 0;
		dev->rep[code] = *value;
		return TO_ALL;
	case EV_PWR:
		return TO_ALL;
	}
	return 0;
}

void __input_event(struct input_dev *dev, unsigned int type, unsigned int code, int value)
{
	unsigned int to;

	lockdep_assert_held(&dev->event_lock);
	if (type > EV_MAX || !test_bit(type, dev->evbit))
		return;
	to = receivers(dev, type, code, &value);
	if ((to & TO_DEVICE) && dev->event)
		dev->event(dev, type, code, value);
	if (!(to & TO_HANDLERS))
		return;
	add_val(dev, type, code, value);
	if (type == EV_SYN && code == SYN_REPORT) {
		/* A packet without events is not sent. */
		if (dev->num_vals > 1)
			give_packet(dev);
		dev->num_vals = 0;
	} else if (dev->num_vals + 2 >= dev->max_vals) {
		/* Space remains for two events of a contact, and for the end of the packet. */
		add_val(dev, EV_SYN, SYN_REPORT, 1);
		give_packet(dev);
	}
}

void input_event(struct input_dev *dev, unsigned int type, unsigned int code, int value)
{
	unsigned long flags;

	spin_lock_irqsave(&dev->event_lock, flags);
	__input_event(dev, type, code, value);
	spin_unlock_irqrestore(&dev->event_lock, flags);
}

void input_inject_event(struct input_handle *handle, unsigned int type, unsigned int code,
			int value)
{
	input_event(handle->dev, type, code, value);
}

/* ---- repetition of keys ---------------------------------------------------------------------- */

static void repeat_key(struct timer_list *timer)
{
	struct input_dev *dev = from_timer(dev, timer, timer);
	unsigned long flags;

	spin_lock_irqsave(&dev->event_lock, flags);
	if (has_code(dev->repeat_key, dev->keybit, KEY_MAX) &&
	    test_bit(dev->repeat_key, dev->key)) {
		__input_event(dev, EV_KEY, dev->repeat_key, 2);
		__input_event(dev, EV_SYN, SYN_REPORT, 1);
		if (dev->rep[REP_PERIOD])
			mod_timer(&dev->timer, jiffies +
				  msecs_to_jiffies((unsigned int)dev->rep[REP_PERIOD]));
	}
	spin_unlock_irqrestore(&dev->event_lock, flags);
}

void input_enable_softrepeat(struct input_dev *dev, int delay, int period)
{
	dev->timer.function = repeat_key;
	dev->rep[REP_DELAY] = delay;
	dev->rep[REP_PERIOD] = period;
}

/* ---- handlers -------------------------------------------------------------------------------- */

static void connect_handler(struct input_handler *handler, struct input_dev *dev)
{
	int err;

	if (handler->match && !handler->match(handler, dev))
		return;
	err = handler->connect(handler, dev, NULL);
	if (err && err != -ENODEV)
		dev_err(&dev->dev, "the handler %s is not connected: error %d\n", handler->name,
			err);
}

int input_register_handler(struct input_handler *handler)
{
	struct input_dev *dev;

	if (!handler->connect || !handler->disconnect ||
	    !!handler->event + !!handler->events + !!handler->filter != 1)
		return -EINVAL;
	INIT_LIST_HEAD(&handler->h_list);
	mutex_lock(&input_mutex);
	list_add_tail(&handler->node, &input_handlers);
	list_for_each_entry(dev, &input_devices, node)
		connect_handler(handler, dev);
	mutex_unlock(&input_mutex);
	return 0;
}

void input_unregister_handler(struct input_handler *handler)
{
	struct input_handle *handle, *next;

	mutex_lock(&input_mutex);
	list_for_each_entry_safe(handle, next, &handler->h_list, h_node)
		handler->disconnect(handle);
	WARN_ON(!list_empty(&handler->h_list));
	list_del_init(&handler->node);
	mutex_unlock(&input_mutex);
}

int input_register_handle(struct input_handle *handle)
{
	struct input_dev *dev = handle->dev;
	unsigned long flags;

	lockdep_assert_held(&input_mutex);
	handle->open = 0;
	spin_lock_irqsave(&dev->event_lock, flags);
	if (handle->handler->filter)
		list_add(&handle->d_node, &dev->h_list);
	else
		list_add_tail(&handle->d_node, &dev->h_list);
	spin_unlock_irqrestore(&dev->event_lock, flags);
	list_add_tail(&handle->h_node, &handle->handler->h_list);
	return 0;
}

void input_unregister_handle(struct input_handle *handle)
{
	unsigned long flags;

	list_del_init(&handle->h_node);
	spin_lock_irqsave(&handle->dev->event_lock, flags);
	list_del_init(&handle->d_node);
	spin_unlock_irqrestore(&handle->dev->event_lock, flags);
}

static void set_open(struct input_handle *handle, int open)
{
	unsigned long flags;

	spin_lock_irqsave(&handle->dev->event_lock, flags);
	handle->open = open;
	spin_unlock_irqrestore(&handle->dev->event_lock, flags);
}

int input_open_device(struct input_handle *handle)
{
	struct input_dev *dev = handle->dev;
	int err = 0;

	mutex_lock(&dev->mutex);
	if (dev->going_away) {
		err = -ENODEV;
	} else {
		set_open(handle, handle->open + 1);
		if (!dev->users++ && dev->open)
			err = dev->open(dev);
		if (err) {
			dev->users--;
			set_open(handle, handle->open - 1);
		}
	}
	mutex_unlock(&dev->mutex);
	return err;
}

void input_close_device(struct input_handle *handle)
{
	struct input_dev *dev = handle->dev;

	mutex_lock(&dev->mutex);
	if (!--dev->users && dev->close)
		dev->close(dev);
	/* input_unregister_device() may have closed the handle. */
	if (handle->open)
		set_open(handle, handle->open - 1);
	mutex_unlock(&dev->mutex);
}

/* ---- devices --------------------------------------------------------------------------------- */

void input_set_capability(struct input_dev *dev, unsigned int type, unsigned int code)
{
	static const struct { unsigned int offset, count; } maps[EV_CNT] = {
		[EV_KEY] = { offsetof(struct input_dev, keybit), KEY_CNT },
		[EV_REL] = { offsetof(struct input_dev, relbit), REL_CNT },
		[EV_ABS] = { offsetof(struct input_dev, absbit), ABS_CNT },
		[EV_MSC] = { offsetof(struct input_dev, mscbit), MSC_CNT },
		[EV_SW] = { offsetof(struct input_dev, swbit), SW_CNT },
		[EV_LED] = { offsetof(struct input_dev, ledbit), LED_CNT },
		[EV_SND] = { offsetof(struct input_dev, sndbit), SND_CNT },
	};

	if (WARN(type >= EV_CNT || (type != EV_PWR && code >= maps[type].count),
		 "event %u of type %u does not exist\n", code, type))
		return;
	if (type == EV_ABS)
		input_alloc_absinfo(dev);
	if (type != EV_PWR)
		__set_bit(code, (unsigned long *)((char *)dev + maps[type].offset));
	__set_bit(type, dev->evbit);
}

void input_alloc_absinfo(struct input_dev *dev)
{
	if (!dev->absinfo)
		dev->absinfo = kcalloc(ABS_CNT, sizeof(*dev->absinfo), GFP_KERNEL);
}

void input_set_abs_params(struct input_dev *dev, unsigned int axis, int min, int max, int fuzz,
			  int flat)
{
	__set_bit(EV_ABS, dev->evbit);
	__set_bit(axis, dev->absbit);
	input_alloc_absinfo(dev);
	if (!dev->absinfo)
		return;
	dev->absinfo[axis].minimum = min;
	dev->absinfo[axis].maximum = max;
	dev->absinfo[axis].fuzz = fuzz;
	dev->absinfo[axis].flat = flat;
}

struct input_dev *input_allocate_device(void)
{
	static atomic_t numbers = ATOMIC_INIT(0);
	struct input_dev *dev = kzalloc(sizeof(*dev), GFP_KERNEL);

	if (!dev)
		return NULL;
	dev->max_vals = FIRST_VALS;
	dev->vals = kcalloc(dev->max_vals, sizeof(*dev->vals), GFP_KERNEL);
	if (!dev->vals) {
		kfree(dev);
		return NULL;
	}
	device_initialize(&dev->dev);
	dev->dev.class = &input_class;
	mutex_init(&dev->mutex);
	spin_lock_init(&dev->event_lock);
	timer_setup(&dev->timer, NULL, 0);
	INIT_LIST_HEAD(&dev->h_list);
	INIT_LIST_HEAD(&dev->node);
	if (dev_set_name(&dev->dev, "input%d", atomic_inc_return(&numbers) - 1)) {
		put_device(&dev->dev);
		return NULL;
	}
	return dev;
}

static void put_managed_input(struct device *dev, void *res)
{
	input_put_device(*(struct input_dev **)res);
}

static int is_managed_input(struct device *dev, void *res, void *input)
{
	return *(struct input_dev **)res == input;
}

struct input_dev *devm_input_allocate_device(struct device *dev)
{
	struct input_dev **res = devres_alloc(put_managed_input, sizeof(*res), GFP_KERNEL);
	struct input_dev *input = res ? input_allocate_device() : NULL;

	if (!input) {
		devres_free(res);
		return NULL;
	}
	input->dev.parent = dev;
	input->devres_managed = true;
	*res = input;
	devres_add(dev, res);
	return input;
}

void input_free_device(struct input_dev *dev)
{
	if (!dev)
		return;
	if (dev->devres_managed)
		WARN_ON(devres_destroy(dev->dev.parent, put_managed_input, is_managed_input, dev));
	input_put_device(dev);
}

/* Return the number of events of the largest packet that is expected. */
static unsigned int packet_size(const struct input_dev *dev)
{
	unsigned int axes = bitmap_weight(dev->absbit, ABS_CNT);
	unsigned int mt = 0, slots = dev->mt ? (unsigned int)dev->mt->num_slots : 0;

	for (int axis = 0; axis < ABS_CNT; axis++)
		mt += test_bit(axis, dev->absbit) && input_is_mt_axis(axis);
	return axes + mt * slots + bitmap_weight(dev->relbit, REL_CNT) + OTHER_EVENTS;
}

/* Allocate the array for the events of a packet. */
static int size_packet(struct input_dev *dev)
{
	unsigned int count = dev->hint_events_per_packet ?: packet_size(dev);
	unsigned long flags;
	struct input_value *vals;

	count = max_t(unsigned int, count, FIRST_VALS) + 2;
	vals = kcalloc(count, sizeof(*vals), GFP_KERNEL);
	if (!vals)
		return -ENOMEM;
	spin_lock_irqsave(&dev->event_lock, flags);
	dev->num_vals = 0;
	dev->max_vals = count;
	swap(dev->vals, vals);
	spin_unlock_irqrestore(&dev->event_lock, flags);
	kfree(vals);
	return 0;
}

static void clean_bits(struct input_dev *dev)
{
	static const struct { unsigned int offset, count, type; } maps[] = {
		{ offsetof(struct input_dev, keybit), KEY_CNT, EV_KEY },
		{ offsetof(struct input_dev, relbit), REL_CNT, EV_REL },
		{ offsetof(struct input_dev, absbit), ABS_CNT, EV_ABS },
		{ offsetof(struct input_dev, mscbit), MSC_CNT, EV_MSC },
		{ offsetof(struct input_dev, swbit), SW_CNT, EV_SW },
		{ offsetof(struct input_dev, ledbit), LED_CNT, EV_LED },
		{ offsetof(struct input_dev, sndbit), SND_CNT, EV_SND },
	};

	__set_bit(EV_SYN, dev->evbit);
	__clear_bit(KEY_RESERVED, dev->keybit);
	for (unsigned int i = 0; i < ARRAY_SIZE(maps); i++) {
		if (!test_bit(maps[i].type, dev->evbit))
			bitmap_zero((unsigned long *)((char *)dev + maps[i].offset),
				    maps[i].count);
	}
	if (__test_and_clear_bit(EV_FF, dev->evbit))
		dev_warn(&dev->dev, "force feedback is not supported: the device works without\n");
}

/* Make the device known to handlers. */
static int publish_input(struct input_dev *dev)
{
	struct input_handler *handler;
	int err = device_add(&dev->dev);

	if (err)
		return err;
	dev_info(&dev->dev, "%s of %s\n", dev->name ?: "a device without a name",
		 dev->dev.parent ? dev_name(dev->dev.parent) : "no parent");
	mutex_lock(&input_mutex);
	list_add_tail(&dev->node, &input_devices);
	list_for_each_entry(handler, &input_handlers, node)
		connect_handler(handler, dev);
	mutex_unlock(&input_mutex);
	return 0;
}

/* Release the keys that are down, and let no handle receive an event after this. */
static void end_events(struct input_dev *dev)
{
	struct input_handle *handle;
	unsigned long flags;
	unsigned int key;

	mutex_lock(&dev->mutex);
	dev->going_away = true;
	mutex_unlock(&dev->mutex);
	spin_lock_irqsave(&dev->event_lock, flags);
	if (!bitmap_empty(dev->key, KEY_CNT)) {
		for_each_set_bit(key, dev->key, KEY_CNT)
			__input_event(dev, EV_KEY, key, 0);
		__input_event(dev, EV_SYN, SYN_REPORT, 1);
	}
	list_for_each_entry(handle, &dev->h_list, d_node)
		handle->open = 0;
	dev->event = NULL;
	spin_unlock_irqrestore(&dev->event_lock, flags);
	timer_shutdown_sync(&dev->timer);
}

static void remove_input(struct input_dev *dev)
{
	struct input_handle *handle, *next;

	end_events(dev);
	mutex_lock(&input_mutex);
	list_for_each_entry_safe(handle, next, &dev->h_list, d_node)
		handle->handler->disconnect(handle);
	WARN_ON(!list_empty(&dev->h_list));
	list_del_init(&dev->node);
	mutex_unlock(&input_mutex);
	device_del(&dev->dev);
}

static void remove_managed_input(struct device *dev, void *res)
{
	remove_input(*(struct input_dev **)res);
}

int input_register_device(struct input_dev *dev)
{
	struct input_dev **res = NULL;
	int err;

	if (test_bit(EV_ABS, dev->evbit) && !dev->absinfo) {
		dev_err(&dev->dev, "absolute axes without data: the device is not registered\n");
		return -EINVAL;
	}
	if (dev->devres_managed) {
		res = devres_alloc(remove_managed_input, sizeof(*res), GFP_KERNEL);
		if (!res)
			return -ENOMEM;
		*res = dev;
	}
	clean_bits(dev);
	if (!dev->rep[REP_DELAY] && !dev->rep[REP_PERIOD])
		input_enable_softrepeat(dev, REPEAT_DELAY, REPEAT_PERIOD);
	err = size_packet(dev) ?: publish_input(dev);
	if (err)
		devres_free(res);
	else if (res)
		devres_add(dev->dev.parent, res);
	return err;
}

void input_unregister_device(struct input_dev *dev)
{
	if (dev->devres_managed) {
		WARN_ON(devres_destroy(dev->dev.parent, remove_managed_input, is_managed_input,
				       dev));
		/* The parent's resources drop the reference. */
		remove_input(dev);
		return;
	}
	remove_input(dev);
	input_put_device(dev);
}

static int __init register_input_class(void)
{
	return class_register(&input_class);
}
subsys_initcall(register_input_class);
