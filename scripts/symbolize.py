# SPDX-License-Identifier: BSD-2-Clause
"""Find source lines of an image's functions by nm and addr2line of the image's toolchain."""
import collections
import os
import re
import shutil
import struct
import subprocess

import kallsyms

# Maps e_machine of an ELF file to the architecture and the prefix of its tools (scripts/build.mk).
MACHINES = {
    0xF3: ("riscv", "riscv64-linux-gnu-"),
    0xB7: ("arm64", "aarch64-linux-gnu-"),
    0x3E: ("host", ""),
}
LINE = re.compile(r"(.*):([1-9][0-9]*)(?: \(discriminator \d+\))?$")
# addr2line prints an address, a line for the address, and a line for each call that was inlined
# there.  After each address, END is sent, too, an address without code.  When the answer to END
# begins, the answer to the previous address is complete.
END = 0x5555555555555555
SAMPLES = (
    16  # number of functions that are looked up to find out whether the image has line numbers
)


class SymbolizeError(Exception):
    pass


def arch_of(elf):
    """Return the name of the architecture of an image."""
    try:
        with open(elf, "rb") as f:
            header = f.read(20)
    except OSError as error:
        raise SymbolizeError("%s: %s" % (elf, error.strerror))
    machine = (
        struct.unpack("<H", header[18:])[0]
        if len(header) == 20 and header[:4] == b"\x7fELF"
        else None
    )
    if machine not in MACHINES:
        raise SymbolizeError("%s: this is no quarry.elf" % elf)
    return MACHINES[machine][0]


def tools_prefix(elf, arch):
    """Return the prefix of the names of nm and addr2line.  For an image that clang compiled, prefer
    LLVM's tools.  The other toolchain's tools are used if only these are installed."""
    gnu = next(prefix for name, prefix in MACHINES.values() if name == arch)
    if arch != "host":
        gnu = os.environ.get("CROSS_COMPILE") or gnu
    with open(elf, "rb") as f:
        by_clang = b"clang version" in f.read()
    prefixes = ["llvm-", gnu] if by_clang else [gnu, "llvm-"]
    for prefix in prefixes:
        if shutil.which(prefix + "nm") and shutil.which(prefix + "addr2line"):
            return prefix
    raise SymbolizeError(
        "there is no %saddr2line, which finds the lines: \"make setup\" installs it" % prefixes[0]
    )


def functions_of(nm_lines):
    """Return {name: [(address, size)]} like the image's own table (kernel/kallsyms.c).  Several
    static functions may have the same name."""
    marks = {
        words[2]: int(words[0], 16)
        for words in map(str.split, nm_lines)
        if len(words) == 3 and words[2] in ("_text", "__init_text_end")
    }
    table = [(marks["_text"] + offset, name) for offset, name in kallsyms.functions(nm_lines)]
    ends = [start for start, _ in table[1:]] + [marks.get("__init_text_end", 0)]
    found = collections.defaultdict(list)
    for (start, name), end in zip(table, ends):
        found[name].append((start, end - start))
    return found


class Symbolizer:
    """The functions of an image, and the source lines of its addresses."""

    def __init__(self, elf):
        prefix = tools_prefix(elf, arch_of(elf))
        # addr2line runs in a separate session, so that Ctrl-C does not end it.  It ends when its
        # input ends.
        self.process = subprocess.Popen(
            [prefix + "addr2line", "-a", "-i", "-e", elf],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        names = subprocess.run(
            [prefix + "nm", "-n", elf], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.functions = functions_of(names.stdout.decode(errors="replace").splitlines())
        self.cache = {}
        some = [found[0][0] for found in self.functions.values()]
        if not any(self.lines(start) for start in some[:: len(some) // SAMPLES + 1]):
            raise SymbolizeError(
                "%s: this image has no line numbers: it was linked without -g, or stripped" % elf
            )

    def close(self):
        try:
            self.process.stdin.close()
        except OSError:
            pass  # the program has already ended
        self.process.wait()

    def starts(self, name, size):
        """Return the addresses of the functions with that name and size.  Several static functions
        may match."""
        return [start for start, own_size in self.functions.get(name, ()) if own_size == size]

    def lines(self, address):
        """Return a list with "file:line" of an address, and of each call that was inlined there."""
        if address not in self.cache:
            self.cache[address] = self.ask(address)
        return self.cache[address]

    def ask(self, address):
        try:
            self.process.stdin.write(b"%#x\n%#x\n" % (address, END))
            self.process.stdin.flush()
        except OSError:
            pass  # read_line() reports that the program has ended
        while self.read_line() != "0x%016x" % address:
            pass
        answer = []
        while not (line := self.read_line()).startswith("0x"):
            answer.append(line)
        found = [LINE.match(line) for line in answer if not line.startswith("??")]
        return ["%s:%s" % (os.path.normpath(match[1]), match[2]) for match in found if match]

    def read_line(self):
        line = self.process.stdout.readline().decode(errors="replace")
        if not line:
            raise SymbolizeError("%s ended" % " ".join(self.process.args))
        line = line.rstrip("\n")
        return (
            "0x%016x" % int(line, 16) if line.startswith("0x") else line
        )  # LLVM omits leading zeros
