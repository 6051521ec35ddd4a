// SPDX-License-Identifier: BSD-2-Clause
/* Commands by which the allocators give back what is only kept. */

#include <linux/compaction.h>
#include <linux/mm.h>
#include <quarry/shell.h>

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

#ifdef CONFIG_COMPACTION
static int cmd_compact(int argc, char **argv)
{
	compact_memory();
	return 0;
}
SHELL_COMMAND(compact, "compact", "", "move movable pages together in all zones", cmd_compact);
#endif
