# SPDX-License-Identifier: BSD-2-Clause
"""Run the silicon rules checker.  This plugin of QEMU reports accesses that QEMU permits and
hardware does not (Documentation/rules.md).

A finding that is not in tests/rules/allowed.txt is a failure.
"""
import os
import re
import subprocess
import sys

import efi
import kunit
import uboot
from boot import COMMON, PROGRAM, image
from harness import Case, Failure, OUT, Skip, TOP, expect, log_path, qemu_version, refuse, run
from suites import expected_suites

sys.path.insert(0, os.path.join(TOP, "scripts"))
import silicon as checker  # noqa: E402

PLUGIN = os.path.join(OUT, "rules.so")
DOCUMENT = os.path.join(TOP, "Documentation", "rules.md")
LIMIT = 60
LEAST = 100000  # minimum number of accesses of a boot; with fewer, the plugin did not run

# For each boot: (architecture, options of QEMU).
BOOTS = {
    "arm64-a72": ("arm64", ["-M", "virt", "-cpu", "cortex-a72", "-smp", "1", "-m", "128M"]),
    "arm64-a76-gic-3": (
        "arm64",
        ["-M", "virt,gic-version=3", "-cpu", "cortex-a76", "-smp", "2", "-m", "128M"],
    ),
    "riscv-rv64": ("riscv", ["-M", "virt", "-cpu", "rv64", "-smp", "4", "-m", "128M"]),
    "riscv-ascalon": ("riscv", ["-M", "virt", "-cpu", "tt-ascalon", "-smp", "2", "-m", "128M"]),
    "riscv-c906": ("riscv", ["-M", "virt", "-cpu", "thead-c906", "-smp", "1", "-m", "128M"]),
}


def need_checker(arch):
    version = qemu_version(PROGRAM[arch])
    if version is None:
        raise Skip("%s is not installed" % PROGRAM[arch])
    if version < checker.OLDEST:
        raise Skip(
            "%s is %d.%d, the checker needs %d.%d" % (PROGRAM[arch], *version, *checker.OLDEST)
        )


def build(_):
    try:
        checker.build(PLUGIN)
    except checker.RulesError as error:
        raise Failure(str(error))


def files(name, path):
    """Return the path of an image's ELF file, and the path for the checker's findings."""
    return os.path.join(os.path.dirname(path), "quarry.elf"), os.path.join(OUT, name + ".findings")


def prepared(name, arch, machine, path, direct=True, more=()):
    """Return the options that make QEMU run an image with the checker.  @direct: QEMU loads the
    image itself."""
    need_checker(arch)
    elf, findings = files(name, path)
    if os.path.exists(findings):
        os.remove(findings)
    return checker.options(machine, findings, elf, path if direct else None, more, PLUGIN)


def result(name, path):
    """Return the report of a run, and add it to the case's log."""
    elf, findings = files(name, path)
    report = checker.read(findings, elf)
    with open(log_path(name), "a") as log:
        log.write("\n---- rules: %d accesses\n%s\n" % (report.accesses, "\n".join(report.lines())))
    if not report.complete or report.accesses < LEAST:
        raise Failure(
            "the checker saw %d accesses%s"
            % (report.accesses, "" if report.complete else ", and did not end")
        )
    return report


def checked(name, arch, command, path, limit=LIMIT, ends=True):
    """Run a machine with the checker.  Returns (status, output, report)."""
    status, output = run(name, [*command, *prepared(name, arch, command, path)], limit, ends=ends)
    return status, output, result(name, path)


def verdict(report, foreign=False):
    """Fail if there are findings.  @foreign: another program ran before the image, and its findings
    are ignored."""
    found = [
        finding
        for finding in checker.Allowed().others(report)
        if not foreign or set(report.functions(finding)) - {"?", ""}
    ]
    if found:
        text = report.lines(found)
        raise Failure(
            "%d places that tests/rules/allowed.txt does not have:\n     %s"
            % (len(found), "\n     ".join(text))
        )
    return "%.1f million accesses, %d places left out" % (
        report.accesses / 1e6,
        len(report.findings),
    )


