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
#include <linux/string.h>
#include <linux/stringify.h>
#include <linux/types.h>

struct module;
#define THIS_MODULE ((struct module *)0)

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

#endif /* LINUX_MODULE_H */
