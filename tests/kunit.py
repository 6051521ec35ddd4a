# SPDX-License-Identifier: BSD-2-Clause
"""Run all KUnit suites on the targets and the host port, and read the verdict from KTAP.

A plain build of each port runs all suites.  A variant has another object allocator, other zones,
several nodes or a debugging option.  With "make check", a variant runs only the suites whose result
may differ; with "make check-long", it runs all suites.
"""
import os
import struct

from boot import COMMON, LONG as BOARDS, NUMA as TWO_NODES, PROGRAM, command_with_dtb, image
from builds import ENGINES, PAGES as PAGES_BUILT
from harness import Case, DISK, Failure, Ktap, OUT, expect, need_qemu, refuse, run
from suites import expected_suites

# Seconds without output after which a run is ended.  Some cases of sanitizer builds print nothing
# for half a minute.
LIMIT = 120
MACHINES = {
    "riscv": ["-M", "virt", "-m", "128M"],
    "arm64": ["-M", "virt", "-cpu", "cortex-a72", "-m", "128M"],
}
# Machines whose CPUs have more instructions and formats of page-table entries, such as Svinval,
# Svnapot and FEAT_TLBIRANGE.
NEWEST = {
    "riscv": [
        "-M",
        "virt",
        "-cpu",
        "rv64,svinval=true,svnapot=true,zbb=true,zicbom=true,svpbmt=true",
        "-m",
        "128M",
        "-smp",
        "2",
    ],
    "arm64": ["-M", "virt", "-cpu", "max", "-m", "128M", "-smp", "2"],
}
# For each build whose CPU can map memory uncached: options of QEMU.  The other builds run without
# these extensions.
CPUS = {"riscv": ["-cpu", "rv64,zicbom=true,svpbmt=true"]}
DRIVE = [
    "-drive",
    "if=none,id=d,format=raw,readonly=on,file=" + DISK,
    "-device",
    "virtio-blk-device,drive=d",
]
# For each page size: RAM that is sufficient for blocks of the largest order.  Some CPUs do not
# support all page sizes.
WITH_PAGES = {"": ["-m", "128M"], "16k": ["-m", "256M"], "64k": ["-m", "1024M"]}
PORTS = ("host", *MACHINES)

# Suites that depend on zones, nodes, or the size of the address space.
PAGES = (
    "arch_*,dma_*,memblock,boot_scan,efi_map,page_*,pagemap,highmem,numa,zones,hotplug,gfp,vmstat,vmalloc*,demand,ioremap,percpu,"
    "isolation,migrate,contig,compaction,cma,reclaim,shrinker,model,slab,sheaf,fail_nth_page,resource_walk,-page_frag"
)
# Suites that depend on the object allocator, or on object debugging.
OBJECTS = (
    "fpu,slab*,sheaf,slub,slob,kmalloc,mempool,page_frag,page_ref,kfence,kmemleak,xarray,idr,genalloc,devres,devm_io,resource,platform_add,"
    "percpu*,rcu,unbind,virtio,shrinker,reclaim,gfp,numa,zones,hotplug,fail_nth_page,memblock"
)
# The suites of OBJECTS that also depend on nodes.
OBJECTS_ON_NODES = (
    "slab,slab_smp,slab_debug,sheaf,slub,slab_arrays,kmalloc,numa,zones,percpu,mempool"
)
# Suites that depend on cache coherency.
DEVICES = "dma_*,virtio,unbind,devres,devm_io,sram,arch_*"
# Suites that depend on which hart boots.
STARTED = "arch_*,numa,percpu,thread,timer,rcu,slab,sheaf,slab_smp"

# For each machine with other zones than NORMAL, or with RAM that can be added: boot arguments,
# pattern of tests that must run.
ZONES = {
    "high": ("highmem=48M", "zones_test_high_"),
    "movable": ("movablecore=31%", "zones_test_movable"),
    "more": ("mem=64M", "hotplug_test"),
    "all": ("mem=96M highmem=32M movablecore=16M", "zones_test|hotplug_test"),
}


def verdict(result, expected, must_run=None):
    status, output = result
    refuse(output, "Kernel panic", "^.*Fault:", "there is no disk")
    if must_run:
        refuse(output, "ok .*(%s).* # SKIP" % must_run)
    text = Ktap(output).verdict(expected)
    if status != 0:
        raise Failure("all tests passed, but the exit status is %s" % status)
    return text