def boot(name, which):
    arch, machine = BOOTS[which]
    path = image(arch + "-default")
    status, output, report = checked(
        name, arch, [PROGRAM[arch], *machine, *COMMON, "-kernel", path, "-append", "run=help"], path
    )
    expect(output, "Quarry ", "meminfo")
    refuse(output, "Kernel panic", "^.*Fault:")
    if status:
        raise Failure("exit status %s" % status)
    return verdict(report)


# Suites that execute code with rules: for page tables, caches, writing code, devices, and several
# CPUs.
SUITES = (
    "arch_*,dma_*,vmalloc*,set_memory,ioremap,highmem,demand,percpu,jump_label,kfence,cma,contig,compaction,migrate,hotplug,"
    "zones,page_alloc,slab_smp,thread,rcu,timer,workqueue,virtio,unbind,devres,sram,pagemap"
)
KUNIT = {
    "arm64": ["-M", "virt", "-cpu", "cortex-a72", "-smp", "2", "-m", "128M"],
    "riscv": ["-M", "virt", "-cpu", "rv64,zicbom=true,svpbmt=true", "-smp", "2", "-m", "128M"],
}


# Suites that change page tables.  They run on each build of FORMATS, {build: size of RAM}, with
# other page sizes and address widths, on a CPU that supports all of these.
TABLES = "set_memory,vmalloc,arch_pgtable_cont,arch_paging,ioremap"
FORMATS = {"arm64-16k": "256M", "arm64-64k": "1G", "arm64-va52": "256M", "arm64-16k-va52": "256M"}


def suites(name, arch, out, machine, chosen):
    path = image(out)
    seen = checked(
        name,
        arch,
        [
            PROGRAM[arch],
            *machine,
            *COMMON,
            *kunit.DRIVE,
            "-kernel",
            path,
            *kunit.append(chosen, ""),
        ],
        path,
        kunit.LIMIT,
    )
    kunit.verdict(seen[:2], expected_suites(out, chosen))
    return verdict(seen[2])


def through_uboot(name, arch):
    """U-Boot, which runs with caches and MMU on, loads the image from a disk."""
    board = uboot.BOARDS[arch]
    options = prepared(
        name, arch, [board["program"], *board["machine"], "-nic", "none"], image(arch), direct=False
    )
    uboot.chain(name, arch, uboot.extlinux, uboot.ALL_RAM, options)
    return verdict(result(name, image(arch)), foreign=True)


def through_efi(name, arch):
    command = [
        *efi.with_edk2(name, arch),
        "-kernel",
        image(arch),
        "-append",
        'run="%s"' % efi.COMMANDS,
        "-initrd",
        efi.INITRD,
    ]
    options = prepared(name, arch, command, image(arch), direct=False, more=["firmware=on"])
    efi.started(name, [*command, *options], efi.initrd_sum())
    return verdict(result(name, image(arch)), foreign=True)


# For each erratum: architecture, a core with the erratum, and a core without it.  The checker
# assumes the erratum on both cores.  It must report only the core without the erratum, where the
# firmware has no workaround.
ERRATA = {
    "tlbi": ("arm64", "cortex-a76", "cortex-a72"),
    "clean": ("arm64", "cortex-a53,midr=0x410fd030", "cortex-a53"),
    "fence": ("riscv", "rv64,mvendorid=0x489,marchid=0x8000000000000007,mimpid=0x20181004", "rv64"),
}


def erratum(name, which):
    arch, affected, other = ERRATA[which]
    for cpu, wanted in ((affected, False), (other, True)):
        machine = [PROGRAM[arch], "-M", "virt", "-cpu", cpu, "-smp", "2", "-m", "128M", *COMMON]
        more = [] if "erratum=" + which in checker.errata_of(machine) else ["erratum=" + which]
        command = [*machine, "-kernel", image(arch), *kunit.append("set_memory", "")]
        run(name, [*command, *prepared(name, arch, command, image(arch), more=more)], LIMIT)
        report = result(name, image(arch))
        seen = any(finding.rule == "ERRATUM" for finding in report.findings)
        if seen != wanted:
            raise Failure("-cpu %s: the rule ERRATUM is%s broken" % (cpu, "" if seen else " not"))


