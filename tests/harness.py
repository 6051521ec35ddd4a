# SPDX-License-Identifier: BSD-2-Clause
"""What the cases are made of: building, running while there is progress, reading KTAP."""
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
DISK = os.path.join(OUT, "disk.img")    # what the boards' disks are read from
LONGEST = 20    # a program may take so many times its limit of silence
LOG_BYTES = 32 << 20
READ = 1 << 20
GRACE = 10      # seconds from the request to end until the end
GATHER = 0.01   # seconds: an emulated UART writes single characters, and each would wake this process
CORES = os.cpu_count() or 1

verbose = False     # print each command
os.environ["WERROR"] = "1"    # for each make: a warning is an error
for variable in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL"):
    os.environ.pop(variable, None)      # the makes of the cases are not part of the make that runs them
running = set()     # process groups, to be ended with us
used = threading.local()    # CPU seconds of this case's programs
found = threading.local()   # what this case expected, and found


class Failure(Exception):
    pass


class Skip(Exception):
    pass


class Case:
    """function(name, *args, **options), which raises Failure, or Skip with the reason.

    needs: builds and other preparations, "riscv" for the case build-riscv, that must have passed.
    cpus: the cores that it keeps busy, 0.5 if it sleeps half of the time; as many run as fit.  long: it takes more than some seconds.
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
    """End a program and what it started.  It is asked first: a plugin of QEMU then prints what it found."""
    os.killpg(group, signal.SIGTERM)
    asked = time.time()
    while not os.waitid(os.P_PID, group, os.WEXITED | os.WNOHANG | os.WNOWAIT) and time.time() - asked < GRACE:
        time.sleep(GATHER)
    os.killpg(group, signal.SIGKILL)


def follow(process, log, limit):
    """Copy output to the log until the program ends: None, or why it was not waited for any longer."""
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
    """Run a command, output to the case's log: (status, output).

    It is ended when it prints nothing for limit seconds: a machine that is slow but goes on is not at fault.  The
    case fails then, unless ends is False: the status is None.
    """
    if verbose:
        print("$ %s" % " ".join(command), flush=True)
    with open(log_path(name), "wb") as log:
        log.write(("$ %s\n" % " ".join(command)).encode())
        log.flush()
        process = subprocess.Popen(command, cwd=TOP, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT, env=env, start_new_session=True, pipesize=READ)
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
    """Wait for a program, and count its CPU time: its status."""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    running.discard(process.pid)
    used.seconds = getattr(used, "seconds", 0) + usage.ru_utime + usage.ru_stime
    return process.returncode


def make(name, *args, limit=600):
    status, output = run(name, ["make", "--no-print-directory", *args], limit)
    if status != 0:
        errors = [line for line in output.splitlines() if "error" in line.lower()]
        raise Failure("make %s: %s" % (" ".join(args), errors[0] if errors else "status %s" % status))


def configured(name, out, board, fragments=(), *extra):
    """A build of a board with fragments merged into its defaults, in build/check/<out>."""
    directory = os.path.join(OUT, out)
    os.makedirs(directory, exist_ok=True)
    make(name, "O=" + directory, board + "_defconfig", "FRAGMENTS=" + " ".join(fragments))
    make(name, "-j%d" % CORES, "O=" + directory, "BOARD=" + board, *extra)
    return directory


def tool(*command, cwd=TOP, env=None):
    """What a program printed that prepares something."""
    result = subprocess.run(command, capture_output=True, text=True, cwd=cwd, env=env)
    if result.returncode:
        raise Failure("%s: %s" % (command[0], (result.stderr or result.stdout).strip()))
    return result.stdout


def qemu_version(program):
    """(major, minor), or None where it is not installed."""
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
    """Verdict of a KTAP version 1 stream, strict: what is missing has failed."""

    def __init__(self, output):
        lines = [line.rstrip("\r") for line in output.splitlines()]
        try:
            start = next(i for i, line in enumerate(lines) if line.startswith("KTAP version 1"))
        except StopIteration:
            raise Failure("no KTAP version line: the tests did not start")
        body = lines[start + 1:]
        plan = next((line for line in body if re.match(r"1\.\.\d+$", line)), None)
        if plan is None:
            raise Failure("no plan line")
        self.planned = int(plan[3:])
        self.suites = [m for line in body for m in [re.match(r"(not )?ok \d+ (\S+)", line)] if m]
        self.cases = [line for line in body if re.match(r" +(not )?ok \d+ ", line)]
        self.failed = [line.strip() for line in body if re.match(r" *not ok \d+ ", line)]
        totals = [line for line in body if line.startswith("# Totals:")]
        if not totals:
            raise Failure("no totals line: the run did not end; last line: %s" %
                          (body[-1] if body else ""))

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
