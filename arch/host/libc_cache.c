// SPDX-License-Identifier: BSD-2-Clause
/*
 * The process as a machine: RAM as devices see it, and a data cache that is not coherent with it.
 *
 * Without -noncoherent, devices access the same RAM as CPUs.  With -noncoherent, RAM has three
 * copies:
 *
 * cached  RAM as CPUs see it through cacheable mappings
 * memory  RAM as devices see it, and as CPUs see it through uncached mappings
 * synced  contents of each line when `cached` and `memory` were last equal
 *
 * A line is dirty if `cached` differs from `synced`.  Each line is always in the cache: a CPU sees
 * data that a device wrote only after the line was invalidated, or by chance.
 *
 * A page that was invalidated as a whole is read again when it is next mapped cached.  Otherwise,
 * if the page is written through an uncached mapping in between, its lines would still have their
 * old contents.  If a CPU then stored the old bytes again, the lines would look clean, and the
 * store would be lost.
 *
 * Chance is simulated.  Before and after maintenance, and before an access by a device, some lines
 * in recently used ranges are changed.  The lines are
 *
 * evicted     if dirty: written to memory, over data that a device may have written there
 * speculated  if clean: read from memory
 *
 * Random numbers select these lines.  Their seed is set by the boot argument cachesim.seed=.
 * Therefore, a driver that does not clean or invalidate when it should fails soon, and fails again
 * in the next run.
 *
 * Locking: cache_lock is held during each maintenance operation and each access by a device.  CPUs
 * may access `cached` at the same time.  Therefore, a line is written back from a snapshot.  Except
 * by an invalidation, a word is read in only if no CPU has changed it.
 *
 * A CPU that maintains lines runs on a stack of the firmware.  If another CPU has flushed the
 * mapping of this stack, the next access to the stack faults, and the handler calls
 * host_cache_mapped().  Therefore, the CPU acquires the lock of the TLB before cache_lock, so that
 * other CPUs cannot flush mappings.  It also sets `maintains`, which tells host_cache_mapped() that
 * this thread already holds cache_lock.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "host.h"
#include "libc.h"

#define LINE	64UL
#define WORDS	(LINE / sizeof(unsigned long))
#define PAGE	4096UL	/* granularity of absent[] */
#define NR_RECENT 32
#define NR_LUCKY 6	/* lines that one call of try_luck() changes */

static char *cached, *memory, *synced;
static char *absent;	/* per page: 1 if it was invalidated as a whole and not mapped again */
static unsigned long ram_size, random_state;
static int cache_lock;
static __thread int maintains;	/* 1 if this thread holds cache_lock for maintenance */

static struct { unsigned long offset, size; } recent[NR_RECENT];
static unsigned int nr_recent;

static unsigned long next_random(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state;
}

/*
 * Copy memory without memcpy(), which ThreadSanitizer instruments.  ThreadSanitizer does not know
 * cache_lock.  It would report a race between two devices, or between a device and maintenance by a
 * CPU, if both access the same bytes.
 */
static void cache_model_copy(void *to, const void *from, unsigned long size)
{
	__asm__ __volatile__("rep movsb" : "+D"(to), "+S"(from), "+c"(size) : : "memory");
}

/* ---- operations on one line; the caller holds cache_lock ------------------------------------- */

static void write_back(unsigned long offset)
{
	char line[LINE];

	cache_model_copy(line, cached + offset, LINE);
	if (!memcmp(line, synced + offset, LINE))
		return;
	cache_model_copy(memory + offset, line, LINE);
	cache_model_copy(synced + offset, line, LINE);
}

/*
 * Read a line from memory into the cache.  Words that are dirty are overwritten only if @force is
 * set.
 */
static void read_in(unsigned long offset, int force)
{
	unsigned long *to = (unsigned long *)(cached + offset);
	unsigned long *from = (unsigned long *)(memory + offset);
	unsigned long *old = (unsigned long *)(synced + offset);

	for (unsigned int i = 0; i < WORDS; i++) {
		unsigned long expected = old[i], new = __atomic_load_n(&from[i], __ATOMIC_RELAXED);

		if (force)
			__atomic_store_n(&to[i], new, __ATOMIC_RELAXED);
		else if (!__atomic_compare_exchange_n(&to[i], &expected, new, 0, __ATOMIC_RELAXED,
						      __ATOMIC_RELAXED))
			continue;
		old[i] = new;
	}
}

static int is_dirty(unsigned long offset)
{
	return memcmp(cached + offset, synced + offset, LINE) != 0;
}

/*
 * Record a recently used range.  A range that starts in or at the end of the previous one extends
 * that range, because drivers maintain one line after another.
 */
static void cache_model_remember(unsigned long offset, unsigned long size)
{
	unsigned int last = (nr_recent - 1) % NR_RECENT;

	if (nr_recent && offset - recent[last].offset <= recent[last].size) {
		size = offset - recent[last].offset + size;
		recent[last].size = size > recent[last].size ? size : recent[last].size;
		return;
	}
	recent[nr_recent % NR_RECENT].offset = offset;
	recent[nr_recent++ % NR_RECENT].size = size;
}

static void try_luck(unsigned long offset, unsigned long size)
{
	cache_model_remember(offset, size);
	for (unsigned int i = 0; i < NR_LUCKY; i++) {
		unsigned int n = nr_recent < NR_RECENT ? nr_recent : NR_RECENT, at;
		unsigned long line;

		at = (unsigned int)(next_random() % n);
		line = recent[at].offset + next_random() % (recent[at].size ? recent[at].size : 1);
		line &= -LINE;
		if (is_dirty(line))
			write_back(line);
		else
			read_in(line, 0);
	}
}

