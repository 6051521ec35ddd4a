# SPDX-License-Identifier: BSD-2-Clause
"""Collect all cases, and the cases of each goal of make."""
import fnmatch
import os

import apps
import bad
import books
import boot
import building
import builds
import cache
import cma
import config
import console
import console_flood
import counts
import coverage
import ctrl_c
import decode
import dirty
import dmac
import documents
import dtb
import efi
import errata
import figures
import gdb
import headers
import hostdisk
import images
import irqchip
import kasan
import kunit
import latency
import layers
import libc
import library
import linux_disk
import linux_balloon
import linux_drivers
import linux_input
import linux_lib
import linux_names
import linux_suites
import litmus
import lockups
import machine
import meaning
import mistakes
import memory
import metrics
import mutants
import names
import newlib
import opensbi
import planted
import planted_rules
import programs
import qemu
import randconfig
import readme
import rebind
import references
import report
import reports
import reserved
import rules
import runner
import running
import samples
import sections
import slabtop
import sparse
import sram
import style
import uart
import uboot
import watchdog
import words
from harness import OUT

PARTS = (
    builds,
    building,
    kunit,
    dtb,
    meaning,
    apps,
    planted,
    books,
    linux_disk,
    linux_balloon,
    linux_drivers,
    linux_input,
    linux_names,
    linux_lib,
    linux_suites,
    rebind,
    kasan,
    litmus,
    lockups,
    mistakes,
    libc,
    newlib,
    programs,
    library,
    config,
    console,
    console_flood,
    counts,
    ctrl_c,
    reports,
    slabtop,
    decode,
    uart,
    irqchip,
    dmac,
    dirty,
    boot,
    bad,
    cma,
    machine,
    qemu,
    memory,
    reserved,
    cache,
    sram,
    watchdog,
    rules,
    planted_rules,
    errata,
    headers,
    hostdisk,
    uboot,
    images,
    efi,
    opensbi,
    readme,
    report,
    samples,
    documents,
    figures,
    latency,
    gdb,
    randconfig,
    runner,
    coverage,
    mutants,
    running,
    layers,
    sections,
    sparse,
    style,
    references,
    words,
    names,
    metrics,
)
# The cases of "make check-quick".  They build and boot both targets and the host port, and run all
# suites on the host port and on one target.
QUICK = (
    "kunit-host",
    "kunit-riscv",
    "boot-riscv-virt",
    "boot-arm64-virt",
    "io-host-disk",
    "headers-suites",
    "layers-headers",
    "runner-*",
    "style-*",
)


def collect(what):
    """Return (all cases, cases of the goal)."""
    os.makedirs(OUT, exist_ok=True)
    whole = what in ("check-long", "list")
    every = [case for part in PARTS if hasattr(part, "cases") for case in part.cases()]
    if whole:
        long = [case for part in PARTS if hasattr(part, "long_cases") for case in part.long_cases()]
        replaced = {case.name for case in long}
        every = [case for case in every if case.name not in replaced] + long
    else:
        absent = {"build-" + out for out in builds.ONLY_LONG}
        every = [case for case in every if case.name not in absent and not absent & set(case.needs)]
    chosen = {"check-host": ("*host*",), "check-style": ("style-*",), "check-quick": QUICK}.get(
        what, ("*",)
    )
    return every, [
        case for case in every if any(fnmatch.fnmatch(case.name, glob) for glob in chosen)
    ]
