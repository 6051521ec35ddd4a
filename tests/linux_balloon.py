# SPDX-License-Identifier: BSD-2-Clause
"""Check Linux's virtio_balloon in QEMU: the hypervisor borrows memory and returns it, reads the
statistics, and changes the size while the driver is bound and unbound."""
import json
import os
import re
import threading
import time

from bad import MACHINE, compile_dtb, dtb_source
from boot import COMMON, PROGRAM
from builds import TARGETS
from console import session
from harness import Case, Failure, OUT, expect, refuse
from linux_input import connect
from rebind import VIRTIO, expect_rebind

MIB = 1 << 20
RAM = 128 * MIB  # of MACHINE
PATH = "/machine/peripheral/balloon"
ROUNDS = 100
WAIT = 30  # seconds until the driver has reached a size
# KiB that may come and go meanwhile, such as the queues of a driver that is unbound.
TOLERANCE = 256


class Hypervisor:
    """QEMU's monitor (QMP)."""

    def __init__(self, path):
        self.client = connect(path)
        if not self.client:
            raise Failure("QEMU's monitor does not answer")
        self.client.settimeout(WAIT)
        self.lines = self.client.makefile("r")
        self.lines.readline()
        self("qmp_capabilities")

    def __call__(self, command, **arguments):
        text = json.dumps({"execute": command, "arguments": arguments})
        self.client.sendall(text.encode() + b"\n")
        for line in self.lines:  # events come between the answers
            answer = json.loads(line)
            if "return" in answer:
                return answer["return"]
            if "error" in answer:
                raise Failure("%s: %s" % (command, answer["error"]["desc"]))
        raise Failure("QEMU ended before %s" % command)

    def size(self):
        return self("query-balloon")["actual"]

    def until(self, get, wanted, what):
        """Call get() until wanted() is true of its result, which is returned."""
        deadline = time.time() + WAIT
        while not wanted(result := get()):
            if time.time() > deadline:
                raise Failure("%s: %s" % (what, result))
            time.sleep(0.1)
        return result

    def resize(self, size):
        """Ask for a size of the machine's memory, and wait for it."""
        self("balloon", value=size)
        self.wait_for(size)

    def wait_for(self, size):
        self.until(self.size, size.__eq__, "the size is not %d" % size)

    def statistics(self):
        """Return statistics that are newer than this call."""
        get = lambda: self("qom-get", path=PATH, property="guest-stats")
        before = get()["last-update"]
        self("qom-set", path=PATH, property="guest-stats-polling-interval", value=1)
        found = self.until(get, lambda got: got["last-update"] > before, "no statistics")
        self("qom-set", path=PATH, property="guest-stats-polling-interval", value=0)
        return found["stats"]


# A line of QEMU's virtio-mmio devices on AArch64, which rises with an interrupt's edge.
EDGE = re.compile(r"(virtio_mmio@\w+ \{[^}]*interrupts = <\S+ \S+) (0x0?1|1)>")


def level_triggered(name):
    """Return options with a device tree in which the lines are triggered by their level.

    The line of QEMU's device remains high while its status register has a bit.  Linux's virtio_mmio
    reads and clears this register once for each interrupt.  With the edges of QEMU's device tree,
    no interrupt arrives any more if the device sets another bit in between: if the size changes
    while a queue is used.
    """
    source, nr = EDGE.subn(r"\1 0x04>", dtb_source(name, "arm64"))
    if not nr:
        raise Failure("the device tree has no virtio_mmio with an edge")
    return ["-dtb", compile_dtb(name, source)]


def boot(name, arch, steps, options="", tree=()):
    """Boot with a balloon.  steps(hypervisor) is a generator of steps for session().  Returns the
    output."""
    path = os.path.join("/tmp", "%s.%d.q" % (name, os.getpid()))
    image = os.path.join(OUT, "linux-drivers-" + arch, "Image")

    def all_steps():
        yield "", "quarry> "
        yield from steps(Hypervisor(path))
        yield "poweroff\r", None

    try:
        output = session(
            name,
            [PROGRAM[arch], *MACHINE[arch], *COMMON, "-global", "virtio-mmio.force-legacy=false"]
            + ["-qmp", "unix:%s,server=on,wait=off" % path, *tree]
            + ["-device", "virtio-balloon-device,id=balloon" + options, "-kernel", image],
            all_steps(),
        )
    finally:
        if os.path.exists(path):
            os.unlink(path)
    output = output.replace("\r", "")
    refuse(output, "WARNING", "Kernel panic", "BUG: ")
    return output


def memory(output):
    """Return [(total, free)] in KiB, of each call of meminfo."""
    found = re.findall(r"^MemTotal: +(\d+) kB\nMemFree: +(\d+) kB$", output, re.M)
    return [(int(total), int(free)) for total, free in found]


def line(text):
    return text + "\r", "quarry> "


