// SPDX-License-Identifier: BSD-2-Clause
/* Bitmaps as text: lists such as "0-3,8", and hexadecimal masks such as "ff,00000001". */

#include <linux/bitmap.h>
#include <linux/ctype.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/mm.h>

static bool is_separator(char c)
{
	return isspace(c) || c == ',';
}

/* Parse a number, or the letter N, which means the last bit. */
static int bitmap_list_number(const char **p, int nbits, unsigned int *out)
{
	unsigned long v = 0;

	if (**p == 'N') {
		*out = (unsigned int)nbits - 1;
		(*p)++;
		return 0;
	}
	if (!isdigit(**p))
		return -EINVAL;
	for (; isdigit(**p); (*p)++) {
		v = v * 10 + (unsigned long)(**p - '0');
		if (v > UINT_MAX)
			return -EOVERFLOW;
	}
	*out = (unsigned int)v;
	return 0;
}

struct list_range {
	unsigned int first, last, used, group;
};

static int list_range(const char **p, int nbits, struct list_range *r)
{
	int err;

	if (!strncasecmp(*p, "all", 3)) {
		*p += 3;
		r->first = 0;
		r->last = (unsigned int)nbits - 1;
		err = 0;
	} else {
		err = bitmap_list_number(p, nbits, &r->first);
		if (err)
			return err;
		r->last = r->first;
		if (**p == '-') {
			(*p)++;
			err = bitmap_list_number(p, nbits, &r->last);
		} else {
			r->used = r->group = 1;
			return 0;
		}
	}
	if (err)
		return err;
	r->used = r->group = r->last - r->first + 1;
	if (**p != ':')
		return 0;
	(*p)++;
	err = bitmap_list_number(p, nbits, &r->used);
	if (err)
		return err;
	if (*(*p)++ != '/')
		return -EINVAL;
	return bitmap_list_number(p, nbits, &r->group);
}

int bitmap_parselist(const char *buf, unsigned long *map, int nbits)
{
	struct list_range r;
	const char *p = buf;

	bitmap_zero(map, (unsigned int)nbits);
	for (;;) {
		int err;

		while (is_separator(*p))
			p++;
		if (!*p)
			return 0;
		err = list_range(&p, nbits, &r);
		if (err)
			return err;
		if (*p && !is_separator(*p))
			return -EINVAL;
		if (r.first > r.last || r.group == 0 || r.used > r.group)
			return -EINVAL;
		if (r.last >= (unsigned int)nbits)
			return -ERANGE;
		for (unsigned long s = r.first; s <= r.last; s += r.group)
			bitmap_set(map, (unsigned int)s,
				   (unsigned int)min((unsigned long)r.used, r.last - s + 1));
		if (*p == '\n')
			return 0;
	}
}

int bitmap_parse(const char *start, unsigned int buflen, unsigned long *map, int nbits)
{
	const char *p = strnchrnul(start, buflen, '\n');

	bitmap_zero(map, (unsigned int)nbits);
	/* The last group has the lowest bits. */
	for (int bit = 0;; bit += 32) {
		unsigned int size = (unsigned int)min(nbits - bit, 32);
		u64 group = 0;

		while (p > start && is_separator(p[-1]))
			p--;
		if (p == start)
			return 0;
		if (bit >= nbits)
			return -EOVERFLOW;
		for (int shift = 0; p > start && !is_separator(p[-1]); shift += 4) {
			int digit = hex_to_bin((unsigned char)*--p);

			if (digit < 0)
				return -EINVAL;
			if (shift == 32)
				return -EOVERFLOW;
			group |= (u64)digit << shift;
		}
		if (group >> size)
			return -EOVERFLOW;
		bitmap_write(map, group, (unsigned long)bit, size);
	}
}

int bitmap_print_to_pagebuf(bool list, char *buf, const unsigned long *map, int nbits)
{
	return scnprintf(buf, PAGE_SIZE - offset_in_page(buf), list ? "%*pbl\n" : "%*pb\n", nbits,
			 map);
}
