// SPDX-License-Identifier: BSD-2-Clause
/*
 * Start and end of the application.
 *
 * main() runs in a separate thread, so that any thread can call exit(): the calling thread ends,
 * and libc_run(), which waits for this, returns the status.  Other threads of the application are
 * not stopped.
 */

#include <internal/console.h>
#include <internal/libc.h>
#include <internal/params.h>
#include <internal/stack.h>
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/kthread.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/sizes.h>
#include "libc/os.h"

#ifdef CONFIG_LIBC_PICOLIBC
static int __init libc_start_prepare(void)
{
	libc_prepare();
	return 0;
}
early_initcall(libc_start_prepare);
#endif

#define STACK_SIZE	(CONFIG_LIBC_MAIN_STACK_KB * 1UL * SZ_1K)

static DECLARE_COMPLETION(ended);
static int exit_status;

/*
 * Let standard input of main() be the file that the boot argument stdin=NAME names, instead of the
 * console.  If the file cannot be opened, the application exits.
 */
static void open_input(void)
{
	const char *name = cmdline_value("stdin");
	int err = name ? os_input(name) : 0;

	if (!err)
		return;
	pr_err("boot argument stdin=%s: %pe: main() is not called\n", name, ERR_PTR(err));
	os_exit(1);
}

/*
 * Wake libc_run(), which waits for the end of the application.  This function is called after
 * Ctrl-C has stopped main().
 */
static int main_stopped(void)
{
	exit_status = 128 + SIGNAL_INTERRUPT;
	complete(&ended);
	return 0;
}

void os_main_begins(const void *frame)
{
	ctrl_c_watch(main_stopped);
	ctrl_c_enter(frame);
}

void os_leaves_call(const void *frame)
{
	ctrl_c_check_frame(frame);
}

static int main_thread(void *unused)
{
	open_input();
	libc_main();
}

int libc_run(void)
{
	struct task_struct *task;

	if (!libc_has_main())
		return 0;
	task = kthread_create(main_thread, NULL, "main");
	if (IS_ERR(task)) {
		pr_err("no memory for the thread of main()\n");
		return 1;
	}
	if (STACK_SIZE > THREAD_SIZE && app_stack_alloc(task, STACK_SIZE)) {
		pr_err("no memory for a stack of %lu KiB for main(): CONFIG_LIBC_MAIN_STACK_KB\n",
		       STACK_SIZE / SZ_1K);
		kthread_stop(task);
		return 1;
	}
	wake_up_process(task);
	wait_for_completion_interruptible(&ended);
	return exit_status;
}

void os_exit(int status)
{
	ctrl_c_thread_ends();
	exit_status = status & 255;
	complete(&ended);
	kthread_exit(status);
}

void os_signal(int number)
{
	pr_err("the application was ended by signal %d\n", number);
	if (number != SIGNAL_INTERRUPT)
		dump_stack();
	os_exit(128 + number);
}

const char *os_argument(unsigned int n)
{
	return params_argument(n);
}

const char *os_environment(unsigned int n)
{
	return params_environment(n);
}
