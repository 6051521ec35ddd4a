/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_ENGINE_H
#define MM_ENGINE_H

/* Include the header of the engine that manages the slabs: SLUB or SLAB. */

#ifdef CONFIG_SLUB
#include "mm/objects/slub/slub.h"
#endif
#ifdef CONFIG_SLAB
#include "mm/objects/slab/slab_def.h"
#endif

#endif /* MM_ENGINE_H */
