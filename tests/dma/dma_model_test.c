// SPDX-License-Identifier: BSD-2-Clause
/*
 * Compare DMA mappings with a simple model: run random operations of four devices, and check the
 * memory after each operation.
 *
 * Each byte has one owner at any time.  Therefore one shadow copy of the memory contains what the
 * CPU and the devices must read.  The CPU writes to its own bytes in the memory and in the shadow.
 * A device writes to the memory by bus address, and to the shadow, if the direction of the mapping
 * allows it.  The bytes that the device reads are compared with the shadow.
 *
 * Mapping and dma_sync_*() transfer bytes from one owner to the other.  The bytes that the CPU gets
 * are compared with the shadow immediately.  The bytes around a mapping, which the CPU may still
 * write, are compared, too.  Coherent memory has no owner: the CPU and the devices read and write
 * such memory.
 *
 * The model follows the rules for drivers.  A part that is transferred has one owner, and consists
 * of whole cache lines inside the mapping.  The CPU does not write to memory that is mapped
 * DMA_FROM_DEVICE.  Bytes that the CPU wrote are transferred to the device before they are
 * unmapped.
 *
 * The first device can access all memory.  The second device is not coherent.  The third device
 * cannot access a part of the memory, so that buffers there are copied.  The fourth device is not
 * coherent, and RAM has other addresses on its bus.  On the host port, the copying device accesses
 * memory for these devices, and bypasses the simulated cache with -noncoherent.  On targets, the
 * CPU acts as the device.
 *
 * The boot argument dma_model_test.count=N sets the number of operations, and dma_model_test.seed=N
 * repeats a run.
 */

#include <linux/array_size.h>
#include <linux/dmapool.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/minmax.h>
#include <linux/moduleparam.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/prandom.h>
#include <linux/scatterlist.h>
#include <linux/sched.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "mm/dma/dma.h"
#include "dma_test.h"
#include "../warnings.h"

#define NR_DEVICES	4
#define NR_MAPS		24
#define MAX_PIECES	6
#define NR_COHERENT	24
#define ORDER		4
#define MEMORY		(PAGE_SIZE << ORDER)
#define MAX_SIZE	2048U		/* maximum size of a piece and of an access, in bytes */
#define POOL_SIZE	192U
#define BUS_OFFSET	0x1000000ULL

static unsigned long count = 5000;
module_param(count, ulong, 0444);
static unsigned int seed;
module_param(seed, uint, 0444);

struct piece {
	u32 at, size;			/* offset in m.memory and size, in bytes */
};

struct map {
	/* If the map is not in use, nr_pieces is 0. */
	unsigned int device, nr_pieces;
	enum dma_data_direction dir;
	bool is_sg;
	dma_addr_t addr;
	struct sg_table sgt;
	struct piece pieces[MAX_PIECES];
};

struct coherent {
	unsigned int device;
	bool of_pool;
	u8 *va, *shadow;		/* shadow is NULL if the entry is not in use */
	dma_addr_t addr;
	size_t size;
};

static struct {
	struct device *dev[NR_DEVICES];
	struct dma_pool *pool[NR_DEVICES];
	struct bus_dma_region windows[NR_DEVICES][2];
	struct page *pages;
	u8 *memory, *shadow;
	/*
	 * For each byte of the memory: the index of its map + 1, and 1 if a device owns the byte.
	 */
	u8 *mapped, *of_device;
	struct map maps[NR_MAPS];
	struct coherent coherents[NR_COHERENT];
	void __iomem *copier;
	u8 *mailbox;
	dma_addr_t mailbox_addr;
	bool mailbox_is_mapped;
	struct rnd_state random;
	unsigned long step;
	const char *op, *broken;
	unsigned long nr_maps, nr_copied, nr_refused, nr_lists, nr_coherents;
} m;

static u32 below(u32 ceil)
{
	return prandom_u32_below(&m.random, ceil);
}

