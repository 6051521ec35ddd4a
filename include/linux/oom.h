/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_OOM_H
#define LINUX_OOM_H

/*
 * Notifiers that are called when an allocation found nothing, and reclaim gave nothing: the last chance
 * to free something.  data is an unsigned long *, to which a notifier adds the number of pages that it
 * freed.  It may sleep, and must not wait for memory.  Registration: thread context, 0 or -errno.
 */

#include <linux/notifier.h>

int register_oom_notifier(struct notifier_block *nb);
int unregister_oom_notifier(struct notifier_block *nb);

#endif /* LINUX_OOM_H */
