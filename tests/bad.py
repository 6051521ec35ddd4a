# SPDX-License-Identifier: BSD-2-Clause
"""Check bad input: wrong or damaged device trees, missing or failing disks, and code that crashes.

Each run must print a message that names the fault, and end with the right exit status.
"""
import os
import re
import struct
import subprocess

from boot import COMMON, PROGRAM, image
from harness import Case, DISK, Failure, OUT, TOP, expect, need_qemu, refuse, run, tool

MACHINE = {
    "riscv": ["-M", "virt", "-smp", "2", "-m", "128M"],
    "arm64": ["-M", "virt", "-cpu", "cortex-a72", "-smp", "2", "-m", "128M"],
}
LIMIT = 30


def dtb_source(name, arch, *options):
    """Return the machine's device tree as source text.  @options: more options of QEMU, which
    change the machine."""
    blob = os.path.join(OUT, name + ".dumped.dtb")
    machine = MACHINE[arch]
    tool(
        PROGRAM[arch],
        "-M",
        machine[1] + ",dumpdtb=" + blob,
        *machine[2:],
        *options,
        "-display",
        "none",
        "-nic",
        "none"
    )
    return subprocess.run(
        ["dtc", "-q", "-I", "dtb", "-O", "dts", blob], check=True, capture_output=True, text=True
    ).stdout


def compile_dtb(name, source):
    path = os.path.join(OUT, name + ".dtb")
    subprocess.run(
        ["dtc", "-q", "-I", "dts", "-O", "dtb", "-o", path], input=source, text=True, check=True
    )
    return path


def boot(name, arch, extra, want, status, commands="meminfo; memmap", out=None):
    need_qemu(PROGRAM[arch], 10)
    got, output = run(
        name,
        [
            PROGRAM[arch],
            *MACHINE[arch],
            *COMMON,
            "-kernel",
            image(out or arch),
            "-append",
            'run="%s"' % commands,
            *extra,
        ],
        LIMIT,
    )
    expect(output, *want)
    if (got != 0) != (status != 0):
        raise Failure("exit status %s, not %s" % (got, status))
    return output


# Source of a disabled interrupt controller's node.  QEMU has no device at its address: a driver
# that accessed the address would fault.
CONTROLLER = """
	controller@50000000 {
		compatible = "%s"; interrupt-controller; #interrupt-cells = <%d>; #address-cells = <0>; status = "disabled";
		reg = <0 0x50000000 0 0x1000 0 0x50010000 0 0x1000>; riscv,ndev = <8>;
	};
"""
CONTROLLER_ANY = CONTROLLER % ("sifive,plic-1.0.0", 1)


def edited(edit, want, status=0, arches=("riscv", "arm64"), unwanted=(), **how):
    """Return (case function, architectures).  The case boots with the device tree that edit(source,
    arch) returns."""

    def case(name, arch):
        source = dtb_source(name, arch)
        changed = edit(source, arch)
        if changed == source:
            raise Failure("the edit changed nothing")
        refuse(
            boot(name, arch, ["-dtb", compile_dtb(name, changed)], want, status, **how), *unwanted
        )

    return case, arches


def on_host(name, nodes, want, status=0, unwanted=(), options=()):
    """Boot the host port with @nodes as an overlay of its device tree."""
    path = os.path.join(OUT, name + ".dtbo")
    subprocess.run(
        ["dtc", "-q", "-@", "-O", "dtb", "-o", path],
        input="/dts-v1/; /plugin/; " + nodes,
        text=True,
        check=True,
    )
    got, output = run(
        name,
        [
            os.path.join(OUT, "host", "quarry.elf"),
            "-m",
            "128M",
            "-smp",
            "2",
            *options,
            "-overlay",
            path,
            "-append",
            'run="meminfo; memmap; kunit of_range"',
        ],
        LIMIT,
    )
    expect(output, *want)
    refuse(output, *unwanted)
    if got != status:
        raise Failure("exit status %s, not %s" % (got, status))


