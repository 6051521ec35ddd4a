# SPDX-License-Identifier: BSD-2-Clause
"""Check cache maintenance by each driver of drivers/cache.

On the host port, an overlay removes the CPUs' own cache maintenance and describes a cache
controller. arch/host/libc_cachectl.c models the controller's registers and simulates a cache.  The
simulated cache loses data if a driver does not write the registers correctly.

On RISC-V, QEMU has the nodes and the instructions, but no caches.  The cases check that the
firmware chooses the right driver, and that the driver does not trap.
"""
import os
import re
import subprocess

import bad
import hostdisk
import kunit
from boot import COMMON, PROGRAM, image
from harness import Case, DISK, Failure, OUT, expect, need_qemu, refuse, run
from suites import expected_suites

SIFIVE, ANDES = "SiFive composable cache", "Andes AX45MP L2 cache"
# A region of coherent memory for devices that are not coherent.  Machines that cannot map memory
# uncached need it.
REGION = """
	reserved-memory {
		#address-cells = <2>;
		#size-cells = <2>;
		ranges;
		all { compatible = "shared-dma-pool"; no-map; linux,dma-default; size = <0 0x100000>; };
	};
"""
NO_INSTRUCTIONS = "cpus { quarry,cbom-block-size = <0>; };"
REG = "reg = <0 %s 0 0x1000>;"
NODES = {
    "sifive": "cache@10003000 { compatible = \"starfive,jh7100-ccache\", \"sifive,ccache0\", \"cache\"; cache-block-size = <64>; "
    + REG % "0x10003000"
    + " };",
    "andes": "cache@10004000 { compatible = \"andestech,ax45mp-cache\", \"cache\"; cache-line-size = <64>; "
    + REG % "0x10004000"
    + " };",
}
# For each case: nodes that no driver can use, and the expected message or None.
BAD = {
    "nothing": ("", None),
    "disabled": (NODES["sifive"].replace("};", "status = \"disabled\"; };"), None),
    "no-reg": (re.sub("reg = .*?;", "", NODES["sifive"]), "cache@10003000: reg is missing"),
    "short-reg": (
        NODES["sifive"].replace("0 0x1000", "0 0x200"),
        "cache@10003000: reg is missing, or below 520 bytes",
    ),
    "no-line": (
        NODES["sifive"].replace("cache-block-size = <64>;", ""),
        "cache@10003000: cache-block-size is missing",
    ),
    "line-48": (
        NODES["sifive"].replace("<64>", "<48>"),
        "cache@10003000: cache-block-size is missing or invalid",
    ),
    "line-8192": (
        NODES["andes"].replace("<64>", "<8192>"),
        "cache@10004000: cache-line-size is missing or invalid",
    ),
    "in-ram": (
        NODES["sifive"].replace("0 0x10003000", "0 0x84000000"),
        "cache@10003000: registers at 0x84000000 cannot be mapped",
    ),
    "two": (
        NODES["sifive"] + NODES["sifive"].replace("10003000", "10005000"),
        " and /cache@1000.000: only one cache controller is supported",
    ),
}


def overlay(name, nodes):
    path = os.path.join(OUT, name + ".dtbo")
    subprocess.run(
        ["dtc", "-q", "-@", "-O", "dtb", "-o", path],
        text=True,
        check=True,
        input="/dts-v1/; /plugin/; &{/} { %s %s };" % (NO_INSTRUCTIONS, nodes),
    )
    return ["-noncoherent", "-overlay", path]


def last_log(name):
    with open(os.path.join(OUT, "logs", name + ".log"), errors="replace") as log:
        return log.read()


def on_host(name, out, node, driver, which, arguments=""):
    """Run KUnit suites with a cache controller that the host port models."""
    text = kunit.on_host(name, out, which, arguments, options=overlay(name, NODES[node]))
    output = last_log(name)
    expect(
        output, "cache maintenance by the %s, line 64 bytes" % driver, "^    ok . cache_test_right$"
    )
    return text


