// SPDX-License-Identifier: BSD-2-Clause
/* Commands that show what the allocators know. */

#include <linux/cma.h>
#include <linux/errno.h>
#include <linux/kconfig.h>
#include <linux/mempool.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <quarry/dma.h>
#include <quarry/mm_boot.h>
#include <quarry/shell.h>

static int cmd_meminfo(int argc, char **argv)
{
	meminfo_show(&console_seq);
	return 0;
}
SHELL_COMMAND(meminfo, "meminfo", "[-j]", "memory in total, as /proc/meminfo", cmd_meminfo);

static int cmd_buddyinfo(int argc, char **argv)
{
	buddyinfo_show(&console_seq);
	return 0;
}
SHELL_COMMAND(buddyinfo, "buddyinfo", "[-j]", "free blocks by order, as /proc/buddyinfo", cmd_buddyinfo);

static int cmd_zoneinfo(int argc, char **argv)
{
	zoneinfo_show(&console_seq);
	return 0;
}
SHELL_COMMAND(zoneinfo, "zoneinfo", "[-j]", "zones of memory, as /proc/zoneinfo", cmd_zoneinfo);

static int cmd_iomem(int argc, char **argv)
{
	iomem_show(&console_seq);
	return 0;
}
SHELL_COMMAND(iomem, "iomem", "[-j]", "physical addresses and their use, as /proc/iomem", cmd_iomem);

static int cmd_memmap(int argc, char **argv)
{
	memmap_show(&console_seq);
	return 0;
}
SHELL_COMMAND(memmap, "memmap", "[-j]", "who owns each range of physical memory", cmd_memmap);

static int cmd_vmallocinfo(int argc, char **argv)
{
	vmallocinfo_show(&console_seq);
	return 0;
}
SHELL_COMMAND(vmallocinfo, "vmallocinfo", "[-j]", "areas of the vmalloc window, as /proc/vmallocinfo",
	      cmd_vmallocinfo);

static int cmd_ptdump(int argc, char **argv)
{
	return ptdump_show(&console_seq) != 0;
}
SHELL_COMMAND(ptdump, "ptdump", "[-j]", "the page tables; fails if W^X is violated", cmd_ptdump);

#ifdef CONFIG_DMA
static int cmd_dmainfo(int argc, char **argv)
{
	dmainfo_show(&console_seq);
	return 0;
}
SHELL_COMMAND(dmainfo, "dmainfo", "[-j]", "what devices reach by DMA and hold", cmd_dmainfo);
#endif

static int cmd_percpu(int argc, char **argv)
{
	percpu_show(&console_seq);
	return 0;
}
SHELL_COMMAND(percpu, "percpu", "[-j]", "memory of each CPU's own, and what is free of it", cmd_percpu);

static int cmd_slabinfo(int argc, char **argv)
{
	if (IS_ENABLED(CONFIG_SLUB_DEBUG) && argc > 1 && !strcmp(argv[1], "-v"))
		return slab_validate_show(&console_seq) != 0;
#ifdef CONFIG_SLAB_SHEAVES
	if (argc > 1 && !strcmp(argv[1], "-a")) {
		slab_aliases_show(&console_seq);
		return 0;
	}
#endif
	slabinfo_show(&console_seq);
	return 0;
}
#ifdef CONFIG_SLAB_SHEAVES
SHELL_COMMAND(slabinfo, "slabinfo", "[-j] [-a] [-v]",
	      "caches, as /proc/slabinfo; -a: which share one; -v: check those under watch", cmd_slabinfo);
#else
SHELL_COMMAND(slabinfo, "slabinfo", "[-j] [-v]",
	      "caches and pools of objects, as /proc/slabinfo; -v: check those under watch", cmd_slabinfo);
#endif

#ifdef CONFIG_SLUB_DEBUG
static int show_traces(int argc, char **argv, bool frees)
{
	int err;

	if (argc != 2) {
		shell_printf("%s: which cache?\n", argv[0]);
		return 1;
	}
	err = slab_traces_show(&console_seq, argv[1], frees);
	if (err)
		shell_printf("%s %s: %s\n", argv[0], argv[1], err == -ENOENT ? "no such cache" :
		       err == -EOPNOTSUPP ? "not watched with slub_debug=U" : "no memory");
	return err != 0;
}

static int cmd_alloc_traces(int argc, char **argv)
{
	return show_traces(argc, argv, false);
}
SHELL_COMMAND(alloc_traces, "alloc_traces", "cache", "who allocated its objects in use", cmd_alloc_traces);

static int cmd_free_traces(int argc, char **argv)
{
	return show_traces(argc, argv, true);
}
SHELL_COMMAND(free_traces, "free_traces", "cache", "who freed its objects last", cmd_free_traces);
#endif

static int cmd_vmstat(int argc, char **argv)
{
	vmstat_show(&console_seq);
	return 0;
}
SHELL_COMMAND(vmstat, "vmstat", "[-j]", "what the allocators did, as /proc/vmstat", cmd_vmstat);

static int cmd_pagetypeinfo(int argc, char **argv)
{
	pagetypeinfo_show(&console_seq);
	return 0;
}
SHELL_COMMAND(pagetypeinfo, "pagetypeinfo", "[-j]", "free blocks by type, as /proc/pagetypeinfo",
	      cmd_pagetypeinfo);

static int cmd_pagemap(int argc, char **argv)
{
	pagemap_show(&console_seq);
	return 0;
}
SHELL_COMMAND(pagemap, "pagemap", "[-j]", "physical memory as a picture: types, and how full",
	      cmd_pagemap);

#ifdef CONFIG_CMA
static int cmd_cma(int argc, char **argv)
{
	cma_show(&console_seq);
	return 0;
}
SHELL_COMMAND(cma, "cma", "[-j]", "contiguous memory areas, and what is allocated of them",
	      cmd_cma);
#endif

static int cmd_mempools(int argc, char **argv)
{
	mempools_show(&console_seq);
	return 0;
}
SHELL_COMMAND(mempools, "mempools", "[-j]", "pools with a reserve: its size, what it has, who waits",
	      cmd_mempools);
