// SPDX-License-Identifier: BSD-2-Clause
/*
 * Memory pools: an allocator with a reserve of elements, which is used if the allocator fails.
 *
 *	mempool_alloc()                          mempool_free()
 *	  1. tries the allocator, without reclaim  1. frees to the allocator if the reserve is full
 *	  2. tries the reserve                     2. else adds to the reserve and wakes a waiter
 *	  3. tries the allocator, with reclaim
 *	  4. waits, then continues at 2
 *
 * While the allocator succeeds, the pool costs only a call through a pointer, and a comparison at
 * the free.  The reserve is a stack, elements[0] to elements[curr_nr - 1].
 *
 * Invariants, with pool->lock held:
 *  1. 0 <= curr_nr <= keep_nr = max(min_nr, 1), except while mempool_resize() frees elements.
 *  2. min_nr - curr_nr <= the number of elements in use.  Allocating an element from the reserve
 *     adds one to both sides, and a free returns an element to the allocator only if it saw the
 *     reserve full.  So if the reserve has fewer than min_nr elements, at least the missing number
 *     is in use.
 *  3. If threads wait while the reserve has elements, then for each of these elements a thread has
 *     been woken, or the call that added the element is about to wake one.
 *
 * A free reads curr_nr without the lock.  If its element came from the reserve, it must see the
 * decrement of curr_nr, which the allocating CPU wrote before it passed the element on.  smp_wmb()
 * after that write, and smp_rmb() before the read, guarantee this order for each way in which the
 * element came from one CPU to the other, even by relaxed accesses.  A free may miss that another
 * CPU removes an element from the reserve at the same time.  That element is freed later, and its
 * free sees the decrement by the same argument.
 *
 * A waiter queues itself with pool->lock held, after it saw curr_nr == 0 under the same lock.  A
 * free adds its element under the lock, then checks for waiters.  If the free had the lock first,
 * the waiter finds the element; otherwise the free finds the waiter.  Waiters are exclusive, in
 * the order of arrival, and one is woken for each element.  A waiter that finds the reserve empty
 * again queues itself again.  It also tries again after RETRY_DELAY, because memory may have
 * become free without a free to the pool.
 *
 * With a min_nr of 0 the reserve is empty at first, but a waiter must be served.  So a free puts
 * one element into the reserve, as with a min_nr of 1 (keep_nr).
 *
 * Bounds: apart from steps 2 to 4 of mempool_alloc(), the only loop is the search for a double
 * free, over the newest SEARCH_MAX elements, with three or four instructions each.  It runs only if
 * the reserve is not full.
 *
 * Locking: pool->lock is acquired with interrupts off.  The allocator is called without this lock.
 */

#include <linux/bug.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/mempool.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <quarry/report.h>
#include <quarry/shell.h>

#include "objects.h"

#define RETRY_DELAY	(5 * HZ)
#define SEARCH_MAX	64

/* ---- all pools ------------------------------------------------------------------------------- */

#ifdef CONFIG_MM_REPORTS

static LIST_HEAD(pools);		/* protected by pools_lock */
static DEFINE_SPINLOCK(pools_lock);

static void pools_add(mempool_t *pool, unsigned long caller)
{
	unsigned long flags;

	pool->caller = caller;
	pool->name = NULL;
	if (pool->alloc == mempool_alloc_slab)
		pool->name = ((struct kmem_cache *)pool->pool_data)->name;
	spin_lock_irqsave(&pools_lock, flags);
	list_add_tail(&pool->list, &pools);
	spin_unlock_irqrestore(&pools_lock, flags);
}

static void pools_remove(mempool_t *pool)
{
	unsigned long flags;

	spin_lock_irqsave(&pools_lock, flags);
	list_del(&pool->list);
	spin_unlock_irqrestore(&pools_lock, flags);
}

static unsigned int count_waiters(mempool_t *pool)
{
	struct wait_queue_entry *entry;
	unsigned int n = 0;

	spin_lock(&pool->wait.lock);
	list_for_each_entry(entry, &pool->wait.head, entry)
		n++;
	spin_unlock(&pool->wait.lock);
	return n;
}

