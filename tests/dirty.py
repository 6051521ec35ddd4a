# SPDX-License-Identifier: BSD-2-Clause
"""Boot after firmware that leaves state behind.  A program of tests/dirty runs before the image.
Then the image must print a prompt and answer typed input, or end with a line that states the
reason.

An answer at the prompt is not sufficient, because the console is also polled.  The count of the
UART's interrupts must increase with typed input, and the timer must interrupt both CPUs (suite
timer).
"""
import os
import re
import struct

import irqchip
from boot import PROGRAM, image
from console import session
from qemu import OPENSBI
from harness import OUT, Case, Failure, expect, need_qemu, refuse, tool

LIMIT = 20  # seconds for each answer, even during output: a fault may print without end
PLAIN = [
    "-smp",
    "2",
    "-m",
    "128M",
    "-display",
    "none",
    "-monitor",
    "none",
    "-serial",
    "stdio",
    "-nic",
    "none",
]
FOLDER = os.path.join("tests", "dirty")
# For each architecture: prefix and options of the compiler, addresses of the shim and the image.
TARGETS = {
    "arm64": ("aarch64-linux-gnu-", [], 0x40200000, 0x40400000),
    "riscv": (
        "riscv64-linux-gnu-",
        ["-march=rv64gcv_zicsr_zifencei", "-mabi=lp64d", "-mno-relax"],
        0x80200000,
        0x80400000,
    ),
}
IRQ = re.compile(r"^ *\d+ +(\d+) +\S+ +\S+ +\d+ +(console|timer)\s*$", re.M)
ANSWERS = [
    ("\r", "quarry> "),
    ("irqs\r", r"controller(?s:.*)quarry> "),
    ("kunit timer\r", r"# Totals: .*(?s:.*)quarry> "),
    ("irqs\r", r"controller(?s:.*)quarry> "),
]
TWO = "^.*2 of 2 CPUs run"
RNG = [
    "-object",
    "rng-random,id=r,filename=/dev/urandom",
    "-device",
    "virtio-rng-device,rng=r,max-bytes=1,period=500,bus=virtio-mmio-bus.0",
]


def virt(cpu, options=""):
    return ["-M", "virt" + options, *(["-cpu", cpu] if cpu else [])]


A72_EL1, A72_EL2 = virt("cortex-a72"), virt("cortex-a72", ",virtualization=on")
A72_EL1_V3 = virt("cortex-a72", ",gic-version=3")
A72_EL2_V3 = virt("cortex-a72", ",virtualization=on,gic-version=3")
A53_EL2 = virt("cortex-a53", ",virtualization=on")
MAX_EL1, MAX_EL2 = virt("max", ",gic-version=3"), virt("max", ",virtualization=on,gic-version=3")
EL3_V2, EL3_V3 = virt("cortex-a72", ",secure=on"), virt(
    "max", ",secure=on,virtualization=on,gic-version=3"
)


# Address where QEMU starts a RISC-V machine, and the address for OpenSBI if a shim runs before it.
MACHINE_MODE, OPENSBI_AT = 0x80000000, 0x80100000


class Dirty:
    """Describe a state that firmware leaves, and the expected result.

    options: options of QEMU.
    shims: functions of tests/dirty, which run before the image.
    secondary: function that CPU 1 runs before secondary_off.
    want: expected pattern of the output; if @ends, the reason why there is no prompt.
    steps: input that is typed in addition to ANSWERS.
    hcr: bits of HCR_EL2 that are fixed to 1, or None.
    msi: the message controller of the suite msi, or None.
    machine: the program that a shim in M-mode starts, "quarry" or "opensbi".
    quick: True if the case belongs to "make check".
    """

    def __init__(
        self,
        options,
        *shims,
        secondary="nothing",
        want=TWO,
        ends=False,
        steps=(),
        hcr=None,
        msi=None,
        machine=None,
        quick=False
    ):
        self.options, self.shims, self.secondary, self.want, self.ends = (
            options,
            shims,
            secondary,
            want,
            ends,
        )
        self.steps, self.hcr, self.msi, self.quick = list(steps), hcr, msi, quick
        self.machine = machine


