/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_EXPORT_H
#define LINUX_EXPORT_H

/* All functions of an image are linked statically, so that none is exported. */
#define EXPORT_SYMBOL(name)		_Static_assert(sizeof(&name) > 0, "export")
#define EXPORT_SYMBOL_GPL(name)		EXPORT_SYMBOL(name)
#define EXPORT_SYMBOL_NS(name, ns)	EXPORT_SYMBOL(name)
#define EXPORT_SYMBOL_NS_GPL(name, ns)	EXPORT_SYMBOL(name)

#endif /* LINUX_EXPORT_H */
