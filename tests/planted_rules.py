# SPDX-License-Identifier: BSD-2-Clause
"""Check that the rules checker finds each fault of tests/rules/planted.txt.  Each fault is inserted
separately into a copy of the firmware."""
import fnmatch
import os
import re
import shutil
import subprocess
import time

import references
import rules
from boot import COMMON, PROGRAM
from builds import TARGETS, TESTS
from harness import Case, CORES, Failure, OUT, TOP, log_path, run
from kunit import DRIVE
from rules import checker

PLANTED = os.path.join(TOP, "tests", "rules", "planted.txt")
WORK = os.path.join(OUT, "rules-planted")
LIMIT = 60
LEAST = 20  # minimum number of faults in the list
MACHINES = {
    "arm64": ["-M", "virt", "-cpu", "cortex-a72", "-smp", "2", "-m", "128M"],
    "riscv": ["-M", "virt", "-cpu", "rv64,zicbom=true,svpbmt=true", "-smp", "2", "-m", "128M"],
}
HEAD = re.compile(r"\[([\w-]+)\] (\S+) (\S+) (arm64|riscv) (.*)")
EDIT = re.compile(r"in (\S+) after (.*)")


class Fault:
    def __init__(self, name, rule, function, arch, arguments):
        self.name, self.rule, self.function, self.arch, self.arguments = (
            name,
            rule,
            function,
            arch,
            arguments,
        )
        self.edits = []  # list of (file, text before the edit, old lines, new lines)

    def edited(self, tree):
        """Return the texts of the files of the tree without and with the fault: {path: text} each.
        """
        before, edited = {}, {}
        for file, after, old, new in self.edits:
            path = os.path.join(tree, file)
            if path not in before:
                with open(path) as f:
                    before[path] = edited[path] = f.read()
            text = edited[path]
            start = text.find(after)
            at = text.find("".join(old), start + len(after)) if start >= 0 else -1
            if at < 0:
                raise Failure(
                    "%s: %s has no %r behind %r: the fault has to be planted otherwise"
                    % (self.name, file, "".join(old), after)
                )
            edited[path] = text[:at] + "".join(new) + text[at + len("".join(old)) :]
        return before, edited

    def is_seen(self, new):
        """Return true if one of the new findings (rule, functions) is that of the fault."""
        return any(
            fnmatch.fnmatchcase(rule, self.rule)
            and any(fnmatch.fnmatchcase(function, self.function) for function in functions)
            for rule, *functions in new
        )


def faults(path=PLANTED):
    found = []
    with open(path) as f:
        for number, line in enumerate(f, 1):
            head, edit = HEAD.match(line), EDIT.match(line)
            if head:
                found.append(Fault(*head.groups()))
            elif edit:
                found[-1].edits.append((edit[1], edit[2], [], []))
            elif line[0] in "-+":
                found[-1].edits[-1][2 if line[0] == "-" else 3].append(line[1:])
            elif line.strip() and line[0] != "#":
                raise Failure(
                    "%s:%d: not understood: %s" % (os.path.relpath(path, TOP), number, line.strip())
                )
    return found


def copy_tree(arch):
    """Copy the files that git tracks.  Unchanged files keep their time stamp, so that make rebuilds
    few objects."""
    tree = os.path.join(WORK, "tree-" + arch)
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=TOP, capture_output=True, check=True
    ).stdout.decode()
    for name in listed.split("\0")[:-1]:
        source, copy = os.path.join(TOP, name), os.path.join(tree, name)
        if not os.path.lexists(source):
            continue
        os.makedirs(os.path.dirname(copy), exist_ok=True)
        if not os.path.exists(copy) or open(source, "rb").read() != open(copy, "rb").read():
            shutil.copy(source, copy)
    return tree


def make(name, tree, *arguments):
    status, output = run(name, ["make", "--no-print-directory", "-C", tree, *arguments], 600)
    if status:
        raise Failure(
            "make %s: %s"
            % (arguments[-1], next((l for l in output.splitlines() if "rror" in l), status))
        )


