// SPDX-License-Identifier: BSD-2-Clause
/* Function names, from the table that scripts/kallsyms.py generates at link time. */

#include <internal/sections.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/sprintf.h>
#include <linux/string.h>

extern const unsigned long kallsyms_count;
extern const u32 kallsyms_offsets[];
extern const u32 kallsyms_markers[];
extern const char kallsyms_names[];

#define MARKER_STEP	32

/*
 * Return the index of the last function that starts at or below the offset, or -1 if all functions
 * start above the offset.
 */
static long find_index(u32 offset)
{
	unsigned long low = 0, high = kallsyms_count;

	while (low < high) {
		unsigned long mid = (low + high) / 2;

		if (kallsyms_offsets[mid] <= offset)
			low = mid + 1;
		else
			high = mid;
	}
	return (long)low - 1;
}

const char *kallsyms_lookup(unsigned long address, unsigned long *size, unsigned long *offset,
			    char **modname, char *namebuf)
{
	const char *name = kallsyms_names;
	u32 at = address - (unsigned long)_text;
	long index;

	if (!IS_ENABLED(CONFIG_KALLSYMS) || address < (unsigned long)_text ||
	    address >= (unsigned long)__init_text_end)
		return NULL;
	index = find_index(at);
	if (index < 0)
		return NULL;
	name += kallsyms_markers[index / MARKER_STEP];
	for (long i = 0; i < index % MARKER_STEP; i++)
		name += strlen(name) + 1;
	if (offset)
		*offset = at - kallsyms_offsets[index];
	if (size)
		*size = (unsigned long)index + 1 < kallsyms_count ?
				kallsyms_offsets[index + 1] - kallsyms_offsets[index] :
				__init_text_end - _text - kallsyms_offsets[index];
	if (modname)
		*modname = NULL;
	if (namebuf)
		strscpy(namebuf, name, KSYM_NAME_LEN);
	return name;
}

int sprint_symbol(char *buffer, unsigned long address)
{
	unsigned long size, offset;
	const char *name = kallsyms_lookup(address, &size, &offset, NULL, NULL);

	if (!name)
		return sprintf(buffer, "0x%lx", address);
	return scnprintf(buffer, KSYM_SYMBOL_LEN, "%s+%#lx/%#lx", name, offset, size);
}

int sprint_symbol_no_offset(char *buffer, unsigned long address)
{
	const char *name = kallsyms_lookup(address, NULL, NULL, NULL, NULL);

	if (!name)
		return sprintf(buffer, "0x%lx", address);
	return scnprintf(buffer, KSYM_SYMBOL_LEN, "%s", name);
}
