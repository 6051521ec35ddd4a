# SPDX-License-Identifier: BSD-2-Clause
"""Check what make rebuilds, and what it leaves unchanged."""
import os
import re
import shutil

from harness import CORES, Case, Failure, OUT, make, run

LISTS = 400


def unchanged(name):
    """The function keep of build.mk does not write an unchanged list again, whatever the lengths of
    the list and of the folder's name.

    In make, the text that is read from a file may end with a newline, depending on what make
    expanded before.  Therefore, the case tries many lengths in succession.
    """
    folder = os.path.join(OUT, name)
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    makefile = os.path.join(folder, "Makefile")
    with open(makefile, "w") as f:
        f.write("include Makefile\n")
        for number in range(LISTS):
            path = os.path.join(folder, "o" * (number % 64), "list-%d" % number)
            text = "x" * (number % 61 + 1) + " $(wordlist 1,%d,$(objs))" % (number * 7919 % 389)
            f.write("$(call keep,%s,%s)\n" % (path, text))
    call = ["-n", "-f", makefile, "O=" + folder, "BOARD=host"]
    make(name, *call)
    written = written_at(folder)
    make(name, *call)
    again = [file for file, when in written_at(folder).items() if when != written[file]]
    if again:
        raise Failure("%d of %d lists were written again" % (len(again), len(written)))
    return "%d lists" % len(written)


def written_at(folder):
    return {
        os.path.join(where, file): os.stat(os.path.join(where, file)).st_mtime_ns
        for where, _, files in os.walk(folder)
        for file in files
        if file.startswith("list-") or file in (".objects", ".app", ".flags")
    }


def jobs(name):
    """A build uses all processors unless -j is given.  A build that another make starts uses the
    jobs of that make.  Goals that do not build are executed in order."""
    folder = os.path.join(OUT, name)
    os.makedirs(folder, exist_ok=True)
    makefile = os.path.join(folder, "Makefile")
    with open(makefile, "w") as f:
        f.write("include Makefile\n.PHONY: show outer\nshow: ; @echo \"got $$MAKEFLAGS\"\n")
    outer = os.path.join(folder, "outer.mk")
    with open(outer, "w") as f:
        f.write("all: ; @$(MAKE) -f %s O=%s BOARD=host show\n" % (makefile, folder))
    own = ["-f", makefile, "O=" + folder, "BOARD=host", "RUN=meminfo -j9", "show"]
    for arguments, want in (
        (own, [CORES]),
        (["-j1", *own], [1]),
        (["-j7", *own], [7]),
        (["-f", outer], [CORES]),
        (["-j7", "-f", outer], [7]),
        ([*own, "boards"], []),
    ):
        _, output = run(name, ["make", *arguments], 60)
        flags = re.search("^got (.*)", output, re.M)[1].split(" -- ")[0]
        if [int(number) for number in re.findall(r"-j(\d+)", flags)] != want or "warning" in output:
            raise Failure("make %s: %s" % (" ".join(arguments), output))


def cases():
    yield Case("make-unchanged", unchanged)
    yield Case("make-jobs", jobs)
