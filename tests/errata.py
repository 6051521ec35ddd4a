# SPDX-License-Identifier: BSD-2-Clause
"""Check that no image has instruction sequences that a Cortex-A53 executes wrongly: errata 835769
and 843419 (Arm EPM 048406).

Erratum 835769: A 64-bit multiply-accumulate directly follows a load, store or prefetch, and does
not depend on its result.

Erratum 843419: ADRP is in one of the last two words of a 4 KiB page.  A load or store follows that
is no load of a pair and does not overwrite ADRP's register.  Then, directly or after one more instruction that is not a
branch, a load or store follows with an immediate offset from that register.
"""
import os
import re
import struct

from bad import boot, compile_dtb, dtb_source
from boot import COMMON, PROGRAM, image
from harness import Case, Failure, OUT, TOP, refuse, run, tool

IMAGES = ("arm64", "arm64-small", "arm64-llvm", "libc-arm64")  # libc-arm64 includes a C library
ZERO = 31
PLANTED = {
    "835769": "ldr x1, [x2]\n madd x3, x4, x5, x6",
    "843419": ".balign 4096\n .skip 0xff8\n adrp x0, _start\n str x1, [x2]\n ldr x3, [x0, #8]",
    "": "ldr x1, [x2]\n madd x3, x1, x5, x6\n ldr x1, [x2]\n mul x3, x4, x5\n .balign 4096\n .skip 0xff8\n adrp x0, _start\n"
    " ldr x0, [x2]\n ldr x3, [x0, #8]\n .balign 4096\n .skip 0xffc\n adrp x0, _start\n"
    " ldp x1, x2, [x4]\n ldr x3, [x0, #8]",
}


def is_memory(w):
    return w & 0x0A000000 == 0x08000000


def is_load_of_pair(w):
    return w & 0x3A400000 == 0x28400000


def is_branch(w):
    return w & 0x1C000000 == 0x14000000


def loaded(w):
    """Return the general registers that a load writes."""
    if not is_memory(w) or w & 1 << 26:
        return set()
    if w & 0x3B000000 == 0x18000000:  # load of a literal
        return {w & 31}
    if w & 0x3A000000 == 0x28000000:  # load or store of a pair
        return {w & 31, w >> 10 & 31} if w >> 22 & 1 else set()
    if w & 0x3F000000 == 0x08000000:  # exclusive or ordered access
        return {w & 31, w >> 10 & 31} if w >> 22 & 1 else set()
    return {w & 31} if w >> 22 & 3 else set()


def accumulates(w):
    """Return true for 64-bit MADD, MSUB, SMADDL, SMSUBL, UMADDL, UMSUBL with an addend."""
    return w & 0xFF000000 == 0x9B000000 and w >> 21 & 7 in (0, 1, 5) and w >> 10 & 31 != ZERO


def scan(words, address):
    """Yield (erratum, address) for each sequence that an erratum affects. words: the instructions
    from @address on."""
    for i, w in enumerate(words[:-1]):
        b = words[i + 1]
        if (
            is_memory(w)
            and accumulates(b)
            and not loaded(w) & {b >> 5 & 31, b >> 16 & 31, b >> 10 & 31}
        ):
            yield "835769", address + 4 * i
        if (address + 4 * i) & 0xFFF in (0xFF8, 0xFFC) and w & 0x9F000000 == 0x90000000:
            register = w & 31
            if not is_memory(b) or is_load_of_pair(b) or register in loaded(b):
                continue
            for j, c in enumerate(words[i + 2 : i + 4]):
                if c & 0x3B000000 == 0x39000000 and c >> 5 & 31 == register:
                    yield "843419", address + 4 * i
                    break
                if is_branch(c):
                    break


