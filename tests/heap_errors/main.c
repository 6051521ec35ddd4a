// SPDX-License-Identifier: BSD-2-Clause
/*
 * A program that makes one invalid access.  The first argument selects the access.  Without an
 * argument, the program lists the names of all accesses.  With "all", it makes all accesses after
 * which it can continue.  If the second argument is "full", the program fills the stack depot
 * before.  tests/kasan.py runs the program with KASAN.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/cpumask.h>
#include <linux/gfp.h>
#include <linux/mempool.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/stackdepot.h>
#include <linux/vmalloc.h>

static char *volatile p;	/* volatile, so that the compiler does not see the errors */
static struct kmem_cache *cache;
static char global[13];

static noinline void write_to(char *at)
{
	*(volatile char *)at = 1;
}

static noinline int read_from(const char *at)
{
	return *(const volatile char *)at;
}

#define ERROR(name)	static noinline void name(void)

ERROR(kmalloc_overflow)
{
	p = kmalloc(13, GFP_KERNEL);
	write_to(p + 13);
}

ERROR(kmalloc_underflow)
{
	p = kmalloc(64, GFP_KERNEL);
	read_from(p - 1);
}

ERROR(kmalloc_freed)
{
	p = kmalloc(100, GFP_KERNEL);
	kfree(p);
	read_from(p + 99);
}

ERROR(kmalloc_zeroed)
{
	p = kzalloc(24, GFP_KERNEL);
	memset(p, 1, 25);
}

ERROR(negative_size)
{
	volatile int nr = -1;

	p = kmalloc(24, GFP_KERNEL);
	memset(p, 1, nr);
}

ERROR(kmalloc_large_overflow)
{
	p = kmalloc(10000, GFP_KERNEL);
	write_to(p + 10000);
}

ERROR(kmalloc_large_freed)
{
	p = kmalloc(10000, GFP_KERNEL);
	kfree(p);
	write_to(p + 5000);
}

ERROR(krealloc_overflow)
{
	p = krealloc(kmalloc(13, GFP_KERNEL), 30, GFP_KERNEL);
	write_to(p + 29);
	write_to(p + 30);
}

ERROR(krealloc_shrunk)
{
	p = krealloc(kmalloc(100, GFP_KERNEL), 70, GFP_KERNEL);
	write_to(p + 69);
	write_to(p + 70);
}

ERROR(krealloc_large_shrunk)
{
	p = krealloc(kmalloc(10000, GFP_KERNEL), 9000, GFP_KERNEL);
	write_to(p + 8999);
	write_to(p + 9000);
}

ERROR(krealloc_left)
{
	char *old = p = kmalloc(13, GFP_KERNEL);

	p = krealloc(p, 3000, GFP_KERNEL);
	OPTIMIZER_HIDE_VAR(old);
	read_from(old);
}

ERROR(ksize_overflow)
{
	p = kmalloc(13, GFP_KERNEL);
	memset(p, 0, ksize(p));
	write_to(p + ksize(p));
}

ERROR(cache_overflow)
{
	p = kmem_cache_alloc(cache, GFP_KERNEL);
	write_to(p + 40);
}

ERROR(cache_freed)
{
	p = kmem_cache_alloc(cache, GFP_KERNEL);
	kmem_cache_free(cache, p);
	read_from(p);
}

ERROR(bulk_overflow)
{
	void *objects[4];

	if (!kmem_cache_alloc_bulk(cache, GFP_KERNEL, 4, objects))
		return;
	write_to((char *)objects[2] + 40);
}

ERROR(bulk_freed)
{
	void *objects[4];

	if (!kmem_cache_alloc_bulk(cache, GFP_KERNEL, 4, objects))
		return;
	kmem_cache_free_bulk(cache, 4, objects);
	write_to((char *)objects[1] + 8);
}

ERROR(page_freed)
{
	p = (char *)__get_free_pages(GFP_KERNEL, 1);
	free_pages((unsigned long)p, 1);
	write_to(p + 5000);
}

