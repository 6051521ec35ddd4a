/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_CPU_H
#define LINUX_CPU_H

#include <linux/cpumask.h>
#include <linux/smp.h>

/* CPUs are started at boot and stay: there is nothing to lock. */
static inline void cpus_read_lock(void)
{
}

static inline void cpus_read_unlock(void)
{
}

static inline void cpu_hotplug_disable(void)
{
}

static inline void cpu_hotplug_enable(void)
{
}

#endif /* LINUX_CPU_H */
