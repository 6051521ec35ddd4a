/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_IO_H
#define LINUX_IO_H

/*
 * Device registers and memory on devices: physical addresses, sizes in bytes.  readl() and its kin are in
 * <asm-generic/io.h>; what is undone when a driver goes, devm_ioremap() and its kin, is in
 * <linux/device/devres.h>.
 */

#include <linux/device/devres.h>
#include <linux/err.h>
#include <linux/pgtable_types.h>
#include <linux/types.h>
#include <asm/io.h>
#include <asm/page.h>

struct device;

/*
 * Map [phys, phys + size), any alignment.  NULL if a page of it holds RAM, with a report, if it is empty,
 * wraps, or is no physical address of the machine, and if memory is short.  May sleep.
 *
 *	ioremap		registers: in order for one device, writes may be posted
 *	ioremap_np	the same, writes are not posted; NULL where there is no such difference: RISC-V
 *	ioremap_wc	not cached, writes may be merged and reordered
 *	ioremap_wt	cached, each write goes to memory at once; on RISC-V as ioremap()
 *	ioremap_cache	cached; of RAM in the linear map: its address there
 *	ioremap_prot	as @prot says
 *
 * On AArch64 mappings by all but ioremap() and ioremap_np() are memory: the CPU reads them ahead of time,
 * and an access may have any alignment.
 */
void __iomem *ioremap(phys_addr_t phys, size_t size);
void __iomem *ioremap_np(phys_addr_t phys, size_t size);
void __iomem *ioremap_wc(phys_addr_t phys, size_t size);
void __iomem *ioremap_wt(phys_addr_t phys, size_t size);
void __iomem *ioremap_cache(phys_addr_t phys, size_t size);
void __iomem *ioremap_prot(phys_addr_t phys, size_t size, pgprot_t prot);

/* What some x86 machines have in place of ioremap(); NULL here, as on all others: use ioremap(). */
static inline void __iomem *ioremap_uc(phys_addr_t phys, size_t size)
{
	return NULL;
}

#define IOMEM_ERR_PTR(err) ((__force void __iomem *)ERR_PTR(err))

/*
 * The mapping goes.  NULL and addresses of the linear map are nothing; what else is no start of a mapping
 * is reported and left alone.  May sleep.
 */
void iounmap(volatile void __iomem *addr);

/*
 * Map memory, RAM or not, in the first way of @flags that can be had, in this order: cached, write-through,
 * write-combining.  Cached RAM of the linear map has its address there; RAM is not mapped otherwise than
 * cached.  NULL, with a report if a part of the range is RAM and another is not, or if it is RAM and not
 * MEMREMAP_WB.  What the mapping gives is the caller's until memunmap(), which takes NULL.  May sleep.
 */
#define MEMREMAP_WB	(1UL << 0)
#define MEMREMAP_WT	(1UL << 1)
#define MEMREMAP_WC	(1UL << 2)

void *memremap(resource_size_t offset, size_t size, unsigned long flags);
void memunmap(void *addr);

/*
 * I/O ports: none can be accessed, no CPU here has instructions for them, and there is no PCI bridge with a
 * window for them.  As in Linux without CONFIG_HAS_IOPORT_MAP no port has a mapping: NULL, for each.
 * inb() and its kin are absent, so that a driver that cannot do without them does not compile; one that
 * knows registers as well takes NULL, or the lack of CONFIG_HAS_IOPORT, as the sign to use those.  Any
 * context.
 */
#define IO_SPACE_LIMIT	0xffffffUL	/* the last port: Linux's windows on these CPUs have 16 MiB */

static inline void __iomem *ioport_map(unsigned long port, unsigned int nr)
{
	return NULL;
}

static inline void ioport_unmap(void __iomem *addr)
{
}

static inline void __iomem *devm_ioport_map(struct device *dev, unsigned long port, unsigned int nr)
{
	return NULL;
}

static inline void devm_ioport_unmap(struct device *dev, void __iomem *addr)
{
}

/*
 * Where a CPU has registers or tables of memory types by physical address these make a range of it
 * write-combining, or keep others from giving it another type.  Here the type is the mapping's alone, so
 * there is nothing to set up and nothing to undo: 0, as in Linux.  arch_phys_wc_del() takes what
 * arch_phys_wc_add() returned.  Any context.
 */
static inline int __must_check arch_phys_wc_add(unsigned long base, unsigned long size)
{
	return 0;
}

static inline void arch_phys_wc_del(int handle)
{
}

static inline int devm_arch_phys_wc_add(struct device *dev, unsigned long base, unsigned long size)
{
	return arch_phys_wc_add(base, size);
}

static inline int arch_io_reserve_memtype_wc(resource_size_t base, resource_size_t size)
{
	return 0;
}

static inline void arch_io_free_memtype_wc(resource_size_t base, resource_size_t size)
{
}

static inline int devm_arch_io_reserve_memtype_wc(struct device *dev, resource_size_t start,
						  resource_size_t size)
{
	return arch_io_reserve_memtype_wc(start, size);
}

/*
 * Between memory and registers, any alignment and size: by the largest accesses that the device's address
 * is aligned to, each byte once, from low to high.  Not ordered against other memory: mb() and its kin.
 * Any context.
 */
void memcpy_fromio(void *to, const volatile void __iomem *from, size_t size);
void memcpy_toio(volatile void __iomem *to, const void *from, size_t size);
void memset_io(volatile void __iomem *to, int value, size_t size);

/* The same by accesses of just this size, @count of them, to and from addresses aligned to it. */
void __iowrite32_copy(void __iomem *to, const void *from, size_t count);
void __iowrite64_copy(void __iomem *to, const void *from, size_t count);
void __ioread32_copy(void *to, const void __iomem *from, size_t count);

/* Whether the device has these bytes there. */
bool check_signature(const volatile void __iomem *addr, const unsigned char *signature, int size);

/* Linear map only. */
static inline phys_addr_t virt_to_phys(const volatile void *address)
{
	return __pa(address);
}

static inline void *phys_to_virt(phys_addr_t address)
{
	return __va(address);
}

#endif /* LINUX_IO_H */
