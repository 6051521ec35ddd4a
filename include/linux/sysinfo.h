/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_SYSINFO_H
#define LINUX_SYSINFO_H

#include <linux/types.h>

/* Amounts of memory, in units of mem_unit bytes. */
struct sysinfo {
	unsigned long totalram;
	unsigned long freeram;
	unsigned long sharedram;
	unsigned long bufferram;
	unsigned long totalhigh;
	unsigned long freehigh;
	u32 mem_unit;
};

#endif /* LINUX_SYSINFO_H */
