# SPDX-License-Identifier: BSD-2-Clause
"""Boot machines that differ from the device tree or from the boot loader's information.  Each
difference is reported, and the boot continues if possible."""
import os
import re
import subprocess

from bad import MACHINE, boot, compile_dtb, dtb_source
from boot import COMMON, PROGRAM, image
from harness import Case, DISK, Failure, OUT, expect, need_qemu, refuse, run

LIMIT = 30
SECOND_GIC = """	intc@9f00000 {
		compatible = "arm,cortex-a15-gic";
		interrupt-controller;
		#interrupt-cells = <3>;
		reg = <0 0x09f00000 0 0x10000 0 0x09f10000 0 0x10000>;
	};
"""


def more_ram(source):
    return re.sub(
        r"(memory@\w+ \{[^}]*?)reg = <[^>]*>", r"\1reg = <0x00 0x80000000 0x1000 0x00>", source
    )


def no_reg(source):
    return re.sub(r"(cpu@1 \{[^}]*?)reg = <[^>]*>;", r"\1", source)


def same_reg(source):
    return re.sub(r"(cpu@1 \{[^}]*?)reg = <[^>]*>;", r"\1reg = <0>;", source)


def no_boot_cpu(source):
    return re.sub(r"(cpu@0 \{[^}]*?)reg = <[^>]*>;", r"\1reg = <0x55>;", source)


def one_svnapot(source):
    """Add Svnapot to one of two harts.  The image must not use page-table entries of Svnapot, which
    would fault on the other hart."""
    return re.sub(r'(cpu@0 \{[^}]*?riscv,isa = "[^"]*)', r"\1_svnapot", source)


def second_gic(source):
    return re.sub(
        r"(\tintc@8000000 \{.*?\n\t\};\n)", lambda m: m[1] + SECOND_GIC, source, flags=re.S
    )


# For each edit: (function that edits the device tree, expected messages, exit status).
EDITED = {
    "riscv-more-ram": (
        more_ram,
        [
            r"Nothing responds at 0x\w+, which is RAM according to the device tree: the bank "
            r"from 0x80\w+ to 0x1000\w{8}"
        ],
        1,
    ),
    "riscv-one-svnapot": (
        one_svnapot,
        ["MMU: Sv57; memory types", "2 of 2 CPUs run", "MemTotal"],
        0,
    ),
    "arm64-cpu-no-reg": (
        no_reg,
        [r"cpu@1: reg has no hardware id", "1 of 1 CPUs run", "MemTotal"],
        0,
    ),
    "arm64-cpu-same-reg": (
        same_reg,
        [r"cpu@1: hardware id 0x0 is already that of CPU 0", "1 of 1 CPUs run", "MemTotal"],
        0,
    ),
    "arm64-cpu-none": (
        no_boot_cpu,
        [r"the boot CPU, hardware id 0x?0, has no node", "MemTotal"],
        0,
    ),
    "arm64-two-gics": (second_gic, [r"intc@9f00000: a second GICv2: not used", "MemTotal"], 0),
}


def edited(name, how):
    edit, want, status = EDITED[how]
    arch = how.split("-")[0]
    source = dtb_source(name, arch)
    changed = edit(source)
    if changed == source:
        raise Failure("the edit changed nothing")
    boot(name, arch, ["-dtb", compile_dtb(name, changed)], want, status)


SAME_DEVICE = """	bus-%s {
		compatible = "simple-bus";
		#address-cells = <1>;
		#size-cells = <1>;
		ranges = <0 0 0x10007000 0x1000>;
		same@0 { compatible = "acme,same"; reg = <0 0x100>; };
	};
"""


def same_device(name):
    """A node that describes a device a second time has no device, and all other nodes have theirs."""
    source = dtb_source(name, "riscv")
    changed = source.replace("\n\tsoc {", "\n" + SAME_DEVICE % "a" + SAME_DEVICE % "b" + "\tsoc {")
    boot(
        name,
        "riscv",
        ["-dtb", compile_dtb(name, changed)],
        [
            r"/bus-b/same@0: device 10007000.same is not added: error -17",
            "/bus-a/same@0",
            "/soc/rtc@101000",
        ],
        0,
        "devices",
    )


BUSES = """/dts-v1/; /plugin/; &{/} {
	soc {
		compatible = "simple-bus"; #address-cells = <2>; #size-cells = <2>; ranges;
		empty { compatible = "simple-bus"; };
		a@10001000 { compatible = "acme,a"; reg = <0 0x10001000 0 0x100>; };
		b { compatible = "acme,b", "simple-mfd"; c { compatible = "acme,c"; below { compatible = "acme,d"; }; }; };
	};
	last { compatible = "acme,e"; };
	firmware { f { compatible = "acme,f", "simple-mfd"; g { compatible = "acme,g"; }; }; };
};
"""


def buses(name):
    """Buses are the parents of their devices, and the nodes of /firmware are devices."""
    path = os.path.join(OUT, name + ".dtbo")
    subprocess.run(["dtc", "-q", "-@", "-O", "dtb", "-o", path], text=True, check=True, input=BUSES)
    folders = {
        "": ("last", "firmware:f", "soc"),
        "/firmware:f": ("firmware:f:g",),
        "/soc": ("10001000.a", "soc:b", "soc:empty"),
        "/soc/soc:b": ("soc:b:c",),
        "/soc/soc:b/soc:b:c": (),
    }
    lists = "; ".join("echo in %s.; ls /sys/devices/platform%s" % (path, path) for path in folders)
    command = [os.path.join(OUT, "host", "quarry.elf"), "-m", "64M", "-overlay", path]
    append = 'run="%s; devices; kunit platform*"' % lists
    status, output = run(name, [*command, "-append", append], LIMIT)
    if status:
        raise Failure("status %s" % status)
    for folder, wanted in folders.items():
        found = output.split("in %s.\n" % folder, 1)[1].split("\nin ", 1)[0]
        for device in wanted:
            expect(found, "^d0755  %s/$" % device)
        elsewhere = set(sum(folders.values(), ())) - set(wanted)
        refuse(found, *("^d0755  %s/$" % device for device in elsewhere))
    refuse(output, r"^\(none\) +/(soc|soc/b|soc/empty|firmware/f|soc/b/c/below)$")


