# SPDX-License-Identifier: BSD-2-Clause
"""Check contiguous memory areas (CMA): that the device tree, the boot argument cma= or both
determine their addresses and sizes, and that their memory can be allocated."""
import re

from bad import boot, compile_dtb, dtb_source
from harness import Case, Failure, refuse

MIB = 1 << 20
RAM = {"riscv": 0x80000000, "arm64": 0x40000000}
# The suite cma runs before and after other suites that allocate pages.
COMMANDS = "cma; meminfo; kunit cma; kunit page_alloc; kunit contig; kunit cma; cma; memmap"


def areas(output):
    """Return {name of an area: (base, size in KiB)} from the first table of the command "cma"."""
    table = output[output.index("largest free") : output.index("MemTotal:")]
    return {
        name: (int(base, 16), int(size))
        for name, base, size in re.findall(r"^(\S+) +(0x\w+) +(\d+) +0 +\d+", table, re.M)
    }


def figure(output, name):
    return int(re.search(r"^%s: +(\d+) kB" % name, output, re.M)[1])


def check(name, arch, want, said, *options, args=""):
    """Boot and check the areas. want: {area: (base, size in KiB)}; a base of None is not
    compared."""
    output = boot(name, arch, [*options, "-append", '%s run="%s"' % (args, COMMANDS)], said, 0)
    refuse(output, "not ok", "violated at pfn", "could not be activated", r"\bf{16}")
    seen = areas(output)
    if set(seen) != set(want):
        raise Failure("areas %s, not %s" % (sorted(seen), sorted(want)))
    for area, (base, size) in want.items():
        if base is not None and seen[area][0] != base or seen[area][1] != size:
            raise Failure("%s is at %#x, %d KiB" % (area, *seen[area]))
    total = sum(size for _, size in seen.values())
    if figure(output, "CmaTotal") != total or figure(output, "CmaFree") != total:
        raise Failure(
            "CmaTotal %d, CmaFree %d, of %d KiB"
            % (figure(output, "CmaTotal"), figure(output, "CmaFree"), total)
        )
    if ("this machine has no area" in output) != (not want):
        raise Failure("the suite did not see the areas")


def cells(value):
    return "%#x %#x" % (value >> 32, value & 0xFFFFFFFF)


def node(name, **properties):
    text = "".join(
        "%s%s; "
        % (key.replace("__", ",").replace("_", "-"), "" if value is None else " = " + value)
        for key, value in properties.items()
    )
    return '%s { compatible = "shared-dma-pool"; reusable; %s};' % (name, text)


def with_nodes(name, arch, nodes):
    source = dtb_source(name, arch)
    memory = (
        "\n\treserved-memory { #address-cells = <2>; #size-cells = <2>; ranges; %s };"
        % " ".join(nodes)
    )
    return ["-dtb", compile_dtb(name, re.sub(r"(\n\tchosen \{)", memory + r"\1", source, count=1))]


def reg(base, size):
    return "<%s %s>" % (cells(base), cells(size))


def device_tree(name, arch):
    ram = RAM[arch]
    dtb = with_nodes(
        name,
        arch,
        [
            node("video@4", reg=reg(ram + 64 * MIB, 10 * MIB)),
            node(
                "linux,cma",
                size="<0 0x500000>",
                alignment="<0 0x200000>",
                linux__cma_default=None,
                alloc_ranges=reg(ram + 32 * MIB, 16 * MIB),
            ),
            node("odd@5", reg=reg(ram + 80 * MIB + 0x1000, 4 * MIB)),
            node("beyond@6", reg=reg(ram + 1024 * MIB, 4 * MIB)),
            node("twice@44", reg=reg(ram + 66 * MIB, 4 * MIB)),
            node("crowded", size="<0 0x8000000>"),
            node("away@7", reg=reg(ram + 96 * MIB, 2 * MIB), status='"disabled"'),
        ],
    )
    check(
        name,
        arch,
        {"video@4": (ram + 64 * MIB, 10240), "linux,cma": (None, 6144)},
        [
            "incorrect alignment of CMA region: odd@5",
            "beyond@6: .* is not all RAM",
            r"twice@44: \[.* overlaps video@4",
            "Failed to reserve 131072 KiB for crowded",
        ],
        *dtb
    )


def boot_argument(name, arch):
    ram = RAM[arch]
    check(name, arch, {"reserved": (None, 18432)}, ["Reserved 18 MiB"], args="cma=17M")
    check(
        name, arch, {"reserved": (ram + 48 * MIB, 8192)}, [], args="cma=8M@%#x" % (ram + 48 * MIB)
    )
    check(
        name,
        arch,
        {"reserved": (ram + 54 * MIB, 4096)},
        [],
        args="cma=4M@%#x-%#x" % (ram + 50 * MIB, ram + 58 * MIB),
    )
    check(name, arch, {}, ["Failed to reserve 8 MiB"], args="cma=8M@%#x" % ram)
    check(name, arch, {}, ["is not aligned to 2048 KiB"], args="cma=8M@%#x" % (ram + 0x1000))
    check(name, arch, {}, ["Failed to reserve 1024 MiB"], args="cma=1G")
    check(name, arch, {}, ["boot argument cma=much: not accepted"], args="cma=much")


def both(name, arch):
    """A boot argument replaces the device tree's default area, and does not change the other
    areas."""
    ram = RAM[arch]
    dtb = with_nodes(
        name,
        arch,
        [
            node("video@4", reg=reg(ram + 64 * MIB, 4 * MIB)),
            node("linux,cma", size="<0 0x400000>", linux__cma_default=None),
        ],
    )
    check(
        name,
        arch,
        {"video@4": (ram + 64 * MIB, 4096), "reserved": (None, 6144)},
        ["bypass linux,cma node"],
        *dtb,
        args="cma=6M"
    )
    check(
        name,
        arch,
        {"video@4": (ram + 64 * MIB, 4096)},
        ["bypass linux,cma node"],
        *dtb,
        args="cma=0"
    )


def cases():
    for arch in RAM:
        for what, fn in (
            ("device-tree", device_tree),
            ("boot-argument", boot_argument),
            ("both", both),
        ):
            yield Case("cma-%s-%s" % (arch, what), fn, arch, needs=[arch])
