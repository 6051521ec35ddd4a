# SPDX-License-Identifier: BSD-2-Clause
"""Functions that all cases use: they build, run programs while these make progress, and parse
KTAP."""
import os
import re
import select
import shutil
import signal
import subprocess
import threading
import time

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
OUT = os.path.join(TOP, "build", "check")
LOGS = os.path.join(OUT, "logs")
DISK = os.path.join(OUT, "disk.img")  # image of the disk that machines read
LONGEST = 20  # a program may run at most this many times its limit of silence
LOG_BYTES = 32 << 20
READ = 1 << 20
GRACE = 10  # seconds between the request to end and killing
GATHER = 0.01  # seconds between reads, as a UART prints single characters
CORES = os.cpu_count() or 1

verbose = False  # print each command
os.environ["WERROR"] = "1"  # each make of a case treats warnings as errors
for variable in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL"):
    os.environ.pop(variable, None)  # else a case's make would use the caller's options and jobs
running = set()  # process groups that must be ended with this process
used = threading.local()  # CPU seconds of this case's programs
found = threading.local()  # expected and found patterns of this case


class Failure(Exception):
    pass


class Skip(Exception):
    pass


class Case:
    """A case: function(name, *args, **options) raises Failure, or raises Skip with a reason.

    needs: builds and other preparations that must have passed; "riscv" means the case build-riscv.
    cpus: the number of cores that the case keeps busy, 0.5 if it sleeps half of the time.  Cases
    run in parallel while cores are free.  long: the case takes long, and is started first.
    """

    def __init__(self, name, function, *args, needs=(), cpus=1, long=False, **options):
        self.name, self.cpus, self.long = name, cpus, long
        self.needs = ["build-" + need for need in needs]
        self.function = lambda name: function(name, *args, **options)

    def run(self):
        return self.function(self.name)


def log_path(name):
    return os.path.join(LOGS, name + ".log")


def end_running():
    for group in list(running):
        try:
            os.killpg(group, signal.SIGKILL)
        except ProcessLookupError:
            pass


