/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_MM_TRAFFIC_H
#define TESTS_MM_TRAFFIC_H

/*
 * Interface for allocation traffic that runs in parallel with a test.  A timer on each CPU and a
 * thread on each other CPU store small objects in shared slots, and free the previous objects of
 * the slots, most of which another CPU has allocated.
 */

/*
 * Start or end the traffic.  traffic_begin() returns when all timers and threads have started, and
 * traffic_end() returns when all have ended.  Both must be called in a thread.
 */
void traffic_begin(void);
void traffic_end(void);

#endif /* TESTS_MM_TRAFFIC_H */
