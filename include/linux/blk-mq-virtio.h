/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_BLK_MQ_VIRTIO_H
#define LINUX_BLK_MQ_VIRTIO_H

/* Queue maps of virtio devices.  The function exists only beside Linux's headers of virtio. */

#include <linux/blk-mq.h>

/* Drivers of virtio devices include virtio's headers before this one. */
#ifdef _LINUX_VIRTIO_CONFIG_H

/* Map each CPU to the queue whose interrupt it gets, or spread the CPUs.  Context: any. */
static inline void blk_mq_virtio_map_queues(struct blk_mq_queue_map *qmap,
					    struct virtio_device *vdev, int first_vec)
{
	unsigned int cpu;

	blk_mq_map_queues(qmap);
	for (unsigned int i = 0; vdev->config->get_vq_affinity && i < qmap->nr_queues; i++) {
		const struct cpumask *mask;

		mask = vdev->config->get_vq_affinity(vdev, first_vec + (int)i);
		if (!mask)
			return;
		for_each_cpu(cpu, mask)
			qmap->mq_map[cpu] = qmap->queue_offset + i;
	}
}
#endif

#endif /* LINUX_BLK_MQ_VIRTIO_H */
