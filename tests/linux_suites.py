# SPDX-License-Identifier: BSD-2-Clause
"""Compile Linux's own KUnit suites of its driver core, of KFENCE and of KASAN, its suite of memblock
and its test of DMA engines, unchanged, and run them.  The sources are those of Debian's package
linux-source-6.12.

The names of the driver core's suites have hyphens, and those of Quarry's have underscores, so that the filter
"*-*" selects the former."""
import os
import re
import shutil

from boot import COMMON, PROGRAM
from builds import PLAIN, TARGETS
from harness import Case, Failure, OUT, Skip, TOP, configured, need_qemu, refuse, run
from libc import machine
from linux_names import ARCHIVE

SOURCES = ("platform-device-test.c", "property-entry-test.c", "root-device-test.c")
SUITES = ("platform-device-devm", "property-entry", "root-device-devm")
APP = os.path.join(OUT, "linux-suites-app")
PORTS = {**TARGETS, "host": "host"}
DMATEST_APP = os.path.join(OUT, "linux-dmatest-app")
KFENCE_APP = os.path.join(OUT, "linux-kfence-app")
KFENCE_TESTS = 25
KASAN_APP = os.path.join(OUT, "linux-kasan-app")
KASAN_TESTS = 59
# What is skipped is for clang or Rust, for other modes, or reads an object of a cache for RCU.
KASAN_SKIPPED = 12
# While KASAN watches an object, ksize() returns the requested size.
KASAN_DIFFERENT = ["ksize_unpoisons_memory"]
MEMBLOCK_APP = os.path.join(OUT, "linux-memblock-app")
MEMBLOCK_FILES = ("memblock.c", "memblock_machine.c", "memblock_dump.c", "memblock_region.h")
MEMBLOCK_CHECKS = 263


def untar(name, folder, strip, *paths):
    command = ["tar", "-xJf", ARCHIVE, "-C", folder, "--strip-components=%d" % strip]
    status, output = run(name, [*command, *("linux-source-6.12/" + path for path in paths)], 300)
    if status:
        raise Failure("tar: %s" % output)


def empty_folder(path, copy=None):
    """Create the folder of an application, or copy it.  Skip the case without Linux's sources."""
    if not os.path.exists(ARCHIVE):
        raise Skip("linux-source-6.12 is not installed")
    shutil.rmtree(path, ignore_errors=True)
    if copy:
        shutil.copytree(os.path.join(TOP, copy), path)
    else:
        os.makedirs(path)


def build(name, port, out, app):
    fragments = [*PLAIN, os.path.join(app, "app.config")]
    configured(name, "%s-%s" % (out, port), PORTS[port], fragments, "APP=" + app)


def built(out, port):
    return os.path.join(OUT, "%s-%s" % (out, port), "quarry.elf" if port == "host" else "Image")


def extract(name):
    """Write the application: the sources of Linux, a Makefile and a configuration."""
    empty_folder(APP)
    untar(name, APP, 4, *("drivers/base/test/" + source for source in SOURCES))
    with open(os.path.join(APP, "Makefile"), "w") as f:
        f.write("obj-y += %s\n" % " ".join(s.replace(".c", ".o") for s in SOURCES))
    with open(os.path.join(APP, "app.config"), "w") as f:
        f.write("CONFIG_KUNIT=y\n")


def extract_memblock(name):
    """Write the application: Linux's suite, Quarry's memblock and what both need."""
    empty_folder(MEMBLOCK_APP, "tests/linux_memblock")
    testing = "tools/testing/"
    untar(name, MEMBLOCK_APP, 4, testing + "memblock/main.c", testing + "memblock/tests")
    untar(name, MEMBLOCK_APP, 3, testing + "selftests/kselftest.h")
    for file in MEMBLOCK_FILES:
        shutil.copy(os.path.join(TOP, "mm/boot", file), MEMBLOCK_APP)


def passes_memblock(name, port):
    image = built("linux-memblock", port)
    for arguments in "-v", "-v -m":
        status, output = run(name, machine(port, image, "run=poweroff -- " + arguments), 120)
        passed = len(re.findall(r"^ok \d+ :", output.replace("\r", ""), re.M))
        if status or passed != MEMBLOCK_CHECKS:
            raise Failure("%s: status %s, %d checks passed" % (arguments, status, passed))
        refuse(output, r"^\s*not ok", "assertion", "WARNING", "Kernel panic")
    return "%d checks" % passed


def run_suites(name, out, port, arguments):
    """Run KUnit suites at boot.  Return the status and the output."""
    image = built(out, port)
    status, output = run(name, machine(port, image, "kunit=1 " + arguments), 120)
    return status, output.replace("\r", "")


def passes(name, port):
    status, output = run_suites(name, "linux-suites", port, "kunit.filter=*-*")
    passed = re.findall(r"^ok \d+ ([\w-]+)$", output, re.M)
    if status or sorted(passed) != sorted(SUITES):
        raise Failure("status %s, passed: %s" % (status, ", ".join(passed) or "none"))
    refuse(output, r"^\s*not ok", "WARNING", "Kernel panic")
    return "%d tests" % len(re.findall(r"^ +ok ", output, re.M))


