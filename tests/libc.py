# SPDX-License-Identifier: BSD-2-Clause
"""The C library: tests/libc, an application that starts in main(), on both targets and the host port."""
import os
import shutil

from bad import MACHINE
from boot import COMMON, PROGRAM
from builds import ADDRESS, LLVM, TARGETS
from console import session
from harness import Case, DISK, Failure, OUT, TOP, configured, expect, make, need_qemu, refuse, run, tool

APP = "APP=tests/libc"
# name: (board, fragments, arguments of make); they are configured by the application's app.config
BUILDS = {"riscv": (TARGETS["riscv"], [], []), "arm64": (TARGETS["arm64"], [], []),
          "riscv-llvm": (TARGETS["riscv"], [], LLVM), "host": ("host", [], []), "host-asan": ("host", ADDRESS, []),
          "host-nano": ("host", ["tests/malloc-nano.config"], []),
          "host-quarry": ("host", ["tests/malloc-quarry.config"], []),
          "riscv-pico": (TARGETS["riscv"], ["tests/picolibc.config"], []),
          "arm64-pico": (TARGETS["arm64"], ["tests/picolibc.config"], []),
          "riscv-pico-llvm": (TARGETS["riscv"], ["tests/picolibc.config"], LLVM)}
WHOLE = ("riscv", "arm64", "riscv-llvm", "host", "riscv-pico", "arm64-pico", "riscv-pico-llvm")
LIMIT = 120
END = r"registered second, called first\s+registered first, called second\s+destructor\s+the end"
# what main() is told: (what is seen, the status)
RUNS = {
    "all": ([r"[1-9]\d\d checks passed, 0 failed", r"heap: \d+ MiB, then NULL", END], 0),
    "leave": ([END], 5),
    "abort": (["the application ends by signal 6", r"main\+0x"], 134),
    "misuse": ([r"free\(0000000000001230\): malloc\(\) did not return that", "[1-9] checks passed, 0 failed"] +
               [r"(?s)(malloc\(\) did not return that.*){5}"], 0),
    "guard": (["writing .*: byte 1 behind the demand-paged region malloc of 1048576 bytes"], None),
}
CXX_RUNS = {
    "all": ([r"[1-9]\d\d checks passed, 0 failed", "destroyed at the end"], 0),
    "uncaught": (["std::out_of_range: vector::_M_range_check", "the application ends by signal 6"], 134),
}


# Headers of C and POSIX, and of C++: in one file with all of Linux's, before them and behind them.
C_HEADERS = """assert ctype errno fcntl fenv float inttypes limits locale malloc math pthread sched setjmp signal
stdalign stdarg stdbool stddef stdint stdio stdlib stdnoreturn string strings sys/param sys/stat sys/time sys/times sys/types
threads time unistd wchar wctype""".split()
CXX_HEADERS = """algorithm any array atomic bitset charconv chrono cmath condition_variable cstdio cstdlib cstring ctime deque
exception functional future list map memory mutex new numeric optional queue random set shared_mutex stack stdexcept string
string_view system_error thread tuple type_traits typeinfo unordered_map utility valarray variant vector""".split()


def has_cxx(out):
    return "pico" not in out


def compile_headers(name, folder, cxx, *args):
    work = folder + "-headers"
    os.makedirs(work, exist_ok=True)
    linux = ["linux/" + h for h in sorted(os.listdir(os.path.join(TOP, "include/linux"))) if h.endswith(".h")]
    library = [h + ".h" for h in C_HEADERS]
    sources = {"first.c": library + linux, "last.c": linux + library}
    # <stdnoreturn.h> is C's alone; clang finds newlib's <malloc.h> to be at odds with its <stdlib.h>.
    library = [h for h in library if h not in ("malloc.h", "stdnoreturn.h")] + CXX_HEADERS
    if cxx:
        sources |= {"cxx_first.cpp": library + linux, "cxx_last.cpp": linux + library}
    objects = [source.split(".")[0] + ".o" for source in sources]
    for source, headers in sources.items():
        with open(os.path.join(work, source), "w") as f:
            f.write("".join("#include <%s>\n" % h for h in headers))
    with open(os.path.join(work, "Makefile"), "w") as f:
        f.write("obj-y += %s\nccflags-y += -Werror\n" % " ".join(objects))
    make(name, "O=" + folder, "APP=" + work, *args, *[os.path.join(folder, "app", o) for o in objects])


