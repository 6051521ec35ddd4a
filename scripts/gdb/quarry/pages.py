# SPDX-License-Identifier: BSD-2-Clause
"""Print the struct page of one page, or list those of all pages."""
import gdb

from . import objects
from .base import (
    Command,
    MASK,
    at,
    enum_names,
    function_at,
    has,
    layout,
    number,
    option,
    read,
    text,
    variable,
)
from .tables import Tables

FLAGS = {
    0x80: "compound",
    0x40: "locked",
    0x20: "isolated",
    0x10: "pfmemalloc",
}  # PG_* of an allocated block
MIGRATE_BITS = 3  # mask of the migrate type in the page types PGTY_cached and PGTY_allocated
ALLOCATED = 24  # PGTY_allocated; pages with this type or a higher one are allocated


def kind_of(page_type):
    """Return the name of a page type and its migrate type, which is None for a type without one."""
    names = enum_names("enum page_type")
    if page_type in names:
        found, migrate = (
            names[page_type],
            0 if names[page_type] in ("PGTY_cached", "PGTY_allocated") else None,
        )
    else:
        found, migrate = (
            names.get(page_type & ~MIGRATE_BITS, "unknown type %d" % page_type),
            page_type & MIGRATE_BITS,
        )
    kind = found.replace("PGTY_", "")
    if migrate is not None:
        kind += (
            ", " + enum_names("enum migratetype").get(migrate, "?").replace("MIGRATE_", "").lower()
        )
    return kind