def append(suites, arguments):
    return ["-append", "kunit=1%s %s" % (" kunit.filter=" + suites if suites else "", arguments)]


def machine(arch, vcpus):
    return [*MACHINES[arch], "-smp", str(vcpus)]


def on_target(
    name, arch, out, suites="", arguments="", limit=LIMIT, vcpus=2, must_run=None, options=None
):
    need_qemu(PROGRAM[arch], 10)
    result = run(
        name,
        [
            PROGRAM[arch],
            *(options or machine(arch, vcpus)),
            *CPUS.get(out, []),
            *COMMON,
            *DRIVE,
            "-kernel",
            image(out),
            *append(suites, arguments),
        ],
        limit,
    )
    return verdict(result, expected_suites(out, suites), must_run)


# Suites that depend on a board's interrupt controller and timer.
INTERRUPTS = "irq,irqchip,timer*,wait,workqueue,arch_*"


def on_board(name, which):
    """Run suites on QEMU's model of a board, with the device tree of Debian's kernel."""
    result = run(name, [*command_with_dtb(which), *append(INTERRUPTS, "")], LIMIT)
    return verdict(result, expected_suites("arm64", INTERRUPTS))


def on_host(name, out, suites="", arguments="", limit=LIMIT, vcpus=2, must_run=None, options=()):
    program = os.path.join(OUT, out, "quarry.elf")
    result = run(
        name,
        [
            program,
            "-m",
            "128M",
            "-smp",
            str(vcpus),
            "-disk",
            DISK,
            *options,
            *append(suites, "cachesim.seed=1 " + arguments),
        ],
        limit,
    )
    return verdict(result, expected_suites(out, suites), must_run)


def on_port(name, port, out, *args, **how):
    return (
        on_host(name, out, *args, **how)
        if port == "host"
        else on_target(name, port, out, *args, **how)
    )


def kunit_case(name, port, out, *args, vcpus=2, cpus=None, **how):
    """Return a case that runs suites.

    Of two CPUs of the machine, usually one is busy.  If the machine has more CPUs than the build
    machine has cores, its waiting CPUs prevent its other CPUs from running.  Therefore, no other
    case should run at the same time.  The same holds for two CPUs of the host port, whose threads
    wait for each other with timers of the build machine.
    """
    return Case(
        name,
        on_port,
        port,
        out,
        *args,
        vcpus=vcpus,
        **how,
        needs=[out, "disk"],
        cpus=cpus or (1 if vcpus <= 2 and port != "host" else 2),
        long=True
    )


# ---- other machines ------------------------------------------------------------------------------

MEMORY = ["-m", "120M", "-smp", "4", "-nic", "none"]
for backend in "abc":
    MEMORY += ["-object", "memory-backend-ram,id=%s,size=40M" % backend]
DISTANCES = []
for pair, value in {(0, 1): 15, (0, 2): 30, (0, 3): 40, (1, 2): 20, (1, 3): 12, (2, 3): 11}.items():
    DISTANCES += ["-numa", "dist,src=%d,dst=%d,val=%d" % (*pair, value)]
# Machines with four nodes.  On AArch64, the third node has no memory and the last node has no CPUs.
# On RISC-V, the last node has no memory, because QEMU does not support nodes without CPUs there.
NODES = {
    "riscv": [
        "-M",
        "virt",
        *MEMORY,
        "-numa",
        "node,nodeid=0,cpus=0,memdev=a",
        "-numa",
        "node,nodeid=1,cpus=1,memdev=b",
        "-numa",
        "node,nodeid=2,cpus=2,memdev=c",
        "-numa",
        "node,nodeid=3,cpus=3",
        *DISTANCES,
    ],
    "arm64": [
        "-M",
        "virt",
        "-cpu",
        "cortex-a72",
        *MEMORY,
        "-numa",
        "node,nodeid=0,cpus=0,memdev=a",
        "-numa",
        "node,nodeid=1,cpus=1-2,memdev=b",
        "-numa",
        "node,nodeid=2,cpus=3",
        "-numa",
        "node,nodeid=3,memdev=c",
        *DISTANCES,
    ],
}
# Boot arguments that add high memory and a movable zone on the last node that has memory.
NODE_ZONES = "highmem=24M movablecore=16M"
NODE_TESTS = "zones_test|numa_test"

