# SPDX-License-Identifier: BSD-2-Clause
"""Every KUnit suite on the targets: the verdict is read from KTAP."""
import os
import struct

from boot import COMMON, NUMA as TWO_NODES, PROGRAM, image
from harness import Case, DISK, Failure, Ktap, OUT, expect, need_qemu, refuse, run, suites_in_sources

LIMIT = 300
ADDRESS, THREAD = ["boards/host/address.config"], ["boards/host/thread.config"]
# folder: (fragments, arguments of make)
HOSTS = {
    "host": (["tests/zones.config"], []),
    "host-asan": (ADDRESS, []),
    "host-tsan": (THREAD, []),
    "host-llvm-asan": (ADDRESS, ["LLVM=1"]),
    "host-random": (["tests/random.config"], []),
}
# Object allocators that are not the default.
ENGINES = ("slub", "slab")
for engine in ENGINES:
    HOSTS["host-asan-" + engine] = (ADDRESS + ["tests/%s.config" % engine], ["LLVM=1"])
    HOSTS["host-tsan-" + engine] = (THREAD + ["tests/%s.config" % engine], [])
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
OPTIONAL = {"hotplug_suite": "CONFIG_MEMORY_HOTPLUG=y", "slob_suite": "CONFIG_SLOB=y",
            "slub_suite": "CONFIG_SLUB=y", "slab_arrays_suite": "CONFIG_SLAB=y",
            "sheaf_suite": "CONFIG_SLAB_SHEAVES=y", "slab_merge_suite": "CONFIG_SLAB_SHEAVES=y",
            "sram_suite": "CONFIG_SRAM=y", "slab_debug_suite": "CONFIG_SLUB_DEBUG=y",
            "kfence_suite": "CONFIG_KFENCE=y", "kmemleak_suite": "CONFIG_DEBUG_KMEMLEAK=y",
            "stacktrace_suite": "CONFIG_STACKDEPOT=y"}


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


def on_nodes(name, arch, out, options, arguments, suites=None, must_run=None):
    need_qemu(PROGRAM[arch], 10)
    result = run(name, [PROGRAM[arch], *options, *COMMON, *DRIVE, "-kernel", image(out), "-append",
                        "kunit=1 " + arguments], LIMIT)
    return verdict(out, result, suites, must_run)


# What the reset code does, but for the boot hart that OpenSBI is asked for, at the end: lui t1, 1;
# auipc a2, 0; addi a2, a2, 28; csrr a0, mhartid; ld a1, 32(t1); ld t0, 24(t1); jr t0; nop; struct fw_dynamic_info
RESET_AT = 0x84000000
RESET = struct.pack("<8I", 0x00001337, 0x00000617, 0x01c60613, 0xf1402573, 0x02033583, 0x01833283,
                    0x00028067, 0x00000013)


def from_hart(name, out, hart):
    """Any hart may win OpenSBI's lottery, one of a node without memory too; mostly it is @hart here."""
    reset = os.path.join(OUT, name + ".bin")
    with open(reset, "wb") as f:
        f.write(RESET + struct.pack("<6Q", 0x4942534f, 2, 0x80200000, 1, 0, hart))
    loaders = ["-device", "loader,force-raw=on,addr=%#x,file=%s" % (RESET_AT, reset)]
    for cpu in range(4):
        loaders += ["-device", "loader,addr=%#x,cpu-num=%d" % (RESET_AT, cpu)]
    return on_nodes(name, "riscv", out, NODES["riscv"] + loaders, NODE_ZONES)


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


def fail_nth(name, out, which, limit, param="kunit.fail_nth"):
    """Each page allocation, or each allocation of an object, of each case fails in turn; long cases are
    shorter than otherwise."""
    return on_port(name, out, limit=limit,
                   arguments="%s=%s loglevel=3 model_test.count=500 "
                   "page_stress_test.steps=16" % (param, which))


PORTS = ("host", *MACHINES)
MODEL_STEPS = 10**6
NTH = 12
LONG_MODEL_STEPS = 10**8     # a minute on the host, eight on a target


