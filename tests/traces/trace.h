/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_TRACES_TRACE_H
#define TESTS_TRACES_TRACE_H

/*
 * Format of recorded allocations: a sequence of numbers.  Each number consists of bytes with 7 bits
 * each, the lowest bits first.  All bytes except the last have the highest bit set.  The two lowest
 * bits of a number are its kind, and the other bits are its value:
 *
 * TRACE_KMALLOC      the value is a size in bytes
 * TRACE_CACHE_ALLOC  the value is the number of a cache; caches are numbered in order from 0
 * TRACE_FREE         the value is a slot
 * TRACE_CACHE        a new cache: the value is the size of its objects, and the next number is
 *                    their alignment
 *
 * Each live object has a slot.  A new object gets the slot that was freed last.  If no slot is
 * free, it gets the lowest unused slot.  Objects that are not freed live until the end.
 *
 * Programs of the build machine include this file, too.  It needs uint8_t and uint16_t.
 */

enum trace_kind { TRACE_KMALLOC, TRACE_CACHE_ALLOC, TRACE_FREE, TRACE_CACHE };

#define TRACE_MAX_LIVE		8192
#define TRACE_MAX_CACHES	32

struct trace_slots {
	/* Number of slots that have ever been used, and number of these slots that are free now. */
	unsigned int used, nr_given;
	uint16_t given[TRACE_MAX_LIVE];
};

static inline unsigned int trace_slot_take(struct trace_slots *s)
{
	return s->nr_given ? s->given[--s->nr_given] : s->used++;
}

static inline void trace_slot_give(struct trace_slots *s, unsigned int slot)
{
	s->given[s->nr_given++] = slot;
}

static inline unsigned long trace_number(const uint8_t **at)
{
	unsigned long value = 0;
	unsigned int shift = 0;
	uint8_t byte;

	do {
		byte = *(*at)++;
		value |= (unsigned long)(byte & 0x7f) << shift;
		shift += 7;
	} while (byte & 0x80);
	return value;
}

/*
 * The functions below are for files that define TRACE_DO_*, which execute an operation.  @objects
 * and @cache_of have TRACE_MAX_LIVE entries.  @objects contains the object of each slot, or NULL if
 * the slot is empty.  @cache_of contains the number of the object's cache, or -1 for kmalloc().
 */
#ifdef TRACE_DO_KMALLOC
/* Free the remaining objects.  Returns the number of operations. */
static inline unsigned long trace_end(struct trace_slots *s, void **objects, const short *cache_of)
{
	unsigned long nr = 0;

	for (unsigned int slot = 0; slot < s->used; slot++) {
		if (!objects[slot])
			continue;
		TRACE_DO_FREE(objects[slot], cache_of[slot]);
		objects[slot] = NULL;
		nr++;
	}
	s->used = s->nr_given = 0;
	return nr;
}

/*
 * Run the whole trace.  All slots must be empty before the call, and are empty after it.  Returns
 * the number of operations.
 */
static inline unsigned long trace_run(const uint8_t *at, const uint8_t *end, struct trace_slots *s,
				      void **objects, short *cache_of)
{
	unsigned long nr = 0;

	while (at < end) {
		unsigned long value = trace_number(&at), rest = value >> 2;
		unsigned int slot;

		if ((value & 3) == TRACE_CACHE) {
			trace_number(&at);
			continue;
		}
		nr++;
		if ((value & 3) == TRACE_FREE) {
			TRACE_DO_FREE(objects[rest], cache_of[rest]);
			objects[rest] = NULL;
			trace_slot_give(s, rest);
			continue;
		}
		slot = trace_slot_take(s);
		cache_of[slot] = (value & 3) == TRACE_KMALLOC ? -1 : (short)rest;
		objects[slot] = cache_of[slot] < 0 ? TRACE_DO_KMALLOC(rest)
						   : TRACE_DO_CACHE_ALLOC(rest);
		*(volatile char *)objects[slot] = 1;
	}
	return nr + trace_end(s, objects, cache_of);
}
#endif

#endif /* TESTS_TRACES_TRACE_H */
