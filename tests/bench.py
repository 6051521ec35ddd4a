# SPDX-License-Identifier: BSD-2-Clause
"""make bench: run the command "bench" on both targets and on the host port, and print CSV on
standard output.

On a target, one instruction takes one nanosecond of virtual time (-icount shift=0).  Therefore, the
values are exact, and equal on every machine.  RV64GC is a CPU without bit-manipulation
instructions.
"""
import fnmatch
import math
import os
import re
import sys

from boot import COMMON, PROGRAM, big, image
from harness import Failure, OUT, TOP, configured, need_qemu, run

LIMIT = 900
ICOUNT = ["-icount", "shift=0,sleep=off"]
RV64GC = "rv64,zba=off,zbb=off,zbc=off,zbs=off,zicboz=off,svpbmt=on"
# For each target: (board, options of QEMU).  A suffix after "+" names another CPU for the same
# image.
TARGETS = {
    "riscv": ("qemu_virt_riscv64", ["-M", "virt", "-m", "256M", "-cpu", RV64GC]),
    "riscv+zbb": (
        "qemu_virt_riscv64",
        ["-M", "virt", "-m", "256M", "-cpu", RV64GC.replace("zbb=off", "zbb=on")],
    ),
    "arm64": ("qemu_virt_arm64", ["-M", "virt", "-m", "256M", "-cpu", "cortex-a57"]),
}
LINE = re.compile(r"^[a-z_0-9]+,[^,]*,\d+,\d+\r?$")


# Configurations with the object allocators that are not the default, and the smallest image.  The
# benchmarks of OBJECTS are repeated with each configuration.
ENGINES = ("slub", "slab", "small")
# Configurations with the allocators for the C library's malloc().
MALLOCS = ("malloc-newlib", "malloc-nano", "malloc-quarry")
TRACES = ("packets", "probe", "service")
OBJECTS = (
    "kmalloc",
    "kmalloc_batch",
    "kmem_cache",
    "firmware",
    "density",
    "mempool",
    "trace",
    "remote",
)

# Benchmarks that run on a separate machine, with the size of its RAM and the number of its CPUs;
# None stands for SCALE_CPUS.
ALONE = {
    "frag": ("384M", 1),
    "scale": ("256M", None),
    "remote": ("256M", 2),
    "states": ("256M", 1),
}
# Number of CPUs of the machine for "scale".  In QEMU, a CPU that waits with "pause" does not end
# its turn.  With more than two CPUs of RISC-V, the benchmark would measure the length of these
# turns.
SCALE_CPUS = {"arm64": 8, "riscv": 2, "host": 2}


def measure(target, pattern, memory="256M", cpus=1, optional=False, engine=None, arguments=""):
    """Build an image and run its benchmarks that match @pattern.  Returns their CSV lines.  If no
    benchmark matches, return an empty list if @optional, or raise Failure.  @engine names one
    configuration, or several that are separated by "+"."""
    parts = engine.split("+") if engine else []
    out = "-".join(["bench", target.split("+")[0], *parts])
    board = TARGETS[target][0] if target in TARGETS else "host"
    fragments = ["tests/%s.config" % part for part in ["bench", *parts]]
    sys.stderr.write("building %s\n" % out)
    configured(out, out, board, fragments)
    sys.stderr.write("measuring %s\n" % out)
    command = '%s run="bench %s"' % (arguments, pattern)
    if target in TARGETS:
        program = PROGRAM[target.split("+")[0]]
        need_qemu(program, 7)
        command = [
            program,
            *TARGETS[target][1],
            "-m",
            memory,
            "-smp",
            str(cpus),
            *ICOUNT,
            *COMMON,
            "-kernel",
            image(out),
            "-append",
            command,
        ]
    else:
        command = [
            os.path.join(OUT, out, "quarry.elf"),
            "-m",
            memory,
            "-smp",
            str(cpus),
            "-append",
            command,
        ]
    status, output = run("bench-%s-run" % (target + (engine or "")), command, LIMIT)
    lines = [line.strip() for line in output.splitlines() if LINE.match(line)]
    unknown = re.search("no benchmark matches .*", output)
    if unknown and optional:
        return []
    if unknown:
        raise Failure(unknown[0].strip())
    if status != 0 or not lines:
        raise Failure("bench on %s: status %s, %d lines" % (target, status, len(lines)))
    return lines


# RAM sizes for the check that the cost of booting is not proportional to the RAM.  The host
# allocates only the RAM that the machine uses.
SIZES = ("64M", "1G", "16G", "64G", "512G")


def lock_share(target):
    """Return the CSV lines of the benchmark of shared locks.  A second CPU is online, and idle."""
    return measure(target, "lockshare", cpus=2, engine="lockshare")


def boot_costs(target):
    """Yield the lines of the benchmark "boot" on a machine with each of SIZES."""
    program, options = PROGRAM[target], list(TARGETS[target][1])
    at = options.index("-m")
    for size in SIZES:
        options[at : at + 2] = ["-m", size]
        status, output = run(
            "bench-%s-boot-%s" % (target, size),
            [
                program,
                *options,
                *big(size)[:4],
                *ICOUNT,
                *COMMON,
                "-kernel",
                image("bench-" + target),
                "-append",
                'run="bench boot"',
            ],
            LIMIT,
        )
        if status != 0:
            raise Failure("bench on %s with %s of memory: status %s" % (target, size, status))
        yield from (line.strip() for line in output.splitlines() if LINE.match(line))


