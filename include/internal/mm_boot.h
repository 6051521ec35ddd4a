/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_MM_BOOT_H
#define INTERNAL_MM_BOOT_H

/* Functions that set up memory, in the order in which init/main.c calls them.  Boot CPU only. */

#include <internal/efi.h>
#include <linux/of_reserved_mem.h>
#include <linux/types.h>

struct dtb;
struct memblock;

/* The regions of /reserved-memory.  Constant after boot_memory_scan(), except for ops and priv. */
struct reserved_mem_table {
	unsigned int count;
	struct reserved_mem regions[64];
};

extern struct reserved_mem_table reserved_mem;

/*
 * Fill memblock from the device tree with the banks, all reservations, the image, and the tree
 * itself.  Conflicts are printed.  Returns 0, -ENODEV if the tree has no memory, or -ENOMEM if
 * there are too many reservations, because free memory is then unknown.
 */
int boot_memory_scan(const struct dtb *dtb);

/*
 * Steps of boot_memory_scan() for any memblock.  boot_scan_banks() adds the whole pages of
 * available banks, and sets their NUMA nodes.  Banks that exceed the array are ignored and
 * reported.
 */
void boot_scan_banks(struct memblock *mb, const struct dtb *dtb);
/*
 * boot_scan_nodes() sets the nodes of existing banks.  boot_scan_reservations() reserves
 * /memreserve/ and the children of /reserved-memory.  The owner of a child's range is the child's
 * name, which remains in the blob.  The function returns 0, or -ENOMEM if the reservations exceed
 * the array.
 */
void boot_scan_nodes(struct memblock *mb, const struct dtb *dtb);
int boot_scan_reservations(struct memblock *mb, const struct dtb *dtb);

/*
 * Remove memory that is not in linux,usable-memory-range of /chosen, if it exists.  A property
 * without memory is ignored.  Ranges that exceed the table are removed as well, and reported.
 */
void boot_scan_usable(struct memblock *mb, const struct dtb *dtb);

/*
 * Find the banks and reservations in the memory map of EFI firmware, instead of memory nodes and
 * /memreserve/.  boot_efi_map() finds the map by /chosen of the tree at @dtb_address; .map of the
 * result is NULL if the tree describes no map.
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
 * Find the regions of /reserved-memory, and allocate memory for regions without an address.  This
 * is the last step, after all other reservations.  Failures are reported and ignored.
 */
void boot_scan_regions(struct memblock *mb, const struct dtb *dtb,
		       struct reserved_mem_table *table);

/* Create the CMA areas of /reserved-memory and of the boot argument cma=. */
void cma_boot_scan(const struct dtb *dtb);

/*
 * Read the distances between nodes, and set the node of a CPU.  Called before the zones are
 * created.
 */
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
 * Build the final page tables (linear map, sections of the image, console) in memory of memblock
 * and switch to them.  On failure, prints the reason and does not return.
 */
void paging_init(void);

/* Allocate tables from the page allocator from now on; the linear map is complete. */
void paging_init_late(void);

/*
 * Copy memblock's tables from boot memory, which free_initmem() frees, to objects of kmalloc().
 * The caller must be the only thread on the only running CPU, because readers take no lock.
 */
void memblock_move_arrays(void);

/*
 * Set up high memory.  highmem_limit_linear_map() shortens the linear window of vm_layout, if
 * requested, after all memory was added to memblock.  highmem_init() is called when vmalloc()
 * works; after this call, __GFP_ZERO is allowed for high memory.
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

/* Return the device tree at a permanent address in the linear map; copy it if necessary. */
const void *boot_memory_keep_dtb(const struct dtb *dtb);

/*
 * Called after the last initcall: make data that was written only during boot read-only; free the
 * init sections.
 */
void mark_rodata_ro(void);
void free_initmem(void);

/* Print the owner of each range of physical memory. */
struct seq_file;
void memmap_show(struct seq_file *m);

/* Print /proc/zoneinfo and (kernel/iomem.c) /proc/iomem in Linux's format. */
void zoneinfo_show(struct seq_file *m);
void iomem_show(struct seq_file *m);

/* Print the page tables.  Returns the number of mappings that are both writable and executable. */
int ptdump_show(struct seq_file *m);

/*
 * Mix the boot loader's random numbers (/chosen/rng-seed) into SLUB's seed.  Must be called before
 * the first object is allocated.
 */
#ifdef CONFIG_SLAB_FREELIST_RANDOM
void slub_random_seed(const void *seed, size_t size);
#else
static inline void slub_random_seed(const void *seed, size_t size)
{
}
#endif

#endif /* INTERNAL_MM_BOOT_H */
