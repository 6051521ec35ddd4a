// SPDX-License-Identifier: BSD-2-Clause
/*
 * The watchdog core: the common part of all watchdog drivers.
 *
 * A watchdog is a counter that resets the machine when it is not fed in time.  Each is in one of
 * four states:
 *
 *	stopped		the hardware does not count
 *	started		watchdog_start() was called, and its caller has to feed the device
 *	fed		the core feeds it for ever, because it runs and cannot be stopped
 *	left		it runs, and the core does not feed it: watchdog.handle_boot_enabled=0, or
 *			watchdog.open_timeout= has expired
 *
 * When a driver registers a device that firmware left running (WDOG_HW_RUNNING), the core stops
 * it.  If the hardware cannot be stopped, the core sets its longest timeout and feeds it.  A
 * message reports which of these was done.
 *
 *	watchdog.handle_boot_enabled=0	the core neither stops nor feeds it: a user has to start it
 *					in time
 *	watchdog.open_timeout=SECONDS	the core does not stop it, but feeds it until a user starts
 *					it, at most for that time, so that a boot that hangs is
 *					reset.  With 0, the default, the core stops it
 *
 * A worker thread feeds each device every third of its hardware timeout; no interrupt handler
 * does.  So a machine is reset if the CPU of that worker hangs, or if its threads do not switch:
 * a thread that neither waits nor calls cond_resched() for two thirds of the timeout counts as
 * hung.  Other CPUs are not guarded that way.  After a panic no thread runs, and the watchdog
 * resets the machine if the panic does not.  During boot the worker runs between initcalls; no
 * device is fed before drivers are bound.
 *
 * A user may ask for a longer timeout than the hardware can count (max_hw_heartbeat_ms).  Then the
 * core feeds the device, too.  Its last feed is one hardware timeout before the user's timeout
 * expires.
 *
 * Restart: if the restart handlers with a higher priority fail, the devices are tried in the order
 * of their restart_priority.
 *
 * Locking: watchdog_lock protects the list, the states, and all calls to drivers.  The restart
 * takes no lock, because it is called in any context.
 */

#define pr_fmt(fmt) "watchdog: " fmt

#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/lockdep.h>
#include <linux/minmax.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/printk.h>
#include <linux/reboot.h>
#include <linux/slab.h>
#include <linux/workqueue.h>
#include <quarry/watchdog.h>

#include "watchdog.h"

#define FEEDS		3	/* number of feeds in one timeout of the hardware */
#define RESTART_WAIT_MS	1000	/* wait after a restart function that started the counter */

DEFINE_MUTEX(watchdog_lock);
LIST_HEAD(watchdog_devices);	/* sorted by number; protected by watchdog_lock */

static bool handle_boot_enabled = true;
static unsigned int open_timeout;
static bool restarting;		/* true during a restart, when the core feeds no device */

module_param(handle_boot_enabled, bool, 0444);
MODULE_PARM_DESC(handle_boot_enabled,
		 "Stop watchdogs that firmware started, or feed them if they cannot be stopped");
module_param(open_timeout, uint, 0444);
MODULE_PARM_DESC(open_timeout,
		 "Seconds for which a watchdog started by firmware is fed until a user starts it");

/* Return the timeout of the hardware in ms. */
static unsigned int hw_timeout_ms(const struct watchdog_device *wdd)
{
	return min_not_zero(wdd->timeout * 1000, wdd->max_hw_heartbeat_ms);
}

/* ---- feeding --------------------------------------------------------------------------------- */

/*
 * Queue the core's next feed.  None is queued if only users feed the device, or if the hardware
 * expires at core->deadline or later without another feed.
 */
static void queue_next_feed(struct watchdog_core_data *core)
{
	unsigned int hw_ms = hw_timeout_ms(core->wdd), delay = hw_ms / FEEDS;
	long left = (long)(core->deadline - hw_ms - core->fed);

	lockdep_assert_held(&watchdog_lock);
	cancel_delayed_work(&core->work);
	if (core->state == WATCHDOG_LEFT || (core->limited && left <= 0))
		return;
	if (core->limited && left < (long)delay)
		delay = (unsigned int)left;
	left = (long)(core->fed + max(delay, core->wdd->min_hw_heartbeat_ms) - jiffies);
	schedule_delayed_work(&core->work, (unsigned long)max(left, 1L));
}

