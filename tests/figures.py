# SPDX-License-Identifier: BSD-2-Clause
"""Check that the values in the documents are those of "make bench".  Run "make check-long
ONLY=figures-run".

Each row of a table in the documents has a cell for each column.  In README and figures.md, one cell
has the values of both targets.  ROWS describes the text of a cell, with a field instead of each
value.

A field "{op,param}" is the average of an operation, "{op,param!}" its maximum.  If the parameter
contains "*", "{<op,param*}" is the lowest average and "{>op,param*}" the highest.  A suffix "%"
converts permille to percent, ":M" means millions and ":k" thousands.  "@" is replaced by the third
member of the column.
"""
import fnmatch
import os
import re
from collections import namedtuple

import bench
from harness import Case, Failure, OUT, Skip, TOP, tool

FIGURES, PERFORMANCE, SLOB, SLUB = (
    "Documentation/%s.md" % name for name in ("figures", "performance", "slob", "slub")
)
README = "README.md"
GCC = "12"  # version of gcc that the documents name
# Columns of the tables.  A column is (target, engine) or (target, engine, text for "@").  None is a
# column that is not compared.
BOTH = (("riscv", None), ("arm64", None))
WITH_SLUB = (("riscv", "slub"), ("arm64", "slub"))
SMALL = (("riscv", "small"), ("arm64", "small"))
FOUR = (*WITH_SLUB, ("riscv", "slab"), ("arm64", "slab"))
RISCV = (("riscv", None),)
MEMORY = (("riscv", "slub"), ("riscv", "slab"))
ENGINES = (None, ("riscv", None), ("riscv", "slub"), ("riscv", "slab"))
IN_USE = tuple(("riscv", None, percent) for percent in ("25", "50", "75", "90"))
STORM = tuple(
    ("riscv", None, "frag_storm_" + what)
    for what in ("mixed_pageblocks", "half_free", "half_free_compacted")
)
LATENCY = (None, ("riscv", "latency"), ("arm64", "latency"))
STATES = tuple(
    (target, None, state) for target in ("riscv", "arm64") for state in ("fresh", "used", "full")
)
LOCK_SHARE = (("riscv", "lockshare"), ("arm64", "lockshare"))
CPUS = (
    *(("arm64", None, nr) for nr in "1248"),
    ("riscv", None, "1"),
    ("riscv", None, "2"),
    None,
    None,
)
# For each unit: divisor of the measured value, and permitted difference from the written value.
UNITS = {"": (1, 2), "%": (10, 0.5), ":M": (1e6, 0.01), ":k": (1000, 0.1)}
# below: distance in lines from the line with the title to the line of the cells
Row = namedtuple("Row", "document title cell columns below", defaults=(BOTH, 0))
Cell = namedtuple("Cell", "target engine wanted text")


def pair(alloc, free, size, worst=False):
    cell = "{%s,%s} + {%s,%s}" % (alloc, size, free, size)
    return cell + " ({%s,%s!}, {%s,%s!})" % (alloc, size, free, size) if worst else cell


def objects(size, **how):
    return pair("kmalloc", "kfree", size, **how)


def batch(size, alloc="kmalloc", free="kfree"):
    return "{%s,%s} ({%s,%s!}) + {%s,%s} ({%s,%s!})" % (
        *(alloc + "_batch1000", size + "/random") * 2,
        *(free + "_batch1000", size + "/random") * 2,
    )


def caches(size):
    return pair("kmem_cache_alloc", "kmem_cache_free", size)


def any_order(block):
    fields = ["%s_pages_batch%s/*" % (what, block) for what in ("alloc", "free")]
    return "%s ({%s!}, {%s!})" % (
        " + ".join("{<%s} to {>%s}" % (field, field) for field in fields),
        *fields,
    )


def coherent(what):
    return pair("dma_alloc_coherent", "dma_free_coherent", what)


def singles(what):
    return pair("dma_map_single", "dma_unmap_single", what)


def trace(name):
    """Yield two rows of the table.  The second row is below the first and has no title."""
    yield Row(
        PERFORMANCE,
        name,
        "{trace_alloc,%s} ({trace_alloc,%s!}), {trace_free,%s} ({trace_free,%s!})" % (4 * (name,)),
        ENGINES,
    )
    yield Row(PERFORMANCE, name, "{trace_beyond_live_permille,%s%%}" % name, ENGINES, 1)


