// SPDX-License-Identifier: BSD-2-Clause
/*
 * Implementation of movable.h.  A slot changes its page only while slots_lock and the lock of the
 * page are held.
 */

#include <linux/atomic.h>
#include <linux/errno.h>
#include <linux/migrate.h>
#include <linux/pagemap.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "movable.h"

#define MAGIC	0x6d6f7661626c6521UL

static DEFINE_SPINLOCK(slots_lock);
static struct page *slots[MOVABLE_SLOTS];
static u8 moods[MOVABLE_SLOTS];
static atomic_long_t nr_moved, nr_put_back;

static unsigned long *last_word(struct page *page)
{
	return (unsigned long *)(page_address(page) + PAGE_SIZE) - 1;
}

static void fill(struct page *page, unsigned int slot)
{
	*(unsigned long *)page_address(page) = MAGIC + slot;
	*last_word(page) = ~(MAGIC + slot);
}

static bool is_filled(struct page *page, unsigned int slot)
{
	return *(unsigned long *)page_address(page) == MAGIC + slot &&
	       *last_word(page) == ~(MAGIC + slot) && page_private(page) == slot;
}

static bool isolate(struct page *page, isolate_mode_t mode)
{
	return READ_ONCE(moods[page_private(page)]) != MOVABLE_NOT_ISOLATED;
}

static const struct movable_operations operations;

static int migrate(struct page *dst, struct page *src, enum migrate_mode mode)
{
	unsigned int slot = page_private(src);

	if (moods[slot] == MOVABLE_NOT_MOVED)
		return -EBUSY;
	if (moods[slot] == MOVABLE_LATER) {
		moods[slot] = MOVABLE_WILLING;
		return -EAGAIN;
	}
	spin_lock(&slots_lock);
	copy_page(page_address(dst), page_address(src));
	set_page_private(dst, slot);
	slots[slot] = dst;
	get_page(dst);
	__SetPageMovable(dst, &operations);
	__ClearPageMovable(src);
	memset(page_address(src), 0xdd, PAGE_SIZE);
	spin_unlock(&slots_lock);
	put_page(src);
	atomic_long_inc(&nr_moved);
	return MIGRATEPAGE_SUCCESS;
}

static void put_back(struct page *page)
{
	atomic_long_inc(&nr_put_back);
}

static const struct movable_operations operations = {
	.isolate_page = isolate,
	.migrate_page = migrate,
	.putback_page = put_back,
};

void movable_reset(void)
{
	memset(slots, 0, sizeof(slots));
	memset(moods, 0, sizeof(moods));
	atomic_long_set(&nr_moved, 0);
	atomic_long_set(&nr_put_back, 0);
}

void movable_add(unsigned int slot, struct page *page)
{
	lock_page(page);
	spin_lock(&slots_lock);
	fill(page, slot);
	set_page_private(page, slot);
	slots[slot] = page;
	__SetPageMovable(page, &operations);
	spin_unlock(&slots_lock);
	unlock_page(page);
}

struct page *movable_page(unsigned int slot)
{
	return READ_ONCE(slots[slot]);
}

void movable_set_mood(unsigned int slot, enum movable_mood mood)
{
	WRITE_ONCE(moods[slot], mood);
}

/*
 * Lock the page of the slot, remove it from the slot, and return it.  Returns NULL if the slot is
 * empty.
 */
static struct page *take_out(unsigned int slot)
{
	struct page *page;
	bool locked;

	do {
		spin_lock(&slots_lock);
		page = slots[slot];
		locked = page && trylock_page(page);
		if (locked) {
			slots[slot] = NULL;
			__ClearPageMovable(page);
		}
		spin_unlock(&slots_lock);
		if (page && !locked)
			cond_resched();
	} while (page && !locked);
	return page;
}

static bool release(unsigned int slot, unsigned int *bad)
{
	struct page *page = take_out(slot);

	if (!page)
		return false;
	*bad += !is_filled(page, slot);
	unlock_page(page);
	__free_page(page);
	return true;
}

bool movable_free(unsigned int slot)
{
	unsigned int bad = 0;

	return release(slot, &bad);
}

unsigned int movable_free_all(void)
{
	unsigned int bad = 0;

	for (unsigned int slot = 0; slot < MOVABLE_SLOTS; slot++)
		release(slot, &bad);
	return bad;
}

unsigned int movable_damaged(void)
{
	unsigned int bad = 0;

	for (unsigned int slot = 0; slot < MOVABLE_SLOTS; slot++)
		bad += slots[slot] && !is_filled(slots[slot], slot);
	return bad;
}

unsigned long movable_moved(void)
{
	return atomic_long_read(&nr_moved);
}

unsigned long movable_put_back(void)
{
	return atomic_long_read(&nr_put_back);
}