static void model_broken(const char *why)
{
	if (!m.broken)
		m.broken = why;
}

/* ---- devices --------------------------------------------------------------------------------- */

/* Translate a bus address to a CPU address, without the functions that are tested. */
static phys_addr_t cpu_address(unsigned int device, dma_addr_t addr, size_t size)
{
	const struct bus_dma_region *w = m.windows[device];

	if (!w->size)
		return addr;
	for (unsigned int i = 0; i < 2; i++) {
		if (addr >= w[i].dma_start && addr - w[i].dma_start + size <= w[i].size)
			return addr - w[i].dma_start + w[i].cpu_start;
	}
	model_broken("an address that the device does not reach");
	return __pa(m.mailbox);
}

static void copy(phys_addr_t from, phys_addr_t to, size_t size)
{
	writeq(from, m.copier);
	writeq(to, m.copier + 8);
	writeq(size, m.copier + 16);
	if (!readq(m.copier + 24))
		model_broken("the copying device does not reach it");
}

/*
 * Let a device write @data to memory, or read memory into @data.  If the CPU acts as the device, it
 * uses the address @va, or the linear map if @va is NULL.
 */
static void access(unsigned int device, dma_addr_t addr, u8 *data, size_t size, bool write, u8 *va)
{
	phys_addr_t pa = cpu_address(device, addr, size);

	if (!m.copier) {
		u8 *at = va ? va : __va(pa);

		dma_test_copy(write ? at : data, write ? data : at, size);
		/*
		 * A real device writes to memory, but this CPU writes to its cache.  Flush the
		 * cache: otherwise dma_sync_*() would discard the data.
		 */
		if (write && !va && !m.dev[device]->dma_coherent && maintained_line())
			dma_cache_flush((unsigned long)at, size);
		return;
	}
	if (write)
		memcpy(m.mailbox, data, size);
	dma_sync_single_for_device(m.dev[0], m.mailbox_addr, MAX_SIZE, DMA_BIDIRECTIONAL);
	copy(write ? m.mailbox_addr : pa, write ? pa : m.mailbox_addr, size);
	dma_sync_single_for_cpu(m.dev[0], m.mailbox_addr, MAX_SIZE, DMA_BIDIRECTIONAL);
	if (!write)
		memcpy(data, m.mailbox, size);
}

/*
 * Check the limits of a segment.  A piece that crosses a boundary is split only if the list has
 * unused entries, so only merged segments are checked against the boundary.
 */
static void check_segment(const struct map *map, const struct scatterlist *sg)
{
	struct device *dev = m.dev[map->device];
	dma_addr_t last = sg_dma_address(sg) + sg_dma_len(sg) - 1;
	u32 longest = 0;

	for (unsigned int i = 0; i < map->nr_pieces; i++)
		longest = max(longest, map->pieces[i].size);
	if (sg_dma_len(sg) > dma_get_max_seg_size(dev))
		model_broken("a segment is too long");
	if (sg_dma_len(sg) > longest && (sg_dma_address(sg) ^ last) & ~dma_get_seg_boundary(dev))
		model_broken("a segment crosses the boundary");
}

/* Let the device of the mapping access @size bytes from offset @at, segment by segment. */
static void access_map(struct map *map, u32 at, u8 *data, u32 size, bool write)
{
	struct scatterlist *sg;
	u32 start = 0, n;
	unsigned int i;

	if (!map->is_sg) {
		access(map->device, map->addr + at, data, size, write, NULL);
		return;
	}
	for_each_sgtable_dma_sg(&map->sgt, sg, i) {
		check_segment(map, sg);
		if (size && at < start + sg_dma_len(sg)) {
			n = min(size, start + sg_dma_len(sg) - at);
			access(map->device, sg_dma_address(sg) + (at - start), data, n, write,
			       NULL);
			at += n;
			data += n;
			size -= n;
		}
		start += sg_dma_len(sg);
	}
	if (size)
		model_broken("the segments are shorter than the list");
}