def by_script(name, arch):
    """scripts/run.sh -c prints the findings after the run, and returns the status of the run.  A
    QEMU that is too old is refused."""
    need_checker(arch)
    folder = os.path.join(OUT, arch + "-default")
    command = ["scripts/run.sh", "-c", os.path.join(folder, "quarry.elf"), "-r", "meminfo"]
    done = subprocess.run(
        [*command, os.path.join(folder, "Image")],
        cwd=TOP,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    expect(done.stdout, "^MemTotal:")
    expect(done.stderr, r"^rules: \d{6,} accesses checked, no rule broken", "^status 0$")
    old = os.path.join(OUT, name + ".qemu")
    with open(old, "w") as f:
        f.write("#!/bin/sh\necho QEMU emulator version 7.2.15\n")
    os.chmod(old, 0o755)
    done = subprocess.run(
        [*command, "-e", old, os.path.join(folder, "Image")],
        cwd=TOP,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    expect(
        done.stderr,
        r"is version 7\.2, and the rules checker needs QEMU 9\.2 or newer; on Debian 12 .*setup-check",
    )
    if done.returncode != 125:
        raise Failure("status %d with an old emulator" % done.returncode)


def allowed(_):
    """Each entry in tests/rules/allowed.txt names a rule of the checker.  Documentation/rules.md
    lists each rule."""
    with open(os.path.join(TOP, "tests", "rules", "findings.c")) as f:
        names = set(re.findall(r"^\t\[\w+\] = \{ \"([\w-]+)\"", f.read(), re.M))
    entries = checker.Allowed().entries
    wrong = sorted({rule for rule, _, _, _ in entries} - names)
    if wrong or len(names) < 20:
        raise Failure("%d rules; tests/rules/allowed.txt names others: %s" % (len(names), wrong))
    with open(DOCUMENT) as f:
        told = set(re.findall(r"^\| `([A-Z-]+)` \|", f.read(), re.M))
    if told != names:
        raise Failure(
            "%s and tests/rules/findings.c differ: %s"
            % (os.path.relpath(DOCUMENT, TOP), sorted(told ^ names))
        )
    return "%d rules, %d entries" % (len(names), len(entries))


def cases():
    yield Case("build-rules", build)
    yield Case("rules-allowed", allowed)
    yield Case("rules-script", by_script, "arm64", needs=["rules", "arm64-default"])
    for which in ("tlbi", "clean"):
        yield Case("rules-erratum-" + which, erratum, which, needs=["rules", ERRATA[which][0]])
    for which, (arch, _) in BOOTS.items():
        yield Case("rules-" + which, boot, which, needs=["rules", arch + "-default"])


def long_cases():
    yield Case("rules-erratum-fence", erratum, "fence", needs=["rules", "riscv"])
    for arch in KUNIT:
        yield Case(
            "rules-kunit-" + arch,
            suites,
            arch,
            arch,
            KUNIT[arch],
            SUITES,
            needs=["rules", "disk", arch],
            cpus=2,
            long=True,
        )
        yield Case("rules-uboot-" + arch, through_uboot, arch, needs=["rules", arch])
        yield Case(
            "rules-efi-" + arch, through_efi, arch, needs=["rules", "efi-" + arch, "initrds", arch]
        )
    for out, memory in FORMATS.items():
        yield Case(
            "rules-kunit-" + out,
            suites,
            "arm64",
            out,
            ["-M", "virt", "-cpu", "max", "-smp", "2", "-m", memory],
            TABLES,
            needs=["rules", "disk", out],
            long=True,
        )