def executable(path):
    """Yield (address, words) for each section with code."""
    with open(path, "rb") as f:
        elf = f.read()
    start, size, number = struct.unpack_from("<Q", elf, 40)[0], *struct.unpack_from("<HH", elf, 58)
    for i in range(number):
        kind, flags, address, offset, length = struct.unpack_from(
            "<IQQQQ", elf, start + i * size + 4
        )
        if kind == 1 and flags & 4:
            yield address, struct.unpack_from("<%dI" % (length // 4), elf, offset)


def found(path):
    return [hit for address, words in executable(path) for hit in scan(words, address)]


def images(name, out):
    hits = found(os.path.join(OUT, out, "quarry.elf"))
    if hits:
        raise Failure("%d sequences, the first: erratum %s at %#x" % (len(hits), *hits[0]))


# The page with the sample of cpuinfo.  CORES_SAY has, for each -cpu of QEMU, the name of the core
# and {erratum: workaround} in the firmware's messages.
HARDWARE = os.path.join(TOP, "Documentation", "hardware.md")
SAMPLE = "cortex-a57"  # -cpu of the sample in that page
TWICE = "TLBI of other CPUs' TLBs is issued twice"
CORES_SAY = {
    "cortex-a53": ("Cortex-A53 r0p4", {835769: "worked around by the compiler"}),
    "cortex-a53,midr=0x410fd030": (
        "Cortex-A53 r0p0",
        {
            835769: "worked around by the compiler",
            843419: "worked around by the linker",
            **{
                number: "cleaning a cache line invalidates it as well"
                for number in (819472, 824069, 826319, 827319)
            },
        },
    ),
    "cortex-a57": ("Cortex-A57 r1p0", {832075: "device reads are load-acquires"}),
    "cortex-a72": ("Cortex-A72 r0p3", {}),
    "cortex-a72,midr=0x410fd092": (
        "Cortex-A73 r0p2",
        {858921: "the counter is read until two reads are plausible"},
    ),
    "cortex-a55": ("Cortex-A55 r2p0", {2441007: TWICE}),
    "cortex-a76": ("Cortex-A76 r4p1", {4193800: TWICE}),
    "cortex-a76,midr=0x412fd0b0": ("Cortex-A76 r2p0", {1286807: TWICE, 4193800: TWICE}),
    "cortex-a710": ("Cortex-A710 r2p1", {4193788: TWICE}),
    "neoverse-n1": ("Neoverse-N1 r4p1", {4193800: TWICE}),
    "cortex-a72,midr=0x51afd081": ("unknown core r10p1", {}),
}


def said(name, cpu):
    """The boot messages and the command cpuinfo each name the core and its errata once for both
    CPUs."""
    what, errata = CORES_SAY[cpu]
    command = [
        PROGRAM["arm64"],
        "-M",
        "virt,gic-version=3",
        "-cpu",
        cpu,
        "-smp",
        "2",
        "-m",
        "128M",
        *COMMON,
        "-kernel",
        image("arm64"),
        "-append",
        "loglevel=7 run=cpuinfo",
    ]
    status, output = run(name, command, 30)
    want = [what] + ["erratum %d: %s" % item for item in errata.items()]
    seen = re.findall(r"cpu\d+: (.*?)(?:, MIDR .*)?\r?$", output, re.M)
    with open(HARDWARE) as f:
        sample = re.findall(r"^    (cpu0: .*)$", f.read(), re.M) if cpu == SAMPLE else []
    if len(sample) != (2 if cpu == SAMPLE else 0) or any(line not in output for line in sample):
        raise Failure("the sample of Documentation/hardware.md is not what is printed: %s" % sample)
    if status or sorted(seen) != sorted(want * 2):
        raise Failure("status %s, said: %s; wanted twice: %s" % (status, seen, want))


COUNTERS = ("allwinner,erratum-unknown1", "fsl,erratum-a008585", "hisilicon,erratum-161010101")


def counter(name, which):
    """If the timer's node has the property @which, the erratum is detected, and time continues."""
    source = dtb_source(name, "arm64")
    changed = source.replace("\ttimer {", "\ttimer { %s;" % which, 1)
    output = boot(
        name,
        "arm64",
        ["-dtb", compile_dtb(name, changed)],
        [
            "timer: %s: the counter is read until two reads are plausible" % which,
            "^# Totals: pass:[1-9][0-9]* fail:0",
        ],
        0,
        "kunit arch_cpu,timer",
    )
    refuse(output, "WARNING")


def planted(name):
    """Each sequence that an erratum affects is found, and similar sequences are not reported."""
    for erratum, source in PLANTED.items():
        path = os.path.join(OUT, name)
        with open(path + ".s", "w") as f:
            f.write(".globl _start\n_start:\n %s\n" % source)
        tool("aarch64-linux-gnu-gcc", "-c", "-o", path + ".o", path + ".s")
        tool("aarch64-linux-gnu-ld", "-Ttext=0x10000", "-o", path + ".elf", path + ".o")
        seen = {hit[0] for hit in found(path + ".elf")}
        if seen != ({erratum} if erratum else set()):
            raise Failure("planted %s, seen %s" % (erratum or "nothing", sorted(seen)))


def cases():
    for out in IMAGES:
        yield Case("errata-" + out, images, out, needs=[out])
    for which in COUNTERS:
        yield Case("errata-counter-" + which.partition(",")[0], counter, which, needs=["arm64"])
    for number, cpu in enumerate(CORES_SAY):
        yield Case(
            "errata-said-%s-%d" % (cpu.partition(",")[0], number), said, cpu, needs=["arm64"]
        )
    yield Case("errata-planted", planted)