static void device_accesses(struct map *map)
{
	struct piece *piece = &map->pieces[below(map->nr_pieces)];
	u32 at = below(piece->size), n = 1 + below(piece->size - at), before = 0;
	bool write = map->dir != DMA_TO_DEVICE && below(2);
	static u8 data[MAX_SIZE];

	m.op = write ? "device writes" : "device reads";
	n = min(n, 256U);
	if (memchr_inv(m.of_device + piece->at + at, 1, n))
		return;
	for (struct piece *p = map->pieces; p < piece; p++)
		before += p->size;
	if (write) {
		prandom_bytes_state(&m.random, data, n);
		memcpy(m.shadow + piece->at + at, data, n);
	}
	access_map(map, before + at, data, n, write);
	if (!write && memcmp(data, m.shadow + piece->at + at, n))
		model_broken("the device reads something else");
}

/* ---- ownership ------------------------------------------------------------------------------- */

static void expect_contents(u32 at, u32 size)
{
	if (memcmp(m.memory + at, m.shadow + at, size))
		model_broken("the CPU reads something else");
}

static void give(u32 at, u32 size, bool to_device)
{
	memset(m.of_device + at, to_device, size);
	if (!to_device)
		expect_contents(at, size);
}

static void give_all(struct map *map, bool to_device)
{
	for (unsigned int i = 0; i < map->nr_pieces; i++)
		give(map->pieces[i].at, map->pieces[i].size, to_device);
}

/* Return the end of the run of bytes from @at that have the same owner. */
static u32 end_of_run(const struct piece *piece, u32 at)
{
	u32 end = at;

	while (end < piece->size && m.of_device[piece->at + end] == m.of_device[piece->at + at])
		end++;
	return end;
}

static void sync_run(struct map *map, u32 at, u32 end)
{
	struct device *dev = m.dev[map->device];
	u32 start = map->pieces[0].at;
	bool to_device = !m.of_device[start + at];

	if (to_device)
		dma_sync_single_for_device(dev, map->addr + at, end - at, map->dir);
	else
		dma_sync_single_for_cpu(dev, map->addr + at, end - at, map->dir);
	give(start + at, end - at, to_device);
}

static void sync_list(struct map *map)
{
	bool to_device = !m.of_device[map->pieces[0].at];

	if (to_device)
		dma_sync_sgtable_for_device(m.dev[map->device], &map->sgt, map->dir);
	else
		dma_sync_sgtable_for_cpu(m.dev[map->device], &map->sgt, map->dir);
	give_all(map, to_device);
}

/*
 * Sync some bytes that have the same owner: the CPU or the device.  A single mapping is synced in
 * whole cache lines, counted in bus addresses, except at the ends of the mapping.  A scatterlist is
 * synced as a whole.
 */
static void op_sync(struct map *map)
{
	struct piece *piece = map->pieces;
	u32 line = max(m.dev[map->device]->dma_reach.line, 1U), at, end;

	m.op = "sync";
	if (map->is_sg) {
		sync_list(map);
		return;
	}
	at = below(piece->size);
	at -= min_t(u32, at, (map->addr + at) % line);
	end = min(end_of_run(piece, at), at + 1 + below(piece->size));
	if (end < piece->size)
		end += min_t(u32, piece->size - end, (line - (map->addr + end) % line) % line);
	sync_run(map, at, end);
}

/* Transfer all bytes of a mapping to the device if @to_device is true, or to the CPU otherwise. */
static void sync_all(struct map *map, bool to_device)
{
	u32 end;

	if (map->is_sg && m.of_device[map->pieces[0].at] != to_device)
		sync_list(map);
	for (u32 at = 0; !map->is_sg && at < map->pieces[0].size; at = end) {
		end = end_of_run(map->pieces, at);
		if (m.of_device[map->pieces[0].at + at] != to_device)
			sync_run(map, at, end);
	}
}

