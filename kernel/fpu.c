// SPDX-License-Identifier: BSD-2-Clause
/*
 * The owner of each CPU's floating-point registers.
 *
 * They belong to one thread at a time, the owner, and are switched off while any other runs.  A thread that
 * uses them then traps: the owner's contents are stored, the thread's loaded, and it is the owner.  As
 * threads do not leave their CPU, an owner's contents stay in the registers while others run that need
 * none, and where one thread of a CPU calculates nothing is ever stored.
 *
 *	A calculates	trap: A owns	on
 *	B runs				off
 *	B calculates	trap: A's are stored, B owns	on
 *	A runs				off
 *
 * In interrupts they are off as well, and stay so: whoever uses them there would change what the thread
 * calculates.  Such an instruction is a fault.
 *
 * Locking: interrupts off.  A thread ends on its CPU, so that no owner is freed.
 *
 * Bounds: a switch of threads costs a look at the owner, a trap up to two times 32 registers.
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
