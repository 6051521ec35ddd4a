# SPDX-License-Identifier: BSD-2-Clause
"""Check the C library with tests/libc, an application that starts in main(), on both targets and
the host port."""
import calendar
import gzip
import os
import re
import shutil
import time

from bad import MACHINE
from boot import COMMON, PROGRAM
from builds import ADDRESS, LLVM, PLAIN, TARGETS
from console import session
from harness import (
    Case,
    DISK,
    Failure,
    OUT,
    TOP,
    configured,
    expect,
    make,
    need_qemu,
    refuse,
    run,
    tool,
)
from library import headers

APP = "APP=tests/libc"
# For each build: (board, fragments, arguments of make).  Each build also uses the application's
# app.config.
BUILDS = {
    "riscv": (TARGETS["riscv"], [], []),
    "arm64": (TARGETS["arm64"], [], []),
    "riscv-llvm": (TARGETS["riscv"], [], LLVM),
    "arm64-llvm": (TARGETS["arm64"], [], LLVM),
    "host-llvm": ("host", [], LLVM),
    "host": ("host", [], []),
    "host-asan": ("host", ADDRESS, []),
    "host-nano": ("host", ["tests/malloc-nano.config"], []),
    "host-newlib": ("host", ["tests/malloc-newlib.config"], []),
    "riscv-pico": (TARGETS["riscv"], ["tests/picolibc.config"], []),
    "arm64-pico": (TARGETS["arm64"], ["tests/picolibc.config"], []),
    "riscv-pico-llvm": (TARGETS["riscv"], ["tests/picolibc.config"], LLVM),
}
WHOLE = ("riscv", "arm64", "riscv-llvm", "host", "riscv-pico", "arm64-pico", "riscv-pico-llvm")
LONG = ("riscv-llvm", "arm64-llvm", "host-llvm", "riscv-pico-llvm")  # only in make check-long
INSTALLED = ("riscv", "host", "arm64-pico")  # make check tests the installed library of these
LIMIT = 120
END = r"registered second, called first\s+registered first, called second\s+destructor\s+the end"
# For each argument of main(): (expected output, exit status).
RUNS = {
    "all": (
        [
            r"[1-9]\d\d+ checks passed, 0 failed",
            r"heap: \d+ MiB, then NULL",
            "201 functions of exit.. were called",
            END,
        ],
        0,
    ),
    "leave": ([END], 5),
    "blocked": (["the end"], 7),
    "closed": (["it is closed now"], 3),
    "abort": (["the application was ended by signal 6", r"main\+0x"], 134),
    "misuse": (
        [
            # kfree() refuses an address inside of a page, and the heap the start of a page.
            r"free\(0000000000001230\): not (an address from malloc\(\)|in memory of)",
            "[1-9] checks passed, 0 failed",
        ]
        + [r"(?s)(free\([0-9a-f]{16}\): not (an address from malloc\(\)|in memory of).*){5}"]
        + [r"(?s)(kfree.*: inside the object of .*: (in a free page|free memory of).*){5}"],
        0,
    ),
    "overflow": (
        ["Fault: stack overflow, writing .*guard page below the stack of main", "thread: main"],
        None,
    ),
    "guard": (["writing .*: byte 1 after the demand-paged region malloc of 1048576 bytes"], None),
}
CXX_RUNS = {
    "all": (
        [
            r"[1-9]\d\d+ checks passed, 0 failed",
            "destroyed at the end",
            "100 static objects are destroyed",
        ],
        0,
    ),
    "uncaught": (
        ["std::out_of_range: vector::_M_range_check", "the application was ended by signal 6"],
        134,
    ),
}


# Headers of C and POSIX, and of C++. One file includes them before all headers of Linux, and
# another file after these.  Each header of C is also included alone.
C_HEADERS = """assert ctype dirent errno fcntl fenv float fnmatch glob inttypes limits locale malloc math pthread regex sched
setjmp signal stdalign stdarg stdbool stddef stdint stdio stdlib stdnoreturn string strings sys/ioctl sys/param sys/stat
sys/time sys/times sys/types termios threads time unistd utime wchar wctype""".split()
CXX_HEADERS = """algorithm any array atomic bitset charconv chrono cmath condition_variable cstdio cstdlib cstring ctime deque
exception functional future list map memory mutex new numeric optional queue random set shared_mutex stack stdexcept string
string_view system_error thread tuple type_traits typeinfo unordered_map utility valarray variant vector""".split()


