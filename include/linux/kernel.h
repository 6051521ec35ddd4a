/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_KERNEL_H
#define LINUX_KERNEL_H

#include <linux/align.h>
#include <linux/array_size.h>
#include <linux/bitops.h>
#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/container_of.h>
#include <linux/errno.h>
#include <linux/hex.h>
#include <linux/kstrtox.h>
#include <linux/limits.h>
#include <linux/log2.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/sprintf.h>
#include <linux/stdarg.h>
#include <linux/stddef.h>
#include <linux/stringify.h>
#include <linux/typecheck.h>
#include <linux/types.h>
#include <linux/wordpart.h>
#include <asm/byteorder.h>

/*
 * Read a number at *@str, which advances behind it and behind a comma that follows.  @pint may be
 * NULL.  Returns 0 if there is no number, and skips a hyphen then; 1 if it is the last one; 2 if a
 * comma follows; or 3 if a hyphen follows, which is not skipped, because the number starts a range.
 * Context: any.
 */
int get_option(char **str, int *pint);
/*
 * Read numbers and ranges ("1,4-6") into @ints[1] to @ints[@nints - 1], and their number into
 * @ints[0].  If @nints is 0, the numbers are only counted.  Returns the rest of the text.
 */
char *get_options(const char *str, int nints, int *ints);
/* Return true if a word of the list, which commas separate, is @option. */
bool parse_option_str(const char *str, const char *option);

/* What the machine does.  The states that the machine never has are in the list for their order. */
enum system_states {
	SYSTEM_BOOTING,
	SYSTEM_SCHEDULING,		/* never: threads run from the start of the initcalls on */
	SYSTEM_FREEING_INITMEM,		/* never */
	SYSTEM_RUNNING,			/* after the initcalls */
	SYSTEM_HALT,			/* the notifiers of linux/reboot.h are or were called */
	SYSTEM_POWER_OFF,
	SYSTEM_RESTART,
	SYSTEM_SUSPEND,			/* never */
};

extern enum system_states system_state;

#endif /* LINUX_KERNEL_H */
