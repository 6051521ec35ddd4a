/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_SYSCTL_H
#define INTERNAL_SYSCTL_H

/*
 * Tunables with their names in Linux's /proc/sys, such as "vm.min_free_kbytes".  The command
 * "sysctl" reads and sets them; boot arguments "sysctl.<name>=<value>" set them once threads run.
 */

#include <linux/array_size.h>
#include <linux/compiler.h>
#include <linux/types.h>

struct sysctl {
	const char *name;
	void *data;			/* variable of type unsigned int or unsigned long */
	u8 size;			/* bytes per value */
	u8 count;			/* number of values */
	unsigned int min, max;		/* limits of each value */
	/*
	 * Apply the new values.  Returns 0 or -errno; after an error, the caller restores the old
	 * values.  Calls are serialized.  Context: thread.  Optional.
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

#define __SYSCTL(ident, name_, var, size_, count_, min_, max_, apply_) \
	static const struct sysctl __maybe_unused __sysctl_##ident = { .name = name_, .data = var, \
		.size = size_, .count = count_, .min = min_, .max = max_, .apply = apply_ }; \
	__SYSCTL_ENTRY(ident)

#define SYSCTL(ident, name, var, min, max, apply)	\
	__SYSCTL(ident, name, &(var), sizeof(var), 1, min, max, apply)
#define SYSCTL_ARRAY(ident, name, var, min, max, apply)	\
	__SYSCTL(ident, name, var, sizeof((var)[0]), ARRAY_SIZE(var), min, max, apply)

/*
 * Set the values of a tunable.  @values are numbers separated by blanks, decimal or with a prefix
 * such as 0x.  If @values has fewer numbers than the tunable, the other values are unchanged.
 * Returns 0, -ENOENT if the name does not exist, -EINVAL for invalid or too many numbers, -ERANGE
 * for values outside of min and max, or the error of apply().  Context: thread.
 */
int sysctl_set(const char *name, const char *values);

#endif /* INTERNAL_SYSCTL_H */
