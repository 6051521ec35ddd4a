/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef QUARRY_LAYOUT_H
#define QUARRY_LAYOUT_H

/*
 * The kernel half of the virtual address space.
 *
 * Every port has the same four windows, from low to high:
 *
 *	linear_start   +----------------------+  all of RAM, at a constant offset from
 *	               | linear map           |  its physical address (half of the window)
 *	vmalloc_start  +----------------------+
 *	               | vmalloc, vmap,       |  mapped page by page, with guard pages
 *	               | ioremap, stacks      |
 *	vmemmap_start  +----------------------+
 *	               | struct page array    |  a struct page for each page of the linear map
 *	image          +----------------------+
 *	               | text, rodata, data   |  the top 2 GiB, so that PC-relative code
 *	               +----------------------+  reaches all of it
 *
 * The position of a struct page follows from the linear address by an arithmetic shift:
 *
 *	page(va) = VMEMMAP_ORIGIN + (va >> PAGE_SHIFT) * sizeof(struct page)
 *
 * VMEMMAP_ORIGIN is a constant of the port.  It is valid for every paging mode, because the linear
 * map always starts at the bottom of the kernel half.  virt_to_page() and its inverse thus need no
 * memory access.  Values that depend on the paging mode are in struct vm_layout.  It is complete
 * when boot_memory_scan() returns; afterwards only linear_end changes, when memory is added.
 */

#include <linux/types.h>

struct vm_layout {
	unsigned long linear_start;	/* start of the linear map's window */
	unsigned long linear_end;	/* end of the RAM that is in the linear map */
	unsigned long linear_limit;	/* end of the linear map's window */
	unsigned long linear_offset;	/* virtual minus physical address in the linear map */
	unsigned long vmalloc_start;
	unsigned long vmalloc_end;
	unsigned long vmemmap_start;	/* address of the struct page for linear_start */
	unsigned long vmemmap_end;	/* end of the window of the struct page array */
	unsigned long image_start;	/* start of the image; page aligned */
	unsigned long image_end;
	unsigned long image_offset;	/* virtual minus physical address in the image */
};

extern struct vm_layout vm_layout;

#endif /* QUARRY_LAYOUT_H */
