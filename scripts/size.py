#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""size.py OUT FOLDER: bytes of a folder's objects, by file: code and constants that are in the image for good, static
data, a CPU's copy of each per-CPU variable in it, what is given back after boot, and what the linker left out because
nothing uses it."""
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
    """(code and constants, data, given back, left out)"""
    result = [0, 0, 0, 0]
    # The sections of __ref have numbers.
    refs = {m[1]: m[2] for line in tool("objdump -t", obj)
            for m in [re.search(r" F (\.ref\.text\.\d+)\s+\S+ (?:\.hidden )?(\w+)", line)] if m}
    lines = [re.sub(r"^(\.ref\.text\.\d+)", lambda m: ".text." + refs[m[1]], line)
             for line in tool("size -A", obj)]
    # A constant of a function that has no code of its own belongs to one that it was inlined in.
    coded = {m[1] for line in lines for m in [re.match(r"\.text\.(\w+)", line)] if m}
    for line in lines:
        match = re.match(r"\.(bss\.\.init|init|text|s?rodata|s?data|s?bss)(\S*)\s+(\d+)", line)
        if not match:
            continue
        kind, rest, size = match[1], match[2], int(match[3])
        name = re.sub(r"(\.str1|\.cst|\.isra|\.part|\.constprop).*", "", rest.lstrip("."))
        is_data = not kind.endswith(("text", "rodata"))
        # A section of a variable of its own; "..percpu" is one of many.
        is_variable = is_data and re.match(r"\.\w", rest)
        left_out = (is_variable or name in coded) and name not in names
        result[2 if "init" in kind else 3 if left_out else 1 if is_data else 0] += size
    return result


def main():
    out, folder = sys.argv[1:]
    names = {re.sub(r"\.(isra|part|constprop).*", "", line.split()[-1])
             for line in tool("nm", os.path.join(out, "quarry.elf"))}
    total = [0, 0, 0, 0]
    print("%8s %8s %8s %8s" % ("code", "data", "boot", "left out"))
    for obj in sorted(glob.glob(os.path.join(out, folder, "**", "*.o"), recursive=True)):
        row = sizes(obj, names)
        total = [a + b for a, b in zip(total, row)]
        print("%8d %8d %8d %8d  %s" % (*row, os.path.relpath(obj, out)[:-2]))
    print("%8d %8d %8d %8d  in all" % tuple(total))


if __name__ == "__main__":
    main()
