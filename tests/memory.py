# SPDX-License-Identifier: BSD-2-Clause
"""Check the owners of physical memory with mem=, with an initrd, with memory that must not be used,
and below the image."""
import hashlib
import os
import random
import re
import struct

from bad import MACHINE, TWICE, boot, compile_dtb, cpus_twice, dtb_source
from boot import COMMON, PROGRAM, image
from harness import Case, Failure, OUT, expect, need_qemu, refuse, run

LIMIT = 60
RAM = {"riscv": 0x80000000, "arm64": 0x40000000}
MIB = 1 << 20


def ranges(output):
    """Return the lines of memmap: [(start, end, owner)]."""
    found = re.findall(r"^  ([0-9a-f]{16})-([0-9a-f]{16}) +\d+ KiB  (.*?)\r?$", output, re.M)
    if not found:
        raise Failure("no memory map was printed")
    return [(int(start, 16), int(end, 16) + 1, owner) for start, end, owner in found]


def owners(output, start, end):
    """Return the owners of memory between the two addresses."""
    return {owner for s, e, owner in ranges(output) if s < end and e > start}


def total(output):
    return int(re.search(r"^MemTotal: +(\d+) kB", output, re.M)[1]) << 10


# ---- mem= ----------------------------------------------------------------------------------------

# For each value of mem=: (limit in MiB, or None if the value is not accepted; expected message or
# None).
MEM = {
    "64M": (64, "limited to 65536 KiB"),
    "0x2000000": (32, "limited to 32768 KiB"),
    "10M": (10, "limited to 10240 KiB"),  # the image with the suites has more than 4 MiB
    "1T": (128, None),
    "64M@0x84000000": (64, "mem=64M@0x84000000: the start address is ignored"),
    "0": (None, "boot argument mem=0: not accepted"),
    "": (None, "boot argument mem=: not accepted"),
    "lots": (None, "boot argument mem=lots: not accepted"),
    "64Mx": (None, "boot argument mem=64Mx: not accepted"),
}


def mem(name, arch):
    for value, (limit, said) in MEM.items():
        output = boot(
            name,
            arch,
            ["-append", 'mem=%s run="meminfo; memmap"' % value],
            [said] if said else [],
            0,
        )
        size = (limit or 128) * MIB
        # Besides the image, memory contains page tables, the array of struct page and per-CPU data.
        used = sum(end - start for start, end, owner in ranges(output) if owner.startswith("image"))
        if not size - used - 2 * MIB < total(output) < size - used:
            raise Failure("mem=%s: MemTotal is %d KiB" % (value, total(output) >> 10))
        last = max(end for _, end, _ in ranges(output))
        if last != RAM[arch] + size:
            raise Failure("mem=%s: memory ends at %#x" % (value, last))


def coherent_pool(name, arch):
    """A size in coherent_pool= above the maximum is reported together with the maximum."""
    for value, said in (("1G", True), ("2049K", True), ("2M", False), ("64K", False)):
        command = 'coherent_pool=%s run="meminfo"' % value
        if arch == "host":
            status, output = run(
                name, [os.path.join(OUT, "host", "quarry.elf"), "-append", command], LIMIT
            )
        else:
            output = boot(name, arch, ["-append", command], [], 0)
        if (
            bool(
                re.search(
                    "coherent_pool=%s is too large: the reserve is limited to 2048 KiB" % value,
                    output,
                )
            )
            != said
        ):
            raise Failure("coherent_pool=%s: %sreported" % (value, "not " if said else ""))


def mem_tiny(name, arch):
    """If mem= excludes the image, the image remains memory.  The machine then stops with a message,
    because no memory is free."""
    boot(
        name,
        arch,
        ["-append", "mem=4K"],
        [
            "mem= excludes the image, which remains memory",
            "Kernel panic: no free memory for page tables",
        ],
        1,
    )


# ---- memory that must not be used ----------------------------------------------------------------


