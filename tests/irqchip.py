# SPDX-License-Identifier: BSD-2-Clause
"""Check interrupt controllers.  With each controller, a disk and typed input interrupt all CPUs.
Also check the driver of the PLIC with the host port's model of the registers
(arch/host/libc_plic.c)."""
import os
import re
import subprocess

import bad
import kunit
from boot import COMMON, NUMA, PROGRAM, image
from console import session
from harness import Case, Failure, OUT, expect, need_qemu, refuse, run, tool

VIRT = ["-smp", "4", "-m", "128M"]
A72 = ["-cpu", "cortex-a72", *VIRT]
SOCKETS = NUMA  # on RISC-V, each node is a socket, which has its own controllers
# For each machine: (architecture, options of QEMU, name of the controller in the output of irqs).
MACHINES = {
    "gicv2": ("arm64", ["-M", "virt", *A72], "GICv2"),
    "gicv3": ("arm64", ["-M", "virt,gic-version=3", *A72], "GICv3"),
    "plic": ("riscv", ["-M", "virt", *VIRT], "PLIC"),
    "plic-sockets": ("riscv", ["-M", "virt", *SOCKETS], "PLIC"),
    "aplic": ("riscv", ["-M", "virt,aia=aplic", *VIRT], "APLIC"),
    "aplic-sockets": ("riscv", ["-M", "virt,aia=aplic", *SOCKETS], "APLIC"),
    "imsic": ("riscv", ["-M", "virt,aia=aplic-imsic", *VIRT], "APLIC"),
    "imsic-guests": ("riscv", ["-M", "virt,aia=aplic-imsic,aia-guests=3", *VIRT], "APLIC"),
    "imsic-sockets": ("riscv", ["-M", "virt,aia=aplic-imsic,aia-guests=1", *SOCKETS], "APLIC"),
}

PLICS = {
    "thead": '"allwinner,sun20i-d1-plic", "thead,c900-plic"',
    "renesas": '"renesas,r9a07g043-plic", "andestech,nceplic100"',
    "sifive": '"sifive,fu540-c000-plic", "sifive,plic-1.0.0"',
}
CPU = "cpu@%d { intc%d: interrupt-controller { #interrupt-cells = <1>; interrupt-controller; }; };"


def overlay(name, compatible):
    path = os.path.join(OUT, name + ".dtbo")
    node = (
        """plic@11000000 { compatible = %s; reg = <0 0x11000000 0 0x400000>; riscv,ndev = <31>; interrupt-controller;
              #interrupt-cells = <2>; interrupts-extended = <&intc0 9 &intc1 9>; };"""
        % compatible
    )
    subprocess.run(
        ["dtc", "-q", "-@", "-O", "dtb", "-o", path],
        text=True,
        check=True,
        input="/dts-v1/; /plugin/; &{/} { cpus { %s %s }; %s };"
        % (CPU % (0, 0), CPU % (1, 1), node),
    )
    return ["-overlay", path]


def plic(name, out, which, *more):
    return kunit.on_host(
        name,
        out,
        "plic,irq",
        options=[*overlay(name, PLICS[which]), *more],
        must_run="plic_test_level|plic_test_moved"
        + ("|plic_test_edges" if which != "sifive" else ""),
    )


def suites(name, which):
    arch, options, controller = MACHINES[which]
    must_run = "irqchip_test_each_cpu" + ("|irqchip_test_level" if controller == "APLIC" else "")
    served = 2 if which in ("plic-sockets", "aplic-sockets") else 4
    return kunit.on_target(
        name,
        arch,
        arch,
        kunit.INTERRUPTS,
        "irqchip_test.cpus=%d" % served,
        options=options,
        must_run=must_run,
    )


def typed(name, which):
    arch, options, controller = MACHINES[which]
    need_qemu(PROGRAM[arch], 10)
    output = session(
        name,
        [
            PROGRAM[arch],
            *options,
            *COMMON,
            *kunit.DRIVE,
            "-kernel",
            image(arch),
            "-append",
            "loglevel=7",
        ],
        [
            ("", "quarry> "),
            ("sha256sum -c SHA256SUMS\r", "LICENSE: OK"),
            ("irqs\r", r"(?s)irq +count.*\.virtio_mmio\s.*quarry> "),
            ("poweroff\r", None),
        ],
    )
    expect(
        output,
        r"\d+ +[1-9]\d* +\d +%s +\d+ +console\s" % controller,
        r"\d+ +[1-9]\d* +\d +%s +\d+ +\S+\.virtio_mmio\s" % controller,
    )
    refuse(output, "WARNING", "Fault:")


