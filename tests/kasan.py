# SPDX-License-Identifier: BSD-2-Clause
"""Each error of tests/heap_errors is reported at the access, with who allocated and who freed the memory."""
import os
import re

from builds import ADDRESS, PLAIN, engine_config
from harness import Case, Failure, OUT, configured, expect, refuse, run

APP = "APP=tests/heap_errors"
LIMIT = 60
BUILDS = {"host": [], "host-slub": engine_config("slub"), "host-slab": engine_config("slab"),
          "host-quarry": ["tests/malloc-quarry.config"], "host-nano": ["tests/malloc-nano.config"]}
SLAB, SLAB_FREED = "slab-out-of-bounds", "slab-use-after-free"
PAGES, VMALLOC, PERCPU, FREED = "out-of-bounds", "vmalloc-out-of-bounds", "percpu-out-of-bounds", "use-after-free"
# name: what is reported
ERRORS = {
    "kmalloc_overflow": SLAB, "kmalloc_underflow": SLAB, "kmalloc_freed": SLAB_FREED, "kmalloc_zeroed": SLAB,
    "kmalloc_large_overflow": PAGES, "kmalloc_large_freed": FREED, "krealloc_overflow": SLAB, "krealloc_left": SLAB_FREED,
    "krealloc_shrunk": SLAB, "krealloc_large_shrunk": PAGES, "realloc_shrunk": SLAB,
    "ksize_overflow": SLAB, "cache_overflow": SLAB, "cache_freed": SLAB_FREED, "bulk_overflow": SLAB, "bulk_freed": SLAB_FREED,
    "page_freed": FREED, "exact_overflow": PAGES, "vmalloc_overflow": VMALLOC, "vmalloc_freed": FREED,
    "vrealloc_overflow": VMALLOC, "kvmalloc_overflow": PAGES, "percpu_overflow": PERCPU, "percpu_freed": FREED,
    "mempool_freed": SLAB_FREED, "mempool_pages_freed": FREED, "malloc_overflow": SLAB, "malloc_underflow": SLAB,
    "malloc_freed": SLAB_FREED, "calloc_overflow": SLAB, "realloc_left": SLAB_FREED, "malloc_large_overflow": VMALLOC,
    "malloc_large_freed": FREED,
}
NEVER_ALLOCATED = {"exact_overflow"}    # what lies behind the pages
ACCESS = {"kmalloc_zeroed": "memset", "calloc_overflow": "(mem|str)cpy"}


def build(name, out):
    sanitizer = ["boards/host/undefined.config"] if out == "undefined" else ADDRESS
    configured(name, "heap-errors-" + out, "host", [*sanitizer, *PLAIN, "tests/heap_errors/app.config", *BUILDS.get(out, [])], APP)


def said(name, out, argument):
    image = os.path.join(OUT, "heap-errors-" + out, "quarry.elf")
    status, output = run(name, [image, "-smp", "2", "-append", "run=heapinfo -- " + argument], LIMIT)
    return status, output.replace("\r", "")


def check(name, out, error, kind):
    status, output = said(name, out, error)
    if not status:
        raise Failure("%s is not seen" % error)
    expect(output, r"BUG: KASAN: %s in (%s)\+" % (kind, ACCESS.get(error, "write_to|read_from")),
           r"(Read|Write) of size \d+ at [0-9a-f]+: ", "AddressSanitizer: use-after-poison")
    report = output[output.index("BUG: KASAN"):]
    if error not in NEVER_ALLOCATED:
        expect(report, r"allocated by.*\n(?:\[[^\n]*\] {5,}[^\n]*\n)*?\[[^\n]*\] {5,}%s\+" % error)
    if "free" in kind:
        expect(report, r"freed by.*\n(?:\[[^\n]*\] {5,}[^\n]*\n)*?\[[^\n]*\] {5,}%s\+" % error)


def undefined(name, out):
    status, output = said(name, out, "shift")
    expect(output, "runtime error: shift exponent 40 is too large")
    if not status:
        raise Failure("an undefined shift ends with status 0")


def errors(name, out):
    status, output = said(name, out, "")
    known = re.findall(r"^([a-z_]+)$", output, re.M)
    if status or sorted(known) != sorted([*ERRORS, "shift", "nothing"]):
        raise Failure("the program knows %s" % ", ".join(known))
    for error, kind in ERRORS.items():
        check(name, out, error, kind)
    undefined(name, out)
    status, output = said(name, out, "nothing")
    expect(output, "^the program has ended$")
    refuse(output, "BUG:", "WARNING: ")
    if status:
        raise Failure("what is right ends with status %s" % status)
    return "%d errors" % len(ERRORS)


def without_address(name):
    """SAN=undefined: that alone is looked for."""
    undefined(name, "undefined")
    status, output = said(name, "undefined", "kmalloc_freed")
    expect(output, "sanitizer: undefined behaviour", "^the program has ended$")
    if status:
        raise Failure("exit status %s" % status)


def off(name):
    """kasan=off: nothing is poisoned."""
    status, output = run(name, [os.path.join(OUT, "heap-errors-host", "quarry.elf"), "-append",
                                "kasan=off run=heapinfo -- kmalloc_large_overflow"], LIMIT)
    expect(output, "^the program has ended$")
    if status:
        raise Failure("exit status %s" % status)


def errors_cases(out):
    yield Case("build-heap-errors-" + out, build, out)
    yield Case("heap-errors-" + out, errors, out, needs=["heap-errors-" + out])


def cases():
    yield from errors_cases("host")
    yield Case("heap-errors-off", off, needs=["heap-errors-host"])


def long_cases():
    for out in BUILDS:
        if out != "host":
            yield from errors_cases(out)
    yield Case("build-heap-errors-undefined", build, "undefined")
    yield Case("heap-errors-undefined", without_address, needs=["heap-errors-undefined"])
