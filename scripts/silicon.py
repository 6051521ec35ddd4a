#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Run a machine of QEMU with the silicon rules checker (tests/rules), and print its findings
with source lines.

    scripts/silicon.py run ELF IMAGE EMULATOR OPTION...

ELF is the quarry.elf of IMAGE.  QEMU runs as it would without the checker.  The findings are
printed to standard error at the end.  The exit status is QEMU's, or 1 if QEMU's is 0 and a rule
was broken.  Documentation/rules.md explains the rules.
"""
import bisect
import collections
import fnmatch
import glob
import os
import re
import shlex
import shutil
import signal
import struct
import subprocess
import sys
import tempfile

from symbolize import SymbolizeError, Symbolizer, tools_prefix, arch_of

TREE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SOURCES = os.path.join(TREE, "tests", "rules")
ALLOWED = os.path.join(SOURCES, "allowed.txt")
PLUGIN = os.path.join(TREE, "build", "rules.so")
OLDEST = (9, 2)  # the first QEMU whose plugins can read registers and stored values
LOADED_AT = 0x200000  # distance in bytes from the start of RAM to the Image that QEMU loads
COMPILE = [
    "-std=gnu11",
    "-O2",
    "-g",
    "-Wall",
    "-Wextra",
    "-Wno-unused-parameter",
    "-Wno-sign-compare",
    "-Werror",
    "-fvisibility=hidden",
    "-shared",
    "-fPIC",
]
FIELDS = re.compile(r" (\w+)=(\S+)")
MARKS = re.compile(r"_text|_stext|_etext|__\w+_(begin|end|start)")  # defined by the linker script
SHOWN = 12  # number of findings per rule that are printed


class RulesError(Exception):
    """The checker cannot run."""


# ---- the plugin ----------------------------------------------------------------------------------


def build(plugin=PLUGIN):
    """Compile the plugin if it does not exist or if a source is newer.  Returns its path."""
    sources = sorted(glob.glob(os.path.join(SOURCES, "*.[ch]")))
    if os.path.exists(plugin) and all(
        os.path.getmtime(source) < os.path.getmtime(plugin) for source in sources
    ):
        return plugin
    if not shutil.which("gcc"):
        raise RulesError("there is no gcc, which compiles the checker: install the package gcc")
    os.makedirs(os.path.dirname(plugin), exist_ok=True)
    new = "%s.%d" % (plugin, os.getpid())
    done = subprocess.run(
        ["gcc", *COMPILE, "-o", new, *(source for source in sources if source.endswith(".c"))],
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RulesError("the checker does not compile:\n" + done.stderr)
    os.replace(new, plugin)
    return plugin


def version_of(emulator):
    """Return the version of QEMU as (major, minor)."""
    try:
        text = subprocess.run([emulator, "--version"], capture_output=True, text=True).stdout
    except OSError as error:
        raise RulesError("%s: %s" % (emulator, error.strerror))
    match = re.search(r"version (\d+)\.(\d+)", text)
    if not match:
        raise RulesError("%s is no QEMU: its --version prints no version" % emulator)
    return int(match[1]), int(match[2])


def need_version(emulator):
    version = version_of(emulator)
    if version < OLDEST:
        raise RulesError(
            "%s is version %d.%d, and the rules checker needs QEMU %d.%d or newer; on Debian 12 "
            "\"make setup-check\" installs QEMU 10 from bookworm-backports"
            % (emulator, *version, *OLDEST)
        )


# ---- the machine's memory ------------------------------------------------------------------------


def nodes(blob):
    """Yield (path, {property: value}) of each node of a flattened device tree.  A node follows its
    children."""
    structure, strings = struct.unpack(">II", blob[8:16])
    open_nodes, at = [], structure
    while True:
        token, at = struct.unpack(">I", blob[at : at + 4])[0], at + 4
        if token == 1:  # a node begins
            end = blob.index(b"\0", at)
            open_nodes.append((blob[at:end].decode(), {}))
            at = end + 4 & ~3
        elif token == 2:  # a node ends
            yield "/".join(name for name, _ in open_nodes) or "/", open_nodes[-1][1]
            open_nodes.pop()
        elif token == 3:  # a property
            length, name = struct.unpack(">II", blob[at : at + 8])
            key = blob[strings + name : blob.index(b"\0", strings + name)].decode()
            open_nodes[-1][1][key] = blob[at + 8 : at + 8 + length]
            at = at + 8 + length + 3 & ~3
        elif token == 9:
            return


def ranges(value):
    """Return the list of (start, size) in a "reg" property whose addresses and sizes have two cells."""
    words = struct.unpack(">%dQ" % (len(value) // 8), value)
    return list(zip(words[::2], words[1::2]))


def memory_of(blob):
    """Return (RAM, memory that must not be mapped, registers of interrupt controllers, registers of
    the console) of a device tree."""
    ram, denied, banked, tree = [], [], [], dict(nodes(blob))
    console = (
        tree.get("/chosen", {}).get("stdout-path", b"").decode().rstrip("\0").partition(":")[0]
    )
    for path, properties in tree.items():
        if properties.get("device_type") == b"memory\0":
            ram += ranges(properties["reg"])
        elif (
            path.startswith("/reserved-memory/") and "no-map" in properties and "reg" in properties
        ):
            denied += ranges(properties["reg"])
        elif ("interrupt-controller" in properties or "msi-controller" in properties) and len(
            properties.get("reg", b"")
        ) % 16 == 0:
            banked += ranges(properties.get("reg", b""))
    return sorted(ram), denied, banked, ranges(tree.get(console, {}).get("reg", b""))


def machine_memory(command):
    """Return memory_of() for the device tree that QEMU generates for a machine."""
    with tempfile.TemporaryDirectory() as folder:
        tree = os.path.join(folder, "tree")
        done = subprocess.run(
            [*command, "-machine", "dumpdtb=" + tree, "-display", "none"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        if not os.path.exists(tree):
            raise RulesError(
                "this machine has no device tree that says where its RAM is: %s"
                % ((done.stderr or done.stdout).strip() or shlex.join(command))
            )
        with open(tree, "rb") as f:
            return memory_of(f.read())


# Maps a pattern of QEMU's option -cpu to the plugin's name for the core's erratum.
ERRATA = {
    r"(cortex-a(55|76|710)|neoverse-(n1|n2|v1))\b": "tlbi",
    r"cortex-a53,.*midr=0x410fd03[0-2]\b": "clean",
    r"rv64,.*mvendorid=0x489\b": "fence",
}


def errata_of(command):
    cpu = command[command.index("-cpu") + 1] if "-cpu" in command else ""
    return [name for core, name in ERRATA.items() if re.match(core, cpu)]


# Names of the functions that tests/rules/dma.c handles.
DMA_FUNCTIONS = (
    "dma_map_single_attrs",
    "dma_map_page_attrs",
    "dma_map_phys",
    "dma_map_sg_attrs",
    "dma_map_sgtable",
    "dma_sync_single_for_device",
    "dma_sync_sg_for_device",
    "dma_sync_single_for_cpu",
    "dma_sync_sg_for_cpu",
    "dma_unmap_page_attrs",
    "dma_unmap_phys",
    "dma_unmap_sg_attrs",
    "dma_alloc_attrs",
    "dma_free_attrs",
)
NEAR = 4096  # bytes; dma_*() functions with a smaller distance form one range


def dma_functions(symbols):
    """Return the plugin's options with the addresses of DMA_FUNCTIONS, and with the ranges of code
    that contain all functions named dma_*().  A function of DMA_FUNCTIONS may jump to one of these,
    which then returns to the caller."""
    found, code = [], []
    for start, end, name in zip(symbols.starts, symbols.starts[1:], symbols.names):
        if name in DMA_FUNCTIONS:
            found.append("dma=%s:%#x" % (name, start))
        if name.startswith("dma_"):
            if code and start - code[-1][1] < NEAR:
                code[-1][1] = end
            else:
                code.append([start, end])
    return found + ["dma=:%#x:%#x" % (start, end - start) for start, end in code]


def options(command, out, elf=None, image=None, more=(), plugin=PLUGIN):
    """Return the options of QEMU that load the checker into the machine of @command.

    @image: the file that QEMU loads into RAM.  @elf: the ELF file with the symbols of the image.
    """
    ram, denied, banked, console = machine_memory(command)
    if not ram:
        raise RulesError("the machine's tree has no memory node")
    start, end = ram[0][0], ram[-1][0] + ram[-1][1]
    found = ["out=" + out, "ram=%#x:%#x" % (start, end - start)]
    found += ["deny=%#x:%#x" % region for region in denied]
    found += ["banked=%#x:%#x" % region for region in banked]
    found += ["console=%#x:%#x" % region for region in console]
    found += [
        "deny=%#x:%#x" % (a + size, b - a - size)
        for (a, size), (b, _) in zip(ram, ram[1:])
        if a + size < b
    ]
    if image:
        found.append("image=%#x:%#x" % (start + LOADED_AT, os.path.getsize(image)))
    if elf:
        symbols = Symbols(elf)
        found += ["link=%#x" % symbols.data, *dma_functions(symbols)]
    found += ["erratum=" + name for name in errata_of(command)]
    return ["-accel", "tcg,thread=multi", "-plugin", ",".join([build(plugin), *found, *more])]


# ---- findings ------------------------------------------------------------------------------------


class Symbols:
    """The functions of an ELF file."""

    def __init__(self, elf):
        listed = subprocess.run(
            [tools_prefix(elf, arch_of(elf)) + "nm", "-n", elf], capture_output=True, text=True
        ).stdout
        words = [line.split() for line in listed.splitlines()]
        symbols = [
            (int(w[0], 16), w[2])
            for w in words
            if len(w) == 3
            and w[1] in "tTwW"
            and not w[2].startswith(("$", ".L"))
            and not MARKS.fullmatch(w[2])
        ]
        marks = {w[2]: int(w[0], 16) for w in words if len(w) == 3}
        if any(mark not in marks for mark in ("_text", "_end", "_sdata", "__init_text_end")):
            raise RulesError("%s: this is no quarry.elf" % elf)
        self.start, self.end, self.text_end = (
            marks["_text"],
            marks["_end"],
            marks["__init_text_end"],
        )
        self.data = marks["_sdata"]  # address in the image that remains mapped after boot
        self.starts = [address for address, _ in symbols]
        self.names = [re.sub(r"(?<=.)\..*", "", name) for _, name in symbols]

    def at(self, address):
        """Return (name, offset) of an address, or None if it is not in the image."""
        i = bisect.bisect_right(self.starts, address) - 1
        if i < 0 or not self.start <= address < self.text_end:
            return None
        return self.names[i], address - self.starts[i]


Finding = collections.namedtuple("Finding", "rule count cpu address here other")
# here and other contain the address of an instruction, and then those of its callers.  other is the
# cause of the finding, or empty.


class Report:
    """The plugin's output."""

    def __init__(self, text, elf=None):
        self.symbols = Symbols(elf) if elf else None
        self.elf, self.symbolizer = elf, None
        self.complete = "rules: end\n" in text
        match = re.search(r"^rules: accesses (\d+)", text, re.M)
        self.accesses = int(match[1]) if match else 0
        match = re.search(r"^rules: image (\S+) at (\S+)", text, re.M)
        self.image = (int(match[1], 16), int(match[2], 16)) if match else None
        self.texts = dict(re.findall(r"^rules: rule (\S+) count=\d+ places=\d+: (.*)", text, re.M))
        self.counts = {
            name: int(count)
            for name, count in re.findall(r"^rules: rule (\S+) count=(\d+)", text, re.M)
        }
        self.findings = [
            self.finding(rule, dict(FIELDS.findall(rest)))
            for rule, rest in re.findall(r"^rules: finding (\S+)(.*)", text, re.M)
        ]

    def finding(self, rule, fields):
        return Finding(
            rule,
            int(fields["count"]),
            int(fields["cpu"]),
            int(fields["address"], 16),
            self.trace(fields.get("here")),
            self.trace(fields.get("other")),
        )

    def trace(self, text):
        """Return the link addresses of a trace.  The first is the address of the instruction, and
        the others are addresses in the call instructions of its callers."""
        if not text:
            return ()
        pc, link, *frames = (self.linked(int(word, 16)) for word in text.split(","))
        own, caller = self.function(pc), self.function(link)
        # A leaf function has no frame.  Its caller is in the link register, which is stale in other
        # functions.
        leaf = [link] if caller not in ("?", own) and link not in frames[:1] else []
        return (pc, *(address - 1 for address in leaf + frames if self.function(address) != "?"))

    def linked(self, address):
        """Return the link address of an instruction.  Instructions that ran before the MMU was on
        have physical addresses."""
        if self.image and self.symbols:
            link, pa = self.image
            if self.symbols.start <= address - pa + link < self.symbols.end:
                return address - pa + link
        return address

    def function(self, address):
        found = self.symbols.at(address) if self.symbols else None
        return found[0] if found else "?"

    def functions(self, finding):
        """Return (function of a finding, function of its cause).  The second is "" if the finding
        has no cause."""
        return (
            self.function(finding.here[0]),
            self.function(finding.other[0]) if finding.other else "",
        )

    def callers(self, finding):
        """Return two sets with the names of the direct and indirect callers of a finding's function
        and of its cause's function."""
        return tuple(
            {self.function(address) for address in trace[1:]}
            for trace in (finding.here, finding.other)
        )

    def place(self, address):
        """Return "function+offset (file:line)" of an address."""
        found = self.symbols.at(address) if self.symbols else None
        if not found:
            return "%#x, which is not the image's" % address
        lines = []
        try:
            self.symbolizer = self.symbolizer or Symbolizer(self.elf)
            lines = self.symbolizer.lines(address)
        except SymbolizeError:
            pass
        return "%s+%#x%s" % (*found, " (%s)" % " ".join(lines) if lines else "")

    def grouped(self, findings):
        """Combine the findings of the same rule, function and function of the cause.  Yields (first
        finding with the sum of the counts, number of findings) for each group."""
        groups = {}
        for finding in findings:
            groups.setdefault((finding.rule, *self.functions(finding)), []).append(finding)
        for same in groups.values():
            yield same[0]._replace(count=sum(finding.count for finding in same)), len(same)

    def shown(self, finding, places=1):
        """Return the lines that describe a finding."""
        yield "  %d times, first by CPU %d at the address %#x%s" % (
            finding.count,
            finding.cpu,
            finding.address,
            ", in %d places" % places if places > 1 else "",
        )
        for title, trace in (("at", finding.here), ("changed at", finding.other)):
            for number, address in enumerate(trace):
                yield "    %s %s" % ("called from" if number else title, self.place(address))

    def lines(self, chosen=None):
        """Return lines of text that describe the findings, ordered by rule.  The default of @chosen
        is all findings."""
        groups, lines = list(self.grouped(self.findings if chosen is None else chosen)), []
        for rule in self.counts:
            own = [group for group in groups if group[0].rule == rule]
            if not own:
                continue
            lines.append("%s: %s" % (rule, self.texts[rule]))
            for finding, places in own[:SHOWN]:
                lines += self.shown(finding, places)
            if len(own) > SHOWN:
                lines.append("  and %d more findings of this rule" % (len(own) - SHOWN))
        return lines


