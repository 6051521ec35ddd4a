/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_FWNODE_H
#define LINUX_FWNODE_H

/*
 * Firmware nodes: descriptions of devices, independent of their source.  A node is part of the
 * device tree (linux/of.h) or a software node (linux/property.h), which code registers.
 * linux/property.h has the functions for drivers.
 */

#include <linux/err.h>
#include <linux/list.h>
#include <linux/types.h>

struct device;
struct fwnode_operations;

enum dev_dma_attr {
	DEV_DMA_NOT_SUPPORTED,
	DEV_DMA_NON_COHERENT,
	DEV_DMA_COHERENT,
};

struct fwnode_handle {
	struct fwnode_handle *secondary; /* has the properties that this node lacks, or NULL */
	const struct fwnode_operations *ops;
};

#define NR_FWNODE_REFERENCE_ARGS	16

/* A reference to a node, with arguments. */
struct fwnode_reference_args {
	struct fwnode_handle *fwnode;
	unsigned int nargs;
	u64 args[NR_FWNODE_REFERENCE_ARGS];
};

/* An endpoint of a connection between devices (fwnode_graph_parse_endpoint()). */
struct fwnode_endpoint {
	unsigned int port;		/* number of the port */
	unsigned int id;		/* number in the port */
	const struct fwnode_handle *local_fwnode;
};

/*
 * How nodes of one source are read.  The functions of linux/property.h with these names describe
 * the parameters and results.  get() and put() are NULL if the nodes are never freed.  irq_get()
 * and iomap() are NULL if the nodes describe no interrupts and registers.
 */
struct fwnode_operations {
	struct fwnode_handle *(*get)(struct fwnode_handle *fwnode);
	void (*put)(struct fwnode_handle *fwnode);
	bool (*device_is_available)(const struct fwnode_handle *fwnode);
	const void *(*device_get_match_data)(const struct fwnode_handle *fwnode,
					     const struct device *dev);
	bool (*property_present)(const struct fwnode_handle *fwnode, const char *propname);
	/* @val is NULL: return the number of elements of @elem_size bytes. */
	int (*property_read_int_array)(const struct fwnode_handle *fwnode, const char *propname,
				       unsigned int elem_size, void *val, size_t nval);
	/* Returns the number of strings stored, or with @val NULL their number. */
	int (*property_read_string_array)(const struct fwnode_handle *fwnode, const char *propname,
					  const char **val, size_t nval);
	const char *(*get_name)(const struct fwnode_handle *fwnode);
	struct fwnode_handle *(*get_parent)(const struct fwnode_handle *fwnode);
	struct fwnode_handle *(*get_next_child_node)(const struct fwnode_handle *fwnode,
						     struct fwnode_handle *child);
	int (*get_reference_args)(const struct fwnode_handle *fwnode, const char *prop,
				  const char *nargs_prop, unsigned int nargs, unsigned int index,
				  struct fwnode_reference_args *args);
	void __iomem *(*iomap)(struct fwnode_handle *fwnode, int index);
	int (*irq_get)(const struct fwnode_handle *fwnode, unsigned int index);
};

static inline void fwnode_init(struct fwnode_handle *fwnode, const struct fwnode_operations *ops)
{
	*fwnode = (struct fwnode_handle){ .ops = ops };
}

#endif /* LINUX_FWNODE_H */
