# SPDX-License-Identifier: BSD-2-Clause
"""Check that one image for each architecture boots on many machines.  Each boot must print its
reports, without a W^X violation."""
import glob
import os

from harness import Case, Failure, OUT, Skip, expect, need_qemu, refuse, run

LIMIT = 40
COMMON = [
    "-display",
    "none",
    "-monitor",
    "none",
    "-serial",
    "stdio",
    "-nic",
    "none",
    "-semihosting-config",
    "enable=on,target=native",
]
COMMANDS = "cpuinfo; meminfo; memmap; ptdump; irqs; threads; boottime"


def big(size):
    return [
        "-object",
        "memory-backend-ram,id=m,size=%s,reserve=off" % size,
        "-machine",
        "memory-backend=m",
        "-m",
        size,
    ]


NUMA = [
    "-m",
    "1G",
    "-smp",
    "4",
    "-object",
    "memory-backend-ram,id=a,size=512M",
    "-object",
    "memory-backend-ram,id=b,size=512M",
    "-numa",
    "node,cpus=0-1,memdev=a",
    "-numa",
    "node,cpus=2-3,memdev=b",
]

# For each machine: (options of QEMU, expected patterns).
RISCV = {
    "virt": (["-M", "virt", "-smp", "4", "-m", "128M"], ["4 of 4 CPUs run", "MMU: Sv57"]),
    "smp8-64m": (["-M", "virt", "-smp", "8", "-m", "64M"], ["8 of 8 CPUs run"]),
    "3g": (["-M", "virt", "-m", "3G"], [r"MemTotal: +31\d{5} kB"]),
    "16g": (["-M", "virt", "-m", "16G"], [r"MemTotal: +167\d{5} kB"]),
    "512g": (["-M", "virt"] + big("512G"), [r"MemTotal: +53\d{7} kB"]),
    "512g-sv39": (
        ["-M", "virt", "-cpu", "rv64,sv57=off,sv48=off"] + big("512G"),
        ["MMU: Sv39", "beyond the linear map: not used", r"MemTotal: +13\d{7} kB"],
    ),
    "sv48": (["-M", "virt", "-cpu", "rv64,sv57=off", "-m", "128M"], ["MMU: Sv48"]),
    "numa": (["-M", "virt"] + NUMA, ["node 1$", "4 of 4 CPUs run"]),
    "svnapot": (
        ["-M", "virt", "-cpu", "rv64,svnapot=true", "-m", "128M", "-smp", "2"],
        ["MMU: Sv57, Svnapot", r"(?m) 64K r-x normal$", "2 of 2 CPUs run"],
    ),
    "svade": (
        ["-M", "virt", "-cpu", "rva22s64", "-m", "128M", "-smp", "2"],
        ["MMU: Sv39", "Svpbmt", "2 of 2 CPUs run"],
    ),
    "no-extensions": (
        [
            "-M",
            "virt",
            "-cpu",
            "rv64,zicbom=off,zicboz=off,sstc=off,svadu=off," "sv48=off,sv57=off",
            "-m",
            "128M",
        ],
        ["Zicbom: none", "timer: SBI timer"],
    ),
    "ascalon": (["-M", "virt", "-cpu", "tt-ascalon", "-m", "128M"], ["Svpbmt"]),
    "c906": (
        ["-M", "virt", "-cpu", "thead-c906", "-m", "128M"],
        ["vendor 0x5b7", "by T-Head's instructions"],
    ),
    "sifive_u": (["-M", "sifive_u", "-smp", "5", "-m", "8G"], ["4 of 4 CPUs run", "MMU: Sv39"]),
    "aplic": (
        ["-M", "virt,aia=aplic", "-smp", "4", "-m", "128M"],
        ["4 of 4 CPUs run", r"APLIC +10 +console"],
    ),
    "imsic": (
        ["-M", "virt,aia=aplic-imsic", "-smp", "4", "-m", "128M"],
        ["4 of 4 CPUs run", "IMSIC, 255 identities", r"APLIC +10 +console"],
    ),
    "spike": (["-M", "spike", "-smp", "2", "-m", "256M"], ["2 of 2 CPUs run", "polled when idle"]),
}

