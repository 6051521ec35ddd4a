# SPDX-License-Identifier: BSD-2-Clause
"""Compile Linux's own KUnit suites of its driver core and its suite of memblock, unchanged, and
run them.  The sources are those of Debian's package linux-source-6.12.

The names of Linux's suites have hyphens, and those of Quarry's have underscores, so that the filter
"*-*" selects the former."""
import os
import re
import shutil

from builds import PLAIN, TARGETS
from harness import Case, Failure, OUT, Skip, TOP, configured, refuse, run
from libc import machine
from linux_names import ARCHIVE

SOURCES = ("platform-device-test.c", "property-entry-test.c", "root-device-test.c")
SUITES = ("platform-device-devm", "property-entry", "root-device-devm")
APP = os.path.join(OUT, "linux-suites-app")
PORTS = {**TARGETS, "host": "host"}
MEMBLOCK_APP = os.path.join(OUT, "linux-memblock-app")
MEMBLOCK_FILES = ("memblock.c", "memblock_machine.c", "memblock_dump.c", "memblock_region.h")
MEMBLOCK_CHECKS = 263


def untar(name, folder, strip, *paths):
    command = ["tar", "-xJf", ARCHIVE, "-C", folder, "--strip-components=%d" % strip]
    status, output = run(name, [*command, *("linux-source-6.12/" + path for path in paths)], 300)
    if status:
        raise Failure("tar: %s" % output)


def extract(name):
    """Write the application: the sources of Linux, a Makefile and a configuration."""
    if not os.path.exists(ARCHIVE):
        raise Skip("linux-source-6.12 is not installed")
    shutil.rmtree(APP, ignore_errors=True)
    os.makedirs(APP)
    untar(name, APP, 4, *("drivers/base/test/" + source for source in SOURCES))
    with open(os.path.join(APP, "Makefile"), "w") as f:
        f.write("obj-y += %s\n" % " ".join(s.replace(".c", ".o") for s in SOURCES))
    with open(os.path.join(APP, "app.config"), "w") as f:
        f.write("CONFIG_KUNIT=y\n")


def extract_memblock(name):
    """Write the application: Linux's suite, Quarry's memblock and what both need."""
    if not os.path.exists(ARCHIVE):
        raise Skip("linux-source-6.12 is not installed")
    shutil.rmtree(MEMBLOCK_APP, ignore_errors=True)
    shutil.copytree(os.path.join(TOP, "tests/linux_memblock"), MEMBLOCK_APP)
    testing = "tools/testing/"
    untar(name, MEMBLOCK_APP, 4, testing + "memblock/main.c", testing + "memblock/tests")
    untar(name, MEMBLOCK_APP, 3, testing + "selftests/kselftest.h")
    for file in MEMBLOCK_FILES:
        shutil.copy(os.path.join(TOP, "mm/boot", file), MEMBLOCK_APP)


def build_memblock(name, port):
    fragments = [*PLAIN, os.path.join(MEMBLOCK_APP, "app.config")]
    configured(name, "linux-memblock-" + port, PORTS[port], fragments, "APP=" + MEMBLOCK_APP)


def passes_memblock(name, port):
    image = "quarry.elf" if port == "host" else "Image"
    image = os.path.join(OUT, "linux-memblock-" + port, image)
    for arguments in "-v", "-v -m":
        status, output = run(name, machine(port, image, "run=poweroff -- " + arguments), 120)
        passed = len(re.findall(r"^ok \d+ :", output.replace("\r", ""), re.M))
        if status or passed != MEMBLOCK_CHECKS:
            raise Failure("%s: status %s, %d checks passed" % (arguments, status, passed))
        refuse(output, r"^\s*not ok", "assertion", "WARNING", "Kernel panic")
    return "%d checks" % passed


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
    yield Case("build-linux-memblock-app", extract_memblock, long=True)
    for port in PORTS:
        needs = ["linux-memblock-app"]
        yield Case("build-linux-memblock-" + port, build_memblock, port, needs=needs)
        needs = ["linux-memblock-" + port, "disk"]
        yield Case("linux-memblock-" + port, passes_memblock, port, needs=needs)
