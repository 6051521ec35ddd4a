# SPDX-License-Identifier: BSD-2-Clause
"""Check how a run ends, its exit status, and its input and output."""
import json
import os
import subprocess

from bad import MACHINE, compile_dtb, dtb_source, no_memory
from boot import PROGRAM, image
from harness import Case, DISK, Failure, OUT, TOP, expect, log_path, need_qemu, refuse, run
from libc import INITRD

LIMIT = 30
# Options of QEMU without semihosting.  A user's command line may also lack it.
UNHEARD = ["-display", "none", "-monitor", "none", "-serial", "stdio", "-nic", "none"]
BOOTS = 4
HALTED = 5  # seconds of silence after which a machine is considered halted


def unheard(name, arch, *options, limit=LIMIT, ends=True):
    need_qemu(PROGRAM[arch], 7)
    return run(
        name,
        [PROGRAM[arch], *MACHINE[arch], *UNHEARD, "-kernel", image(arch), *options],
        limit,
        ends=ends,
    )


def exit_by_device(name):
    """The exit status is the status that Quarry wrote to the test device.  OpenSBI's shutdown
    afterwards does not change the status.  Each command is run in several boots, because timing may
    matter."""
    for command, wanted in (("nosuch", 127), ("crash panic", 1), ("help nosuch", 1)) * BOOTS:
        status, _ = unheard(name, "riscv", "-append", 'run="%s"' % command)
        if status != wanted:
            raise Failure("%s: exit status %s, not %s" % (command, status, wanted))


def exit_halted(name, arch):
    """If the machine cannot pass on the status of a failure, it does not report success.  It
    remains on and prints the reason."""
    # On RISC-V, the failure occurs before the driver of the test device is probed.
    options = (
        ["-append", 'run="help nosuch"']
        if arch == "arm64"
        else ["-dtb", compile_dtb(name, no_memory(dtb_source(name, arch), arch))]
    )
    status, output = unheard(name, arch, *options, limit=HALTED, ends=False)
    expect(output, "The machine cannot be switched off with a status: it is halted, status 1")
    if status is not None:
        raise Failure("exit status %s" % status)


# ---- scripts/run.sh and make run -----------------------------------------------------------------

PORTS = (*MACHINE, "host")


def program(out):
    return os.path.join(OUT, out, "quarry.elf" if out.endswith("host") else "Image")


def ended(name, command, given=b"", seconds=60, **options):
    """Run a command.  Returns (status, standard output, standard error).  The case's log contains
    these, too."""
    done = subprocess.run(
        command, cwd=TOP, input=given, capture_output=True, timeout=seconds, **options
    )
    with open(log_path(name), "ab") as log:
        log.write(
            b"$ %s\n%s---- standard error\n%s---- status %d\n"
            % (" ".join(command).encode(), done.stdout, done.stderr, done.returncode)
        )
    return done.returncode, done.stdout, done.stderr.decode(errors="replace")


def run_sh(name, port, *options, given=b""):
    if port != "host":
        need_qemu(PROGRAM[port], 7)
    return ended(name, ["scripts/run.sh", "-d", DISK, *options], given)


def want(what, got, wanted):
    if got != wanted:
        raise Failure("%s: %r, not %r" % (what, got, wanted))


def statuses(name, port):
    """The exit status and the last line are those of the last command that failed.  Input that no
    command requests is ignored."""
    for options, wanted, error in (
        (["-r", "meminfo"], 0, "] Quarry "),
        (["-r", "nosuch; meminfo; poweroff"], 127, "] Quarry "),
        (["-r", "help nosuch"], 1, ""),
        (["-R", "help nosuch"], 1, ""),
        (["-r", "warn"], 0, "WARNING: .*(?s:.*)a text of its own"),
        (["-r", "warn", "-a", "fail_on_warn"], 1, "1 warnings, and fail_on_warn is set: status 1"),
        (
            ["-t", "4", "-r", "slabtop -d 60"],
            124,
            "stopped by the time limit of 4 s: RUN_TIMEOUT=seconds",
        ),
    ):
        status, output, errors = run_sh(
            name, port, *options, program(port), given=b"help\rpoweroff\r"
        )
        want(options, status, wanted)
        want(options, errors.splitlines()[-1], "status %d" % wanted)
        expect(errors, error)
        refuse(
            output.decode(),
            "Quarry ",
            "OpenSBI",
            "WARNING",
            "a text of its own",
            "list the commands",
            "status",
        )


def refused(name):
    """Each error on the command line of scripts/run.sh is named, and nothing is started."""
    for options, why in (
        ([], "usage: "),
        (["-x", "y"], "usage: "),
        (["/nosuch"], "/nosuch: there is no such file"),
        (["README.md"], "this is neither an Image nor a quarry.elf"),
        (["-t", "1m", "README.md"], 'the time limit "1m" is no number'),
        (["-r", 'echo "a"', "README.md"], "use single quotes"),
        (["-e", "nosuch-qemu", program("riscv")], "nosuch-qemu: there is no such program"),
    ):
        status, output, errors = ended(name, ["scripts/run.sh", *options])
        want(options, status, 125)
        expect(errors, why, "^usage: |^status 125$")


