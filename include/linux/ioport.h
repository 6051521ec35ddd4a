/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_IOPORT_H
#define LINUX_IOPORT_H

/*
 * Ranges of addresses and who has them: kernel/resource.c.  Addresses are of bytes, the last one included.
 *
 * Any context, unless a function says otherwise.  A struct resource is its owner's; while it is in the tree
 * its range and its place there are changed by these functions only.
 */

#include <linux/minmax.h>
#include <linux/types.h>

struct resource {
	resource_size_t start;
	resource_size_t end;		/* the last address, included */
	const char *name;
	unsigned long flags;
	unsigned long desc;
	struct resource *parent, *sibling, *child;
};

#define IORESOURCE_BITS		0x000000ff
#define IORESOURCE_TYPE_BITS	0x00001f00
#define IORESOURCE_IO		0x00000100
#define IORESOURCE_MEM		0x00000200
#define IORESOURCE_REG		0x00000300
#define IORESOURCE_IRQ		0x00000400
#define IORESOURCE_DMA		0x00000800
#define IORESOURCE_BUS		0x00001000
#define IORESOURCE_PREFETCH	0x00002000
#define IORESOURCE_READONLY	0x00004000
#define IORESOURCE_CACHEABLE	0x00008000
#define IORESOURCE_RANGELENGTH	0x00010000
#define IORESOURCE_SHADOWABLE	0x00020000
#define IORESOURCE_SIZEALIGN	0x00040000
#define IORESOURCE_STARTALIGN	0x00080000
#define IORESOURCE_MEM_64	0x00100000
#define IORESOURCE_WINDOW	0x00200000
#define IORESOURCE_MUXED	0x00400000
#define IORESOURCE_SYSRAM	0x01000000
#define IORESOURCE_EXCLUSIVE	0x08000000
#define IORESOURCE_DISABLED	0x10000000
#define IORESOURCE_UNSET	0x20000000
#define IORESOURCE_AUTO		0x40000000
#define IORESOURCE_BUSY		0x80000000
#define IORESOURCE_SYSTEM_RAM	(IORESOURCE_MEM | IORESOURCE_SYSRAM)
#define IORESOURCE_EXT_TYPE_BITS 0x01000000

/* Of IORESOURCE_IRQ. */
#define IORESOURCE_IRQ_HIGHEDGE		(1 << 0)
#define IORESOURCE_IRQ_LOWEDGE		(1 << 1)
#define IORESOURCE_IRQ_HIGHLEVEL	(1 << 2)
#define IORESOURCE_IRQ_LOWLEVEL		(1 << 3)
#define IORESOURCE_IRQ_SHAREABLE	(1 << 4)

/* Of IORESOURCE_MEM: ioremap_np() maps it. */
#define IORESOURCE_MEM_NONPOSTED	(1 << 7)

enum {
	IORES_DESC_NONE = 0,
};

enum {
	REGION_INTERSECTS,
	REGION_DISJOINT,
	REGION_MIXED,
};

#define DEFINE_RES_NAMED_DESC(_start, _size, _name, _flags, _desc)	\
	(struct resource) {				\
		.start = (_start),			\
		.end = (_start) + (_size) - 1,		\
		.name = (_name),			\
		.flags = (_flags),			\
		.desc = (_desc),			\
	}
#define DEFINE_RES_NAMED(_start, _size, _name, _flags) \
	DEFINE_RES_NAMED_DESC((_start), (_size), (_name), (_flags), IORES_DESC_NONE)
#define DEFINE_RES(_start, _size, _flags)	DEFINE_RES_NAMED((_start), (_size), NULL, (_flags))
#define DEFINE_RES_IO_NAMED(_start, _size, _name) \
	DEFINE_RES_NAMED((_start), (_size), (_name), IORESOURCE_IO)
#define DEFINE_RES_IO(_start, _size)	DEFINE_RES_IO_NAMED((_start), (_size), NULL)
#define DEFINE_RES_MEM_NAMED(_start, _size, _name) \
	DEFINE_RES_NAMED((_start), (_size), (_name), IORESOURCE_MEM)
#define DEFINE_RES_MEM(_start, _size)	DEFINE_RES_MEM_NAMED((_start), (_size), NULL)
#define DEFINE_RES_REG_NAMED(_start, _size, _name) \
	DEFINE_RES_NAMED((_start), (_size), (_name), IORESOURCE_REG)
#define DEFINE_RES_REG(_start, _size)	DEFINE_RES_REG_NAMED((_start), (_size), NULL)
#define DEFINE_RES_IRQ_NAMED(_irq, _name) DEFINE_RES_NAMED((_irq), 1, (_name), IORESOURCE_IRQ)
#define DEFINE_RES_IRQ(_irq)		DEFINE_RES_IRQ_NAMED((_irq), NULL)
#define DEFINE_RES_DMA_NAMED(_dma, _name) DEFINE_RES_NAMED((_dma), 1, (_name), IORESOURCE_DMA)
#define DEFINE_RES_DMA(_dma)		DEFINE_RES_DMA_NAMED((_dma), NULL)

