// SPDX-License-Identifier: BSD-2-Clause
/* Read words of the guest's memory from the mirror, and record backtraces by frame pointers. */

#include "rules.h"

bool read_word(u64 va, u64 *value)
{
	enum memory_type type;
	u64 pa;

	if (va & 7 || !translate(now.cpu, va, &pa, &type) || !in_ram(pa))
		return false;
	*value = mirror_read(pa);
	return true;
}

/*
 * Record the current instruction and its callers.  Code without frame pointers has no callers in
 * the trace.
 */
void trace_here(struct trace *trace)
{
	u64 frame = read_register(arch->frame_register), next, caller;

	*trace = (struct trace){ .pc = now.pc, .link = read_register(arch->link_register) };
	while (trace->nr_frames < MAX_FRAMES) {
		if (!read_word(frame + arch->frame_offset, &next) ||
		    !read_word(frame + arch->frame_offset + 8, &caller) || !caller)
			return;
		trace->frame[trace->nr_frames++] = caller;
		if (next <=
		    frame) /* the stack grows down, so a caller's frame is at a higher address */
			return;
		frame = next;
	}
}
