// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of per-CPU memory.  The operations of each width are tested, also while interrupts use the
 * same variables.  The allocator is compared with a simple model, and is tested on all CPUs,
 * without free memory, and with invalid arguments.
 */

#include <internal/kasan.h>
#include <internal/console.h>
#include <internal/sections.h>
#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/atomic.h>
#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/fault-inject.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/prandom.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/timer.h>
#include <linux/topology.h>
#include <linux/vmalloc.h>
#include <linux/workqueue.h>

#include "../assert_or.h"
#include "mm/percpu/percpu.h"
#include "../warnings.h"

kunit_validator(percpu, percpu_validate);

/* Return the number of granules of the first chunk that are not allocated. */
static unsigned long free_in_first(void)
{
	return pcpu.first->nr_free + pcpu_nr_recent();
}

/* Free all empty chunks, through the shrinker if the image has CONFIG_RECLAIM. */
static void shrink_all(void)
{
	flush_work(&pcpu_balance_work);
	if (IS_ENABLED(CONFIG_RECLAIM)) {
		drop_slab();
		return;
	}
	mutex_lock(&pcpu_grow_mutex);
	pcpu_shrink(0);
	mutex_unlock(&pcpu_grow_mutex);
}

/* ---- static variables -------------------------------------------------------------------- */

static DEFINE_PER_CPU(u32, plain) = 0x12345678;
static DEFINE_PER_CPU_READ_MOSTLY(u64, seldom) = 7;
DECLARE_PER_CPU(u16, percpu_test_declared);
static DEFINE_PER_CPU_SHARED_ALIGNED(u8, shared);
static DEFINE_PER_CPU_ALIGNED(u8, lone);
static DEFINE_PER_CPU_PAGE_ALIGNED(u8, page) = 3;
static DEFINE_PER_CPU(char[3], array) = "ab";
DEFINE_PER_CPU(u16, percpu_test_declared) = 0x1234;
DECLARE_PER_CPU_CACHE_HOT(unsigned long *, percpu_test_hot);
DEFINE_PER_CPU_CACHE_HOT(unsigned long *, percpu_test_hot);
EXPORT_PER_CPU_SYMBOL(plain);
EXPORT_PER_CPU_SYMBOL_GPL(seldom);

static void note_hot(void *unused)
{
	*this_cpu_hot_ptr(percpu_test_hot) = (unsigned long *)this_cpu_hot_ptr(percpu_test_hot);
}

static void percpu_test_hot_ptr(struct kunit *test)
{
	int cpu;

	on_each_cpu(note_hot, NULL, 1);
	for_each_online_cpu(cpu) {
		KUNIT_EXPECT_PTR_EQ(test, per_cpu(percpu_test_hot, cpu),
				    (unsigned long *)per_cpu_ptr(&percpu_test_hot, cpu));
		per_cpu(percpu_test_hot, cpu) = NULL;
	}
}

static void percpu_test_static(struct kunit *test)
{
	unsigned long end = (unsigned long)__per_cpu_end + per_cpu_offset(0);
	int cpu;

	for_each_possible_cpu(cpu) {
		unsigned long address = (unsigned long)per_cpu_ptr(&plain, cpu);

		KUNIT_EXPECT_EQ(test, per_cpu(plain, cpu), 0x12345678U);
		KUNIT_EXPECT_EQ(test, per_cpu(seldom, cpu), 7ULL);
		KUNIT_EXPECT_EQ(test, per_cpu(percpu_test_declared, cpu), 0x1234);
		KUNIT_EXPECT_EQ(test, per_cpu(page, cpu), 3);
		KUNIT_EXPECT_STREQ(test, per_cpu(array, cpu), "ab");
		KUNIT_EXPECT_TRUE(test, IS_ALIGNED((unsigned long)per_cpu_ptr(&shared, cpu), 64));
		KUNIT_EXPECT_TRUE(test, IS_ALIGNED((unsigned long)per_cpu_ptr(&lone, cpu), 64));
		KUNIT_EXPECT_TRUE(test, PAGE_ALIGNED(per_cpu_ptr(&page, cpu)));
		KUNIT_EXPECT_TRUE(test, is_kernel_percpu_address(address));
		KUNIT_EXPECT_EQ(test, per_cpu_ptr_to_phys(per_cpu_ptr(&plain, cpu)),
				virt_to_phys(per_cpu_ptr(&plain, cpu)));
	}
	KUNIT_EXPECT_FALSE(test, is_kernel_percpu_address((unsigned long)&test));
	/* The area of CPU 0 has the static variables, and then free space for allocations. */
	KUNIT_EXPECT_TRUE(test, is_kernel_percpu_address(end - 1));
	KUNIT_EXPECT_FALSE(test, is_kernel_percpu_address(end));
	get_cpu_var(plain)++;
	put_cpu_var(plain);
	KUNIT_EXPECT_EQ(test, *get_cpu_ptr(&plain), 0x12345679U);
	put_cpu_ptr(&plain);
	this_cpu_write(plain, 0x12345678);
	KUNIT_EXPECT_PTR_EQ(test, this_cpu_ptr(&plain), per_cpu_ptr(&plain, smp_processor_id()));
	KUNIT_EXPECT_PTR_EQ(test, raw_cpu_ptr(&plain), this_cpu_ptr(&plain));
}

