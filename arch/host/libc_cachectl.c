// SPDX-License-Identifier: BSD-2-Clause
/*
 * The process as a machine: cache controllers, for tests of the drivers in drivers/cache.
 *
 * The controllers maintain the simulated cache of libc_cache.c through the same registers as real
 * controllers, and are as strict: an access of another size, or a command that comes too early, has
 * no effect.  The controllers always exist, but the device tree of the process does not list them.
 * An overlay that adds them (-overlay) also sets quarry,cbom-block-size = <0> in /cpus, which
 * disables the maintenance by CPUs.
 *
 * SiFive  Writing a physical address to Flush64 flushes the line.
 * Andes   A line is in the first level until a command of the CPU has moved it to the second level.
 *         A command to the second level has an effect only after the same command to the first
 *         level.  A command is complete after two reads of the status.  Another command that is
 *         written before these two reads is lost.
 * broken  An Andes controller whose commands never complete.
 */
#define _GNU_SOURCE
#include <sys/mman.h>

#include "host.h"
#include "libc.h"

#define LINE		64UL

/* ---- SiFive ---------------------------------------------------------------------------------- */

enum { CCACHE_CONFIG = 0, CCACHE_FLUSH64 = 0x200 };

/* Read a register.  The configuration is 1 bank, 16 ways, 2^9 sets, and lines of 2^6 bytes. */
static unsigned long ccache_read(unsigned long offset, unsigned int size)
{
	return offset == CCACHE_CONFIG && size == 4 ? 0x06091001 : 0;
}

static void ccache_write(unsigned long offset, unsigned int size, unsigned long value)
{
	if (offset == CCACHE_FLUSH64 && size == 8)
		host_cache_maintain(value & -LINE, LINE, HOST_CACHE_CLEAN | HOST_CACHE_INVALIDATE);
}

/* ---- Andes ----------------------------------------------------------------------------------- */

enum { L2_CMD = 0x40, L2_ACC = 0x48, L2_STRIDE = 0x10, L2_STATUS = 0x80, L2_CPUS = 4 };
enum { L1_INVALIDATE = 0, L1_CLEAN = 1, L2_INVALIDATE = 8, L2_CLEAN = 9, L2_TO_RUN = 2 };

static struct {
	unsigned long address, command;
	unsigned int runs;	/* status reads until the command is complete */
} l2[L2_CPUS];

/* per line: bits of the commands that the first level has executed */
static unsigned char *first_level;
static unsigned long nr_lines;
static int l2_lock;

void host_l1d_command(unsigned long pa, unsigned long command)
{
	unsigned long line = (pa - HOST_RAM_BASE) / LINE;

	if (command > L1_CLEAN || line >= nr_lines)
		return;
	host_lock(&l2_lock);
	first_level[line] |= 1U << command;
	host_unlock(&l2_lock);
}

/* Complete a command of the second level.  The caller holds l2_lock. */
static void cachectl_model_run(unsigned long address, unsigned long command)
{
	unsigned long line = (address - HOST_RAM_BASE) / LINE,
		      bit = 1UL << (command - L2_INVALIDATE);

	if (command < L2_INVALIDATE || command > L2_CLEAN || line >= nr_lines ||
	    !(first_level[line] & bit))
		return;
	first_level[line] &= (unsigned char)~bit;
	host_cache_maintain(address & -LINE, LINE,
			    command == L2_CLEAN ? HOST_CACHE_CLEAN : HOST_CACHE_INVALIDATE);
}

static unsigned long l2_read(unsigned long offset, unsigned int size)
{
	unsigned long status = 0;

	if (offset != L2_STATUS || size != 4)
		return 0;
	host_lock(&l2_lock);
	for (unsigned int i = 0; i < L2_CPUS; i++) {
		if (l2[i].runs && !--l2[i].runs)
			cachectl_model_run(l2[i].address, l2[i].command);
		status |= (unsigned long)(l2[i].runs > 0) << (4 * i);
	}
	host_unlock(&l2_lock);
	return status;
}

static void l2_write(unsigned long offset, unsigned int size, unsigned long value)
{
	unsigned long cpu = (offset - L2_CMD) / L2_STRIDE,
		      reg = L2_CMD + (offset - L2_CMD) % L2_STRIDE;

	if (offset < L2_CMD || cpu >= L2_CPUS || size != 4)
		return;
	host_lock(&l2_lock);
	if (!l2[cpu].runs && reg == L2_ACC) {
		l2[cpu].address = value;
	} else if (!l2[cpu].runs && reg == L2_CMD) {
		l2[cpu].command = value;
		l2[cpu].runs = L2_TO_RUN;
	}
	host_unlock(&l2_lock);
}

/* ---- the broken controller ------------------------------------------------------------------- */

static unsigned long broken_read(unsigned long offset, unsigned int size)
{
	return offset == L2_STATUS && size == 4 ? 0x1111 : 0;
}

static void broken_write(unsigned long offset, unsigned int size, unsigned long value)
{
}

void host_cache_controllers_init(unsigned long ram_size)
{
	static const struct host_device ccache = {
		.base = HOST_CCACHE_BASE, .size = HOST_CCACHE_SIZE, .read = ccache_read,
		.write = ccache_write,
	}, andes = {
		.base = HOST_ANDES_BASE, .size = HOST_ANDES_SIZE,
		.read = l2_read, .write = l2_write,
	}, broken = {
		.base = HOST_BROKEN_BASE, .size = HOST_BROKEN_SIZE, .read = broken_read,
		.write = broken_write,
	};

	nr_lines = ram_size / LINE;
	first_level = mmap(NULL, nr_lines, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (first_level == MAP_FAILED)
		host_die("memory of cache controllers");
	host_device_add(&ccache);
	host_device_add(&andes);
	host_device_add(&broken);
}
