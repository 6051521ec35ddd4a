// SPDX-License-Identifier: BSD-2-Clause
/* Print memory as hexadecimal lines in the log. */

#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/printk.h>

void print_hex_dump(const char *level, const char *prefix_str, int prefix_type, int rowsize,
		    int groupsize, const void *buf, size_t size, bool ascii)
{
	const u8 *p = buf;
	char line[32 * 3 + 2 + 32 + 1];

	if (rowsize != 16 && rowsize != 32)
		rowsize = 16;
	for (size_t i = 0; i < size; i += (size_t)rowsize) {
		hex_dump_to_buffer(p + i, min(size - i, (size_t)rowsize), rowsize, groupsize, line,
				   sizeof(line), ascii);
		switch (prefix_type) {
		case DUMP_PREFIX_ADDRESS:
			printk("%s%s%p: %s\n", level, prefix_str, p + i, line);
			break;
		case DUMP_PREFIX_OFFSET:
			printk("%s%s%.8zx: %s\n", level, prefix_str, i, line);
			break;
		default:
			printk("%s%s%s\n", level, prefix_str, line);
		}
	}
}
