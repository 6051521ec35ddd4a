# SPDX-License-Identifier: BSD-2-Clause
"""make bench-native: replay the recorded traces on the build machine, with its allocators and with
Quarry's.

The allocators of the C library, and other installed allocators, replay the traces in a separate
program (tests/native/replay.c).  Quarry's allocators replay them in the host port.  A round
consists of a trace, and of freeing all objects that remain at the end of the trace.

The time of a process is the minimum of several rounds, and the result is the minimum of several
processes.  valgrind counts the instructions of the process's own code.  The number for one round is
the difference of a run with many rounds and a run with few rounds, divided by the difference of
rounds.  The memory is the growth of the process, or for Quarry the pages of the allocator.  It is
the maximum, with all objects filled.

In a second program (tests/native/handover.c), and in the host port, one thread allocates objects
and another one frees them, on one CPU and on two.
"""
import os
import re
import shutil
import subprocess
import sys

from harness import Failure, OUT, TOP, configured, run

TRACES = ("packets", "probe", "service")
ENGINES = {"SLOB": None, "SLUB": "slub", "SLAB": "slab"}
# For each allocator: the library that is loaded before the C library, or "".  In a list of
# versions, the second version is that of Debian 13.
LIBRARIES = {
    "glibc": "",
    "mimalloc": r"libmimalloc\.so\.[23]",
    "jemalloc": r"libjemalloc\.so\.2",
    "tcmalloc": r"libtcmalloc_minimal\.so\.4",
}
ROUNDS, PROCESSES = 50, 5
COUNTED = (10, 50)  # the numbers of rounds of the two runs
# The firmware continues after a fault, so all registers must be correct at each memory access.
VALGRIND = [
    "valgrind",
    "--tool=cachegrind",
    "--cache-sim=no",
    "--cachegrind-out-file=/dev/null",
    "--vex-guest-chase=no",
    "--px-default=allregs-at-mem-access",
    "--px-file-backed=allregs-at-mem-access",
]
TOTAL = re.compile(r"^==\d+== I +refs: +([\d,]+)$", re.M)
OURS = re.compile(r"^(trace_\w+),(\w+),(\d+),(\d+)\r?$", re.M)


def version(library):
    """Return the path of the installed library whose name matches, or None."""
    listed = subprocess.run(["/sbin/ldconfig", "-p"], capture_output=True, text=True).stdout
    found = re.search(library + r" .*x86-64.* => (.*)", listed) or re.search(
        library + " .*=> (.*)", listed
    )
    return found.group(1) if found else None


def compiled(name):
    """Compile tests/native/<name>.c, and return the program."""
    program = os.path.join(OUT, "native-" + name)
    source = os.path.join(TOP, "tests/native/%s.c" % name)
    status, output = run(
        "native-build-" + name,
        ["gcc", "-O2", "-Wall", "-Wextra", "-Werror", "-pthread", "-o", program, source],
        60,
    )
    if status:
        raise Failure("%s: %s" % (source, output))
    return program


def count(name, command, operations, env=None):
    """Return the instructions per operation, as text. command(rounds) returns the command that runs
    this number of rounds."""
    if not shutil.which("valgrind"):
        return "-"
    totals = []
    for rounds in COUNTED:
        status, output = run(name, VALGRIND + command(rounds), 600, env)
        found = TOTAL.search(output)
        if status or not found:
            raise Failure("%s under valgrind: status %s" % (name, status))
        totals.append(int(found.group(1).replace(",", "")))
    return "%.1f" % ((totals[1] - totals[0]) / (COUNTED[1] - COUNTED[0]) / operations)


def replay(program, trace, name, library):
    """Return ([time, instructions, live, taken], number of operations in a round).  If @library is
    None, the program allocates nothing."""
    env = dict(os.environ)
    if library:
        env["LD_PRELOAD"] = library

    def command(rounds):
        return [
            program,
            os.path.join(TOP, "tests/traces", trace + ".trace"),
            str(rounds),
            *(["-"] if library is None else []),
        ]

    lines = []
    for _ in range(PROCESSES):
        done = subprocess.run(command(ROUNDS), env=env, capture_output=True, text=True, timeout=120)
        if done.returncode or "cannot be preloaded" in done.stderr:
            raise Failure("%s: %s" % (trace, done.stderr.strip()))
        lines.append(done.stdout.strip().split(","))
    time, live, _, operations = min(lines, key=lambda line: float(line[0]))
    instructions = count("native-%s-%s" % (name, trace), command, int(operations), env)
    return [time, instructions, live, str(min(int(line[2]) for line in lines))], int(operations)


