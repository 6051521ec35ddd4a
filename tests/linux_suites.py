# SPDX-License-Identifier: BSD-2-Clause
"""Compile Linux's own KUnit suites of its driver core, unchanged, and run them.  The sources are
those of Debian's package linux-source-6.12.

The names of Linux's suites have hyphens, and those of Quarry's have underscores, so that the filter
"*-*" selects the former."""
import os
import re
import shutil

from builds import PLAIN, TARGETS
from harness import Case, Failure, OUT, Skip, configured, refuse, run
from libc import machine
from linux_names import ARCHIVE

SOURCES = ("platform-device-test.c", "property-entry-test.c", "root-device-test.c")
SUITES = ("platform-device-devm", "property-entry", "root-device-devm")
APP = os.path.join(OUT, "linux-suites-app")
PORTS = {**TARGETS, "host": "host"}


def extract(name):
    """Write the application: the sources of Linux, a Makefile and a configuration."""
    if not os.path.exists(ARCHIVE):
        raise Skip("linux-source-6.12 is not installed")
    shutil.rmtree(APP, ignore_errors=True)
    os.makedirs(APP)
    paths = ["linux-source-6.12/drivers/base/test/" + source for source in SOURCES]
    command = ["tar", "-xJf", ARCHIVE, "-C", APP, "--strip-components=4", *paths]
    status, output = run(name, command, 300)
    if status:
        raise Failure("tar: %s" % output)
    with open(os.path.join(APP, "Makefile"), "w") as f:
        f.write("obj-y += %s\n" % " ".join(s.replace(".c", ".o") for s in SOURCES))
    with open(os.path.join(APP, "app.config"), "w") as f:
        f.write("CONFIG_KUNIT=y\n")


def build(name, port):
    fragments = [*PLAIN, os.path.join(APP, "app.config")]
    configured(name, "linux-suites-" + port, PORTS[port], fragments, "APP=" + APP)


def passes(name, port):
    image = "quarry.elf" if port == "host" else "Image"
    image = os.path.join(OUT, "linux-suites-" + port, image)
    status, output = run(name, machine(port, image, "kunit=1 kunit.filter=*-*"), 120)
    output = output.replace("\r", "")
    passed = re.findall(r"^ok \d+ ([\w-]+)$", output, re.M)
    if status or sorted(passed) != sorted(SUITES):
        raise Failure("status %s, passed: %s" % (status, ", ".join(passed) or "none"))
    refuse(output, r"^\s*not ok", "WARNING", "Kernel panic")
    return "%d tests" % len(re.findall(r"^ +ok ", output, re.M))


def long_cases():
    yield Case("build-linux-suites-app", extract, long=True)
    for port in PORTS:
        yield Case("build-linux-suites-" + port, build, port, needs=["linux-suites-app"])
        yield Case("linux-suites-" + port, passes, port, needs=["linux-suites-" + port, "disk"])
