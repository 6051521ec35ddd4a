// SPDX-License-Identifier: BSD-2-Clause
/* Arrays of GPIO lines.  Their lines are read and set one after the other. */

#include <linux/bitmap.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/gpio/consumer.h>
#include <linux/overflow.h>
#include <linux/slab.h>

struct gpio_descs *gpiod_get_array(struct device *dev, const char *con_id, enum gpiod_flags flags)
{
	int count = gpiod_count(dev, con_id);
	struct gpio_descs *descs;

	if (count < 0)
		return ERR_PTR(count);
	descs = kzalloc(struct_size(descs, desc, (size_t)count), GFP_KERNEL);
	if (!descs)
		return ERR_PTR(-ENOMEM);
	while (descs->ndescs < (unsigned int)count) {
		struct gpio_desc *desc = gpiod_get_index(dev, con_id, descs->ndescs, flags);

		if (IS_ERR(desc)) {
			gpiod_put_array(descs);
			return ERR_CAST(desc);
		}
		descs->desc[descs->ndescs++] = desc;
	}
	return descs;
}

void gpiod_put_array(struct gpio_descs *descs)
{
	for (unsigned int i = 0; i < descs->ndescs; i++)
		gpiod_put(descs->desc[i]);
	kfree(descs);
}

static void put_managed_array(void *descs)
{
	gpiod_put_array(descs);
}

struct gpio_descs *devm_gpiod_get_array(struct device *dev, const char *con_id,
					enum gpiod_flags flags)
{
	struct gpio_descs *descs = gpiod_get_array(dev, con_id, flags);
	int err = IS_ERR(descs) ? 0 : devm_add_action_or_reset(dev, put_managed_array, descs);

	return err ? ERR_PTR(err) : descs;
}

void devm_gpiod_put_array(struct device *dev, struct gpio_descs *descs)
{
	devm_release_action(dev, put_managed_array, descs);
}

static struct gpio_descs *array_or_null(struct gpio_descs *descs)
{
	return descs == ERR_PTR(-ENOENT) ? NULL : descs;
}

struct gpio_descs *gpiod_get_array_optional(struct device *dev, const char *con_id,
					    enum gpiod_flags flags)
{
	return array_or_null(gpiod_get_array(dev, con_id, flags));
}

struct gpio_descs *devm_gpiod_get_array_optional(struct device *dev, const char *con_id,
						 enum gpiod_flags flags)
{
	return array_or_null(devm_gpiod_get_array(dev, con_id, flags));
}

static int get_values(unsigned int size, struct gpio_desc **descs, unsigned long *bitmap,
		      int (*get)(const struct gpio_desc *desc))
{
	for (unsigned int i = 0; i < size; i++) {
		int value = get(descs[i]);

		if (value < 0)
			return value;
		__assign_bit(i, bitmap, value);
	}
	return 0;
}

static int set_values(unsigned int size, struct gpio_desc **descs, const unsigned long *bitmap,
		      int (*set)(struct gpio_desc *desc, int value))
{
	int err = 0;

	for (unsigned int i = 0; i < size && !err; i++)
		err = set(descs[i], test_bit(i, bitmap));
	return err;
}

int gpiod_get_array_value(unsigned int size, struct gpio_desc **descs, struct gpio_array *info,
			  unsigned long *bitmap)
{
	return get_values(size, descs, bitmap, gpiod_get_value);
}

int gpiod_get_array_value_cansleep(unsigned int size, struct gpio_desc **descs,
				   struct gpio_array *info, unsigned long *bitmap)
{
	return get_values(size, descs, bitmap, gpiod_get_value_cansleep);
}

int gpiod_get_raw_array_value(unsigned int size, struct gpio_desc **descs,
			      struct gpio_array *info, unsigned long *bitmap)
{
	return get_values(size, descs, bitmap, gpiod_get_raw_value);
}

int gpiod_get_raw_array_value_cansleep(unsigned int size, struct gpio_desc **descs,
				       struct gpio_array *info, unsigned long *bitmap)
{
	return get_values(size, descs, bitmap, gpiod_get_raw_value_cansleep);
}

int gpiod_set_array_value(unsigned int size, struct gpio_desc **descs, struct gpio_array *info,
			  unsigned long *bitmap)
{
	return set_values(size, descs, bitmap, gpiod_set_value);
}

int gpiod_set_array_value_cansleep(unsigned int size, struct gpio_desc **descs,
				   struct gpio_array *info, unsigned long *bitmap)
{
	return set_values(size, descs, bitmap, gpiod_set_value_cansleep);
}

int gpiod_set_raw_array_value(unsigned int size, struct gpio_desc **descs,
			      struct gpio_array *info, unsigned long *bitmap)
{
	return set_values(size, descs, bitmap, gpiod_set_raw_value);
}

int gpiod_set_raw_array_value_cansleep(unsigned int size, struct gpio_desc **descs,
				       struct gpio_array *info, unsigned long *bitmap)
{
	return set_values(size, descs, bitmap, gpiod_set_raw_value_cansleep);
}