struct figures {
	int min_nr, curr_nr;
	unsigned int waiting;
	unsigned long caller;
	char name[24];
};

/*
 * Copy the data of pool number @at, to be printed without pools_lock.  Returns false if there is no
 * such pool.
 */
static bool pools_get(unsigned int at, struct figures *f)
{
	unsigned long flags;
	mempool_t *pool;
	bool found = false;

	spin_lock_irqsave(&pools_lock, flags);
	list_for_each_entry(pool, &pools, list) {
		if (at--)
			continue;
		f->min_nr = READ_ONCE(pool->min_nr);
		f->curr_nr = READ_ONCE(pool->curr_nr);
		f->waiting = count_waiters(pool);
		f->caller = pool->caller;
		if (pool->alloc == mempool_kmalloc)
			scnprintf(f->name, sizeof(f->name), "kmalloc-%lu",
				  (unsigned long)pool->pool_data);
		else if (pool->alloc == mempool_alloc_pages)
			scnprintf(f->name, sizeof(f->name), "pages-%lu",
				  (unsigned long)pool->pool_data);
		else
			scnprintf(f->name, sizeof(f->name), "%s", pool->name ?: "-");
		found = true;
		break;
	}
	spin_unlock_irqrestore(&pools_lock, flags);
	return found;
}

void mempools_show(struct seq_file *m)
{
	struct figures f;

	report_open(m, NULL, '{');
	report_fields(m, "# elements                   min current waiting  created by\n");
	report_open(m, "pools", '[');
	for (unsigned int i = 0; pools_get(i, &f); i++)
		report_row(m, "%-24s{elements} %7d{min} %7d{current} %7u{waiting}  %pS{caller}\n",
			   f.name, f.min_nr, f.curr_nr, f.waiting, (void *)f.caller);
	report_close(m, ']');
	report_close(m, '}');
}

#else

static void pools_add(mempool_t *pool, unsigned long caller)
{
}

static void pools_remove(mempool_t *pool)
{
}

#endif

/* ---- the reserve ----------------------------------------------------------------------------- */

/* Return the number of bytes of an element, or 0 if the size is unknown. */
static size_t element_size(const mempool_t *pool)
{
	if (pool->alloc == mempool_alloc_slab)
		return kmem_cache_size(pool->pool_data);
	if (pool->alloc == mempool_kmalloc)
		return (size_t)pool->pool_data;
	return pool->alloc == mempool_alloc_pages ? PAGE_SIZE << (unsigned long)pool->pool_data : 0;
}

static const void *element_start(const mempool_t *pool, void *element)
{
	return pool->alloc == mempool_alloc_pages ? page_address(element) : element;
}

/*
 * Add an element to the reserve.  Called with pool->lock held, or before the pool is in use.
 * Returns false if KASAN knows that @element is not in use.
 */
static bool __mempool_push(mempool_t *pool, void *element, const void *caller)
{
	int n = pool->curr_nr;

	VM_WARN_ON(n < 0 || n >= pool->keep_nr);
	VM_WARN_ON(!element);
	if (!kasan_keep(element_start(pool, element), element_size(pool), caller))
		return false;
	pool->elements[n] = element;
	WRITE_ONCE(pool->curr_nr, n + 1);
	return true;
}

static void *__mempool_pop(mempool_t *pool)
{
	int n = pool->curr_nr - 1;
	void *element = pool->elements[n];

	VM_WARN_ON(n < 0 || !element);
	WRITE_ONCE(pool->curr_nr, n);
	kasan_take(element_start(pool, element), element_size(pool));
	return element;
}

static bool __holds(const mempool_t *pool, const void *element)
{
	int last = max(pool->curr_nr - SEARCH_MAX, 0);

	lockdep_assert_held(&pool->lock);
	VM_WARN_ON(pool->curr_nr < 0);
	for (int i = pool->curr_nr; i-- > last;) {
		if (pool->elements[i] == element)
			return true;
	}
	return false;
}

