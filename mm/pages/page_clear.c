// SPDX-License-Identifier: BSD-2-Clause
/*
 * Clear and copy whole pages.
 *
 * If the CPU has an instruction that clears a cache line, a page is cleared without being read into
 * the cache first, with a quarter of the instructions.
 */

#include <linux/mm.h>
#include <linux/string.h>
#include <asm/processor.h>

/*
 * Stores per iteration.  The loops are unrolled, because their overhead would exceed the cost of
 * the stores.
 */
#define LINES	4
#define WORDS	32

static void clear_lines(char *at, char *end, unsigned long size)
{
	for (; at < end; at += LINES * size) {
		arch_zero_line(at);
		arch_zero_line(at + size);
		arch_zero_line(at + 2 * size);
		arch_zero_line(at + 3 * size);
	}
}

static void clear_words(unsigned long *at, unsigned long *end)
{
	for (; at < end; at += WORDS) {
		at[0] = at[1] = at[2] = at[3] = 0;
		at[4] = at[5] = at[6] = at[7] = 0;
		at[8] = at[9] = at[10] = at[11] = 0;
		at[12] = at[13] = at[14] = at[15] = 0;
		at[16] = at[17] = at[18] = at[19] = 0;
		at[20] = at[21] = at[22] = at[23] = 0;
		at[24] = at[25] = at[26] = at[27] = 0;
		at[28] = at[29] = at[30] = at[31] = 0;
	}
}

void clear_pages(void *addr, unsigned int nr_pages)
{
	void *end = addr + ((unsigned long)nr_pages << PAGE_SHIFT);
	unsigned long size = arch_zero_line_size();

	if (size && LINES * size <= PAGE_SIZE)
		clear_lines(addr, end, size);
	else
		clear_words(addr, end);
}

void clear_page(void *page)
{
	clear_pages(page, 1);
}

void copy_page(void *to, const void *from)
{
	memcpy(to, from, PAGE_SIZE);
}
