/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_RESET_H
#define LINUX_RESET_H

/*
 * Reset lines of devices, as firmware left them.  There are no drivers of reset controllers.
 *
 * As for a controller of Linux that can neither assert nor deassert, a line is assumed to be
 * deasserted: deasserting it succeeds, with one message for each controller.  A device that
 * firmware left in reset does not work.  Asserting an exclusive line, and a reset, fail with a
 * message.
 *
 * The optional forms return NULL, after the message, because a driver may rely on a line that it
 * has, for example to stop a watchdog.  All functions accept NULL, and return 0.  Context: thread.
 */

#include <linux/bits.h>
#include <linux/err.h>
#include <linux/types.h>

struct device;
struct device_node;
struct reset_control;

#define RESET_CONTROL_FLAGS_BIT_SHARED		BIT(0)
#define RESET_CONTROL_FLAGS_BIT_OPTIONAL	BIT(1)
#define RESET_CONTROL_FLAGS_BIT_ACQUIRED	BIT(2)	/* exclusive, and in use from now on */
#define RESET_CONTROL_FLAGS_BIT_DEASSERTED	BIT(3)	/* deasserted, too */

enum reset_control_flags {
	RESET_CONTROL_EXCLUSIVE = RESET_CONTROL_FLAGS_BIT_ACQUIRED,
	RESET_CONTROL_EXCLUSIVE_DEASSERTED = RESET_CONTROL_FLAGS_BIT_ACQUIRED |
					     RESET_CONTROL_FLAGS_BIT_DEASSERTED,
	RESET_CONTROL_SHARED = RESET_CONTROL_FLAGS_BIT_SHARED,
	RESET_CONTROL_SHARED_DEASSERTED = RESET_CONTROL_FLAGS_BIT_SHARED |
					  RESET_CONTROL_FLAGS_BIT_DEASSERTED,
	RESET_CONTROL_OPTIONAL_EXCLUSIVE = RESET_CONTROL_FLAGS_BIT_OPTIONAL |
					   RESET_CONTROL_FLAGS_BIT_ACQUIRED,
	RESET_CONTROL_OPTIONAL_EXCLUSIVE_DEASSERTED = RESET_CONTROL_FLAGS_BIT_OPTIONAL |
						      RESET_CONTROL_FLAGS_BIT_ACQUIRED |
						      RESET_CONTROL_FLAGS_BIT_DEASSERTED,
	RESET_CONTROL_OPTIONAL_SHARED = RESET_CONTROL_FLAGS_BIT_OPTIONAL |
					RESET_CONTROL_FLAGS_BIT_SHARED,
	RESET_CONTROL_OPTIONAL_SHARED_DEASSERTED = RESET_CONTROL_FLAGS_BIT_OPTIONAL |
						   RESET_CONTROL_FLAGS_BIT_SHARED |
						   RESET_CONTROL_FLAGS_BIT_DEASSERTED,
};

/*
 * Deassert the line: returns 0.  Assert it: returns 0 for a shared line, which may remain in any
 * state, or -ENOTSUPP with a message.  _reset() and _rearm() return -ENOTSUPP with a message, and
 * _status() without one.
 */
int reset_control_deassert(struct reset_control *rstc);
int reset_control_assert(struct reset_control *rstc);
int reset_control_reset(struct reset_control *rstc);
int reset_control_rearm(struct reset_control *rstc);
int reset_control_status(struct reset_control *rstc);

/*
 * Get the line of the node with this name in reset-names or, if @id is NULL, at this position of
 * the property resets.  The caller frees it with reset_control_put().  Returns an ERR_PTR():
 * -ENOENT if the device has no such line; -EINVAL if the reference is invalid; or -ENOMEM.  The
 * optional forms return NULL in place of a line and of -ENOENT.  An array is all lines of the node.
 */
struct reset_control *__of_reset_control_get(struct device_node *np, const char *id, int index,
					     enum reset_control_flags flags);
struct reset_control *__reset_control_get(struct device *dev, const char *id, int index,
					  enum reset_control_flags flags);
struct reset_control *of_reset_control_array_get(struct device_node *np,
						 enum reset_control_flags flags);
void reset_control_put(struct reset_control *rstc);
/* The same, until the driver of @dev is unbound. */
struct reset_control *__devm_reset_control_get(struct device *dev, const char *id, int index,
					       enum reset_control_flags flags);
struct reset_control *devm_reset_control_array_get(struct device *dev,
						   enum reset_control_flags flags);

/* The number of lines of the device, or -ENOENT without any. */
int reset_control_get_count(struct device *dev);

/* Reset the device by its only line.  Returns the errors of getting it, and of the reset. */
int __device_reset(struct device *dev, bool optional);

static inline int device_reset(struct device *dev)
{
	return __device_reset(dev, false);
}

static inline int device_reset_optional(struct device *dev)
{
	return __device_reset(dev, true);
}

static inline struct reset_control *reset_control_get_exclusive(struct device *dev, const char *id)
{
	return __reset_control_get(dev, id, 0, RESET_CONTROL_EXCLUSIVE);
}

static inline struct reset_control *reset_control_get_shared(struct device *dev, const char *id)
{
	return __reset_control_get(dev, id, 0, RESET_CONTROL_SHARED);
}

