/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_SPRINTF_H
#define LINUX_SPRINTF_H

/*
 * Format text in memory without allocation.  Context: any.
 *
 * The v/snprintf() forms return the length of the whole text, the v/scnprintf() forms the length of
 * the stored text; both terminate it unless size is 0.  As in Linux, a negative precision counts as
 * 0, and a period without a number does not set the precision.  %p accepts letters:
 *
 *	%p %px		the pointer's value, 16 hex digits
 *	%pS %ps %pB	symbol with and without offset, return address, if symbols are known
 *	%pa %pap %pad	phys_addr_t, dma_addr_t, by reference
 *	%pe		the name of an ERR_PTR()'s error
 *	%pM %pMR %pMF %pm	MAC address: colons, reversed, hyphens, no separator
 *	%pI4 %pi4	IPv4 address; %pi4 with leading zeros
 *	%pUb %pUB %pUl %pUL	UUID, big or little endian, lower or upper case
 *	%*ph %*phC %*phD %*phN	up to 64 bytes in hex: blanks, colons, hyphens, nothing
 *	%pR %pr		struct resource, with flags decoded or raw
 *	%pV		struct va_format: a format and its arguments
 *	%pOF[fnPpcC]	device tree node, if the tree's reader is linked: f path (also without a
 *			letter), n name, P name with unit address, p phandle, c first compatible
 *			string, C all of them.  A colon separates the parts for several letters.
 *	%pfw %pfwP	firmware node, like %pOF and %pOFP; of a software node, the names of the
 *			node and its parents, or the name of the node
 *	%p4cc		four-character code
 *	%ptR %ptT	struct rtc_time or time64_t as "2038-01-19T03:14:07", with real-time clocks
 *			(CONFIG_RTC_CLASS).  Then d for the date or t for the time only, r for the
 *			members' numbers of year and month, s for a blank in place of the T
 *	%*pb %*pbl	bitmap in hex; as a list of ranges (the width is the number of bits)
 */

#include <linux/compiler.h>
#include <linux/stdarg.h>
#include <linux/types.h>

/*
 * A C library has functions with these names that support less.  In C, these definitions replace
 * the library's.  In C++, the library's functions remain, as in <cstdio>.
 */
#ifdef CONFIG_LIBC
#if __has_include(<stdio.h>)
#include <stdio.h>
#endif
#ifndef __cplusplus
#define snprintf	linux_snprintf
#define vsnprintf	linux_vsnprintf
#define sprintf		linux_sprintf
#define vsprintf	linux_vsprintf
#define sscanf		linux_sscanf
#define vsscanf		linux_vsscanf
#endif
#endif

int snprintf(char *buf, size_t size, const char *fmt, ...) __printf(3, 4);
int vsnprintf(char *buf, size_t size, const char *fmt, va_list args) __printf(3, 0);
int scnprintf(char *buf, size_t size, const char *fmt, ...) __printf(3, 4);
int vscnprintf(char *buf, size_t size, const char *fmt, va_list args) __printf(3, 0);
int sprintf(char *buf, const char *fmt, ...) __printf(2, 3);
int vsprintf(char *buf, const char *fmt, va_list args) __printf(2, 0);

/* Format into memory of kmalloc(), which the caller frees.  Returns NULL on failure. */
char *kvasprintf(gfp_t gfp, const char *fmt, va_list args) __printf(2, 0);
char *kasprintf(gfp_t gfp, const char *fmt, ...) __printf(2, 3);

/*
 * Parse text by a format.  Returns the number of stored conversions.  Supported: the conversions
 * d i u x X o p c s n [ ] %, widths, * and the sizes hh h l ll L z t j.
 */
int sscanf(const char *buf, const char *fmt, ...) __scanf(2, 3);
int vsscanf(const char *buf, const char *fmt, va_list args) __scanf(2, 0);

struct va_format {
	const char *fmt;
	va_list *va;
};

/*
 * Hooks with weak default definitions.  Each writes a terminated text of at most SPRINT_SYMBOL_MAX
 * bytes and returns the length of the text.  If a hook for symbols returns 0, or another hook
 * returns -1, the value is printed as a number.
 */
#define SPRINT_SYMBOL_MAX	192
int sprint_symbol(char *buf, unsigned long addr);		/* name+0xoff/0xsize */
int sprint_symbol_no_offset(char *buf, unsigned long addr);	/* name */
int sprint_backtrace(char *buf, unsigned long addr);		/* for a return address */
struct device_node;
int sprint_of_node(char *buf, size_t size, const struct device_node *np, const char *letters);
struct fwnode_handle;
int sprint_fwnode(char *buf, size_t size, const struct fwnode_handle *fwnode, const char *letters);
#define SPRINT_TIME_MAX		48
int sprint_time(char *buf, size_t size, const void *time, const char *letters);

#endif /* LINUX_SPRINTF_H */
