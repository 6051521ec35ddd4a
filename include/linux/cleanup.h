/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_CLEANUP_H
#define LINUX_CLEANUP_H

/*
 * Free memory or release a lock when a variable goes out of scope.
 *
 *	DEFINE_FREE(kfree, void *, if (_T) kfree(_T))
 *	struct foo *p __free(kfree) = kmalloc(sizeof(*p), GFP_KERNEL);
 *	return_ptr(p);				the caller owns the memory
 *
 *	DEFINE_GUARD(mutex, struct mutex *, mutex_lock(_T), mutex_unlock(_T))
 *	guard(mutex)(&lock);			hold the lock until the end of this block
 *	scoped_guard(mutex, &lock) { ... }	hold the lock during this statement
 *
 * DEFINE_LOCK_GUARD_1() defines a guard with members of its own, such as saved flags.  Its lock and
 * unlock statements use _T->lock and those members.  DEFINE_LOCK_GUARD_0() is for a guard without a
 * lock.  clang's -Wthread-safety does not see that a guard holds a lock.
 *
 *	DEFINE_GUARD_COND(mutex, _try, mutex_trylock(_T))
 *	scoped_cond_guard(mutex_try, return -EBUSY, &lock) { ... }
 *
 * DEFINE_GUARD_COND() and DEFINE_LOCK_GUARD_1_COND() define a further guard of a kind, which may
 * fail to lock.  scoped_cond_guard() then executes its second argument instead of the statement,
 * and scoped_guard() does nothing.
 */

#include <linux/compiler.h>

#define DEFINE_FREE(_name, _type, _free)					\
static __always_inline __maybe_unused void __free_##_name(void *p)		\
{										\
	_type _T = *(_type *)p;							\
	_free;									\
}

#define __free(_name)	__cleanup(__free_##_name)

/* Return the value of @p and set @p to @nullvalue, so that it is not freed. */
#define __get_and_null(p, nullvalue)						\
({										\
	__auto_type __ptr = &(p);						\
	__auto_type __val = *__ptr;						\
	*__ptr = nullvalue;							\
	__val;									\
})
#define no_free_ptr(p)	((__typeof__(p))__get_and_null(p, NULL))
#define return_ptr(p)	return no_free_ptr(p)

#define DEFINE_CLASS(_name, _type, _exit, _init, _init_args...)			\
typedef _type class_##_name##_t;						\
static __always_inline __maybe_unused void class_##_name##_destructor(_type *p)	\
{										\
	_type _T = *p;								\
	_exit;									\
}										\
static __always_inline __maybe_unused _type class_##_name##_constructor(_init_args)	\
{										\
	_type t = _init;							\
	return t;								\
}

#define CLASS(_name, var)							\
	class_##_name##_t var __maybe_unused __cleanup(class_##_name##_destructor) =	\
		class_##_name##_constructor

/* Define whether the constructor of a guard may fail to lock. */
#define DEFINE_CLASS_IS_CONDITIONAL(_name, _may_fail)				\
static __maybe_unused const bool class_##_name##_is_conditional = _may_fail;

/* Define a class whose objects differ from those of @_name only in their constructor. */
#define EXTEND_CLASS(_name, ext, _init, _init_args...)				\
typedef class_##_name##_t class_##_name##ext##_t;				\
static __always_inline __maybe_unused __no_context_analysis void		\
class_##_name##ext##_destructor(class_##_name##_t *p)				\
{										\
	class_##_name##_destructor(p);						\
}										\
static __always_inline __maybe_unused void *					\
class_##_name##ext##_lock_ptr(class_##_name##_t *p)				\
{										\
	return class_##_name##_lock_ptr(p);					\
}										\
static __always_inline __maybe_unused __no_context_analysis class_##_name##_t	\
class_##_name##ext##_constructor(_init_args)					\
{										\
	class_##_name##_t t = _init;						\
	return t;								\
}

