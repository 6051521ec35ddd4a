// SPDX-License-Identifier: BSD-2-Clause
/* The transport virtio over MMIO (Virtio 1.2, section 4.2): version 2, and the legacy version 1. */

#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/platform_device.h>

#include <internal/virtio.h>

#define REG_MAGIC		0x000
#define REG_VERSION		0x004
#define REG_DEVICE_ID		0x008
#define REG_DEVICE_FEATURES	0x010
#define REG_DEVICE_FEATURES_SEL	0x014
#define REG_DRIVER_FEATURES	0x020
#define REG_DRIVER_FEATURES_SEL	0x024
#define REG_GUEST_PAGE_SIZE	0x028	/* legacy */
#define REG_QUEUE_SEL		0x030
#define REG_QUEUE_NUM_MAX	0x034
#define REG_QUEUE_NUM		0x038
#define REG_QUEUE_ALIGN		0x03c	/* legacy */
#define REG_QUEUE_PFN		0x040	/* legacy */
#define REG_QUEUE_READY		0x044
#define REG_QUEUE_NOTIFY	0x050
#define REG_INTERRUPT_STATUS	0x060
#define REG_INTERRUPT_ACK	0x064
#define REG_STATUS		0x070
#define REG_QUEUE_DESC		0x080
#define REG_QUEUE_DRIVER	0x090
#define REG_QUEUE_DEVICE	0x0a0
#define REG_CONFIG		0x100

#define MAGIC			0x74726976
#define QUEUE_SIZE_MAX		128
#define RESET_TRIES		1000000

struct mmio_device {
	struct virtio_device vdev;
	void __iomem *base;
	u32 version;
	int irq;
};

static struct mmio_device *to_mmio(struct virtio_device *vdev)
{
	return container_of(vdev, struct mmio_device, vdev);
}

static u8 get_status(struct virtio_device *vdev)
{
	return readl(to_mmio(vdev)->base + REG_STATUS);
}

static void vm_set_status(struct virtio_device *vdev, u8 status)
{
	writel(status, to_mmio(vdev)->base + REG_STATUS);
	if (status)
		return;
	for (int i = 0; i < RESET_TRIES && get_status(vdev); i++)
		cpu_relax();
	vdev->stuck = get_status(vdev);
	if (vdev->stuck)
		dev_err(vdev->dev, "the device does not reset\n");
}

static u64 get_features(struct virtio_device *vdev)
{
	void __iomem *base = to_mmio(vdev)->base;
	u64 features;

	writel(1, base + REG_DEVICE_FEATURES_SEL);
	features = (u64)readl(base + REG_DEVICE_FEATURES) << 32;
	writel(0, base + REG_DEVICE_FEATURES_SEL);
	return features | readl(base + REG_DEVICE_FEATURES);
}

static void set_features(struct virtio_device *vdev, u64 features)
{
	void __iomem *base = to_mmio(vdev)->base;

	writel(1, base + REG_DRIVER_FEATURES_SEL);
	writel(features >> 32, base + REG_DRIVER_FEATURES);
	writel(0, base + REG_DRIVER_FEATURES_SEL);
	writel((u32)features, base + REG_DRIVER_FEATURES);
}

static void read_config(struct virtio_device *vdev, unsigned int offset, void *buf, size_t size)
{
	u8 *to = buf;

	for (size_t i = 0; i < size; i++)
		to[i] = readb(to_mmio(vdev)->base + REG_CONFIG + offset + i);
}

static void write_address(void __iomem *reg, dma_addr_t addr)
{
	writel((u32)addr, reg);
	writel(addr >> 32, reg + 4);
}

/*
 * Set the address of a queue in a legacy device, as one page number, because the three arrays of
 * the queue are contiguous.
 */
static int tell_legacy(struct mmio_device *mmio, struct virtqueue *vq)
{
	dma_addr_t desc, avail, used;

	virtqueue_addresses(vq, &desc, &avail, &used);
	if (desc >> PAGE_SHIFT > U32_MAX)
		return -ERANGE;
	writel(PAGE_SIZE, mmio->base + REG_QUEUE_ALIGN);
	writel(desc >> PAGE_SHIFT, mmio->base + REG_QUEUE_PFN);
	return 0;
}

static int tell_modern(struct mmio_device *mmio, struct virtqueue *vq)
{
	dma_addr_t desc, avail, used;

	virtqueue_addresses(vq, &desc, &avail, &used);
	write_address(mmio->base + REG_QUEUE_DESC, desc);
	write_address(mmio->base + REG_QUEUE_DRIVER, avail);
	write_address(mmio->base + REG_QUEUE_DEVICE, used);
	writel(1, mmio->base + REG_QUEUE_READY);
	return 0;
}

static bool queue_in_use(struct mmio_device *mmio)
{
	return readl(mmio->base + (mmio->version == 1 ? REG_QUEUE_PFN : REG_QUEUE_READY));
}

