// SPDX-License-Identifier: BSD-2-Clause
/* Commands that show what the object allocator knows. */

#include <linux/slab.h>
#include <quarry/shell.h>

static int cmd_slabinfo(int argc, char **argv)
{
	slabinfo_show(&console_seq);
	return 0;
}
SHELL_COMMAND(slabinfo, "slabinfo", "[-j]", "caches and pools of objects, as /proc/slabinfo",
	      cmd_slabinfo);
