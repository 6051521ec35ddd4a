/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_IOPORT_H
#define LINUX_IOPORT_H

/*
 * Address ranges and their users (kernel/resource.c).  Addresses count bytes; ranges include their
 * last address.
 *
 * The caller owns a struct resource.  While the resource is in the tree, only these functions may
 * change its range and its links.  Context: any, unless a function states otherwise.
 */

#include <linux/bits.h>
#include <linux/minmax.h>
#include <linux/types.h>

struct resource {
	resource_size_t start;
	resource_size_t end;		/* last address of the range */
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

/* Flags of IORESOURCE_IRQ. */
#define IORESOURCE_IRQ_HIGHEDGE		(1 << 0)
#define IORESOURCE_IRQ_LOWEDGE		(1 << 1)
#define IORESOURCE_IRQ_HIGHLEVEL	(1 << 2)
#define IORESOURCE_IRQ_LOWLEVEL		(1 << 3)
#define IORESOURCE_IRQ_SHAREABLE	(1 << 4)

/* Flag of IORESOURCE_MEM: ioremap_np() must map the range. */
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

/* Return the number of addresses in the range. */
static inline resource_size_t resource_size(const struct resource *res)
{
	return res->end - res->start + 1;
}

static inline unsigned long resource_type(const struct resource *res)
{
	return res->flags & IORESOURCE_TYPE_BITS;
}

/* Return true if @a contains all of @b and both have the same type. */
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

static inline void resource_set_range(struct resource *res, resource_size_t start,
				      resource_size_t size)
{
	res->start = start;
	resource_set_size(res, size);
}

static inline unsigned long resource_ext_type(const struct resource *res)
{
	return res->flags & IORESOURCE_EXT_TYPE_BITS;
}

/*
 * Store the intersection or the union of @a and @b in *@r.  Returns false and changes nothing if @a
 * and @b do not overlap.
 */
static inline bool resource_intersection(const struct resource *a, const struct resource *b,
					 struct resource *r)
{
	if (!resource_overlaps(a, b))
		return false;
	r->start = max(a->start, b->start);
	r->end = min(a->end, b->end);
	return true;
}

static inline bool resource_union(const struct resource *a, const struct resource *b,
				  struct resource *r)
{
	if (!resource_overlaps(a, b))
		return false;
	r->start = min(a->start, b->start);
	r->end = max(a->end, b->end);
	return true;
}

/* ---- the tree -------------------------------------------------------------------------------- */

/*
 * Root of the tree of physical address ranges.  RAM is not in the tree, but a request that overlaps
 * RAM fails as if an entry "System RAM" were in use.
 */
extern struct resource iomem_resource;

/*
 * Root of the I/O ports, 0 to IO_SPACE_LIMIT of <linux/io.h>.  No port can be accessed.  As in
 * Linux on these CPUs without a PCI bridge, the tree only records which driver requested a port.
 */
extern struct resource ioport_resource;

/*
 * Insert @res below @root.  Returns 0, or -EBUSY if @res exceeds @root or overlaps an entry or RAM.
 * request_resource_conflict() returns the conflicting entry or NULL; another CPU may free that
 * entry at any time.
 */
int request_resource(struct resource *root, struct resource *res);
struct resource *request_resource_conflict(struct resource *root, struct resource *res);

/*
 * Insert @res at the deepest possible level.  Entries that @res contains become its children.
 * Returns 0, or -EBUSY if @res partially overlaps an entry.
 */
int insert_resource(struct resource *parent, struct resource *res);
struct resource *insert_resource_conflict(struct resource *parent, struct resource *res);

/*
 * Insert @res like insert_resource(), but first widen @res until it contains all entries that it
 * partially overlaps.  If @res then exceeds @root, is empty or conflicts with RAM, its range is
 * unchanged and res->parent is NULL.
 */
void insert_resource_expand_to_fit(struct resource *root, struct resource *res);

/*
 * Remove @old from the tree.  With release_resource(), the children of @old remain its children and
 * leave the tree, too; remove_resource() moves them to the parent of @old.  Returns 0, or -EINVAL
 * if @old is not in a tree.
 */
int release_resource(struct resource *old);
int remove_resource(struct resource *old);
/* Remove all entries below @root. */
void release_child_resources(struct resource *root);

/*
 * Change the range of an entry.  Returns 0, or -EBUSY if the new range conflicts with its parent,
 * siblings or children.
 */
int adjust_resource(struct resource *res, resource_size_t start, resource_size_t size);

/*
 * Find the lowest @align-aligned free range of @size bytes in [@min, @max] below @root, and insert
 * @res there.  Unless @alignf is NULL, @alignf returns the start address to use; the start member
 * of its argument res is the lowest free address.  Returns 0 or -EBUSY.
 */
typedef resource_size_t (*resource_alignf)(void *data, const struct resource *res,
					   resource_size_t size, resource_size_t align);
int allocate_resource(struct resource *root, struct resource *res, resource_size_t size,
		      resource_size_t min, resource_size_t max, resource_size_t align,
		      resource_alignf alignf, void *alignf_data);

/*
 * Find a free range and store it in @res without inserting @res.  Another user may allocate the
 * range at any time.  Returns 0 or -EBUSY.
 */
struct resource_constraint {
	resource_size_t min, max;	/* lowest and highest allowed address */
	resource_size_t align;		/* in bytes; 0 and 1 allow any address */
	resource_alignf alignf;		/* may be NULL */
	void *alignf_data;
};
int find_resource_space(struct resource *root, struct resource *res, resource_size_t size,
			struct resource_constraint *constraint);

/* Return the entry directly below @root that starts at @start, or NULL. */
struct resource *lookup_resource(struct resource *root, resource_size_t start);

/*
 * Compare the range with the entries directly below iomem_resource that overlap it.  An entry
 * matches if it has all of @flags, and has @desc unless @desc is IORES_DESC_NONE.  Returns
 * REGION_DISJOINT if no entry matches, REGION_INTERSECTS if all entries match and the range
 * contains no RAM, and REGION_MIXED otherwise.  IORESOURCE_SYSTEM_RAM queries RAM; a range of RAM
 * with gaps is REGION_MIXED.
 */
int region_intersects(resource_size_t start, size_t size, unsigned long flags, unsigned long desc);

/*
 * Return true if a part of the @size bytes at @addr was requested with IORESOURCE_EXCLUSIVE, so
 * that only the driver that requested it may map it.  iomem_is_exclusive() checks the page that
 * contains @addr.
 */
bool resource_is_exclusive(struct resource *root, u64 addr, resource_size_t size);
bool iomem_is_exclusive(u64 addr);

/*
 * Call @func for the entries of iomem_resource that overlap [@start, @end], match all of @flags,
 * and match @desc unless @desc is IORES_DESC_NONE.  The order is ascending.  The children of a
 * reported entry are skipped.  RAM is reported as IORESOURCE_SYSTEM_RAM | IORESOURCE_BUSY.  @func
 * gets a copy of the entry without a name, limited to the range.  It runs in the caller's context
 * without a lock.  A nonzero result of @func ends the walk and is returned.  Otherwise returns 0,
 * or -EINVAL if no entry matched.
 *
 * walk_mem_res() reports all of IORESOURCE_MEM, including RAM.  walk_system_ram_res() reports RAM,
 * with one call for each bank.
 */
int walk_iomem_res_desc(unsigned long desc, unsigned long flags, u64 start, u64 end, void *arg,
			int (*func)(struct resource *, void *));
int walk_mem_res(u64 start, u64 end, void *arg, int (*func)(struct resource *, void *));
int walk_system_ram_res(u64 start, u64 end, void *arg, int (*func)(struct resource *, void *));

/*
 * Call @func for the pages of RAM that lie completely in the range and belong to the page
 * allocator, whether free, allocated or reserved.  There is one call for each bank and node.
 */
int walk_system_ram_range(unsigned long start_pfn, unsigned long nr_pages, void *arg,
			  int (*func)(unsigned long start_pfn, unsigned long nr_pages, void *arg));

/*
 * Allocate and insert a busy region.  Returns NULL if memory is exhausted or if a part of the
 * region is RAM or busy; in the latter case a message names the user of that part.  The region
 * becomes a child of the smallest entry that contains it and is not IORESOURCE_BUSY.  @name is not
 * copied.  With IORESOURCE_MUXED, wait until a conflicting region that was also requested with
 * IORESOURCE_MUXED is released.  May sleep.
 *
 * The caller must release exactly the range that it requested; releases of other ranges are
 * reported.
 */
struct resource *__request_region(struct resource *parent, resource_size_t start, resource_size_t n,
				  const char *name, int flags);
void __release_region(struct resource *parent, resource_size_t start, resource_size_t n);

#define request_region(start, n, name)	__request_region(&ioport_resource, (start), (n), (name), 0)
#define request_muxed_region(start, n, name) \
	__request_region(&ioport_resource, (start), (n), (name), IORESOURCE_MUXED)
#define release_region(start, n)		__release_region(&ioport_resource, (start), (n))

/* @excl is 0 or IORESOURCE_EXCLUSIVE. */
#define __request_mem_region(start, n, name, excl) \
	__request_region(&iomem_resource, (start), (n), (name), (excl))
#define request_mem_region(start, n, name)	__request_mem_region(start, n, name, 0)
#define request_mem_region_muxed(start, n, name) \
	__request_region(&iomem_resource, (start), (n), (name), IORESOURCE_MUXED)
#define request_mem_region_exclusive(start, n, name) \
	__request_mem_region(start, n, name, IORESOURCE_EXCLUSIVE)
#define release_mem_region(start, n)		__release_region(&iomem_resource, (start), (n))
#define rename_region(region, newname)		((void)((region)->name = (newname)))

/*
 * Copy the @n-th entry of the tree, in the order in which the command iomem prints the entries.
 * Returns false if the tree has no such entry.
 */
struct iomem_entry {
	resource_size_t start, end;
	unsigned int depth;		/* 0 for entries directly below iomem_resource */
	char name[48];
};
bool iomem_entry(unsigned int n, struct iomem_entry *entry);

/* ---- managed: released when the driver is unbound -------------------------------------------- */

struct device;

/*
 * Insert @res like request_resource(), and release it when the driver is unbound.  Returns 0,
 * -EBUSY after a message, or -ENOMEM.  Context: thread.
 */
int devm_request_resource(struct device *dev, struct resource *root, struct resource *res);
void devm_release_resource(struct device *dev, struct resource *res);

struct resource *__devm_request_region(struct device *dev, struct resource *parent,
				       resource_size_t start, resource_size_t n, const char *name);
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
