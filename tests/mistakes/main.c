// SPDX-License-Identifier: BSD-2-Clause
/*
 * Common mistakes of applications and drivers.  The first argument selects one of them.
 * tests/mistakes.py runs each mistake, and compares the report with the table in
 * Documentation/debugging.md.
 */

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/irqflags.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/vmalloc.h>

static char *volatile p;	/* volatile, so that the compiler does not see the mistakes */
static volatile int value;
static volatile bool forever = true;

#define MISTAKE(name)	static noinline void name(void)

MISTAKE(null_read)
{
	p = NULL;
	value = *p;
}

MISTAKE(wild_jump)
{
	void (*volatile function)(void) = (void (*)(void))0x1234567890UL;

	function();
	value = 1;	/* prevents a tail call, which would hide the caller */
}

static noinline int recurse(int depth)
{
	volatile char frame[512];

	memset((char *)frame, depth, sizeof(frame));
	return depth < 0 ? depth : recurse(depth + 1) + frame[depth % 512];
}

MISTAKE(stack_overflow)
{
	value = recurse(0);
}

MISTAKE(stack_use_after_scope)
{
	{
		char local[64];

		p = local;
		*p = 1;
	}
	value = p[8];
}

MISTAKE(kfree_twice)
{
	p = kmalloc(40, GFP_KERNEL);
	kfree(p);
	kfree(p);
}

MISTAKE(free_twice)
{
	p = malloc(40);
	free(p);
	free(p);
}

MISTAKE(kmalloc_overflow)
{
	p = kmalloc(13, GFP_KERNEL);
	strcpy(p, "thirteen bytes");
	kfree(p);
}

MISTAKE(malloc_overflow)
{
	p = malloc(13);
	strcpy(p, "thirteen bytes");
	free(p);
}

/*
 * Read beyond the end of an object.  The access is repeated, because KFENCE checks only a sample of
 * the objects.
 */
MISTAKE(malloc_read_overflow)
{
	for (int i = 0; i < 50; i++) {
		p = malloc(64);
		value = p[64];
		free(p);
		msleep(2);
	}
}

MISTAKE(kmalloc_use_after_free)
{
	p = kmalloc(100, GFP_KERNEL);
	kfree(p);
	p[50] = 1;
}

MISTAKE(malloc_use_after_free)
{
	p = malloc(100);
	free(p);
	p[50] = 1;
}

/* Write to a freed page.  The poison of the page is checked when the page is allocated again. */
MISTAKE(page_use_after_free)
{
	struct page *pages[32];

	p = (char *)__get_free_page(GFP_KERNEL);
	free_page((unsigned long)p);
	p[100] = 1;
	for (int i = 0; i < 32; i++)
		pages[i] = alloc_page(GFP_KERNEL);
	for (int i = 0; i < 32; i++)
		__free_page(pages[i]);
}

MISTAKE(vmalloc_use_after_free)
{
	p = vmalloc(10000);
	vfree(p);
	p[100] = 1;
}

MISTAKE(malloc_leak)
{
	p = malloc(72);
	memset(p, 0, 72);
	p = NULL;
}

static DEFINE_MUTEX(first);
static DEFINE_MUTEX(second);

static noinline void lock_both(struct mutex *mine, struct mutex *other)
{
	mutex_lock(mine);
	msleep(100);
	mutex_lock(other);
	value = 1;
}

static int locks_second_first(void *unused)
{
	lock_both(&second, &first);
	return 0;
}

MISTAKE(mutex_deadlock)
{
	kthread_run(locks_second_first, NULL, "other");
	lock_both(&first, &second);
}

MISTAKE(pthread_deadlock)
{
	static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

	pthread_mutex_lock(&mutex);
	pthread_mutex_lock(&mutex);
	value = 1;
}

static DEFINE_SPINLOCK(lock);

static DEFINE_SPINLOCK(other_lock);

static noinline void lock_two(spinlock_t *outer, spinlock_t *inner)
{
	spin_lock(outer);
	spin_lock(inner);
	spin_unlock(inner);
	spin_unlock(outer);
}

/*
 * Acquire two locks in different orders.  There is no deadlock, because no other CPU acquires the
 * locks at this time.
 */
MISTAKE(lock_order)
{
	lock_two(&lock, &other_lock);
	lock_two(&other_lock, &lock);
}

static bool called;

static void locks_in_interrupt(struct timer_list *timer)
{
	spin_lock(&lock);
	spin_unlock(&lock);
	WRITE_ONCE(called, true);
}