/* Bytes. */
static inline resource_size_t resource_size(const struct resource *res)
{
	return res->end - res->start + 1;
}

static inline unsigned long resource_type(const struct resource *res)
{
	return res->flags & IORESOURCE_TYPE_BITS;
}

/* Whether @a contains all of @b, and is of the same type. */
static inline bool resource_contains(const struct resource *a, const struct resource *b)
{
	if (resource_type(a) != resource_type(b))
		return false;
	if ((a->flags | b->flags) & IORESOURCE_UNSET)
		return false;
	return a->start <= b->start && a->end >= b->end;
}

static inline bool resource_overlaps(const struct resource *a, const struct resource *b)
{
	return a->start <= b->end && a->end >= b->start;
}

static inline void resource_set_size(struct resource *res, resource_size_t size)
{
	res->end = res->start + size - 1;
}

static inline void resource_set_range(struct resource *res, resource_size_t start, resource_size_t size)
{
	res->start = start;
	resource_set_size(res, size);
}

static inline unsigned long resource_ext_type(const struct resource *res)
{
	return res->flags & IORESOURCE_EXT_TYPE_BITS;
}

/* *r becomes what both have, or what they are together; false, and nothing changes: they do not overlap. */
static inline bool resource_intersection(const struct resource *a, const struct resource *b,
					 struct resource *r)
{
	if (!resource_overlaps(a, b))
		return false;
	r->start = max(a->start, b->start);
	r->end = min(a->end, b->end);
	return true;
}

static inline bool resource_union(const struct resource *a, const struct resource *b, struct resource *r)
{
	if (!resource_overlaps(a, b))
		return false;
	r->start = min(a->start, b->start);
	r->end = max(a->end, b->end);
	return true;
}

/* ---- the tree -------------------------------------------------------------------------------- */

/* All physical addresses.  What is RAM of ours cannot be had in it: it counts as taken by "System RAM". */
extern struct resource iomem_resource;

/*
 * I/O ports, 0 to IO_SPACE_LIMIT of <linux/io.h>.  It is bookkeeping alone, as in Linux on these CPUs while
 * there is no PCI bridge: a port can be requested by one driver at a time, and none can be accessed.
 */
extern struct resource ioport_resource;

/*
 * Put @res below @root: 0; -EBUSY if it does not lie in it, if something there overlaps, or it is RAM.  The
 * _conflict form returns what is in the way, or NULL; the result may go at any time.
 */
int request_resource(struct resource *root, struct resource *res);
struct resource *request_resource_conflict(struct resource *root, struct resource *res);

/*
 * The same as deep in the tree as it fits, and what it contains comes to lie below it.  -EBUSY if it
 * overlaps anything in part.
 */
int insert_resource(struct resource *parent, struct resource *res);
struct resource *insert_resource_conflict(struct resource *parent, struct resource *res);

/*
 * As insert_resource(), but @res is widened until it contains all that it overlapped in part.  If it does
 * not lie in @root, RAM is in the way, or it is empty, it keeps its range, and res->parent is NULL.
 */
void insert_resource_expand_to_fit(struct resource *root, struct resource *res);

/*
 * Take it off the tree: with all that lies below it, or, remove_resource(), what lies below it takes its
 * place.  0; -EINVAL if it is not in a tree.
 */
int release_resource(struct resource *old);
int remove_resource(struct resource *old);
/* Take all off that lies below @root, and below that. */
void release_child_resources(struct resource *root);

/* Another range for one in the tree: 0; -EBUSY if its parent, neighbours or children are in the way. */
int adjust_resource(struct resource *res, resource_size_t start, resource_size_t size);

/*
 * Put @res where there is room for @size bytes at a multiple of @align in [min, max] below @root: the
 * lowest place.  @alignf, unless NULL, may move a place upwards: it returns the start, and gets what is
 * free from @res->start on.  0 or -EBUSY.
 */
typedef resource_size_t (*resource_alignf)(void *data, const struct resource *res, resource_size_t size,
					   resource_size_t align);
int allocate_resource(struct resource *root, struct resource *res, resource_size_t size,
		      resource_size_t min, resource_size_t max, resource_size_t align,
		      resource_alignf alignf, void *alignf_data);

/* The same place, in @res, which is not put into the tree: another one may take it at any time. */
struct resource_constraint {
	resource_size_t min, max;	/* addresses, both included */
	resource_size_t align;		/* bytes; 0 and 1: any address */
	resource_alignf alignf;		/* NULL: none */
	void *alignf_data;
};
int find_resource_space(struct resource *root, struct resource *res, resource_size_t size,
			struct resource_constraint *constraint);

/* The one directly below @root that starts there; NULL. */
struct resource *lookup_resource(struct resource *root, resource_size_t start);

/*
 * Whether what has all of @flags in a range, and @desc unless IORES_DESC_NONE, is nothing of it, or all of
 * what is known of it, or a part.  IORESOURCE_SYSTEM_RAM asks for RAM, of which a gap is another part.
 */