def disk(name, out, node, driver):
    """Read a disk that is not coherent.  The machine with the node "andes" cannot map memory
    uncached.  There, the disk's driver uses the default region of coherent memory."""
    hostdisk.disk(
        name,
        out,
        *overlay(name, NODES[node] + REGION * (node == "andes")),
        want=[
            "10001000.virtio_mmio: not coherent",
            "^cache maintenance: by the %s, line 64 bytes" % driver,
        ]
    )


def refused(name, nodes, said):
    """If no driver can use the nodes, at most one message is printed about them, and only devices
    that are not coherent are refused."""
    command = [
        os.path.join(OUT, "host", "quarry.elf"),
        "-disk",
        DISK,
        *overlay(name, nodes),
        "-append",
        'run="dmainfo; kunit dma_streaming,dma_coherent"',
    ]
    status, output = run(name, command, 30)
    expect(
        output,
        "^cache maintenance: by nothing",
        "10001000.virtio_mmio: no coherent memory .*not coherent",
        "cache maintenance is not available",
        "^# Totals: pass:[1-9][0-9]* fail:0",
    )
    refuse(output, "Kernel panic", "^not ok", "cache maintenance by", "_init.. failed")
    if said and "cannot be mapped" in said:
        expect(output, "ioremap of .* is RAM$")
    told = re.findall(r"^.*\bcache: .*$", output, re.M)
    if len(told) != (said is not None) or said and not re.search(said, told[0]):
        raise Failure("said of the nodes: %s" % told)
    if status:
        raise Failure("exit status %s" % status)


def too_many_cpus(name):
    status, output = run(
        name,
        [
            os.path.join(OUT, "host", "quarry.elf"),
            "-smp",
            "5",
            *overlay(name, NODES["andes"]),
            "-append",
            'run="dmainfo"',
        ],
        30,
    )
    expect(
        output,
        "^.*cache: /cache@10004000: only 4 CPUs and RAM below 4 GiB are supported",
        "^cache maintenance: by nothing",
    )
    if status:
        raise Failure("exit status %s" % status)


def stuck(name):
    """A command of the cache controller that does not end is reported."""
    nodes = NODES["andes"].replace("10004000", "10005000") + REGION
    status, output = run(
        name,
        [
            os.path.join(OUT, "host", "quarry.elf"),
            "-disk",
            DISK,
            *overlay(name, nodes),
            "-append",
            'run="ls"',
        ],
        30,
    )
    expect(output, "Kernel panic.*: /cache@10005000: command 9 for 0x[0-9a-f]+ did not complete")
    if not status:
        raise Failure("exit status %s" % status)


# ---- RISC-V --------------------------------------------------------------------------------------

THEAD = ["-cpu", "thead-c906"]
DMA = "dma_*,devres,arch_*,reserved_mem,-dma_debug"


def suites(name, machine, driver):
    need_qemu(PROGRAM["riscv"], 10)
    result = run(
        name,
        [PROGRAM["riscv"], *machine, *COMMON, "-kernel", image("riscv"), *kunit.append(DMA, "")],
        kunit.LIMIT,
    )
    expect(result[1], "cache maintenance by %s, line 64 bytes" % driver)
    return kunit.verdict(result, expected_suites("riscv", DMA))


def thead_disk(name):
    """Read a disk on a T-Head CPU, with devices that are all not coherent."""
    source = bad.dtb_source(name, "riscv", *THEAD)
    source = re.sub(r"(\n\tsoc \{)", r"\1 dma-noncoherent;", source, count=1)
    source = re.sub(r"(\n\tchosen \{)", lambda m: REGION + m[1], source, count=1)
    output = bad.boot(
        name,
        "riscv",
        [
            *THEAD,
            "-dtb",
            bad.compile_dtb(name, source),
            "-drive",
            "if=none,id=d,format=raw,readonly=on,file=" + DISK,
            "-device",
            "virtio-blk-device,drive=d",
        ],
        [
            "cache maintenance by T-Head's instructions",
            "10008000.virtio_mmio: not coherent",
            "data/numbers.txt: OK",
            *bad.host_sums(),
        ],
        0,
        "sha256sum README.md LICENSE; sha256sum -c SHA256SUMS; dmainfo",
    )
    refuse(output, "WARNING", "^.*Fault:", "FAILED")


