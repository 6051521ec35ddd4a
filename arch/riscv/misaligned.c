// SPDX-License-Identifier: BSD-2-Clause
/*
 * Find out whether loads of misaligned words are fast.
 *
 * A hart executes such a load, or it traps.  After a trap, firmware emulates the load in hundreds
 * of instructions, or passes the trap on to this code.  The device tree has no property for the
 * speed of the loads.  Therefore, a page is copied with them and with words that are combined by
 * shifts, and the faster method is used.  The boot hart is measured; the others are assumed to be
 * like it.
 */

#include <linux/init.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <asm/page.h>
#include <asm/processor.h>
#include <internal/string.h>

#include "riscv.h"

static enum { MEASURE, SLOW, FAST } speed __initdata = MEASURE;

static int __init set_speed(char *value)
{
	if (!value || (strcmp(value, "slow") && strcmp(value, "fast")))
		return -EINVAL;
	speed = strcmp(value, "slow") ? FAST : SLOW;
	return 0;
}
early_param("unaligned_scalar_speed", set_speed);

/* Return the shorter of two times, because an interrupt handler may run during a measurement. */
static u64 __init time_to_copy(char *page)
{
	u64 best = U64_MAX, start;

	for (int i = 0; i < 2; i++) {
		start = arch_counter();
		memmove(page, page + 1, PAGE_SIZE - 1);
		best = min(best, arch_counter() - start);
	}
	return best;
}

void __init riscv_probe_misaligned(char *page)
{
	u64 by_shifts = speed == MEASURE ? time_to_copy(page) : U64_MAX;

	if (speed == SLOW || riscv_try_misaligned(page))
		return;
	static_branch_enable(&string_misaligned_is_fast);
	if (time_to_copy(page) > by_shifts)
		static_branch_disable(&string_misaligned_is_fast);
}
