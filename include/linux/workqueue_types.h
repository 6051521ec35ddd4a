/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_WORKQUEUE_TYPES_H
#define LINUX_WORKQUEUE_TYPES_H

/* In Linux this header has the types only. */
#include <linux/workqueue.h>

#endif /* LINUX_WORKQUEUE_TYPES_H */