def without(extension):
    """Return a function that removes an extension from both properties of a hart's node.  It
    matches both forms in which dtc writes lists of strings."""
    return lambda node: re.sub(r'_{0}(?=[_"])|\\0{0}(?=[\\"])|, "{0}"'.format(extension), "", node)


def with_line(which, size):
    return lambda node: re.sub(
        r"riscv,cbo%s-block-size = <.*?>" % which,
        "riscv,cbo%s-block-size = <%s>" % (which, size),
        node,
    )


MMU = r"MMU: Sv\d\d; memory types: %s; Zicbom: %s; clears: %s$"
SAME = ("Svpbmt", "lines of 64 bytes", "Zicboz")
MIXED = "riscv,cbo%s-block-size is %d for /cpus/cpu@%d but %d for /cpus/cpu@%d: "
# For each difference of the second hart: edit of its node, boot message, message about the node or
# None.
HARTS = {
    "svpbmt": (without("svpbmt"), ("fixed", *SAME[1:]), None),
    "zicbom": (without("zicbom"), ("Svpbmt", "none", "Zicboz"), None),
    "zicboz": (without("zicboz"), (*SAME[:2], "stores"), None),
    "larger-cbom": (
        with_line("m", 128),
        ("Svpbmt", "lines of 64 to 128 bytes", "Zicboz"),
        MIXED % ("m", 64, 0, 128, 1) + "maintenance uses the smaller, alignment the larger",
    ),
    "smaller-cbom": (
        with_line("m", 32),
        ("Svpbmt", "lines of 32 to 64 bytes", "Zicboz"),
        MIXED % ("m", 32, 1, 64, 0) + "maintenance uses the smaller, alignment the larger",
    ),
    "cboz": (
        with_line("z", 128),
        (*SAME[:2], "stores"),
        MIXED % ("z", 64, 0, 128, 1) + "zicboz is not used",
    ),
    "bad-cbom": (
        with_line("m", 48),
        ("Svpbmt", "none", "Zicboz"),
        "/cpus/cpu@1: riscv,cbom-block-size = 48 is not a cache line size: zicbom is not used",
    ),
    "bad-cboz": (
        with_line("z", 0),
        (*SAME[:2], "stores"),
        "/cpus/cpu@1: riscv,cboz-block-size = 0 is not a cache line size: zicboz is not used",
    ),
}


def disabled(node):
    """Return the node of a hart with status "disabled", without Svpbmt and with other cache line
    sizes."""
    return without("svpbmt")(with_line("m", 48)(with_line("z", 128)(node))).replace(
        '"okay"', '"disabled"'
    )


def harts(name, edit, said, of_node, hart=1):
    """Boot with a device tree in which one hart lacks an extension or has another cache line
    size."""
    source = bad.dtb_source(name, "riscv", "-cpu", "rv64,svpbmt=true")
    changed = re.sub(
        r"(?s)\n\t\tcpu@%d \{\n.*?\n\t\t\};\n" % hart, lambda node: edit(node[0]), source
    )
    if changed == source:
        raise Failure("the edit changed nothing")
    output = bad.boot(
        name,
        "riscv",
        ["-cpu", "rv64,svpbmt=true", "-dtb", bad.compile_dtb(name, changed)],
        [
            MMU % said,
            "^cache maintenance: by .*, line %s bytes" % (re.findall(r"\d+", said[1]) or [0])[-1],
            *filter(None, [of_node]),
        ],
        0,
        "dmainfo",
    )
    told = re.findall("^.*block-size.*$", output, re.M)
    if len(told) != (of_node is not None):
        raise Failure("said of the nodes: %s" % told)
    refuse(output, "WARNING", "^.*Fault:")


