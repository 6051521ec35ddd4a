// SPDX-License-Identifier: BSD-2-Clause
/*
 * The message log.  Each message is formatted once, stored in a ring buffer for dmesg, and written
 * to the console immediately if its level is important enough.
 *
 * The ring buffer holds records, each of which is a header and a text.  A record never wraps around
 * the end of the buffer; a record of level SKIP fills the rest.  The oldest records are dropped to
 * free space.  printk() may be called in any context, even while it already runs on this CPU (after
 * a fault in a formatter).  The inner call does not take the lock, and writes its text only to the
 * console.
 *
 * Locking: log_lock, with interrupts disabled, protects the ring buffer and separates the lines of
 * different CPUs.  The CPU that stops the machine prints without the lock, because the holder of
 * the lock may never continue.  All other CPUs then print nothing.
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
/*
 * Time for the holder of log_lock to print a line.  At 115,200 baud, LINE_MAX characters take
 * 45 ms.
 */
#define LINE_NS 100000000

struct record {
	u64 time_ns;
	u16 size;	/* length of the text in bytes */
	u8 level;
	u8 reserved[5];
};

static char log_buf[LOG_SIZE] __aligned(sizeof(struct record));
/* end of the newest record and start of the oldest one, counted in all bytes ever written */
static unsigned long log_head, log_tail;
static DEFINE_SPINLOCK(log_lock);
static DEFINE_PER_CPU(unsigned int, printk_depth);
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
	/* The code above ensures that the record does not wrap. */
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
 * Let only this CPU print from now on.  Wait until the holder of the lock has finished its line,
 * but at most LINE_NS: the holder may hang or wait for this CPU, or this CPU may have been
 * interrupted while it held the lock.  The lock is not changed, because its holder may still
 * release it.
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

/* Print only errors on the console, as in Linux. */
static int __init set_quiet(char *value)
{
	console_loglevel = 4;
	return 0;
}
early_param("quiet", set_quiet);
