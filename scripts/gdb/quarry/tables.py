# SPDX-License-Identifier: BSD-2-Clause
"""Walk page tables, like mm/virtual/pgtable.c."""
import gdb

from .base import Command, MASK, arch, has, layout, number, read_u64, variable

# Names of the values of enum pgprot_type, in their order, as the command ptdump prints them.
TYPES = ("normal", "nc", "device", "device-np", "wt")
HOST_RAM_BASE = 0x80000000


class Entry:
    """Hold one page-table entry.  Its bits are decoded as the port's <asm/pgtable.h> does."""

    def __init__(self, tables, bits, level):
        self.tables, self.bits, self.level = tables, bits, level
        self.valid = bool(bits & 1)
        getattr(self, tables.format)(bits)

    def flags(self, **positions):
        return [name for name, position in positions.items() if self.bits >> position & 1]

    def set_access(self, read, write, execute):
        self.access = "".join(
            name if allowed else "-"
            for name, allowed in (("r", read), ("w", write), ("x", execute))
        )

    def riscv(self, bits):
        """Decode an entry of Sv39 to Sv57, with Svnapot.  The memory type is in the format of
        Svpbmt or T-Head."""
        self.leaf = bool(bits & 0xE)
        self.cont = (
            self.leaf and not self.level and bool(bits >> 63) and bool(self.tables.cont_bits)
        )
        self.pa = (bits & 0x003FFFFFFFFFFC00) << 2 & (-1 << 16 if self.cont else -1)
        self.set_access(bits & 2, bits & 4, bits & 8)
        self.marks = self.flags(U=4, G=5, A=6, D=7)
        kind = bits & 0xF800000000000000 & ~(1 << 63 if self.cont else 0)
        self.type = (
            TYPES[self.tables.types.index(kind)] if kind in self.tables.types else "unknown type"
        )

    def arm64(self, bits):
        """Decode an entry of VMSAv8-64, stage 1.  Level 0 is the architecture's level 3."""
        shift = self.tables.shift
        self.leaf = not self.level or not bits & 2
        self.cont = self.leaf and not self.level and bool(bits >> 52 & 1)
        self.pa = bits & (1 << (50 if self.tables.lpa2 else 48)) - 1 & -1 << shift
        if shift == 16:
            self.pa |= (bits & 0xF000) << 36
        elif self.tables.lpa2:
            self.pa |= (bits & 0x300) << 42
        self.set_access(True, not bits >> 7 & 1, not bits >> 53 & 1)
        self.marks = self.flags(AF=10, nG=11, UXN=54)
        index = bits >> 2 & 7
        self.type = TYPES[index] if index < len(TYPES) else "unknown type"

    def host(self, bits):
        """Decode an entry of the host port's <asm/pte.h>."""
        self.leaf = bool(bits & 2)
        self.cont = self.leaf and not self.level and bool(bits >> 8 & 1)
        self.pa = bits & (1 << 52) - 1 & -1 << self.tables.shift
        self.set_access(bits & 4, bits & 8, bits & 16)
        self.marks = []
        index = bits >> 5 & 7
        self.type = TYPES[index] if index < len(TYPES) else "unknown type"

    @property
    def size(self):
        """Return the number of bytes that the entry maps.  For an entry of a contiguous group,
        return the size of the group."""
        return self.tables.size(self.level) << (self.tables.cont_bits if self.cont else 0)

    def describe(self):
        if not self.bits:
            return "empty"
        if not self.valid:
            return "not valid, has 0x%x" % self.pa
        if not self.leaf:
            return "table at 0x%x" % self.pa
        unit = next(i for i in (3, 2, 1) if self.size >> 10 * i)
        return " ".join(
            [
                "0x%x" % self.pa,
                "%d%s" % (self.size >> 10 * unit, " KMG"[unit]),
                self.access,
                self.type,
                *self.marks,
                *(["contiguous"] if self.cont else []),
            ]
        )


class Tables:
    """Hold the kernel's struct pgtable and the parameters of the format of its entries."""

    def __init__(self):
        layout()
        table = variable("kernel_pgtable")
        self.levels, self.index_bits, self.shift, self.cont_bits = (
            int(table[name]) for name in ("levels", "index_bits", "page_shift", "cont_bits")
        )
        self.offset, self.root = int(table["offset"]), int(table["root"])
        self.types, self.format = [], arch()
        if has("riscv_memory_types"):
            types = variable("riscv_memory_types")
            self.types, self.format = [int(types[i]) for i in range(len(TYPES))], "riscv"
        self.lpa2 = self.shift < 16 and has("arm64_pte_sh") and not int(variable("arm64_pte_sh"))
        # On the host port, read tables through the process's own mapping of RAM, which is complete.
        # The firmware's mapping may lack a page that contains a table.
        self.ram = (
            int(variable("arch/host/libc_mmu.c:ram")) - HOST_RAM_BASE if arch() == "host" else None
        )

    def size(self, level):
        return 1 << self.shift + level * self.index_bits

    def walk(self, va):
        """Yield (entry, its index in the table) from the root to a leaf or an invalid entry."""
        # AArch64's kernel tables translate only the upper half of the addresses.  In the other
        # formats, all bits above the translated part of an address are equal to its highest bit.
        covered = self.shift + self.levels * self.index_bits - (self.format != "arm64")
        if va >> covered != MASK >> covered and (va >> covered or self.format == "arm64"):
            raise gdb.GdbError("0x%x is no address of the kernel: its tables do not cover it" % va)
        table = self.root - self.offset & MASK
        for level in range(self.levels - 1, -1, -1):
            index = va // self.size(level) % (1 << self.index_bits)
            seen_at = table + 8 * index + (self.offset if self.ram is None else self.ram)
            entry = Entry(self, read_u64(seen_at & MASK), level)
            yield entry, index
            if not entry.valid or entry.leaf:
                return
            table = entry.pa

    def translate(self, va):
        """Return the physical address to which a virtual address is mapped, or None."""
        *_, (entry, _) = self.walk(va)
        if not entry.valid or not entry.leaf:
            return None
        # With Svnapot, each entry of a group contains the address of the group.  In the other
        # formats, each entry of a group contains the address of its own page.
        return entry.pa + va % (entry.size if self.format == "riscv" else self.size(entry.level))


class Walk(Command):
    """Print the page-table entries that translate an address, one per level, with their attributes.
q-ptwalk ADDRESS"""

    name = "q-ptwalk"

    def run(self, words):
        if not words:
            self.usage()
        va, tables = number(" ".join(words), "an address"), Tables()
        for entry, index in tables.walk(va):
            print(
                "level %d  index %4d  entry 0x%016x: %s"
                % (entry.level, index, entry.bits, entry.describe())
            )
        pa = tables.translate(va)
        print(
            "0x%x is %s" % (va, "not mapped" if pa is None else "at the physical address 0x%x" % pa)
        )


def register():
    Walk()