def remote(free, *sizes):
    return "; ".join("{%s_remote,%s}" % (free, size) for size in sizes or (64, 256, 1500))


def boot(*sizes):
    return "; ".join("{boot_to_page_allocator,%s:M}" % size for size in sizes)


MIX = pair("kmalloc_firmware", "kfree_firmware", "", worst=True)
BEYOND = "{firmware_beyond_live_permille,mean of 64 runs%}"
ROWS = (
    Row(FIGURES, "page, alloc + free", pair("alloc_page", "free_page", "constant")),
    Row(
        FIGURES,
        "256 pages, then freed in any order",
        pair("alloc_pages_batch256", "free_pages_batch256", "order0/random"),
    ),
    Row(FIGURES, "order 9, alloc + free", pair("alloc_pages", "free_pages", "order9")),
    Row(FIGURES, "`kmalloc` + `kfree`, 64 B (SLOB, every bad free refused)", objects(64)),
    Row(
        FIGURES,
        "1,000 of them, then freed at random",
        pair("kmalloc_batch1000", "kfree_batch1000", "64/random"),
    ),
    Row(FIGURES, "`kzalloc` + `kfree`, 64 B (SLOB)", pair("kzalloc", "kfree_z", 64)),
    Row(FIGURES, "a pair with SLUB", objects(64), WITH_SLUB),
    Row(FIGURES, "`kmem_cache_alloc` + `_free`, 64 B (SLUB)", caches(64), WITH_SLUB),
    Row(FIGURES, "`alloc_percpu` + `free_percpu`, 8 B", pair("alloc_percpu", "free_percpu", 8)),
    Row(FIGURES, "`vmalloc` + `vfree`, 1,024 pages", pair("vmalloc", "vfree", "1024pages")),
    Row(FIGURES, "`dma_alloc_coherent` + free, 4 KiB", coherent("4096/coherent")),
    Row(FIGURES, "bytes of metadata per page", "{page_metadata,bytes_per_page}", RISCV),
    Row(FIGURES, "boot to the page allocator, 256 MiB; 512 GiB", boot("25?MiB", "52????MiB")),
    Row(
        PERFORMANCE,
        "`alloc_page`, `__free_page`, constant flags",
        pair("alloc_page", "free_page", "constant"),
    ),
    Row(
        PERFORMANCE,
        "`alloc_pages`, `__free_pages`, order 0 to 9 at run time",
        pair("alloc_pages", "free_pages", "order3"),
    ),
    Row(PERFORMANCE, "order 10", pair("alloc_pages", "free_pages", "order10")),
    Row(
        PERFORMANCE,
        "order 0, 256 slots at random",
        pair("mixed_alloc_pages", "mixed_free_pages", "order0"),
    ),
    Row(
        PERFORMANCE,
        "orders 0-9 at random (worst)",
        pair("mixed_alloc_pages", "mixed_free_pages", "orders0-9", worst=True),
    ),
    Row(
        PERFORMANCE,
        "256 pages, then freed, in any order (worst)",
        pair("alloc_pages_batch256", "free_pages_batch256", "order0/random"),
    ),
    Row(PERFORMANCE, "1,024 pages, then freed, in any order (worst)", any_order("1024,order0")),
    Row(PERFORMANCE, "256 blocks of order 3, then freed (worst)", any_order("256,order3")),
    Row(
        PERFORMANCE,
        "16 pages in bulk: `alloc_pages_bulk`, `release_pages`",
        pair("alloc_pages_bulk16", "release_pages16", "order0"),
    ),
    Row(
        PERFORMANCE,
        "zeroed page (constant flags, or `get_zeroed_page`)",
        "{alloc_page,constant_zero}",
    ),
    Row(PERFORMANCE, "metadata per page", "{page_metadata,bytes_per_page}"),
    Row(
        PERFORMANCE,
        "boot to page allocator, 64 MiB; 256 MiB; 1 GiB",
        boot("6?MiB", "25?MiB", "10*MiB"),
    ),
    Row(
        PERFORMANCE, "the same, 16 GiB; 64 GiB; 512 GiB", boot("16???MiB", "65???MiB", "52????MiB")
    ),
    *(
        Row(PERFORMANCE, title, "{frag_%s,@*}" % op, IN_USE)
        for title, op in (
            ("unmovable, order 0", "unmovable_order0"),
            ("unmovable, orders 0 to 3", "unmovable_orders0_3"),
            ("movable, order 0", "movable_order0"),
            ("the same after compaction", "movable_order0_compacted"),
        )
    ),
    *(
        Row(
            PERFORMANCE,
            how + " by mobility" * (how == "grouped"),
            "{@,%s}" % how.replace(" ", "_"),
            STORM,
        )
        for how in ("grouped", "not grouped")
    ),
    *(
        Row(PERFORMANCE, title, "{scale_%s,@cpus}" % op, CPUS)
        for title, op in (
            ("order 0", "order0"),
            ("order 4", "order4"),
            ("orders 0 to 9, 64 slots at random", "mixed"),
            ("bitmap, order 0", "bitmap_order0"),
            ("bitmap, order 4", "bitmap_order4"),
            ("`kmalloc` + `kfree`, 64 B (SLOB)", "kmalloc64"),
            ("the same, 1 to 2,048 B, 64 slots at random", "kmalloc_mixed"),
        )
    ),
    # This row has no value for two CPUs of RISC-V.  In QEMU, they wait for the end of each other's
    # turns.
    Row(PERFORMANCE, "bitmap, orders 0 to 9", "{scale_bitmap_mixed,@cpus}", CPUS[:5]),
    Row(
        PERFORMANCE,
        "64 B, handed to the next CPU, which frees it (SLOB)",
        "{scale_handed_over64,@cpus}",
        CPUS[:5],
    ),
    Row(
        PERFORMANCE,
        "1,000 of 64 B that another CPU allocated: `kfree`; `kmem_cache_free`",
        "%s; %s" % (remote("kfree", 64), remote("kmem_cache_free", 64)),
    ),
    Row(
        PERFORMANCE,
        "free memory that 1,536 B objects get during generations 1,001 to 2,000 of the mix",
        "{firmware_free_fits_permille,1536%}",
    ),
    Row(
        PERFORMANCE,
        "20,480 bytes: `alloc_pages_exact`, `free_pages_exact`",
        pair("alloc_pages_exact", "free_pages_exact", 20480),
    ),
    Row(PERFORMANCE, "`kmalloc` 64 B, again and again", "{kmalloc,64}"),
    Row(PERFORMANCE, "`kfree` 64 B", "{kfree,64}"),
    Row(PERFORMANCE, "`kzalloc` 64 B; 1,024 B", "{kzalloc,64}; {kzalloc,1024}"),
    Row(PERFORMANCE, "`kmem_cache_alloc`, `_free`, 64 B", caches(64)),
    Row(
        PERFORMANCE,
        "batch of 1,000, mixed sizes, alloc (worst)",
        "{kmalloc_batch1000,mixed/random} ({kmalloc_batch1000,mixed/random!})",
    ),
    Row(
        PERFORMANCE,
        "the same, free (worst)",
        "{kfree_batch1000,mixed/random} ({kfree_batch1000,mixed/random!})",
    ),
    Row(
        PERFORMANCE,
        "batch of 1,000 of 64 B, freed at random",
        pair("kmalloc_batch1000", "kfree_batch1000", "64/random"),
    ),
    Row(PERFORMANCE, "`kmalloc` + `kfree` 4 KiB", objects(4096)),
    Row(PERFORMANCE, "firmware mix, alloc and free (worst)", MIX),
    Row(PERFORMANCE, "beyond the peak of live bytes, firmware mix", BEYOND),
    Row(
        PERFORMANCE,
        "24 B objects in 64 KiB; in 1 MiB",
        "{objects_in,24/65536}; {objects_in,24/1048576}",
    ),
    *(row for name in ("packets", "probe", "service") for row in trace(name)),
    Row(
        PERFORMANCE,
        "`alloc_percpu` 8 B, `free_percpu`, again and again",
        pair("alloc_percpu", "free_percpu", 8),
    ),
    Row(
        PERFORMANCE,
        "64 of them, then freed, the oldest first (worst)",
        pair("alloc_percpu_batch64", "free_percpu_batch64", "8/fifo", worst=True),
    ),
    Row(PERFORMANCE, "`this_cpu_inc`, 8 bytes; 1 byte", "{this_cpu_inc,8}; {this_cpu_inc,1}"),
    Row(PERFORMANCE, "`__this_cpu_inc`, 8 bytes", "{__this_cpu_inc,8}"),
    Row(PERFORMANCE, "`this_cpu_cmpxchg`, 8 bytes", "{this_cpu_cmpxchg,8}"),
    Row(
        PERFORMANCE,
        "`mempool_alloc`, `mempool_free` of 128 B by `kmalloc()`, SLUB engine",
        pair("mempool_alloc", "mempool_free", "kmalloc128"),
        WITH_SLUB,
    ),
    Row(PERFORMANCE, "`vmalloc` + `vfree`, 1 page", pair("vmalloc", "vfree", "1pages")),
    Row(PERFORMANCE, "4 pages", pair("vmalloc", "vfree", "4pages")),
    Row(PERFORMANCE, "256 pages, in one block", pair("vmalloc", "vfree", "256pages")),
    Row(PERFORMANCE, "1,024 pages, in one block", pair("vmalloc", "vfree", "1024pages")),
    Row(PERFORMANCE, "`vmap` + `vunmap`, 16 pages", pair("vmap", "vunmap", "16pages")),
    Row(PERFORMANCE, "`ioremap` + `iounmap`, 4 KiB", pair("ioremap", "iounmap", 4096)),
    Row(PERFORMANCE, "`kvmalloc` + `kvfree`, 64 KiB", pair("kvmalloc", "kvfree", 65536)),
    Row(PERFORMANCE, "`dma_alloc_coherent`, `_free`, 4 KiB, coherent", coherent("4096/coherent")),
    Row(PERFORMANCE, "the same, not coherent", coherent("4096/noncoherent")),
    Row(PERFORMANCE, "64 B, coherent; Linux takes a page", coherent("64/coherent")),
    Row(
        PERFORMANCE,
        "`dma_pool_alloc`, `_free`, 64 B",
        pair("dma_pool_alloc", "dma_pool_free", "64/coherent"),
    ),
    Row(
        PERFORMANCE,
        "1,000 of them, freed at random",
        pair("dma_pool_alloc_batch1000", "dma_pool_free_batch1000", "64/random/coherent"),
    ),
    Row(PERFORMANCE, "the same, not coherent, to the device", singles("1500/to/noncoherent")),
    Row(PERFORMANCE, "the same, from the device", singles("1500/from/noncoherent")),
    Row(
        PERFORMANCE,
        "the same 8, not coherent, to the device",
        pair("dma_map_sg", "dma_unmap_sg", "8x1500/to/noncoherent"),
    ),
    Row(PERFORMANCE, "`dma_map_single`, `_unmap`, 1,500 B, coherent", singles("1500/to/coherent")),
    Row(
        PERFORMANCE,
        "`dma_map_sg`, `_unmap`, 8 of 1,500 B, coherent",
        pair("dma_map_sg", "dma_unmap_sg", "8x1500/to/coherent"),
    ),
    Row(
        PERFORMANCE,
        "`memcpy` 4; 16; 64; 256 bytes, aligned",
        "; ".join("{memcpy,%d/aligned}" % size for size in (4, 16, 64, 256)),
    ),
    Row(
        PERFORMANCE,
        "`memcpy` 1,500 bytes, aligned; misaligned",
        "{memcpy,1500/aligned}; {memcpy,1500/misaligned}",
    ),
    Row(PERFORMANCE, "`memcpy` 64 KiB, misaligned", "{memcpy,65536/misaligned}"),
    Row(
        PERFORMANCE,
        "`memmove` 64 KiB, misaligned, to a lower; a higher address",
        "{memmove_up,65536/misaligned}; {memmove_down,65536/misaligned}",
    ),
    Row(
        PERFORMANCE,
        "`memset` 64; 1,500 bytes; 64 KiB",
        "{memset,64/aligned}; {memset,1500/aligned}; {memset,65536/aligned}",
    ),
    Row(
        PERFORMANCE,
        "`memcmp` 64 bytes; 64 KiB, aligned",
        "{memcmp,64/aligned}; {memcmp,65536/aligned}",
    ),
    Row(PERFORMANCE, "`memcmp` 64 KiB, misaligned", "{memcmp,65536/misaligned}"),
    Row(PERFORMANCE, "`strlen` 15; 4,095", "{strlen,15/aligned}; {strlen,4095/aligned}"),
    Row(PERFORMANCE, "`memchr` 4,095", "{memchr,4095/aligned}"),
    Row(PERFORMANCE, "`get_random_u32` (worst)", "{get_random_u32,} ({get_random_u32,!})"),
    *(
        Row(PERFORMANCE, title, "{%s,%s/@} + {%s,%s/@}" % (alloc, size, free, size), STATES)
        for title, alloc, free, size in (
            ("`kmalloc` 64 B", "kmalloc", "kfree", "64"),
            ("256 of 64 B", "kmalloc_batch256", "kfree_batch256", "64"),
            ("256 of 256 B", "kmalloc_batch256", "kfree_batch256", "256"),
            ("256 of 1,500 B", "kmalloc_batch256", "kfree_batch256", "1500"),
            ("256 of 4,096 B", "kmalloc_batch256", "kfree_batch256", "4096"),
            ("256 of `kmem_cache_alloc` 64 B", "kmem_cache_alloc_batch256", "kmem_cache_free_batch256", "64"),
            ("256 pages", "alloc_pages_batch256", "free_pages_batch256", "order0"),
            ("16 pages in a block", "alloc_pages", "free_pages", "order4"),
            ("256 of `vmalloc` 1 page", "vmalloc_batch256", "vfree_batch256", "1pages"),
            ("`vmalloc` 16 pages after them", "vmalloc", "vfree", "16pages"),
            ("`vmap` 16 single pages", "vmap", "vunmap", "16pages"),
            ("256 of `alloc_percpu` 8 B", "alloc_percpu_batch256", "free_percpu_batch256", "8"),
            ("`dma_alloc_coherent` 64 B after them", "dma_alloc_coherent", "dma_free_coherent", "64"),
        )
    ),
    *(
        Row(PERFORMANCE, title, "{lock_share_permille,%s}" % operation, LOCK_SHARE)
        for title, operation in (
            ("`alloc_percpu`, 8 B", "alloc_percpu(8)"),
            ("`dma_pool_alloc`, 64 B", "dma_pool_alloc(64)"),
            ("`dma_alloc_coherent`, 64 B", "dma_alloc_coherent(64)"),
            ("`vmap` of 16 pages", "vmap(16 pages)"),
            ("`vm_map_ram` of 16 pages", "vm_map_ram(16 pages)"),
            ("`vmalloc` of 1 page", "vmalloc(1 page)"),
            ("`vmalloc` of 16 pages", "vmalloc(16 pages)"),
        )
    ),
    *(
        Row(PERFORMANCE, title, "{irqs_off,%s}" % operation, LATENCY)
        for title, operation in (
            ("`set_memory_*()` of 4,096 pages, and `vfree()`", "set_memory of 4096 pages"),
            ("`vmalloc()` of 1 to 1,024 pages", "vmalloc of 1 to 1024 pages"),
            ("`vmap()` of 1,024 single pages", "vmap of 1024 pages"),
            ("`demand_map()` of 16 MiB, and its end", "demand_map of 16 MiB touched"),
            ("`xa_destroy()` of 20,000 entries", "xa_destroy of 20000 entries"),
            ("per-CPU lists of 4,096 pages are emptied", "drain"),
            ("compaction", "compaction"),
            ("`alloc_contig_pages()` of 4,096 pages", "alloc_contig_pages"),
            ("page blocks change their type", "page blocks taken over"),
            ("all memory is allocated as pages, and freed", "all memory in pages"),
            ("a line of 100 characters on the console", "printk of 100 characters"),
            ("random numbers, and input for them", "random numbers"),
        )
    ),
    Row(
        PERFORMANCE,
        "`vmallocinfo`; `threads`",
        "{irqs_off,vmallocinfo}; {irqs_off,threads}",
        LATENCY,
    ),
    Row(SLOB, "`kmalloc` + `kfree`, 64 bytes in turn", objects(64)),
    Row(SLOB, "`kmalloc` + `kfree`, 1500 bytes in turn", objects(1500)),
    Row(SLOB, "`kmalloc` + `kfree`, 4096 bytes in turn", objects(4096)),
    *(
        Row(
            SLOB,
            "`kmalloc` + `kfree`, %d bytes, behind 0 to 63 objects that stay" % size,
            "{kmalloc_behind,%d} + {kfree_behind,%d} ({kfree_behind,%d!})" % (size, size, size),
        )
        for size in (64, 256, 1500)
    ),
    Row(SLOB, "`kmem_cache_alloc` + `kmem_cache_free`, 64 bytes", caches(64)),
    Row(SLOB, "1,000 of 64 bytes, then freed in random order", batch("64")),
    Row(SLOB, "1,000 of 256 bytes, then freed in random order", batch("256")),
    Row(SLOB, "1,000 of 1,024 bytes, then freed in random order", batch("1024")),
    Row(SLOB, "1,000 mixed sizes, then freed in random order", batch("mixed")),
    Row(SLOB, "the same, 256 bytes, again and again", caches(256)),
    Row(
        SLOB,
        "1,000 of a cache of 64 bytes, then freed in random order",
        batch("64", "kmem_cache_alloc", "kmem_cache_free"),
    ),
    Row(
        SLOB,
        "1,000 of a cache of 256 bytes, then freed in random order",
        batch("256", "kmem_cache_alloc", "kmem_cache_free"),
    ),
    Row(
        SLOB,
        "`kmem_cache_alloc_bulk` and `_free_bulk`, 16 objects of 64 bytes",
        pair("kmem_cache_alloc_bulk16", "kmem_cache_free_bulk16", 64),
    ),
    Row(
        SLOB, "the same, 256 bytes", pair("kmem_cache_alloc_bulk16", "kmem_cache_free_bulk16", 256)
    ),
    Row(SLUB, "`kmem_cache_alloc` + `_free`, 64 B", caches(64), FOUR),
    Row(SLUB, "`kmalloc` of constant size", "{kmalloc_const,64}", FOUR),
    Row(SLUB, "`kmalloc` of run-time size, `kfree`", objects(64), FOUR),
    Row(
        SLUB,
        "batch of 1,000, mixed sizes, random order: alloc",
        "{kmalloc_batch1000,mixed/random} ({kmalloc_batch1000,mixed/random!})",
        FOUR,
    ),
    Row(
        SLUB,
        "the same, free",
        "{kfree_batch1000,mixed/random} ({kfree_batch1000,mixed/random!})",
        FOUR,
    ),
    Row(
        SLUB,
        "`kmem_cache_alloc_bulk`, `_free_bulk`, 16 of 64 B",
        pair("kmem_cache_alloc_bulk16", "kmem_cache_free_bulk16", 64),
        FOUR,
    ),
    Row(
        SLUB,
        "firmware mix (worst)",
        "{kmalloc_firmware,} ({kmalloc_firmware,!}) + {kfree_firmware,} ({kfree_firmware,!})",
        FOUR,
    ),
    Row(
        SLUB,
        "beyond the peak of live bytes, firmware mix: mean (worst) of 64 runs",
        "%s (%s)" % (BEYOND, BEYOND.replace("%", "!%")),
        MEMORY,
    ),
    Row(SLUB, "24-byte objects in 64 KiB", "{objects_in,24/65536}", MEMORY),
    Row(SLOB, "`kzalloc` + `kfree`, 64 bytes in turn", pair("kzalloc", "kfree_z", 64)),
    Row(SLOB, "`kfree` of another CPU's, 64; 256; 1500 bytes", remote("kfree")),
    Row(SLOB, "`kmem_cache_free` of another CPU's", remote("kmem_cache_free")),
    Row(
        SLOB,
        "24-byte objects in 64 KiB; in 1 MiB",
        "{objects_in,24/65536}; {objects_in,24/1048576}",
        RISCV,
    ),
    Row(
        SLOB,
        "bytes of pages for each object, 24; 64; 512; 1024; 2048 bytes",
        "; ".join("{bytes_per_object,%d}" % size for size in (24, 64, 512, 1024, 2048)),
        RISCV,
    ),
    Row(
        SLOB,
        "the same, sizes of 129 bytes on average, in a fresh heap",
        "{bytes_per_object,0}",
        RISCV,
    ),
    Row(
        SLOB,
        "firmware mix, pages at the worst moment beyond the peak of live bytes: mean (worst) of 64 runs",
        "%s (%s)" % (BEYOND, BEYOND.replace("%", "!%")),
        RISCV,
    ),
    Row(
        SLOB,
        "of the free memory, what 1,536-byte objects get during generations 1,001 to 2,000 of the mix",
        "{firmware_free_fits_permille,1536%}",
        RISCV,
    ),
    Row(SLOB, "smallest image: 64 bytes, `kmalloc` + `kfree`", objects(64), SMALL),
    Row(SLOB, "smallest image: a cache of 64 bytes", caches(64), SMALL),
    Row(SLOB, "smallest image: 1500 bytes", objects(1500), SMALL),
    Row(SLOB, "smallest image: firmware mix (worst)", MIX, SMALL),
    Row(SLOB, "smallest image: beyond the peak of live bytes", BEYOND, SMALL),
    Row(
        SLOB,
        "firmware mix",
        "{kmalloc_firmware,} ({kmalloc_firmware,!}) + {kfree_firmware,} ({kfree_firmware,!})",
    ),
)
# Rows with the sizes of images, which bench does not print. sizes() measures them.
SIZES = (
    Row(PERFORMANCE, "image, default configuration", "{image,bytes:k}"),
    Row(
        PERFORMANCE,
        "`mm/` in the smallest image: code and constants; static data; given back after boot",
        "{mm,code:k}; {mm,data:k}; {mm,boot:k}",
    ),
    Row(PERFORMANCE, "SLOB there: code and constants", "{mm/objects/slob,code:k}"),
)