# Reset code like QEMU's, except for the last word, which tells OpenSBI the boot hart:
# lui t1, 1; auipc a2, 0; addi a2, a2, 28; csrr a0, mhartid; ld a1, 32(t1); ld t0, 24(t1); jr t0;
# nop; struct fw_dynamic_info
RESET_AT = 0x84000000
RESET = struct.pack(
    "<8I",
    0x00001337,
    0x00000617,
    0x01C60613,
    0xF1402573,
    0x02033583,
    0x01833283,
    0x00028067,
    0x00000013,
)


def from_hart(name, out, hart, suites):
    """Run suites after a boot on the hart @hart.  On hardware, OpenSBI may boot on any hart, also
    on one whose node has no memory."""
    reset = os.path.join(OUT, name + ".bin")
    with open(reset, "wb") as f:
        f.write(RESET + struct.pack("<6Q", 0x4942534F, 2, 0x80200000, 1, 0, hart))
    loaders = ["-device", "loader,force-raw=on,addr=%#x,file=%s" % (RESET_AT, reset)]
    for cpu in range(4):
        loaders += ["-device", "loader,addr=%#x,cpu-num=%d" % (RESET_AT, cpu)]
    return on_target(name, "riscv", out, suites, NODE_ZONES, options=NODES["riscv"] + loaders)


def in_small(name, port):
    """Run suites in the smallest configuration, which has no driver for a disk."""
    out = port + "-suites"
    if port == "host":
        command = [os.path.join(OUT, out, "quarry.elf"), "-m", "128M"]
    else:
        need_qemu(PROGRAM[port], 10)
        command = [PROGRAM[port], *machine(port, 1), *COMMON, "-kernel", image(out)]
    return verdict(run(name, command + append("", ""), LIMIT), SMALL_SUITES[port])


# The number of suites in the smallest configuration of each port.  Some suites exist only on one
# port, for example those of an interrupt controller.
SMALL_SUITES = {"riscv": 106, "arm64": 107, "host": 107}


def machine_cases(choose):
    """Yield the cases of machines. choose(suites) returns the suites that a variant runs: @suites
    or all."""
    for port in PORTS:
        yield Case("kunit-%s-small" % port, in_small, port, needs=[port + "-suites"])
        yield kunit_case("kunit-" + port, port, port)
    for arch in MACHINES:
        zones, must_run = ZONES["all"]
        suites = "" if arch == "riscv" else choose(PAGES + "," + OBJECTS)
        yield kunit_case(
            "kunit-%s-llvm" % arch, arch, arch + "-llvm", suites, zones, must_run=must_run
        )
        yield kunit_case(
            "kunit-%s-nodes-4" % arch,
            arch,
            arch + "-llvm",
            choose(PAGES),
            NODE_ZONES,
            options=NODES[arch],
            must_run=NODE_TESTS,
        )
        yield kunit_case(
            "kunit-%s-nodes-2" % arch,
            arch,
            arch + "-llvm",
            "numa",
            options=[*MACHINES[arch][:-2], *TWO_NODES],
        )
        # The newest CPU of QEMU, or a CPU with more extensions than the default CPU.
        yield kunit_case(
            "kunit-%s-newest" % arch,
            arch,
            arch + "-llvm",
            choose("arch_*,set_memory,vmalloc*,percpu,highmem"),
            options=NEWEST[arch],
        )
        yield kunit_case(
            "kunit-%s-rodata-full" % arch,
            arch,
            arch,
            choose("arch_p*,set_memory,vmalloc*,ioremap,dma_*"),
            "rodata=full",
            must_run="set_memory_test_linear",
        )
    yield kunit_case(
        "kunit-riscv-misaligned-slow",
        "riscv",
        "riscv",
        choose("string*"),
        "unaligned_scalar_speed=slow",
        must_run="guard_copy",
    )
    for zones, (arguments, must_run) in ZONES.items():
        yield kunit_case(
            "kunit-host-zones-" + zones, "host", "host", choose(PAGES), arguments, must_run=must_run
        )
    for out in ("host", "host-asan"):
        yield kunit_case(
            "kunit-%s-noncoherent" % out, "host", out, choose(DEVICES), options=["-noncoherent"]
        )
    for out in ("host-asan", "host-tsan"):
        yield kunit_case("kunit-" + out, "host", out)


