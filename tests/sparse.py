# SPDX-License-Identifier: BSD-2-Clause
"""Run sparse on each C file of each configuration.  It checks the annotations of
include/linux/compiler.h, and prints other warnings.

The options are those of the commands that make would run.  No file has to be compiled.
"""
import os
import re
import shlex
import shutil
import subprocess

import builds
from harness import Case, Failure, OUT, Skip, TOP, log_path, tool

ARCHS = {"riscv": ["--arch=riscv64"], "arm64": ["--arch=aarch64"], "host": []}
BOARDS = {**builds.TARGETS, "host": "host"}
# Configurations that are not in builds.py.
MORE = {
    "host-default": ("host", [], []),
    **{arch + "-bench": (board, ["tests/bench.config"], []) for arch, board in BOARDS.items()},
    **{
        arch + "-libc": (board, ["tests/malloc-quarry.config"], [])
        for arch, board in BOARDS.items()
    },
}
# Files in this folder are not checked.  They include headers of a C library, which would have to be
# built first, or they define what these headers declare.
NOT_READ = "libc/"
COMMAND = re.compile(r"^.* -c -o \S+ \S+\.c$", re.M)
# The compiler's options that sparse uses.
SINGLE = ("-D", "-I", "-std=", "-nostdinc", "-ffreestanding", "-funsigned-char")
DOUBLE = ("-include", "-imacros", "-isystem")
FILES = 100  # minimum number of C files in a configuration

OPTIONS = [
    "-Wbitwise",
    # The sources select the low bits of a value by a cast to a narrower type, also of constants in
    # tests.  Without a cast, the compiler's -Woverflow warns.
    "-Wno-cast-truncate",
    # sparse 0.6.4 does not support these two for bool and __bitwise types.
    "-D__atomic_load_n(ptr, order)=(*(ptr))",
    "-D__atomic_store_n(ptr, value, order)=(*(ptr) = (value))",
]


def need_sparse():
    if not shutil.which("sparse"):
        raise Skip("sparse is not installed")


def options(command):
    """Return (options for sparse, source file) of a compiler command that make prints."""
    words, found = shlex.split(command), []
    for word in [word for word in words if word.startswith("@")]:
        with open(word[1:]) as f:
            words[words.index(word) : words.index(word) + 1] = shlex.split(f.read())
    for word, following in zip(words, words[1:]):
        if word.startswith(SINGLE):
            found.append(word)
        elif word in DOUBLE:
            found += [word, following]
        elif word == "-iquote":
            found.append("-I" + following)
    # __has_include() must be true only for commands that may use headers of a C library.
    found.append("-D__has_include(file)=%d" % ("-nostdinc" not in found))
    return found, words[-1]


def commands(out, board, fragments, args):
    """Return [(options, source)] for each C file of a configuration."""
    folder = os.path.join(OUT, "sparse", out)
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    tool("make", "-s", "O=" + folder, board + "_defconfig", "FRAGMENTS=" + " ".join(fragments))
    text = tool("make", "-n", "O=" + folder, "BOARD=" + board, *args)
    found = [options(command) for command in COMMAND.findall(text)]
    return [(flags, source) for flags, source in found if not source.startswith(NOT_READ)]


def warnings(arch, flags, source):
    done = subprocess.run(
        ["sparse", *ARCHS[arch], *OPTIONS, *flags, source],
        cwd=TOP,
        capture_output=True,
        text=True,
        timeout=60,
    )
    text = done.stdout + done.stderr
    if done.returncode and not text:
        raise Failure("sparse ended with status %d: %s" % (done.returncode, source))
    return text.splitlines()


def configurations(arch):
    """Return the configurations of GCC in "make check" and "make check-long".  Those of clang have
    the same options and sources."""
    every = {**builds.BUILDS, **builds.LONG_BUILDS, **MORE}
    return {
        out: how for out, how in every.items() if how[0] == BOARDS[arch] and "LLVM=1" not in how[2]
    }


def check(name, arch):
    need_sparse()
    lines, files = {}, 0
    for out, how in configurations(arch).items():
        found = commands(out, *how)
        if len(found) < FILES:
            raise Failure("%s has only %d files" % (out, len(found)))
        files += len(found)
        for flags, source in found:
            # A header causes the same warning in each file that includes it.
            lines.update(dict.fromkeys(warnings(arch, flags, source)))
    with open(log_path(name), "w") as log:
        log.writelines(line + "\n" for line in lines)
    wrong = [line for line in lines if re.search(r": (warning|error):", line)]
    if lines:
        raise Failure("%d warnings, first: %s" % (len(wrong), (wrong or list(lines))[0]))
    return "%d files of %d configurations" % (files, len(configurations(arch)))


SOURCE = """
#include <linux/io.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <asm/byteorder.h>

struct thing { u32 __iomem *regs; __be32 word; struct thing __rcu *next; long __percpu *counts; };
void *right(struct thing *t);
void *right(struct thing *t)
{
	t->word = cpu_to_be32(readl(t->regs));
	this_cpu_inc(*t->counts);
	RCU_INIT_POINTER(t->next, NULL);
	return IS_ERR(t->regs) ? NULL : kmalloc(8, GFP_KERNEL | __GFP_ZERO);
}
"""
# For each fault: (body of a function, expected message of sparse).
FAULTS = (
    ("return *t->regs;", "dereference of noderef expression"),
    (
        "return (long)memchr(t->regs, 0, 4);",
        "incorrect type in argument 1 (different address spaces)",
    ),
    ("return readl(t);", "incorrect type in argument 1 (different address spaces)"),
    ("return *t->counts;", "dereference of noderef expression"),
    ("return t->next->word == 0;", "dereference of noderef expression"),
    ("return t->word + 1;", "restricted __be32 degrades to integer"),
    ("t->word = 5; return 0;", "incorrect type in assignment (different base types)"),
    ("return (long)kmalloc(GFP_KERNEL, 8);", "incorrect type in argument 2 (different base types)"),
    ("return (long)kmalloc(8, 0x20);", "incorrect type in argument 2 (different base types)"),
    (
        "return (long)kmem_cache_create(\"x\", 8, 0, GFP_KERNEL, NULL);",
        "incorrect type in argument 4 (different base types)",
    ),
)


def planted(name):
    """Each misuse of an annotation is reported, and correct uses are not."""
    need_sparse()
    flags, _ = commands(name, "host", [], [])[0]
    path = os.path.join(OUT, "sparse", name, "planted.c")
    for number, (body, said) in enumerate((("return 0;", None), *FAULTS)):
        with open(path, "w") as f:
            f.write(
                SOURCE
                + "long wrong(struct thing *t);\nlong wrong(struct thing *t)\n{\n\t%s\n}\n" % body
            )
        lines = warnings("host", flags, path)
        if said is None and lines or said is not None and not any(said in line for line in lines):
            raise Failure("%s: %s" % (body, lines[0] if lines else "nothing is reported"))
    return "%d faults" % len(FAULTS)


def long_cases():
    yield from (Case("sparse-" + arch, check, arch, long=True) for arch in ARCHS)
    yield Case("sparse-planted", planted)