static inline struct reset_control *reset_control_get_optional_exclusive(struct device *dev,
									 const char *id)
{
	return __reset_control_get(dev, id, 0, RESET_CONTROL_OPTIONAL_EXCLUSIVE);
}

static inline struct reset_control *reset_control_get_optional_shared(struct device *dev,
								      const char *id)
{
	return __reset_control_get(dev, id, 0, RESET_CONTROL_OPTIONAL_SHARED);
}

static inline struct reset_control *of_reset_control_get_exclusive(struct device_node *node,
								   const char *id)
{
	return __of_reset_control_get(node, id, 0, RESET_CONTROL_EXCLUSIVE);
}

static inline struct reset_control *of_reset_control_get_optional_exclusive(
	struct device_node *node, const char *id)
{
	return __of_reset_control_get(node, id, 0, RESET_CONTROL_OPTIONAL_EXCLUSIVE);
}

static inline struct reset_control *of_reset_control_get_shared(struct device_node *node,
								const char *id)
{
	return __of_reset_control_get(node, id, 0, RESET_CONTROL_SHARED);
}

static inline struct reset_control *of_reset_control_get_exclusive_by_index(
	struct device_node *node, int index)
{
	return __of_reset_control_get(node, NULL, index, RESET_CONTROL_EXCLUSIVE);
}

static inline struct reset_control *of_reset_control_get_shared_by_index(struct device_node *node,
									 int index)
{
	return __of_reset_control_get(node, NULL, index, RESET_CONTROL_SHARED);
}

static inline struct reset_control *devm_reset_control_get_exclusive(struct device *dev,
								     const char *id)
{
	return __devm_reset_control_get(dev, id, 0, RESET_CONTROL_EXCLUSIVE);
}

static inline struct reset_control *devm_reset_control_get_exclusive_deasserted(struct device *dev,
										const char *id)
{
	return __devm_reset_control_get(dev, id, 0, RESET_CONTROL_EXCLUSIVE_DEASSERTED);
}

static inline struct reset_control *devm_reset_control_get_shared(struct device *dev,
								  const char *id)
{
	return __devm_reset_control_get(dev, id, 0, RESET_CONTROL_SHARED);
}

static inline struct reset_control *devm_reset_control_get_shared_deasserted(struct device *dev,
									     const char *id)
{
	return __devm_reset_control_get(dev, id, 0, RESET_CONTROL_SHARED_DEASSERTED);
}

static inline struct reset_control *devm_reset_control_get_optional_exclusive(struct device *dev,
									      const char *id)
{
	return __devm_reset_control_get(dev, id, 0, RESET_CONTROL_OPTIONAL_EXCLUSIVE);
}

static inline struct reset_control *devm_reset_control_get_optional_exclusive_deasserted(
	struct device *dev, const char *id)
{
	return __devm_reset_control_get(dev, id, 0, RESET_CONTROL_OPTIONAL_EXCLUSIVE_DEASSERTED);
}

static inline struct reset_control *devm_reset_control_get_optional_shared(struct device *dev,
									   const char *id)
{
	return __devm_reset_control_get(dev, id, 0, RESET_CONTROL_OPTIONAL_SHARED);
}

static inline struct reset_control *devm_reset_control_get_optional_shared_deasserted(
	struct device *dev, const char *id)
{
	return __devm_reset_control_get(dev, id, 0, RESET_CONTROL_OPTIONAL_SHARED_DEASSERTED);
}

static inline struct reset_control *devm_reset_control_get_exclusive_by_index(struct device *dev,
									      int index)
{
	return __devm_reset_control_get(dev, NULL, index, RESET_CONTROL_EXCLUSIVE);
}

static inline struct reset_control *devm_reset_control_get_shared_by_index(struct device *dev,
									   int index)
{
	return __devm_reset_control_get(dev, NULL, index, RESET_CONTROL_SHARED);
}

/* Older names of the exclusive forms. */
static inline struct reset_control *of_reset_control_get(struct device_node *node, const char *id)
{
	return of_reset_control_get_exclusive(node, id);
}

static inline struct reset_control *devm_reset_control_get(struct device *dev, const char *id)
{
	return devm_reset_control_get_exclusive(dev, id);
}

static inline struct reset_control *devm_reset_control_get_optional(struct device *dev,
								    const char *id)
{
	return devm_reset_control_get_optional_exclusive(dev, id);
}

static inline struct reset_control *devm_reset_control_array_get_exclusive(struct device *dev)
{
	return devm_reset_control_array_get(dev, RESET_CONTROL_EXCLUSIVE);
}

static inline struct reset_control *devm_reset_control_array_get_shared(struct device *dev)
{
	return devm_reset_control_array_get(dev, RESET_CONTROL_SHARED);
}

static inline struct reset_control *devm_reset_control_array_get_optional_exclusive(
	struct device *dev)
{
	return devm_reset_control_array_get(dev, RESET_CONTROL_OPTIONAL_EXCLUSIVE);
}

static inline struct reset_control *devm_reset_control_array_get_optional_shared(struct device *dev)
{
	return devm_reset_control_array_get(dev, RESET_CONTROL_OPTIONAL_SHARED);
}

#endif /* LINUX_RESET_H */
