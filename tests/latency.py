# SPDX-License-Identifier: BSD-2-Clause
"""Compare the longest sections with interrupts off, and the longest turns of threads in reports,
with their goals.  "make bench ONLY=latency" prints them.

All values are numbers of instructions.  The benchmark "latency" (tests/bench/latency.c) runs the
operations and commands, and the irqsoff tracer measures them.
"""
import bench
from harness import Case, Failure

# The longest section with interrupts off, in any operation.
GOAL = 4000
# Operations with a lower goal.
GOALS = {
    "vmallocinfo": 2000,
    "threads": 2000,
    "heapinfo": 2000,
    "set_memory of 4096 pages": 2000,
}
# The longest turn of a command that prints a report.
TURN = 200000
REPORTS = (
    "slabinfo",
    "meminfo",
    "vmstat",
    "zoneinfo",
    "buddyinfo",
    "pagetypeinfo",
    "pagemap",
    "memmap",
    "iomem",
    "vmallocinfo",
    "heapinfo",
    "threads",
    "ptdump",
    "percpu",
    "mempools",
    "shrinkers",
    "cma",
    "dmainfo",
    "devices",
    "irqs",
    "dmesg",
)
ENGINES = ("slob", "slub", "slab")


def goal(kind, operation):
    """Return the goal of a value, or None."""
    if kind == "irqs_off":
        return GOALS.get(operation, GOAL)
    return TURN if operation in REPORTS else None


def rows(target, engine, cpus=1):
    """Yield (kind, operation, value, goal) of all values that have a goal."""
    engines = ("" if engine == "slob" else engine + "+") + "latency"
    for line in bench.measure(target, "latency", engine=engines, cpus=cpus):
        kind, operation, _, longest = line.split(",")
        if goal(kind, operation) is not None:
            yield kind, operation, int(longest), goal(kind, operation)


def show(target):
    for engine in ENGINES:
        print("# %s %s" % (target, engine))
        print("kind,operation,insns_max,goal")
        for row in rows(target, engine):
            print(",".join(map(str, row)), flush=True)


def compare(name, target, engine, cpus):
    found = list(rows(target, engine, cpus))
    missing = {op for op in REPORTS if ("no_yield", op) not in {row[:2] for row in found}}
    if missing or len(found) < 2 * len(REPORTS):
        raise Failure("the benchmark did not measure %s" % (sorted(missing) or "all operations"))
    longer = ["%s of %s: %d, and the goal is %d" % row for row in found if row[2] > row[3]]
    if longer:
        raise Failure("; ".join(longer))
    longest = max((row for row in found if row[0] == "irqs_off"), key=lambda row: row[2])
    return "%d values; the longest section is %d instructions (%s)" % (
        len(found),
        longest[2],
        longest[1],
    )


def long_cases():
    for target in ("riscv", "arm64"):
        for engine in ENGINES:
            yield Case("latency-%s-%s" % (target, engine), compare, target, engine, 1, long=True)
        yield Case("latency-%s-cpus" % target, compare, target, "slob", 2, long=True)
