/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_IRQCHIP_CHAINED_IRQ_H
#define LINUX_IRQCHIP_CHAINED_IRQ_H

#include <linux/irq.h>

/*
 * Begin and end a chained handler, which calls generic_handle_domain_irq() for each pending line of
 * its own controller in between.  @chip is the chip of the parent line, irq_desc_get_chip(@desc).
 * A chip without irq_eoi() has the parent line masked and acknowledged in between.  Context: the
 * handler of irq_set_chained_handler_and_data().
 */
static inline void chained_irq_enter(struct irq_chip *chip, struct irq_desc *desc)
{
	if (chip->irq_eoi)
		return;
	if (chip->irq_mask_ack) {
		chip->irq_mask_ack(&desc->irq_data);
		return;
	}
	chip->irq_mask(&desc->irq_data);
	if (chip->irq_ack)
		chip->irq_ack(&desc->irq_data);
}

static inline void chained_irq_exit(struct irq_chip *chip, struct irq_desc *desc)
{
	if (chip->irq_eoi)
		chip->irq_eoi(&desc->irq_data);
	else
		chip->irq_unmask(&desc->irq_data);
}

#endif /* LINUX_IRQCHIP_CHAINED_IRQ_H */
