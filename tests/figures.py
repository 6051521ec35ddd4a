# SPDX-License-Identifier: BSD-2-Clause
"""The figures of the documents are those that "make bench" prints, all of it: make check-long ONLY=figures-run.

A row of a table has a cell for each column, in README one with those of both targets.  A cell is written here as what
stands in it, with a field for each figure: "{op,param}" for an operation's average, "{op,param!}" for its worst call,
a "%" at its end for permille as a percentage.  Of parameters with a "*", "{<op,param*}" is the least average and
"{>op,param*}" the largest.
"""
import fnmatch
import os
import re
from collections import namedtuple

import bench
from harness import Case, Failure, TOP

PERFORMANCE, SLOB, SLUB = ("Documentation/%s.md" % name for name in ("performance", "slob", "slub"))
README = "README.md"
# (target, engine) of each column from the first one on; None: not compared.
BOTH = (("riscv", None), ("arm64", None))
WITH_SLUB = (("riscv", "slub"), ("arm64", "slub"))
FOUR = (*WITH_SLUB, ("riscv", "slab"), ("arm64", "slab"))
MEMORY = (("riscv", "slub"), ("riscv", "slab"))
ENGINES = (None, ("riscv", None), ("riscv", "slub"), ("riscv", "slab"))
# below: lines below that with the title.
Row = namedtuple("Row", "document title cell columns below", defaults=(BOTH, 0))


def pair(alloc, free, size, worst=False):
    cell = "{%s,%s} + {%s,%s}" % (alloc, size, free, size)
    return cell + " ({%s,%s!}, {%s,%s!})" % (alloc, size, free, size) if worst else cell


def objects(size, **how):
    return pair("kmalloc", "kfree", size, **how)


def batch(size, alloc="kmalloc", free="kfree"):
    return "{%s,%s} ({%s,%s!}) + {%s,%s} ({%s,%s!})" % (
        *(alloc + "_batch1000", size + "/random") * 2, *(free + "_batch1000", size + "/random") * 2)


def caches(size):
    return pair("kmem_cache_alloc", "kmem_cache_free", size)


def any_order(block):
    fields = ["%s_pages_batch%s/*" % (what, block) for what in ("alloc", "free")]
    return "%s ({%s!}, {%s!})" % (" + ".join("{<%s} to {>%s}" % (field, field) for field in fields), *fields)


def coherent(what):
    return pair("dma_alloc_coherent", "dma_free_coherent", what)


def singles(what):
    return pair("dma_map_single", "dma_unmap_single", what)


def trace(name):
    """Two rows: the second one has no title."""
    yield Row(PERFORMANCE, name, "{trace_alloc,%s} ({trace_alloc,%s!}), {trace_free,%s} ({trace_free,%s!})" % (4 * (name,)),
              ENGINES)
    yield Row(PERFORMANCE, name, "{trace_beyond_live_permille,%s%%}" % name, ENGINES, 1)


