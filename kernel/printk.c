// SPDX-License-Identifier: BSD-2-Clause
/*
 * The message log.  Each message is formatted once, and stored in a ring buffer for dmesg.  If its
 * level is important enough, it is on the console when printk() returns.
 *
 * The ring buffer holds records, each of which is a header and a text.  A record never wraps around
 * the end of the buffer; a record of level SKIP fills the rest.  The oldest records are dropped to
 * free space, but only after they were printed.  printk() may be called in any context, even while
 * this CPU holds log_lock (after a fault).  Such a call writes its text only to the console.
 *
 * The console follows the ring: print_next is the record that is printed next, and print_offset the
 * number of its characters that are printed already.  Each caller of printk() prints characters,
 * also those of other CPUs or of a message that it interrupted, until its own message is complete.
 * So the lines of different CPUs are never mixed, and interrupts are on while a caller waits for
 * the UART.
 *
 * Locking: log_lock, with interrupts disabled, protects the ring buffer and the position of the
 * console.  It is held for at most PRINT_CHARS characters, and never while the UART is not ready.
 * The CPU that stops the machine prints without the lock, because the holder of the lock may never
 * continue.  All other CPUs then print nothing.
 */

#include <internal/console.h>
#include <internal/early.h>
#include <internal/time.h>
#include <linux/bug.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/math64.h>
#include <linux/percpu.h>
#include <linux/printk.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <trace/events/printk.h>

#define LOG_SIZE	(1U << CONFIG_LOG_BUF_SHIFT)
#define LINE_MAX	512
#define SKIP		0xff
#define PRINT_CHARS	8	/* characters that are printed with the lock held */
/* Time in which the holder of log_lock releases it, unless it has stopped. */
#define LOCK_NS		100000000

struct record {
	u64 time_ns;
	u16 size;	/* length of the text in bytes */
	u8 level;
	bool plain;	/* has no level: is always printed, without the time */
	u8 reserved[4];
};

static char log_buf[LOG_SIZE] __aligned(sizeof(struct record));
/* end of the newest record and start of the oldest one, counted in all bytes ever written */
static unsigned long log_head, log_tail;
static unsigned long print_next;	/* position of the record that is printed next */
static unsigned int print_offset;	/* its characters that are printed, including the stamp */
static char stamp[24];			/* text before that record: its time, or nothing */
static bool at_line_start = true;	/* the last printed character was a newline */
static DEFINE_SPINLOCK(log_lock);
static DEFINE_PER_CPU(bool, holds_log_lock);
static int lone_cpu = -1;	/* the only CPU that prints, without log_lock; -1 for all CPUs */

static int console_loglevel = CONFIG_DEFAULT_LOGLEVEL;

static unsigned int record_size(const struct record *record)
{
	return ALIGN(sizeof(*record) + record->size, sizeof(*record));
}

static struct record *record_at(unsigned long position)
{
	return (struct record *)(log_buf + position % LOG_SIZE);
}

/* Drop the oldest records until @size bytes are free. */
static void printk_make_room(unsigned int size)
{
	while (log_head - log_tail + size > LOG_SIZE)
		log_tail += record_size(record_at(log_tail));
}

/*
 * Append a record.  Returns false if it would overwrite a record that is not printed yet.  The
 * caller holds log_lock.
 */
static bool printk_append(const struct record *record, const char *text)
{
	unsigned int need = record_size(record), rest = LOG_SIZE - log_head % LOG_SIZE;
	unsigned int skipped = rest < need ? rest : 0;

	if (log_head + skipped + need - print_next > LOG_SIZE)
		return false;
	if (skipped) {
		struct record skip = { .size = rest - sizeof(skip), .level = SKIP };

		printk_make_room(rest);
		*record_at(log_head) = skip;
		log_head += rest;
	}
	printk_make_room(need);
	/* The code above ensures that the record does not wrap. */
	if (WARN_ON_ONCE(log_head % LOG_SIZE + need > LOG_SIZE))
		return true;
	*record_at(log_head) = *record;
	memcpy(record_at(log_head) + 1, text, record->size);
	log_head += need;
	return true;
}

static void format_stamp(u64 ns)
{
	u64 us = div_u64(ns, 1000);

	scnprintf(stamp, sizeof(stamp), "[%5llu.%06llu] ", (unsigned long long)us / 1000000,
		  (unsigned long long)us % 1000000);
}

/*
 * Return the level from the prefix of a message ("\001" and a digit), or -1 without one.  *text is
 * advanced to the text after the prefix.
 */
static int message_level(const char **text)
{
	int level = -1;

	while ((*text)[0] == KERN_SOH_ASCII && (*text)[1]) {
		if ((*text)[1] >= '0' && (*text)[1] <= '7')
			level = (*text)[1] - '0';
		else if ((*text)[1] == 'c')
			level = LOGLEVEL_DEFAULT;
		*text += 2;
	}
	return level;
}

static bool is_lone(void)
{
	return READ_ONCE(lone_cpu) == (int)smp_processor_id();
}

static bool is_silent(void)
{
	return READ_ONCE(lone_cpu) >= 0 && !is_lone();
}

/*
 * Acquire log_lock, unless this CPU is the only one that prints.  Returns false if only another CPU
 * may print, or if @wait is false and another CPU holds the lock.
 */
