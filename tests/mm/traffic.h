/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_MM_TRAFFIC_H
#define TESTS_MM_TRAFFIC_H

/*
 * Small objects that come and go beside a test: a timer on each CPU and a thread on each other CPU put
 * them into common slots and free what they find there, mostly an object of another CPU.
 */

/* Returns when each has begun; traffic_end() when each has ended.  Thread context. */
void traffic_begin(void);
void traffic_end(void);

#endif /* TESTS_MM_TRAFFIC_H */