def build(name, out):
    board, fragments, args = BUILDS[out]
    fragments = [*fragments, "tests/libc/app.config"]
    if has_cxx(out):
        folder = configured(name, "libc-" + out, board, [*fragments, "tests/cxx.config"], "APP=tests/cxx", *args)
        image = "quarry.elf" if board == "host" else "Image"
        shutil.move(os.path.join(folder, image), os.path.join(folder, "cxx." + image))
        make(name, "O=" + folder, "BOARD=" + board, APP, *args)
    else:
        folder = configured(name, "libc-" + out, board, fragments, APP, *args)
    if out in WHOLE:
        compile_headers(name, folder, has_cxx(out), "BOARD=" + board, *args)


def machine(port, image, append, disk=None):
    """The command that runs an image with a disk."""
    if port == "host":
        return [image, "-smp", "2", "-disk", disk or DISK, "-append", append]
    need_qemu(PROGRAM[port], 10)
    return [PROGRAM[port], *MACHINE[port], *COMMON, "-device", "virtio-blk-device,drive=disk", "-drive",
            "if=none,id=disk,format=raw,readonly=on,file=" + (disk or DISK), "-kernel", image, "-append", append]


def command(out, append, app=""):
    port = out.split("-")[0]
    image = os.path.join(OUT, "libc-" + out, app + ("quarry.elf" if port == "host" else "Image"))
    return machine(port, image, append)


def boot(name, out, what):
    want, status = RUNS[what]
    got, output = run(name, command(out, 'COLOUR=green run="heapinfo" -- ' + what), LIMIT)
    expect(output, *want)
    if what == "all" and out.split("-")[0] in TARGETS:
        expect(output, r"time: \w+ \w+ [ \d]+ [\d:]+ 20[2-9]\d")     # of the machine's clock
    refuse(output, "not so: ", *([] if what == "misuse" else ["WARNING: "]), "Kernel panic", "ERROR: ", "runtime error")
    if status is None and not got or status is not None and got != status:
        raise Failure("exit status %s, not %s" % (got, status))


def cxx(name, out, what):
    want, wanted = CXX_RUNS[what]
    status, output = run(name, command(out, 'run="heapinfo" -- ' + what, "cxx."), LIMIT)
    expect(output, *want)
    refuse(output, "not so: ", "WARNING: ", "Kernel panic", "ERROR: ", "runtime error")
    if status != wanted:
        raise Failure("exit status %s, not %s" % (status, wanted))


def cxx_plain(name):
    """Without exceptions: what the library throws is named, and the rest works."""
    image = os.path.join(configured(name, "cxx-plain", "host", [], "APP=tests/cxx"), "quarry.elf")
    status, output = run(name, [image, "-smp", "2", "-append", 'run="heapinfo" -- all'], LIMIT)
    expect(output, *CXX_RUNS["all"][0])
    refuse(output, "not so: ", "WARNING: ")
    uncaught, output = run(name, [image, "-append", 'run="heapinfo" -- uncaught'], LIMIT)
    expect(output, "nobody catches std::out_of_range: CONFIG_LIBC_CXX_EXCEPTIONS is not set")
    if (status, uncaught) != (0, 134):
        raise Failure("exit statuses %s and %s, not 0 and 134" % (status, uncaught))


def limited(name, out):
    """heap=: malloc() stops there, whatever the machine has."""
    _, output = run(name, command(out, 'heap=20M COLOUR=green run="heapinfo" -- all'), LIMIT)
    expect(output, "heap: 1[5-9] MiB, then NULL", "heap: .* of 20480,")
    _, output = run(name, command(out, 'heap=20X run="heapinfo" -- none'), LIMIT)
    expect(output, "boot argument heap=20X: not accepted")


def typed(name, out):
    """What is typed is shown, can be edited, and is read when the line is complete."""
    output = session(name, command(out, "-- echo"), [
        ("", "type: "),
        ("abc\x7fd\r", r"abc\x08 \x08d\s+3 characters: <abd>"),
        ("one two\x17x\r", "5 characters: <one x>"),
        ("gone\x15kept\r", "4 characters: <kept>"),
        ("\x04", "end of file"),
        ("", "quarry> "),
        ("poweroff\r", None),
    ])
    refuse(output, "WARNING: ")


