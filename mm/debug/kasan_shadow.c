// SPDX-License-Identifier: BSD-2-Clause
/*
 * Shadow memory of the targets, and the checks that the compiler calls before each access.
 *
 * A byte of shadow memory describes a granule of 8 bytes: 0 if all bytes may be accessed, 1 to 7 if
 * that number of bytes from the start may be accessed, and a value above 127 if none may be.  The
 * shadow of an address is at
 *
 *	(address >> 3) + CONFIG_KASAN_SHADOW_OFFSET
 *
 * The shadow of the kernel half of the address space is a separate window below the page array:
 *
 *	linear map	an eighth of the RAM, from memblock.  Memory that is added later contains
 *			its own shadow
 *	image		an eighth of the image, from memblock
 *	vmalloc window	pages that are mapped when their addresses are first allocated, and never
 *			unmapped.  For demand-paged regions they are mapped on demand, too: a check
 *			of a missing page faults, and kasan_shadow_fault() maps a page of zeros
 *
 * Checks start when the shadow is mapped, and cover only these ranges.  Accesses to device
 * registers and NULL are left to the MMU.
 *
 * Applications, the C library, file systems and tests also have red zones around variables on
 * stacks and around global variables.  Code that the compiler generates writes the shadow of the
 * variables on stacks, also with kasan=off, and passes the global variables to
 * __asan_register_globals().
 *
 * Locking: the owner of memory also owns its shadow bytes.  Allocations start at a multiple of 8
 * bytes, so that no byte has two owners.
 */

#define pr_fmt(fmt) "kasan: " fmt

#include <internal/dma.h>
#include <internal/kasan.h>
#include <internal/mm_boot.h>
#include <internal/sections.h>
#include <internal/stack.h>
#include <linux/bug.h>
#include <linux/atomic.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/limits.h>
#include <linux/math.h>
#include <linux/memblock.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/panic.h>
#include <linux/pgtable.h>
#include <linux/printk.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <quarry/layout.h>

#include "mm/virtual/virtual.h"

#define GRANULE		8UL
#define GRANULE_MASK	(GRANULE - 1)

/*
 * The compiler's code writes these values around variables on a stack, and STACK_SCOPE to a
 * variable after its last use.
 */
#define STACK_LEFT	0xf1
#define STACK_MID	0xf2
#define STACK_RIGHT	0xf3
#define STACK_PARTIAL	0xf4
#define STACK_SCOPE	0xf8
/* The functions of this file write the following values. */
#define GLOBAL_REDZONE	0xf9
#define ALLOCA_LEFT	0xca
#define ALLOCA_RIGHT	0xcb
#define NOT_IN_USE	0xff

/* Areas that may be much larger than RAM. */
#define KASAN_LAZY_AREAS	(VM_DEMAND | VM_SPARSE)

#define SHADOW_END	(CONFIG_KASAN_SHADOW_OFFSET + (1UL << 61))

static bool shadow_ready;

static u8 *shadow_of(unsigned long address)
{
	return (u8 *)((address >> 3) + CONFIG_KASAN_SHADOW_OFFSET);
}

static unsigned long address_of(unsigned long shadow)
{
	return (shadow - CONFIG_KASAN_SHADOW_OFFSET) << 3;
}

static unsigned long shadow_start(void)
{
	return (unsigned long)shadow_of(vm_layout.linear_start);
}

static bool has_shadow(unsigned long address)
{
	return (address >= vm_layout.linear_start && address < vm_layout.linear_end) ||
	       (address >= vm_layout.vmalloc_start && address < vm_layout.vmalloc_end) ||
	       (address >= vm_layout.image_start && address < vm_layout.image_end);
}

/* ---- mapping --------------------------------------------------------------------------------- */

void __init kasan_shadow_reserve(struct vm_layout *layout)
{
	VM_WARN_ON(shadow_ready || shadow_start() <= layout->vmalloc_start);
	layout->vmalloc_end = min(layout->vmalloc_end, shadow_start());
}