/* Feed the hardware, or delay the feed until min_hw_heartbeat_ms after the last one. */
static int feed_hw(struct watchdog_core_data *core)
{
	struct watchdog_device *wdd = core->wdd;
	unsigned long next = core->fed + wdd->min_hw_heartbeat_ms;
	int err;

	lockdep_assert_held(&watchdog_lock);
	if (wdd->min_hw_heartbeat_ms && time_before(jiffies, next)) {
		cancel_delayed_work(&core->work);
		schedule_delayed_work(&core->work, next - jiffies);
		return 0;
	}
	err = wdd->ops->ping ? wdd->ops->ping(wdd) : wdd->ops->start(wdd);
	if (err)
		pr_err("%s: cannot be fed: %pe\n", core->name, ERR_PTR(err));
	core->fed = jiffies;
	queue_next_feed(core);
	return err;
}

static void feed_work(struct work_struct *work)
{
	struct watchdog_core_data *core =
		container_of(to_delayed_work(work), struct watchdog_core_data, work);

	mutex_lock(&watchdog_lock);
	if (core->state != WATCHDOG_STOPPED && !READ_ONCE(restarting))
		feed_hw(core);
	if (core->state == WATCHDOG_FED && core->limited && !timer_pending(&core->work.timer)) {
		pr_crit("%s: no user started it: it resets the machine in %u s\n", core->name,
			hw_timeout_ms(core->wdd) / 1000);
		core->state = WATCHDOG_LEFT;
	}
	mutex_unlock(&watchdog_lock);
}

/* ---- states ---------------------------------------------------------------------------------- */

static int set_timeout(struct watchdog_device *wdd, unsigned int seconds)
{
	if (wdd->ops->set_timeout)
		return wdd->ops->set_timeout(wdd, seconds);
	wdd->timeout = seconds;
	return 0;
}

/* Return the longest timeout of the hardware in seconds, or 0 if the driver does not set it. */
static unsigned int watchdog_max_timeout(const struct watchdog_device *wdd)
{
	return wdd->max_hw_heartbeat_ms ? max(wdd->max_hw_heartbeat_ms / 1000, 1U)
					: wdd->max_timeout;
}

/*
 * Let the core feed a running device from now on.  If @limit is not 0, the core stops feeding it
 * after @limit seconds.
 */
static int feed_from_now(struct watchdog_core_data *core, unsigned int limit)
{
	struct watchdog_device *wdd = core->wdd;
	unsigned int seconds = min_not_zero(watchdog_max_timeout(wdd), limit);

	lockdep_assert_held(&watchdog_lock);
	core->state = WATCHDOG_FED;
	core->limited = limit;
	core->deadline = jiffies + limit * 1000UL;
	if (seconds && set_timeout(wdd, seconds))
		pr_warn("%s: its timeout remains %u s\n", core->name, wdd->timeout);
	return feed_hw(core);
}

/* Stop the hardware.  Returns 0, 1 if it cannot be stopped, or a negative error code. */
static int stop_hw(struct watchdog_device *wdd)
{
	int err;

	lockdep_assert_held(&watchdog_lock);
	if (!wdd->ops->stop)
		return 1;
	clear_bit(WDOG_HW_RUNNING, &wdd->status);
	err = wdd->ops->stop(wdd);
	if (err)
		set_bit(WDOG_HW_RUNNING, &wdd->status);
	return err ?: watchdog_hw_running(wdd);
}

int watchdog_start(struct watchdog_device *wdd, unsigned int seconds)
{
	struct watchdog_core_data *core = wdd->wd_data;
	unsigned long now;
	int err;

	mutex_lock(&watchdog_lock);
	seconds = seconds ?: core->default_timeout;
	err = watchdog_timeout_invalid(wdd, seconds) ? -ERANGE : set_timeout(wdd, seconds);
	/*
	 * Read the time before feeding, so that the core does not feed again before the deadline.
	 */
	now = jiffies;
	if (!err && core->state != WATCHDOG_STOPPED && wdd->ops->ping) {
		err = feed_hw(core);
	} else if (!err) {
		err = wdd->ops->start(wdd);
		core->fed = jiffies;
	}
	if (!err) {
		set_bit(WDOG_ACTIVE, &wdd->status);
		core->state = WATCHDOG_STARTED;
		core->limited = true;
		core->deadline = now + wdd->timeout * 1000UL;
		queue_next_feed(core);
	}
	mutex_unlock(&watchdog_lock);
	return err;
}

