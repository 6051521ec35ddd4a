/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_MMDEBUG_H
#define LINUX_MMDEBUG_H

/*
 * Assertions of the memory manager, with Linux's names.  Without CONFIG_DEBUG_VM, the compiler
 * checks the syntax of the condition but generates no code for it, so an assertion costs nothing.
 * A condition must have no side effects.
 */

#include <linux/bug.h>

#ifdef CONFIG_DEBUG_VM
#define VM_BUG_ON(cond)			BUG_ON(cond)
#define VM_WARN_ON(cond)		((void)WARN_ON(cond))
#define VM_WARN_ON_ONCE(cond)		((void)WARN_ON_ONCE(cond))
#define VM_WARN(cond, fmt, ...)		((void)WARN(cond, fmt, ##__VA_ARGS__))
#define VM_WARN_ONCE(cond, fmt, ...)	((void)WARN_ONCE(cond, fmt, ##__VA_ARGS__))
#else
#define __vm_unchecked(cond)		((void)sizeof((long)(cond)))
#define VM_BUG_ON(cond)			__vm_unchecked(cond)
#define VM_WARN_ON(cond)		__vm_unchecked(cond)
#define VM_WARN_ON_ONCE(cond)		__vm_unchecked(cond)
#define VM_WARN(cond, fmt, ...)		__vm_unchecked(cond)
#define VM_WARN_ONCE(cond, fmt, ...)	__vm_unchecked(cond)
#endif

#define VM_BUG_ON_PAGE(cond, page)	VM_BUG_ON(cond)
#define VM_BUG_ON_FOLIO(cond, folio)	VM_BUG_ON(cond)
#define VM_WARN_ON_PAGE(cond, page)	VM_WARN_ON(cond)
#define VM_WARN_ON_ONCE_PAGE(cond, page)	VM_WARN_ON_ONCE(cond)
#define VM_WARN_ON_FOLIO(cond, folio)	VM_WARN_ON(cond)
#define VM_WARN_ON_ONCE_FOLIO(cond, folio)	VM_WARN_ON_ONCE(cond)

#endif /* LINUX_MMDEBUG_H */
