// SPDX-License-Identifier: BSD-2-Clause
/*
 * Change SLAB's tunables at run time: the capacity of a cache's sheaves, the number of objects that
 * move at a time (a batch), and the capacity of the shared arrays in batches.  In Linux, the same
 * is done by writing "cache limit batchcount sharedfactor" to /proc/slabinfo.
 */

#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/mutex.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <quarry/shell.h>

#include "slab_def.h"

#define MAX_SHARED_FACTOR	16

static DEFINE_MUTEX(tune_mutex);

/* Slots for each CPU's sheaf: the new slots before exchange_slots(), and the old slots after it. */
struct exchange {
	struct kmem_cache *s;
	unsigned int limit;		/* capacity of the new slots */
	struct sheaf_slot *slots[NR_CPUS];
};

static void exchange_slots(void *info)
{
	struct exchange *exchange = info;
	struct kmem_cache *s = exchange->s;
	struct sheaf_slot **slots = &exchange->slots[smp_processor_id()], *old;
	struct sheaf *sheaf = this_cpu_ptr(s->sheaf);
	unsigned long flags;

	local_irq_save(flags);
	slabs_put(s, sheaf->bottom, sheaf->top);
	old = sheaf_has_slots(sheaf) ? sheaf->bottom - 1 : NULL;
	WRITE_ONCE(sheaf->bottom, *slots + 1);
	WRITE_ONCE(sheaf->limit, *slots + 1 + exchange->limit);
	sheaf->hand = 0;
	WRITE_ONCE(sheaf->top, sheaf->bottom);
	*slots = old;
	local_irq_restore(flags);
}

/* Set the number of objects that are moved together. */
static void set_batch(struct kmem_cache *s, unsigned int batch, unsigned int fill)
{
	WRITE_ONCE(s->batch, batch);
	WRITE_ONCE(s->fill, fill);
}

static void free_slots(struct exchange *exchange)
{
	unsigned int cpu;

	for_each_online_cpu(cpu)
		kfree(exchange->slots[cpu]);
}

static int tune(struct exchange *exchange, unsigned int limit, unsigned int batch,
		unsigned int shared)
{
	struct kmem_cache *s = exchange->s;
	unsigned int cpu;
	int nid, err = 0;

	for_each_online_cpu(cpu) {
		struct sheaf_slot *slots = kmalloc_array(limit + 1, sizeof(*slots), GFP_KERNEL);

		exchange->slots[cpu] = slots;
		if (!slots) {
			free_slots(exchange);
			return -ENOMEM;
		}
		slots[0].object = NULL;
	}
	exchange->limit = limit;
	WRITE_ONCE(s->capacity, limit);
	/* Until each CPU has its new slots, a batch must fit into old and new slots. */
	set_batch(s, min_t(unsigned int, s->batch, batch), min_t(unsigned int, s->fill, batch));
	on_each_cpu(exchange_slots, exchange, 1);
	set_batch(s, batch, batch);
	s->shared_factor = shared;
	slabs_tuned(s);
	free_slots(exchange);
	for_each_online_node(nid) {
		if (num_possible_cpus() > 1 && !err)
			err = slabs_tune_shared(s, nid, GFP_KERNEL);
	}
	return err;
}

static struct kmem_cache *find_cache(const char *name)
{
	struct kmem_cache *s, *found = NULL;
	unsigned long flags;

	spin_lock_irqsave(&slab_caches_lock, flags);
	list_for_each_entry(s, &slab_caches, list) {
		if (!strcmp(s->name, name) && s->capacity)
			found = s;
	}
	spin_unlock_irqrestore(&slab_caches_lock, flags);
	return found;
}

int slab_tune(const char *name, unsigned int limit, unsigned int batch, unsigned int shared)
{
	struct exchange *exchange;
	int err = -ENOENT;

	if (limit < SHEAF_MIN_CAPACITY || limit > SHEAF_MAX_CAPACITY || !batch ||
	    batch > limit / 2 || !shared || shared > MAX_SHARED_FACTOR)
		return -EINVAL;
	exchange = kzalloc_obj(*exchange);
	if (!exchange)
		return -ENOMEM;
	mutex_lock(&tune_mutex);
	exchange->s = find_cache(name);
	if (exchange->s)
		err = tune(exchange, limit, batch, shared);
	mutex_unlock(&tune_mutex);
	kfree(exchange);
	return err;
}

static int cmd_slabtune(int argc, char **argv)
{
	unsigned int limit, batch, shared;
	int err;

	if (kstrtouint(argv[2], 0, &limit) || kstrtouint(argv[3], 0, &batch) ||
	    kstrtouint(argv[4], 0, &shared)) {
		console_printf("slabtune: %s %s %s: not three numbers\n", argv[2], argv[3],
			       argv[4]);
		return 1;
	}
	err = slab_tune(argv[1], limit, batch, shared);
	if (err == -ENOENT)
		console_printf("slabtune: %s: there is no such cache; \"slabinfo\" lists them\n",
			       argv[1]);
	else if (err == -EINVAL)
		console_printf("slabtune: limit 6-222, batch up to half of it, shared 1-16\n");
	else if (err)
		console_printf("slabtune: no memory\n");
	return err ? 1 : 0;
}
SHELL_COMMAND(slabtune, "slabtune", "cache limit batch shared",
	      "set the sizes of a cache's per-CPU arrays", cmd_slabtune);
