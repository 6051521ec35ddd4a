/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_MM_TRAFFIC_H
#define TESTS_MM_TRAFFIC_H

/*
 * Traffic in parallel with a test: small objects are allocated and freed.  A timer on each CPU and
 * a thread on each other CPU put objects into common slots, and free the previous objects, which
 * mostly another CPU has allocated.
 */

/*
 * traffic_begin() returns when all timers and threads have started, and traffic_end() when all have
 * ended.  The caller must be a thread.
 */
void traffic_begin(void);
void traffic_end(void);

#endif /* TESTS_MM_TRAFFIC_H */
