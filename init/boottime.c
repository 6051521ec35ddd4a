// SPDX-License-Identifier: BSD-2-Clause
/*
 * The command boottime: print the number of instructions, or of ticks of the cycle counter, from
 * reset to each milestone of boot.
 */

#include <linux/compiler.h>
#include <linux/irqflags.h>
#include <linux/types.h>
#include <asm/processor.h>
#include <internal/boot.h>
#include <quarry/report.h>
#include <quarry/shell.h>

/*
 * Return the increase of arch_instructions() during a loop of *@nr iterations.  The number is a
 * variable, so that the compiler generates the same loop for each number.
 */
static noinline u64 count_loop(volatile unsigned int *nr)
{
	unsigned int turns = *nr;
	u64 start = arch_instructions();

	while (turns--)
		barrier();
	return arch_instructions() - start;
}

/*
 * Return true if arch_instructions() counts instructions.  In this case, repeated measurements of
 * the same work return the same number.
 */
static bool counts_instructions(void)
{
	volatile unsigned int few = 1000, many = 2000;
	unsigned long flags;
	bool equal = true;
	u64 once, twice;

	local_irq_save(flags);
	once = count_loop(&few);
	twice = count_loop(&many);
	for (unsigned int i = 0; i < 8; i++)
		equal &= count_loop(&few) == once && count_loop(&many) == twice;
	local_irq_restore(flags);
	return equal && twice > once && (twice - once) % 1000 == 0;
}

static int cmd_boottime(int argc, char **argv)
{
	report_row(&console_seq, "%s{unit}: kernel entered %llu{kernel}, page allocator "
		   "%llu{page_allocator}, prompt %llu{prompt}\n",
		   counts_instructions() ? "instructions" : "ticks of the cycle counter",
		   (unsigned long long)boot_marks.start,
		   (unsigned long long)boot_marks.page_allocator,
		   (unsigned long long)boot_marks.prompt);
	return 0;
}
SHELL_COMMAND(boottime, "boottime", "[-j]",
	      "instructions, or ticks, from reset to the milestones of boot", cmd_boottime);