def objects(target, engine, pattern):
    """Return the CSV lines of the object allocator's benchmarks on one target with the
    configuration @engine.  Each benchmark runs on a separate machine."""
    return [
        line
        for name in OBJECTS
        if fnmatch.fnmatch(name, pattern) and (name, engine) != ("remote", "small")
        for line in measure(target, name, cpus=2 if name == "remote" else 1, engine=engine)
    ]


def alone(target, pattern):
    """Yield the CSV lines of the benchmarks that need a separate machine."""
    for name, (memory, cpus) in ALONE.items():
        if fnmatch.fnmatch(name, pattern) and (name == "frag" or target in SCALE_CPUS):
            yield from measure(target, name, memory, cpus or SCALE_CPUS[target])


def bench(pattern):
    import latency  # which imports this module

    others = any(fnmatch.fnmatch(name, pattern) for name in [*ALONE, "malloc", "latency", "lockshare"])
    for target in list(TARGETS) + ["host"]:
        lines = [*measure(target, pattern, optional=others), *alone(target, pattern)]
        if target in PROGRAM and lines and fnmatch.fnmatch("boot", pattern):
            lines += boot_costs(target)
        show(target, target, lines)
        for engine in ENGINES if "+" not in target else ():
            show("%s %s" % (target, engine), target, objects(target, engine, pattern))
        for malloc in MALLOCS if "+" not in target and fnmatch.fnmatch("malloc", pattern) else ():
            show(
                "%s %s" % (target, malloc),
                target,
                [
                    line
                    for name, trace in [*[("malloc", t) for t in TRACES], ("malloc_calls", "")]
                    for line in measure(
                        target, name, engine=malloc, arguments="malloc.only=" + trace
                    )
                ],
            )
        if target in PROGRAM and fnmatch.fnmatch("latency", pattern):
            latency.show(target)
        if target in PROGRAM and fnmatch.fnmatch("lockshare", pattern):
            show(target + " lockshare", target, lock_share(target))


def show(title, target, lines):
    if lines:
        print("# %s" % title)
        print("op,param,ns,ns_max" if target == "host" else "op,param,insns_avg,insns_max")
        print("\n".join(lines), flush=True)


def figures(text):
    """Return (average, maximum) of a field like "12", "~12" or "12 (34)", or None for an empty
    field.  If a field has only one number, average and maximum are that number."""
    found = re.fullmatch(r"~?(\d+)(?: \((\d+)\))?", text.strip())
    return found and (int(found[1]), int(found[2] or found[1]))


# The object allocators that are compared with other projects: SLOB, which is the default, and SLUB.
COMPARED = (None, "slub")
# Columns of other projects' values end with one of these suffixes for the machine.
COLUMNS = {"riscv": ("rv64", "riscv", "riscv64"), "arm64": ("arm64", "a64", "aarch64")}


def summary(target, name, ours, theirs, columns):
    """Yield lines that compare our values, column @name, with the best of the other projects on
    this target, for all rows that both tables have."""
    mine = [i for i, name in enumerate(columns) if name.split("_")[-1] in COLUMNS[target]]
    average, worst = [], []
    for key, fields in theirs.items():
        others = list(filter(None, (figures(fields[i]) for i in mine)))
        own = figures(ours.get(key, {}).get(name, ""))
        if not others or not own:
            continue
        for part, ratios in enumerate((average, worst)):
            best = max(1, min(other[part] for other in others))
            ratios.append((max(1, own[part]) / best, ",".join(key), own[part], best))
    for what, ratios in (("average", average), ("worst call", worst)):
        if not ratios:
            continue
        slower = sorted((row for row in ratios if row[0] > 1), reverse=True)
        mean = math.exp(sum(math.log(row[0]) for row in ratios) / len(ratios))
        yield "# %s, %s: %d rows, %d slower, geometric mean %.2f, worst ratio %.2f (%s)" % (
            name,
            what,
            len(ratios),
            len(slower),
            mean,
            *max(ratios)[:2],
        )
        yield from ("#   %.2f  %s: %d, %d" % row for row in slower)


def compare(baseline):
    """Print Quarry's values next to a table of other projects, and a summary.  The table's columns
    are op, param and those of the other projects."""
    path = os.path.join(TOP, baseline)
    if not os.path.exists(path):
        raise Failure("BASELINE=%s: there is no such file" % baseline)
    with open(path) as f:
        header, *rows = [line.rstrip("\n").split(",") for line in f if line.strip()]
    ours, columns = {}, {}
    for target in TARGETS:
        for engine in COMPARED if target in COLUMNS else COMPARED[:1]:
            name = "_".join(filter(None, ("quarry", engine, target)))
            columns[name] = target
            for line in measure(target, "*", engine=engine):
                op, param, average, worst = line.split(",")
                ours.setdefault((op, param), {})[name] = "%s (%s)" % (average, worst)
    theirs = {(row[0], row[1]): row[2:] for row in rows}
    print(",".join(["op", "param", *columns, *header[2:]]))
    for key, mine in ours.items():
        print(
            ",".join(
                [
                    *key,
                    *[mine.get(name, "") for name in columns],
                    *theirs.get(key, [""] * (len(header) - 2)),
                ]
            )
        )
    for name, target in columns.items():
        if target in COLUMNS:
            print("\n".join(summary(target, name, ours, theirs, header[2:])))


def main(what, argument):
    try:
        if what == "bench":
            bench(argument)
        else:
            compare(argument)
    except Failure as reason:
        sys.stderr.write("%s\n" % reason)
        return 1
    return 0
