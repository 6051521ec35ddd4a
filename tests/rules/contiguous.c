// SPDX-License-Identifier: BSD-2-Clause
/*
 * Groups of entries with the contiguous bit of AArch64, which a TLB may keep as one entry.
 *
 * The valid entries of a group must be equal except for the address, and map one aligned block.
 * Otherwise a TLB may translate addresses of the whole block by any of them.  RISC-V's Svnapot lets
 * entries of a group differ until the next fence.
 */

#include "rules.h"

/* Return how many entries make a group at a level: Arm ARM D8, The Contiguous bit. */
static unsigned int group_entries(unsigned int level)
{
	switch (table_size()) {
	case 4096:
		return 16;
	case 16384:
		return level ? 32 : 128;
	}
	return 32;
}

/* Return true if the group of a member, the @own-th one, maps an aligned block. */
static bool is_aligned(u64 entry, u64 va, unsigned int level, unsigned int own)
{
	u64 start = arch->output(entry, va) - own * span(level);

	return !(start % (group_entries(level) * span(level)));
}

/* A valid leaf entry was stored at @pa. */
void contiguous_store(u64 pa, u64 va, unsigned int level, u64 entry)
{
	unsigned int nr = group_entries(level), own = pa / 8 % nr;
	u64 first = pa - 8 * own;

	if (entry & arch->contiguous && !is_aligned(entry, va, level, own)) {
		report(CONT, va, NULL);
		return;
	}
	for (unsigned int i = 0; i < nr; i++) {
		u64 other = mirror_read(first + 8 * i);

		if (i == own || !is_valid(other) || !((entry | other) & arch->contiguous))
			continue;
		if (other != entry + ((u64)i - own) * span(level)) {
			report(CONT, va, NULL);
			return;
		}
	}
}
