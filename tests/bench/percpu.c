// SPDX-License-Identifier: BSD-2-Clause
/* Benchmarks of per-CPU memory: allocation, free, and operations. */

#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/percpu.h>

#include "bench.h"

/*
 * Measure pairs of allocation and free while another object is allocated.  Without the other
 * object, each call could move an empty chunk to another list.
 */
static void percpu_pair(void)
{
	struct cost alloc = { 0 }, release = { 0 };
	u64 __percpu *other = alloc_percpu(u64);

	for (int i = 0; i < BENCH_WARM_UP + BENCH_PAIRS; i++) {
		u64 __percpu *p;

		if (i == BENCH_WARM_UP)
			alloc = release = (struct cost){ 0 };
		BENCH_TIME(&alloc, p = alloc_percpu_gfp(u64, GFP_NOWAIT));
		if (!p)
			return;
		BENCH_TIME(&release, free_percpu(p));
	}
	free_percpu(other);
	cost_print(&alloc, "alloc_percpu", "8");
	cost_print(&release, "free_percpu", "8");
}
BENCH(percpu, percpu_pair);

/* Allocate 64 objects, and free them, the oldest object first. */
static void percpu_batch(void)
{
	enum { NR = 64, ROUNDS = 200 };
	static u64 __percpu *p[NR];
	struct cost alloc = { 0 }, release = { 0 };

	for (int round = 0; round < ROUNDS; round++) {
		if (round == ROUNDS / 10)
			alloc = release = (struct cost){ 0 };
		for (int i = 0; i < NR; i++)
			BENCH_TIME(&alloc, p[i] = alloc_percpu_gfp(u64, GFP_NOWAIT));
		for (int i = 0; i < NR; i++)
			BENCH_TIME(&release, free_percpu(p[i]));
	}
	cost_print(&alloc, "alloc_percpu_batch64", "8/fifo");
	cost_print(&release, "free_percpu_batch64", "8/fifo");
}
BENCH(percpu_batch, percpu_batch);

static DEFINE_PER_CPU(u64, counter);
static DEFINE_PER_CPU(u8, byte);

/* Measure operations on the copy of this CPU. */
static void percpu_ops(void)
{
	struct cost inc = { 0 }, inc8 = { 0 }, plain = { 0 }, swap = { 0 };
	u64 was;

	for (int i = 0; i < BENCH_WARM_UP; i++) {
		BENCH_TIME(&inc, this_cpu_inc(counter));
		BENCH_TIME(&inc8, this_cpu_inc(byte));
		BENCH_TIME(&plain, __this_cpu_inc(counter));
		was = this_cpu_read(counter);
		BENCH_TIME(&swap, (void)this_cpu_cmpxchg(counter, was, 0));
	}
	cost_print(&inc, "this_cpu_inc", "8");
	cost_print(&inc8, "this_cpu_inc", "1");
	cost_print(&plain, "__this_cpu_inc", "8");
	cost_print(&swap, "this_cpu_cmpxchg", "8");
}
BENCH(percpu_ops, percpu_ops);
