// SPDX-License-Identifier: BSD-2-Clause
/*
 * The console uses the UART that the boot arguments or the device tree name.  Output is polled, so
 * that printing works in any context.  Input is received in the interrupt of the UART and stored in
 * a ring buffer.  While the ring is full, the receive interrupt is disabled and the UART's FIFO
 * holds further input.
 *
 * The interrupt is trusted once it has delivered a character.  Before that, it may not work: the
 * device tree may name the wrong line, the UART may not raise it, the line may be masked after an
 * interrupt storm, or firmware may have left it active in the controller.  Therefore a timer polls
 * the UART every 10 ms, or every millisecond while characters arrive.  After the first delivery,
 * the timer polls only twice per second.  It returns to the short interval if a poll finds a
 * character, or if an interrupt comes without one.
 *
 * A break condition on the serial line, or the break key, prints a back-trace of all CPUs
 * immediately, in the interrupt that received it.  Breaks are not passed on as input.
 */

#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/moduleparam.h>
#include <linux/nmi.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/of_irq.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/wait.h>
#include <asm/page.h>
#include <internal/console.h>
#include <internal/early.h>

#define RING_SIZE	256	/* a power of two */
#define POLL_MS		10
#define POLL_INPUT_MS	1	/* interval while characters arrive at a UART with a driver */
#define CHECK_MS	500	/* interval while the interrupt delivers input */
#define MISSED_MAX	8	/* number of polls with input, but no interrupt, before a warning */
#define BREAK_MS	1000	/* minimum time between two accepted breaks */
#define CTRL_C		3
#define CTRL_O		15

static char ring[RING_SIZE];
static unsigned int ring_head, ring_tail;	/* free-running counters; protected by ring_lock */
static int console_irq;				/* 0 if the console has no interrupt */
static bool trusted;				/* the interrupt delivers input; under ring_lock */
static unsigned int missed;			/* consecutive polls with input; under ring_lock */
static bool stopped;				/* receive interrupt is off; under ring_lock */
static bool watched, interrupted;	/* Ctrl-C is handled; Ctrl-C was typed; under ring_lock */
static unsigned long break_at;			/* earliest next break (jiffies); under ring_lock */
static DEFINE_SPINLOCK(ring_lock);
static DECLARE_WAIT_QUEUE_HEAD(ring_wait);

void console_write(const char *text, size_t size)
{
	while (size--)
		early_putc(*text++);
}

static void console_seq_write(struct seq_file *m, const char *text, size_t size)
{
	console_write(text, size);
	if (m->may_yield && (m->json || !size || text[size - 1] == '\n') && !in_atomic())
		cond_resched();
}

struct seq_file console_seq = { .write = console_seq_write };

void console_printf(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	seq_vprintf(&console_seq, fmt, args);
	va_end(args);
	ctrl_c_check_call();
}

static int read_uart(void)
{
	const struct uart_driver *driver = early_uart.driver;

	if (!driver)
		return arch_early_getc();
	return driver->getc ? driver->getc(&early_uart) : -1;
}

static unsigned int ring_room(void)
{
	return RING_SIZE - (ring_head - ring_tail);
}

/* Disable (if @stop is true) or enable the receive interrupt.  The caller holds ring_lock. */
static void stop_uart(bool stop)
{
	if (!console_irq || stop == stopped)
		return;
	stopped = stop;
	early_uart.driver->rx_interrupt(&early_uart, !stop);
}

static unsigned int break_key = CTRL_O;
module_param(break_key, uint, 0);

/*
 * Return true if a break must be handled.  A serial line that is not connected may deliver an
 * endless sequence of breaks, so only one break per BREAK_MS is accepted.  The caller holds
 * ring_lock.
 */
static bool break_counts(void)
{
	if (time_before(jiffies, break_at))
		return false;
	break_at = jiffies + msecs_to_jiffies(BREAK_MS);
	return true;
}

/*
 * Move received characters from the UART to the ring until the ring is full.  The loop ends after
 * RING_SIZE reads, because a UART whose line is not connected may return breaks forever.  Returns
 * true if the UART had input or the ring is full.
 */
static bool fill_ring(void)
{
	bool any = false, broken = false;
	unsigned int left = RING_SIZE;
	unsigned long flags;
	int c;

	spin_lock_irqsave(&ring_lock, flags);
	while (ring_room() && left-- && (c = read_uart()) >= 0) {
		any = true;
		if (c == UART_BREAK || (break_key && c == (int)break_key)) {
			broken |= break_counts();
			continue;
		}
		if (c == CTRL_C)
			ctrl_c_typed();
		if (watched && c == CTRL_C) {
			WRITE_ONCE(interrupted, true);
			WRITE_ONCE(ring_tail, ring_head);
		}
		ring[ring_head % RING_SIZE] = c;
		WRITE_ONCE(ring_head, ring_head + 1);
	}
	stop_uart(!ring_room());
	any |= !ring_room();
	spin_unlock_irqrestore(&ring_lock, flags);
	if (any)
		wake_up(&ring_wait);
	if (broken) {
		pr_warn("console: break\n");
		trigger_all_cpu_backtrace();
	}
	return any;
}

void console_watch_interrupt(bool on)
{
	spin_lock_irq(&ring_lock);
	if (interrupted && ring_head != ring_tail && ring[ring_tail % RING_SIZE] == CTRL_C)
		WRITE_ONCE(ring_tail, ring_tail + 1);
	watched = on;
	WRITE_ONCE(interrupted, false);
	spin_unlock_irq(&ring_lock);
}