def tree_at(start, boundary):
    """Return the steps which check that the device tree crosses the boundary."""
    return [("memmap\r", r"0*%x-0*%x[0-9a-f]{5} +\d+ KiB  device tree" % (start, boundary >> 20))]


E2H, TVM = 1 << 34, 1 << 26  # bits of HCR_EL2; TVM traps writes to TTBR0_EL1
V2 = ("gicv2_active", "gicv2_priority", "gicv2_lines", "gicv2_interface")
V3 = ("gicv3_active", "gicv3_priority", "gicv3_lines", "gicv3_interface")
MSI = [("kunit msi\r", r"ok \d+ msi_test_machine_again(?s:.*)# Totals: pass:[1-9]\d* fail:0")]
RESET = [("md.l 0x0a000070 1\r", "0a000070: 00000000 ")]  # the virtio device's status register is 0
ARM64 = {
    "nothing": Dirty(A72_EL2, "nothing"),
    "tree-across": Dirty(A72_EL1, "tree_across", steps=tree_at(0x461FF000, 0x46200000)),
    "el1-registers": Dirty(A72_EL2, "el1_registers"),
    "el1-registers-at-el1": Dirty(A72_EL1, "el1_registers"),
    "vector": Dirty(MAX_EL2, "vector"),
    "vector-at-el1": Dirty(MAX_EL1, "vector"),
    "fgt": Dirty(MAX_EL2, "fgt", quick=True),
    "hcrx": Dirty(MAX_EL2, "hcrx"),
    "cnthctl": Dirty(MAX_EL2, "cnthctl"),
    "e2h": Dirty(MAX_EL2, "el1_registers", "e2h", quick=True),
    "e2h-tge": Dirty(MAX_EL2, "el1_registers", "e2h_tge"),
    "e2h-fixed": Dirty(MAX_EL2, "el1_registers", "e2h", "cnthctl", hcr=E2H),
    "el2-trap": Dirty(
        MAX_EL2, "nothing", want="Unhandled trap to EL2: esr 0x62", ends=True, hcr=TVM
    ),
    "guest": Dirty(A72_EL2, "guest"),
    "guest-max": Dirty(MAX_EL2, "guest", "gicv3_interface"),
    "el2-traps": Dirty(MAX_EL2, "el2_traps"),
    "debug": Dirty(A72_EL2, "debug"),
    "debug-at-el1": Dirty(A72_EL1, "debug"),
    "os-lock": Dirty(A72_EL2, "os_lock"),
    "timers": Dirty(A72_EL2, "timers"),
    "timers-at-el1": Dirty(A72_EL1, "timers", "unmasked"),
    "pmu": Dirty(A72_EL2, "pmu"),
    "sp-el0": Dirty(A72_EL1, "sp_el0"),
    "unmasked": Dirty(A53_EL2, "timers", "unmasked"),
    "mmu": Dirty(A72_EL2, "mmu"),
    "mmu-at-el1": Dirty(A72_EL1, "mmu"),
    "gicv2": Dirty(A72_EL2, *V2, "timers", quick=True),
    "gicv2-at-el1": Dirty(A72_EL1, *V2),
    **{name.replace("_", "-"): Dirty(A72_EL2, name) for name in V2},
    "gicv2-secondary": Dirty(
        A72_EL2, "secondary_off", secondary="gicv2_active,gicv2_priority,gicv2_interface,timers"
    ),
    "gicv3": Dirty(A72_EL2_V3, *V3, "timers", quick=True),
    "gicv3-at-el1": Dirty(A72_EL1_V3, *V3),
    **{name.replace("_", "-"): Dirty(A72_EL2_V3, name) for name in V3},
    "gicv3-priority0": Dirty(A72_EL1_V3, "gicv3_priority0"),
    "gicv3-secondary": Dirty(
        A72_EL2_V3, "secondary_off", secondary="gicv3_active,gicv3_priority,gicv3_interface,timers"
    ),
    "gicv3-lpis": Dirty(
        A72_EL2_V3, "gicv3_lpis", msi="its", want="firmware left LPIs enabled", steps=MSI
    ),
    "ram": Dirty(A72_EL2, "ram"),
    "pl011": Dirty(A72_EL2, "pl011"),
    "dma": Dirty([*A72_EL2, *RNG], "dma", steps=RESET),
    "secondary-on": Dirty(A72_EL2, "secondary_on", want="^.*1 of 2 CPUs run"),
    "everything": Dirty(
        MAX_EL2,
        "el1_registers",
        "vector",
        "fgt",
        "hcrx",
        "cnthctl",
        *V3,
        "debug",
        "pmu",
        "timers",
        "ram",
        "pl011",
        "guest",
        "el2_traps",
        "e2h"
    ),
    "el3-gicv2": Dirty(EL3_V2, "el3_traps", *V2, "timers", want="entered at EL3"),
    "el3-gicv3": Dirty(EL3_V3, "el3_traps", *V3, "timers", want="entered at EL3"),
}
RV, RV_V, SSTC_OFF = virt(None), virt("rv64,v=true"), virt("rv64,sstc=off")
APLIC, IMSIC = virt(None, ",aia=aplic"), virt(None, ",aia=aplic-imsic")
RV_RESET = [("md.l 0x10001070 1\r", "10001070: 00000000 ")]
RISCV = {
    "nothing": Dirty(RV, "nothing"),
    "status": Dirty(RV, "status"),
    "interrupts": Dirty(RV, "interrupts"),
    "vector": Dirty(RV_V, "vector"),
    "timer": Dirty(RV, "timer"),
    "mmu": Dirty(RV, "mmu"),
    "hypervisor": Dirty(RV, "hypervisor"),
    "imsic": Dirty(IMSIC, "imsic", "aplic"),
    "imsic-secondary": Dirty(IMSIC, "secondary_off", secondary="imsic,interrupts,status"),
    "aplic": Dirty(APLIC, "aplic"),
    "plic": Dirty(RV, "plic", quick=True),
    "plic-secondary": Dirty(RV, "secondary_off", secondary="plic"),
    "ram": Dirty(RV, "ram"),
    "ns16550": Dirty(RV, "ns16550"),
    "dma": Dirty([*RV, *RNG], "dma", steps=RV_RESET),
    "secondary": Dirty(
        RV_V, "secondary_off", secondary="status,interrupts,timer,vector,hypervisor"
    ),
    "secondary-on": Dirty(RV, "secondary_on", want="^.*1 of 2 CPUs run"),
    "secondary-enters": Dirty(RV, "secondary_enters", quick=True),
    "everything": Dirty(
        RV_V,
        "status",
        "vector",
        "hypervisor",
        "plic",
        "ram",
        "ns16550",
        "timer",
        "interrupts",
        "mmu",
        quick=True,
    ),
    "machine-mode": Dirty(
        RV,
        "nothing",
        machine="quarry",
        want="Entered in M-mode: this image needs S-mode",
        ends=True,
    ),
    "machine-mode-less": Dirty(
        virt("rv64,h=false"),
        "nothing",
        machine="quarry",
        want="Entered in M-mode: this image needs S-mode",
        ends=True,
    ),
    "tree-across": Dirty(RV, "tree_across", steps=tree_at(0x861FF000, 0x86200000)),
    "sbi-0.1": Dirty(
        SSTC_OFF, "sbi01", machine="quarry", want="timer: SBI 0.1 timer, (?s:.*)^.*1 of 2 CPUs run"
    ),
    "sbi-0.1-timerless": Dirty(
        SSTC_OFF,
        "sbi01_timerless",
        machine="quarry",
        want="SBI: the firmware cannot set the timer, error -2(?s:.*)timer: none, polled when idle, ",
    ),
    "pmp-hole": Dirty(
        RV,
        "pmp_hole",
        machine="opensbi",
        steps=[("md.l 0x85000000 1\r", "0x85000000: cannot be read")],
    ),
}
TABLES = {"arm64": ARM64, "riscv": RISCV}