ERROR(exact_overflow)
{
	/* The fourth page of the block is freed. */
	p = alloc_pages_exact(9000, GFP_KERNEL);
	write_to(p + 12288);
}

ERROR(vmalloc_overflow)
{
	p = vmalloc(5000);
	write_to(p + 5000);
}

ERROR(vmalloc_freed)
{
	p = vmalloc(5000);
	vfree(p);
	read_from(p + 50);
}

ERROR(vrealloc_overflow)
{
	p = vrealloc(vmalloc(5000), 6000, GFP_KERNEL);
	write_to(p + 5999);
	write_to(p + 6000);
}

ERROR(kvmalloc_overflow)
{
	p = kvmalloc(3000000, GFP_KERNEL);
	write_to(p + 3000000);
}

ERROR(percpu_overflow)
{
	int __percpu *counter = alloc_percpu(int);

	p = (char *)this_cpu_ptr(counter);
	write_to(p + 4);
}

ERROR(percpu_freed)
{
	long __percpu *counter = alloc_percpu(long);

	p = (char *)per_cpu_ptr(counter, num_possible_cpus() - 1);
	free_percpu(counter);
	write_to(p);
}

ERROR(mempool_freed)
{
	mempool_t *pool = mempool_create_kmalloc_pool(2, 100);

	p = mempool_alloc_preallocated(pool);
	write_to(p + 99);
	mempool_free(p, pool);
	write_to(p + 99);
}

ERROR(mempool_pages_freed)
{
	mempool_t *pool = mempool_create_page_pool(2, 0);
	struct page *page = mempool_alloc_preallocated(pool);

	p = page_address(page);
	write_to(p);
	mempool_free(page, pool);
	write_to(p);
}

ERROR(malloc_overflow)
{
	p = malloc(1);
	write_to(p + 1);
}

ERROR(malloc_underflow)
{
	p = malloc(100);
	write_to(p - 8);
}

ERROR(malloc_freed)
{
	p = malloc(1000);
	free(p);
	read_from(p + 500);
}

ERROR(calloc_overflow)
{
	p = calloc(5, 7);
	strcpy(p, "thirty-five characters and the end.");
}

ERROR(realloc_left)
{
	char *old = p = malloc(100);

	p = realloc(p, 5000);
	OPTIMIZER_HIDE_VAR(old);
	write_to(old + 50);
}

ERROR(realloc_shrunk)
{
	p = realloc(malloc(100), 90);
	write_to(p + 89);
	write_to(p + 90);
}

ERROR(malloc_large_overflow)
{
	p = malloc(1000001);
	write_to(p + 1000001);
}

ERROR(malloc_large_freed)
{
	p = malloc(1000001);
	write_to(p + 500000);
	free(p);
	write_to(p + 500000);
}

ERROR(stack_overflow)
{
	char local[13];

	p = local;
	write_to(p + 13);
}

ERROR(array_overflow)
{
	volatile int size = 13;
	char local[size];

	p = local;
	write_to(p + 13);
}

ERROR(stack_scope)
{
	{
		char local[16];

		p = local;
		write_to(p);
	}
	read_from(p + 8);
}

ERROR(global_overflow)
{
	p = global;
	write_to(p + 13);
}

ERROR(shift)
{
	volatile int by = 40;

	p = (char *)(unsigned long)(1 << by);
}

