// SPDX-License-Identifier: BSD-2-Clause
/* Managed resources of devices: memory, pages, per-CPU memory and actions. */

#include <internal/sections.h>
#include <linux/bitmap.h>
#include <linux/bug.h>
#include <linux/device.h>
#include <linux/minmax.h>
#include <linux/overflow.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <linux/string_helpers.h>

#include "devres.h"

/* ---- Memory ---------------------------------------------------------------------------------- */

/* Do nothing: the memory is the data of the resource's entry, and is freed with the entry. */
static void release_memory(struct device *dev, void *res)
{
}

static int is_same(struct device *dev, void *res, void *data)
{
	return res == data;
}

static bool devm_is_constant(const void *p)
{
	return p >= (const void *)__start_rodata && p < (const void *)__end_rodata;
}

void *devm_kmalloc(struct device *dev, size_t size, gfp_t gfp)
{
	struct devres *dr;

	if (!size)
		return ZERO_SIZE_PTR;
	dr = devres_alloc_entry(release_memory, size, gfp, dev_to_node(dev));
	if (!dr)
		return NULL;
	devres_add(dev, dr->data);
	return dr->data;
}

void *devm_kzalloc(struct device *dev, size_t size, gfp_t gfp)
{
	return devm_kmalloc(dev, size, gfp | __GFP_ZERO);
}

void *devm_kmalloc_array(struct device *dev, size_t n, size_t size, gfp_t gfp)
{
	return devm_kmalloc(dev, size_mul(n, size), gfp);
}

void *devm_kcalloc(struct device *dev, size_t n, size_t size, gfp_t gfp)
{
	return devm_kmalloc_array(dev, n, size, gfp | __GFP_ZERO);
}

unsigned long *devm_bitmap_alloc(struct device *dev, unsigned int nbits, gfp_t gfp)
{
	return devm_kmalloc_array(dev, BITS_TO_LONGS(nbits), sizeof(unsigned long), gfp);
}

unsigned long *devm_bitmap_zalloc(struct device *dev, unsigned int nbits, gfp_t gfp)
{
	return devm_bitmap_alloc(dev, nbits, gfp | __GFP_ZERO);
}

void devm_kfree(struct device *dev, const void *p)
{
	int err;

	if (ZERO_OR_NULL_PTR(p) || devm_is_constant(p))
		return;
	err = devres_destroy(dev, release_memory, is_same, (void *)p);
	WARN(err, "devm_kfree: %px does not belong to %s\n", p, dev_name(dev));
}

void *devm_krealloc(struct device *dev, void *p, size_t new_size, gfp_t gfp)
{
	struct devres *old, *new;

	if (!new_size) {
		devm_kfree(dev, p);
		return ZERO_SIZE_PTR;
	}
	if (ZERO_OR_NULL_PTR(p))
		return devm_kmalloc(dev, new_size, gfp);
	if (WARN(!devres_find(dev, release_memory, is_same, p),
		 "devm_krealloc: %px does not belong to %s\n", p, dev_name(dev)))
		return NULL;
	old = container_of(p, struct devres, data);
	if (new_size <= old->size) {
		old->size = new_size;
		return p;
	}
	new = devres_alloc_entry(release_memory, new_size, gfp, dev_to_node(dev));
	if (!new)
		return NULL;
	memcpy(new->data, old->data, old->size);
	devres_replace(dev, old, new);
	kfree(old);
	return new->data;
}

void *devm_krealloc_array(struct device *dev, void *p, size_t new_n, size_t new_size, gfp_t gfp)
{
	size_t bytes;

	return check_mul_overflow(new_n, new_size, &bytes) ? NULL
							   : devm_krealloc(dev, p, bytes, gfp);
}

void *devm_kmemdup(struct device *dev, const void *src, size_t size, gfp_t gfp)
{
	void *p = devm_kmalloc(dev, size, gfp);

	return p && size ? memcpy(p, src, size) : p;
}

void *devm_kmemdup_array(struct device *dev, const void *src, size_t n, size_t size, gfp_t gfp)
{
	return devm_kmemdup(dev, src, size_mul(n, size), gfp);
}

char *devm_kstrdup(struct device *dev, const char *s, gfp_t gfp)
{
	return s ? devm_kmemdup(dev, s, strlen(s) + 1, gfp) : NULL;
}

const char *devm_kstrdup_const(struct device *dev, const char *s, gfp_t gfp)
{
	return devm_is_constant(s) ? s : devm_kstrdup(dev, s, gfp);
}

char *devm_kvasprintf(struct device *dev, gfp_t gfp, const char *fmt, va_list args)
{
	va_list again;
	size_t size;
	char *text;

	va_copy(again, args);
	size = (size_t)vsnprintf(NULL, 0, fmt, again) + 1;
	va_end(again);
	text = devm_kmalloc(dev, size, gfp);
	if (text)
		vsnprintf(text, size, fmt, args);
	return text;
}