# What examples/c and examples/cpp print, and how each is compiled and linked with the installed library.
EXAMPLES = {"c": [r"\d+ words, \d+ of them different", r"the +\d+ +\d\.\d\d %"],
            "cpp": [r"\d+ different words; most often \w+ \(\d+\)", "4 descriptors", "caught: dma_alloc_coherent: "]}
BY_PKG_CONFIG = """set -e; export PKG_CONFIG_PATH=%s; q() { pkg-config "$@" quarry; }
cc=$(q --variable=cc); $cc -O2 -Wall $(q --cflags) -DKBUILD_MODNAME='"c"' -c -o c.o %s/c/main.c
$(q --variable=link) -o c.elf c.o
[ -z "$(q --libs)" ] || $cc -o plain-c.elf c.o $(q --libs)
"""
CXX_BY_PKG_CONFIG = """$(q --variable=cxx) -O2 -Wall $(q --variable=cxxflags) -DKBUILD_MODNAME='"cpp"' -c -o cpp.o %s/cpp/main.cpp
$(q --variable=link) -o cpp.elf cpp.o"""
CMAKE = """cmake_minimum_required(VERSION 3.13)
project(programs %s)
find_package(Quarry REQUIRED)
"""
CMAKE_PROGRAM = """add_executable(cmake-{0} {1}/{0}/main.{0})
target_link_libraries(cmake-{0} Quarry::quarry)
set_target_properties(cmake-{0} PROPERTIES SUFFIX .elf RUNTIME_OUTPUT_DIRECTORY ${{CMAKE_SOURCE_DIR}})
"""


def library(name, out):
    """The installed library, moved: programs are compiled and linked by what pkg-config says, and by CMake."""
    board, _, args = BUILDS[out]
    dest, moved, work = [os.path.join(OUT, name + end) for end in ("-dest", "-moved", "-work")]
    for old in (dest, moved, work):
        shutil.rmtree(old, ignore_errors=True)
    make(name, "O=" + os.path.join(OUT, "libc-" + out), "BOARD=" + board, "DESTDIR=" + dest, "PREFIX=/opt", *args, "install")
    shutil.move(os.path.join(dest, "opt/lib/quarry", board), moved)
    examples, languages = os.path.join(TOP, "examples"), ["c", "cpp"] if has_cxx(out) else ["c"]
    os.makedirs(work)
    with open(os.path.join(work, "CMakeLists.txt"), "w") as f:
        f.write(CMAKE % ("C CXX" if has_cxx(out) else "C"))
        f.writelines(CMAKE_PROGRAM.format(language, examples) for language in languages)
    tool("sh", "-c", BY_PKG_CONFIG % (moved, examples) + (CXX_BY_PKG_CONFIG % examples if has_cxx(out) else ""), cwd=work)
    tool("cmake", "-S", ".", "-B", "build", "-DCMAKE_TOOLCHAIN_FILE=%s/toolchain.cmake" % moved, cwd=work)
    tool("cmake", "--build", "build", cwd=work)
    port = out.split("-")[0]
    images = [kind + language + (".elf" if port == "host" else ".Image") for kind in ("", "cmake-") for language in languages]
    if port == "riscv":     # QEMU gives an ELF file a device tree on RISC-V only
        images += ["plain-c.elf"]
    for image in images:
        _, output = run(name, machine(port, os.path.join(work, image), 'TOP=2 run="heapinfo"'), LIMIT)
        expect(output, *EXAMPLES["cpp" if "cpp" in image else "c"])


def cases():
    for out in BUILDS:
        yield Case("build-libc-" + out, build, out)
        for what in CXX_RUNS if has_cxx(out) else ():
            yield Case("libc-%s-cxx-%s" % (out, what), cxx, out, what, needs=["libc-" + out])
        for what in RUNS if out in ("riscv", "arm64", "host", "riscv-pico", "arm64-pico") else ("all",):
            yield Case("libc-%s-%s" % (out, what), boot, out, what, needs=["libc-" + out, "disk"])
    yield Case("libc-cxx-plain", cxx_plain)
    yield Case("libc-host-limited", limited, "host", needs=["libc-host"])
    for out in WHOLE:
        yield Case("libc-%s-library" % out, library, out, needs=["libc-" + out, "disk"])
    for out in (*TARGETS, "riscv-pico", "arm64-pico"):
        yield Case("libc-%s-typed" % out, typed, out, needs=["libc-" + out])
