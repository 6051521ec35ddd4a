/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_KALLSYMS_H
#define LINUX_KALLSYMS_H

#include <linux/types.h>

#define KSYM_NAME_LEN		128
#define KSYM_SYMBOL_LEN		(KSYM_NAME_LEN + 32)

/*
 * Write to @buffer which function contains @address: "name+0xoffset/0xsize" or, by
 * sprint_symbol_no_offset(), "name".  If no function contains @address, write @address as a
 * hexadecimal number.  Returns the length of the text.  Context: any.
 */
int sprint_symbol(char *buffer, unsigned long address);
int sprint_symbol_no_offset(char *buffer, unsigned long address);

/*
 * Return the name of the function that contains @address, or NULL.  @size and @offset are in bytes
 * and may be NULL.
 */
const char *kallsyms_lookup(unsigned long address, unsigned long *size, unsigned long *offset,
			    char **modname, char *namebuf);

#endif /* LINUX_KALLSYMS_H */