MORE_RAM = '&{/} { ram@%x { device_type = "memory"; reg = <0 %#x 0 %#x>; }; };'
ON_HOST = {
    "controller-disabled": (
        "&{/} {%s};" % CONTROLLER_ANY,
        ["MemTotal", "2 of 2 CPUs run"],
        0,
        ["controller@50000000", "Fault:"],
    ),
    "cpus-twice": (
        '&{/cpus} { cpu@7 { device_type = "cpu"; reg = <1>; }; cpu@8 { device_type = "cpu"; reg = <0>; }; };',
        [
            "hardware id 0x1 is already that of CPU 1: this CPU stays off",
            "hardware id 0x0 is already that of CPU 0: this CPU stays off",
            "2 of 2 CPUs run",
        ],
    ),
    "more-ram": (
        MORE_RAM % (0x90000000, 0x90000000, 0x10000000),
        [
            r"ram@90000000: \[0x90000000, \+0x10000000\) is beyond the RAM of -m, \[0x80000000, \+0x8000000\)"
        ],
        125,
        ["Fault:"],
    ),
    "more-ram-across": (
        MORE_RAM % (0x87000000, 0x87000000, 0x2000000),
        ["ram@87000000: .* is beyond the RAM of -m"],
        125,
        ["Fault:"],
    ),
    "more-ram-below": (
        MORE_RAM % (0x70000000, 0x70000000, 0x100000),
        ["ram@70000000: .* is beyond the RAM of -m"],
        125,
        ["Fault:"],
    ),
    "malformed": (
        '&{/} { bus@0 { #address-cells = <1>; #size-cells = <1>; ranges = <0 0 0>; dev@0 { reg = <0>; interrupts = <1>; '
        'interrupt-parent = <0x7777>; }; }; };',
        [
            "/bus@0: ranges has 12 bytes, not a whole number of entries",
            "/bus@0/dev@0: reg has 4 bytes, not a whole number",
            "/bus@0/dev@0: has interrupts, but its interrupt-parent is not a controller",
        ],
    ),
}


def no_memory(source, arch):
    return re.sub(r"\tmemory@[0-9a-f]+ \{.*?\n\t\};\n", "", source, flags=re.S)


def no_stdout(source, arch):
    return re.sub(r"\t\tstdout-path = .*\n", "", source)


def image_reserved(source, arch):
    base = {"riscv": 0x80210000, "arm64": 0x40210000}[arch]
    node = (
        "reserved-memory { #address-cells = <2>; #size-cells = <2>; ranges; "
        "trap@0 { compatible = \"restricted-dma-pool\"; reg = <0 %#x 0 0x1000>; }; };" % base
    )
    return re.sub(r"(\n\tchosen \{)", "\n\t" + node + r"\1", source, count=1)


def bank_overlap(source, arch):
    base = {"riscv": 0x84000000, "arm64": 0x44000000}[arch]
    return re.sub(
        r"(\n\tchosen \{)",
        "\n\tmemory@f0 { device_type = \"memory\"; " "reg = <0 %#x 0 0x1000000>; };\\1" % base,
        source,
        count=1,
    )


def in_front_of_chosen(source, nodes):
    return re.sub(r"(\n\tchosen \{)", lambda m: nodes + m[1], source, count=1)


def controller_disabled(source, arch):
    return in_front_of_chosen(
        source,
        CONTROLLER % {"riscv": ("sifive,plic-1.0.0", 1), "arm64": ("arm,cortex-a15-gic", 3)}[arch],
    )


def cpus_twice(source, arch):
    """Add two more nodes for the CPU with hardware id 1, and one more for hardware id 0."""
    more = {
        "riscv": 'compatible = "riscv"; mmu-type = "riscv,sv48";',
        "arm64": 'compatible = "arm,cortex-a72"; enable-method = "psci";',
    }[arch]
    nodes = "".join(
        'cpu@%d { device_type = "cpu"; status = "okay"; reg = <%d>; %s };' % (at, hwid, more)
        for at, hwid in ((7, 1), (8, 1), (9, 0))
    )
    end = source.index("\n\t};", source.index("\n\tcpus {"))
    return source[:end] + nodes + source[end:]


TWICE = [
    "%s: hardware id 0x%d is already that of CPU [01]: this CPU stays off"
    % (cpu, hwid)  # either CPU may be the boot CPU
    for cpu, hwid in (("/cpus/cpu@7", 1), ("/cpus/cpu@8", 1), ("/cpus/cpu@9", 0))
]


