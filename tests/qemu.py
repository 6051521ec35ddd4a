# SPDX-License-Identifier: BSD-2-Clause
"""Boot configurations of QEMU's 64-bit machines to the prompt, and type at their UART.

Semihosting is off, so that input and output use the device that the device tree describes.  A
machine that can power itself off must do so.  Other machines print a message, and then QEMU is
killed.  If QEMU has no device tree for a machine, the tree is that of Debian's kernel, or one of
tests/dtb.
"""
import glob
import os
import re
import struct

from boot import NUMA, PROGRAM, image
from console import TO_IMAGE, session
from harness import Case, OUT, Skip, TOP, expect, need_qemu, refuse, run, tool

PLAIN = ["-display", "none", "-monitor", "none", "-audio", "none", "-nic", "none"]
FIRST = ["-serial", "stdio"]
SECOND = ["-serial", "null", "-serial", "stdio"]
OPENSBI = "/usr/share/qemu/opensbi-riscv64-generic-fw_dynamic.bin"
CANNOT_END = r"The machine cannot be switched off: it is halted, status 0"
CAN_END = ("virt", "xlnx", "imx8mp", "raspi")  # not spike: OpenSBI 1.5 hangs in its HTIF

RISCV_CPUS = (
    "rv64",
    "max",
    "rva22s64",
    "rva23s64",
    "sifive-u54",
    "shakti-c",
    "thead-c906",
    "veyron-v1",
    "tt-ascalon",
    "xiangshan-nanhu",
)
RISCV_OFF = ("sv57=off", "sv57=off,sv48=off", "sstc=off", "zicbom=off", "zicboz=off", "svadu=off")
RISCV_ON = ("svpbmt", "svinval", "svnapot", "zacas", "zawrs", "smstateen", "v", "h")
ARM64_CPUS = (
    "cortex-a35",
    "cortex-a53",
    "cortex-a55",
    "cortex-a57",
    "cortex-a72",
    "cortex-a76",
    "cortex-a710",
    "a64fx",
    "neoverse-n1",
    "neoverse-n2",
    "neoverse-v1",
    "max",
)
ARM64_VERSIONS = (
    "2.6",
    "2.7",
    "2.8",
    "2.9",
    "2.10",
    "2.11",
    "2.12",
    "3.0",
    "3.1",
    "4.0",
    "4.1",
    "4.2",
    "5.0",
    "5.1",
    "5.2",
    "6.0",
    "6.1",
    "6.2",
    "7.0",
    "7.1",
    "7.2",
    "8.0",
    "8.1",
    "8.2",
    "9.0",
    "9.1",
    "9.2",
    "10.0",
)
ARM64_OPTIONS = (
    "gic-version=4,virtualization=on",
    "gic-version=max",
    "gic-version=3,its=off",
    "highmem=off",
    "acpi=off",
    "gic-version=3,highmem-redists=off",
    "gic-version=3,iommu=smmuv3",
    "dtb-randomness=off",
    "virtualization=on",
    "secure=on",
    "secure=on,virtualization=on",
    "secure=on,gic-version=3",
    "secure=on,virtualization=on,gic-version=3",
    "virtualization=on,gic-version=3,highmem=off",
    "ras=on,acpi=off",
)
SIZES = ("16M", "24M", "32M", "64M", "128M", "512M", "1G", "2000M", "3G", "4G", "8G", "16G")


def plain(text):
    """Return the text in a form that is suitable for the name of a case."""
    return re.sub(r"[=,]+", "-", text.lower().replace("=on", "").replace("version", "")).replace(
        "--", "-"
    )


def virt(options="", smp=2, memory="256M", cpu=None):
    return ["-M", "virt" + options, *(["-cpu", cpu] if cpu else []), "-smp", str(smp), "-m", memory]


