/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KUNIT_VISIBILITY_H
#define KUNIT_VISIBILITY_H

/* Static functions that a test in another file may call: they are static without CONFIG_KUNIT. */

#include <linux/export.h>
#include <linux/kconfig.h>

#if IS_ENABLED(CONFIG_KUNIT)
#define VISIBLE_IF_KUNIT
#define EXPORT_SYMBOL_IF_KUNIT(symbol)	EXPORT_SYMBOL(symbol)
#else
#define VISIBLE_IF_KUNIT		static
#define EXPORT_SYMBOL_IF_KUNIT(symbol)	_Static_assert(1, "not exported")
#endif

#endif /* KUNIT_VISIBILITY_H */
