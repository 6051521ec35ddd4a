# SPDX-License-Identifier: BSD-2-Clause
"""Check the command dmatest for DMA engines, on QEMU's machines and with models of the host port
(arch/host/libc_dmac.c).

If a model has a fault, or the device tree is wrong, dmatest must report the fault or the error.
"""
import os
import re
import subprocess

from boot import COMMON, PROGRAM, command_with_dtb, image
from harness import Case, Failure, OUT, Skip, expect, need_qemu, refuse, run

AXI = "snps,data-width = <3>; snps,block-size = <0x800 0x800 0x800 0x800>; dma-channels = <4>;"
# For each kind of model: compatible string, other properties of its node.
KINDS = {
    "axi": ("snps,axi-dma-1.01a", AXI),
    "pl330": ("arm,pl330", ""),
    "sun6i": ("allwinner,sun20i-d1-dma", "dma-channels = <4>;"),
}
INTERRUPT = "interrupt-parent = <1>; interrupts = <4>;"
WORKS = r"dmatest: 1000a000.dma-controller: DMA works: 4 channels, 4 threads, \d+ copies of \d+ KiB in all, (\d+) buffers bounced, 0 failures; \d+ MB/s"
FAILS = "1000a000.dma-controller: DMA FAILS: "


# A bus whose devices can access only the first 64 MiB of RAM.
BUS = 'bus { compatible = "simple-bus"; #address-cells = <2>; #size-cells = <2>; ranges; dma-ranges = <0 0x80000000 0 0x80000000 0 0x4000000>; %s };'


def overlay(name, kind, more=INTERRUPT, own=None, bus="%s"):
    path = os.path.join(OUT, name + ".dtbo")
    compatible, properties = kind if isinstance(kind, tuple) else KINDS[kind]
    node = bus % (
        'dma-controller@1000a000 { compatible = "%s"; reg = <0 0x1000a000 0 0x1000>; %s %s };'
        % (compatible, properties if own is None else own, more)
    )
    subprocess.run(
        ["dtc", "-q", "-@", "-O", "dtb", "-o", path],
        text=True,
        check=True,
        input="/dts-v1/; /plugin/; &{/} { %s };" % node,
    )
    return path


def host(
    name, kind, tree, *options, commands="dmatest all 4 16", size="128M", limit=60, out="host"
):
    command = [
        os.path.join(OUT, out, "quarry.elf"),
        "-m",
        size,
        "-smp",
        "2",
        "-dmac",
        kind,
        "-overlay",
        tree,
        *options,
        "-append",
        'run="%s" cachesim.seed=1 loglevel=7' % commands,
    ]
    status, output = run(name, command, limit)
    refuse(output, "WARNING", "Fault:", "Kernel panic")
    return status, output


def works(name, kind, options, tree, *patterns):
    status, output = host(name, kind, overlay(name, kind, INTERRUPT + tree), *options)
    expect(output, WORKS, *patterns)
    refuse(output, "no interrupt")
    if status:
        raise Failure("exit status %s" % status)


def coherent(name, kind):
    works(
        name,
        kind,
        [],
        "dma-coherent;",
        "1000a000.dma-controller is coherent, as the device tree says",
    )


def noncoherent(name, kind):
    works(
        name,
        kind,
        ["-noncoherent"],
        "dma-noncoherent;",
        r"is not coherent, as the device tree says: without cache maintenance \d+ of 32 copies are wrong",
    )


def too_careful(name, kind):
    works(
        name,
        kind,
        [],
        "dma-noncoherent;",
        "32 copies without cache maintenance were right: it may be coherent",
    )


def bounced(name, kind, tree, *options):
    """If an engine can access only half of RAM, buffers in the other half are bounced."""
    status, output = host(
        name, kind, overlay(name, kind, INTERRUPT + tree, bus=BUS), *options, commands="dmatest"
    )
    expect(output, WORKS.replace("4 threads", r"\d+ threads"))
    count = int(re.search(r", (\d+) buffers bounced", output)[1])
    if status or count < 600:
        raise Failure("exit status %s, %u bounced: 40 MiB are 640 times 64 KiB" % (status, count))
    return "%u bounced" % count


