#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""size.py OUT FOLDER: code and constants of a folder's objects, by file: what is in the image, of that
what is given back after boot, and what the linker left out because nothing calls it."""
import glob
import os
import re
import subprocess
import sys


def tool(command, file):
    prefix = {0xF3: "riscv64-linux-gnu-", 0xB7: "aarch64-linux-gnu-"}
    with open(file, "rb") as f:
        machine = int.from_bytes(f.read(20)[18:20], "little")
    run = subprocess.run([prefix.get(machine, "") + command.split()[0], *command.split()[1:], file],
                         capture_output=True, text=True, check=True)
    return run.stdout.splitlines()


def sizes(obj, names):
    """(stays, given back, left out)"""
    result = [0, 0, 0]
    lines = tool("size -A", obj)
    # A constant of a function that has no code of its own belongs to one that it was inlined in.
    coded = {m[1] for line in lines for m in [re.match(r"\.text\.(\w+)", line)] if m}
    for line in lines:
        match = re.match(r"\.(text|rodata|init)(\S*)\s+(\d+)", line)
        if not match:
            continue
        kind, rest, size = match[1], match[2].lstrip("."), int(match[3])
        name = re.sub(r"(\.str1|\.cst|\.isra|\.part|\.constprop).*", "", rest)
        left_out = kind != "init" and name in coded and name not in names
        result[1 if kind == "init" else 2 if left_out else 0] += size
    return result


def main():
    out, folder = sys.argv[1:]
    names = {re.sub(r"\.(isra|part|constprop).*", "", line.split()[-1])
             for line in tool("nm", os.path.join(out, "quarry.elf"))}
    total = [0, 0, 0]
    print("%8s %8s %8s" % ("stays", "boot", "left out"))
    for obj in sorted(glob.glob(os.path.join(out, folder, "**", "*.o"), recursive=True)):
        row = sizes(obj, names)
        total = [a + b for a, b in zip(total, row)]
        print("%8d %8d %8d  %s" % (*row, os.path.relpath(obj, out)[:-2]))
    print("%8d %8d %8d  in all" % tuple(total))


if __name__ == "__main__":
    main()
