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
    "host": (["tests/zones.config"], []),
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


# Machines with other zones than NORMAL, and with RAM to be added: boot arguments, tests that must run.
ZONES = {
    "high": ("highmem=48M", "zones_test_high_"),
    "movable": ("movablecore=40M", "zones_test_movable"),
    "more": ("mem=64M", "hotplug_test"),
    "all": ("mem=96M highmem=32M movablecore=16M", "zones_test|hotplug_test"),
}

# Suites of what only some builds have.
OPTIONAL = {"hotplug_suite": "CONFIG_MEMORY_HOTPLUG=y"}


def expected_suites(out):
    with open(os.path.join(OUT, out, ".config")) as f:
        config = f.read().splitlines()
    return sum(OPTIONAL.get(suite, config[0]) in config for suite in suites_in_sources())


def verdict(out, result, suites=None, must_run=None):
    status, output = result
    refuse(output, "Kernel panic", "^.*Fault:", "there is no disk")
    if must_run:
        refuse(output, "ok .*(%s).* # SKIP" % must_run)
    text = Ktap(output).verdict(suites or expected_suites(out))
    if status != 0:
        raise Failure("all tests passed, but the exit status is %s" % status)
    return text


def on_target(name, arch, out, arguments="", suites=None, limit=LIMIT, cpus=4, must_run=None):
    need_qemu(PROGRAM[arch], 10)
    machine = list(MACHINES[arch])
    machine[machine.index("-smp") + 1] = str(cpus)
    result = run(name, [PROGRAM[arch], *machine, *CPUS.get(out, []), *COMMON, *DRIVE, "-kernel",
                        image(out), "-append", "kunit=1 " + arguments], limit)
    return verdict(out, result, suites, must_run)


# Each way to look for mistakes with pages, under all suites.
DEBUGGED = {"owner": "page_owner=on page_poison=1", "unmapped": "debug_pagealloc=on init_on_free=1"}


def on_host(name, out, *extra, arguments="", suites=None, limit=LIMIT, cpus=4, must_run=None):
    program = os.path.join(OUT, out, "quarry.elf")
    if not os.path.exists(program):
        raise Failure("%s was not built" % os.path.relpath(program))
    result = run(name, [program, "-m", "128M", "-smp", str(cpus), "-disk", DISK, *extra,
                        "-append", "kunit=1 cachesim.seed=1 " + arguments], limit)
    return verdict(out, result, suites, must_run)


MEMORY = ["-m", "120M", "-smp", "4", "-nic", "none"]
for backend in "abc":
    MEMORY += ["-object", "memory-backend-ram,id=%s,size=40M" % backend]
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
# High memory and movable zones besides, on the last node.
NODE_ZONES = "highmem=24M movablecore=16M"


def on_nodes(name, arch, options, arguments, suites=None, must_run=None):
    need_qemu(PROGRAM[arch], 10)
    out = arch + "-zones"
    result = run(name, [PROGRAM[arch], *options, *COMMON, *DRIVE, "-kernel", image(out), "-append",
                        "kunit=1 " + arguments], LIMIT)
    return verdict(out, result, suites, must_run)


def on_port(name, out, **how):
    return on_target(name, out, out, **how) if out in MACHINES else on_host(name, out, **how)


def model(name, out, count, limit):
    """Random operations against a model of the page allocator; each run has a seed of its own."""
    return on_port(name, out, suites=1, limit=limit,
                   arguments="kunit.filter=model model_test.count=%d" % count)


def stress(name, out, steps=None, limit=LIMIT):
    """Eight CPUs on the page allocator."""
    arguments = "kunit.filter=page_stress" + (" page_stress_test.steps=%d" % steps if steps else "")
    return on_port(name, out, suites=1, cpus=8, limit=limit, arguments=arguments)


def fail_nth(name, out, which, limit):
    """Each page allocation of each case fails in turn; long cases are shorter than otherwise."""
    return on_port(name, out, limit=limit,
                   arguments="kunit.fail_nth=%s loglevel=3 model_test.count=500 "
                   "page_stress_test.steps=16" % which)