# ---- object allocators ---------------------------------------------------------------------------


def engine_cases(choose):
    for engine in ENGINES:
        for arch in MACHINES:
            out = "%s-%s" % (arch, engine)
            zones, must_run = ZONES["all"]
            yield kunit_case("kunit-" + out, arch, out, choose(OBJECTS), zones, must_run=must_run)
            yield kunit_case(
                "kunit-%s-nodes-4" % out,
                arch,
                out,
                choose(OBJECTS_ON_NODES),
                NODE_ZONES,
                options=NODES[arch],
                must_run=NODE_TESTS,
            )
        for sanitizer in ("asan", "tsan"):
            out = "host-%s-%s" % (sanitizer, engine)
            yield kunit_case("kunit-" + out, "host", out, choose(OBJECTS))


def hart_case(engine, hart, suites):
    name, out = "kunit-riscv-%s-hart-%d" % (engine, hart), "riscv-" + engine
    return Case(name, from_hart, out, hart, suites, needs=[out, "disk"], cpus=2, long=True)


# ---- debugging -----------------------------------------------------------------------------------

# Boot arguments that enable debugging of pages.
DEBUGGED = {
    "owner": "page_owner=on page_poison=1",
    "unmapped": "debug_pagealloc=on init_on_free=1",
    "init": "init_on_alloc=1 init_on_free=1",
}
# Boot argument that enables debugging of all objects, and pattern of the tests that must run with
# it.
WATCHED = "slub_debug=FZPU"
WATCHED_TEST = "slab_debug_test_(kmalloc|over|use)"


def watched_commands(name, out, cache):
    """Run the commands that inspect debugged objects, and check the selection by slub_debug=.
    @cache: the cache of threads' structures."""

    def said(arguments, commands):
        program = os.path.join(OUT, out, "quarry.elf")
        return run(
            name,
            [program, "-m", "64M", "-append", 'loglevel=4 %s run="%s"' % (arguments, commands)],
            LIMIT,
        )

    status, output = said(WATCHED, "slabinfo -v; alloc_traces " + cache)
    expect(
        output,
        r"(?m)^" + cache + r" +[1-9]\d* in use +\d+ slots +0 damaged now +0 before$",
        r"(?m)^ +\d+ kthread_(new|create)\w*\+\S+ age=\d+/\d+/\d+ pid=\d+-\d+ cpus=0x\w+$",
        r"(?m)^\tstart_kernel\+",
    )
    if status != 0:
        raise Failure("the commands end with status %s" % status)
    status, output = said("slub_debug=U,kmalloc-6*;ZP,foo", "slabinfo -v; alloc_traces kmalloc-128")
    expect(output, r"(?m)^kmalloc-64 ", r"kmalloc-128: (not watched|no such cache)")
    refuse(output, r"(?m)^kmalloc-128 +\d+ in use")
    if status == 0:
        raise Failure("alloc_traces of what is not watched succeeds")
    status, output = said("slub_debug=FX", "slabinfo -v; free_traces nosuch")
    expect(output, "slub_debug: unknown flag X", "free_traces nosuch: no such cache")


def kfence_commands(name, out):
    """KFENCE samples objects while suites run, and finds no error."""
    program = os.path.join(OUT, out, "quarry.elf")
    status, output = run(
        name,
        [
            program,
            "-m",
            "64M",
            "-disk",
            DISK,
            "-append",
            'kfence.sample_interval=1 '
            'loglevel=4 run="kunit xarray; kunit timer; kfence; kfence -o"',
        ],
        LIMIT,
    )
    expect(
        output,
        r"(?m)^enabled: 1$",
        r"(?m)^total allocations: [1-9]",
        r"(?m)^total bugs: 0$",
        r"(?m)^kfence-#\d+: 0x\w+ size=\d+ cache=\S.* (allocated|freed) by task \d+ on cpu \d+ at \d+ ms$",
    )
    refuse(output, "BUG: KFENCE")
    if status != 0:
        raise Failure("the commands end with status %s" % status)


# For each access to memory that a device owns (touch_test.access): the report of the address
# sanitizer, or None if the access is allowed.
ACCESSES = {"1": "READ of size 1", "2": "WRITE of size 1", "3": None}