def json_alone(name, port):
    """Standard output contains only the output of the command. quiet and loglevel=0 suppress the
    messages of the boot."""
    for argument in ("", "quiet", "loglevel=0"):
        status, output, errors = run_sh(
            name, port, "-r", "meminfo -j", "-a", argument, program(port)
        )
        want(argument, status, 0)
        if json.loads(output)["MemTotal_kB"] < 60000:
            raise Failure("%r" % output)
        (refuse if argument else expect)(errors, "Quarry ", r"^\[ +0\.")


WELCOME = b"This text was read from a disk by DMA.\n"


def make_run(name):
    """The goal "make run" ends with status 0 or 2, and has the same variables on all boards."""

    def make(**variables):
        return ended(name, ["make", "-s", "run", *("%s=%s" % pair for pair in variables.items())])

    for board, out in (("qemu_virt_riscv64", "riscv-default"), ("host", "host")):
        here = {"BOARD": board, "O": os.path.join(OUT, out)}
        status, output, errors = make(**here, RUN="cat welcome.txt", ARGS="quiet")
        want(board, (status, output), (0, WELCOME))
        refuse(errors, "Quarry ")
        status, output, errors = make(**here, RUN="help nosuch; poweroff", ARGS="loglevel=8")
        want(board, status, 2)
        expect(errors, "] Quarry ", "^status 1$")
        status, output, errors = make(**here, REPORT="cat welcome.txt", RUN_TIMEOUT="50")
        want(board, (status, output), (0, WELCOME))
        status, output, errors = make(**here, RUN="slabtop -d 60", RUN_TIMEOUT="3")
        want(board, status, 2)
        expect(errors, "stopped by the time limit of 3 s")


# ---- the application's input ---------------------------------------------------------------------


def counted(data):
    total = 0
    for n, byte in enumerate(data):
        total = (total * 31 + byte + n + 1) % 1000003
    return b"%d bytes, sum %d, no terminal\n" % (len(data), total)


def fed(name, out):
    """Standard input is passed to main() completely and exactly."""
    port, image = out.split("-")[0], program("libc-" + out)
    for data in (b"", b"42\n", b"no line's end", bytes(range(256)) * 1025):
        status, output, _ = run_sh(name, port, "-f", "-a", "-- count", image, given=data)
        want("%d bytes" % len(data), status, 0)
        if counted(data) not in output:
            raise Failure("%d bytes: %r" % (len(data), output))
    initrd = os.path.join(OUT, name + ".initrd")
    with open(initrd, "wb") as f:
        f.write(INITRD)
    status, output, _ = run_sh(
        name, port, "-f", "-i", initrd, "-a", "-- count", image, given=b"42\n"
    )
    if counted(b"42\n") not in output or status:
        raise Failure("with an initrd: status %d, %r" % (status, output))
    # The file may be in an initrd that the user has passed.
    status, output, _ = run_sh(name, port, "-i", initrd, "-a", "stdin=/notes.txt -- count", image)
    if counted(b"a text of the initrd\n") not in output or status:
        raise Failure("of the initrd: status %d, %r" % (status, output))
    status, _, errors = run_sh(name, port, "-a", "stdin=/nosuch -- count", image)
    want("/nosuch", status, 1)
    expect(errors, "boot argument stdin=/nosuch: -ENOENT: main.. is not called")


def fed_without_end(name):
    reader, writer = os.pipe()
    try:
        done = subprocess.run(
            ["scripts/run.sh", "-t", "2", "-f", program("libc-host")],
            cwd=TOP,
            stdin=reader,
            capture_output=True,
            text=True,
            timeout=60,
        )
    finally:
        os.close(reader)
        os.close(writer)
    want("status", done.returncode, 125)
    expect(done.stderr, "standard input has no end after 2 s: </dev/null")


def cases():
    for port in PORTS:
        yield Case("run-%s-status" % port, statuses, port, needs=[port, "disk"])
        yield Case("run-%s-json" % port, json_alone, port, needs=[port, "disk"])
        yield Case("run-%s-fed" % port, fed, port, needs=["libc-" + port, "disk"])
    yield Case("run-refused", refused, needs=["riscv"])
    yield Case("run-make", make_run, needs=["riscv-default", "host"])
    yield Case("run-riscv-pico-fed", fed, "riscv-pico", needs=["libc-riscv-pico", "disk"])
    yield Case("run-host-fed-without-end", fed_without_end, needs=["libc-host"])
    yield Case("exit-riscv-device", exit_by_device, needs=["riscv"])
    for arch in MACHINE:
        yield Case("exit-%s-halted" % arch, exit_halted, arch, needs=[arch])