def fails(
    name,
    kind,
    *patterns,
    tree="dma-coherent;",
    options=(),
    size="128M",
    interrupt=INTERRUPT,
    commands="dmatest all 4 16"
):
    status, output = host(
        name, kind, overlay(name, kind, interrupt + tree), *options, size=size, commands=commands
    )
    expect(output, *patterns)
    if not status:
        raise Failure("exit status 0")


def faults(name, kind):
    """dmatest reports each fault of an engine."""

    def fault(how, *patterns, **more):
        fails(name, kind, *patterns, options=["-dmac-fault", how], **more)

    fault(
        "flip",
        FAILS,
        r"the first failure: .* byte \d+ is wrong, 0x[0-9a-f]+ instead of 0x[0-9a-f]+",
    )
    fault("early", FAILS, r"the first failure: coherent buffers, dma0chan\d: ")
    fault("hang", FAILS, r"the first failure: .*: timeout$")
    fault(
        "stuck",
        FAILS,
        "channel . does not stop: it is not used again",
        "may still write: the memory of the test is not freed",
    )
    fault(
        "wrap",
        FAILS,
        "the first failure: (reading memory|coherent buffers|streaming buffers)",
        size="256M",
        commands="dmatest all 4",
    )
    if kind == "sun6i":
        fault("dead", "its registers ignore writes: no clock, or in reset", "no channel is free")
    else:
        fault("dead", "register reads .*: no clock, or in reset", "no channel is free")
        fault("error", FAILS, "the engine reports an error")
    # If the device tree is wrong and the machine is not coherent, the CPU reads old data.
    fails(name, kind, FAILS, '"dma-noncoherent" may be missing there', options=["-noncoherent"])


def no_interrupt(name, kind):
    """If the interrupt of an engine does not arrive, or the device tree has none, the copies are
    still correct, and dmatest reports the missing interrupt."""
    for tree, options in ((INTERRUPT, ["-dmac-fault", "mute"]), ("", [])):
        status, output = host(
            name,
            kind,
            overlay(name, kind, tree + "dma-coherent;"),
            *options,
            commands="dmatest all 1 1"
        )
        expect(output, WORKS.replace("4 threads", "1 threads"), "no interrupt at the end of a copy")
        if status:
            raise Failure("exit status %s" % status)


def bad_trees(name):
    """Impossible values in a device tree are named in a message, and the engine is not used."""
    for kind, own, message in (
        ("axi", AXI.replace("<3>", "<7>"), "snps,data-width must be 0 to 6"),
        ("axi", AXI.replace("0x800>", "0>"), "snps,block-size of channel 3 is 0"),
        ("axi", AXI.replace(" 0x800>", ">"), "snps,block-size must have 4 sizes"),
        ("axi", AXI.replace("<4>", "<0>"), "0 channels: 1 to 16 are supported"),
        ("axi", AXI.replace("<4>", "<16>"), r"is too small: 16 channels need 0x1100 bytes"),
        ("sun6i", "dma-channels = <17>;", "17 channels: 1 to 16 are supported"),
        ("pl330", "dma-channels = <0xffffffff>;", "4294967295 channels: 1 to 8 are supported"),
    ):
        status, output = host(name, kind, overlay(name, kind, own=own), commands="dmatest")
        expect(output, message, "there is no DMA engine with a driver")
        if not status:
            raise Failure("exit status 0")
    status, output = host(
        name,
        "axi",
        overlay(name, "axi"),
        commands="dmatest -l; dmatest nosuch; dmatest all 0; dmatest all 65; dmatest all 1 x",
    )
    expect(
        output,
        r"1000a000.dma-controller +4 channels +not coherent +mask 0xf{16} +snps,axi-dma-1.01a",
        "there is no DMA engine nosuch with a driver",
        "threads: 1 to 64",
    )