def expect_memory(what, found, first, borrowed):
    """@found is the memory @first, less borrowed bytes."""
    total, free = (number - borrowed // 1024 for number in first)
    if found[0] != total or abs(found[1] - free) > TOLERANCE:
        raise Failure("%s: %s, not %s" % (what, found, (total, free)))


def virtio_balloon(name, arch):
    """Memory is lent and returned, also when the driver is unbound.  The statistics are right."""
    statistics = {}

    def steps(hypervisor):
        yield line("meminfo")
        hypervisor.resize(RAM // 2)
        yield line("meminfo")
        statistics.update(hypervisor.statistics())
        yield line("kmalloc_latency 2000")
        hypervisor.resize(RAM)
        yield line("meminfo")
        hypervisor.resize(RAM // 4)
        yield line("unbind " + VIRTIO[arch])
        yield line("meminfo")
        if hypervisor.size() != RAM:
            raise Failure("pages of a driver that was unbound are missing")
        yield line("bind " + VIRTIO[arch])
        hypervisor.wait_for(RAM // 4)
        yield line("meminfo")
        hypervisor.resize(RAM)
        yield line("meminfo")

    output = boot(name, arch, steps)
    expect(output, r"^kmalloc \d+: ")
    found = memory(output)
    if len(found) != 6:
        raise Failure("memory: %s" % found)
    for what, at, borrowed in (
        ("lent", 1, RAM // 2),
        ("returned", 2, 0),
        ("unbound", 3, 0),
        ("lent after bind", 4, RAM * 3 // 4),
        ("returned at the end", 5, 0),
    ):
        expect_memory(what, found[at], found[0], borrowed)
    total, free = (1024 * number for number in found[1])
    if (
        statistics["stat-total-memory"] != total
        or abs(statistics["stat-free-memory"] - free) > TOLERANCE * 1024
        or not free // 2 < statistics["stat-available-memory"] <= free + TOLERANCE * 1024
        or statistics["stat-disk-caches"] != 0
    ):
        raise Failure("statistics: %s, memory: %s" % (statistics, found[1]))


class Resizer(threading.Thread):
    """Change the size again and again."""

    def __init__(self, hypervisor):
        super().__init__(daemon=True)
        self.hypervisor, self.ends, self.sizes = hypervisor, threading.Event(), 0

    def run(self):
        while not self.ends.wait(0.02):
            self.hypervisor("balloon", value=RAM // (1 + self.sizes % 3))
            self.sizes += 1


def rebind(name, arch):
    """The driver is bound and unbound 100 times while the size changes, and 100 times with a lent
    page and load; memory is then the same as before."""
    slot = VIRTIO[arch]

    def steps(hypervisor):
        yield line("unbind %s; meminfo; bind %s" % (slot, slot))
        resizer = Resizer(hypervisor)
        resizer.start()
        for _ in range(ROUNDS):
            yield line("unbind %s; bind %s; kmalloc_latency 100" % (slot, slot))
        resizer.ends.set()
        resizer.join(WAIT)
        if resizer.sizes < ROUNDS // 2:
            raise Failure("only %d sizes" % resizer.sizes)
        hypervisor.resize(RAM - 64 * 4096)
        yield "rebind %s 'kmalloc_latency 100'\r" % slot, r"(works|FAILS), .*\n(?s:.*)quarry> "
        hypervisor.resize(RAM)
        yield line("unbind %s; meminfo" % slot)

    tree = level_triggered(name) if arch == "arm64" else ()
    output = boot(name, arch, steps, tree=tree)
    before, after = memory(output)
    expect_memory("after %d rounds" % ROUNDS, after, before, 0)
    return "%d allocations" % expect_rebind(output, slot)


def features(name, arch):
    """With deflate-on-oom, lent pages count as RAM.  Reports of free pages are refused."""
    slot = VIRTIO[arch]

    def lend(hypervisor):
        yield line("meminfo")
        hypervisor.resize(RAM // 2)
        yield line("meminfo")
        yield line("unbind %s; bind %s" % (slot, slot))
        hypervisor.wait_for(RAM // 2)
        hypervisor.resize(RAM)
        yield line("meminfo")

    first, lent, last = memory(boot(name, arch, lend, ",deflate-on-oom=on"))
    expect_memory("lent with deflate-on-oom", (lent[0] - RAM // 2048, lent[1]), first, RAM // 2)
    expect_memory("returned with deflate-on-oom", last, first, 0)
    output = boot(name, arch, lambda hypervisor: [line("devices")], ",free-page-reporting=on")
    expect(
        output,
        "page_reporting: free pages are not reported to the hypervisor",
        "virtio_balloon virtio0: probe failed: -EOPNOTSUPP",
    )


def long_cases():
    for arch in TARGETS:
        needs, start = ["linux-drivers-" + arch], "linux-drivers-%s-virtio-balloon" % arch
        yield Case(start, virtio_balloon, arch, needs=needs)
        yield Case(start + "-rebind", rebind, arch, needs=needs)
        yield Case(start + "-features", features, arch, needs=needs)