MIX = pair("kmalloc_firmware", "kfree_firmware", "", worst=True)
BEYOND = "{firmware_beyond_live_permille,mean of 8 runs%}"
ROWS = (
    Row(README, "page, alloc + free", pair("alloc_page", "free_page", "constant")),
    Row(README, "256 pages, then freed in any order",
        pair("alloc_pages_batch256", "free_pages_batch256", "order0/random")),
    Row(README, "order 9, alloc + free", pair("alloc_pages", "free_pages", "order9")),
    Row(README, "`kmalloc` + `kfree`, 64 B (SLOB, every bad free refused)", objects(64)),
    Row(README, "1,000 of them, then freed at random", pair("kmalloc_batch1000", "kfree_batch1000", "64/random")),
    Row(README, "`kzalloc` + `kfree`, 64 B (SLOB)", pair("kzalloc", "kfree_z", 64)),
    Row(README, "a pair with SLUB", objects(64), WITH_SLUB),
    Row(README, "`kmem_cache_alloc` + `_free`, 64 B (SLUB)", caches(64), WITH_SLUB),
    Row(README, "`alloc_percpu` + `free_percpu`, 8 B", pair("alloc_percpu", "free_percpu", 8)),
    Row(PERFORMANCE, "`alloc_page`, `__free_page`, constant flags", pair("alloc_page", "free_page", "constant")),
    Row(PERFORMANCE, "`alloc_pages`, `__free_pages`, order 0 to 9 at run time",
        pair("alloc_pages", "free_pages", "order3")),
    Row(PERFORMANCE, "order 10", pair("alloc_pages", "free_pages", "order10")),
    Row(PERFORMANCE, "order 0, 256 slots at random", pair("mixed_alloc_pages", "mixed_free_pages", "order0")),
    Row(PERFORMANCE, "orders 0-9 at random (worst)",
        pair("mixed_alloc_pages", "mixed_free_pages", "orders0-9", worst=True)),
    Row(PERFORMANCE, "256 pages, then freed, in any order (worst)",
        pair("alloc_pages_batch256", "free_pages_batch256", "order0/random")),
    Row(PERFORMANCE, "1,024 pages, then freed, in any order (worst)", any_order("1024,order0")),
    Row(PERFORMANCE, "256 blocks of order 3, then freed (worst)", any_order("256,order3")),
    Row(PERFORMANCE, "16 pages in bulk: `alloc_pages_bulk`, `release_pages`",
        pair("alloc_pages_bulk16", "release_pages16", "order0")),
    Row(PERFORMANCE, "zeroed page (constant flags, or `get_zeroed_page`)", "{alloc_page,constant_zero}"),
    Row(PERFORMANCE, "metadata per page", "{page_metadata,bytes_per_page}"),
    Row(PERFORMANCE, "20,480 bytes: `alloc_pages_exact`, `free_pages_exact`",
        pair("alloc_pages_exact", "free_pages_exact", 20480)),
    Row(PERFORMANCE, "`kmalloc` 64 B, again and again", "{kmalloc,64}"),
    Row(PERFORMANCE, "`kfree` 64 B", "{kfree,64}"),
    Row(PERFORMANCE, "`kzalloc` 64 B; 1,024 B", "{kzalloc,64}; {kzalloc,1024}"),
    Row(PERFORMANCE, "`kmem_cache_alloc`, `_free`, 64 B", caches(64)),
    Row(PERFORMANCE, "batch of 1,000, mixed sizes, alloc (worst)",
        "{kmalloc_batch1000,mixed/random} ({kmalloc_batch1000,mixed/random!})"),
    Row(PERFORMANCE, "the same, free (worst)", "{kfree_batch1000,mixed/random} ({kfree_batch1000,mixed/random!})"),
    Row(PERFORMANCE, "batch of 1,000 of 64 B, freed at random",
        pair("kmalloc_batch1000", "kfree_batch1000", "64/random")),
    Row(PERFORMANCE, "`kmalloc` + `kfree` 4 KiB", objects(4096)),
    Row(PERFORMANCE, "firmware mix, alloc and free (worst)", MIX),
    Row(PERFORMANCE, "beyond the peak of live bytes, firmware mix", BEYOND),
    Row(PERFORMANCE, "24 B objects in 64 KiB; in 1 MiB", "{objects_in,24/65536}; {objects_in,24/1048576}"),
    *(row for name in ("packets", "probe", "service") for row in trace(name)),
    Row(PERFORMANCE, "`alloc_percpu` 8 B, `free_percpu`, again and again", pair("alloc_percpu", "free_percpu", 8)),
    Row(PERFORMANCE, "64 of them, then freed, the oldest first (worst)",
        pair("alloc_percpu_batch64", "free_percpu_batch64", "8/fifo", worst=True)),
    Row(PERFORMANCE, "`this_cpu_inc`, 8 bytes; 1 byte", "{this_cpu_inc,8}; {this_cpu_inc,1}"),
    Row(PERFORMANCE, "`__this_cpu_inc`, 8 bytes", "{__this_cpu_inc,8}"),
    Row(PERFORMANCE, "`this_cpu_cmpxchg`, 8 bytes", "{this_cpu_cmpxchg,8}"),
    Row(PERFORMANCE, "`mempool_alloc`, `mempool_free` of 128 B by `kmalloc()`, SLUB engine",
        pair("mempool_alloc", "mempool_free", "kmalloc128"), WITH_SLUB),
    Row(PERFORMANCE, "`vmalloc` + `vfree`, 1 page", pair("vmalloc", "vfree", "1pages")),
    Row(PERFORMANCE, "4 pages", pair("vmalloc", "vfree", "4pages")),
    Row(PERFORMANCE, "256 pages, in one block", pair("vmalloc", "vfree", "256pages")),
    Row(PERFORMANCE, "1,024 pages, in one block", pair("vmalloc", "vfree", "1024pages")),
    Row(PERFORMANCE, "`vmap` + `vunmap`, 16 pages", pair("vmap", "vunmap", "16pages")),
    Row(PERFORMANCE, "`ioremap` + `iounmap`, 4 KiB", pair("ioremap", "iounmap", "4K")),
    Row(PERFORMANCE, "`kvmalloc` + `kvfree`, 64 KiB", pair("kvmalloc", "kvfree", "64K")),
    Row(PERFORMANCE, "`dma_alloc_coherent`, `_free`, 4 KiB, coherent", coherent("4096/coherent")),
    Row(PERFORMANCE, "the same, not coherent", coherent("4096/noncoherent")),
    Row(PERFORMANCE, "64 B, coherent; Linux takes a page", coherent("64/coherent")),
    Row(PERFORMANCE, "`dma_pool_alloc`, `_free`, 64 B", pair("dma_pool_alloc", "dma_pool_free", "64/coherent")),
    Row(PERFORMANCE, "1,000 of them, freed at random",
        pair("dma_pool_alloc_batch1000", "dma_pool_free_batch1000", "64/random/coherent")),
    Row(PERFORMANCE, "the same, not coherent, to the device", singles("1500/to/noncoherent")),
    Row(PERFORMANCE, "the same, from the device", singles("1500/from/noncoherent")),
    Row(PERFORMANCE, "the same 8, not coherent, to the device", pair("dma_map_sg", "dma_unmap_sg", "8x1500/to/noncoherent")),
    Row(PERFORMANCE, "`dma_map_single`, `_unmap`, 1,500 B, coherent",
        singles("1500/to/coherent")),
    Row(PERFORMANCE, "`dma_map_sg`, `_unmap`, 8 of 1,500 B, coherent",
        pair("dma_map_sg", "dma_unmap_sg", "8x1500/to/coherent")),
    Row(SLOB, "`kmalloc` + `kfree`, 64 bytes in turn", objects(64)),
    Row(SLOB, "`kmalloc` + `kfree`, 1500 bytes in turn", objects(1500)),
    Row(SLOB, "`kmalloc` + `kfree`, 4096 bytes in turn", objects(4096)),
    Row(SLOB, "`kmem_cache_alloc` + `kmem_cache_free`, 64 bytes", caches(64)),
    Row(SLOB, "1,000 of 64 bytes, then freed in random order", batch("64")),
    Row(SLOB, "1,000 of 256 bytes, then freed in random order", batch("256")),
    Row(SLOB, "1,000 of 1,024 bytes, then freed in random order", batch("1024")),
    Row(SLOB, "1,000 mixed sizes, then freed in random order", batch("mixed")),
    Row(SLOB, "the same, 256 bytes, again and again", caches(256)),
    Row(SLOB, "1,000 of a cache of 64 bytes, then freed in random order",
        batch("64", "kmem_cache_alloc", "kmem_cache_free")),
    Row(SLOB, "1,000 of a cache of 256 bytes, then freed in random order",
        batch("256", "kmem_cache_alloc", "kmem_cache_free")),
    Row(SLOB, "`kmem_cache_alloc_bulk` and `_free_bulk`, 16 objects of 64 bytes",
        pair("kmem_cache_alloc_bulk16", "kmem_cache_free_bulk16", 64)),
    Row(SLOB, "the same, 256 bytes", pair("kmem_cache_alloc_bulk16", "kmem_cache_free_bulk16", 256)),
    Row(SLUB, "`kmem_cache_alloc` + `_free`, 64 B", caches(64), FOUR),
    Row(SLUB, "`kmalloc` of constant size", "{kmalloc_const,64}", FOUR),
    Row(SLUB, "`kmalloc` of run-time size, `kfree`", objects(64), FOUR),
    Row(SLUB, "batch of 1,000, mixed sizes, random order: alloc",
        "{kmalloc_batch1000,mixed/random} ({kmalloc_batch1000,mixed/random!})", FOUR),
    Row(SLUB, "the same, free", "{kfree_batch1000,mixed/random} ({kfree_batch1000,mixed/random!})", FOUR),
    Row(SLUB, "`kmem_cache_alloc_bulk`, `_free_bulk`, 16 of 64 B",
        pair("kmem_cache_alloc_bulk16", "kmem_cache_free_bulk16", 64), FOUR),
    Row(SLUB, "firmware mix (worst)",
        "{kmalloc_firmware,} ({kmalloc_firmware,!}) + {kfree_firmware,} ({kfree_firmware,!})", FOUR),
    Row(SLUB, "beyond the peak of live bytes, firmware mix: mean (worst) of 8 runs",
        "%s (%s)" % (BEYOND, BEYOND.replace("%", "!%")), MEMORY),
    Row(SLUB, "24-byte objects in 64 KiB", "{objects_in,24/65536}", MEMORY),
    Row(SLOB, "firmware mix", "{kmalloc_firmware,} ({kmalloc_firmware,!}) + {kfree_firmware,} ({kfree_firmware,!})"),
)


