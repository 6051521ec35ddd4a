/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_THREAD_INFO_H
#define LINUX_THREAD_INFO_H

/* struct thread_info is not for drivers. */

#include <linux/bug.h>
#include <linux/types.h>

#endif /* LINUX_THREAD_INFO_H */
