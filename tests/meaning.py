# SPDX-License-Identifier: BSD-2-Clause
"""Check that Quarry computes the same meaning of device trees as an independent computation in
Python.

The rules are those of the Devicetree Specification (0.4).  For dma-ranges, dma-coherent,
interconnects and the status of memory, the specification has no rules.  There, the rules are
Linux's: drivers/of/address.c, fdt.c, irq.c, of_reserved_mem.c.  Quarry's results are the output of
the command "of_meaning" (tests/of/meaning.c).  The host port with the address sanitizer prints them
for all trees in one run.
"""
import glob
import os
import re
import struct
import zlib

import dtb
import images
from harness import Case, Failure, OUT, TOP, log_path, run

KINDS = ("ram", "reg", "dma", "limit", "coherent", "irq")
PAGE = 4096
ALL = (1 << 64) - 1
PROGRAM = os.path.join(OUT, "host-asan", "quarry.elf")
HOPS = 64
# Controllers whose interrupt-map only their own driver uses: of_irq_imap_abusers in Linux's
# drivers/of/irq.c.
OWN_MAPS = {
    "CBEA,platform-spider-pic",
    "sti,platform-spider-pic",
    "realtek,rtl-intc",
    "fsl,ls1021a-extirq",
    "fsl,ls1043a-extirq",
    "fsl,ls1088a-extirq",
    "renesas,rza1-irqc",
}


# ---- reader of flattened trees -------------------------------------------------------------------


