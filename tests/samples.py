#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Check that sample outputs in the documents are the output of the programs.

A comment before a block marks it as a sample.  The words in the comment are shell words:

    <!-- sample: APP=examples/cpp ARGS='-- LICENSE' FROM='different words' -->

    RUN=     commands of the prompt, on the host port
    APP=     the application that is linked, on the host port
    ARGS=    boot arguments
    QEMU=    riscv or arm64: run on this machine, with an application that tests/apps.py builds
    SH=      a command for the shell of the build machine, instead of the above
    DECODE=  "yes" appends source lines (scripts/decode)
    STAMPS=  "no" removes the times of messages, so that messages belong to the output
    KEEP=    only lines that match this regular expression belong to the output
    FROM=    the first line of the sample, as a regular expression (default: the first line of the output)
    LINES=   number of lines (default: those of the block)
    VARIES=  a regular expression; text that matches it is not compared

Messages of the boot are omitted unless KEEP= or FROM= matches one.  Their times are not compared.

    tests/samples.py            compare, with the images of the case build-samples
    tests/samples.py --write    write the blocks again
"""
import os
import re
import shlex
import shutil
import sys
from collections import namedtuple

import apps
import harness
from bad import MACHINE
from boot import COMMON, PROGRAM
from builds import PLAIN
from harness import CORES, Case, DISK, Failure, OUT, TOP, make, run
from lines import decoded

FOLDER = "Documentation"
# A sample: the comment, optionally an empty line, and indented lines.
SAMPLE = re.compile(r"(<!-- sample: (.*?) -->\n\n?)((?:    .*\n|\n(?=    ))+)")
STAMP = re.compile(r"^\[ *\d+\.\d{6}\] ")
KEYS = ("RUN", "APP", "ARGS", "QEMU", "SH", "DECODE", "STAMPS", "KEEP", "FROM", "LINES", "VARIES")
# The applications of samples.  The first application configures the folder in which all are linked,
# because it needs the most options.
APPS = ("examples/cpp", "examples/c", "")
# For each application that another case builds: the folder of the build.
BUILT = {
    "tests/planted": "planted-host",
    "tests/heap_errors": "heap-errors-host",
    "tests/books": "books-host",
}
LIMIT = 60
Sample = namedtuple("Sample", "document how lines")


def parse(document, text):
    """Yield all samples of a document."""
    for match in SAMPLE.finditer(text):
        how = dict(word.split("=", 1) for word in shlex.split(match[2]))
        unknown = [key for key in how if key not in KEYS]
        known = ["examples/" + name for name in apps.EXAMPLES] if "QEMU" in how else [*APPS, *BUILT]
        if unknown or how.get("APP", "") not in known:
            raise Failure("%s: %s: there is no %s" % (document, match[2], unknown or how["APP"]))
        yield Sample(document, how, [line[4:] for line in match[3].rstrip("\n").split("\n")])


def documents():
    """Return {name: text} of the documents that have samples."""
    found = {}
    for name in sorted(os.listdir(os.path.join(TOP, FOLDER))):
        if name.endswith(".md"):
            with open(os.path.join(TOP, FOLDER, name)) as f:
                text = f.read()
            if "<!-- sample:" in text:
                found[name] = text
    return found


def image(app):
    if app in BUILT:
        return os.path.join(OUT, BUILT[app], "quarry.elf")
    return os.path.join(OUT, "samples-%s.elf" % os.path.basename(app))


def command(how):
    append = 'run="%s" %s' % (how.get("RUN", "poweroff"), how.get("ARGS", ""))
    if "SH" in how:
        return ["sh", "-c", how["SH"]]
    if "QEMU" in how:
        return [
            PROGRAM[how["QEMU"]],
            *MACHINE[how["QEMU"]],
            *COMMON,
            "-append",
            append,
            "-kernel",
            apps.image(how["QEMU"], os.path.basename(how["APP"])),
        ]
    return [image(how.get("APP", "")), "-m", "256M", "-smp", "4", "-disk", DISK, "-append", append]


def needs(samples):
    """Return the builds that a document's samples need."""
    found = {"disk"}
    for how in (sample.how for sample in samples if "SH" not in sample.how):
        found.add("app-" + how["QEMU"] if "QEMU" in how else BUILT.get(how.get("APP"), "samples"))
    return sorted(found)


