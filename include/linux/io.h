/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_IO_H
#define LINUX_IO_H

/*
 * Map and access device registers and device memory.  Addresses are physical, sizes in bytes.
 * <asm-generic/io.h> declares readl() and related functions, <linux/device/devres.h> the managed
 * variants such as devm_ioremap().
 */

#include <linux/bug.h>
#include <linux/device/devres.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/pgtable_types.h>
#include <linux/sizes.h>
#include <linux/types.h>
#include <asm/io.h>
#include <asm/page.h>

struct device;

/*
 * Map [@phys, @phys + @size), with any alignment.  Returns NULL if memory is exhausted or if the
 * range is empty, wraps, exceeds the physical address space or contains RAM; RAM is reported.  May
 * sleep.
 *
 *	ioremap		registers: ordered per device, writes may be posted
 *	ioremap_np	like ioremap, but writes are not posted; NULL on RISC-V
 *	ioremap_wc	uncached; writes may be merged and reordered
 *	ioremap_wt	cached with write-through; like ioremap() on RISC-V
 *	ioremap_cache	cached; RAM in the linear map yields its address there
 *	ioremap_prot	according to @prot
 *
 * On AArch64, all types except ioremap() and ioremap_np() are normal memory: the CPU may read
 * ahead, and accesses may be unaligned.
 */
void __iomem *ioremap(phys_addr_t phys, size_t size);
void __iomem *ioremap_np(phys_addr_t phys, size_t size);
void __iomem *ioremap_wc(phys_addr_t phys, size_t size);
void __iomem *ioremap_wt(phys_addr_t phys, size_t size);
void __iomem *ioremap_cache(phys_addr_t phys, size_t size);
void __iomem *ioremap_prot(phys_addr_t phys, size_t size, pgprot_t prot);

/* Return NULL, because only x86 machines support this type.  Use ioremap() instead. */
static inline void __iomem *ioremap_uc(phys_addr_t phys, size_t size)
{
	return NULL;
}

#define IOMEM_ERR_PTR(err) ((__force void __iomem *)ERR_PTR(err))

/*
 * Unmap registers.  NULL and addresses in the linear map are ignored.  Any other address that is
 * not the start of a mapping is refused and reported.  Other CPUs may reach the registers until
 * vm_unmap_aliases(), as after vunmap().  May sleep.
 */
void iounmap(volatile void __iomem *addr);

/*
 * Map memory, RAM or not, with the first possible type in @flags, in this order: cached,
 * write-through, write-combining.  RAM can only be mapped cached; for RAM in the linear map, the
 * address in the linear map is returned.  Returns NULL on failure; a range that is partly RAM, and
 * RAM without MEMREMAP_WB, are reported.  memunmap() undoes memremap() and ignores NULL.  May
 * sleep.
 */
#define MEMREMAP_WB	(1UL << 0)
#define MEMREMAP_WT	(1UL << 1)
#define MEMREMAP_WC	(1UL << 2)

void *memremap(resource_size_t offset, size_t size, unsigned long flags);
void memunmap(void *addr);

/*
 * I/O ports do not exist on these CPUs, and no PCI bridge provides a window for them.  As in Linux
 * without CONFIG_HAS_IOPORT_MAP, mapping a port returns NULL.  inb() and related functions are not
 * declared, so that a driver that depends on them does not compile.  A driver that also supports
 * registers detects this by the NULL or by the missing CONFIG_HAS_IOPORT.  Context: any.
 */
#define IO_SPACE_LIMIT	0xffffffUL	/* the last port, for Linux's window of 16 MiB */

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
 * On x86, these functions set the memory type of physical ranges.  On RISC-V and AArch64, only the
 * mapping defines the type, so the functions do nothing and return 0, as in Linux.  Context: any.
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
 * Copy between memory and registers, with any alignment and size.  Each byte is accessed once, in
 * ascending order, by the largest accesses that the alignment of the device's address allows.
 * These functions do not order other accesses; use mb() and related barriers.  Context: any.
 */
void memcpy_fromio(void *to, const volatile void __iomem *from, size_t size);
void memcpy_toio(volatile void __iomem *to, const void *from, size_t size);
void memset_io(volatile void __iomem *to, int value, size_t size);

/* Copy @count units of exactly 32 or 64 bits.  Both addresses must be aligned to this size. */
void __iowrite32_copy(void __iomem *to, const void *from, size_t count);
void __iowrite64_copy(void __iomem *to, const void *from, size_t count);
void __ioread32_copy(void *to, const void __iomem *from, size_t count);
void __ioread64_copy(void *to, const void __iomem *from, size_t count);

/* True if the @size bytes of device memory at @addr equal those at @signature. */
bool check_signature(const volatile void __iomem *addr, const unsigned char *signature, int size);

/* Return the physical address of @address, which must be in the linear map. */
static inline phys_addr_t virt_to_phys(const volatile void *address)
{
	return __pa(address);
}

static inline void *phys_to_virt(phys_addr_t address)
{
	return __va(address);
}

#endif /* LINUX_IO_H */
