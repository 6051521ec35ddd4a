/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_SIGNAL_H
#define LINUX_SIGNAL_H

/*
 * Numbers of signals, for drivers that name them in calls of allow_signal().  These have the same
 * values in Linux and in the C library.
 */

#ifndef SIGHUP
#define SIGHUP	1
#define SIGINT	2
#define SIGQUIT	3
#define SIGKILL	9
#define SIGTERM	15
#endif

#endif /* LINUX_SIGNAL_H */
