/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_SMP_H
#define LINUX_SMP_H

#include <linux/cpumask.h>
#include <linux/percpu.h>
#include <linux/types.h>

DECLARE_PER_CPU(unsigned int, cpu_number);

#define smp_processor_id()	this_cpu_read(cpu_number)
#define raw_smp_processor_id()	smp_processor_id()
#define get_cpu()		smp_processor_id()
#define put_cpu()		barrier()

typedef void (*smp_call_func_t)(void *info);

/*
 * Call func(info) in interrupt context on the CPUs of the mask that are online, but this one;
 * on_each_cpu() calls it on this one meanwhile, with interrupts off.  With wait, all have returned from
 * it on return.  Not with interrupts off, and not from an interrupt: two CPUs could wait for each other.
 */
void smp_call_function_many(const struct cpumask *mask, smp_call_func_t func, void *info, bool wait);
void on_each_cpu(smp_call_func_t func, void *info, int wait);
int smp_call_function_single(int cpu, smp_call_func_t func, void *info, int wait);

/* Make the CPU look at its run queue.  Any context. */
void smp_send_reschedule(int cpu);

/* Stop all other CPUs for good, as far as they take interrupts.  For panic. */
void smp_send_stop(void);

/* Called by the port's interrupt entry for an inter-processor interrupt. */
void smp_handle_ipi(void);

/* Identity of each CPU for firmware and interrupt controllers: hart id or MPIDR affinity. */
extern unsigned long cpu_hwid[NR_CPUS];
int hwid_to_cpu(unsigned long hwid);

/* Find the CPUs of the device tree; start them all. */
void smp_init_cpus(void);
void smp_start_cpus(void);

/* First C function of a CPU that was started; called by the port on the CPU's own stack. */
void secondary_start(void) __noreturn;

#endif /* LINUX_SMP_H */
