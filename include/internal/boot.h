/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_BOOT_H
#define INTERNAL_BOOT_H

#include <linux/types.h>

/* Values of arch_instructions() at these points of the boot.  "boottime" prints them. */
struct boot_marks {
	u64 start;		/* first kernel function with the MMU on */
	u64 page_allocator;	/* alloc_pages() works */
	u64 prompt;
};

extern struct boot_marks boot_marks;

/* Defined by an application.  Called in a thread at the end of boot.  Returns 0 or -errno. */
int app_main(void);

#endif /* INTERNAL_BOOT_H */