def pci_elsewhere(source, arch):
    """Remove the node of fw-cfg and change the PCI windows, so that the tree differs from that of
    QEMU's virt machine."""
    source = re.sub(r"\tfw-cfg@[0-9a-f]+ \{.*?\n\t+\};\n", "", source, flags=re.S)
    return re.sub(
        r"(pcie@[0-9a-f]+ \{.*?\n\t+ranges = )<.*?>;",
        lambda m: m[1] + "<0x2000000 0 0x50000000 0 0x50000000 0 0x100000>;",
        source,
        count=1,
        flags=re.S,
    )


EDITED = {
    "controller-disabled": edited(
        controller_disabled,
        ["MemTotal", "2 of 2 CPUs run"],
        unwanted=["controller@50000000", "Fault:"],
    ),
    "cpus-twice": edited(cpus_twice, [*TWICE, "2 of 2 CPUs run"], arches=("arm64",)),
    "pci-elsewhere": edited(
        pci_elsewhere, ["^# Totals: pass:[0-9]+ fail:0 "], commands="kunit of_range"
    ),
    "no-memory-node": edited(no_memory, ["the device tree has no memory node"], 1, ("riscv",)),
    "no-stdout-path": edited(
        no_stdout,
        ["Quarry ", "MemTotal", "console: using /.*, as /chosen/stdout-path names no UART"],
    ),
    "image-reserved": edited(
        image_reserved,
        ["trap@0: .* overlaps the image: not available to devices", "image: text", "MemTotal"],
    ),
    "bank-overlap": edited(
        bank_overlap, ["memory@f0: .* overlaps another bank", "MemTotal"], 0, ("riscv",)
    ),
}


def damaged_tree(name):
    """A device tree whose last node has an invalid token is reported as damaged.  QEMU does not
    read the tree that far, but the firmware must."""
    source = dtb_source(name, "riscv")
    path = compile_dtb(name, source.rstrip()[:-2].rstrip() + "\n\tzz { zz = \"end\"; };\n};\n")
    with open(path, "r+b") as f:
        blob = bytearray(f.read())
        at = blob.rindex(b"zz\0\0") - 4
        if struct.unpack(">I", blob[at : at + 4])[0] != 1:
            raise Failure("the node was not found in the blob")
        blob[at : at + 4] = struct.pack(">I", 0x77)
        f.seek(0)
        f.write(blob)
    boot(name, "riscv", ["-dtb", path], ["the device tree at .* is damaged"], 1)


def no_tree(name, machine, message):
    """If x0 does not point to a device tree, the boot ends with a message.  Semihosting prints the
    message, because there is no console."""
    need_qemu(PROGRAM["arm64"], 10)
    got, output = run(name, [PROGRAM["arm64"], *machine, *COMMON], LIMIT)
    expect(output, message, "Quarry cannot boot here")
    if got != 1:
        raise Failure("exit status %s, not 1" % got)


def host_sums():
    result = subprocess.run(
        ["sha256sum", "README.md", "LICENSE"], cwd=TOP, check=True, capture_output=True, text=True
    ).stdout
    return [re.escape(line) for line in result.splitlines()]


def boot_with_disk(name, arch, *extra):
    """Boot, read the disk, and return the output."""
    return boot(
        name,
        arch,
        [
            "-drive",
            "if=none,id=d,format=raw,readonly=on,file=" + DISK,
            "-device",
            "virtio-blk-device,drive=d",
            *extra,
        ],
        ["data/numbers.txt: OK", "BSD 2-Clause License", *host_sums()],
        0,
        "ls; cat LICENSE; sha256sum README.md LICENSE; sha256sum -c SHA256SUMS; dmainfo",
    )


def disk(name, arch, *extra):
    boot_with_disk(name, arch, *extra)


def disk_on_platform(name, arch):
    """The disk demands addresses of the DMA interface (ACCESS_PLATFORM).  Another virtio device has
    no driver, which is said once."""
    output = boot_with_disk(
        name,
        arch,
        "-global",
        "virtio-mmio.force-legacy=false",
        "-global",
        "virtio-blk-device.iommu_platform=on",
        "-device",
        "virtio-rng-device",
    )
    if output.count("virtio device 4 (rng): no driver") != 1:
        raise Failure("the device without a driver is not named once")