def dma_touched(name, out):
    """If the CPU accesses memory that a device owns, the report names the function of the access
    and the function that mapped the memory."""
    program = os.path.join(OUT, out, "quarry.elf")
    for access, report in ACCESSES.items():
        status, output = run(
            name,
            [
                program,
                "-append",
                "kunit=1 kunit.filter=dma_touch.touch_test_access " "touch_test.access=" + access,
            ],
            LIMIT,
        )
        if report is None:
            verdict((status, output), 1, "touch_test_access")
            continue
        expect(
            output,
            "AddressSanitizer: use-after-poison",
            "^%s at " % report,
            r"^ *#0 .* touch_test_access\b",
            "dma-debug: dma-test: the CPU accesses .* while the device owns this mapping:$",
            "dma-debug: +dma-test: single, 100 bytes at .*, from the device, by:$",
            r"^\[.*\] +touch_map\+",
        )
        if status == 0:
            raise Failure("the access %s was let through" % access)
    return "%d accesses" % len(ACCESSES)


def leaks(name, port, out, suites):
    """After the suites, kmemleak finds no unreferenced object."""
    options = [
        "-append",
        'loglevel=4 kmemleak.min_age=0 run="kunit %s; kmemleak scan; kmemleak scan; '
        'kmemleak; boottime"' % suites,
    ]
    if port == "host":
        command = [os.path.join(OUT, out, "quarry.elf"), "-m", "128M", "-smp", "2", "-disk", DISK]
    else:
        need_qemu(PROGRAM[port], 10)
        command = [PROGRAM[port], *machine(port, 2), *COMMON, *DRIVE, "-kernel", image(out)]
    result = run(name, command + options, LIMIT)
    verdict(result, expected_suites(out, suites))
    expect(result[1], "kernel entered")
    refuse(result[1], "unreferenced object", "^kmemleak: ")


def watched_cases(choose):
    for how, arguments in DEBUGGED.items():
        suites = choose(
            PAGES if how == "unmapped" else PAGES + "," + OBJECTS
        )  # "unmapped" needs a system call of the host for each page
        yield kunit_case("kunit-host-pages-" + how, "host", "host", suites, arguments)
    for port, out, suites in (
        ("host", "host-asan", ""),
        ("host", "host-asan-slub", OBJECTS),
        ("host", "host-asan-slab", OBJECTS),
        ("riscv", "riscv", OBJECTS),
        ("arm64", "arm64-slab", OBJECTS),
    ):
        yield Case("leaks-" + out, leaks, port, out, choose(suites), needs=[out, "disk"], long=True)
    for out, suites in (
        ("host-asan", PAGES + "," + OBJECTS),
        ("host-asan-slub", OBJECTS),
        ("host-asan-slab", OBJECTS),
    ):
        yield kunit_case("kunit-%s-kasan" % out, "host", out, choose(suites), "kasan=on")
    yield Case("dma-touched-host-asan", dma_touched, "host-asan", needs=["host-asan"])
    for port, out, suites in (
        ("host", "host-asan", PAGES + "," + DEVICES),
        ("riscv", "riscv", PAGES),
        ("arm64", "arm64", DEVICES),
    ):
        yield kunit_case(
            "kunit-%s-dma-protect" % out,
            port,
            out,
            choose(suites),
            "dma_debug=protect",
            must_run="touch_test_protect",
        )
    for out in ("host", "host-asan-slub", "host-asan-slab"):
        yield Case("kfence-commands-" + out, kfence_commands, out, needs=[out, "disk"])
    for out, cache in (("host", "kmalloc-128"), ("host-asan-slub", "kmalloc-80")):
        yield Case("watched-commands-" + out, watched_commands, out, cache, needs=[out])
    for port, out in [("host", "host"), ("host", "host-tsan"), ("riscv", "riscv")] + [
        how
        for engine in ENGINES
        for how in (("host", "host-asan-" + engine), ("riscv", "riscv-" + engine))
    ]:
        yield kunit_case(
            "kunit-%s-watched" % out, port, out, choose(OBJECTS), WATCHED, must_run=WATCHED_TEST
        )


# ---- allocations that fail -----------------------------------------------------------------------

# Numbers n of the allocations that fail, from 1 on: (maximum on the plain host port, maximum for
# each allocator with the address sanitizer).
NTH, LONG_NTH = (4, 2), (12, 4)