/* Correct accesses up to the ends of objects must not be reported. */
ERROR(nothing)
{
	mempool_t *pool = mempool_create_kmalloc_pool(1, 100);
	long __percpu *counter = alloc_percpu(long);
	void *objects[8];

	for (size_t size = 1; size < 20000; size += size / 3 + 1) {
		p = memset(kmalloc(size, GFP_KERNEL), 1, size);
		p = krealloc(p, size * 2, GFP_KERNEL);
		memset(p, 2, ksize(p));
		kfree(p);
		p = memset(vmalloc(size), 1, size);
		p = vrealloc(p, size * 2, GFP_KERNEL | __GFP_ZERO);
		memset(p, 2, size * 2);
		vfree(p);
		p = memset(malloc(size), 1, size);
		p = realloc(p, size * 2);
		memset(p, 2, size * 2);
		p = realloc(p, size / 2 + 1);
		free(memset(p, 3, size / 2 + 1));
		free(memset(aligned_alloc(64, size), 1, size));
		free_pages_exact(memset(alloc_pages_exact(size, GFP_KERNEL), 1, size), size);
	}
	for (int i = 0; i < 100 && kmem_cache_alloc_bulk(cache, GFP_KERNEL, 8, objects); i++) {
		memset(objects[i % 8], i, 40);
		kmem_cache_free_bulk(cache, 8, objects);
	}
	for (int i = 0; i < 10; i++) {
		p = memset(mempool_alloc_preallocated(pool), 1, 100);
		mempool_free(p, pool);
	}
	for (unsigned int cpu = 0; cpu < num_possible_cpus(); cpu++)
		*per_cpu_ptr(counter, cpu) = cpu;
	free_percpu(counter);
	mempool_destroy(pool);
}

static const struct {
	const char *name;
	void (*run)(void);
	/* the program cannot continue after this access, because it faults or overwrites memory */
	bool faults;
} errors[] = {
#define ENTRY(name)	{ #name, name, false }
#define FAULTS(name)	{ #name, name, true }
	ENTRY(kmalloc_overflow),
	ENTRY(kmalloc_underflow),
	ENTRY(kmalloc_freed),
	ENTRY(kmalloc_zeroed),
	ENTRY(kmalloc_large_overflow),
	ENTRY(kmalloc_large_freed),
	ENTRY(krealloc_overflow),
	ENTRY(krealloc_shrunk),
	ENTRY(krealloc_large_shrunk),
	ENTRY(krealloc_left),
	ENTRY(ksize_overflow),
	ENTRY(cache_overflow),
	ENTRY(cache_freed),
	ENTRY(bulk_overflow),
	ENTRY(bulk_freed),
	ENTRY(page_freed),
	ENTRY(exact_overflow),
	ENTRY(vmalloc_overflow),
	FAULTS(vmalloc_freed),
	ENTRY(vrealloc_overflow),
	ENTRY(kvmalloc_overflow),
	ENTRY(percpu_overflow),
	ENTRY(percpu_freed),
	ENTRY(mempool_freed),
	ENTRY(mempool_pages_freed),
	ENTRY(malloc_overflow),
	ENTRY(malloc_underflow),
	ENTRY(malloc_freed),
	ENTRY(calloc_overflow),
	ENTRY(realloc_shrunk),
	ENTRY(realloc_left),
	ENTRY(malloc_large_overflow),
	FAULTS(malloc_large_freed),
	ENTRY(stack_overflow),
	ENTRY(array_overflow),
	ENTRY(stack_scope),
	ENTRY(global_overflow),
	FAULTS(negative_size),
	ENTRY(shift),
	ENTRY(nothing),
};

static void fill_depot(void)
{
#ifdef CONFIG_STACKDEPOT
	unsigned long entries[16] = { 1 };

	while (stack_depot_save(entries, ARRAY_SIZE(entries), GFP_KERNEL))
		entries[0]++;
#endif
}

int main(int argc, char **argv)
{
	bool all = argc > 1 && !strcmp(argv[1], "all");

	if (argc > 2 && !strcmp(argv[2], "full"))
		fill_depot();
	cache = kmem_cache_create("of_forty", 40, 0, 0, NULL);
	for (size_t i = 0; i < sizeof(errors) / sizeof(*errors); i++) {
		bool in_turn = all && !errors[i].faults;

		if (argc < 2 || in_turn)
			puts(errors[i].name);
		if (in_turn || (argc > 1 && !strcmp(argv[1], errors[i].name)))
			errors[i].run();
	}
	puts("the program has ended");
	return 0;
}
