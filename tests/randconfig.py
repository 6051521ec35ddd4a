# SPDX-License-Identifier: BSD-2-Clause
"""Build and boot random configurations.  Each must compile, and print the list of commands.

"make check-long" tries ten seeds.  SEEDS=11-50 in the environment selects other seeds.
"""
import os
import re
import shutil
import sys

from bad import MACHINE
from boot import COMMON, PROGRAM, image
from builds import TARGETS
from harness import CORES, Case, Failure, OUT, expect, make, need_qemu, refuse, run

SEEDS = os.environ.get("SEEDS", "1-10")
LIMIT = 60
APPEND = ["-append", 'run="help"']
# Machines for images with any page size: a CPU that supports all page sizes, and sufficient RAM for
# blocks of the largest order.
ANY_PAGES = {**MACHINE, "arm64": ["-M", "virt", "-cpu", "max", "-smp", "2", "-m", "1024M"]}


def random_config(name, port, seed):
    """Build and boot a random configuration.  If the case fails, the folder is not removed, so that
    its .config can be built again."""
    board, folder = TARGETS.get(port, port), os.path.join(OUT, name)
    shutil.rmtree(folder, ignore_errors=True)
    make(name, "O=" + folder, "BOARD=" + board, "randconfig", "KCONFIG_SEED=%d" % seed)
    make(name, "-j%d" % CORES, "O=" + folder, "BOARD=" + board)
    if port == "host":
        command = [os.path.join(folder, "quarry.elf"), "-m", "1024M", "-smp", "2"]
    else:
        need_qemu(PROGRAM[port], 10)
        command = [PROGRAM[port], *ANY_PAGES[port], *COMMON, "-kernel", image(name)]
    status, output = run(name, command + APPEND, LIMIT)
    expect(output, "Quarry ", "^ *poweroff ")
    refuse(output, "Kernel panic", "WARNING", "^.*Fault:", "Sanitizer: ")
    if status:
        raise Failure("exit status %s" % status)
    shutil.rmtree(folder)


def seeds():
    if not re.fullmatch(r"\d+(-\d+)?", SEEDS):
        sys.exit("SEEDS=%s: it is a number or two, as in SEEDS=11-50" % SEEDS)
    first, _, last = SEEDS.partition("-")
    return range(int(first), int(last or first) + 1)


def cases():
    return ()


def long_cases():
    for port in (*TARGETS, "host"):
        for seed in seeds():
            yield Case("random-%s-%d" % (port, seed), random_config, port, seed)