def build(name):
    """Build the applications one after the other in one folder, and copy the image of each."""
    folder = os.path.join(OUT, "samples")
    common = ["O=" + folder, "BOARD=host"]
    make(name, *common, "APP=" + APPS[0], "host_defconfig", "FRAGMENTS=" + " ".join(PLAIN))
    for app in APPS:
        make(name, "-j%d" % CORES, *common, *(["APP=" + app] if app else []))
        shutil.copy(os.path.join(folder, "quarry.elf"), image(app))


def printed(case, how):
    """Return the lines that the sample's command prints, without trailing blanks."""
    _, output = run(case, command(how), LIMIT)
    harness.found.lines += output.split("\n")  # a WARNING in the output is expected
    if how.get("DECODE") == "yes":
        output = decoded(output, output)
    lines = [line.rstrip() for line in output.replace("\r", "").split("\n")]
    return lines[1:]  # the first line is the command


def excerpt(sample, lines):
    """Return the lines of an output that the sample shows."""
    first = sample.how.get("FROM", "")
    if sample.how.get("STAMPS") == "no":
        lines = [STAMP.sub("", line) for line in lines]
    if "KEEP" in sample.how:
        lines = [line for line in lines if re.search(sample.how["KEEP"], line)]
    elif not any(STAMP.match(line) and first and re.search(first, line) for line in lines):
        lines = [line for line in lines if not STAMP.match(line)]
    start = next((i for i, line in enumerate(lines) if re.search(first, line)), None)
    if start is None:
        raise Failure("%s: no line of the output matches %r" % (sample.document, first))
    return lines[start : start + int(sample.how.get("LINES", len(sample.lines)))]


def comparable(sample, line):
    line = STAMP.sub("[] ", line)
    return re.sub(sample.how["VARIES"], "~", line) if "VARIES" in sample.how else line


def compare(case, document):
    samples = list(parse(document, documents()[document]))
    for sample in samples:
        now = excerpt(sample, printed(case, sample.how))
        for mine, yours in zip(sample.lines, now):
            if comparable(sample, mine) != comparable(sample, yours):
                raise Failure(
                    "%s says %r, the program prints %r: tests/samples.py --write"
                    % (document, mine, yours)
                )
        if len(sample.lines) != len(now):
            raise Failure(
                "%s shows %d lines, there are %d" % (document, len(sample.lines), len(now))
            )
    return "%d samples" % len(samples)


def is_marked(_):
    """A sample comment without a block is an error."""
    for document, text in documents().items():
        if text.count("<!-- sample:") != len(list(parse(document, text))):
            raise Failure("%s: a sample has no block" % document)


def cases():
    yield Case("build-samples", build)
    yield Case("samples-marked", is_marked)
    for document, text in documents().items():
        yield Case(
            "samples-" + document[: -len(".md")],
            compare,
            document,
            needs=needs(parse(document, text)),
        )


def rewrite(case, document):
    text = documents()[document]
    samples = iter(list(parse(document, text)))

    def block(match):
        sample = next(samples)
        now = excerpt(sample, printed(case, sample.how))
        # Lines that differ only in parts that are not compared are not changed.
        lines = [
            mine if comparable(sample, mine) == comparable(sample, yours) else yours
            for mine, yours in zip(sample.lines + [""] * len(now), now)
        ]
        return match[1] + "".join(("    " + line).rstrip() + "\n" for line in lines)

    new = SAMPLE.sub(block, text)
    with open(os.path.join(TOP, FOLDER, document), "w") as f:
        f.write(new)
    return "is new" if new != text else "is as it was"


def main(args):
    if args not in ([], ["--write"]):
        sys.exit(__doc__)
    if not os.path.exists(image("")):
        sys.exit("First build them: make check ONLY=build-samples")
    failures = 0
    harness.found.lines = []
    for document, text in documents().items():
        try:
            print(document, (rewrite if args else compare)("samples", document))
        except Failure as failure:
            failures += 1
            print(failure, file=sys.stderr)
    return failures > 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
