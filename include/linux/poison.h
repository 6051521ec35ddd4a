/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_POISON_H
#define LINUX_POISON_H

/* Invalid values that show which kind of memory was used erroneously. */

/*
 * Offset of poisoned pointers.  No address range of the kernel contains the resulting addresses, so
 * that an access faults.
 */
#define POISON_POINTER_DELTA	0xdead000000000000UL
#define LIST_POISON1		((void *)(0x100 + POISON_POINTER_DELTA))
#define LIST_POISON2		((void *)(0x122 + POISON_POINTER_DELTA))

#define PAGE_POISON		0xaa
#define POISON_INUSE		0x5a	/* allocated and not initialized */
#define POISON_FREE		0x6b	/* freed */
#define POISON_END		0xa5	/* last byte of a freed object */
#define SLUB_RED_INACTIVE	0xbb
#define SLUB_RED_ACTIVE		0xcc
#define POISON_FREE_INITMEM	0xcc

#endif /* LINUX_POISON_H */