def plic_refused(name):
    """If an interrupt controller cannot be used, its registers do not remain mapped."""
    source = dtb_source(name, "riscv")
    changed = re.sub(r"riscv,ndev = <[^>]*>", "riscv,ndev = <2000>", source)
    output = boot(
        name,
        "riscv",
        ["-dtb", compile_dtb(name, changed)],
        ["plic@c000000: PLIC: riscv,ndev is not 1 to 1023", "phys=0x"],
        0,
        "vmallocinfo",
    )
    refuse(output, "phys=0xc000000")


def machine_mode(name):
    """Without firmware, the image starts in M-mode, reports this and stops."""
    need_qemu(PROGRAM["riscv"], 10)
    status, output = run(
        name,
        [PROGRAM["riscv"], *MACHINE["riscv"], "-bios", "none", *COMMON, "-kernel", image("riscv")],
        LIMIT,
    )
    expect(output, "Entered in M-mode")
    refuse(output, "supports none")
    if not status:
        raise Failure("exit status %s" % status)


def no_tree(name):
    """If there is neither a device tree nor semihosting, the message is printed by the UART that
    the configuration names."""
    need_qemu(PROGRAM["arm64"], 10)
    _, output = run(
        name,
        [
            PROGRAM["arm64"],
            *MACHINE["arm64"],
            "-display",
            "none",
            "-monitor",
            "none",
            "-serial",
            "stdio",
            "-nic",
            "none",
            "-device",
            "loader,cpu-num=0,addr=0x40400000,file=" + image("arm64-early-uart"),
        ],
        3,
        ends=False,
    )
    expect(output, "^The boot loader passed no device tree.*: 0x0$", "^Quarry cannot boot here")


def boottime(name, arch):
    """The command boottime prints the unit "instructions" only if QEMU counts instructions."""
    for options, unit in ([], "ticks"), (
        ["-smp", "1", "-icount", "shift=0,sleep=off"],
        "instructions",
    ):
        output = boot(name, arch, options, [r"kernel entered \d+"], 0, "boottime")
        expect(output, r"(?m)^%s\b.*: kernel entered" % unit)


def arguments(name, arch):
    """A command line of 2,000 characters is accepted.  Its errors are reported, and run= at its end
    is executed."""
    long = " ".join("unknown%d=1" % n for n in range(140))
    append = "%s memtest=1000 cma=99999999999999999999 mem=16E -- not=mine" % long
    output = boot(
        name,
        arch,
        ["-append", append.replace(" --", ' run="meminfo" --')],
        [
            "memtest=1000: not accepted",
            "cma=9+: not accepted",
            "mem=16E: not accepted",
            'Unknown kernel command line parameters "unknown0=1 unknown1=1',
            "MemTotal",
        ],
        0,
    )
    refuse(output, "not=mine\"")


def no_driver(name, arch):
    """A virtio device without a driver has no interrupt handler."""
    output = boot(name, arch, ["-device", "virtio-rng-device"], ["irq +count"], 0, "irqs")
    refuse(output, r"(?m)^\d.*virtio_mmio")


# For each disk that violates a rule of interrupts or of reset: the expected messages.
EVIL_DISKS = {
    "line": [
        "line 1: 1000 unhandled interrupts in a row: masked",
        'interrupt \\d+, "10001000.virtio_mmio": mmio_interrupt',
    ],
    "reset": ["the device does not reset", "vda: a buffer of 4096 bytes is not freed"],
}


def evil_disk(name, rule):
    command = [
        os.path.join(OUT, "host", "quarry.elf"),
        "-m",
        "64M",
        "-disk",
        DISK,
        "-disk-evil",
        rule,
    ]
    _, output = run(
        name, [*command, "-append", 'virtio_blk.timeout_ms=400 run="ls; ls; meminfo"'], LIMIT
    )
    expect(output, *EVIL_DISKS[rule], "MemTotal")


def cases():
    for rule in EVIL_DISKS:
        yield Case("machine-host-disk-" + rule, evil_disk, rule, needs=["host", "disk"])
    for how in EDITED:
        yield Case("machine-" + how, edited, how, needs=[how.split("-")[0]])
    yield Case("machine-riscv-same-device", same_device, needs=["riscv"])
    yield Case("machine-host-buses", buses, needs=["host"])
    yield Case("machine-riscv-plic", plic_refused, needs=["riscv"])
    yield Case("machine-riscv-m-mode", machine_mode, needs=["riscv"])
    for arch in MACHINE:
        yield Case("machine-%s-boottime" % arch, boottime, arch, needs=[arch])
        yield Case("machine-%s-arguments" % arch, arguments, arch, needs=[arch])
        yield Case("machine-%s-no-driver" % arch, no_driver, arch, needs=[arch])


def long_cases():
    yield Case("machine-arm64-no-tree", no_tree, needs=["arm64-early-uart"])
