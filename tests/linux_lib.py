# SPDX-License-Identifier: BSD-2-Clause
"""Compile Linux's own tests of lists, trees, strings, bits, numbers and the memory interface,
unchanged, and run them.  The sources are those of Debian's package linux-source-6.12.

A test is either a module, which prints its verdict at boot, or a KUnit suite, which the command
`kunit` runs."""
import os
import re

from harness import Failure, OUT, expect, refuse, run
from libc import machine
from linux_suites import built, cases_of, empty_folder, untar

# For each module: its verdict.  A module without one warns if it fails.
MODULES = {
    "lib/atomic64_test.c": "atomic64_test: passed",
    "lib/crc32test.c": "crc32c_combine: 8373 self tests passed",
    "lib/globtest.c": "glob: 64 self-tests passed, 0 failed",
    "lib/interval_tree_test.c": "interval tree search -> ",
    "lib/math/test_mul_u64_u64_div_u64.c": r"Completed mul_u64_u64_div_u64\(\) test",
    "lib/percpu_test.c": "percpu test done",
    "lib/rbtree_test.c": "augmented rbtree testing",
    "lib/test-kstrtox.c": "",
    "lib/test_bitmap.c": r"test_bitmap: all \d+ tests passed",
    "lib/test_bitops.c": "Completed bitops test",
    "lib/test_free_pages.c": "test_free_pages: Test completed",
    "lib/test_hexdump.c": "test_hexdump: all 1184 tests passed",
    "lib/test_ida.c": r"IDA: (\d+) of \1 tests passed",
    "lib/test_memcat_p.c": "test_memcat_p: test passed",
    "lib/test_meminit.c": "test_meminit: all 131 tests passed",
    "lib/test_min_heap.c": "min_heap_test: test passed",
    "lib/test_scanf.c": "test_scanf: all 2545 tests passed",
    "lib/test_static_key_base.c": "",
    "lib/test_static_keys.c": "",
    "lib/test_uuid.c": "test_uuid: all 18 tests passed",
    "lib/test_vmalloc.c": r"Summary: vm_map_ram_test passed: 1 failed: 0",
    "lib/test_xarray.c": r"XArray: (\d+) of \1 tests passed",
    "mm/dmapool_test.c": "dmapool test: size:68 +align:32 +blocks:8192",
}
# For each file with KUnit suites: the suites.
SUITES = {
    "lib/bitfield_kunit.c": ["bitfields"],
    "lib/cmdline_kunit.c": ["cmdline"],
    "lib/cpumask_kunit.c": ["cpumask"],
    "lib/hashtable_test.c": ["hashtable"],
    "lib/is_signed_type_kunit.c": ["is_signed_type"],
    "lib/list-test.c": ["list-kunit-test", "hlist", "klist"],
    "lib/math/rational-test.c": ["rational"],
    "lib/memcpy_kunit.c": ["memcpy"],
    "lib/overflow_kunit.c": ["overflow"],
    "lib/siphash_kunit.c": ["siphash"],
    "lib/string_helpers_kunit.c": ["string_helpers"],
    "lib/string_kunit.c": ["string"],
    "lib/test_bits.c": ["bits-test"],
    "lib/test_linear_ranges.c": ["linear-ranges-test"],
    "lib/test_list_sort.c": ["list_sort"],
    "lib/test_sort.c": ["lib_sort"],
    "drivers/rtc/lib_test.c": ["rtc_lib_test_cases"],
}
PRIVATE = ("lib/crc32defs.h", "tools/testing/selftests/kselftest_module.h")
# What kselftest_module.h calls to mark the kernel as tested
FLAGS = "-D__KERNEL__ -w -DTAINT_TEST=0 -DLOCKDEP_STILL_OK=0 '-Dadd_taint(flag,ok)='"
OPTIONS = "CONFIG_KUNIT=y\nCONFIG_RTC_CLASS=y\nCONFIG_SLUB_DEBUG=y\n"
# test_meminit tests the first two.  Test 64 of test_vmalloc wants alignments that no machine has.
ARGUMENTS = ("init_on_alloc=1 init_on_free=1 test_vmalloc.test_loop_count=100 "
             "test_vmalloc.run_test_mask=%d" % (0xffff & ~64))
APP = os.path.join(OUT, "linux-lib-app")


def extract(name):
    """Write the application: the sources of Linux, a Makefile and a configuration."""
    empty_folder(APP)
    sources = [*MODULES, *SUITES]
    untar(name, APP, 1, *sources, *PRIVATE)
    with open(os.path.join(APP, "Makefile"), "w") as f:
        f.write("obj-y += %s\n" % " ".join(source[:-1] + "o" for source in sources))
        f.write("ccflags-y += %s\n" % FLAGS)
    with open(os.path.join(APP, "app.config"), "w") as f:
        f.write(OPTIONS)


def passes(name, port):
    suites = [suite for of_file in SUITES.values() for suite in of_file]
    commands = "; ".join("kunit " + suite for suite in suites)
    arguments = 'loglevel=7 %s run="%s"' % (ARGUMENTS, commands)
    status, output = run(name, machine(port, built("linux-lib", port), arguments), 300)
    output = output.replace("\r", "")
    for verdict in filter(None, MODULES.values()):
        expect(output, verdict)
    refuse(output, r"Summary: .* failed: [1-9]")
    for line in set(re.findall(r"ida_free\(\d+\): not in use", output)):
        expect(output, re.escape(line))  # test_ida frees such numbers
    refuse(output, r"^\s*not ok", "Kernel panic", "test_mul_u64_u64_div_u64: ERROR: ")
    passed = re.findall(r"^ok \d+ ([\w-]+)$", output, re.M)
    missing = set(suites) - set(passed)
    if status or missing:
        raise Failure("status %s, not passed: %s" % (status, ", ".join(missing) or "none"))
    return "%d modules, %d suites" % (len(MODULES), len(suites))


def long_cases():
    yield from cases_of("linux-lib", APP, extract, passes)
