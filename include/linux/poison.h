/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_POISON_H
#define LINUX_POISON_H

/* Invalid values that can be recognized after an erroneous use. */

/* Added to pointers; the address is outside of all windows of the layout and faults. */
#define POISON_POINTER_DELTA	0xdead000000000000UL
#define LIST_POISON1		((void *)(0x100 + POISON_POINTER_DELTA))
#define LIST_POISON2		((void *)(0x122 + POISON_POINTER_DELTA))

#define PAGE_POISON		0xaa
#define POISON_INUSE		0x5a	/* allocated, not initialized */
#define POISON_FREE		0x6b	/* freed */
#define POISON_END		0xa5	/* last byte of a freed object */
#define SLUB_RED_INACTIVE	0xbb
#define SLUB_RED_ACTIVE		0xcc
#define POISON_FREE_INITMEM	0xcc

#endif /* LINUX_POISON_H */
