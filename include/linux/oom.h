/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_OOM_H
#define LINUX_OOM_H

/*
 * Notifiers that are called when an allocation failed and reclaim freed no memory.  A notifier
 * frees memory and adds the number of freed pages to *data, an unsigned long.  It may sleep, but
 * must not wait for memory.  Registration needs thread context and returns 0 or -errno.
 */

#include <linux/notifier.h>

int register_oom_notifier(struct notifier_block *nb);
int unregister_oom_notifier(struct notifier_block *nb);

#endif /* LINUX_OOM_H */