def failed(name, arch):
    """A memory node whose status is not "okay" is reported and not used.  One such node is a range
    inside the bank.  The nodes have another name than memory@, because QEMU replaces nodes with
    that name on AArch64."""
    start = RAM[arch]
    nodes = "".join(
        """
    ram@%x {
        device_type = "memory";
        status = "%s";
        reg = <0 %#x 0 %#x>;
    };
"""
        % (start + offset, status, start + offset, size)
        for offset, status, size in (
            (64 * MIB, "fail", 0x3000),
            (96 * MIB, "disabled", MIB),
            (128 * MIB, "okay", 16 * MIB),
            (160 * MIB, "fail-ecc", MIB),
        )
    )
    dtb = compile_dtb(name, dtb_source(name, arch).rstrip()[:-2] + nodes + "};\n")
    at = start + 64 * MIB
    output = boot(
        name,
        arch,
        ["-m", "160M", "-dtb", dtb],
        [
            r'ram@%x: \[%#x, %#x\) has status "fail": not used' % (at, at, at + 0x3000),
            r'ram@%x: .* has status "disabled": not used' % (start + 96 * MIB),
            r'ram@%x: .* has status "fail-ecc": not used' % (start + 160 * MIB),
            "^# Totals: pass:[0-9]+ fail:0 ",
        ],
        0,
        "memmap; meminfo; kunit page_alloc; ptdump",
    )
    if owners(output, at, at + 0x3000) != {"ram@%x" % at}:
        raise Failure("owners: %s" % owners(output, at, at + 0x3000))
    if max(end for _, end, _ in ranges(output)) != start + (144 if arch == "riscv" else 160) * MIB:
        raise Failure("memory does not end with the last good bank")
    for first, last in re.findall(r"^[0-9a-f]+-[0-9a-f]+ -> ([0-9a-f]+) +(\d+)K", output, re.M):
        if int(first, 16) < at + 0x3000 and int(first, 16) + (int(last) << 10) > at:
            raise Failure("memory that failed is mapped at %s" % first)


def memtest(name):
    """Three faults in two pages of simulated memory are found and reserved, and never allocated."""
    program = os.path.join(OUT, "host", "quarry.elf")
    bad = [0x81000008, 0x81000FF8, 0x82345678]
    for patterns, found in ((3, 2), (0, 0)):
        status, output = run(
            name,
            [
                program,
                "-m",
                "64M",
                "-append",
                'memtest=%d host.badmem=%s run="%s"'
                % (patterns, ",".join(map(hex, bad)), "memmap; meminfo; kunit page_alloc"),
            ],
            LIMIT,
        )
        output = output.replace("\r", "")
        expect(output, "^# Totals: pass:[0-9]+ fail:0 ")
        if status:
            raise Failure("status %s" % status)
        pages = {(start, end) for start, end, owner in ranges(output) if owner == "bad memory"}
        if pages != {(a & -4096, (a & -4096) + 4096) for a in bad[:1] + bad[2:] if found}:
            raise Failure("memtest=%d: bad pages are %s" % (patterns, pages))
        if found:
            expect(
                output,
                "memtest: 2 bad pages",
                "bad memory at 0x81000008",
                "bad memory at 0x82345678",
            )
            refuse(output, "bad memory at 0x81000ff8")


# ---- zones ---------------------------------------------------------------------------------------


def zones(name, arch):
    """If the devices of a bus can access only the lower half of memory, that half is the zone DMA,
    and GFP_DMA allocates only from the zone."""
    bus = (
        """
    short@0 {
        compatible = "simple-bus";
        #address-cells = <2>;
        #size-cells = <2>;
        ranges;
        dma-ranges = <0 0 0 %#x 0 0x4000000>;
        device@0 { reg = <0 0 0 0x1000>; compatible = "none"; };
    };
"""
        % RAM[arch]
    )
    source = dtb_source(name, arch)
    dtb = compile_dtb(name, source.rstrip()[:-2] + bus + "};\n")
    output = boot(
        name,
        arch,
        ["-dtb", dtb],
        ["^Node 0, zone +DMA", "^Node 0, zone +Normal"],
        0,
        "zoneinfo; kunit page_alloc; kunit dma_coherent",
    )
    first = {
        zone: int(start)
        for zone, start in re.findall(r"zone +(\w+).*?start_pfn: +(\d+)", output, re.S)
    }
    if first["Normal"] << 12 != RAM[arch] + 64 * MIB:
        raise Failure("Normal starts at page %#x" % first["Normal"])
    if len(re.findall(r"^# Totals: pass:\d+ fail:0 ", output, re.M)) != 2:
        raise Failure("not all tests passed")


