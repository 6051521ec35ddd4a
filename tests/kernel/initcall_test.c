// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of the order of initcalls.  The levels run in order.  The special initcalls pure_initcall()
 * and rootfs_initcall() each run before one of the levels.  In a level, the normal initcalls run
 * before those with the suffix _sync.
 */

#include <kunit/test.h>
#include <linux/init.h>
#include <linux/string.h>

static char order[40];

/* NOTE_LEVEL() below composes the following names. */
#define late_sync__initcall(fn)		late_initcall_sync(fn)
#define device_sync__initcall(fn)	device_initcall_sync(fn)
#define fs_sync__initcall(fn)		fs_initcall_sync(fn)
#define subsys_sync__initcall(fn)	subsys_initcall_sync(fn)
#define arch_sync__initcall(fn)		arch_initcall_sync(fn)
#define postcore_sync__initcall(fn)	postcore_initcall_sync(fn)
#define core_sync__initcall(fn)		core_initcall_sync(fn)
#define before_device_initcall(fn)	rootfs_initcall(fn)
#define before_core_initcall(fn)	pure_initcall(fn)

#define NOTE(name, letter)			\
static int __init note_##name(void)		\
{						\
	order[strlen(order)] = letter;		\
	return 0;				\
}

/*
 * Define a special initcall between two normal ones, so that the order of execution differs from
 * the order in the source.
 */
#define NOTE_LEVEL(level, letter, special, special_letter)	\
NOTE(level##_1, letter) level##_initcall(note_##level##_1)	\
NOTE(special, special_letter) special##_initcall(note_##special)	\
NOTE(level##_2, letter) level##_initcall(note_##level##_2)

NOTE_LEVEL(late, 'p', late_sync_, 'q')
NOTE_LEVEL(device, 'n', device_sync_, 'o')
NOTE(device_3, 'n') __initcall(note_device_3)
NOTE(rootfs, 'm') rootfs_initcall(note_rootfs)
NOTE(device_4, 'n') __initcall(note_device_4)
NOTE_LEVEL(fs, 'k', fs_sync_, 'l')
NOTE_LEVEL(subsys, 'i', subsys_sync_, 'j')
NOTE_LEVEL(arch, 'g', arch_sync_, 'h')
NOTE_LEVEL(postcore, 'e', postcore_sync_, 'f')
NOTE_LEVEL(core, 'c', core_sync_, 'd')
NOTE(core_3, 'c') core_initcall(note_core_3)
NOTE(pure, 'b') pure_initcall(note_pure)
NOTE(core_4, 'c') core_initcall(note_core_4)
NOTE(early, 'a') early_initcall(note_early)

static void initcall_test_order(struct kunit *test)
{
	KUNIT_EXPECT_STREQ(test, &order[0], "abccccdeefgghiijkklmnnnnoppq");
}

static const struct kunit_case initcall_cases[] = {
	KUNIT_CASE(initcall_test_order),
	{}
};

static struct kunit_suite initcall_suite = {
	.name = "initcall",
	.test_cases = initcall_cases,
};
kunit_test_suite(initcall_suite);
