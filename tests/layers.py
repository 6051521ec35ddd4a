# SPDX-License-Identifier: BSD-2-Clause
"""Check which folder uses which other folder, by the symbols of the objects and by private headers.

The table MAY lists each folder with the folders that it may use.  An entry includes all folders
below it.  A file belongs to the row with the longest path that contains the file.  If a use is not
in the table, the case reports the two objects.

Within mm/, the list MM_ORDER replaces the table.  A folder may use the folders before it in the
list, and later folders only as listed in MM_UPWARD. mm/README.md explains the order, and a case
compares the lists with it.
"""
import os
import re
import shutil
import subprocess

import style
from harness import Case, Failure, OUT, TOP

LEAF = ["lib"]
# Folders that kernel/ and mm/ may use.  These two use each other, and both use the device tree's
# index in of/. They may not use folders above these.
FLOOR = LEAF + ["arch", "kernel", "mm", "of"]
DEVICES = FLOOR + ["containers", "fs/sysfs", "drivers/base"]
ALL = FLOOR + ["containers", "drivers", "fs", "kunit", "libc", "shell", "init"]

MAY = {
    "lib": [],
    "arch": LEAF,  # and the up-calls that include/internal/arch.h lists
    "efi": LEAF + ["arch"],
    "kernel": FLOOR,
    "of": FLOOR,
    "mm": FLOOR,
    "mm/dma": FLOOR + ["containers"],  # scatterlists, and stored call chains of mappings
    "mm/debug": FLOOR + ["containers"],  # call chains are stored in containers/stackdepot.c
    "containers": FLOOR,
    "kunit": FLOOR,
    "fs/sysfs": FLOOR + ["containers"],
    "drivers/base": FLOOR + ["containers", "fs/sysfs", "kunit"],  # devices of test cases
    "drivers": DEVICES,
    "drivers/block": DEVICES + ["drivers/virtio"],
    "drivers/virtio": DEVICES,
    "fs": DEVICES + ["drivers/block"],
    "shell": FLOOR + ["fs/sysfs"],  # echo writes to files below /sys
    "libc": DEVICES + ["fs", "init"],
    "init": ALL,
    "boards": ALL,
    "tests": ALL + ["boards", "efi"],
}
# The folders of mm/. Each folder may use those before it.
MM_ORDER = [
    "boot",
    "pages",
    "objects",
    "virtual",
    "contig",
    "reclaim",
    "percpu",
    "hotplug",
    "dma",
    "debug",
    "reports",
]
# Uses against the order of MM_ORDER. mm/README.md justifies each of them.
MM_UPWARD = [
    ("pages", "virtual"),
    ("pages", "contig"),
    ("pages", "reclaim"),
    ("pages", "debug"),
    ("objects", "percpu"),
    ("objects", "debug"),
]
MOST_UPWARD = 8

# Functions that any code may call, because a caller's bug can be reported anywhere.
ANYWHERE = {"__warn", "__bug"}

# Each folder of mm/ has one private header that other folders may include, with the folder's name.
# The headers in DOORS are exceptions: tools.h has the hooks of the debugging tools, which all
# allocators call. pcp.h has the per-CPU page lists, which kmalloc() of whole pages uses inline,
# because a call would cost as much as the lists.
DOORS = {"mm/debug/tools.h", "mm/pages/pcp.h"}
# Headers of the debugging tools, which allocators include only by mm/debug/tools.h.
TOOLS = {"internal/kasan.h", "linux/fault-inject.h", "linux/kfence.h"}
# Headers of a single port.
PRIVATE_ASM = {"asm/csr.h", "asm/sbi.h", "asm/sysreg.h", "asm/smccc.h"}

# Builds that together contain all objects, and the program nm for each build.
BUILDS = {
    "riscv": "riscv64-linux-gnu-nm",
    "riscv-default": "riscv64-linux-gnu-nm",
    "riscv-slub": "riscv64-linux-gnu-nm",
    "arm64-slab": "aarch64-linux-gnu-nm",
    "host": "nm",
    "libc-riscv": "riscv64-linux-gnu-nm",
}
SYMBOL = re.compile(r"^([^:]+):(?:[0-9a-f]+ | +)([A-Za-z]) (\S+)$", re.M)
IDENTIFIER = re.compile(r"\b[a-z_]\w+\b")


