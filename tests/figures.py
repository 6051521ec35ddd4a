# SPDX-License-Identifier: BSD-2-Clause
"""The figures of the documents are those that "make bench" prints: make check-long ONLY=figures-run.

A row of a table has a cell for each target, or in README one with both.  A cell is written here as what stands in
it, with "{op,param}" for an operation's average and "{op,param!}" for its worst call.
"""
import os
import re
from collections import namedtuple

import bench
from harness import Case, Failure, TOP

TARGETS = ("riscv", "arm64")
PERFORMANCE, SLOB, README = "Documentation/performance.md", "Documentation/slob.md", "README.md"
Row = namedtuple("Row", "document title cell engine", defaults=(None,))


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


MIX = pair("kmalloc_firmware", "kfree_firmware", "", worst=True)
ROWS = (
    Row(README, "page, alloc + free", pair("alloc_page", "free_page", "constant")),
    Row(README, "256 pages, then freed in any order",
        pair("alloc_pages_batch256", "free_pages_batch256", "order0/random")),
    Row(README, "order 9, alloc + free", pair("alloc_pages", "free_pages", "order9")),
    Row(README, "`kmalloc` + `kfree`, 64 B (SLOB, every bad free refused)", objects(64)),
    Row(README, "1,000 of them, then freed at random", pair("kmalloc_batch1000", "kfree_batch1000", "64/random")),
    Row(README, "`kzalloc` + `kfree`, 64 B (SLOB)", pair("kzalloc", "kfree_z", 64)),
    Row(README, "a pair with SLUB", objects(64), "slub"),
    Row(README, "`kmem_cache_alloc` + `_free`, 64 B (SLUB)", caches(64), "slub"),
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
    Row(PERFORMANCE, "20,480 bytes: `alloc_pages_exact`, `free_pages_exact`",
        pair("alloc_pages_exact", "free_pages_exact", 20480)),
    Row(PERFORMANCE, "`kmalloc` 64 B, again and again", "{kmalloc,64}"),
    Row(PERFORMANCE, "`kfree` 64 B", "{kfree,64}"),
    Row(PERFORMANCE, "`kmem_cache_alloc`, `_free`, 64 B", caches(64)),
    Row(PERFORMANCE, "batch of 1,000, mixed sizes, alloc (worst)",
        "{kmalloc_batch1000,mixed/random} ({kmalloc_batch1000,mixed/random!})"),
    Row(PERFORMANCE, "the same, free (worst)", "{kfree_batch1000,mixed/random} ({kfree_batch1000,mixed/random!})"),
    Row(PERFORMANCE, "`kmalloc` + `kfree` 4 KiB", objects(4096)),
    Row(PERFORMANCE, "firmware mix, alloc and free (worst)", MIX),
    Row(PERFORMANCE, "`dma_map_single`, `_unmap`, 1,500 B, coherent",
        pair("dma_map_single", "dma_unmap_single", "1500/to/coherent")),
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
    Row(SLOB, "firmware mix", "{kmalloc_firmware,} ({kmalloc_firmware,!}) + {kfree_firmware,} ({kfree_firmware,!})"),
)


def numbers(text):
    return [int(n.replace(",", "")) for n in re.findall(r"\d[\d,]*", text)]


def cells(row):
    """What the document has of a row: a cell for each target."""
    with open(os.path.join(TOP, row.document)) as f:
        found = [line for line in f if line.startswith("| %s |" % row.title)]
    if len(found) != 1:
        raise Failure("%s: %d rows begin with | %s |" % (row.document, len(found), row.title))
    texts = [text.strip() for text in found[0].split("|")[2:]]
    return texts[0].split(" / ") if row.document == README else texts[:len(TARGETS)]


def rows(_):
    """Each row is there, and has as many figures as are compared."""
    for row in ROWS:
        wanted = row.cell.count("{")
        for text in cells(row):
            if len(numbers(text)) != wanted:
                raise Failure("%s: | %s |: %d figures expected: %s" % (row.document, row.title, wanted, text))
    return "%d rows" % len(ROWS)


def near(written, measured):
    """The same code differs by what the compiler makes of the code around it."""
    return abs(written - measured) <= max(2, measured * 0.02)


def compare(row, text, figures):
    """What is wrong with a target's cell; None."""
    fields = re.findall(r"\{([^}!]+)(!?)\}", row.cell)
    absent = [key for key, _ in fields if key not in figures]
    if absent:
        return "%s: make bench does not print %s" % (row.title, ", ".join(absent))
    measured = [figures[key][bool(worst)] for key, worst in fields]
    if len(numbers(text)) == len(measured) and all(map(near, numbers(text), measured)):
        return None
    return "%s: | %s | %s: measured %s" % (row.document, row.title, text, measured)


def measured(target, engine):
    lines = bench.measure(target, "*", engine=engine)
    return {line.rsplit(",", 2)[0]: tuple(map(int, line.rsplit(",", 2)[1:])) for line in lines}


def run(_):
    problems = []
    for engine in sorted({row.engine for row in ROWS}, key=str):
        for i, target in enumerate(TARGETS):
            figures = measured(target, engine)
            problems += filter(None, (compare(row, cells(row)[i], figures) for row in ROWS if row.engine == engine))
    if problems:
        raise Failure("%d of the figures are not those of this code: %s" % (len(problems), "; ".join(problems)))
    return "%d rows on %d targets" % (len(ROWS), len(TARGETS))


def cases():
    yield Case("figures-rows", rows)


def long_cases():
    yield Case("figures-run", run, cpus=2, long=True)
