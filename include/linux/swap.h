/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_SWAP_H
#define LINUX_SWAP_H

/* Names that drivers of Linux get with this header.  There is no swap space. */

#include <linux/mm.h>
#include <linux/vmstat.h>

#define total_swap_pages	0L

static inline long get_nr_swap_pages(void)
{
	return 0;
}

#endif /* LINUX_SWAP_H */
