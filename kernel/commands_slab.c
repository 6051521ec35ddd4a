// SPDX-License-Identifier: BSD-2-Clause
/* Commands of the SLAB engine. */

#include <linux/errno.h>
#include <linux/kstrtox.h>
#include <linux/slab.h>
#include <quarry/shell.h>

static int cmd_slabtune(int argc, char **argv)
{
	unsigned int limit, batch, shared;
	int err;

	if (kstrtouint(argv[2], 0, &limit) || kstrtouint(argv[3], 0, &batch) ||
	    kstrtouint(argv[4], 0, &shared)) {
		shell_printf("slabtune: %s %s %s: not three numbers\n", argv[2], argv[3], argv[4]);
		return 1;
	}
	err = slab_tune(argv[1], limit, batch, shared);
	if (err == -ENOENT)
		shell_printf("slabtune: %s: there is no such cache; \"slabinfo\" lists them\n", argv[1]);
	else if (err == -EINVAL)
		shell_printf("slabtune: 6 to 222 objects, a batch of at most half, 1 to 16 batches\n");
	else if (err)
		shell_printf("slabtune: no memory\n");
	return err ? 1 : 0;
}
SHELL_COMMAND(slabtune, "slabtune", "cache limit batch shared", "what CPUs keep of a cache", cmd_slabtune);