int watchdog_feed(struct watchdog_device *wdd)
{
	struct watchdog_core_data *core = wdd->wd_data;
	int err = -ENODEV;

	mutex_lock(&watchdog_lock);
	if (core->state != WATCHDOG_STOPPED) {
		if (core->state == WATCHDOG_STARTED)
			core->deadline = jiffies + wdd->timeout * 1000UL;
		err = feed_hw(core);
	}
	mutex_unlock(&watchdog_lock);
	return err;
}

int watchdog_stop(struct watchdog_device *wdd)
{
	struct watchdog_core_data *core = wdd->wd_data;
	int err = -EPERM;

	mutex_lock(&watchdog_lock);
	if (!test_bit(WDOG_NO_WAY_OUT, &wdd->status) || core->state != WATCHDOG_STARTED)
		err = core->state == WATCHDOG_STOPPED ? 0 : stop_hw(wdd);
	if (err >= 0) {
		clear_bit(WDOG_ACTIVE, &wdd->status);
		cancel_delayed_work(&core->work);
		core->state = WATCHDOG_STOPPED;
		if (err)
			feed_from_now(core, 0);
	}
	mutex_unlock(&watchdog_lock);
	return err;
}

unsigned int watchdog_left_ms(struct watchdog_device *wdd)
{
	struct watchdog_core_data *core = wdd->wd_data;
	long left = 0;

	mutex_lock(&watchdog_lock);
	if (core->state == WATCHDOG_STARTED)
		left = (long)(core->deadline - jiffies);
	else if (core->state != WATCHDOG_STOPPED && wdd->ops->get_timeleft)
		left = (long)wdd->ops->get_timeleft(wdd) * 1000;
	else if (core->state == WATCHDOG_FED)
		left = (long)(core->fed + hw_timeout_ms(wdd) - jiffies);
	mutex_unlock(&watchdog_lock);
	return left > 0 ? (unsigned int)left : 0;
}

struct watchdog_device *watchdog_find(unsigned int id)
{
	struct watchdog_device *found = NULL;
	struct watchdog_core_data *core;

	mutex_lock(&watchdog_lock);
	list_for_each_entry(core, &watchdog_devices, list) {
		if (core->wdd->id == (int)id)
			found = core->wdd;
	}
	mutex_unlock(&watchdog_lock);
	return found;
}

/* ---- registration ---------------------------------------------------------------------------- */

int watchdog_init_timeout(struct watchdog_device *wdd, unsigned int timeout, struct device *dev)
{
	int err = 0;
	u32 t;

	if (timeout) {
		if (!watchdog_timeout_invalid(wdd, timeout)) {
			wdd->timeout = timeout;
			return 0;
		}
		pr_err("%s: invalid timeout of %u s: ignored\n", dev ? dev_name(dev) : "?",
		       timeout);
		err = -EINVAL;
	}
	if (!dev || of_property_read_u32(dev->of_node, "timeout-sec", &t))
		return err;
	if (!t || watchdog_timeout_invalid(wdd, t)) {
		pr_err("%pOF: invalid timeout-sec %u: using %u s\n", dev->of_node, t, wdd->timeout);
		return -EINVAL;
	}
	wdd->timeout = t;
	return 0;
}

/* Stop a device that firmware left running, or let the core feed it, or do neither. */
static void take_over(struct watchdog_core_data *core)
{
	struct watchdog_device *wdd = core->wdd;

	lockdep_assert_held(&watchdog_lock);
	core->fed = jiffies;
	core->state = WATCHDOG_LEFT;
	if (!handle_boot_enabled) {
		pr_warn("%s: firmware started it: not changed, start or feed it in time\n",
			core->name);
		return;
	}
	if (open_timeout) {
		feed_from_now(core, open_timeout);
		pr_info("%s: firmware started it: fed for %u s, start it before then\n", core->name,
			open_timeout);
		return;
	}
	if (!stop_hw(wdd)) {
		core->state = WATCHDOG_STOPPED;
		pr_info("%s: firmware started it: stopped\n", core->name);
		return;
	}
	feed_from_now(core, 0);
	pr_info("%s: firmware started it, and it cannot be stopped: fed, its timeout is %u s\n",
		core->name, hw_timeout_ms(wdd) / 1000);
}

/* Insert the device into the list, with the lowest number that is free. */
static void add_to_list(struct watchdog_core_data *core)
{
	struct watchdog_core_data *other;
	struct list_head *behind = &watchdog_devices;
	int id = 0;

	lockdep_assert_held(&watchdog_lock);
	list_for_each_entry(other, &watchdog_devices, list) {
		if (other->wdd->id != id)
			break;
		behind = &other->list;
		id++;
	}
	core->wdd->id = id;
	list_add(&core->list, behind);
}

