/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_NMI_H
#define LINUX_NMI_H

/*
 * Lockup detection and back-traces of other CPUs.  Quarry uses no non-maskable interrupts: on
 * RISC-V and AArch64, a CPU with interrupts off cannot print its back-trace.
 */

#include <linux/types.h>

#ifdef CONFIG_LOCKUP_DETECTOR
/* Tell the detector that the calling CPU is not stuck, during a long operation.  Context: any. */
void touch_softlockup_watchdog(void);
/* Reset the detectors of all CPUs, for example after the machine was stopped.  Context: any. */
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
 * Print the back-trace of one CPU or of all CPUs.  A CPU that has interrupts off, and therefore
 * does not answer within 1 s, is named in a message, with its back-trace if the port can read its
 * registers.  Returns false if a back-trace is missing or another CPU is printing.  Context: any.
 */
bool trigger_single_cpu_backtrace(int cpu);
bool trigger_all_cpu_backtrace(void);

#endif /* LINUX_NMI_H */
