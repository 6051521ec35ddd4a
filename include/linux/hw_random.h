/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_HW_RANDOM_H
#define LINUX_HW_RANDOM_H

/*
 * Hardware random number generators (CONFIG_HW_RANDOM).  A thread reads the generator of the best
 * quality, at first at once and then every minute, and adds what it reads to the state of
 * <linux/random.h>.  The command "hwrng" lists the generators, and prints numbers of the best one.
 *
 * Context of all functions here: thread.
 */

#include <linux/completion.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/types.h>
#include <linux/workqueue.h>

struct device;

/* The driver owns the structure.  Its functions are called one at a time, and may sleep. */
struct hwrng {
	const char *name;		/* unique */
	int (*init)(struct hwrng *rng);	/* optional; by hwrng_register(), whose error it returns */
	void (*cleanup)(struct hwrng *rng);	/* optional; by hwrng_unregister() */

	/*
	 * Store up to @max bytes.  @max is at least 32 and a multiple of 4, and @data is aligned to
	 * 8 bytes.  Returns the number of bytes, or a negative error.  If @wait is false, it does
	 * not wait for numbers, and may return 0.
	 */
	int (*read)(struct hwrng *rng, void *data, size_t max, bool wait);

	/* In place of read: test whether a number is there (optional), and store it. */
	int (*data_present)(struct hwrng *rng, int wait);
	int (*data_read)(struct hwrng *rng, u32 *data);		/* returns the number of bytes */

	unsigned long priv;		/* for the driver */
	unsigned short quality;		/* bits of entropy in 1,024 bits; 0 means 1,024 */

	/* Members of the core. */
	struct list_head list;
	struct mutex reading;		/* held while a function of the driver runs */
	struct completion dying;	/* hwrng_unregister() waits for the reader */
	u64 bytes;			/* bytes read */
};

/*
 * Add a generator.  Returns 0; -EINVAL without a name or without read() and data_read(); -EEXIST if
 * the name is in use; or the error of init().
 */
int hwrng_register(struct hwrng *rng);
/* Remove a generator, after its functions have returned.  read() is not called any more. */
void hwrng_unregister(struct hwrng *rng);

/* Add a generator until the driver of @dev is unbound, or devm_hwrng_unregister() is called. */
int devm_hwrng_register(struct device *dev, struct hwrng *rng);
void devm_hwrng_unregister(struct device *dev, struct hwrng *rng);

/*
 * Sleep in read(), at least for @msecs, or for a tick.  Returns 0, or a nonzero value if the
 * generator is being removed: read() should then return.
 */
long hwrng_msleep(struct hwrng *rng, unsigned int msecs);
long hwrng_yield(struct hwrng *rng);

#endif /* LINUX_HW_RANDOM_H */
