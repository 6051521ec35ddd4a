# SPDX-License-Identifier: BSD-2-Clause
"""All cases of "make check", in stages: builds, then everything that runs what was built."""
import os

import boot
import style
from harness import Case, OUT, configured

TARGETS = {"riscv": "qemu_virt_riscv64", "arm64": "qemu_virt_arm64"}


def build_case(name, *args):
    return Case("build-" + name, lambda: configured("build-" + name, *args) and None, 0)


def builds():
    for arch, board in TARGETS.items():
        yield build_case(arch, arch, board)
        yield build_case(arch + "-llvm", arch + "-llvm", board, (), "LLVM=1")


def collect(what):
    os.makedirs(OUT, exist_ok=True)
    cases = list(builds()) + list(boot.cases()) + list(style.cases())
    if what == "check-style":
        cases = [c for c in cases if c.name.startswith("style-")]
    return cases
