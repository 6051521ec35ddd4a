// SPDX-License-Identifier: BSD-2-Clause
/*
 * Connections between devices, as in the devicetree binding for graphs.  A device has ports, each
 * port has endpoints, and the property remote-endpoint of an endpoint refers to an endpoint of
 * another device:
 *
 *	camera { port { out: endpoint { remote-endpoint = <&in>; }; }; };
 *	receiver { ports { port@0 { in: endpoint { remote-endpoint = <&out>; }; }; }; };
 *
 * The node "ports" is optional.  Port and endpoint numbers are their reg, or 0.
 */

#include <linux/bug.h>
#include <linux/of.h>
#include <linux/of_graph.h>

/* Return the node whose children are the ports of a device: the device, or its node "ports". */
static struct device_node *of_graph_ports(const struct device_node *np)
{
	struct device_node *ports = np ? of_get_child_by_name(np, "ports") : NULL;

	return ports ? ports : (struct device_node *)np;
}

/* Return the port after @port among the children of @ports, or the first one. */
static struct device_node *of_graph_next_port(const struct device_node *ports,
					      struct device_node *port)
{
	do {
		port = of_get_next_child(ports, port);
	} while (port && !of_node_name_eq(port, "port"));
	return port;
}

static u32 of_graph_number(const struct device_node *np)
{
	u32 number = 0;

	of_property_read_u32(np, "reg", &number);
	return number;
}

bool of_graph_is_present(const struct device_node *node)
{
	struct device_node *ports = of_graph_ports(node);

	return ports && of_graph_next_port(ports, NULL);
}

int of_graph_parse_endpoint(const struct device_node *node, struct of_endpoint *endpoint)
{
	struct device_node *port = of_get_parent(node);

	WARN_ONCE(!port, "endpoint %pOF has no parent node\n", node);
	*endpoint = (struct of_endpoint){
		.port = port ? of_graph_number(port) : 0,
		.id = of_graph_number(node),
		.local_node = node,
	};
	return 0;
}

struct device_node *of_graph_get_port_by_id(struct device_node *node, u32 id)
{
	struct device_node *ports = of_graph_ports(node), *port = NULL;

	while (ports && (port = of_graph_next_port(ports, port))) {
		if (of_graph_number(port) == id)
			break;
	}
	return port;
}

struct device_node *of_graph_get_next_endpoint(const struct device_node *parent,
					       struct device_node *previous)
{
	struct device_node *ports = of_graph_ports(parent), *port, *endpoint;

	if (!ports)
		return NULL;
	port = previous ? of_get_parent(previous) : of_graph_next_port(ports, NULL);
	while (port) {
		endpoint = of_get_next_child(port, previous);
		if (endpoint)
			return endpoint;
		previous = NULL;
		port = of_graph_next_port(ports, port);
	}
	return NULL;
}

struct device_node *of_graph_get_endpoint_by_regs(const struct device_node *parent, int port_reg,
						  int reg)
{
	struct device_node *node = NULL;
	struct of_endpoint endpoint;

	for_each_endpoint_of_node(parent, node) {
		of_graph_parse_endpoint(node, &endpoint);
		if ((port_reg == -1 || endpoint.port == (unsigned int)port_reg) &&
		    (reg == -1 || endpoint.id == (unsigned int)reg))
			return node;
	}
	return NULL;
}

unsigned int of_graph_get_endpoint_count(const struct device_node *np)
{
	struct device_node *endpoint = NULL;
	unsigned int n = 0;

	for_each_endpoint_of_node(np, endpoint)
		n++;
	return n;
}

struct device_node *of_graph_get_remote_endpoint(const struct device_node *node)
{
	return of_parse_phandle(node, "remote-endpoint", 0);
}

struct device_node *of_graph_get_port_parent(struct device_node *node)
{
	struct device_node *port = node ? of_get_parent(node) : NULL;
	struct device_node *parent = port ? of_get_parent(port) : NULL;

	if (parent && (of_node_name_eq(parent, "ports") || of_node_name_eq(parent, "in-ports") ||
		       of_node_name_eq(parent, "out-ports")))
		return of_get_parent(parent);
	return parent;
}

struct device_node *of_graph_get_remote_port_parent(const struct device_node *node)
{
	return of_graph_get_port_parent(of_graph_get_remote_endpoint(node));
}

struct device_node *of_graph_get_remote_port(const struct device_node *node)
{
	struct device_node *remote = of_graph_get_remote_endpoint(node);

	return remote ? of_get_parent(remote) : NULL;
}

struct device_node *of_graph_get_remote_node(const struct device_node *node, u32 port, u32 endpoint)
{
	struct device_node *local = of_graph_get_endpoint_by_regs(node, (int)port, (int)endpoint);
	struct device_node *remote = local ? of_graph_get_remote_port_parent(local) : NULL;

	return remote && of_device_is_available(remote) ? remote : NULL;
}
