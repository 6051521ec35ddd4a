/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_STDDEF_H
#define LINUX_STDDEF_H

#undef NULL
#ifdef __cplusplus
#define NULL __null
#else
#define NULL ((void *)0)
#ifndef true		/* <stdbool.h> of C23 also defines these */
#define true	1
#define false	0
#endif
#endif

#undef offsetof
#define offsetof(type, member)		__builtin_offsetof(type, member)
#define sizeof_field(type, member)	sizeof((((type *)0)->member))
#define offsetofend(type, member)	(offsetof(type, member) + sizeof_field(type, member))

/* Declare the members twice: in an anonymous struct and in a struct with the name @NAME. */
#define struct_group_tagged(TAG, NAME, MEMBERS...) \
	union { struct { MEMBERS }; struct TAG { MEMBERS } NAME; }
#define struct_group(NAME, MEMBERS...) \
	union { struct { MEMBERS }; struct { MEMBERS } NAME; }
/* The same with attributes for both structs, for example __packed. */
#define struct_group_attr(NAME, ATTRS, MEMBERS...) \
	union { struct { MEMBERS } ATTRS; struct { MEMBERS } ATTRS NAME; }

/* Declare a flexible array in a union, or as the only member of a struct. */
#define DECLARE_FLEX_ARRAY(TYPE, NAME) \
	struct { struct { } __empty_##NAME; TYPE NAME[]; }

#endif /* LINUX_STDDEF_H */
