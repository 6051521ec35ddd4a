// SPDX-License-Identifier: BSD-2-Clause
/* List the objects in use and the memory in which kmemleak searches for pointers to them. */

#include <internal/sections.h>
#include <internal/tasks.h>
#include <linux/cpumask.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/mutex.h>
#include <linux/rbtree.h>
#include <linux/sched.h>
#include <linux/vmalloc.h>

#include "mm/percpu/percpu.h"
#include "mm/virtual/virtual.h"
#include "kfence.h"
#include "kmemleak.h"

extern char boot_stack[], boot_stack_top[];

struct visit {
	leak_fn fn;
	void *arg;
};

/* Objects */

static void visit_object(const struct kmem_cache *s, const void *object, size_t size, void *arg)
{
	const struct visit *visit = arg;

	VM_WARN_ON(!size);
	visit->fn((unsigned long)object, size, 0, visit->arg);
}

static void visit_large(const struct page *head, const struct visit *visit)
{
	unsigned long private = READ_ONCE(head->private);

	if (private)
		visit->fn((unsigned long)page_address(head),
			  private & 1 ? private >> 1 : large_ksize(head), 0, visit->arg);
}

void leak_for_each_in_block(const struct page *head, leak_fn fn, void *arg)
{
	struct visit visit = { fn, arg };
	unsigned int type = data_race(head->type);

	if (type == PGTY_large_kmalloc)
		visit_large(head, &visit);
	else
		slab_for_each_in_block(head, visit_object, &visit);
}

/*
 * Visit the areas of the vmalloc window.  A demand-paged region's resident pages may contain
 * pointers to objects.  The region itself cannot be leaked, and is no object.
 */
static void visit_areas(leak_fn fn, void *arg)
{
	struct demand_usage usage;
	struct vm_struct area;

	for_each_vm_area(&area, &usage) {
		unsigned long size = area.end - area.start - PAGE_SIZE;

		if (area.flags & VM_STACK)
			fn(area.start, size, LEAK_ROOT, arg);
		else if (area.flags & VM_ALLOC)
			fn(area.start, size, 0, arg);
		else if (IS_ENABLED(CONFIG_DEMAND_PAGING) && area.flags & VM_DEMAND)
			fn(area.start + PAGE_SIZE, usage.size, LEAK_ROOT, arg);
		cond_resched();
	}
}

void leak_for_each_object(leak_fn fn, void *arg)
{
	for (unsigned long i = 0; i < page_map_pages(); i++) {
		const struct page *page = page_map.base + i;

		if (page_ready(page))
			leak_for_each_in_block(page, fn, arg);
		if (i % 256 == 0)
			cond_resched();
	}
	visit_areas(fn, arg);
}

/* Ranges of memory to read */

#ifdef CONFIG_KFENCE
static void guarded_piece(struct kfence_meta *meta, unsigned long from, unsigned long to,
			  piece_fn fn, void *arg)
{
	unsigned long flags;

	spin_lock_irqsave(&meta->lock, flags);
	if (meta->state == KFENCE_ALLOCATED)
		fn((void *)from, (void *)to, arg);
	spin_unlock_irqrestore(&meta->lock, flags);
}
#endif

static void page_piece(struct page *page, unsigned long offset, unsigned long size, piece_fn fn,
		       void *arg)
{
	char *high = PageHighMem(page) ? vmap_contiguous(page, 1, PAGE_KERNEL) : NULL;
	char *va = high ? high : page_address(page);

	VM_WARN_ON(offset + size > PAGE_SIZE);
	if (va)
		fn(va + offset, va + offset + size, arg);
	if (high)
		vunmap(high);
}

/*
 * Call @fn for the pages of a range of the vmalloc window, one page at a time.  If another CPU
 * unmaps the memory during the call, its pages can still be read.
 */
static void mapped_piece(unsigned long addr, unsigned long end, piece_fn fn, void *arg)
{
	for (unsigned long next; addr < end; addr = next) {
		struct page *page = mapped_page((void *)(addr & PAGE_MASK));

		next = min(end, (addr & PAGE_MASK) + PAGE_SIZE);
		if (page && page_ready(page))
			page_piece(page, offset_in_page(addr), next - addr, fn, arg);
		cond_resched();
	}
}