/* ---- interface for the firmware -------------------------------------------------------------- */

unsigned long host_cache_seed(void)
{
	static unsigned long seed;

	if (memory != cached && !seed)
		seed = random_state;
	return seed;
}

void host_cache_maintain(unsigned long pa, unsigned long size, unsigned int what)
{
	unsigned long offset = pa - HOST_RAM_BASE, end = offset + size;
	int taken;

	if (memory == cached || offset >= ram_size || size > ram_size - offset)
		return;
	taken = host_tlb_lock();
	host_lock(&cache_lock);
	maintains = 1;
	try_luck(offset, size);
	for (unsigned long line = offset & -LINE; line < end; line += LINE) {
		if (what & HOST_CACHE_CLEAN)
			write_back(line);
		if (what & HOST_CACHE_INVALIDATE)
			read_in(line, 1);
	}
	for (unsigned long page = (offset + PAGE - 1) / PAGE; page < end / PAGE; page++)
		absent[page] |= (what & HOST_CACHE_INVALIDATE) != 0;
	try_luck(offset, size);
	maintains = 0;
	host_unlock(&cache_lock);
	host_tlb_unlock(taken);
}

void host_cache_mapped(unsigned long pa, unsigned long size)
{
	unsigned long page = (pa - HOST_RAM_BASE) / PAGE;

	if (memory == cached)
		return;
	if (!maintains)
		host_lock(&cache_lock);
	for (unsigned long end = page + size / PAGE; page < end; page++) {
		for (unsigned long line = 0; absent[page] && line < PAGE; line += LINE)
			read_in(page * PAGE + line, 0);
		absent[page] = 0;
	}
	if (!maintains)
		host_unlock(&cache_lock);
}

/* ---- interface for devices ------------------------------------------------------------------- */

static int is_ram(unsigned long pa, unsigned long size)
{
	return pa >= HOST_RAM_BASE && size <= ram_size && pa - HOST_RAM_BASE <= ram_size - size;
}

static void before_access(unsigned long offset, unsigned long size)
{
	host_lock(&cache_lock);
	if (memory != cached)
		try_luck(offset, size);
}

int host_dma_read(unsigned long pa, void *to, unsigned long size)
{
	const char *from = memory + (pa - HOST_RAM_BASE);

	if (!is_ram(pa, size))
		return 0;
	before_access(pa - HOST_RAM_BASE, size);
	if (size == 2 && !(pa & 1))
		*(unsigned short *)to =
				__atomic_load_n((const unsigned short *)from, __ATOMIC_ACQUIRE);
	else
		cache_model_copy(to, from, size);
	host_unlock(&cache_lock);
	return 1;
}

int host_dma_write(unsigned long pa, const void *from, unsigned long size)
{
	char *to = memory + (pa - HOST_RAM_BASE);

	if (!is_ram(pa, size))
		return 0;
	before_access(pa - HOST_RAM_BASE, size);
	if (size == 2 && !(pa & 1))
		__atomic_store_n((unsigned short *)to, *(const unsigned short *)from,
				 __ATOMIC_RELEASE);
	else
		cache_model_copy(to, from, size);
	host_unlock(&cache_lock);
	return 1;
}

/* ---- a device that copies memory ------------------------------------------------------------- */

enum { COPY_FROM = 0, COPY_TO = 8, COPY_SIZE = 16, COPY_RESULT = 24 };

static unsigned long copy_registers[3], copy_result;

/*
 * Handle a register write.  Writing the size starts a copy, which is complete when this function
 * returns.
 */
static void copy_write(unsigned long offset, unsigned int size, unsigned long value)
{
	static char data[1 << 16];

	if (size != 8 || offset > COPY_SIZE)
		return;
	copy_registers[offset / 8] = value;
	if (offset == COPY_SIZE)
		copy_result = value <= sizeof(data) &&
			      host_dma_read(copy_registers[0], data, value) &&
			      host_dma_write(copy_registers[1], data, value);
}

static unsigned long copy_read(unsigned long offset, unsigned int size)
{
	return size == 8 && offset == COPY_RESULT ? copy_result : 0;
}

/* ---- start ----------------------------------------------------------------------------------- */

void host_dma_init(char *ram, unsigned long size)
{
	static const struct host_device copy = {
		.base = HOST_COPY_BASE, .size = HOST_COPY_SIZE, .read = copy_read,
		.write = copy_write,
	};

	cached = memory = ram;
	ram_size = size;
	host_device_add(&copy);
}

int host_cache_init(const char *bootargs)
{
	const char *seed = strstr(bootargs, "cachesim.seed=");
	int file = memfd_create("quarry-memory", MFD_CLOEXEC);

	random_state = seed ? strtoul(seed + strlen("cachesim.seed="), NULL, 0) : 0;
	if (!random_state)
		random_state = (unsigned long)getpid();
	if (file < 0 || ftruncate(file, (off_t)ram_size))
		host_die("memory file");
	memory = mmap(NULL, ram_size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, file, 0);
	synced = mmap(NULL, ram_size, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	absent = calloc(ram_size / PAGE, 1);
	if (memory == MAP_FAILED || synced == MAP_FAILED || !absent)
		host_die("mapping memory");
	host_cache_seed();
	return file;
}
