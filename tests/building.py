# SPDX-License-Identifier: BSD-2-Clause
"""What make does again, and what it leaves as it is."""
import os
import shutil

from harness import Case, Failure, OUT, make

LISTS = 400


def unchanged(name):
    """build.mk's keep writes no list again that has not changed, whatever its length and that of its folder's name.

    What make reads of a file can end with a newline, by what it expanded before: here lists of all lengths after one another.
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
    return {os.path.join(where, file): os.stat(os.path.join(where, file)).st_mtime_ns
            for where, _, files in os.walk(folder) for file in files
            if file.startswith("list-") or file in (".objects", ".app", ".flags")}


def cases():
    yield Case("make-unchanged", unchanged)
