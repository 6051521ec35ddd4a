// SPDX-License-Identifier: BSD-2-Clause
/*
 * Functions that libstdc++ expects from Linux's C library, and that Quarry's C libraries lack or
 * implement differently: initialization of local static variables, per-thread state of exceptions,
 * destructors of thread-local objects, and the lookup of exception tables.
 *
 * Sources: Itanium C++ ABI, sections 2.8, 3.3.2 and 3.3.3; the GNU C Library manual, "Dynamic
 * Linker Introspection", for _dl_find_object().
 */

#include <cassert>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cxxabi.h>
#include <exception>
#include <future>
#include <new>
#include <typeinfo>
#include "libc/os.h"
#include "libc/posix/library.h"

/*
 * Per-thread variables of std::call_once().  Those of libstdc++ are accessed through the thread
 * pointer of Linux's C library.
 */
namespace std {
__thread void *__once_callable;
__thread void (*__once_call)();
}

/*
 * This function replaces that of libstdc++, because the clocks have other numbers in Linux's C
 * library.
 */
std::chrono::steady_clock::time_point std::chrono::steady_clock::now() noexcept
{
	return time_point(duration(os_time_monotonic()));
}

std::chrono::system_clock::time_point std::chrono::system_clock::now() noexcept
{
	return time_point(duration(os_time_real()));
}

/*
 * Wait for a word, for std::future.  The function of libstdc++ uses system calls.  If @timed is
 * true, wait until @time on the clock whose current value is @now.  Returns false after a timeout.
 */
static bool wait_until(const unsigned *word, unsigned value, bool timed,
		       std::chrono::nanoseconds time, unsigned long long now)
{
	unsigned long long until = time.count() < 0 ? 0 : time.count();
	unsigned long long left = until < now ? 0 : until - now;

	return os_futex_wait(reinterpret_cast<const int *>(word), value,
			     timed ? os_time_monotonic() + left + 1 : 0) != -ETIMEDOUT;
}

using futex = std::__atomic_futex_unsigned_base;

bool futex::_M_futex_wait_until(unsigned *word, unsigned value, bool timed, std::chrono::seconds s,
				std::chrono::nanoseconds ns)
{
	return wait_until(word, value, timed, s + ns, os_time_real());
}

bool futex::_M_futex_wait_until_steady(unsigned *word, unsigned value, bool timed,
				       std::chrono::seconds s, std::chrono::nanoseconds ns)
{
	return wait_until(word, value, timed, s + ns, os_time_monotonic());
}

void futex::_M_futex_notify_all(unsigned *word)
{
	os_futex_wake(reinterpret_cast<const int *>(word), ~0u);
}