# For each wrong device tree that OpenSBI accepts: interrupt controller of the machine, (old text,
# new text), expected messages, registers that must remain unmapped.
WRONG = {
    "imsic": (
        "aplic-imsic",
        ("0x28000000 0x00 0x4000", "0x28000000 0x00 0x1000"),
        [
            "interrupt-controller@28000000: IMSIC has no file for CPU [01]",
            "d000000: APLIC: msi-parent is not a working IMSIC",
        ],
        ("phys=0x2800", "phys=0xd000000"),
    ),
    "aplic": (
        "aplic",
        ("0xd000000 0x00 0x8000", "0xd000000 0x00 0x4000"),
        ["d000000: APLIC: the registers end before hart index 0"],
        ("phys=0xd000000",),
    ),
}


def tree_of(name, arch, options):
    """Return the machine's device tree as source text."""
    blob = os.path.join(OUT, name + ".dumped.dtb")
    tool(
        PROGRAM[arch],
        "-M",
        options[1] + ",dumpdtb=" + blob,
        *options[2:],
        *COMMON[:2],
        "-nic",
        "none"
    )
    return subprocess.run(
        ["dtc", "-q", "-I", "dtb", "-O", "dts", blob], check=True, capture_output=True, text=True
    ).stdout


def wrong(name, which):
    """If a controller's node is wrong, the machine continues without the controller."""
    need_qemu(PROGRAM["riscv"], 10)
    aia, (good, bad_value), said, unmapped = WRONG[which]
    options = ["-M", "virt,aia=" + aia, *VIRT]
    source = tree_of(name, "riscv", options)
    changed = source.replace(good, bad_value)
    if changed == source:
        raise Failure("the edit changed nothing")
    status, output = run(
        name,
        [
            PROGRAM["riscv"],
            *options,
            *COMMON,
            "-kernel",
            image("riscv"),
            "-dtb",
            bad.compile_dtb(name, changed),
            "-append",
            'run="irqs; vmallocinfo"',
        ],
        40,
    )
    expect(output, *said, "irq +count")
    refuse(output, "Kernel panic", "WARNING", "Fault:", *unmapped)
    if status:
        raise Failure("exit status %s" % status)


# For each message controller: architecture, options of QEMU, name of the node, arguments in
# msi-parent after the phandle.
MESSAGES = {
    "its": ("arm64", ["-M", "virt,gic-version=3", *A72], "its@", " 0"),
    "its-gicv4": ("arm64", ["-M", "virt,gic-version=4,virtualization=on", *A72], "its@", " 0"),
    "v2m": ("arm64", ["-M", "virt,gic-version=2", *A72], "v2m@", ""),
    "imsic": ("riscv", ["-M", "virt,aia=aplic-imsic", *VIRT], "interrupt-controller@28000000", ""),
}


def with_msi_test(name, which, options):
    """Return QEMU's options for a device tree with a test device.  The message controller @which
    serves the device."""
    arch, _, node, cells = MESSAGES[which]
    source = tree_of(name, arch, options)
    handle = re.search(
        r"\t%s[^{]*\{(?:[^{}]|\{[^{}]*\})*?phandle = <(0x[0-9a-f]+)>" % node, source
    )[1]
    at = source.rindex("};")
    source = (
        source[:at]
        + '\tmsi-test { compatible = "quarry,msi-test"; msi-parent = <%s%s>; };\n' % (handle, cells)
        + source[at:]
    )
    return ["-dtb", bad.compile_dtb(name, source)]


def messages(name, which):
    """Run the suite msi with a test device that the message controller @which serves."""
    arch, options, *_ = MESSAGES[which]
    need_qemu(PROGRAM[arch], 10)
    return kunit.on_target(
        name,
        arch,
        arch,
        "msi",
        options=[*options, *with_msi_test(name, which, options)],
        must_run="msi_test_machine|msi_test_machine_again",
    )


def cases():
    for which, (arch, *_) in MESSAGES.items():
        yield Case("irqchip-%s-messages-%s" % (arch, which), messages, which, needs=[arch, "disk"])
    for which in WRONG:
        yield Case("irqchip-riscv-wrong-" + which, wrong, which, needs=["riscv"])
    for which, (arch, _, _) in MACHINES.items():
        yield Case("irqchip-%s-%s" % (arch, which), suites, which, needs=[arch, "disk"], long=True)
        yield Case("irqchip-%s-%s-typed" % (arch, which), typed, which, needs=[arch, "disk"])
    for which in PLICS:
        yield Case("irqchip-host-plic-" + which, plic, "host", which, needs=["host", "disk"])
    yield Case(
        "irqchip-host-plic-stale", plic, "host", "sifive", "-plic", "stale", needs=["host", "disk"]
    )
    for out in ("host-asan", "host-tsan"):
        yield Case("irqchip-%s-plic" % out, plic, out, "thead", needs=[out, "disk"])