static struct virtqueue *setup_queue(struct virtio_device *vdev, unsigned int index,
				     void (*callback)(struct virtqueue *vq))
{
	struct mmio_device *mmio = to_mmio(vdev);
	struct virtqueue *vq;
	u32 size;
	int err;

	writel(index, mmio->base + REG_QUEUE_SEL);
	size = min_t(u32, readl(mmio->base + REG_QUEUE_NUM_MAX), QUEUE_SIZE_MAX);
	if (!size || (size & (size - 1)) || queue_in_use(mmio))
		return ERR_PTR(-ENOENT);
	vq = virtqueue_create(vdev, index, size, mmio->version == 1 ? PAGE_SIZE : 64, callback);
	if (!vq)
		return ERR_PTR(-ENOMEM);
	writel(size, mmio->base + REG_QUEUE_NUM);
	err = mmio->version == 1 ? tell_legacy(mmio, vq) : tell_modern(mmio, vq);
	if (err) {
		virtqueue_destroy(vq);
		return ERR_PTR(err);
	}
	return vq;
}

static void delete_queue(struct virtqueue *vq)
{
	struct mmio_device *mmio = to_mmio(virtqueue_device(vq));

	writel(virtqueue_index(vq), mmio->base + REG_QUEUE_SEL);
	writel(0, mmio->base + (mmio->version == 1 ? REG_QUEUE_PFN : REG_QUEUE_READY));
	virtqueue_destroy(vq);
}

static void vm_notify(struct virtqueue *vq)
{
	writel(virtqueue_index(vq), to_mmio(virtqueue_device(vq))->base + REG_QUEUE_NOTIFY);
}

static void stop_interrupts(struct virtio_device *vdev)
{
	free_irq(to_mmio(vdev)->irq, to_mmio(vdev));
}

static const struct virtio_transport mmio_transport = {
	.get_status = get_status,
	.set_status = vm_set_status,
	.get_features = get_features,
	.set_features = set_features,
	.read_config = read_config,
	.setup_queue = setup_queue,
	.notify = vm_notify,
	.delete_queue = delete_queue,
	.stop_interrupts = stop_interrupts,
};

static irqreturn_t mmio_interrupt(int irq, void *data)
{
	struct mmio_device *mmio = data;
	u32 status = readl(mmio->base + REG_INTERRUPT_STATUS);
	bool handled = false;

	if (!status)
		return IRQ_NONE;
	writel(status, mmio->base + REG_INTERRUPT_ACK);
	/*
	 * Return IRQ_NONE if no queue has used buffers, so that a line that stays high counts as an
	 * interrupt storm.
	 */
	for (struct virtqueue *vq = mmio->vdev.vqs; vq; vq = virtqueue_next(vq)) {
		handled |= virtqueue_has_news(vq);
		virtqueue_interrupt(vq);
	}
	return IRQ_RETVAL(handled);
}

static int mmio_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	struct mmio_device *mmio = devm_kzalloc(dev, sizeof(*mmio), GFP_KERNEL);
	int err;

	if (!mmio)
		return -ENOMEM;
	mmio->base = devm_platform_ioremap_resource(pdev, 0);
	if (IS_ERR(mmio->base))
		return PTR_ERR(mmio->base);
	if (readl(mmio->base + REG_MAGIC) != MAGIC)
		return -ENODEV;
	mmio->version = readl(mmio->base + REG_VERSION);
	mmio->vdev.id = readl(mmio->base + REG_DEVICE_ID);
	if (!mmio->vdev.id)	/* an empty slot */
		return -ENODEV;
	if (mmio->version != 1 && mmio->version != 2) {
		dev_err(dev, "virtio-mmio version %u is not supported\n", mmio->version);
		return -ENODEV;
	}
	/*
	 * Reset the device even if no driver will use it, because firmware may have left it running
	 * with buffers in RAM that this system uses now.
	 */
	writel(0, mmio->base + REG_STATUS);
	/* A legacy device's queue address is a page number of 32 bits. */
	err = dma_set_mask(dev, DMA_BIT_MASK(64));
	if (!err)
		err = dma_set_coherent_mask(dev, mmio->version == 1 ?
						 DMA_BIT_MASK(32 + PAGE_SHIFT) : DMA_BIT_MASK(64));
	if (err)
		return err;
	mmio->irq = platform_get_irq(pdev, 0);
	if (mmio->irq < 0)
		return mmio->irq;
	if (mmio->version == 1)
		writel(PAGE_SIZE, mmio->base + REG_GUEST_PAGE_SIZE);
	mmio->vdev.dev = dev;
	mmio->vdev.ops = &mmio_transport;
	platform_set_drvdata(pdev, mmio);
	err = request_irq(mmio->irq, mmio_interrupt, IRQF_SHARED, dev_name(dev), mmio);
	if (err)
		return err;
	return virtio_device_add(&mmio->vdev);
}

static void mmio_remove(struct platform_device *pdev)
{
	struct mmio_device *mmio = platform_get_drvdata(pdev);

	virtio_device_remove(&mmio->vdev);
}

/* Reset the device, so that it no longer accesses memory.  Requests in progress never end. */
static void mmio_shutdown(struct platform_device *pdev)
{
	struct mmio_device *mmio = platform_get_drvdata(pdev);

	writel(0, mmio->base + REG_STATUS);
}

static const struct of_device_id mmio_match[] = {
	{ .compatible = "virtio,mmio" },
	{ }
};
MODULE_DEVICE_TABLE(of, mmio_match);

static struct platform_driver virtio_mmio_driver = {
	.probe = mmio_probe,
	.remove = mmio_remove,
	.shutdown = mmio_shutdown,
	.driver = { .name = "virtio-mmio", .of_match_table = mmio_match },
};
module_platform_driver(virtio_mmio_driver);
