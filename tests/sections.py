# SPDX-License-Identifier: BSD-2-Clause
"""Check that permanent code does not use code or data that is freed after boot.  Only functions
marked __ref may do so.

The case checks the relocations of code in the objects.  Pointers in tables are not checked, because
the tables of initcalls and drivers are used only at boot.
"""
import os
import re
import subprocess

from harness import Case, Failure, OUT

BUILDS = ["riscv-default", "riscv-small", "arm64-default", "arm64-small"]
INIT = (".init.", ".bss..init")
# Sections with code that runs at boot, but is not freed because it is at the beginning of the
# image.
HEAD = (".head.text", ".boot.text")

FILE = re.compile(r"^File: (\S+)$", re.M)
SECTION = re.compile(r"^\s+\[\s*(\d+)\] (\S+)", re.M)
SYMBOL = re.compile(r"^\s+\d+: [0-9a-f]+\s+\S+ \S+\s+(\S+)\s+\S+\s+(\d+) (\S+)", re.M)
PART = re.compile(r"^Relocation section '\.rela?(\S+)' at.*\n(?:.+\n)*", re.M)
RELOCATION = re.compile(r"^[0-9a-f]+\s+[0-9a-f]+ R_\S+\s+[0-9a-f]+\s+(\S+)", re.M)


def read(folder, names):
    """Return (objects, boot). objects: [(object, {symbol: section}, [(section that uses a symbol,
    symbol)])]. boot: the global symbols that are freed after boot."""
    text = subprocess.run(
        ["readelf", "-SsrW", *names], cwd=folder, capture_output=True, text=True, check=True
    ).stdout
    parts, objects, boot = (
        FILE.split("\n" + text if len(names) > 1 else "File: %s\n%s" % (names[0], text)),
        [],
        set(),
    )
    for name, part in zip(parts[1::2], parts[2::2]):
        sections = dict(SECTION.findall(part))
        symbols = {}
        for binding, section, symbol in SYMBOL.findall(part):
            symbols[symbol] = sections[section]
            if binding != "LOCAL" and sections[section].startswith(INIT):
                boot.add(symbol)
        uses = [
            (match[1], symbol)
            for match in PART.finditer(part)
            for symbol in RELOCATION.findall(match[0])
        ]
        objects.append((name, symbols, uses))
    return objects, boot


def wrong_uses(folder, names):
    """Return (number of uses of boot symbols, set of the uses that are not permitted)."""
    objects, boot = read(folder, names)
    seen, wrong = 0, set()
    for name, symbols, uses in objects:
        for section, symbol in uses:
            # RISC-V objects have many labels with this name.  Each label is in the section that
            # uses it.
            if symbol == ".L0" or not (
                symbols[symbol].startswith(INIT) if symbol in symbols else symbol in boot
            ):
                continue
            seen += 1
            if ".text" in section and not section.startswith((*INIT, *HEAD, ".ref.text.")):
                wrong.add("%s: %s uses %s" % (name, section, symbol))
    return seen, wrong


def check(name, *builds):
    seen, wrong = 0, set()
    for out in builds:
        folder = os.path.join(OUT, out)
        with open(os.path.join(folder, ".objects")) as f:
            names = [
                os.path.relpath(word, folder) for word in f.read().split() if word.endswith(".o")
            ]
        more, found = wrong_uses(folder, names)
        seen, wrong = seen + more, wrong | found
    if seen < 1000:
        raise Failure("only %d uses of what is given back were seen" % seen)
    if wrong:
        raise Failure(
            "%d uses of what is given back after boot: %s"
            % (len(wrong), "; ".join(sorted(wrong)[:10]))
        )
    return "%d uses" % seen


SOURCE = """
#define INIT __attribute__((section(".init.text"), noinline))
#define REF __attribute__((section(".ref.text.1"), noinline))
static int data __attribute__((section(".init.data")));
static INIT void local(void) { data++; }
INIT void global(void) { local(); }
void calls_local(void) { local(); }
void calls_global(void) { global(); }
int *reads(void) { return &data; }
REF void may(void) { global(); }
"""


def planted(name):
    """Three functions with a use that is not permitted are found.  A function with a permitted use
    is not reported."""
    folder = os.path.join(OUT, name)
    os.makedirs(folder, exist_ok=True)
    for tools in ("riscv64-linux-gnu-", "aarch64-linux-gnu-"):
        subprocess.run(
            [
                tools + "gcc",
                "-O2",
                "-ffunction-sections",
                "-xc",
                "-c",
                "-",
                "-o",
                os.path.join(folder, "planted.o"),
            ],
            input=SOURCE,
            text=True,
            check=True,
        )
        _, wrong = wrong_uses(folder, ["planted.o"])
        found = {re.search(r"\.text\.(\w+) uses", line)[1] for line in wrong}
        if found != {"calls_local", "calls_global", "reads"}:
            raise Failure("%s: %s" % (tools, sorted(wrong)))


def cases():
    yield Case("sections-init", check, *BUILDS, needs=BUILDS)
    yield Case("sections-planted", planted)
