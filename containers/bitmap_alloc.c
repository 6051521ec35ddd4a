// SPDX-License-Identifier: BSD-2-Clause
/* Allocation of bitmaps. */

#include <linux/bitmap.h>
#include <linux/slab.h>

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
