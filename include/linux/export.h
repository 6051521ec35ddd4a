/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_EXPORT_H
#define LINUX_EXPORT_H

/* There are no loadable modules, so an export only checks that the symbol exists. */

#include <linux/compiler.h>
#include <linux/stringify.h>

struct module;
#define THIS_MODULE ((struct module *)0)

#define EXPORT_SYMBOL(name)		_Static_assert(sizeof(&name) > 0, "export")
#define EXPORT_SYMBOL_GPL(name)		EXPORT_SYMBOL(name)
#define EXPORT_SYMBOL_NS(name, ns)	EXPORT_SYMBOL(name)
#define EXPORT_SYMBOL_NS_GPL(name, ns)	EXPORT_SYMBOL(name)

#endif /* LINUX_EXPORT_H */
