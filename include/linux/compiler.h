/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_COMPILER_H
#define LINUX_COMPILER_H

#include <linux/kconfig.h>

#ifndef __ASSEMBLY__

#include <linux/compiler_attributes.h>

#undef __always_inline
#define __always_inline		inline __attribute__((__always_inline__))
#ifdef CONFIG_CC_OPTIMIZE_FOR_SIZE
#define __fast_inline		inline
#else
#define __fast_inline		__always_inline
#endif
#define noinline		__attribute__((__noinline__))
#define __noinline		noinline
#define noinline_for_stack	noinline
#define asmlinkage

#define likely(x)		__builtin_expect(!!(x), 1)
#define unlikely(x)		__builtin_expect(!!(x), 0)
#define unreachable()		__builtin_unreachable()

#define barrier()		__asm__ __volatile__("" : : : "memory")
#define barrier_data(p)		__asm__ __volatile__("" : : "r"(p) : "memory")
#define OPTIMIZER_HIDE_VAR(v)	__asm__("" : "=r"(v) : "0"(v))
#define RELOC_HIDE(p, off)						\
({									\
	unsigned long __p;						\
	__asm__("" : "=r"(__p) : "0"(p));				\
	(__typeof__(p))(__p + (off));					\
})
#define absolute_pointer(val)	RELOC_HIDE((void *)(val), 0)

/*
 * Turn off a warning of the compiler, such as "-Woverride-init", from here to __diag_pop(), which
 * belongs to the __diag_push() before.  @comment says why.
 */
#define __diag_pragma(text)			_Pragma(#text)
#define __diag(text)				__diag_pragma(GCC diagnostic text)
#define __diag_push()				__diag(push)
#define __diag_pop()				__diag(pop)
#define __diag_ignore_all(option, comment)	__diag(ignored option)


#ifdef __SANITIZE_ADDRESS__
#define QUARRY_ASAN		1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define QUARRY_ASAN		1
#endif
#endif

#ifdef __SANITIZE_THREAD__
#define QUARRY_TSAN		1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define QUARRY_TSAN		1
#endif
#endif

#define __no_sanitize_address	__attribute__((__no_sanitize_address__))
#define __no_sanitize_thread	__attribute__((__no_sanitize_thread__))
#define __no_sanitize_undefined	__attribute__((__no_sanitize_undefined__))
#ifdef __clang__
#undef __no_sanitize_thread
#undef __no_sanitize_undefined
/* With only the first attribute, clang would still instrument atomic accesses, unlike GCC. */
#define __no_sanitize_thread \
	__attribute__((__no_sanitize__("thread"), disable_sanitizer_instrumentation))
#define __no_sanitize_undefined	__attribute__((__no_sanitize__("undefined")))
#endif

/*
 * Access the object once and as a whole.  The thread sanitizer understands atomic accesses but no
 * barriers.  In its builds, READ_ONCE() therefore orders later accesses, and WRITE_ONCE() orders
 * earlier accesses.  In other builds, the caller's barriers do this.
 */
#ifdef QUARRY_TSAN
void AnnotateIgnoreReadsBegin(const char *file, int line);
void AnnotateIgnoreReadsEnd(const char *file, int line);

#define READ_ONCE(x)		__atomic_load_n(&(x), __ATOMIC_ACQUIRE)
#define WRITE_ONCE(x, val)	__atomic_store_n(&(x), (val), __ATOMIC_RELEASE)
#else
#define READ_ONCE(x)		(*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, val)						\
do {									\
	*(volatile __typeof__(x) *)&(x) = (val);			\
} while (0)
#endif

/*
 * Read a variable that another CPU may write.  The caller must explain why any value is acceptable.
 */
#ifdef QUARRY_TSAN
#define data_race(expr)							\
({									\
	AnnotateIgnoreReadsBegin(__FILE__, __LINE__);			\
	__auto_type __value = (expr);					\
	AnnotateIgnoreReadsEnd(__FILE__, __LINE__);			\
	__value;							\
})
#else
#define data_race(expr)		({ expr; })
#endif

/* Load a word without a check by KASAN, for functions that read strings word by word. */
static __no_sanitize_address inline unsigned long read_word_at_a_time(const void *addr)
{
	return *(const unsigned long *)addr;
}

/*
 * Annotate the locks that a function acquires, releases or needs, for clang's -Wthread-safety.
 * Arguments are expressions of the function's parameters, for example __must_hold(&zone->lock).
 */
