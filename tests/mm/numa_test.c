// SPDX-License-Identifier: BSD-2-Clause
/* Tests of the NUMA nodes of the machine, with and without memory and CPUs. */

#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/bitmap.h>
#include <linux/device.h>
#include <linux/mm.h>
#include <linux/nodemask.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/topology.h>
#include <linux/vmalloc.h>

static struct zone **zonelist(int nid)
{
	return NODE_DATA(nid)->node_zonelists[ZONE_NORMAL].zones;
}

static void numa_test_states(struct kunit *test)
{
	int nid, nr_memory = 0;
	unsigned int cpu;

	for_each_node_state(nid, N_MEMORY) {
		KUNIT_EXPECT_TRUE(test, node_online(nid));
		KUNIT_EXPECT_GT(test, NODE_DATA(nid)->node_present_pages, 0UL);
		nr_memory++;
	}
	KUNIT_EXPECT_GT(test, nr_memory, 0);
	for_each_possible_cpu(cpu)
		KUNIT_EXPECT_TRUE(test, node_state(cpu_to_node(cpu), N_CPU));
	KUNIT_EXPECT_LE(test, nr_memory, (int)num_online_nodes());
	KUNIT_EXPECT_EQ(test, (int)nodes_weight(node_possible_map), MAX_NUMNODES);
}

/* The zone list of a node contains zones of every node that has memory, sorted by distance. */
static void numa_test_order(struct kunit *test)
{
	int nid, other;

	for_each_online_node(nid) {
		struct zone **z = zonelist(nid);
		unsigned long last = 0;
		nodemask_t seen = {};

		for (; *z; z++) {
			unsigned long distance = node_distance(nid, zone_to_nid(*z));

			KUNIT_EXPECT_GE(test, distance, last);
			last = distance;
			node_set(zone_to_nid(*z), seen);
		}
		for_each_node_state(other, N_MEMORY)
			KUNIT_EXPECT_TRUE(test, node_isset(other, seen));
		KUNIT_EXPECT_EQ(test, node_distance(nid, nid), LOCAL_DISTANCE);
	}
}

static void numa_test_this_node(struct kunit *test)
{
	int nid;

	for_each_online_node(nid) {
		for (unsigned int order = 0; order <= 5; order += 5) {
			struct page *page = alloc_pages_node(nid, GFP_KERNEL | __GFP_THISNODE |
							     __GFP_NOWARN, order);
			nodemask_t mask = {};

			KUNIT_EXPECT_EQ(test, !!page, (bool)node_state(nid, N_MEMORY));
			if (page) {
				KUNIT_EXPECT_EQ(test, page_to_nid(page), nid);
				__free_pages(page, order);
			}
			page = order ? alloc_pages_node(nid, GFP_KERNEL, order) :
				       __alloc_pages_node(nid, GFP_KERNEL, order);
			KUNIT_ASSERT_NOT_NULL(test, page);
			KUNIT_EXPECT_EQ(test, page_to_nid(page), zone_to_nid(zonelist(nid)[0]));
			__free_pages(page, order);

			node_set(nid, mask);
			page = __alloc_pages(GFP_KERNEL | __GFP_NOWARN, order, NUMA_NO_NODE, &mask);
			KUNIT_EXPECT_EQ(test, page ? page_to_nid(page) : nid, nid);
			if (page)
				__free_pages(page, order);
		}
	}
}

/* All pages of a vmalloc() area are on the requested node, as long as this node has free memory. */
static void numa_test_vmalloc(struct kunit *test)
{
	int nid;

	for_each_online_node(nid) {
		int expected = zone_to_nid(zonelist(nid)[0]);
		u8 *area = vmalloc_node(5 * PAGE_SIZE, nid), *zeroed = vzalloc_node(PAGE_SIZE, nid);

		KUNIT_EXPECT_NOT_NULL(test, area);
		for (unsigned int i = 0; area && i < 5; i++)
			KUNIT_EXPECT_EQ(test, page_to_nid(vmalloc_to_page(area + i * PAGE_SIZE)),
					expected);
		KUNIT_EXPECT_NOT_NULL(test, zeroed);
		if (zeroed) {
			KUNIT_EXPECT_EQ(test, page_to_nid(vmalloc_to_page(zeroed)), expected);
			KUNIT_EXPECT_NULL(test, memchr_inv(zeroed, 0, PAGE_SIZE));
		}
		vfree(area);
		vfree(zeroed);
	}
}

static void *node_bitmap(size_t bytes, int nid)
{
	return bitmap_zalloc_node(bytes * 8, GFP_KERNEL, nid);
}

static void expect_of_node(struct kunit *test, const void *object, int nid)
{
	const struct page *page = is_vmalloc_addr(object) ? vmalloc_to_page(object)
							  : virt_to_page(object);

	/* If the requested node has no memory, objects may be on any node. */
	if (object && zone_to_nid(zonelist(nid)[0]) == nid)
		KUNIT_EXPECT_EQ(test, page_to_nid(page), nid);
}