def build(name, arch, dirty):
    """Build the shim.  QEMU loads it like an image or, at EL3 and in M-mode, at a fixed address."""
    prefix, flags, at, _ = TARGETS[arch]
    if dirty.machine:
        at, flags = MACHINE_MODE, [
            *flags,
            *(["-DNEXT=%#x" % OPENSBI_AT] if dirty.machine == "opensbi" else []),
        ]
    base = os.path.join(OUT, name)
    file_size = -(-os.path.getsize(image(arch)) // 16) * 16
    tool(
        prefix + "gcc",
        "-c",
        "-x",
        "assembler-with-cpp",
        *flags,
        "-DSHIMS=" + ",".join(dirty.shims),
        "-DSECONDARY=" + dirty.secondary,
        "-DFILE_SIZE=%#x" % file_size,
        "-o",
        base + ".o",
        os.path.join(FOLDER, arch + ".S")
    )
    tool(prefix + "ld", "-Ttext=%#x" % at, "-o", base + ".elf", base + ".o")
    tool(prefix + "objcopy", "-O", "binary", base + ".elf", base + ".bin")
    return base + ".bin"


def loader(address, path, *more):
    return ["-device", ",".join(["loader,addr=%#x,force-raw=on,file=%s" % (address, path), *more])]


def start(arch, dirty, shim, quarry):
    """Return QEMU's options that start the shim: as the kernel or, without firmware, at the reset
    address."""
    at, image_at = TARGETS[arch][2:]
    if "secure=on" in dirty.options[1]:
        return loader(at, shim, "cpu-num=0") + loader(image_at, quarry)
    if dirty.machine == "quarry":
        return ["-bios", shim, *loader(image_at, quarry)]
    if dirty.machine == "opensbi":
        return ["-bios", shim, *loader(OPENSBI_AT, OPENSBI), "-kernel", quarry]
    return ["-kernel", shim, *loader(image_at, quarry)]


def counts(output):
    """Return the interrupt counts of the console and the timer in the first and the last output of
    the command irqs: ({name: count}, {name: count})."""
    tables = [
        dict((name, int(count)) for count, name in IRQ.findall(part))
        for part in re.split(r"controller +line", output)[1:]
    ]
    return tables[0], tables[-1]


def with_hcr(name, path, bits):
    """Write an image that itself sets these bits of HCR_EL2, because QEMU has no CPU on which they
    are fixed to 1."""
    with open(path, "rb") as f:
        data = f.read()
    constant = struct.pack("<Q", 0x80000000)
    if data[:0x10000].count(constant) != 1:
        raise Failure("the constant hcr_el2_boot is not found")
    path = os.path.join(OUT, name + ".Image")
    with open(path, "wb") as f:
        f.write(data.replace(constant, struct.pack("<Q", 0x80000000 | bits), 1))
    return path


def dirty_case(name, arch, dirty):
    need_qemu(PROGRAM[arch], 10)
    quarry = image(arch) if dirty.hcr is None else with_hcr(name, image(arch), dirty.hcr)
    tree = irqchip.with_msi_test(name, dirty.msi, [*dirty.options, *PLAIN[:4]]) if dirty.msi else []
    command = [
        PROGRAM[arch],
        *dirty.options,
        *PLAIN,
        *tree,
        *start(arch, dirty, build(name, arch, dirty), quarry),
    ]
    if dirty.ends:
        session(name, command, [("", dirty.want)], ends=False, longest=LIMIT)
        return
    ends = "secure=on" not in dirty.options[1]
    output = session(
        name,
        command,
        [("", "quarry> "), *ANSWERS, *dirty.steps, *([("poweroff\r", None)] if ends else [])],
        ends=ends,
        longest=LIMIT,
    )
    expect(output, dirty.want, "# Totals: pass:[1-9]\\d* fail:0")
    refuse(
        output, "Kernel panic", "^.*Fault:", *([] if dirty.msi else ["WARNING"])
    )  # the suite msi causes a WARNING
    before, after = counts(output)
    for line in before:
        if after[line] <= before[line]:
            raise Failure(
                "the interrupt of the %s is not taken: its count stays %d" % (line, before[line])
            )
    if "console" not in before:
        raise Failure("the console has no interrupt")


def make(arch, name, dirty):
    return Case("dirty-%s-%s" % (arch, name), dirty_case, arch, dirty, needs=[arch], cpus=0.5)


def cases():
    return [
        make(arch, name, dirty)
        for arch, table in TABLES.items()
        for name, dirty in table.items()
        if dirty.quick
    ]


def long_cases():
    return [
        make(arch, name, dirty)
        for arch, table in TABLES.items()
        for name, dirty in table.items()
        if not dirty.quick
    ]
