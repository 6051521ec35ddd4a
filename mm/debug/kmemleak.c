// SPDX-License-Identifier: BSD-2-Clause
/*
 * kmemleak: find objects in use to which there is no pointer.
 *
 * Problem.  An object whose last pointer is lost is never freed.  Such objects must be found on a
 * running machine, without a cost for allocations.
 *
 * Structure.  Nothing is recorded when an object is allocated, because the state of the object
 * allocators (engines), of vmalloc(), and of watched and guarded objects shows which objects are in
 * use (slab_engine_for_each()).  A scan
 *
 *	1. makes a table of all objects in use, sorted by address (kmemleak_objects.c);
 *	2. searches data, bss, per-CPU memory and stacks for words that point into an object, to
 *	   its start or inside; each object that is found is searched in the same way, and so on;
 *	3. compares the objects to which no word points with the results of the last scan.  An
 *	   object is reported if it was unreferenced in the last scan, too, has the same checksum,
 *	   and was found by a scan at least kmemleak.min_age= milliseconds ago.
 *
 * The machine continues to run during a scan.  If a pointer was moved so that the scan missed it,
 * the next scan finds the object changed or referenced.  Therefore a leak must be found by two
 * scans.
 *
 * A scan does not search pages of alloc_pages() for which kmemleak_alloc() was not called, struct
 * pages, free memory, stacks below the stack pointer of a waiting thread, or the allocators' lists
 * of free objects.  Stale pointers in memory that is searched may hide a leak.
 *
 * Locking.  leak_mutex serializes scans and reports.  An allocator's lock is held while one block
 * of its pages is listed.  The owner may free an object before the scan reads it.  Therefore memory
 * of vmalloc() is read page by page through the linear map, where freed memory remains mapped, and
 * a guarded object is read under its lock.  With debug_pagealloc=on or dma_debug=protect, freed
 * memory may be unmapped in the linear map, so that no scan is possible.
 *
 * Bounds.  The results need 48 bytes for each object.  A scan reads all objects, with a binary
 * search for each word that looks like a pointer.
 *
 * To inspect: the command kmemleak; Documentation/debugging.md.
 */

#define pr_fmt(fmt) "kmemleak: " fmt

#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/lockdep.h>
#include <linux/mmdebug.h>
#include <linux/moduleparam.h>
#include <linux/sched.h>
#include <linux/sort.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <asm/processor.h>
#include <internal/kasan.h>
#include <internal/stack.h>
#include <internal/tasks.h>

#include "kmemleak.h"
#include "tools.h"

unsigned int leak_min_age = 5000;	/* in milliseconds */
module_param_named(min_age, leak_min_age, uint, 0644);

static int __init set_kmemleak(char *value)
{
	bool on;

	if (kstrtobool(value, &on))
		return -EINVAL;
	leak_off = !on;
	return 0;
}
early_param("kmemleak", set_kmemleak);

/* The table */

static void kmemleak_count_object(unsigned long addr, unsigned long size, u16 flags, void *arg)
{
	++*(unsigned long *)arg;
}

static void add_object(unsigned long addr, unsigned long size, u16 flags, void *arg)
{
	struct leak_table *table = arg;

	if (table->nr == table->max || !size)
		return;
	if (!table->nr)
		table->highest = ~0UL;
	table->lowest = max(table->lowest, ~addr);
	table->highest = min(table->highest, ~(addr + size));
	VM_WARN_ON(table->nr > table->max || addr + size < addr);
	table->objects[table->nr++] = (struct leak_object){ .key = ~addr,
							    .size = size,
							    .flags = flags };
}

static int by_address(const void *a, const void *b)
{
	unsigned long one = leak_address(a), other = leak_address(b);

	return one < other ? -1 : one > other;
}

static bool is_sorted(const struct leak_table *table)
{
	for (unsigned long i = 1; i < table->nr; i++) {
		if (by_address(&table->objects[i - 1], &table->objects[i]) > 0)
			return false;
	}
	return true;
}

static int fill_table(struct leak_table *table)
{
	unsigned long nr = 0;

	leak_for_each_object(kmemleak_count_object, &nr);
	leak_notes_for_each(kmemleak_count_object, &nr);
	lockdep_assert_held(&leak_mutex);
	VM_WARN_ON(table->objects || table->nr);
	table->max = nr + nr / 8 + 64;
	table->objects = vmalloc(table->max * sizeof(*table->objects));
	if (!table->objects)
		return -ENOMEM;
	leak_for_each_object(add_object, table);
	leak_notes_for_each(add_object, table);
	if (!is_sorted(table))
		sort(table->objects, table->nr, sizeof(*table->objects), by_address, NULL);
	return 0;
}

