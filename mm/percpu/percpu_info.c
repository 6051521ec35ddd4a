// SPDX-License-Identifier: BSD-2-Clause
/* The command "percpu": print the chunks of per-CPU memory and their free memory. */

#include <internal/sections.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/mutex.h>
#include <quarry/report.h>
#include <quarry/shell.h>

#include "mm/pages/pages.h"
#include "percpu.h"

struct figures {
	unsigned long populated, free, largest, allocations;
};

static void pcpu_info_count(const struct pcpu_chunk *chunk, struct figures *f)
{
	unsigned long flags;

	spin_lock_irqsave(&pcpu.lock, flags);
	*f = (struct figures){ .populated = chunk->nr_granules, .free = chunk->nr_free };
	if (chunk == pcpu.first)
		f->free += pcpu_nr_recent();
	for (unsigned long word = 0; word < pcpu_map_words(chunk->nr_granules); word++)
		f->allocations += hweight64(READ_ONCE(chunk->map[word].live));
	if (chunk->bins) {
		for (unsigned long i = chunk->head[chunk->slot]; i != PCPU_NO_BLOCK;
		     i = pcpu_block(chunk, i)->next)
			f->largest = max_t(unsigned long, f->largest, pcpu_block(chunk, i)->size);
	}
	spin_unlock_irqrestore(&pcpu.lock, flags);
}

static void show_chunk(struct seq_file *m, const struct pcpu_chunk *chunk, const char *kind)
{
	struct figures f;

	pcpu_info_count(chunk, &f);
	report_row(m,
		   "%-6s{chunk} %016lx{base} %9lu{bytes} %9lu{free_bytes} "
		   "%9lu{largest_free_bytes} %11lu{allocations}\n",
		   kind, (unsigned long)chunk->base, f.populated << PCPU_MIN_ALLOC_SHIFT,
		   f.free << PCPU_MIN_ALLOC_SHIFT, f.largest << PCPU_MIN_ALLOC_SHIFT,
		   f.allocations);
}

void percpu_show(struct seq_file *m)
{
	report_open(m, NULL, '{');
	report_fields(m, "units: %u{units}  stride: %lu{stride_bytes}  static: %lu{static_bytes}  "
		      "pages: %lu{pages}\n", pcpu.nr_units, pcpu.stride,
		      (unsigned long)(__per_cpu_end - __per_cpu_start), pcpu_nr_pages());
	report_fields(m, "# chunk in unit 0              bytes      free   largest allocations\n");
	report_open(m, "chunks", '[');
	mutex_lock(&pcpu_grow_mutex);
	show_chunk(m, pcpu.first, "first");
	for (struct rb_node *rb = rb_first(&pcpu.tree); rb; rb = rb_next(rb))
		show_chunk(m, rb_entry(rb, struct pcpu_chunk, node), "more");
	mutex_unlock(&pcpu_grow_mutex);
	report_close(m, ']');
	report_close(m, '}');
}

static int cmd_percpu(int argc, char **argv)
{
	percpu_show(&console_seq);
	return 0;
}
SHELL_COMMAND(percpu, "percpu", "[-j]", "per-CPU memory: chunks and free bytes", cmd_percpu);