def fail_nth_case(name, port, out, which, param="kunit.fail_nth", **how):
    """Return a case in which, in each test, one page or object allocation fails.  Each number in
    @which is tried in turn.  Long tests are shortened.  The case sleeps half of the time."""
    return kunit_case(
        name,
        port,
        out,
        "",
        "%s=%s loglevel=3 model_test.count=500 page_stress_test.steps=16" % (param, which),
        cpus=2 if port == "host" else 0.5,
        **how
    )


def fail_nth_cases(plain, engines):
    yield fail_nth_case("fail-nth-host", "host", "host", "1-%d" % plain)
    for engine in ENGINES:
        yield fail_nth_case(
            "fail-nth-host-" + engine, "host", "host-asan-" + engine, "1-%d" % engines
        )
    for out in ("host", *("host-asan-" + engine for engine in ENGINES)):
        yield fail_nth_case("fail-nth-slab-" + out, "host", out, "1-3", "kunit.fail_nth_slab")


# ---- many operations -----------------------------------------------------------------------------

MODEL_STEPS, LONG_MODEL_STEPS, LONG_MODEL_STEPS_ON_TARGET = (
    10**6,
    10**8,
    2 * 10**7,
)  # 10**8 steps take 1 minute on the host port, and 8 to 12 minutes on a target
DMA_STEPS, LONG_DMA_STEPS, DMA_SEEDS = (
    10**6,
    10**8,
    1000,
)  # 10**8 steps take 1 minute, or 3 minutes with -noncoherent


def model_case(name, port, count, **how):
    """Return a case of random operations on the page allocator, which are compared with a model.
    Each run has another seed."""
    return kunit_case(name, port, port, "model", "model_test.count=%d" % count, vcpus=1, **how)


STRESS_SECONDS, LONG_STRESS_SECONDS = 4, 60  # seconds that a case runs


def dma_model_case(name, out, count, *options, arguments="", **how):
    """Return a case of random DMA mappings, which are compared with a model.  Debugging is off,
    because it disables the fast paths."""
    return kunit_case(
        name,
        "host",
        out,
        "dma_model",
        "dma_debug=off dma_model_test.count=%d %s" % (count, arguments),
        options=options,
        vcpus=1,
        **how
    )


def dma_model_seeds(name):
    """Run the model of DMA mappings with DMA_SEEDS seeds.  Each seed causes other evictions and
    other speculative reads in the simulated cache."""
    program = os.path.join(OUT, "host", "quarry.elf")
    for seed in range(1, DMA_SEEDS + 1):
        result = run(
            name,
            [
                program,
                "-noncoherent",
                "-append",
                "kunit=1 kunit.filter=dma_model kunit.seed=%d "
                "cachesim.seed=%d dma_debug=off dma_model_test.count=20000" % (seed, seed),
            ],
            LIMIT,
        )
        verdict(result, 1)
    return "%d seeds" % DMA_SEEDS


def stress_case(name, port, out, arguments="page_stress_test.seconds=%d" % STRESS_SECONDS, **how):
    """Return a case in which eight CPUs use the page allocator."""
    return kunit_case(name, port, out, "page_stress", arguments, vcpus=8, **how)


def map_stress_case(name, port, out, steps, seconds):
    """Return a case in which eight CPUs map and unmap memory."""
    return kunit_case(
        name,
        port,
        out,
        "map_stress",
        "map_stress_test.steps=%d map_stress_test.seconds=%d" % (steps, seconds),
        vcpus=8,
    )


def of_engines(port, out):
    return [(port, out + suffix) for suffix in ("", *("-" + engine for engine in ENGINES))]


TARGETS_OF_ENGINES = [how for arch in MACHINES for how in of_engines(arch, arch)]


def object_stress_cases(prefix, target_steps, host_steps, seconds=0, **how):
    """Yield cases in which eight CPUs, and timer interrupts on each CPU, free objects that other
    CPUs allocated."""
    for port, out in TARGETS_OF_ENGINES + of_engines("host", "host-tsan"):
        yield kunit_case(
            "%s-%s" % (prefix, out),
            port,
            out,
            "slab_smp",
            "slab_smp_test.steps=%d slab_smp_test.seconds=%d"
            % (host_steps if port == "host" else target_steps, seconds),
            vcpus=8,
            **how
        )