/* Map shadow memory for the range, with all bytes accessible.  It is allocated from memblock. */
static void __init map_early(unsigned long start, unsigned long end)
{
	unsigned long from = PAGE_ALIGN_DOWN((unsigned long)shadow_of(start));
	unsigned long to = PAGE_ALIGN((unsigned long)shadow_of(end - 1) + 1);
	struct pgtable_range range;

	/* The first page may be mapped already, for the shadow of an adjacent range. */
	if (pgtable_lookup(&kernel_pgtable, from, &range))
		from += PAGE_SIZE;
	if (from < to && linear_map_populate(from, to, "KASAN's shadow memory"))
		panic("no memory for KASAN's shadow memory of [%#lx, %#lx)", start, end);
	memset((void *)from, 0, to - from);
}

void __init kasan_shadow_init(void)
{
	phys_addr_t start, end, linear_end = __pa_linear(vm_layout.linear_end);
	u64 i;

	VM_WARN_ON(shadow_ready);
	map_early(vm_layout.image_start, vm_layout.image_end);
	for_each_mem_range(i, &start, &end)
		map_early((unsigned long)__va(start), (unsigned long)__va(min(end, linear_end)));
	shadow_ready = true;
}

/*
 * Map a page of zeros in the shadow memory at @shadow, unless a page is mapped there.  Returns 0 or
 * -ENOMEM.
 */
static int kasan_map_page(unsigned long shadow)
{
	void *page = (void *)get_zeroed_page(GFP_ATOMIC | __GFP_NOWARN);
	int err = page ? pgtable_map_locked(shadow, __pa(page), PAGE_SIZE, PAGE_KERNEL) : -ENOMEM;

	if (err)
		free_page((unsigned long)page);
	return err == -EEXIST ? 0 : err;	/* another CPU has mapped the page */
}

int kasan_shadow_populate(unsigned long start, unsigned long size)
{
	unsigned long from = PAGE_ALIGN_DOWN((unsigned long)shadow_of(start));
	unsigned long last = (unsigned long)shadow_of(start + size - 1);
	struct pgtable_range range;
	int err = 0;

	VM_WARN_ON(!size || start + size < start);
	if (!shadow_ready)
		return 0;
	for (; !err && from <= last; from += PAGE_SIZE) {
		if (!pgtable_lookup_locked(from, &range))
			err = kasan_map_page(from);
	}
	return err;
}

bool kasan_shadow_fault(unsigned long shadow)
{
	unsigned long address = address_of(shadow);
	const struct vm_struct *area;

	if (!shadow_ready || shadow < shadow_start() || shadow >= SHADOW_END)
		return false;
	area = is_vmalloc_addr((void *)address) ? find_vm_area((void *)address) : NULL;
	if (area && (area->flags & KASAN_LAZY_AREAS) && !kasan_map_page(PAGE_ALIGN_DOWN(shadow)))
		return true;
	pr_emerg("KASAN's check faulted: the access to %px is to unmapped memory\n",
		 (void *)address);
	return false;
}

/* ---- poison ---------------------------------------------------------------------------------- */

/* Poison the bytes @from to @end of a granule, if no byte after @end is accessible. */
static void poison_end(u8 *shadow, unsigned int from, unsigned int end)
{
	if (end && *shadow && *shadow <= end)
		*shadow = from ? min_t(u8, *shadow, from) : NOT_IN_USE;
}

/* Poison a range.  Like __asan_unpoison_memory_region(), ignore memory without shadow. */
void __asan_poison_memory_region(const volatile void *p, size_t size)
{
	unsigned long start = (unsigned long)p, end = start + size;
	u8 *from = shadow_of(start), *to = shadow_of(end);

	if (!shadow_ready || !size || !has_shadow(start))
		return;
	/* The end of a granule can only be poisoned if its remaining bytes are poisoned, too. */
	if (from == to) {
		poison_end(to, start & GRANULE_MASK, end & GRANULE_MASK);
		return;
	}
	if (start & GRANULE_MASK) {
		if (!*from || *from > (start & GRANULE_MASK))
			*from = start & GRANULE_MASK;
		from++;
	}
	memset(from, NOT_IN_USE, to - from);
	poison_end(to, 0, end & GRANULE_MASK);
}

