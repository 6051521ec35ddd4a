// SPDX-License-Identifier: BSD-2-Clause
/*
 * Benchmark of objects that one CPU allocates and another CPU frees.  Each CPU sleeps while the
 * other CPU works, so that the number of instructions is exact and no CPU waits for a lock.
 */

#include <linux/array_size.h>
#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/kthread.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/sprintf.h>

#include "bench.h"

#define NR_OBJECTS	1000
#define NR_ROUNDS	20

static void *objects[NR_OBJECTS];

static struct {
	struct kmem_cache *cache;	/* cache of the objects, or NULL for kmalloc() */
	size_t size;
	unsigned int nr;
	struct completion done;
} job;

static int allocate(void *unused)
{
	for (job.nr = 0; job.nr < NR_OBJECTS; job.nr++) {
		objects[job.nr] = job.cache ? kmem_cache_alloc(job.cache, GFP_KERNEL) :
					      kmalloc(job.size, GFP_KERNEL);
		if (!objects[job.nr])
			break;
	}
	complete(&job.done);
	return 0;
}

static bool allocate_on(unsigned int cpu)
{
	struct task_struct *task = kthread_create_on_cpu(allocate, NULL, cpu, "remote/%u");

	if (IS_ERR(task))
		return false;
	init_completion(&job.done);
	wake_up_process(task);
	wait_for_completion(&job.done);
	return job.nr == NR_OBJECTS;
}

static void free_here(struct cost *cost)
{
	for (unsigned int i = 0; i < job.nr; i++) {
		if (job.cache)
			BENCH_TIME(cost, kmem_cache_free(job.cache, objects[i]));
		else
			BENCH_TIME(cost, kfree(objects[i]));
	}
}

static void measure(size_t size, struct kmem_cache *cache)
{
	struct cost cost = {};
	char param[16];

	job.cache = cache;
	job.size = size;
	for (int round = 0; round < NR_ROUNDS; round++) {
		if (!allocate_on(1))
			break;
		/* The first round is a warm-up. */
		if (round == 1)
			cost = (struct cost){};
		free_here(&cost);
	}
	scnprintf(param, sizeof(param), "%zu", size);
	cost_print(&cost, cache ? "kmem_cache_free_remote" : "kfree_remote", param);
}

static void remote(void)
{
	static const size_t sizes[] = { 64, 256, 1500 };

	if (num_online_cpus() < 2 || smp_processor_id())
		return;
	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct kmem_cache *s = kmem_cache_create("remote", sizes[i], 0, 0, NULL);

		measure(sizes[i], NULL);
		if (s)
			measure(sizes[i], s);
		kmem_cache_destroy(s);
	}
}
BENCH_ALONE(remote, remote);
