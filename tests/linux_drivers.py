# SPDX-License-Identifier: BSD-2-Clause
"""Check make linux: its lists and messages with a small tree of Linux, and drivers of the package
linux-source-6.12, or of the tree LINUX_TREE, on both targets and on the host port."""
import os
import re
import shutil

from bad import MACHINE
from boot import COMMON, PROGRAM, WITH_MONITOR, command_with_dtb
from builds import ADDRESS, PLAIN, TARGETS
from console import session
from dmac import INTERRUPT, WORKS, host, overlay, sifive
from harness import Case, DISK, Failure, OUT, Skip, TOP, configured, expect, log_path, refuse, run
from images import need_genimage
from linux_names import ARCHIVE
from rebind import APP, RTC, VIRTIO, expect_rebind
from watchdog import KINDS, Kind, host_command, one_kind

TREE = os.path.join(OUT, "linux-drivers-tree")
PORTS = {**TARGETS, "host": "host"}
# A tree with a driver that works, and one that calls a function of a core that no list names.
SMALL = {
    "Makefile": "VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 1\n",
    "COPYING": "GPL-2.0\n",
    "LICENSES/GPL-2.0": "GPL-2.0\n",
    "include/linux/frob.h": "/* SPDX-License-Identifier: GPL-2.0-only */\nint frobnicate(int n);\n",
    "include/linux/slab.h": '#error "Quarry\'s header comes first"\n',
    "drivers/frob/core.c": "// SPDX-License-Identifier: GPL-2.0-only\n#include <linux/export.h>\n"
    "#include <linux/frob.h>\nint frobnicate(int n)\n{\n\treturn n + CONFIG_" "FROB;\n}\n"
    "EXPORT_SYMBOL_GPL(frobnicate);\n",
    "drivers/frob/frob.c": "// SPDX-License-Identifier: GPL-2.0-or-later\n#include <linux/frob.h>\n"
    "#include <linux/module.h>\n#include <linux/slab.h>\nstatic int __init frob_init(void)\n{\n"
    '\tpr_info("frob: %d\\n", frobnicate(41));\n\treturn 0;\n}\nmodule_init(frob_init);\n',
}
LISTS = {
    "core": "title the core of frob\nconfig FROB\nfile drivers/frob/core.c\n",
    "frob": "title frob\nneeds core\nfile drivers/frob/frob.c\n",
    "alone": "title frob without its core\nfile drivers/frob/frob.c\n",
    "word": "title x\nfile drivers/frob/frob.c\nfrob x\n",
    "nothing": "title x\nfile\n",
    "no-file": "title x\n",
    "absent": "title x\nfile drivers/frob/absent.c\n",
    "loop": "title x\nclass WATCHDOG\nwithout ARM_SBSA_WATCHDOG\nfile drivers/frob/frob.c\n",
    "needs": "title x\nneeds absent-list\nfile drivers/frob/frob.c\n",
}


