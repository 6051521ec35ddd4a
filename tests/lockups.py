# SPDX-License-Identifier: BSD-2-Clause
"""Check the reports of a thread that does not yield or waits for ever, and of a CPU that takes no
interrupts.  Also check the back-traces of all CPUs after a break on the serial line or Ctrl-O."""
import os

from bad import MACHINE
from boot import COMMON, PROGRAM, WITH_MONITOR
from builds import PLAIN, TARGETS
from console import session
from harness import Case, Failure, OUT, configured, expect, need_qemu, refuse, run

PORTS = {**TARGETS, "host": "host"}
LIMIT = 60
HALTED = 5  # seconds of silence; without a halt, a report follows after two
TRACE = r"Call trace:\n(?:.*\n){1,20}?.*\] %s\+"
# For each kind of thread: the expected reports.
KINDS = {
    "soft": [
        r"watchdog: BUG: soft lockup - CPU#1 stuck for [2-4]s! \[stuck/1:\d+\]\n.*"
        + TRACE % "spin_while_stuck"
    ],
    "hard": [
        r"watchdog: BUG: hard lockup - CPU#1 takes no interrupts for [1-4]s! \[stuck/1:\d+\]",
        "CPU: 1 thread: stuck/1: this CPU takes no interrupts",
    ],
    "deadlock": [
        r"INFO: task stuck/\d:(\d+) blocked for more than [2-4] seconds\.\n"
        r".*INFO: task stuck/\d:\1 is blocked on a mutex owned by task other:\d+\.\n"
        r".*task:stuck/\d pid:\1 cpu:\d\n.*" + TRACE % "wait_for_other",
        r"INFO: task other:(\d+) is blocked on a mutex owned by task stuck/\d:\d+\.\n",
    ],
    "completion": [
        r"INFO: task stuck/\d:(\d+) blocked for more than [2-4] seconds\.\n"
        r".*task:stuck/\d pid:\1 cpu:\d\n.*" + TRACE % "waits_for_completion"
    ],
    "works": [],
    "yields": [],
    "patient": [],
}
# For each port: the report of a CPU that takes no interrupts.
STUCK = {
    "riscv": "this CPU takes no interrupts, and no back-trace is available",
    "arm64": "this CPU takes no interrupts, and no back-trace is available",
    "host": r"this CPU takes no interrupts\n.*" + TRACE % "spin_while_stuck",
}
PANICS = {
    "soft softlockup_panic=1": "softlockup: hung tasks",
    "completion hung_task_panic=1": "hung_task: blocked tasks",
}


def build(name, port):
    configured(name, "lockups-" + port, PORTS[port], PLAIN, "APP=tests/lockups")


def command(port, append, common=COMMON, cpus=2):
    folder = os.path.join(OUT, "lockups-" + port)
    append = "watchdog_thresh=1 sysctl.kernel.hung_task_timeout_secs=2 " + append
    if port == "host":
        return [os.path.join(folder, "quarry.elf"), "-smp", str(cpus), "-append", append]
    need_qemu(PROGRAM[port], 10)
    return [
        PROGRAM[port],
        *MACHINE[port],
        "-smp",
        str(cpus),
        *common,
        "-kernel",
        os.path.join(folder, "Image"),
        "-append",
        append,
    ]


def reported(name, port):
    for kind, patterns in KINDS.items():
        status, output = run(name, command(port, "lockups.kind=%s run=meminfo" % kind), LIMIT)
        output = output.replace("\r", "")
        expect(
            output,
            "lockups: the end",
            "MemTotal",
            *patterns,
            *([STUCK[port]] if kind == "hard" else [])
        )
        refuse(
            output,
            "Kernel panic",
            "Unknown kernel command line",
            *([] if patterns else ["BUG: ", "INFO: task"])
        )
        if status:
            raise Failure("%s: exit status %s" % (kind, status))
    status, output = run(name, command(port, 'lockups.kind=patient run="threads -b"'), LIMIT)
    expect(
        output.replace("\r", ""),
        r"task:sleeps pid:\d+ cpu:\d\n.*" + TRACE % "sleeps",
        r"task:init pid:\d+ cpu:0\n.*" + TRACE % "cmd_threads",
    )
    for kind, panic in PANICS.items():
        status, output = run(name, command(port, "lockups.kind=%s run=meminfo" % kind), LIMIT)
        expect(output, "Kernel panic: " + panic)
        if not status:
            raise Failure("a panic ends with status 0")
    return "%d kinds" % len(KINDS)


def key(name, port):
    """Ctrl-O prints the back-traces while a thread does not yield, and at the prompt.  Afterwards,
    the typed line continues."""
    output = session(
        name,
        command(port, "lockups.kind=soft"),
        [
            ("", "soft lockup"),
            (
                "\x0f",
                r"console: break\s(?s:.*)CPU: 0 thread: (?s:.*)CPU: 1 thread: stuck/1(?s:.*) spin_while_stuck\+(?s:.*)the end",
            ),
            ("memi\x0fnfo\r", r"console: break\s(?s:.*)CPU: 1 thread: idle/1(?s:.*)MemTotal"),
            ("poweroff\r", None),
        ],
    )
    refuse(output, "WARNING: ")


def serial_break(name, port):
    """Ctrl-A b in QEMU, a break on the serial line, prints the back-traces."""
    session(
        name,
        command(port, "", WITH_MONITOR),
        [
            ("", "quarry> "),
            ("\x01b", r"console: break\s(?s:.*)CPU: 0 thread: (?s:.*)CPU: 1 thread: idle/1"),
            ("\r", "quarry> "),
            ("poweroff\r", None),
        ],
    )


def stopped(name, port):
    """If a debugger stops the machine while its clock continues, no thread is reported."""
    start = '"$@" & pid=$!; sleep 2; kill -STOP $pid; sleep 8; kill -CONT $pid; wait $pid'
    limits = "watchdog_thresh=3 sysctl.kernel.hung_task_timeout_secs=6"
    wanted = command(port, "lockups.kind=stopped lockups.seconds=12 run=meminfo " + limits, cpus=3)
    status, output = run(name, ["sh", "-c", start, "sh", *wanted], LIMIT)
    expect(output, "lockups: the end", "MemTotal")
    refuse(output, "BUG: ", "INFO: task", "WARNING: ")
    if status:
        raise Failure("exit status %s" % status)


def halted(name):
    """A machine that cannot be switched off is halted, and no thread is reported."""
    without_status = COMMON[: COMMON.index("-semihosting-config")]
    wanted = command("arm64", "run=nosuch", without_status)
    status, output = run(name, wanted, HALTED, ends=False)
    expect(output, "The machine cannot be switched off with a status: it is halted, status 127")
    refuse(output, "BUG: ", "INFO: task")
    if status is not None:
        raise Failure("exit status %s" % status)


LONG = ("arm64",)  # only in "make check-long": the case waits for most of a minute


def cases():
    for port in PORTS:
        yield Case("build-lockups-" + port, build, port)
        if port not in LONG:
            yield Case("lockups-" + port, reported, port, needs=["lockups-" + port], cpus=2)
        yield Case("lockups-%s-key" % port, key, port, needs=["lockups-" + port])
    yield Case("lockups-host-stopped", stopped, "host", needs=["lockups-host"], cpus=2)
    yield Case("lockups-arm64-halted", halted, needs=["lockups-arm64"], cpus=2)
    for port in TARGETS:
        yield Case("lockups-%s-break" % port, serial_break, port, needs=["lockups-" + port])


def long_cases():
    for port in LONG:
        yield Case("lockups-" + port, reported, port, needs=["lockups-" + port], cpus=2)
