/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_SCHED_MM_H
#define LINUX_SCHED_MM_H

/*
 * Restrict all allocations of the running thread between save and restore, whatever their flags
 * are.  The pairs may be nested.  Context: thread.
 */

#include <linux/gfp_types.h>
#include <linux/sched.h>

/* Set a PF_* flag of the running thread.  Returns the argument for memalloc_flags_restore(). */
static inline unsigned int memalloc_flags_save(unsigned int flags)
{
	unsigned int old = current->flags & flags;

	current->flags |= flags;
	return flags & ~old;
}

static inline void memalloc_flags_restore(unsigned int flags)
{
	current->flags &= ~flags;
}

/* Treat allocations as GFP_NOIO: reclaim starts no I/O and does not call file systems. */
static inline unsigned int memalloc_noio_save(void)
{
	return memalloc_flags_save(PF_MEMALLOC_NOIO);
}

static inline void memalloc_noio_restore(unsigned int flags)
{
	memalloc_flags_restore(flags);
}

/* Treat allocations as GFP_NOFS: reclaim does not call file systems. */
static inline unsigned int memalloc_nofs_save(void)
{
	return memalloc_flags_save(PF_MEMALLOC_NOFS);
}

static inline void memalloc_nofs_restore(unsigned int flags)
{
	memalloc_flags_restore(flags);
}

/* Allow the whole reserve and disable reclaim, for threads that are about to free memory. */
static inline unsigned int memalloc_noreclaim_save(void)
{
	return memalloc_flags_save(PF_MEMALLOC);
}

static inline void memalloc_noreclaim_restore(unsigned int flags)
{
	memalloc_flags_restore(flags);
}

/* Report a call in a context that must not sleep, if @gfp allows sleeping. */
static inline void might_alloc(gfp_t gfp)
{
	might_sleep_if(gfp & __GFP_DIRECT_RECLAIM);
}

/* Return @gfp without the flags that the running thread must not use. */
static inline gfp_t current_gfp_context(gfp_t gfp)
{
	unsigned int flags = READ_ONCE(current->flags);

	if (flags & PF_MEMALLOC_NOIO)
		gfp &= ~(__GFP_IO | __GFP_FS);
	if (flags & PF_MEMALLOC_NOFS)
		gfp &= ~__GFP_FS;
	return gfp;
}

#endif /* LINUX_SCHED_MM_H */
