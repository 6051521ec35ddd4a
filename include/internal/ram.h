/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_RAM_H
#define INTERNAL_RAM_H

/* Find RAM, for code that maps or assigns addresses that must not be RAM.  Context: any. */

#include <linux/types.h>

/*
 * Return how many of the @size bytes at @start are RAM.  RAM may be allocated, free or reserved,
 * may lie outside the linear map, and includes memory added since boot, but not no-map memory.
 * Unless @first is NULL, the address of the first byte of RAM is stored in *@first.  A range that
 * wraps is truncated.
 */
phys_addr_t ram_in_range(phys_addr_t start, phys_addr_t size, phys_addr_t *first);

/*
 * Find the first range of RAM at or above @from.  If a range contains @from, the result starts at
 * @from.  Returns true and stores *@start and *@last, or returns false if no RAM follows.
 */
bool ram_next(phys_addr_t from, phys_addr_t *start, phys_addr_t *last);

#endif /* INTERNAL_RAM_H */
