#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Run the tests: build what they need, boot it, read the verdict, count.

    tests/run.py check [GLOB]       everything that "make check" promises
    tests/run.py check-long [GLOB]  and what takes longer
    tests/run.py list [GLOB]        the names of the cases
    tests/run.py bench [GLOB]       figures as CSV; bench-compare FILE lays them beside a table

A case is a function that raises Failure, or Skip with the reason.  Cases run two at a time; each keeps
what it saw in build/check/logs/<case>.log.  The last line is "N passed, N failed"; the exit status is 0
only if nothing failed.
"""
import fnmatch
import os
import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import Failure, Skip, LOGS, log_path  # noqa: E402
import bench  # noqa: E402
import cases  # noqa: E402
import native  # noqa: E402
import traces  # noqa: E402

SHOWN, END_LINES = 6, 60    # whose logs are shown at the end of a run, and how much of each
REPORTS, REPORT_LINES = 2, 6    # the same right behind the verdict
FAULTS = (re.compile(r"Sanitizer: |runtime error: |TION FAILED|Kernel panic|violated by|^\s*not ok"),
          re.compile(r"WARNING: |rror: |Traceback|time limit"))     # suites provoke warnings, too


def run_case(case):
    start = time.time()
    try:
        detail = case.run() or ""
        verdict = "ok"
    except Skip as reason:
        verdict, detail = "skip", str(reason)
    except Failure as reason:
        verdict, detail = "FAIL", str(reason)
    except Exception as error:  # a defect of the tests is a failure as well
        verdict, detail = "FAIL", "%s: %s" % (type(error).__name__, error)
    line = "%-4s %s (%.1f s)%s" % (verdict, case.name, time.time() - start,
                                   ": " + detail if detail else "")
    if verdict == "FAIL" and os.path.exists(log_path(case.name)):
        line += "\n     log: %s" % os.path.relpath(log_path(case.name)) + told(case.name)
    print(line, flush=True)
    return verdict


def told(name):
    """What a failed case's log says of the fault: the first lines of its first reports."""
    with open(log_path(name), errors="replace") as f:
        lines = f.read().splitlines()
    found = ([i for i, line in enumerate(lines) if fault.search(line)] for fault in FAULTS)
    at = next(filter(None, found), [])[:REPORTS]
    shown = sorted({i + k for i in at for k in range(REPORT_LINES) if i + k < len(lines)})
    return "".join("\n     | " + lines[i][:120] for i in shown)


def show_end(name, lines):
    """The end of a failed case's log: often all that is left of a run on another machine."""
    if os.path.exists(log_path(name)):
        with open(log_path(name), errors="replace") as f:
            print("--- the end of %s:\n%s" % (os.path.relpath(f.name), "".join(f.readlines()[-lines:])))


def main():
    args = sys.argv[1:]
    what = args[0] if args else "check"
    pattern = args[1] if len(args) > 1 else "*"
    os.makedirs(LOGS, exist_ok=True)
    if what in ("bench", "bench-compare"):
        return bench.main(what, pattern)
    if what == "bench-native":
        return native.main()
    if what == "traces":
        return traces.main()
    chosen = [c for c in cases.collect(what) if fnmatch.fnmatch(c.name, pattern)]
    if what == "list":
        print("\n".join(c.name for c in chosen))
        return 0
    if not chosen:
        print("No case matches %s" % pattern)
        print("0 passed, 1 failed")
        return 1
    start = time.time()
    results = []
    # Stages in order: what a later stage boots, an earlier one built.
    for stage in sorted({c.stage for c in chosen}):
        with ThreadPoolExecutor(max_workers=2 if stage else 1) as pool:
            of_stage = [c for c in chosen if c.stage == stage]
            results += zip(of_stage, pool.map(run_case, of_stage))
    for case in [case for case, verdict in results if verdict == "FAIL"][:SHOWN]:
        show_end(case.name, END_LINES)
    verdicts = [verdict for _, verdict in results]
    failed, skipped = verdicts.count("FAIL"), verdicts.count("skip")
    print("%d cases in %.0f s%s" % (len(verdicts), time.time() - start,
                                    ", %d skipped" % skipped if skipped else ""))
    print("%d passed, %d failed" % (verdicts.count("ok"), failed))
    return 1 if failed or not verdicts.count("ok") else 0


sys.exit(main())
