/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_KASAN_H
#define INTERNAL_KASAN_H

/*
 * What allocators tell the address sanitizer: mm/debug/kasan.c has the theory.  All of it is empty without
 * CONFIG_KASAN, and does nothing with kasan=off.  Any context, unless it says otherwise.
 */

#include <linux/compiler.h>
#include <linux/kconfig.h>
#include <linux/types.h>

struct page;

#ifdef CONFIG_KASAN
extern bool kasan_on;
#define kasan_enabled()		READ_ONCE(kasan_on)

/* The sanitizer's on the host port, and kasan_shadow.c's on the targets. */
void __asan_poison_memory_region(const volatile void *p, size_t size);
void __asan_unpoison_memory_region(const volatile void *p, size_t size);
int __asan_address_is_poisoned(const volatile void *p);

/* Bytes that an allocator leaves free behind what it would otherwise pack closely. */
#define KASAN_RED_ZONE		16UL

/* Memory is poisoned in units of so many bytes. */
#define KASAN_GRANULE		(IS_ENABLED(CONFIG_KASAN_HW_TAGS) ? 16UL : 8UL)

/*
 * After kasan_poison() every access to these bytes is reported; after kasan_unpoison() no access is.  A
 * range may end at any byte if what follows it, up to a multiple of KASAN_GRANULE, is poisoned as well;
 * otherwise its last bytes stay accessible.
 */
void kasan_poison(const void *p, size_t size);
void kasan_unpoison(const void *p, size_t size);

/* The first @size bytes at @p are in use, and the others of @room bytes are not. */
void kasan_use(const void *p, size_t size, size_t room);

/*
 * A mempool calls kasan_keep() when it puts an element into its reserve, and kasan_take() when it takes one
 * out.  @caller freed the element; NULL: it has never been handed out.
 */
void kasan_keep(const void *p, size_t size, const void *caller);
void kasan_take(const void *p, size_t size);

/* The page allocator calls these when @caller has got a block of pages, and when it has freed one. */
void kasan_alloc_pages(struct page *page, unsigned int order, const void *caller);
void kasan_free_pages(struct page *page, unsigned int order, const void *caller);
/*
 * At boot, before the page allocator: takes all memory of the store of call chains, CONFIG_STACKDEPOT_KB,
 * so that no chain needs a page later.  0 or -ENOMEM.
 */
int stack_depot_early_init(void);
/* At boot: allocates the table of pages from memblock. */
void kasan_init_pages(void);
/* At boot: poisons pages that are free from the start. */
void kasan_poison_free(unsigned long start_pfn, unsigned long end_pfn);

/*
 * Memory that is neither a block of pages nor an object: its first @size bytes of @room are in use; nobody
 * uses it any more.  @p: its address, or with @percpu that of alloc_percpu().
 */
void kasan_alloc_range(const void *p, size_t size, size_t room, bool percpu, const void *caller);
void kasan_free_range(const void *p, bool percpu);
/* How many of its bytes are in use: @room without KASAN.  Not of per-CPU memory. */
size_t kasan_range_size(const void *p, size_t room);
/* Another size of what is not per-CPU memory. */
void kasan_resize_range(const void *p, size_t size, size_t room);

/* Report an access to @address, with what is known of the memory.  @size: in bytes; 0: it is not known. */
void kasan_report(unsigned long address, size_t size, bool is_write, unsigned long ip);
/*
 * A check of an access to [start, start + size) has found that @bad must not be accessed: report it with
 * the call chain, unless another one was reported and kasan_multi_shot is not given.
 */
void kasan_bad_access(unsigned long start, size_t size, bool is_write, unsigned long ip, unsigned long bad);
/* Is this CPU in a report? */
bool kasan_is_reporting(void);
#else
#define kasan_enabled()		false
#define KASAN_RED_ZONE		0UL

static inline void kasan_poison(const void *p, size_t size)
{
}

static inline void kasan_unpoison(const void *p, size_t size)
{
}

static inline void kasan_use(const void *p, size_t size, size_t room)
{
}