def has_cxx(out):
    return "pico" not in out


def compile_headers(name, folder, cxx, *args):
    work = folder + "-headers"
    os.makedirs(work, exist_ok=True)
    linux = [
        "linux/" + h
        for h in sorted(os.listdir(os.path.join(TOP, "include/linux")))
        if h.endswith(".h")
    ]
    library = [h + ".h" for h in C_HEADERS]
    sources = {"first.c": library + linux, "last.c": linux + library}
    # <stdatomic.h> is only included alone: <linux/atomic.h> has functions with the same names.
    for header in library + ["stdatomic.h"]:
        sources["alone_" + header.replace("/", "_").replace(".h", ".c")] = [header]
    # C++ files do not include <stdnoreturn.h>, which exists only in C.  They do not include
    # newlib's <malloc.h> either, because it conflicts with <stdlib.h> if clang compiles them.
    library = [h for h in library if h not in ("malloc.h", "stdnoreturn.h")] + CXX_HEADERS
    if cxx:
        sources |= {"cxx_first.cpp": library + linux, "cxx_last.cpp": linux + library}
    objects = [source.split(".")[0] + ".o" for source in sources]
    for source, included in sources.items():
        with open(os.path.join(work, source), "w") as f:
            f.write("".join("#include <%s>\n" % h for h in included))
    with open(os.path.join(work, "Makefile"), "w") as f:
        f.write("obj-y += %s\nccflags-y += -Werror\n" % " ".join(objects))
    make(
        name,
        "O=" + folder,
        "APP=" + work,
        *args,
        *[os.path.join(folder, "app", o) for o in objects]
    )


def newc(files):
    """Return a cpio archive of {name: content}.

    The content is the bytes of a file, or None for a directory.  A tuple (bytes,) is the content of
    one name of file 7, which has two names.
    """
    data = b""
    for name, contents in [*files.items(), ("TRAILER!!!", b"")]:
        number, links = (7, 2) if isinstance(contents, tuple) else (1, 1)
        contents = contents[0] if links == 2 else contents
        mode, contents = (0o40755, b"") if contents is None else (0o100644, contents)
        path = name.encode() + b"\0"
        fields = (number, mode, 0, 0, links, 0, len(contents), 0, 3, 0, 0, len(path), 0)
        for part in (b"070701" + b"".join(b"%08X" % field for field in fields) + path, contents):
            data += part + bytes(-(len(data) + len(part)) % 4)
    return data


# Some names are also on the disk, and some directories have no entries in the archive.
INITRD = newc(
    {
        ".": None,
        "./notes.txt": b"a text of the initrd\n",
        "welcome.txt": b"hidden by the disk's\n",
        "data/extra": b"extra",
        "deep/er/file": b"".join(b"%04d\n" % i for i in range(2000)),
        "deep/er/other": b"",
        "/absolute": b"x",
        "linked/first": (b"",),
        "linked/empty": b"",
        "linked/last": (b"one file, two names\n",),
    }
)
BAD = INITRD.index(b"deep/er/file") - 110  # offset of the header of the entry deep/er/file
DAMAGED = {
    "short": (
        INITRD[: BAD + 300],
        "byte %d: archive is truncated" % (INITRD.index(b"deep/er/other") - 110),
    ),
    "tail": (INITRD[:-20], "byte [0-9]+: archive is truncated"),
    "header": (INITRD[:BAD] + b"07070X" + INITRD[BAD + 6 :], "byte %d: bad entry header" % BAD),
    "digit": (
        INITRD[: BAD + 54] + b"0000271x" + INITRD[BAD + 62 :],
        "byte %d: bad entry header" % BAD,
    ),
    "name": (
        INITRD[: BAD + 94] + b"00000101" + INITRD[BAD + 102 :],
        "byte %d: entry name is empty or longer than 255 bytes" % BAD,
    ),
    "unnamed": (
        INITRD[: BAD + 94] + b"00000000" + INITRD[BAD + 102 :],
        "byte %d: entry name is empty or longer than 255 bytes" % BAD,
    ),
    "packed": (gzip.compress(INITRD), "byte 0: bad entry header"),
    "byte": (b"0", "byte 0: archive is truncated"),
    "up": (newc({"a/../b": b"x"}), "byte 0: entry name is unterminated, or leaves the root folder"),
    "here": (
        newc({"a": b"x", "a/.": b"x"}),
        "byte [0-9]+: entry name is unterminated, or leaves the root folder",
    ),
}