def numbers(text):
    return [float(n.replace(",", "")) for n in re.findall(r"\d[\d,]*(?:\.\d+)?", text)]


def cells(row):
    """Yield the compared cells of a row of a document."""
    with open(os.path.join(TOP, row.document)) as f:
        lines = f.read().splitlines()
    found = [
        i
        for i, line in enumerate(lines)
        if re.match(r"\| %s(:.*| \(`make .*)? \|" % re.escape(row.title), line)
    ]
    if len(found) != 1:
        raise Failure("%s: %d rows begin with | %s |" % (row.document, len(found), row.title))
    texts = [text.strip() for text in lines[found[0] + row.below].split("|")[2:-1]]
    if row.document == FIGURES:
        texts = texts[0].split(" / ")
    for column, text in zip(row.columns, texts):
        if column:
            target, engine, *instead = column
            yield Cell(target, engine, row.cell.replace("@", "".join(instead)), text)


def readme_rows():
    """Fail if a row of the table in README is not in figures.md."""
    with open(os.path.join(TOP, README)) as f:
        told = [line for line in f.read().splitlines() if line.startswith("|")][2:]
    with open(os.path.join(TOP, FIGURES)) as f:
        known = f.read().splitlines()
    others = [line for line in told if line not in known]
    if others or not told:
        raise Failure(
            "%s has no row %s" % (FIGURES, others) if others else README + " has no figures"
        )


