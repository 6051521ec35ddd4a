/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_OF_GRAPH_H
#define LINUX_OF_GRAPH_H

/*
 * Connections between devices in the device tree: a device has ports, a port has endpoints, and
 * each endpoint refers to an endpoint of another device.  of/graph.c has a sample.
 *
 * A function that returns a node returns NULL if the node does not exist.  The caller releases it
 * with of_node_put(), as in Linux; nodes are never freed here.  Context: any.
 */

#include <linux/errno.h>
#include <linux/of.h>
#include <linux/types.h>

struct of_endpoint {
	unsigned int port;		/* number of the port */
	unsigned int id;		/* number in the port */
	const struct device_node *local_node;
};

/*
 * Visit the endpoints of a device in the order of the device tree.  The loop releases @child unless
 * it is left early.
 */
#define for_each_endpoint_of_node(parent, child)					\
	for (child = of_graph_get_next_endpoint(parent, NULL); child;			\
	     child = of_graph_get_next_endpoint(parent, child))

/* Return true if the device has a port. */
bool of_graph_is_present(const struct device_node *node);

/* Store the numbers of an endpoint and of its port, which are 0 without reg.  Returns 0. */
int of_graph_parse_endpoint(const struct device_node *node, struct of_endpoint *endpoint);
unsigned int of_graph_get_endpoint_count(const struct device_node *np);

/* Return the port of a device with this number. */
struct device_node *of_graph_get_port_by_id(struct device_node *node, u32 id);

/* Return the endpoint of a device after @previous, which is released, or the first one. */
struct device_node *of_graph_get_next_endpoint(const struct device_node *parent,
					       struct device_node *previous);

/* Return the first endpoint with these numbers of its port and its own; -1 matches any. */
struct device_node *of_graph_get_endpoint_by_regs(const struct device_node *parent, int port_reg,
						  int reg);

/* Return the device of an endpoint. */
struct device_node *of_graph_get_port_parent(struct device_node *node);

/* Return the endpoint at the other end of an endpoint, its port, or its device. */
struct device_node *of_graph_get_remote_endpoint(const struct device_node *node);
struct device_node *of_graph_get_remote_port(const struct device_node *node);
struct device_node *of_graph_get_remote_port_parent(const struct device_node *node);

/* Return the available device at the other end of an endpoint with these numbers. */
struct device_node *of_graph_get_remote_node(const struct device_node *node, u32 port,
					     u32 endpoint);

#endif /* LINUX_OF_GRAPH_H */
