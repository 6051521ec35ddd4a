/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_UACCESS_H
#define LINUX_UACCESS_H

/* There is no user space.  copy_to_user(), put_user() and similar functions do not exist. */

#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/types.h>

#endif /* LINUX_UACCESS_H */
