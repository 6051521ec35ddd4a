/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_BENCH_OBJECTS_H
#define TESTS_BENCH_OBJECTS_H

/*
 * objects_take_room() fills the pages that kmalloc() has with objects, so that later objects are in new
 * pages.  It returns the number of pages that it added, which are nearly unused.  objects_give_room()
 * frees these objects.
 */
unsigned long objects_take_room(void);
void objects_give_room(void);

#endif /* TESTS_BENCH_OBJECTS_H */
