// SPDX-License-Identifier: BSD-2-Clause
/* Count the pages of objects, and print slabinfo in the format of Linux's /proc/slabinfo. */

#include <linux/errno.h>
#include <linux/kconfig.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <quarry/report.h>
#include <quarry/shell.h>

#include "objects.h"

unsigned long slab_pages(void)
{
	return slab_engine_pages() + object_tools_pages() +
	       __atomic_load_n(&nr_large_pages, __ATOMIC_RELAXED);
}

/*
 * Return the number of pages that objects of SLAB_RECLAIM_ACCOUNT caches need.  It is computed from
 * the bytes of these objects, because they may share pages with other objects.
 */
unsigned long slab_reclaimable_pages(void)
{
	unsigned long bytes = 0;
	struct kmem_cache *s;

	for_each_slab_cache(s) {
		if (s->flags & SLAB_RECLAIM_ACCOUNT)
			bytes += cache_objects(s) * s->size;
	}
	return min(PFN_UP(bytes), slab_pages());
}

/* slabinfo */

void slab_show_line(struct seq_file *m, const char *name, unsigned int size,
		    const struct slab_info *info)
{
	report_open(m, NULL, '{');
	report_fields(
		m,
		"%-17s{name} %6lu{active_objs} %6lu{num_objs} %6u{objsize_bytes} %4u{objperslab}"
		" %4u{pagesperslab} : tunables %4u %4u %4u : slabdata %6lu{active_slabs}"
		" %6lu{num_slabs} %6lu\n",
		name, info->active_objs, info->num_objs, size, info->objs_per_slab,
		info->pages_per_slab, info->limit, info->batch, info->shared, info->active_slabs,
		info->num_slabs, info->shared_avail);
	if (m->json && info->slab_bytes)
		report_fields(m, "%u{slab_bytes}", info->slab_bytes);
	report_close(m, '}');
}

void slabinfo_show(struct seq_file *m)
{
	struct kmem_cache *s;

	report_fields(m, "slabinfo - version: 2.1\n");
	report_fields(
		m,
		"# name            <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab>"
		" : tunables <limit> <batchcount> <sharedfactor>"
		" : slabdata <active_slabs> <num_slabs> <sharedavail>\n");
	report_open(m, NULL, '[');
	slab_engine_show(m);
	for_each_slab_cache(s) {
		struct slab_info info;
		char name[32];	/* a longer name is truncated */

		strscpy(name, s->name, sizeof(name));
		slab_engine_info(s, &info);
		object_tools_info(s, &info);
		slab_show_line(m, name, s->size, &info);
	}
	report_close(m, ']');
}

static int cmd_slabinfo(int argc, char **argv)
{
	if (IS_ENABLED(CONFIG_SLUB_DEBUG) && argc > 1 && !strcmp(argv[1], "-v"))
		return slab_validate_show(&console_seq) != 0;
#ifdef CONFIG_SLAB_SHEAVES
	if (argc > 1 && !strcmp(argv[1], "-a")) {
		slab_aliases_show(&console_seq);
		return 0;
	}
#endif
	slabinfo_show(&console_seq);
	return 0;
}
#ifdef CONFIG_SLAB_SHEAVES
SHELL_COMMAND(slabinfo, "slabinfo", "[-j] [-a] [-v]",
	      "caches, as /proc/slabinfo; -a: merged caches; -v: check watched objects",
	      cmd_slabinfo);
#else
SHELL_COMMAND(slabinfo, "slabinfo", "[-j] [-v]",
	      "caches and pools of objects, as /proc/slabinfo; -v: check watched objects",
	      cmd_slabinfo);
#endif

#ifdef CONFIG_SLUB_DEBUG
static int show_traces(int argc, char **argv, bool frees)
{
	int err;

	if (argc != 2) {
		console_printf("%s: the name of a cache is missing\n", argv[0]);
		return 1;
	}
	err = slab_traces_show(&console_seq, argv[1], frees);
	if (err)
		console_printf("%s %s: %s\n", argv[0], argv[1], err == -ENOENT ? "no such cache" :
		       err == -EOPNOTSUPP ? "not watched with slub_debug=U" : "no memory");
	return err != 0;
}

static int cmd_alloc_traces(int argc, char **argv)
{
	return show_traces(argc, argv, false);
}
SHELL_COMMAND(alloc_traces, "alloc_traces", "cache", "callers that allocated a cache's objects",
	      cmd_alloc_traces);

static int cmd_free_traces(int argc, char **argv)
{
	return show_traces(argc, argv, true);
}
SHELL_COMMAND(free_traces, "free_traces", "cache", "callers that freed a cache's objects",
	      cmd_free_traces);
#endif
