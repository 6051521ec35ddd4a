# SPDX-License-Identifier: BSD-2-Clause
"""Build the configurations that the cases boot.  For example, the case build-riscv builds the
configuration "riscv" in build/check/riscv."""
import os

from harness import Case, DISK, TOP, configured, tool

TARGETS = {"riscv": "qemu_virt_riscv64", "arm64": "qemu_virt_arm64"}
ENGINES = ("slub", "slab")  # object allocators that are not the default
TESTS, SMALL, PLAIN = ["tests/kunit.config"], ["tests/small.config"], ["tests/plain.config"]
ZONES, SUITES, VA39 = ["tests/zones.config"], ["tests/suites.config"], ["tests/va39.config"]
SLOB_ONLY = ["tests/slob-only.config"]  # without the code that is only for speed
IRQSOFF = ["tests/irqsoff.config"]  # the irqsoff tracer
FPU = ["tests/fpu.config"]  # floating point on a target; the host port always has it
VA42, VA52 = ["tests/va42.config"], ["tests/va52.config"]
PAGES = {
    "16k": ["tests/pages-16.config"],
    "64k": ["tests/pages-64.config"],
}  # page sizes that are not the default
ADDRESS, THREAD = ["boards/host/address.config"], ["boards/host/thread.config"]
LLVM = ["LLVM=1"]


def engine_config(engine):
    return ["tests/%s.config" % engine]


def target_builds(arch):
    """Yield (name, (board, fragments, arguments of make))."""
    board = TARGETS[arch]
    yield arch, (board, TESTS, [])
    yield arch + "-default", (board, PLAIN, [])
    for engine in ENGINES:
        yield "%s-%s" % (arch, engine), (board, TESTS + ZONES + FPU + engine_config(engine), [])
    yield arch + "-small", (board, SMALL, [])
    yield arch + "-suites", (board, SMALL + SUITES, [])
    # On AArch64, this build has 39-bit virtual addresses.  The builds of ENGINES have 48-bit
    # addresses, and the same zones.
    fragments = TESTS + ZONES + FPU + IRQSOFF + (VA39 if arch == "arm64" else [])
    yield arch + "-llvm", (board, fragments, LLVM)


def host_builds():
    yield "host", ("host", TESTS + ZONES + IRQSOFF, [])
    yield "host-default", ("host", PLAIN, [])
    yield "host-asan", ("host", TESTS + ADDRESS, [])
    yield "host-tsan", ("host", TESTS + THREAD, [])
    for engine in ENGINES:
        yield "host-asan-" + engine, ("host", TESTS + ADDRESS + engine_config(engine), [])
    # In this build, SLUB allocates free objects in random order.
    yield "host-tsan-slub", ("host", TESTS + THREAD + ["tests/random.config"], [])
    yield "host-tsan-slab", ("host", TESTS + THREAD + engine_config("slab"), [])
    yield "host-suites", ("host", SMALL + SUITES, [])


def pages_builds():
    """Yield builds with other page sizes and with 52-bit addresses, for each engine.  The build
    with VA42 has the fewest levels of page tables.  One build is compiled by clang."""
    yield "arm64-va52", (TARGETS["arm64"], TESTS + ZONES + VA52, [])
    for name, pages in PAGES.items():
        board, fragments = TARGETS["arm64"], TESTS + ZONES + pages
        yield "arm64-%s-va52" % name, (board, fragments + VA52, LLVM if name == "64k" else [])
        for engine in ENGINES:
            yield "arm64-%s-%s" % (name, engine), (board, fragments + engine_config(engine), [])
        yield "host-asan-" + name, ("host", TESTS + ADDRESS + pages, [])
        yield "host-tsan-" + name, (
            "host",
            TESTS + THREAD + pages + (SLOB_ONLY if name == "16k" else []),
            [],
        )
    yield "arm64-16k", (TARGETS["arm64"], TESTS + ZONES + PAGES["16k"], [])
    yield "arm64-64k", (TARGETS["arm64"], TESTS + ZONES + PAGES["64k"] + VA42, [])


BUILDS = {**dict(target_builds("riscv")), **dict(target_builds("arm64")), **dict(host_builds())}
LONG_BUILDS = {
    "host-llvm-asan": ("host", TESTS + ADDRESS, LLVM),
    "host-llvm-tsan": ("host", TESTS + THREAD, LLVM),
    "host-64k": ("host", TESTS + ZONES + PAGES["64k"], []),
    "host-thead": ("host", TESTS + ["tests/thead.config"], []),
    "host-dma-less": ("host", TESTS + ["tests/dma-less.config"] + SLOB_ONLY, []),
    "arm64-early-uart": (TARGETS["arm64"], SMALL + ["tests/early-uart.config"], []),
    "arm64-early-uart-rpi3": (TARGETS["arm64"], SMALL + ["tests/early-uart-rpi3.config"], []),
    **dict(pages_builds()),
    "arm64-memtag": (TARGETS["arm64"], TESTS + ["kernel/configs/san-memtag.config"], []),
    **{
        arch + "-kasan": (board, TESTS + ["kernel/configs/san-address.config"], [])
        for arch, board in TARGETS.items()
    },
    **{arch + "-zones": (board, TESTS + ZONES, []) for arch, board in TARGETS.items()},
}


# Builds that only "make check-long" builds, like the cases that need them.  Without them, each
# engine is still checked on one target and with a sanitizer.
ONLY_LONG = {"riscv-slab", "arm64-slub", "host-tsan-slab"}


def build(name, out, board, fragments, args):
    configured(name, out, board, fragments, *args)


def make_disk(name):
    tool(
        os.path.join(TOP, "scripts", "mkdisk.sh"),
        DISK,
        os.path.join(TOP, "README.md"),
        os.path.join(TOP, "LICENSE"),
    )


def build_cases(builds):
    for out, how in builds.items():
        yield Case("build-" + out, build, out, *how)


def cases():
    yield Case("build-disk", make_disk)
    yield from build_cases(BUILDS)


def long_cases():
    yield from build_cases(LONG_BUILDS)
