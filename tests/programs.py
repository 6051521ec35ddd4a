# SPDX-License-Identifier: BSD-2-Clause
"""Check programs that were not written for Quarry, from the sources of Debian's packages, which
tests/libc/fetch.sh fetches."""
import os
import shutil
import subprocess

from builds import PLAIN, TARGETS
from harness import Case, Failure, OUT, Skip, configured, expect, make, refuse, run, tool
from libc import machine

FOLDER = os.path.join(OUT, "programs")
PORTS = {**TARGETS, "host": "host", **{port + "-pico": board for port, board in TARGETS.items()}}
# Scripts of Lua's tests that read no input and print neither times nor paths.  Their output in
# Quarry must be the same as on the build machine.
SCRIPTS = ["bisect", "cf", "factorial", "fibfor", "hello", "life", "sieve", "sort"]
# For each program: (arguments, expected output, time limit in seconds).
RUNS = {
    "minigzip": (
        "README.md LICENSE data/numbers.txt data/empty",
        [
            r"data/numbers\.txt: 262144 bytes, packed \d{5}: the same",
            "data/empty: 0 bytes, .*: the same",
        ],
        60,
    ),
    "sqlite": (
        "",
        [
            ":memory:: 100000 names, sum 2499975000",
            ":memory:: ok",
            "/tmp/rows.db: 100000 names, sum 2499975000",
            "/tmp/rows.db: ok",
        ],
        300,
    ),
}


def fetch(name):
    status, output = run(name, ["tests/libc/fetch.sh", FOLDER], 300)
    if status == 3:
        raise Skip(output.strip().splitlines()[-1])
    if status:
        raise Failure("tests/libc/fetch.sh: status %s" % status)
    sources = os.path.join(FOLDER, "lua")
    tool(
        "cc",
        "-O1",
        "-w",
        "-o",
        "lua-native",
        *[f for f in os.listdir(sources) if f.endswith(".c")],
        "-lm",
        cwd=sources
    )
    scripts = [os.path.join(FOLDER, "lua5.1/test", s + ".lua") for s in SCRIPTS]
    tool("scripts/mkdisk.sh", os.path.join(FOLDER, "lua.img"), *scripts)


def program(port, name):
    return os.path.join(OUT, "programs-" + port, name + (".elf" if port == "host" else ".Image"))


def build(name, port):
    fragments = [*PLAIN, *(["tests/picolibc.config"] if "pico" in port else [])]
    for number, app in enumerate(("lua", *RUNS)):
        path = os.path.join(FOLDER, app)
        if number == 0:
            folder = configured(name, "programs-" + port, PORTS[port], fragments, "APP=" + path)
        else:
            make(name, "O=" + folder, "BOARD=" + PORTS[port], "APP=" + path)
        shutil.copy(
            os.path.join(folder, "quarry.elf" if port == "host" else "Image"), program(port, app)
        )


def boot(name, port, app, arguments, seconds, disk=None):
    """Run a program, which may compute for longer than the watchdog allows on a busy machine."""
    arguments = 'watchdog_thresh=0 run="heapinfo" -- ' + arguments
    command = machine(port.split("-")[0], program(port, app), arguments, disk)
    status, output = run(name, command, seconds)
    refuse(output, "FAILED", "WARNING: ", "Kernel panic")
    if status:
        raise Failure("exit status %s" % status)
    return output.replace("\r", "")


def lua(name, port):
    for script in SCRIPTS:
        want = subprocess.run(
            ["./lua-native", "../lua5.1/test/%s.lua" % script],
            cwd=os.path.join(FOLDER, "lua"),
            capture_output=True,
            text=True,
            timeout=60,
        ).stdout
        if len(want) < 10 or want not in boot(
            name, port, "lua", script + ".lua", 120, os.path.join(FOLDER, "lua.img")
        ):
            raise Failure("%s.lua prints something else than on the build machine" % script)
    return "%d scripts" % len(SCRIPTS)


def other(name, port, app):
    arguments, want, seconds = RUNS[app]
    expect(boot(name, port, app, arguments, seconds), *want)


def cmake(name, port):
    """Build libraries that have a CMakeLists.txt, with the installed library's toolchain file.
    Expat's own tests pass.  Expat's configuration finds functions of the image's C library and none
    of the build machine's.  The archive of lz4 is built."""
    work = os.path.join(OUT, name + "-work")
    shutil.rmtree(work, ignore_errors=True)
    make(
        name,
        "O=" + os.path.join(OUT, "libc-" + port),
        "BOARD=" + PORTS[port],
        "DESTDIR=" + work,
        "PREFIX=/opt",
        "install",
    )
    toolchain = "-DCMAKE_TOOLCHAIN_FILE=%s/opt/lib/quarry/%s/toolchain.cmake" % (work, PORTS[port])
    expat, lz4 = (os.path.join(work, each) for each in ("expat", "lz4"))
    source = next(
        root
        for root, _, files in os.walk(os.path.join(FOLDER, "expat"))
        if "CMakeLists.txt" in files
    )
    for command in (
        ["-S", source, "-B", expat, toolchain],
        ["--build", expat],
        [
            "-S",
            os.path.join(FOLDER, "lz4/build/cmake"),
            "-B",
            lz4,
            toolchain,
            "-DBUILD_STATIC_LIBS=ON",
        ],
        ["--build", lz4, "--target", "lz4_static"],
    ):
        status, _ = run(name, ["cmake", *command], 300)
        if status:
            raise Failure("cmake %s: status %s" % (" ".join(command[:2]), status))
    with open(os.path.join(expat, "CMakeCache.txt")) as f:
        cache = f.read()
    expect(
        cache,
        "^HAVE_STDINT_H:INTERNAL=1$",
        "^HAVE_MMAP:INTERNAL=$",
        "^HAVE_SYSCALL_GETRANDOM:INTERNAL=$",
    )
    for program in ("runtests", "runtestspp"):  # in C and in C++
        image = os.path.join(expat, "tests", program + ("" if port == "host" else ".Image"))
        status, output = run(name, machine(port, image, "run=heapinfo"), 120)
        expect(output, r"100%: Checks: \d{3,}, Failed: 0")
        if status:
            raise Failure("%s: status %s" % (program, status))


def long_cases():
    yield Case("build-programs", fetch)
    for port in ("riscv", "arm64", "host"):
        yield Case("program-cmake-" + port, cmake, port, needs=["programs", "libc-" + port, "disk"])
    for port in PORTS:
        yield Case("build-programs-" + port, build, port, needs=["programs"])
        yield Case("program-lua-" + port, lua, port, needs=["programs-" + port])
        for app in RUNS:
            yield Case(
                "program-%s-%s" % (app, port), other, port, app, needs=["programs-" + port, "disk"]
            )