/* For each object that still exists, copy its results from the last scan. */
static void carry_over(struct leak_table *table, const struct leak_table *last, u32 now)
{
	for (unsigned long i = 0; i < table->nr; i++) {
		struct leak_object *object = &table->objects[i];
		const struct leak_object *before = leak_find(last, leak_address(object));

		object->since = now;
		if (!before || before->key != object->key || before->size != object->size)
			continue;
		object->since = before->since;
		object->flags |= before->flags & LEAK_KEPT;
	}
}

/* Scanning */

static void set_grey(struct leak_table *table, struct leak_object *object, const void *by)
{
	if (object->flags & LEAK_SEEN)
		return;
	object->flags |= LEAK_SEEN;
	object->by = ~(unsigned long)by;
	if (object->flags & LEAK_NO_SCAN)
		return;
	object->next = table->grey;
	table->grey = object - table->objects + 1;
	VM_WARN_ON(table->grey > table->nr);
}

/* Search the words of the range, which may have any contents and change concurrently. */
static __no_sanitize_address __no_sanitize_thread
void scan_words(const void *from, const void *end, void *arg)
{
	struct leak_table *table = arg;
	const unsigned long *p = (const unsigned long *)ALIGN((unsigned long)from, sizeof(long));

	kasan_disable_current();
	for (; p + 1 <= (const unsigned long *)end; p++) {
		unsigned long word = *(const volatile unsigned long *)p;
		struct leak_object *object;

		if (word - ~table->lowest >= table->lowest - table->highest)
			continue;
		object = leak_find(table, word);
		if (object)
			set_grey(table, object, p);
	}
	kasan_enable_current();
}

static __no_sanitize_address __no_sanitize_thread
void sum_words(const void *from, const void *end, void *arg)
{
	u64 *sum = arg;

	kasan_disable_current();
	for (const u8 *p = from; p < (const u8 *)end; p++)
		*sum = (*sum ^ *(const volatile u8 *)p) * 0x100000001b3UL;
	kasan_enable_current();
}

static u32 checksum(const struct leak_object *object)
{
	u64 sum = 0xcbf29ce484222325UL;

	leak_for_each_piece(leak_address(object), 0, object->size, sum_words, &sum);
	return sum ^ sum >> 32;
}

static void scan_object(struct leak_table *table, const struct leak_object *object)
{
	unsigned long to = object->size;

	if (object->flags & LEAK_AREA)
		to = min(to, (unsigned long)object->from + object->length);
	leak_for_each_piece(leak_address(object), object->from, to, scan_words, table);
	cond_resched();
}

static void scan_grey(struct leak_table *table)
{
	while (table->grey) {
		struct leak_object *object = &table->objects[table->grey - 1];

		VM_WARN_ON(!(object->flags & LEAK_SEEN));
		table->grey = object->next;
		scan_object(table, object);
	}
}

/* Stacks */

struct stacks {
	struct leak_table *table;
	unsigned long own;	/* stack pointer of the scanning thread */
};

/* Exclude the part of a stack below the stack pointer of a thread that is not running. */
static void limit_stack(const struct task_struct *task, const struct stacks *stacks)
{
	unsigned long sp = data_race(task->context.sp);
	struct leak_object *object;

	if (task == current)
		sp = stacks->own;
	else if (data_race(*per_cpu_ptr(&current_task, task->cpu)) == task)
		return;
	object = leak_find(stacks->table, sp);
	if (object && object->flags & LEAK_ROOT)
		object->from = sp - leak_address(object);
}

static noinline unsigned long stack_pointer(void)
{
	return (unsigned long)__builtin_frame_address(0);
}

static void scan_roots(struct leak_table *table, unsigned long own)
{
	struct stacks stacks = { table, own };
	struct task_struct *task;

	for_each_task(task)
		limit_stack(task, &stacks);
	leak_for_each_root(scan_words, table);
	for (unsigned long i = 0; i < table->nr; i++) {
		if (table->objects[i].flags & (LEAK_ROOT | LEAK_GREY))
			set_grey(table, &table->objects[i], NULL);
	}
	scan_grey(table);
}

/* Results */

