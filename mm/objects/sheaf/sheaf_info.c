// SPDX-License-Identifier: BSD-2-Clause
/* Provide the values of slabinfo for caches with sheaves. */

#include "engine.h"

void slab_engine_info(struct kmem_cache *s, struct slab_info *info)
{
	struct slabs_count count;

	slabs_count(s, &count);
	*info = (struct slab_info){
		.active_objs = cache_objects(s),
		.num_objs = READ_ONCE(s->nr_large) + count.slabs * s->nr_objects,
		.objs_per_slab = s->nr_objects ? s->nr_objects : 1,
		.pages_per_slab = s->nr_objects ? 1U << s->order : s->size / PAGE_SIZE,
		.active_slabs = count.slabs - count.empty,
		.num_slabs = count.slabs,
		.limit = READ_ONCE(s->capacity),
		.batch = READ_ONCE(s->batch),
		.shared = slabs_shared_factor(s),
		.shared_avail = count.shared,
	};
}

/* Print nothing, because all memory of these engines belongs to caches. */
void slab_engine_show(struct seq_file *m)
{
}
