# SPDX-License-Identifier: BSD-2-Clause
"""Find the caches and pools of the object allocators SLOB, SLUB and SLAB (mm/objects)."""
import gdb

from .base import Command, at, entries, enum_names, layout, symbol, text
from .percpu import offset

# Constants of mm/objects/slob/slob_page_slabs.h.
PAGE_SLAB_TAG, PAGE_SLAB_CACHES, PAGE_SLAB_CPU_SHIFT, PAGE_SLAB_LIST_SHIFT = 4, 8, 4, 16
SLOT_STEP = 32


def engine():
    names = [field.name for field in gdb.lookup_type("struct kmem_cache").fields()]
    return "SLOB" if "sheaf" not in names else "SLAB" if "off_slab" in names else "SLUB"


def caches():
    """Return the addresses of all struct kmem_cache."""
    layout()
    return list(entries(symbol("slab_caches")[0], "struct kmem_cache", "list"))


def is_page_slab(private):
    return private & PAGE_SLAB_TAG and not private & 1


def slob_pool(private):
    """Return the pool that owns a page of SLOB, from the page's private word.  The firmware's
    functions for this are page_slab_pool() and pool_of_page()."""
    if is_page_slab(private):
        cpu = (private & (1 << PAGE_SLAB_LIST_SHIFT) - 1) >> PAGE_SLAB_CPU_SHIFT
        pools = at(symbol("slob_pools")[0] + offset(cpu), symbol("slob_pools")[1])
        return pools["page_slabs"][1 if private & PAGE_SLAB_CACHES else 0]["pool"]
    return at(private, "struct slob_pool")


def slab_owner(private, flags):
    """Return (name of the cache or pool, size of an object or None) for a page of objects."""
    if engine() == "SLUB":
        cache = at(private, "struct kmem_cache")
    elif engine() == "SLAB":
        cache = at(int(at(private, "struct slab")["cache"]), "struct kmem_cache")
    else:
        name = text(slob_pool(private)["name"])
        return name, flags * SLOT_STEP if is_page_slab(private) else None
    return text(cache["name"]), int(cache["size"])


def owner(page_type, flags, private):
    """Return a description of the objects in an allocated block, or None for a block without
    objects.  page_type, flags and private are members of the first page's struct page."""
    name = enum_names("enum page_type").get(page_type)
    if name == "PGTY_slab":
        found, size = slab_owner(private, flags)
        return "%s %s%s" % (
            "pool" if engine() == "SLOB" else "cache",
            found,
            ", objects of %d bytes" % size if size else "",
        )
    if name == "PGTY_large_kmalloc":
        return (
            "one object of kmalloc(), %d bytes" % (private >> 1)
            if private & 1
            else "one object of a cache"
        )
    return None


class Slabs(Command):
    """List the caches, and SLOB's pools, with their pages.  The first line names the object
    allocator.
q-slabs"""

    name = "q-slabs"

    def run(self, words):
        if words:
            self.usage()
        from .pages import PageMap

        slab = {name: value for value, name in enum_names("enum page_type").items()}["PGTY_slab"]
        known, counted = {}, {}
        for _, page_type, order, flags, private in PageMap().heads():
            if page_type == slab:
                key = private, flags if engine() == "SLOB" else 0
                if key not in known:
                    known[key] = slab_owner(private, flags)
                blocks, pages = counted.get(known[key], (0, 0))
                counted[known[key]] = blocks + 1, pages + (1 << order)
        print("%s, %d pages" % (engine(), sum(pages for _, pages in counted.values())))
        print("%-24s %8s %8s %8s %8s" % ("cache", "objsize", "size", "slabs", "pages"))
        for address in caches():
            cache = at(address, "struct kmem_cache")
            key = text(cache["name"]), int(cache["size"])
            blocks, pages = counted.pop(key, (0, 0)) if engine() != "SLOB" else ("-", "-")
            print(
                "%-24s %8d %8d %8s %8s" % (key[0], int(cache["object_size"]), key[1], blocks, pages)
            )
        if engine() == "SLOB":
            print("%-24s %8s %8s %8s %8s" % ("pool", "", "size", "slabs", "pages"))
            for (name, size), (blocks, pages) in sorted(
                counted.items(), key=lambda row: (row[0][0], row[0][1] or 0)
            ):
                print("%-24s %8s %8s %8d %8d" % (name, "", size or "-", blocks, pages))


def register():
    Slabs()
