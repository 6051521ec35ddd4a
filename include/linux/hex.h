/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_HEX_H
#define LINUX_HEX_H

#include <linux/types.h>

extern const char hex_asc[];
extern const char hex_asc_upper[];

#define hex_asc_lo(x)	hex_asc[((x) & 0x0f)]
#define hex_asc_hi(x)	hex_asc[((x) & 0xf0) >> 4]

static inline char *hex_byte_pack(char *buf, u8 byte)
{
	*buf++ = hex_asc_hi(byte);
	*buf++ = hex_asc_lo(byte);
	return buf;
}

static inline char *hex_byte_pack_upper(char *buf, u8 byte)
{
	*buf++ = hex_asc_upper[byte >> 4];
	*buf++ = hex_asc_upper[byte & 15];
	return buf;
}

/* Return the value of a hexadecimal digit, or -1 for any other character. */
int hex_to_bin(unsigned char ch);
/*
 * Convert 2 * @count hexadecimal digits to @count bytes.  Returns 0, or -EINVAL at the first
 * invalid character.
 */
int __must_check hex2bin(u8 *dst, const char *src, size_t count);
/*
 * Write @count bytes as 2 * @count hexadecimal digits without a terminator.  Returns the address
 * after the last digit.
 */
char *bin2hex(char *dst, const void *src, size_t count);

#endif /* LINUX_HEX_H */
