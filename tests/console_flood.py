# SPDX-License-Identifier: BSD-2-Clause
"""Check that no typed line is lost if more input arrives in a burst than the console's ring can
hold, and that lines that several CPUs print at the same time are complete."""
import os
import re

from bad import MACHINE
from boot import COMMON, PROGRAM, image
from console import session
from harness import Case, Failure, OUT, need_qemu, run

NR_LINES = 150


def flood(name, arch):
    if arch == "host":
        command = [os.path.join(OUT, "host", "quarry.elf"), "-m", "64M"]
    else:
        need_qemu(PROGRAM[arch], 7)
        command = [PROGRAM[arch], *MACHINE[arch], *COMMON, "-kernel", image(arch)]
    # Input waits in the console's ring while the first command runs.
    lines = "kmalloc_latency 5000\r" + "".join("help no%03d\r" % n for n in range(NR_LINES))
    output = session(
        name,
        command,
        [
            ("", "for the commands"),
            (lines, "no%03d: there is" % (NR_LINES - 1)),
            ("poweroff\r", None),
        ],
    )
    # A message may be printed in the middle of an answer: on a busy machine the console finds that
    # the interrupt is late, and polls.
    output = re.sub(r"\[ *\d+\.\d{6}\] .*\r?\n", "", output)
    answers = re.findall(r"no(\d+): there is no such command", output)
    if [int(n) for n in answers] != list(range(NR_LINES)):
        raise Failure("of %d lines these were answered: %s" % (NR_LINES, " ".join(answers)))


def lines(name, arch):
    """printk_test_cpus() prints on all CPUs at the same time."""
    if arch == "host":
        command = [os.path.join(OUT, "host", "quarry.elf")]
    else:
        need_qemu(PROGRAM[arch], 7)
        command = [PROGRAM[arch], *MACHINE[arch], *COMMON, "-kernel", image(arch)]
    command += ["-smp", "4", "-append", "kunit=1 kunit.filter=printk"]
    status, output = run(name, command, 60)
    output = output.replace("\r", "")
    total = re.search(r"printk_test: (\d+) lines\n", output)
    whole = re.findall(
        r"^\[ *\d+\.\d{6}\] printk_test: line (\d+) by CPU \d in an? (?:thread|timer|IPI), "
        r"which is long enough to be interrupted, end$",
        output,
        re.M,
    )
    if status != 0 or not total:
        raise Failure("status %s, the test did not end" % status)
    if sorted(map(int, whole)) != list(range(1, int(total[1]) + 1)):
        raise Failure("%s lines were printed, and %d are complete" % (total[1], len(whole)))
    return "%s lines" % total[1]


def cases():
    for arch in ("riscv", "arm64", "host"):
        yield Case("console-lines-" + arch, lines, arch, needs=[arch], cpus=1)
        yield Case("console-flood-" + arch, flood, arch, needs=[arch], cpus=0.5)
