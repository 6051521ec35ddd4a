/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DRIVERS_INPUT_INPUT_H
#define DRIVERS_INPUT_INPUT_H

#include <linux/input.h>

extern struct mutex input_mutex;
extern struct list_head input_devices;	/* by node; protected by input_mutex */

/* Report an event, with dev->event_lock held and interrupts off. */
void __input_event(struct input_dev *dev, unsigned int type, unsigned int code, int value);

#endif /* DRIVERS_INPUT_INPUT_H */
