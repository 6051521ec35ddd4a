# SPDX-License-Identifier: BSD-2-Clause
"""Check the runner with fake cases (tests/fake_cases.py), which end in each possible way."""
import os
import subprocess
import sys
import xml.etree.ElementTree as xml

from harness import Case, Failure, OUT, TOP, expect

VERDICTS = {
    "fake-passes": "passed",
    "fake-fails": "failure",
    "fake-flaky": "passed",
    "fake-skips": "skipped",
    "build-fake-good": "passed",
    "build-fake-bad": "failure",
    "build-fake-absent": "skipped",
}


def run_fakes(name, *globs, options=()):
    """Run fake cases.  Returns (exit status, output, {case: verdict in the XML file})."""
    results = name + ".xml"
    done = subprocess.run(
        [
            sys.executable,
            "tests/run.py",
            "--cases",
            "fake_cases",
            "--results",
            results,
            *options,
            "check",
            *globs,
        ],
        cwd=TOP,
        capture_output=True,
        text=True,
        timeout=60,
    )
    verdicts = {}
    for case in xml.parse(os.path.join(OUT, results)).getroot().iter("testcase"):
        verdicts[case.get("name")] = next(
            (child.tag for child in case if child.tag != "system-out"), "passed"
        )
    return done.returncode, done.stdout, verdicts


def verdicts(name):
    """Each fake case ends as its name states.  Two cases are flaky: the output names them, and they
    count as passed."""
    status, output, seen = run_fakes(name, "fake-[!f]*", "fake-fails*", "fake-flaky-[01]")
    wrong = [
        case
        for case, verdict in seen.items()
        if verdict != next(v for prefix, v in VERDICTS.items() if case.startswith(prefix))
    ]
    if wrong or len(seen) != 15 or status != 1:
        raise Failure("status %s, %d cases, wrong: %s" % (status, len(seen), wrong))
    expect(
        output,
        "^flaky: fake-flaky-0: passed alone, failed before: the first call",
        r"\n6 passed, 7 failed\n\Z",
        "fake-fails-unbuilt .*it needs build-fake-bad, which did not pass",
        "fake-fails-by-error .*ZeroDivisionError",
    )


def too_many_flaky(name):
    status, output, seen = run_fakes(name, "fake-flaky-*")
    expect(output, "more than 2 flaky cases: each is a failure", r"\n0 passed, 3 failed\n\Z")
    if status != 1 or set(seen.values()) != {"failure"}:
        raise Failure("status %s, %s" % (status, seen))


def all_well(name):
    """If a case is chosen by its name, the cases that it needs are run, too."""
    status, output, seen = run_fakes(name, "fake-passes")
    expect(output, r"\n2 passed, 0 failed\n\Z")
    if status or set(seen) != {"fake-passes", "build-fake-good"}:
        raise Failure("status %s, %s" % (status, seen))


def rounds(name):
    """Each round of a case counts separately, and failed cases are not repeated."""
    status, output, seen = run_fakes(
        name, "fake-passes", "fake-fails", options=["--rounds", "3", "--load", "1"]
    )
    expect(output, r"\n4 passed, 3 failed\n\Z")
    if "again, alone" in output or "fake-passes-round-3" not in seen or status != 1:
        raise Failure("status %s, %s" % (status, seen))


def nothing(name):
    done = subprocess.run(
        [sys.executable, "tests/run.py", "check", "no-such-case"],
        cwd=TOP,
        capture_output=True,
        text=True,
    )
    expect(done.stdout, "No case matches no-such-case", r"\n0 passed, 1 failed\n\Z")
    if done.returncode != 1:
        raise Failure("status %d" % done.returncode)


def cases():
    for case in (verdicts, too_many_flaky, all_well, rounds, nothing):
        yield Case("runner-" + case.__name__.replace("_", "-"), case)
