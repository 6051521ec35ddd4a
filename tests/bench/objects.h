/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_BENCH_OBJECTS_H
#define TESTS_BENCH_OBJECTS_H

/*
 * objects_take_room() fills kmalloc()'s existing pages with objects, so that later objects are in
 * new pages.  It returns the number of pages that it had to add, which are nearly empty.
 * objects_give_room() frees these objects.
 */
unsigned long objects_take_room(void);
void objects_give_room(void);

#endif /* TESTS_BENCH_OBJECTS_H */
