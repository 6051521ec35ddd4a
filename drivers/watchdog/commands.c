// SPDX-License-Identifier: BSD-2-Clause
/*
 * The command watchdog: list the watchdogs, or control the watchdog with a number.
 *
 *	watchdog			print the list
 *	watchdog 0 start [SECONDS]	start watchdog 0; from now on, a user must feed it within
 *					SECONDS or its default time
 *	watchdog 0 feed			feed watchdog 0 once
 *	watchdog 0 stop			stop watchdog 0; if the hardware cannot stop, the core feeds
 *					it again
 */

#include <linux/err.h>
#include <linux/kstrtox.h>
#include <linux/string.h>
#include <quarry/report.h>
#include <quarry/shell.h>
#include <quarry/watchdog.h>

#include "watchdog.h"

static void watchdog_show(struct watchdog_device *wdd)
{
	static const char *const states[] = { "stopped", "started", "fed", "left" };
	char path[96] = "-";

	if (wdd->parent && wdd->parent->of_node)
		of_node_path(wdd->parent->of_node, path, sizeof(path));
	report_row(&console_seq,
		   "%2d{id}  %-8s{state} %8u{timeout_s} %9u{left_ms} %10u{longest_ms}  "
		   "%-11s{name} %s{node}\n",
		   wdd->id, states[wdd->wd_data->state], wdd->timeout, watchdog_left_ms(wdd),
		   wdd->max_hw_heartbeat_ms, (const char *)wdd->info->identity, path);
}

static int watchdog_show_all(void)
{
	struct watchdog_device *wdd;

	report_open(&console_seq, NULL, '[');
	report_fields(&console_seq,
		      "id  state   timeout_s   left_ms longest_ms  name        node\n");
	for (unsigned int id = 0; (wdd = watchdog_find(id)); id++)
		watchdog_show(wdd);
	report_close(&console_seq, ']');
	return 0;
}

static int cmd_watchdog_start(struct watchdog_device *wdd, int argc, char **argv)
{
	unsigned int seconds = 0;
	int err;

	if (argc > 3 && (kstrtouint(argv[3], 10, &seconds) || !seconds)) {
		console_printf("%s: not a number of seconds\n", argv[3]);
		return 1;
	}
	err = watchdog_start(wdd, seconds);
	if (err == -ERANGE)
		console_printf("watchdog %d: a timeout of %u s is not in the range %u to %u\n",
			       wdd->id, seconds,
			       wdd->min_timeout, wdd->max_hw_heartbeat_ms ? UINT_MAX / 1000 :
			       wdd->max_timeout);
	else if (err)
		console_printf("watchdog %d: %pe\n", wdd->id, ERR_PTR(err));
	else
		console_printf("watchdog %d resets the machine when it is not fed for %u s\n",
			       wdd->id, wdd->timeout);
	return err != 0;
}

static int cmd_watchdog_stop(struct watchdog_device *wdd)
{
	int err = watchdog_stop(wdd);

	if (err < 0)
		console_printf("watchdog %d cannot be stopped: %pe\n", wdd->id, ERR_PTR(err));
	else if (err)
		console_printf("watchdog %d cannot be stopped: it is fed from now on\n", wdd->id);
	return err < 0;
}

static int feed(struct watchdog_device *wdd)
{
	int err = watchdog_feed(wdd);

	if (err)
		console_printf("watchdog %d: %s\n", wdd->id, err == -ENODEV ? "it is not running" :
			       "it cannot be fed");
	return err != 0;
}

static int cmd_watchdog(int argc, char **argv)
{
	struct watchdog_device *wdd;
	unsigned int id;

	if (argc == 1)
		return watchdog_show_all();
	wdd = kstrtouint(argv[1], 10, &id) ? NULL : watchdog_find(id);
	if (!wdd) {
		console_printf("%s: there is no such watchdog\n", argv[1]);
		return 1;
	}
	if (argc > 2 && !strcmp(argv[2], "start"))
		return cmd_watchdog_start(wdd, argc, argv);
	if (argc == 3 && !strcmp(argv[2], "stop"))
		return cmd_watchdog_stop(wdd);
	if (argc == 3 && !strcmp(argv[2], "feed"))
		return feed(wdd);
	console_printf("watchdog %s: the action is start [seconds], stop or feed\n", argv[1]);
	return 1;
}
SHELL_COMMAND(watchdog, "watchdog", "[-j] [number] [start|stop|feed] [seconds]",
	      "watchdogs of the machine; start, stop or feed one", cmd_watchdog);
