/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_BOOT_H
#define INTERNAL_BOOT_H

#include <linux/types.h>

/* arch_instructions() at the milestones of boot, for the figures that boot tests print. */
struct boot_marks {
	u64 start;		/* first function of the kernel with the MMU on */
	u64 page_allocator;	/* alloc_pages() works */
	u64 prompt;
};

extern struct boot_marks boot_marks;

/* Supplied by an application; called in a thread, when everything works.  0 or -errno. */
int app_main(void);

#endif /* INTERNAL_BOOT_H */
