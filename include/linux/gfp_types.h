/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_GFP_TYPES_H
#define LINUX_GFP_TYPES_H

#include <linux/types.h>

/*
 * The lowest bits control reclaim and matter only when memory is low.  All other flags lie above
 * these bits, so that one shift tests whether a request contains any other flag.  MOVABLE and
 * RECLAIMABLE are adjacent because they select the migrate type.
 */
#define ___GFP_HIGH		0x1u
#define ___GFP_IO		0x2u
#define ___GFP_FS		0x4u
#define ___GFP_DIRECT_RECLAIM	0x8u
#define ___GFP_KSWAPD_RECLAIM	0x10u
#define ___GFP_WRITE		0x20u
#define ___GFP_NOWARN		0x40u
#define ___GFP_RETRY_MAYFAIL	0x80u
#define ___GFP_NOFAIL		0x100u
#define ___GFP_NORETRY		0x200u
#define ___GFP_MEMALLOC		0x400u
#define ___GFP_COMP		0x800u
#define ___GFP_NOMEMALLOC	0x1000u
#define ___GFP_HARDWALL		0x2000u
#define ___GFP_ZERO		0x4000u
#define ___GFP_DMA		0x8000u
#define ___GFP_HIGHMEM		0x10000u
#define ___GFP_DMA32		0x20000u
#define ___GFP_MOVABLE		0x40000u
#define ___GFP_RECLAIMABLE	0x80000u
#define ___GFP_THISNODE		0x100000u
#define ___GFP_ACCOUNT		0u

/* A zone flag is an upper limit: the allocated memory never lies above that zone's last address. */
#define __GFP_DMA		((__force gfp_t)___GFP_DMA)
#define __GFP_DMA32		((__force gfp_t)___GFP_DMA32)
#define __GFP_HIGHMEM		((__force gfp_t)___GFP_HIGHMEM)	/* need not be in the linear map */
#define __GFP_MOVABLE		((__force gfp_t)___GFP_MOVABLE)	/* the owner can migrate it */
#define GFP_ZONEMASK		(__GFP_DMA | __GFP_HIGHMEM | __GFP_DMA32 | __GFP_MOVABLE)

#define __GFP_RECLAIMABLE	((__force gfp_t)___GFP_RECLAIMABLE)	/* a shrinker can free it */
#define __GFP_WRITE		((__force gfp_t)___GFP_WRITE)	/* page will be written soon */
#define __GFP_HARDWALL		((__force gfp_t)___GFP_HARDWALL)
#define __GFP_THISNODE		((__force gfp_t)___GFP_THISNODE)	/* no other node */
#define __GFP_ACCOUNT		((__force gfp_t)___GFP_ACCOUNT)	/* no effect: no control groups */

#define __GFP_HIGH		((__force gfp_t)___GFP_HIGH)	/* may use a part of the reserve */
#define __GFP_MEMALLOC		((__force gfp_t)___GFP_MEMALLOC)	/* may use the reserve */
#define __GFP_NOMEMALLOC	((__force gfp_t)___GFP_NOMEMALLOC)	/* overrides MEMALLOC */

#define __GFP_IO		((__force gfp_t)___GFP_IO)	/* may start I/O */
#define __GFP_FS		((__force gfp_t)___GFP_FS)	/* may call into a file system */
#define __GFP_DIRECT_RECLAIM	((__force gfp_t)___GFP_DIRECT_RECLAIM)	/* may sleep */
#define __GFP_KSWAPD_RECLAIM	((__force gfp_t)___GFP_KSWAPD_RECLAIM)	/* may wake kswapd */
#define __GFP_RECLAIM		(__GFP_DIRECT_RECLAIM | __GFP_KSWAPD_RECLAIM)
#define __GFP_RETRY_MAYFAIL	((__force gfp_t)___GFP_RETRY_MAYFAIL)	/* retry often, may fail */
#define __GFP_NOFAIL		((__force gfp_t)___GFP_NOFAIL)	/* wait instead of failing */
#define __GFP_NORETRY		((__force gfp_t)___GFP_NORETRY)	/* reclaim at most once */

#define __GFP_NOWARN		((__force gfp_t)___GFP_NOWARN)	/* do not report failures */
#define __GFP_COMP		((__force gfp_t)___GFP_COMP)	/* make a compound page */
#define __GFP_ZERO		((__force gfp_t)___GFP_ZERO)	/* clear the memory */

#define __GFP_BITS_SHIFT	21
#define __GFP_BITS_MASK		((__force gfp_t)((1 << __GFP_BITS_SHIFT) - 1))

#define GFP_ATOMIC		(__GFP_HIGH | __GFP_KSWAPD_RECLAIM)
#define GFP_KERNEL		(__GFP_RECLAIM | __GFP_IO | __GFP_FS)
#define GFP_KERNEL_ACCOUNT	(GFP_KERNEL | __GFP_ACCOUNT)
#define GFP_NOWAIT		(__GFP_KSWAPD_RECLAIM | __GFP_NOWARN)
#define GFP_NOIO		(__GFP_RECLAIM)
#define GFP_NOFS		(__GFP_RECLAIM | __GFP_IO)
#define GFP_USER		(__GFP_RECLAIM | __GFP_IO | __GFP_FS | __GFP_HARDWALL)
#define GFP_DMA			__GFP_DMA
#define GFP_DMA32		__GFP_DMA32
#define GFP_HIGHUSER		(GFP_USER | __GFP_HIGHMEM)
#define GFP_HIGHUSER_MOVABLE	(GFP_HIGHUSER | __GFP_MOVABLE)

#endif /* LINUX_GFP_TYPES_H */
