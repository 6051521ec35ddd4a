/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_INPUT_H
#define LINUX_INPUT_H
/* The names of Linux's header for programs are here, without those of ioctl(). */
#define _UAPI_INPUT_H

/*
 * Input devices: keyboards, pointing devices, switches (CONFIG_INPUT).  A driver allocates a
 * device, sets the bits of the events that the device can send, registers it, and reports events.
 * A handler, such as the command "input", receives the events of the devices that it has opened.
 *
 * Events reach the handlers at SYN_REPORT, or if the array of a device is full.  Events that the
 * device did not announce, and keys, switches, LEDs and absolute axes whose state does not change,
 * are ignored.  There are no files in /dev, no force feedback (EV_FF is removed from the bits with
 * a message), no tables of keys that users change, and no grabbed or inhibited devices.
 */

#include <linux/bitops.h>
#include <linux/device.h>
#include <linux/input-event-codes.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/types.h>

struct input_handle;
struct input_mt;

#define ID_BUS			0
#define ID_VENDOR		1
#define ID_PRODUCT		2
#define ID_VERSION		3

/* Kinds of buses of input_id.bustype. */
#define BUS_PCI			0x01
#define BUS_USB			0x03
#define BUS_BLUETOOTH		0x05
#define BUS_VIRTUAL		0x06
#define BUS_I8042		0x11
#define BUS_RS232		0x13
#define BUS_I2C			0x18
#define BUS_HOST		0x19
#define BUS_SPI			0x1c

/* Values of ABS_MT_TOOL_TYPE. */
#define MT_TOOL_FINGER		0x00
#define MT_TOOL_PEN		0x01
#define MT_TOOL_PALM		0x02
#define MT_TOOL_MAX		0x0f

struct input_id {
	__u16 bustype;
	__u16 vendor;
	__u16 product;
	__u16 version;
};

/* An absolute axis: its last value, its range, and how much noise is filtered. */
struct input_absinfo {
	__s32 value;
	__s32 minimum;
	__s32 maximum;
	__s32 fuzz;		/* changes below this are smoothed or ignored; 0 means no filter */
	__s32 flat;		/* values below this are at the centre of a joystick */
	__s32 resolution;	/* units per millimetre, or per radian of an axis of rotation */
};

struct input_value {
	__u16 type;
	__u16 code;
	__s32 value;
};

/*
 * The driver owns the strings, which live until the device is unregistered.  It may change the
 * other members of the first part before it registers the device.
 */
struct input_dev {
	const char *name;	/* or NULL, as are phys and uniq */
	const char *phys;
	const char *uniq;
	struct input_id id;

	unsigned long propbit[BITS_TO_LONGS(INPUT_PROP_CNT)];
	unsigned long evbit[BITS_TO_LONGS(EV_CNT)];	/* types of events */
	unsigned long keybit[BITS_TO_LONGS(KEY_CNT)];
	unsigned long relbit[BITS_TO_LONGS(REL_CNT)];
	unsigned long absbit[BITS_TO_LONGS(ABS_CNT)];
	unsigned long mscbit[BITS_TO_LONGS(MSC_CNT)];
	unsigned long ledbit[BITS_TO_LONGS(LED_CNT)];
	unsigned long sndbit[BITS_TO_LONGS(SND_CNT)];
	unsigned long swbit[BITS_TO_LONGS(SW_CNT)];

	unsigned int hint_events_per_packet;	/* 0: estimated from the bits */

	/* The table of keys of the driver.  The core does not use it. */
	unsigned int keycodemax;
	unsigned int keycodesize;
	void *keycode;

	/*
	 * Delay and period of the repetition of a key with EV_REP, in milliseconds.  If both are 0
	 * when the device is registered, the core repeats keys, after 250 ms, each 33 ms.
	 */
	int rep[REP_CNT];

	/* Called for the first handler that opens the device, and after the last has closed it. */
	int (*open)(struct input_dev *dev);
	void (*close)(struct input_dev *dev);
	/* An event for the device, such as that of an LED.  A spinlock is held: may not sleep. */
	int (*event)(struct input_dev *dev, unsigned int type, unsigned int code, int value);