def object_model_cases(prefix, steps, **how):
    """Yield cases of random operations on objects.  The cases check the contents of objects and the
    allocator's invariants."""
    for port, out in TARGETS_OF_ENGINES + of_engines("host", "host-asan"):
        yield kunit_case(
            "%s-%s" % (prefix, out), port, out, "slab", "slab_test.steps=%d" % steps, vcpus=1, **how
        )


def variants(choose):
    yield from machine_cases(choose)
    yield from engine_cases(choose)
    yield hart_case("slub", 3, choose(STARTED))
    yield from watched_cases(choose)


def cases():
    yield from variants(lambda suites: suites)
    yield from fail_nth_cases(*NTH)
    for port in PORTS:
        yield model_case("model-" + port, port, MODEL_STEPS)
    yield dma_model_case("model-dma-host", "host", DMA_STEPS)
    yield dma_model_case("model-dma-host-noncoherent", "host", DMA_STEPS, "-noncoherent")
    for port, out in [(arch, arch) for arch in MACHINES] + [("host", "host-tsan")]:
        yield stress_case("stress-" + out, port, out)
        yield map_stress_case("stress-map-" + out, port, out, 20000, STRESS_SECONDS)
    yield from object_stress_cases("stress-objects", 1000, 2 * 10**4, STRESS_SECONDS)
    yield from object_model_cases("model-objects", MODEL_STEPS)


