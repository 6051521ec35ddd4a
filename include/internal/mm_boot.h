/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_MM_BOOT_H
#define INTERNAL_MM_BOOT_H

/* How memory is brought up, in the order in which init/main.c calls it.  Boot CPU only. */

#include <internal/efi.h>
#include <linux/of_reserved_mem.h>
#include <linux/types.h>

struct dtb;
struct memblock;

/* The regions of /reserved-memory: constant but for ops and priv after boot_memory_scan(). */
struct reserved_mem_table {
	unsigned int count;
	struct reserved_mem regions[64];
};

extern struct reserved_mem_table reserved_mem;

/*
 * Fill memblock from the device tree: banks, what firmware and others own, the image, the tree itself.
 * Conflicts are printed.  0; -ENODEV if the tree has no memory; -ENOMEM if it has more reservations than
 * can be kept: what somebody owns cannot be told from what is free then.
 */
int boot_memory_scan(const struct dtb *dtb);

/*
 * Two steps of it, into any memblock: available banks in whole pages, each on its node; /memreserve/ and
 * the children of /reserved-memory, whose names become owners: they stay in the blob.  Banks for which
 * there is no room are left out, and said; reservations are -ENOMEM then.
 */
void boot_scan_banks(struct memblock *mb, const struct dtb *dtb);
/* The nodes of banks that are there already. */
void boot_scan_nodes(struct memblock *mb, const struct dtb *dtb);
int boot_scan_reservations(struct memblock *mb, const struct dtb *dtb);

/*
 * Remove what is in no range of /chosen's linux,usable-memory-range, if it has one.  A property without
 * memory is ignored.  Ranges for which there is no entry are removed as well, and reported.
 */
void boot_scan_usable(struct memblock *mb, const struct dtb *dtb);

/*
 * The same two steps where EFI firmware says which memory there is, instead of memory nodes and of
 * /memreserve/.  The map of memory is what /chosen of the tree, which lies at @dtb_address, names, or has
 * .map NULL.
 */
#ifdef CONFIG_EFI
struct efi_memory_map boot_efi_map(const struct dtb *dtb, phys_addr_t dtb_address);
void boot_scan_efi_banks(struct memblock *mb, const struct efi_memory_map *map);
int boot_scan_efi_reservations(struct memblock *mb, const struct efi_memory_map *map);
#else
static inline struct efi_memory_map boot_efi_map(const struct dtb *dtb, phys_addr_t dtb_address)
{
	return (struct efi_memory_map){ .map = NULL };
}

static inline void boot_scan_efi_banks(struct memblock *mb, const struct efi_memory_map *map)
{
}

static inline int boot_scan_efi_reservations(struct memblock *mb, const struct efi_memory_map *map)
{
	return 0;
}
#endif

/*
 * A third one, when all else is reserved: find the regions of /reserved-memory, and memory for those that
 * say how much and not where.  What cannot be had, or not be noted, is said and left out.
 */
void boot_scan_regions(struct memblock *mb, const struct dtb *dtb, struct reserved_mem_table *table);

/* The areas of CMA: of these regions, and of cma=. */
void cma_boot_scan(const struct dtb *dtb);

/* The distances between nodes; the node of a CPU, as its node in the tree says.  Before the zones. */
#ifdef CONFIG_NUMA
void numa_scan(const struct dtb *dtb);
void numa_set_cpu(unsigned int cpu, u32 nid);
#else
static inline void numa_scan(const struct dtb *dtb)
{
}

static inline void numa_set_cpu(unsigned int cpu, u32 nid)
{
}
#endif

/*
 * Build the final page tables (linear map, image by section, console) in memory from memblock and
 * switch to them.  Does not return if that is impossible: says why.
 */
void paging_init(void);

/* The linear map is complete and the buddy works: tables come from it now. */
void paging_init_late(void);

/*
 * Copies memblock's tables from the boot's memory, which free_initmem() gives back, into objects of
 * kmalloc().  The caller must be the only thread, on the only running CPU: readers take no lock.
 */
void memblock_move_arrays(void);

/*
 * High memory.  When all of memblock's memory is known: shorten vm_layout's linear window if that was
 * asked for.  When vmalloc works: from there on it may be asked for with __GFP_ZERO.
 */
#ifdef CONFIG_HIGHMEM
void highmem_limit_linear_map(void);
void highmem_init(void);
#else
static inline void highmem_limit_linear_map(void)
{
}

static inline void highmem_init(void)
{
}
#endif

/* The device tree at an address that stays: in the linear map, copied there if need be. */
const void *boot_memory_keep_dtb(const struct dtb *dtb);

/* After the last initcall: protect what was only written during boot; give the init sections back. */
void mark_rodata_ro(void);
void free_initmem(void);

/* Print who owns each range of physical memory. */
struct seq_file;
void memmap_show(struct seq_file *m);

/* As Linux's /proc/zoneinfo and, kernel/iomem.c, /proc/iomem. */
void zoneinfo_show(struct seq_file *m);
void iomem_show(struct seq_file *m);

/* Print the page tables; returns the number of mappings that are writable and executable at once. */
int ptdump_show(struct seq_file *m);

/* What the boot loader knows of chance (/chosen/rng-seed), before the first object is allocated. */
#ifdef CONFIG_SLAB_FREELIST_RANDOM
void slub_random_seed(const void *seed, size_t size);
#else
static inline void slub_random_seed(const void *seed, size_t size)
{
}
#endif

#endif /* INTERNAL_MM_BOOT_H */
