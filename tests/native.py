# SPDX-License-Identifier: BSD-2-Clause
"""make bench-native: the recorded traces on the build machine, through its allocators and ours.

The allocators of the C library and others that are installed replay them in a program of their own
(tests/native/replay.c); ours in the firmware as a process.  Time is the best of some processes, each with
the best of some rounds.  Memory is what the process grew by, or for ours the pages that the engine took; both
at the worst moment, with all objects filled.
"""
import os
import re
import subprocess
import sys

from harness import Failure, OUT, TOP, configured, run

TRACES = ("packets", "probe", "service")
ENGINES = {"SLOB": None, "SLUB": "slub", "SLAB": "slab"}
# name: the library that is loaded before the C library; None: nothing.
LIBRARIES = {"glibc": "", "mimalloc": "libmimalloc.so.2", "jemalloc": "libjemalloc.so.2",
             "tcmalloc": "libtcmalloc_minimal.so.4"}
ROUNDS, PROCESSES = 50, 5
OURS = re.compile(r"^(trace_\w+),(\w+),(\d+),(\d+)\r?$", re.M)


def version(library):
    """The installed library behind a name, which says its version; None: it is not there."""
    listed = subprocess.run(["/sbin/ldconfig", "-p"], capture_output=True, text=True).stdout
    found = re.search(r"%s .*x86-64.* => (.*)" % re.escape(library), listed) or \
        re.search(r"%s .*=> (.*)" % re.escape(library), listed)
    return found.group(1) if found else None


def compile_replay():
    program = os.path.join(OUT, "native-replay")
    status, output = run("native-build", ["gcc", "-O2", "-Wall", "-Wextra", "-Werror", "-o", program,
                                          os.path.join(TOP, "tests/native/replay.c")], 60)
    if status:
        raise Failure("tests/native/replay.c: %s" % output)
    return program


def replay(program, trace, library, *nothing):
    env = dict(os.environ)
    if library:
        env["LD_PRELOAD"] = library
    lines = []
    for _ in range(PROCESSES):
        done = subprocess.run([program, os.path.join(TOP, "tests/traces", trace + ".trace"), str(ROUNDS),
                               *nothing], env=env, capture_output=True, text=True, timeout=120)
        if done.returncode or "cannot be preloaded" in done.stderr:
            raise Failure("%s: %s" % (trace, done.stderr.strip()))
        lines.append(done.stdout.strip().split(","))
    best = min(lines, key=lambda line: float(line[0]))
    return best[:3] + [str(min(int(line[3]) for line in lines))]


def ours(engine):
    """{trace: [time, "-", live, pages]}"""
    out = "bench-host" + ("-" + engine if engine else "")
    configured(out, out, "host", ["tests/bench.config"] + (["tests/%s.config" % engine] if engine else []))
    result = {}
    for _ in range(PROCESSES):
        status, output = run("native-" + out, [os.path.join(OUT, out, "quarry.elf"), "-m", "256M", "-smp", "1",
                                               "-append", 'run="bench trace"'], 300)
        if status:
            raise Failure("%s: status %s" % (out, status))
        found = {(op, name): value for op, name, value, _ in OURS.findall(output)}
        for name in TRACES:
            line = [found["trace_run", name], "-", found["trace_peak_live", name],
                    found["trace_peak_pages", name]]
            if name not in result or int(line[0]) < int(result[name][0]):
                result[name] = line
    return result


def show(trace, who, line):
    live, taken = int(line[2]), int(line[3])
    beyond = "%.1f" % ((taken - live) * 100 / live) if taken else ""
    print(",".join([trace, who, *line, beyond]), flush=True)


def main():
    try:
        program = compile_replay()
        print("trace,allocator,ns,insns,live_bytes,taken_bytes,beyond_percent")
        for trace in TRACES:
            show(trace, "nothing", replay(program, trace, None, "-")[:3] + ["0"])
            for name, library in LIBRARIES.items():
                path = version(library) if library else ""
                if path is None:
                    print("%s,%s,not installed" % (trace, name))
                else:
                    show(trace, name, replay(program, trace, path))
        for engine, config in ENGINES.items():
            for trace, line in ours(config).items():
                show(trace, engine, line)
    except Failure as reason:
        sys.stderr.write("%s\n" % reason)
        return 1
    return 0