static bool printk_lock(bool wait, unsigned long *flags) __no_context_analysis
{
	bool locked = true;

	local_irq_save(*flags);
	__this_cpu_write(holds_log_lock, true);
	if (is_lone())
		return true;
	if (wait)
		spin_lock(&log_lock);
	else
		locked = spin_trylock(&log_lock);
	/* This pairs with smp_mb() in printk_break_lock(). */
	smp_mb();
	if (locked && !is_silent())
		return true;
	if (locked)
		spin_unlock(&log_lock);
	__this_cpu_write(holds_log_lock, false);
	local_irq_restore(*flags);
	return false;
}

static void printk_unlock(unsigned long flags) __no_context_analysis
{
	if (!is_lone())
		spin_unlock(&log_lock);
	__this_cpu_write(holds_log_lock, false);
	local_irq_restore(flags);
}

/* Print the next character of the record.  Returns false if the UART is not ready. */
static bool print_char(const struct record *record)
{
	const char *text = (const char *)(record + 1);
	unsigned int before;
	char c;

	if (!print_offset) {
		stamp[0] = '\0';
		if (!record->plain && at_line_start)
			format_stamp(record->time_ns);
	}
	before = strlen(stamp);
	c = print_offset < before ? stamp[print_offset] : text[print_offset - before];
	if (!early_try_putc(c))
		return false;
	if (++print_offset == before + record->size) {
		at_line_start = c == '\n';
		print_offset = 0;
		WRITE_ONCE(print_next, print_next + record_size(record));
	}
	return true;
}

/*
 * Print up to PRINT_CHARS characters of the records that are not printed yet, unless another CPU is
 * doing so.
 */
static void print_part(void)
{
	unsigned long flags;

	if (!printk_lock(false, &flags)) {
		cpu_relax();
		return;
	}
	for (unsigned int i = 0; i < PRINT_CHARS && print_next != log_head; i++) {
		const struct record *record = record_at(print_next);

		if (record->level == SKIP || (!record->plain && record->level >= console_loglevel))
			WRITE_ONCE(print_next, print_next + record_size(record));
		else if (!print_char(record))
			break;
	}
	printk_unlock(flags);
}

/* Store the message in the ring, and print until it is on the console. */
static void printk_message(const char *text, unsigned int size, int level)
{
	struct record record = {
		.time_ns = ktime_get_ns(), .size = size, .plain = level < 0,
		.level = level < 0 ? LOGLEVEL_INFO : level,
	};
	unsigned long flags, end = 0;
	bool done = false;

	while (!done && !is_silent()) {
		if (!printk_lock(true, &flags))
			return;
		done = printk_append(&record, text);
		end = log_head;
		printk_unlock(flags);
		if (!done)
			print_part();
	}
	while ((long)(end - READ_ONCE(print_next)) > 0 && !is_silent())
		print_part();
}

int vprintk(const char *fmt, va_list args)
{
	char line[LINE_MAX];
	const char *text = line;
	int level, size;

	vscnprintf(line, sizeof(line), fmt, args);
	level = message_level(&text);
	size = strlen(text);
	if (!size || is_silent())
		return size;
	if (IS_ENABLED(CONFIG_KUNIT))
		trace_console(text, size);
	if (this_cpu_read(holds_log_lock))
		console_write(text, size);
	else
		printk_message(text, size, level);
	return size;
}

int printk(const char *fmt, ...)
{
	va_list args;
	int size;

	va_start(args, fmt);
	size = vprintk(fmt, args);
	va_end(args);
	return size;
}

/*
 * Copy the record at *position and advance *position.  If that record was dropped, copy the oldest
 * record.  Returns false at @end.
 */
static bool next_record(unsigned long *position, unsigned long end, struct record *record,
			char *text)
{
	unsigned long flags;
	bool found;

	spin_lock_irqsave(&log_lock, flags);
	if ((long)(log_tail - *position) > 0)
		*position = log_tail;
	found = (long)(end - *position) > 0;
	if (found) {
		*record = *record_at(*position);
		if (record->level != SKIP)
			memcpy(text, record_at(*position) + 1, record->size);
		*position += record_size(record);
	}
	spin_unlock_irqrestore(&log_lock, flags);
	return found;
}

void dmesg_show(void (*emit_line)(u64 time_ns, int level, const char *text, unsigned int size))
{
	unsigned long position = 0, end = READ_ONCE(log_head);
	struct record record = {};	/* initialized because GCC 14 warns otherwise */
	char text[LINE_MAX];

	while (next_record(&position, end, &record, text)) {
		if (record.level != SKIP)
			emit_line(record.time_ns, record.level, text, record.size);
	}
}

/*
 * Let only this CPU print from now on.  Wait until the holder of the lock has released it, but at
 * most LOCK_NS: the holder may hang or wait for this CPU, or this CPU may have been
 * interrupted while it held the lock.  The lock is not changed, because its holder may still
 * release it.
 */
void printk_break_lock(void)
{
	u64 end = ktime_get_ns() + LOCK_NS;

	WRITE_ONCE(lone_cpu, (int)smp_processor_id());
	smp_mb();
	while (!this_cpu_read(holds_log_lock) && spin_is_locked(&log_lock) && ktime_get_ns() < end)
		cpu_relax();
	__this_cpu_write(holds_log_lock, false);
}

static int __init set_loglevel(char *value)
{
	return kstrtoint(value, 0, &console_loglevel);
}
early_param("loglevel", set_loglevel);

/* Print only errors on the console, as in Linux. */
static int __init set_quiet(char *value)
{
	console_loglevel = 4;
	return 0;
}
early_param("quiet", set_quiet);
