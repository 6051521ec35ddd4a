// SPDX-License-Identifier: BSD-2-Clause
/* Shell commands, and a main(), that do not check whether Ctrl-C was typed. */

#include <stdio.h>
#include <string.h>
#include <termios.h>

#include <linux/compiler.h>
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/list_sort.h>
#include <quarry/console.h>
#include <quarry/shell.h>

static volatile unsigned long turns;

/* Loop forever.  This function calls no other function, so that it may have no stack frame. */
static noinline void spin_for_ever(void)
{
	for (;;)
		turns++;
}

static noinline unsigned long compute(unsigned long depth)
{
	unsigned long sum = 0;

	for (unsigned long i = 0; depth && i < 1000; i++)
		sum += compute(depth - 1) + turns;
	return sum;
}

static noinline void print_for_ever(void)
{
	for (;;)
		printf("%lu turns\n", turns++);
}

static int cmd_spin(int argc, char **argv)
{
	console_printf("spin: begins\n");
	spin_for_ever();
	return 0;
}
SHELL_COMMAND(spin, "spin", "", "loop", cmd_spin);

static int cmd_loop(int argc, char **argv)
{
	console_printf("loop: begins\n");
	for (;;)
		;
	return 0;
}
SHELL_COMMAND(loop, "loop", "", "loop in the command's own function", cmd_loop);

static int cmd_compute(int argc, char **argv)
{
	console_printf("compute: begins\n");
	return compute(20) == 1;
}
SHELL_COMMAND(compute, "compute", "", "call functions", cmd_compute);

static int cmd_print(int argc, char **argv)
{
	console_printf("print: begins\n");
	print_for_ever();
	return 0;
}
SHELL_COMMAND(print, "print", "", "print by the C library", cmd_print);

static int cmd_show(int argc, char **argv)
{
	console_printf("show: begins\n");
	for (;;)
		console_printf("%lu\n", turns++);
	return 0;
}
SHELL_COMMAND(show, "show", "", "print by the firmware", cmd_show);

static int cmd_sleep(int argc, char **argv)
{
	console_printf("sleep: begins\n");
	for (;;)
		msleep(100);
	return 0;
}
SHELL_COMMAND(sleep, "sleep", "", "sleep, again and again", cmd_sleep);

/*
 * Loop for @seconds seconds.  A command that calls this function spends nearly all of its time in
 * it.
 */
static noinline void delay_seconds(unsigned int seconds)
{
	unsigned long end = jiffies + seconds * HZ;

	while (time_before(jiffies, end)) {
		for (int i = 0; i < 100000; i++)
			turns++;
	}
}

/* Compare two elements for list_sort(), whose caller may hold a lock. */
static noinline int compare(void *unused, const struct list_head *a, const struct list_head *b)
{
	delay_seconds(5);
	return 0;
}

static int cmd_sort(int argc, char **argv)
{
	struct list_head head, one, two;

	console_printf("sort: begins\n");
	INIT_LIST_HEAD(&head);
	list_add(&one, &head);
	list_add(&two, &head);
	list_sort(NULL, &head, compare);
	spin_for_ever();
	return 0;
}
SHELL_COMMAND(sort, "sort", "", "loop in a function that the firmware calls, and then elsewhere",
	      cmd_sort);

static int cmd_wait(int argc, char **argv)
{
	console_printf("wait: begins\n");
	msleep(5000);
	return 0;
}
SHELL_COMMAND(wait, "wait", "", "wait for five seconds", cmd_wait);

/*
 * Set raw mode, in which Ctrl-C is an ordinary character.  This command does not read characters.
 */
static int cmd_raw(int argc, char **argv)
{
	struct termios old, raw;

	tcgetattr(0, &old);
	raw = old;
	cfmakeraw(&raw);
	tcsetattr(0, TCSANOW, &raw);
	console_printf("raw: begins\n");
	delay_seconds(4);
	tcsetattr(0, TCSANOW, &old);
	console_printf("raw: ends\n");
	return 0;
}
SHELL_COMMAND(raw, "raw", "", "have a terminal without signals", cmd_raw);

static noinline void main_spins(void)
{
	spin_for_ever();
	turns = 0;
}

static noinline void main_prints(void)
{
	for (;;)
		printf("%lu\n", turns++);
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	printf("ctrl_c: main() begins\n");
	if (!strcmp(what, "spin"))
		main_spins();
	if (!strcmp(what, "print"))
		main_prints();
	return 0;
}
