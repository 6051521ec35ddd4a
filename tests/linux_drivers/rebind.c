// SPDX-License-Identifier: BSD-2-Clause
/*
 * Unbind and bind the drivers of a device: 100 times, and with each allocation of the probe failing
 * in turn.  Print the memory in use before and after.
 *
 *	rebind.device=NAME	device on the platform bus
 */

#include <linux/delay.h>
#include <linux/device.h>
#include <linux/fault-inject.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#define ROUNDS		100
#define ALLOCATIONS	200

static char *device = "10001000.virtio_mmio";
module_param(device, charp, 0444);

static unsigned long in_use(void)
{
	rcu_barrier();
	vm_unmap_aliases();
	msleep(20);
	return totalram_pages() - nr_free_pages();
}

/* Returns the number of allocations that failed before a probe succeeded. */
static unsigned long bind_with_failures(struct device *dev)
{
	for (unsigned long n = 1; n < ALLOCATIONS; n++) {
		bool bound;

		WRITE_ONCE(failslab.nth, n);
		bound = device_attach(dev) == 1;
		bound &= READ_ONCE(failslab.nth) != 0;
		WRITE_ONCE(failslab.nth, 0);
		if (bound)
			return n - 1;
		device_release_driver(dev);
	}
	return 0;
}

/* Returns true if each probe without a failing allocation succeeds; counts the failures. */
static bool rebind(struct device *dev, unsigned long *failed)
{
	unsigned int bound = 0;

	for (int round = 0; round < ROUNDS; round++) {
		device_release_driver(dev);
		bound += device_attach(dev) == 1;
	}
	device_release_driver(dev);
	*failed = bind_with_failures(dev);
	return bound == ROUNDS && *failed;
}

int app_main(void);
int app_main(void)
{
	struct device *dev = bus_find_device_by_name(&platform_bus_type, NULL, device);
	unsigned long before, after, failed;
	bool works;

	if (!dev) {
		pr_err("rebind: there is no device %s\n", device);
		return 1;
	}
	/* The first time, allocators and debugging functions get memory that they keep. */
	works = rebind(dev, &failed);
	before = in_use();
	works &= rebind(dev, &failed);
	after = in_use();
	pr_info("rebind: %s, %lu allocations failed, %lu pages in use before, %lu after\n",
		works ? "works" : "FAILS", failed, before, after);
	put_device(dev);
	return !works;
}
