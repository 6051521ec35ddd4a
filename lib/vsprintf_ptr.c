// SPDX-License-Identifier: BSD-2-Clause

/*
 * Conversions with letters after %p: see <linux/sprintf.h>.  NULL, error pointers and addresses
 * below 4096 are not dereferenced.
 */

#include <linux/bitmap.h>
#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/errname.h>
#include <linux/ioport.h>
#include <linux/kernel.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <linux/unaligned.h>

#include "vsprintf.h"

static const struct fmt_spec plain = { .width = -1, .prec = -1, .base = 10 };

__weak int sprint_symbol(char *buf, unsigned long addr)
{
	return 0;
}

__weak int sprint_symbol_no_offset(char *buf, unsigned long addr)
{
	return 0;
}

__weak int sprint_backtrace(char *buf, unsigned long addr)
{
	return sprint_symbol(buf, addr);
}

__weak int sprint_of_node(char *buf, size_t size, const struct device_node *np, const char *letters)
{
	return -1;
}

__weak int sprint_fwnode(char *buf, size_t size, const struct fwnode_handle *fwnode,
			 const char *letters)
{
	return -1;
}

__weak int sprint_time(char *buf, size_t size, const void *time, const char *letters)
{
	return -1;
}

/*
 * Print a replacement text and return true if @ptr cannot be dereferenced, otherwise return false.
 */
static bool bad_pointer(struct fmt_out *o, const void *ptr, const struct fmt_spec *spec)
{
	if (likely((unsigned long)ptr >= 4096 && !IS_ERR(ptr)))
		return false;
	fmt_string(o, ptr ? "(efault)" : "(null)",
		   &(struct fmt_spec){ .width = spec->width, .prec = -1, .flags = spec->flags });
	return true;
}

static void put_value(struct fmt_out *o, const void *ptr, struct fmt_spec *spec)
{
	spec->base = 16;
	if (spec->width == -1) {
		spec->width = 2 * sizeof(ptr);
		spec->flags |= FMT_ZERO;
	}
	fmt_number(o, (unsigned long)ptr, spec);
}

static void put_symbol(struct fmt_out *o, char what, const void *ptr, struct fmt_spec *spec)
{
	char name[SPRINT_SYMBOL_MAX];
	unsigned long addr = (unsigned long)ptr;
	int len;

	if (what == 's')
		len = sprint_symbol_no_offset(name, addr);
	else if (what == 'B')
		len = sprint_backtrace(name, addr);
	else
		len = sprint_symbol(name, addr);
	if (len > 0) {
		fmt_string(o, name, spec);
		return;
	}
	spec->flags |= FMT_SPECIAL;
	spec->base = 16;
	fmt_number(o, addr, spec);
}

static void put_address(struct fmt_out *o, const u64 *addr, struct fmt_spec *spec)
{
	fmt_number(o, *addr, &(struct fmt_spec){ .width = 18, .prec = -1, .base = 16,
						 .flags = FMT_SPECIAL | FMT_ZERO });
}

static void put_error(struct fmt_out *o, const void *ptr, struct fmt_spec *spec)
{
	const char *name;

	if (!IS_ERR(ptr)) {
		put_value(o, ptr, spec);
		return;
	}
	name = errname((int)PTR_ERR(ptr));
	spec->base = 10;
	spec->flags |= FMT_SIGNED;
	if (name)
		fmt_string(o, name, spec);
	else
		fmt_number(o, (u64)PTR_ERR(ptr), spec);
}

static void put_bytes(struct fmt_out *o, const u8 *p, int count, int step, char sep)
{
	for (int i = 0; i < count; i++) {
		if (i && sep)
			fmt_putc(o, sep);
		fmt_hex(o, p[i * step], 2);
	}
}

static void put_hex_string(struct fmt_out *o, const u8 *p, char how, const struct fmt_spec *spec)
{
	char sep = how == 'C' ? ':' : how == 'D' ? '-' : how == 'N' ? 0 : ' ';

	put_bytes(o, p, spec->width > 0 ? min(spec->width, 64) : 1, 1, sep);
}

static void put_mac(struct fmt_out *o, const u8 *p, char kind, char how)
{
	char sep = kind == 'm' ? 0 : how == 'F' ? '-' : ':';

	if (how == 'R')
		put_bytes(o, p + 5, 6, -1, sep);
	else
		put_bytes(o, p, 6, 1, sep);
}