def rows(_):
    """Each row exists in its document, and each of its cells has the number of values that are
    compared."""
    readme_rows()
    for row in [*ROWS, *SIZES]:
        for cell in cells(row):
            nr = cell.wanted.count("{")
            if len(numbers(cell.text)) != nr:
                raise Failure(
                    "%s: | %s |: %d figures expected: %s" % (row.document, row.title, nr, cell.text)
                )
    return "%d rows" % len([*ROWS, *SIZES])


def unit(field):
    return re.search(r"%?(:.)?$", field)[0]


def near(written, measured, field):
    """Return true if a written value is near the measured one.

    The value of unchanged code varies, because the compiler generates the code around it
    differently.  With several CPUs, of which QEMU runs one at a time, the value also depends on the
    ends of their turns.  A percentage may be rounded.  The memory that objects get after many
    generations depends on each block that existed before.
    """
    several = field.startswith("scale_") and not field.endswith(",1cpus")
    if field.startswith("firmware_free_fits_"):
        share = 0.04
    else:
        share = 0 if "%" in field else 0.06 if several else 0.02
    return abs(written - measured) <= max(UNITS[unit(field)][1], measured * share)


def value(field, figures):
    """Return the value that bench printed for a field, or None."""
    choose, key, is_worst = re.fullmatch(r"([<>]?)([^!%:]+)(!?)(?:%|:.)?", field).groups()
    found = [figures[name] for name in figures if fnmatch.fnmatchcase(name, key)]
    if not found:
        return None
    choice = (min if choose == "<" else max)(
        worst if is_worst else average for average, worst in found
    )
    return choice / UNITS[unit(field)][0]


