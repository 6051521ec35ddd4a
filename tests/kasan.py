# SPDX-License-Identifier: BSD-2-Clause
"""Check that the address sanitizer reports each error of tests/heap_errors at the access, with the
back-traces of the memory's allocation and free."""
import os
import re

from bad import MACHINE
from boot import COMMON, PROGRAM
from builds import ADDRESS, PLAIN, TARGETS, engine_config
from harness import Case, Failure, OUT, configured, expect, need_qemu, refuse, run

APP = "APP=tests/heap_errors"
LIMIT = 60
BUILDS = {
    "host": [],
    "host-slub": engine_config("slub"),
    "host-slab": engine_config("slab"),
    "host-quarry": ["tests/malloc-quarry.config"],
    "host-nano": ["tests/malloc-nano.config"],
}
SLAB, SLAB_FREED = "slab-out-of-bounds", "slab-use-after-free"
PAGES, VMALLOC, PERCPU, FREED = (
    "out-of-bounds",
    "vmalloc-out-of-bounds",
    "percpu-out-of-bounds",
    "use-after-free",
)
# For each error: the expected report.
ERRORS = {
    "kmalloc_overflow": SLAB,
    "kmalloc_underflow": SLAB,
    "kmalloc_freed": SLAB_FREED,
    "kmalloc_zeroed": SLAB,
    "negative_size": SLAB,
    "kmalloc_large_overflow": PAGES,
    "kmalloc_large_freed": FREED,
    "krealloc_overflow": SLAB,
    "krealloc_left": SLAB_FREED,
    "krealloc_shrunk": SLAB,
    "krealloc_large_shrunk": PAGES,
    "realloc_shrunk": SLAB,
    "ksize_overflow": SLAB,
    "cache_overflow": SLAB,
    "cache_freed": SLAB_FREED,
    "bulk_overflow": SLAB,
    "bulk_freed": SLAB_FREED,
    "page_freed": FREED,
    "exact_overflow": FREED,
    "vmalloc_overflow": VMALLOC,
    "vmalloc_freed": FREED,
    "vrealloc_overflow": VMALLOC,
    "kvmalloc_overflow": PAGES,
    "percpu_overflow": PERCPU,
    "percpu_freed": FREED,
    "mempool_freed": SLAB_FREED,
    "mempool_pages_freed": FREED,
    "malloc_overflow": SLAB,
    "malloc_underflow": SLAB,
    "malloc_freed": SLAB_FREED,
    "calloc_overflow": SLAB,
    "realloc_left": SLAB_FREED,
    "malloc_large_overflow": VMALLOC,
    "malloc_large_freed": FREED,
}
NEVER_ALLOCATED = {"exact_overflow"}  # accesses memory after the allocated pages
ACCESS = {"kmalloc_zeroed": "__memset", "negative_size": "__memset", "calloc_overflow": "strcpy|copy_up"}


def build(name, out):
    sanitizer = ["boards/host/undefined.config"] if out == "undefined" else ADDRESS
    configured(
        name,
        "heap-errors-" + out,
        "host",
        [*sanitizer, *PLAIN, "tests/heap_errors/app.config", *BUILDS.get(out, [])],
        APP,
    )


def build_target(name, port, board):
    configured(
        name,
        "heap-errors-" + port,
        board,
        ["kernel/configs/san-address.config", *PLAIN, "tests/heap_errors/app.config"],
        APP,
    )


def said(name, out, argument):
    image = os.path.join(OUT, "heap-errors-" + out, "quarry.elf")
    status, output = run(
        name, [image, "-smp", "2", "-append", "run=heapinfo -- " + argument], LIMIT
    )
    return status, output.replace("\r", "")


def expect_chains(report, error, kind):
    """Expect the back-traces of the allocation and of the free."""
    chain = r"%%s by.*\n(?:\[[^\n]*\] {5,}[^\n]*\n)*?\[[^\n]*\] {5,}%s\+" % error
    if error not in NEVER_ALLOCATED:
        expect(report, chain % "allocated")
    if "free" in kind:
        expect(report, chain % "freed")


def check(name, out, error, kind):
    status, output = said(name, out, error)
    if not status:
        raise Failure("%s is not seen" % error)
    expect(
        output,
        r"BUG: KASAN: %s in (%s)\+" % (kind, ACCESS.get(error, "write_to|read_from")),
        r"(Read|Write) of size \d+ at [0-9a-f]+: ",
        "AddressSanitizer: use-after-poison",
    )
    report = output[output.index("BUG: KASAN") :]
    expect_chains(report, error, kind)