/* Objects of each kind and size are on the requested node. */
static void numa_test_objects(struct kunit *test)
{
	static const size_t sizes[] = { 24, 640, 3 * PAGE_SIZE };
	int nid;

	for_each_online_node(nid) {
		for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
			size_t n = sizes[i];
			u8 *zeroed[] = {
				kzalloc_node(n, GFP_KERNEL, nid),
				kcalloc_node(n / 8, 8, GFP_KERNEL, nid),
				kvzalloc_node(n, GFP_KERNEL, nid),
				kvcalloc_node(8, n / 8, GFP_KERNEL, nid),
				node_bitmap(n, nid),
			};
			u8 *plain[] = {
				kmalloc_node(n, GFP_KERNEL, nid),
				kmalloc_array_node(n, 1, GFP_KERNEL, nid),
				kvmalloc_node(n, GFP_KERNEL, nid),
				kmalloc_node_track_caller(n, GFP_KERNEL, nid),
			};

			for (unsigned int k = 0; k < ARRAY_SIZE(zeroed); k++) {
				KUNIT_EXPECT_TRUE(test, zeroed[k] && mem_is_zero(zeroed[k], n));
				expect_of_node(test, zeroed[k], nid);
				kvfree(zeroed[k]);
			}
			for (unsigned int k = 0; k < ARRAY_SIZE(plain); k++) {
				KUNIT_EXPECT_NOT_NULL(test, plain[k]);
				expect_of_node(test, plain[k], nid);
				kvfree(plain[k]);
			}
		}
	}
}

/* An array whose size overflows is refused, for any node. */
static void numa_test_overflow(struct kunit *test)
{
	volatile size_t half = SIZE_MAX / 2 + 1;

	KUNIT_EXPECT_NULL(test, kmalloc_array_node(half, 2, GFP_KERNEL, NUMA_NO_NODE));
	KUNIT_EXPECT_NULL(test, kcalloc_node(2, half, GFP_KERNEL, NUMA_NO_NODE));
	KUNIT_EXPECT_NULL(test, kvcalloc_node(half, half, GFP_KERNEL, NUMA_NO_NODE));
}

struct seen {
	int node, mem, page;
};

static void look(void *arg)
{
	struct page *page = alloc_page(GFP_ATOMIC);

	((struct seen *)arg)[smp_processor_id()] = (struct seen){
		numa_node_id(), numa_mem_id(), page ? page_to_nid(page) : -1 };
	if (page)
		__free_page(page);
}

static void numa_test_cpus(struct kunit *test)
{
	static struct seen seen[NR_CPUS];
	unsigned int cpu;

	on_each_cpu(look, seen, 1);
	for_each_online_cpu(cpu) {
		KUNIT_EXPECT_EQ(test, seen[cpu].node, cpu_to_node(cpu));
		KUNIT_EXPECT_EQ(test, seen[cpu].mem, zone_to_nid(zonelist(seen[cpu].node)[0]));
		KUNIT_EXPECT_EQ(test, seen[cpu].page, seen[cpu].mem);
	}
}

/*
 * Device-managed memory is on the node of the device, or on another node if the device's node is
 * not online.
 */
static void numa_test_devices(struct kunit *test)
{
	struct device *dev = root_device_register("numa-test");
	int nid;

	KUNIT_ASSERT_FALSE(test, IS_ERR(dev));
	KUNIT_EXPECT_EQ(test, dev_to_node(dev), NUMA_NO_NODE);
	for (nid = 0; nid < MAX_NUMNODES; nid++) {
		void *object, *larger;

		set_dev_node(dev, nid);
		KUNIT_EXPECT_EQ(test, dev_to_node(dev),
				IS_ENABLED(CONFIG_NUMA) ? nid : NUMA_NO_NODE);
		object = devm_kmalloc(dev, 640, GFP_KERNEL);
		KUNIT_EXPECT_NOT_NULL(test, object);
		if (object && node_online(nid))
			expect_of_node(test, object, nid);
		larger = object ? devm_krealloc(dev, object, 3 * PAGE_SIZE, GFP_KERNEL) : NULL;
		KUNIT_EXPECT_NOT_NULL(test, larger);
		if (larger && node_online(nid))
			expect_of_node(test, larger, nid);
	}
	root_device_unregister(dev);
}

/*
 * If a node has no more blocks of the highest order, a request gets a block of the nearest other
 * node.
 */
static void numa_test_fallback(struct kunit *test)
{
	int nid = zone_to_nid(zonelist(numa_node_id())[0]);
	struct page *chain = NULL, *page;
	struct zone **z = zonelist(nid);

	if (num_node_state(N_MEMORY) < 2)
		kunit_skip(test, "one node has all memory");
	while ((page = alloc_pages_node(nid, GFP_NOWAIT | __GFP_THISNODE, MAX_PAGE_ORDER))) {
		set_page_private(page, (unsigned long)chain);
		chain = page;
	}
	while (*z && zone_to_nid(*z) == nid)
		z++;
	page = alloc_pages_node(nid, GFP_NOWAIT, MAX_PAGE_ORDER);
	KUNIT_EXPECT_NOT_NULL(test, page);
	if (page) {
		KUNIT_EXPECT_EQ(test, page_to_nid(page), zone_to_nid(*z));
		__free_pages(page, MAX_PAGE_ORDER);
	}
	while ((page = chain)) {
		chain = (struct page *)page_private(page);
		__free_pages(page, MAX_PAGE_ORDER);
	}
}

static const struct kunit_case numa_cases[] = {
	KUNIT_CASE(numa_test_states),
	KUNIT_CASE(numa_test_order),
	KUNIT_CASE(numa_test_this_node),
	KUNIT_CASE(numa_test_vmalloc),
	KUNIT_CASE(numa_test_objects),
	KUNIT_CASE(numa_test_overflow),
	KUNIT_CASE(numa_test_cpus),
	KUNIT_CASE(numa_test_devices),
	KUNIT_CASE(numa_test_fallback),
	{}
};

static struct kunit_suite numa_suite = {
	.name = "numa",
	.test_cases = numa_cases,
};
kunit_test_suite(numa_suite);