def disk_shutdown(name, arch):
    """The disk is reset before the machine is switched off."""
    trace = os.path.join(OUT, name + ".trace")
    disk(name, arch, "-d", "trace:virtio_set_status", "-D", trace)
    with open(trace) as f:
        states = re.findall(r"virtio_set_status vdev \S+ val (\d+)", f.read())
    if "7" not in states and "15" not in states:
        raise Failure("the disk never worked: its states were %s" % " ".join(states))
    if states[-1] != "0":
        raise Failure("the disk has the status %s when the machine is switched off" % states[-1])


def disk_of_blocks(name, arch, size):
    """Boot with a disk that refuses reads of less than a whole block of @size bytes.  QEMU supports
    blocks up to 2 MiB.  Zeros fill the last block of the disk's file."""
    path = os.path.join(OUT, name + ".img")
    with open(DISK, "rb") as src, open(path, "wb") as dst:
        data = src.read()
        dst.write(data + bytes(-len(data) % size))
    boot(
        name,
        arch,
        [
            "-drive",
            "if=none,id=d,format=raw,readonly=on,file=" + path,
            "-device",
            "virtio-blk-device,drive=d,logical_block_size=%d,physical_block_size=%d" % (size, size),
        ],
        ["read in blocks of %d bytes" % size, "data/numbers.txt: OK", *host_sums()],
        0,
        "ls; sha256sum README.md LICENSE; sha256sum -c SHA256SUMS",
    )


# Device-tree node of the first disk on each machine.
SLOT = {"riscv": "/soc/virtio_mmio@10008000", "arm64": "a003e00.virtio_mmio"}


def rebind(name, arch):
    """When the driver is unbound, the disk disappears; when it is bound again, the disk works as
    before."""
    output = boot(
        name,
        arch,
        [
            "-drive",
            "if=none,id=d,format=raw,readonly=on,file=" + DISK,
            "-device",
            "virtio-blk-device,drive=d",
        ],
        ["there is no disk", "it has no driver", "it has a driver", "data/numbers.txt: OK"],
        1,
        "sha256sum README.md; unbind {0}; irqs; unbind {0}; ls; bind {0}; bind {0}; "
        "sha256sum -c SHA256SUMS".format(SLOT[arch]),
    )
    refuse(output, "WARNING", "the driver left", "FAILED")
    table = output[output.index("controller  line") : output.index(SLOT[arch] + ": it has no")]
    if "virtio" in table:
        raise Failure("it has an interrupt without a driver")


def failing_disk(name, arch):
    boot(
        name,
        arch,
        [
            "-drive",
            "if=none,id=d,driver=blkdebug,read-only=on,image.driver=file,"
            "image.filename=%s,inject-error.0.event=none,"
            "inject-error.0.sector=40" % DISK,
            "-device",
            "virtio-blk-device,drive=d",
        ],
        [r"cannot read sector \d+: status 1", "data/numbers.txt: read error"],
        1,
        "ls; sha256sum data/numbers.txt",
    )


def garbage_disk(name, arch):
    path = os.path.join(OUT, name + ".img")
    with open(path, "wb") as f:
        f.write(bytes(range(256)) * 4096)
    boot(
        name,
        arch,
        [
            "-drive",
            "if=none,id=d,format=raw,readonly=on,file=" + path,
            "-device",
            "virtio-blk-device,drive=d",
        ],
        ["not a cpio archive", "cannot be read"],
        1,
        "ls",
    )


def no_disk(name, arch):
    boot(name, arch, [], ["there is no disk"], 1, "ls")


def unknown_command(name, arch):
    boot(name, arch, [], ["nosuch: there is no such command", "MemTotal"], 127, "nosuch; meminfo")


OOM_STEPS = 60  # highest number of the allocation that fails; make check tries each second number


