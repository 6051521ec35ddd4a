// SPDX-License-Identifier: BSD-2-Clause
/* Describe an address for fault reports: the memory region, area or object that contains it. */

#include <internal/fault.h>
#include <internal/sections.h>
#include <internal/stack.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/sprintf.h>
#include <linux/thread_info.h>
#include <linux/vmalloc.h>
#include <quarry/demand.h>
#include <quarry/layout.h>

/*
 * Describe an address in an area with VM_DEMAND.  Another CPU may unmap the region during the call.
 * Returns the length of the text.
 */
static int describe_region(char *buf, size_t size, const struct vm_struct *area,
			   unsigned long address)
{
	unsigned long start = area->start + PAGE_SIZE;
	struct demand_usage usage;

	if (!demand_usage((void *)address, &usage))
		return scnprintf(buf, size, "a demand-paged region that is unmapped");
	if (app_stack_overflowed(address))
		return scnprintf(buf, size, "guard page below the stack of %s", area->name);
	if (address < start)
		return scnprintf(buf, size, "byte %lu before the demand-paged region %s",
				 start - address, area->name);
	if (address - start >= usage.size)
		return scnprintf(buf, size,
				 "byte %lu after the demand-paged region %s of %zu bytes",
				 address - start - usage.size + 1, area->name, usage.size);
	return scnprintf(buf, size, "in the demand-paged region %s", area->name);
}

static void describe_vmalloc(char *buf, size_t size, unsigned long address)
{
	struct vm_struct *area = find_vm_area((void *)address);
	struct vm_struct *above = find_vm_area_above((void *)address);
	bool mapped = vmap_page((void *)address);

	int n;

	if (IS_ENABLED(CONFIG_DEMAND_PAGING) && area && area->flags & VM_DEMAND)
		n = describe_region(buf, size, area, address);
	else if (area && (area->flags & VM_STACK))
		n = scnprintf(buf, size, "%s the stack of %s", mapped ? "in" : "guard page above",
			      area->name);
	else if (area)
		n = scnprintf(buf, size, "%s the vmalloc area of %pS",
			      mapped ? "in" : "guard page after", area->caller);
	else
		n = scnprintf(buf, size, "vmalloc window, outside of all areas");
	if (!mapped && above && (above->flags & VM_STACK) && above->start - address <= THREAD_SIZE)
		scnprintf(buf + n, size - n, ", guard page below the stack of %s", above->name);
}

static void describe_linear(char *buf, size_t size, unsigned long address)
{
	phys_addr_t pa = __pa_linear(address);
	struct pgtable_range range;

	if (!memblock_is_memory(pa))
		scnprintf(buf, size, "hole in the linear map: no RAM at %#llx",
			  (unsigned long long)pa);
	else if (!memblock_is_map_memory(pa))
		scnprintf(buf, size, "no-map memory of the device tree at %#llx",
			  (unsigned long long)pa);
	else if (!pgtable_lookup(&kernel_pgtable, address, &range))
		scnprintf(buf, size, "RAM at %#llx, not mapped here: it was freed, or is uncached",
			  (unsigned long long)pa);
	else
		scnprintf(buf, size, "RAM at %#llx", (unsigned long long)pa);
}

static bool in(unsigned long address, const char *start, const char *end)
{
	return address >= (unsigned long)start && address < (unsigned long)end;
}

void describe_address(char *buf, size_t size, unsigned long address)
{
	if (address < PAGE_SIZE)
		scnprintf(buf, size, "NULL pointer");
	else if (is_vmalloc_addr((void *)address))
		describe_vmalloc(buf, size, address);
	else if (address >= vm_layout.linear_start && address < vm_layout.linear_limit)
		describe_linear(buf, size, address);
	else if (in(address, _text, _etext))
		scnprintf(buf, size, "text of the image, %pS", (void *)address);
	else if (in(address, __init_text_begin, __init_text_end) ||
		 in(address, __init_data_begin, __init_data_end) ||
		 in(address, __init_bss_begin, _end))
		scnprintf(buf, size, "init memory of the image");
	else if (in(address, __start_rodata, __end_ro_after_init))
		scnprintf(buf, size, "read-only data of the image");
	else if (in(address, _sdata, _end))
		scnprintf(buf, size, "data of the image");
	else if (address >= vm_layout.vmemmap_start && address < vm_layout.vmemmap_end)
		scnprintf(buf, size, "page array of a range without RAM");
	else
		scnprintf(buf, size, "outside of all windows of the address space");
}