static void put_ipv4(struct fmt_out *o, const u8 *p, bool zeros, bool little)
{
	for (int i = 0; i < 4; i++) {
		if (i)
			fmt_putc(o, '.');
		fmt_number(o, p[little ? 3 - i : i],
			   &(struct fmt_spec){ .width = -1, .prec = zeros ? 3 : -1, .base = 10 });
	}
}

static void put_uuid(struct fmt_out *o, const u8 *p, char how)
{
	static const u8 big[16] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };
	static const u8 little[16] = { 3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15 };
	const u8 *order = tolower(how) == 'l' ? little : big;
	u8 flags = how == 'B' || how == 'L' ? FMT_UPPER : 0;

	for (int i = 0; i < 16; i++) {
		fmt_number(o, p[order[i]], &(struct fmt_spec){ .width = -1, .prec = 2, .base = 16,
							       .flags = flags });
		if (i == 3 || i == 5 || i == 7 || i == 9)
			fmt_putc(o, '-');
	}
}

static void put_range(struct fmt_out *o, const struct resource *res, bool decode)
{
	struct fmt_spec num = { .width = 10, .prec = -1, .base = 16,
				.flags = FMT_SPECIAL | FMT_ZERO };
	u64 start = res->start, end = res->end;

	if (decode && (res->flags & (IORESOURCE_IRQ | IORESOURCE_DMA)))
		num = plain;
	else if (decode && (res->flags & IORESOURCE_IO))
		num.width = 6;
	else if (decode && (res->flags & IORESOURCE_BUS))
		num.width = 4;
	if (decode && (res->flags & IORESOURCE_UNSET)) {
		fmt_string(o, "size ", &plain);
		fmt_number(o, end - start + 1, &num);
		return;
	}
	fmt_number(o, start, &num);
	if (start != end) {
		fmt_putc(o, '-');
		fmt_number(o, end, &num);
	}
}

static void put_resource(struct fmt_out *o, const struct resource *res, bool decode)
{
	static const struct {
		unsigned long flag;
		const char *type;
	} types[] = {
		{ IORESOURCE_IO, "io  " }, { IORESOURCE_MEM, "mem " }, { IORESOURCE_IRQ, "irq " },
		{ IORESOURCE_DMA, "dma " }, { IORESOURCE_BUS, "bus " }, { 0, "??? " },
	}, marks[] = {
		{ IORESOURCE_MEM_64, " 64bit" }, { IORESOURCE_PREFETCH, " pref" },
		{ IORESOURCE_WINDOW, " window" }, { IORESOURCE_DISABLED, " disabled" },
	};
	size_t i = 0;

	while (types[i].flag && !(res->flags & types[i].flag))
		i++;
	if (!types[i].flag)
		decode = false;
	fmt_putc(o, '[');
	fmt_string(o, types[i].type, &plain);
	put_range(o, res, decode);
	for (i = 0; decode && i < ARRAY_SIZE(marks); i++)
		if (res->flags & marks[i].flag)
			fmt_string(o, marks[i].type, &plain);
	if (!decode) {
		fmt_string(o, " flags 0x", &plain);
		fmt_hex(o, res->flags, 1);
	}
	fmt_putc(o, ']');
}

static void put_va_format(struct fmt_out *o, const struct va_format *vf)
{
	size_t room = o->pos < o->size ? o->size - o->pos : 0;

	o->pos += (size_t)vsnprintf(room ? o->buf + o->pos : NULL, room, vf->fmt, *vf->va);
}

static void put_bitmap(struct fmt_out *o, const unsigned long *map, int nbits)
{
	for (int word = (nbits + 31) / 32 - 1; word >= 0; word--) {
		u32 v = (u32)(map[word / 2] >> (word % 2 * 32));
		int bits = min(nbits - word * 32, 32);

		if (bits < 32)
			v &= (1U << bits) - 1;
		fmt_hex(o, v, (bits + 3) / 4);
		if (word)
			fmt_putc(o, ',');
	}
}

static void put_bitmap_list(struct fmt_out *o, const unsigned long *map, int nbits)
{
	unsigned long b, e;
	bool first = true;

	for_each_set_bitrange(b, e, map, (unsigned long)nbits) {
		if (!first)
			fmt_putc(o, ',');
		first = false;
		fmt_dec(o, b);
		if (e - b > 1) {
			fmt_putc(o, '-');
			fmt_dec(o, e - 1);
		}
	}
}

