/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_STRING_H
#define LINUX_STRING_H

/*
 * Memory and string functions with the semantics of C.  Context: any.  A port may define its own
 * memcpy(), memmove(), memset(), memcmp() and basic str*() functions, which override the weak ones.
 */

#include <linux/args.h>
#include <linux/array_size.h>
#include <linux/compiler.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/overflow.h>
#include <linux/stdarg.h>
#include <linux/types.h>

void *memcpy(void *dst, const void *src, size_t n);
void *memmove(void *dst, const void *src, size_t n);
void *memset(void *s, int c, size_t n);
int memcmp(const void *a, const void *b, size_t n);
int bcmp(const void *a, const void *b, size_t n);
void *memchr(const void *s, int c, size_t n);
/* Return the address of the first byte that is not @c, or NULL. */
void *memchr_inv(const void *s, int c, size_t n);
/* Return the address of the first byte @c in the @n bytes at @s, or @s + @n. */
void *memscan(void *s, int c, size_t n);
void *memset16(uint16_t *s, uint16_t v, size_t count);
void *memset32(uint32_t *s, uint32_t v, size_t count);
void *memset64(u64 *s, u64 v, size_t count);

static inline void *memset_l(unsigned long *s, unsigned long v, size_t count)
{
	return memset64((u64 *)s, v, count);
}

static inline void *memset_p(void **s, void *v, size_t count)
{
	return memset64((u64 *)s, (unsigned long)v, count);
}

/*
 * Clear @n bytes that contain secrets.  The compiler may remove a call of memset() before the end
 * of a variable's life, but not this call.
 */
void memzero_explicit(void *s, size_t n);
/*
 * Copy up to and including the first byte @c.  Returns the address after the copy of this byte in
 * @dst, or NULL if @src has no such byte.
 */
void *memccpy(void *dst, const void *src, int c, size_t n);

size_t strlen(const char *s);
size_t strnlen(const char *s, size_t max);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t n);
int strcasecmp(const char *a, const char *b);
int strncasecmp(const char *a, const char *b, size_t n);
char *strcpy(char *dst, const char *src);
char *strncpy(char *dst, const char *src, size_t n);
char *stpcpy(char *dst, const char *src);
char *strcat(char *dst, const char *src);
char *strncat(char *dst, const char *src, size_t n);
char *strchr(const char *s, int c);
/* Return the address of the first @c, or of the terminator. */
char *strchrnul(const char *s, int c);
char *strnchrnul(const char *s, size_t n, int c);
char *strnchr(const char *s, size_t n, int c);
char *strrchr(const char *s, int c);
char *strstr(const char *s, const char *what);
char *strnstr(const char *s, const char *what, size_t n);
size_t strspn(const char *s, const char *accept);
size_t strcspn(const char *s, const char *reject);
char *strpbrk(const char *s, const char *accept);
/*
 * Terminate the text before the first character that is in @delim, and return this text.  *@s
 * becomes the address of the rest, or NULL.
 */
char *strsep(char **s, const char *delim);
char *skip_spaces(const char *s);
/*
 * Remove trailing white space in place.  Returns the address of the first character that is not
 * white space.
 */
char *strim(char *s);
static inline __must_check char *strstrip(char *s)
{
	return strim(s);
}
char *strreplace(char *s, char old, char with);

/*
 * Copy at most @size - 1 characters, and terminate the copy unless @size is 0.  Returns the length
 * of the copy, or -E2BIG if @src was truncated.  The _pad form fills the rest of @dst with zeros.
 */
ssize_t sized_strscpy(char *dst, const char *src, size_t size);
ssize_t sized_strscpy_pad(char *dst, const char *src, size_t size);
#define __strscpy2(dst, src)		sized_strscpy(dst, src, ARRAY_SIZE(dst))
#define __strscpy3(dst, src, size)	sized_strscpy(dst, src, size)
#define __strscpy_pad2(dst, src)	sized_strscpy_pad(dst, src, ARRAY_SIZE(dst))
#define __strscpy_pad3(dst, src, size)	sized_strscpy_pad(dst, src, size)
#define __strscpy_pick(_1, _2, _3, name, ...) name
#define strscpy(...) \
	__strscpy_pick(__VA_ARGS__, __strscpy3, __strscpy2, )(__VA_ARGS__)
#define strscpy_pad(...) \
	__strscpy_pick(__VA_ARGS__, __strscpy_pad3, __strscpy_pad2, )(__VA_ARGS__)

/*
 * Copy memory or a string to new memory of kmalloc(), which the caller frees.  Returns NULL on
 * failure; kstrdup(NULL) returns NULL.
 */
void *kmemdup(const void *src, size_t size, gfp_t gfp) __malloc;
/* Copy @size bytes and add a terminator. */
char *kmemdup_nul(const char *src, size_t size, gfp_t gfp) __malloc;
/* Copy @count elements.  Returns NULL on failure, also if the size in bytes overflows. */
void *kmemdup_array(const void *src, size_t count, size_t element_size, gfp_t gfp) __malloc;
/* Copy memory to new memory that the caller frees with kvfree().  Returns NULL on failure. */
void *kvmemdup(const void *src, size_t size, gfp_t gfp) __malloc;
char *kstrdup(const char *str, gfp_t gfp) __malloc;
/* Copy at most @max characters and add a terminator. */
char *kstrndup(const char *str, size_t max, gfp_t gfp) __malloc;
/*
 * Copy a string like kstrdup(), but return a constant string of the image without copying it.  The
 * caller frees the result with kfree_const().
 */
