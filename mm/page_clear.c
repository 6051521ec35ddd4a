// SPDX-License-Identifier: BSD-2-Clause
/* Clearing and copying whole pages, where the architecture has nothing better. */

#include <linux/mm.h>
#include <linux/string.h>

void __weak clear_page(void *page)
{
	memset(page, 0, PAGE_SIZE);
}

void __weak clear_pages(void *addr, unsigned int nr_pages)
{
	memset(addr, 0, (size_t)nr_pages << PAGE_SHIFT);
}

void __weak copy_page(void *to, const void *from)
{
	memcpy(to, from, PAGE_SIZE);
}
