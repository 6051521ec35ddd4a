# SPDX-License-Identifier: BSD-2-Clause
"""Bind and unbind Quarry's own drivers 100 times, also while their devices are used, and with each
allocation of the probe failing in turn, by the command rebind (tests/rebind)."""
import os
import re

from bad import MACHINE
from boot import COMMON, PROGRAM, command_with_dtb
from builds import ADDRESS, PLAIN, TARGETS
from dmac import INTERRUPT, KINDS as ENGINES, overlay, sifive
from harness import Case, DISK, Failure, OUT, configured, expect, log_path, need_qemu, refuse, run
from watchdog import KINDS as WATCHDOGS, host_command

APP = "APP=tests/rebind"  # has the command rebind
ROUNDS = 100  # of the command rebind
DMAC = "1000a000.dma-controller"

# For each port: the device of the disk, and that of the clock.
VIRTIO = {
    "riscv": "10008000.virtio_mmio",
    "arm64": "a003e00.virtio_mmio",
    "host": "10001000.virtio_mmio",
}
RTC = {"riscv": "101000.rtc", "arm64": "9010000.pl031"}
# QEMU's machines with DMA engines: the device of an engine.
BOARDS = {
    "raspi3b": "3f007000.dma-controller",
    "raspi4b": "fe007000.dma-controller",
    "zcu102": "fd500000.dma-controller",
}


def expect_rebind(output, device, leaked=0):
    """Check what the command rebind says.  The driver may leak this number of pages in each probe.
    Returns the number of allocations that failed."""
    says = r"works, (\d+) allocations failed, (\d+) pages in use before, (\d+) after$"
    found = re.search("^%s: %s" % (re.escape(device), says), output, re.M)
    if not found:
        raise Failure("the command rebind failed for %s" % device)
    failed, before, after = (int(number) for number in found.groups())
    if failed < 2:
        raise Failure("%s: only %d allocations failed" % (device, failed))
    if not -2 <= after - before <= leaked * (ROUNDS + failed) + 2:
        raise Failure("%s: %d pages are in use before, %d after" % (device, before, after))
    return failed


def build(name, port):
    board = {**TARGETS, "host": "host"}[port]
    fragments = [*(ADDRESS if port == "host" else PLAIN), "tests/rebind.config"]
    configured(name, "rebind-" + port, board, fragments, APP)


def check(name, output, devices):
    output = output.replace("\r", "")
    refuse(output, "WARNING", "Fault:", "Kernel panic", "AddressSanitizer", "runtime error")
    failed = [expect_rebind(output, device) for device in devices]
    return "%s allocations" % " + ".join(map(str, failed))


def host(name, options, commands, devices):
    command = [os.path.join(OUT, "rebind-host", "quarry.elf"), "-smp", "2", "-m", "128M", *options]
    append = 'loglevel=7 run="%s; poweroff"' % commands
    return check(name, run(name, [*command, "-append", append], 120)[1], devices)


def disk(name, port):
    """The disk is read while its transport is bound again, and afterwards."""
    commands = "rebind %s 'sha256sum README.md'; sha256sum -c SHA256SUMS" % VIRTIO[port]
    if port == "host":
        return host(name, ["-disk", DISK], commands, [VIRTIO[port]])
    need_qemu(PROGRAM[port], 10)
    commands += "; rebind %s; dmainfo; poweroff" % RTC[port]
    image = os.path.join(OUT, "rebind-" + port, "Image")
    drive = ["-drive", "file=%s,format=raw,id=d,if=none,snapshot=on" % DISK]
    drive += ["-global", "virtio-mmio.force-legacy=false", "-device", "virtio-blk-device,drive=d"]
    command = [PROGRAM[port], *MACHINE[port], *COMMON, *drive, "-kernel", image]
    output = run(name, [*command, "-append", 'run="%s"' % commands], 120)[1]
    expect(output, "^data/numbers.txt: OK\r?$", ", 0 mapped\r?$")
    return check(name, output, [VIRTIO[port], RTC[port]])


def engine(name, kind, coherence):
    """A model of a DMA engine copies memory before and after its driver is bound again."""
    tree = overlay(name, kind, INTERRUPT + "dma-%s;" % coherence)
    options = ["-dmac", kind, "-overlay", tree]
    options += ["-noncoherent"] if coherence == "noncoherent" else []
    commands = "dmatest all 4 4; rebind {0}; dmatest all 4 4".format(DMAC)
    return host(name, options, commands, [DMAC])


def watchdog(name, kind):
    options = host_command(name, kind)[1:-2]
    return host(name, options, "rebind 10007000.watchdog watchdog", ["10007000.watchdog"])


def pdma(name):
    sifive(name, "rebind-riscv", "rebind 3000000.dma; ")
    with open(log_path(name)) as log:
        return check(name, log.read(), ["3000000.dma"])


def power_off(name):
    """The states of the machine, and the function that a driver set in pm_power_off."""
    image = os.path.join(OUT, "rebind-host", "quarry.elf")
    status, output = run(name, [image, "-append", 'run="set_power_off; poweroff"'], 60)
    expect(output.replace("\r", ""), "^state 3$", r"^pm_power_off\(\) in state 5$")
    if status:
        raise Failure("exit status %s" % status)


def board(name, which, device):
    commands = "rebind {0}; dmatest {0} 4 16".format(device)
    command = [*command_with_dtb(which, "rebind-arm64"), "-append", 'run="%s; poweroff"' % commands]
    output = run(name, command, 200)[1]
    expect(output, "dmatest: %s: DMA works: " % device)
    return check(name, output, [device])


def cases():
    for port in VIRTIO:
        yield Case("build-rebind-" + port, build, port)
        yield Case("rebind-" + port, disk, port, needs=["rebind-" + port, "disk"])
    yield Case("rebind-host-power-off", power_off, needs=["rebind-host"])


def long_cases():
    for kind in ENGINES:
        for coherence in ("coherent", "noncoherent"):
            name = "rebind-host-%s-%s" % (kind, coherence)
            yield Case(name, engine, kind, coherence, needs=["rebind-host"])
    for kind in WATCHDOGS:
        yield Case("rebind-host-watchdog-" + kind, watchdog, kind, needs=["rebind-host"])
    yield Case("rebind-riscv-sifive_u", pdma, needs=["rebind-riscv"])
    for which, device in BOARDS.items():
        yield Case("rebind-arm64-" + which, board, which, device, needs=["rebind-arm64", "dtbs"])