def pages_cases():
    """Yield cases that run all suites with each page size, and with 52-bit addresses.  In the
    latter, some physical addresses are above 2^51."""

    def newest(pages, beyond=""):
        return ["-M", "virt", "-cpu", "max", "-smp", "2", "-m", WITH_PAGES[pages][1] + beyond]

    for pages in WITH_PAGES:
        out = "-".join(filter(None, ("arm64", pages, "va52")))
        yield kunit_case(
            "kunit-" + out,
            "arm64",
            out,
            options=newest(pages, ",maxmem=3500T,slots=2"),
            must_run="ioremap_test_52_bits",
        )
        # On a CPU that lacks 52-bit addresses, the image uses narrower addresses.
        yield kunit_case(
            "kunit-%s-less" % out,
            "arm64",
            out,
            "arch_*,ioremap,vmalloc*,set_memory",
            options=[
                "-cpu",
                "cortex-a57" if pages == "64k" else "max,lpa2=off",
                *(o for o in newest(pages) if o not in ("-cpu", "max")),
            ],
        )
    for pages in PAGES_BUILT:
        mib = int(WITH_PAGES[pages][1][:-1])
        yield kunit_case("kunit-arm64-" + pages, "arm64", "arm64-" + pages, options=newest(pages))
        yield kunit_case(
            "kunit-arm64-%s-zones" % pages,
            "arm64",
            "arm64-" + pages,
            PAGES,
            "mem=%dM highmem=%dM movablecore=%dM" % (mib, mib // 4, mib // 8),
            must_run=ZONES["all"][1],
            options=["-m", "%dM" % (2 * mib), *newest(pages)[:-2]],
        )
        for engine in ENGINES:
            out = "arm64-%s-%s" % (pages, engine)
            yield kunit_case("kunit-" + out, "arm64", out, options=newest(pages))
        for sanitizer in ("asan", "tsan"):
            out = "host-%s-%s" % (sanitizer, pages)
            yield kunit_case("kunit-" + out, "host", out, options=WITH_PAGES[pages])
        yield kunit_case(
            "kunit-host-asan-%s-noncoherent" % pages,
            "host",
            "host-asan-" + pages,
            DEVICES,
            options=["-noncoherent", *WITH_PAGES[pages]],
        )
        yield fail_nth_case(
            "fail-nth-host-asan-" + pages,
            "host",
            "host-asan-" + pages,
            "1-4",
            options=WITH_PAGES[pages],
        )


# Machines with far more CPUs than the build machine has cores.  They run only suites in which no
# CPU busy-waits for all others.  In timer_state, for example, all CPUs wait for a lock, and the
# build machine may not be running the lock's next owner.  OpenSBI 1.5 loses harts if there are 40
# or more.
MANY_CPUS = {
    "riscv": ("-M virt,aia=aplic-imsic -smp 32", 32),
    "arm64": ("-M virt,gic-version=3 -cpu cortex-a72 -smp 64", 64),
}
ON_MANY = "cpumask,thread,timer,timer_sync,workqueue,irq*,wait,numa,vmstat,kmalloc,page_alloc,rcu,slab,slab_smp"


def on_many_cpus(name, arch):
    options, nr = MANY_CPUS[arch]
    need_qemu(PROGRAM[arch], 10)
    result = run(
        name,
        [
            PROGRAM[arch],
            *options.split(),
            "-m",
            "512M",
            *COMMON,
            "-kernel",
            image(arch),
            *append(ON_MANY, "slab_smp_test.steps=100"),
        ],
        LIMIT,
    )
    expect(result[1], "%d of %d CPUs run" % (nr, nr))
    return verdict(result, expected_suites(arch, ON_MANY))


def long_cases():
    for arch in MANY_CPUS:
        yield Case("kunit-%s-cpus-many" % arch, on_many_cpus, arch, needs=[arch], cpus=2, long=True)
    yield from variants(lambda suites: "")
    yield from fail_nth_cases(*LONG_NTH)
    for engine, hart in (("slub", 1), ("slub", 2), ("slab", 3)):  # hart 1 is on a node with memory
        yield hart_case(engine, hart, "")
    for out in ("host-llvm-asan", "host-llvm-tsan"):
        yield kunit_case("kunit-" + out, "host", out)
    yield kunit_case("kunit-host-dma-less", "host", "host-dma-less")
    yield kunit_case("kunit-host-64k", "host", "host-64k", options=WITH_PAGES["64k"])
    # Page tables in the format of T-Head's C906, with and without MAEE.  No emulator supports this
    # format, so only the host port's model of the MMU checks it.
    for how in ((), ("-noncoherent",)):
        yield kunit_case(
            "kunit-host-thead" + "".join(how),
            "host",
            "host-thead",
            options=how,
            must_run="host_types_test_coherent",
        )
    yield kunit_case(
        "kunit-host-thead-no-maee", "host", "host-thead", options=["-cpu", "thead-c906,maee=off"]
    )
    yield from pages_cases()
    for arch in MACHINES:
        zones, must_run = ZONES["all"]
        yield kunit_case(
            "kunit-%s-zones" % arch, arch, arch + "-zones", "", zones, must_run=must_run
        )
        yield kunit_case("kunit-%s-kasan" % arch, arch, arch + "-kasan", "", "kasan=on")
    yield kunit_case(
        "kunit-arm64-memtag",
        "arm64",
        "arm64-memtag",
        "",
        "kasan=on",
        options=["-M", "virt,mte=on", "-cpu", "max", "-m", "128M", "-smp", "2"],
    )
    for which in BOARDS:
        yield Case("kunit-arm64-" + which, on_board, which, needs=["arm64", "dtbs"], long=True)
    for port in PORTS:
        yield kunit_case("kunit-%s-cpus-4" % port, port, port, vcpus=4)
        # On the targets, a run of each n takes 20 minutes, and half of it is five loops.
        yield fail_nth_case("fail-nth-all-" + port, port, port, "1" if port == "host" else "1/16")
        steps = LONG_MODEL_STEPS if port == "host" else LONG_MODEL_STEPS_ON_TARGET
        yield model_case("model-long-" + port, port, steps, limit=3600)
    yield dma_model_case("model-dma-long-host", "host", LONG_DMA_STEPS, limit=1800)
    yield dma_model_case(
        "model-dma-long-host-noncoherent", "host", LONG_DMA_STEPS, "-noncoherent", limit=1800
    )
    yield dma_model_case("model-dma-host-asan", "host-asan", DMA_STEPS, "-noncoherent")
    yield Case("model-dma-seeds", dma_model_seeds, needs=["host"])
    for port, out in [(port, port) for port in PORTS] + [
        ("host", "host-tsan"),
        ("host", "host-asan"),
    ]:
        yield stress_case(
            "stress-long-" + out,
            port,
            out,
            "page_stress_test.steps=%d" % (10**5 if port == "host" else 2000),
            limit=1800,
        )
        yield map_stress_case("stress-map-long-" + out, port, out, 10**6, LONG_STRESS_SECONDS)
    yield from object_stress_cases("stress-objects-long", 10**5, 10**6, limit=3600)
    yield from object_model_cases("model-objects-long", LONG_MODEL_STEPS, limit=7200)