class Allowed:
    """Findings that are not failures, for example deliberate violations by tests."""

    def __init__(self, path=ALLOWED):
        self.entries = []
        with open(path) as f:
            for number, line in enumerate(f, 1):
                words = line.partition("#")[0].split(None, 3)
                if words and len(words) < 4:
                    raise RulesError(
                        "%s:%d: rule, two functions and the reason are wanted"
                        % (os.path.relpath(path, TREE), number)
                    )
                if words:
                    self.entries.append(words)

    def has(self, report, finding):
        """Return true if an entry matches the finding.  An entry's pattern "<name" matches if one
        of the direct and indirect callers has the name."""

        def fits(glob, function, callers):
            names = callers if glob[0] == "<" else [function or "-"]
            return any(fnmatch.fnmatchcase(name, glob.lstrip("<")) for name in names)

        here, other = zip(report.functions(finding), report.callers(finding))
        return any(
            finding.rule == rule and fits(at, *here) and fits(by, *other)
            for rule, at, by, _ in self.entries
        )

    def others(self, report):
        """Return the findings that no entry matches."""
        return [finding for finding in report.findings if not self.has(report, finding)]


def read(path, elf=None):
    if not os.path.exists(path):
        raise RulesError("the checker wrote nothing: QEMU did not start, or was killed")
    with open(path) as f:
        return Report(f.read(), elf)


