// SPDX-License-Identifier: BSD-2-Clause
/*
 * The irqsoff tracer, as Linux's: record the longest sections in which a CPU had its interrupts
 * off, with the functions at both ends.  The same records are kept of the longest turns of threads
 * (Linux's preemptoff tracer), because a thread is not preempted here.
 *
 * A section with interrupts off begins when interrupts are disabled, or when the CPU accepts an
 * interrupt or a fault.  It ends when they are enabled, even if another thread enables them, or at
 * the end of the interrupt or fault.  The time in which an idle CPU waits for an interrupt does not
 * count.  A turn begins when a thread gets the CPU or calls cond_resched(), and ends when the
 * thread waits or calls cond_resched().  Idle threads have no turns.
 *
 * Each CPU has a table of the longest sections and one of the longest turns.  Sections with the
 * same two ends share an entry, which has the length of the longest of them.
 *
 * Locking: none.  A CPU changes only its own tables: that of sections with interrupts off, that of
 * turns in threads.  A report reads the tables of other CPUs while they change, so that a row may
 * have the length of one section and the ends of another.
 */

#include <internal/irqsoff.h>
#include <internal/time.h>
#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/irqflags.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <asm/processor.h>
#include <quarry/console.h>
#include <quarry/report.h>
#include <quarry/shell.h>

struct section_table {
	unsigned long from;	/* where the current section began; 0: there is none */
	u64 start;
	u64 least;		/* only longer sections are recorded */
	struct irqsoff_section longest[IRQSOFF_SECTIONS];
};

struct irqsoff {
	struct section_table tables[NR_IRQSOFF_KINDS];
};

static DEFINE_PER_CPU(struct irqsoff, irqsoff);

/* Set when the counter and the memory of all CPUs can be used. */
static bool tracing;
static bool in_instructions;

static u64 section_now(void)
{
	return READ_ONCE(in_instructions) ? arch_instructions() : arch_counter();
}

/* Record a section that is longer than table->least. */
static void section_record(struct section_table *table, u64 length, unsigned long to)
{
	struct irqsoff_section *entry = &table->longest[0], *s;
	u64 least = U64_MAX;

	for (s = table->longest; s < table->longest + IRQSOFF_SECTIONS; s++) {
		if (s->length < entry->length)
			entry = s;
	}
	for (s = table->longest; s < table->longest + IRQSOFF_SECTIONS; s++) {
		if (s->from == table->from && s->to == to)
			entry = s;
	}
	if (length <= entry->length)
		return;
	*entry = (struct irqsoff_section){
		.length = length, .from = table->from, .to = to, .cpu = smp_processor_id(),
	};
	for (s = table->longest; s < table->longest + IRQSOFF_SECTIONS; s++)
		least = min(least, s->length);
	table->least = least;
}

static void section_begin(enum irqsoff_kind kind, unsigned long from)
{
	struct section_table *table = &this_cpu_ptr(&irqsoff)->tables[kind];

	table->from = from;
	table->start = section_now();
}

static void section_end(enum irqsoff_kind kind, unsigned long to)
{
	struct section_table *table;
	u64 length;

	if (!READ_ONCE(tracing))
		return;
	table = &this_cpu_ptr(&irqsoff)->tables[kind];
	if (!table->from)
		return;
	length = section_now() - table->start;
	if (length > table->least)
		section_record(table, length, to);
	table->from = 0;
}

bool irqsoff_enter(unsigned long from)
{
	if (!READ_ONCE(tracing) || this_cpu_ptr(&irqsoff)->tables[IRQSOFF_IRQS_OFF].from)
		return false;
	section_begin(IRQSOFF_IRQS_OFF, from);
	return true;
}

void irqsoff_leave(unsigned long to)
{
	section_end(IRQSOFF_IRQS_OFF, to);
}

noinline void trace_hardirqs_off(void)
{
	irqsoff_enter(_RET_IP_);
}

noinline void trace_hardirqs_on(void)
{
	irqsoff_leave(_RET_IP_);
}

noinline void stop_critical_timings(void)
{
	irqsoff_leave(_RET_IP_);
}

noinline void start_critical_timings(void)
{
	irqsoff_enter(_RET_IP_);
}

