// SPDX-License-Identifier: BSD-2-Clause
/*
 * Message-signalled interrupts of platform devices.
 *
 * A controller allocates interrupt numbers and composes messages; the driver of the device
 * writes them into its registers.  If an interrupt is moved to another CPU, its message may
 * change and is written again.
 *
 * Locking: msi_mutex is held while interrupts are allocated and freed; msi_lock, with interrupts
 * off, protects the lists.
 */

#include <internal/irqs.h>
#include <internal/msi.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/irq.h>
#include <linux/kernel.h>
#include <linux/msi.h>
#include <linux/mutex.h>
#include <linux/of.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#define MAX_VECTORS	2048

struct msi_device {
	struct list_head list;
	struct device *dev;
	struct msi_controller *controller;
	irq_write_msi_msg_t write;
	u32 id;				/* number by which the controller identifies the device */
	unsigned int n;
	unsigned int *irqs;
	struct msi_desc descs[];
};

static LIST_HEAD(controllers);
static LIST_HEAD(devices);
static DEFINE_MUTEX(msi_mutex);
static DEFINE_SPINLOCK(msi_lock);

void msi_controller_register(struct msi_controller *controller)
{
	spin_lock_irq(&msi_lock);
	list_add_tail(&controller->list, &controllers);
	spin_unlock_irq(&msi_lock);
}

static struct msi_controller *find_controller(const struct device_node *node)
{
	struct msi_controller *controller, *found = NULL;

	spin_lock_irq(&msi_lock);
	list_for_each_entry(controller, &controllers, list) {
		if (controller->node == node)
			found = controller;
	}
	spin_unlock_irq(&msi_lock);
	return found;
}

/* Return the data of a device, or NULL.  Called with msi_lock or msi_mutex held. */
static struct msi_device *msi_find_device(const struct device *dev)
{
	struct msi_device *msi;

	list_for_each_entry(msi, &devices, list) {
		if (msi->dev == dev)
			return msi;
	}
	return NULL;
}

static void write_message(struct msi_device *msi, unsigned int i)
{
	struct msi_desc *desc = &msi->descs[i];

	msi->controller->ops->compose(msi->controller, desc->irq, i, &desc->msg);
	msi->write(desc, &desc->msg);
}

void msi_message_changed(unsigned int irq)
{
	struct msi_device *msi;
	unsigned long flags;

	spin_lock_irqsave(&msi_lock, flags);
	list_for_each_entry(msi, &devices, list) {
		for (unsigned int i = 0; i < msi->n; i++) {
			if (msi->irqs[i] == irq)
				write_message(msi, i);
		}
	}
	spin_unlock_irqrestore(&msi_lock, flags);
}

static void free_device(struct msi_device *msi)
{
	kfree(msi->irqs);
	kfree(msi);
}

static void msi_release(void *dev)
{
	platform_device_msi_free_irqs_all(dev);
}

static struct msi_device *alloc_device(struct device *dev, unsigned int n)
{
	struct msi_device *msi = kzalloc(struct_size(msi, descs, n), GFP_KERNEL);

	if (!msi)
		return NULL;
	msi->irqs = kcalloc(n, sizeof(*msi->irqs), GFP_KERNEL);
	if (!msi->irqs || devm_add_action(dev, msi_release, dev)) {
		free_device(msi);
		return NULL;
	}
	msi->dev = dev;
	msi->n = n;
	return msi;
}

/*
 * Read msi-parent: the node of the MSI controller and, if this node has #msi-cells, the number by
 * which the controller identifies the device.
 */
static bool find_parent(const struct device_node *np, struct of_phandle_args *args)
{
	args->args_count = 0;
	if (!np || !of_parse_phandle_with_args(np, "msi-parent", "#msi-cells", 0, args))
		return np;
	args->np = of_parse_phandle(np, "msi-parent", 0);
	return args->np && !of_property_read_bool(args->np, "#msi-cells");
}

/* Allocate @n interrupts and write their messages.  Called with msi_mutex held. */
static int alloc_irqs(struct device *dev, unsigned int n, irq_write_msi_msg_t write)
{
	struct of_phandle_args args;
	struct msi_device *msi;
	int err;

	if (!n || n > MAX_VECTORS || !write)
		return -EINVAL;
	if (msi_find_device(dev))
		return -EEXIST;
	if (!find_parent(dev->of_node, &args))
		return -ENODEV;
	msi = alloc_device(dev, n);
	if (!msi)
		return -ENOMEM;
	msi->write = write;
	msi->id = args.args_count ? args.args[0] : 0;
	msi->controller = find_controller(args.np);
	err = msi->controller ? msi->controller->ops->alloc(msi->controller, msi->id, n, msi->irqs)
			      : -EPROBE_DEFER;
	if (err) {
		free_device(msi);
		return err;
	}
	for (unsigned int i = 0; i < n; i++) {
		msi->descs[i] = (struct msi_desc){ .irq = msi->irqs[i],
						   .msi_index = (u16)i,
						   .dev = dev };
		irq_set_irq_type(msi->irqs[i], IRQ_TYPE_EDGE_RISING);
	}
	spin_lock_irq(&msi_lock);
	list_add_tail(&msi->list, &devices);
	for (unsigned int i = 0; i < n; i++)
		write_message(msi, i);
	spin_unlock_irq(&msi_lock);
	return 0;
}

int platform_device_msi_init_and_alloc_irqs(struct device *dev, unsigned int nvec,
					    irq_write_msi_msg_t write_msi_msg)
{
	int err;

	mutex_lock(&msi_mutex);
	err = alloc_irqs(dev, nvec, write_msi_msg);
	mutex_unlock(&msi_mutex);
	if (err && err != -EPROBE_DEFER)
		dev_err(dev, "cannot allocate %u message-signalled interrupts: error %d\n", nvec,
			err);
	return err;
}

static bool any_has_handler(const struct msi_device *msi)
{
	for (unsigned int i = 0; i < msi->n; i++) {
		if (WARN(irq_has_handler(msi->irqs[i]), "%s: interrupt %u still has a handler\n",
			 dev_name(msi->dev), msi->irqs[i]))
			return true;
	}
	return false;
}

void platform_device_msi_free_irqs_all(struct device *dev)
{
	struct msi_device *msi;

	mutex_lock(&msi_mutex);
	msi = msi_find_device(dev);
	if (msi && !any_has_handler(msi)) {
		spin_lock_irq(&msi_lock);
		list_del(&msi->list);
		spin_unlock_irq(&msi_lock);
		msi->controller->ops->free(msi->controller, msi->id, msi->n, msi->irqs);
		free_device(msi);
	}
	mutex_unlock(&msi_mutex);
}

unsigned int msi_get_virq(struct device *dev, unsigned int index)
{
	struct msi_device *msi;
	unsigned int irq = 0;

	mutex_lock(&msi_mutex);
	msi = msi_find_device(dev);
	if (msi && index < msi->n)
		irq = msi->irqs[index];
	mutex_unlock(&msi_mutex);
	return irq;
}