def out_of_memory(name, arch, step):
    """Let the n-th page allocation of a boot fail, for each @step-th n up to OOM_STEPS.  The boot
    must succeed, or print a message about the allocation."""
    need_qemu(PROGRAM[arch], 10)
    ended = {"panic": 0, "error": 0, "fine": 0}
    for n in range(1, OOM_STEPS + 1, step):
        status, output = run(
            "%s-%d" % (name, n),
            [
                PROGRAM[arch],
                *MACHINE[arch],
                *COMMON,
                "-kernel",
                image(arch),
                "-append",
                'fail_page_alloc_nth=%d run="ls; meminfo"' % n,
                "-drive",
                "if=none,id=d,format=raw,readonly=on,file=" + DISK,
                "-device",
                "virtio-blk-device,drive=d",
            ],
            LIMIT,
        )
        where = "allocation %d: " % n
        if re.search("Fault:|BUG at", output):
            raise Failure(where + "it crashes: " + re.search("(Fault:|.*BUG at).*", output)[0])
        if status and not re.search("page allocation failure|Kernel panic: no memory", output):
            raise Failure(where + "status %s, and no message about it" % status)
        ended["panic" if "Kernel panic" in output else "error" if status else "fine"] += 1
    return "%(panic)d panics that name it, %(error)d failed commands, %(fine)d went on" % ended


def all_memory(name, arch):
    """A thread that allocates all memory gets an error, and the machine continues.  With
    vm.panic_on_oom=1, the machine panics."""
    boot(
        name,
        arch,
        [],
        [
            "page allocation failure: order:0, mode:.*GFP_KERNEL",
            "caller crash_memory",
            "the free memory is reserved for other requests",
            "min [0-9]+ low",
            "the machine goes on",
            r"MemFree: +[0-9]{5}",
            "^oom_notify [1-9]",
            "^pageoutrun [1-9]",
            "^allocstall_normal [1-9]",
        ],
        1,
        "crash memory; meminfo; vmstat; zoneinfo",
    )
    output = boot(
        name + "-panic",
        arch,
        [],
        ["Kernel panic: out of memory, and panic_on_oom is 1"],
        1,
        "sysctl vm.panic_on_oom=1; crash memory",
    )
    refuse(output, "the machine goes on")


# For each argument of the command crash: the expected report.
CRASHES = {
    "null": ["reading 0000000000000010: NULL pointer"],
    "rodata": ["writing .*: read-only data of the image"],
    "text": ["writing .*: text of the image"],
    "exec-data": ["executing .*: data of the image"],
    "overflow": ["stack overflow", "guard page below the stack of init"],
    "guard": ["reading .*: guard page after the vmalloc area of"],
    "region-end": ["reading .*: byte 8 after the demand-paged region crash of [0-9]+ bytes"],
    "region-start": ["reading .*: byte 16 before the demand-paged region crash"],
    "overcommit": [
        "Kernel panic: out of memory: first touch of .* in crash, which is overcommitted"
    ],
    "hole": ["hole in the linear map: no RAM"],
    "bug": ["Kernel panic: BUG at .*crash"],
    "panic": ["Kernel panic: on request"],
    "panic-all": ["Kernel panic: on request, of CPU [0-9]"],
    "irq": ["reading .*: NULL pointer"],
}


def crash(name, arch, how, want):
    caller = {
        "irq": r"timer_interrupt\+0x",
        "panic-all": r"\] (on_each_cpu|smp_handle_ipi)\+0x",
        "overflow": r"crash_overflow_step\+0x",
    }.get(how, r"\] crash\+0x")
    output = boot(
        name, arch, [], [*want, "Call trace:", r"crash_\w+\+0x", caller], 1, "crash " + how
    )
    refuse(output, "the machine goes on")
    if how != "overflow":
        # The same function twice in succession is a stale address on the stack.
        refuse(output, r"\] (crash_\w+)\+.*\n.*\] \1\+")


def slob_links(name, arch, kind):
    """Overwritten links of SLOB's free memory are reported."""
    output = boot(
        name,
        arch,
        [],
        ["Kernel panic: slob: the links of free memory at .* are overwritten"],
        1,
        "slob_links " + kind,
    )
    refuse(output, "the machine goes on")


def fpu_in_interrupt(name, arch, out, what):
    output = boot(
        name,
        arch,
        [],
        ["Fault: " + what, r"fpu_root\+0x", r"timer_interrupt\+0x"],
        1,
        "crash fpu",
        out,
    )
    refuse(output, "the machine goes on")


