// SPDX-License-Identifier: BSD-2-Clause
/*
 * Reports of the page allocator on refused frees and requests, and on failures.  page_words.c has
 * the texts, if the configuration includes it.  The functions here are not on fast paths, and do
 * not allocate memory.
 */

#define pr_fmt(fmt) "page_alloc: " fmt

#include <linux/bug.h>
#include <linux/nodemask.h>
#include <linux/printk.h>
#include <linux/sched.h>

#include "pages.h"

void page_report_bad_free(const struct page *page, unsigned int order, const void *caller)
{
	const struct page *head = page_block_head(page);
	struct page seen = head ? page_snapshot(head) : (struct page){};

	__warn(__FILE__, __LINE__, caller,
	       "page_alloc: free of pfn %#lx order %u by %pS refused: %s\n",
	       page_to_pfn(page), order, caller, page_report_free_reason(page, order));
	if (head)
		pr_warn("its block: pfn %#lx order %u type %u flags %#x references %d\n",
			page_to_pfn(head), seen.order, seen.type, seen.flags,
			page_ref_count(&seen));
}

void page_report_bad_address(const void *virt, const void *caller)
{
	__warn(__FILE__, __LINE__, caller,
	       "page_alloc: free of %px by %pS refused: not the start of a page\n", virt, caller);
}

void page_report_bad_ref(const struct page *page, const char *what, const char *why,
			 const void *caller)
{
	__warn(__FILE__, __LINE__, caller, "page_alloc: %s of pfn %#lx by %pS refused: %s\n", what,
	       page_to_pfn(page), caller, why ? why : page_report_free_reason(page, 0));
}

void page_report_saturated(const struct page *page, const void *caller)
{
	__warn(__FILE__, __LINE__, caller,
	       "page_alloc: pfn %#lx: reference count saturated by %pS: the page is never freed\n",
	       page_to_pfn(page), caller);
}

void page_report_bad_request(gfp_t gfp, unsigned int order, const char *why, const void *caller)
{
	char names[128];

	__warn(__FILE__, __LINE__, caller,
	       "page_alloc: request of order %u, mode %#x(%s), by %pS refused: %s\n", order, gfp,
	       page_report_gfp(gfp, names, sizeof(names)), caller, why);
}

gfp_t page_alloc_context(gfp_t gfp, const char *what, const void *caller)
{
	const char *why = sched_started ? sched_atomic_context() : NULL;

	if (!why)
		return gfp;
	__warn(__FILE__, __LINE__, caller, "%s() by %pS: it may sleep, but is called %s\n", what,
	       caller, why);
	/* __GFP_NOFAIL without __GFP_DIRECT_RECLAIM would be refused. */
	return gfp & __GFP_NOFAIL ? gfp : gfp & ~__GFP_DIRECT_RECLAIM;
}

void page_report_failure(gfp_t gfp, unsigned int order, int nid, const nodemask_t *nodemask,
			 const void *caller)
{
	char names[128];

	pr_warn("page allocation failure: order:%u, mode:%#x(%s), nodemask=%*pbl\n", order, gfp,
		page_report_gfp(gfp, names, sizeof(names)), nodemask_pr_args(nodemask));
	pr_warn("caller %pS: %s\n", caller, page_report_reason(gfp, order, nid));
	page_report_zones(order);
}
