# SPDX-License-Identifier: BSD-2-Clause
"""The silicon rules checker: a plugin of QEMU reports what QEMU allows and hardware does not (Documentation/rules.md).

A finding that tests/rules/allowed.txt does not have is a failure.
"""
import fnmatch
import os
import re
import sys

from boot import COMMON, PROGRAM, image
from harness import Case, Failure, OUT, Skip, TOP, expect, log_path, qemu_version, refuse, run

sys.path.insert(0, os.path.join(TOP, "scripts"))
import silicon as checker     # noqa: E402

PLUGIN = os.path.join(OUT, "rules.so")
ALLOWED = os.path.join(TOP, "tests", "rules", "allowed.txt")
LIMIT = 60
LEAST = 100000      # accesses of a boot: with fewer the plugin did not see it

# name: (architecture, options)
BOOTS = {
    "arm64-a72": ("arm64", ["-M", "virt", "-cpu", "cortex-a72", "-smp", "1", "-m", "128M"]),
    "arm64-a76-gic-3": ("arm64", ["-M", "virt,gic-version=3", "-cpu", "cortex-a76", "-smp", "2", "-m", "128M"]),
    "riscv-rv64": ("riscv", ["-M", "virt", "-cpu", "rv64", "-smp", "4", "-m", "128M"]),
    "riscv-ascalon": ("riscv", ["-M", "virt", "-cpu", "tt-ascalon", "-smp", "2", "-m", "128M"]),
    "riscv-c906": ("riscv", ["-M", "virt", "-cpu", "thead-c906", "-smp", "1", "-m", "128M"]),
}


class Allowed:
    """The findings that are no failure: (rule, glob of the function, glob of the function that made the change)."""

    def __init__(self, path=ALLOWED):
        self.entries = []
        with open(path) as f:
            for number, line in enumerate(f, 1):
                words = line.partition("#")[0].split(None, 4)
                if not words:
                    continue
                if words[0] not in ("window", "known") or len(words) < 5:
                    raise Failure("%s:%d: \"window\" or \"known\", rule, two functions and the reason are wanted" %
                                  (os.path.relpath(path, TOP), number))
                self.entries.append((number, *words))

    def has(self, rule, here, other):
        return any(rule == own and fnmatch.fnmatchcase(here, at) and fnmatch.fnmatchcase(other or "-", by)
                   for _, _, own, at, by, _ in self.entries)


def need_checker(arch):
    version = qemu_version(PROGRAM[arch])
    if version is None:
        raise Skip("%s is not installed" % PROGRAM[arch])
    if version < checker.OLDEST:
        raise Skip("%s is %d.%d, the checker needs %d.%d" % (PROGRAM[arch], *version, *checker.OLDEST))


def build(_):
    try:
        checker.build(PLUGIN)
    except checker.RulesError as error:
        raise Failure(str(error))


def checked(name, arch, command, out, limit=LIMIT, direct=True, more=()):
    """Run a machine under the checker: (status, output, report).  @direct: QEMU itself loads the image."""
    need_checker(arch)
    folder = os.path.dirname(image(out))
    elf, findings = os.path.join(folder, "quarry.elf"), os.path.join(OUT, name + ".findings")
    if os.path.exists(findings):
        os.remove(findings)
    extra = checker.options(command, findings, elf, image(out) if direct else None, more, PLUGIN)
    status, output = run(name, [*command, *extra], limit)
    report = checker.read(findings, elf)
    with open(log_path(name), "a") as log:
        log.write("\n---- rules: %d accesses\n%s\n" % (report.accesses, "\n".join(report.lines())))
    if not report.complete or report.accesses < LEAST:
        raise Failure("the checker saw %d accesses%s" % (report.accesses, "" if report.complete else ", and did not end"))
    return status, output, report


def unexpected(report):
    """Return the findings that the list does not have."""
    allowed = Allowed()
    return [finding for finding, _ in report.grouped() if not allowed.has(finding.rule, *report.functions(finding))]


def verdict(report):
    found = unexpected(report)
    if found:
        text = report.lines(found)
        raise Failure("%d findings that tests/rules/allowed.txt does not have:\n     %s" % (len(found), "\n     ".join(text)))
    return "%.1f million accesses, %d findings allowed" % (report.accesses / 1e6, len(report.findings))


def boot(name, which):
    arch, machine = BOOTS[which]
    out = arch + "-default"
    status, output, report = checked(name, arch, [PROGRAM[arch], *machine, *COMMON, "-kernel", image(out), "-append", "run=help"], out)
    expect(output, "Quarry ", "meminfo")
    refuse(output, "Kernel panic", "^.*Fault:")
    if status:
        raise Failure("exit status %s" % status)
    return verdict(report)


def allowed(_):
    """Each entry of the list names a rule of the checker."""
    with open(os.path.join(TOP, "tests", "rules", "findings.c")) as f:
        names = set(re.findall(r"^\t\[\w+\] = \{ \"([\w-]+)\"", f.read(), re.M))
    entries = Allowed().entries
    wrong = sorted({rule for _, _, rule, _, _, _ in entries} - names)
    if wrong or len(names) < 20:
        raise Failure("%d rules; tests/rules/allowed.txt names others: %s" % (len(names), wrong))
    return "%d rules, %d entries" % (len(names), len(entries))


def cases():
    yield Case("build-rules", build)
    yield Case("rules-allowed", allowed)
    for which, (arch, _) in BOOTS.items():
        yield Case("rules-" + which, boot, which, needs=["rules", arch + "-default"])