void leak_for_each_piece(unsigned long addr, unsigned long from, unsigned long to, piece_fn fn,
			 void *arg)
{
	if (from >= to)
		return;
	if (is_vmalloc_addr((void *)addr))
		mapped_piece(addr + from, addr + to, fn, arg);
#ifdef CONFIG_KFENCE
	else if (is_kfence_address((void *)addr))
		guarded_piece(kfence_meta_of((void *)addr), addr + from, addr + to, fn, arg);
#endif
	else
		fn((void *)(addr + from), (void *)(addr + to), arg);
}

/* Per-CPU memory */

/* Call @fn for each granule of the allocations of a chunk, in each unit. */
static void chunk_pieces(const struct pcpu_chunk *chunk, piece_fn fn, void *arg)
{
	bool live = false;

	lockdep_assert_held(&pcpu_grow_mutex);
	for (unsigned long i = 0; i < chunk->nr_granules; i++) {
		live = live || pcpu_live(chunk, i);
		for (unsigned int unit = 0; live && unit < pcpu.nr_units; unit++) {
			const char *p = chunk->base + unit * pcpu.stride +
					(i << PCPU_MIN_ALLOC_SHIFT);

			fn(p, p + (1UL << PCPU_MIN_ALLOC_SHIFT), arg);
		}
		live = live && !data_race(pcpu_last(chunk, i));
		if (i % 256 == 0)
			cond_resched();
	}
}

static void percpu_pieces(piece_fn fn, void *arg)
{
	unsigned int cpu;
	struct rb_node *rb;

	for_each_possible_cpu(cpu)
		fn(__per_cpu_start + per_cpu_offset(cpu), __per_cpu_end + per_cpu_offset(cpu), arg);
	mutex_lock(&pcpu_grow_mutex);
	chunk_pieces(pcpu.first, fn, arg);
	for (rb = rb_first(&pcpu.tree); rb; rb = rb_next(rb))
		chunk_pieces(rb_entry(rb, struct pcpu_chunk, node), fn, arg);
	mutex_unlock(&pcpu_grow_mutex);
}

/* The image */

/*
 * Return the stack pointer of the thread on the boot stack, which is in bss, or 0 if the thread
 * runs.
 */
static unsigned long boot_sp(void)
{
	unsigned long found = 0;
	struct task_struct *task;

	for_each_task(task) {
		unsigned long sp = data_race(task->context.sp);

		if (sp >= (unsigned long)boot_stack && sp < (unsigned long)boot_stack_top &&
		    data_race(*per_cpu_ptr(&current_task, task->cpu)) != task)
			found = sp;
	}
	return found;
}

/* Call @fn for [from, end), except for the unused part of the boot stack. */
static void image_pieces(char *from, char *end, piece_fn fn, void *arg)
{
	unsigned long sp = boot_sp();

	if (sp && boot_stack >= from && boot_stack < end) {
		VM_WARN_ON(sp < (unsigned long)boot_stack || sp >= (unsigned long)boot_stack_top);
		fn(from, boot_stack, arg);
		from = (char *)sp;
	}
	fn(from, end, arg);
}

void leak_for_each_root(piece_fn fn, void *arg)
{
	image_pieces(__start_ro_after_init, __end_ro_after_init, fn, arg);
	image_pieces(_sdata, __bss_stop, fn, arg);
	percpu_pieces(fn, arg);
}

/* The allocators' own objects */

static void mark(struct leak_table *table, const void *p, u16 flags)
{
	struct leak_object *object = leak_find(table, (unsigned long)p);

	if (object)
		object->flags |= flags;
}

/*
 * Search only the links of a struct vm_struct for pointers.  Its pointer to the area's memory would
 * count as a reference, and hide a leak of that memory.
 */
static int mark_area(const struct vm_struct *area, void *arg)
{
	struct leak_object *object = leak_find(arg, (unsigned long)area);

	if (object && leak_address(object) == (unsigned long)area) {
		object->flags |= LEAK_AREA;
		VM_WARN_ON(object->size < sizeof(*area));
		object->from = offsetof(struct vm_struct, node);
		object->length = sizeof(area->node);
	}
	return 0;
}

static void mark_no_scan(const void *p, void *arg)
{
	mark(arg, p, LEAK_NO_SCAN);
}

static void mark_ignored(const void *p, void *arg)
{
	mark(arg, p, LEAK_NO_SCAN | LEAK_GREY);
}

void leak_mark_internal(struct leak_table *table)
{
	vmap_for_each(mark_area, table, mark_area, table);
	slab_engine_internal(mark_no_scan, mark_ignored, table);
	mark_no_scan(table->objects, table);
	mark_no_scan(leak_table.objects, table);
}
