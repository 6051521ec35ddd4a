# SPDX-License-Identifier: BSD-2-Clause
"""List areas of the vmalloc window, like the command "vmallocinfo" of the prompt."""
from .base import (
    Command,
    at,
    function_at,
    layout,
    lookup_type,
    member_offset,
    symbol,
    text,
    variable,
)

IOREMAP, ALLOC, MAP, STACK, PERCPU, DEMAND = 0x1, 0x2, 0x4, 0x1000, 0x2000, 0x8000  # VM_*


def in_order(node, depth=0):
    """Yield the nodes of a red-black tree in order."""
    if node and depth < 100:
        links = at(node, "struct rb_node")
        yield from in_order(int(links["rb_left"]), depth + 1)
        yield node
        yield from in_order(int(links["rb_right"]), depth + 1)


def areas():
    """Yield each struct vm_struct in use, by address."""
    layout()
    lookup_type("struct vm_struct")
    address, kind = symbol("mm/virtual/vm_area.c:area_tree")
    for node in in_order(int(at(address, kind)["rb_node"])):
        area = at(node - member_offset("struct vm_struct", "node"), "struct vm_struct")
        if int(area["flags"]):
            yield area


class Vmalloc(Command):
    """List the areas of the vmalloc window, as the command vmallocinfo of the prompt does.
q-vmalloc"""

    name = "q-vmalloc"

    def run(self, words):
        if words:
            self.usage()
        page = 1 << int(variable("kernel_pgtable")["page_shift"])
        for area in areas():
            start, end, flags = int(area["start"]), int(area["end"]), int(area["flags"])
            line = "0x%016x-0x%016x %8d %s" % (
                start,
                end,
                end - start,
                function_at(int(area["caller"])),
            )
            if flags & IOREMAP:
                line += " phys=0x%x ioremap" % int(area["phys_addr"])
            if flags & ALLOC:
                line += " pages=%d vmalloc" % ((end - start) // page - 1)
            if flags & MAP:
                line += " pages=%d vmap" % ((end - start) // page - 1)
            if flags & PERCPU:
                line += " percpu"
            if flags & DEMAND:
                line += " demand-paged " + text(area["name"])
            if flags & STACK:
                line += " stack of " + text(area["name"])
            print(line)


def register():
    Vmalloc()
