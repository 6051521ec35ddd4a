// SPDX-License-Identifier: BSD-2-Clause
/* Slots for several contacts: see <linux/input/mt.h>.  event_lock protects the slots. */

#include <linux/errno.h>
#include <linux/input/mt.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include "drivers/input/input.h"

#define SLOTS_MAX	1024

int input_mt_init_slots(struct input_dev *dev, unsigned int num_slots, unsigned int flags)
{
	struct input_mt *mt;

	if (!num_slots)
		return 0;
	if (num_slots > SLOTS_MAX || (dev->mt && dev->mt->num_slots != (int)num_slots))
		return -EINVAL;
	if (flags & ~(unsigned int)INPUT_MT_DROP_UNUSED) {
		dev_err(&dev->dev, "flags 0x%x of slots are not supported\n", flags);
		return -EOPNOTSUPP;
	}
	if (dev->mt)
		return 0;
	mt = kzalloc(struct_size(mt, slots, num_slots), GFP_KERNEL);
	if (!mt)
		return -ENOMEM;
	mt->num_slots = (int)num_slots;
	mt->flags = flags;
	mt->frame = 1;
	for (unsigned int i = 0; i < num_slots; i++)
		input_mt_set_value(&mt->slots[i], ABS_MT_TRACKING_ID, -1);
	input_set_abs_params(dev, ABS_MT_SLOT, 0, (int)num_slots - 1, 0, 0);
	input_set_abs_params(dev, ABS_MT_TRACKING_ID, 0, TRKID_MAX, 0, 0);
	dev->mt = mt;
	return 0;
}

void input_mt_destroy_slots(struct input_dev *dev)
{
	kfree(dev->mt);
	dev->mt = NULL;
}

bool input_mt_report_slot_state(struct input_dev *dev, unsigned int tool_type, bool active)
{
	struct input_mt *mt = dev->mt;
	struct input_mt_slot *slot;
	unsigned long flags;
	int id;

	if (!mt)
		return false;
	spin_lock_irqsave(&dev->event_lock, flags);
	slot = &mt->slots[mt->slot];
	slot->frame = mt->frame;
	id = active ? input_mt_get_value(slot, ABS_MT_TRACKING_ID) : -1;
	/* A contact of another tool is a new one. */
	if (active && (id < 0 || input_mt_get_value(slot, ABS_MT_TOOL_TYPE) != (int)tool_type))
		id = mt->trkid++ & TRKID_MAX;
	__input_event(dev, EV_ABS, ABS_MT_TRACKING_ID, id);
	if (active)
		__input_event(dev, EV_ABS, ABS_MT_TOOL_TYPE, (int)tool_type);
	spin_unlock_irqrestore(&dev->event_lock, flags);
	return active;
}

void input_mt_drop_unused(struct input_dev *dev)
{
	struct input_mt *mt = dev->mt;
	unsigned long flags;

	if (!mt)
		return;
	spin_lock_irqsave(&dev->event_lock, flags);
	for (int i = 0; i < mt->num_slots; i++) {
		if (input_mt_is_active(&mt->slots[i]) && !input_mt_is_used(mt, &mt->slots[i])) {
			__input_event(dev, EV_ABS, ABS_MT_SLOT, i);
			__input_event(dev, EV_ABS, ABS_MT_TRACKING_ID, -1);
		}
	}
	mt->frame++;
	spin_unlock_irqrestore(&dev->event_lock, flags);
}

void input_mt_sync_frame(struct input_dev *dev)
{
	unsigned long flags;

	if (!dev->mt)
		return;
	if (dev->mt->flags & INPUT_MT_DROP_UNUSED) {
		input_mt_drop_unused(dev);
		return;
	}
	spin_lock_irqsave(&dev->event_lock, flags);
	dev->mt->frame++;
	spin_unlock_irqrestore(&dev->event_lock, flags);
}
