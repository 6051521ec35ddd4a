/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_TYPECHECK_H
#define LINUX_TYPECHECK_H

/* Evaluate to 1.  The compiler warns if @x does not have type @type. */
#define typecheck(type, x)			\
({						\
	type __tc_dummy;			\
	__typeof__(x) __tc_dummy2;		\
	(void)(&__tc_dummy == &__tc_dummy2);	\
	1;					\
})
#define typecheck_fn(type, function)		\
({						\
	__typeof__(type) __tc_fn = function;	\
	(void)__tc_fn;				\
})

#endif /* LINUX_TYPECHECK_H */