static void *mempool_take(mempool_t *pool)
{
	void *element = NULL;
	unsigned long flags;

	spin_lock_irqsave(&pool->lock, flags);
	if (pool->curr_nr) {
		element = __mempool_pop(pool);
		/* writes curr_nr before the caller uses the element; see the top of the file */
		smp_wmb();
	}
	spin_unlock_irqrestore(&pool->lock, flags);
	return element;
}

static void set_min(mempool_t *pool, int min_nr)
{
	WRITE_ONCE(pool->min_nr, min_nr);
	VM_WARN_ON(min_nr < 0);
	WRITE_ONCE(pool->keep_nr, max(min_nr, 1));
}

/* ---- creation and destruction ---------------------------------------------------------------- */

static int init(mempool_t *pool, int min_nr, mempool_alloc_t *alloc, mempool_free_t *free,
		void *pool_data, gfp_t gfp, int node, unsigned long caller)
{
	pool->elements = NULL;
	if (WARN(min_nr < 0, "mempool_init: invalid reserve of %d elements\n", min_nr))
		return -EINVAL;
	spin_lock_init(&pool->lock);
	init_waitqueue_head(&pool->wait);
	pool->curr_nr = 0;
	set_min(pool, min_nr);
	pool->pool_data = pool_data;
	pool->alloc = alloc;
	pool->free = free;
	pool->elements = kmalloc_array_node(pool->keep_nr, sizeof(void *), gfp, node);
	if (!pool->elements)
		return -ENOMEM;
	pools_add(pool, caller);
	while (pool->curr_nr < min_nr) {
		void *element = alloc(gfp, pool_data);

		if (!element || WARN_ON(!__mempool_push(pool, element, NULL))) {
			/*
			 * With this minimum, mempool_exit() does not report the missing elements as
			 * in use.
			 */
			set_min(pool, pool->curr_nr);
			mempool_exit(pool);
			return -ENOMEM;
		}
	}
	return 0;
}

int mempool_init_node(mempool_t *pool, int min_nr, mempool_alloc_t *alloc, mempool_free_t *free,
		      void *pool_data, gfp_t gfp, int node)
{
	return init(pool, min_nr, alloc, free, pool_data, gfp, node, _RET_IP_);
}

int mempool_init(mempool_t *pool, int min_nr, mempool_alloc_t *alloc, mempool_free_t *free,
		 void *pool_data)
{
	return init(pool, min_nr, alloc, free, pool_data, GFP_KERNEL, NUMA_NO_NODE, _RET_IP_);
}

static mempool_t *mempool_create_from(int min_nr, mempool_alloc_t *alloc, mempool_free_t *free,
				      void *pool_data, gfp_t gfp, int node, unsigned long caller)
{
	mempool_t *pool = kmalloc_node(sizeof(*pool), gfp, node);

	if (pool && init(pool, min_nr, alloc, free, pool_data, gfp, node, caller)) {
		kfree(pool);
		return NULL;
	}
	return pool;
}

mempool_t *mempool_create_node(int min_nr, mempool_alloc_t *alloc, mempool_free_t *free,
			       void *pool_data, gfp_t gfp, int node)
{
	return mempool_create_from(min_nr, alloc, free, pool_data, gfp, node, _RET_IP_);
}

mempool_t *mempool_create(int min_nr, mempool_alloc_t *alloc, mempool_free_t *free, void *pool_data)
{
	return mempool_create_from(min_nr, alloc, free, pool_data, GFP_KERNEL, NUMA_NO_NODE,
				   _RET_IP_);
}

/*
 * Free the reserve.  If elements of the pool are in use or threads wait, report this and return
 * false: the caller then must not free the pool's structure.
 */
static bool mempool_end(mempool_t *pool, const void *caller)
{
	void **elements = pool->elements;
	int missing = pool->min_nr - pool->curr_nr;
	bool waiting = waitqueue_active(&pool->wait);

	WARN(missing > 0, "mempool_exit by %pS: of %d elements %d are still in use\n", caller,
	     pool->min_nr, missing);
	WARN(waiting, "mempool_exit by %pS: a thread waits for an element\n", caller);
	pools_remove(pool);
	while (pool->curr_nr)
		pool->free(__mempool_pop(pool), pool->pool_data);
	VM_WARN_ON(pool->curr_nr);
	pool->min_nr = 0;
	WRITE_ONCE(pool->keep_nr, 0);
	pool->elements = NULL;
	kfree(elements);
	return missing <= 0 && !waiting;
}