void __asan_unpoison_memory_region(const volatile void *p, size_t size)
{
	unsigned long start = (unsigned long)p, end = start + size;
	u8 *from = shadow_of(start), *to = shadow_of(end);

	if (!shadow_ready || !size || !has_shadow(start))
		return;
	memset(from, 0, to - from);
	if (end & GRANULE_MASK && *to && (*to > NOT_IN_USE / 2 || *to < (end & GRANULE_MASK)))
		*to = end & GRANULE_MASK;
}

void kasan_shadow_clear(const void *p, size_t size)
{
	unsigned long from = (unsigned long)shadow_of((unsigned long)p);
	unsigned long to = (unsigned long)shadow_of((unsigned long)p + size);

	if (!shadow_ready)
		return;
	/*
	 * A page of the shadow may describe several areas, so clear only the bytes of this range,
	 * and only where the shadow is mapped.
	 */
	while (from < to) {
		unsigned long next = min(to, ALIGN(from + 1, PAGE_SIZE));
		struct pgtable_range range;

		if (pgtable_lookup_locked(PAGE_ALIGN_DOWN(from), &range))
			memset((void *)from, 0, next - from);
		from = next;
	}
}

/*
 * Return the first byte of the range that must not be accessed, or 0.  A range that wraps around,
 * for example because its size is a negative number, ends with the address space.
 */
static unsigned long first_bad(unsigned long start, size_t size)
{
	unsigned long end = start + size < start ? ULONG_MAX : start + size;

	for (unsigned long at = start; at < end; at = (at | GRANULE_MASK) + 1) {
		s8 value = *shadow_of(at);
		unsigned long last = min(end - 1, at | GRANULE_MASK);

		if (value && (long)(last & GRANULE_MASK) >= value)
			return value < 0 ? at : max(at, (at & ~GRANULE_MASK) + value);
	}
	return 0;
}

int __asan_address_is_poisoned(const volatile void *p)
{
	return shadow_ready && has_shadow((unsigned long)p) && first_bad((unsigned long)p, 1);
}

const char *kasan_shadow_kind(unsigned long address)
{
	switch (*shadow_of(address) >= 1 && *shadow_of(address) < GRANULE ? shadow_of(address)[1] :
		*shadow_of(address)) {
	case STACK_LEFT:
	case STACK_MID:
	case STACK_RIGHT:
	case STACK_PARTIAL:
		return "stack-out-of-bounds";
	case STACK_SCOPE:
		return "stack-use-after-scope";
	case ALLOCA_LEFT:
	case ALLOCA_RIGHT:
		return "alloca-out-of-bounds";
	case GLOBAL_REDZONE:
		return "global-out-of-bounds";
	}
	return NULL;
}

/* ---- checks ---------------------------------------------------------------------------------- */

/* Return false if the access was reported. */
static __always_inline bool kasan_check(unsigned long start, size_t size, bool is_write,
					unsigned long ip)
{
	unsigned long bad;

	if (!READ_ONCE(shadow_ready) || !size || !has_shadow(start))
		return true;
	bad = first_bad(start, size);
	if (likely(!bad) || kasan_is_reporting())
		return true;
	return !kasan_bad_access(start, size, is_write, ip, bad);
}

bool kasan_check_range(const volatile void *p, size_t size, bool is_write, unsigned long ip)
{
	return kasan_check((unsigned long)p, size, is_write, ip);
}

#define DEFINE_CHECKS(size)						\
void __asan_load##size##_noabort(unsigned long address);		\
void __asan_load##size##_noabort(unsigned long address)			\
{									\
	kasan_check(address, size, false, (unsigned long)__builtin_return_address(0));	\
}									\
void __asan_store##size##_noabort(unsigned long address);		\
void __asan_store##size##_noabort(unsigned long address)		\
{									\
	kasan_check(address, size, true, (unsigned long)__builtin_return_address(0));	\
}

DEFINE_CHECKS(1)
DEFINE_CHECKS(2)
DEFINE_CHECKS(4)
DEFINE_CHECKS(8)
DEFINE_CHECKS(16)