def write_initrds(name):
    for what, data in {
        "good": INITRD,
        **{what: data for what, (data, _) in DAMAGED.items()},
    }.items():
        with open(os.path.join(OUT, "initrd-" + what), "wb") as f:
            f.write(data)


def build(name, out):
    board, fragments, args = BUILDS[out]
    fragments = [*PLAIN, *fragments, "tests/libc/app.config"]
    if has_cxx(out):
        folder = configured(
            name, "libc-" + out, board, [*fragments, "tests/cxx.config"], "APP=tests/cxx", *args
        )
        image = "quarry.elf" if board == "host" else "Image"
        shutil.move(os.path.join(folder, image), os.path.join(folder, "cxx." + image))
        make(name, "O=" + folder, "BOARD=" + board, APP, *args)
    else:
        folder = configured(name, "libc-" + out, board, fragments, APP, *args)
    if out in WHOLE:
        compile_headers(name, folder, has_cxx(out), "BOARD=" + board, *args)


def machine(port, image, append, disk=None, initrd=None):
    """Return the command that runs an image with a disk, and with an initrd if given."""
    last = [
        "-append",
        append,
        *(["-initrd", os.path.join(OUT, "initrd-" + initrd)] if initrd else []),
    ]
    if port == "host":
        return [image, "-smp", "2", "-disk", disk or DISK, *last]
    need_qemu(PROGRAM[port], 10)
    return [
        PROGRAM[port],
        *MACHINE[port],
        *COMMON,
        "-device",
        "virtio-blk-device,drive=disk",
        "-drive",
        "if=none,id=disk,format=raw,readonly=on,file=" + (disk or DISK),
        "-kernel",
        image,
        *last,
    ]


def command(out, append, app="", initrd=None):
    port = out.split("-")[0]
    image = os.path.join(OUT, "libc-" + out, app + ("quarry.elf" if port == "host" else "Image"))
    return machine(port, image, append, initrd=initrd)


def compare_clock(output):
    """time() agrees with the time of the build machine.  QEMU's real-time clocks and the host port
    use that time."""
    printed = re.search(r"time: (\w+ \w+ +\d+ [\d:]+ \d+)\s", output)
    if not printed:
        raise Failure("no time was printed")
    ahead = time.time() - calendar.timegm(time.strptime(printed.group(1), "%a %b %d %H:%M:%S %Y"))
    if not -2 <= ahead <= LIMIT:
        raise Failure(
            "the program printed %s, %d s before the build machine's time"
            % (printed.group(1), ahead)
        )


def boot(name, out, what):
    want, status = RUNS[what]
    got, output = run(
        name, command(out, 'COLOUR=green run="heapinfo" -- ' + what, initrd="good"), LIMIT
    )
    expect(output, *want)
    if what == "all":
        compare_clock(output)
    refuse(
        output,
        "not so: ",
        *([] if what == "misuse" else ["WARNING: "]),
        "Kernel panic",
        "ERROR: ",
        "runtime error"
    )
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
    """If the C++ library has no exceptions, a throw ends the program with a message that names the
    exception, and the rest works."""
    image = os.path.join(
        configured(name, "cxx-plain", "host", PLAIN, "APP=tests/cxx"), "quarry.elf"
    )
    status, output = run(name, [image, "-smp", "2", "-append", 'run="heapinfo" -- all'], LIMIT)
    expect(output, *CXX_RUNS["all"][0])
    refuse(output, "not so: ", "WARNING: ")
    uncaught, output = run(name, [image, "-append", 'run="heapinfo" -- uncaught'], LIMIT)
    expect(output, "nobody catches std::out_of_range: CONFIG_LIBC_CXX_EXCEPTIONS is not set")
    if (status, uncaught) != (0, 134):
        raise Failure("exit statuses %s and %s, not 0 and 134" % (status, uncaught))


