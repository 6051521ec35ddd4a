# SPDX-License-Identifier: BSD-2-Clause
"""All cases of "make check", in stages: builds, then everything that runs what was built."""
import os

import apps
import bad
import boot
import cma
import config
import console
import dtb
import headers
import hostdisk
import kunit
import library
import memory
import reports
import slabtop
import sram
import style
import uboot
from harness import Case, OUT, configured

TARGETS = {"riscv": "qemu_virt_riscv64", "arm64": "qemu_virt_arm64"}


def build_case(name, *args):
    return Case("build-" + name, lambda: configured("build-" + name, *args) and None, 0)


TESTS = ["tests/kunit.config"]
SMALL = ["tests/small.config"]


def builds():
    for arch, board in TARGETS.items():
        yield build_case(arch, arch, board, TESTS)
        yield build_case(arch + "-default", arch + "-default", board)
        yield build_case(arch + "-zones", arch + "-zones", board, TESTS + ["tests/zones.config"])
        for engine in kunit.ENGINES:
            yield build_case("%s-%s" % (arch, engine), "%s-%s" % (arch, engine), board,
                             TESTS + ["tests/zones.config", "tests/%s.config" % engine])
        yield build_case(arch + "-small", arch + "-small", board, SMALL)
        yield build_case(arch + "-suites", arch + "-suites", board, SMALL + ["tests/suites.config"])
        yield build_case(arch + "-llvm", arch + "-llvm", board, TESTS, "LLVM=1")
    yield build_case("arm64-va39", "arm64-va39", "qemu_virt_arm64", TESTS + ["tests/va39.config"])
    yield build_case("host-suites", "host-suites", "host", SMALL + ["tests/suites.config"], "LLVM=1")
    yield from host_builds(kunit.HOSTS)


def host_builds(variants):
    for variant, (fragments, args) in variants.items():
        yield build_case(variant, variant, "host", TESTS + fragments, *args)


def long_builds():
    return host_builds(kunit.LONG_HOSTS)


PARTS = (builds, kunit.cases, apps.cases, library.cases, config.cases, console.cases, reports.cases, slabtop.cases,
         boot.cases, bad.cases, cma.cases, memory.cases, sram.cases, dtb.cases, headers.cases, hostdisk.cases, uboot.cases,
         style.cases)
LONG_PARTS = (long_builds, kunit.long_cases, hostdisk.long_cases, dtb.long_cases, boot.long_cases)


def collect(what):
    os.makedirs(OUT, exist_ok=True)
    parts = PARTS + (LONG_PARTS if what in ("check-long", "list") else ())
    cases = [case for part in parts for case in part()]
    if what == "check-host":
        cases = [c for c in cases if "host" in c.name]
    if what == "check-style":
        cases = [c for c in cases if c.name.startswith("style-")]
    return cases