# ---- a run ---------------------------------------------------------------------------------------


def run(elf, image, command):
    need_version(command[0])
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "findings")
        process = subprocess.Popen([*command, *options(command, out, elf, image)])
        # Ctrl-C is for QEMU, which uses the terminal.  SIGTERM, which is sent at a time limit, ends
        # QEMU, and then the findings are printed.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, lambda number, frame: process.terminate())
        status = process.wait()
        report = read(out, elf)
    found = Allowed().others(report)
    allowed = len(report.findings) - len(found)
    print(
        "\nrules: %d accesses checked, %s%s"
        % (
            report.accesses,
            "%d rules broken:" % len({finding.rule for finding in found})
            if found
            else "no rule broken",
            " (%d places of tests/rules/allowed.txt left out)" % allowed if allowed else "",
        ),
        *report.lines(found),
        sep="\n",
        file=sys.stderr
    )
    return status or (1 if found else 0)


def main():
    if len(sys.argv) < 5 or sys.argv[1] != "run":
        print(__doc__.strip(), file=sys.stderr)
        return 2
    try:
        return run(sys.argv[2], sys.argv[3], sys.argv[4:])
    except (RulesError, SymbolizeError) as error:
        print("rules: %s" % error, file=sys.stderr)
        return 125


if __name__ == "__main__":
    sys.exit(main())