int watchdog_register_device(struct watchdog_device *wdd)
{
	struct watchdog_core_data *core;

	if (!wdd || !wdd->info || !wdd->ops || !wdd->ops->start ||
	    (!wdd->ops->stop && !wdd->max_hw_heartbeat_ms))
		return -EINVAL;
	core = kzalloc(sizeof(*core), GFP_KERNEL);
	if (!core)
		return -ENOMEM;
	if (!wdd->max_hw_heartbeat_ms && wdd->min_timeout > wdd->max_timeout)
		wdd->min_timeout = wdd->max_timeout = 0;
	core->wdd = wdd;
	core->name = wdd->parent ? dev_name(wdd->parent) : (const char *)wdd->info->identity;
	core->default_timeout = wdd->timeout;
	INIT_DELAYED_WORK(&core->work, feed_work);
	wdd->wd_data = core;
	mutex_lock(&watchdog_lock);
	add_to_list(core);
	if (watchdog_hw_running(wdd))
		take_over(core);
	mutex_unlock(&watchdog_lock);
	return 0;
}

void watchdog_unregister_device(struct watchdog_device *wdd)
{
	struct watchdog_core_data *core = wdd ? wdd->wd_data : NULL;
	bool runs;

	if (!core)
		return;
	mutex_lock(&watchdog_lock);
	runs = core->state != WATCHDOG_STOPPED && stop_hw(wdd);
	core->state = WATCHDOG_STOPPED;
	list_del(&core->list);
	mutex_unlock(&watchdog_lock);
	cancel_delayed_work_sync(&core->work);
	if (runs)
		pr_crit("%s: still running after its driver was unbound: it will reset the machine\n",
			core->name);
	clear_bit(WDOG_ACTIVE, &wdd->status);
	wdd->wd_data = NULL;
	kfree(core);
}

static void unregister_managed(void *wdd)
{
	watchdog_unregister_device(wdd);
}

int devm_watchdog_register_device(struct device *dev, struct watchdog_device *wdd)
{
	int err = watchdog_register_device(wdd);

	return err ?: devm_add_action_or_reset(dev, unregister_managed, wdd);
}

int watchdog_set_last_hw_keepalive(struct watchdog_device *wdd, unsigned int last_ping_ms)
{
	struct watchdog_core_data *core = wdd->wd_data;

	if (!core)
		return -EINVAL;
	mutex_lock(&watchdog_lock);
	core->fed = jiffies - last_ping_ms;
	if (core->state != WATCHDOG_STOPPED)
		queue_next_feed(core);
	mutex_unlock(&watchdog_lock);
	return 0;
}

void watchdog_notify_pretimeout(struct watchdog_device *wdd)
{
	pr_alert("%s: not fed in time: it resets the machine soon\n",
		 wdd->parent ? dev_name(wdd->parent) : (const char *)wdd->info->identity);
}

/* ---- leaving the machine --------------------------------------------------------------------- */

static void restart_by(int priority)
{
	struct watchdog_core_data *core;

	list_for_each_entry(core, &watchdog_devices, list) {
		if (core->wdd->restart_priority == priority && core->wdd->ops->restart) {
			pr_info("%s: restarts the machine\n", core->name);
			if (!core->wdd->ops->restart(core->wdd, 0, NULL))
				mdelay(RESTART_WAIT_MS);
		}
	}
}

static void watchdog_restart(void)
{
	WRITE_ONCE(restarting, true);
	for (int priority = 255; priority >= 0; priority--)
		restart_by(priority);
	WRITE_ONCE(restarting, false);
}

static struct exit_handler watchdog_exit = {
	.name = "watchdog",
	.priority = 60,
	.restart = watchdog_restart,
};

static int stop_on_reboot(struct notifier_block *nb, unsigned long action, void *data)
{
	struct watchdog_core_data *core;

	mutex_lock(&watchdog_lock);
	list_for_each_entry(core, &watchdog_devices, list) {
		if (core->state != WATCHDOG_STOPPED &&
		    test_bit(WDOG_STOP_ON_REBOOT, &core->wdd->status) && !stop_hw(core->wdd))
			core->state = WATCHDOG_STOPPED;
	}
	mutex_unlock(&watchdog_lock);
	return NOTIFY_DONE;
}

static struct notifier_block reboot_nb = { .notifier_call = stop_on_reboot };

static int __init watchdog_init(void)
{
	register_exit_handler(&watchdog_exit);
	return register_reboot_notifier(&reboot_nb);
}
subsys_initcall(watchdog_init);
