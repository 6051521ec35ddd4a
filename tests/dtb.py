# SPDX-License-Identifier: BSD-2-Clause
"""Check the device-tree reader.  The cases compare it with libfdt on trees of QEMU and of real
boards, and fuzz it.

    tests/dtb.py fuzz SECONDS    fuzz for the time of "make fuzz"
"""
import glob
import os
import re
import shutil
import sys

from boot import PROGRAM
from harness import Case, Failure, Skip, LOGS, OUT, TOP, log_path, qemu_version, run

FOLDER = os.path.join(OUT, "dtb")
BOARDS = os.path.join(OUT, "dtbs")
SANITIZE = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"]
FLAGS = ["-std=gnu11", "-O2", "-g", "-Wall", "-Wextra", "-Werror"]
FREESTANDING = [
    "-ffreestanding",
    "-nostdinc",
    "-Iinclude",
    "-Iarch/host/include",
    "-include",
    "include/linux/kconfig.h",
]
READER = ["lib/dtb.c", "lib/dtb_address.c"]

# For each machine: options of QEMU.  The installed QEMU may lack at most one of the machines.
RISCV = {
    "virt": ["-M", "virt"],
    "virt-smp8": ["-M", "virt", "-smp", "8"],
    "virt-aplic": ["-M", "virt,aia=aplic", "-smp", "4"],
    "virt-imsic": ["-M", "virt,aia=aplic-imsic,aia-guests=3", "-smp", "4"],
    "virt-numa": [
        "-M",
        "virt",
        "-smp",
        "4",
        "-m",
        "1G",
        "-object",
        "memory-backend-ram,id=a,size=512M",
        "-object",
        "memory-backend-ram,id=b,size=512M",
        "-numa",
        "node,cpus=0-1,memdev=a",
        "-numa",
        "node,cpus=2-3,memdev=b",
    ],
    "sifive_u": ["-M", "sifive_u", "-smp", "5"],
    "spike": ["-M", "spike", "-smp", "2"],
}
A72 = ["-cpu", "cortex-a72"]
ARM64 = {
    "virt": ["-M", "virt,gic-version=2"] + A72,
    "virt-gicv3": ["-M", "virt,gic-version=3", "-smp", "8"] + A72,
    "virt-el2": ["-M", "virt,virtualization=on,gic-version=3"] + A72,
    "virt-secure": ["-M", "virt,secure=on"] + A72,
    "virt-smmu": ["-M", "virt,iommu=smmuv3,gic-version=3"] + A72,
    "versal": ["-M", "xlnx-versal-virt"],
}
MACHINES = {"riscv": RISCV, "arm64": ARM64}
PART = 100  # trees that one run of the program compares
BOARD_TREES = {"riscv64": 30, "arm64": 900}  # minimum number of trees for each architecture


def trees_of(arch):
    return sorted(glob.glob(os.path.join(FOLDER, arch + "-*.dtb")))


def machine_trees(name, arch):
    """Write the device trees that QEMU generates for its machines to files."""
    if qemu_version(PROGRAM[arch]) is None:
        raise Skip("%s is not installed" % PROGRAM[arch])
    os.makedirs(FOLDER, exist_ok=True)
    for machine, options in MACHINES[arch].items():
        tree = os.path.join(FOLDER, "%s-%s.dtb" % (arch, machine))
        if os.path.exists(tree):
            os.remove(tree)
        options = [o + ",dumpdtb=" + tree if o.startswith(options[1]) else o for o in options]
        run(name, [PROGRAM[arch], *options, "-nic", "none", "-display", "none"], 30)
    if len(trees_of(arch)) < len(MACHINES[arch]) - 1:
        raise Failure("QEMU made %d trees of %d" % (len(trees_of(arch)), len(MACHINES[arch])))


def compiled(name, command):
    status, output = run(name, command, 120)
    if status != 0:
        errors = [line for line in output.splitlines() if "error" in line]
        raise Failure("%s: %s" % (command[0], errors[0] if errors else "status %s" % status))


def comparer(name):
    """Build the program that compares, and return its path.  Each case builds a separate program,
    because cases run in parallel."""
    if not os.path.exists("/usr/include/libfdt.h"):
        raise Skip("libfdt's header is not installed")
    os.makedirs(FOLDER, exist_ok=True)
    program = os.path.join(FOLDER, name)
    compiled(
        name,
        ["gcc", *FLAGS, *SANITIZE, *FREESTANDING, "-r", "-nostdlib", "-o", program + ".o", *READER],
    )
    compiled(
        name,
        [
            "gcc",
            *FLAGS,
            *SANITIZE,
            "-iquote",
            "include",
            "-o",
            program,
            "tests/dtb/compare.c",
            program + ".o",
            "-lfdt",
        ],
    )
    return program


