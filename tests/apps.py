# SPDX-License-Identifier: BSD-2-Clause
"""Check applications.  The cases link copies of the examples from a folder outside of the tree,
like a user's application."""
import os
import shutil

from bad import MACHINE
from boot import COMMON, PROGRAM
from builds import PLAIN, TARGETS
from harness import (
    Case,
    Failure,
    OUT,
    TOP,
    configured,
    expect,
    log_path,
    make,
    need_qemu,
    refuse,
    run,
)

# For each example: the expected lines of output, and the boot arguments.
EXAMPLES = {
    "hello": (["hello, buffer 2 ", "hello, 1048576 bytes", "last one 0x5a"], "main.count=3"),
    "dma": (
        [
            "coherent memory: the ring is at",
            "pool: descriptor at .*: 1536 bytes",
            "streaming: the first byte is 0",
            "scatterlist: 3 pieces are [123] segments",
        ],
        "",
    ),
    "driver": (["the alarm is set to 2 s from now", "the alarm has rung"], "alarm.seconds=2"),
}

SOURCES = {"driver": "alarm.c"}  # source of an example; the other examples have main.c


def image(arch, example):
    return os.path.join(OUT, "app-%s-%s.Image" % (arch, example))


def build(name, arch):
    """Build the examples one after the other in one folder.  After the first build, make may
    compile only the files of the next example.  A change of an application's Makefile must compile
    the application again."""
    out = "app-" + arch
    for number, example in enumerate(EXAMPLES):
        copy = os.path.join(OUT, "%s-%s-src" % (out, example))
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(os.path.join(TOP, "examples", example), copy)
        if number == 0:
            folder = configured(name, out, TARGETS[arch], PLAIN, "APP=" + copy)
        else:
            make(name, "O=" + folder, "BOARD=" + TARGETS[arch], "APP=" + copy)
            with open(log_path(name)) as log:
                output = log.read()
            expect(output, "^  CC +%s/%s$" % (copy, SOURCES.get(example, "main.c")))
            refuse(output, "^  CC +(?! |%s/).*" % copy)
        shutil.copy(os.path.join(folder, "Image"), image(arch, example))
    with open(os.path.join(copy, "Makefile"), "a") as f:
        f.write("ccflags-y += -DANOTHER\n")
    make(name, "O=" + folder, "BOARD=" + TARGETS[arch], "APP=" + copy)
    with open(log_path(name)) as log:
        expect(log.read(), "^  CC +%s/%s$" % (copy, SOURCES.get(example, "main.c")))


# An application that calls a private function of the firmware.
PRIVATE = """#include <internal/shell.h>

int app_main(void);

int app_main(void)
{
	char *words[] = { "meminfo" };

	return shell_run_words(1, words);
}
"""


def private(name, arch):
    """An application can call the firmware's private functions only with PRIVATE=1."""
    source = os.path.join(OUT, name + "-src")
    os.makedirs(source, exist_ok=True)
    for file, text in (("main.c", PRIVATE), ("Makefile", "obj-y += main.o\n")):
        with open(os.path.join(source, file), "w") as f:
            f.write(text)
    make_app = [
        "make",
        "--no-print-directory",
        "O=" + os.path.join(OUT, "app-" + arch),
        "BOARD=" + TARGETS[arch],
        "APP=" + source,
    ]
    for number, (arguments, links) in enumerate((([], False), (["PRIVATE=1"], True), ([], False))):
        status, output = run("%s-%d" % (name, number), [*make_app, *arguments], 300)
        if (status == 0) != links or links == (
            "undefined reference to `shell_run_words'" in output
        ):
            raise Failure("make %s: status %s" % (" ".join(arguments), status))


def boot(name, arch, example):
    seen, args = EXAMPLES[example]
    need_qemu(PROGRAM[arch], 10)
    status, output = run(
        name,
        [
            PROGRAM[arch],
            *MACHINE[arch],
            *COMMON,
            "-kernel",
            image(arch, example),
            "-append",
            args + ' run="dmainfo; ptdump"',
        ],
        30,
    )
    expect(output, "W.X: 0 violations", *seen)
    refuse(output, "WARNING", "Kernel panic", "returned -")
    if status:
        raise Failure("exit status %s" % status)


def cases():
    for arch in TARGETS:
        yield Case("build-app-" + arch, build, arch)
        for example in EXAMPLES:
            yield Case("app-%s-%s" % (arch, example), boot, arch, example, needs=["app-" + arch])
    yield Case("app-riscv-private", private, "riscv", needs=["app-riscv"])
