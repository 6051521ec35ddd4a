/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_KASAN_H
#define INTERNAL_KASAN_H

/*
 * Functions with which allocators inform KASAN; mm/debug/kasan.c explains the concept.  They are
 * empty without CONFIG_KASAN and do nothing with kasan=off.  Context: any, unless a function states
 * otherwise.
 */

#include <linux/compiler.h>
#include <linux/kconfig.h>
#include <linux/types.h>

struct page;

#ifdef CONFIG_KASAN
extern bool kasan_on;
#define kasan_enabled()		READ_ONCE(kasan_on)

/* Defined by the compiler's library on the host port, otherwise by kasan_shadow.c. */
void __asan_poison_memory_region(const volatile void *p, size_t size);
void __asan_unpoison_memory_region(const volatile void *p, size_t size);
int __asan_address_is_poisoned(const volatile void *p);

/* Bytes that an allocator leaves unused behind densely packed memory. */
#define KASAN_RED_ZONE		16UL

/* The unit of poisoning in bytes. */
#define KASAN_GRANULE		(IS_ENABLED(CONFIG_KASAN_HW_TAGS) ? 16UL : 8UL)

/*
 * Poison bytes, so that every access to them is reported, or allow accesses again.  A range may end
 * at any byte if the bytes after the range, up to a multiple of KASAN_GRANULE, are poisoned as
 * well; otherwise the last bytes of the range remain accessible.
 */
void kasan_poison(const void *p, size_t size);
void kasan_unpoison(const void *p, size_t size);

/* Make the first @size bytes at @p accessible and poison the rest of @room bytes. */
void kasan_use(const void *p, size_t size, size_t room);

/*
 * Record that a mempool adds an element to its reserve (kasan_keep()) or removes an element from it
 * (kasan_take()).  @caller freed the element; NULL means that the element was never allocated.
 * kasan_keep() returns false if @p is not the start of an object or block of pages in use.
 */
bool kasan_keep(const void *p, size_t size, const void *caller);
void kasan_take(const void *p, size_t size);

/* Record that @caller has allocated or freed a block of pages. */
void kasan_alloc_pages(struct page *page, unsigned int order, const void *caller);
void kasan_free_pages(struct page *page, unsigned int order, const void *caller);
/*
 * At boot, before the page allocator: allocate the whole store of call chains
 * (CONFIG_STACKDEPOT_KB), so that storing a chain never allocates.  Returns 0 or -ENOMEM.
 */
int stack_depot_early_init(void);
/*
 * At boot: allocate from memblock the table of the call chains that allocated or freed each page.
 */
void kasan_init_pages(void);
/* At boot: poison the initially free pages. */
void kasan_poison_free(unsigned long start_pfn, unsigned long end_pfn);

/*
 * Record that memory which is neither a block of pages nor an object was allocated (the first @size
 * of @room bytes) or freed.  @p is its address or, with @percpu, that of alloc_percpu().
 */
void kasan_alloc_range(const void *p, size_t size, size_t room, bool percpu, const void *caller);
void kasan_free_range(const void *p, bool percpu);
/*
 * Return the number of allocated bytes of memory that kasan_alloc_range() recorded, or @room
 * without KASAN.  Must not be used for per-CPU memory.
 */
size_t kasan_range_size(const void *p, size_t room);
/*
 * Record that @size of the @room bytes at @p are allocated now, after kasan_alloc_range().  Must
 * not be used for per-CPU memory.
 */
void kasan_resize_range(const void *p, size_t size, size_t room);

/*
 * Report an access to @address, with information about the memory.  @size is in bytes; 0 means
 * unknown.
 */
void kasan_report(unsigned long address, size_t size, bool is_write, unsigned long ip);
/*
 * Report an access to [@start, @start + @size), of which the byte at @bad must not be accessed.
 * The report contains the call chain.  Only the first access is reported unless kasan_multi_shot is
 * set.  Returns true if the access was reported.
 */
bool kasan_bad_access(unsigned long start, size_t size, bool is_write, unsigned long ip,
		      unsigned long bad);
/* True if this CPU is printing a report. */
bool kasan_is_reporting(void);

/*
 * Print the first line of the report that @caller passed @p, where no object in use starts, to a
 * function that frees an object (@is_free) or that does not, such as ksize().  Without KASAN,
 * nothing is printed.  The details follow in the report of the allocator.
 */
void kasan_report_object(const void *p, bool is_free, const void *caller);
#else
#define kasan_enabled()		false
#define KASAN_RED_ZONE		0UL

static inline void kasan_report_object(const void *p, bool is_free, const void *caller)
{
}

static inline void kasan_poison(const void *p, size_t size)
{
}

static inline void kasan_unpoison(const void *p, size_t size)
{
}

static inline void kasan_use(const void *p, size_t size, size_t room)
{
}

static inline bool kasan_keep(const void *p, size_t size, const void *caller)
{
	return true;
}

static inline void kasan_take(const void *p, size_t size)
{
}

static inline void kasan_alloc_pages(struct page *page, unsigned int order, const void *caller)
{
}

static inline void kasan_free_pages(struct page *page, unsigned int order, const void *caller)
{
}

static inline void kasan_init_pages(void)
{
}

static inline void kasan_poison_free(unsigned long start_pfn, unsigned long end_pfn)
{
}

