# SPDX-License-Identifier: BSD-2-Clause
"""Check that the table of common mistakes in Documentation/debugging.md states what each build
reports for tests/mistakes."""
import os
import re

from bad import MACHINE
from boot import COMMON, PROGRAM
from builds import PLAIN, TARGETS
from harness import Case, Failure, OUT, TOP, configured, expect, need_qemu, run

APP = ["tests/mistakes/app.config"]
PORTS = {**TARGETS, "host": "host"}
# For each column of the table: the fragments with which the program is built.
BUILDS = {"default": [], "debug": ["kernel/configs/debug.config"], "address": None}
LIMIT = 60
# Boot arguments: lock-ups are detected within seconds, and end the run with a panic.
ARGUMENTS = (
    "hung_task_panic=1 softlockup_panic=1 hardlockup_panic=1 watchdog_thresh=%d "
    "sysctl.kernel.hung_task_timeout_secs=2"
)
THRESH = {"spinlock_never_released": 4}  # seconds; longer, so that the spinlock is reported first
COMMANDS = {
    "default": "slabinfo -v",
    "debug": "slabinfo -v; kmemleak scan; kmemleak scan; kmemleak",
    "address": "slabinfo -v",
}
REPORT = re.compile(
    r"WARNING: |BUG|Fault: |INFO: task|unreferenced object|dma-debug: |Kernel panic|Sanitizer|runtime error"
)
ROW = re.compile(r"\| `([a-z_]+)`: [^|]*\|([^|]*)\|([^|]*)\|([^|]*)\|$", re.M)
SAME, NOTHING = "the same", "nothing"


def table():
    """Return {mistake: {build: "nothing", or patterns, one of which must be found}}."""
    with open(os.path.join(TOP, "Documentation", "debugging.md")) as f:
        rows = ROW.findall(f.read())
    found = {}
    for name, *cells in rows:
        said = {}
        for number, (build, cell) in enumerate(zip(BUILDS, cells)):
            cell = cell.strip()
            if cell == SAME and number:
                said[build] = said[list(BUILDS)[number - 1]]
            elif cell == NOTHING:
                said[build] = NOTHING
            else:
                said[build] = [
                    ".*".join(map(re.escape, text.split("...")))
                    for text in re.findall("`([^`]+)`", cell)
                ]
            if not said[build]:
                raise Failure(
                    "debugging.md: the row of %s has no report for %s: %r" % (name, build, cell)
                )
        found[name] = said
    return found


def build_app(name, port, how):
    folder = "mistakes-%s-%s" % (port, how)
    fragments = BUILDS[how]
    if fragments is None:
        fragments = [
            "boards/host/address.config" if port == "host" else "kernel/configs/san-address.config"
        ]
    configured(name, folder, PORTS[port], [*fragments, *PLAIN, *APP], "APP=tests/mistakes")


def run_app(name, port, how, mistake, arguments=""):
    folder = os.path.join(OUT, "mistakes-%s-%s" % (port, how))
    append = '%s %s run="%s" -- %s' % (
        arguments,
        ARGUMENTS % THRESH.get(mistake, 1),
        COMMANDS[how],
        mistake,
    )
    if port == "host":
        command = [os.path.join(folder, "quarry.elf"), "-smp", "2", "-append", append]
    else:
        need_qemu(PROGRAM[port], 10)
        command = [
            PROGRAM[port],
            *MACHINE[port],
            "-smp",
            "2",
            *COMMON,
            "-kernel",
            os.path.join(folder, "Image"),
            "-append",
            append,
        ]
    return run(name, command, LIMIT)[1].replace("\r", "")


def mistakes(name, port, how):
    rows = table()
    known = re.findall(r"^([a-z_]+)$", run_app(name, port, how, ""), re.M)
    if sorted(known) != sorted([*rows, "none"]):
        raise Failure("the table has %s, and the program %s" % (", ".join(rows), ", ".join(known)))
    for mistake, said in [*rows.items(), ("none", {how: NOTHING})]:
        output = run_app(name, port, how, mistake)
        if said[how] == NOTHING:
            found = REPORT.search(output)
            if found or "the program has ended" not in output:
                raise Failure(
                    "%s: something is reported, or it does not end: %s"
                    % (mistake, found and found[0])
                )
        elif not any(re.search(pattern, output) for pattern in said[how]):
            raise Failure("%s: not reported: %s" % (mistake, " or ".join(said[how])))
    return "%d mistakes" % len(rows)


def sampled(name, port):
    """If object debugging is off, KFENCE samples malloc() and reports a read behind the object."""
    output = run_app(
        name, port, "debug", "malloc_read_overflow", "slub_debug=- kfence.sample_interval=1"
    )
    expect(
        output,
        r"BUG: KFENCE: out-of-bounds read in malloc_read_overflow\+",
        r"WARNING: CPU: \d thread: main at mm/debug/kfence_report\.c:\d+ ",
        r"kfence-#\d+: 0x[0-9a-f]+-0x[0-9a-f]+, size=64, cache=kmalloc",
        r"allocated by task (.*\n){1,6}.* malloc_read_overflow\+",
        "^the program has ended$",
    )


def cases_of(port, how):
    out = "mistakes-%s-%s" % (port, how)
    yield Case("build-" + out, build_app, port, how)
    yield Case(out, mistakes, port, how, needs=[out], cpus=2)


# Pairs (port, column of the table) of "make check".  They cover each port and each column.
CHOSEN = (("host", "default"), ("riscv", "debug"), ("arm64", "address"))


def cases():
    for port, how in CHOSEN:
        yield from cases_of(port, how)
    yield Case("mistakes-riscv-sampled", sampled, "riscv", needs=["mistakes-riscv-debug"])


def long_cases():
    for port in PORTS:
        for how in BUILDS:
            if (port, how) not in CHOSEN:
                yield from cases_of(port, how)
        if port != "riscv":
            yield Case(
                "mistakes-%s-sampled" % port, sampled, port, needs=["mistakes-%s-debug" % port]
            )