def room(path):
    """Return the row of MAY to which a file belongs: the longest path that contains the file.  Each
    folder directly below drivers/ is separate."""
    folder = os.path.dirname(path)
    while folder and folder not in MAY and os.path.dirname(folder) != "drivers":
        folder = os.path.dirname(folder)
    return folder


def up_calls():
    """Return the functions that a port may call.  The port's contract, include/internal/arch.h,
    lists them."""
    with open(os.path.join(TOP, "include/internal/arch.h")) as f:
        text = f.read()
    listed = text[text.index("---- Up-calls ----") : text.index("---- The end ----")]
    return set(IDENTIFIER.findall(listed))


def symbols(out, nm):
    """Return ({symbol: object that defines it}, [(object, symbol that it uses)])."""
    with open(os.path.join(out, ".objects")) as f:
        names = [
            os.path.relpath(word, out)
            for word in f.read().split()
            if word.endswith(".o") and not word.startswith(os.path.join(out, "app/"))
        ]
    listed = subprocess.run(
        [nm, "-A", *names], cwd=out, capture_output=True, text=True, check=True
    ).stdout
    defined, used = {}, []
    for name, kind, symbol in SYMBOL.findall(listed):
        if kind in "Uw":
            used.append((name, symbol))
        elif kind.isupper() and (kind not in "WV" or symbol not in defined):
            defined[symbol] = name
    return defined, used


def mm_folder(path):
    """Return the folder of mm/ that contains the file, or None."""
    parts = path.split("/")
    return parts[1] if parts[0] == "mm" and len(parts) > 2 else None


def mm_allows(user, owner):
    """Return true if the folder @user of mm/ may use the folder @owner."""
    return MM_ORDER.index(owner) <= MM_ORDER.index(user) or (user, owner) in MM_UPWARD


def allowed(user, owner):
    may = MAY[user] if user in MAY else MAY["drivers"]
    return any(owner == folder or owner.startswith(folder + "/") for folder in (user, *may))


def forbidden(defined, used, ports_may):
    for name, symbol in used:
        if symbol not in defined or symbol in ANYWHERE:
            continue
        user, owner = room(name), room(defined[symbol])
        below, above = mm_folder(name), mm_folder(defined[symbol])
        if below and above:
            ok = mm_allows(below, above)
        else:
            ok = allowed(user, owner) or (user == "arch" and symbol in ports_may)
        if not ok:
            yield "%s uses %s of %s" % (name, symbol, defined[symbol])


def direction(name):
    problems, edges = set(), 0
    for out, nm in BUILDS.items():
        defined, used = symbols(os.path.join(OUT, out), nm)
        edges += sum(
            symbol in defined and room(user) != room(defined[symbol]) for user, symbol in used
        )
        problems.update(forbidden(defined, used, up_calls()))
    if edges < 1000:
        raise Failure("only %d uses between folders were seen" % edges)
    if problems:
        raise Failure(
            "%d uses against the direction: %s" % (len(problems), "; ".join(sorted(problems)[:10]))
        )
    return "%d uses between folders" % edges


def may_include(file, header):
    """Return true if a source may include a header. header: the name in the #include line."""
    top = file.split("/")[0]
    if top == "examples":
        return (
            header.startswith(("linux/", "quarry/", "kunit/")) or "/" not in header
        )  # a header of the C library has no folder
    if re.match("include/(linux|quarry|crypto|kunit)/", file) and header.startswith("internal/"):
        return False
    if header in PRIVATE_ASM:
        return top in ("arch", "drivers")
    if header in TOOLS and top == "mm":
        return file.startswith("mm/debug/")
    if header.startswith("../"):
        return top == "tests"
    if not header.startswith("mm/"):
        return True
    _, header_room, *below = header.split("/")
    if top != "mm" or file.split("/")[1] == header_room:
        return top in ("mm", "tests")
    if header in DOORS:
        return True
    return below == [header_room + ".h"] and mm_allows(file.split("/")[1], header_room)


