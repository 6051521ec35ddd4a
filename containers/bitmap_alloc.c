// SPDX-License-Identifier: BSD-2-Clause
/* Operations on bitmaps that need memory. */

#include <linux/bitmap.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>

unsigned long *bitmap_alloc_node(unsigned int nbits, gfp_t gfp, int node)
{
	return kmalloc_array_node(BITS_TO_LONGS(nbits), sizeof(unsigned long), gfp, node);
}

unsigned long *bitmap_alloc(unsigned int nbits, gfp_t gfp)
{
	return kmalloc_array(BITS_TO_LONGS(nbits), sizeof(unsigned long), gfp);
}

unsigned long *bitmap_zalloc(unsigned int nbits, gfp_t gfp)
{
	return bitmap_alloc(nbits, gfp | __GFP_ZERO);
}

unsigned long *bitmap_zalloc_node(unsigned int nbits, gfp_t gfp, int node)
{
	return bitmap_alloc_node(nbits, gfp | __GFP_ZERO, node);
}

void bitmap_free(const unsigned long *bitmap)
{
	kfree(bitmap);
}

/* Format the whole text, and copy the wanted part of it. */
static int print_to_buf(const char *fmt, char *buf, const unsigned long *map, int nbits, loff_t off,
			size_t count)
{
	char *text = kasprintf(GFP_KERNEL, fmt, nbits, map);
	ssize_t n;

	if (!text)
		return -ENOMEM;
	n = memory_read_from_buffer(buf, count, &off, text, strlen(text) + 1);
	kfree(text);
	return (int)n;
}

int bitmap_print_bitmask_to_buf(char *buf, const unsigned long *map, int nbits, loff_t off,
				size_t count)
{
	return print_to_buf("%*pb\n", buf, map, nbits, off, count);
}

int bitmap_print_list_to_buf(char *buf, const unsigned long *map, int nbits, loff_t off,
			     size_t count)
{
	return print_to_buf("%*pbl\n", buf, map, nbits, off, count);
}
