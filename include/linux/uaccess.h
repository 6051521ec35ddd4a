/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_UACCESS_H
#define LINUX_UACCESS_H

/* There is no user space, and no function that copies from or to it. */

#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/types.h>

#endif /* LINUX_UACCESS_H */