def compare(row, cell, figures):
    """Return a message about a cell whose text differs from the measured values, or None."""
    fields, text = re.findall(r"\{([^}]+)\}", cell.wanted), cell.text
    measured = [value(field, figures) for field in fields]
    if None in measured:
        return "%s: make bench does not print %s" % (row.title, fields[measured.index(None)])
    if len(numbers(text)) == len(measured) and all(map(near, numbers(text), measured, fields)):
        return None
    return "%s: | %s | %s: measured %s" % (
        row.document,
        row.title,
        text,
        ", ".join("%g" % n for n in measured),
    )


def measured(target, engine):
    """Return the measured values of one target with an engine: {"op,param": (average, maximum)}."""
    if engine == "latency":
        lines = bench.measure(target, engine, engine=engine)
    elif engine == "lockshare":
        lines = bench.lock_share(target)
    elif engine:
        lines = bench.objects(target, engine, "*")
    else:
        lines = [
            *bench.measure(target, "*"),
            *bench.alone(target, "*"),
            *bench.boot_costs(target),
            *bench.measure(target, "generations"),
        ]
    return {line.rsplit(",", 2)[0]: tuple(map(int, line.rsplit(",", 2)[1:])) for line in lines}


def sizes(target, _):
    """Return the sizes of one target's images, in the form of measured()."""
    found = {"image,bytes": os.path.getsize(os.path.join(OUT, target + "-default", "Image"))}
    for folder in ("mm", "mm/objects/slob"):
        total = tool("scripts/size.py", os.path.join(OUT, target + "-small"), folder).splitlines()[
            -1
        ]
        found.update(
            zip([folder + "," + what for what in ("code", "data", "boot")], map(int, total.split()))
        )
    return {key: (nr, nr) for key, nr in found.items()}


