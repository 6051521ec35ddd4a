/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_NMI_H
#define LINUX_NMI_H

/*
 * Lock-ups, and back-traces of other CPUs.  Nothing here is a non-maskable interrupt: on RISC-V and
 * AArch64 a CPU with interrupts off shows no back-trace.
 */

#include <linux/types.h>

#ifdef CONFIG_LOCKUP_DETECTOR
/* The CPU that calls works on something that takes long, and is not stuck.  Any context. */
void touch_softlockup_watchdog(void);
/* Nothing that happened so far, on any CPU, counts: after the machine was stopped.  Any context. */
void touch_all_softlockup_watchdogs(void);
#else
static inline void touch_softlockup_watchdog(void)
{
}

static inline void touch_all_softlockup_watchdogs(void)
{
}
#endif

static inline void touch_nmi_watchdog(void)
{
	touch_softlockup_watchdog();
}

/*
 * Print the back-trace of a CPU; of each.  One that does not answer within a second, because it has
 * interrupts off, is named, with its back-trace where the port can read its registers.  False if one is
 * missing, or another CPU prints them just now.  Any context.
 */
bool trigger_single_cpu_backtrace(int cpu);
bool trigger_all_cpu_backtrace(void);

#endif /* LINUX_NMI_H */
