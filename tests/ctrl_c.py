# SPDX-License-Identifier: BSD-2-Clause
"""Check that Ctrl-C ends commands and a main() that do not poll for it (tests/ctrl_c)."""
import hashlib
import os

from bad import MACHINE
from boot import COMMON, PROGRAM, image
from builds import PLAIN, TARGETS
from console import session
from harness import Case, Failure, OUT, configured, need_qemu, refuse

PORTS = {**TARGETS, "host": "host"}
STOPPED = r"console: Ctrl-C: \w+:\d+ does not respond and is stopped; .*\s(?s:.*)Call trace:(?s:.*)\] %s\+"
NOT_STOPPED = (
    r"console: Ctrl-C: \w+:\d+ is not stopped: it is in the firmware's code, .*\s(?s:.*)Call trace:"
)
# For each command: a function that its back-trace contains.
COMMANDS = {
    "spin": "spin_for_ever",
    "loop": "cmd_loop",
    "compute": "compute",
    "print": "print_for_ever",
    "show": "cmd_show",
    "sleep": "cmd_sleep",
}
MAINS = {"spin": "spin_for_ever", "print": "main_prints"}


def build(name, port):
    configured(name, "ctrl_c-" + port, PORTS[port], PLAIN, "APP=tests/ctrl_c")


