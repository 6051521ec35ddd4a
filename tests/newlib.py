# SPDX-License-Identifier: BSD-2-Clause
"""Run newlib's test suite (newlib/testsuite in newlib's tarball) as one application.

The tests are compiled unchanged, except for CHANGED. tests/libc/suite/main.c calls them one after
another. newlib/libm/test is not included, because it stores doubles as pairs of 32-bit longs.
"""
import glob
import os
import re
import shutil

from builds import PLAIN, TARGETS
from harness import Case, Failure, OUT, TOP, configured, expect, refuse, run, tool
from libc import machine

SOURCE = "/usr/src/newlib/newlib-*.tar.xz"
FOLDER = os.path.join(OUT, "newlib-suite")
PORTS = {**TARGETS, "host": "host"}
LIMIT = 60
# The test that is called last, because it ends the application.  Its output is compared with the
# expected output.
LAST = "newlib.stdlib/atexit.c"
# For each test that is not run: the reason.  All other tests are run.
LEFT_OUT = {
    "newlib.elix/tmmap.c": "newlib has <sys/mman.h> for Linux only, and elix.exp runs the test there only",
    "newlib.iconv/iconvjp.c": "newlib is built without iconv: the test would pass and check nothing",
    "newlib.iconv/iconvnm.c": "the same",
    "newlib.iconv/iconvru.c": "the same",
    "newlib.locale/UTF-8.c": "UTF-8.exp compares what the test prints, which is not compared here",
}
# For each test that is changed: (old text, new text).  A comment states the reason.
CHANGED = {
    # Since newlib 3.0, iswalpha() is false for decimal digits, but this line of the test was not
    # adapted.
    "newlib.wctype/twctype.c": (
        "CHECK (iswalpha(0x0967));",
        "CHECK (!iswalpha(0x0967) && iswalnum(0x0967));",
    )
}
# Minimum number of tests: newlib 3.3 has this number without LEFT_OUT.  Later versions have more
# tests.
FEWEST = 12
# Number of archives that scripts/newlib.sh retains in its cache.
NEWLIB_KEPT = 12


def sources():
    return sorted(
        os.path.relpath(path, FOLDER) for path in glob.glob(os.path.join(FOLDER, "newlib.*/*.c"))
    )


def chosen():
    return [source for source in sources() if source not in LEFT_OUT]


def symbol(source):
    return "test_" + re.sub(r"\W", "_", source[:-2])