void mempool_exit(mempool_t *pool)
{
	if (pool && pool->elements)
		mempool_end(pool, __builtin_return_address(0));
}

void mempool_destroy(mempool_t *pool)
{
	/*
	 * If an element is still in use, mempool_free() will read the pool, so do not free the
	 * pool.
	 */
	if (pool && (!pool->elements || mempool_end(pool, __builtin_return_address(0))))
		kfree(pool);
}

/* ---- resize ---------------------------------------------------------------------------------- */

static int mempool_shrink(mempool_t *pool, int min_nr)
{
	unsigned long flags;
	void *element;

	do {
		element = NULL;
		spin_lock_irqsave(&pool->lock, flags);
		set_min(pool, min_nr);
		if (pool->curr_nr > min_nr)
			element = __mempool_pop(pool);
		spin_unlock_irqrestore(&pool->lock, flags);
		if (element)
			pool->free(element, pool->pool_data);
	} while (element);
	return 0;
}

/* Allocate @n elements into @to.  If one allocation fails, free the others and return -ENOMEM. */
static int allocate(mempool_t *pool, void **to, int n)
{
	for (int i = 0; i < n; i++) {
		to[i] = pool->alloc(GFP_KERNEL, pool->pool_data);
		if (to[i])
			continue;
		while (i--)
			pool->free(to[i], pool->pool_data);
		return -ENOMEM;
	}
	return 0;
}

int mempool_resize(mempool_t *pool, int min_nr)
{
	int more = min_nr - pool->min_nr;
	unsigned long flags;
	void **elements;
	size_t room;

	if (WARN(min_nr < 0, "mempool_resize: invalid reserve of %d elements\n", min_nr) ||
	    WARN(!pool->elements, "mempool_resize by %pS: the pool was destroyed\n",
		 __builtin_return_address(0)))
		return -EINVAL;
	if (more <= 0)
		return mempool_shrink(pool, min_nr);
	/* one slot more, because the reserve of a pool with a min_nr of 0 may have 1 element */
	room = (size_t)min_nr + 1;
	elements = kmalloc_array(room, sizeof(void *), GFP_KERNEL);
	if (!elements)
		return -ENOMEM;
	if (allocate(pool, elements + room - more, more)) {
		kfree(elements);
		return -ENOMEM;
	}
	spin_lock_irqsave(&pool->lock, flags);
	memcpy(elements, pool->elements, pool->curr_nr * sizeof(void *));
	memmove(elements + pool->curr_nr, elements + room - more, more * sizeof(void *));
	swap(pool->elements, elements);
	VM_WARN_ON((size_t)pool->curr_nr + more > room);
	WRITE_ONCE(pool->curr_nr, pool->curr_nr + more);
	set_min(pool, min_nr);
	spin_unlock_irqrestore(&pool->lock, flags);
	kfree(elements);
	wake_up_all(&pool->wait);
	return mempool_shrink(pool, min_nr);
}

/* ---- elements -------------------------------------------------------------------------------- */

/*
 * Wait until an element is freed, or for RETRY_DELAY.  Return immediately if the reserve is not
 * empty.
 */
static void wait_for_free(mempool_t *pool)
{
	DEFINE_WAIT(wait);
	unsigned long flags;
	bool empty;

	spin_lock_irqsave(&pool->lock, flags);
	empty = !pool->curr_nr;
	if (empty)
		prepare_to_wait_exclusive(&pool->wait, &wait, TASK_UNINTERRUPTIBLE);
	spin_unlock_irqrestore(&pool->lock, flags);
	if (!empty)
		return;
	schedule_timeout(RETRY_DELAY);
	finish_wait(&pool->wait, &wait);
}

