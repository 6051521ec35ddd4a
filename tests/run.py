#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Run the tests: build the images, boot them, read the verdicts, and count them.

    tests/run.py check [GLOB...]        all cases of "make check"
    tests/run.py check-quick            both targets and the host port, in a minute
    tests/run.py check-long [GLOB...]   all cases, also those that take longer
    tests/run.py list [GLOB...]         print the names of the cases
    tests/run.py bench [GLOB]           benchmarks as CSV; bench-compare FILE prints them next to a table

A case is a function that raises Failure, or Skip with the reason.  If the log of a case has a
WARNING of Quarry that the case does not expect, the case fails, too.  A case starts when its builds
have passed and the cores that the case keeps busy are free.  If a case is chosen by name, the
builds that it needs are run, too.  A failed case is repeated after all others have ended.  If it
passes then, the last lines name it as flaky; more than two flaky cases are a failure.
build/check/logs/<case>.log has the output of each case, and build/check/junit.xml has the results.
The last line is "N passed, N failed".  The exit status is 0 only if no case failed.
"""
import argparse
import contextlib
import copy
import fnmatch
import importlib
import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness  # noqa: E402
from harness import CORES, Failure, OUT, Skip, LOGS, log_path  # noqa: E402
import bench  # noqa: E402
import junit  # noqa: E402
from lines import decoded  # noqa: E402
import native  # noqa: E402
import traces  # noqa: E402

WARNING = re.compile(r"^(?:\[ *\d+\.\d+\] )?WARNING: CPU: \d+ .*\n.*", re.M)
SHOWN, END_LINES = 6, 60  # number of logs at the end of a run, and lines of each log
REPORTS, REPORT_LINES = 2, 6  # number of reports after a verdict, and lines of each report
FAULTS = (
    re.compile(r"Sanitizer: |runtime error: |TION FAILED|Kernel panic|violated by|^\s*not ok"),
    re.compile(r"WARNING: |rror: |Traceback|time limit"),
)  # warnings come second, as suites also cause warnings
EXPECTED = 8  # minimum length of an expected line that identifies a warning
AGAIN, FLAKY = 8, 2  # maximum failures that are repeated; maximum flaky cases
SLOWEST = 5
ENDING = (signal.SIGINT, signal.SIGTERM)  # signals that end a run and all programs that it started


class Result:
    def __init__(self, case):
        self.case, self.verdict, self.detail = case, "ok", ""
        self.seconds = self.cpu_seconds = 0.0
        self.was_run = True

    def failed(self, verdict, detail):
        self.verdict, self.detail = verdict, detail
        return self

    @property
    def log_end(self):
        """Return the end of the log, which is often the only trace of a run on another machine."""
        if not self.was_run or not os.path.exists(log_path(self.case.name)):
            return ""
        with open(log_path(self.case.name), errors="replace") as f:
            log = f.read()
        return decoded(log, "".join(log.splitlines(keepends=True)[-END_LINES:]))


def unexpected_warning(name):
    """Return the first WARNING in a case's log that contains no line which the case expects, or
    None.  The log after the start of KUnit is not searched, because KUnit checks warnings
    itself."""
    if not os.path.exists(log_path(name)):
        return None
    with open(log_path(name), errors="replace") as f:
        log = f.read().replace("\r", "").split("KTAP version")[0]
    lines = [line for line in harness.found.lines if len(line) >= EXPECTED]
    return next(
        (warning for warning in WARNING.findall(log) if not any(line in warning for line in lines)),
        None,
    )


def perform(case):
    result, start = Result(case), time.time()
    harness.used.seconds, harness.found.lines = 0, []
    if os.path.exists(log_path(case.name)):
        os.remove(log_path(case.name))  # the log of an earlier run
    try:
        result.detail = case.run() or ""
        warning = unexpected_warning(case.name)
        if warning:
            raise Failure("a warning that it does not expect: %s" % warning)
    except Skip as reason:
        result.failed("skip", str(reason))
    except Failure as reason:
        result.failed("FAIL", str(reason))
    except Exception as error:  # a defect of the tests is a failure, too
        result.failed("FAIL", "%s: %s" % (type(error).__name__, error))
    result.seconds, result.cpu_seconds = time.time() - start, harness.used.seconds
    return result


def show(result):
    line = "%-4s %s (%.1f s, %.1f of CPU)%s" % (
        result.verdict,
        result.case.name,
        result.seconds,
        result.cpu_seconds,
        ": " + result.detail if result.detail else "",
    )
    if result.verdict == "FAIL" and result.log_end:
        line += "\n     log: %s" % os.path.relpath(log_path(result.case.name)) + told(
            result.case.name
        )
    print(line, flush=True)


def told(name):
    """Return the lines of a failed case's log that describe the fault.  These are the first lines
    of the first REPORTS reports."""
    with open(log_path(name), errors="replace") as f:
        log = f.read()
    lines = log.splitlines()
    found = ([i for i, line in enumerate(lines) if fault.search(line)] for fault in FAULTS)
    at = next(filter(None, found), [])[:REPORTS]
    shown = sorted({i + k for i in at for k in range(REPORT_LINES) if i + k < len(lines)})
    text = decoded(log, "".join(lines[i][:120] + "\n" for i in shown))
    return "".join("\n     | " + line for line in text.splitlines())


def urgency(case):
    """Return the key for the order in which cases are started: long cases, then builds, then other
    cases."""
    return 0 if case.long else 1 if case.name.startswith("build-") else 2


class Schedule:
    """Start cases in order of urgency, when cores are free and the needed cases have passed."""

    def __init__(self, chosen):
        self.waiting = sorted(chosen, key=urgency)
        self.results, self.ended = {}, queue.Queue()
        self.running = []

    def settle(self, result):
        self.results[result.case.name] = result
        show(result)

    def refuse_hopeless(self):
        for case in list(self.waiting):
            bad = [n for n in case.needs if n in self.results and self.results[n].verdict != "ok"]
            if bad:
                self.waiting.remove(case)
                result = Result(case)
                result.was_run = False
                self.settle(
                    result.failed(
                        "skip" if self.results[bad[0]].verdict == "skip" else "FAIL",
                        "it needs %s, which did not pass" % bad[0],
                    )
                )
                return self.refuse_hopeless()

    def start_ready(self):
        for case in list(self.waiting):
            if not all(need in self.results for need in case.needs):
                continue
            if self.running and sum(other.cpus for other in self.running) + case.cpus > CORES:
                if case.name.startswith("build-"):
                    return  # other cases need this build: no smaller case may start first
                continue  # smaller cases may start before this one
            self.waiting.remove(case)
            self.running.append(case)
            threading.Thread(target=lambda c=case: self.ended.put(perform(c)), daemon=True).start()

    def run(self):
        while self.waiting or self.running:
            self.refuse_hopeless()
            self.start_ready()
            if self.running:
                result = self.ended.get()
                self.running.remove(result.case)
                self.settle(result)
        return list(self.results.values())


def again(results):
    """Run each failed case once more, while no other case runs.  Builds are not repeated.  If more
    than AGAIN cases have failed, no case is repeated, because the failures are probably not
    random."""
    failed = [
        r
        for r in results
        if r.verdict == "FAIL" and r.was_run and not r.case.name.startswith("build-")
    ]
    for first in failed if len(failed) <= AGAIN else ():
        log = log_path(first.case.name)
        if os.path.exists(log):
            os.replace(log, log.replace(".log", ".first.log"))
        print("again, alone: " + first.case.name, flush=True)
        second = perform(first.case)
        show(second)
        if second.verdict == "ok":
            first.verdict = "flaky"


def in_rounds(cases, rounds):
    """Yield each build once, and each other case once per round."""
    for number in range(1, rounds + 1):
        for case in cases:
            if rounds > 1 and not case.name.startswith("build-"):
                case = copy.copy(case)
                case.name += "-round-%d" % number
                yield case
            elif number == 1:
                yield case


@contextlib.contextmanager
def load(loops):
    """Run this number of processes that loop, and end them afterwards."""
    processes = [subprocess.Popen(["sh", "-c", "while :; do :; done"]) for _ in range(loops)]
    try:
        yield
    finally:
        for process in processes:
            process.kill()
            process.wait()


def with_needs(chosen, every):
    """Return the chosen cases and the cases that they need."""
    by_name = {case.name: case for case in every}
    wanted, found = [case.name for case in chosen], set()
    while wanted:
        name = wanted.pop()
        if name not in found:
            found.add(name)
            wanted += by_name[name].needs
    return [case for case in every if case.name in found]


def summary(args, results, seconds):
    flaky = [r for r in results if r.verdict == "flaky"]
    for result in flaky if len(flaky) > FLAKY else ():
        result.verdict = "FAIL"
    for result in [r for r in results if r.verdict == "FAIL" and r.was_run][:SHOWN]:
        print(
            "--- the end of %s:\n%s" % (os.path.relpath(log_path(result.case.name)), result.log_end)
        )
    junit.write(os.path.join(OUT, args.results), args.what, results, seconds)
    slowest = sorted(results, key=lambda r: -r.seconds)[:SLOWEST]
    print("slowest: " + ", ".join("%s %.0f s" % (r.case.name, r.seconds) for r in slowest))
    skipped = sum(r.verdict == "skip" for r in results)
    print(
        "%d cases in %.0f s, %.0f s of CPU time%s"
        % (
            len(results),
            seconds,
            sum(r.cpu_seconds for r in results),
            ", %d skipped" % skipped if skipped else "",
        )
    )
    for r in flaky:
        print(
            "flaky: %s: passed alone, failed before: %s (%s)"
            % (r.case.name, r.detail, os.path.relpath(log_path(r.case.name + ".first")))
        )
    if len(flaky) > FLAKY:
        print("more than %d flaky cases: each is a failure" % FLAKY)
    failed = sum(r.verdict == "FAIL" for r in results)
    passed = len(results) - failed - skipped
    print("%d passed, %d failed" % (passed, failed))
    return 1 if failed or not passed else 0


def interrupt(number, frame):
    """End the run at the first signal.  Later signals are ignored, so that the started programs are
    ended."""
    for each in ENDING:
        signal.signal(each, signal.SIG_IGN)
    raise KeyboardInterrupt


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-v", action="store_true", help="print each command that is run")
    parser.add_argument("--cases", default="cases", help="the module that collects the cases")
    parser.add_argument(
        "--results", default="junit.xml", help="where in build/check the results are written"
    )
    parser.add_argument(
        "--rounds", type=int, default=1, help="run each case so often; a failure is no flake then"
    )
    parser.add_argument("--load", type=int, default=0, help="processes that loop beside the cases")
    parser.add_argument("what", nargs="?", default="check")
    parser.add_argument("globs", nargs="*", default=["*"])
    args = parser.parse_args()
    harness.verbose = args.v
    os.makedirs(LOGS, exist_ok=True)
    if args.what in ("bench", "bench-compare"):
        return bench.main(args.what, args.globs[0])
    if args.what == "bench-native":
        return native.main()
    if args.what == "traces":
        return traces.main()
    every, chosen = importlib.import_module(args.cases).collect(args.what)
    chosen = [c for c in chosen if any(fnmatch.fnmatch(c.name, glob) for glob in args.globs)]
    if args.what == "list":
        print("\n".join(c.name for c in chosen))
        return 0
    if not chosen:
        print("No case matches %s: \"tests/run.py list\" has their names" % " ".join(args.globs))
        print("0 passed, 1 failed")
        return 1
    start = time.time()
    # A background job of a shell ignores SIGINT.  Therefore, SIGTERM ends the run and its programs,
    # too.
    for number in ENDING:
        signal.signal(number, interrupt)
    try:
        with load(args.load):
            results = Schedule(in_rounds(with_needs(chosen, every), args.rounds)).run()
        if args.rounds == 1:
            again(results)
    except KeyboardInterrupt:
        harness.end_running()
        print("interrupted")
        return 130
    return summary(args, results, time.time() - start)


if __name__ == "__main__":
    sys.exit(main())