def extract_kfence(name):
    """Write the application: Linux's suite of KFENCE, and what it needs of private headers."""
    empty_folder(KFENCE_APP, "tests/linux_kfence")
    untar(name, KFENCE_APP, 3, "mm/kfence/kfence_test.c")


def passes_kfence(name, port):
    """The suite has the name of Quarry's own one, whose tests have the prefix kfence_."""
    arguments = "init_on_free=1 kunit.filter=kfence.test_*"
    status, output = run_suites(name, "linux-kfence", port, arguments)
    passed = len(re.findall(r"^ +ok \d+ test_", output, re.M))
    if status or passed != KFENCE_TESTS:
        raise Failure("status %s, %d tests passed" % (status, passed))
    refuse(output, r"^\s*not ok", "# SKIP", "Kernel panic")
    return "%d tests" % passed


def extract_kasan(name):
    """Write the application: Linux's suite of KASAN, and what it needs of private headers."""
    empty_folder(KASAN_APP, "tests/linux_kasan")
    untar(name, KASAN_APP, 3, "mm/kasan/kasan_test_c.c")


def passes_kasan(name, port):
    """The status is not 0, because one test behaves differently."""
    _, output = run_suites(name, "linux-kasan", port, "kasan_multi_shot kunit.filter=kasan.*")
    skipped = len(re.findall(r"^ +ok \d+ \w+ # SKIP", output, re.M))
    passed = len(re.findall(r"^ +ok \d+ \w+$", output, re.M))
    different = re.findall(r"^ +not ok \d+ (\w+)", output, re.M)
    if (passed, skipped, different) != (KASAN_TESTS, KASAN_SKIPPED, KASAN_DIFFERENT):
        raise Failure(
            "%d passed, %d skipped, failed: %s" % (passed, skipped, ", ".join(different) or "none")
        )
    refuse(output, "Kernel panic")
    return "%d tests" % passed


def extract_dmatest(name):
    """Write the application: Linux's test of DMA engines, whose parameters are files below /sys."""
    empty_folder(DMATEST_APP)
    untar(name, DMATEST_APP, 3, "drivers/dma/dmatest.c")
    with open(os.path.join(DMATEST_APP, "Makefile"), "w") as f:
        f.write("obj-y += dmatest.o\n")
    with open(os.path.join(DMATEST_APP, "app.config"), "w") as f:
        f.write("CONFIG_DMADEVICES=y\nCONFIG_SYSFS=y\n")


def passes_dmatest(name):
    """Test all channels of an engine from the boot arguments, then one of them from the prompt,
    beside Quarry's own test."""
    need_qemu(PROGRAM["riscv"], 10)
    folder = "/sys/module/dmatest/parameters"
    script = ["echo dma0chan1 > %s/channel" % folder, "echo 1 > %s/run" % folder, "dmatest all 2 1"]
    arguments = "loglevel=7 dmatest.iterations=50 dmatest.timeout=2000 dmatest.run=1"
    command = [PROGRAM["riscv"], "-M", "sifive_u", "-smp", "3", "-m", "256M", *COMMON, "-kernel"]
    command += [built("linux-dmatest", "riscv"), "-append"]
    command += ['%s run="%s"' % (arguments, "; ".join(script))]
    status, output = run(name, command, 120)
    for channel in range(4):
        count = 2 if channel == 1 else 1
        summaries = "dma0chan%d-copy0: summary 50 tests, 0 failures" % channel
        if output.count(summaries) != count:
            raise Failure("status %s: not %d times: %s" % (status, count, summaries))
    refuse(output, "WARNING", "Kernel panic", r"[1-9]\d* failures")
    return "5 runs of 50 tests"


def cases_of(out, app, extract_app, run_image, ports=PORTS):
    """Return the cases that write an application, build it for each port, and run it."""
    yield Case("build-%s-app" % out, extract_app, long=True)
    for port in ports:
        needs = ["%s-%s" % (out, port), "disk"]
        yield Case("build-" + needs[0], build, port, out, app, needs=[out + "-app"])
        yield Case(needs[0], run_image, port, needs=needs)


def long_cases():
    yield from cases_of("linux-suites", APP, extract, passes)
    yield from cases_of("linux-memblock", MEMBLOCK_APP, extract_memblock, passes_memblock)
    yield from cases_of("linux-kfence", KFENCE_APP, extract_kfence, passes_kfence)
    # On the host port, AddressSanitizer ends the process at the first bad access.
    yield from cases_of("linux-kasan", KASAN_APP, extract_kasan, passes_kasan, TARGETS)
    yield Case("build-linux-dmatest-app", extract_dmatest, long=True)
    yield Case(
        "build-linux-dmatest-riscv",
        build,
        "riscv",
        "linux-dmatest",
        DMATEST_APP,
        needs=["linux-dmatest-app"],
    )
    yield Case("linux-dmatest-riscv", passes_dmatest, needs=["linux-dmatest-riscv"])