def riscv():
    """Yield (name, options) of machines that have a device tree."""
    for cpu in RISCV_CPUS:
        yield "virt-" + cpu, virt(cpu=cpu)
    for extensions in (*RISCV_OFF, *(extension + "=on" for extension in RISCV_ON)):
        yield "virt-" + plain(extensions), virt(cpu="rv64," + extensions)
    for size in SIZES:
        yield "virt-" + plain(size), virt(memory=size)
    for smp in ("1", "3", "4", "8", "16", "8,sockets=2", "8,sockets=4", "8,sockets=8"):
        yield "virt-smp-" + plain(smp), virt(smp=smp)
    for aia in ("aplic", "aplic-imsic", "aplic-imsic,aia-guests=3"):
        for smp in ("1", "4", "8,sockets=2"):
            yield "virt-%s-smp-%s" % (plain(aia), plain(smp)), virt(",aia=" + aia, smp)
    for option in ("acpi=off", "aclint=on", "iommu-sys=on,aia=aplic-imsic"):
        yield "virt-" + plain(option), virt("," + option)
    yield "virt-numa", ["-M", "virt"] + NUMA
    for smp in (1, 2, 4):
        yield "spike-smp-%d" % smp, ["-M", "spike", "-smp", str(smp), "-m", "256M"]
    for smp, size in ((2, "256M"), (3, "256M"), (5, "128M"), (5, "1G"), (5, "8G")):
        yield "sifive_u-smp-%d-%s" % (smp, plain(size)), [
            "-M",
            "sifive_u",
            "-smp",
            str(smp),
            "-m",
            size,
        ]


def arm64():
    for cpu in ARM64_CPUS:
        yield "virt-" + cpu, virt(cpu=cpu)
        yield "virt-%s-el2-gic-3" % cpu, virt(",virtualization=on,gic-version=3", cpu=cpu)
    for version in ARM64_VERSIONS:
        yield "virt-" + version, virt("-" + version, cpu="cortex-a57")
    for size in SIZES:
        yield "virt-" + plain(size), virt(memory=size, cpu="cortex-a72")
    for gic, smp in ((2, 1), (2, 3), (2, 4), (2, 8), (3, 1), (3, 3), (3, 4), (3, 8), (3, 16)):
        yield "virt-gic-%d-smp-%d" % (gic, smp), virt(
            ",gic-version=%d" % gic, smp, cpu="cortex-a72"
        )
    for options in ARM64_OPTIONS:
        yield "virt-" + plain(options), virt("," + options, cpu="cortex-a72")
    yield "virt-mte", virt(",mte=on,gic-version=3", cpu="max")
    yield "virt-numa", ["-M", "virt", "-cpu", "cortex-a72"] + NUMA
    for size in ("128M", "2G", "4G", "8G"):
        yield "versal-" + plain(size), ["-M", "xlnx-versal-virt", "-m", size]


# For each machine: (architecture, options of QEMU, options for the serial console, device tree,
# pattern of the CPUs if not 4 of 4).  Some devices of the tree do not answer, because QEMU does not
# emulate them.
WITH_TREE = {
    "icicle-3g": (
        "riscv",
        ["-M", "microchip-icicle-kit", "-bios", OPENSBI, "-smp", "5", "-m", "3G"],
        SECOND,
        "mpfs-icicle-kit.dtb",
    ),
    "icicle-4g": (
        "riscv",
        ["-M", "microchip-icicle-kit", "-bios", OPENSBI, "-smp", "5", "-m", "4G"],
        SECOND,
        "mpfs-icicle-kit.dtb",
    ),
    "raspi3ap": ("arm64", ["-M", "raspi3ap"], SECOND, "bcm2837-rpi-3-a-plus.dtb"),
    "raspi3b": ("arm64", ["-M", "raspi3b"], SECOND, "bcm2837-rpi-3-b.dtb"),
    "raspi4b": ("arm64", ["-M", "raspi4b"], SECOND, "bcm2711-rpi-4-b.dtb"),
    "imx8mp-smp-1": (
        "arm64",
        ["-M", "imx8mp-evk", "-smp", "1", "-m", "1G"],
        SECOND,
        "imx8mp-evk.dtb",
        "1 of 4 CPUs run",
    ),
    "imx8mp-smp-2": (
        "arm64",
        ["-M", "imx8mp-evk", "-smp", "2", "-m", "2G"],
        SECOND,
        "imx8mp-evk.dtb",
        "2 of 4 CPUs run",
    ),
    "imx8mp-smp-4": (
        "arm64",
        ["-M", "imx8mp-evk", "-smp", "4", "-m", "6G"],
        SECOND,
        "imx8mp-evk.dtb",
    ),
    "zcu102-smp-1": (
        "arm64",
        ["-M", "xlnx-zcu102", "-smp", "1", "-m", "1G"],
        FIRST,
        "zynqmp-zcu102-rev1.0.dtb",
        "1 of 4 CPUs run",
    ),
    "zcu102-smp-4": (
        "arm64",
        ["-M", "xlnx-zcu102", "-smp", "4", "-m", "2G"],
        FIRST,
        "zynqmp-zcu102-rev1.0.dtb",
    ),
    "zcu102-el2": (
        "arm64",
        ["-M", "xlnx-zcu102,virtualization=on", "-smp", "4", "-m", "2G"],
        FIRST,
        "zynqmp-zcu102-rev1.0.dtb",
    ),
    "zcu102-el3": (
        "arm64",
        ["-M", "xlnx-zcu102,secure=on", "-smp", "4", "-m", "2G"],
        FIRST,
        "zynqmp-zcu102-rev1.0.dtb",
    ),
    "npcm845": ("arm64", ["-M", "npcm845-evb"], FIRST, "npcm845-evb.dts", "1 of 1 CPUs run"),
    "ast2700a0": ("arm64", ["-M", "ast2700a0-evb"], FIRST, "ast2700-evb.dts", "1 of 1 CPUs run"),
    "ast2700a1": ("arm64", ["-M", "ast2700a1-evb"], FIRST, "ast2700-evb.dts", "1 of 1 CPUs run"),
}


