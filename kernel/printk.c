// SPDX-License-Identifier: BSD-2-Clause
/*
 * Messages: formatted once, kept in a ring for dmesg, and written to the console at once if their level
 * says so.
 *
 * The ring is bytes: each record is a header and its text, records never wrap around the end (the rest
 * of the ring is skipped by a record of level SKIP), and the oldest ones are dropped to make room.
 * printk() may be called in any context, also while it already runs on this CPU (a fault in a
 * formatter): the lock is only tried then, and the text goes to the console alone.
 *
 * Locking: log_lock, interrupts off, protects the ring and keeps lines of several CPUs apart.  The CPU that
 * stops the machine prints without it, for the holder may never go on, and all others print nothing then.
 */

#include <internal/console.h>
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

#define LOG_SIZE	(1U << CONFIG_LOG_BUF_SHIFT)
#define LINE_MAX	512
#define SKIP		0xff
#define LINE_NS		100000000	/* a line of LINE_MAX characters at 115,200 baud takes 45 ms */

struct record {
	u64 time_ns;
	u16 size;	/* bytes of text */
	u8 level;
	u8 reserved[5];
};

static char log_buf[LOG_SIZE] __aligned(sizeof(struct record));
static unsigned long log_head, log_tail;	/* next to write; oldest record: bytes, counted up */
static DEFINE_SPINLOCK(log_lock);
static DEFINE_PER_CPU(unsigned int, printk_depth);
static int lone_cpu = -1;	/* prints without log_lock, and all others print nothing */

static int console_loglevel = CONFIG_DEFAULT_LOGLEVEL;

static unsigned int record_size(const struct record *record)
{
	return ALIGN(sizeof(*record) + record->size, sizeof(*record));
}

static struct record *record_at(unsigned long position)
{
	return (struct record *)(log_buf + position % LOG_SIZE);
}

/* Drop the oldest records until so many bytes are free. */
static void printk_make_room(unsigned int size)
{
	while (log_head - log_tail + size > LOG_SIZE)
		log_tail += record_size(record_at(log_tail));
}

static void printk_append(u8 level, u64 now, const char *text, unsigned int size)
{
	struct record record = { .time_ns = now, .size = size, .level = level };
	unsigned int need = record_size(&record), rest = LOG_SIZE - log_head % LOG_SIZE;

	if (rest < need) {
		struct record skip = { .size = rest - sizeof(skip), .level = SKIP };

		printk_make_room(rest);
		*record_at(log_head) = skip;
		log_head += rest;
	}
	printk_make_room(need);
	/* The record ends in the ring. */
	if (WARN_ON_ONCE(log_head % LOG_SIZE + need > LOG_SIZE))
		return;
	*record_at(log_head) = record;
	memcpy(record_at(log_head) + 1, text, size);
	log_head += need;
}

static void print_stamp(u64 ns)
{
	char stamp[24];
	u64 us = div_u64(ns, 1000);

	scnprintf(stamp, sizeof(stamp), "[%5llu.%06llu] ", (unsigned long long)us / 1000000,
		  (unsigned long long)us % 1000000);
	console_write(stamp, strlen(stamp));
}

/* The level that a message starts with ("\001" and a digit), and the text behind it. */
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

static void printk_emit(const char *text, unsigned int size, int level, bool keep)
{
	static bool at_line_start = true;
	u64 now = ktime_get_ns();

	if (keep)
		printk_append(level < 0 ? LOGLEVEL_INFO : level, now, text, size);
	if (level >= console_loglevel)
		return;
	if (level >= 0 && at_line_start)
		print_stamp(now);
	console_write(text, size);
	at_line_start = text[size - 1] == '\n';
}

int vprintk(const char *fmt, va_list args) __no_context_analysis
{
	char line[LINE_MAX];
	unsigned long flags;
	const char *text = line;
	int level, size;
	bool outermost, locked, silent;

	local_irq_save(flags);
	outermost = this_cpu_read(printk_depth) == 0;
	locked = outermost && READ_ONCE(lone_cpu) != (int)smp_processor_id();
	__this_cpu_write(printk_depth, __this_cpu_read(printk_depth) + 1);
	if (locked)
		spin_lock(&log_lock);
	vscnprintf(line, sizeof(line), fmt, args);
	level = message_level(&text);
	size = strlen(text);
	silent = READ_ONCE(lone_cpu) >= 0 && READ_ONCE(lone_cpu) != (int)smp_processor_id();
	if (size && !silent)
		printk_emit(text, size, level, outermost);
	if (locked)
		spin_unlock(&log_lock);
	__this_cpu_write(printk_depth, __this_cpu_read(printk_depth) - 1);
	local_irq_restore(flags);
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

/* Copy the record at *position, or the oldest that is left if it is gone; false behind the end. */
static bool next_record(unsigned long *position, unsigned long end, struct record *record, char *text)
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
	struct record record = {};	/* GCC 14 does not see that next_record() fills it */
	char text[LINE_MAX];

	while (next_record(&position, end, &record, text)) {
		if (record.level != SKIP)
			emit_line(record.time_ns, record.level, text, record.size);
	}
}

/*
 * Let only this CPU print from now on.  Wait for the end of another CPU's line first, but not for ever:
 * that CPU may hang, or wait for this one, and this CPU may have been interrupted within a line.  The lock
 * is not changed, because its holder may still release it.
 */
void printk_break_lock(void)
{
	u64 end = ktime_get_ns() + LINE_NS;

	WRITE_ONCE(lone_cpu, (int)smp_processor_id());
	smp_mb();
	while (!this_cpu_read(printk_depth) && spin_is_locked(&log_lock) && ktime_get_ns() < end)
		cpu_relax();
	__this_cpu_write(printk_depth, 0);
}

static int __init set_loglevel(char *value)
{
	return kstrtoint(value, 0, &console_loglevel);
}
early_param("loglevel", set_loglevel);

/* As Linux has it: errors only. */
static int __init set_quiet(char *value)
{
	console_loglevel = 4;
	return 0;
}
early_param("quiet", set_quiet);
