/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_CPUMASK_H
#define LINUX_CPUMASK_H

/*
 * Sets of CPUs.  A possible CPU is in the device tree and its number is below NR_CPUS.  An online
 * CPU is running.
 */

#include <linux/bitmap.h>
#include <linux/bug.h>
#include <linux/cleanup.h>
#include <linux/find.h>
#include <linux/kernel.h>
#include <linux/threads.h>

struct cpumask {
	DECLARE_BITMAP(bits, NR_CPUS);
};

typedef struct cpumask cpumask_t;

/* A mask in a structure or on the stack, to be used as a pointer. */
typedef struct cpumask cpumask_var_t[1];
#define __cpumask_var_read_mostly

extern struct cpumask __cpu_possible_mask, __cpu_online_mask;
extern unsigned int __num_online_cpus;
/* the number of the last possible CPU, plus 1 */
#if NR_CPUS == 1
#define nr_cpu_ids		1U
#else
extern unsigned int nr_cpu_ids;
#endif

#define cpu_possible_mask	((const struct cpumask *)&__cpu_possible_mask)
#define cpu_online_mask		((const struct cpumask *)&__cpu_online_mask)
#define cpumask_bits(mask)	((mask)->bits)
#define cpu_present_mask	cpu_possible_mask
#define nr_cpumask_bits		nr_cpu_ids

#define for_each_cpu(cpu, mask)		for_each_set_bit(cpu, cpumask_bits(mask), NR_CPUS)
#define for_each_possible_cpu(cpu)	for_each_cpu(cpu, cpu_possible_mask)
#define for_each_present_cpu(cpu)	for_each_cpu(cpu, cpu_present_mask)
#define for_each_online_cpu(cpu)	for_each_cpu(cpu, cpu_online_mask)
#define for_each_cpu_and(cpu, a, b) \
	for_each_and_bit(cpu, cpumask_bits(a), cpumask_bits(b), NR_CPUS)
#define for_each_cpu_andnot(cpu, a, b) \
	for_each_andnot_bit(cpu, cpumask_bits(a), cpumask_bits(b), NR_CPUS)
#define for_each_cpu_or(cpu, a, b) \
	for_each_or_bit(cpu, cpumask_bits(a), cpumask_bits(b), NR_CPUS)
/* Begin at the CPU @start, and continue with the first CPU after the last. */
#define for_each_cpu_wrap(cpu, mask, start) \
	for_each_set_bit_wrap(cpu, cpumask_bits(mask), NR_CPUS, start)

/* No mask contains an invalid CPU number; setting or clearing an invalid number has no effect. */
static inline void cpumask_set_cpu(unsigned int cpu, struct cpumask *mask)
{
	if (cpu < NR_CPUS)
		set_bit(cpu, cpumask_bits(mask));
}

static inline void cpumask_clear_cpu(unsigned int cpu, struct cpumask *mask)
{
	if (cpu < NR_CPUS)
		clear_bit(cpu, cpumask_bits(mask));
}

static inline bool cpumask_test_cpu(unsigned int cpu, const struct cpumask *mask)
{
	return cpu < NR_CPUS && test_bit(cpu, cpumask_bits(mask));
}

/* Return the first CPU in the mask, or a number of at least nr_cpu_ids if the mask is empty. */
static inline unsigned int cpumask_first(const struct cpumask *mask)
{
	return (unsigned int)find_first_bit(cpumask_bits(mask), NR_CPUS);
}

static inline unsigned int cpumask_first_zero(const struct cpumask *mask)
{
	return (unsigned int)find_first_zero_bit(cpumask_bits(mask), NR_CPUS);
}

static inline unsigned int cpumask_first_and(const struct cpumask *a, const struct cpumask *b)
{
	return (unsigned int)find_first_and_bit(cpumask_bits(a), cpumask_bits(b), NR_CPUS);
}

static inline unsigned int cpumask_last(const struct cpumask *mask)
{
	return (unsigned int)find_last_bit(cpumask_bits(mask), NR_CPUS);
}

/* Return the first CPU after @cpu.  If @cpu is -1, this is the first CPU. */
static inline unsigned int cpumask_next(int cpu, const struct cpumask *mask)
{
	return (unsigned int)find_next_bit(cpumask_bits(mask), NR_CPUS, (unsigned int)cpu + 1);
}

static inline unsigned int cpumask_next_zero(int cpu, const struct cpumask *mask)
{
	return (unsigned int)find_next_zero_bit(cpumask_bits(mask), NR_CPUS,
						(unsigned int)cpu + 1);
}

static inline unsigned int cpumask_next_and(int cpu, const struct cpumask *a,
					    const struct cpumask *b)
{
	return (unsigned int)find_next_and_bit(cpumask_bits(a), cpumask_bits(b), NR_CPUS,
					       (unsigned int)cpu + 1);
}

#define cpumask_any(mask)		cpumask_first(mask)
#define cpumask_any_and(a, b)		cpumask_first_and(a, b)

static inline unsigned int cpumask_any_but(const struct cpumask *mask, unsigned int cpu)
{
	unsigned int other = cpumask_first(mask);

	return other == cpu ? cpumask_next((int)cpu, mask) : other;
}

static inline unsigned int cpumask_weight(const struct cpumask *mask)
{
	return bitmap_weight(cpumask_bits(mask), NR_CPUS);
}

static inline void cpumask_clear(struct cpumask *mask)
{
	bitmap_zero(cpumask_bits(mask), NR_CPUS);
}

/* Set all numbers below nr_cpu_ids. */
static inline void cpumask_setall(struct cpumask *mask)
{
	bitmap_zero(cpumask_bits(mask), NR_CPUS);
	bitmap_set(cpumask_bits(mask), 0, nr_cpumask_bits);
}