	struct device dev;

	/* Members of the core. */
	struct input_mt *mt;
	struct input_absinfo *absinfo;		/* of ABS_CNT axes, or NULL */
	unsigned long key[BITS_TO_LONGS(KEY_CNT)];	/* set: the key is down */
	unsigned long led[BITS_TO_LONGS(LED_CNT)];
	unsigned long snd[BITS_TO_LONGS(SND_CNT)];
	unsigned long sw[BITS_TO_LONGS(SW_CNT)];
	spinlock_t event_lock;		/* protects the state, and the list of handles */
	struct mutex mutex;		/* held while open() and close() run */
	unsigned int users;		/* handles that are open; protected by mutex */
	bool going_away;		/* protected by mutex */
	bool devres_managed;
	unsigned int repeat_key;
	struct timer_list timer;	/* of the repetition, if timer.function is set */
	struct list_head h_list;	/* handles */
	struct list_head node;
	unsigned int num_vals;		/* events since the last packet */
	unsigned int max_vals;
	struct input_value *vals;
};

#define to_input_dev(d) container_of(d, struct input_dev, dev)

/*
 * A receiver of events.  connect() is called for each device that match() accepts, or for all
 * devices without match(); it allocates a handle, registers and opens it.  Its argument @id is
 * NULL.  Both, and disconnect(), run in a thread and may sleep.  They are called one at a time.
 *
 * event(), events() and filter() may not sleep: they are called with interrupts off and event_lock
 * held.  A handler has one of them.  filter() runs before the functions of other handlers, and
 * returns true to remove the event.  events() returns the number of events it leaves in the array.
 */
struct input_device_id;
struct input_handler {
	void *__keyword(private);	/* for the handler */
	void (*event)(struct input_handle *handle, unsigned int type, unsigned int code, int value);
	unsigned int (*events)(struct input_handle *handle, struct input_value *vals,
			       unsigned int count);
	bool (*filter)(struct input_handle *handle, unsigned int type, unsigned int code,
		       int value);
	bool (*match)(struct input_handler *handler, struct input_dev *dev);
	int (*connect)(struct input_handler *handler, struct input_dev *dev,
		       const struct input_device_id *id);
	void (*disconnect)(struct input_handle *handle);	/* closes, unregisters, frees it */
	const char *name;

	struct list_head h_list;	/* handles; of the core */
	struct list_head node;
};

/* A handler at a device.  The handler owns the structure, and sets name, dev and handler. */
struct input_handle {
	void *__keyword(private);	/* for the handler */
	const char *name;
	struct input_dev *dev;
	struct input_handler *handler;

	int open;			/* of the core; changed with event_lock held */
	struct list_head d_node;
	struct list_head h_node;
};

extern const struct __keyword(class) input_class;

/* ---- for drivers ----------------------------------------------------------------------------- */

/*
 * Allocate a device, which has one reference.  The caller sets dev.parent.  Returns NULL if there
 * is no memory.  A device of devm_input_allocate_device() is unregistered and freed when the driver
 * of @dev, its parent, is unbound.  Context: thread.
 */
struct input_dev *input_allocate_device(void);
struct input_dev *devm_input_allocate_device(struct device *dev);

/* Free a device that is not registered.  Accepts NULL.  Context: thread. */
void input_free_device(struct input_dev *dev);

/*
 * Announce a device to the handlers.  Returns 0; -EINVAL if it has EV_ABS and its axes were not
 * set; or another error, such as -ENOMEM.  After an error, the caller frees the device.  Context:
 * thread.
 */
int input_register_device(struct input_dev *dev);

/*
 * Send releases of the keys that are down, disconnect the handlers, and drop the reference of a
 * device: the caller does not free it.  event() is not called any more.  Context: thread.
 */
void input_unregister_device(struct input_dev *dev);

static inline struct input_dev *input_get_device(struct input_dev *dev)
{
	return dev ? to_input_dev(get_device(&dev->dev)) : NULL;
}

static inline void input_put_device(struct input_dev *dev)
{
	if (dev)
		put_device(&dev->dev);
}

