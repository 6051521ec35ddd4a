// SPDX-License-Identifier: BSD-2-Clause

#include <linux/ctype.h>
#include <linux/hex.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/string.h>
#include <linux/unaligned.h>

const char hex_asc[] = "0123456789abcdef";
const char hex_asc_upper[] = "0123456789ABCDEF";

int hex_to_bin(unsigned char ch)
{
	if (!isxdigit(ch))
		return -1;
	return isdigit(ch) ? ch - '0' : _tolower((char)ch) - 'a' + 10;
}

int hex2bin(u8 *dst, const char *src, size_t count)
{
	while (count--) {
		int hi = hex_to_bin((unsigned char)*src++), lo;

		if (hi < 0)
			return -EINVAL;
		lo = hex_to_bin((unsigned char)*src++);
		if (lo < 0)
			return -EINVAL;
		*dst++ = (u8)(hi << 4 | lo);
	}
	return 0;
}

char *bin2hex(char *dst, const void *src, size_t count)
{
	const u8 *s = src;

	while (count--)
		dst = hex_byte_pack(dst, *s++);
	return dst;
}

static u64 load_group(const u8 *p, int size)
{
	switch (size) {
	case 8:
		return get_unaligned((const u64 *)p);
	case 4:
		return get_unaligned((const u32 *)p);
	case 2:
		return get_unaligned((const u16 *)p);
	default:
		return *p;
	}
}

static int hexdump_append(char *buf, size_t size, int pos, const char *fmt, ...) __printf(4, 5);
static int hexdump_append(char *buf, size_t size, int pos, const char *fmt, ...)
{
	bool room = (size_t)pos < size;
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(room ? buf + pos : NULL, room ? size - (size_t)pos : 0, fmt, args);
	va_end(args);
	return pos + n;
}

int hex_dump_to_buffer(const void *buf, size_t size, int rowsize, int groupsize,
		       char *linebuf, size_t linebuf_size, bool ascii)
{
	const u8 *p = buf;
	int n, column, pos = 0;

	if (rowsize != 16 && rowsize != 32)
		rowsize = 16;
	n = (int)min(size, (size_t)rowsize);
	if (groupsize < 1 || groupsize > 8 || !is_power_of_2((unsigned long)groupsize) ||
	    n % groupsize)
		groupsize = 1;
	/* The characters start after all groups of a full row and two blanks. */
	column = rowsize * 2 + rowsize / groupsize + 1;

	if (linebuf_size)
		linebuf[0] = '\0';
	for (int i = 0; i < n; i += groupsize)
		pos = hexdump_append(linebuf, linebuf_size, pos, "%s%0*llx", i ? " " : "",
				     groupsize * 2,
				     (unsigned long long)load_group(p + i, groupsize));
	if (!ascii || !n)
		return pos;
	pos = hexdump_append(linebuf, linebuf_size, pos, "%*s", column - pos, "");
	for (int i = 0; i < n; i++)
		pos = hexdump_append(linebuf, linebuf_size, pos, "%c",
				     isascii(p[i]) && isprint(p[i]) ? p[i] : '.');
	return pos;
}