def write_small(name):
    """Write the small tree and the lists.  Returns the folder."""
    folder = os.path.join(OUT, name)
    shutil.rmtree(folder, ignore_errors=True)
    texts = {"linux/" + path: text for path, text in SMALL.items()}
    texts.update({"%s.list" % path: text for path, text in LISTS.items()})
    for path, text in texts.items():
        path = os.path.join(folder, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as f:
            f.write(text)
    return folder


def make_linux(name, folder, lists, goal="linux", linux="linux"):
    """Returns (status, output) of make linux for the host port."""
    return run(
        name,
        [
            "make",
            "--no-print-directory",
            goal,
            "BOARD=host",
            "O=" + os.path.join(OUT, name + "-out"),
            "LINUX=" + os.path.join(folder, linux),
            "LISTS=" + " ".join(os.path.join(folder, item + ".list") for item in lists),
        ],
        600,
    )


def bad_lists(name):
    """Each mistake in a list is refused with a message that names it."""
    folder = write_small(name)
    for item, message in (
        ("word", r"word.list:3: unknown keyword frob: the keywords are title, file, "),
        ("nothing", r"nothing.list:2: nothing follows file"),
        ("no-file", r"no-file.list: the list has no file"),
        ("absent", r"absent.list: there is no drivers/frob/absent.c in Linux 6.12.1"),
        ("needs", r"needs.list: needs absent-list, and there is no absent-list.list"),
        ("gone", r"gone.list: No such file"),
        ("loop", r'symbols depend on each other: .* write "with WATCHDOG" instead of "class WATCHDOG"'),
    ):
        status, output = make_linux(name, folder, [item])
        if not status:
            raise Failure("%s.list is accepted" % item)
        expect(output, message)
    status, output = make_linux(name, folder, ["frob", "core"], linux="drivers")
    expect(output, r"LINUX=.* is no unpacked source tree of Linux")
    status, output = make_linux(name, folder, ["frob", "core"], "lib")
    expect(output, r"The library has no drivers of Linux: call make lib without LINUX=")
    status, output = run(name, ["make", "linux", "BOARD=host"], 60)
    expect(output, r"Say where an unpacked source tree of Linux is: make linux LINUX=dir")


def small(name):
    """A driver and its core: licence, list of files, missing functions, and the offer of source."""
    folder, out = write_small(name), os.path.join(OUT, name + "-out")
    shutil.rmtree(out, ignore_errors=True)
    status, output = make_linux(name, folder, ["alone"])
    if not status:
        raise Failure("a driver without its core is linked")
    expect(output, r"^  frobnicate +drivers/frob/core.c$")
    status, output = make_linux(name, folder, ["core", "frob"])
    if status:
        raise Failure("status %s" % status)
    expect(output, r"^Linux 6.12.1 lacks files of .*virtio.*: left out$", r"^3 files of Linux 6.12.1, not compared")
    with open(os.path.join(out, "linux-files.txt")) as f:
        expect(f.read(), r"^[0-9a-f]{64}  GPL-2.0-or-later +drivers/frob/frob.c$")
    command = [os.path.join(out, "quarry-GPL-2.0.elf"), "-append", "run=\"version; poweroff\""]
    status, output = run(name, command, 60)
    expect(output, r"frob: 42", r"^Quarry .* for host, GPL-2.0: with drivers of Linux\r?$")
    status, output = make_linux(name, folder, ["core", "frob"], "linux-source-offer")
    expect(output, r"The sources of the image are in .*quarry-GPL-2.0-source.tar.xz$")
    names = run(name, ["tar", "-tf", os.path.join(out, "quarry-GPL-2.0-source.tar.xz")], 60)[1]
    for path in ("linux/drivers/frob/frob.c", "linux/COPYING", "quarry/Makefile", "config", "lists/frob.list"):
        expect(names, "^%s$" % re.escape(path))
    with open(os.path.join(folder, "linux.sha256"), "w") as f:
        f.write("0" * 64 + "  drivers/frob/frob.c\n")
    status, output = make_linux(name, folder, ["core", "frob"])
    if not status:
        raise Failure("a changed tree of Linux is accepted")
    expect(output, r"not as it was unpacked: drivers/frob/core.c, drivers/frob/frob.c")


# ---- the drivers of Linux ----------------------------------------------------------------------


def tree():
    return os.environ.get("LINUX_TREE") or os.path.join(TREE, "linux-source-6.12")


def unpack(name):
    """Unpack the package.  A tree that the user named is taken as it is."""
    if os.environ.get("LINUX_TREE"):
        return tree()
    if not os.path.exists(ARCHIVE):
        raise Skip("linux-source-6.12 is not installed")
    status, output = run(name, [os.path.join(TOP, "scripts/linux_source.sh"), TREE], 900)
    if status:
        raise Failure(output)
    return ""


def build(name, port, *compiler):
    out = name[len("build-") :]
    fragments = ADDRESS if port == "host" else PLAIN
    configured(name, out, PORTS[port], fragments, "LINUX=" + tree(), APP, "linux", *compiler)
    with open(os.path.join(OUT, "logs", name + ".log")) as f:
        output = f.read()
    expect(output, r"^\d+ files of Linux \S+, (unchanged|not compared)")
    refuse(output, "warning:")
    return output[output.rindex("\n", 0, -1) :].split(":")[0].strip()


# Lists for one more driver of each kind.  Nothing else is written for them.
TRIALS = {
    "rtc-cadence": "class RTC_CLASS\nfile drivers/rtc/rtc-cadence.c\n",
    "rtc-mxc_v2": "class RTC_CLASS\nfile drivers/rtc/rtc-mxc_v2.c\n",
    "gpio-virtio": "needs virtio\nclass GPIOLIB\nfile drivers/gpio/gpio-virtio.c\n",
    "gpio-cadence": "needs gpio-mmio\nfile drivers/gpio/gpio-cadence.c\n",
    "gpio-zynq": "class GPIOLIB\nfile drivers/gpio/gpio-zynq.c\n",
    "gpio-uniphier": "class GPIOLIB\nfile drivers/gpio/gpio-uniphier.c\n",
    "sbsa_gwdt": "with WATCHDOG\nwithout ARM_SBSA_WATCHDOG\nfile drivers/watchdog/sbsa_gwdt.c\n",
    "bcm2835_wdt": "with WATCHDOG\nwithout BCM2835_WDT\nfile drivers/watchdog/bcm2835_wdt.c\n",
    "bcm2835-dma": "needs virt-dma\nclass DMA_ENGINE\nfile drivers/dma/bcm2835-dma.c\n",
    "sun6i-dma": "needs virt-dma\nclass DMA_ENGINE\nfile drivers/dma/sun6i-dma.c\n",
    "hi6220-mailbox": "needs mailbox\nfile drivers/mailbox/hi6220-mailbox.c\n",
    "imx-mailbox": "needs mailbox\nfile drivers/mailbox/imx-mailbox.c\n",
    "meson-rng": "class HW_RANDOM\nfile drivers/char/hw_random/meson-rng.c\n",
}


def trial(name):
    """The drivers compile and are linked."""
    folder = os.path.join(OUT, name + "-lists")
    os.makedirs(folder, exist_ok=True)
    lists = []
    for driver, text in TRIALS.items():
        lists.append(os.path.join(folder, driver + ".list"))
        with open(lists[-1], "w") as f:
            f.write("title %s\n%s" % (driver, text))
    make = ["LINUX=" + tree(), "LISTS=" + " ".join(lists), "linux"]
    configured(name, "linux-trial", TARGETS["arm64"], PLAIN, *make)
    with open(os.path.join(OUT, "linux-trial", "linux-files.txt")) as f:
        files = f.read()
    for text in TRIALS.values():
        expect(files, " %s$" % re.escape(text.split()[-1]))
    return "%d drivers" % len(TRIALS)


LEAK = r"are freed by virt\S+ while 64 bytes at \S+ are mapped"  # of Linux's virtio-rng


def boot_target(name, arch, devices, commands, may_leak=False):
    image = os.path.join(OUT, "linux-drivers-" + arch, "Image")
    command = [PROGRAM[arch], *MACHINE[arch], *COMMON, *devices, "-kernel", image]
    status, output = run(name, [*command, "-append", 'run="%s"' % commands], 120)
    output = output.replace("\r", "")
    if may_leak and "WARNING" in output:
        expect(output, "mm/dma/owner.c", LEAK)
    refuse(output, "Kernel panic", *([] if may_leak else ["WARNING"]))
    return output


def licensed_names(name, arch):
    """All files with the image have the licence in their names; the usual names are links."""
    need_genimage()
    out = os.path.join(OUT, "linux-drivers-" + arch)
    status, output = run(
        name,
        ["make", "O=" + out, "BOARD=" + PORTS[arch], "LINUX=" + tree(), APP, "fit", "image"],
        300,
    )
    if status:
        raise Failure(output)
    for file in ("Image", "quarry.elf", "quarry.itb", "boot.vfat", "stick.img"):
        start, end = os.path.splitext(file)
        path = os.path.join(out, file)
        if not os.path.islink(path) or os.readlink(path) != start + "-GPL-2.0" + end:
            raise Failure("%s is no link to a file with the licence in its name" % file)
        if not os.path.getsize(path):
            raise Failure("%s is empty" % file)


HEX_LINE = r"^(?:[0-9a-f]{2} ){15}[0-9a-f]{2}$"  # 16 bytes that the command hwrng prints


def virtio_rng(name, arch):
    """Random numbers with each kind of ring, before and after the driver is unbound."""
    slot = VIRTIO[arch]
    commands = "hwrng 32; unbind {0}; hwrng 1; bind {0}; hwrng 16; rebind {0} 'hwrng 64'; dmainfo; poweroff"
    for options in ("", ",packed=on", ",iommu_platform=on", ",packed=on,iommu_platform=on"):
        devices = [
            "-global",
            "virtio-mmio.force-legacy=false",
            "-device",
            "virtio-rng-device" + options,
        ]
        # With the option iommu_platform, the driver maps its buffers, and may leave one mapped.
        output = boot_target(name, arch, devices, commands.format(slot), "iommu" in options)
        lines = re.findall(HEX_LINE, output, re.M)
        if len(set(lines)) < 3:
            raise Failure("virtio-rng-device%s: numbers: %s" % (options, lines))
        expect(output, "^hwrng: there is no such generator$")
        expect_rebind(output, slot)


def rtc(name, arch):
    """The clock sets the system's time.  It is set, and alarms ring, before and after the driver is
    unbound."""
    commands = (
        "rtc set 2038-01-19T03:14:05; rtc alarm 2; unbind {0}; rtc; bind {0}; rtc alarm 1; "
        "rebind {0} rtc; rtc alarm 1; poweroff"
    )
    clock = ["-rtc", "base=2031-02-03T04:05:06"]
    output = boot_target(name, arch, clock, commands.format(RTC[arch]))
    expect(
        output,
        "%s: the system's time is set to 2031-02-03T04:05:0[6-9]" % RTC[arch],
        r"^rtc0: the alarm rang at 2038-01-19T03:14:(07|08|09)$",
    )
    if len(re.findall("^rtc0: the alarm rang at ", output, re.M)) != 3:
        raise Failure("an alarm did not ring")
    expect_rebind(output, RTC[arch])


def gpio(name):
    """Lines of QEMU's PL061 are read and set."""
    slot = "9030000.pl061"
    commands = "gpio {0} 2 1; gpio {0}; gpio {0} 2 0; gpio {0} 2 in; gpio {0} 8 1; gpio x 1 1; rebind {0} gpio; poweroff"
    output = boot_target(name, "arm64", [], commands.format(slot))
    expect(
        output,
        r"^%s: 8 lines$" % slot,
        r"^ +2  out   1  \[command gpio\]$",
        r"^ +2  out   1$",
        r"^ +2  out   0  \[command gpio\]$",
        r"^ +2  in    0  \[command gpio\]$",
        r"^gpio: the chip has no such line$",
        r"^gpio: there is no chip x$",
    )
    expect_rebind(output, slot)


def gpio_edge(name):
    """QEMU's power button, line 3, causes an interrupt.  Line 2 never changes."""
    image = os.path.join(OUT, "linux-drivers-arm64", "Image")
    output = session(
        name,
        [PROGRAM["arm64"], *MACHINE["arm64"], *WITH_MONITOR, "-kernel", image],
        [
            ("", "quarry> "),
            ("gpio 9030000.pl061 3 wait 30\r", r"wait 30\s"),
            ("\x01c", r"\(qemu\)"),
            ("system_powerdown\r", r"  3  in    [01]  \[command gpio\]"),
            ("\x01c\r", "quarry> "),
            ("gpio 9030000.pl061 2 wait 1\r", "gpio: the line did not change"),
            ("gpio 9030000.pl061 2 in\r", r"  2  in    0  \[command gpio\]"),
            ("poweroff\r", None),
        ],
    )
    refuse(output, "WARNING", "Kernel panic")


def pdma(name):
    """sf-pdma copies memory after its driver was bound again.  Nothing is copied meanwhile, because
    the driver frees the descriptor of a transfer that it terminates twice."""
    sifive(name, "linux-drivers-riscv", "rebind 3000000.dma; ")
    with open(log_path(name)) as log:
        expect_rebind(log.read().replace("\r", ""), "3000000.dma")


def sifive_gpio(name):
    """Lines of QEMU's sifive_u, whose interrupts are lines of the PLIC.  A line that is not driven
    is low, so that its interrupt for this level is raised at once.  The driver cannot be unbound,
    because it never removes its chip."""
    commands = (
        "gpio {0} 2 1; gpio {0} 2 in; gpio {0} 3 low; gpio {0} 3 high 1; gpio {0} 3 wait 1; "
        "gpio {0} 15 low; dmatest all 1 1"
    )
    command = [PROGRAM["riscv"], "-M", "sifive_u", "-smp", "3", "-m", "256M", *COMMON]
    command += ["-kernel", os.path.join(OUT, "linux-drivers-riscv", "Image")]
    output = run(name, [*command, "-append", 'run="%s"' % commands.format("10060000.gpio")], 60)[1]
    output = output.replace("\r", "")
    expect(
        output,
        r"^ +2  out   1  \[command gpio\]$",
        r"^ +2  in    0  \[command gpio\]$",
        r"^ +3  in    0  \[command gpio\]\ngpio: the line did not change$",
        r"^gpio: the line did not change\n +15  in    0  \[command gpio\]$",
    )
    refuse(output, "WARNING", "Kernel panic")


def boot_raspi(name, commands, *arguments):
    command = command_with_dtb("raspi3b", "linux-drivers-arm64")
    append = " ".join(['run="%s; poweroff"' % commands, *arguments])
    output = run(name, [*command, "-append", append], 200)[1].replace("\r", "")
    refuse(output, "WARNING", "Kernel panic")
    return output


def raspi_rng(name):
    """The random number generator of QEMU's Raspberry Pi 3."""
    slot = "3f104000.rng"
    commands = "hwrng 32; unbind {0}; bind {0}; hwrng 16; rebind {0} 'hwrng 64'".format(slot)
    output = boot_raspi(name, commands)
    if len(re.findall(HEX_LINE, output, re.M)) < 3:
        raise Failure("numbers are missing")
    expect_rebind(output, slot)


def raspi_firmware(name):
    """The firmware of QEMU's Raspberry Pi 3 answers through its mailbox."""
    device = "firmware:rpi-firmware"
    output = boot_raspi(name, "rebind " + device, "coherent_pool=128K", "loglevel=7")
    expect(output, r"^.*%s: Attached to firmware from 19\d\d-\d\d-\d\dT\d\d:\d\d:\d\d$" % device)
    refuse(output, "Request 0x.* returned status")
    expect_rebind(output, device)


# ---- the host port -----------------------------------------------------------------------------


RULES = ("id", "index", "length", "twice", "short", "silent")  # that the device violates
# For each device: its option, and a command that runs while its driver is bound again.
HOST_DEVICES = {
    "rng": ("-virtio rng", "hwrng 64"),
    "input": ("-virtio input", "input"),
    "blk": ("-disk " + DISK, "sha256sum README.md"),
}


def boot_host(name, options, commands, limit=120):
    """Run commands on the host port, which ends within limit seconds.  Returns the output."""
    command = ["timeout", str(limit), os.path.join(OUT, "linux-drivers-host", "quarry.elf")]
    command += ["-smp", "2", "-m", "128M", *options, "-append", 'loglevel=7 run="%s"' % commands]
    output = run(name, command, limit + 10)[1].replace("\r", "")
    expect(output, "sanitizer: address, undefined behaviour")
    refuse(output, "AddressSanitizer", "runtime error", "Kernel panic")
    return output


def host_virtio(name, device, *options, leaks=False):
    """Bind a device again and again, and with each allocation failing in turn."""
    option, load = HOST_DEVICES[device]
    commands = "rebind %s '%s'; poweroff" % (VIRTIO["host"], load)
    output = boot_host(name, [*option.split(), *options], commands)
    refuse(output, *([] if leaks else ["WARNING"]))
    failed = expect_rebind(output, VIRTIO["host"], 1 if leaks else 0)
    if leaks:
        expect(output, "mm/dma/owner.c", LEAK)
    return "%d allocations" % failed


def host_rng_noncoherent(name):
    """Linux's virtio-rng leaves the buffer of its last request mapped, which is reported."""
    return host_virtio(name, "rng", "-noncoherent", leaks=True)


# A node of the AMBA bus.
PL330 = (
    'arm,pl330", "arm,primecell',
    'clocks = <&clock>; clock-names = "apb_pclk"; arm,primecell-periphid = <0x00041330>;',
)
CLOCK = 'compatible = "fixed-clock"; #clock-cells = <0>; clock-frequency = <100000000>;'
PL330_LEAK = 4  # pages of descriptors, which the driver never frees


def host_pl330(name, *options):
    """Linux's pl330 copies memory, and its driver is bound again.  Nothing is copied meanwhile: the
    driver cannot be bound while an event is pending."""
    dmac = "1000a000.dma-controller"
    coherence = "dma-noncoherent;" if options else "dma-coherent;"
    path = overlay(name, PL330, INTERRUPT + coherence, bus="%s clock: clock { " + CLOCK + " };")
    commands = "dmatest all 4 16; rebind %s; dmatest all 4 16; dmainfo; poweroff" % dmac
    output = host(name, "pl330", path, *options, commands=commands, out="linux-drivers-host")[1]
    output = output.replace("\r", "")
    expect(output, "%s: .* Num_Events-4$" % dmac, "(?s)%s.*%s" % (WORKS, WORKS))
    refuse(output, "AddressSanitizer", "runtime error", "DMA FAILS")
    return "%d allocations" % expect_rebind(output, dmac, PL330_LEAK)


WATCHDOGS = {
    "dw": KINDS["dw"],
    "sp805": Kind(
        'arm,sp805", "arm,primecell',
        85899,
        more='clocks = <&bus>, <&bus>; clock-names = "wdog_clk", "apb_pclk"; arm,primecell-periphid = <0x141805>;',
        default=60,
        told=0,  # Linux's driver does not say what the hardware's maximum is
    ),
}


def host_watchdog(name, which):
    """All that is checked for Quarry's own driver, and then bind the driver again and again."""
    kind, out = WATCHDOGS[which], "linux-drivers-host"
    one_kind(name, which, out, kind)
    commands = 'run="rebind 10007000.watchdog watchdog; poweroff"'
    command = host_command(name, which, arguments=commands, out=out, kind=kind)
    output = run(name, [*command, "-smp", "2"], 60)[1].replace("\r", "")
    refuse(output, "AddressSanitizer", "runtime error", "Kernel panic", "WARNING")
    return "%d allocations" % expect_rebind(output, "10007000.watchdog")


def cases():
    yield Case("linux-drivers-bad-lists", bad_lists, needs=["host"])
    yield Case("linux-drivers-small", small, needs=["host"])


def long_cases():
    yield Case("build-linux-drivers-tree", unpack, long=True)
    for port in PORTS:
        name, needs = "build-linux-drivers-" + port, ["linux-drivers-tree"]
        yield Case(name, build, port, needs=needs)
        yield Case(name + "-llvm", build, port, "LLVM=1", needs=needs)
    yield Case("build-linux-drivers-trial", trial, needs=["linux-drivers-tree"])
    for arch in TARGETS:
        needs = ["linux-drivers-" + arch]
        yield Case("linux-drivers-%s-virtio-rng" % arch, virtio_rng, arch, needs=needs)
        yield Case("linux-drivers-%s-rtc" % arch, rtc, arch, needs=needs)
        yield Case("linux-drivers-%s-licence" % arch, licensed_names, arch, needs=needs)
    yield Case("linux-drivers-riscv-sf-pdma", pdma, needs=["linux-drivers-riscv"])
    yield Case("linux-drivers-riscv-sifive-gpio", sifive_gpio, needs=["linux-drivers-riscv"])
    yield Case("linux-drivers-arm64-gpio", gpio, needs=["linux-drivers-arm64"])
    yield Case("linux-drivers-arm64-gpio-edge", gpio_edge, needs=["linux-drivers-arm64"])
    needs = ["linux-drivers-arm64", "dtbs"]
    yield Case("linux-drivers-arm64-bcm2835-rng", raspi_rng, needs=needs)
    yield Case("linux-drivers-arm64-raspberrypi", raspi_firmware, needs=needs)
    needs = ["linux-drivers-host"]
    yield Case("linux-drivers-host-virtio-rng", host_virtio, "rng", needs=needs)
    yield Case("linux-drivers-host-virtio-rng-noncoherent", host_rng_noncoherent, needs=needs)
    for rule in RULES:
        name = "linux-drivers-host-virtio-rng-" + rule
        yield Case(name, host_virtio, "rng", "-disk-evil", rule, needs=needs)
    yield Case("linux-drivers-host-pl330", host_pl330, needs=needs)
    yield Case("linux-drivers-host-pl330-noncoherent", host_pl330, "-noncoherent", needs=needs)
    for which in WATCHDOGS:
        yield Case("linux-drivers-host-%s_wdt" % which, host_watchdog, which, needs=needs)
    yield Case("linux-drivers-host-virtio-input", host_virtio, "input", needs=needs)
    for rule in (*RULES, "config"):
        name = "linux-drivers-host-virtio-input-" + rule
        yield Case(name, host_virtio, "input", "-disk-evil", rule, needs=needs)