const char *kstrdup_const(const char *str, gfp_t gfp);
void kfree_const(const void *str);

/*
 * Concatenate two arrays of pointers of the same type, each of which ends with NULL.  Returns a new
 * array of kmalloc(), which ends with NULL, or NULL on failure.  Context: may sleep.
 */
void **__memcat_p(void **a, void **b);
#define memcat_p(a, b)								\
({										\
	BUILD_BUG_ON_MSG(!__same_type(*(a), *(b)), "memcat_p(): the types differ");	\
	(__typeof__(*(a)) *)__memcat_p((void **)(a), (void **)(b));		\
})

static inline bool mem_is_zero(const void *s, size_t n)
{
	return !memchr_inv(s, 0, n);
}

static inline bool strstarts(const char *str, const char *prefix)
{
	return strncmp(str, prefix, strlen(prefix)) == 0;
}

/* Return the length of @prefix if @str starts with it, otherwise 0. */
static inline size_t str_has_prefix(const char *str, const char *prefix)
{
	size_t n = strlen(prefix);

	return strncmp(str, prefix, n) == 0 ? n : 0;
}

static inline const char *kbasename(const char *path)
{
	const char *tail = strrchr(path, '/');

	return tail ? tail + 1 : path;
}

/* Return true if the strings are equal.  One newline at the end of either string is ignored. */
bool sysfs_streq(const char *a, const char *b);
/*
 * Return the index of @string in an array of @n strings, or -EINVAL.  If @n is -1, NULL ends the
 * array.
 */
int match_string(const char * const *array, size_t n, const char *string);
int __sysfs_match_string(const char * const *array, size_t n, const char *string);
#define sysfs_match_string(a, s) __sysfs_match_string(a, ARRAY_SIZE(a), s)

/* Like memcpy(); @justification says why the compiler cannot know the size of the destination. */
#define unsafe_memcpy(dst, src, bytes, justification)	memcpy(dst, src, bytes)

/*
 * Append @src to the string in @dst, a buffer of @size bytes, and truncate it if it does not fit.
 * Returns the length of the whole string.  @dst must contain a string.
 */
size_t strlcat(char *dst, const char *src, size_t size);

/* Copy @count bytes to @dst.  If @dst is larger, fill its rest with @pad; if smaller, truncate. */
static inline void memcpy_and_pad(void *dst, size_t dst_len, const void *src, size_t count, int pad)
{
	if (count > dst_len)
		count = dst_len;
	memcpy(dst, src, count);
	memset((char *)dst + count, pad, dst_len - count);
}

/*
 * Copy a string to an array of characters without a terminator, truncated to the size of the array.
 * The _pad form fills the rest of the array with @pad.
 */
#define strtomem(dst, src)							\
({										\
	const char *__sm_src = (src);						\
	size_t __sm_size = ARRAY_SIZE(dst);					\
	memcpy(dst, __sm_src, strnlen(__sm_src, __sm_size));			\
})
#define strtomem_pad(dst, src, pad)						\
({										\
	const char *__sm_src = (src);						\
	size_t __sm_size = ARRAY_SIZE(dst);					\
	memcpy_and_pad(dst, __sm_size, __sm_src, strnlen(__sm_src, __sm_size), pad);	\
})

/*
 * Copy an array of characters, with or without a terminator, to an array, and terminate the copy.
 * The _pad form fills the rest of the array with zeros.
 */
#define memtostr(dst, src)							\
({										\
	const char *__ms_src = (src);						\
	size_t __ms_max = min_t(size_t, ARRAY_SIZE(src), ARRAY_SIZE(dst) - 1);	\
	size_t __ms_len = strnlen(__ms_src, __ms_max);				\
	memcpy(dst, __ms_src, __ms_len);					\
	(dst)[__ms_len] = 0;							\
})
#define memtostr_pad(dst, src)							\
({										\
	const char *__ms_src = (src);						\
	memcpy_and_pad(dst, ARRAY_SIZE(dst), __ms_src, strnlen(__ms_src,	\
		       min_t(size_t, ARRAY_SIZE(src), ARRAY_SIZE(dst) - 1)), 0);	\
})

/* Set the bytes of *@obj after @member, or from @member on, to @v. */
#define memset_after(obj, v, member)						\
({										\
	__typeof__(obj) __ma_obj = (obj);					\
	memset((char *)__ma_obj + offsetofend(__typeof__(*(obj)), member), v,	\
	       sizeof(*(obj)) - offsetofend(__typeof__(*(obj)), member));	\
})
#define memset_startat(obj, v, member)						\
({										\
	__typeof__(obj) __ma_obj = (obj);					\
	memset((char *)__ma_obj + offsetof(__typeof__(*(obj)), member), v,	\
	       sizeof(*(obj)) - offsetof(__typeof__(*(obj)), member));		\
})

/*
 * Copy up to @count bytes from position *@ppos of a buffer with @available bytes, and advance
 * *@ppos.  Returns the number of copied bytes, 0 at the end, or -EINVAL if *@ppos is negative.
 */
ssize_t memory_read_from_buffer(void *to, size_t count, loff_t *ppos, const void *from,
				size_t available);

#endif /* LINUX_STRING_H */
