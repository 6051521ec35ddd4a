/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_MODULE_H
#define LINUX_MODULE_H

/*
 * Linux modules are linked into the image.  module_init() becomes an initcall.  module_exit() is
 * compiled but never called, as in a built-in driver.  The MODULE_ macros are ignored.
 */

#include <linux/cache.h>
#include <linux/export.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/moduleparam.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/random.h>
#include <linux/string.h>
#include <linux/stringify.h>
#include <linux/types.h>

#define module_init(fn)		device_initcall(fn)
#define module_exit(fn)		\
	static void (*const __exitcall_##fn)(void) __maybe_unused = fn;

#define __MODULE_NOTE(kind, text)	_Static_assert(sizeof(text) > 0, kind)
#define MODULE_LICENSE(text)		__MODULE_NOTE("licence", text)
#define MODULE_AUTHOR(text)		__MODULE_NOTE("author", text)
#define MODULE_DESCRIPTION(text)	__MODULE_NOTE("description", text)
#define MODULE_VERSION(text)		__MODULE_NOTE("version", text)
#define MODULE_ALIAS(text)		__MODULE_NOTE("alias", text)
#define MODULE_DEVICE_TABLE(type, name)	_Static_assert(sizeof(name) > 0, "device table")
#define MODULE_INFO(tag, text)		__MODULE_NOTE(#tag, text)
#define MODULE_FIRMWARE(text)		__MODULE_NOTE("firmware", text)
#define MODULE_SOFTDEP(text)		__MODULE_NOTE("modules", text)
/* The name of a namespace is a string since Linux 6.13, and was a plain name before. */
#define MODULE_IMPORT_NS(name)		__MODULE_NOTE("namespace", __stringify(name))

/* As in Linux without loadable modules: code in the image is always there. */
static inline bool try_module_get(struct module *module)
{
	return true;
}

static inline void __module_get(struct module *module)
{
}

static inline void module_put(struct module *module)
{
}

#define module_name(module)		"kernel"

#endif /* LINUX_MODULE_H */