void irqsoff_begin_turn(unsigned long from)
{
	if (READ_ONCE(tracing))
		section_begin(IRQSOFF_NO_YIELD, from);
}

void irqsoff_end_turn(unsigned long to)
{
	section_end(IRQSOFF_NO_YIELD, to);
}

unsigned int irqsoff_read(enum irqsoff_kind kind, struct irqsoff_section *sections,
			  unsigned int max)
{
	unsigned int cpu, n = 0;

	for_each_online_cpu(cpu) {
		const struct section_table *table = &per_cpu_ptr(&irqsoff, cpu)->tables[kind];

		for (unsigned int i = 0; i < IRQSOFF_SECTIONS; i++) {
			struct irqsoff_section s = data_race(table->longest[i]);
			unsigned int at = n;

			/* Insert the section; if the array is full, drop the shortest one. */
			while (at && sections[at - 1].length < s.length)
				at--;
			if (!s.length || at == max)
				continue;
			n = min(n + 1, max);
			memmove(&sections[at + 1], &sections[at], (n - at - 1) * sizeof(s));
			sections[at] = s;
		}
	}
	return n;
}

/* Clear the tables of this CPU.  Sections that have begun are not recorded. */
static void irqsoff_reset_cpu(void *unused)
{
	unsigned long flags;

	flags = arch_local_irq_save();
	*this_cpu_ptr(&irqsoff) = (struct irqsoff){};
	arch_local_irq_restore(flags);
}

void irqsoff_reset(bool instructions)
{
	WRITE_ONCE(tracing, false);
	on_each_cpu(irqsoff_reset_cpu, NULL, 1);
	WRITE_ONCE(in_instructions, instructions);
	WRITE_ONCE(tracing, true);
}

static u64 section_ns(u64 length)
{
	return in_instructions ? length : mul_u64_u32_div(length, NSEC_PER_SEC, arch_counter_hz);
}

static int irqsoff_show(enum irqsoff_kind kind, const char *name, const char *title)
{
	struct irqsoff_section *sections = kmalloc_array(IRQSOFF_SECTIONS, sizeof(*sections),
							 GFP_KERNEL);
	unsigned int n;

	if (!sections)
		return -ENOMEM;
	n = irqsoff_read(kind, sections, IRQSOFF_SECTIONS);
	report_fields(&console_seq, "%s, in %s:\n", title, in_instructions ? "instructions" : "ns");
	report_open(&console_seq, name, '[');
	for (unsigned int i = 0; i < n; i++)
		report_row(&console_seq, "%12llu{length}  CPU %-3u{cpu}  %pS{from} to %pS{to}\n",
			   (unsigned long long)section_ns(sections[i].length), sections[i].cpu,
			   (void *)(sections[i].from - 1), (void *)(sections[i].to - 1));
	report_close(&console_seq, ']');
	kfree(sections);
	return 0;
}

static int cmd_irqsoff(int argc, char **argv)
{
	bool instructions = false, reset = false;
	int err;

	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "-i")) {
			instructions = true;
		} else if (!strcmp(argv[i], "reset")) {
			reset = true;
		} else {
			console_printf("irqsoff: %s is neither \"reset\" nor -i\n", argv[i]);
			return 1;
		}
	}
	if (instructions && !reset) {
		console_printf("irqsoff: -i needs \"reset\"\n");
		return 1;
	}
	if (reset) {
		irqsoff_reset(instructions);
		return 0;
	}
	report_open(&console_seq, NULL, '{');
	err = irqsoff_show(IRQSOFF_IRQS_OFF, "irqs_off", "longest sections with interrupts off");
	if (!err)
		err = irqsoff_show(IRQSOFF_NO_YIELD, "no_yield",
				   "longest turns of threads, without a wait or cond_resched()");
	report_close(&console_seq, '}');
	if (err)
		console_printf("irqsoff: no memory\n");
	return err != 0;
}
SHELL_COMMAND(irqsoff, "irqsoff", "[-j] | reset [-i]",
	      "longest sections with interrupts off, longest turns of threads, since boot or\n"
	      "\"irqsoff reset\"; -i: count instructions instead of time", cmd_irqsoff);

static int __init irqsoff_init(void)
{
	irqsoff_reset(false);
	return 0;
}
postcore_initcall(irqsoff_init);
