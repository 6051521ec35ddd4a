#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""size.py OUT FOLDER: bytes of a folder's objects as the linker put them into the image (OUT/quarry.map), by file: code
and constants that are there for good, static data, a CPU's copy of each per-CPU variable in it, what is given back after
boot, and what was left out because nothing uses it."""
import os
import re
import sys
from collections import defaultdict

LEFT_OUT = "Discarded input sections"
PLACED = "Linker script and memory map"
SECTION = re.compile(r"^ (\.\S+)\s+0x[0-9a-f]+\s+0x([0-9a-f]+) (\S+)\.o$", re.M)


def kind(section):
    """The column: None of what is not in memory."""
    if re.match(r"\.(bss\.\.)?init", section):
        return 2
    if re.match(r"\.s?(data|bss)", section):
        return 1
    return 0 if re.match(r"\.(text|ref\.text|s?rodata)", section) else None


def sizes(out, folder):
    """{file: [code and constants, data, given back, left out]}"""
    with open(os.path.join(out, "quarry.map")) as f:
        text = f.read()
    if LEFT_OUT not in text or PLACED not in text:
        sys.exit("size.py: %s/quarry.map is none of GNU ld's: build without LLVM=1" % out)
    result = defaultdict(lambda: [0] * 4)
    inside = os.path.abspath(os.path.join(out, folder)) + os.sep
    left_out = text[text.index(LEFT_OUT):text.index(PLACED)]
    for part, is_left_out in ((left_out, True), (text[text.index(PLACED):], False)):
        for section, size, file in SECTION.findall(part):
            file = os.path.abspath(file)
            if kind(section) is not None and file.startswith(inside):
                result[os.path.relpath(file, out)][3 if is_left_out else kind(section)] += int(size, 16)
    return result


def main():
    out, folder = sys.argv[1:]
    rows = sorted(sizes(out, folder).items())
    print("%8s %8s %8s %8s" % ("code", "data", "boot", "left out"))
    for file, row in [*rows, ("in all", map(sum, zip(*(row for _, row in rows))))]:
        print("%8d %8d %8d %8d  %s" % (*row, file))


if __name__ == "__main__":
    main()