static void put_fourcc(struct fmt_out *o, const u32 *fourcc)
{
	u32 v = *fourcc & ~BIT(31);

	for (int i = 0; i < 4; i++)
		fmt_putc(o, isprint((u8)(v >> 8 * i)) ? (char)(v >> 8 * i) : '.');
	fmt_string(o, *fourcc & BIT(31) ? " big-endian (0x" : " little-endian (0x", &plain);
	fmt_hex(o, *fourcc, 8);
	fmt_putc(o, ')');
}

/* Print the text that a hook returned with its length, or the value of @ptr after -1. */
static void put_hook_text(struct fmt_out *o, int len, const char *text, const void *ptr,
			  struct fmt_spec *spec)
{
	if (len >= 0)
		fmt_string(o, text, spec);
	else
		put_value(o, ptr, spec);
}

static void put_of_node(struct fmt_out *o, const void *np, const char *letters,
			struct fmt_spec *spec)
{
	char text[SPRINT_SYMBOL_MAX];

	put_hook_text(o, sprint_of_node(text, sizeof(text), np, letters), text, np, spec);
}

static void put_fwnode(struct fmt_out *o, const void *fwnode, const char *letters,
		       struct fmt_spec *spec)
{
	char text[SPRINT_SYMBOL_MAX];

	put_hook_text(o, sprint_fwnode(text, sizeof(text), fwnode, letters), text, fwnode, spec);
}

static void put_time(struct fmt_out *o, const void *time, const char *letters,
		     struct fmt_spec *spec)
{
	char text[SPRINT_TIME_MAX];

	put_hook_text(o, sprint_time(text, sizeof(text), time, letters), text, time, spec);
}

static const char *skip_alnum(const char *l)
{
	while (isalnum(*l))
		l++;
	return l;
}

/*
 * Format letters that print the value of the pointer, not the memory to which it points.  Returns
 * false for all other letters.
 */
static bool put_by_value(struct fmt_out *o, char c, const void *ptr, struct fmt_spec *spec)
{
	switch (c) {
	case 'S':
	case 's':
	case 'B':
		put_symbol(o, c, ptr, spec);
		return true;
	case 'e':
		put_error(o, ptr, spec);
		return true;
	default:
		return false;
	}
}

static bool is_reference(const char *l)
{
	switch (l[0]) {
	case 'a':
	case 'M':
	case 'm':
	case 'h':
	case 'U':
	case 'R':
	case 'r':
	case 'V':
	case 'b':
	case 't':
		return true;
	case 'I':
	case 'i':
		return l[1] == '4';
	case '4':
		return l[1] == 'c' && l[2] == 'c';
	case 'O':
		return l[1] == 'F';
	case 'f':
		return l[1] == 'w';
	default:
		return false;
	}
}

static void put_by_reference(struct fmt_out *o, const char *l, const void *ptr,
			     struct fmt_spec *spec)
{
	switch (l[0]) {
	case 'a':
		put_address(o, ptr, spec);
		break;
	case 'M':
	case 'm':
		put_mac(o, ptr, l[0], l[1]);
		break;
	case 'h':
		put_hex_string(o, ptr, l[1], spec);
		break;
	case 'U':
		put_uuid(o, ptr, l[1]);
		break;
	case 'R':
	case 'r':
		put_resource(o, ptr, l[0] == 'R');
		break;
	case 'V':
		put_va_format(o, ptr);
		break;
	case 'b':
		if (l[1] == 'l')
			put_bitmap_list(o, ptr, max(spec->width, 0));
		else
			put_bitmap(o, ptr, max(spec->width, 0));
		break;
	case 'I':
	case 'i':
		put_ipv4(o, ptr, l[0] == 'i', l[2] == 'l' || l[2] == 'h');
		break;
	case '4':
		put_fourcc(o, ptr);
		break;
	case 'O':
		put_of_node(o, ptr, l + 2, spec);
		break;
	case 'f':
		put_fwnode(o, ptr, l + 2, spec);
		break;
	case 't':
		put_time(o, ptr, l + 1, spec);
		break;
	}
}

const char *fmt_pointer(struct fmt_out *o, const char *letters, const void *ptr,
			struct fmt_spec *spec)
{
	if (put_by_value(o, letters[0], ptr, spec))
		return skip_alnum(letters);
	if (!is_reference(letters)) {
		put_value(o, ptr, spec);
		return skip_alnum(letters);
	}
	if (!bad_pointer(o, ptr, spec))
		put_by_reference(o, letters, ptr, spec);
	return skip_alnum(letters);
}