TRAPS = "%s: in the device tree, but it traps on the boot hart: not used"
FAULTS = "svpbmt: in the device tree, but it faults on the boot hart: not used"
# For each extension that the device tree names and the hart lacks: the expected messages.
LACKS = {
    "svpbmt": (FAULTS, ("fixed", *SAME[1:])),
    "zicbom": (TRAPS % "zicbom", ("Svpbmt", "none", "Zicboz")),
    "zicboz": (TRAPS % "zicboz", (*SAME[:2], "stores")),
    "svinval": (TRAPS % "svinval", SAME),
    "zbb": (TRAPS % "zbb", SAME),
}


def lacking(name, extension):
    """If the device tree names an extension that the hart lacks, a probe finds out, and the machine
    runs without the extension."""
    cpu = "rv64,svpbmt=true,svinval=true"
    said, shown = LACKS[extension]
    source = bad.dtb_source(name, "riscv", "-cpu", cpu)
    output = bad.boot(
        name,
        "riscv",
        ["-cpu", "%s,%s=false" % (cpu, extension), "-dtb", bad.compile_dtb(name, source)],
        [said, MMU % shown, "^# Totals: pass:[1-9][0-9]* fail:0"],
        0,
        "kunit arch_paging,vmalloc,dma_coherent",
    )
    if len(re.findall("on the boot hart: not used", output)) != 1:
        raise Failure("other extensions were not used either")


def other_line(name):
    """Zicboz is not used if the hart's cbo.zero clears more bytes than the device tree states."""
    source = bad.dtb_source(name, "riscv")
    bad.boot(
        name,
        "riscv",
        ["-cpu", "rv64,cboz_blocksize=128", "-dtb", bad.compile_dtb(name, source)],
        [
            "riscv,cboz-block-size is 64, but cbo.zero clears 128 bytes: zicboz is not used",
            "clears: stores",
        ],
        0,
    )


def cases():
    for node, driver, which in (
        ("sifive", SIFIVE, kunit.DEVICES),
        ("andes", ANDES, "dma_*,arch_*"),
    ):
        yield Case(
            "cache-host-asan-" + node,
            on_host,
            "host-asan",
            node,
            driver,
            which,
            needs=["host-asan", "disk"],
        )
        # Debugging of DMA mappings is off, so that the fast paths run.
        yield Case(
            "cache-host-" + node,
            on_host,
            "host",
            node,
            driver,
            which + ",-dma_debug",
            "dma_debug=off dma_model_test.count=50000",
            needs=["host", "disk"],
        )
    for node, driver in (("sifive", SIFIVE), ("andes", ANDES)):
        yield Case("cache-host-disk-" + node, disk, "host", node, driver, needs=["host", "disk"])
    for what, (nodes, said) in BAD.items():
        yield Case("cache-host-bad-" + what, refused, nodes, said, needs=["host", "disk"])
    yield Case("cache-host-bad-cpus", too_many_cpus, needs=["host"])
    yield Case("cache-host-stuck", stuck, needs=["host", "disk"])
    for what, arguments in HARTS.items():
        yield Case("cache-riscv-harts-" + what, harts, *arguments, needs=["riscv"])
    yield Case("cache-riscv-harts-off", harts, disabled, SAME, None, 0, needs=["riscv"])
    for extension in LACKS:
        yield Case("cache-riscv-lacks-" + extension, lacking, extension, needs=["riscv"])
    yield Case("cache-riscv-other-line", other_line, needs=["riscv"])
    yield Case(
        "cache-riscv-thead",
        suites,
        [*kunit.machine("riscv", 2), *THEAD],
        "T-Head's instructions",
        needs=["riscv"],
    )
    yield Case("cache-riscv-thead-disk", thead_disk, needs=["riscv", "disk"])
    # sifive_u has its own node of the cache controller.  QEMU's device at the node's address
    # ignores writes.
    yield Case(
        "cache-riscv-sifive_u",
        suites,
        ["-M", "sifive_u", "-smp", "3", "-m", "256M"],
        "the " + SIFIVE,
        needs=["riscv"],
    )
