// SPDX-License-Identifier: BSD-2-Clause
/*
 * Benchmark of scalability on 1, 2, 4 and 8 CPUs.  It measures the page allocator, a simple bitmap
 * allocator (next fit, one lock) for comparison, kmalloc(), and objects that each CPU passes to the
 * next CPU, which frees them.
 *
 * On a target, QEMU's clock counts the instructions of all CPUs, which run in turn.  The value is
 * the number of instructions from the start of the last CPU to the end of the last CPU, divided by
 * the number of operations of all CPUs.  The value includes waiting for locks, which depends on the
 * time at which the emulator switches to another CPU.  If CPUs wait, the values can be used to
 * compare allocators, but do not predict the values of a machine.  A timer switches CPUs after at
 * most 1 ms of virtual time, which is a million instructions of all CPUs.
 *
 * On the host port, the value is this time in nanoseconds, divided by the number of operations of
 * one thread.  An operation is an allocation and its free.
 *
 * The lines are "op,param,value,value2".  value2 is the same time divided by the number of
 * operations of one CPU.
 */

#include <linux/array_size.h>
#include <linux/atomic.h>
#include <linux/bitmap.h>
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/prandom.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <linux/timer.h>
#include <quarry/shell.h>

#include "bench.h"

#define NR_OPS		(IS_ENABLED(CONFIG_HOST) ? 1000000 : 40000)
#define NR_SLOTS	64
#define MIXED_ORDERS	10	/* orders 0 to 9 */

/* A simple bitmap allocator, with which the page allocator is compared. */

#define PEER_PAGES	65536UL

static unsigned long *peer_map;
static unsigned long peer_hint;
static DEFINE_SPINLOCK(peer_lock);

static unsigned long peer_find(unsigned long from, unsigned long nr)
{
	return bitmap_find_next_zero_area(peer_map, PEER_PAGES, from, nr, nr - 1);
}

/* Allocate 2^@order pages.  Returns the index of the first page plus 1 as a pointer, or NULL. */
static void *peer_alloc(unsigned int order)
{
	unsigned long flags, nr = 1UL << order, at;

	spin_lock_irqsave(&peer_lock, flags);
	at = peer_find(peer_hint, nr);
	if (at >= PEER_PAGES)
		at = peer_find(0, nr);
	if (at < PEER_PAGES) {
		bitmap_set(peer_map, at, nr);
		peer_hint = at + nr;
	}
	spin_unlock_irqrestore(&peer_lock, flags);
	return at < PEER_PAGES ? (void *)(at + 1) : NULL;
}

static void peer_free(void *block, unsigned int order)
{
	unsigned long flags;

	spin_lock_irqsave(&peer_lock, flags);
	bitmap_clear(peer_map, (unsigned long)block - 1, 1UL << order);
	spin_unlock_irqrestore(&peer_lock, flags);
}

static void *ours_alloc(unsigned int order)
{
	return alloc_pages(GFP_NOWAIT | __GFP_NOWARN, order);
}

static void ours_free(void *block, unsigned int order)
{
	__free_pages(block, order);
}

static void *object_alloc(unsigned int size)
{
	return kmalloc(size + 1, GFP_NOWAIT | __GFP_NOWARN);
}

static void object_free(void *object, unsigned int size)
{
	kfree(object);
}

/*
 * Work of one CPU.  @size is an order or a size in bytes.  If the sizes are random, @size is their
 * maximum.
 */
struct work {
	const char *op;
	void (*fn)(const struct work *w, unsigned long cpu);
	void *(*alloc)(unsigned int size);
	void (*free)(void *block, unsigned int size);
	unsigned int size;
};

static struct {
	const struct work *work;
	unsigned int nr_cpus;
	atomic_t ready, running;
	u64 start, end[NR_CPUS];	/* times of one clock that all CPUs read */
} now;

static void pairs(const struct work *w, unsigned long cpu)
{
	for (int i = 0; i < NR_OPS; i++) {
		void *block = w->alloc(w->size);

		if (block)
			w->free(block, w->size);
	}
}

static void mixed(const struct work *w, unsigned long cpu)
{
	struct { void *block; unsigned int size; } slots[NR_SLOTS] = { };
	struct rnd_state rnd;

	prandom_seed_state(&rnd, cpu + 1);
	for (int i = 0; i < 2 * NR_OPS; i++) {
		unsigned int at = prandom_u32_below(&rnd, NR_SLOTS);

		if (slots[at].block) {
			w->free(slots[at].block, slots[at].size);
			slots[at].block = NULL;
			continue;
		}
		slots[at].size = prandom_u32_below(&rnd, w->size);
		slots[at].block = w->alloc(slots[at].size);
	}
	for (unsigned int i = 0; i < NR_SLOTS; i++) {
		if (slots[i].block)
			w->free(slots[i].block, slots[i].size);
	}
}

/*
 * Ring of objects that are passed to one CPU.  Only the previous CPU adds objects, and only this
 * CPU removes them.
 */