void console_drop_input(void)
{
	unsigned long flags;

	spin_lock_irqsave(&ring_lock, flags);
	WRITE_ONCE(ring_tail, ring_head);
	spin_unlock_irqrestore(&ring_lock, flags);
}

bool console_interrupted(void)
{
	return READ_ONCE(interrupted);
}

bool console_has_input(void)
{
	return READ_ONCE(ring_head) != READ_ONCE(ring_tail);
}

int console_getc_timeout(long timeout)
{
	bool go_on = false;
	int c = -1;

	while (c < 0) {
		timeout = wait_event_interruptible_timeout(ring_wait, console_has_input(), timeout);
		if (!timeout)
			return -1;
		spin_lock_irq(&ring_lock);
		if (console_has_input()) {
			c = (unsigned char)ring[ring_tail % RING_SIZE];
			WRITE_ONCE(ring_tail, ring_tail + 1);
		}
		go_on = stopped && ring_room() >= RING_SIZE / 2;
		spin_unlock_irq(&ring_lock);
	}
	if (c == CTRL_C)
		ctrl_c_answered();
	if (go_on)
		fill_ring();
	return c;
}

int console_getc(void)
{
	return console_getc_timeout(MAX_SCHEDULE_TIMEOUT);
}

static void console_poll_input(struct timer_list *timer);

static DEFINE_TIMER(poll_timer, console_poll_input);

/*
 * Record whether the interrupt delivered a character (@input).  An interrupt without input may be
 * part of an interrupt storm, which ends with a masked line.  Then only poll_timer delivers input,
 * so poll_timer returns to its short interval.
 */
static void judge_interrupt(bool input)
{
	bool worked, reported;
	unsigned long flags;

	spin_lock_irqsave(&ring_lock, flags);
	worked = trusted;
	reported = missed >= MISSED_MAX;
	trusted = input;
	if (input)
		missed = 0;
	spin_unlock_irqrestore(&ring_lock, flags);
	if (worked && !input)
		mod_timer(&poll_timer, jiffies + msecs_to_jiffies(POLL_MS));
	if (input && reported)
		pr_notice("console: interrupt %d delivers input again\n", console_irq);
}

static irqreturn_t console_interrupt(int irq, void *dev)
{
	const struct uart_driver *driver = early_uart.driver;
	bool input = fill_ring();

	if (!input && driver->clear_irq)
		driver->clear_irq(&early_uart);
	judge_interrupt(input);
	return input ? IRQ_HANDLED : IRQ_NONE;
}

/*
 * Record that poll_timer found input, so that the interrupt is not trusted.  While the receive
 * interrupt is disabled, this is expected, and nothing is recorded.
 */
static void note_missed(void)
{
	unsigned long flags;
	bool report;

	spin_lock_irqsave(&ring_lock, flags);
	report = console_irq && !stopped && missed < MISSED_MAX && ++missed == MISSED_MAX;
	if (!stopped)
		trusted = false;
	spin_unlock_irqrestore(&ring_lock, flags);
	if (report)
		pr_warn("console: interrupt %d does not deliver input: the UART is polled\n",
			console_irq);
}

static void console_poll_input(struct timer_list *timer)
{
	unsigned int ms = POLL_MS;
	bool ctrl_c;

	if (fill_ring()) {
		note_missed();
		if (early_uart.driver)
			ms = POLL_INPUT_MS;
	}
	ctrl_c = ctrl_c_poll();
	if (READ_ONCE(trusted) && !ctrl_c)
		ms = CHECK_MS;
	mod_timer(timer, jiffies + msecs_to_jiffies(ms));
}

/* Return the node whose first register range is that of the console's UART, or NULL. */
static struct device_node *console_node(void)
{
	struct device_node *np;
	struct resource res;

	for_each_of_allnodes(np) {
		if (early_uart.driver &&
		    of_device_is_compatible(np, early_uart.driver->compatible) &&
		    !of_address_to_resource(np, 0, &res) &&
		    early_uart.phys - res.start <= early_uart.phys % PAGE_SIZE)
			return np;
	}
	return NULL;
}

/*
 * Return the number of the receive interrupt: the interrupt that the driver found, otherwise the
 * node's interrupt "rxi" or "uart-rx", otherwise the node's first interrupt.
 */
static int rx_irq(struct device_node *np)
{
	int irq;

#ifdef CONFIG_SERIAL_WITHOUT_REG
	if (early_uart.rx_irq)
		return early_uart.rx_irq;
#endif
	irq = of_irq_get_byname(np, "rxi");
	if (irq <= 0)
		irq = of_irq_get_byname(np, "uart-rx");
	return irq > 0 ? irq : of_irq_get(np, 0);
}

void console_start_input(void)
{
	/* Ignore a break that was received before this function was called. */
	break_at = jiffies + msecs_to_jiffies(BREAK_MS);
	console_poll_input(&poll_timer);
	break_at = jiffies;
}

void console_take_interrupt(void)
{
	struct device_node *np = console_node();
	int irq = rx_irq(np);

	if (early_uart.guessed)
		pr_notice(
			"console: using %pOF, as /chosen/stdout-path names no UART with a driver\n",
			np);

	if (irq <= 0 || !early_uart.driver->rx_interrupt)
		return;
	/*
	 * Firmware may have left UART interrupts enabled.  Without a handler, they would cause an
	 * interrupt storm.
	 */
	early_uart.driver->rx_interrupt(&early_uart, false);
	if (request_irq(irq, console_interrupt, 0, "console", &early_uart))
		return;
	console_irq = irq;
	early_uart.driver->rx_interrupt(&early_uart, true);
}
