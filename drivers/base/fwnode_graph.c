// SPDX-License-Identifier: BSD-2-Clause
/* Connections between devices, of firmware nodes.  Only nodes of the device tree have some. */

#include <linux/errno.h>
#include <linux/of_graph.h>
#include <linux/property.h>

struct fwnode_handle *fwnode_graph_get_next_endpoint(const struct fwnode_handle *fwnode,
						     struct fwnode_handle *prev)
{
	return of_fwnode_handle(of_graph_get_next_endpoint(to_of_node(fwnode), to_of_node(prev)));
}

struct fwnode_handle *fwnode_graph_get_port_parent(const struct fwnode_handle *fwnode)
{
	return of_fwnode_handle(of_graph_get_port_parent(to_of_node(fwnode)));
}

struct fwnode_handle *fwnode_graph_get_remote_endpoint(const struct fwnode_handle *fwnode)
{
	struct device_node *np = to_of_node(fwnode);

	return np ? of_fwnode_handle(of_graph_get_remote_endpoint(np)) : NULL;
}

struct fwnode_handle *fwnode_graph_get_remote_port(const struct fwnode_handle *fwnode)
{
	struct device_node *np = to_of_node(fwnode);

	return np ? of_fwnode_handle(of_graph_get_remote_port(np)) : NULL;
}

struct fwnode_handle *fwnode_graph_get_remote_port_parent(const struct fwnode_handle *fwnode)
{
	struct device_node *np = to_of_node(fwnode);

	return np ? of_fwnode_handle(of_graph_get_remote_port_parent(np)) : NULL;
}

int fwnode_graph_parse_endpoint(const struct fwnode_handle *fwnode,
				struct fwnode_endpoint *endpoint)
{
	struct device_node *np = to_of_node(fwnode);
	struct of_endpoint found;

	*endpoint = (struct fwnode_endpoint){ .local_fwnode = fwnode };
	if (!np)
		return -EOPNOTSUPP;
	of_graph_parse_endpoint(np, &found);
	endpoint->port = found.port;
	endpoint->id = found.id;
	return 0;
}

static bool fwnode_graph_remote_available(const struct fwnode_handle *endpoint)
{
	const struct fwnode_handle *device = fwnode_graph_get_remote_port_parent(endpoint);

	return device && fwnode_device_is_available(device);
}

struct fwnode_handle *fwnode_graph_get_endpoint_by_id(const struct fwnode_handle *fwnode, u32 port,
						      u32 endpoint, unsigned long flags)
{
	struct fwnode_handle *at, *best = NULL;
	struct fwnode_endpoint ids;
	unsigned int best_id = 0;

	fwnode_graph_for_each_endpoint(fwnode, at) {
		if (!(flags & FWNODE_GRAPH_DEVICE_DISABLED) && !fwnode_graph_remote_available(at))
			continue;
		fwnode_graph_parse_endpoint(at, &ids);
		if (ids.port != port || ids.id < endpoint ||
		    (ids.id > endpoint && !(flags & FWNODE_GRAPH_ENDPOINT_NEXT)))
			continue;
		if (best && best_id <= ids.id)
			continue;
		best = at;
		best_id = ids.id;
	}
	return best;
}