static struct ring {
	unsigned int head, tail;
	void *slots[NR_SLOTS];
} rings[NR_CPUS];

static bool put(struct ring *ring, void *object)
{
	unsigned int head = ring->head;

	if (head - smp_load_acquire(&ring->tail) == NR_SLOTS)
		return false;
	ring->slots[head % NR_SLOTS] = object;
	smp_store_release(&ring->head, head + 1);
	return true;
}

static void *get(struct ring *ring)
{
	unsigned int tail = ring->tail;
	void *object;

	if (smp_load_acquire(&ring->head) == tail)
		return NULL;
	object = ring->slots[tail % NR_SLOTS];
	smp_store_release(&ring->tail, tail + 1);
	return object;
}

/*
 * Allocate objects, and put each object into the ring of the next CPU, which frees it.  If the ring
 * is full, free the object on this CPU.
 */
static void hand_over(const struct work *w, unsigned long cpu)
{
	struct ring *next = &rings[(cpu + 1) % now.nr_cpus];

	for (int i = 0; i < NR_OPS; i++) {
		void *object = w->alloc(w->size);

		if (object && !put(next, object))
			w->free(object, w->size);
		object = get(&rings[cpu]);
		if (object)
			w->free(object, w->size);
	}
}

static const struct work works[] = {
	{ "scale_order0", pairs, ours_alloc, ours_free, 0 },
	{ "scale_order4", pairs, ours_alloc, ours_free, 4 },
	{ "scale_mixed", mixed, ours_alloc, ours_free, MIXED_ORDERS },
	{ "scale_bitmap_order0", pairs, peer_alloc, peer_free, 0 },
	{ "scale_bitmap_order4", pairs, peer_alloc, peer_free, 4 },
	{ "scale_bitmap_mixed", mixed, peer_alloc, peer_free, MIXED_ORDERS },
	{ "scale_kmalloc64", pairs, object_alloc, object_free, 63 },
	{ "scale_kmalloc_mixed", mixed, object_alloc, object_free, 2048 },
	{ "scale_handed_over64", hand_over, object_alloc, object_free, 63 },
};

/* Free the objects that no CPU has removed from the rings. */
static void empty_rings(void)
{
	for (unsigned int cpu = 0; cpu < now.nr_cpus; cpu++) {
		void *object;

		while ((object = get(&rings[cpu])))
			kfree(object);
	}
}

static int work_thread(void *arg)
{
	unsigned long cpu = (unsigned long)arg;

	if ((unsigned int)atomic_inc_return(&now.ready) == now.nr_cpus)
		WRITE_ONCE(now.start, ktime_get());
	while ((unsigned int)atomic_read_acquire(&now.ready) < now.nr_cpus)
		cpu_relax();
	now.work->fn(now.work, cpu);
	now.end[cpu] = ktime_get();
	atomic_dec_return_release(&now.running);
	return 0;
}

static void end_turn(struct timer_list *timer)
{
	mod_timer(timer, jiffies + 1);
}

static DEFINE_TIMER(turn_timer, end_turn);

static bool run(unsigned int nr_cpus)
{
	atomic_set(&now.ready, 0);
	atomic_set(&now.running, nr_cpus);
	now.nr_cpus = nr_cpus;
	for (unsigned long cpu = 1; cpu < nr_cpus; cpu++) {
		struct task_struct *task = kthread_create_on_cpu(work_thread, (void *)cpu, cpu,
								 "scale/%u");

		if (IS_ERR(task))
			return false;
		wake_up_process(task);
	}
	work_thread(NULL);
	while (atomic_read_acquire(&now.running))
		schedule_timeout_uninterruptible(1);
	empty_rings();
	return true;
}

static void print(void)
{
	u64 shared = IS_ENABLED(CONFIG_HOST) ? 1 : now.nr_cpus, last = 0;
	char param[16];

	for (unsigned int cpu = 0; cpu < now.nr_cpus; cpu++)
		last = max(last, now.end[cpu] - now.start);
	scnprintf(param, sizeof(param), "%ucpus", now.nr_cpus);
	console_printf("%s,%s,%llu,%llu\n", now.work->op, param,
		       (unsigned long long)div64_u64(last, NR_OPS * shared),
		       (unsigned long long)div64_u64(last, NR_OPS));
}

static void scale(void)
{
	peer_map = kzalloc(PEER_PAGES / 8, GFP_KERNEL);
	if (!peer_map || smp_processor_id())
		return;
	if (!IS_ENABLED(CONFIG_HOST))
		mod_timer(&turn_timer, jiffies + 1);
	for (unsigned int w = 0; w < ARRAY_SIZE(works); w++) {
		for (unsigned int cpus = 1; cpus <= num_online_cpus(); cpus *= 2) {
			now.work = &works[w];
			/* The first run is a warm-up. */
			if (run(cpus) && run(cpus))
				print();
		}
	}
	while (timer_delete_sync(&turn_timer))
		;
	kfree(peer_map);
}
BENCH_ALONE(scale, scale);