static inline void kasan_alloc_range(const void *p, size_t size, size_t room, bool percpu,
				     const void *caller)
{
}

static inline void kasan_free_range(const void *p, bool percpu)
{
}

static inline size_t kasan_range_size(const void *p, size_t room)
{
	return room;
}

static inline void kasan_resize_range(const void *p, size_t size, size_t room)
{
}

static inline void kasan_report(unsigned long address, size_t size, bool is_write, unsigned long ip)
{
}
#endif

/* On targets, mm/debug/kasan_shadow.c implements the shadow memory. */
#ifdef CONFIG_KASAN_SHADOW
struct vm_layout;

/*
 * Set up the shadow memory at boot, in this order: reserve a part of the vmalloc window, map the
 * shadow memory, poison the red zones of global variables.
 */
void kasan_shadow_reserve(struct vm_layout *layout);
void kasan_shadow_init(void);
void kasan_register_globals(void);

/*
 * Map the shadow memory of addresses that will be allocated.  Returns 0 or -ENOMEM.  Context: any.
 */
int kasan_shadow_populate(unsigned long start, unsigned long size);

/* Make whole pages of addresses accessible, if they have shadow memory. */
void kasan_shadow_clear(const void *p, size_t size);
#define kasan_unpoison_area	kasan_shadow_clear

/*
 * Handle a fault in shadow memory.  Returns true if the shadow page was missing and is mapped now.
 */
bool kasan_shadow_fault(unsigned long shadow);

/* Return the kind of poison that the compiler stored, such as "stack-out-of-bounds", or NULL. */
const char *kasan_shadow_kind(unsigned long address);

/*
 * Check an access that was compiled without checks.  A report names @ip as the code address of the
 * access.  Returns false if the access was reported.  As in Linux, memcpy(), memmove() and memset()
 * then do nothing, so that a negative size does not overwrite all memory.
 */
bool kasan_check_range(const volatile void *p, size_t size, bool is_write, unsigned long ip);
#elif defined(CONFIG_KASAN_HW_TAGS)
#include <internal/arch.h>

/*
 * The hardware has tags instead of shadow memory: mm/debug/kasan_tags.c.  At boot,
 * kasan_tags_init() tags all memory as accessible; a CPU checks accesses from its arch_cpu_init()
 * on.
 */
void kasan_tags_init(void);

/* Make memory that was added to the linear map accessible. */
int kasan_shadow_populate(unsigned long start, unsigned long size);

/*
 * Handle an access by the instruction at @pc that failed the tag check.  @pc is 0 for an access of
 * arch_try_read() or a similar function, which is not reported.  Returns true if the tag was
 * changed and the access can be retried.
 */
bool kasan_tag_fault(unsigned long address, bool is_write, unsigned long pc);

/*
 * Save and restore the tags of a vmalloc() page while another page replaces it at @va.  The caller
 * holds the lock of the page tables, so only one page is saved at a time.
 */
void kasan_save_page_tags(unsigned long va);
void kasan_restore_page_tags(unsigned long va);

#define kasan_unpoison_area(p, size)		do { } while (0)
#define kasan_shadow_reserve(layout)		do { } while (0)
#define kasan_shadow_init()			kasan_tags_init()
#define kasan_register_globals()		do { } while (0)
#define kasan_shadow_fault(shadow)		false
#define kasan_shadow_kind(address)		NULL

/*
 * Suspend and resume the checks of this CPU, for functions with __no_sanitize_address that read
 * memory in any state.  The caller must not yield while the checks are suspended.
 */
#define kasan_disable_current()			arch_suspend_mem_tag_checks(true)
#define kasan_enable_current()			arch_suspend_mem_tag_checks(false)
#else
#define kasan_shadow_reserve(layout)		do { } while (0)
#define kasan_shadow_init()			do { } while (0)
#define kasan_register_globals()		do { } while (0)
#define kasan_shadow_populate(start, size)	((void)(start), (void)(size), 0)
#define kasan_unpoison_area			kasan_unpoison
#define kasan_shadow_fault(shadow)		false
#define kasan_shadow_kind(address)		NULL
#endif

#ifndef CONFIG_KASAN_SHADOW
static inline bool kasan_check_range(const volatile void *p, size_t size, bool is_write,
				     unsigned long ip)
{
	return true;
}
#endif

#define kasan_check_read(p, size)	kasan_check_range(p, size, false, _RET_IP_)
#define kasan_check_write(p, size)	kasan_check_range(p, size, true, _RET_IP_)

#ifndef CONFIG_KASAN_HW_TAGS
#define kasan_save_page_tags(va)		do { } while (0)
#define kasan_restore_page_tags(va)		do { } while (0)
#define kasan_disable_current()			do { } while (0)
#define kasan_enable_current()			do { } while (0)
#endif

/*
 * kmalloc_is_watched() returns true if slub_debug= or KASAN watch objects of kmalloc().
 * kmalloc_is_sampled() returns true if KFENCE samples the next object or kmemleak tracks all
 * objects.
 */
bool kmalloc_is_watched(void);
bool kmalloc_is_sampled(void);

/* Return true if kmemleak tracks objects.  Used by kmalloc_is_sampled(). */
#ifdef CONFIG_DEBUG_KMEMLEAK
bool kmemleak_is_on(void);
#else
#define kmemleak_is_on()	false
#endif

#endif /* INTERNAL_KASAN_H */