/* Decide whether an object without a pointer to it is a leak.  Returns true for a new leak. */
static bool kmemleak_judge_object(struct leak_object *object, const struct leak_table *last,
				  u32 now)
{
	const struct leak_object *before = leak_find(last, leak_address(object));
	bool same;

	VM_WARN_ON(object->flags & (LEAK_SEEN | LEAK_WHITE));
	object->sum = checksum(object);
	object->flags |= LEAK_WHITE;
	same = before && before->key == object->key && before->size == object->size &&
	       before->flags & LEAK_WHITE && before->sum == object->sum;
	if (!same) {
		object->flags &= ~LEAK_KEPT;
		return false;
	}
	if (object->flags & LEAK_KEPT || now - object->since < leak_min_age)
		return false;
	object->flags |= LEAK_REPORTED;
	return true;
}

static int judge_all(struct leak_table *table, const struct leak_table *last, u32 now)
{
	int found = 0;

	for (unsigned long i = 0; i < table->nr; i++) {
		struct leak_object *object = &table->objects[i];

		if (object->flags & (LEAK_SEEN | LEAK_TRANSIENT))
			object->flags &= ~LEAK_KEPT;
		else
			found += kmemleak_judge_object(object, last, now);
		if (i % 64 == 0)
			cond_resched();
	}
	return found;
}

static int kmemleak_scan_memory(unsigned long own)
{
	struct leak_table table = {}, last;
	u32 now = ktime_get() / NSEC_PER_MSEC;
	int found = fill_table(&table);

	if (found)
		return found;
	carry_over(&table, &leak_table, now);
	leak_mark_internal(&table);
	leak_notes_apply(&table);
	scan_roots(&table, own);
	found = judge_all(&table, &leak_table, now);
	lockdep_assert_held(&leak_mutex);
	VM_WARN_ON(table.grey);
	last = leak_table;
	leak_table = table;
	vfree(last.objects);
	return found;
}

/*
 * Save the callers' registers on the stack first, above the stack pointer from which the scan
 * searches this stack.  So pointers in the registers are found, too.
 */
noinline int kmemleak_scan(void)
{
	int found = -EOPNOTSUPP;

	arch_spill_registers();
	mutex_lock(&leak_mutex);
	if (!leak_off && !page_debug_wants_pages() && !dma_touch_protects)
		found = kmemleak_scan_memory(stack_pointer());
	mutex_unlock(&leak_mutex);
	if (found > 0)
		pr_warn("%d new suspected memory leaks (see the command kmemleak)\n", found);
	return found;
}

bool kmemleak_is_on(void)
{
	return !READ_ONCE(leak_off);
}

struct search {
	unsigned long addr, size;
	bool found;
};

static void kmemleak_compare(unsigned long addr, unsigned long size, u16 flags, void *arg)
{
	struct search *search = arg;

	search->found |= addr == search->addr && size == search->size;
}

bool leak_is_live(unsigned long addr, unsigned long size)
{
	struct search search = { addr, size };
	const struct page *head;

	if (is_vmalloc_addr((void *)addr))
		return find_vm_area((void *)addr);
	head = page_block_head(virt_to_page((void *)addr));
	if (head)
		leak_for_each_in_block(head, kmemleak_compare, &search);
	if (!search.found)
		leak_notes_for_each(kmemleak_compare, &search);
	return search.found;
}

void kmemleak_off(void)
{
	mutex_lock(&leak_mutex);
	WRITE_ONCE(leak_off, true);
	vfree(leak_table.objects);
	leak_table = (struct leak_table){};
	mutex_unlock(&leak_mutex);
}

void kmemleak_clear(void)
{
	mutex_lock(&leak_mutex);
	for (unsigned long i = 0; i < leak_table.nr; i++) {
		if (leak_table.objects[i].flags & LEAK_REPORTED)
			leak_table.objects[i].flags ^= LEAK_KEPT;
	}
	mutex_unlock(&leak_mutex);
}

#ifdef CONFIG_DEBUG_KMEMLEAK_AUTO_SCAN

#define FIRST_SCAN	(60 * HZ)
#define NEXT_SCAN	(600 * HZ)

static int scan_thread(void *unused)
{
	schedule_timeout_uninterruptible(FIRST_SCAN);
	while (!READ_ONCE(leak_off)) {
		kmemleak_scan();
		schedule_timeout_uninterruptible(NEXT_SCAN);
	}
	return 0;
}

static int __init kmemleak_init(void)
{
	if (READ_ONCE(leak_off))
		return 0;
	return PTR_ERR_OR_ZERO(kthread_run(scan_thread, NULL, "kmemleak"));
}
late_initcall(kmemleak_init);

#endif
