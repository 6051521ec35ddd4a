// SPDX-License-Identifier: BSD-2-Clause
/* The recorded traces in this folder.  "make traces" writes them. */

#include "recorded.h"

#define RECORDED(name)								\
	asm(".pushsection .rodata.trace_" #name ", \"a\"\n"			\
	    "__trace_" #name ": .incbin \"" TRACE_FOLDER "/" #name ".trace\"\n"	\
	    "__trace_" #name "_end:\n"						\
	    ".popsection");							\
	extern const u8 __trace_##name[], __trace_##name##_end[];

#define ENTRY(name_)	{ #name_, __trace_##name_, __trace_##name_##_end }

RECORDED(packets)
RECORDED(probe)
RECORDED(service)

const struct recorded recorded_traces[NR_RECORDED] = {
	ENTRY(packets), ENTRY(probe), ENTRY(service),
};
