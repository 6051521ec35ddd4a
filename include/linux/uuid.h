/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_UUID_H
#define LINUX_UUID_H

/*
 * UUIDs: uuid_t has its bytes in the order of the text, and guid_t has the first three numbers of
 * the text in little-endian order, as EFI and ACPI do.  printk() prints them by %pUb and %pUl.
 */

#include <linux/string.h>
#include <linux/types.h>

#define UUID_SIZE	16
#define UUID_STRING_LEN	36

typedef struct {
	__u8 b[UUID_SIZE];
} guid_t;

typedef struct {
	__u8 b[UUID_SIZE];
} uuid_t;

#define __UUID_BYTE(x, n)	((x) >> 8 * (n) & 0xff)
#define GUID_INIT(a, b, c, d0, d1, d2, d3, d4, d5, d6, d7)			\
	((guid_t){ { __UUID_BYTE(a, 0), __UUID_BYTE(a, 1), __UUID_BYTE(a, 2),	\
		     __UUID_BYTE(a, 3), __UUID_BYTE(b, 0), __UUID_BYTE(b, 1),	\
		     __UUID_BYTE(c, 0), __UUID_BYTE(c, 1), d0, d1, d2, d3, d4, d5, d6, d7 } })
#define UUID_INIT(a, b, c, d0, d1, d2, d3, d4, d5, d6, d7)			\
	((uuid_t){ { __UUID_BYTE(a, 3), __UUID_BYTE(a, 2), __UUID_BYTE(a, 1),	\
		     __UUID_BYTE(a, 0), __UUID_BYTE(b, 1), __UUID_BYTE(b, 0),	\
		     __UUID_BYTE(c, 1), __UUID_BYTE(c, 0), d0, d1, d2, d3, d4, d5, d6, d7 } })

extern const guid_t guid_null;
extern const uuid_t uuid_null;
/* The position in the text of each byte. */
extern const u8 guid_index[UUID_SIZE];
extern const u8 uuid_index[UUID_SIZE];

/* The import_ and export_ forms copy from and to an array of 16 bytes. */
#define __DEFINE_UUID_OPS(type)							\
static inline bool type##_equal(const type##_t *u1, const type##_t *u2)		\
{										\
	return !memcmp(u1, u2, UUID_SIZE);					\
}										\
static inline void type##_copy(type##_t *dst, const type##_t *src)		\
{										\
	memcpy(dst, src, UUID_SIZE);						\
}										\
static inline void import_##type(type##_t *dst, const __u8 *src)		\
{										\
	memcpy(dst, src, UUID_SIZE);						\
}										\
static inline void export_##type(__u8 *dst, const type##_t *src)		\
{										\
	memcpy(dst, src, UUID_SIZE);						\
}										\
static inline bool type##_is_null(const type##_t *u)				\
{										\
	return type##_equal(u, &type##_null);					\
}
__DEFINE_UUID_OPS(guid)
__DEFINE_UUID_OPS(uuid)
#undef __DEFINE_UUID_OPS

/* Fill in a random UUID (version 4).  Context: any. */
void generate_random_uuid(unsigned char uuid[UUID_SIZE]);
void generate_random_guid(unsigned char guid[UUID_SIZE]);
void guid_gen(guid_t *u);
void uuid_gen(uuid_t *u);

/*
 * True if @uuid starts with the text of a UUID, 36 characters such as
 * 00112233-4455-6677-8899-aabbccddeeff.
 */
bool __must_check uuid_is_valid(const char *uuid);
/* Convert such a text.  Returns 0, or -EINVAL if it is not valid; then *@u is unchanged. */
int guid_parse(const char *uuid, guid_t *u);
int uuid_parse(const char *uuid, uuid_t *u);

#endif /* LINUX_UUID_H */