static noinline void *mempool_alloc_slow(mempool_t *pool, gfp_t gfp)
{
	gfp_t hard = gfp | __GFP_NOMEMALLOC | __GFP_NORETRY | __GFP_NOWARN;
	bool may_wait = gfp & __GFP_DIRECT_RECLAIM && sched_started && !in_atomic();
	void *element;

	WARN_ONCE(gfp & __GFP_ZERO,
		  "mempool_alloc: __GFP_ZERO does not clear elements of the reserve\n");
	might_sleep_if(gfp & __GFP_DIRECT_RECLAIM);
	for (;;) {
		element = mempool_take(pool);
		if (element || !may_wait)
			return element;
		element = pool->alloc(hard, pool->pool_data);
		if (element)
			return element;
		wait_for_free(pool);
	}
}

void *mempool_alloc(mempool_t *pool, gfp_t gfp)
{
	/*
	 * Only the slow path needs these copies.  volatile puts them on the stack, so that the
	 * fast path does not save registers for them.
	 */
	mempool_t *volatile slow_pool = pool;
	volatile gfp_t slow_gfp = gfp = alloc_context(gfp);
	gfp_t quick = gfp | __GFP_NOMEMALLOC | __GFP_NORETRY | __GFP_NOWARN;
	void *element;

	element = pool->alloc(quick & ~(__GFP_DIRECT_RECLAIM | __GFP_IO), pool->pool_data);
	if (likely(element))
		return element;
	return mempool_alloc_slow(slow_pool, slow_gfp);
}

void *mempool_alloc_preallocated(mempool_t *pool)
{
	return mempool_take(pool);
}

/*
 * Free an element while the reserve is not full.  mempool_free() ends with this call, so that
 * _RET_IP_ is the caller of mempool_free().
 */
static noinline void mempool_free_slow(void *element, mempool_t *pool)
{
	unsigned long caller = _RET_IP_;
	unsigned long flags;
	bool kept = false, twice, bad;

	spin_lock_irqsave(&pool->lock, flags);
	bad = twice = __holds(pool, element);
	if (!twice && pool->curr_nr < pool->keep_nr) {
		kept = __mempool_push(pool, element, (void *)caller);
		bad = !kept;
	}
	spin_unlock_irqrestore(&pool->lock, flags);
	if (unlikely(bad)) {
		kasan_report_object(element_start(pool, element), true, (void *)caller);
		WARN(1, "mempool_free: %px is %s; called by %pS\n", element,
		     twice ? "free already" : "no element in use", (void *)caller);
	} else if (kept) {
		wake_up(&pool->wait);
	} else {
		pool->free(element, pool->pool_data);
	}
}

void mempool_free(void *element, mempool_t *pool)
{
	if (unlikely(!element))
		return;
	/* reads curr_nr after the caller used the element; see the top of the file */
	smp_rmb();
	if (unlikely(READ_ONCE(pool->curr_nr) < READ_ONCE(pool->keep_nr)))
		mempool_free_slow(element, pool);
	else
		pool->free(element, pool->pool_data);
}

/* ---- kinds of elements ----------------------------------------------------------------------- */

void *mempool_alloc_slab(gfp_t gfp, void *pool_data)
{
	return kmem_cache_alloc(pool_data, gfp);
}

void mempool_free_slab(void *element, void *pool_data)
{
	kmem_cache_free(pool_data, element);
}

void *mempool_kmalloc(gfp_t gfp, void *pool_data)
{
	return kmalloc((size_t)pool_data, gfp);
}

void mempool_kfree(void *element, void *pool_data)
{
	kfree(element);
}

void *mempool_alloc_pages(gfp_t gfp, void *pool_data)
{
	return alloc_pages(gfp, (unsigned long)pool_data);
}

void mempool_free_pages(void *element, void *pool_data)
{
	__free_pages(element, (unsigned long)pool_data);
}

#ifdef CONFIG_MM_REPORTS
static int cmd_mempools(int argc, char **argv)
{
	mempools_show(&console_seq);
	return 0;
}
SHELL_COMMAND(mempools, "mempools", "[-j]", "mempools: reserve, free elements, waiting threads",
	      cmd_mempools);
#endif