def ours(engine, operations):
    """Return {trace: [time, instructions, live, pages]} of Quarry's object allocator @engine."""
    out = "bench-host" + ("-" + engine if engine else "")
    configured(
        out, out, "host", ["tests/bench.config"] + (["tests/%s.config" % engine] if engine else [])
    )
    machine = [os.path.join(OUT, out, "quarry.elf"), "-m", "256M", "-smp", "1", "-append"]
    result = {}
    for _ in range(PROCESSES):
        status, output = run("native-" + out, machine + ['run="bench trace"'], 300)
        if status:
            raise Failure("%s: status %s" % (out, status))
        found = {(op, name): value for op, name, value, _ in OURS.findall(output)}
        for name in TRACES:
            line = [
                found["trace_run", name],
                "-",
                found["trace_peak_live", name],
                found["trace_peak_pages", name],
            ]
            if name not in result or int(line[0]) < int(result[name][0]):
                result[name] = line
    for name in TRACES:
        result[name][1] = count(
            "native-%s-%s" % (out, name),
            lambda rounds: machine
            + ['run="bench trace" trace.only=%s trace.rounds=%d' % (name, rounds)],
            operations[name],
        )
    return result


def handover(library):
    """Return the objects per second of an allocator on one CPU and on two."""
    program = compiled("handover")
    env = {**os.environ, **({"LD_PRELOAD": library} if library else {})}
    rates = []
    for cpus in "12":
        best = 0
        for _ in range(PROCESSES):
            done = subprocess.run(
                [program, cpus], env=env, capture_output=True, text=True, timeout=120
            )
            if done.returncode or "cannot be preloaded" in done.stderr:
                raise Failure("handover: %s" % done.stderr.strip())
            best = max(best, int(done.stdout))
        rates.append(best)
    return rates


def our_handover(engine):
    """Return the objects per second of Quarry's object allocator @engine on one CPU and on two."""
    out = "bench-host" + ("-" + engine if engine else "")
    machine = [os.path.join(OUT, out, "quarry.elf"), "-m", "256M", "-smp", "2", "-append"]
    rates = {"1cpus": 0, "2cpus": 0}
    for _ in range(PROCESSES):
        status, output = run("native-handover-" + out, machine + ['run="bench handover"'], 300)
        found = re.findall(r"handover_objects_per_second,(\dcpus),(\d+)", output)
        if status or len(found) != len(rates):
            raise Failure("%s: status %s, %d rates" % (out, status, len(found)))
        for cpus, rate in found:
            rates[cpus] = max(rates[cpus], int(rate))
    return list(rates.values())


def show_handover():
    print("objects per second that one thread allocates and another one frees")
    print("allocator,1 CPU,2 CPUs")
    for name, library in LIBRARIES.items():
        path = version(library) if library else ""
        rates = ["not installed"] if path is None else handover(path)
        print(",".join([name, *map(str, rates)]), flush=True)
    for engine, config in ENGINES.items():
        print(",".join([engine, *map(str, our_handover(config))]), flush=True)


def show(trace, who, line):
    live, taken = int(line[2]), int(line[3])
    beyond = "%.1f" % ((taken - live) * 100 / live) if taken else ""
    print(",".join([trace, who, *line, beyond]), flush=True)


def main():
    try:
        program = compiled("replay")
        operations = {}
        if not shutil.which("valgrind"):
            sys.stderr.write(
                "insns are not counted: valgrind is not installed (its package is valgrind)\n"
            )
        print("trace,allocator,ns,insns,live_bytes,taken_bytes,beyond_percent")
        for trace in TRACES:
            line, operations[trace] = replay(program, trace, "nothing", None)
            show(trace, "nothing", line[:3] + ["0"])
            for name, library in LIBRARIES.items():
                path = version(library) if library else ""
                if path is None:
                    print("%s,%s,not installed" % (trace, name))
                else:
                    show(trace, name, replay(program, trace, name, path)[0])
        for engine, config in ENGINES.items():
            for trace, line in ours(config, operations).items():
                show(trace, engine, line)
        show_handover()
    except Failure as reason:
        sys.stderr.write("%s\n" % reason)
        return 1
    return 0
