# SPDX-License-Identifier: BSD-2-Clause
"""More input at once than the console's ring holds: nothing of it is lost."""
import os

from bad import MACHINE
from boot import COMMON, PROGRAM, image
from console import session
from harness import Case, OUT, need_qemu

NR_LINES = 150


def flood(name, arch):
    if arch == "host":
        command = [os.path.join(OUT, "host", "quarry.elf"), "-m", "64M"]
    else:
        need_qemu(PROGRAM[arch], 7)
        command = [PROGRAM[arch], *MACHINE[arch], *COMMON, "-kernel", image(arch)]
    # Nobody reads while the first command works.
    lines = "kmalloc_latency 5000\r" + "".join("help no%03d\r" % n for n in range(NR_LINES))
    answers = "".join("(?s:.*)no%03d: there is no such command" % n for n in range(NR_LINES))
    session(name, command, [("", "for the commands"), (lines, answers), ("poweroff\r", None)])


def cases():
    for arch in ("riscv", "arm64", "host"):
        yield Case("console-flood-" + arch, flood, arch, needs=[arch], cpus=0.5)