/* Return a random offset, or an offset in a cache line that a mapping shares with other bytes. */
static u32 where_to_write(void)
{
	const struct map *map = &m.maps[below(NR_MAPS)];
	const struct piece *piece = &map->pieces[0];

	if (!map->nr_pieces || below(2))
		return below(MEMORY);
	if (below(2))
		return (piece->at + piece->size) % MEMORY;
	return piece->at - min(piece->at, 1 + below(16));
}

static void op_cpu_writes(void)
{
	u32 at = where_to_write(), n = min(1 + below(256), (u32)MEMORY - at);

	m.op = "CPU writes";
	for (u32 i = at; i < at + n; i++) {
		struct map *map = m.mapped[i] ? &m.maps[m.mapped[i] - 1] : NULL;

		if (m.of_device[i] || (map && map->dir == DMA_FROM_DEVICE))
			n = i - at;
	}
	expect_contents(at, n);
	prandom_bytes_state(&m.random, m.shadow + at, n);
	memcpy(m.memory + at, m.shadow + at, n);
}

/* ---- mappings -------------------------------------------------------------------------------- */

/*
 * Choose a random piece.  Half of the pieces consist of whole cache lines.  If @last is not NULL,
 * half of the pieces start at the end of @last.  Returns false if a mapping contains a part of the
 * piece.
 */
static bool choose_piece(struct piece *piece, const struct piece *last, u32 max)
{
	u32 line = below(2) ? 1 : (u32)dma_get_cache_alignment();

	piece->at = last && below(2) ? last->at + last->size : ALIGN_DOWN(below(MEMORY), line);
	if (piece->at == MEMORY)
		return false;
	piece->size = min(ALIGN(1 + below(max), line), (u32)MEMORY - piece->at);
	return !memchr_inv(m.mapped + piece->at, 0, piece->size);
}

static int map_list(struct map *map, unsigned long attrs)
{
	struct scatterlist *sg;
	unsigned int i;
	int err;

	if (sg_alloc_table(&map->sgt, map->nr_pieces, GFP_KERNEL | __GFP_NOWARN))
		return -ENOMEM;
	for_each_sgtable_sg(&map->sgt, sg, i)
		sg_set_buf(sg, m.memory + map->pieces[i].at, map->pieces[i].size);
	err = dma_map_sgtable(m.dev[map->device], &map->sgt, map->dir, attrs);
	if (err)
		sg_free_table(&map->sgt);
	m.nr_lists += !err;
	return err;
}

static int map_it(struct map *map, unsigned long attrs)
{
	struct device *dev = m.dev[map->device];
	u8 *va = m.memory + map->pieces[0].at;

	if (map->is_sg)
		return map_list(map, attrs);
	if (below(2))
		map->addr = dma_map_single_attrs(dev, va, map->pieces[0].size, map->dir, attrs);
	else
		map->addr = dma_map_page_attrs(dev, virt_to_page(va), offset_in_page(va),
					       map->pieces[0].size, map->dir, attrs);
	if (dma_mapping_error(dev, map->addr))
		return -ENOMEM;
	if ((map->addr ^ (unsigned long)va) & dma_get_min_align_mask(dev))
		model_broken("the address is not aligned as the buffer is");
	return 0;
}

static void op_map(struct map *map)
{
	unsigned long attrs = DMA_ATTR_NO_WARN | (below(8) ? 0 : DMA_ATTR_SKIP_CPU_SYNC);
	unsigned int want = below(4) ? 1 : 1 + below(MAX_PIECES), number = map - m.maps + 1, n = 0;

	m.op = "map";
	map->device = below(NR_DEVICES);
	map->dir = below(3);
	map->is_sg = want > 1;
	for (unsigned int i = 0; i < want; i++) {
		if (!choose_piece(&map->pieces[n], n ? &map->pieces[n - 1] : NULL,
				  MAX_SIZE >> map->is_sg))
			continue;
		memset(m.mapped + map->pieces[n].at, number, map->pieces[n].size);
		n++;
	}
	map->nr_pieces = n;
	if (!n)
		return;
	m.nr_maps++;
	if (!map_it(map, attrs)) {
		if (!(attrs & DMA_ATTR_SKIP_CPU_SYNC))
			give_all(map, true);
		return;
	}
	m.nr_refused++;
	for (unsigned int i = 0; i < n; i++) {
		expect_contents(map->pieces[i].at, map->pieces[i].size);
		memset(m.mapped + map->pieces[i].at, 0, map->pieces[i].size);
	}
	map->nr_pieces = 0;
}