class Node:
    __slots__ = ("name", "parent", "props", "children", "path")

    def __init__(self, name, parent):
        self.name, self.parent, self.props, self.children = name, parent, {}, []
        self.path = "/" if not parent else parent.path.rstrip("/") + "/" + name
        if parent:
            parent.children.append(self)

    def cells(self, name):
        value = self.props.get(name, b"")
        return struct.unpack(">%dI" % (len(value) // 4), value[: len(value) & ~3])

    def cell(self, name, fallback):
        found = self.cells(name)
        return found[0] if found else fallback

    def strings(self, name):
        value = self.props.get(name)
        return value[:-1].decode("latin-1").split("\0") if value and value[-1] == 0 else []

    def string(self, name):
        return (self.strings(name) or [None])[0]

    def available(self):
        return "status" not in self.props or self.string("status") in ("ok", "okay")


class Tree:
    def __init__(self, blob):
        header = struct.unpack(">10I", blob[:40])
        self.nodes, self.reserved = [], []
        strings, names, node = header[3], {}, None
        for at in range(header[4], len(blob), 16):
            address, size = struct.unpack(">QQ", blob[at : at + 16])
            if not address and not size:
                break
            self.reserved.append((address, size))
        size = (len(blob) - header[2]) // 4
        words = struct.unpack(">%dI" % size, blob[header[2] : header[2] + 4 * size])
        base, i = header[2], 0
        while True:
            token = words[i]
            i += 1
            if token == 3:
                size, name = words[i], words[i + 1]
                if name not in names:
                    names[name] = blob[strings + name : blob.index(0, strings + name)].decode(
                        "latin-1"
                    )
                start = base + 4 * i + 8
                node.props[names[name]] = blob[start : start + size]
                i += 2 + (size + 3) // 4
            elif token == 1:
                start = base + 4 * i
                end = blob.index(0, start)
                node = Node(blob[start:end].decode("latin-1"), node)
                self.nodes.append(node)
                i += (end - start) // 4 + 1
            elif token == 2:
                node = node.parent
            elif token == 9:
                break
        self.root = self.nodes[0]
        self.handles = {}
        for node in self.nodes:
            handle = node.cell("phandle", 0) or node.cell("linux,phandle", 0)
            if handle:
                self.handles.setdefault(handle, node)

    def reference(self, node, names, name, lists, cells):
        """Return the node to which the entry @name of a list of phandles refers, or None, like
        of_parse_phandle_with_args()."""
        wanted = node.strings(names).index(name) if name in node.strings(names) else -1
        return self.entry(node, wanted, lists, cells)[0] if wanted >= 0 else None

    def entry(self, node, wanted, lists, cells):
        words, at, n = node.cells(lists), 0, 0
        while at < len(words):
            target = self.handles.get(words[at])
            if words[at] and (not target or cells not in target.props):
                return None, ()
            count = target.cell(cells, 0) if target else 0
            if at + 1 + count > len(words):
                return None, ()
            if n == wanted:
                return target, words[at + 1 : at + 1 + count]
            at += 1 + count
            n += 1
        return None, ()


def number(words):
    value = 0
    for word in words:
        value = value << 32 | word
    return value & ALL


# ---- addresses -----------------------------------------------------------------------------------


class Bus:
    """Describe a node as the bus of its children. na and ns: number of cells of an address and of a
    size. flags: true if the first of three cells of an address has flags or the address space."""

    def __init__(self, node):
        name = node.name.split("@")[0]
        self.pci = node.string("device_type") in ("pci", "pciex", "vci", "ht") or name == "pcie"
        self.na, self.ns = (
            (3, 2) if self.pci else (node.cell("#address-cells", 2), node.cell("#size-cells", 1))
        )
        self.good = 0 < self.na <= 4 and self.ns <= 4
        self.flags = self.na == 3

    def first(self, words):
        return words[0] if self.flags else 0

    def same(self, one, other):
        """Return true if the first cells of two addresses name the same address space."""
        if self.pci:
            return min(one >> 24 & 3, 2) == min(other >> 24 & 3, 2)
        return one == other

    def is_memory(self, first):
        return not self.pci or first >> 24 & 3 >= 2

    def address(self, words):
        return number(words[1:] if self.flags else words)


def windows(node, name, above):
    """Yield (first cell, start, first cell above, start above, size) for each entry of ranges or
    dma-ranges. above: the bus above the node."""
    bus, words = Bus(node), node.cells(name)
    if not bus.good or not above.good:
        return
    entry = bus.na + above.na + bus.ns
    for at in range(0, len(words) - entry + 1, entry):
        child, parent = words[at : at + bus.na], words[at + bus.na : at + bus.na + above.na]
        yield (
            bus.first(child),
            bus.address(child),
            above.first(parent),
            above.address(parent),
            number(words[at + bus.na + above.na : at + entry]),
        )


class Meaning:
    def __init__(self, blob, coherent):
        self.tree, self.default = Tree(blob), coherent
        self.lines = {kind: [] for kind in KINDS}
        self.buses = {}

    def bus(self, node):
        if node not in self.buses:
            self.buses[node] = Bus(node)
        return self.buses[node]

    def dma_parent(self, node):
        """Return the parent of a node for DMA, like __of_get_dma_parent()."""
        if "interconnect-names" in node.props:
            found = self.tree.reference(
                node, "interconnect-names", "dma-mem", "interconnects", "#interconnect-cells"
            )
            if found:
                return found
        return node.parent

    def translate(self, node, words, name, parent_of):
        """Return the CPU's address for an address on the node's bus, or None, like
        __of_translate_address()."""
        bus, up = self.bus(node.parent), parent_of(node)
        if not bus.good:
            return None
        first, value = bus.first(words), bus.address(words)
        for _ in range(HOPS):
            above = parent_of(up)
            if not above:
                return value
            if not self.bus(up).good or not self.bus(above).good:
                return None
            if name not in up.props and name == "ranges":
                return None
            if up.props.get(name):
                for f, start, f_above, start_above, size in windows(up, name, self.bus(above)):
                    if self.bus(up).same(f, first) and start <= value < start + size:
                        first, value = f_above, (value - start + start_above) & ALL
                        break
                else:
                    return None
            elif not self.bus(above).flags:
                first = 0
            up = above
        return None

    def reg(self, node):
        """Yield (address for the CPU or None, size) for each entry of reg, or of a PCI device's
        assigned-addresses."""
        bus = self.bus(node.parent)
        words = node.cells("assigned-addresses" if bus.pci else "reg")
        if not bus.good:
            return
        entry = bus.na + bus.ns
        for at in range(0, len(words) - entry + 1, entry):
            yield (
                self.translate(node, words[at : at + bus.na], "ranges", lambda n: n.parent),
                number(words[at + bus.na : at + entry]),
            )

    def resources(self, node):
        """Yield the result of of_address_to_resource() for each entry, as text.  It is " -" for an
        entry that is not memory, is empty, or ends above the highest address."""
        bus, names = self.bus(node.parent), node.strings("reg-names")
        words = node.cells("assigned-addresses" if bus.pci else "reg")
        for i, (address, size) in enumerate(self.reg(node)):
            memory = bus.is_memory(words[i * (bus.na + bus.ns)])
            if address is None or not size or not memory or address + size - 1 > ALL:
                yield " -"
            else:
                yield " %x+%x %s" % (address, size, names[i] if i < len(names) else node.name)

    def dma_windows(self, node):
        """Return [(start for the device, start for the CPU, size)] from the dma-ranges of one bus,
        like of_range_parser_one()."""
        found, bus, words = [], self.bus(node), node.cells("dma-ranges")
        above = self.bus(node.parent) if node.parent else None
        if not bus.good or not above or not above.good:
            return []
        entry = bus.na + above.na + bus.ns
        for at in range(0, len(words) - entry + 1, entry):
            first, start = bus.first(words[at : at + bus.na]), bus.address(words[at : at + bus.na])
            cpu = self.translate(
                node, words[at + bus.na : at + bus.na + above.na], "dma-ranges", self.dma_parent
            )
            size = number(words[at + bus.na + above.na : at + entry])
            if cpu is None or not bus.is_memory(first):
                continue
            if (
                found
                and found[-1][0] + found[-1][2] == start
                and found[-1][1] + found[-1][2] == cpu
            ):
                found[-1] = (*found[-1][:2], found[-1][2] + size)
            else:
                found.append((start, cpu, size))
        return found

    def dma(self, node):
        """Return the DMA windows of a device, like of_dma_get_range(), or None if the device can
        access all memory."""
        bus, behind = self.dma_parent(node), False
        while bus:
            if bus.props.get("dma-ranges"):
                return self.dma_windows(bus)
            if behind and "dma-ranges" not in bus.props:
                return None
            behind, bus = True, self.dma_parent(bus)
        return None

    def limit(self, node):
        """Return the highest CPU address that all devices below the node can access, like
        of_dma_get_max_cpu_address()."""
        lowest = ALL
        if node.props.get("dma-ranges"):
            ends = [cpu + size - 1 for _, cpu, size in self.dma_windows(node)]
            lowest = max(ends) if ends else ALL
        return min([lowest] + [self.limit(child) for child in node.children if child.available()])

    def coherent(self, node):
        """Return 1 if a device is coherent, or 0, like of_dma_is_coherent()."""
        while node:
            if "dma-coherent" in node.props:
                return 1
            if "dma-noncoherent" in node.props:
                return 0
            node = self.dma_parent(node)
        return self.default

    # ---- interrupts (specification 2.4) ----------------------------------------------------------

    def interrupt_parent(self, node):
        """Return the interrupt parent of a node, or None, like of_irq_find_parent()."""
        while node:
            handle = node.cell("interrupt-parent", 0)
            node = (
                self.tree.handles.get(handle) if "interrupt-parent" in node.props else node.parent
            )
            if node and "#interrupt-cells" in node.props:
                return node
        return None

    def irq(self, node):
        """Return (controller, specifier) of the node's first interrupt, or None, like
        of_irq_parse_one(node, 0) with of_irq_parse_raw()."""
        controller, words = self.tree.entry(node, 0, "interrupts-extended", "#interrupt-cells")
        if not controller:
            if "interrupts-extended" in node.props:
                return None
            controller = self.interrupt_parent(node)
            if not controller:
                return None
            count, words = controller.cell("#interrupt-cells", 0), node.cells("interrupts")
            if not count or len(words) < count:
                return None
            words = words[:count]
        unit, at = (node.cells("reg") + (0,) * 4)[:4], controller
        while at and "#address-cells" not in at.props:
            at = at.parent
        unit = unit[: at.cell("#address-cells", 2) if at else 2]
        for _ in range(HOPS):
            has_map = "interrupt-map" in controller.props
            if "interrupt-controller" in controller.props and (
                not has_map or OWN_MAPS & set(controller.strings("compatible"))
            ):
                return controller, words
            if not has_map:
                above = self.interrupt_parent(controller)
                if not above:
                    return controller, words
                controller = above
                continue
            found = self.mapped(controller, unit, words)
            if not found or found[0] is controller:
                return found and (found[0], found[2])
            controller, unit, words = found
        return None

    def mapped(self, controller, unit, words):
        key, table = unit + tuple(words), controller.cells("interrupt-map")
        mask = controller.cells("interrupt-map-mask") or (0xFFFFFFFF,) * len(key)
        at = 0
        while at + len(key) < len(table):
            entry, target = table[at : at + len(key)], self.tree.handles.get(table[at + len(key)])
            if not target or "#interrupt-cells" not in target.props:
                return None
            at += len(key) + 1
            na, ni = target.cell("#address-cells", 0), target.cell("#interrupt-cells", 1)
            if at + na + ni > len(table):
                return None
            if target.available() and all(not (a ^ b) & m for a, b, m in zip(entry, key, mask)):
                return target, table[at : at + na], table[at + na : at + na + ni]
            at += na + ni
        return None

    # ---- memory ----------------------------------------------------------------------------------

    def memory(self):
        """Return the banks and the reserved ranges, both in whole pages, and the ranges of RAM that
        must not be mapped."""
        banks, taken, unmapped = [], [(a, a + s) for a, s in self.tree.reserved if s], []
        for node in self.tree.root.children:
            if node.string("device_type") != "memory":
                continue
            failed = (node.string("status") or "").startswith("fail")
            for start, size in self.reg(node):
                if start is None or not size:
                    continue
                if node.available():
                    banks.append((-(-start // PAGE) * PAGE, (start + size) // PAGE * PAGE))
                elif failed:
                    unmapped.append((start // PAGE * PAGE, -(-(start + size) // PAGE) * PAGE))
        banks = merged(banks)
        unmapped = common(unmapped, banks)
        taken += unmapped
        for node in self.tree.nodes[1:]:
            if not node.parent.path == "/reserved-memory" or not node.available():
                continue
            devices = (
                "shared-dma-pool" in node.strings("compatible") and "reusable" not in node.props
            )
            for start, size in self.reg(node):
                if start is None or not size:
                    continue
                pages = (start // PAGE * PAGE, -(-(start + size) // PAGE) * PAGE)
                taken.append(pages)
                if "no-map" in node.props or devices:
                    unmapped.append(pages)
        return (
            ("bank", banks),
            ("reserved", merged(taken)),
            ("unmapped", merged(common(unmapped, banks))),
        )

    def statements(self):
        for name, ranges in self.memory():
            self.lines["ram"] += ["%s %x-%x\n" % (name, *r) for r in ranges]
        self.lines["limit"] = ["%x\n" % self.limit(self.tree.root)]
        for node in self.tree.nodes[1:]:
            path = node.path
            if "reg" in node.props:
                self.lines["reg"].append(path + "".join(self.resources(node)) + "\n")
            if "interrupts" in node.props or "interrupts-extended" in node.props:
                irq = self.irq(node)
                self.lines["irq"].append(
                    path
                    + (" %s" % irq[0].path + "".join(" %x" % w for w in irq[1]) if irq else "")
                    + "\n"
                )
            dma = self.dma(node)
            self.lines["dma"].append(
                path
                + (" all" if dma is None else "" if dma else " none")
                + "".join(" %x=%x+%x" % w for w in dma or ())
                + "\n"
            )
            self.lines["coherent"].append("%s %d\n" % (path, self.coherent(node)))
        return self.lines

    def sums(self):
        return " ".join(
            "%s %d %08x" % (kind, len(lines), crc("".join(lines).encode("latin-1")))
            for kind, lines in self.statements().items()
        )


def crc(data):
    """Return Linux's crc32_le(0, ...), which inverts neither its first argument nor its result."""
    return zlib.crc32(data, 0xFFFFFFFF) ^ 0xFFFFFFFF


def merged(ranges):
    out = []
    for start, end in sorted(r for r in ranges if r[0] < r[1]):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out


def common(some, others):
    return [(max(a, c), min(b, d)) for a, b in some for c, d in others if max(a, c) < min(b, d)]


# ---- trees with drivers --------------------------------------------------------------------------


def compatibles(folder):
    """Return the compatible strings that the drivers of a folder support.  These are all strings in
    their sources with the form of a compatible string: with a vendor, or starting with "ns"."""
    found = set()
    for path in glob.glob(os.path.join(TOP, "drivers", folder, "*.c")):
        with open(path) as f:
            found.update(re.findall(r'"([a-z0-9-]+,[\w.+-]+|ns\w+)"', f.read()))
    if not found:
        raise Failure("no driver in drivers/%s" % folder)
    return found


class Drivers:
    """Count the trees for which Quarry has the drivers of a console, an interrupt controller and a
    timer, and count the missing drivers."""

    def __init__(self):
        self.known = {folder: compatibles(folder) for folder in ("serial", "irqchip", "timer")}
        self.got = {"console": 0, "interrupts": 0, "timer": 0, "all": 0}
        self.missing = {}

    def has(self, folder, node):
        return not self.known[folder].isdisjoint(node.strings("compatible"))

    def lacks(self, what, node):
        key = "%s %s" % (what, node.string("compatible") if node else "(none named)")
        self.missing[key] = self.missing.get(key, 0) + 1

    def console(self, tree, paths):
        chosen, aliases = paths.get("/chosen"), paths.get("/aliases")
        path = ((chosen and chosen.string("stdout-path")) or "").split(":")[0]
        if path and path[0] != "/" and aliases:
            path = aliases.string(path) or ""
        node = paths.get(path)
        if node and self.has("serial", node):
            return True
        self.lacks("console", node)
        return False

    def interrupts(self, tree, meaning):
        """Return true if a root controller of the tree has a driver.  The interrupt parent of a
        root controller is itself, missing, or a CPU."""
        roots = []
        for node in tree.nodes:
            if (
                "interrupt-controller" not in node.props
                or not node.available()
                or node.parent.name.startswith("cpu@")
            ):
                continue
            parent = meaning.interrupt_parent(node)
            extended = tree.entry(node, 0, "interrupts-extended", "#interrupt-cells")[0]
            if (
                extended
                and extended.parent.name.startswith("cpu@")
                or not extended
                and parent in (None, node)
            ):
                roots.append(node)
        if any(self.has("irqchip", node) for node in roots):
            return True
        self.lacks("interrupts", roots[0] if roots else None)
        return False

    def timer(self, tree, paths):
        """Return true if the tree has a usable timer.  On RISC-V this is the CPU's timer, whose
        frequency must be in the tree."""
        cpus = paths.get("/cpus")
        if (cpus and "timebase-frequency" in cpus.props) or any(
            self.has("timer", node) for node in tree.nodes
        ):
            return True
        self.lacks("timer", None)
        return False

    def count(self, meaning):
        tree = meaning.tree
        paths = {node.path: node for node in tree.nodes}
        got = {
            "console": self.console(tree, paths),
            "interrupts": self.interrupts(tree, meaning),
            "timer": self.timer(tree, paths),
        }
        for what, has in got.items():
            self.got[what] += has
        self.got["all"] += all(got.values())

    def text(self):
        most = sorted(self.missing.items(), key=lambda item: -item[1])[:12]
        return "%s; missing most: %s" % (
            ", ".join("%s %d" % item for item in self.got.items()),
            ", ".join("%s %d" % item for item in most),
        )


# ---- comparison ----------------------------------------------------------------------------------


def read(path):
    with open(path, "rb") as f:
        return f.read()


def boot(name, disk, command, limit=300):
    """Run the command on the host port, with the trees in @disk as its initial RAM disk.  Returns
    the output."""
    megabytes = 128 + 3 * (os.path.getsize(disk) >> 20)
    status, output = run(
        name,
        [
            PROGRAM,
            "-m",
            "%dM" % megabytes,
            "-initrd",
            disk,
            "-append",
            'loglevel=3 run="%s"' % command,
        ],
        limit,
    )
    if status:
        raise Failure("%s: status %s" % (command, status))
    return output.replace("\r", "")


def first_difference(name, disk, number_of, path, meaning):
    """Return a message with the first statement about a tree that differs."""
    output = boot(name, disk, "of_meaning %d" % number_of)
    for kind in KINDS:
        theirs = [
            line[len(kind) + 1 :] for line in output.splitlines() if line.startswith(kind + " ")
        ]
        ours = [line.rstrip("\n") for line in meaning.lines[kind]]
        for a, b in zip(theirs + [""], ours + [""]):
            if a != b:
                return '%s: %s: Quarry says "%s", Linux\'s rules "%s"' % (
                    os.path.basename(path),
                    kind,
                    a,
                    b,
                )
    return "%s: another sum" % path


def join(trees, disk):
    with open(disk, "wb") as f:
        for path in trees:
            blob = read(path)
            size = int.from_bytes(blob[4:8], "big")
            f.write(blob[:size] + bytes(-size % 8))


def compare(name, trees):
    """Compare all trees.  Returns the text of the result, and Drivers for these trees."""
    disk = os.path.join(OUT, name + ".trees")
    join(trees, disk)
    output = boot(name, disk, "of_meaning")
    default = int(re.search(r"^coherent by default: (\d)", output, re.M)[1])
    theirs = re.findall(r"^tree \d+: (.*)$", output, re.M)
    if not trees or len(theirs) != len(trees):
        raise Failure("%d trees of %d were read" % (len(theirs), len(trees)))
    drivers, differ = Drivers(), []
    for i, path in enumerate(trees):
        meaning = Meaning(read(path), default)
        drivers.count(meaning)
        if meaning.sums() != theirs[i]:
            differ.append((i, path, meaning))
    if differ:
        raise Failure(
            "%d trees of %d; %s"
            % (len(differ), len(trees), first_difference(name, disk, *differ[0]))
        )
    statements = sum(int(n) for line in theirs for n in re.findall(r"\w+ (\d+) \w{8}", line))
    os.remove(disk)
    return "all %d trees the same, %d statements" % (len(trees), statements), drivers


def machines(name):
    """Compare the trees that QEMU generates for its machines."""
    trees = dtb.trees_of("riscv") + dtb.trees_of("arm64")
    text, drivers = compare(name, trees)
    if drivers.got["timer"] != len(trees):
        raise Failure(drivers.text())
    return text


# Minimum share of all boards' trees for which Quarry has drivers of a console, an interrupt
# controller and a timer.
DRIVEN = 0.885
# Maximum number of trees in tests/dtb/popular.txt for which one of these drivers is missing.
POPULAR_WITHOUT = 0


def check_board(board, says, trees):
    """Fail if a board of boards/ has no driver for a part of its tree, unless BOARD_LACKS of its
    board.mk lists the part."""
    path = next((tree for tree in trees if tree.endswith("/%s.dtb" % says["BOARD_TREE"])), None)
    if not path:
        raise Failure("%s: there is no tree %s" % (board, says["BOARD_TREE"]))
    drivers = Drivers()
    drivers.count(Meaning(read(path), 0))
    lacks = (
        {what for what, n in drivers.got.items() if not n}
        - {"all"}
        - set(says.get("BOARD_LACKS", "").split())
    )
    if lacks:
        raise Failure(
            "%s has no driver for %s: %s" % (board, ", ".join(sorted(lacks)), drivers.text())
        )


def popular(trees):
    """Return the number of trees in tests/dtb/popular.txt, and the names of those for which a
    driver is missing."""
    paths = {os.path.basename(tree)[: -len(".dtb")]: tree for tree in trees}
    with open(os.path.join(TOP, "tests/dtb/popular.txt")) as f:
        names = [line.strip() for line in f if not line.startswith("#")]
    without = []
    for board in names:
        if board not in paths:
            raise Failure("tests/dtb/popular.txt: there is no tree %s" % board)
        drivers = Drivers()
        drivers.count(Meaning(read(paths[board]), 0))
        if not drivers.got["all"]:
            without.append(board)
    return len(names), without


def boards(name):
    trees = [tree for arch in dtb.BOARD_TREES for tree in dtb.board_trees(arch)]
    text, drivers = compare(name, trees)
    ours = {board: says for board, says in images.boards().items() if "BOARD_TREE" in says}
    for board, says in ours.items():
        check_board(board, says, trees)
    with open(log_path(name), "a") as log:
        log.write("drivers: %s\n" % drivers.text())
    if drivers.got["all"] < DRIVEN * len(trees):
        raise Failure(
            "%d trees of %d have all drivers: %s" % (drivers.got["all"], len(trees), drivers.text())
        )
    nr_popular, without = popular(trees)
    if len(without) > POPULAR_WITHOUT:
        raise Failure(
            "popular boards without console, interrupts or timer: %s" % ", ".join(without)
        )
    return "%s; %d boards of boards/; drivers: %s; of %d popular boards %d" % (
        text,
        len(ours),
        ", ".join("%s %d" % item for item in drivers.got.items()),
        nr_popular,
        nr_popular - len(without),
    )


def cases():
    yield Case(
        "dtb-meaning", machines, needs=["host-asan"] + ["dtb-" + arch for arch in dtb.MACHINES]
    )


def long_cases():
    yield Case("dtb-meaning-boards", boards, needs=["host-asan", "dtbs"])
