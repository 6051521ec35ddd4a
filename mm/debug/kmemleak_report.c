// SPDX-License-Identifier: BSD-2-Clause
/* Print the results of kmemleak's last scan, in the format of Linux's debugfs file. */

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/kstrtox.h>
#include <linux/ktime.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/seq_file.h>
#include <linux/stackdepot.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <quarry/shell.h>

#include "kmemleak.h"

#define DUMP_BYTES	32

/* A copy of the first bytes of an object, as far as they may be read. */
struct sample {
	u8 bytes[DUMP_BYTES];
	unsigned int nr;
};

static __no_sanitize_address __no_sanitize_thread
void copy_bytes(const void *from, const void *end, void *arg)
{
	struct sample *sample = arg;

	kasan_disable_current();
	for (const u8 *p = from; p < (const u8 *)end && sample->nr < sizeof(sample->bytes); p++)
		sample->bytes[sample->nr++] = *(const volatile u8 *)p;
	kasan_enable_current();
}

static void kmemleak_show_bytes(struct seq_file *m, const struct leak_object *object)
{
	struct sample sample = {};
	char line[80];

	leak_for_each_piece(leak_address(object), 0, min(object->size, (unsigned long)DUMP_BYTES),
			    copy_bytes, &sample);
	seq_printf(m, "  hex dump (first %u bytes):\n", sample.nr);
	for (unsigned int i = 0; i < sample.nr; i += 16) {
		hex_dump_to_buffer(sample.bytes + i, min(sample.nr - i, 16U), 16, 1, line,
				   sizeof(line), true);
		seq_printf(m, "    %s\n", line);
	}
}

/*
 * Store the call chain, thread and time of the object's allocation.  Returns false if they are
 * unknown.
 */
static bool allocated_by(const void *p, u32 *stack, int *pid, u32 *when)
{
	const struct object_tool *tool = object_tool_of(p);

	return tool && tool->allocated_by(p, stack, pid, when);
}

static void show_stack(struct seq_file *m, u32 stack, u32 sum)
{
	const unsigned long *entries;
	unsigned int n = stack_depot_fetch(stack, &entries);

	seq_printf(m, "  backtrace (crc %x):\n", sum);
	for (unsigned int i = 0; i < n; i++)
		seq_printf(m, "    [<%016lx>] %pS\n", entries[i], (void *)(entries[i] - 1));
}

static void kmemleak_show_object(struct seq_file *m, const char *what,
				 const struct leak_object *object, u32 now)
{
	unsigned long addr = leak_address(object);
	u32 stack = 0, when = object->since;
	char text[160];
	int pid = 0;
	bool known = !is_vmalloc_addr((void *)addr) &&
		     allocated_by((void *)addr, &stack, &pid, &when);

	seq_printf(m, "%s 0x%016lx (size %lu):\n", what, addr, object->size);
	if (known)
		seq_printf(m, "  pid %d, at %u ms (age %u ms)\n", pid, when, now - when);
	else
		seq_printf(m, "  seen first at %u ms (%u ms ago)\n", when, now - when);
	slab_engine_describe((void *)addr, text, sizeof(text));
	if (!is_vmalloc_addr((void *)addr))
		seq_printf(m, "  %s\n", text);
	kmemleak_show_bytes(m, object);
	if (known)
		show_stack(m, stack, object->sum);
	else
		seq_printf(m, "  crc %x; slub_debug=U would record the caller\n", object->sum);
}

void kmemleak_show(struct seq_file *m)
{
	u32 now = ktime_get() / NSEC_PER_MSEC;

	mutex_lock(&leak_mutex);
	for (unsigned long i = 0; i < leak_table.nr; i++) {
		const struct leak_object *object = &leak_table.objects[i];

		if (object->flags & LEAK_REPORTED &&
		    leak_is_live(leak_address(object), object->size))
			kmemleak_show_object(m, "unreferenced object", object, now);
	}
	mutex_unlock(&leak_mutex);
}

int kmemleak_dump(struct seq_file *m, unsigned long addr)
{
	const struct leak_object *object;
	u32 now = ktime_get() / NSEC_PER_MSEC;
	int err = -ENOENT;

	mutex_lock(&leak_mutex);
	object = leak_find(&leak_table, addr);
	if (object && leak_is_live(leak_address(object), object->size)) {
		kmemleak_show_object(m, "object", object, now);
		seq_printf(m, "  flags:%s%s%s%s%s%s\n", object->flags & LEAK_ROOT ? " stack" : "",
			   object->flags & LEAK_SEEN ? " referenced" : "",
			   object->flags & LEAK_GREY ? " not_leak" : "",
			   object->flags & LEAK_NO_SCAN ? " no_scan" : "",
			   object->flags & LEAK_REPORTED ? " reported" : "",
			   object->flags & LEAK_CLEARED ? " cleared" : "");
		if (object->flags & LEAK_SEEN && ~object->by)
			seq_printf(m, "  referenced by the word at 0x%016lx, among others\n",
				   ~object->by);
		err = 0;
	}
	mutex_unlock(&leak_mutex);
	return err;
}

static int leak_dump(const char *value)
{
	unsigned long addr;

	if (kstrtoul(value, 16, &addr) || kmemleak_dump(&console_seq, addr)) {
		console_printf("kmemleak: %s: no such object in the last scan\n", value);
		return 1;
	}
	return 0;
}

static int leak_scan(void)
{
	int found = kmemleak_scan();

	if (found < 0)
		console_printf("kmemleak: %s\n", found == -ENOMEM ? "no memory" :
			       "disabled, or debug_pagealloc=on");
	return found < 0;
}

static int cmd_kmemleak(int argc, char **argv)
{
	if (argc < 2)
		kmemleak_show(&console_seq);
	else if (!strcmp(argv[1], "scan"))
		return leak_scan();
	else if (!strcmp(argv[1], "clear"))
		kmemleak_clear();
	else if (!strcmp(argv[1], "off"))
		kmemleak_off();
	else if (!strncmp(argv[1], "dump=", 5))
		return leak_dump(argv[1] + 5);
	else
		console_printf("kmemleak: the action is scan, clear, off or dump=ADDRESS\n");
	return 0;
}
SHELL_COMMAND(kmemleak, "kmemleak", "[action]",
	      "unreferenced objects (leaks); scan, clear, off, dump=ADDRESS", cmd_kmemleak);