int region_intersects(resource_size_t start, size_t size, unsigned long flags, unsigned long desc);

/*
 * Whether a part of @size bytes from @addr on was requested with IORESOURCE_EXCLUSIVE: nobody but its
 * driver may map it.  For iomem_is_exclusive() it is the page of @addr.
 */
bool resource_is_exclusive(struct resource *root, u64 addr, resource_size_t size);
bool iomem_is_exclusive(u64 addr);

/*
 * Call @func for each entry of iomem_resource that overlaps [start, end] and has all of @flags, and @desc
 * unless IORES_DESC_NONE, lowest first, but for what lies in one that was reported.  RAM counts as entries
 * with IORESOURCE_SYSTEM_RAM | IORESOURCE_BUSY.  @func gets a copy without a name, cut off at @start and
 * @end, and runs without a lock, in the caller's context.  A result other than 0 ends the walk and is
 * returned; 0 after the last one; -EINVAL: there was none.
 *
 *	walk_mem_res		all of IORESOURCE_MEM, RAM included
 *	walk_system_ram_res	RAM, a call for each bank
 */
int walk_iomem_res_desc(unsigned long desc, unsigned long flags, u64 start, u64 end, void *arg,
			int (*func)(struct resource *, void *));
int walk_mem_res(u64 start, u64 end, void *arg, int (*func)(struct resource *, void *));
int walk_system_ram_res(u64 start, u64 end, void *arg, int (*func)(struct resource *, void *));

/*
 * The same for the pages of RAM that lie wholly in [start_pfn, start_pfn + nr_pages): those of the page
 * allocator, whether free, in use or reserved; one call for each bank, and on a machine with nodes for each
 * node's part.
 */
int walk_system_ram_range(unsigned long start_pfn, unsigned long nr_pages, void *arg,
			  int (*func)(unsigned long start_pfn, unsigned long nr_pages, void *arg));

/*
 * A region for its user alone, allocated: NULL, and a message with the name of who has it, if a part of it
 * is taken or RAM, and without memory.  It lies below whatever is there and not IORESOURCE_BUSY.  @name
 * stays the caller's.  With IORESOURCE_MUXED a region that was requested so is waited for.  May sleep.
 * A release is of just what was requested; what else is reported.
 */
struct resource *__request_region(struct resource *parent, resource_size_t start, resource_size_t n,
				  const char *name, int flags);
void __release_region(struct resource *parent, resource_size_t start, resource_size_t n);

#define request_region(start, n, name)	__request_region(&ioport_resource, (start), (n), (name), 0)
#define request_muxed_region(start, n, name) \
	__request_region(&ioport_resource, (start), (n), (name), IORESOURCE_MUXED)
#define release_region(start, n)		__release_region(&ioport_resource, (start), (n))

/* @excl: 0 or IORESOURCE_EXCLUSIVE. */
#define __request_mem_region(start, n, name, excl) \
	__request_region(&iomem_resource, (start), (n), (name), (excl))
#define request_mem_region(start, n, name)	__request_mem_region(start, n, name, 0)
#define request_mem_region_muxed(start, n, name) \
	__request_region(&iomem_resource, (start), (n), (name), IORESOURCE_MUXED)
#define request_mem_region_exclusive(start, n, name) \
	__request_mem_region(start, n, name, IORESOURCE_EXCLUSIVE)
#define release_mem_region(start, n)		__release_region(&iomem_resource, (start), (n))
#define rename_region(region, newname)		((void)((region)->name = (newname)))

/* A copy of the n-th entry of the tree as the command iomem prints it; false: there are fewer. */
struct iomem_entry {
	resource_size_t start, end;
	unsigned int depth;		/* 0: directly below iomem_resource */
	char name[48];
};
bool iomem_entry(unsigned int n, struct iomem_entry *entry);

/* ---- for drivers: released when the driver goes ---------------------------------------------- */

struct device;

/* As request_resource(), with a message; also -ENOMEM.  Thread context. */
int devm_request_resource(struct device *dev, struct resource *root, struct resource *res);
void devm_release_resource(struct device *dev, struct resource *res);

struct resource *__devm_request_region(struct device *dev, struct resource *parent, resource_size_t start,
				       resource_size_t n, const char *name);
void __devm_release_region(struct device *dev, struct resource *parent, resource_size_t start,
			   resource_size_t n);
#define devm_request_region(dev, start, n, name) \
	__devm_request_region((dev), &ioport_resource, (start), (n), (name))
#define devm_release_region(dev, start, n) \
	__devm_release_region((dev), &ioport_resource, (start), (n))
#define devm_request_mem_region(dev, start, n, name) \
	__devm_request_region((dev), &iomem_resource, (start), (n), (name))
#define devm_release_mem_region(dev, start, n) \
	__devm_release_region((dev), &iomem_resource, (start), (n))

#endif /* LINUX_IOPORT_H */
