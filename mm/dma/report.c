// SPDX-License-Identifier: BSD-2-Clause
/* dmainfo: print a device's reach, mappings and memory, and the state of bounce buffers. */

#include <internal/dma.h>
#include <linux/dma-mapping.h>
#include <quarry/report.h>

#include "dma.h"

static void show_pool(const struct dma_pool_usage *usage, void *m)
{
	report_row(
		m,
		"  pool %s{name}: %lu{used} of %lu{blocks} blocks of %zu{block_size} bytes in use, "
		"%zu{bytes} bytes\n",
		usage->name, usage->used, usage->blocks, usage->size, usage->bytes);
}

/* Print the device's own coherent memory and its restricted pool. */
static void show_own(struct seq_file *m, struct device *dev)
{
	struct swiotlb_usage usage;
	size_t size, used;
	phys_addr_t pa;

	if (dev->dma_mem) {
		dma_mem_usage(dev, &pa, &size, &used);
		report_fields(
			m,
			"  coherent memory of its own: %zu{own_size} bytes at %#llx{own_address}, "
			"%zu{own_used} in use\n",
			size, (unsigned long long)pa, used);
	}
	if (dev->dma_io_tlb_mem) {
		swiotlb_usage(dev, &usage);
		report_fields(m, "  restricted: %lu{restricted_slots} slots of 2048 bytes, "
			      "%lu{restricted_used} in use, at most %lu{restricted_used_hiwater}\n",
			      usage.nslabs, usage.used, usage.used_hiwater);
	}
}

void dmainfo_show_device(struct seq_file *m, struct device *dev)
{
	report_open(m, NULL, '{');
	report_fields(
		m,
		"%s{device}: %s{coherence}, mask %#llx{mask}, coherent mask %#llx{coherent_mask}, "
		"%lu{coherent_bytes} bytes coherent, %ld{mapped} mapped\n",
		dev_name(dev), dev->dma_coherent ? "coherent" : "not coherent",
		(unsigned long long)dma_get_mask(dev), (unsigned long long)dev->coherent_dma_mask,
		dev->dma_coherent_bytes, dev->dma_mapped);
	if (m->json && dev->bus_dma_limit)
		report_fields(m, "%#llx{limit}", (unsigned long long)dev->bus_dma_limit);
	report_fields(m, "  %lu{bounced} bounced, %lu{refused} calls refused since boot\n",
		      dev->dma_copied, dev->dma_refused);
	show_own(m, dev);
	report_open(m, "windows", '[');
	for (const struct bus_dma_region *w = dev->dma_range_map; w && w->size; w++)
		report_row(m, "  CPU %#llx{cpu} is %#llx{bus} on the bus, %#llx{size} bytes\n",
			   (unsigned long long)w->cpu_start, (unsigned long long)w->dma_start,
			   (unsigned long long)w->size);
	report_close(m, ']');
	report_open(m, "pools", '[');
	dma_pools_for_each(dev, show_pool, m);
	report_close(m, ']');
	report_close(m, '}');
}

void dmainfo_show_memory(struct seq_file *m)
{
	struct swiotlb_usage usage;

	report_fields(m, "cache maintenance: by %s{cache_maintenance}, line %u{cache_line} bytes\n",
		      !maintained_line()       ? "nothing"
		      : dma_cache_has_driver() ? dma_cache_driver_name()
					       : "the CPU's instructions",
		      maintained_line());
	swiotlb_usage(NULL, &usage);
	report_fields(
		m,
		"swiotlb: %lu{swiotlb_slots} slots of 2048 bytes in %lu{swiotlb_pools} pools, "
		"%lu{swiotlb_used} in use, at most %lu{swiotlb_used_hiwater}\n",
		usage.nslabs, usage.pools, usage.used, usage.used_hiwater);
	report_fields(m, "uncached blocks of 2 MiB: %lu{uncached_2MiB_blocks}\n",
		      uncached_blocks());
}