A72 = ["-cpu", "cortex-a72", "-m", "128M"]
ARM64 = {
    "virt": (["-M", "virt", "-smp", "4"] + A72, ["4 of 4 CPUs run", "GICv2", "EL1"]),
    "gicv3": (["-M", "virt,gic-version=3", "-smp", "8"] + A72, ["8 of 8 CPUs run", "GICv3"]),
    "el2": (
        ["-M", "virt,virtualization=on", "-smp", "4"] + A72,
        ["entered at EL2", "by smc", "4 of 4 CPUs run"],
    ),
    "el2-gicv3": (
        ["-M", "virt,virtualization=on,gic-version=3", "-smp", "4"] + A72,
        ["entered at EL2", "GICv3", "4 of 4 CPUs run"],
    ),
    "secure": (["-M", "virt,secure=on", "-smp", "2"] + A72, ["2 of 2 CPUs run"]),
    "a53": (["-M", "virt", "-cpu", "cortex-a53", "-m", "64M"], ["40-bit physical"]),
    "max": (
        ["-M", "virt,gic-version=3", "-cpu", "max", "-m", "1G", "-smp", "2"],
        ["2 of 2 CPUs run"],
    ),
    "max-el2": (
        ["-M", "virt,gic-version=3,virtualization=on", "-cpu", "max", "-m", "256M"],
        ["entered at EL2"],
    ),
    "3g": (["-M", "virt", "-cpu", "cortex-a72", "-m", "3G"], [r"MemTotal: +31\d{5} kB"]),
    "16g": (["-M", "virt", "-cpu", "cortex-a72", "-m", "16G"], [r"MemTotal: +167\d{5} kB"]),
    "512g": (["-M", "virt", "-cpu", "cortex-a72"] + big("512G"), [r"MemTotal: +53\d{7} kB"]),
    "numa": (["-M", "virt", "-cpu", "cortex-a72"] + NUMA, ["node 1$"]),
    "versal": (
        ["-M", "xlnx-versal-virt", "-m", "4G"],
        ["entered at EL2", r"MemTotal: +41\d{5} kB"],
    ),
}

# Machines with RAM that the linear map does not reach: (image that supports high memory, options of
# QEMU, expected patterns).
HIGH = {
    "riscv": ("riscv-llvm", RISCV["512g-sv39"][0], ["MMU: Sv39", r"HighTotal: +40\d{7} kB"]),
    "arm64": ("arm64-llvm", ARM64["512g"][0], [r"HighTotal: +26\d{7} kB"]),
}

PROGRAM = {"riscv": "qemu-system-riscv64", "arm64": "qemu-system-aarch64"}


# The monitor shares the console: Ctrl-A c switches between them.
WITH_MONITOR = ["-display", "none", "-serial", "mon:stdio", *COMMON[COMMON.index("-nic") :]]


def image(out):
    return os.path.join(OUT, out, "Image")


def boot(name, arch, options, patterns, commands=COMMANDS, status=0, out=None, arguments=""):
    need_qemu(PROGRAM[arch], 10)
    got, output = run(
        name,
        [
            PROGRAM[arch],
            *options,
            *COMMON,
            "-kernel",
            image(out or arch),
            "-append",
            '%s run="%s"' % (arguments, commands),
        ],
        LIMIT,
    )
    expect(output, "^.*Quarry ", *patterns)
    refuse(output, "Kernel panic", "WARNING", "^.*Fault:", "failed: -")
    if "ptdump" in commands:
        expect(output, "W.X: 0 violations")
    if got != status:
        raise Failure("exit status %s, not %s" % (got, status))


def cases():
    for arch, table in (("riscv", RISCV), ("arm64", ARM64)):
        for machine, (options, patterns) in table.items():
            yield Case("boot-%s-%s" % (arch, machine), boot, arch, options, patterns, needs=[arch])
        out, *machine = HIGH[arch]
        yield Case("boot-%s-high" % arch, boot, arch, *machine, out=out, needs=[out])
        # The machine already has more high memory than highmem= requests.
        yield Case(
            "boot-%s-high-more" % arch,
            boot,
            arch,
            *machine,
            out=out,
            arguments="highmem=32M",
            needs=[out]
        )
        # The smallest image has one CPU, no names in back-traces, no devices and no reports.
        options, patterns = table["virt"]
        yield Case(
            "boot-%s-small" % arch,
            boot,
            arch,
            options,
            [r"\d+ KiB of 131072 KiB available"],
            "threads; boottime",
            out=arch + "-small",
            needs=[arch + "-small"],
        )
        # QEMU loads the image 2 MiB behind the start of RAM.  On RISC-V, firmware has 512 KiB of
        # the RAM.
        yield Case(
            "boot-%s-small-2m" % arch,
            boot,
            arch,
            options,
            [r"\d+ KiB of 2\d{3} KiB available"],
            "threads; boottime",
            out=arch + "-small",
            arguments="mem=2304K",
            needs=[arch + "-small"],
        )
        # The page tables of all RAM in single pages need several chunks.
        yield Case(
            "boot-%s-3g-pages" % arch,
            boot,
            arch,
            table["3g"][0],
            table["3g"][1],
            "meminfo",
            arguments="rodata=full",
            needs=[arch],
        )
        # Code that clang compiles for the time before the MMU is on must not contain link
        # addresses.
        yield Case(
            "boot-%s-llvm" % arch,
            boot,
            arch,
            options,
            patterns,
            out=arch + "-llvm",
            needs=[arch + "-llvm"],
        )