class PageMap:
    """The array of struct page (mm/pages/pages.h)."""

    def __init__(self):
        lay, page_map = layout(), variable("page_map")
        self.base, self.blocks = int(page_map["base"]), int(page_map["nr_pageblocks"])
        if not self.blocks:
            raise gdb.GdbError(
                "there is no page allocator so far: the machine has not booted far enough"
            )
        self.ready = read(int(page_map["block"]), self.blocks)
        self.block_order = min(9, int(option("MAX_PAGE_ORDER", "10")))
        self.zones = page_map["zones"]
        self.page_size = page_map["base"].dereference().type.sizeof
        self.vmemmap, self.linear = int(lay["vmemmap_start"]), int(lay["linear_start"])
        self.linear_limit, self.linear_offset = int(lay["linear_limit"]), int(lay["linear_offset"])
        self.vmemmap_end, self.shift = int(lay["vmemmap_end"]), int(
            variable("kernel_pgtable")["page_shift"]
        )

    def is_ready(self, index):
        """Return true if the struct page with this index in the array can be read."""
        block = index >> self.block_order
        return 0 <= block < self.blocks and self.ready[block] != 0

    def index(self, page):
        return (page - self.base) // self.page_size

    def page(self, index):
        return at(self.base + index * self.page_size, "struct page")

    def linear_address(self, page):
        return self.linear + ((page - self.vmemmap) // self.page_size << self.shift) & MASK

    def pfn(self, page):
        return (self.linear_address(page) - self.linear_offset & MASK) >> self.shift

    def of_pfn(self, pfn):
        return (
            self.vmemmap
            + (((pfn << self.shift) + self.linear_offset & MASK) - self.linear >> self.shift)
            * self.page_size
        )

    def find(self, value):
        """Return the address of a struct page.  The value is a page frame number, a mapped address
        in the page, or an address in the struct page."""
        if self.vmemmap <= value < self.vmemmap_end:
            return value - (value - self.vmemmap) % self.page_size
        if value < 1 << 36:
            page = self.of_pfn(value)
            if self.is_ready(self.index(page)):
                return page
        if self.linear <= value < self.linear_limit:
            return self.vmemmap + (value - self.linear >> self.shift) * self.page_size
        pa = Tables().translate(value)
        if pa is None:
            raise gdb.GdbError(
                "0x%x is neither a page frame number of RAM nor an address that is mapped" % value
            )
        return self.of_pfn(pa >> self.shift)

    def head(self, index):
        """Return the index of the first page of the block that contains a page, or None."""
        for order in range(int(option("MAX_PAGE_ORDER", "10")) + 1):
            first = index & -1 << order
            page = self.page(first) if self.is_ready(first) else None
            if page is not None and int(page["type"]):
                return first if index - first < 1 << min(int(page["order"]), 63) else None
        return None

    def heads(self):
        """Yield (index, type, order, flags, private word) of the first page of each block, if it
        can be read."""
        per_block = 1 << self.block_order
        index = 0
        while index < self.blocks * per_block:
            if not self.is_ready(index):
                index = (index | per_block - 1) + 1
                continue
            last = index >> self.block_order
            while last + 1 < self.blocks and self.ready[last + 1]:
                last += 1
            end = last + 1 << self.block_order
            words = read(self.base + index * self.page_size, (end - index) * self.page_size)
            for i in range(end - index):
                word = words[self.page_size * i : self.page_size * (i + 1)]
                if word[0]:
                    yield index + i, word[0], word[1], word[3], int.from_bytes(word[8:16], "little")
            index = end


def recorded_owner(pages, head):
    """Return a text with the function, the time and the thread that allocated the block.  Returns
    None if page_owner=on did not record them."""
    if not has("mm/debug/page_debug.c:owners"):
        return None
    owners = int(variable("mm/debug/page_debug.c:owners"))
    kind = gdb.lookup_type("struct owner")
    owner = at(owners + head * kind.sizeof, kind) if owners else None
    if owner is None or not int(owner["allocated"]) or not int(owner["caller"]):
        return None
    caller = int(gdb.parse_and_eval("(unsigned long)&_text")) + int(owner["caller"])
    return "%s, %d ms after boot, thread %d" % (
        function_at(caller - 1),
        int(owner["since"]),
        int(owner["pid"]),
    )


class Page(Command):
    """Print struct page: the page's address, zone, type, order, references, flags, and its cache
or pool. A number below 2^36 is a page frame number if RAM has that frame.  Other numbers are
addresses, of a struct page or in a page.
q-page ADDRESS|PFN"""

    name = "q-page"

    def run(self, words):
        if not words:
            self.usage()
        pages = PageMap()
        page = pages.find(number(" ".join(words), "an address or a page frame number"))
        index, pfn = pages.index(page), pages.pfn(page)
        print(
            "page 0x%x  pfn 0x%x  physical 0x%x  linear 0x%x"
            % (page, pfn, pfn << pages.shift, pages.linear_address(page))
        )
        if not pages.is_ready(index):
            print("no RAM, or RAM whose struct page was not used so far")
            return
        head = pages.head(index)
        if head is None:
            print("in no block: the page map is being changed, or is damaged")
            return
        first = pages.page(head)
        if head != index:
            print(
                "page %d of the block that starts at pfn 0x%x"
                % (index - head, pfn - (index - head))
            )
        self.describe(pages, head, first)

    def describe(self, pages, head, first):
        page_type, order, flags = (int(first[name]) for name in ("type", "order", "flags"))
        zone = int(pages.zones[int(first["zone"])])
        allocated = page_type >= ALLOCATED
        kind = kind_of(page_type)
        if kind == "free":
            kind += (
                ", "
                + enum_names("enum migratetype").get(flags, "?").replace("MIGRATE_", "").lower()
            )
        print(
            "zone %s  order %d  type %s"
            % (text(at(zone, "struct zone")["name"]) if zone else "?", order, kind)
        )
        if allocated:
            names = [
                name
                for bit, name in FLAGS.items()
                if flags & bit and not kind.startswith(("slab", "movable"))
            ]
            print(
                "references %d  flags %s"
                % (int(first["_refcount"]["counter"]), " ".join(names) or "none")
            )
        owner = objects.owner(page_type, flags, int(first["private"])) if allocated else None
        if owner:
            print("owner: " + owner)
        recorded = recorded_owner(pages, head)
        if recorded:
            print("allocated by " + recorded)


def register():
    Page()
