/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_INIT_H
#define LINUX_INIT_H

/*
 * Boot levels, and code that is freed after boot.  init/main.c runs the levels in order and
 * explains which functions are usable at each level.
 */

#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/stringify.h>
#include <linux/types.h>

#define __init		__section(".init.text") __cold
/* Code that is freed after boot, unless memory can be added later. */
#ifdef CONFIG_MEMORY_HOTPLUG
#define __meminit
#else
#define __meminit	__init
#endif
/* Code of memblock that is freed after boot, unless memory can be added later or tests call it. */
#if defined(CONFIG_MEMORY_HOTPLUG) || defined(CONFIG_KUNIT)
#define __init_memblock
#else
#define __init_memblock	__init
#endif
/* Code that is freed after boot, unless tests that run later call it. */
#ifdef CONFIG_KUNIT
#define __init_or_kunit
#else
#define __init_or_kunit	__init
#endif
/*
 * A permanent function that may call __init code because it makes these calls only during boot.
 * tests/sections.py rejects calls of __init code in all other functions.
 */
#ifndef __cplusplus	/* a C++ library uses this name */
#define __ref		__section(".ref.text." __stringify(__COUNTER__)) noinline
#endif
#define __refdata	/* data that may refer to __init code */
#define __initdata	__section(".init.data")
#define __initbss	__section(".bss..init")
#define __initconst	__section(".init.rodata")
#define __exit		__used
#define __exit_p(fn)	(fn)	/* drivers can be unbound */

typedef int (*initcall_t)(void);

struct initcall {
	initcall_t fn;
	const char *name;
};

/* The macro contains the semicolon because Linux's sources sometimes omit it. */
#define __define_initcall(fn_, level)							\
	static const struct initcall __initcall_##fn_ = { .fn = fn_, .name = #fn_ };	\
	static const struct initcall *const __initcall_ptr_##fn_ __used __retain	\
		__section("tbl_initcall" #level) = &__initcall_##fn_;

#define early_initcall(fn)	__define_initcall(fn, 0)	/* allocators work, one CPU */
#define core_initcall(fn)	__define_initcall(fn, 1)	/* interrupts and timers work */
#define postcore_initcall(fn)	__define_initcall(fn, 2)	/* all CPUs run */
#define arch_initcall(fn)	__define_initcall(fn, 3)	/* buses exist */
#define subsys_initcall(fn)	__define_initcall(fn, 4)	/* device-tree devices exist */
#define fs_initcall(fn)		__define_initcall(fn, 5)
#define device_initcall(fn)	__define_initcall(fn, 6)	/* drivers probe */
#define late_initcall(fn) __define_initcall(fn, 7) /* devices are bound; start of applications */

/*
 * Order within a level.  pure_initcall() functions run before all others of level 1,
 * rootfs_initcall() functions before all others of level 6.  The _sync forms run after all others
 * of their level.
 */
#define pure_initcall(fn)		__define_initcall(fn, 1first)
#define core_initcall_sync(fn)		__define_initcall(fn, 1sync)
#define postcore_initcall_sync(fn)	__define_initcall(fn, 2sync)
#define arch_initcall_sync(fn)		__define_initcall(fn, 3sync)
#define subsys_initcall_sync(fn)	__define_initcall(fn, 4sync)
#define fs_initcall_sync(fn)		__define_initcall(fn, 5sync)
#define rootfs_initcall(fn)		__define_initcall(fn, 6first)
#define device_initcall_sync(fn)	__define_initcall(fn, 6sync)
#define late_initcall_sync(fn)		__define_initcall(fn, 7sync)
#define __initcall(fn)			device_initcall(fn)

/* The boot arguments that are in effect, in one string. */
extern char boot_command_line[];

/*
 * A boot argument "name=value" or "name" that is parsed early.  @fn gets the value and returns 0 or
 * -errno.
 */
struct boot_param {
	const char *name;
	int (*fn)(char *value);
};

#define early_param(str, fn)	__early_param(str, fn, __UNIQUE_ID(param_))

#define __early_param(str, fn_, id)							\
	static const struct boot_param id = { .name = str, .fn = fn_ };			\
	static const struct boot_param *const __PASTE(id, _ptr) __used __retain		\
		__section("tbl_param") = &id

void start_kernel(void) __noreturn;

#endif /* LINUX_INIT_H */