static void op_unmap(struct map *map)
{
	unsigned long attrs = below(8) ? 0 : DMA_ATTR_SKIP_CPU_SYNC;
	struct device *dev = m.dev[map->device];

	m.op = "unmap";
	if (map->dir != DMA_TO_DEVICE)
		sync_all(map, !attrs);
	if (map->is_sg) {
		dma_unmap_sgtable(dev, &map->sgt, map->dir, attrs);
		sg_free_table(&map->sgt);
	} else {
		dma_unmap_page_attrs(dev, map->addr, map->pieces[0].size, map->dir, attrs);
	}
	give_all(map, false);
	for (unsigned int i = 0; i < map->nr_pieces; i++)
		memset(m.mapped + map->pieces[i].at, 0, map->pieces[i].size);
	map->nr_pieces = 0;
}

static void op_on_map(void)
{
	struct map *map = &m.maps[below(NR_MAPS)];
	u32 what = below(8);

	if (!map->nr_pieces)
		op_map(map);
	else if (what <= 1)
		op_unmap(map);
	else if (what <= 3)
		op_sync(map);
	else
		device_accesses(map);
}

/* ---- coherent memory ------------------------------------------------------------------------- */

static void take_coherent(struct coherent *c)
{
	struct device *dev;

	m.op = "coherent: allocate";
	c->device = below(NR_DEVICES);
	dev = m.dev[c->device];
	c->of_pool = m.pool[c->device] && below(2);
	c->size = c->of_pool ? POOL_SIZE : below(8) ? 1 + below(MAX_SIZE) : 1 + below(8 * MAX_SIZE);
	if (!dev->dma_coherent && !can_map_uncached())
		return;
	c->shadow = kzalloc(c->size, GFP_KERNEL | __GFP_NOWARN);
	if (!c->shadow)
		return;
	c->va = c->of_pool ? dma_pool_zalloc(m.pool[c->device], GFP_KERNEL, &c->addr) :
		dma_alloc_attrs(dev, c->size, &c->addr, below(4) ? GFP_KERNEL : GFP_ATOMIC,
				DMA_ATTR_NO_WARN);
	if (!c->va) {
		kfree(c->shadow);
		c->shadow = NULL;
		m.nr_refused++;
		return;
	}
	m.nr_coherents++;
	if (memchr_inv(c->va, 0, c->size))
		model_broken("coherent memory is not zero");
}

static void free_coherent(struct coherent *c)
{
	m.op = "coherent: free";
	if (memcmp(c->va, c->shadow, c->size))
		model_broken("the CPU reads something else");
	if (c->of_pool)
		dma_pool_free(m.pool[c->device], c->va, c->addr);
	else
		dma_free_attrs(m.dev[c->device], c->size, c->va, c->addr, DMA_ATTR_NO_WARN);
	kfree(c->shadow);
	c->shadow = NULL;
}

static void access_coherent(struct coherent *c)
{
	u32 at = below(c->size), n = min3(1 + below(c->size - at), 256U, MAX_SIZE);
	bool write = below(2), device = below(2);
	static u8 data[MAX_SIZE];

	m.op = device ? "coherent: device" : "coherent: CPU";
	if (write) {
		prandom_bytes_state(&m.random, data, n);
		memcpy(c->shadow + at, data, n);
	}
	if (device)
		access(c->device, c->addr + at, data, n, write, c->va + at);
	else
		memcpy(write ? c->va + at : data, write ? data : c->va + at, n);
	if (!write && memcmp(data, c->shadow + at, n))
		model_broken("it reads something else");
}

