// SPDX-License-Identifier: BSD-2-Clause
/*
 * A program for the tests of the GDB commands.  It has an object, and a timer whose function first
 * interrupts app_main() and later the idle thread.
 */

#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/slab.h>
#include <linux/timer.h>

static volatile bool rang;
void *object;

static void ring(struct timer_list *timer)
{
	rang = true;
}

static DEFINE_TIMER(bell, ring);

static noinline void wait_for_ring(void)
{
	while (!rang)
		;
}

int app_main(void)
{
	object = kmalloc(64, GFP_KERNEL);
	mod_timer(&bell, jiffies + msecs_to_jiffies(50));
	wait_for_ring();
	mod_timer(&bell, jiffies + msecs_to_jiffies(50));
	msleep(200);
	return !object;
}
