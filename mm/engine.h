/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_ENGINE_H
#define MM_ENGINE_H

/* The engine behind the sheaves. */

#ifdef CONFIG_SLUB
#include "slub.h"
#endif
#ifdef CONFIG_SLAB
#include "slab_def.h"
#endif

#endif /* MM_ENGINE_H */