static inline void kasan_keep(const void *p, size_t size, const void *caller)
{
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

/* The targets have shadow memory of their own: mm/debug/kasan_shadow.c. */
#ifdef CONFIG_KASAN_SHADOW
struct vm_layout;

/* At boot, in this order: take a window from vmalloc's; map the shadow; red zones of global variables. */
void kasan_shadow_reserve(struct vm_layout *layout);
void kasan_shadow_init(void);
void kasan_register_globals(void);

/*
 * Map the shadow memory of addresses that are about to be handed out, whatever they are mapped to.  Returns
 * 0 or -ENOMEM.  Any context.
 */
int kasan_shadow_populate(unsigned long start, unsigned long size);

/* Make whole pages of addresses accessible, as far as they have shadow memory. */
void kasan_shadow_clear(const void *p, size_t size);
#define kasan_unpoison_area	kasan_shadow_clear

/* A fault at this address: true if shadow memory was missing there and is mapped now. */
bool kasan_shadow_fault(unsigned long shadow);

/* What the compiler left there: "stack-out-of-bounds" and the like, or NULL. */
const char *kasan_shadow_kind(unsigned long address);

/* Check an access that is not compiled with checks.  @ip: the return address into its caller. */
void kasan_check_range(const volatile void *p, size_t size, bool is_write, unsigned long ip);
#define kasan_check_read(p, size)	kasan_check_range(p, size, false, _RET_IP_)
#define kasan_check_write(p, size)	kasan_check_range(p, size, true, _RET_IP_)
#elif defined(CONFIG_KASAN_HW_TAGS)
#include <internal/arch.h>

/*
 * The hardware has tags instead of shadow memory: mm/debug/kasan_tags.c.  At boot, kasan_tags_init() tags
 * all memory as in use; a CPU checks accesses from its arch_cpu_init() on.
 */
void kasan_tags_init(void);

/* Memory that was added to the linear map becomes accessible. */
int kasan_shadow_populate(unsigned long start, unsigned long size);

/*
 * An access failed the check of its tag.  Report it, unless @pc is 0, as for arch_try_read() and its like.
 * Return true if the tag was changed, so that the access can be made again; false if it cannot be
 * changed.
 */
bool kasan_tag_fault(unsigned long address, bool is_write, unsigned long pc);

/*
 * Keep the tags of a page of vmalloc() while another page replaces it at @va.  One page at a time: the
 * lock of the page tables is held from the one call to the other.
 */
void kasan_save_page_tags(unsigned long va);
void kasan_restore_page_tags(unsigned long va);

#define kasan_unpoison_area(p, size)		do { } while (0)
#define kasan_shadow_reserve(layout)		do { } while (0)
#define kasan_shadow_init()			kasan_tags_init()
#define kasan_register_globals()		do { } while (0)
#define kasan_shadow_fault(shadow)		false
#define kasan_shadow_kind(address)		NULL
#define kasan_check_read(p, size)		do { } while (0)
#define kasan_check_write(p, size)		do { } while (0)

/*
 * A function that looks at memory in use or not, and that is __no_sanitize_address, also suspends the
 * checks of this CPU.  It does not yield in between.
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
#define kasan_check_read(p, size)		do { } while (0)
#define kasan_check_write(p, size)		do { } while (0)
#endif

#ifndef CONFIG_KASAN_HW_TAGS
#define kasan_save_page_tags(va)		do { } while (0)
#define kasan_restore_page_tags(va)		do { } while (0)
#define kasan_disable_current()			do { } while (0)
#define kasan_enable_current()			do { } while (0)
#endif

/* Does slub_debug= or KASAN watch objects of kmalloc()?  KFENCE the next one, or kmemleak all of them? */
bool kmalloc_is_watched(void);
bool kmalloc_is_sampled(void);

/* For the latter. */
#ifdef CONFIG_DEBUG_KMEMLEAK
bool kmemleak_is_on(void);
#else
#define kmemleak_is_on()	false
#endif

#endif /* INTERNAL_KASAN_H */
