// SPDX-License-Identifier: BSD-2-Clause
/* Commands of what finds misuse of memory. */

#include <linux/errno.h>
#include <linux/kfence.h>
#include <linux/kmemleak.h>
#include <linux/kstrtox.h>
#include <linux/string.h>
#include <quarry/shell.h>

#ifdef CONFIG_KFENCE
static int cmd_kfence(int argc, char **argv)
{
	kfence_show(&console_seq, argc > 1);
	return 0;
}
SHELL_COMMAND(kfence, "kfence", "[-o]", "guarded objects: counts; -o: who has, or had, each", cmd_kfence);
#endif

#ifdef CONFIG_DEBUG_KMEMLEAK
static int leak_dump(const char *value)
{
	unsigned long addr;

	if (kstrtoul(value, 16, &addr) || kmemleak_dump(&console_seq, addr)) {
		shell_printf("kmemleak: %s: there is no object in use that the last scan met\n", value);
		return 1;
	}
	return 0;
}

static int leak_scan(void)
{
	int found = kmemleak_scan();

	if (found < 0)
		shell_printf("kmemleak: %s\n", found == -ENOMEM ? "no memory" :
			     "off, or debug_pagealloc=on");
	return found < 0;
}

static int cmd_kmemleak(int argc, char **argv)
{
	if (argc < 2)
		kmemleak_show(&console_seq);
	else if (!strcmp(argv[1], "scan"))
		return leak_scan();
	else if (!strcmp(argv[1], "clear"))
		kmemleak_clear();
	else if (!strcmp(argv[1], "off"))
		kmemleak_off();
	else if (!strncmp(argv[1], "dump=", 5))
		return leak_dump(argv[1] + 5);
	else
		shell_printf("kmemleak: scan, clear, off, or dump=ADDRESS\n");
	return 0;
}
SHELL_COMMAND(kmemleak, "kmemleak", "[action]",
	      "objects that nothing points to; scan, clear, off, dump=ADDRESS", cmd_kmemleak);
#endif