extern "C" {

/*
 * Functions that libstdc++ of GCC 14 calls to parse GLIBCXX_TUNABLES (the memory reserved for
 * exceptions).
 */
char *secure_getenv(const char *name)
{
	return getenv(name);
}

unsigned long __isoc23_strtoul(const char *text, char **end, int base)
{
	return strtoul(text, end, base);
}

/*
 * Functions that libstdc++ of GCC 14 calls to convert a _Float128 if long double is a smaller type.
 * The C libraries have no such conversions, so a program that calls one of them exits with a
 * message.
 */
#ifdef __x86_64__
static void refuse_float128(const char *what) __attribute__((noreturn));
static void refuse_float128(const char *what)
{
	fprintf(stderr, "%s: the C library does not convert numbers of type _Float128\n", what);
	abort();
}

int strfromf128(char *, size_t, const char *, __float128)
{
	refuse_float128("std::to_chars()");
}

__float128 strtof128(const char *, char **)
{
	refuse_float128("std::from_chars()");
}
#endif

void __assert_fail(const char *what, const char *file, unsigned int line, const char *function)
{
	__assert_func(file, line, function, what);
}

int *__errno_location(void)
{
	return &errno;
}

/* std::random_device calls this function to ask a file for its entropy.  It always fails. */
__attribute__((weak)) int ioctl(int, unsigned long, ...)
{
	errno = ENOTTY;
	return -1;
}

/* std::thread::hardware_concurrency() calls this function. */
__attribute__((weak)) int get_nprocs(void)
{
	return os_cpus();
}

void __once_proxy(void)
{
	std::__once_call();
}

__attribute__((visibility("hidden"))) void *__dso_handle = &__dso_handle;

/* 0: always use atomic reference counts, even with one thread. */
char __libc_single_threaded = 0;

/* Weak, because a C application may define its own gettext(). */
__attribute__((weak)) char *gettext(const char *text)
{
	return const_cast<char *>(text);
}

#ifdef __cpp_exceptions
/*
 * If the routine throws an exception, another thread may call the routine ([thread.once.callonce]).
 */
int pthread_once(pthread_once_t *once, void (*routine)(void))
{
	if (!once_begin(once))
		return 0;
	try {
		routine();
	} catch (...) {
		once_end(once, false);
		throw;
	}
	once_end(once, true);
	return 0;
}

void call_once(pthread_once_t *once, void (*routine)(void))
{
	pthread_once(once, routine);
}
#endif

/* ---- local static variables ------------------------------------------------------------------ */

/* A guard variable.  Compiled code checks its first byte.  This file uses the word after it. */
struct guard {
	char done;
	int state;
};

static guard *own(abi::__guard *object)
{
	return reinterpret_cast<guard *>(object);
}

enum { FREE, TAKEN, AWAITED };

int __cxa_guard_acquire(abi::__guard *object)
{
	guard *guard = own(object);
	int state = FREE;

	while (!__atomic_load_n(&guard->done, __ATOMIC_ACQUIRE)) {
		state = FREE;
		if (__atomic_compare_exchange_n(&guard->state, &state, TAKEN, false,
						__ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
			return 1;
		if (state == TAKEN &&
		    !__atomic_compare_exchange_n(&guard->state, &state, AWAITED, false,
						 __ATOMIC_RELAXED, __ATOMIC_RELAXED))
			continue;
		os_futex_wait(&guard->state, AWAITED, 0);
	}
	return 0;
}

/*
 * Release the guard after an exception in the constructor.  After that, another thread may
 * construct the object.
 */
void __cxa_guard_abort(abi::__guard *object) noexcept
{
	guard *guard = own(object);

	if (__atomic_exchange_n(&guard->state, FREE, __ATOMIC_RELEASE) == AWAITED)
		os_futex_wake(&guard->state, ~0u);
}

void __cxa_guard_release(abi::__guard *object) noexcept
{
	__atomic_store_n(&own(object)->done, 1, __ATOMIC_RELEASE);
	__cxa_guard_abort(object);
}

/* ---- thread-local objects -------------------------------------------------------------------- */

struct destructor {
	destructor *next;
	void (*fn)(void *object);
	void *object;
};

static thread_local destructor *destructors;

void cxx_thread_exit(void)
{
	while (destructor *last = destructors) {
		destructors = last->next;
		last->fn(last->object);
		os_free(last);
	}
}

/* libstdc++'s __cxa_thread_atexit() calls this function. */
int __cxa_thread_atexit_impl(void (*fn)(void *object), void *object, void *)
{
	auto added = static_cast<destructor *>(os_alloc(sizeof(destructor)));

	if (!added)
		return -1;
	*added = { destructors, fn, object };
	destructors = added;
	os_thread_used();
	return 0;
}

#ifdef __aarch64__
/*
 * libgcc calls this function to find out which atomic instructions the CPU has.  0 means only the
 * base instructions.
 */
unsigned long __getauxval(unsigned long)
{
	return 0;
}
#endif

/* ---- exceptions ------------------------------------------------------------------------------ */

/*
 * The exceptions that the thread has caught, and the number of uncaught ones: the contents of
 * struct __cxa_eh_globals.
 */
static thread_local struct {
	void *caught;
	unsigned int uncaught;
} globals;

abi::__cxa_eh_globals *abi::__cxa_get_globals() noexcept
{
	return reinterpret_cast<abi::__cxa_eh_globals *>(&globals);
}

abi::__cxa_eh_globals *abi::__cxa_get_globals_fast() noexcept
{
	return abi::__cxa_get_globals();
}

#ifndef CONFIG_HOST
#ifdef __cpp_exceptions
extern const char _text[], _end[], __eh_frame_hdr[];
#endif

struct dl_find_object {
	unsigned long long flags;
	const void *start, *end;
	void *link_map;
	const void *eh_frame;
	unsigned long long reserved[7];
};

int _dl_find_object(void *address, dl_find_object *result)
{
#ifdef __cpp_exceptions
	auto at = static_cast<const char *>(address);

	if (at >= _text && at < _end) {
		*result = {};
		result->start = _text;
		result->end = _end;
		result->eh_frame = __eh_frame_hdr;
		return 0;
	}
#endif
	return -1;
}
#endif
}

/* Handle std::terminate() by default, as libstdc++'s handler does. */
void __gnu_cxx::__verbose_terminate_handler()
{
	std::type_info *type = abi::__cxa_current_exception_type();

	if (!type) {
		fputs("terminate called without an active exception\n", stderr);
		abort();
	}
	int status = -1;
	char *name = abi::__cxa_demangle(type->name(), nullptr, nullptr, &status);

	fprintf(stderr, "terminate called: nobody catches %s", status ? type->name() : name);
#ifdef __cpp_exceptions
	try {
		throw;
	} catch (const std::exception &exception) {
		fprintf(stderr, ": %s\n", exception.what());
	} catch (...) {
		fputc('\n', stderr);
	}
#else
	fprintf(stderr, ": CONFIG_LIBC_CXX_EXCEPTIONS is not set\n");
#endif
	abort();
}
