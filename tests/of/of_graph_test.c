// SPDX-License-Identifier: BSD-2-Clause
/* Tests of connections between devices: ports, endpoints, and the devices at their other ends. */

#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/of.h>
#include <linux/of_graph.h>
#include <linux/property.h>

#include "tree.h"

#define MAX_NODES 24

/* Phandles of endpoints. */
enum { NONE, CAMERA, HUB_IN, HUB_OUT, HUB_SPARE, SCREEN, OFF, LOST };

static struct tree blob;
static struct device_node nodes[MAX_NODES];
static struct of_tree of = { .nodes = nodes };

static void write_endpoint(const char *name, u32 number, u32 handle, u32 remote)
{
	tree_begin(&blob, name);
	tree_cells(&blob, "reg", number);
	tree_cells(&blob, "phandle", handle);
	tree_cells(&blob, "remote-endpoint", remote);
	tree_end(&blob);
}

static void begin_port(const char *name, u32 number)
{
	tree_begin(&blob, name);
	tree_cells(&blob, "reg", number);
}

/* A device with one port and one endpoint, and without the node "ports". */
static void write_device(const char *name, const char *status, u32 handle, u32 remote)
{
	tree_begin(&blob, name);
	tree_string(&blob, "status", status);
	tree_begin(&blob, "other");		/* no port */
	tree_end(&blob);
	begin_port("port", 0);
	write_endpoint("endpoint", 0, handle, remote);
	tree_end(&blob);
	tree_end(&blob);
}

static int of_graph_test_init(struct kunit *test)
{
	tree_start(&blob);
	tree_begin(&blob, "");
	write_device("camera", "okay", CAMERA, HUB_IN);
	write_device("screen", "okay", SCREEN, HUB_OUT);
	write_device("off", "disabled", OFF, HUB_SPARE);
	tree_begin(&blob, "hub");
	tree_begin(&blob, "ports");
	begin_port("port@0", 0);
	write_endpoint("endpoint@0", 0, HUB_IN, CAMERA);
	tree_end(&blob);
	begin_port("port@1", 1);
	tree_end(&blob);
	tree_begin(&blob, "no-port");
	tree_end(&blob);
	begin_port("port@2", 2);
	write_endpoint("endpoint@1", 1, HUB_SPARE, OFF);
	write_endpoint("endpoint@4", 4, HUB_OUT, SCREEN);
	write_endpoint("endpoint@6", 6, NONE, LOST);
	tree_end(&blob);
	tree_end(&blob);
	tree_end(&blob);
	tree_begin(&blob, "alone");
	tree_end(&blob);
	tree_end(&blob);
	return tree_index(&blob, &of, MAX_NODES);
}

static struct device_node *graph_node(const char *path)
{
	return of_tree_find_path(&of, path);
}

#define HUB	"/hub/ports"

static void of_graph_test_endpoints(struct kunit *test)
{
	static const char *const paths[] = {
		HUB "/port@0/endpoint@0", HUB "/port@2/endpoint@1", HUB "/port@2/endpoint@4",
		HUB "/port@2/endpoint@6",
	};
	struct device_node *endpoint = NULL;
	unsigned int n = 0;

	for_each_endpoint_of_node(graph_node("/hub"), endpoint) {
		KUNIT_ASSERT_LT(test, n, 4U);
		KUNIT_EXPECT_PTR_EQ(test, endpoint, graph_node(paths[n++]));
	}
	KUNIT_EXPECT_EQ(test, n, 4U);
	KUNIT_EXPECT_EQ(test, of_graph_get_endpoint_count(graph_node("/hub")), 4U);
	KUNIT_EXPECT_EQ(test, of_graph_get_endpoint_count(graph_node("/camera")), 1U);
	KUNIT_EXPECT_EQ(test, of_graph_get_endpoint_count(graph_node("/alone")), 0U);
	KUNIT_EXPECT_NULL(test, of_graph_get_next_endpoint(NULL, NULL));
	KUNIT_EXPECT_TRUE(test, of_graph_is_present(graph_node("/hub")));
	KUNIT_EXPECT_TRUE(test, of_graph_is_present(graph_node("/camera")));
	KUNIT_EXPECT_FALSE(test, of_graph_is_present(graph_node("/alone")));
	KUNIT_EXPECT_FALSE(test, of_graph_is_present(NULL));
}

