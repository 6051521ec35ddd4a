# SPDX-License-Identifier: BSD-2-Clause
"""Check the examples in tests/books: one module for each interface that Linux's driver books and
documentation teach.  They are compiled as they are, with -Werror.  Each one checks the results of
its interface and prints "passed"."""
import os
import re

from builds import PLAIN, TARGETS
from harness import Case, Failure, OUT, TOP, configured, expect, refuse, run
from libc import machine

APP = "tests/books"
FEWEST = 60  # examples that there must be
PORTS = {**TARGETS, "host": "host"}
# Examples whose device the port does not have.
ABSENT = {"host": {"irq_shared", "irq_threaded"}}
# What examples print, beside "passed", because a call must be refused.
REFUSED = r"resource: cannot reserve .* for intruder: in use by books registers"


def topics():
    """Return the names of the examples."""
    return sorted(
        name[: -len(".c")]
        for name in os.listdir(os.path.join(TOP, APP))
        if name.endswith(".c")
    )


def build(name, port):
    fragments = [*PLAIN, os.path.join(APP, "app.config")]
    configured(name, "books-" + port, PORTS[port], fragments, "APP=" + APP)


def passes(name, port):
    """Each example passes, and no message is printed that a machine without them does not print."""
    folder = os.path.join(OUT, "books-" + port)
    image = os.path.join(folder, "quarry.elf" if port == "host" else "Image")
    arguments = "module_parameter.count=2 module_parameter.sizes=1,2,3 run=poweroff"
    status, output = run(name, machine(port, image, arguments), 60)
    output = output.replace("\r", "")
    wanted = set(topics()) - ABSENT.get(port, set())
    passed = re.findall(r"^\[[^]]*\] (\w+): passed\b", output, re.M)
    missing = wanted - set(passed)
    if missing:
        raise Failure("not passed: %s" % ", ".join(sorted(missing)))
    if len(passed) != len(wanted) or len(topics()) < FEWEST:
        raise Failure("%d examples, %d passed" % (len(topics()), len(passed)))
    expect(output, "module_parameter: hello, reader, 3 sizes$", REFUSED)
    refuse(output, "WARNING", "Kernel panic", r"_init\(\) failed", "probe .*failed")
    if status:
        raise Failure("exit status %s" % status)
    return "%d examples" % len(passed)


def cases_of(port):
    yield Case("build-books-" + port, build, port)
    yield Case("books-" + port, passes, port, needs=["books-" + port, "disk"])


def cases():
    yield from cases_of("host")


def long_cases():
    for port in TARGETS:
        yield from cases_of(port)