def numbers(text):
    return [float(n.replace(",", "")) for n in re.findall(r"\d[\d,]*(?:\.\d+)?", text)]


def cells(row):
    """What the document has of a row: [(target, engine, text)]."""
    with open(os.path.join(TOP, row.document)) as f:
        lines = f.read().splitlines()
    found = [i for i, line in enumerate(lines) if re.match(r"\| %s(:.*)? \|" % re.escape(row.title), line)]
    if len(found) != 1:
        raise Failure("%s: %d rows begin with | %s |" % (row.document, len(found), row.title))
    texts = [text.strip() for text in lines[found[0] + row.below].split("|")[2:-1]]
    if row.document == README:
        texts = texts[0].split(" / ")
    return [(*column, text) for column, text in zip(row.columns, texts) if column]


def rows(_):
    """Each row is there, and has as many figures as are compared."""
    for row in ROWS:
        wanted = row.cell.count("{")
        for _, _, text in cells(row):
            if len(numbers(text)) != wanted:
                raise Failure("%s: | %s |: %d figures expected: %s" % (row.document, row.title, wanted, text))
    return "%d rows" % len(ROWS)


def near(written, measured, field):
    """The same code differs by what the compiler makes of the code around it; a percentage may be rounded."""
    return abs(written - measured) <= (0.5 if "%" in field else max(2, measured * 0.02))