void __asan_loadN_noabort(unsigned long address, size_t size);
void __asan_loadN_noabort(unsigned long address, size_t size)
{
	kasan_check(address, size, false, (unsigned long)__builtin_return_address(0));
}

void __asan_storeN_noabort(unsigned long address, size_t size);
void __asan_storeN_noabort(unsigned long address, size_t size)
{
	kasan_check(address, size, true, (unsigned long)__builtin_return_address(0));
}

/* ---- stacks and global variables ------------------------------------------------------------- */

/*
 * The compiler calls this function before a call that does not return.  The red zones of
 * variables in the frames above, which the call would leave on the stack, are made accessible.
 */
void __asan_handle_no_return(void);
void __asan_handle_no_return(void)
{
	unsigned long sp = (unsigned long)__builtin_frame_address(0), low, high;

	if (READ_ONCE(shadow_ready) && stack_bounds(sp, &low, &high))
		__asan_unpoison_memory_region((void *)sp, high - sp);
}

void __asan_poison_stack_memory(const void *p, size_t size);
void __asan_poison_stack_memory(const void *p, size_t size)
{
	if (READ_ONCE(shadow_ready))
		memset(shadow_of((unsigned long)p), STACK_SCOPE, DIV_ROUND_UP(size, GRANULE));
}

void __asan_unpoison_stack_memory(const void *p, size_t size);
void __asan_unpoison_stack_memory(const void *p, size_t size)
{
	__asan_unpoison_memory_region(p, size);
}

/* Make a variable accessible, and poison the rest of its last granule. */
static void use_variable(unsigned long start, size_t size)
{
	memset(shadow_of(start), 0, size / GRANULE);
	if (size & GRANULE_MASK)
		*shadow_of(start + size) = size & GRANULE_MASK;
}

/* Bytes of the red zones before and after a variable whose size is computed at run time. */
#define ALLOCA_ZONE	32UL

void __asan_alloca_poison(unsigned long p, size_t size);
void __asan_alloca_poison(unsigned long p, size_t size)
{
	unsigned long behind = ALIGN(p + size, GRANULE), end = ALIGN(p + size, ALLOCA_ZONE);

	if (!READ_ONCE(shadow_ready))
		return;
	use_variable(p, size);
	memset(shadow_of(p - ALLOCA_ZONE), ALLOCA_LEFT, ALLOCA_ZONE / GRANULE);
	memset(shadow_of(behind), ALLOCA_RIGHT, (end + ALLOCA_ZONE - behind) / GRANULE);
}

void __asan_allocas_unpoison(const void *top, const void *bottom);
void __asan_allocas_unpoison(const void *top, const void *bottom)
{
	if (top && top < bottom)
		__asan_unpoison_memory_region(top, (size_t)(bottom - top));
}

/* The layout is defined by the compiler. */
struct asan_global {
	const void *start;
	size_t size, size_with_zone;
	const void *name, *module_name;
	unsigned long has_dynamic_init;
	const void *location;
	unsigned long odr_indicator;
};

void __asan_register_globals(const struct asan_global *globals, size_t nr);
void __asan_register_globals(const struct asan_global *globals, size_t nr)
{
	for (; nr--; globals++) {
		unsigned long start = (unsigned long)globals->start;
		unsigned long behind = ALIGN(start + globals->size, GRANULE);
		unsigned long end = start + globals->size_with_zone;

		if (!has_shadow(start))
			continue;
		use_variable(start, globals->size);
		memset(shadow_of(behind), GLOBAL_REDZONE, (end - behind) / GRANULE);
	}
}

void __asan_unregister_globals(const struct asan_global *globals, size_t nr);
void __asan_unregister_globals(const struct asan_global *globals, size_t nr)
{
}

extern void (*const __kasan_ctors_start[])(void), (*const __kasan_ctors_end[])(void);

void __init kasan_register_globals(void)
{
	for (void (*const *ctor)(void) = __kasan_ctors_start; ctor < __kasan_ctors_end; ctor++)
		(*ctor)();
}
