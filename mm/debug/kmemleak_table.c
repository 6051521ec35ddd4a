// SPDX-License-Identifier: BSD-2-Clause
/* The table of objects of kmemleak's last scan, and the search in such a table. */

#include <linux/mmdebug.h>
#include <linux/mutex.h>

#include "kmemleak.h"

struct leak_table leak_table;
DEFINE_MUTEX(leak_mutex);
bool leak_off;

struct leak_object *leak_find(const struct leak_table *table, unsigned long addr)
{
	unsigned long low = 0, high = table->nr;
	struct leak_object *object;

	/* Find the last object that does not start above the address. */
	while (low < high) {
		unsigned long middle = (low + high) / 2;

		if (leak_address(&table->objects[middle]) <= addr)
			low = middle + 1;
		else
			high = middle;
	}
	VM_WARN_ON(low > table->nr);
	object = low ? &table->objects[low - 1] : NULL;
	return object && addr - leak_address(object) < object->size ? object : NULL;
}
