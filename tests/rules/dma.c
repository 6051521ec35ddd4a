// SPDX-License-Identifier: BSD-2-Clause
/*
 * Rules for memory that devices access.  A device owns a buffer from the return of dma_map_*() or
 * dma_sync_*_for_device() to the call of dma_unmap_*() or dma_sync_*_for_cpu().  Coherent memory
 * exists from the return of dma_alloc_attrs() to the call of dma_free_attrs().
 *
 * The plugin observes the firmware's calls, because a plugin does not see the accesses of QEMU's
 * devices.  scripts/silicon.py passes the addresses of the functions.  A function may jump to
 * another function that returns to the caller.  Therefore, the first return with the caller's frame
 * ends the call.
 */

#include <stdlib.h>
#include <string.h>

#include "rules.h"

#define MAX_BUFFERS	1024
#define MAX_CALLS	64
#define SKIP_CPU_SYNC	BIT(5)		/* DMA_ATTR_SKIP_CPU_SYNC: the CPU still owns the buffer */
#define SG_CHAIN	BIT(0)		/* page_link points to the next array */
#define SG_MARKS	3ULL		/* SG_CHAIN and SG_END */

enum direction {
	BIDIRECTIONAL,
	TO_DEVICE,
	FROM_DEVICE,
};

/* Kind of a function: which arguments or results refer to the memory. */
enum kind {
	BUFFER,		/* an argument is the bus address of the buffer */
	MAP_BUFFER,	/* the result is the bus address of the buffer */
	LIST,		/* arguments: struct scatterlist, and number of entries */
	MAP_LIST,	/* like LIST, and the result is the number of segments */
	MAP_TABLE,	/* argument: struct sg_table; the result is 0 or an error */
	COHERENT,	/* an argument is the virtual address */
	ALLOC_COHERENT,	/* the result is the virtual address */
};

/*
 * Functions of the DMA layer.  The last four members are indices of arguments, counted from 0.
 * @attributes is 0 if the function has no argument for attributes.
 */
static const struct function {
	const char *name;
	enum kind kind;
	bool gives;		/* true if the call gives the buffer to the device */
	u8 address, size, direction, attributes;
} functions[] = {
	{ "dma_map_single_attrs", MAP_BUFFER, true, 1, 2, 3, 4 },
	{ "dma_map_page_attrs", MAP_BUFFER, true, 1, 3, 4, 5 },
	{ "dma_map_phys", MAP_BUFFER, true, 1, 2, 3, 4 },
	{ "dma_map_sg_attrs", MAP_LIST, true, 1, 2, 3, 4 },
	{ "dma_map_sgtable", MAP_TABLE, true, 1, 1, 2, 3 },
	{ "dma_sync_single_for_device", BUFFER, true, 1, 2, 3, 0 },
	{ "dma_sync_sg_for_device", LIST, true, 1, 2, 3, 0 },
	{ "dma_sync_single_for_cpu", BUFFER, false, 1, 2, 3, 0 },
	{ "dma_sync_sg_for_cpu", LIST, false, 1, 2, 3, 0 },
	{ "dma_unmap_page_attrs", BUFFER, false, 1, 2, 3, 0 },
	{ "dma_unmap_phys", BUFFER, false, 1, 2, 3, 0 },
	{ "dma_unmap_sg_attrs", LIST, false, 1, 2, 3, 0 },
	{ "dma_alloc_attrs", ALLOC_COHERENT, true, 1, 1, 1, 0 },
	{ "dma_free_attrs", COHERENT, false, 2, 1, 1, 0 },
};

static u64 entries[ARRAY_SIZE(functions)];
static struct range code[MAX_RANGES];		/* address ranges of the DMA layer's code */
static unsigned int nr_code;

struct call {
	/* function that was called, or NULL if the slot is free */
	const struct function *function;
	u64 frame;
	u64 address, size, direction;
	struct trace where;
};

static struct call calls[MAX_CALLS];

struct buffer {
	u64 start, size;
	bool written;		/* true if the device may write to the buffer */
	bool coherent;
	struct trace where;
};

static struct buffer buffers[MAX_BUFFERS];
static unsigned int nr_buffers;

bool dma_option(const char *name, u64 start, u64 size)
{
	if (!*name) {
		if (nr_code == MAX_RANGES)
			return false;
		code[nr_code++] = (struct range){ start, size };
		return true;
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(functions); i++) {
		if (!strcmp(functions[i].name, name)) {
			entries[i] = start;
			return true;
		}
	}
	return false;
}

bool dma_is_entry(u64 pc)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(functions); i++)
		if (entries[i] && entries[i] == pc)
			return true;
	return false;
}

bool dma_is_code(u64 pc)
{
	for (unsigned int i = 0; i < nr_code; i++)
		if (pc - code[i].start < code[i].size)
			return true;
	return false;
}