def undefined(name, out):
    status, output = said(name, out, "shift")
    expect(output, "runtime error: shift exponent 40 is too large")
    if not status:
        raise Failure("an undefined shift ends with status 0")


def full_depot(name, out):
    """If the stack depot is full, freed memory is still reported as such."""
    for error in ("kmalloc_large_freed", "page_freed", "vmalloc_freed", "percpu_freed"):
        output = said(name, out, error + " full")[1]
        expect(
            output,
            "stackdepot: full at 1024 KiB",
            "BUG: KASAN: use-after-free in ",
            "freed: the call chain was not stored",
        )
        refuse(output, "WARNING: ")


def errors(name, out):
    status, output = said(name, out, "")
    known = re.findall(r"^([a-z_]+)$", output, re.M)
    if status or sorted(known) != sorted([*ERRORS, *VARIABLES, "shift", "nothing"]):
        raise Failure("the program knows %s" % ", ".join(known))
    for error, kind in ERRORS.items():
        check(name, out, error, kind)
    for error, kind in HOST_VARIABLES.items():
        status, output = said(name, out, error)
        expect(output, "AddressSanitizer: " + kind)
    undefined(name, out)
    full_depot(name, out)
    status, output = said(name, out, "nothing")
    expect(output, "^the program has ended$")
    refuse(output, "BUG:", "WARNING: ")
    if status:
        raise Failure("what is right ends with status %s" % status)
    return "%d errors" % len(ERRORS)


def without_address(name):
    """With SAN=undefined, only undefined behaviour is reported."""
    undefined(name, "undefined")
    status, output = said(name, "undefined", "kmalloc_freed")
    expect(output, "sanitizer: undefined behaviour", "^the program has ended$")
    if status:
        raise Failure("exit status %s" % status)


def off(name):
    """With kasan=off, no memory is poisoned."""
    status, output = run(
        name,
        [
            os.path.join(OUT, "heap-errors-host", "quarry.elf"),
            "-append",
            "kasan=off run=heapinfo -- kmalloc_large_overflow",
        ],
        LIMIT,
    )
    expect(output, "^the program has ended$")
    if status:
        raise Failure("exit status %s" % status)


# Errors that access variables.  They are checked on the targets and on the host port.
VARIABLES = {
    "stack_overflow": "stack-out-of-bounds",
    "array_overflow": "alloca-out-of-bounds",
    "stack_scope": "stack-use-after-scope",
    "global_overflow": "global-out-of-bounds",
}
HOST_VARIABLES = {
    "stack_overflow": "stack-buffer-overflow",
    "array_overflow": "dynamic-stack-buffer-overflow",
    "stack_scope": "stack-use-after-scope",
    "global_overflow": "global-buffer-overflow",
}
NEGATIVE = ("negative_size",)  # an access of 2^64 - 1 bytes, which is not made on the targets
FAULTS = ("vmalloc_freed", "malloc_large_freed")  # the access faults after the report
# For each error: the function at the access, if it is neither write_to() nor read_from().  A
# function that ends in a jump is not in the back-trace.
TARGET_ACCESS = {
    "negative_size": r"main|negative_size",
    "kmalloc_zeroed": r"main|kmalloc_zeroed",
    "calloc_overflow": r"(str|stp)cpy|main|calloc_overflow",
}


def on_target(name, port, append, out=None, options=()):
    need_qemu(PROGRAM[port], 10)
    status, output = run(
        name,
        [
            PROGRAM[port],
            *MACHINE[port],
            "-smp",
            "2",
            *options,
            *COMMON,
            "-kernel",
            os.path.join(OUT, "heap-errors-" + (out or port), "Image"),
            "-append",
            "run=meminfo " + append,
        ],
        LIMIT,
    )
    return status, output.replace("\r", "")


def check_report(report, error, kind, size=r" of size \d+"):
    expect(
        report,
        r"BUG: KASAN: %s in (%s)\+" % (kind, TARGET_ACCESS.get(error, "write_to|read_from")),
        r"(Read|Write)%s at [0-9a-f]+: " % size,
        r"KASAN: bad (read|write)%s at " % size,
        "Call trace:",
    )
    if error in ERRORS:
        expect_chains(report, error, kind)


