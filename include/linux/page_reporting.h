/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_PAGE_REPORTING_H
#define LINUX_PAGE_REPORTING_H

/*
 * Reports of free pages to a hypervisor.  Quarry does not report free pages: the registration is
 * refused with a message, so that a driver cannot believe that the hypervisor gets pages.  Needs
 * CONFIG_MEMORY_BALLOON.
 */

#include <linux/mmzone.h>
#include <linux/scatterlist.h>

#define PAGE_REPORTING_CAPACITY	32	/* entries of a report */

struct page_reporting_dev_info {
	int (*report)(struct page_reporting_dev_info *info, struct scatterlist *sg,
		      unsigned int nents);
	unsigned int order;		/* smallest block; 0: pageblock_order */
};

/* Returns -EOPNOTSUPP.  Context: thread. */
int page_reporting_register(struct page_reporting_dev_info *info);
/* Does nothing, because nothing can be registered. */
void page_reporting_unregister(struct page_reporting_dev_info *info);

#endif /* LINUX_PAGE_REPORTING_H */