def talk(name, arch, options, serial=FIRST, cpus=r"(\d+) of \1 CPUs run"):
    """Boot to the prompt and type keys one by one.  Each key is typed after the echo of the
    previous key, because spike's console holds only one key."""
    need_qemu(PROGRAM[arch], 10)
    machine = options[options.index("-M") + 1].split(",")[0]
    steps = [("", "quarry> ")] + typed("memmap", r"image: text(?s:.*)quarry> ")
    ends = machine.startswith(CAN_END)
    if machine != "spike":
        steps += typed("poweroff", None if ends else CANNOT_END)
    output = session(name, [PROGRAM[arch], *options, *PLAIN, *serial], steps, ends)
    expect(output, "^.*Quarry .* for " + arch, cpus)
    refuse(output, "WARNING", "Fault:", "Kernel panic")


def typed(line, answer):
    return [(key, re.escape(key)) for key in line] + [("\r", answer)]


def tree(name, wanted):
    """Return the path of a device tree of Debian's kernel, or of one in tests/dtb."""
    if wanted.endswith(".dts"):
        path = os.path.join(OUT, name + ".dtb")
        tool("dtc", "-q", "-O", "dtb", "-o", path, os.path.join(TOP, "tests", "dtb", wanted))
        return path
    found = glob.glob(os.path.join(OUT, "dtbs", "**", wanted), recursive=True)
    if not found:
        raise Skip("%s is not in build/check/dtbs: tests/dtb/fetch.sh gets it" % wanted)
    return found[0]


def with_tree(name, arch, options, serial, wanted, cpus="4 of 4 CPUs run"):
    talk(name, arch, [*options, "-dtb", tree(name, wanted), "-kernel", image(arch)], serial, cpus)


def loaded(name, address, content, cpu=""):
    """Return QEMU's options that load bytes, or a file, at an address."""
    path = content
    if isinstance(content, bytes):
        path = os.path.join(OUT, name + ".bin")
        with open(path, "wb") as f:
            f.write(content)
    return ["-device", "loader,addr=%#x,%sfile=%s" % (address, cpu or "force-raw=on,", path)]


# Code that starts the image at 0x10000200000 with x0 at the device tree at 0x10005000000:
# movz x0, #0x100, lsl #32; movk x0, #0x500, lsl #16;
# movz x1, #0x100, lsl #32; movk x1, #0x20, lsl #16; br x1
SBSA_START = struct.pack("<5I", 0xD2C02000, 0xF2A0A000, 0xD2C02001, 0xF2A00401, 0xD61F0020)