def all_reports(name, port, out=None, options=()):
    """Run all programs in one boot.  Returns {error: report}."""
    status, output = on_target(
        name, port, "kasan_multi_shot output_mark=begin -- all", out, options
    )
    expect(output, "^the program has ended$")
    if status:
        raise Failure("exit status %s" % status)
    parts = re.split(r"^([a-z_]+)$", output[output.index("\nbegin\n") + 7 :], flags=re.M)
    return dict(zip(parts[1::2], parts[2::2]))


def target_errors(name, port):
    reports = all_reports(name, port)
    expected = {
        **{error: kind for error, kind in ERRORS.items() if error not in FAULTS + NEGATIVE},
        **VARIABLES,
    }
    for error, kind in expected.items():
        check_report(reports.pop(error, ""), error, kind)
    for error, report in reports.items():
        refuse(report, "KASAN")
    for error in FAULTS:
        status, output = on_target(name, port, "-- " + error)
        check_report(output, error, ERRORS[error])
        expect(output, "Fault: ")
    status, output = on_target(name, port, "-- negative_size")
    check_report(output, "negative_size", SLAB)
    expect(output, "^the program has ended$")
    status, output = on_target(name, port, "-- kmalloc_overflow")
    expect(output, "BUG: KASAN", "^the program has ended$")
    status, output = on_target(name, port, "panic_on_warn=1 -- kmalloc_overflow")
    expect(output, "BUG: KASAN", "Kernel panic: panic_on_warn is set")
    refuse(output, "the program has ended")
    status, output = on_target(name, port, "kasan=off -- kmalloc_large_overflow")
    expect(output, "^the program has ended$")
    refuse(output, "KASAN: ")
    return "%d errors" % (len(expected) + len(FAULTS))


# Errors that memory tags report at the access.  An access to the last 16 bytes of an object is
# reported later, when the object is freed.
TAGS = ["-machine", "mte=on", "-cpu", "max"]
TAGGED = {
    "kmalloc_underflow",
    "kmalloc_freed",
    "kmalloc_large_overflow",
    "kmalloc_large_freed",
    "krealloc_left",
    "cache_freed",
    "bulk_freed",
    "page_freed",
    "exact_overflow",
    "vrealloc_overflow",
    "kvmalloc_overflow",
    "mempool_freed",
    "mempool_pages_freed",
    "malloc_underflow",
    "malloc_freed",
    "realloc_left",
}


def tag_errors(name):
    reports = all_reports(name, "arm64", "arm64-memtag", TAGS)
    for error in TAGGED:
        check_report(reports.pop(error, ""), error, ERRORS[error], "")
    for error, report in reports.items():
        refuse(report, "KASAN")
    status, output = on_target(name, "arm64", "-- negative_size", "arm64-memtag", TAGS)
    expect(output, r"BUG: KASAN: slab-out-of-bounds in __memset\+")
    status, output = on_target(
        name, "arm64", "panic_on_warn=1 -- kmalloc_freed", "arm64-memtag", TAGS
    )
    expect(output, "BUG: KASAN: slab-use-after-free", "Kernel panic: panic_on_warn is set")
    for append, options, said in (
        ("kasan=off", TAGS, ""),
        ("", (), "kasan: memory tags are missing, or disabled by firmware"),
    ):
        status, output = on_target(
            name, "arm64", append + " -- kmalloc_large_freed", "arm64-memtag", options
        )
        expect(output, said, "^the program has ended$")
        refuse(output, "KASAN: ")
    return "%d errors" % len(TAGGED)


def build_tagged(name):
    configured(
        name,
        "heap-errors-arm64-memtag",
        TARGETS["arm64"],
        ["kernel/configs/san-memtag.config", *PLAIN, "tests/heap_errors/app.config"],
        APP,
    )


def target_cases():
    yield Case("build-heap-errors-arm64-memtag", build_tagged)
    yield Case("heap-errors-arm64-memtag", tag_errors, needs=["heap-errors-arm64-memtag"])
    for port, board in TARGETS.items():
        yield Case("build-heap-errors-" + port, build_target, port, board)
        yield Case("heap-errors-" + port, target_errors, port, needs=["heap-errors-" + port])


def errors_cases(out):
    yield Case("build-heap-errors-" + out, build, out)
    yield Case("heap-errors-" + out, errors, out, needs=["heap-errors-" + out])


def cases():
    yield from errors_cases("host")
    yield from target_cases()
    yield Case("heap-errors-off", off, needs=["heap-errors-host"])


def long_cases():
    for out in BUILDS:
        if out != "host":
            yield from errors_cases(out)
    yield Case("build-heap-errors-undefined", build, "undefined")
    yield Case("heap-errors-undefined", without_address, needs=["heap-errors-undefined"])
