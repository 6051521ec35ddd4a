/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_KMEMLEAK_H
#define MM_KMEMLEAK_H

/* Shared by the files of kmemleak: see kmemleak.c. */

#include <linux/kmemleak.h>
#include <linux/mutex.h>
#include <linux/rbtree.h>

#include "mm/objects/objects.h"

#define LEAK_ROOT	0x01	/* a stack: its bytes from @from on are scanned, and it is nobody's */
#define LEAK_GREY	0x02	/* no leak */
#define LEAK_NO_SCAN	0x04
#define LEAK_AREA	0x08	/* holds pointers in [from, from + length) only */
#define LEAK_SEEN	0x10	/* in this scan, something points to it */
#define LEAK_WHITE	0x20	/* nothing did, and @sum is valid */
#define LEAK_REPORTED	0x40	/* the same in the scan before, with the same contents */
#define LEAK_CLEARED	0x80	/* not to be shown any more */
#define LEAK_TRANSIENT	0x100	/* not in this scan */
#define LEAK_KEPT	(LEAK_REPORTED | LEAK_CLEARED)	/* from one scan to the next */

/* One object.  Its address is kept inverted, so that the table points to nothing. */
struct leak_object {
	unsigned long key;
	unsigned long size;	/* bytes */
	unsigned long by;	/* inverted: a word that points to it */
	u32 sum;		/* of its bytes */
	u32 since;		/* milliseconds after boot: the first scan that met it */
	u32 next;		/* that waits to be scanned, plus 1 */
	u32 from, length;
	u16 flags;
};

/* In order of address. */
struct leak_table {
	struct leak_object *objects;
	unsigned long nr, max;
	unsigned long lowest, highest;	/* addresses of objects, inverted: from, and one past */
	u32 grey;			/* first that waits to be scanned, plus 1 */
};

/* What was said of an object, or an object that was told of. */
struct leak_note {
	struct rb_node node;
	unsigned long key;
	unsigned long size;	/* of one that was told of; 0 */
	unsigned long met;	/* bytes of the allocators' object when it was said; 0: none */
	u32 from, length;
	u16 flags;
};

extern struct leak_table leak_table;	/* of the last scan */
extern struct mutex leak_mutex;
extern bool leak_off;
extern unsigned int leak_min_age;		/* milliseconds that a leak has been known at least */

static inline unsigned long leak_address(const struct leak_object *object)
{
	return ~object->key;
}

/* The object that @addr points into, or NULL. */
struct leak_object *leak_find(const struct leak_table *table, unsigned long addr);
/* Is there an object in use that starts there, now? */
bool leak_is_live(unsigned long addr, unsigned long size);

/* kmemleak_objects.c: call @fn for each object in use, in order of address; then for each stack. */
typedef void (*leak_fn)(unsigned long addr, unsigned long size, u16 flags, void *arg);
void leak_for_each_object(leak_fn fn, void *arg);
/* The same for those of one block of pages, by its first. */
void leak_for_each_in_block(const struct page *head, leak_fn fn, void *arg);
/* Call @fn for the memory that is searched as roots, except stacks. */
typedef void (*piece_fn)(const void *from, const void *end, void *arg);
void leak_for_each_root(piece_fn fn, void *arg);
/* Call @fn for pieces of memory that may be read, for all of [addr + from, addr + to). */
void leak_for_each_piece(unsigned long addr, unsigned long from, unsigned long to, piece_fn fn, void *arg);
/* Flags that the allocators' own objects have. */
void leak_mark_internal(struct leak_table *table);

/* kmemleak_notes.c: call @fn for those told of; apply what was said, and forget what is outdated. */
void leak_notes_for_each(leak_fn fn, void *arg);
void leak_notes_apply(struct leak_table *table);

#endif /* MM_KMEMLEAK_H */