SMALL_SUITES = 56   # those of what the smallest configuration has


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
                   on_nodes(n, a, a + "-zones", o, NODE_ZONES, must_run="zones_test|numa_test"), 1)
        name = "kunit-%s-nodes-2" % arch
        yield Case(name, lambda n=name, a=arch:
                   on_nodes(n, a, a + "-zones", MACHINES[a][:-4] + TWO_NODES, "kunit.filter=numa", 1), 1)
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


    yield from engine_cases()
    yield from watched_cases()


# All objects under watch, and what must have run then.
WATCHED = "slub_debug=FZPU"
WATCHED_TEST = "slab_debug_test_(kmalloc|over|use)"


def watched_commands(name, out, cache):
    """The commands that look at watched objects, and what slub_debug= chooses; @cache: of threads' objects."""
    def said(arguments, commands):
        program = os.path.join(OUT, out, "quarry.elf")
        return run(name, [program, "-m", "64M", "-append", 'loglevel=4 %s run="%s"' %
                          (arguments, commands)], LIMIT)

    status, output = said(WATCHED, "slabinfo -v; alloc_traces " + cache)
    expect(output, r"(?m)^" + cache + r" +[1-9]\d* in use +\d+ places +0 damaged now +0 before$",
           r"(?m)^ +\d+ kthread_(new|create)\w*\+\S+ age=\d+/\d+/\d+ pid=\d+-\d+ cpus=0x\w+$",
           r"(?m)^\tstart_kernel\+")
    if status != 0:
        raise Failure("the commands end with status %s" % status)
    status, output = said("slub_debug=U,kmalloc-6*;ZP,foo", "slabinfo -v; alloc_traces kmalloc-128")
    expect(output, r"(?m)^kmalloc-64 ", r"kmalloc-128: (not watched|no such cache)")
    refuse(output, r"(?m)^kmalloc-128 +\d+ in use")
    if status == 0:
        raise Failure("alloc_traces of what is not watched succeeds")
    status, output = said("slub_debug=FX", "slabinfo -v; free_traces nosuch")
    expect(output, "slub_debug: there is no flag X", "free_traces nosuch: no such cache")


def kfence_commands(name, out):
    """Objects are sampled while the machine works, and nothing is wrong with them."""
    program = os.path.join(OUT, out, "quarry.elf")
    status, output = run(name, [program, "-m", "64M", "-disk", DISK, "-append", 'kfence.sample_interval=1 '
                                'loglevel=4 run="kunit xarray; kunit timer; kfence; kfence -o"'], LIMIT)
    expect(output, r"(?m)^enabled: 1$", r"(?m)^total allocations: [1-9]", r"(?m)^total bugs: 0$",
           r"(?m)^kfence-#\d+: 0x\w+ size=\d+ cache=\S.* (allocated|freed) by task \d+ on cpu \d+ at \d+ ms$")
    refuse(output, "BUG: KFENCE")
    if status != 0:
        raise Failure("the commands end with status %s" % status)


def leaks(name, arch, out, arguments=""):
    """After all suites no object is left that nothing points to."""
    append = ["-append", 'loglevel=4 kmemleak.min_age=0 %s run="kunit; kmemleak scan; kmemleak scan; '
              'kmemleak; boottime"' % arguments]
    if arch == "host":
        command = [os.path.join(OUT, out, "quarry.elf"), "-m", "128M", "-smp", "4", "-disk", DISK]
    else:
        need_qemu(PROGRAM[arch], 10)
        command = [PROGRAM[arch], *MACHINES[arch], *COMMON, *DRIVE, "-kernel", image(out)]
    result = run(name, command + append, LIMIT)
    verdict(out, result)
    expect(result[1], "kernel entered")
    refuse(result[1], "unreferenced object", "^kmemleak: ")


