# SPDX-License-Identifier: BSD-2-Clause
"""Applications: the examples, linked from a folder outside of the tree, as a user's would be."""
import os
import shutil

from boot import COMMON, PROGRAM
from harness import Case, Failure, OUT, TOP, configured, expect, need_qemu, refuse, run

BOARDS = {
    "riscv": ("qemu_virt_riscv64", ["-M", "virt", "-smp", "2", "-m", "128M"]),
    "arm64": ("qemu_virt_arm64", ["-M", "virt", "-cpu", "cortex-a72", "-smp", "2", "-m", "128M"]),
}
EXAMPLES = {
    "hello": (["hello, buffer 2 ", "hello, 1048576 bytes", "last one 0x5a"], "main.count=3"),
    "dma": (["coherent memory: CPU .* first word 42, second 0", "1536 bytes at .* device's"], ""),
}


def build(name, arch, example):
    copy = os.path.join(OUT, name + "-src")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(os.path.join(TOP, "examples", example), copy)
    configured(name, name, BOARDS[arch][0], (), "APP=" + copy)


def boot(name, arch, example):
    seen, args = EXAMPLES[example]
    need_qemu(PROGRAM[arch], 10)
    image = os.path.join(OUT, "build-" + name, "Image")
    status, output = run(name, [PROGRAM[arch], *BOARDS[arch][1], *COMMON, "-kernel", image,
                                "-append", args + ' run="dmainfo; ptdump"'], 30)
    expect(output, "W.X: 0 violations", *seen)
    refuse(output, "WARNING", "Kernel panic", "returned -")
    if status:
        raise Failure("exit status %s" % status)


def cases():
    for arch in BOARDS:
        for example in EXAMPLES:
            name = "app-%s-%s" % (arch, example)
            yield Case("build-" + name, lambda n="build-" + name, a=arch, e=example: build(n, a, e), 0)
            yield Case(name, lambda n=name, a=arch, e=example: boot(n, a, e), 1)