#ifdef __clang__
#define __capability(name)	__attribute__((__capability__(name)))
#define __acquires(x...)	__attribute__((__acquire_capability__(x)))
#define __releases(x...)	__attribute__((__release_capability__(x)))
#define __cond_acquires(ret, x...) __attribute__((__try_acquire_capability__(ret, x)))
#define __must_hold(x...)	__attribute__((__requires_capability__(x)))
#define __asserts_held(x...)	__attribute__((__assert_capability__(x)))
#define __must_not_hold(x...)	__attribute__((__locks_excluded__(x)))
#define __guarded_by(x)		__attribute__((__guarded_by__(x)))
#define __no_context_analysis	__attribute__((__no_thread_safety_analysis__))
#else
#define __capability(name)
#define __acquires(x...)
#define __releases(x...)
#define __cond_acquires(ret, x...)
#define __must_hold(x...)
#define __asserts_held(x...)
#define __must_not_hold(x...)
#define __guarded_by(x)
#define __no_context_analysis
#endif

/* Linux marks with these names what its own checkers and compiler plug-ins read. */
#define __acquire(x)		((void)0)
#define __release(x)		((void)0)
#define __nocast
#define __safe
#define __private
#define ACCESS_PRIVATE(p, member)	((p)->member)
#define __latent_entropy
#define __randomize_layout
#define __no_randomize_layout
#define __designated_init
#define __chk_user_ptr(x)	((void)0)
#define __chk_io_ptr(x)		((void)0)

/* Document the address space of a pointer. */
#ifdef __CHECKER__
#define __kernel	__attribute__((address_space(0)))
#define __user		__attribute__((noderef, address_space(__user)))
#define __iomem		__attribute__((noderef, address_space(__iomem)))
#define __percpu	__attribute__((noderef, address_space(__percpu)))
#define __rcu		__attribute__((noderef, address_space(__rcu)))
#define __bitwise	__attribute__((bitwise))
#define __force		__attribute__((force))
#define __kernel_ptr(p)	__typeof__(*(p)) __kernel *
#else
#define __kernel
#define __user
#define __iomem
#define __percpu
#define __rcu
#define __bitwise
#define __force
#define __kernel_ptr(p)	__typeof__(p)
#endif

#ifdef __cplusplus
extern "C++" {
template <typename a, typename b> struct __same { static const bool value = false; };
template <typename a> struct __same<a, a> { static const bool value = true; };
template <typename a> struct __plain { typedef a type; };
template <typename a> struct __plain<a &> : __plain<a> { };
template <typename a> struct __plain<const a> : __plain<a> { };
template <typename a> struct __plain<volatile a> : __plain<a> { };
template <typename a> struct __plain<const volatile a> : __plain<a> { };
}
#define __auto_type		auto
#define __same_type(a, b) \
	(__same<__plain<__typeof__(a)>::type, __plain<__typeof__(b)>::type>::value)
#define __must_be_array(a)	(0 * (int)sizeof(char[__same_type((a), &(a)[0]) ? -1 : 1]))
#else
#define __same_type(a, b)	__builtin_types_compatible_p(__typeof__(a), __typeof__(b))
#define __must_be_array(a) \
	((int)(sizeof(struct { int : (__same_type((a), &(a)[0]) ? -1 : 0); }) * 0))
#endif
#define is_signed_type(type)	(((type)(-1)) < (type)1)
#define is_unsigned_type(type)	(!is_signed_type(type))

/*
 * The number of bytes from @p to the end of the object, or of the member, that @p points into;
 * SIZE_MAX if the compiler does not know it.
 */
#if __has_builtin(__builtin_dynamic_object_size)
#define __struct_size(p)	__builtin_dynamic_object_size(p, 0)
#define __member_size(p)	__builtin_dynamic_object_size(p, 1)
#else
#define __struct_size(p)	__builtin_object_size(p, 0)
#define __member_size(p)	__builtin_object_size(p, 1)
#endif

/* True if the optimizer can prove that @x is true. */
#define statically_true(x)	(__builtin_constant_p(x) && (x))

/* Name a member whose name is a keyword in C++.  In C++, an underscore is appended. */
#ifdef __cplusplus
#define __keyword(name)		name##_
#else
#define __keyword(name)		name
#endif

#define ___PASTE(a, b)		a##b
#define __PASTE(a, b)		___PASTE(a, b)
#define __UNIQUE_ID(prefix)	__PASTE(__PASTE(__UNIQUE_ID_, prefix), __COUNTER__)

#define _RET_IP_		((unsigned long)__builtin_return_address(0))
#define _THIS_IP_		({ __label__ __here; __here: (unsigned long)&&__here; })

#endif /* __ASSEMBLY__ */

#endif /* LINUX_COMPILER_H */
