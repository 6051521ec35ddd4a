# SPDX-License-Identifier: BSD-2-Clause
"""Compile, link and run a program under mutation testing, and determine which suite executes which
lines.

The program prints KTAP for "-append kunit=1" and supports kunit.filter=. A workshop is a copy of
the sources and of the output folder.  In it, single files are compiled and the program is linked,
by the commands of make.
"""
import json
import os
import re
import resource
import select
import shutil
import signal
import subprocess
import time
from collections import namedtuple

from harness import Failure, Ktap, tool
import coverage

SPARE_SECONDS, SPARE_TIMES = 10, 4  # limit of a run: seconds plus this multiple of the usual time
SPARE_CPU, CPU_TIMES = (
    2,
    4,
)  # the same for CPU time, which detects an endless loop on a busy machine
OUTPUT = 32 << 20
CLOSEST = 8  # number of suites that are run separately before all suites are run
SLOW = 0.5  # seconds; if a suite takes longer, it must execute the change to be in the run of all
LONG = 12  # seconds; another way to run that takes longer must execute the change
REPEATED = 10  # factor of the time limits if allocations fail, because tests are repeated
BOOT = "boot"  # a run without suites
WHOLE = "whole"  # a run of all suites
SOURCES_LEFT_OUT = ("build", ".git", "Documentation", "__pycache__", ".cache")
SKIPPED = re.compile(r"^ *ok .* # SKIP", re.M)
SEEN = re.compile(r"^ *not ok \d+ (\S+)", re.M)
REPORT = re.compile(r"^(?:\[ *\d+\.\d+\] )?(Kernel panic.*|.*Fault: .*|WARNING: CPU: .*)$", re.M)
LOST = re.compile(
    r"^ *not ok \d+ |Kernel panic|^.*Fault: ", re.M
)  # after this output, the run is ended: the change is detected

Ran = namedtuple("Ran", "status output seconds cpu why")


class Stopped(Exception):
    """The user has ended the run."""