/*
 * Acquire a lock in an interrupt handler, and also with interrupts enabled.  There is no deadlock,
 * because the lock is free when the interrupt arrives.
 */
MISTAKE(lock_in_interrupt)
{
	static DEFINE_TIMER(timer, locks_in_interrupt);

	mod_timer(&timer, jiffies + 1);
	while (!READ_ONCE(called))
		msleep(1);
	spin_lock(&lock);
	spin_unlock(&lock);
}

MISTAKE(spinlock_taken_twice)
{
	spin_lock(&lock);
	spin_lock(&lock);
	spin_unlock(&lock);
	spin_unlock(&lock);
}

static int keeps_lock(void *unused)
{
	spin_lock(&lock);
	while (forever)
		;
	spin_unlock(&lock);
	return 0;
}

MISTAKE(spinlock_never_released)
{
	unsigned int cpu = (raw_smp_processor_id() + 1) % num_online_cpus();
	struct task_struct *task = kthread_create_on_cpu(keeps_lock, NULL, cpu, "holder/%u");

	if (!IS_ERR(task))
		wake_up_process(task);
	msleep(100);
	spin_lock(&lock);
	spin_unlock(&lock);
}

MISTAKE(endless_loop)
{
	while (forever)
		;
}

MISTAKE(endless_loop_irqs_off)
{
	local_irq_disable();
	while (forever)
		;
	local_irq_enable();
}

MISTAKE(sleep_with_irqs_off)
{
	unsigned long flags;

	local_irq_save(flags);
	msleep(1);
	local_irq_restore(flags);
}

MISTAKE(sleep_under_spinlock)
{
	spin_lock(&lock);
	msleep(1);
	spin_unlock(&lock);
}

/* Unmap with a size that differs from the size of the mapping. */
MISTAKE(dma_unmap_of_other_size)
{
	struct device *dev = root_device_register("mistakes");
	dma_addr_t at;

	dma_coerce_mask_and_coherent(dev, DMA_BIT_MASK(64));
	p = kmalloc(512, GFP_KERNEL);
	at = dma_map_single(dev, p, 512, DMA_TO_DEVICE);
	dma_unmap_single(dev, at, 256, DMA_TO_DEVICE);
}

MISTAKE(dma_write_while_mapped)
{
	struct device *dev = root_device_register("mistakes");
	dma_addr_t at;

	dma_coerce_mask_and_coherent(dev, DMA_BIT_MASK(64));
	p = kmalloc(512, GFP_KERNEL);
	memset(p, 1, 512);
	at = dma_map_single(dev, p, 512, DMA_TO_DEVICE);
	p[100] = 2;
	dma_unmap_single(dev, at, 512, DMA_TO_DEVICE);
	kfree(p);
	root_device_unregister(dev);
}

MISTAKE(none)
{
}

static const struct {
	const char *name;
	void (*make)(void);
} mistakes[] = {
#define ENTRY(name)	{ #name, name }
	ENTRY(null_read),
	ENTRY(wild_jump),
	ENTRY(stack_overflow),
	ENTRY(stack_use_after_scope),
	ENTRY(kfree_twice),
	ENTRY(free_twice),
	ENTRY(kmalloc_overflow),
	ENTRY(malloc_overflow),
	ENTRY(malloc_read_overflow),
	ENTRY(kmalloc_use_after_free),
	ENTRY(malloc_use_after_free),
	ENTRY(page_use_after_free),
	ENTRY(vmalloc_use_after_free),
	ENTRY(malloc_leak),
	ENTRY(mutex_deadlock),
	ENTRY(pthread_deadlock),
	ENTRY(lock_order),
	ENTRY(lock_in_interrupt),
	ENTRY(spinlock_taken_twice),
	ENTRY(spinlock_never_released),
	ENTRY(endless_loop),
	ENTRY(endless_loop_irqs_off),
	ENTRY(sleep_with_irqs_off),
	ENTRY(sleep_under_spinlock),
	ENTRY(dma_unmap_of_other_size),
	ENTRY(dma_write_while_mapped),
	ENTRY(none),
};

int main(int argc, char **argv)
{
	for (size_t i = 0; i < sizeof(mistakes) / sizeof(*mistakes); i++) {
		if (argc < 2)
			puts(mistakes[i].name);
		else if (!strcmp(argv[1], mistakes[i].name))
			mistakes[i].make();
	}
	puts("the program has ended");
	return 0;
}
