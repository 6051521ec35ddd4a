// SPDX-License-Identifier: BSD-2-Clause
/*
 * The shell command "trace_record" records the allocations of a workload, and prints them as
 * hexadecimal digits.
 *
 * The linker option --wrap replaces the functions of the allocator by those in this file.  The
 * image has no other purpose.  All other source files and the workloads are the same as in every
 * image.  The command runs on one CPU.
 */

#include <linux/array_size.h>
#include <linux/hash.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <quarry/shell.h>

#include "mm/objects/objects.h"
#include "trace.h"
#include "workload.h"

#define TABLE_BITS	15
#define ROOM		(512 << 10)

static bool recording;
static u8 bytes[ROOM];
static unsigned int nr_bytes, nr_caches, nr_ops;
static const struct kmem_cache *caches[TRACE_MAX_CACHES];
static struct trace_slots slots;
/*
 * Hash table with the address and the slot of each live object.  The address is NULL in a free
 * entry.
 */
static struct {
	const void *object;
	unsigned int slot;
} table[1 << TABLE_BITS];

static void put(unsigned long value)
{
	do {
		if (nr_bytes == ROOM)
			recording = false;
		else
			bytes[nr_bytes++] = (value & 0x7f) | (value > 0x7f ? 0x80 : 0);
		value >>= 7;
	} while (value && recording);
}

static unsigned int find(const void *object)
{
	unsigned int i = hash_ptr(object, TABLE_BITS);

	while (table[i].object && table[i].object != object)
		i = (i + 1) % ARRAY_SIZE(table);
	return i;
}

static void enter(const void *object)
{
	unsigned int i = find(object), slot = trace_slot_take(&slots);

	if (slot == TRACE_MAX_LIVE)
		recording = false;
	table[i].object = object;
	table[i].slot = slot;
	nr_ops++;
}

/*
 * Remove the entry at index @i of the hash table.  Move later entries forward if a search would not
 * find them any more.
 */
static void forget(unsigned int i)
{
	unsigned int next = i, home;

	for (;;) {
		next = (next + 1) % ARRAY_SIZE(table);
		if (!table[next].object)
			break;
		home = hash_ptr(table[next].object, TABLE_BITS);
		if ((next - home) % ARRAY_SIZE(table) >= (next - i) % ARRAY_SIZE(table)) {
			table[i] = table[next];
			i = next;
		}
	}
	table[i].object = NULL;
}

static void *note_kmalloc(void *object, size_t size)
{
	if (recording && object && size) {
		put(size << 2 | TRACE_KMALLOC);
		enter(object);
	}
	return object;
}

static void *note_cache(void *object, const struct kmem_cache *s)
{
	unsigned int i;

	if (!recording || !object)
		return object;
	for (i = 0; i < nr_caches && caches[i] != s; i++)
		;
	if (i == TRACE_MAX_CACHES) {
		recording = false;
		return object;
	}
	if (i == nr_caches) {
		caches[nr_caches++] = s;
		put((unsigned long)s->object_size << 2 | TRACE_CACHE);
		put(s->align);
	}
	put((unsigned long)i << 2 | TRACE_CACHE_ALLOC);
	enter(object);
	return object;
}

/* Record a free.  Objects that were allocated before the recording are not in the trace. */
static void note_free(const void *object)
{
	unsigned int i;

	if (!recording || ZERO_OR_NULL_PTR(object))
		return;
	i = find(object);
	if (!table[i].object)
		return;
	put((unsigned long)table[i].slot << 2 | TRACE_FREE);
	trace_slot_give(&slots, table[i].slot);
	forget(i);
	nr_ops++;
}

/*
 * With --wrap, the callers of a function call a function with the prefix __wrap_ instead.  The
 * original function has the prefix __real_.
 */
#define WRAP(type, name, args)							\
	type __real_##name args;						\
	type __wrap_##name args;						\
	type __wrap_##name args

WRAP(void *, __kmalloc, (size_t size, gfp_t gfp))
{
	return note_kmalloc(__real___kmalloc(size, gfp), size);
}

WRAP(void *, __kmalloc_node, (size_t size, gfp_t gfp, int node))
{
	return note_kmalloc(__real___kmalloc_node(size, gfp, node), size);
}

WRAP(void *, __kmalloc_node_track_caller, (size_t size, gfp_t gfp, int node, unsigned long caller))
{
	return note_kmalloc(__real___kmalloc_node_track_caller(size, gfp, node, caller), size);
}

WRAP(void *, kmem_cache_alloc, (struct kmem_cache *s, gfp_t gfp))
{
	return note_cache(__real_kmem_cache_alloc(s, gfp), s);
}

WRAP(void *, kmem_cache_alloc_node, (struct kmem_cache *s, gfp_t gfp, int node))
{
	return note_cache(__real_kmem_cache_alloc_node(s, gfp, node), s);
}

WRAP(int, kmem_cache_alloc_bulk, (struct kmem_cache *s, gfp_t gfp, size_t nr, void **objects))
{
	int got = __real_kmem_cache_alloc_bulk(s, gfp, nr, objects);

	for (int i = 0; i < got; i++)
		note_cache(objects[i], s);
	return got;
}

WRAP(void, kmem_cache_free_bulk, (struct kmem_cache *s, size_t nr, void **objects))
{
	for (size_t i = 0; i < nr; i++)
		note_free(objects[i]);
	__real_kmem_cache_free_bulk(s, nr, objects);
}

WRAP(void, kfree, (const void *object))
{
	note_free(object);
	__real_kfree(object);
}

WRAP(void, kmem_cache_free, (struct kmem_cache *s, void *object))
{
	note_free(object);
	__real_kmem_cache_free(s, object);
}

extern const struct workload *const __start_tbl_workload[], *const __stop_tbl_workload[];

static int record(const struct workload *w)
{
	int err;

	nr_bytes = nr_caches = nr_ops = 0;
	slots.used = slots.nr_given = 0;
	memset(table, 0, sizeof(table));
	recording = true;
	err = w->run();
	if (!recording)
		err = -E2BIG;
	recording = false;
	console_printf("trace %s: %u operations, %u live at once, %u caches, %u bytes, error %d\n",
		       w->name, nr_ops, slots.used, nr_caches, nr_bytes, err);
	for (unsigned int i = 0; i < nr_bytes; i++)
		console_printf("%02x%s", bytes[i], i % 64 == 63 || i + 1 == nr_bytes ? "\n" : "");
	console_printf("end of trace\n");
	if (w->clean_up)
		w->clean_up();
	return err;
}

static int trace_record(int argc, char **argv)
{
	for (const struct workload *const *w = __start_tbl_workload; w < __stop_tbl_workload; w++) {
		if (!strcmp((*w)->name, argv[1]))
			return record(*w) ? 1 : 0;
	}
	console_printf("no such workload\n");
	return 1;
}
SHELL_COMMAND(trace_record, "trace_record", "name", "what a workload allocates, as a trace",
	      trace_record);
