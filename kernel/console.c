// SPDX-License-Identifier: BSD-2-Clause
/*
 * The terminal.  Output goes to the UART that the device tree names, by polling, so that it works in any
 * context; input comes by that UART's interrupt into a ring.  While the ring is full the UART keeps what
 * it receives, with its interrupt off.
 *
 * The interrupt is trusted when it has delivered a character.  It may be another one than the device tree
 * says, the UART may not raise it, the line may be masked after a storm, or firmware may have left it
 * active in the controller.  Until it delivers, a timer polls the UART every 10 ms, and every millisecond
 * while characters arrive.  After that the timer looks twice a second, and polls again if it finds a
 * character or if an interrupt comes without one.
 *
 * A break on the serial line, and the break key, show what all CPUs do, at once, in the interrupt that
 * received it, and are not input.
 */

#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/moduleparam.h>
#include <linux/nmi.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/of_irq.h>
#include <linux/printk.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/wait.h>
#include <asm/page.h>
#include <internal/console.h>
#include <internal/early.h>

#define RING_SIZE	256	/* a power of two */
#define POLL_MS		10
#define POLL_INPUT_MS	1	/* while characters arrive at a UART of ours */
#define CHECK_MS	500	/* while the interrupt delivers */
#define MISSED_MAX	8	/* polls that find input without an interrupt before that is reported */
#define BREAK_MS	1000	/* between two breaks that count */
#define CTRL_C		3
#define CTRL_O		15

static char ring[RING_SIZE];
static unsigned int ring_head, ring_tail;	/* counted up; ring_lock */
static int console_irq;				/* 0: none */
static bool trusted;				/* the interrupt delivers what is received; ring_lock */
static unsigned int missed;			/* polls that found input since it did; ring_lock */
static bool stopped;				/* the UART's interrupt is off; ring_lock */
static bool watched, interrupted;		/* Ctrl-C is watched for; and was typed; ring_lock */
static unsigned long break_at;			/* jiffies: from then on a break counts; ring_lock */
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

/* The lock is held. */
static void stop_uart(bool stop)
{
	if (!console_irq || stop == stopped)
		return;
	stopped = stop;
	early_uart.driver->rx_interrupt(&early_uart, !stop);
}

static unsigned int break_key = CTRL_O;
module_param(break_key, uint, 0);

/* A line that nobody drives may be a break for ever.  The lock is held. */
static bool break_counts(void)
{
	if (time_before(jiffies, break_at))
		return false;
	break_at = jiffies + msecs_to_jiffies(BREAK_MS);
	return true;
}

/*
 * Move what the UART has received into the ring, as far as there is room.  A UART of which every read is a
 * break is left after RING_SIZE of them.  Returns true if there was input.
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

/* An interrupt came.  One without input may be a storm that ends with the line masked. */
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

/* The timer found input.  While the UART's interrupt is off, that says nothing about it. */
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
		pr_warn("console: interrupt %d does not deliver input: the UART is polled\n", console_irq);
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

/* The node whose first register is the console's. */
static struct device_node *console_node(void)
{
	struct device_node *np;
	struct resource res;

	for_each_of_allnodes(np) {
		if (early_uart.driver && of_device_is_compatible(np, early_uart.driver->compatible) &&
		    !of_address_to_resource(np, 0, &res) &&
		    early_uart.phys - res.start <= early_uart.phys % PAGE_SIZE)
			return np;
	}
	return NULL;
}

/* The interrupt of the receiver: the driver's, by the name that bindings give it, or the node's first. */
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
	/* A break that was received before does not count. */
	break_at = jiffies + msecs_to_jiffies(BREAK_MS);
	console_poll_input(&poll_timer);
	break_at = jiffies;
}

void console_take_interrupt(void)
{
	struct device_node *np = console_node();
	int irq = rx_irq(np);

	if (early_uart.guessed)
		pr_notice("console: %pOF, as /chosen/stdout-path names no UART that a driver knows\n", np);

	if (irq <= 0 || !early_uart.driver->rx_interrupt)
		return;
	/* Firmware may have left any of the UART's interrupts on: without a handler it is a storm. */
	early_uart.driver->rx_interrupt(&early_uart, false);
	if (request_irq(irq, console_interrupt, 0, "console", &early_uart))
		return;
	console_irq = irq;
	early_uart.driver->rx_interrupt(&early_uart, true);
}
