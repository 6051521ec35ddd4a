/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_IRQ_H
#define LINUX_IRQ_H

#include <linux/interrupt.h>
#include <linux/irqreturn.h>

#endif /* LINUX_IRQ_H */
