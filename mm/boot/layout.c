// SPDX-License-Identifier: BSD-2-Clause
/*
 * The layout of virtual addresses and of per-CPU memory.  Boot code writes these variables, and all
 * parts of memory management read them.
 */

#include <linux/cache.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/smp.h>
#include <internal/sections.h>

struct vm_layout vm_layout;

/* Until setup_per_cpu_areas(), the boot CPU uses the image's copy of the per-CPU variables. */
unsigned long __per_cpu_offset[NR_CPUS] __ro_after_init = { (unsigned long)__per_cpu_boot_offset };
DEFINE_PER_CPU_READ_MOSTLY(unsigned int, cpu_number);