def sbsa(name):
    """Boot without firmware, at EL3.  The machine has no method to start other CPUs."""
    talk(
        name,
        "arm64",
        [
            "-M",
            "sbsa-ref",
            "-cpu",
            "neoverse-n2",
            "-m",
            "1G",
            "-vga",
            "none",
            "-global",
            "bochs-display.romfile=",
            *loaded(name, 0x10008000000, SBSA_START, "cpu-num=0,"),
            *loaded(name, 0x10005000000, tree(name, "sbsa-ref.dts")),
            *loaded(name, 0x10000200000, image("arm64")),
        ],
    )


# Code at 0x80000000 that starts OpenSBI at 0x80040000, with a1 at the device tree at 0x82000000 and
# a2 at the record of FW_DYNAMIC at 0x80000040:
# addi a1, zero, 0x41; slli a1, a1, 25; auipc a2, 0; addi a2, a2, 0x38; auipc t0, 0x40;
# jalr zero, -16(t0)
SHAKTI_START = struct.pack(
    "<6I40x6Q",
    0x04100593,
    0x01959593,
    0x00000617,
    0x03860613,
    0x00040297,
    0xFF028067,
    0x4942534F,
    2,
    0x80200000,
    1,
    0,
    0,
)


def shakti(name):
    """Boot a machine for whose UART there is no driver.  The console uses SBI."""
    talk(
        name,
        "riscv",
        [
            "-M",
            "shakti_c",
            "-m",
            "128M",
            *loaded(name, 0x80000000, SHAKTI_START),
            *loaded(name, 0x80040000, OPENSBI),
            *loaded(name, 0x80200000, image("riscv")),
            *loaded(name, 0x82000000, tree(name, "shakti_c.dts")),
        ],
    )


def loader(name):
    """Boot without a boot loader.  QEMU puts the device tree at the start of RAM."""
    talk(
        name,
        "arm64",
        [
            "-M",
            "virt",
            "-cpu",
            "cortex-a72",
            "-smp",
            "2",
            "-m",
            "256M",
            *loaded(name, 0x44000000, TO_IMAGE, "cpu-num=0,"),
            *loaded(name, 0x40400000, image("arm64")),
        ],
    )


def says(name, arch, limit, options, *patterns):
    """A machine that cannot continue prints the reason on its UART, and is then silent for @limit
    seconds."""
    need_qemu(PROGRAM[arch], 10)
    _, output = run(name, [PROGRAM[arch], *options, *PLAIN], limit, ends=False)
    expect(output, *patterns)


def still_counter(name):
    says(
        name,
        "riscv",
        10,
        [
            "-M",
            "sifive_u",
            "-smp",
            "5",
            "-m",
            "8G",
            *FIRST,
            "-kernel",
            image("riscv"),
            "-dtb",
            tree(name, "hifive-unleashed-a00.dtb"),
        ],
        "Kernel panic: timer: the counter of SBI timer does not advance from 0",
        "it is halted, status 1",
    )


def no_tree(name):
    says(
        name,
        "arm64",
        3,
        ["-M", "raspi3b", *SECOND, "-kernel", image("arm64-early-uart-rpi3")],
        "^There is no device tree at the address from the boot loader: 0x100$",
        "^Quarry cannot boot here",
    )


def long_cases():
    for arch, table in (("riscv", riscv()), ("arm64", arm64())):
        for machine, options in table:
            yield Case(
                "qemu-%s-%s" % (arch, machine),
                talk,
                arch,
                [*options, "-kernel", image(arch)],
                needs=[arch],
            )
    for machine, (arch, *how) in WITH_TREE.items():
        yield Case("qemu-%s-%s" % (arch, machine), with_tree, arch, *how, needs=[arch, "dtbs"])
    elf = os.path.join(OUT, "riscv", "quarry.elf")
    yield Case("qemu-riscv-virt-elf", talk, "riscv", [*virt(), "-kernel", elf], needs=["riscv"])
    yield Case("qemu-arm64-virt-loader", loader, needs=["arm64"])
    yield Case("qemu-arm64-sbsa-ref", sbsa, needs=["arm64"])
    yield Case("qemu-riscv-shakti_c", shakti, needs=["riscv"])
    yield Case("qemu-riscv-unleashed-no-clint", still_counter, needs=["riscv", "dtbs"])
    yield Case("qemu-arm64-raspi3b-no-tree", no_tree, needs=["arm64-early-uart-rpi3"])
