/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_KMEMLEAK_H
#define MM_KMEMLEAK_H

/* Data structures and functions that the files of kmemleak share: see kmemleak.c. */

#include <linux/kmemleak.h>
#include <linux/mutex.h>
#include <linux/rbtree.h>

#include "mm/objects/objects.h"

#define LEAK_ROOT	0x01	/* a stack or region, not an object; searched from @from on */
#define LEAK_GREY	0x02	/* searched for pointers, but never a leak */
#define LEAK_NO_SCAN	0x04
#define LEAK_AREA	0x08	/* only [from, from + length) contains pointers */
#define LEAK_SEEN	0x10	/* in this scan, a word points to the object */
#define LEAK_WHITE	0x20	/* no word points to the object; @sum is valid */
#define LEAK_REPORTED	0x40	/* reported: white in two scans, with the same contents */
#define LEAK_CLEARED	0x80	/* not shown any more */
#define LEAK_TRANSIENT	0x100	/* ignored in this scan */
#define LEAK_KEPT	(LEAK_REPORTED | LEAK_CLEARED)	/* copied from one scan to the next */

/* An object.  Its address is stored inverted, so that the table contains no pointers. */
struct leak_object {
	unsigned long key;
	unsigned long size;	/* bytes */
	unsigned long by;	/* inverted address of a word that points to the object */
	u32 sum;		/* checksum of the object's bytes */
	u32 since;		/* first scan that found it, in milliseconds after boot */
	u32 next;		/* next object to be searched: index plus 1 */
	u32 from, length;
	u16 flags;
};

/* The objects of a scan, sorted by address. */
struct leak_table {
	struct leak_object *objects;
	unsigned long nr, max;
	unsigned long lowest, highest;	/* inverted start of the first and end of the last object */
	u32 grey;			/* first object to be searched: index plus 1 */
};

/* An annotation of an object by a caller, or an object that a caller announced. */
struct leak_note {
	struct rb_node node;
	unsigned long key;
	unsigned long size;	/* bytes of an announced object; otherwise 0 */
	unsigned long met;	/* size of the annotated object of an allocator, or 0 */
	u32 from, length;
	u16 flags;
};

/* The following variables are defined in kmemleak_table.c, and leak_min_age in kmemleak.c. */
extern struct leak_table leak_table;	/* the objects of the last scan */
extern struct mutex leak_mutex;
extern bool leak_off;
extern unsigned int leak_min_age;		/* minimum age of a leak, in milliseconds */

static inline unsigned long leak_address(const struct leak_object *object)
{
	return ~object->key;
}

/* Return the object that @addr points into, or NULL. */
struct leak_object *leak_find(const struct leak_table *table, unsigned long addr);
/* Implemented in kmemleak.c: return true if an object that starts there is in use now. */
bool leak_is_live(unsigned long addr, unsigned long size);

/* Implemented in kmemleak_objects.c: call @fn for each object in use and for each stack. */
typedef void (*leak_fn)(unsigned long addr, unsigned long size, u16 flags, void *arg);
void leak_for_each_object(leak_fn fn, void *arg);
/* Call @fn for each object in use in the block of pages with the first page @head. */
void leak_for_each_in_block(const struct page *head, leak_fn fn, void *arg);
/* Call @fn for the memory that is searched as roots, except stacks. */
typedef void (*piece_fn)(const void *from, const void *end, void *arg);
void leak_for_each_root(piece_fn fn, void *arg);
/* Call @fn for ranges of memory that may be read, which together are [addr + from, addr + to). */
void leak_for_each_piece(unsigned long addr, unsigned long from, unsigned long to, piece_fn fn,
			 void *arg);
/* Set the LEAK_ flags of the allocators' own objects in the table. */
void leak_mark_internal(struct leak_table *table);

/* Implemented in kmemleak_notes.c: call @fn for the announced objects. */
void leak_notes_for_each(leak_fn fn, void *arg);
/* Apply the annotations to the table, and free those of objects that no longer exist. */
void leak_notes_apply(struct leak_table *table);

#endif /* MM_KMEMLEAK_H */