def command(port, append):
    folder = os.path.join(OUT, "ctrl_c-" + port)
    if port == "host":
        return [os.path.join(folder, "quarry.elf"), "-smp", "2", "-append", append]
    need_qemu(PROGRAM[port], 10)
    return [
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


def stops(words):
    """Yield steps that stop each command and check that the prompt follows."""
    for word in words:
        yield word + "\r", r"%s: begins\s" % word
        yield "\x03", STOPPED % COMMANDS[word]
        yield "echo 'still ' here\r", r"\sstill  here\s"


def prompt(name, port, words):
    steps = [("", "for the commands"), *stops(words), ("poweroff\r", None)]
    refuse(session(name, command(port, ""), steps), "WARNING", "is not stopped", "BUG: ")


def main(name, port, what):
    """Ctrl-C stops main(), and the prompt follows."""
    steps = [
        ("", r"main\(\) begins"),
        ("\x03", STOPPED % MAINS[what] + r"(?s:.*)for the commands"),
        ("echo 'still ' here\r", r"\sstill  here\s"),
        ("poweroff\r", None),
    ]
    output = session(name, command(port, "-- " + what), steps)
    refuse(output, "WARNING", "is not stopped", "BUG: ")


def refused(name, port):
    """If the firmware calls a function of a command, Ctrl-C stops the command only after the
    function returns.  Ctrl-C does not stop a waiting thread, but names it.  A raw terminal receives
    the character."""
    session(
        name,
        command(port, ""),
        [
            ("", "for the commands"),
            ("sort\r", r"sort: begins\s"),
            ("\x03", NOT_STOPPED + "(?s:.*)" + STOPPED % "spin_for_ever"),
            ("wait\r", r"wait: begins\s"),
            (
                "\x03",
                r"Ctrl-C: \w+:\d+ is not stopped: it is waiting\s(?s:.*)task:\w+ pid:(?s:.*)\] cmd_wait\+(?s:.*)"
                + STOPPED % "cmd_wait",
            ),
            ("echo 'still ' here\r", r"\sstill  here\s"),
            ("raw\r", r"raw: begins\s"),
            ("\x03", r"raw: ends\s"),
            ("poweroff\r", None),
        ],
    )


def commands(name, port):
    """Check the exit status after Ctrl-C stops a command of run=, or main() before run=. If Ctrl-C
    stops a command of autorun=, the prompt must follow."""
    for append, steps, want in (
        (
            'run="spin; meminfo"',
            [("", r"spin: begins\s"), ("\x03", STOPPED % "spin_for_ever")],
            130,
        ),
        ("run=meminfo -- spin", [("", r"main\(\) begins"), ("\x03", "MemTotal")], 130),
    ):
        try:
            session(name, command(port, append), steps)
        except Failure as failure:
            if str(failure) != "poweroff ended with status %d" % want:
                raise
        else:
            raise Failure("%s: status 0" % append)
    session(
        name,
        command(port, "autorun=spin"),
        [("", r"spin: begins\s"), ("\x03", "for the commands"), ("poweroff\r", None)],
    )


def large_disk(path, megabytes):
    """Write a cpio archive with three files: "empty", "large", which has zeros and is sparse, and
    "sums" with a checksum line for each of the two."""
    sums = b"%s  empty\n%s  large\n" % (hashlib.sha256().hexdigest().encode(), b"0" * 64)
    with open(path, "wb") as disk:
        for name, text, size in (
            ("empty", b"", 0),
            ("sums", sums, len(sums)),
            ("large", b"", megabytes << 20),
            ("TRAILER!!!", b"", 0),
        ):
            fields = [1, 0o100644, 0, 0, 1, 0, size, 0, 0, 0, 0, len(name) + 1, 0]
            disk.write(b"070701" + b"".join(b"%08x" % field for field in fields))
            disk.write(name.encode() + b"\0")
            disk.seek(-disk.tell() % 4, os.SEEK_CUR)
            disk.write(text)
            disk.seek(size - len(text), os.SEEK_CUR)
            disk.seek(-disk.tell() % 4, os.SEEK_CUR)
        disk.truncate(disk.tell() + -disk.tell() % 4096)


def checksum(name, arch):
    """If Ctrl-C ends sha256sum, the command prints that instead of a checksum or "FAILED".  Ctrl-C
    is typed after the line of the file "empty", because a key that comes before the command starts
    is discarded."""
    path = os.path.join(OUT, name + ".img")
    large_disk(path, 1024)
    need_qemu(PROGRAM[arch], 10)
    drive = "if=none,id=d,format=raw,readonly=on,file=" + path
    machine = [*MACHINE[arch], *COMMON, "-drive", drive, "-device", "virtio-blk-device,drive=d"]
    output = session(
        name,
        [PROGRAM[arch], *machine, "-kernel", image(arch)],
        [
            ("", "for the commands"),
            ("sha256sum empty large\r", r"[0-9a-f]{64}  empty\s"),
            ("\x03", r"large: interrupted by Ctrl-C\s"),
            ("sha256sum -c sums\r", r"empty: OK\s"),
            ("\x03", r"large: interrupted by Ctrl-C\s"),
            ("echo 'still ' here\r", r"\sstill  here\s"),
            ("poweroff\r", None),
        ],
    )
    os.remove(path)
    refuse(output, "large: FAILED", "read error", "WARNING")


def cases():
    yield Case("console-riscv-ctrl-c-sum", checksum, "riscv", needs=["riscv"])
    for port in PORTS:
        yield Case("build-ctrl_c-" + port, build, port)
        yield Case("console-%s-ctrl-c" % port, prompt, port, ("spin",), needs=["ctrl_c-" + port])
        yield Case("console-%s-ctrl-c-main" % port, main, port, "spin", needs=["ctrl_c-" + port])


def long_cases():
    yield Case("console-arm64-ctrl-c-sum", checksum, "arm64", needs=["arm64"])
    for port in PORTS:
        yield Case(
            "console-%s-ctrl-c-all" % port,
            prompt,
            port,
            (*COMMANDS, "print"),
            needs=["ctrl_c-" + port],
        )
        yield Case(
            "console-%s-ctrl-c-main-print" % port, main, port, "print", needs=["ctrl_c-" + port]
        )
        yield Case("console-%s-ctrl-c-refused" % port, refused, port, needs=["ctrl_c-" + port])
        yield Case("console-%s-ctrl-c-run" % port, commands, port, needs=["ctrl_c-" + port])