static void of_graph_test_numbers(struct kunit *test)
{
	struct device_node *hub = graph_node("/hub"), *six = graph_node(HUB "/port@2/endpoint@6");
	struct of_endpoint endpoint;

	KUNIT_EXPECT_EQ(test, of_graph_parse_endpoint(six, &endpoint), 0);
	KUNIT_EXPECT_EQ(test, endpoint.port, 2U);
	KUNIT_EXPECT_EQ(test, endpoint.id, 6U);
	KUNIT_EXPECT_PTR_EQ(test, endpoint.local_node, (const struct device_node *)six);
	KUNIT_EXPECT_PTR_EQ(test, of_graph_get_endpoint_by_regs(hub, 2, 6), six);
	KUNIT_EXPECT_PTR_EQ(test, of_graph_get_endpoint_by_regs(hub, -1, 6), six);
	KUNIT_EXPECT_PTR_EQ(test, of_graph_get_endpoint_by_regs(hub, 2, -1),
			    graph_node(HUB "/port@2/endpoint@1"));
	KUNIT_EXPECT_NULL(test, of_graph_get_endpoint_by_regs(hub, 1, -1));
	KUNIT_EXPECT_NULL(test, of_graph_get_endpoint_by_regs(hub, 0, 6));
	KUNIT_EXPECT_PTR_EQ(test, of_graph_get_port_by_id(hub, 1), graph_node(HUB "/port@1"));
	KUNIT_EXPECT_PTR_EQ(test, of_graph_get_port_by_id(graph_node("/camera"), 0),
			    graph_node("/camera/port"));
	KUNIT_EXPECT_NULL(test, of_graph_get_port_by_id(hub, 3));
	KUNIT_EXPECT_NULL(test, of_graph_get_port_by_id(graph_node("/alone"), 0));
}

static void of_graph_test_remote(struct kunit *test)
{
	struct device_node *hub = graph_node("/hub"), *camera = graph_node("/camera");
	struct device_node *in = graph_node(HUB "/port@0/endpoint@0");
	struct device_node *out = graph_node("/camera/port/endpoint");
	struct device_node *lost = graph_node(HUB "/port@2/endpoint@6");

	KUNIT_EXPECT_PTR_EQ(test, of_graph_get_remote_endpoint(out), in);
	KUNIT_EXPECT_PTR_EQ(test, of_graph_get_remote_endpoint(in), out);
	KUNIT_EXPECT_PTR_EQ(test, of_graph_get_remote_port(out), graph_node(HUB "/port@0"));
	KUNIT_EXPECT_PTR_EQ(test, of_graph_get_remote_port_parent(out), hub);
	KUNIT_EXPECT_PTR_EQ(test, of_graph_get_remote_port_parent(in), camera);
	KUNIT_EXPECT_PTR_EQ(test, of_graph_get_port_parent(in), hub);
	KUNIT_EXPECT_NULL(test, of_graph_get_port_parent(NULL));
	KUNIT_EXPECT_NULL(test, of_graph_get_remote_endpoint(lost));
	KUNIT_EXPECT_NULL(test, of_graph_get_remote_port(lost));
	KUNIT_EXPECT_NULL(test, of_graph_get_remote_port_parent(lost));
	KUNIT_EXPECT_PTR_EQ(test, of_graph_get_remote_node(hub, 2, 4), graph_node("/screen"));
	KUNIT_EXPECT_PTR_EQ(test, of_graph_get_remote_node(camera, -1, -1), hub);
	KUNIT_EXPECT_NULL(test, of_graph_get_remote_node(hub, 2, 1));	/* disabled */
	KUNIT_EXPECT_NULL(test, of_graph_get_remote_node(hub, 2, 6));
	KUNIT_EXPECT_NULL(test, of_graph_get_remote_node(hub, 1, 0));
}

