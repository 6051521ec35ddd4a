/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_KMEMLEAK_H
#define LINUX_KMEMLEAK_H

/*
 * kmemleak: objects that nothing points to.  The objects of kmalloc(), of caches and of vmalloc() are known
 * without a call: see mm/debug/.  What is said here of an object holds as long as a scan finds one of
 * that size there; another one of its size that gets its memory between two scans inherits it.  Any
 * context; without CONFIG_DEBUG_KMEMLEAK, and with kmemleak=off, none has an effect.
 */

#include <linux/gfp_types.h>
#include <linux/types.h>

struct seq_file;

#ifdef CONFIG_DEBUG_KMEMLEAK

/*
 * Memory of an allocator of the caller's own, or pages, is an object from here to kmemleak_free(): it is
 * scanned, and reported if nothing points to it.  @min_count 0: it is only scanned; -1: neither.
 */
void kmemleak_alloc(const void *ptr, size_t size, int min_count, gfp_t gfp);
void kmemleak_free(const void *ptr);
/* The part of such an object is none any more; what is left beside it are one or two. */
void kmemleak_free_part(const void *ptr, size_t size);
/* RAM by its address, if it is in the linear map. */
void kmemleak_alloc_phys(phys_addr_t phys, size_t size, gfp_t gfp);
void kmemleak_free_part_phys(phys_addr_t phys, size_t size);
void kmemleak_ignore_phys(phys_addr_t phys);

/* It is no leak, whoever points to it. */
void kmemleak_not_leak(const void *ptr);
/* Not for the next scan. */
void kmemleak_transient_leak(const void *ptr);
/* It is no leak, and holds no pointers to objects. */
void kmemleak_ignore(const void *ptr);
/* It holds no pointers to objects. */
void kmemleak_no_scan(const void *ptr);
/* @ptr lies in an object that holds pointers only there. */
void kmemleak_scan_area(const void *ptr, size_t size, gfp_t gfp);

/* A pointer that is to hide what it points to no longer. */
#define kmemleak_erase(ptr)	((void)(*(ptr) = NULL))

/*
 * Look for objects that nothing points to: how many were found that were not known yet.  One that changed
 * since the last scan, or was not there, is not reported yet: leaks appear in the second scan.
 * -EOPNOTSUPP: switched off, or debug_pagealloc=on; -ENOMEM.  Thread context; may take seconds.
 */
int kmemleak_scan(void);
/* Those that the last scan knew and that are in use still. */
void kmemleak_show(struct seq_file *m);
/* Do not show those again. */
void kmemleak_clear(void);
/* What is known of the object that @addr points into: 0 or -ENOENT. */
int kmemleak_dump(struct seq_file *m, unsigned long addr);
/* For good. */
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
