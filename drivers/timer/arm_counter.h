/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ARM_COUNTER_H
#define ARM_COUNTER_H

#include <asm/processor.h>

/* Read a counter that has the erratum, by @read.  Any context. */
u64 arm_counter_read(enum arm64_counter_erratum erratum, u64 (*read)(void));

#endif /* ARM_COUNTER_H */
