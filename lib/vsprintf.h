/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIB_VSPRINTF_H
#define LIB_VSPRINTF_H

/*
 * Interface between vsprintf.c, which parses the format string, vsprintf_ptr.c, which parses the
 * letters after %p, and vsprintf_fmt.c, which writes numbers and strings.
 */

#include <linux/types.h>

/* The buffer that text is printed to.  Characters that do not fit are counted and dropped. */
struct fmt_out {
	char *buf;
	size_t size;
	size_t pos;
};

#define FMT_LEFT	0x01
#define FMT_PLUS	0x02
#define FMT_SPACE	0x04
#define FMT_ZERO	0x08	/* pad with zeros */
#define FMT_SPECIAL	0x10	/* prefix 0x or 0 */
#define FMT_UPPER	0x20
#define FMT_SIGNED	0x40

struct fmt_spec {
	int width;		/* -1: not specified */
	int prec;		/* -1: not specified */
	u8 flags;
	u8 base;
};

static inline void fmt_putc(struct fmt_out *o, char c)
{
	if (o->pos < o->size)
		o->buf[o->pos] = c;
	o->pos++;
}

/* Implemented in vsprintf_fmt.c. */
void fmt_fill(struct fmt_out *o, char c, int n);
void fmt_number(struct fmt_out *o, u64 num, const struct fmt_spec *spec);
void fmt_string(struct fmt_out *o, const char *s, const struct fmt_spec *spec);
void fmt_hex(struct fmt_out *o, u64 num, int digits);	/* with leading zeros, no prefix */
void fmt_dec(struct fmt_out *o, u64 num);
/* Implemented in vsprintf_ptr.c.  Return the format after the letters of the conversion. */
const char *fmt_pointer(struct fmt_out *o, const char *letters, const void *ptr,
			struct fmt_spec *spec);

#endif /* LIB_VSPRINTF_H */
