/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_BENCH_OBJECTS_H
#define TESTS_BENCH_OBJECTS_H

/*
 * objects_take_room() fills the pages that kmalloc() already has with objects, so that later
 * objects are in new pages.  It returns the number of pages that kmalloc() added for this, which
 * are nearly empty.  objects_give_room() frees these objects.
 */
unsigned long objects_take_room(void);
void objects_give_room(void);

#endif /* TESTS_BENCH_OBJECTS_H */
