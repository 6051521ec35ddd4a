/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_INPUT_MT_H
#define LINUX_INPUT_MT_H

/*
 * Devices that report several contacts at the same time (CONFIG_INPUT), each in a slot, such as
 * touch screens.  A driver selects a slot by input_mt_slot(), and reports ABS_MT_ events of its
 * contact.  The core sends ABS_MT_SLOT to handlers only if the slot changes.  An axis that follows
 * the first contact, and the tracking of contacts that have no number, are not provided.
 *
 * Context: any, except for input_mt_init_slots() and input_mt_destroy_slots(): thread.
 */

#include <linux/input.h>

#define TRKID_MAX		0xffff

#define INPUT_MT_POINTER	0x0001	/* the other flags are refused by input_mt_init_slots() */
#define INPUT_MT_DIRECT		0x0002
#define INPUT_MT_DROP_UNUSED	0x0004	/* input_mt_sync_frame() ends unreported contacts */
#define INPUT_MT_TRACK		0x0008
#define INPUT_MT_SEMI_MT	0x0010

struct input_mt_slot {
	int abs[ABS_MT_TOOL_Y - ABS_MT_TOUCH_MAJOR + 1];	/* values of the axes */
	unsigned int frame;	/* in which the contact was last reported */
	unsigned int key;	/* for the driver */
};

struct input_mt {
	int trkid;		/* number of the next contact */
	int num_slots;
	int slot;		/* that the driver has selected */
	unsigned int flags;
	unsigned int frame;
	struct input_mt_slot slots[];
};

static inline bool input_is_mt_value(int axis)
{
	return axis >= ABS_MT_TOUCH_MAJOR && axis <= ABS_MT_TOOL_Y;
}

static inline bool input_is_mt_axis(int axis)
{
	return axis == ABS_MT_SLOT || input_is_mt_value(axis);
}

static inline void input_mt_set_value(struct input_mt_slot *slot, unsigned int code, int value)
{
	slot->abs[code - ABS_MT_TOUCH_MAJOR] = value;
}

static inline int input_mt_get_value(const struct input_mt_slot *slot, unsigned int code)
{
	return slot->abs[code - ABS_MT_TOUCH_MAJOR];
}

static inline bool input_mt_is_active(const struct input_mt_slot *slot)
{
	return input_mt_get_value(slot, ABS_MT_TRACKING_ID) >= 0;
}

static inline bool input_mt_is_used(const struct input_mt *mt, const struct input_mt_slot *slot)
{
	return slot->frame == mt->frame;
}

static inline void input_mt_slot(struct input_dev *dev, int slot)
{
	input_event(dev, EV_ABS, ABS_MT_SLOT, slot);
}

/*
 * Give a device @num_slots slots, which are freed with the device.  Returns 0; -EINVAL if the
 * device has another number of slots, or for more than 1,024; -EOPNOTSUPP, with a message, for a
 * flag other than INPUT_MT_DROP_UNUSED; or -ENOMEM.
 */
int input_mt_init_slots(struct input_dev *dev, unsigned int num_slots, unsigned int flags);
void input_mt_destroy_slots(struct input_dev *dev);

/* Report whether the selected slot has a contact; a new one gets a number.  Returns @active. */
bool input_mt_report_slot_state(struct input_dev *dev, unsigned int tool_type, bool active);

static inline void input_mt_report_slot_inactive(struct input_dev *dev)
{
	input_mt_report_slot_state(dev, 0, false);
}

/* End the contacts that were not reported since the last input_mt_sync_frame(). */
void input_mt_drop_unused(struct input_dev *dev);
/* End a frame, before input_sync(). */
void input_mt_sync_frame(struct input_dev *dev);

#endif /* LINUX_INPUT_MT_H */