static struct fwnode_handle *by_id(u32 port, u32 endpoint, unsigned long flags)
{
	return fwnode_graph_get_endpoint_by_id(of_fwnode_handle(graph_node("/hub")), port, endpoint,
					       flags);
}

static struct fwnode_handle *handle_of(const char *path)
{
	return of_fwnode_handle(graph_node(path));
}

static void of_graph_test_fwnode(struct kunit *test)
{
	struct fwnode_handle *hub = handle_of("/hub"), *in = handle_of(HUB "/port@0/endpoint@0");
	struct fwnode_handle *four = handle_of(HUB "/port@2/endpoint@4"), *at, software = {};
	struct fwnode_endpoint endpoint;
	unsigned int n = 0;

	fwnode_graph_for_each_endpoint(hub, at)
		n++;
	KUNIT_EXPECT_EQ(test, n, 4U);
	KUNIT_EXPECT_PTR_EQ(test, fwnode_graph_get_next_endpoint(hub, NULL), in);
	KUNIT_EXPECT_EQ(test, fwnode_graph_parse_endpoint(four, &endpoint), 0);
	KUNIT_EXPECT_EQ(test, endpoint.port, 2U);
	KUNIT_EXPECT_EQ(test, endpoint.id, 4U);
	KUNIT_EXPECT_PTR_EQ(test, endpoint.local_fwnode, (const struct fwnode_handle *)four);
	KUNIT_EXPECT_PTR_EQ(test, fwnode_graph_get_port_parent(four), hub);
	KUNIT_EXPECT_PTR_EQ(test, fwnode_graph_get_remote_endpoint(four),
			    handle_of("/screen/port/endpoint"));
	KUNIT_EXPECT_PTR_EQ(test, fwnode_graph_get_remote_port(four), handle_of("/screen/port"));
	KUNIT_EXPECT_PTR_EQ(test, fwnode_graph_get_remote_port_parent(four), handle_of("/screen"));
	KUNIT_EXPECT_PTR_EQ(test, by_id(2, 4, 0), four);
	KUNIT_EXPECT_NULL(test, by_id(2, 3, 0));
	KUNIT_EXPECT_PTR_EQ(test, by_id(2, 3, FWNODE_GRAPH_ENDPOINT_NEXT), four);
	/* The device at the other end of endpoint 1 is disabled, and endpoint 6 has none. */
	KUNIT_EXPECT_NULL(test, by_id(2, 1, 0));
	KUNIT_EXPECT_PTR_EQ(test, by_id(2, 0, FWNODE_GRAPH_ENDPOINT_NEXT), four);
	KUNIT_EXPECT_PTR_EQ(test, by_id(2, 1, FWNODE_GRAPH_DEVICE_DISABLED),
			    handle_of(HUB "/port@2/endpoint@1"));
	KUNIT_EXPECT_NULL(test, by_id(2, 5, FWNODE_GRAPH_ENDPOINT_NEXT));
	KUNIT_EXPECT_NULL(test, by_id(1, 0, FWNODE_GRAPH_ENDPOINT_NEXT));
	/* A node that is not of the device tree has no connections. */
	KUNIT_EXPECT_NULL(test, fwnode_graph_get_next_endpoint(&software, NULL));
	KUNIT_EXPECT_NULL(test, fwnode_graph_get_remote_endpoint(&software));
	KUNIT_EXPECT_EQ(test, fwnode_graph_parse_endpoint(&software, &endpoint), -EOPNOTSUPP);
}

static struct kunit_case of_graph_cases[] = {
	KUNIT_CASE(of_graph_test_endpoints),
	KUNIT_CASE(of_graph_test_numbers),
	KUNIT_CASE(of_graph_test_remote),
	KUNIT_CASE(of_graph_test_fwnode),
	{}
};

static struct kunit_suite of_graph_suite = {
	.name = "of_graph",
	.init = of_graph_test_init,
	.test_cases = of_graph_cases,
};
kunit_test_suite(of_graph_suite);
