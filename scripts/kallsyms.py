#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Generate the image's table of functions from nm's output on standard input.

Back-traces use the table to find the name of an address.  kallsyms_offsets has the 32-bit offset
from _text of each function, in order of address.  kallsyms_names has their names as C strings in
the same order.  kallsyms_markers has the position of every 32nd name in kallsyms_names.  A suffix
that the compiler adds to a copy of a function, as in f.constprop.0, is removed.

        kallsyms.py            write the table as assembly
        kallsyms.py --check F  fail if the functions are not at the addresses in table F
"""
import re
import sys

MARKER_STEP = 32  # names per marker; kernel/kallsyms.c uses the same value
# Symbols that the linker script defines, which are not functions.
MARKS = ("_text", "_stext", "__firmware_text_begin", "__firmware_text_end")


def functions(lines):
    """Return a list of (offset from _text, name) of all functions, in order of address, with one
    name per address."""
    text = end = None
    found = []
    for line in lines:
        parts = line.split()
        if len(parts) != 3:
            continue
        address, kind, name = int(parts[0], 16), parts[1], parts[2]
        if name == "_text":
            text = address
        if name == "__init_text_end":
            end = address
        if kind in "tTwW" and not name.startswith(
            ("$", ".L", "__start_", "__stop_", "quarry_host_")
        ):
            found.append((address, name))
    if text is None:
        return []
    table = {}
    for address, name in found:
        if text <= address and (end is None or address < end) and name not in MARKS:
            table.setdefault(address - text, re.sub(r"(?<=.)\..*", "", name))
    return sorted(table.items())


def write(table):
    print("\t.section .kallsyms, \"a\"")
    print("\t.globl kallsyms_count, kallsyms_offsets, kallsyms_markers, kallsyms_names")
    print("\t.balign 8\nkallsyms_count:\t.quad %d" % len(table))
    print("kallsyms_offsets:")
    for offset, name in table:
        print("\t.long %d\t/* %s */" % (offset, name))
    print("kallsyms_markers:")
    at = 0
    for i, (_, name) in enumerate(table):
        if i % MARKER_STEP == 0:
            print("\t.long %d" % at)
        at += len(name) + 1
    print("kallsyms_names:")
    for _, name in table:
        print('\t.asciz "%s"' % name)
    print("\t.balign 8")
    print('\t.section .note.GNU-stack, "", %progbits')


def main():
    table = functions(sys.stdin)
    if len(sys.argv) == 3 and sys.argv[1] == "--check":
        with open(sys.argv[2]) as f:
            before = [
                (int(m[1]), m[2]) for m in re.finditer(r"\.long (\d+)\t/\* (\S+) \*/", f.read())
            ]
        moved = [b for b, a in zip(before, table) if a != b]
        if len(before) != len(table) or moved:
            sys.exit(
                "kallsyms: functions moved between two links, first: %s"
                % (moved[0] if moved else "another number of them",)
            )
    else:
        write(table)


if __name__ == "__main__":
    main()
