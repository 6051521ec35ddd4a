#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Compare the public symbols of the library with the list tests/symbols.txt.

Each line of the list has a name.  If only some ports have the name, the line also lists the ports.
If a name is removed, programs that use the name cannot be linked any more.  Therefore, the list is
compared with each library that is built.  After an intended change, write the list again:

        make check ONLY='build-lib-*' && python3 tests/symbols.py
"""
import os
import re

from harness import OUT, TOP

LIST = os.path.join(TOP, "tests/symbols.txt")
PORTS = ("arm64", "host", "riscv")
OF_COMPILER = re.compile(r"__(atomic_\w+_\d+|\w+[ds]i2)$")  # functions of the compiler's library


def built(name):
    """Return the names that the installed library lists."""
    with open(os.path.join(OUT, "lib-" + name, "symbols")) as f:
        return {word for word in f.read().split() if not OF_COMPILER.match(word)}


def listed(port):
    with open(LIST) as f:
        lines = [line.split() for line in f if not line.startswith("#")]
    return {name for name, *ports in lines if not ports or port in ports}


def difference(name):
    """Return the differences between a library's names and the list, as text.  The text is empty if
    there are none."""
    have, want = built(name), listed(name.split("-")[0])
    gone, new = sorted(want - have), sorted(have - want)
    return "; ".join(
        "%s: %s" % (what, ", ".join(names[:8]))
        for what, names in (("gone", gone), ("not in tests/symbols.txt", new))
        if names
    )


def write():
    have = {port: built(port) for port in PORTS}
    with open(LIST, "w") as f:
        f.write(
            "# The public symbols of the library; \"python3 tests/symbols.py\" writes this file.\n"
        )
        for name in sorted(set().union(*have.values())):
            ports = [port for port in PORTS if name in have[port]]
            f.write(" ".join([name] + (ports if len(ports) < len(PORTS) else [])) + "\n")


if __name__ == "__main__":
    write()
