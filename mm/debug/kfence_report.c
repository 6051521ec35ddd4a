// SPDX-License-Identifier: BSD-2-Clause
/* Reports of KFENCE, its counters, and the call chains of guarded objects. */

#define pr_fmt(fmt) "" fmt

#include <internal/stack.h>
#include <linux/array_size.h>
#include <linux/bug.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/smp.h>
#include <linux/sprintf.h>
#include <linux/stacktrace.h>
#include <linux/string.h>
#include <quarry/report.h>
#include <quarry/shell.h>

#include "kfence.h"

#define STACK_DEPTH	24
/* printed bytes outside of an object, from the first damaged one on */
#define SHOW_BYTES	16
#define RULE		"=================================================================="

static const char *const error_words[] = {
	[KFENCE_OUT_OF_BOUNDS] = "out-of-bounds",
	[KFENCE_USE_AFTER_FREE] = "use-after-free",
	[KFENCE_CORRUPTION] = "memory corruption",
	[KFENCE_INVALID] = "invalid",
	[KFENCE_INVALID_FREE] = "invalid free",
};

static const char *cache_name(const struct kfence_meta *meta)
{
	return meta->cache ? meta->cache->name : meta->of_kmalloc ? "kmalloc" : "(destroyed)";
}

/* Tracks */

static void print_track(const struct kfence_meta *meta, const char *what,
			const struct kfence_track *track)
{
	u64 now = ktime_get(), ago = now - track->when;

	pr_err("%s by task %d on cpu %u at %llu.%06llus (%llu.%06llus ago):\n", what, track->pid,
	       track->cpu, track->when / NSEC_PER_SEC, track->when % NSEC_PER_SEC / NSEC_PER_USEC,
	       ago / NSEC_PER_SEC, ago % NSEC_PER_SEC / NSEC_PER_USEC);
	stack_depot_print(track->stack);
}

static void print_meta(const struct kfence_meta *meta)
{
	if (meta->state == KFENCE_UNUSED) {
		pr_err("kfence-#%ld unused\n", (long)(meta - kfence_metas));
		return;
	}
	pr_err("kfence-#%ld: 0x%px-0x%px, size=%u, cache=%s\n\n", (long)(meta - kfence_metas),
	       (void *)meta->addr, (void *)(meta->addr + meta->size - 1), meta->size,
	       cache_name(meta));
	print_track(meta, "allocated", &meta->alloc);
	if (meta->state != KFENCE_ALLOCATED)
		print_track(meta, "freed", &meta->free);
}

/* Reports */

/* Print the bytes from the first damaged one on.  Undamaged bytes are printed as a dot. */
static void print_damage(const struct kfence_meta *meta, const u8 *bad)
{
	const u8 *end = (const u8 *)kfence_meta_page(meta) + PAGE_SIZE;
	char text[SHOW_BYTES * 5 + 1];
	unsigned int at = 0;

	if ((unsigned long)bad < meta->addr)
		end = (const u8 *)meta->addr;
	if (end - bad > SHOW_BYTES)
		end = bad + SHOW_BYTES;
	for (const u8 *p = bad; p < end; p++)
		at += scnprintf(text + at, sizeof(text) - at,
				*p == kfence_canary(p) ? " ." : " 0x%02x", *p);
	pr_err("Corrupted memory at 0x%px [%s ] (in kfence-#%ld):\n", bad, text,
	       (long)(meta - kfence_metas));
}

static void print_what(enum kfence_error error, unsigned long addr, bool is_write,
		       const struct kfence_meta *meta)
{
	const char *access = is_write ? "write" : "read";
	bool left = meta && addr < meta->addr;
	long number = meta ? meta - kfence_metas : -1;

	switch (error) {
	case KFENCE_OUT_OF_BOUNDS:
		pr_err("Out-of-bounds %s at 0x%px (%luB %s of kfence-#%ld):\n", access,
		       (void *)addr, left ? meta->addr - addr : addr - meta->addr,
		       left ? "left" : "right", number);
		return;
	case KFENCE_USE_AFTER_FREE:
		pr_err("Use-after-free %s at 0x%px (in kfence-#%ld):\n", access, (void *)addr,
		       number);
		return;
	case KFENCE_CORRUPTION:
		print_damage(meta, (const u8 *)addr);
		return;
	case KFENCE_INVALID:
		pr_err("Invalid %s at 0x%px:\n", access, (void *)addr);
		return;
	case KFENCE_INVALID_FREE:
		/* Linux's words also for a second free, so that its tools and tests find them. */
		pr_err("Invalid free of 0x%px (in kfence-#%ld%s):\n", (void *)addr, number,
		       meta && meta->addr == addr && meta->state != KFENCE_ALLOCATED
		       ? ", freed already" : "");
		return;
	}
}