def compare(name, trees, limit):
    """Compare all trees.  Each run of the program has PART of them and the time limit in seconds."""
    program = comparer(name)
    nodes = properties = 0
    for first in range(0, len(trees), PART):
        part = trees[first : first + PART]
        status, output = run(name, [program, *part], limit)
        if "%d blobs of %d, 0 differences" % (len(part), len(part)) not in output or status != 0:
            lines = output.splitlines()
            raise Failure("status %s: %s" % (status, lines[1] if len(lines) > 1 else ""))
        counts = re.search(r"(\d+) nodes, (\d+) properties", output)
        nodes += int(counts[1])
        properties += int(counts[2])
    return "%d trees, %d nodes, %d properties" % (len(trees), nodes, properties)


def machines(name, arch):
    return compare(name, trees_of(arch), 120)


def fetch(name):
    status, output = run(name, ["tests/dtb/fetch.sh", BOARDS], 300)
    if status == 3:
        raise Skip("no trees of boards: %s" % output.splitlines()[-1])
    if status:
        raise Failure("status %s" % status)


def board_trees(arch):
    trees = sorted(glob.glob(os.path.join(BOARDS, arch, "**", "*.dtb"), recursive=True))
    if len(trees) < BOARD_TREES[arch]:
        raise Failure("%d trees" % len(trees))
    return trees


def boards(name, arch):
    return compare(name, board_trees(arch), 300)


def fuzz(name, seconds):
    """Fuzz the reader.  Inputs that found new paths are saved for the next run."""
    if not shutil.which("clang"):
        raise Skip("clang is not installed")
    corpus = os.path.join(FOLDER, "corpus")
    os.makedirs(corpus, exist_ok=True)
    for arch in MACHINES:
        if not trees_of(arch):
            machine_trees(name, arch)
        for tree in trees_of(arch):
            shrunk(tree, os.path.join(corpus, os.path.basename(tree)))
    program = os.path.join(FOLDER, "dtb_fuzz")
    compiled(
        name,
        [
            "clang",
            *FLAGS,
            "-fsanitize=fuzzer,address,undefined",
            "-fno-sanitize-recover=all",
            *FREESTANDING,
            "-o",
            program,
            "tests/fuzz/dtb_fuzz.c",
            *READER,
        ],
    )
    status, output = run(
        name,
        [
            program,
            "-max_total_time=%d" % seconds,
            "-timeout=5",
            "-max_len=32768",
            "-artifact_prefix=%s/" % FOLDER,
            corpus,
        ],
        seconds + 60,
    )
    done = re.search(r"^Done (\d+) runs", output, re.M)
    if status != 0 or not done:
        what = re.search(r"^.*(ERROR:|runtime error:).*$", output, re.M)
        raise Failure(what[0] if what else "status %s" % status)
    if int(done[1]) < 1000:
        raise Failure("only %s inputs were tried" % done[1])
    return "%s inputs" % done[1]


def shrunk(tree, to):
    """Copy a tree without the megabyte of zeros by which QEMU pads it, and correct the size in the
    header."""
    with open(tree, "rb") as f:
        blob = f.read()
    word = [int.from_bytes(blob[at : at + 4], "big") for at in range(0, 40, 4)]
    size = max(word[2] + word[9], word[3] + word[8])
    with open(to, "wb") as f:
        f.write(blob[:4] + size.to_bytes(4, "big") + blob[8:size])


def cases():
    for arch in MACHINES:
        yield Case("build-dtb-" + arch, machine_trees, arch)
        yield Case("dtb-" + arch, machines, arch, needs=["dtb-" + arch])
    yield Case("fuzz-dtb", fuzz, 10, long=True, needs=["dtb-" + arch for arch in MACHINES])


def long_cases():
    yield Case("build-dtbs", fetch)
    for arch in BOARD_TREES:
        yield Case("dtb-boards-" + arch, boards, arch, needs=["dtbs"])


def main():
    os.makedirs(LOGS, exist_ok=True)
    try:
        print(fuzz("fuzz-dtb", int(sys.argv[2])))
    except (Failure, Skip) as reason:
        print("%s\nlog: %s" % (reason, os.path.relpath(log_path("fuzz-dtb"), TOP)))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
