// SPDX-License-Identifier: BSD-2-Clause
/*
 * Annotations of objects by callers, and objects that callers announce: a tree sorted by address.
 */

#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/rbtree.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/vmalloc.h>

#include "kmemleak.h"

static struct rb_root notes = RB_ROOT;
static DEFINE_SPINLOCK(notes_lock);	/* acquired with interrupts off */

#define to_note(rb)	rb_entry(rb, struct leak_note, node)

/* Return the annotation with the highest address at or below @addr, or NULL. */
static struct leak_note *__notes_find(unsigned long addr)
{
	struct rb_node *rb = notes.rb_node;
	struct leak_note *found = NULL;

	lockdep_assert_held(&notes_lock);
	while (rb) {
		if (~to_note(rb)->key <= addr) {
			found = to_note(rb);
			rb = rb->rb_right;
		} else {
			rb = rb->rb_left;
		}
	}
	return found;
}

static bool less(struct rb_node *a, const struct rb_node *b)
{
	return ~to_note(a)->key < ~to_note(b)->key;
}

/* Return the annotation of @addr.  If there is none, insert *@spare and set it to NULL. */
static struct leak_note *__notes_get(unsigned long addr, struct leak_note **spare)
{
	struct leak_note *note = __notes_find(addr);

	lockdep_assert_held(&notes_lock);
	if (note && ~note->key == addr)
		return note;
	note = *spare;
	if (!note)
		return NULL;
	*spare = NULL;
	VM_WARN_ON(note->size || note->flags);
	note->key = ~addr;
	rb_add(&note->node, &notes, less);
	return note;
}

/* The object of an allocator that @addr points into. */
struct met {
	unsigned long addr, start, size;
};

static void meet(unsigned long start, unsigned long size, u16 flags, void *arg)
{
	struct met *met = arg;

	if (met->addr - start < size) {
		VM_WARN_ON(met->size);
		met->start = start;
		met->size = size;
	}
}

static struct met meet_object(const void *ptr)
{
	struct met met = { .addr = (unsigned long)ptr, .start = (unsigned long)ptr };
	const struct page *head;

	if (is_vmalloc_addr(ptr)) {
		const struct vm_struct *area = find_vm_area(ptr);

		if (area)
			meet(area->start, area->end - area->start - PAGE_SIZE, 0, &met);
		return met;
	}
	head = is_linear_addr(ptr) ? page_block_head(virt_to_page(ptr)) : NULL;
	if (head)
		leak_for_each_in_block(head, meet, &met);
	return met;
}

/*
 * Annotate an object.  @said: the flags and the range to set.  @size: size of an announced object,
 * or 0 for an object of an allocator.
 */
static void say(const void *ptr, size_t size, struct leak_note said, gfp_t gfp)
{
	struct met met = size ? (struct met){} : meet_object(ptr);
	struct leak_note *spare, *note;
	unsigned long irq;

	spare = kzalloc(sizeof(*spare), (gfp & GFP_KERNEL) | __GFP_NOWARN);
	spin_lock_irqsave(&notes_lock, irq);
	note = __notes_get((unsigned long)ptr, &spare);
	if (note && note->met != met.size && !note->size)
		/* the flags are those of an earlier object at this address */
		note->flags = 0;
	if (note) {
		note->flags |= said.flags;
		note->met = met.size;
		if (size)
			note->size = size;
		if (said.flags & LEAK_AREA) {
			note->from = said.from;
			note->length = said.length;
		}
	}
	spin_unlock_irqrestore(&notes_lock, irq);
	kfree(spare);
}

static bool is_object(const void *ptr)
{
	return !READ_ONCE(leak_off) && !ZERO_OR_NULL_PTR(ptr);
}

static void say_flags(const void *ptr, u16 flags)
{
	if (is_object(ptr))
		say(ptr, 0, (struct leak_note){ .flags = flags }, GFP_NOWAIT);
}

void kmemleak_alloc(const void *ptr, size_t size, int min_count, gfp_t gfp)
{
	u16 flags = min_count > 0 ? 0 : min_count ? LEAK_GREY | LEAK_NO_SCAN : LEAK_GREY;

	if (is_object(ptr) && size)
		say(ptr, size, (struct leak_note){ .flags = flags }, gfp);
}

void kmemleak_not_leak(const void *ptr)
{
	say_flags(ptr, LEAK_GREY);
}