void kfence_report(enum kfence_error error, unsigned long addr, bool is_write,
		   const struct pt_regs *regs, const struct kfence_meta *meta, const void *caller,
		   const void *ret)
{
	unsigned long entries[STACK_DEPTH];
	unsigned int n;
	const char *access = is_write ? " write" : " read";

	if (regs)
		n = stack_walk(regs, entries, ARRAY_SIZE(entries));
	else
		n = kfence_chain(entries, ARRAY_SIZE(entries), caller, ret);
	/*
	 * The entries are return addresses, which are after the call, and 1 is subtracted when
	 * they are printed.  So add 1 to the address of the access.
	 */
	if (regs && n)
		entries[0]++;
	if (error == KFENCE_CORRUPTION || error == KFENCE_INVALID_FREE)
		access = "";
	__atomic_fetch_add(&kfence_counts.bugs, 1, __ATOMIC_RELAXED);
	pr_err(RULE "\n");
	pr_err("BUG: KFENCE: %s%s in %pS\n\n", error_words[error], access,
	       n ? (void *)(entries[0] - 1) : NULL);
	print_what(error, addr, is_write, meta);
	stack_trace_print(entries, n, 1);
	pr_err("\n");
	if (meta)
		print_meta(meta);
	pr_err("\nCPU: %u PID: %d Comm: %s\n", smp_processor_id(), current ? current->pid : 0,
	       current ? current->comm : "boot");
	pr_err(RULE "\n");
	if (IS_ENABLED(CONFIG_SLAB_MISUSE_PANIC))
		panic("KFENCE: %s%s at %px", error_words[error], access, (void *)addr);
	WARN(1, "KFENCE: %s%s at %px\n", error_words[error], access, (void *)addr);
}

/* Functions for pointers into the pool */

void kfence_describe(const void *object, char *buf, size_t size)
{
	const struct kfence_meta *meta = kfence_meta_of(object);
	static const char *const states[] = { "never used", "in use", "freed already",
					      "freed already" };

	if (!meta)
		scnprintf(buf, size, "in a guard page of KFENCE");
	else
		scnprintf(buf, size,
			  "in the page of the %u-byte object at %px of %s, kfence-#%ld, %s",
			  meta->size, (void *)meta->addr, cache_name(meta),
			  (long)(meta - kfence_metas), states[meta->state]);
}

void kfence_for_each(const struct page *page, slab_object_fn fn, void *arg)
{
	struct kfence_meta *meta = kfence_meta_of(page_address(page));
	unsigned long flags;

	if (!meta)
		return;
	spin_lock_irqsave(&meta->lock, flags);
	if (meta->state == KFENCE_ALLOCATED)
		fn(meta->cache, (const void *)meta->addr, meta->size, arg);
	spin_unlock_irqrestore(&meta->lock, flags);
}

void kfence_print_object(const void *object)
{
	const struct kfence_meta *meta = kfence_meta_of(object);

	if (meta)
		print_meta(meta);
}

bool kfence_allocated_by(const void *object, u32 *stack, int *pid, u32 *when_ms)
{
	struct kfence_meta *meta = kfence_meta_of(object);
	unsigned long flags;
	bool used;

	if (!meta)
		return false;
	spin_lock_irqsave(&meta->lock, flags);
	used = meta->state == KFENCE_ALLOCATED;
	*stack = meta->alloc.stack;
	*pid = meta->alloc.pid;
	*when_ms = meta->alloc.when / NSEC_PER_MSEC;
	spin_unlock_irqrestore(&meta->lock, flags);
	return used;
}

/* The command */

static void kfence_show_object(struct seq_file *m, unsigned int number,
			       const struct kfence_meta *meta)
{
	const struct kfence_track *track = meta->state == KFENCE_ALLOCATED ? &meta->alloc
									   : &meta->free;
	const unsigned long *entries;
	unsigned int n = stack_depot_fetch(track->stack, &entries);

	seq_printf(m, "kfence-#%u: 0x%px size=%u cache=%s %s by task %d on cpu %u at %llu ms\n",
		   number, (void *)meta->addr, meta->size, cache_name(meta),
		   meta->state == KFENCE_ALLOCATED ? "allocated" : "freed", track->pid, track->cpu,
		   track->when / NSEC_PER_MSEC);
	for (unsigned int i = 0; i < n; i++)
		seq_printf(m, "\t%pS\n", (void *)(entries[i] - 1));
}

void kfence_show(struct seq_file *m, bool objects)
{
	const struct kfence_counts *c = &kfence_counts;
	struct kfence_meta copy;
	unsigned long flags;

	seq_printf(
		m,
		"enabled: %u\ncurrently allocated: %lu\ntotal allocations: %lu\ntotal frees: %lu\n"
		"total bugs: %lu\nskipped allocations (incompatible): %lu\n"
		"skipped allocations (capacity): %lu\n",
		kfence_metas != NULL, READ_ONCE(c->allocated), READ_ONCE(c->total_allocs),
		READ_ONCE(c->total_frees), READ_ONCE(c->bugs), READ_ONCE(c->skipped_incompatible),
		READ_ONCE(c->skipped_capacity));
	for (unsigned int i = 0; objects && kfence_metas && i < CONFIG_KFENCE_NUM_OBJECTS; i++) {
		struct kfence_meta *meta = &kfence_metas[i];

		spin_lock_irqsave(&meta->lock, flags);
		copy = *meta;
		spin_unlock_irqrestore(&meta->lock, flags);
		if (copy.state != KFENCE_UNUSED)
			kfence_show_object(m, i, &copy);
	}
}

static int cmd_kfence(int argc, char **argv)
{
	kfence_show(&console_seq, argc > 1);
	return 0;
}
SHELL_COMMAND(kfence, "kfence", "[-o]", "guarded objects: counts; -o: list the objects",
	      cmd_kfence);