# ---- the initrd ----------------------------------------------------------------------------------


def initrd(name, arch):
    """The initrd still contains the loader's data after the suites of the allocators have allocated
    all memory."""
    path = os.path.join(OUT, name + ".img")
    data = random.Random(1).randbytes(3 * MIB + 1234)
    with open(path, "wb") as f:
        f.write(data)
    digest = hashlib.sha256(data).hexdigest()
    commands = "memmap; initrd; kunit page_alloc; kunit kmalloc; kunit vmalloc; initrd"
    output = boot(name, arch, ["-initrd", path, "-append", 'run="%s"' % commands], [], 0)
    seen = re.findall(r"^initrd ([0-9a-f]+) \+(\d+): ([0-9a-f]{64})", output, re.M)
    if len(seen) != 2 or any((int(s), d) != (len(data), digest) for _, s, d in seen):
        raise Failure("the initrd was not %s twice: %s" % (digest, seen))
    start = int(seen[0][0], 16)
    if owners(output, start, start + len(data)) != {"initrd"}:
        raise Failure("owners: %s" % owners(output, start, start + len(data)))


# For each case: (offset of the initrd from the start of RAM in MiB, size in bytes, expected
# message).  The image is at 2 MiB.
BAD_INITRD = {
    "image": (2, 0x100000, "initrd .* overlaps image: text"),
    "image-end": (1.5, 0x90000, "initrd .* overlaps image: text"),
    "outside": (1024, 0x100000, "the initrd .* is not in memory: ignored"),
    "across": (127, 0x200000, "the initrd .* is not in memory: ignored"),
    "empty": (64, 0, "the initrd .* is not in memory: ignored"),
    "negative": (64, -0x1000, "the initrd .* is not in memory: ignored"),
    "huge": (64, 1 << 63, "the initrd .* is not in memory: ignored"),
    "wraps": (64, 0xFFFFFFFFFFFFFFFF - (RAM["riscv"] + 64 * MIB), "is not in memory: ignored"),
}


def number(value):
    value &= (1 << 64) - 1
    return "<%#x %#x>" % (value >> 32, value & 0xFFFFFFFF)


def chosen(source, properties):
    return re.sub(r"(\n\tchosen \{)", lambda m: m[1] + "\n\t\t" + properties, source, count=1)


def bad_initrd(name, arch):
    source = dtb_source(name, arch)
    for what, (offset, size, said) in BAD_INITRD.items():
        start = RAM[arch] + int(offset * MIB)
        dtb = compile_dtb(
            name,
            chosen(
                source,
                "linux,initrd-start = %s; linux,initrd-end = %s;"
                % (number(start), number(start + size)),
            ),
        )
        output = boot(
            name,
            arch,
            ["-dtb", dtb, "-append", 'run="memmap; initrd"'],
            [said, "there is no initrd"],
            1,
        )
        if "initrd" in owners(output, 0, 1 << 64):
            raise Failure("%s: it is reserved nevertheless" % what)


def initrd_over_dtb(name, arch):
    """An initrd that overlaps the device tree is refused.  An earlier boot prints the address of
    the device tree."""
    source = dtb_source(name, arch)
    dtb = compile_dtb(
        name,
        chosen(source, "linux,initrd-start = %s; linux,initrd-end = %s;" % (number(1), number(2))),
    )
    output = boot(name, arch, ["-dtb", dtb], [], 0, "memmap")
    at = next(start for start, _, owner in ranges(output) if owner == "device tree")
    dtb = compile_dtb(
        name,
        chosen(
            source,
            "linux,initrd-start = %s; linux,initrd-end = %s;"
            % (number(at - 0x10000), number(at + 0x800)),
        ),
    )
    output = boot(
        name,
        arch,
        ["-dtb", dtb, "-append", 'run="memmap; initrd"'],
        ["initrd .* overlaps device tree", "there is no initrd"],
        1,
    )


def with_reservations(source, *entries):
    lines = "".join("/memreserve/ %#x %#x;\n" % entry for entry in entries)
    return source.replace("/dts-v1/;", "/dts-v1/;\n" + lines, 1)