static void op_on_coherent(void)
{
	struct coherent *c = &m.coherents[below(NR_COHERENT)];

	if (!c->shadow)
		take_coherent(c);
	else if (below(6))
		access_coherent(c);
	else
		free_coherent(c);
}

/* ---- test case ------------------------------------------------------------------------------- */

static void model_step(void)
{
	u32 what = below(16);

	if (what < 3)
		op_cpu_writes();
	else if (what < 6)
		op_on_coherent();
	else
		op_on_map();
}

static void end_all(void)
{
	for (unsigned int i = 0; i < NR_MAPS; i++) {
		if (m.maps[i].nr_pieces)
			op_unmap(&m.maps[i]);
	}
	for (unsigned int i = 0; i < NR_COHERENT; i++) {
		if (m.coherents[i].shadow)
			free_coherent(&m.coherents[i]);
	}
}

static int dma_model_init(struct kunit *test)
{
	memset(&m, 0, sizeof(m));
	return 0;
}

/* Free all memory, mappings and devices.  This function also runs after a case that failed. */
static void dma_model_exit(struct kunit *test)
{
	end_all();
	for (unsigned int i = 0; i < NR_DEVICES; i++)
		dma_pool_destroy(m.pool[i]);
	if (m.mailbox_is_mapped)
		dma_unmap_single(m.dev[0], m.mailbox_addr, MAX_SIZE, DMA_BIDIRECTIONAL);
	for (unsigned int i = 0; i < NR_DEVICES; i++) {
		if (m.dev[i])
			root_device_unregister(m.dev[i]);
	}
	if (m.copier)
		iounmap(m.copier);
	if (m.pages)
		__free_pages(m.pages, ORDER);
	kfree(m.mailbox);
	kfree(m.shadow);
	kfree(m.mapped);
	kfree(m.of_device);
}

static void make_device(struct kunit *test, unsigned int i, bool coherent)
{
	struct device *dev = dma_test_register("dma-model");

	KUNIT_ASSERT_FALSE(test, IS_ERR(dev));
	m.dev[i] = dev;
	dma_test_set_coherent(dev, coherent);
	if (m.windows[i][0].size)
		KUNIT_ASSERT_NOT_NULL(test, dma_test_windows_are(dev, m.windows[i][1].size ? 2 : 1,
								 m.windows[i]));
	KUNIT_ASSERT_EQ(test, dma_coerce_mask_and_coherent(dev, DMA_BIT_MASK(64)), 0);
	/*
	 * Pieces of a scatterlist are not longer than the maximum segment size.  Only the first
	 * device uses the fast path, which needs limits of at least a page.
	 */
	KUNIT_ASSERT_EQ(test, dma_set_max_seg_size(dev, i ? MAX_SIZE / 2 : PAGE_SIZE), 0);
	KUNIT_ASSERT_EQ(test, dma_set_seg_boundary(dev, i ? SZ_64K - 1 : PAGE_SIZE - 1), 0);
	KUNIT_ASSERT_EQ(test, dma_set_min_align_mask(dev, i == 2 ? 511 : 0), 0);
	if (coherent || can_map_uncached()) {
		m.pool[i] = dma_pool_create("model", dev, POOL_SIZE, 64, 0);
		KUNIT_ASSERT_NOT_NULL(test, m.pool[i]);
	}
}

