/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_SMP_H
#define LINUX_SMP_H

#include <linux/cpumask.h>
#include <linux/list.h>
#include <linux/percpu.h>
#include <linux/types.h>

DECLARE_PER_CPU(unsigned int, cpu_number);

#define smp_processor_id()	this_cpu_read(cpu_number)
#define raw_smp_processor_id()	smp_processor_id()
#define get_cpu()		smp_processor_id()
#define put_cpu()		barrier()

typedef void (*smp_call_func_t)(void *info);

/*
 * Call @func(@info) in interrupt context on the online CPUs of @mask, except this CPU.
 * on_each_cpu() calls @func on all online CPUs, on this CPU with interrupts off.
 * smp_call_function_single() calls @func on @cpu, which may be this CPU, and returns 0, or -ENXIO
 * if @cpu is not online.  If @wait is true, the call returns after all functions have returned.
 * Must not be called with interrupts off or from an interrupt handler, because two CPUs could wait
 * for each other.
 */
void smp_call_function_many(const struct cpumask *mask, smp_call_func_t func, void *info,
			    bool wait);
void on_each_cpu(smp_call_func_t func, void *info, int wait);
int smp_call_function_single(int cpu, smp_call_func_t func, void *info, int wait);

/* Make the CPU check its run queue.  Context: any. */
void smp_send_reschedule(int cpu);

/* Stop all other CPUs that still accept interrupts, permanently.  Called by panic(). */
void smp_send_stop(void);

/* Handle an inter-processor interrupt.  Called by the port's interrupt entry. */
void smp_handle_ipi(void);

/*
 * Hardware number of each CPU, for firmware and interrupt controllers: the hart ID or the MPIDR
 * affinity.
 */
extern unsigned long cpu_hwid[NR_CPUS];
int hwid_to_cpu(unsigned long hwid);

/* smp_init_cpus() finds the CPUs in the device tree; smp_start_cpus() starts them. */
void smp_init_cpus(void);
void smp_start_cpus(void);

/*
 * Initialize a started CPU.  This is the CPU's first C function; the port calls it on the CPU's own
 * stack.
 */
void secondary_start(void) __noreturn;

#endif /* LINUX_SMP_H */