def build(name, tree, arch):
    folder = os.path.join(WORK, arch)
    if not os.path.exists(os.path.join(folder, ".config")):
        make(
            name, tree, "O=" + folder, TARGETS[arch] + "_defconfig", "FRAGMENTS=" + " ".join(TESTS)
        )
    make(name, tree, "-j%d" % CORES, "WERROR=0", "O=" + folder, "BOARD=" + TARGETS[arch])
    return os.path.join(folder, "Image")


def found(name, tree, arch, arguments, ends=True):
    """Build and run the firmware.  Returns the set of findings (rule, function, function of the
    change) that the list of allowed findings does not contain.

    @ends: the machine must end without being stopped.
    """
    image = build(name, tree, arch)
    command = [
        PROGRAM[arch],
        *MACHINES[arch],
        *COMMON,
        *DRIVE,
        "-kernel",
        image,
        "-append",
        arguments,
    ]
    _, _, report = rules.checked(name, arch, command, image, LIMIT, ends)
    return {
        (finding.rule, *report.functions(finding)) for finding in checker.Allowed().others(report)
    }


def write(texts):
    for path, text in texts.items():
        with open(path, "w") as f:
            f.write(text)


def one(name, tree, fault, without):
    """Insert one fault and run the firmware.  Returns the reason why the fault was not found, or
    None."""
    before, edited = fault.edited(tree)
    write(edited)
    try:
        new = (
            found(name, tree, fault.arch, fault.arguments, ends=False) - without
        )  # many faults hang the machine
    except (Failure, checker.RulesError) as reason:
        return str(reason)
    finally:
        write(before)
    return (
        None
        if fault.is_seen(new)
        else "no %s in %s, but %s" % (fault.rule, fault.function, sorted(new) or "nothing")
    )


def planted(name, arch):
    rules.need_checker(arch)
    tree, chosen, missed, log = (
        copy_tree(arch),
        [fault for fault in faults() if fault.arch == arch],
        [],
        [],
    )
    without = {
        arguments: found(name, tree, arch, arguments)
        for arguments in {fault.arguments for fault in chosen}
    }
    for fault in chosen:
        start, why = time.time(), one(name, tree, fault, without[fault.arguments])
        with open(log_path(name), errors="replace") as f:
            log.append(
                "==== %s: %s (%.1f s)\n%s"
                % (fault.name, why or "seen", time.time() - start, f.read())
            )
        if why:
            missed.append("%s: %s" % (fault.name, why))
    with open(log_path(name), "w") as f:
        f.write("\n".join(log))
    if missed:
        raise Failure(
            "%d of %d faults are not seen:\n     %s"
            % (len(missed), len(chosen), "\n     ".join(missed))
        )
    return "%d faults seen" % len(chosen)


def listed(_):
    """The list has at least LEAST faults with unique names, and each can be inserted.  The
    functions that it and the list of allowed findings name exist."""
    found = faults()
    for fault in found:
        fault.edited(TOP)
    words = {"-"}
    for path, code in references.tree().code.items():
        if path.endswith((".c", ".h", ".S")):
            words |= set(re.findall(r"\w+", code))
    functions = {fault.function for fault in found}
    for _, access, change, _ in checker.Allowed().entries:
        functions |= {access.lstrip("<"), change.lstrip("<")}
    missing = sorted(name for name in functions if not fnmatch.filter(words, name))
    if missing:
        raise Failure("no function is named " + ", ".join(missing))
    names = [(fault.arch, fault.name) for fault in found]
    if len(found) < LEAST or len(set(names)) < len(names):
        raise Failure(
            "%d faults, of which %d have names of their own" % (len(found), len(set(names)))
        )
    return "%d faults of %d rules" % (len(found), len({fault.rule for fault in found}))


def cases():
    yield Case("rules-list", listed)


def long_cases():
    yield Case("rules-list", listed)
    for arch in TARGETS:
        yield Case(
            "rules-planted-" + arch, planted, arch, needs=["rules", "disk"], cpus=CORES, long=True
        )