static void make_devices(struct kunit *test, bool all_noncoherent)
{
	phys_addr_t first = memblock_start_of_DRAM() & PAGE_MASK, end = memblock_end_of_DRAM(), gap;
	bool noncoherent = maintained_line();

	/* The third device cannot access a quarter of the memory. */
	gap = page_to_phys(m.pages) + MEMORY / 4;
	m.windows[2][0] = (struct bus_dma_region){ first, first, gap - first };
	m.windows[2][1] = (struct bus_dma_region){ gap + MEMORY / 4, gap + MEMORY / 4,
						   end - gap - MEMORY / 4 };
	m.windows[3][0] = (struct bus_dma_region){ first, BUS_OFFSET, end - first };
	for (unsigned int i = 0; i < NR_DEVICES; i++)
		make_device(test, i, !(all_noncoherent || (noncoherent && i % 2)));
}

static void set_up(struct kunit *test)
{
	struct device_node *np = of_find_compatible_node(NULL, NULL, "quarry,host-copy");
	bool all_noncoherent = np && !of_dma_is_coherent(np);

	if (all_noncoherent && !maintained_line())
		kunit_skip(test, "no cache maintenance");
	m.copier = np ? of_iomap(np, 0) : NULL;
	m.pages = alloc_pages(GFP_KERNEL, ORDER);
	m.shadow = kzalloc(MEMORY, GFP_KERNEL);
	m.mapped = kzalloc(MEMORY, GFP_KERNEL);
	m.of_device = kzalloc(MEMORY, GFP_KERNEL);
	m.mailbox = kmalloc(MAX_SIZE, GFP_KERNEL);
	KUNIT_ASSERT_TRUE(test, m.pages && m.shadow && m.mapped && m.of_device && m.mailbox);
	m.memory = memset(page_address(m.pages), 0, MEMORY);
	make_devices(test, all_noncoherent);
	m.mailbox_addr = dma_map_single(m.dev[0], m.mailbox, MAX_SIZE, DMA_BIDIRECTIONAL);
	KUNIT_ASSERT_EQ(test, dma_mapping_error(m.dev[0], m.mailbox_addr), 0);
	m.mailbox_is_mapped = true;
	dma_sync_single_for_cpu(m.dev[0], m.mailbox_addr, MAX_SIZE, DMA_BIDIRECTIONAL);
}

static void dma_model_test(struct kunit *test)
{
	unsigned long warned = warnings_seen();
	unsigned int used = seed ? seed : kunit_seed(test);

	set_up(test);
	prandom_seed_state(&m.random, used);
	for (m.step = 1; m.step <= count && !m.broken; m.step++) {
		model_step();
		if (m.step % 256 == 0)
			cond_resched();
	}
	if (!m.broken)
		end_all();
	if (m.broken)
		KUNIT_FAIL(test, "seed %u, step %lu, %s: %s", used, m.step - 1, m.op, m.broken);
	KUNIT_EXPECT_EQ(test, warnings_seen() - warned, 0UL);
	for (unsigned int i = 0; i < NR_DEVICES; i++) {
		m.nr_copied += m.dev[i]->dma_copied;
		KUNIT_EXPECT_EQ(test, m.dev[i]->dma_mapped, i ? 0L : 1L);
	}
	kunit_info(test, "seed %u: %lu mappings, %lu lists, %lu copied; %lu coherent; %lu refused",
		   used, m.nr_maps, m.nr_lists, m.nr_copied, m.nr_coherents, m.nr_refused);
	KUNIT_EXPECT_GT(test, m.nr_lists, 0UL);
	if (m.dev[0]->dma_coherent || can_map_uncached())
		KUNIT_EXPECT_GT(test, m.nr_coherents, 0UL);
	if (IS_ENABLED(CONFIG_SWIOTLB))
		KUNIT_EXPECT_GT(test, m.nr_copied, 0UL);
}

static const struct kunit_case dma_model_cases[] = {
	KUNIT_CASE(dma_model_test),
	{}
};

static struct kunit_suite dma_model_suite = {
	.name = "dma_model",
	.init = dma_model_init,
	.exit = dma_model_exit,
	.test_cases = dma_model_cases,
};
kunit_test_suite(dma_model_suite);
