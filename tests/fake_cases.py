# SPDX-License-Identifier: BSD-2-Clause
"""Cases for tests/runner.py, which checks the runner.  The name of each case states how the case
must end."""
from harness import Case, Failure, Skip, expect, run

calls = {}


def passes(name):
    pass


def fails(name):
    raise Failure("it always does")


def skips(name):
    raise Skip("not here")


def flaky(name):
    calls[name] = calls.get(name, 0) + 1
    run(name, ["echo", "call %d" % calls[name]], 5)
    if calls[name] == 1:
        raise Failure("the first call")


def silent(name):
    """The time limit ends this case's program and the processes that the program started."""
    run(name, ["sh", "-c", "echo a line; sleep 77 & sleep 77"], 0.5)


def talks(name):
    status, _ = run(name, ["sh", "-c", "for i in 1 2 3 4 5; do echo $i; sleep 0.3; done"], 1)
    if status != 0:
        raise Failure("status %s" % status)


def endless(name):
    run(name, ["yes", "x" * 1000], 5)


def warned(name, *expected):
    _, output = run(
        name, ["printf", r"WARNING: CPU: 0 thread: init at a.c:1 f+0x2/0x4\nbroken: %s\n", name], 5
    )
    expect(output, *expected)


def collect(what):
    every = [
        Case("build-fake-good", passes),
        Case("build-fake-bad", fails),
        Case("build-fake-absent", skips),
        Case("fake-passes", passes, needs=["fake-good"], cpus=0.1),
        Case("fake-passes-talking", talks),
        Case("fake-fails", fails),
        Case("fake-fails-unbuilt", passes, needs=["fake-good", "fake-bad"]),
        Case("fake-fails-silent", silent),
        Case("fake-fails-endless", endless),
        Case("fake-fails-warned", warned),
        Case("fake-passes-warned", warned, "^broken: fake.*"),
        Case("fake-fails-by-error", lambda name: 1 // 0),
        Case("fake-skips", passes, needs=["fake-absent"]),
    ]
    every += [Case("fake-flaky-%d" % i, flaky) for i in range(3)]
    return every, [case for case in every if not case.name.startswith("build-")]