def end(group):
    """End a program and its children.  A signal first requests the end, so that QEMU's plugins
    print their findings."""
    os.killpg(group, signal.SIGTERM)
    asked = time.time()
    while (
        not os.waitid(os.P_PID, group, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        and time.time() - asked < GRACE
    ):
        time.sleep(GATHER)
    os.killpg(group, signal.SIGKILL)


def follow(process, log, limit):
    """Copy output to the log until the program ends.  Returns None, or the reason why the program
    must be ended."""
    started, written = time.time(), 0
    while select.select([process.stdout], [], [], limit)[0]:
        time.sleep(GATHER)
        chunk = os.read(process.stdout.fileno(), READ)
        if not chunk:
            return None
        log.write(chunk)
        log.flush()
        written += len(chunk)
        if written > LOG_BYTES:
            return "more than %d MiB of output" % (LOG_BYTES >> 20)
        if time.time() - started > LONGEST * limit:
            return "still running after %d s" % (LONGEST * limit)
    return "no output for %g s" % limit


def run(name, command, limit, env=None, ends=True):
    """Run a command with its output in the case's log.  Returns (status, output).

    A command that prints nothing for @limit seconds is ended.  A slow machine that prints may
    continue, for at most LONGEST times @limit.  If the command was ended, the case fails or, if
    @ends is False, the status is None.
    """
    if verbose:
        print("$ %s" % " ".join(command), flush=True)
    with open(log_path(name), "wb") as log:
        log.write(("$ %s\n" % " ".join(command)).encode())
        log.flush()
        process = subprocess.Popen(
            command,
            cwd=TOP,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=env,
            start_new_session=True,
            pipesize=READ,
        )
        running.add(process.pid)
        why = follow(process, log, limit)
        if why:
            end(process.pid)
            log.write(("\n[time limit: %s]\n" % why).encode())
        process.stdout.close()
        status = finished(process)
    if why and ends:
        raise Failure("%s: it was ended" % why)
    with open(log_path(name), errors="replace") as log:
        return None if why else status, log.read()


def finished(process):
    """Wait for a program and count its CPU time.  Returns its status."""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    running.discard(process.pid)
    used.seconds = getattr(used, "seconds", 0) + usage.ru_utime + usage.ru_stime
    return process.returncode


def make(name, *args, limit=600):
    status, output = run(name, ["make", "--no-print-directory", *args], limit)
    if status != 0:
        errors = [line for line in output.splitlines() if "error" in line.lower()]
        raise Failure(
            "make %s: %s" % (" ".join(args), errors[0] if errors else "status %s" % status)
        )


def configured(name, out, board, fragments=(), *extra):
    """Build a board with fragments merged into its defaults, in build/check/<out>."""
    directory = os.path.join(OUT, out)
    os.makedirs(directory, exist_ok=True)
    make(name, "O=" + directory, board + "_defconfig", "FRAGMENTS=" + " ".join(fragments))
    make(name, "-j%d" % CORES, "O=" + directory, "BOARD=" + board, *extra)
    return directory


def tool(*command, cwd=TOP, env=None):
    """Run a program that a case needs for its preparations.  Returns the program's output."""
    result = subprocess.run(command, capture_output=True, text=True, cwd=cwd, env=env)
    if result.returncode:
        raise Failure("%s: %s" % (command[0], (result.stderr or result.stdout).strip()))
    return result.stdout


def qemu_version(program):
    """Return (major, minor), or None if the program is not installed."""
    if not shutil.which(program):
        return None
    text = subprocess.run([program, "--version"], capture_output=True, text=True).stdout
    match = re.search(r"version (\d+)\.(\d+)", text)
    return (int(match[1]), int(match[2])) if match else None


def need_qemu(program, major):
    version = qemu_version(program)
    if version is None:
        raise Skip("%s is not installed" % program)
    if version < (major, 0):
        raise Skip("%s is %d.%d, this case needs %d" % (program, *version, major))


def expect(output, *patterns):
    for pattern in patterns:
        match = re.search(pattern, output, re.M)
        if not match:
            raise Failure("not seen: %s" % pattern)
        found.lines = getattr(found, "lines", []) + match[0].split("\n")


def refuse(output, *patterns):
    for pattern in patterns:
        match = re.search(pattern, output, re.M)
        if match:
            raise Failure("seen: %s" % match[0])


class Ktap:
    """Read the verdict of a KTAP version 1 stream.  Missing results count as failures."""

    def __init__(self, output):
        lines = [line.rstrip("\r") for line in output.splitlines()]
        try:
            start = next(i for i, line in enumerate(lines) if line.startswith("KTAP version 1"))
        except StopIteration:
            raise Failure("no KTAP version line: the tests did not start")
        body = lines[start + 1 :]
        plan = next((line for line in body if re.match(r"1\.\.\d+$", line)), None)
        if plan is None:
            raise Failure("no plan line")
        self.planned = int(plan[3:])
        self.suites = [m for line in body for m in [re.match(r"(not )?ok \d+ (\S+)", line)] if m]
        self.cases = [line for line in body if re.match(r" +(not )?ok \d+ ", line)]
        self.failed = [line.strip() for line in body if re.match(r" *not ok \d+ ", line)]
        totals = [line for line in body if line.startswith("# Totals:")]
        if not totals:
            raise Failure(
                "no totals line: the run did not end; last line: %s" % (body[-1] if body else "")
            )

    def verdict(self, expected_suites):
        if self.failed:
            raise Failure("%d failed, first: %s" % (len(self.failed), self.failed[0]))
        if len(self.suites) != self.planned:
            raise Failure("%d suites planned, %d ended" % (self.planned, len(self.suites)))
        if self.planned != expected_suites:
            raise Failure("%d suites expected, %d ran" % (expected_suites, self.planned))
        if not self.cases:
            raise Failure("no test ran")
        return "%d suites, %d results" % (self.planned, len(self.cases))
