// SPDX-License-Identifier: BSD-2-Clause
/* Managed interrupt handlers, which are freed when the driver is unbound. */

#include <linux/device.h>
#include <linux/err.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>

struct devm_irq {
	unsigned int irq;
	void *dev_id;
};

static void release_irq(struct device *dev, void *res)
{
	struct devm_irq *handler = res;

	free_irq(handler->irq, handler->dev_id);
}

static int is_irq(struct device *dev, void *res, void *data)
{
	const struct devm_irq *a = res, *b = data;

	return a->irq == b->irq && a->dev_id == b->dev_id;
}

int devm_request_threaded_irq(struct device *dev, unsigned int irq, irq_handler_t handler,
			      irq_handler_t thread_fn, unsigned long flags, const char *name,
			      void *dev_id)
{
	struct devm_irq *res = devres_alloc(release_irq, sizeof(*res), GFP_KERNEL);
	int err;

	if (!res)
		return -ENOMEM;
	err = request_threaded_irq(irq, handler, thread_fn, flags, name ? name : dev_name(dev),
				   dev_id);
	if (err) {
		devres_free(res);
		return dev_err_probe(dev, err, "interrupt %u cannot be requested\n", irq);
	}
	res->irq = irq;
	res->dev_id = dev_id;
	devres_add(dev, res);
	return 0;
}

void devm_free_irq(struct device *dev, unsigned int irq, void *dev_id)
{
	struct devm_irq handler = { .irq = irq, .dev_id = dev_id };
	int err = devres_release(dev, release_irq, is_irq, &handler);

	WARN(err, "devm_free_irq: interrupt %u, %px does not belong to %s\n", irq, dev_id,
	     dev_name(dev));
}