def unpack(_):
    """Unpack the suite and write the application around it.  The application's Makefile gives the
    main() of each test a unique name."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    shutil.copytree(os.path.join(TOP, "tests/libc/suite"), FOLDER, copy_function=shutil.copy)
    # --touch: a source must be newer than the object of another version.
    tool(
        "tar",
        "-xf",
        glob.glob(SOURCE)[-1],
        "-C",
        FOLDER,
        "--strip-components=3",
        "--touch",
        "--wildcards",
        "*/newlib/testsuite/*",
    )
    unknown = set(LEFT_OUT) - set(sources())
    if unknown:
        raise Failure("not in the suite: " + ", ".join(sorted(unknown)))
    for test, (old, new) in CHANGED.items():
        path = os.path.join(FOLDER, test)
        with open(path) as f:
            text = f.read()
        if text.count(old) != 1:
            raise Failure("%s has not %r once" % (test, old))
        with open(path, "w") as f:
            f.write(text.replace(old, new))
    tests = chosen()
    if len(tests) < FEWEST or LAST not in tests:
        raise Failure("only %d tests: %s" % (len(tests), ", ".join(tests)))
    with open(os.path.join(FOLDER, "tests.h"), "w") as f:
        f.writelines('TEST(%s, "%s")\n' % (symbol(t), t) for t in tests if t != LAST)
    with open(os.path.join(FOLDER, "Makefile"), "w") as f:
        f.write("obj-y += main.o\n")
        for test in tests:
            name, test_object = symbol(test), test[:-1] + "o"
            # Several tests define these two global names.
            renamed = ["errors=%s_errors" % name, "print_error=%s_print_error" % name]
            renamed += (
                ["main=last_test"]
                if test == LAST
                else ["main=" + name, "exit=test_exit", "abort=test_abort"]
            )
            flags = [
                "-w",
                "-fno-builtin",
                "-I%s/include" % os.path.relpath(FOLDER, TOP),
                *["-D" + each for each in renamed],
            ]
            f.write("obj-y += %s\nCFLAGS_%s += %s\n" % (test_object, test_object, " ".join(flags)))


def build(name, port):
    configured(name, "newlib-suite-" + port, PORTS[port], PLAIN, "APP=" + FOLDER)


def printed_by(test):
    """Return the lines that the suite expects a test to print."""
    with open(os.path.join(FOLDER, test[:-1] + "exp")) as f:
        lines = re.findall(r'^"(.+)"$', f.read(), re.M)
    if not lines:
        raise Failure("%s: nothing is expected of it" % test)
    return "".join(line + "\n" for line in lines)


def suite(name, port):
    image = os.path.join(OUT, "newlib-suite-" + port, "quarry.elf" if port == "host" else "Image")
    status, output = run(name, machine(port, image, "run=heapinfo"), LIMIT)
    output = output.replace("\r", "")
    tests = [test for test in chosen() if test != LAST]
    refuse(output, "^.*: FAILED", "WARNING: ", "Kernel panic")
    expect(
        output,
        *["^%s: passed$" % re.escape(test) for test in tests],
        "^%d tests of newlib passed, 0 failed$" % len(tests),
        "^" + re.escape(printed_by(LAST))
    )
    if status:
        raise Failure("exit status %s" % status)
    return "%d tests" % (len(tests) + 1)


def newlib(name, folder, to):
    """Build newlib for RISC-V into @to, with @folder as the cache.  Returns the output."""
    environment = {**os.environ, "CROSS_COMPILE": "riscv64-linux-gnu-", "NEWLIB_CACHE": folder}
    status, output = run(name, ["scripts/newlib.sh", "riscv", to], 600, environment)
    if status:
        raise Failure("newlib.sh: status %s" % status)
    return output


def kept(name):
    """A build in another folder yields the same library as that of the images.  The next build uses
    the cached archive, unless the archive is damaged.  The cache retains the newest archives."""
    work = os.path.join(OUT, "newlib-kept")
    shutil.rmtree(work, ignore_errors=True)
    cache, first, second = (os.path.join(work, each) for each in ("cache", "first", "second"))
    older = os.path.join(cache, "newlib-arm64-older")
    os.makedirs(older)
    for number in range(NEWLIB_KEPT + 2):
        path = "%s-%d.tar" % (older, number)
        open(path, "w").close()
        os.utime(path, (number, number))
    expect(newlib(name, cache, first), "NEWLIB .*: compile")
    tool("diff", "-r", os.path.join(TOP, "build/newlib/riscv"), first)
    output = newlib(name, cache, second)
    expect(output, "NEWLIB .*: from ")
    refuse(output, "NEWLIB .*: compile")
    tool("diff", "-r", first, second)
    archive, *others = sorted(glob.glob(cache + "/*.tar"), key=os.path.getmtime, reverse=True)
    if others != ["%s-%d.tar" % (older, number) for number in range(NEWLIB_KEPT + 1, 2, -1)]:
        raise Failure("kept: " + ", ".join(others))
    os.truncate(archive, 1 << 20)
    shutil.rmtree(second)
    expect(newlib(name, cache, second), "is damaged; it is built again", "NEWLIB .*: compile")
    tool("diff", "-r", first, second)


def long_cases():
    yield Case("newlib-kept", kept, needs=["libc-riscv"], long=True)


def cases():
    yield Case("build-newlib-suite", unpack)
    for port in PORTS:
        yield Case("build-newlib-suite-" + port, build, port, needs=["newlib-suite"])
        yield Case("libc-suite-" + port, suite, port, needs=["newlib-suite-" + port, "disk"])