def limited(name, out):
    """heap= limits malloc(), whatever the machine's memory."""
    _, output = run(
        name, command(out, 'heap=20M COLOUR=green run="heapinfo" -- all', initrd="good"), LIMIT
    )
    expect(output, "heap: 1[5-9] MiB, then NULL")
    if "newlib" in out:
        expect(output, "heap: .* of 20480,")  # the region of small objects
    _, output = run(name, command(out, 'heap=20X run="heapinfo" -- none'), LIMIT)
    expect(output, "boot argument heap=20X: not accepted")


def damaged_initrd(name, out):
    """A damaged initrd is reported once.  Files on the disk and in RAM can still be used."""
    for what, (_, reason) in DAMAGED.items():
        status, output = run(name, command(out, 'run="heapinfo" -- damaged', initrd=what), LIMIT)
        expect(output, r"[1-9]\d+ checks passed, 0 failed")
        said = re.findall("initrd: not a cpio archive, or damaged: (.*)", output)
        if status or len(said) != 1 or not re.match(reason, said[0]):
            raise Failure("%s: status %s, said: %s" % (what, status, said))
    return "%d kinds of damage" % len(DAMAGED)


def typed(name, out):
    """Typed input is echoed and can be edited.  The program reads it when the line is complete."""
    output = session(
        name,
        command(out, "-- echo"),
        [
            ("", "type: "),
            ("abc\x7fd\r", r"abc\x08 \x08d\s+3 characters: <abd>"),
            ("one two\x17x\r", "5 characters: <one x>"),
            ("gone\x15kept\r", "4 characters: <kept>"),
            # A line holds 1,023 characters and the end of the line.  Further characters are not
            # echoed, and are lost.
            (
                "x" * 1100 + "\r",
                r"x{1023}\s+99 characters: (?s:.*)\s33 characters: <x{33}>\s+type: ",
            ),
            ("short\r", "5 characters: <short>"),
            ("\x04", "end of file"),
            ("", "quarry> "),
            ("poweroff\r", None),
        ],
    )
    refuse(output, "WARNING: ")


def keys(name, out):
    """Type in each mode of the terminal, until Ctrl-C ends the program."""
    output = session(
        name,
        command(out, "-- keys"),
        [
            ("", "raw:"),
            ("a", "1: 61\\s"),
            ("\x03", "1: 03\\s"),
            ("\r", "1: 0d\\s"),
            ("\x04", "1: 04\\s+0:\\s+0:\\s+three:"),
            ("xy", None),
            ("z", "3: 78 79 7a\\s+some:"),
            ("vw", "2: 76 77\\s+two of them:"),
            ("123", "2: 31 32\\s+1: 33\\s+one:"),
            ("4", "1: 34\\s+lost:"),
            ("junk", "1: 6a\\s+0:\\s+lost:"),
            ("more", "1: 6d\\s+0:\\s+hidden:"),
            ("goneKsecret\x7f\r", "7 characters, secret\x7f\\s+interrupted:"),
            ("abc\x03", "abc\\^C\\s"),
            ("d\x1c", "d\\^\\\\\\s"),
            ("def\r", "def\\s+3 characters, def\\s+caught 5\\s+not interrupted:"),
            ("a\x03\r", "2 characters, a\x03\\s+the end:"),
            ("x\x03", "x\\^C\\s(?s:.*)the application was ended by signal 2"),
            ("", 'Type "help" for the commands'),
            ("poweroff\r", None),
        ],
    )
    refuse(output, "WARNING: ", "not so: ", "gone")