static inline void *input_get_drvdata(struct input_dev *dev)
{
	return dev_get_drvdata(&dev->dev);
}

static inline void input_set_drvdata(struct input_dev *dev, void *data)
{
	dev_set_drvdata(&dev->dev, data);
}

/* Set the bits of an event.  An absolute axis has no range until input_set_abs_params(). */
void input_set_capability(struct input_dev *dev, unsigned int type, unsigned int code);

/* Allocate the data of all absolute axes.  input_register_device() reports a failure. */
void input_alloc_absinfo(struct input_dev *dev);
/* Set the bits and the data of an absolute axis.  Its resolution stays. */
void input_set_abs_params(struct input_dev *dev, unsigned int axis, int min, int max, int fuzz,
			  int flat);

/* For each member of an axis, a function gets it and another sets it; 0 before it is set. */
#define __INPUT_ABS_ACCESSORS(name, member)						\
static inline int input_abs_get_##name(struct input_dev *dev, unsigned int axis)	\
{											\
	return dev->absinfo ? dev->absinfo[axis].member : 0;				\
}											\
static inline void input_abs_set_##name(struct input_dev *dev, unsigned int axis, int val)	\
{											\
	input_alloc_absinfo(dev);							\
	if (dev->absinfo)								\
		dev->absinfo[axis].member = val;					\
}
__INPUT_ABS_ACCESSORS(val, value)
__INPUT_ABS_ACCESSORS(min, minimum)
__INPUT_ABS_ACCESSORS(max, maximum)
__INPUT_ABS_ACCESSORS(fuzz, fuzz)
__INPUT_ABS_ACCESSORS(flat, flat)
__INPUT_ABS_ACCESSORS(res, resolution)

/* Let the core repeat keys, after @delay milliseconds, each @period milliseconds. */
void input_enable_softrepeat(struct input_dev *dev, int delay, int period);

static inline void input_set_events_per_packet(struct input_dev *dev, int n_events)
{
	dev->hint_events_per_packet = (unsigned int)n_events;
}

/*
 * Report an event.  Context: any.  Events of a device that is not registered only change its state,
 * such as the first position of a switch.
 */
void input_event(struct input_dev *dev, unsigned int type, unsigned int code, int value);

static inline void input_report_key(struct input_dev *dev, unsigned int code, int value)
{
	input_event(dev, EV_KEY, code, !!value);
}

static inline void input_report_rel(struct input_dev *dev, unsigned int code, int value)
{
	input_event(dev, EV_REL, code, value);
}

static inline void input_report_abs(struct input_dev *dev, unsigned int code, int value)
{
	input_event(dev, EV_ABS, code, value);
}

static inline void input_report_switch(struct input_dev *dev, unsigned int code, int value)
{
	input_event(dev, EV_SW, code, !!value);
}

static inline void input_sync(struct input_dev *dev)
{
	input_event(dev, EV_SYN, SYN_REPORT, 0);
}

static inline void input_mt_sync(struct input_dev *dev)
{
	input_event(dev, EV_SYN, SYN_MT_REPORT, 0);
}

/* ---- for handlers; context: thread, except for input_inject_event() -------------------------- */

/*
 * Add a handler, and connect it to the devices that it matches.  Returns 0, or -EINVAL unless the
 * handler has exactly one of event(), events() and filter().
 */
int input_register_handler(struct input_handler *handler);
/* Disconnect a handler from all devices, and remove it. */
void input_unregister_handler(struct input_handler *handler);

/* Add a handle, in connect().  Returns 0. */
int input_register_handle(struct input_handle *handle);
void input_unregister_handle(struct input_handle *handle);

/* Receive events.  Returns 0, -ENODEV if the device is being removed, or the error of open(). */
int input_open_device(struct input_handle *handle);
/* End this.  The functions of the handler are not called for the handle any more. */
void input_close_device(struct input_handle *handle);

/* Send an event to the device and to its handlers, such as that of an LED.  Context: any. */
void input_inject_event(struct input_handle *handle, unsigned int type, unsigned int code,
			int value);

#endif /* LINUX_INPUT_H */