def value(field, figures):
    """What bench printed for a field; None: nothing."""
    choose, key, kind = re.fullmatch(r"([<>]?)([^!%]+)([!%]*)", field).groups()
    found = [figures[name] for name in figures if fnmatch.fnmatchcase(name, key)]
    if not found:
        return None
    choice = (min if choose == "<" else max)(worst if "!" in kind else average for average, worst in found)
    return choice / 10 if "%" in kind else choice


def compare(row, text, figures):
    """What is wrong with a cell; None."""
    fields = re.findall(r"\{([^}]+)\}", row.cell)
    measured = [value(field, figures) for field in fields]
    if None in measured:
        return "%s: make bench does not print %s" % (row.title, fields[measured.index(None)])
    if len(numbers(text)) == len(measured) and all(map(near, numbers(text), measured, fields)):
        return None
    return "%s: | %s | %s: measured %s" % (row.document, row.title, text, ", ".join("%g" % n for n in measured))


def measured(target, engine):
    lines = bench.objects(target, engine, "*") if engine else bench.measure(target, "*")
    return {line.rsplit(",", 2)[0]: tuple(map(int, line.rsplit(",", 2)[1:])) for line in lines}


def run(_):
    wanted = [(row, *cell) for row in ROWS for cell in cells(row)]
    figures = {how: measured(*how) for how in sorted({cell[1:3] for cell in wanted}, key=str)}
    problems = [problem for row, target, engine, text in wanted
                for problem in [compare(row, text, figures[target, engine])] if problem]
    if problems:
        raise Failure("%d of %d figures are not those of this code: %s" % (len(problems), len(wanted), "; ".join(problems)))
    return "%d rows, %d cells" % (len(ROWS), len(wanted))


def cases():
    yield Case("figures-rows", rows)


def long_cases():
    yield Case("figures-run", run, cpus=2, long=True)
