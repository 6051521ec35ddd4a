# SPDX-License-Identifier: BSD-2-Clause
"""Find the KUnit suites in the sources, and count the suites that a build runs."""
import fnmatch
import os
import re

from harness import OUT, TOP

# For each suite that only some builds have: the line in .config of these builds.
OPTIONAL = {
    "counter_suite": "CONFIG_ARM64=y",
    "gic_v3_suite": "CONFIG_ARM64=y",
    "memory_types_suite": "CONFIG_RISCV=y",
    "host_types_suite": "CONFIG_HOST=y",
    "plic_suite": "CONFIG_HOST=y",
    "hotplug_suite": "CONFIG_MEMORY_HOTPLUG=y",
    "balloon_suite": "CONFIG_MEMORY_BALLOON=y",
    "slob_suite": "CONFIG_SLOB=y",
    "slub_suite": "CONFIG_SLUB=y",
    "slab_arrays_suite": "CONFIG_SLAB=y",
    "sheaf_suite": "CONFIG_SLAB_SHEAVES=y",
    "slab_merge_suite": "CONFIG_SLAB_SHEAVES=y",
    "sram_suite": "CONFIG_SRAM=y",
    "dma_slave_suite": "CONFIG_DMA_ENGINE=y",
    "dmaengine_suite": "CONFIG_DMADEVICES=y",
    "gpio_suite": "CONFIG_GPIOLIB=y",
    "input_suite": "CONFIG_INPUT=y",
    "msi_suite": "CONFIG_GENERIC_MSI_IRQ=y",
    "watchdog_suite": "CONFIG_WATCHDOG=y",
    "slab_debug_suite": "CONFIG_SLUB_DEBUG=y",
    "demand_suite": "CONFIG_DEMAND_PAGING=y",
    "demand_reserve_suite": "CONFIG_DEMAND_PAGING=y",
    "fpu_suite": "CONFIG_FPU=y",
    "kfence_suite": "CONFIG_KFENCE=y",
    "kmemleak_suite": "CONFIG_DEBUG_KMEMLEAK=y",
    "stacktrace_suite": "CONFIG_STACKDEPOT=y",
    "spinlock_debug_suite": "CONFIG_DEBUG_SPINLOCK=y",
    "lockdep_suite": "CONFIG_PROVE_LOCKING=y",
    "app_stack_suite": "CONFIG_MM_REPORTS=y",
    "irqsoff_suite": "CONFIG_IRQSOFF_TRACER=y",
    "dma_debug_suite": "CONFIG_DMA_API_DEBUG=y",
    "dma_owner_suite": "CONFIG_DMA_API_DEBUG=y",
    "dma_touch_suite": "CONFIG_DMA_API_DEBUG=y",
    "dma_swiotlb_suite": "CONFIG_SWIOTLB=y",
    "own_suite": "CONFIG_SWIOTLB=y",
    "reserved_suite": "CONFIG_SWIOTLB=y",
    "cache_ops_suite": "CONFIG_DMA_CACHE_OPS=y",
    "boot_regions_suite": "CONFIG_OF_RESERVED_MEM=y",
    "efi_map_suite": "CONFIG_EFI=y",
    "efi_stub_suite": "CONFIG_EFI=y",
    "set_memory_suite": "CONFIG_SET_MEMORY=y",
    "cont_suite": "CONFIG_PGTABLE_CONT=y",
    "vmalloc_move_suite": "CONFIG_MIGRATION=y",
    "cma_suite": "CONFIG_CMA=y",
    "contig_suite": "CONFIG_CONTIG_ALLOC=y",
    "isolation_suite": "CONFIG_MEMORY_ISOLATION=y",
}


def suites_in_sources():
    """Yield (variable, name) of each KUnit suite in the sources."""
    for folder, _, files in os.walk(os.path.join(TOP, "tests")):
        for file in files:
            if file.endswith(".c"):
                with open(os.path.join(folder, file)) as f:
                    text = f.read()
                for variable in re.findall(r"^kunit_test_suites?\(&?(\w+)\)", text, re.M):
                    yield variable, re.search(
                        r"struct kunit_suite %s = \{\s*\.name = \"(\w+)\"" % variable, text
                    )[1]


def selects(suites, name):
    """Return true if @suites, a list of globs in the format of kunit.filter=, selects the suite
    @name."""
    chosen = not suites
    for glob in filter(None, suites.split(",")):
        if fnmatch.fnmatch(name, glob.lstrip("-")):
            chosen = not glob.startswith("-")
    return chosen


def expected_suites(out, suites):
    with open(os.path.join(OUT, out, ".config")) as f:
        config = f.read().splitlines()
    return sum(
        selects(suites, name)
        for variable, name in suites_in_sources()
        if variable not in OPTIONAL or OPTIONAL[variable] in config
    )
