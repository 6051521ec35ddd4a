/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What Linux's kasan_test_c.c needs of Linux's headers of KASAN, for the generic mode.  The boot
 * argument kasan_multi_shot is set, so that each bad access is reported.
 */

#include <linux/kconfig.h>
#include <linux/workqueue.h>

/* Linux's options for what Quarry's CONFIG_KASAN always has. */
#undef CONFIG_KASAN_GENERIC
#define CONFIG_KASAN_GENERIC		1
#define CONFIG_KASAN_STACK		1
#define CONFIG_KASAN_VMALLOC		1

#define KASAN_GRANULE_SIZE		8
#define kasan_enabled()			true
#define kasan_vmalloc_enabled()		true

/* The suite reads a member of a freed struct work_struct. */
#define data				turn

/* While a probe of the trace event console is registered, reports do not make a case fail. */
#define kasan_kunit_test_suite_start()		do { } while (0)
#define kasan_kunit_test_suite_end()		do { } while (0)
#define kasan_save_enable_multi_shot()		true
#define kasan_restore_multi_shot(enabled)	((void)(enabled))

/* Only for modes with tags, whose cases the generic mode skips. */
#define KASAN_TAG_MIN				0xf0
#define KASAN_TAG_KERNEL			0xff
#define get_tag(p)				0
#define set_tag(p, tag)				(p)
#define kasan_poison(p, size, tag, init)	do { } while (0)
#define kasan_async_fault_possible()		false
#define kasan_sync_fault_possible()		false
#define kasan_force_async_fault()		do { } while (0)
#define kasan_enable_hw_tags()			do { } while (0)

/* Only for Rust, whose case is skipped. */
#define kasan_test_rust_uaf()			do { } while (0)
