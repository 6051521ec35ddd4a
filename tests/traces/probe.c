// SPDX-License-Identifier: BSD-2-Clause
/*
 * A workload of drivers that probe their devices at boot, with the real device core: managed
 * memory, strings, groups, mappings, and numbers in XArrays.
 *
 * For each device, private data, names, supplies, a mapping and rings are allocated.  About every
 * fourth probe fails with -EPROBE_DEFER, frees all that it allocated, and is repeated later.
 * Between the probes, strings of the device tree's nodes are allocated and freed.  At the end,
 * about a third of the devices are removed.
 */

#include <linux/array_size.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/idr.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/of.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <linux/xarray.h>

#include "workload.h"

#define DEVICES		180

static struct device *devices[DEVICES];
static char *names[DEVICES];
static bool bound[DEVICES];
static DEFINE_XARRAY_ALLOC(numbers);
static u32 seed;

/* Managed action: remove the number of a device when its driver is removed. */
static void put_number(void *data)
{
	xa_erase(&numbers, (unsigned long)data);
}

/*
 * Sizes of private data, by kind of device: a GPIO expander, a UART, a network device, and so on.
 */
static const u16 private_sizes[] = { 72, 96, 120, 184, 208, 312, 440, 680, 1104, 1808, 2600 };

/*
 * Allocate clocks, resets and supplies: an array of pointers, and a structure and a name for each
 * entry.
 */
static bool get_supplies(struct device *dev)
{
	unsigned int nr = 1 + workload_random(&seed, 4);
	void **array = devm_kcalloc(dev, nr, sizeof(void *), GFP_KERNEL);

	if (!array)
		return false;
	for (unsigned int i = 0; i < nr; i++) {
		array[i] = devm_kzalloc(dev, 40 + 8 * workload_random(&seed, 5), GFP_KERNEL);
		if (!array[i] || !devm_kasprintf(dev, GFP_KERNEL, "%s-supply%u", dev_name(dev), i))
			return false;
	}
	return true;
}

static int try_probe(struct device *dev, unsigned int i, bool deferred)
{
	size_t size = private_sizes[workload_random(&seed, ARRAY_SIZE(private_sizes))];
	phys_addr_t regs = memblock_end_of_DRAM() + SZ_16M + i * SZ_4K;
	u32 number;

	if (!devm_kzalloc(dev, size, GFP_KERNEL) || !devm_kstrdup(dev, dev_name(dev), GFP_KERNEL) ||
	    !devm_ioremap(dev, regs, 256))
		return -ENOMEM;
	if (!get_supplies(dev))
		return -ENOMEM;
	if (deferred)
		return -EPROBE_DEFER;
	if (xa_alloc(&numbers, &number, dev, xa_limit_31b, GFP_KERNEL) ||
	    devm_add_action_or_reset(dev, put_number, (void *)(unsigned long)number))
		return -ENOMEM;
	if (i % 3 == 0 && !devm_kmalloc_array(dev, 16 << workload_random(&seed, 5), 16, GFP_KERNEL))
		return -ENOMEM;
	if (i % 5 == 0 && !devm_kmalloc(dev, 512 + workload_random(&seed, 1500), GFP_KERNEL))
		return -ENOMEM;
	for (unsigned int irqs = workload_random(&seed, 3); irqs; irqs--) {
		if (!devm_kasprintf(dev, GFP_KERNEL, "%s:%u", dev_name(dev), irqs) ||
		    !devm_kzalloc(dev, 104, GFP_KERNEL))
			return -ENOMEM;
	}
	return 0;
}

static int probe_device(unsigned int i, bool deferred)
{
	void *group = devres_open_group(devices[i], NULL, GFP_KERNEL);
	int err = group ? try_probe(devices[i], i, deferred) : -ENOMEM;

	if (err)
		devres_release_group(devices[i], group);
	else
		devres_remove_group(devices[i], group);
	bound[i] = !err;
	return err == -EPROBE_DEFER ? 0 : err;
}

/*
 * Allocate and free the strings that are printed and matched for @nr nodes of the machine's device
 * tree.
 */
static int look_at_tree(unsigned int nr)
{
	struct device_node *np;

	for_each_of_allnodes(np) {
		char *path = kasprintf(GFP_KERNEL, "%pOF", np), *copy;

		copy = path ? kmemdup(path, strlen(path) + 1, GFP_KERNEL) : NULL;
		kfree(path);
		kfree(copy);
		if (!copy)
			return -ENOMEM;
		if (!nr--)
			break;
	}
	return 0;
}

static int add_device(unsigned int i)
{
	static const char *const kinds[] = { "gpio",	 "serial",	     "i2c",
					     "ethernet", "clock-controller", "regulator",
					     "mmc" };

	names[i] = kasprintf(GFP_KERNEL, "%x.%s", 0x10000000 + i * SZ_4K,
			     kinds[i % ARRAY_SIZE(kinds)]);
	if (!names[i])
		return -ENOMEM;
	devices[i] = root_device_register(names[i]);
	return PTR_ERR_OR_ZERO(devices[i]);
}

static void remove_device(unsigned int i)
{
	if (!IS_ERR_OR_NULL(devices[i]))
		root_device_unregister(devices[i]);
	kfree(names[i]);
	devices[i] = NULL;
	names[i] = NULL;
}

static int probe(void)
{
	int err = 0;

	seed = 2;
	for (unsigned int i = 0; i < DEVICES && !err; i++) {
		err = add_device(i);
		if (!err && i % 8 == 0)
			err = look_at_tree(10);
		if (!err)
			err = probe_device(i, workload_random(&seed, 4) == 0);
		/* After every 16 devices, repeat the probes that were deferred. */
		for (unsigned int j = 0; j < i && !err && i % 16 == 15; j++)
			err = bound[j] ? 0 : probe_device(j, workload_random(&seed, 3) == 0);
	}
	for (unsigned int i = 0; i < DEVICES && !err; i++)
		err = bound[i] ? 0 : probe_device(i, false);
	for (unsigned int i = 0; i < DEVICES && !err; i++) {
		if (workload_random(&seed, 3) == 0)
			remove_device(i);
	}
	return err;
}

static void probe_clean_up(void)
{
	for (unsigned int i = 0; i < DEVICES; i++)
		remove_device(i);
	xa_destroy(&numbers);
}
WORKLOAD(probe, .run = probe, .clean_up = probe_clean_up);