def machine(name, command, patterns, limit=200):
    status, output = run(name, command, limit)
    expect(output, *patterns)
    refuse(output, "WARNING", "Fault:", "Kernel panic", "FAILS")
    if status:
        raise Failure("exit status %s" % status)


def sifive(name, out="riscv", before=""):
    """Boot sifive_u, which can be powered off only by semihosting."""
    need_qemu(PROGRAM["riscv"], 10)
    machine(
        name,
        [
            PROGRAM["riscv"],
            "-M",
            "sifive_u",
            "-smp",
            "3",
            "-m",
            "256M",
            *COMMON,
            "-kernel",
            image(out),
            "-append",
            'run="%sdmatest all 4 32"' % before,
        ],
        [
            "3000000.dma is coherent, as the device tree says",
            "3000000.dma: DMA works: 4 channels, 4 threads",
        ],
    )


def icicle(name):
    """Boot a machine whose device tree has 2 GiB of RAM.  Half of it is above 4 GiB."""
    need_qemu(PROGRAM["riscv"], 10)
    tree = os.path.join(OUT, "dtbs/riscv64/microchip/mpfs-icicle-kit.dtb")
    if not os.path.exists(tree):
        raise Skip("%s is not there: tests/dtb/fetch.sh gets it" % tree)
    machine(
        name,
        [
            PROGRAM["riscv"],
            "-M",
            "microchip-icicle-kit",
            "-smp",
            "5",
            "-m",
            "3G",
            "-display",
            "none",
            "-monitor",
            "none",
            "-serial",
            "null",
            "-serial",
            "stdio",
            "-nic",
            "none",
            "-semihosting-config",
            "enable=on,target=native",
            "-bios",
            "default",
            "-dtb",
            tree,
            "-kernel",
            image("riscv"),
            "-append",
            'run="dmatest"',
        ],
        [
            "3000000.dma-controller is coherent, as the device tree says",
            "3000000.dma-controller: DMA works: 4 channels",
        ],
    )


def with_dtb(name, which, engine, mib):
    machine(
        name,
        [*command_with_dtb(which), "-append", 'run="dmatest %s 4 %u"' % (engine, mib)],
        ["dmatest: %s: DMA works: " % engine],
    )


def cases():
    for kind in KINDS:
        yield Case("dmac-host-%s" % kind, coherent, kind, needs=["host"])
        yield Case("dmac-host-%s-noncoherent" % kind, noncoherent, kind, needs=["host"])
    yield Case("dmac-host-pl330-faults", faults, "pl330", needs=["host"])
    yield Case("dmac-host-bounced", bounced, "axi", "dma-coherent;", needs=["host"])
    yield Case(
        "dmac-host-bounced-noncoherent",
        bounced,
        "axi",
        "dma-noncoherent;",
        "-noncoherent",
        needs=["host"],
    )
    yield Case("dmac-host-too-careful", too_careful, "axi", needs=["host"])
    yield Case("dmac-host-bad-trees", bad_trees, needs=["host"])
    yield Case("dmac-riscv-sifive_u", sifive, needs=["riscv"])


def long_cases():
    yield Case("dmac-riscv-icicle", icicle, needs=["riscv", "dtbs"])
    yield Case("dmac-host-no-interrupt", no_interrupt, "pl330", needs=["host"])
    for kind in ("axi", "sun6i"):
        yield Case("dmac-host-%s-faults" % kind, faults, kind, needs=["host"])
    for which, engine, mib in (
        ("raspi3b", "3f007000.dma-controller", 64),
        ("raspi4b", "fe007000.dma-controller", 2048),
        ("zcu102", "fd500000.dma-controller", 64),
    ):
        yield Case("dmac-arm64-" + which, with_dtb, which, engine, mib, needs=["arm64", "dtbs"])