def headers(name):
    problems, seen = [], 0
    for file in style.sources():
        if not file.endswith((".c", ".h", ".S")):
            continue
        for number, line in enumerate(style.lines(file), 1):
            match = re.match(r'#\s*include\s+["<]([^">]+)[">]', line)
            seen += match is not None
            if match and not may_include(file, match[1]):
                problems.append("%s:%d: includes %s" % (file, number, match[1]))
    style.fail_if(problems)
    return "%d includes" % seen


# Pairs (user, owner) that must be refused.  Each use existed in the past, or is one that a
# developer may want to add.
REFUSED = [
    ("lib", "kernel"),
    ("lib", "mm/pages"),
    ("lib", "containers"),
    ("arch/riscv", "mm/virtual"),
    ("kernel", "drivers/irqchip"),
    ("kernel", "shell"),
    ("kernel", "init"),
    ("mm/dma", "drivers/base"),
    ("mm/boot", "mm/pages"),
    ("mm/virtual", "mm/contig"),
    ("mm/objects/slub", "mm/virtual"),
    ("mm/dma", "mm/debug"),
    ("mm/debug", "mm/reports"),
    ("mm/objects/slob", "containers"),
    ("mm/pages", "shell"),
    ("of", "drivers/base"),
    ("containers", "init"),
    ("drivers/base", "drivers/virtio"),
    ("drivers/serial", "drivers/block"),
    ("drivers/virtio", "drivers/block"),
    ("drivers/block", "fs"),
    ("fs", "shell"),
    ("shell", "init"),
    ("kunit", "tests/lib"),
    ("init", "tests/mm"),
    ("drivers/block", "boards/host"),
]
TAKEN = [
    ("kernel", "mm/debug"),
    ("mm/debug", "containers"),
    ("arch/host", "lib"),
    ("init", "drivers/base"),
    ("tests/mm", "mm/pages"),
    ("drivers/block", "drivers/virtio"),
    ("mm/objects/slab", "mm/objects/sheaf"),
    ("mm/objects/slob", "mm/pages"),
    ("mm/objects/sheaf", "mm/percpu"),
    ("mm/pages", "mm/reclaim"),
    ("mm/debug", "mm/dma"),
]


def compile_edge(folder, user, owner):
    shutil.rmtree(folder, ignore_errors=True)
    objects = []
    for where, source in (
        (user, "void planted(void); void user(void) { planted(); }"),
        (owner, "void planted(void) { }"),
    ):
        os.makedirs(os.path.join(folder, where))
        objects.append(os.path.join(folder, where, "planted.o"))
        subprocess.run(
            ["gcc", "-xc", "-c", "-", "-o", objects[-1]], input=source, text=True, check=True
        )
    with open(os.path.join(folder, ".objects"), "w") as f:
        f.write(" ".join(objects))


def planted(name):
    """Each use of REFUSED is refused and each use of TAKEN is accepted, in objects that this case
    compiles."""
    folder, wrong = os.path.join(OUT, name), []
    for edges, want in ((REFUSED, 1), (TAKEN, 0)):
        for user, owner in edges:
            compile_edge(folder, user, owner)
            found = list(forbidden(*symbols(folder, "nm"), up_calls()))
            if len(found) != want:
                wrong.append("%s to %s: %s" % (user, owner, found))
    if wrong:
        raise Failure("; ".join(wrong))


REFUSED_HEADERS = [
    ("mm/pages/buddy.c", "mm/objects/slob/slob.h"),
    ("mm/objects/slob/slob.c", "mm/pages/buddy.h"),
    ("drivers/block/block.c", "mm/pages/pages.h"),
    ("kernel/irq.c", "mm/dma/dma.h"),
    ("lib/glob.c", "../mm/dma/dma.h"),
    ("mm/pages/buddy.c", "asm/csr.h"),
    ("mm/boot/memblock.c", "mm/pages/pages.h"),
    ("mm/contig/cma.c", "mm/reclaim/reclaim.h"),
    ("init/main.c", "asm/sysreg.h"),
    ("examples/dma/main.c", "internal/dma.h"),
    ("include/linux/mm.h", "internal/arch.h"),
]


