// SPDX-License-Identifier: BSD-2-Clause
/*
 * Lazy switching of the floating-point registers.
 *
 * On each CPU, the registers belong to one thread at a time, the owner.  The registers are disabled
 * while any other thread runs.  If such a thread uses a register, it traps: the registers are saved
 * for the owner and loaded for the thread, which becomes the owner.  Threads do not migrate between
 * CPUs, so the owner's values stay in the registers while threads run that do not use floating
 * point.  If only one thread of a CPU uses floating point, nothing is ever saved.
 *
 *	event (threads A, B)	action				registers afterwards
 *	A uses a register	trap: A becomes owner		enabled
 *	B runs							disabled
 *	B uses a register	trap: A's values are saved,	enabled
 *				B becomes owner
 *	A runs							disabled
 *
 * In interrupts, the registers are disabled, too, and are never enabled: a handler that used them
 * would change the values of the interrupted thread.  A floating-point instruction in a handler is
 * a fault.
 *
 * Locking: interrupts are disabled.  A thread exits on its own CPU and is then no longer the owner,
 * so that no owner is freed.
 *
 * Bounds: a thread switch costs one check of the owner.  A trap saves at most 32 registers and
 * loads 32 registers.
 */

#include <internal/arch.h>
#include <internal/fpu.h>
#include <linux/irqflags.h>
#include <linux/percpu-defs.h>
#include <linux/sched.h>

static DEFINE_PER_CPU(struct task_struct *, fpu_owner);

bool fpu_trap(void)
{
	struct task_struct *owner = __this_cpu_read(fpu_owner), *task = current;

	if (in_interrupt() || !task || !arch_fpu_enable())
		return false;
	if (owner == task)
		return true;
	if (owner)
		arch_fpu_save(&owner->fpu);
	arch_fpu_restore(&task->fpu);
	__this_cpu_write(fpu_owner, task);
	return true;
}

void fpu_switch(const struct task_struct *next)
{
	const struct task_struct *owner = __this_cpu_read(fpu_owner);

	if (owner == next)
		arch_fpu_enable();
	else if (owner)
		arch_fpu_disable();
}

void fpu_exit(void)
{
	unsigned long irq;

	local_irq_save(irq);
	if (__this_cpu_read(fpu_owner) == current) {
		arch_fpu_disable();
		__this_cpu_write(fpu_owner, NULL);
	}
	local_irq_restore(irq);
}

bool fpu_irq_enter(void)
{
	struct task_struct *owner = __this_cpu_read(fpu_owner);

	if (!owner || owner != current)
		return false;
	arch_fpu_disable();
	return true;
}

void fpu_irq_exit(bool was_on)
{
	if (was_on)
		arch_fpu_enable();
}
