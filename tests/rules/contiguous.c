// SPDX-License-Identifier: BSD-2-Clause
/*
 * Rules for groups of entries with AArch64's contiguous bit.  A TLB may cache such a group as one
 * entry.
 *
 * The valid entries of a group must be equal except for the address, and must map one aligned
 * block.  Otherwise, a TLB may use any of them to translate addresses in the whole block.  RISC-V's
 * Svnapot permits entries of a group to differ until the next fence.
 */

#include "rules.h"

/* Return the number of entries in a group at @level (Arm ARM D8, "The Contiguous bit"). */
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

/*
 * Return true if the group maps an aligned block.  @entry is the entry of the group at index @own.
 */
static bool is_aligned(u64 entry, u64 va, unsigned int level, unsigned int own)
{
	u64 start = arch->output(entry, va) - own * span(level);

	return !(start % (group_entries(level) * span(level)));
}

/* Check the group that contains the valid leaf entry which was stored at @pa. */
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
