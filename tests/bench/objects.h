/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_BENCH_OBJECTS_H
#define TESTS_BENCH_OBJECTS_H

/*
 * Fill the pages that kmalloc() has with objects, so that what comes next takes new ones: returns how many
 * pages were taken for it, of which next to nothing is in use.  Give them back.
 */
unsigned long objects_take_room(void);
void objects_give_room(void);

#endif /* TESTS_BENCH_OBJECTS_H */