static u64 argument(unsigned int number)
{
	return read_register(arch->first_argument + number);
}

/* Add @change to the counter `buffers` of each frame that contains a part of the buffer. */
static void count(const struct buffer *buffer, int change)
{
	u64 frame = buffer->start & -FRAME_SIZE;

	for (; frame < buffer->start + buffer->size; frame += FRAME_SIZE)
		page_of(frame)->buffers += change;
}

static void give(const struct call *call, u64 address, u64 size)
{
	struct buffer buffer = { address, size, call->direction != TO_DEVICE,
				 call->function->kind == ALLOC_COHERENT, call->where };

	if (!in_ram(buffer.start) || !in_ram(buffer.start + buffer.size - 1) ||
	    nr_buffers == MAX_BUFFERS)
		return;
	buffers[nr_buffers++] = buffer;
	count(&buffer, 1);
}

/*
 * End the device's ownership of each buffer that overlaps the range.  A partial sync ends the
 * ownership of the whole buffer.  After that, wrong accesses outside of the synced part are not
 * found.
 */
static void take(u64 address, u64 size)
{
	for (unsigned int i = 0; i < nr_buffers; i++) {
		if (buffers[i].start < address + size &&
		    address < buffers[i].start + buffers[i].size) {
			count(&buffers[i], -1);
			buffers[i--] = buffers[--nr_buffers];
		}
	}
}

static void hand_over(const struct call *call, u64 address, u64 size)
{
	if (call->function->gives)
		give(call, address, size);
	else
		take(address, size);
}

/*
 * Transfer the ownership of the segments in the first @nr entries of a list.  struct scatterlist
 * has four words, as tests/dma/sg_test.c asserts: page_link, offset and length, dma_address,
 * dma_length.  A dma_length of 0 follows the last segment.
 */
static void hand_over_list(const struct call *call, u64 entry, u32 nr)
{
	u64 link, address, size;

	for (; nr; nr--, entry += 32) {
		if (read_word(entry, &link) && link & SG_CHAIN)
			entry = link & ~SG_MARKS;
		if (!read_word(entry + 16, &address) || !read_word(entry + 24, &size) || !(u32)size)
			return;
		hand_over(call, address, (u32)size);
	}
}

static void hand_over_coherent(const struct call *call, u64 va)
{
	enum memory_type type;
	u64 pa;

	if (translate(now.cpu, va, &pa, &type))
		hand_over(call, pa, call->size);
}

/* Complete a call.  @result is only valid for functions that have a result. */
static void finish(const struct call *call, u64 result)
{
	u64 list, nr;

	switch (call->function->kind) {
	case BUFFER:
		hand_over(call, call->address, call->size);
		break;
	case MAP_BUFFER:
		hand_over(call, result, call->size);
		break;
	case LIST:
		hand_over_list(call, call->address, call->size);
		break;
	case MAP_LIST:
		hand_over_list(call, call->address, result);
		break;
	case MAP_TABLE:		/* words of struct sg_table: sgl; nents and orig_nents */
		if (!(u32)result && read_word(call->address, &list) &&
		    read_word(call->address + 8, &nr))
			hand_over_list(call, list, nr);
		break;
	case COHERENT:
		hand_over_coherent(call, call->address);
		break;
	case ALLOC_COHERENT:
		hand_over_coherent(call, result);
		break;
	}
}

static void begin(const struct function *function)
{
	struct call call = {
		.function = function,
		.frame = read_register(arch->frame_register),
		.address = argument(function->address),
		.size = argument(function->size),
		.direction = argument(function->direction),
	};

	if (!function->gives) {
		finish(&call, 0);
		return;
	}
	if (function->attributes && argument(function->attributes) & SKIP_CPU_SYNC)
		return;
	trace_here(&call.where);
	for (unsigned int i = 0; i < MAX_CALLS; i++) {
		if (!calls[i].function) {
			calls[i] = call;
			return;
		}
	}
}

void dma_enter(void)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(functions); i++)
		if (entries[i] == now.pc)
			begin(&functions[i]);
}

void dma_return(void)
{
	u64 frame = read_register(arch->frame_register);

	for (unsigned int i = 0; i < MAX_CALLS; i++) {
		struct call *call = &calls[i];

		if (!call->function || call->frame != frame)
			continue;
		finish(call, argument(0));
		call->function = NULL;
	}
}

void dma_access(u64 pa, u64 size, bool store)
{
	if (!page_of(pa)->buffers)
		return;
	for (unsigned int i = 0; i < nr_buffers; i++) {
		const struct buffer *buffer = &buffers[i];

		if (pa >= buffer->start + buffer->size || buffer->start >= pa + size ||
		    !(store || buffer->written))
			continue;
		if (!buffer->coherent)
			report(DMA_OWNER, pa, &buffer->where);
		else if (store)
			io_described();
		return;
	}
}
