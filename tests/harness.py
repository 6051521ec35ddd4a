# SPDX-License-Identifier: BSD-2-Clause
"""What the cases are made of: building, running with a time limit, reading KTAP."""
import os
import re
import shutil
import subprocess

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
OUT = os.path.join(TOP, "build", "check")
LOGS = os.path.join(OUT, "logs")
DISK = os.path.join(OUT, "disk.img")    # what the boards' disks are read from


class Failure(Exception):
    pass


class Skip(Exception):
    pass


class Case:
    def __init__(self, name, run, stage):
        self.name, self.run, self.stage = name, run, stage


def log_path(name):
    return os.path.join(LOGS, name + ".log")


def need_built(command):
    """What a case boots, another one builds."""
    for word in command:
        for path in re.findall(re.escape(OUT) + r"/\S*/(?:Image|quarry\.elf)$|" + re.escape(DISK), word):
            if not os.path.exists(path):
                raise Failure("%s is not there: run \"make check ONLY='build-*'\" first" %
                              os.path.relpath(path, TOP))


def run(name, command, limit, env=None):
    """Run a command with a time limit, output to the case's log: (status, output)."""
    with open(log_path(name), "wb") as log:
        log.write(("$ %s\n" % " ".join(command)).encode())
        log.flush()
        need_built(command)
        process = subprocess.Popen(command, cwd=TOP, stdin=subprocess.DEVNULL, stdout=log,
                                   stderr=subprocess.STDOUT, env=env, start_new_session=True)
        try:
            status = process.wait(timeout=limit)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            log.write(b"\n[time limit]\n")
            status = None
    with open(log_path(name), errors="replace") as log:
        return status, log.read()


def make(name, *args, limit=600):
    status, output = run(name, ["make", "--no-print-directory", *args], limit)
    if status != 0:
        errors = [line for line in output.splitlines() if "error" in line.lower()]
        raise Failure("make %s: %s" % (" ".join(args), errors[0] if errors else "status %s" % status))


def configured(name, out, board, fragments=(), *extra):
    """A build of a board with fragments merged into its defaults, in build/check/<out>."""
    directory = os.path.join(OUT, out)
    os.makedirs(directory, exist_ok=True)
    for old in ("Image", "quarry.elf"):     # a build that fails leaves nothing to be tested
        if os.path.exists(os.path.join(directory, old)):
            os.remove(os.path.join(directory, old))
    make(name, "O=" + directory, board + "_defconfig", "FRAGMENTS=" + " ".join(fragments))
    make(name, "-j2", "O=" + directory, "BOARD=" + board, *extra)
    return directory


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
        if not re.search(pattern, output, re.M):
            raise Failure("not seen: %s" % pattern)


def refuse(output, *patterns):
    for pattern in patterns:
        match = re.search(pattern, output, re.M)
        if match:
            raise Failure("seen: %s" % match[0])


def suites_in_sources():
    """Names of all KUnit suites that the sources register."""
    names = []
    for folder, _, files in os.walk(os.path.join(TOP, "tests")):
        for file in files:
            if file.endswith(".c"):
                with open(os.path.join(folder, file)) as f:
                    for args in re.findall(r"^kunit_test_suites?\(([^)]*)\)", f.read(), re.M):
                        names += [a.strip().lstrip("&") for a in args.split(",") if a.strip()]
    return names


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
