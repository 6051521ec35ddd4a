// SPDX-License-Identifier: BSD-2-Clause
/*
 * slub_debug=: select the caches to be watched, and the checks.
 *
 *	slub_debug=[flags][,glob,...][;[flags][,glob,...]]...
 *
 * A cache gets the flags of the first block with a glob that matches its name, otherwise those of
 * the last block without globs.  A block without flags means FZPU.
 *
 *	F	SLAB_CONSISTENCY_CHECKS		checks that need no additional data
 *	Z	SLAB_RED_ZONE			red zones
 *	P	SLAB_POISON			poison in free objects
 *	U	SLAB_STORE_USER			call chains of allocation and free
 *	T	SLAB_TRACE			print each allocation and free
 *	A	SLAB_FAILSLAB			failslab= applies to these caches
 *	O	do not watch caches with slabs of more than one page
 *	-	no flags
 */

#define pr_fmt(fmt) "slab: " fmt

#include <internal/params.h>
#include <linux/errno.h>
#include <linux/glob.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/minmax.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "slab_debug_core.h"

#define DEFAULT_FLAGS	(SLAB_CONSISTENCY_CHECKS | SLAB_RED_ZONE | SLAB_POISON | SLAB_STORE_USER)
#define NAME_MAX	64

static char blocks[256] __ro_after_init = CONFIG_SLUB_DEBUG_DEFAULT;
static bool wanted __ro_after_init = sizeof(CONFIG_SLUB_DEBUG_DEFAULT) > 1;
static bool keep_order __ro_after_init;
unsigned long slab_debug_quarantine = CONFIG_SLUB_DEBUG_QUARANTINE_KB * 1024UL;

/* Return the flags of a block.  *@end is set to the text after the flags. */
static slab_flags_t slub_debug_parse_flags(const char *text, const char **end, char *unknown)
{
	slab_flags_t flags = 0;

	*end = text + strcspn(text, ",;");
	if (*end == text)
		return DEFAULT_FLAGS;
	for (; text < *end; text++) {
		switch (*text) {
		case 'F': case 'f': flags |= SLAB_CONSISTENCY_CHECKS; break;
		case 'Z': case 'z': flags |= SLAB_RED_ZONE; break;
		case 'P': case 'p': flags |= SLAB_POISON; break;
		case 'U': case 'u': flags |= SLAB_STORE_USER; break;
		case 'T': case 't': flags |= SLAB_TRACE; break;
		case 'A': case 'a': flags |= SLAB_FAILSLAB; break;
		case 'O': case 'o': keep_order = true; break;
		case '-': flags = 0; break;
		default: *unknown = *text; break;
		}
	}
	return flags;
}

/*
 * Return true if one of the globs at @list, each preceded by a comma, matches.  *@end is set to the
 * text after the globs.
 */
static bool in_list(const char *list, const char *name, const char **end)
{
	char glob[NAME_MAX];
	bool found = false;

	while (*list == ',') {
		size_t size = strcspn(++list, ",;");

		strscpy(glob, list, min(size + 1, sizeof(glob)));
		found |= glob_match(glob, name);
		list += size;
	}
	*end = list;
	return found;
}

slab_flags_t slab_debug_flags_of(const char *text, const char *name)
{
	slab_flags_t others = 0, flags;
	char unknown = 0;
	bool global, found;

	for (;; text++) {
		flags = slub_debug_parse_flags(text, &text, &unknown);
		global = *text != ',';
		found = in_list(text, name, &text);
		if (found)
			return flags;
		if (global)
			others = flags;
		if (!*text)
			return others;
	}
}

slab_flags_t slab_debug_flags(const char *name, slab_flags_t flags)
{
	if (kasan_enabled())
		flags |= SLAB_RED_ZONE | SLAB_STORE_USER;
	return wanted ? flags | slab_debug_flags_of(blocks, name) : flags;
}

bool slab_debug_wanted(void)
{
	return wanted || kasan_enabled();
}

bool slab_debug_keeps_order(void)
{
	return keep_order;
}

static int __init slub_debug_setup(char *value)
{
	char unknown = 0;
	const char *at = value, *end;

	if (strscpy(blocks, value, sizeof(blocks)) < 0)
		return -EINVAL;
	wanted = true;
	keep_order = false;
	for (;; at = end + 1) {
		slub_debug_parse_flags(at, &end, &unknown);
		end += strcspn(end, ";");
		if (!*end)
			break;
	}
	if (unknown)
		pr_err("slub_debug: unknown flag %c\n", unknown);
	return unknown ? -EINVAL : 0;
}
early_param("slub_debug", slub_debug_setup);
early_param("slab_debug", slub_debug_setup);

static int __init quarantine_setup(char *value)
{
	u64 size;
	int err = parse_size(value, &value, &size);

	if (err || *value)
		return err ? err : -EINVAL;
	slab_debug_quarantine = size;
	return 0;
}
early_param("slub_debug_quarantine", quarantine_setup);