/* ---- operations -------------------------------------------------------------------------- */

/* The members `before` and `after` must not change: an operation only writes `at`. */
#define DEFINE_FIELD(type)						\
struct field_##type {							\
	type before, at, after;						\
};									\
static DEFINE_PER_CPU(struct field_##type, field_##type)

DEFINE_FIELD(u8);
DEFINE_FIELD(u16);
DEFINE_FIELD(u32);
DEFINE_FIELD(u64);
DEFINE_FIELD(s8);
DEFINE_FIELD(s16);
DEFINE_FIELD(s32);
DEFINE_FIELD(s64);

#define VAR(type)	field_##type.at

/* Test all operations of @family (this_cpu or __this_cpu) on @type, with results that overflow. */
#define EXPECT_OPS(test, type, family)							\
do {											\
	type most = (type)~(type)0, was, found;						\
											\
	memset(this_cpu_ptr(&field_##type), 0x5a, sizeof(field_##type));		\
	family##_write(VAR(type), 5);							\
	KUNIT_EXPECT_EQ(test, family##_read(VAR(type)), (type)5);			\
	family##_add(VAR(type), most);							\
	KUNIT_EXPECT_EQ(test, family##_read(VAR(type)), (type)4);			\
	family##_sub(VAR(type), 7);							\
	KUNIT_EXPECT_EQ(test, family##_read(VAR(type)), (type)-3);			\
	family##_inc(VAR(type));							\
	KUNIT_EXPECT_EQ(test, family##_read(VAR(type)), (type)-2);			\
	family##_dec(VAR(type));							\
	KUNIT_EXPECT_EQ(test, family##_read(VAR(type)), (type)-3);			\
	family##_and(VAR(type), 0x3c);							\
	KUNIT_EXPECT_EQ(test, family##_read(VAR(type)), (type)0x3c);			\
	family##_or(VAR(type), 3);							\
	KUNIT_EXPECT_EQ(test, family##_read(VAR(type)), (type)0x3f);			\
	KUNIT_EXPECT_EQ(test, family##_add_return(VAR(type), 2), (type)0x41);		\
	KUNIT_EXPECT_EQ(test, family##_sub_return(VAR(type), 0x42), (type)-1);		\
	KUNIT_EXPECT_EQ(test, family##_inc_return(VAR(type)), (type)0);			\
	KUNIT_EXPECT_EQ(test, family##_dec_return(VAR(type)), (type)-1);		\
	KUNIT_EXPECT_EQ(test, family##_xchg(VAR(type), 9), (type)-1);			\
	KUNIT_EXPECT_EQ(test, family##_cmpxchg(VAR(type), 8, 1), (type)9);		\
	KUNIT_EXPECT_EQ(test, family##_read(VAR(type)), (type)9);			\
	KUNIT_EXPECT_EQ(test, family##_cmpxchg(VAR(type), 9, most), (type)9);		\
	KUNIT_EXPECT_EQ(test, family##_read(VAR(type)), most);				\
	was = 9;									\
	KUNIT_EXPECT_FALSE(test, family##_try_cmpxchg(VAR(type), &was, 1));		\
	KUNIT_EXPECT_EQ(test, was, most);						\
	KUNIT_EXPECT_TRUE(test, family##_try_cmpxchg(VAR(type), &was, 1));		\
	KUNIT_EXPECT_EQ(test, family##_read(VAR(type)), (type)1);			\
	memset(&found, 0x5a, sizeof(found));						\
	KUNIT_EXPECT_EQ(test, raw_cpu_ptr(&field_##type)->before, found);		\
	KUNIT_EXPECT_EQ(test, raw_cpu_ptr(&field_##type)->after, found);		\
} while (0)

#define DEFINE_OPS(family)						\
static noinline void ops_##family(struct kunit *test)			\
{									\
	EXPECT_OPS(test, u8, family);					\
	EXPECT_OPS(test, u16, family);					\
	EXPECT_OPS(test, u32, family);					\
	EXPECT_OPS(test, u64, family);					\
	EXPECT_OPS(test, s8, family);					\
	EXPECT_OPS(test, s16, family);					\
	EXPECT_OPS(test, s32, family);					\
	EXPECT_OPS(test, s64, family);					\
}

DEFINE_OPS(this_cpu)
DEFINE_OPS(__this_cpu)
DEFINE_OPS(raw_cpu)

static void percpu_test_ops(struct kunit *test)
{
	bool on = !irqs_disabled();

	ops_this_cpu(test);
	ops___this_cpu(test);
	ops_raw_cpu(test);
	KUNIT_EXPECT_EQ(test, !irqs_disabled(), on);
}

static DEFINE_PER_CPU(char *, pointer);

static void percpu_test_pointers(struct kunit *test)
{
	char *a = (char *)test, *b = a + 1, *was = a;

	this_cpu_write(pointer, a);
	KUNIT_EXPECT_PTR_EQ(test, this_cpu_read(pointer), a);
	KUNIT_EXPECT_PTR_EQ(test, this_cpu_xchg(pointer, b), a);
	KUNIT_EXPECT_PTR_EQ(test, this_cpu_cmpxchg(pointer, a, NULL), b);
	KUNIT_EXPECT_FALSE(test, this_cpu_try_cmpxchg(pointer, &was, NULL));
	KUNIT_EXPECT_PTR_EQ(test, was, b);
	KUNIT_EXPECT_TRUE(test, __this_cpu_try_cmpxchg(pointer, &was, NULL));
	KUNIT_EXPECT_NULL(test, raw_cpu_xchg(pointer, a));
	KUNIT_EXPECT_PTR_EQ(test, raw_cpu_cmpxchg(pointer, a, NULL), a);
	KUNIT_EXPECT_NULL(test, __this_cpu_read(pointer));
}

/* Each CPU has its own copy of a variable.  An operation on one copy changes no other copy. */
static void percpu_test_own_copy(struct kunit *test)
{
	u16 __percpu *p = alloc_percpu(u16);
	int cpu;

	KUNIT_ASSERT_NOT_NULL(test, p);
	for_each_possible_cpu(cpu)
		*per_cpu_ptr(p, cpu) = cpu * 3;
	this_cpu_add(*p, 1000);
	for_each_possible_cpu(cpu)
		KUNIT_EXPECT_EQ(test, *per_cpu_ptr(p, cpu),
				cpu * 3 + (cpu == (int)smp_processor_id() ? 1000 : 0));
	free_percpu(p);
}

/* ---- operations and interrupts --------------------------------------------------------------- */

/*
 * Number of interrupts.  A timer function and a thread run the same operations on the same
 * variables.
 */
#define NR_TICKS	100

struct race {
	u8 b;
	u16 h;
	u32 w;
	u64 d;
	u8 bits8;
	u64 bits;
	u64 taken;
};

static struct race __percpu *race;
static struct timer_list race_timer;
static unsigned int ticks;

static __always_inline void race_step(bool interrupt)
{
	u64 was = this_cpu_read(race->taken);

	this_cpu_inc(race->b);
	this_cpu_add(race->h, 3);
	this_cpu_sub(race->w, 5);
	this_cpu_inc_return(race->d);
	if (interrupt) {
		this_cpu_or(race->bits8, 0x80);
		this_cpu_or(race->bits, 1ULL << 63);
	} else {
		this_cpu_and(race->bits8, 0x80);
		this_cpu_and(race->bits, 1ULL << 63);
	}
	while (!this_cpu_try_cmpxchg(race->taken, &was, was + 2))
		;
}

static void race_tick(struct timer_list *timer)
{
	for (int i = 0; i < 3; i++)
		race_step(true);
	WRITE_ONCE(ticks, READ_ONCE(ticks) + 1);
	if (READ_ONCE(ticks) < NR_TICKS)
		mod_timer(timer, jiffies + 1);
}

static void percpu_test_race(struct kunit *test)
{
	unsigned long n = 3 * NR_TICKS;
	struct race *own;

	race = alloc_percpu(struct race);
	KUNIT_ASSERT_NOT_NULL(test, race);
	ticks = 0;
	timer_setup(&race_timer, race_tick, 0);
	mod_timer(&race_timer, jiffies + 1);
	for (; READ_ONCE(ticks) < NR_TICKS; n++) {
		race_step(false);
		/*
		 * The thread sanitizer delivers an interrupt only when the code enables interrupts.
		 */
		if (n % 64 == 0) {
			local_irq_disable();
			local_irq_enable();
		}
	}
	timer_delete_sync(&race_timer);
	own = this_cpu_ptr(race);
	KUNIT_EXPECT_EQ(test, own->b, (u8)n);
	KUNIT_EXPECT_EQ(test, own->h, (u16)(3 * n));
	KUNIT_EXPECT_EQ(test, own->w, (u32)(-5 * n));
	KUNIT_EXPECT_EQ(test, own->d, n);
	KUNIT_EXPECT_EQ(test, own->bits8, 0x80);
	KUNIT_EXPECT_EQ(test, own->bits, 1ULL << 63);
	KUNIT_EXPECT_EQ(test, own->taken, 2 * n);
	free_percpu(race);
}

/* ---- allocation -------------------------------------------------------------------------- */

/*
 * Return true if all bytes in the copy of each CPU are @fill plus the CPU's number.  If @fill is 0,
 * all bytes must be 0.
 */
static bool all_are(const void __percpu *p, u8 fill, size_t size)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		if (memchr_inv(per_cpu_ptr(p, cpu), (u8)(fill + (fill ? cpu : 0)), size))
			return false;
	}
	return true;
}

/* Fill the copy of each CPU with a different value: @fill plus the CPU's number. */
static void fill_all(void __percpu *p, u8 fill, size_t size)
{
	int cpu;

	for_each_possible_cpu(cpu)
		memset(per_cpu_ptr(p, cpu), (u8)(fill + cpu), size);
}

static void percpu_test_sizes(struct kunit *test)
{
	static const size_t sizes[] = { 1, 4, 7, 8, 9, 64, 248, 249, 256, 1000, 4096, 5000, 32768 };

	if (kasan_enabled())
		kunit_skip(test, "KASAN has red zones behind them");
	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		for (size_t align = 1; align <= PAGE_SIZE; align *= 2) {
			void __percpu *p = __alloc_percpu(sizes[i], align);
			int cpu;

			KUNIT_ASSERT_NOT_NULL(test, p);
			KUNIT_EXPECT_TRUE(test, all_are(p, 0, sizes[i]));
			fill_all(p, 0x55, sizes[i]);
			for_each_possible_cpu(cpu)
				KUNIT_EXPECT_EQ(test, (size_t)per_cpu_ptr(p, cpu) % align, 0UL);
			KUNIT_EXPECT_TRUE(test, IS_ALIGNED((unsigned long)p, align));
			KUNIT_EXPECT_EQ(test, pcpu_alloc_size(p),
					ALIGN(sizes[i], PCPU_MIN_ALLOC_SIZE));
			free_percpu(p);
		}
	}
}

static void percpu_test_illegal(struct kunit *test)
{
	static const struct { size_t size, align; } bad[] = {
		{ 0, 8 }, { PCPU_MIN_UNIT_SIZE + 1, 8 }, { SIZE_MAX, 8 }, { SIZE_MAX - 7, 8 },
		{ 8, 0 }, { 8, 3 }, { 8, PAGE_SIZE * 2 }, { 8, SIZE_MAX },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(bad); i++) {
		unsigned long warned = warnings_seen();

		KUNIT_EXPECT_NULL(test, __alloc_percpu(bad[i].size, bad[i].align));
		KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 1);
	}
}

/* Text that times_said() counts in the log, and the number of times it was found. */
static const char *wanted;
static unsigned int said;

static void look(u64 ns, int level, const char *record, unsigned int size)
{
	for (unsigned int i = 0; i + strlen(wanted) <= size; i++)
		said += !memcmp(record + i, wanted, strlen(wanted));
}

static unsigned int times_said(const char *text)
{
	wanted = text;
	said = 0;
	dmesg_show(look);
	return said;
}

/*
 * Expect that free_percpu(@p) is refused: the call is reported once with the reason @why and the
 * caller's name, and changes nothing.
 */
static noinline void expect_refused(struct kunit *test, void __percpu *p, const char *why)
{
	unsigned long warned = warnings_seen(), nr_free = pcpu.nr_free + pcpu_nr_recent();
	unsigned int before;
	char text[160];

	scnprintf(text, sizeof(text), "percpu: free_percpu(%px) by %s", (__force void *)p,
		  IS_ENABLED(CONFIG_KALLSYMS) ? "expect_refused" : "");
	before = times_said(text);
	free_percpu(p);
	barrier();
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 1);
	KUNIT_EXPECT_EQ(test, times_said(text), before + 1);
	if (IS_ENABLED(CONFIG_MM_VERBOSE))
		KUNIT_EXPECT_GT(test, times_said(why), 0U);
	KUNIT_EXPECT_EQ(test, pcpu.nr_free + pcpu_nr_recent(), nr_free);
	KUNIT_EXPECT_EQ(test, percpu_validate(), 0);
}

static void bad_frees(struct kunit *test, size_t size)
{
	char __percpu *p = __alloc_percpu(size, 8);

	KUNIT_ASSERT_NOT_NULL(test, p);
	expect_refused(test, p + 8, "refused: inside an allocation");
	expect_refused(test, p + 1, "refused: inside an allocation");
	expect_refused(test, p + size - 8, "refused: inside an allocation");
	expect_refused(test, (void __percpu *)per_cpu_ptr(p, 0), "refused: not per-CPU memory");
	free_percpu(p);
	if (size < PCPU_MIN_UNIT_SIZE)
		expect_refused(test, p, "refused: free memory, perhaps freed already");
	free_percpu(NULL);
}

static void percpu_test_bad_free(struct kunit *test)
{
	static u64 somewhere;

	bad_frees(test, 16);
	bad_frees(test, 1000);
	bad_frees(test, PCPU_MIN_UNIT_SIZE);
	expect_refused(test, (void __percpu *)&plain, "refused: a static per-CPU variable");
	expect_refused(test, (void __percpu *)&somewhere, "refused: not per-CPU memory");
	expect_refused(test, (void __percpu *)8UL, "refused: not per-CPU memory");
	/* The end mark in the map of the first chunk is not an allocation. */
	expect_refused(test, (char __percpu *)pcpu.first->base - __per_cpu_offset[0] +
		       ((unsigned long)pcpu.first->nr_granules << PCPU_MIN_ALLOC_SHIFT),
		       "refused: not per-CPU memory");
}

/* ---- comparison with a model ----------------------------------------------------------------- */

#define NR_SLOTS	300
#define NR_STEPS	100000

struct slot {
	char __percpu *p;
	u32 size;
	u8 fill;
};

static struct slot slots[NR_SLOTS];

/*
 * Return true if two allocations overlap.  The function compares all pairs, which is slow, so the
 * test calls it rarely.
 */
static bool overlap(void)
{
	for (unsigned int i = 0; i < NR_SLOTS; i++) {
		for (unsigned int j = 0; slots[i].p && j < NR_SLOTS; j++) {
			if (i != j && slots[j].p && slots[i].p <= slots[j].p &&
			    slots[j].p < slots[i].p + slots[i].size)
				return true;
		}
	}
	return false;
}

static bool model_free(struct slot *slot)
{
	bool intact = all_are(slot->p, slot->fill, slot->size) &&
		      pcpu_alloc_size(slot->p) == ALIGN(slot->size, PCPU_MIN_ALLOC_SIZE);

	free_percpu(slot->p);
	slot->p = NULL;
	return intact;
}

static bool model_alloc(struct slot *slot, struct rnd_state *rnd)
{
	u32 kind = prandom_u32_below(rnd, 64);
	size_t align = 1UL << prandom_u32_below(rnd, kind % 8 ? 4 : 13);
	u32 most = kind < 48 ? 64 : kind < 60 ? 600 : kind < 63 ? 4096 : 20000;
	gfp_t gfp = kind & 16 ? GFP_NOWAIT | __GFP_NOWARN : GFP_KERNEL;

	slot->size = 1 + prandom_u32_below(rnd, most);
	slot->fill = 1 + prandom_u32_below(rnd, 100);
	slot->p = __alloc_percpu_gfp(slot->size, align, gfp);
	if (!slot->p)
		return kind & 16;
	if ((unsigned long)per_cpu_ptr(slot->p, 0) % align || !all_are(slot->p, 0, slot->size))
		return false;
	fill_all(slot->p, slot->fill, slot->size);
	return true;
}

static void percpu_test_model(struct kunit *test)
{
	unsigned long warned = warnings_seen(), nr_free;
	struct rnd_state rnd;
	unsigned int live = 0, target = NR_SLOTS / 2;

	if (kasan_enabled())
		kunit_skip(test, "KASAN has red zones behind them");
	prandom_seed_state(&rnd, kunit_seed(test));
	shrink_all();
	memset(slots, 0, sizeof(slots));
	nr_free = free_in_first();
	for (unsigned int step = 0; step < NR_STEPS; step++) {
		struct slot *slot = &slots[prandom_u32_below(&rnd, NR_SLOTS)];
		bool good = true;

		/*
		 * Choose a new target for the number of live allocations, so that the number rises
		 * and falls.
		 */
		if (step % 4096 == 0)
			target = prandom_u32_below(&rnd, NR_SLOTS);
		if (slot->p && (live > target || prandom_u32_below(&rnd, 2))) {
			good = model_free(slot);
			live--;
		} else if (!slot->p) {
			good = model_alloc(slot, &rnd);
			live += !!slot->p;
		}
		if (step % 1024 == 0)
			good = good && !percpu_validate() && !overlap();
		if (!good) {
			KUNIT_FAIL(test, "step %u, size %u", step, slot->size);
			break;
		}
		if (step % 256 == 0)
			cond_resched();
	}
	for (unsigned int i = 0; i < NR_SLOTS; i++) {
		if (slots[i].p)
			KUNIT_EXPECT_TRUE(test, model_free(&slots[i]));
	}
	KUNIT_EXPECT_EQ(test, free_in_first(), nr_free);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
}

/* ---- chunks ------------------------------------------------------------------------------ */

static unsigned int nr_chunks(void)
{
	unsigned int nr = 0;

	for (struct rb_node *rb = rb_first(&pcpu.tree); rb; rb = rb_next(rb))
		nr++;
	return nr;
}

/*
 * Wait until a work item has made @done return true, but at most 2 s.  Returns the last result of
 * @done.
 */
static bool settled(bool (*done)(void))
{
	for (int i = 0; i < 2000 && !done(); i++)
		msleep(1);
	return done();
}

static bool at_most_one_empty(void)
{
	return READ_ONCE(pcpu.nr_empty) <= 1;
}

static bool few_are_free(void)
{
	return READ_ONCE(pcpu.nr_free) >= PCPU_FREE_HIGH;
}

/*
 * Allocate more memory than the first chunk has.  After all allocations are freed, at most one
 * empty chunk remains.
 */
static void percpu_test_chunks(struct kunit *test)
{
	enum { NR = 40 };
	static char __percpu *p[NR];
	unsigned long pages = pcpu_nr_pages(), nr_free = free_in_first();
	unsigned int before = nr_chunks();

	for (unsigned int i = 0; i < NR; i++) {
		p[i] = __alloc_percpu(4000, 64);
		KUNIT_EXPECT_NOT_NULL(test, p[i]);
		if (p[i])
			fill_all(p[i], i + 1, 4000);
	}
	KUNIT_EXPECT_GT(test, nr_chunks(), before);
	KUNIT_EXPECT_GT(test, pcpu_nr_pages(), pages);
	KUNIT_EXPECT_EQ(test, percpu_validate(), 0);
	for (unsigned int i = 0; i < NR; i++) {
		if (p[i])
			KUNIT_EXPECT_TRUE(test, all_are(p[i], i + 1, 4000));
		free_percpu(p[i]);
	}
	KUNIT_EXPECT_TRUE(test, settled(at_most_one_empty));
	shrink_all();
	KUNIT_EXPECT_EQ(test, pcpu.nr_empty, 0U);
	KUNIT_EXPECT_EQ(test, free_in_first(), nr_free);
	KUNIT_EXPECT_EQ(test, nr_chunks(), before);
	KUNIT_EXPECT_EQ(test, pcpu_nr_pages(), pages);
}

/* The pages of a unit are on the node of its CPU, if that node has enough memory. */
static void percpu_test_nodes(struct kunit *test)
{
	char __percpu *p = __alloc_percpu(PCPU_MIN_UNIT_SIZE, PAGE_SIZE);
	int cpu;

	KUNIT_ASSERT_NOT_NULL(test, p);
	for_each_possible_cpu(cpu) {
		int node = cpu_to_node(cpu);

		for (size_t at = 0; at < PCPU_MIN_UNIT_SIZE; at += PAGE_SIZE) {
			struct page *mapped = vmalloc_to_page(per_cpu_ptr(p, cpu) + at);

			KUNIT_ASSERT_NOT_NULL(test, mapped);
			KUNIT_EXPECT_EQ(test, per_cpu_ptr_to_phys(per_cpu_ptr(p, cpu) + at + 5),
					page_to_phys(mapped) + 5);
			if (NODE_DATA(node)->node_present_pages > 2048)
				KUNIT_EXPECT_EQ(test, page_to_nid(mapped), node);
		}
	}
	free_percpu(p);
}

/* ---- failed allocations and atomic context --------------------------------------------------- */

/*
 * In atomic context, allocations succeed until the memory that was prepared in advance is used up.
 * A short time later, more memory has been prepared.
 */
static void percpu_test_atomic(struct kunit *test)
{
	enum { NR = 5000 };
	static u64 __percpu *p[NR];
	unsigned int i, nr;
	u64 __percpu *later;

	local_irq_disable();
	for (nr = 0; nr < NR; nr++) {
		p[nr] = alloc_percpu_gfp(u64, GFP_ATOMIC | __GFP_NOWARN);
		if (!p[nr])
			break;
		this_cpu_write(*p[nr], nr + 1);
	}
	KUNIT_EXPECT_TRUE(test, irqs_disabled());
	local_irq_enable();
	KUNIT_EXPECT_GT(test, nr, PCPU_FREE_LOW / 2);
	KUNIT_EXPECT_LT(test, nr, (unsigned int)NR);
	KUNIT_EXPECT_TRUE(test, settled(few_are_free));
	later = alloc_percpu_gfp(u64, GFP_ATOMIC);
	KUNIT_EXPECT_NOT_NULL(test, later);
	free_percpu(later);
	local_irq_disable();
	for (i = 0; i < nr; i++) {
		if (*this_cpu_ptr(p[i]) != i + 1)
			break;
		free_percpu(p[i]);
	}
	local_irq_enable();
	KUNIT_EXPECT_EQ(test, i, nr);
	KUNIT_EXPECT_TRUE(test, settled(at_most_one_empty));
	shrink_all();
}

/*
 * In atomic context, an allocation that is larger than the prepared memory fails.  The same
 * allocation succeeds a short time later.
 */
static void percpu_test_atomic_large(struct kunit *test)
{
	void __percpu *p = NULL;

	p = __alloc_percpu_gfp(PCPU_MIN_UNIT_SIZE, 8, GFP_NOWAIT | __GFP_NOWARN);
	KUNIT_EXPECT_NULL(test, p);
	for (int i = 0; i < 2000 && !p; i++) {
		msleep(1);
		p = __alloc_percpu_gfp(PCPU_MIN_UNIT_SIZE, 8, GFP_NOWAIT | __GFP_NOWARN);
	}
	KUNIT_EXPECT_NOT_NULL(test, p);
	if (p)
		KUNIT_EXPECT_TRUE(test, all_are(p, 0, PCPU_MIN_UNIT_SIZE));
	free_percpu(p);
	shrink_all();
}

static void percpu_test_sleep_report(struct kunit *test)
{
	unsigned long warned = warnings_seen();
	void __percpu *p;

	shrink_all();
	local_irq_disable();
	p = __alloc_percpu(PCPU_MIN_UNIT_SIZE, 8);
	local_irq_enable();
	KUNIT_EXPECT_NULL(test, p);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 1);
}

#ifdef CONFIG_FAIL_PAGE_ALLOC
/* Let each page allocation of a request fail in turn.  No memory is lost. */
static void percpu_test_no_pages(struct kunit *test)
{
	unsigned long n, pages, used = 0, failed = 0;
	bool met = false;

	/* Allocate the page tables before the test, because they are never freed. */
	free_percpu(__alloc_percpu(PCPU_MIN_UNIT_SIZE, 8));
	for (n = 1; !met && n < 400; n++) {
		char __percpu *p;

		shrink_all();
		drain_all_pages(NULL);
		if (n == 1)
			used = totalram_pages() - nr_free_pages();
		pages = pcpu_nr_pages();
		WRITE_ONCE(fail_page_alloc.nth, n);
		p = __alloc_percpu_gfp(PCPU_MIN_UNIT_SIZE, 8,
				       GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN);
		met = xchg(&fail_page_alloc.nth, 0);
		failed += !p;
		if (p)
			KUNIT_EXPECT_TRUE(test, all_are(p, 0, PCPU_MIN_UNIT_SIZE));
		else
			KUNIT_EXPECT_FALSE(test, met);
		KUNIT_EXPECT_EQ(test, percpu_validate(), 0);
		free_percpu(p);
		shrink_all();
		drain_all_pages(NULL);
		KUNIT_EXPECT_EQ(test, pcpu_nr_pages(), pages);
	}
	/*
	 * kmalloc() may cache at most 8 more pages.  If each round lost a page, the difference
	 * would be larger.
	 */
	KUNIT_EXPECT_LE(test, totalram_pages() - nr_free_pages(), used + 8);
	KUNIT_EXPECT_TRUE(test, met);
	KUNIT_EXPECT_GE(test, failed,
			max((PCPU_MIN_UNIT_SIZE / PAGE_SIZE - 1) * num_possible_cpus(), 1UL));
}
#endif

/* ---- all CPUs at once -------------------------------------------------------------------- */

#define SMP_SLOTS	64
#define SMP_STEPS	300

static u64 __percpu *smp_slots[SMP_SLOTS];
static atomic_t nr_running, nr_bad;

/*
 * Create an object with a copy for each CPU.  The first word of each copy is its size in words, and
 * the last word is the complement of the size.
 */
static u64 __percpu *object_new(u32 what)
{
	size_t words = 2 + what % 100;
	u64 __percpu *p;
	int cpu;

	p = __alloc_percpu_gfp(words * 8, 8, what & 128 ? GFP_KERNEL : GFP_NOWAIT | __GFP_NOWARN);
	if (!p)
		return NULL;
	for_each_possible_cpu(cpu) {
		per_cpu_ptr(p, cpu)[0] = words;
		per_cpu_ptr(p, cpu)[words - 1] = ~words;
	}
	return p;
}

static void object_end(u64 __percpu *p)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		const u64 *copy = per_cpu_ptr(p, cpu);

		if (copy[0] > 101 || copy[copy[0] - 1] != ~copy[0])
			atomic_inc(&nr_bad);
	}
	free_percpu(p);
}

static int smp_worker(void *arg)
{
	u32 state = (unsigned long)arg;

	for (unsigned int step = 0; step < SMP_STEPS; step++) {
		u64 __percpu *p;

		state = state * 1664525 + 1013904223;
		p = object_new(state >> 8);
		p = __atomic_exchange_n(&smp_slots[state % SMP_SLOTS], p, __ATOMIC_ACQ_REL);
		if (p)
			object_end(p);
		if (step % 64 == 0)
			cond_resched();
	}
	atomic_dec_return_release(&nr_running);
	return 0;
}

static void percpu_test_all_cpus(struct kunit *test)
{
	unsigned long warned = warnings_seen();
	int cpu;

	atomic_set(&nr_bad, 0);
	for_each_online_cpu(cpu) {
		struct task_struct *task;

		task = kthread_create_on_cpu(smp_worker, (void *)(cpu + 1UL), cpu, "percpu/%u");
		KUNIT_EXPECT_FALSE(test, IS_ERR(task));
		if (IS_ERR(task))
			break;
		atomic_inc(&nr_running);
		wake_up_process(task);
	}
	while (atomic_read_acquire(&nr_running))
		msleep(1);
	for (unsigned int i = 0; i < SMP_SLOTS; i++) {
		if (smp_slots[i])
			object_end(smp_slots[i]);
		smp_slots[i] = NULL;
	}
	KUNIT_EXPECT_EQ(test, atomic_read(&nr_bad), 0);
	KUNIT_EXPECT_EQ(test, percpu_validate(), 0);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
}

static struct kunit_case percpu_test_cases[] = {
	KUNIT_CASE(percpu_test_static),
	KUNIT_CASE(percpu_test_hot_ptr),
	KUNIT_CASE(percpu_test_ops),
	KUNIT_CASE(percpu_test_pointers),
	KUNIT_CASE(percpu_test_own_copy),
	KUNIT_CASE(percpu_test_race),
	KUNIT_CASE(percpu_test_sizes),
	KUNIT_CASE(percpu_test_illegal),
	KUNIT_CASE(percpu_test_bad_free),
	KUNIT_CASE(percpu_test_model),
	KUNIT_CASE(percpu_test_chunks),
	KUNIT_CASE(percpu_test_nodes),
	KUNIT_CASE(percpu_test_atomic),
	KUNIT_CASE(percpu_test_atomic_large),
	KUNIT_CASE(percpu_test_sleep_report),
#ifdef CONFIG_FAIL_PAGE_ALLOC
	KUNIT_CASE(percpu_test_no_pages),
#endif
	KUNIT_CASE(percpu_test_all_cpus),
	{}
};

static void percpu_test_exit(struct kunit *test)
{
	shrink_all();
}

static int percpu_test_init(struct kunit *test)
{
	shrink_all();
	return 0;
}

static struct kunit_suite percpu_test_suite = {
	.name = "percpu",
	.init = percpu_test_init,
	.exit = percpu_test_exit,
	.test_cases = percpu_test_cases,
};
kunit_test_suite(percpu_test_suite);