class Programs:
    """Hold the running programs.  They must be ended together with this process."""

    running, stopped = set(), False

    @classmethod
    def stop(cls):
        cls.stopped = True
        for pid in list(cls.running):
            try:
                os.killpg(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass


def limited(cpu):
    def set_limits():
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if cpu:
            resource.setrlimit(resource.RLIMIT_CPU, (int(cpu) + 1, int(cpu) + 2))

    return set_limits


def execute(command, cwd, seconds=600, cpu=None, lost=None):
    """Run a command until it ends, reaches a limit, or prints output that matches @lost."""
    if Programs.stopped:
        raise Stopped
    start, output, why, left = time.time(), b"", None, seconds
    process = subprocess.Popen(
        command,
        cwd=cwd,
        shell=isinstance(command, str),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=limited(cpu),
    )
    Programs.running.add(process.pid)
    looked = 0
    while not why:
        left = start + seconds - time.time()
        if left <= 0 or not select.select([process.stdout], [], [], left)[0]:
            why = "no end after %d s" % seconds
            break
        chunk = os.read(process.stdout.fileno(), 1 << 16)
        if not chunk:
            break
        output += chunk
        whole_lines = output.rfind(b"\n") + 1
        if lost and lost.search(output[looked:whole_lines].decode(errors="replace")):
            why = "lost"
        elif len(output) > OUTPUT:
            why = "more than %d MiB of output" % (OUTPUT >> 20)
        looked = whole_lines
    if why:
        os.killpg(process.pid, signal.SIGKILL)
    process.stdout.close()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    Programs.running.discard(process.pid)
    if Programs.stopped:
        raise Stopped
    if process.returncode in (-signal.SIGXCPU, -signal.SIGKILL) and not why:
        why = "no end after %d s of CPU time" % cpu if cpu else "killed"
    return Ran(
        process.returncode,
        output.decode(errors="replace"),
        time.time() - start,
        usage.ru_utime + usage.ru_stime,
        why,
    )


class Run:
    """Describe one way to run the program, and hold its results without a change."""

    def __init__(self, name, options, arguments):
        self.name, self.options, self.arguments = name, options, arguments
        self.planned = self.results = 0
        self.skipped = None  # number of skipped tests, or None if it does not matter
        self.seconds = self.cpu = 0.0
        self.lines = {}  # {file: lines that this run executes and BOOT does not}
        self.key = None  # the results are valid while this hash does not change

    def command(self, program):
        return [
            program,
            *self.options,
            "-append",
            ("kunit=1 kunit.seed=1 " + self.arguments).strip(),
        ]

    def learn(self, ran):
        """Store the results of a run of the unchanged program."""
        ktap = Ktap(ran.output)
        if ktap.failed or ran.status:
            raise Failure(
                "%s fails without a change: %s"
                % (self.name, ktap.failed[0] if ktap.failed else "status %s" % ran.status)
            )
        if self.skipped is not None:
            self.skipped = len(SKIPPED.findall(ran.output))
        self.planned, self.results, self.seconds, self.cpu = (
            ktap.planned,
            len(ktap.cases),
            ran.seconds,
            ran.cpu,
        )

    def killer(self, ran):
        """Return the test or the report that detected the change, or None."""
        failed = SEEN.search(ran.output)
        report = REPORT.search(ran.output if not failed else "")
        if ran.why and ran.why != "lost":
            return "time-out"
        if failed:
            return "%s failed" % failed[1]
        if ran.status is not None and ran.status < 0 and not ran.why:
            return "crash (signal %d)" % -ran.status
        if report and (
            "WARNING" not in report[1] or report.start() < ran.output.find("KTAP version")
        ):
            return "report: %s" % report[1][:60]
        try:
            ktap = Ktap(ran.output)
        except Failure as reason:
            return str(reason)
        if (len(ktap.suites), len(ktap.cases)) != (self.planned, self.results):
            return "%d suites with %d results instead of %d with %d" % (
                len(ktap.suites),
                len(ktap.cases),
                self.planned,
                self.results,
            )
        if self.skipped is not None and len(SKIPPED.findall(ran.output)) > self.skipped:
            return "tests are skipped"
        return "status %s" % ran.status if ran.status else None

    def test(self, program, cwd):
        return self.killer(
            execute(
                self.command(program),
                cwd,
                SPARE_SECONDS + SPARE_TIMES * self.seconds,
                SPARE_CPU + CPU_TIMES * self.cpu,
                LOST,
            )
        )


class Subject:
    """Hold the sources and builds of a program.

    top: folder of the sources.
    out: folder with the program.
    counted: folder with the program that counts executions of lines.
    keys: {suite: hash that changes with the suite}.
    """

    def __init__(
        self,
        top,
        folders,
        out,
        counted,
        image,
        make,
        options=(),
        arguments="",
        others=(),
        failing=(),
        keys=None,
    ):
        self.top, self.folders, self.out, self.counted = top, folders, out, counted
        self.image, self.make = image, make
        self.options, self.arguments, self.others, self.keys = (
            list(options),
            arguments,
            list(others),
            keys or {},
        )
        self.failing = list(failing)
        self.runs = {}
        self.executable = {}  # {file: lines for which the compiler generated code}

    # ---- lines that each suite executes ----------------------------------------------------------

    def count(self, run, missing):
        """Run the program that counts.  Returns {file: {line: number of executions}}."""
        coverage.clear(self.counted)
        ran = execute(run.command(os.path.join(self.counted, self.image)), self.top)
        Ktap(ran.output)
        return coverage.counts(self.counted, missing, self.folders).lines

    def ways(self, names):
        """Yield a Run for each suite, one for all suites, and one for each of the other ways to
        run."""
        for name in names:
            yield Run(name, self.options, "kunit.filter=%s %s" % (name, self.arguments))
        yield Run(WHOLE, self.options, self.arguments)
        for name, options, arguments in self.others:
            run = Run(name, self.options + list(options), "%s %s" % (arguments, self.arguments))
            run.skipped = 0  # this run is for tests that a plain run skips
            yield run

    def learn(self, say, key):
        """Run each suite of the unchanged program twice, to measure its duration and the lines that
        it executes.

        A suite that has not changed since the last time is not run.  @key: the key of all suites.
        """
        known, self.runs = self.runs, {}
        program = os.path.join(self.out, self.image)
        missing = coverage.left_out(self.counted, os.path.join(self.counted, self.image))
        whole = execute(Run(WHOLE, self.options, self.arguments).command(program), self.top)
        names = [match[2] for match in Ktap(whole.output).suites]
        at_boot = self.count(
            Run(BOOT, self.options, "kunit.filter=none " + self.arguments), missing
        )
        self.executable = {file: sorted(lines) for file, lines in at_boot.items()}
        for run in self.ways(names):
            before, run.key = known.get(run.name), self.keys.get(run.name, key + run.arguments)
            if before and before.key == run.key:
                self.runs[run.name] = before
                continue
            run.learn(execute(run.command(program), self.top))
            if before and run.name not in names:
                run.lines = before.lines  # a run of many suites: few lines change
            else:
                run.lines = {
                    file: [line for line, count in lines.items() if count > at_boot[file][line]]
                    for file, lines in self.count(run, missing).items()
                }
            self.runs[run.name] = run
            say("%s: %.1f s" % (run.name, run.seconds))
        for name in names:
            for file, lines in self.runs[name].lines.items():
                self.runs[WHOLE].lines[file] = sorted(
                    {*self.runs[WHOLE].lines.get(file, ()), *lines}
                )
        boot = Run(BOOT, self.options, "")
        boot.lines = {
            file: [line for line, count in lines.items() if count]
            for file, lines in at_boot.items()
        }
        self.runs[BOOT] = boot

    def save(self, path, source_key, key):
        with open(path + ".new", "w") as f:
            json.dump(
                [source_key, key, self.executable, [vars(run) for run in self.runs.values()]], f
            )
        os.replace(path + ".new", path)

    def load(self, path, source_key):
        """Load the data that was saved for these sources.  Returns the key of the sources and tests
        for which it was saved, or None."""
        if not os.path.exists(path):
            return None
        with open(path) as f:
            known_sources, key, self.executable, runs = json.load(f)
        if known_sources != source_key:
            return None
        for saved in runs:
            run = Run(saved["name"], saved["options"], saved["arguments"])
            vars(run).update(saved)
            self.runs[run.name] = run
        return key

    def executing(self, file, lines):
        """Return (runs that execute one of the lines, number of suites that do).  The suites are
        first, then the run of all suites, the runs with failing allocations, and the other ways to
        run.

        At most CLOSEST suites are run separately: those that execute the most lines of the file.
        Another way to run is used only if it executes lines of the file that a plain run does not
        execute.  If it takes longer than LONG, a changed line must be one of these lines.
        """

        def does(run):
            return not lines.isdisjoint(run.lines.get(file, ()))

        others = {name for name, _, _ in self.others}
        suites = [run for name, run in self.runs.items() if name not in others | {WHOLE, BOOT}]
        executing = [run for run in suites if does(run)]
        closest = sorted(executing, key=lambda run: -len(run.lines[file]))[:CLOSEST]
        # If no suite executes the lines, they may handle failed allocations.
        near = (
            closest
            or sorted(
                (run for run in suites if run.lines.get(file)),
                key=lambda run: -len(run.lines[file]),
            )[:CLOSEST]
        )
        plain = set(self.runs[WHOLE].lines.get(file, ())) | set(self.runs[BOOT].lines.get(file, ()))
        new = [
            run
            for name, run in self.runs.items()
            if name in others
            and does(run)
            and {
                line for line in set(run.lines[file]) - plain if run.seconds < LONG or line in lines
            }
        ]
        runs = sorted(closest, key=lambda run: run.seconds)
        if lines & plain:
            runs.append(
                self.all_but([run for run in suites if run.seconds > SLOW and run not in executing])
            )
        if near:
            runs += [self.chosen(name, arguments, near) for name, arguments in self.failing]
        return runs + sorted(new, key=lambda run: run.seconds), len(executing)

    def chosen(self, name, arguments, suites):
        """Return a run of these suites in which allocations fail, and which therefore repeats each
        test."""
        run = Run(
            name,
            self.options,
            "kunit.filter=%s %s %s"
            % (",".join(suite.name for suite in suites), arguments, self.arguments),
        )
        run.planned, run.results = len(suites), sum(suite.results for suite in suites)
        run.seconds, run.cpu = (
            REPEATED * sum(getattr(suite, what) for suite in suites) for what in ("seconds", "cpu")
        )
        return run

    def all_but(self, slow):
        """Return a run of all suites except @slow, the slow suites that do not execute the
        change."""
        whole = self.runs[WHOLE]
        if not slow:
            return whole
        run = Run(
            WHOLE,
            whole.options,
            "kunit.filter=%s %s" % (",".join("-" + suite.name for suite in slow), whole.arguments),
        )
        run.planned, run.results = whole.planned - len(slow), whole.results - sum(
            suite.results for suite in slow
        )
        run.seconds, run.cpu = whole.seconds, whole.cpu
        return run

    def compiled(self):
        """Return ({source: command that compiles it}, command that links the program), for the
        folder out."""
        said = tool("make", "-n", "-B", "V=1", "CCACHE=", *self.make, cwd=self.top)
        said = re.sub(r"\\\n\s*", "", said)
        sources = {}
        for line in said.splitlines():
            match = re.search(r" -c -o \S+ (\S+\.c)$", line)
            if match:
                sources[os.path.relpath(os.path.join(self.top, match[1]), self.top)] = line.replace(
                    " -Werror ", " "
                )
        link = next(
            (
                line
                for line in said.splitlines()
                if " -o %s " % os.path.join(self.out, self.image) in line
            ),
            None,
        )
        if not link:
            raise Failure("make -n does not say how %s is linked" % self.image)
        return sources, link


class Workshop:
    """Hold a copy of a subject's sources and output, in which one file at a time is changed."""

    def __init__(self, subject, folder):
        self.subject, self.folder = subject, folder
        self.top, self.out = os.path.join(folder, "sources"), os.path.join(folder, "out")
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(
            subject.top, self.top, symlinks=True, ignore=shutil.ignore_patterns(*SOURCES_LEFT_OUT)
        )
        shutil.copytree(
            subject.out, self.out, symlinks=True, ignore=shutil.ignore_patterns("*.gcda", "closed")
        )
        sources, link = subject.compiled()
        self.sources = {source: self.here(command) for source, command in sources.items()}
        # Usually no function moves.  Therefore, scripts/link.sh uses the names of the unchanged
        # program, and links only once.
        self.link_command = self.here(link).replace(
            "/link.sh -o", "/link.sh --names %s/System.map -o" % self.out
        )
        self.program = os.path.join(self.out, subject.image)
        self.objects = [
            os.path.join(where, name)
            for where, _, names in os.walk(self.out)
            for name in names
            if name.endswith(".o")
        ]
        for first in range(0, len(self.objects), 100):
            tool("strip", "--strip-debug", *self.objects[first : first + 100])
        self.originals = {}

    def here(self, command):
        """Return a command with the workshop's folders instead of the subject's.  The workshop's
        folders may be below those of the subject."""
        return re.sub(
            "(%s)|%s(?=[/= ])" % (re.escape(self.subject.out), re.escape(self.subject.top)),
            lambda match: self.out if match[1] else self.top,
            command,
        )

    def object(self, source):
        return re.search(r" -c -o (\S+) ", self.sources[source])[1]

    def compile(self, source):
        """Compile a source.  Returns the object without debugging information, or None if the
        source does not compile."""
        ran = execute(self.sources[source] + " -g0 -w", self.top)
        if ran.status:
            return None
        tool("strip", "--strip-debug", self.object(source))
        with open(self.object(source), "rb") as f:
            return f.read()

    def original(self, source):
        """Return the object of the unchanged source, which compile() has created."""
        if source not in self.originals:
            self.originals[source] = self.compile(source)
        return self.originals[source]

    def write(self, source, text):
        with open(os.path.join(self.top, source), "w") as f:
            f.write(text)

    def link(self):
        return execute(self.link_command, self.top).status == 0

    def restore(self, source, text):
        self.write(source, text)
        with open(self.object(source), "wb") as f:
            f.write(self.originals[source])