# Expected output of examples/c and examples/cpp.  Below are the commands that compile and link them
# with the installed library.
EXAMPLES = {
    "c": [r"\d+ words, \d+ of them different", r"^\w+ +\d+ +\d\.\d\d %"],
    "cpp": [
        r"\d+ different words; most often \w+ \(\d+\)",
        "4 descriptors",
        "caught: dma_alloc_coherent: ",
    ],
}
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
    """After the installed library has been moved, programs are compiled and linked with
    pkg-config's flags, and with CMake."""
    board, _, args = BUILDS[out]
    dest, moved, work = [os.path.join(OUT, name + end) for end in ("-dest", "-moved", "-work")]
    for old in (dest, moved, work):
        shutil.rmtree(old, ignore_errors=True)
    make(
        name,
        "O=" + os.path.join(OUT, "libc-" + out),
        "BOARD=" + board,
        "DESTDIR=" + dest,
        "PREFIX=/opt",
        *args,
        "install"
    )
    shutil.move(os.path.join(dest, "opt/lib/quarry", board), moved)
    examples, languages = os.path.join(TOP, "examples"), ["c", "cpp"] if has_cxx(out) else ["c"]
    os.makedirs(work)
    with open(os.path.join(work, "CMakeLists.txt"), "w") as f:
        f.write(CMAKE % ("C CXX" if has_cxx(out) else "C"))
        f.writelines(CMAKE_PROGRAM.format(language, examples) for language in languages)
    tool(
        "sh",
        "-c",
        BY_PKG_CONFIG % (moved, examples) + (CXX_BY_PKG_CONFIG % examples if has_cxx(out) else ""),
        cwd=work,
    )
    tool(
        "cmake",
        "-S",
        ".",
        "-B",
        "build",
        "-DCMAKE_TOOLCHAIN_FILE=%s/toolchain.cmake" % moved,
        cwd=work,
    )
    tool("cmake", "--build", "build", cwd=work)
    port = out.split("-")[0]
    images = [
        kind + language + (".elf" if port == "host" else ".Image")
        for kind in ("", "cmake-")
        for language in languages
    ]
    if port == "riscv":  # QEMU passes a device tree to an ELF file only on RISC-V
        images += ["plain-c.elf"]
    for image in images:
        _, output = run(
            name, machine(port, os.path.join(work, image), 'TOP=2 run="heapinfo"'), LIMIT
        )
        expect(output, *EXAMPLES["cpp" if "cpp" in image else "c"])
    return headers(name, moved, ["c11", "c++17", "c++20"] if has_cxx(out) else ["c11"])


def cxx_cases(out):
    for what in CXX_RUNS if has_cxx(out) else ():
        yield Case("libc-%s-cxx-%s" % (out, what), cxx, out, what, needs=["libc-" + out])


def cases():
    yield Case("build-initrds", write_initrds)
    for out in BUILDS:
        if out in LONG:
            continue
        yield Case("build-libc-" + out, build, out)
        yield from cxx_cases(out)
        for what in (
            RUNS if out in ("riscv", "arm64", "host", "riscv-pico", "arm64-pico") else ("all",)
        ):
            yield Case(
                "libc-%s-%s" % (out, what),
                boot,
                out,
                what,
                needs=["libc-" + out, "disk", "initrds"],
            )
    yield Case("libc-cxx-plain", cxx_plain)
    for out in ("host", "host-newlib"):
        yield Case("libc-%s-limited" % out, limited, out, needs=["libc-" + out, "initrds"])
    for out in (*TARGETS, "host", "host-asan"):
        yield Case(
            "libc-%s-damaged-initrd" % out,
            damaged_initrd,
            out,
            needs=["libc-" + out, "disk", "initrds"],
        )
    for out in INSTALLED:
        yield Case("libc-%s-library" % out, library, out, needs=["libc-" + out, "disk"])
    for out in (*TARGETS, "riscv-pico", "arm64-pico"):
        yield Case("libc-%s-typed" % out, typed, out, needs=["libc-" + out])
    for out in (*TARGETS, "host", "riscv-pico", "arm64-pico"):
        yield Case("libc-%s-keys" % out, keys, out, needs=["libc-" + out])


def long_cases():
    for out in LONG:
        yield Case("build-libc-" + out, build, out)
        yield from cxx_cases(out)
        yield Case("libc-%s-all" % out, boot, out, "all", needs=["libc-" + out, "disk", "initrds"])
    for out in WHOLE:
        if out not in INSTALLED:
            yield Case("libc-%s-library" % out, library, out, needs=["libc-" + out, "disk"])