def watched_cases():
    for arch, out in (("host", "host-asan"), ("host", "host-asan-slub"), ("host", "host-asan-slab"),
                      ("riscv", "riscv"), ("arm64", "arm64-slub")):
        yield Case("leaks-" + out, lambda a=arch, o=out: leaks("leaks-" + o, a, o), 1)
    for out in ("host", "host-asan-slub", "host-asan-slab"):
        name = "kfence-commands-" + out
        yield Case(name, lambda n=name, o=out: kfence_commands(n, o), 1)
    for out, cache in (("host", "kmalloc-64"), ("host-asan-slub", "kmalloc-56")):
        name = "watched-commands-" + out
        yield Case(name, lambda n=name, o=out, c=cache: watched_commands(n, o, c), 1)
    engines = ["-" + engine for engine in ENGINES]
    for out in ("host", "host-tsan", *("host-asan" + e for e in engines)):
        name = "kunit-%s-watched" % out
        limit = 2 * LIMIT if "tsan" in out else LIMIT
        yield Case(name, lambda n=name, o=out, s=limit:
                   on_host(n, o, arguments=WATCHED, limit=s, must_run=WATCHED_TEST), 1)
    for out in ("riscv", *("riscv" + e for e in engines)):
        name = "kunit-%s-watched" % out
        yield Case(name, lambda n=name, o=out:
                   on_target(n, "riscv", o, WATCHED, must_run=WATCHED_TEST), 1)
    for out in ("host", *("host-asan" + e for e in engines)):
        name = "fail-nth-slab-" + out
        yield Case(name, lambda n=name, o=out:
                   fail_nth(n, o, "1-3", LIMIT, "kunit.fail_nth_slab"), 1)


def object_stress(name, arch, out, steps, limit=LIMIT):
    """Eight CPUs, and a timer's interrupts on each, free what others allocated."""
    how = dict(suites=1, cpus=8, limit=limit,
               arguments="kunit.filter=slab_smp slab_smp_test.steps=%d" % steps)
    return on_target(name, arch, out, **how) if arch in MACHINES else on_host(name, out, **how)


def object_stress_cases(prefix, target_steps, host_steps, limit=LIMIT):
    for engine in ("", *("-" + e for e in ENGINES)):
        for arch in (*MACHINES, "host-tsan"):
            name = "%s-%s%s" % (prefix, arch, engine)
            steps = target_steps if arch in MACHINES else host_steps
            yield Case(name, lambda n=name, a=arch, o=arch + engine, s=steps:
                       object_stress(n, a, o, s, limit), 1)


def object_model_cases(prefix, steps, limit):
    """Random operations on objects, whose contents and the engine's invariants are looked at."""
    for engine in ("", *("-" + e for e in ENGINES)):
        for arch in (*MACHINES, "host-asan"):
            name = "%s-%s%s" % (prefix, arch, engine)
            how = dict(suites=1, limit=limit, arguments="kunit.filter=slab slab_test.steps=%d" % steps)
            yield Case(name, lambda n=name, a=arch, o=arch + engine, h=how:
                       on_target(n, a, o, **h) if a in MACHINES else on_host(n, o, **h), 1)


def hart_case(engine, hart):
    name, out = "kunit-riscv-%s-hart-%d" % (engine, hart), "riscv-" + engine
    yield Case(name, lambda: from_hart(name, out, hart), 1)


def engine_cases():
    yield from object_stress_cases("stress-objects", 1000, 2 * 10**4)
    yield from object_model_cases("model-objects", MODEL_STEPS, LIMIT)
    for engine in ENGINES:
        for arch in MACHINES:
            out = "%s-%s" % (arch, engine)
            yield Case("kunit-" + out, lambda n="kunit-" + out, a=arch, o=out:
                       on_target(n, a, o, ZONES["all"][0], must_run=ZONES["all"][1]), 1)
            name = "kunit-%s-nodes-4" % out
            yield Case(name, lambda n=name, a=arch, o=out:
                       on_nodes(n, a, o, NODES[a], NODE_ZONES, must_run="zones_test|numa_test"), 1)
        yield from hart_case(engine, 3)
        name = "fail-nth-host-" + engine
        yield Case(name, lambda n=name, o="host-asan-" + engine: fail_nth(n, o, "1-4", LIMIT), 1)


def long_cases():
    yield from hart_case("slub", 1)     # of a node with memory, as the usual one
    yield from hart_case("slub", 2)
    yield from object_stress_cases("stress-objects-long", 10**5, 10**6, 3600)
    yield from object_model_cases("model-objects-long", LONG_MODEL_STEPS, 7200)
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
