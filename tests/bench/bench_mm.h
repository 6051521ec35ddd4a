/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef BENCH_MM_H
#define BENCH_MM_H

/* Benchmarks of the object allocator: each prints CSV lines.  Thread context. */

#define BENCH_FIRMWARE_STEPS	100000
#define BENCH_FIRMWARE_RUNS	8

void bench_kmalloc(void);		/* allocate and free one size, again and again */
void bench_kmem_cache(void);
void bench_kmalloc_batch(void);		/* 1,000 at once, freed in three orders */
void bench_slob_firmware(void);		/* costs and memory in a long run of mixed sizes */
void bench_slob_density(void);		/* memory by size, in a fresh heap */

#endif /* BENCH_MM_H */
