/* SPDX-License-Identifier: BSD-2-Clause */
#include <asm/layout.h>
#include <asm-generic/quarry.lds.h>

OUTPUT_ARCH(aarch64)
QUARRY_SECTIONS(KERNEL_LINK_ADDR, 0x40800000)
