/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_RAM_H
#define INTERNAL_RAM_H

/* Find RAM, for code that maps or assigns other addresses.  Context: any. */

#include <linux/types.h>

/*
 * Return the number of bytes of RAM in the @size bytes at @start: allocated, free or reserved,
 * inside or outside the linear map, including memory added since boot, but not no-map memory.
 * *@first, unless NULL, becomes the address of the first one.  A range that wraps is truncated.
 */
phys_addr_t ram_in_range(phys_addr_t start, phys_addr_t size, phys_addr_t *first);

/*
 * Find the first run of RAM at or above @from; a run that contains @from is clipped there.  Returns
 * true and stores *@start and *@last, or returns false if no RAM follows.
 */
bool ram_next(phys_addr_t from, phys_addr_t *start, phys_addr_t *last);

#endif /* INTERNAL_RAM_H */