void kmemleak_transient_leak(const void *ptr)
{
	say_flags(ptr, LEAK_TRANSIENT);
}

void kmemleak_ignore(const void *ptr)
{
	say_flags(ptr, LEAK_GREY | LEAK_NO_SCAN);
}

void kmemleak_no_scan(const void *ptr)
{
	say_flags(ptr, LEAK_NO_SCAN);
}

void kmemleak_scan_area(const void *ptr, size_t size, gfp_t gfp)
{
	struct leak_note said = { .flags = LEAK_AREA, .length = size };
	struct met met;

	if (!is_object(ptr))
		return;
	met = meet_object(ptr);
	VM_WARN_ON((unsigned long)ptr < met.start);
	said.from = (unsigned long)ptr - met.start;
	say((void *)met.start, 0, said, gfp);
}

void kmemleak_free(const void *ptr)
{
	struct leak_note *note;
	unsigned long irq;

	spin_lock_irqsave(&notes_lock, irq);
	note = __notes_find((unsigned long)ptr);
	if (note && ~note->key == (unsigned long)ptr)
		rb_erase(&note->node, &notes);
	else
		note = NULL;
	spin_unlock_irqrestore(&notes_lock, irq);
	kfree(note);
}

void kmemleak_free_part(const void *ptr, size_t size)
{
	unsigned long addr = (unsigned long)ptr, start = 0, whole = 0, irq;
	struct leak_note *note, left = {};

	spin_lock_irqsave(&notes_lock, irq);
	note = __notes_find(addr);
	if (note && addr - ~note->key < note->size) {
		start = ~note->key;
		whole = note->size;
		left.flags = note->flags & ~LEAK_AREA;
	}
	spin_unlock_irqrestore(&notes_lock, irq);
	if (!whole)
		return;
	kmemleak_free((void *)start);
	VM_WARN_ON(addr < start || addr - start >= whole);
	if (addr > start)
		say((void *)start, addr - start, left, GFP_NOWAIT);
	if (addr + size < start + whole)
		say((void *)(addr + size), start + whole - addr - size, left, GFP_NOWAIT);
}

static void *linear(phys_addr_t phys)
{
	return is_linear_addr(__va(phys)) ? __va(phys) : NULL;
}

void kmemleak_alloc_phys(phys_addr_t phys, size_t size, gfp_t gfp)
{
	kmemleak_alloc(linear(phys), size, 0, gfp);
}

void kmemleak_free_part_phys(phys_addr_t phys, size_t size)
{
	if (linear(phys))
		kmemleak_free_part(linear(phys), size);
}

void kmemleak_ignore_phys(phys_addr_t phys)
{
	kmemleak_ignore(linear(phys));
}

/* Functions for a scan */

void leak_notes_for_each(leak_fn fn, void *arg)
{
	unsigned long irq;
	struct rb_node *rb;

	spin_lock_irqsave(&notes_lock, irq);
	for (rb = rb_first(&notes); rb; rb = rb_next(rb)) {
		const struct leak_note *note = to_note(rb);

		if (note->size)
			fn(~note->key, note->size, note->flags, arg);
	}
	spin_unlock_irqrestore(&notes_lock, irq);
}

static void apply(struct leak_object *object, struct leak_note *note)
{
	object->flags |= note->flags;
	if (note->flags & LEAK_AREA) {
		object->from = note->from;
		object->length = note->length;
	}
	note->flags &= ~LEAK_TRANSIENT;
}

void leak_notes_apply(struct leak_table *table)
{
	struct leak_note *outdated = NULL;
	struct rb_node *rb, *next;
	unsigned long irq;

	spin_lock_irqsave(&notes_lock, irq);
	for (rb = rb_first(&notes); rb; rb = next) {
		struct leak_note *note = to_note(rb);
		struct leak_object *object = leak_find(table, ~note->key);

		next = rb_next(rb);
		if (object && object->key == note->key &&
		    (note->size || object->size == note->met)) {
			apply(object, note);
		} else if (!note->size) {
			rb_erase(&note->node, &notes);
			note->key = (unsigned long)outdated;
			outdated = note;
		}
	}
	spin_unlock_irqrestore(&notes_lock, irq);
	while (outdated) {
		struct leak_note *note = outdated;

		outdated = (struct leak_note *)note->key;
		kfree(note);
	}
}
