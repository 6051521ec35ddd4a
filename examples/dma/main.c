// SPDX-License-Identifier: BSD-2-Clause
/*
 * The DMA calls of a driver, from probe to remove:
 *
 * probe       set the DMA mask, and allocate rings in coherent memory and a pool for small
 *             descriptors
 * a transfer  the device owns a buffer, or a list of pieces, until the transfer ends
 * remove      release all memory
 *
 * There is no device in this example.  Instead of passing an address to a device, the example
 * prints it.
 *
 *         make run APP=examples/dma
 */

#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/string.h>

#define RING_BYTES	4096
#define NR_PIECES	3

/* A descriptor.  The hardware reads one descriptor for each transfer. */
struct descriptor {
	__le64 address;
	__le32 length, flags;
};

struct example {
	struct device *dev;
	__le64 *ring;			/* addresses of descriptors */
	dma_addr_t ring_addr;
	struct dma_pool *descriptors;
};

/* Allocate a ring, which the CPU and the device may access at any time without DMA calls. */
static int example_probe(struct example *ex)
{
	/*
	 * A device on a bus has a DMA mask, so its driver calls dma_set_mask_and_coherent()
	 * instead.
	 */
	int err = dma_coerce_mask_and_coherent(ex->dev, DMA_BIT_MASK(32));

	if (err)
		return dev_err_probe(ex->dev, err, "no memory within 32 bits\n");
	ex->ring = dmam_alloc_coherent(ex->dev, RING_BYTES, &ex->ring_addr, GFP_KERNEL);
	ex->descriptors = dmam_pool_create("descriptors", ex->dev, sizeof(struct descriptor), 16,
					   0);
	if (!ex->ring || !ex->descriptors)
		return -ENOMEM;
	dev_info(ex->dev, "coherent memory: the ring is at %px, for the device at %pad\n", ex->ring,
		 &ex->ring_addr);
	return 0;
}

/*
 * Pass a descriptor from the pool to the device.  Here, the device completes the transfer
 * immediately.
 */
static int example_submit(struct example *ex, dma_addr_t address, size_t length)
{
	dma_addr_t addr;
	struct descriptor *desc = dma_pool_zalloc(ex->descriptors, GFP_KERNEL, &addr);

	if (!desc)
		return -ENOMEM;
	desc->address = cpu_to_le64(address);
	desc->length = cpu_to_le32(length);
	/* The descriptor must be visible before the ring refers to it. */
	dma_wmb();
	ex->ring[0] = cpu_to_le64(addr);
	dev_info(ex->dev, "pool: descriptor at %pad: %zu bytes at %pad\n", &addr, length, &address);
	dma_pool_free(ex->descriptors, desc, addr);
	return 0;
}

/*
 * Receive a packet.  The buffer is not copied on any machine if its size is a multiple of the cache
 * alignment and the device can access it.
 */
static int example_receive(struct example *ex)
{
	size_t size = ALIGN(1500, dma_get_cache_alignment());
	u8 *packet = kzalloc(size, GFP_KERNEL);
	dma_addr_t addr;
	int err;

	if (!packet)
		return -ENOMEM;
	addr = dma_map_single(ex->dev, packet, size, DMA_FROM_DEVICE);
	if (dma_mapping_error(ex->dev, addr)) {
		kfree(packet);
		return -EIO;
	}
	err = example_submit(ex, addr, size);
	/* Read the header while the device may still own the rest of the buffer. */
	dma_sync_single_for_cpu(ex->dev, addr, 64, DMA_FROM_DEVICE);
	dev_info(ex->dev, "streaming: the first byte is %#x\n", packet[0]);
	dma_sync_single_for_device(ex->dev, addr, 64, DMA_FROM_DEVICE);
	dma_unmap_single(ex->dev, addr, size, DMA_FROM_DEVICE);
	kfree(packet);
	return err;
}

/*
 * Send a buffer that consists of pieces.  Pieces that are adjacent on the bus become one segment.
 */
static int example_send(struct example *ex)
{
	struct scatterlist *sg;
	struct sg_table table;
	int err = sg_alloc_table(&table, NR_PIECES, GFP_KERNEL), i;

	if (err)
		return err;
	for_each_sgtable_sg(&table, sg, i) {
		void *piece = kzalloc(512, GFP_KERNEL);

		if (!piece) {
			err = -ENOMEM;
			goto free_pieces;
		}
		sg_set_buf(sg, piece, 512);
	}
	err = dma_map_sgtable(ex->dev, &table, DMA_TO_DEVICE, 0);
	if (err)
		goto free_pieces;
	dev_info(ex->dev, "scatterlist: %u pieces are %u segments\n", table.orig_nents,
		 table.nents);
	for_each_sgtable_dma_sg(&table, sg, i) {
		if (!err)
			err = example_submit(ex, sg_dma_address(sg), sg_dma_len(sg));
	}
	dma_unmap_sgtable(ex->dev, &table, DMA_TO_DEVICE, 0);
free_pieces:
	for_each_sgtable_sg(&table, sg, i) {
		if (sg_page(sg))
			kfree(sg_virt(sg));
	}
	sg_free_table(&table);
	return err;
}

static int __init dma_example_init(void)
{
	struct example ex = { .dev = root_device_register("example") };
	int err;

	if (IS_ERR(ex.dev))
		return PTR_ERR(ex.dev);
	err = example_probe(&ex);
	if (!err)
		err = example_receive(&ex);
	if (!err)
		err = example_send(&ex);
	/* The ring and the pool are device-managed, so they are released with the device. */
	root_device_unregister(ex.dev);
	return err;
}
late_initcall(dma_example_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("Coherent memory, a pool, streaming mappings and scatterlists");