def need_gcc():
    """Skip the case if the version of gcc is not that of the documents."""
    for compiler in ("riscv64-linux-gnu-gcc", "aarch64-linux-gnu-gcc"):
        version = tool(compiler, "-dumpversion").split(".")[0].strip()
        if version != GCC:
            raise Skip(
                "the documents have the figures of gcc %s, and %s is %s" % (GCC, compiler, version)
            )


def run(_, rows, measured):
    need_gcc()
    wanted = [(row, cell) for row in rows for cell in cells(row)]
    figures = {
        how: measured(*how)
        for how in sorted({(cell.target, cell.engine) for _, cell in wanted}, key=str)
    }
    problems = [
        problem
        for row, cell in wanted
        for problem in [compare(row, cell, figures[cell.target, cell.engine])]
        if problem
    ]
    if problems:
        raise Failure(
            "%d of %d figures are not those of this code: %s"
            % (len(problems), len(wanted), "; ".join(problems))
        )
    return "%d rows, %d cells" % (len(rows), len(wanted))


def cases():
    yield Case("figures-rows", rows)
    yield Case(
        "figures-sizes",
        run,
        SIZES,
        sizes,
        needs=[t + "-" + out for t, _ in BOTH for out in ("default", "small")],
    )


def long_cases():
    yield Case("figures-run", run, ROWS, measured, cpus=1, long=True)
