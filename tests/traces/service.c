// SPDX-License-Identifier: BSD-2-Clause
/*
 * A workload of a management controller that runs for a long time.  It has sessions, requests that
 * build a tree of values and drop it, a table of settings whose values grow and shrink, a log,
 * timers, numbers in an XArray, and occasional transfers with large buffers.  The load changes
 * between day and night.
 */

#include <linux/array_size.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/minmax.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <linux/xarray.h>

#include "workload.h"

#define SESSIONS	48
#define SETTINGS	300
#define LOG		400
#define TIMERS		200
#define STEPS		9000

struct session {
	char *user, *token;
	void *buffer;
	size_t size;
};

struct value {
	struct list_head list;
	char *name;
	void *what;
};

static struct session *sessions[SESSIONS];
static char *settings[SETTINGS], *lines[LOG];
static void *timers[TIMERS], *blocks[4];
static unsigned int line;
static DEFINE_XARRAY(entries);
static u32 seed;

static u32 any(u32 below)
{
	return workload_random(&seed, below);
}

static void session_end(struct session *s)
{
	if (!s)
		return;
	kfree(s->buffer);
	kfree(s->token);
	kfree(s->user);
	kfree(s);
}

static int session_turn(struct session **slot)
{
	struct session *s = *slot;

	if (s && any(4)) {
		/* The session transfers data, so its buffer grows. */
		size_t size = min_t(size_t, s->size + 256 + any(1500), 12000);
		void *buffer = krealloc(s->buffer, size, GFP_KERNEL);

		if (!buffer)
			return -ENOMEM;
		s->buffer = buffer;
		s->size = size;
		return 0;
	}
	session_end(s);
	s = kzalloc(312, GFP_KERNEL);
	*slot = s;
	if (!s)
		return -ENOMEM;
	s->user = kasprintf(GFP_KERNEL, "operator%u", any(1000));
	s->token = kmalloc(64, GFP_KERNEL);
	return s->user && s->token ? 0 : -ENOMEM;
}

static void tree_free(struct list_head *tree)
{
	struct value *v, *next;

	list_for_each_entry_safe(v, next, tree, list) {
		kfree(v->what);
		kfree(v->name);
		kfree(v);
	}
}

/*
 * Allocate the values of a request: names, numbers and strings.  All of them are freed when the
 * request is answered.
 */
static int request(unsigned int nr)
{
	char *answer = kmalloc(1024 + any(3000), GFP_KERNEL);
	LIST_HEAD(tree);
	int err = answer ? 0 : -ENOMEM;

	while (nr-- && !err) {
		struct value *v = kzalloc(sizeof(*v) + 8 * any(3), GFP_KERNEL);

		if (!v) {
			err = -ENOMEM;
			break;
		}
		list_add(&v->list, &tree);
		v->name = kasprintf(GFP_KERNEL, "property_%u", any(100000));
		if (any(2))
			v->what = kmalloc(8 + any(any(8) ? 40 : 400), GFP_KERNEL);
		if (!v->name)
			err = -ENOMEM;
	}
	tree_free(&tree);
	kfree(answer);
	return err;
}

static int setting(char **slot)
{
	char *value = krealloc(*slot, 4 + any(any(6) ? 28 : 200), GFP_KERNEL);

	if (!value)
		return -ENOMEM;
	*slot = value;
	return 0;
}

static int log_line(void)
{
	char **slot = &lines[line++ % LOG];

	kfree(*slot);
	*slot = kasprintf(GFP_KERNEL, "sensor %u reads %u, limit %u%.*s", any(50), any(100000),
			  any(100000), (int)any(60),
			  "; the fan was told to run faster, and the event is in the journal");
	return *slot ? 0 : -ENOMEM;
}

static int timer(void **slot)
{
	if (*slot) {
		kfree(*slot);
		*slot = NULL;
		return 0;
	}
	*slot = kmalloc(56 + 8 * any(6), GFP_ATOMIC);
	return *slot ? 0 : -ENOMEM;
}

/*
 * Remove the entry at @index of an XArray, or add one if there is no entry.  The XArray also
 * allocates and frees its nodes.
 */
static int entry(unsigned long index)
{
	void *old = xa_load(&entries, index), *new = NULL;

	if (!old) {
		new = kmalloc(24 + any(100), GFP_KERNEL);
		if (!new)
			return -ENOMEM;
	}
	kfree(xa_store(&entries, index, new, GFP_KERNEL));
	return 0;
}

static int transfer(void **slot)
{
	if (*slot) {
		kfree(*slot);
		*slot = NULL;
		return 0;
	}
	*slot = kmalloc(4096U << any(3), GFP_KERNEL);
	return *slot ? 0 : -ENOMEM;
}

static int step(unsigned int i)
{
	bool day = i / 1500 % 2 == 0;
	u32 what = any(100);

	if (what < (day ? 22 : 4))
		return session_turn(&sessions[any(SESSIONS)]);
	if (what < (day ? 30 : 8))
		return request(2 + any(day ? 25 : 6));
	if (what < 45)
		return setting(&settings[any(SETTINGS)]);
	if (what < 62)
		return log_line();
	if (what < 78)
		return timer(&timers[any(TIMERS)]);
	if (what < 99)
		return entry(any(day ? 2000 : 500) * 7);
	return transfer(&blocks[any(ARRAY_SIZE(blocks))]);
}

static int service(void)
{
	int err = 0;

	seed = 3;
	for (unsigned int i = 0; i < STEPS && !err; i++)
		err = step(i);
	return err;
}
WORKLOAD(service, .run = service);