def mm_order(name):
    """mm/README.md lists the folders in the order of MM_ORDER, and the uses of MM_UPWARD.  Some
    object has each of these uses."""
    with open(os.path.join(TOP, "mm", "README.md")) as f:
        text = f.read()
    folders = re.findall(r"^\| `(\w+)/` \|", text, re.M)
    upward = re.findall(r"^\| `(\w+)` uses `(\w+)` \|", text, re.M)
    if folders != MM_ORDER or upward != MM_UPWARD or len(upward) > MOST_UPWARD:
        raise Failure("mm/README.md has the folders %s, with the uses %s" % (folders, upward))
    pairs = set()
    for out, nm in BUILDS.items():
        defined, used = symbols(os.path.join(OUT, out), nm)
        for user, symbol in used:
            if symbol in defined and symbol not in ANYWHERE:
                pairs.add((mm_folder(user), mm_folder(defined[symbol])))
    pairs = {(user, owner) for user, owner in pairs if user and owner and user != owner}
    unused = set(upward) - pairs
    if unused:
        raise Failure("no object has these uses of mm/README.md: %s" % sorted(unused))
    return "%d of %d pairs of folders point upward" % (len(upward), len(pairs))


def planted_headers(name):
    wrong = [edge for edge in REFUSED_HEADERS if may_include(*edge)]
    if wrong:
        raise Failure("%s" % wrong)


# Exactly these objects use floating-point registers.
WITH_FPU = {"arch/riscv/fpu.o", "tests/kernel/fpu_math.o"}
IMAGE_HEADER = "arch/riscv/head.o"  # the code section contains data


def fpu(name, *builds):
    """Only the objects in WITH_FPU use floating-point registers, although RISC-V compilers could
    use them in any function."""
    found = set()
    for out in builds:
        with open(os.path.join(OUT, out, ".objects")) as f:
            names = [
                os.path.relpath(word, os.path.join(OUT, out))
                for word in f.read().split()
                if word.endswith(".o")
            ]
        listed = subprocess.run(
            ["riscv64-linux-gnu-objdump", "-d", "--no-show-raw-insn", *names],
            cwd=os.path.join(OUT, out),
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for part in re.split(r"^(?=\S+\.o:)", listed, flags=re.M)[1:]:
            if part.split(":")[0] != IMAGE_HEADER and re.search(
                r"\t(c\.)?f(?!ence)[a-z]+[.\w]*\t", part
            ):
                found.add(part.split(":")[0])
    if found != WITH_FPU:
        raise Failure("floating-point instructions in %s" % sorted(found ^ WITH_FPU))


# Objects whose code runs on AArch64 while the MMU is disabled.  Unaligned accesses fault then, and
# the functions of lib/string_arm64.S do such accesses.
MMU_OFF = ("arch/arm64/early.o", "kernel/early.o", "lib/dtb.o", "lib/dtb_address.o")
UNALIGNED = {"memcpy", "memmove", "memset", "memcmp", "bcmp"}


def unaligned(name, *builds):
    """Code that runs while the MMU is disabled calls no function with unaligned accesses."""
    for out in builds:
        _, used = symbols(os.path.join(OUT, out), "aarch64-linux-gnu-nm")
        early = [(user, symbol) for user, symbol in used if user in MMU_OFF]
        missing = set(MMU_OFF) - {user for user, _ in early}
        wrong = ["%s calls %s" % edge for edge in early if edge[1] in UNALIGNED]
        if missing or wrong:
            raise Failure("%s: %s" % (out, "; ".join(wrong or sorted(missing))))


def cases():
    builds = ["riscv-slub", "riscv-llvm"]
    yield Case("layers-fpu", fpu, *builds, needs=builds)
    yield Case("layers-headers", headers)
    yield Case("layers-planted-headers", planted_headers)
    yield Case("layers-symbols", direction, needs=BUILDS)
    yield Case("layers-mm-order", mm_order, needs=BUILDS)
    yield Case("layers-planted", planted)
    builds = ["arm64", "arm64-llvm", "arm64-small"]
    yield Case("layers-mmu-off", unaligned, *builds, needs=builds)
