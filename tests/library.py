# SPDX-License-Identifier: BSD-2-Clause
"""Check the library: install it, move it, and link it with a project outside of the tree.  The
project is built with make and with CMake."""
import os
import re
import shutil
import subprocess

import symbols as public_symbols
from bad import MACHINE
from boot import COMMON, PROGRAM
from builds import BUILDS
from harness import Case, Failure, OUT, TOP, expect, make, need_qemu, refuse, run, tool

LIBRARIES = {
    "riscv": "riscv-default",
    "arm64": "arm64-default",
    "riscv-llvm": "riscv-llvm",
    "host": "host-default",
}
LONG = ("riscv-llvm",)  # only in make check-long


def no_path_in(folder):
    for path, _, files in os.walk(folder):
        for file in files:
            with open(os.path.join(path, file), "rb") as f:
                if TOP.encode() in f.read():
                    raise Failure("%s names the folder that it was built in" % file)


def install(case, name):
    out = LIBRARIES[name]
    board, _, args = BUILDS[out]
    dest = os.path.join(OUT, case + "-dest")
    moved = os.path.join(OUT, "lib-" + name)
    for old in (dest, moved):
        shutil.rmtree(old, ignore_errors=True)
    common = [
        "O=" + os.path.join(OUT, out),
        "BOARD=" + board,
        "DESTDIR=" + dest,
        "PREFIX=/opt",
        *args,
    ]
    make(case, *common, "install")
    installed = os.path.join(dest, "opt/lib/quarry", board)
    shutil.copytree(installed, moved)
    make(case, *common, "uninstall")
    if os.path.exists(installed):
        raise Failure("make uninstall leaves something")
    no_path_in(moved)


def with_make(case, source, library):
    targets = ["firmware.elf"] + ([] if case.startswith("lib-host") else ["plain.elf"])
    make(case, "-C", source, "PKG_CONFIG_PATH=" + library, *targets)
    return source


def with_cmake(case, source, library):
    build = os.path.join(source, "build")
    for command in (
        [
            "-S",
            source,
            "-B",
            build,
            "-DCMAKE_TOOLCHAIN_FILE=" + os.path.join(library, "toolchain.cmake"),
        ],
        ["--build", build],
    ):
        status, _ = run(case, ["cmake", *command], 120)
        if status:
            raise Failure("cmake %s: status %s" % (command[0], status))
    return build


def boot(case, name, program, *want, app="firmware: an initcall"):
    append = ["-append", 'firmware.greeting=moin run="meminfo; ptdump"']
    if name == "host":
        status, output = run(case, [program, *append], 30)
    else:
        arch = name.split("-")[0]
        need_qemu(PROGRAM[arch], 10)
        status, output = run(
            case, [PROGRAM[arch], *MACHINE[arch], *COMMON, "-kernel", program, *append], 30
        )
    expect(output, "W.X: 0 violations", *want, *([app] if app else []))
    refuse(output, "WARNING", "Kernel panic", "returned -")
    if status:
        raise Failure("exit status %s" % status)


def linked(case, name, build):
    library = os.path.join(OUT, "lib-" + name)
    source = os.path.join(OUT, case + "-src")
    shutil.rmtree(source, ignore_errors=True)
    shutil.copytree(os.path.join(TOP, "examples/firmware"), source)
    folder = build(case, source, library)
    program = os.path.join(folder, "firmware." + ("elf" if name == "host" else "Image"))
    boot(case, name, program, r"moin from app_main\+0x0/")
    plain = os.path.join(
        folder, "plain.elf"
    )  # QEMU passes a device tree to an ELF file only on RISC-V
    if name.startswith("riscv") and os.path.exists(plain):
        boot(case, name, plain, "moin from 0x")


# Headers of C that exist without a C library.  The last three headers of C_ALONE define macros with
# names that Linux's headers use differently.
C_HEADERS = ["%s.h" % name for name in "float limits stdalign stdarg stdbool stddef stdint".split()]
C_ALONE = C_HEADERS + ["iso646.h", "stdatomic.h", "stdnoreturn.h"]
C_USE = """uint64_t a = UINT64_MAX; size_t b = SIZE_MAX; int c = INT_MAX, d = CHAR_BIT; ptrdiff_t e = PTRDIFF_MAX; bool f = true;
int8_t g = INT8_MIN; uintptr_t h = UINTPTR_MAX; double i = DBL_MAX; alignas(16) max_align_t j; long k = LONG_MIN;
"""
PUBLIC = ("linux", "kunit", "crypto", "quarry", "asm")


def compilers(library, clang):
    """Return {language: compiler and flags} of an installed library, from pkg-config."""

    def config(option):
        return tool(
            "pkg-config", option, "quarry", env=dict(os.environ, PKG_CONFIG_PATH=library)
        ).split()

    found = {"c": config("--variable=cc") + config("--cflags")}
    if config("--variable=cxx"):
        found["c++"] = config("--variable=cxx") + config("--variable=cxxflags")
    if clang:  # clang and its headers replace GCC and its headers
        triple = tool(found["c"][0], "-dumpmachine").strip()
        own = "-isystem" + tool("clang", "-print-resource-dir").strip() + "/include"
        flags = [
            own if flag.startswith("-isystem/usr/lib/gcc") else flag for flag in found["c"][1:]
        ]
        found = {"c": ["clang", "--target=" + triple, "-Qunused-arguments", *flags]}
    return found