def page_debugging(name, arch):
    """A write to a freed page is reported with debug_pagealloc= and with page_poison=. The command
    pageowner needs page_owner=, memtest= finds no bad page, and invalid values are not accepted."""

    def run_with(options, command, want, status):
        return boot(name, arch, ["-append", '%s run="%s"' % (options, command)], want, status)

    run_with(
        "debug_pagealloc=on",
        "crash freed-page",
        ["writing .*: RAM at .*, not mapped here: it was freed", r"crash_freed_page\+0x"],
        1,
    )
    run_with(
        "page_poison=1 page_owner=on",
        "crash write-freed",
        [
            "was written to while it was free, at offsets 0x64 to 0x64",
            "00000000: 42",
            "its last owner: order 1, allocated by crash_write_freed",
            r"crash_write_freed\+0x",
            "the machine goes on",
        ],
        1,
    )
    run_with("page_owner=on", "pageowner", [r"order 2 flags .* by vmalloc", "^pfn 0x"], 0)
    run_with("init_on_alloc=1", "pageowner", ["boot with page_owner=on"], 1)
    run_with("memtest=3", "meminfo", ["memtest: pattern 3 of 3: 0x5+$", "memtest: 0 bad pages"], 0)
    run_with(
        "page_poison=maybe memtest=x",
        "meminfo",
        ["boot argument page_poison=maybe: not accepted", "boot argument memtest=x: not accepted"],
        0,
    )


def oom_case(arch, step):
    return Case("oom-" + arch, out_of_memory, arch, step, needs=[arch, "disk"], long=True)


def long_cases():
    for arch in MACHINE:
        yield oom_case(arch, 1)


def cases():
    for what, (case, arches) in EDITED.items():
        for arch in arches:
            yield Case("bad-%s-%s" % (arch, what), case, arch, needs=[arch])
    for what, arguments in ON_HOST.items():
        yield Case("bad-host-" + what, on_host, *arguments, needs=["host"])
    yield Case("bad-riscv-damaged-tree", damaged_tree, needs=["riscv"])
    loader = [
        "-M",
        "virt",
        "-cpu",
        "cortex-a72",
        "-m",
        "256M",
        "-device",
        "loader,addr=0x44000000,cpu-num=0,file=" + os.path.join(OUT, "arm64", "Image"),
    ]
    yield Case(
        "bad-arm64-no-tree",
        no_tree,
        loader,
        "The boot loader passed no device tree",
        needs=["arm64"],
    )
    raspi = ["-M", "raspi3b", "-audio", "none", "-kernel", os.path.join(OUT, "arm64", "Image")]
    yield Case(
        "bad-arm64-atags", no_tree, raspi, "There is no device tree at the address", needs=["arm64"]
    )
    for arch in MACHINE:
        simple = {
            "disk": (disk,),
            "disk-block-4096": (disk_of_blocks, 4096),
            "disk-block-32768": (disk_of_blocks, 32768),
            "disk-modern": (disk, "-global", "virtio-mmio.force-legacy=false"),
            "disk-platform": (disk_on_platform,),
            "disk-shutdown": (disk_shutdown,),
            "disk-failing": (failing_disk,),
            "disk-rebind": (rebind,),
            "disk-garbage": (garbage_disk,),
            "disk-missing": (no_disk,),
            "unknown-command": (unknown_command,),
        }
        for what, (function, *args) in simple.items():
            yield Case("io-%s-%s" % (arch, what), function, arch, *args, needs=[arch, "disk"])
        yield Case("page-debug-" + arch, page_debugging, arch, needs=[arch])
        yield oom_case(arch, 2)
        yield Case("oom-%s-all" % arch, all_memory, arch, needs=[arch])
        out, what = {
            "riscv": ("riscv-slub", "illegal instruction"),
            "arm64": ("arm64-slab", "use of floating point or SIMD"),
        }[arch]
        yield Case("crash-%s-fpu" % arch, fpu_in_interrupt, arch, out, what, needs=[out])
        for kind in ("slab", "page", "block"):
            yield Case("crash-%s-links-%s" % (arch, kind), slob_links, arch, kind, needs=[arch])
        for how, want in CRASHES.items():
            yield Case("crash-%s-%s" % (arch, how), crash, arch, how, want, needs=[arch])
