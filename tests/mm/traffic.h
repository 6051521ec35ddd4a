/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_MM_TRAFFIC_H
#define TESTS_MM_TRAFFIC_H

/*
 * Small objects that are allocated and freed beside a test.  A timer on each CPU and a thread on each
 * other CPU put objects into common slots, and free the objects that were there, mostly those of
 * another CPU.
 */

/*
 * traffic_begin() returns when all of them have begun, and traffic_end() when all have ended.  The
 * caller must be a thread.
 */
void traffic_begin(void);
void traffic_end(void);

#endif /* TESTS_MM_TRAFFIC_H */