def listed(name, arch):
    """If a loader lists the initrd, the device tree and the image in /memreserve/, they keep their
    owners, and nothing is reported.  If an entry overlaps only a part of the initrd, the entry
    belongs to another owner, and the initrd is ignored."""
    start, size = RAM[arch] + 76 * MIB, 0x1234
    path = os.path.join(OUT, name + ".img")
    data = random.Random(2).randbytes(size)
    with open(path, "wb") as f:
        f.write(data)
    source = chosen(
        dtb_source(name, arch),
        "linux,initrd-start = %s; linux,initrd-end = %s;" % (number(start), number(start + size)),
    )
    options = [
        "-device",
        "loader,file=%s,addr=%#x,force-raw=on" % (path, start),
        "-append",
        'run="memmap; initrd"',
    ]
    output = boot(name, arch, [*options, "-dtb", compile_dtb(name, source)], [], 0)
    tree = next(
        (first, end - first) for first, end, owner in ranges(output) if owner == "device tree"
    )
    text = next(first for first, _, owner in ranges(output) if owner == "image: text")
    end = max(last for _, last, owner in ranges(output) if owner.startswith("image"))
    for entries in (
        [(start, size)],
        [(start & ~0xFFFF, 0x10000)],
        [(start, size), (start + size, 0x5000)],
        [(start + 0x800, 0x100), (start + size - 1, 1)],
        [tree, (text, end - text), (start, size)],
        [(text, 0x2000), (tree[0], tree[1] // 2)],
    ):
        dtb = compile_dtb(name, with_reservations(source, *entries))
        output = boot(name, arch, [*options, "-dtb", dtb], [hashlib.sha256(data).hexdigest()], 0)
        refuse(output, "overlaps", "ignored")
        if owners(output, start, start + size) != {"initrd"} or owners(
            output, *[tree[0], tree[0] + 1]
        ) != {"device tree"}:
            raise Failure("%s: owners: %s" % (entries, owners(output, start, start + size)))
    dtb = compile_dtb(name, with_reservations(source, (start - 0x1000, 0x1800)))
    output = boot(
        name,
        arch,
        [*options, "-dtb", dtb],
        ["initrd .* overlaps memreserve", "the initrd is ignored"],
        1,
    )
    if owners(output, start, start + 0x800) != {"memreserve"}:
        raise Failure("owners: %s" % owners(output, start, start + 0x800))


# ---- reservations and banks ----------------------------------------------------------------------


def many(name, arch):
    """Boot with 300 reserved regions, a third of which must not be mapped, 200 entries of
    /memreserve/, and 150 more banks.  A small table cannot hold these."""
    base = RAM[arch] + 80 * MIB
    regions = ["r%d@%x" % (i, base + i * 0x4000) for i in range(300)]
    nodes = "".join(
        "%s { reg = <0 0x%s 0 0x1000>; %s };"
        % (region, region.split("@")[1], "no-map;" * (i % 3 == 0))
        for i, region in enumerate(regions)
    )
    more = "".join(
        "ram@%x { device_type = \"memory\"; reg = <0 %#x 0 0x1000>; };" % (at, at)
        for at in (RAM[arch] + 128 * MIB + i * 0x2000 for i in range(150))
    )
    nodes = (
        "\n\treserved-memory { #address-cells = <2>; #size-cells = <2>; ranges; %s };\n\t" % nodes
    ) + more
    source = with_reservations(
        re.sub(r"(\n\tchosen \{)", lambda m: nodes + m[1], dtb_source(name, arch), count=1),
        *[(RAM[arch] + 100 * MIB + i * 0x2000, 0x1000) for i in range(200)]
    )
    output = boot(
        name,
        arch,
        ["-m", "160M", "-dtb", compile_dtb(name, source)],
        [],
        0,
        "memmap; kunit page_alloc; ptdump",
    )
    refuse(output, "panic", "is full", "not used", "not ok")
    missing = set(regions) - {owner for _, _, owner in ranges(output)}
    if missing or len([owner for _, _, owner in ranges(output) if owner == "memreserve"]) < 200:
        raise Failure("not reserved: %s" % sorted(missing))


def malformed(name, arch):
    """A property with an incomplete entry is reported, and the memory node of a device is not used
    as RAM."""
    base = RAM[arch] + 80 * MIB
    nodes = """
	reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges;
		short@%(a)x { reg = <0 %(a)#x 0x100000>; no-map; };
		long@%(b)x { reg = <0 %(b)#x 0 0x100000 0>; no-map; };
		vague { compatible = "shared-dma-pool"; size = <0 0x1000>; alloc-ranges = <0 %(a)#x 0>; };
	};
	bus@0 { compatible = "simple-bus"; #address-cells = <2>; #size-cells = <2>; ranges;
		sram@%(c)x { device_type = "memory"; reg = <0 %(c)#x 0 0x100000>; };
	};
""" % {
        "a": base,
        "b": base + MIB,
        "c": RAM[arch] + 1024 * MIB,
    }
    source = re.sub(r"(\n\tchosen \{)", lambda m: nodes + m[1], dtb_source(name, arch), count=1)
    output = boot(
        name,
        arch,
        ["-dtb", compile_dtb(name, source)],
        [
            "short@%x: reg is not a whole number of entries: the last 12 bytes are ignored" % base,
            "long@%x: reg is not a whole number of entries: the last 4 bytes are ignored"
            % (base + MIB),
            "vague: alloc-ranges is not a whole number of entries",
        ],
        0,
    )
    if owners(output, base + MIB, base + 2 * MIB) != {"long@%x" % (base + MIB)}:
        raise Failure("owners: %s" % owners(output, base + MIB, base + 2 * MIB))
    if max(end for _, end, _ in ranges(output)) != RAM[arch] + 128 * MIB:
        raise Failure("memory of a device is RAM")


def usable(name, arch):
    """linux,usable-memory-range limits the usable memory.  If the range excludes the image, a
    message is printed, and the image remains memory."""
    source = dtb_source(name, arch)
    for at, size, said in ((0, 64, None), (64, 32, "excludes the image, which remains memory")):
        dtb = compile_dtb(
            name,
            chosen(
                source,
                "linux,usable-memory-range = %s, %s;"
                % (number(RAM[arch] + at * MIB), number(size * MIB)),
            ),
        )
        output = boot(name, arch, ["-dtb", dtb], [said] if said else [], 0)
        if max(end for _, end, _ in ranges(output)) != RAM[arch] + (at + size) * MIB:
            raise Failure("memory does not end where it should")
        if at and owners(output, RAM[arch] + 16 * MIB, RAM[arch] + 64 * MIB):
            raise Failure("memory that is not usable is used")


# ---- memory below the image ----------------------------------------------------------------------


def below_image(name, arch):
    """Memory below the image that firmware reserves belongs to the firmware.  The rest is free,
    because the device tree lists the reservations."""
    output = boot(name, arch, [], [], 0, "memmap")
    start = RAM[arch]
    text = next(s for s, _, owner in ranges(output) if owner == "image: text")
    below = owners(output, start, text)
    first = owners(output, start, start + 1)
    if arch == "riscv" and not all(re.match("mmode_resv", owner) for owner in first):
        raise Failure("at the start of RAM is %s" % first)
    if "free at boot" not in below or "firmware" in below:
        raise Failure("below the image: %s" % below)


# Code that starts the image at 0x80400000 with a1 at the device tree at 0x84000000:
# lui a1, 0x8400; slli a1, a1, 4; lui t0, 0x8040; slli t0, t0, 4; jr t0
TO_IMAGE = struct.pack("<IIIII", 0x084005B7, 0x00459593, 0x080402B7, 0x00429293, 0x00028067)
IMAGE, TREE = 0x80400000, 0x84000000


def own_tree(name, properties, nodes="", edit=lambda source, arch: source):
    """Boot with a device tree that the firmware has not seen, and to which it therefore cannot add
    its reservations.  Returns the output."""
    need_qemu(PROGRAM["riscv"], 10)
    source = chosen(dtb_source(name, "riscv"), 'bootargs = "%s";' % properties)
    source = edit(
        re.sub(r"(\n\tchosen \{)", lambda m: "\n\t" + nodes + m[1], source, count=1), "riscv"
    )
    jump = os.path.join(OUT, name + ".bin")
    with open(jump, "wb") as f:
        f.write(TO_IMAGE)
    status, output = run(
        name,
        [
            PROGRAM["riscv"],
            *MACHINE["riscv"],
            *COMMON,
            "-kernel",
            jump,
            "-device",
            "loader,force-raw=on,addr=%#x,file=%s" % (IMAGE, image("riscv")),
            "-device",
            "loader,force-raw=on,addr=%#x,file=%s" % (TREE, compile_dtb(name, source)),
        ],
        LIMIT,
    )
    expect(output, "Quarry ")
    refuse(output, "Kernel panic", "Fault:", "not ok")
    if status != 0:
        raise Failure("status %s" % status)
    return output


def cpus_listed_twice(name):
    """Boot with a device tree that lists CPUs twice.  OpenSBI uses another tree, because it does
    not start with the tree of this case."""
    expect(own_tree(name, 'run=\\"cpuinfo\\"', edit=cpus_twice), *TWICE, "2 of 2 CPUs run")


RESERVED = (
    "reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges; "
    "%s { reg = <0 %#x 0 %#x>; }; };"
)


def unknown_firmware(name):
    """If no reservation below the image can be that of the firmware, all unreserved memory below
    the image belongs to the firmware."""
    commands = "run='memmap; kunit page_alloc'".replace("'", '\\"')
    output = own_tree(name, commands)
    expect(
        output, "the device tree does not reserve the firmware: reserving 4096 KiB from 0x80000000"
    )
    if owners(output, RAM["riscv"], IMAGE) != {"firmware"}:
        raise Failure("below the image: %s" % owners(output, RAM["riscv"], IMAGE))
    output = own_tree(name, commands, RESERVED % ("other@80300000", 0x80300000, 0x10000))
    if owners(output, RAM["riscv"], IMAGE) != {"firmware", "other@80300000"}:
        raise Failure("below the image: %s" % owners(output, RAM["riscv"], IMAGE))


def known_firmware(name):
    output = own_tree(name, 'run=\\"memmap\\"', RESERVED % ("sbi@80000000", 0x80000000, 0x80000))
    if owners(output, RAM["riscv"], IMAGE) != {"sbi@80000000", "free at boot"}:
        raise Failure("below the image: %s" % owners(output, RAM["riscv"], IMAGE))


# ---- a large device tree -------------------------------------------------------------------------


def large_tree(name):
    """Boot with a memory node of 60,000 entries of one page each.  QEMU and the firmware read this
    tree, too."""
    source = dtb_source(name, "riscv")
    entries = " ".join("0 %#x 0 0x1000" % (RAM["riscv"] + (i << 12)) for i in range(60000))
    changed = re.sub(
        r"(memory@80000000 \{.*?reg = )<.*?>;",
        lambda m: "%s<%s>;" % (m[1], entries),
        source,
        flags=re.S,
    )
    if changed == source:
        raise Failure("there is no memory node")
    output = boot(name, "riscv", ["-m", "256M", "-dtb", compile_dtb(name, changed)], [], 0)
    if max(end for _, end, _ in ranges(output)) != RAM["riscv"] + (60000 << 12):
        raise Failure("memory does not end where it should")


def cases():
    for arch in RAM:
        for what, fn in (
            ("mem", mem),
            ("mem-tiny", mem_tiny),
            ("initrd", initrd),
            ("initrd-bad", bad_initrd),
            ("initrd-over-dtb", initrd_over_dtb),
            ("below-image", below_image),
            ("zones", zones),
            ("failed", failed),
            ("listed", listed),
            ("many", many),
            ("malformed", malformed),
            ("usable", usable),
        ):
            yield Case("memory-%s-%s" % (arch, what), fn, arch, needs=[arch])
    for arch in (*RAM, "host"):
        yield Case("memory-%s-coherent-pool" % arch, coherent_pool, arch, needs=[arch])
    yield Case("memory-host-memtest", memtest, needs=["host"])
    for what, fn in (
        ("firmware-unknown", unknown_firmware),
        ("firmware-known", known_firmware),
        ("large-tree", large_tree),
        ("cpus-twice", cpus_listed_twice),
    ):
        yield Case("memory-riscv-" + what, fn, needs=["riscv"])
