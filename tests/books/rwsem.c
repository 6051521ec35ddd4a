// SPDX-License-Identifier: BSD-2-Clause
/* A configuration that many threads may read and one may change; all may sleep meanwhile. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/rwsem.h>

static DECLARE_RWSEM(config_sem);
static int config_speed = 100;

static int config_read(void)
{
	int speed;

	down_read(&config_sem);
	speed = config_speed;
	up_read(&config_sem);
	return speed;
}

static int __init rwsem_demo_init(void)
{
	down_write(&config_sem);
	config_speed = 200;
	if (down_read_trylock(&config_sem))
		return -EINVAL;
	downgrade_write(&config_sem);
	if (!down_read_trylock(&config_sem))
		return -EINVAL;
	up_read(&config_sem);
	up_read(&config_sem);
	if (config_read() != 200)
		return -EINVAL;
	pr_info("passed\n");
	return 0;
}
module_init(rwsem_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("A reader-writer semaphore");
