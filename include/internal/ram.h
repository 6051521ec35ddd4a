/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_RAM_H
#define INTERNAL_RAM_H

/* Where RAM is, for who maps or hands out other addresses.  Any context. */

#include <linux/types.h>

/*
 * How many of the @size bytes from @start on are RAM of ours: memory in use, free or reserved, in the
 * linear map or above it, and what was added since boot; memory that is no-map is not.  @first, unless
 * NULL: the address of the first of them, if there are any.  What would wrap around is not looked at.
 */
phys_addr_t ram_in_range(phys_addr_t start, phys_addr_t size, phys_addr_t *first);

/* The first run of it at or above @from, cut off there: true, *start and *last. */
bool ram_next(phys_addr_t from, phys_addr_t *start, phys_addr_t *last);

#endif /* INTERNAL_RAM_H */
