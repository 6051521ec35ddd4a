/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_SYSCTL_H
#define INTERNAL_SYSCTL_H

/*
 * Tunables, under the names that they have in Linux's /proc/sys: "vm.min_free_kbytes".  They are read and
 * set by the command "sysctl", and set by "sysctl.<name>=<value>" in the boot arguments when threads run.
 */

#include <linux/array_size.h>
#include <linux/compiler.h>
#include <linux/types.h>

struct sysctl {
	const char *name;
	void *data;			/* unsigned int or unsigned long */
	u8 size;			/* bytes of a value */
	u8 count;			/* of values */
	unsigned int min, max;		/* of each value */
	/*
	 * The new values are in place: put them into effect.  0, or -errno: the old ones come back.
	 * Thread context, one call at a time.  May be NULL.
	 */
	int (*apply)(void);
};

#ifdef CONFIG_SYSCTL
#define __SYSCTL_ENTRY(ident)								\
	static const struct sysctl *const __sysctl_ptr_##ident __used __retain		\
		__section("tbl_sysctl") = &__sysctl_##ident
#else
#define __SYSCTL_ENTRY(ident)	extern const struct sysctl __sysctl_none
#endif

#define __SYSCTL(ident, name_, var, size_, count_, min_, max_, apply_)			\
	static const struct sysctl __maybe_unused __sysctl_##ident = { .name = name_, .data = var,	\
		.size = size_, .count = count_, .min = min_, .max = max_, .apply = apply_ };	\
	__SYSCTL_ENTRY(ident)

#define SYSCTL(ident, name, var, min, max, apply)	\
	__SYSCTL(ident, name, &(var), sizeof(var), 1, min, max, apply)
#define SYSCTL_ARRAY(ident, name, var, min, max, apply)	\
	__SYSCTL(ident, name, var, sizeof((var)[0]), ARRAY_SIZE(var), min, max, apply)

/*
 * Values are decimal, or with a prefix, separated by blanks; where fewer are given than there are, the
 * others stay.  0; -ENOENT: no such name; -EINVAL: no numbers, or too many; -ERANGE: not between min and
 * max; or what apply() returned.  Thread context.
 */
int sysctl_set(const char *name, const char *values);

#endif /* INTERNAL_SYSCTL_H */