def compile_one(command, language, text):
    """Return the compiler's first error for a source, or "" if there is none."""
    done = subprocess.run(
        [
            *command,
            "-DKBUILD_MODNAME=\"x\"",
            "-Wall",
            "-Werror",
            "-fsyntax-only",
            "-x",
            language,
            "-",
        ],
        input=text,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return next(
        (line for line in done.stderr.splitlines() if "error: " in line),
        done.returncode and "no error line",
    )


def headers(_, library, standards, clang=False):
    """Compile each installed header alone.  Then compile C's headers together with all headers of
    Linux, in both orders."""
    public = sorted(
        os.path.relpath(os.path.join(folder, file), library + "/include")
        for part in PUBLIC
        for folder, _, files in os.walk(os.path.join(library, "include", part))
        for file in files
    )
    linux = [header for header in public if header.startswith("linux/")]
    if len(linux) < 160 or os.path.exists(library + "/include/internal"):
        raise Failure("%d headers of Linux are installed, or private ones" % len(linux))
    alone = {"<%s>" % header: [header] for header in public}
    with_c = {"<%s>" % header: [header] for header in C_ALONE} | {
        "C's headers first": C_HEADERS + linux,
        "Linux's headers first": linux + C_HEADERS,
    }
    commands = compilers(library, clang)
    for standard in standards:
        language = "c++" if "++" in standard else "c"
        for what, included in (alone if language == "c++" else alone | with_c).items():
            text = "".join("#include <%s>\n" % header for header in included) + (
                C_USE if "first" in what else ""
            )
            error = compile_one(commands[language] + ["-std=" + standard], language, text)
            if error:
                raise Failure("%s, %s: %s" % (what, standard, error))
    return "%d headers, as %s" % (len(alone), ", ".join(standards))


# Source of an application.  It defines a function for each name in the firmware, and checks that it
# calls these functions.
NAMES = """#define KERN_INFO "\\0016"
int printk(const char *fmt, ...);
static int (*const own_functions_[])(void) = { %s };
int app_main(void);
int app_main(void)
{
	int wrong = 0;

	for (int i = 0; i < %d; i++)
		wrong += own_functions_[i]() != i;
	printk(KERN_INFO "application: %d functions, %%d of them not its own\\n", wrong);
	return wrong;
}
"""
NOT_REPLACED = {
    "app_main",
    "main",
    "_start",
    "printk",
    "return",
}  # "return" is a label in assembly
# CHOSEN: names that an application may define.  REFUSED: private names of the firmware and names of
# the build machine, which an application cannot use.
CHOSEN = {"sort", "panic", "complete", "entry", "overflow", "sha256_init", "file_size"}
REFUSED = ("page_alloc_slow", "pipe", "getppid")


def link_app(case, name, library, what, source):
    """Link an application with pkg-config's flags.  Returns (status, output, ELF file)."""
    work = os.path.join(OUT, case + "-src")
    os.makedirs(work, exist_ok=True)
    path, elf = (os.path.join(work, what + end) for end in (".c", ".elf"))
    with open(path, "w") as f:
        f.write(source)
    command = """set -e; export PKG_CONFIG_PATH=%s; $(pkg-config --variable=cc quarry) -O1 -w $(pkg-config --cflags quarry) \\
        -fno-builtin -c -o %s.o %s; $(pkg-config --variable=link quarry) -o %s %s.o -Wl,--no-warn-mismatch -lm -lpthread -lc"""
    status, output = run(case, ["sh", "-c", command % (library, elf, path, elf, elf)], 60)
    return status, output, elf


def symbols(case, name):
    """An application may define functions with any name of the firmware, and cannot use the
    firmware's private functions."""
    library = os.path.join(OUT, "lib-" + name)
    nm = {"riscv": "riscv64-linux-gnu-nm", "arm64": "aarch64-linux-gnu-nm", "host": "nm"}[
        name.split("-")[0]
    ]
    listed = tool(nm, "--defined-only", os.path.join(library, "libquarry.a")).splitlines()
    taken = {line.split()[2] for line in listed if len(line.split()) == 3}
    taken = sorted(
        {word for word in taken if re.fullmatch(r"(?!kallsyms_|quarry_)[a-zA-Z_]\w*", word)}
        - NOT_REPLACED
        | CHOSEN
    )
    with open(os.path.join(library, "symbols")) as f:
        public = f.read().split()
    if len(public) < 900 or not set(public) - NOT_REPLACED <= set(taken) | {"kallsyms_lookup"}:
        raise Failure("%d public names of %d" % (len(public), len(taken)))
    own = "".join(
        "int %s(void) { return %d; }\n" % (word, number) for number, word in enumerate(taken)
    )
    status, output, elf = link_app(
        case, name, library, "names", own + NAMES % (", ".join(taken), len(taken), len(taken))
    )
    if status:
        raise Failure(
            "an application with names of the firmware: " + output.strip().splitlines()[-1][:200]
        )
    booted = elf if name == "host" else elf.replace(".elf", ".Image")
    boot(case, name, booted, "application: %d functions, 0 of them" % len(taken), app=None)
    for word in REFUSED:
        status, output, _ = link_app(
            case,
            name,
            library,
            word,
            "int %s(void); int app_main(void); int app_main(void) { return %s(); }\n"
            % (word, word),
        )
        if (
            not status
            or "undefined reference to `%s'" % word not in output
            and "undefined symbol: " + word not in output
        ):
            raise Failure("%s: status %s" % (word, status))
    return "%d names, %d of them public" % (len(taken), len(public))


def interface(_, name):
    """The library exports exactly the names in tests/symbols.txt."""
    problem = public_symbols.difference(name)
    if problem:
        raise Failure(
            problem + ' (if that is meant: "python3 tests/symbols.py" writes the list again)'
        )


# (version of the library, version requested by find_package(), whether it is found)
VERSIONS = [
    ("0.1", "", True),
    ("0.1", "0.1", True),
    ("0.1", "0.2", False),
    ("0.1", "0.0", False),
    ("0.1", "1.0", False),
    ("0.3.2", "0.3", True),
    ("0.3.2", "0.3.1", True),
    ("0.3.2", "0.3.3", False),
    ("0.3.2", "0.2", False),
    ("1.4.2", "1.2", True),
    ("1.4.2", "1.4.2 EXACT", True),
    ("1.4.2", "1.4 EXACT", False),
    ("1.4.2", "1.5", False),
    ("1.4.2", "0.9", False),
    ("2.0", "1.9", False),
    ("10.1", "1.0", False),
    ("10.1", "10.0", True),
    ("0.3", "0.1...0.4", True),
    ("0.3", "0.1...0.3", True),
    ("0.3", "0.1...<0.3", False),
    ("0.3", "0.4...1", False),
]


def versions(case, name):
    """CMake's find_package() finds the installed library only if its version satisfies the request.
    The version file is changed to several versions."""
    with open(os.path.join(OUT, "lib-" + name, "QuarryConfigVersion.cmake")) as f:
        text = f.read()
    folder = os.path.join(OUT, case)
    shutil.rmtree(folder, ignore_errors=True)
    script = "cmake_minimum_required(VERSION 3.19)\n"
    for number, (version, request, _) in enumerate(VERSIONS):
        package = os.path.join(folder, str(number))
        os.makedirs(package)
        with open(os.path.join(package, "QuarryConfigVersion.cmake"), "w") as f:
            f.write(
                re.sub(r"set\(PACKAGE_VERSION \S+\)", "set(PACKAGE_VERSION %s)" % version, text)
            )
        with open(os.path.join(package, "QuarryConfig.cmake"), "w") as f:
            f.write("# empty\n")
        script += (
            "unset(Quarry_DIR CACHE)\nfind_package(Quarry %s QUIET NO_DEFAULT_PATH PATHS %s)\n"
            % (request, package)
        )
        script += 'message("case %d: ${Quarry_FOUND}")\n' % number
    with open(os.path.join(folder, "find.cmake"), "w") as f:
        f.write(script)
    _, output = run(case, ["cmake", "-P", os.path.join(folder, "find.cmake")], 60)
    for number, (version, request, found) in enumerate(VERSIONS):
        if bool(re.search("^case %d: (1|TRUE)$" % number, output, re.M)) != found:
            raise Failure(
                "version %s is %sfound for %r" % (version, "not " if found else "", request)
            )
    return "%d requests" % len(VERSIONS)


def library_cases(name):
    yield Case("build-lib-" + name, install, name, needs=[LIBRARIES[name]])
    for what, build in (("make", with_make), ("cmake", with_cmake)):
        yield Case("lib-%s-%s" % (name, what), linked, name, build, needs=["lib-" + name])
    yield Case("lib-%s-symbols" % name, symbols, name, needs=["lib-" + name])
    yield Case(
        "lib-%s-headers" % name,
        headers,
        os.path.join(OUT, "lib-" + name),
        ["c11"],
        needs=["lib-" + name],
    )


def cases():
    for name in LIBRARIES:
        if name not in LONG:
            yield from library_cases(name)
            # The library of LONG has no such case: it is built with more options than the default,
            # and exports more names.
            yield Case("lib-%s-interface" % name, interface, name, needs=["lib-" + name])
    yield Case("lib-host-versions", versions, "host", needs=["lib-host"])


def long_cases():
    for name in LIBRARIES:
        if name in LONG:
            yield from library_cases(name)
        library = os.path.join(OUT, "lib-" + name)
        yield Case(
            "lib-%s-headers-modes" % name,
            headers,
            library,
            ["gnu11", "c17", "gnu17", "gnu2x"],
            needs=["lib-" + name],
        )
        if name in ("arm64", "host"):  # on RISC-V, the library riscv-llvm is for clang
            yield Case(
                "lib-%s-headers-clang" % name,
                headers,
                library,
                ["c11", "gnu17"],
                True,
                needs=["lib-" + name],
            )