char *devm_kasprintf(struct device *dev, gfp_t gfp, const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	text = devm_kvasprintf(dev, gfp, fmt, args);
	va_end(args);
	return text;
}

struct devm_strarray {
	char **array;
	size_t n;
};

static void release_strarray(struct device *dev, void *res)
{
	struct devm_strarray *strings = res;

	kfree_strarray(strings->array, strings->n);
}

char **devm_kasprintf_strarray(struct device *dev, const char *prefix, size_t n)
{
	struct devm_strarray *strings = devres_alloc(release_strarray, sizeof(*strings),
						     GFP_KERNEL);

	if (!strings)
		return ERR_PTR(-ENOMEM);
	strings->n = n;
	strings->array = kasprintf_strarray(GFP_KERNEL, prefix, n);
	if (!strings->array) {
		devres_free(strings);
		return ERR_PTR(-ENOMEM);
	}
	devres_add(dev, strings);
	return strings->array;
}

/* ---- Pages ----------------------------------------------------------------------------------- */

struct devm_pages {
	unsigned long addr;
	unsigned int order;
};

static void release_pages_of(struct device *dev, void *res)
{
	struct devm_pages *pages = res;

	free_pages(pages->addr, pages->order);
}

static int is_address(struct device *dev, void *res, void *data)
{
	return ((struct devm_pages *)res)->addr == (unsigned long)data;
}

unsigned long devm_get_free_pages(struct device *dev, gfp_t gfp, unsigned int order)
{
	struct devm_pages *pages;
	unsigned long addr = __get_free_pages(gfp, order);

	if (!addr)
		return 0;
	pages = devres_alloc(release_pages_of, sizeof(*pages), gfp & ~(GFP_ZONEMASK | __GFP_COMP));
	if (!pages) {
		free_pages(addr, order);
		return 0;
	}
	pages->addr = addr;
	pages->order = order;
	devres_add(dev, pages);
	return addr;
}

void devm_free_pages(struct device *dev, unsigned long addr)
{
	int err = devres_release(dev, release_pages_of, is_address, (void *)addr);

	WARN(err, "devm_free_pages: %lx does not belong to %s\n", addr, dev_name(dev));
}

/* ---- Per-CPU memory -------------------------------------------------------------------------- */

static void release_percpu(struct device *dev, void *res)
{
	free_percpu(*(void __percpu **)res);
}

static int is_percpu(struct device *dev, void *res, void *data)
{
	return *(void **)res == data;
}

void __percpu *__devm_alloc_percpu(struct device *dev, size_t size, size_t align)
{
	void __percpu **p = devres_alloc(release_percpu, sizeof(*p), GFP_KERNEL);

	if (!p)
		return NULL;
	*p = __alloc_percpu(size, align);
	if (!*p) {
		devres_free(p);
		return NULL;
	}
	devres_add(dev, p);
	return *p;
}

void devm_free_percpu(struct device *dev, void __percpu *pdata)
{
	int err = devres_release(dev, release_percpu, is_percpu, (void __force *)pdata);

	WARN(err, "devm_free_percpu: %px does not belong to %s\n", (void __force *)pdata,
	     dev_name(dev));
}

/* ---- Actions --------------------------------------------------------------------------------- */

struct action {
	void (*fn)(void *data);
	void *data;
};

static void release_action(struct device *dev, void *res)
{
	struct action *action = res;

	action->fn(action->data);
}

static int is_action(struct device *dev, void *res, void *data)
{
	const struct action *action = res, *wanted = data;

	return action->fn == wanted->fn && action->data == wanted->data;
}

int devm_add_action(struct device *dev, void (*fn)(void *), void *data)
{
	struct action *action = devres_alloc(release_action, sizeof(*action), GFP_KERNEL);

	if (!action)
		return -ENOMEM;
	*action = (struct action){ .fn = fn, .data = data };
	devres_add(dev, action);
	return 0;
}

int devm_add_action_or_reset(struct device *dev, void (*fn)(void *), void *data)
{
	int err = devm_add_action(dev, fn, data);

	if (err)
		fn(data);
	return err;
}

int devm_remove_action_nowarn(struct device *dev, void (*fn)(void *), void *data)
{
	struct action wanted = { .fn = fn, .data = data };

	return devres_destroy(dev, release_action, is_action, &wanted);
}

void devm_remove_action(struct device *dev, void (*fn)(void *), void *data)
{
	int err = devm_remove_action_nowarn(dev, fn, data);

	WARN(err, "devm_remove_action: %s has no such action\n", dev_name(dev));
}

void devm_release_action(struct device *dev, void (*fn)(void *), void *data)
{
	struct action wanted = { .fn = fn, .data = data };
	int err = devres_release(dev, release_action, is_action, &wanted);

	WARN(err, "devm_release_action: %s has no such action\n", dev_name(dev));
}
