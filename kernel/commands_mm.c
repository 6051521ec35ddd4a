// SPDX-License-Identifier: BSD-2-Clause
/* Commands of the allocators: what they know, and what they give back. */

#include <linux/cma.h>
#include <linux/compaction.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <quarry/shell.h>

static int cmd_slabinfo(int argc, char **argv)
{
	slabinfo_show(&console_seq);
	return 0;
}
SHELL_COMMAND(slabinfo, "slabinfo", "[-j]", "caches and pools of objects, as /proc/slabinfo",
	      cmd_slabinfo);

static int cmd_vmstat(int argc, char **argv)
{
	vmstat_show(&console_seq);
	return 0;
}
SHELL_COMMAND(vmstat, "vmstat", "[-j]", "what the allocators did, as /proc/vmstat", cmd_vmstat);

static int cmd_shrinkers(int argc, char **argv)
{
	shrinkers_show(&console_seq);
	return 0;
}
SHELL_COMMAND(shrinkers, "shrinkers", "[-j]", "who can give memory back, and how much", cmd_shrinkers);

static int cmd_drop_caches(int argc, char **argv)
{
	drop_slab();
	return 0;
}
SHELL_COMMAND(drop_caches, "drop_caches", "", "take back all that is only kept", cmd_drop_caches);

static int cmd_drain(int argc, char **argv)
{
	drain_all_pages(NULL);
	return 0;
}
SHELL_COMMAND(drain, "drain", "", "give back the pages that CPUs keep for themselves", cmd_drain);

static int cmd_pagetypeinfo(int argc, char **argv)
{
	pagetypeinfo_show(&console_seq);
	return 0;
}
SHELL_COMMAND(pagetypeinfo, "pagetypeinfo", "[-j]", "free blocks by type, as /proc/pagetypeinfo",
	      cmd_pagetypeinfo);

#ifdef CONFIG_CMA
static int cmd_cma(int argc, char **argv)
{
	cma_show(&console_seq);
	return 0;
}
SHELL_COMMAND(cma, "cma", "[-j]", "contiguous memory areas, and what is allocated of them",
	      cmd_cma);
#endif

#ifdef CONFIG_COMPACTION
static int cmd_compact(int argc, char **argv)
{
	compact_memory();
	return 0;
}
SHELL_COMMAND(compact, "compact", "", "move movable pages together in all zones", cmd_compact);
#endif