# The machines of LONG have device trees from Debian's kernel package, which tests/dtb/fetch.sh
# fetches.
SECOND_UART = ["-serial", "null", "-serial", "stdio"]
LONG = {
    "raspi3b": (
        ["-M", "raspi3b"],
        SECOND_UART,
        "bcm2837-rpi-3-b.dtb",
        [
            "4 of 4 CPUs run",
            "timer: generic timer, ",
            "memreserve",
            r"all +BCM2836 +3 +timer",
            r"armctrl +61 +console",
        ],
    ),
    "raspi4b": (
        ["-M", "raspi4b"],
        SECOND_UART,
        "bcm2711-rpi-4-b.dtb",
        ["4 of 4 CPUs run", "GICv2"],
    ),
    "imx8mp": (
        ["-M", "imx8mp-evk", "-smp", "4", "-m", "2G"],
        SECOND_UART,
        "imx8mp-evk.dtb",
        ["4 of 4 CPUs run", "GICv3", "entered at EL2"],
    ),
    "zcu102": (
        ["-M", "xlnx-zcu102", "-smp", "4", "-m", "2G"],
        ["-serial", "stdio"],
        "zynqmp-zcu102-rev1.0.dtb",
        ["4 of 4 CPUs run", "GICv2", "entered at EL1"],
    ),
}


def command_with_dtb(machine, out="arm64"):
    """Return the command that starts one of LONG.  The console must use the UART, because
    semihosting is only for machines that cannot be powered off in another way."""
    options, serial, dtb, _ = LONG[machine]
    need_qemu(PROGRAM["arm64"], 10)
    found = glob.glob(os.path.join(OUT, "dtbs", "**", dtb), recursive=True)
    if not found:
        raise Skip("%s is not in build/check/dtbs: tests/dtb/fetch.sh gets it" % dtb)
    off = ["-semihosting-config", "enable=on,target=native"] if machine.startswith("raspi") else []
    return [
        PROGRAM["arm64"],
        *options,
        "-display",
        "none",
        "-monitor",
        "none",
        "-audio",
        "none",
        "-nic",
        "none",
        *serial,
        *off,
        "-dtb",
        found[0],
        "-kernel",
        image(out),
    ]


def boot_with_dtb(name, machine):
    patterns = LONG[machine][3]
    status, output = run(
        name, [*command_with_dtb(machine), "-append", 'run="%s"' % COMMANDS], LIMIT
    )
    expect(output, "Quarry ", "W.X: 0 violations", *patterns)
    refuse(output, "Kernel panic", "WARNING", "^.*Fault:")
    if status:
        raise Failure("exit status %s" % status)


def no_such_pages(name):
    """A CPU without pages of 16 KiB is reported before the MMU is on."""
    need_qemu(PROGRAM["arm64"], 10)
    status, output = run(
        name,
        [
            PROGRAM["arm64"],
            "-M",
            "virt",
            "-cpu",
            "cortex-a72",
            "-m",
            "128M",
            *COMMON,
            "-kernel",
            image("arm64-16k"),
        ],
        LIMIT,
    )
    expect(
        output,
        "^this CPU does not support the page size, in KiB: 0x10$",
        "^Quarry cannot boot here",
    )
    if status != 1:
        raise Failure("exit status %s" % status)


def long_cases():
    yield Case("boot-arm64-no-16k", no_such_pages, needs=["arm64-16k"])
    for machine in LONG:
        yield Case("boot-arm64-" + machine, boot_with_dtb, machine, needs=["arm64", "dtbs"])
