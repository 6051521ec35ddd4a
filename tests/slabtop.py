# SPDX-License-Identifier: BSD-2-Clause
"""Check that the numbers of slabtop and kmalloc_latency add up, and that slabtop sorts its rows as
requested."""
import os
import re

from bad import MACHINE
from boot import COMMON, PROGRAM, image
from harness import Case, DISK, Failure, OUT, expect, need_qemu, run
from reports import DRIVE

LIMIT = 60
PAIRS = 500
# For each sort key: the column of its values in a row.  The row with the largest value is first,
# except for names.
COLUMNS = {"o": 0, "a": 1, "u": 2, "s": 3, "l": 4, "b": 5, "c": 6, "n": 7}
ROW = r"(?m)^ *(\d+) +(\d+) +(\d+)% +(\d+) +(\d+) +(\d+) +(\d+)K (\S+)$"
TOTALS = r"Active / Total Objects +\(% used\) +: (\d+) / (\d+) \(\d+%\)"
HISTOGRAM = re.compile(
    r"(?m)^(kmalloc|kfree) (\d+): (\d+) calls, (ns|instructions): "
    r"min (\d+) median (\d+) p99 (\d+) max (\d+)\n((?: +\d+ - +\d+ +\d+ \|#*\n)+)"
)


def said(name, out, arch, commands):
    append = ["-append", 'run="%s"' % commands]
    if arch == "host":
        command = [os.path.join(OUT, out, "quarry.elf"), "-m", "128M", "-smp", "2", "-disk", DISK]
    else:
        need_qemu(PROGRAM[arch], 10)
        command = [PROGRAM[arch], *MACHINE[arch], *COMMON, *DRIVE, "-kernel", image(out)]
    status, output = run(name, command + append, LIMIT)
    return status, output.replace("\r", "")


def check_order(key, text):
    rows = [[int(v) if v.isdigit() else v for v in m.groups()] for m in re.finditer(ROW, text)]
    totals = re.search(TOTALS, text)
    if len(rows) < 4 or not totals:
        raise Failure("slabtop -s %s: %d rows" % (key, len(rows)))
    if [sum(r[1] for r in rows), sum(r[0] for r in rows)] != [int(v) for v in totals.groups()]:
        raise Failure("slabtop -s %s: the sum is not that of its rows" % key)
    values = [r[COLUMNS[key]] for r in rows]
    if values != sorted(values, reverse=key != "n"):
        raise Failure("slabtop -s %s: not in order: %s" % (key, values))


def check_histogram(match):
    what, _, calls, unit, *figures, rows = match.groups()
    low, median, p99, high = (int(v) for v in figures)
    buckets = [tuple(int(v) for v in re.findall(r"\d+", row)) for row in rows.splitlines()]
    if sum(b[2] for b in buckets) != int(calls) or not low <= median <= p99 <= high:
        raise Failure("%s: %s" % (what, match[0]))
    if not buckets[0][0] <= low <= buckets[0][1] or not buckets[-1][0] <= high <= buckets[-1][1]:
        raise Failure("%s: the buckets do not hold what was measured: %s" % (what, match[0]))


def check(name, out, arch):
    tops = "; ".join("slabtop -o -s " + key for key in COLUMNS)
    status, output = said(
        name, out, arch, "%s; kmalloc_latency %d; kmalloc_latency -i %d 100" % (tops, PAIRS, PAIRS)
    )
    parts = output.split(" Active / Total Objects")
    if status or len(parts) != len(COLUMNS) + 1:
        raise Failure("status %s, %d tables" % (status, len(parts) - 1))
    for key, part in zip(COLUMNS, parts[1:]):
        check_order(key, " Active / Total Objects" + part)
    histograms = list(HISTOGRAM.finditer(output))
    if len(histograms) != 16:
        raise Failure("%d histograms" % len(histograms))
    for match in histograms:
        check_histogram(match)


def refused(name):
    for command, why in {
        "slabtop -s x": "slabtop: -s; -s one of",
        "slabtop -d 0": "slabtop: 0;",
        "slabtop -s": "slabtop: -s;",
        "kmalloc_latency 0": "1 to 100000 pairs",
        "kmalloc_latency 10 0": "1 to 100000 pairs, 1 to ",
    }.items():
        status, output = said(name, "host-asan", "host", command)
        expect(output, why)
        if not status:
            raise Failure("%s: status 0" % command)


def cases():
    for out, arch in (
        ("host-asan", "host"),
        ("host-asan-slub", "host"),
        ("riscv", "riscv"),
        ("arm64-slab", "arm64"),
    ):
        name = "slabtop-" + out
        yield Case(name, check, out, arch, needs=[out, "disk"])
    yield Case("slabtop-refused", refused, needs=["host-asan", "disk"])
