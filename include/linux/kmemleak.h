/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_KMEMLEAK_H
#define LINUX_KMEMLEAK_H

/*
 * The kernel memory leak detector.  Objects of kmalloc(), caches and vmalloc() are tracked
 * automatically; see mm/debug/.  The settings below are recorded for an address and a size.  They
 * remain valid while each scan finds an object of that size at that address.  If an object is freed
 * and another of the same size is allocated at the same address between two scans, the new object
 * inherits the settings.  Without CONFIG_DEBUG_KMEMLEAK, or with kmemleak=off, these functions have
 * no effect.  Context: any.
 */

#include <linux/gfp_types.h>
#include <linux/slab.h>
#include <linux/types.h>
#include <linux/vmalloc.h>

struct seq_file;

#ifdef CONFIG_DEBUG_KMEMLEAK

/*
 * Track memory of another allocator as an object until kmemleak_free().  The object is scanned for
 * pointers, and reported as a leak if no pointer refers to it.  With @min_count 0 the object is
 * only scanned; with -1 it is neither scanned nor reported.
 */
void kmemleak_alloc(const void *ptr, size_t size, int min_count, gfp_t gfp);
void kmemleak_free(const void *ptr);
/* Stop tracking a part of an object of kmemleak_alloc().  The rest becomes one or two objects. */
void kmemleak_free_part(const void *ptr, size_t size);
/*
 * kmemleak_alloc(), kmemleak_free_part() and kmemleak_ignore() for a physical address.  RAM outside
 * the linear map is ignored.
 */
void kmemleak_alloc_phys(phys_addr_t phys, size_t size, gfp_t gfp);
void kmemleak_free_part_phys(phys_addr_t phys, size_t size);
void kmemleak_ignore_phys(phys_addr_t phys);

/* Never report the object as a leak. */
void kmemleak_not_leak(const void *ptr);
/* Do not report the object in the next scan. */
void kmemleak_transient_leak(const void *ptr);
/* Neither report nor scan the object. */
void kmemleak_ignore(const void *ptr);
/* Do not scan the object for pointers. */
void kmemleak_no_scan(const void *ptr);
/* Scan only this range of the object that contains @ptr. */
void kmemleak_scan_area(const void *ptr, size_t size, gfp_t gfp);

/* Clear a pointer that must no longer count as a reference. */
#define kmemleak_erase(ptr)	((void)(*(ptr) = NULL))

/*
 * Scan for objects without references.  Returns the number of new leaks, -EOPNOTSUPP if the
 * detector is off or debug_pagealloc=on is set, or -ENOMEM.  An object that is new or changed since
 * the last scan is not reported, so a leak is first reported by the second scan.  Context: thread;
 * may take seconds.
 */
int kmemleak_scan(void);
/* Print the leaks of the last scan that are still allocated. */
void kmemleak_show(struct seq_file *m);
/* Mark the leaks that are known now, so that they are not printed again. */
void kmemleak_clear(void);
/* Print the object that contains @addr.  Returns 0 or -ENOENT. */
int kmemleak_dump(struct seq_file *m, unsigned long addr);
/* Turn the detector off permanently. */
void kmemleak_off(void);

#else

static inline void kmemleak_alloc(const void *ptr, size_t size, int min_count, gfp_t gfp) { }
static inline void kmemleak_free(const void *ptr) { }
static inline void kmemleak_free_part(const void *ptr, size_t size) { }
static inline void kmemleak_alloc_phys(phys_addr_t phys, size_t size, gfp_t gfp) { }
static inline void kmemleak_free_part_phys(phys_addr_t phys, size_t size) { }
static inline void kmemleak_ignore_phys(phys_addr_t phys) { }
static inline void kmemleak_not_leak(const void *ptr) { }
static inline void kmemleak_transient_leak(const void *ptr) { }
static inline void kmemleak_ignore(const void *ptr) { }
static inline void kmemleak_no_scan(const void *ptr) { }
static inline void kmemleak_scan_area(const void *ptr, size_t size, gfp_t gfp) { }
#define kmemleak_erase(ptr)	((void)0)

#endif

#endif /* LINUX_KMEMLEAK_H */
