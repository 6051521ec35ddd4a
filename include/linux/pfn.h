/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_PFN_H
#define LINUX_PFN_H

#include <linux/types.h>
#include <asm/page.h>

/* Convert between page frame numbers and physical addresses.  UP and DOWN round to a page. */
#define PFN_ALIGN(x)	(((unsigned long)(x) + (PAGE_SIZE - 1)) & PAGE_MASK)
#define PFN_UP(x)	(((x) + PAGE_SIZE - 1) >> PAGE_SHIFT)
#define PFN_DOWN(x)	((x) >> PAGE_SHIFT)
#define PFN_PHYS(x)	((phys_addr_t)(x) << PAGE_SHIFT)
#define PHYS_PFN(x)	((unsigned long)((x) >> PAGE_SHIFT))

#endif /* LINUX_PFN_H */