PORTS = ("host", *MACHINES)
MODEL_STEPS = 10**6
NTH = 12
LONG_MODEL_STEPS = 10**8     # a minute on the host, eight on a target


SMALL_SUITES = 34   # those of what the smallest configuration has


def in_small(name, arch):
    out = arch + "-suites"
    if arch == "host":
        command = [os.path.join(OUT, out, "quarry.elf"), "-m", "128M"]
    else:
        need_qemu(PROGRAM[arch], 10)
        command = [PROGRAM[arch], *MACHINES[arch], *COMMON, "-kernel", image(out)]
    return verdict(out, run(name, command + ["-append", "kunit=1"], LIMIT), SMALL_SUITES)


def cases():
    for arch in (*MACHINES, "host"):
        name = "kunit-%s-small" % arch
        yield Case(name, lambda n=name, a=arch: in_small(n, a), 1)
    for out in PORTS:
        name = "model-" + out
        yield Case(name, lambda n=name, o=out: model(n, o, MODEL_STEPS, LIMIT), 1)
    yield Case("fail-nth-host", lambda: fail_nth("fail-nth-host", "host", "1-%d" % NTH, LIMIT), 1)
    for out in (*MACHINES, "host-tsan"):
        name = "stress-" + out
        yield Case(name, lambda n=name, o=out: stress(n, o), 1)
    for arch, options in NODES.items():
        name = "kunit-%s-nodes-4" % arch
        yield Case(name, lambda n=name, a=arch, o=options:
                   on_nodes(n, a, o, NODE_ZONES, must_run="zones_test|numa_test"), 1)
        name = "kunit-%s-nodes-2" % arch
        yield Case(name, lambda n=name, a=arch: on_nodes(n, a, MACHINES[a][:-4] + TWO_NODES,
                                                         "kunit.filter=numa", 1), 1)
    for out in HOSTS:
        name = "kunit-" + out
        limit = 2 * LIMIT if "tsan" in out else LIMIT
        yield Case(name, lambda n=name, o=out, s=limit: on_host(n, o, limit=s), 1)
    for how, arguments in DEBUGGED.items():
        name = "kunit-host-pages-" + how
        yield Case(name, lambda n=name, a=arguments: on_host(n, "host", arguments=a), 1)
    for zones, (arguments, must_run) in ZONES.items():
        name = "kunit-host-zones-" + zones
        yield Case(name, lambda n=name, a=arguments, m=must_run:
                   on_host(n, "host", arguments=a, must_run=m), 1)
    for out in ("host", "host-asan"):
        name = "kunit-%s-noncoherent" % out
        yield Case(name, lambda n=name, o=out: on_host(n, o, "-noncoherent"), 1)
    for arch in MACHINES:
        for out in (arch, arch + "-llvm", *(["arm64-va39"] if arch == "arm64" else [])):
            name = "kunit-" + out
            yield Case(name, lambda n=name, a=arch, o=out: on_target(n, a, o), 1)
        name = "kunit-%s-zones" % arch
        yield Case(name, lambda n=name, a=arch:
                   on_target(n, a, a + "-zones", ZONES["all"][0], must_run=ZONES["all"][1]), 1)


def long_cases():
    for out in LONG_HOSTS:
        name = "kunit-" + out
        yield Case(name, lambda n=name, o=out: on_host(n, o), 1)
    for out in PORTS:
        name = "model-long-" + out
        yield Case(name, lambda n=name, o=out: model(n, o, LONG_MODEL_STEPS, 3600), 1)
    for out in (*PORTS, "host-tsan", "host-asan"):
        name = "stress-long-" + out
        yield Case(name, lambda n=name, o=out: stress(n, o, 2000 if o in MACHINES else 10**5, 1800), 1)
    for out in PORTS:
        name = "fail-nth-all-" + out
        yield Case(name, lambda n=name, o=out: fail_nth(n, o, "1", 5400), 1)
