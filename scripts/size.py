#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""size.py OUT FOLDER: print the sizes of a folder's objects in the image (OUT/quarry.map) by file.

The columns are: permanent code and constants; static data, including one CPU's copy of each per-CPU
variable; memory freed after boot; and unused code and data that the linker discarded.
"""
import os
import re
import sys
from collections import defaultdict

LEFT_OUT = "Discarded input sections"
PLACED = "Linker script and memory map"
SECTION = re.compile(r"^ (\.\S+)\s+0x[0-9a-f]+\s+0x([0-9a-f]+) (\S+)\.o$", re.M)


def kind(section):
    """Return the column of a section, or None if it is not in memory."""
    if re.match(r"\.(bss\.\.)?init", section):
        return 2
    if re.match(r"\.s?(data|bss)", section):
        return 1
    return 0 if re.match(r"\.(text|ref\.text|s?rodata)", section) else None


def sizes(out, folder):
    """Return {file: [code and constants, data, freed after boot, discarded]}."""
    with open(os.path.join(out, "quarry.map")) as f:
        text = f.read()
    if LEFT_OUT not in text or PLACED not in text:
        sys.exit("size.py: %s/quarry.map is none of GNU ld's: build without LLVM=1" % out)
    result = defaultdict(lambda: [0] * 4)
    inside = os.path.abspath(os.path.join(out, folder)) + os.sep
    left_out = text[text.index(LEFT_OUT) : text.index(PLACED)]
    for part, is_left_out in ((left_out, True), (text[text.index(PLACED) :], False)):
        for section, size, file in SECTION.findall(part):
            file = os.path.abspath(file)
            if kind(section) is not None and file.startswith(inside):
                result[os.path.relpath(file, out)][3 if is_left_out else kind(section)] += int(
                    size, 16
                )
    return result


def main():
    out, folder = sys.argv[1:]
    rows = sorted(sizes(out, folder).items())
    print("%8s %8s %8s %8s" % ("code", "data", "boot", "left out"))
    for file, row in [*rows, ("in all", map(sum, zip(*(row for _, row in rows))))]:
        print("%8d %8d %8d %8d  %s" % (*row, file))


if __name__ == "__main__":
    main()
