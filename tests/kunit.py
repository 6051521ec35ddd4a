# SPDX-License-Identifier: BSD-2-Clause
"""Every KUnit suite on the targets: the verdict is read from KTAP."""
import os

from bad import DISK
from boot import COMMON, NUMA as TWO_NODES, PROGRAM, image
from harness import Case, Failure, Ktap, OUT, need_qemu, refuse, run, suites_in_sources

LIMIT = 300
ADDRESS, THREAD = ["boards/host/address.config"], ["boards/host/thread.config"]
# folder: (fragments, arguments of make)
HOSTS = {
    "host": ([], []),
    "host-asan": (ADDRESS, []),
    "host-tsan": (THREAD, []),
    "host-llvm-asan": (ADDRESS, ["LLVM=1"]),
}
LONG_HOSTS = {"host-llvm-tsan": (THREAD, ["LLVM=1"])}
MACHINES = {
    "riscv": ["-M", "virt", "-smp", "4", "-m", "128M"],
    "arm64": ["-M", "virt", "-cpu", "cortex-a72", "-smp", "4", "-m", "128M"],
}
# With uncached memory in one build, without it in the others.
CPUS = {"riscv": ["-cpu", "rv64,zicbom=true,svpbmt=true"]}


DRIVE = ["-drive", "if=none,id=d,format=raw,readonly=on,file=" + DISK, "-device",
         "virtio-blk-device,drive=d"]


def verdict(status, output, suites=None):
    refuse(output, "Kernel panic", "^.*Fault:", "there is no disk")
    text = Ktap(output).verdict(suites or len(suites_in_sources()))
    if status != 0:
        raise Failure("all tests passed, but the exit status is %s" % status)
    return text


def on_target(name, arch, out):
    need_qemu(PROGRAM[arch], 10)
    return verdict(*run(name, [PROGRAM[arch], *MACHINES[arch], *CPUS.get(out, []), *COMMON,
                               *DRIVE, "-kernel", image(out), "-append", "kunit=1"], LIMIT))


# Each way to look for mistakes with pages, under all suites.
DEBUGGED = {"owner": "page_owner=on page_poison=1", "unmapped": "debug_pagealloc=on init_on_free=1"}


def on_host(name, out, *extra, arguments=""):
    program = os.path.join(OUT, out, "quarry.elf")
    if not os.path.exists(program):
        raise Failure("%s was not built" % os.path.relpath(program))
    return verdict(*run(name, [program, "-m", "128M", "-smp", "4", "-disk", DISK, *extra,
                               "-append", "kunit=1 cachesim.seed=1 " + arguments], LIMIT))


MEMORY = ["-m", "768M", "-smp", "4", "-nic", "none"]
for backend in "abc":
    MEMORY += ["-object", "memory-backend-ram,id=%s,size=256M" % backend]
DISTANCES = []
for pair, value in {(0, 1): 15, (0, 2): 30, (0, 3): 40, (1, 2): 20, (1, 3): 12, (2, 3): 11}.items():
    DISTANCES += ["-numa", "dist,src=%d,dst=%d,val=%d" % (*pair, value)]
# Four nodes: the third without memory, the last without CPUs; on RISC-V the emulator has only the first kind.
NODES = {
    "riscv": ["-M", "virt", *MEMORY, "-numa", "node,nodeid=0,cpus=0,memdev=a",
              "-numa", "node,nodeid=1,cpus=1,memdev=b", "-numa", "node,nodeid=2,cpus=2,memdev=c",
              "-numa", "node,nodeid=3,cpus=3", *DISTANCES],
    "arm64": ["-M", "virt", "-cpu", "cortex-a72", *MEMORY, "-numa", "node,nodeid=0,cpus=0,memdev=a",
              "-numa", "node,nodeid=1,cpus=1-2,memdev=b", "-numa", "node,nodeid=2,cpus=3",
              "-numa", "node,nodeid=3,memdev=c", *DISTANCES],
}


def on_nodes(name, arch, options):
    need_qemu(PROGRAM[arch], 10)
    status, output = run(name, [PROGRAM[arch], *options, *COMMON, "-kernel", image(arch + "-numa"),
                                "-append", "kunit=1 kunit.filter=numa"], LIMIT)
    refuse(output, "Kernel panic", "^.*Fault:")
    if status != 0:
        raise Failure("status %s" % status)
    return Ktap(output).verdict(1)


SMALL_SUITES = 33   # those of what the smallest configuration has


def in_small(name, arch):
    if arch == "host":
        command = [os.path.join(OUT, "host-suites", "quarry.elf"), "-m", "128M"]
    else:
        need_qemu(PROGRAM[arch], 10)
        command = [PROGRAM[arch], *MACHINES[arch], *COMMON, "-kernel", image(arch + "-suites")]
    return verdict(*run(name, command + ["-append", "kunit=1"], LIMIT), SMALL_SUITES)


def cases():
    for arch in (*MACHINES, "host"):
        name = "kunit-%s-small" % arch
        yield Case(name, lambda n=name, a=arch: in_small(n, a), 1)
    for arch, options in NODES.items():
        name = "kunit-%s-nodes-4" % arch
        yield Case(name, lambda n=name, a=arch, o=options: on_nodes(n, a, o), 1)
        name = "kunit-%s-nodes-2" % arch
        yield Case(name, lambda n=name, a=arch: on_nodes(n, a, MACHINES[a][:-4] + TWO_NODES), 1)
    for out in HOSTS:
        name = "kunit-" + out
        yield Case(name, lambda n=name, o=out: on_host(n, o), 1)
    for how, arguments in DEBUGGED.items():
        name = "kunit-host-pages-" + how
        yield Case(name, lambda n=name, a=arguments: on_host(n, "host", arguments=a), 1)
    for out in ("host", "host-asan"):
        name = "kunit-%s-noncoherent" % out
        yield Case(name, lambda n=name, o=out: on_host(n, o, "-noncoherent"), 1)
    for arch in MACHINES:
        for out in (arch, arch + "-llvm", *(["arm64-va39"] if arch == "arm64" else [])):
            name = "kunit-" + out
            yield Case(name, lambda n=name, a=arch, o=out: on_target(n, a, o), 1)


def long_cases():
    for out in LONG_HOSTS:
        name = "kunit-" + out
        yield Case(name, lambda n=name, o=out: on_host(n, o), 1)