#define DEFINE_GUARD(_name, _type, _lock, _unlock)				\
DEFINE_CLASS(_name, _type, if (_T) { _unlock; }, ({ _lock; _T; }), _type _T)	\
DEFINE_CLASS_IS_CONDITIONAL(_name, false)					\
static __always_inline __maybe_unused void *					\
class_##_name##_lock_ptr(class_##_name##_t *p)					\
{										\
	return *p;								\
}

#define DEFINE_GUARD_COND(_name, _ext, _condlock)				\
DEFINE_CLASS_IS_CONDITIONAL(_name##_ext, true)					\
EXTEND_CLASS(_name, _ext, _T && (_condlock) ? _T : NULL, class_##_name##_t _T)

#define __DEFINE_LOCK_GUARD_PTR(_name)							\
DEFINE_CLASS_IS_CONDITIONAL(_name, false)						\
static __always_inline __maybe_unused void *						\
class_##_name##_lock_ptr(class_##_name##_t *p)						\
{											\
	return p->lock;									\
}

/* The attribute is for statements that acquire in one function and release in another. */
#define DEFINE_LOCK_GUARD_1(_name, _type, _lock, _unlock, ...)				\
typedef struct {									\
	_type *lock;									\
	__VA_ARGS__;									\
} class_##_name##_t;									\
static __always_inline __maybe_unused __no_context_analysis void			\
class_##_name##_destructor(class_##_name##_t *_T)					\
{											\
	if (_T->lock) {									\
		_unlock;								\
	}										\
}											\
static __always_inline __maybe_unused __no_context_analysis class_##_name##_t		\
class_##_name##_constructor(_type *l)							\
{											\
	class_##_name##_t _t = { .lock = l }, *_T = &_t;				\
											\
	_lock;										\
	return _t;									\
}											\
__DEFINE_LOCK_GUARD_PTR(_name)

#define DEFINE_LOCK_GUARD_1_COND(_name, _ext, _condlock)				\
DEFINE_CLASS_IS_CONDITIONAL(_name##_ext, true)						\
EXTEND_CLASS(_name, _ext,								\
	     ({ class_##_name##_t _t = { .lock = l }, *_T = &_t;			\
		if (l && !(_condlock))							\
			_T->lock = NULL;						\
		_t; }),									\
	     __typeof__(((class_##_name##_t *)NULL)->lock) l)

#define DEFINE_LOCK_GUARD_0(_name, _lock, _unlock, ...)					\
typedef struct {									\
	void *lock;									\
	__VA_ARGS__;									\
} class_##_name##_t;									\
static __always_inline __maybe_unused __no_context_analysis void			\
class_##_name##_destructor(class_##_name##_t *_T)					\
{											\
	if (_T->lock) {									\
		_unlock;								\
	}										\
}											\
static __always_inline __maybe_unused __no_context_analysis class_##_name##_t		\
class_##_name##_constructor(void)							\
{											\
	class_##_name##_t _t = { .lock = (void *)1 }, *_T __maybe_unused = &_t;	\
											\
	_lock;										\
	return _t;									\
}											\
__DEFINE_LOCK_GUARD_PTR(_name)

/* C++ programs often have objects with the name guard, so this macro is only for C. */
#ifndef __cplusplus
#define guard(_name)	CLASS(_name, __UNIQUE_ID(guard))
#endif
#define scoped_guard(_name, args...)						\
	for (int __scope_once = 1; __scope_once; __scope_once = 0)		\
		for (CLASS(_name, __scope)(args); __scope_once; __scope_once = 0)	\
			if (class_##_name##_is_conditional &&			\
			    !class_##_name##_lock_ptr(&__scope)) {		\
			} else

#define scoped_cond_guard(_name, _fail, args...)				\
	for (int __scope_once = 1; __scope_once; __scope_once = 0)		\
		for (CLASS(_name, __scope)(args); __scope_once; __scope_once = 0)	\
			if (!class_##_name##_lock_ptr(&__scope))		\
				_fail;						\
			else

#endif /* LINUX_CLEANUP_H */