static inline void cpumask_copy(struct cpumask *to, const struct cpumask *from)
{
	bitmap_copy(cpumask_bits(to), cpumask_bits(from), NR_CPUS);
}

static inline bool cpumask_empty(const struct cpumask *mask)
{
	return bitmap_empty(cpumask_bits(mask), NR_CPUS);
}

static inline bool cpumask_full(const struct cpumask *mask)
{
	return bitmap_full(cpumask_bits(mask), nr_cpumask_bits);
}

static inline bool cpumask_equal(const struct cpumask *a, const struct cpumask *b)
{
	return bitmap_equal(cpumask_bits(a), cpumask_bits(b), NR_CPUS);
}

static inline bool cpumask_intersects(const struct cpumask *a, const struct cpumask *b)
{
	return bitmap_intersects(cpumask_bits(a), cpumask_bits(b), NR_CPUS);
}

static inline bool cpumask_subset(const struct cpumask *part, const struct cpumask *whole)
{
	return bitmap_subset(cpumask_bits(part), cpumask_bits(whole), NR_CPUS);
}

/* Store the result of an operation in @to.  Return false if the result is empty. */
static inline bool cpumask_and(struct cpumask *to, const struct cpumask *a,
			       const struct cpumask *b)
{
	return bitmap_and(cpumask_bits(to), cpumask_bits(a), cpumask_bits(b), NR_CPUS);
}

static inline bool cpumask_andnot(struct cpumask *to, const struct cpumask *a,
				  const struct cpumask *b)
{
	return bitmap_andnot(cpumask_bits(to), cpumask_bits(a), cpumask_bits(b), NR_CPUS);
}

static inline void cpumask_or(struct cpumask *to, const struct cpumask *a,
			      const struct cpumask *b)
{
	bitmap_or(cpumask_bits(to), cpumask_bits(a), cpumask_bits(b), NR_CPUS);
}

/* Arguments of the conversion %*pb or %*pbl. */
#define cpumask_pr_args(mask)		NR_CPUS, cpumask_bits(mask)

/*
 * Masks as text: see bitmap_parse(), bitmap_parselist() and bitmap_print_to_pagebuf().  Unlike the
 * functions of bitmaps, cpumap_print_*_to_buf() do not count the null character.
 */
static inline int cpumask_parse(const char *buf, struct cpumask *mask)
{
	cpumask_clear(mask);
	return bitmap_parse(buf, UINT_MAX, cpumask_bits(mask), nr_cpumask_bits);
}

static inline int cpulist_parse(const char *buf, struct cpumask *mask)
{
	cpumask_clear(mask);
	return bitmap_parselist(buf, cpumask_bits(mask), nr_cpumask_bits);
}

static inline ssize_t cpumap_print_to_pagebuf(bool list, char *buf, const struct cpumask *mask)
{
	return bitmap_print_to_pagebuf(list, buf, cpumask_bits(mask), nr_cpu_ids);
}

static inline ssize_t cpumap_print_bitmask_to_buf(char *buf, const struct cpumask *mask, loff_t off,
						  size_t count)
{
	return bitmap_print_bitmask_to_buf(buf, cpumask_bits(mask), nr_cpu_ids, off, count) - 1;
}

static inline ssize_t cpumap_print_list_to_buf(char *buf, const struct cpumask *mask, loff_t off,
					       size_t count)
{
	return bitmap_print_list_to_buf(buf, cpumask_bits(mask), nr_cpu_ids, off, count) - 1;
}

/* Return a mask with one CPU, which must be possible.  The mask cannot be changed. */
extern const unsigned long cpu_bit_bitmap[BITS_PER_LONG + 1][BITS_TO_LONGS(NR_CPUS)];

static inline const struct cpumask *get_cpu_mask(unsigned int cpu)
{
	const unsigned long *bits = cpu_bit_bitmap[1 + cpu % BITS_PER_LONG];

	return (const struct cpumask *)(bits - cpu / BITS_PER_LONG);
}

#define cpumask_of(cpu)		get_cpu_mask(cpu)

/*
 * Allocate and free a cpumask_var_t, which contains the mask: nothing is allocated, and the
 * functions return true.  The zalloc forms clear the mask.
 */
static inline bool alloc_cpumask_var(cpumask_var_t *mask, gfp_t flags)
{
	return true;
}

static inline bool zalloc_cpumask_var(cpumask_var_t *mask, gfp_t flags)
{
	cpumask_clear(*mask);
	return true;
}

static inline bool alloc_cpumask_var_node(cpumask_var_t *mask, gfp_t flags, int node)
{
	return true;
}

static inline bool zalloc_cpumask_var_node(cpumask_var_t *mask, gfp_t flags, int node)
{
	return zalloc_cpumask_var(mask, flags);
}

static inline void free_cpumask_var(cpumask_var_t mask)
{
}

static inline bool cpumask_available(cpumask_var_t mask)
{
	return true;
}

DEFINE_FREE(free_cpumask_var, struct cpumask *, if (_T) free_cpumask_var(_T))

/* An empty mask. */
#define CPU_MASK_NONE		((struct cpumask){})

#define num_possible_cpus()	cpumask_weight(cpu_possible_mask)
#define num_present_cpus()	num_possible_cpus()
#define num_online_cpus()	(NR_CPUS == 1 ? 1U : *(volatile unsigned int *)&__num_online_cpus)
#define cpu_online(cpu)		cpumask_test_cpu(cpu, cpu_online_mask)
#define cpu_possible(cpu)	cpumask_test_cpu(cpu, cpu_possible_mask)

#endif /* LINUX_CPUMASK_H */
