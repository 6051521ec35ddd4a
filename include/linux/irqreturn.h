/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_IRQRETURN_H
#define LINUX_IRQRETURN_H

enum irqreturn {
	IRQ_NONE,		/* the interrupt is not from this device */
	IRQ_HANDLED,
	IRQ_WAKE_THREAD,
};

typedef enum irqreturn irqreturn_t;
#define IRQ_RETVAL(x) ((x) ? IRQ_HANDLED : IRQ_NONE)

#endif /* LINUX_IRQRETURN_H */
