# SPDX-License-Identifier: BSD-2-Clause
"""Check make linux: its lists and messages with a small tree of Linux, and drivers of the package
linux-source-6.12, or of the tree LINUX_TREE, on both targets and on the host port."""
import os
import re
import shutil

from bad import MACHINE
from boot import COMMON, PROGRAM
from builds import ADDRESS, PLAIN, TARGETS
from harness import Case, Failure, OUT, Skip, TOP, configured, expect, refuse, run
from linux_names import ARCHIVE

TREE = os.path.join(OUT, "linux-drivers-tree")
APP = "APP=tests/linux_drivers"
PORTS = {**TARGETS, "host": "host"}
# A tree with a driver that works, and one that calls a function of a core that no list names.
SMALL = {
    "Makefile": "VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 1\n",
    "COPYING": "GPL-2.0\n",
    "LICENSES/GPL-2.0": "GPL-2.0\n",
    "include/linux/frob.h": "/* SPDX-License-Identifier: GPL-2.0-only */\nint frobnicate(int n);\n",
    "include/linux/slab.h": '#error "Quarry\'s header comes first"\n',
    "drivers/frob/core.c": "// SPDX-License-Identifier: GPL-2.0-only\n#include <linux/export.h>\n"
    "#include <linux/frob.h>\nint frobnicate(int n)\n{\n\treturn n + CONFIG_" "FROB;\n}\n"
    "EXPORT_SYMBOL_GPL(frobnicate);\n",
    "drivers/frob/frob.c": "// SPDX-License-Identifier: GPL-2.0-or-later\n#include <linux/frob.h>\n"
    "#include <linux/module.h>\n#include <linux/slab.h>\nstatic int __init frob_init(void)\n{\n"
    '\tpr_info("frob: %d\\n", frobnicate(41));\n\treturn 0;\n}\nmodule_init(frob_init);\n',
}
LISTS = {
    "core": "title the core of frob\nconfig FROB\nfile drivers/frob/core.c\n",
    "frob": "title frob\nneeds core\nfile drivers/frob/frob.c\n",
    "alone": "title frob without its core\nfile drivers/frob/frob.c\n",
    "word": "title x\nfile drivers/frob/frob.c\nfrob x\n",
    "nothing": "title x\nfile\n",
    "no-file": "title x\n",
    "absent": "title x\nfile drivers/frob/absent.c\n",
    "needs": "title x\nneeds absent-list\nfile drivers/frob/frob.c\n",
}


def write_small(name):
    """Write the small tree and the lists.  Returns the folder."""
    folder = os.path.join(OUT, name)
    shutil.rmtree(folder, ignore_errors=True)
    texts = {"linux/" + path: text for path, text in SMALL.items()}
    texts.update({"%s.list" % path: text for path, text in LISTS.items()})
    for path, text in texts.items():
        path = os.path.join(folder, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as f:
            f.write(text)
    return folder


def make_linux(name, folder, lists, goal="linux", linux="linux"):
    """Returns (status, output) of make linux for the host port."""
    return run(
        name,
        [
            "make",
            "--no-print-directory",
            goal,
            "BOARD=host",
            "O=" + os.path.join(OUT, name + "-out"),
            "LINUX=" + os.path.join(folder, linux),
            "LISTS=" + " ".join(os.path.join(folder, item + ".list") for item in lists),
        ],
        600,
    )


def bad_lists(name):
    """Each mistake in a list is refused with a message that names it."""
    folder = write_small(name)
    for item, message in (
        ("word", r"word.list:3: unknown keyword frob: the keywords are title, file, "),
        ("nothing", r"nothing.list:2: nothing follows file"),
        ("no-file", r"no-file.list: the list has no file"),
        ("absent", r"absent.list: there is no drivers/frob/absent.c in Linux 6.12.1"),
        ("needs", r"needs.list: needs absent-list, and there is no absent-list.list"),
        ("gone", r"gone.list: No such file"),
    ):
        status, output = make_linux(name, folder, [item])
        if not status:
            raise Failure("%s.list is accepted" % item)
        expect(output, message)
    status, output = make_linux(name, folder, ["frob", "core"], linux="drivers")
    expect(output, r"LINUX=.* is no unpacked source tree of Linux")
    status, output = make_linux(name, folder, ["frob", "core"], "lib")
    expect(output, r"The library has no drivers of Linux: call make lib without LINUX=")
    status, output = run(name, ["make", "linux", "BOARD=host"], 60)
    expect(output, r"Say where an unpacked source tree of Linux is: make linux LINUX=dir")


def small(name):
    """A driver and its core: licence, list of files, missing functions, and the offer of source."""
    folder, out = write_small(name), os.path.join(OUT, name + "-out")
    shutil.rmtree(out, ignore_errors=True)
    status, output = make_linux(name, folder, ["alone"])
    if not status:
        raise Failure("a driver without its core is linked")
    expect(output, r"^  frobnicate +drivers/frob/core.c$")
    status, output = make_linux(name, folder, ["core", "frob"])
    if status:
        raise Failure("status %s" % status)
    expect(output, r"^Linux 6.12.1 lacks files of .*virtio.*: left out$", r"^3 files of Linux 6.12.1, not compared")
    with open(os.path.join(out, "linux-files.txt")) as f:
        expect(f.read(), r"^[0-9a-f]{64}  GPL-2.0-or-later +drivers/frob/frob.c$")
    command = [os.path.join(out, "quarry-GPL-2.0.elf"), "-append", "run=\"version; poweroff\""]
    status, output = run(name, command, 60)
    expect(output, r"frob: 42", r"^Quarry .* for host, GPL-2.0: with drivers of Linux\r?$")
    status, output = make_linux(name, folder, ["core", "frob"], "linux-source-offer")
    expect(output, r"The sources of the image are in .*quarry-GPL-2.0-source.tar.xz$")
    names = run(name, ["tar", "-tf", os.path.join(out, "quarry-GPL-2.0-source.tar.xz")], 60)[1]
    for path in ("linux/drivers/frob/frob.c", "linux/COPYING", "quarry/Makefile", "config", "lists/frob.list"):
        expect(names, "^%s$" % re.escape(path))
    with open(os.path.join(folder, "linux.sha256"), "w") as f:
        f.write("0" * 64 + "  drivers/frob/frob.c\n")
    status, output = make_linux(name, folder, ["core", "frob"])
    if not status:
        raise Failure("a changed tree of Linux is accepted")
    expect(output, r"not as it was unpacked: drivers/frob/core.c, drivers/frob/frob.c")


# ---- the drivers of Linux ----------------------------------------------------------------------


def tree():
    return os.environ.get("LINUX_TREE") or os.path.join(TREE, "linux-source-6.12")


def unpack(name):
    """Unpack the package.  A tree that the user named is taken as it is."""
    if os.environ.get("LINUX_TREE"):
        return tree()
    if not os.path.exists(ARCHIVE):
        raise Skip("linux-source-6.12 is not installed")
    status, output = run(name, [os.path.join(TOP, "scripts/linux_source.sh"), TREE], 900)
    if status:
        raise Failure(output)
    return ""


def build(name, port, *extra):
    out = name[len("build-") :]
    fragments = ADDRESS if port == "host" else PLAIN
    configured(name, out, PORTS[port], fragments, "LINUX=" + tree(), *extra, "linux")
    with open(os.path.join(OUT, "logs", name + ".log")) as f:
        output = f.read()
    expect(output, r"^\d+ files of Linux \S+, (unchanged|not compared)")
    refuse(output, "warning:")
    return output[output.rindex("\n", 0, -1) :].split(":")[0].strip()


def boot_target(name, arch, devices, commands):
    image = os.path.join(OUT, "linux-drivers-" + arch, "Image")
    command = [PROGRAM[arch], *MACHINE[arch], *COMMON, *devices, "-kernel", image]
    status, output = run(name, [*command, "-append", 'run="%s"' % commands], 120)
    output = output.replace("\r", "")
    refuse(output, "WARNING", "Kernel panic")
    return output


RNG_SLOT = {"riscv": "10008000.virtio_mmio", "arm64": "a003e00.virtio_mmio"}


def virtio_rng(name, arch):
    """Random numbers with each kind of ring, before and after the driver is unbound."""
    slot = RNG_SLOT[arch]
    commands = "hwrng 32; unbind %s; hwrng 1; bind %s; hwrng 16; dmainfo; poweroff" % (slot, slot)
    for options in ("", ",packed=on", ",iommu_platform=on", ",packed=on,iommu_platform=on"):
        devices = [
            "-global",
            "virtio-mmio.force-legacy=false",
            "-device",
            "virtio-rng-device" + options,
        ]
        output = boot_target(name, arch, devices, commands)
        lines = re.findall(r"^(?:[0-9a-f]{2} ){15}[0-9a-f]{2}$", output, re.M)
        if len(set(lines)) != 3:
            raise Failure("virtio-rng-device%s: numbers: %s" % (options, lines))
        expect(output, "^hwrng: there is no such generator$")


def rebind(name, *options, device="rng"):
    """Bind the driver on the host port 200 times, and with each allocation failing in turn."""
    image = os.path.join(OUT, "linux-drivers-host", "quarry.elf")
    command = [image, "-smp", "2", "-m", "128M", "-virtio", device, *options]
    status, output = run(name, [*command, "-append", "loglevel=7 run=poweroff"], 120)
    output = output.replace("\r", "")
    found = re.search(
        r"rebind: works, (\d+) allocations failed, (\d+) pages in use before, (\d+) after", output
    )
    if not found:
        raise Failure("status %s: the application did not end" % status)
    expect(output, "sanitizer: address, undefined behaviour")
    refuse(output, "AddressSanitizer", "runtime error", "Kernel panic")
    failed, before, after = (int(number) for number in found.groups())
    if failed < 10:
        raise Failure("only %d allocations failed" % failed)
    return failed, before, after, output


def rebind_keeps_memory(name, *options, device="rng"):
    failed, before, after, output = rebind(name, *options, device=device)
    if abs(after - before) > 2:
        raise Failure("%d pages are in use before, %d after" % (before, after))
    refuse(output, "WARNING")
    return "%d allocations" % failed


def rebind_noncoherent(name):
    """Linux's virtio-rng leaves the buffer of its last request mapped, which DMA_API_DEBUG reports."""
    failed, _, _, output = rebind(name, "-noncoherent")
    expect(output, "mm/dma/owner.c", r"are freed by virt\S+ while 64 bytes at \S+ are mapped")
    return "%d allocations" % failed


def cases():
    yield Case("linux-drivers-bad-lists", bad_lists, needs=["host"])
    yield Case("linux-drivers-small", small, needs=["host"])


def long_cases():
    yield Case("build-linux-drivers-tree", unpack, long=True)
    yield Case("build-linux-drivers-riscv", build, "riscv", needs=["linux-drivers-tree"])
    yield Case("build-linux-drivers-arm64", build, "arm64", needs=["linux-drivers-tree"])
    yield Case("build-linux-drivers-host", build, "host", APP, needs=["linux-drivers-tree"])
    for arch in RNG_SLOT:
        yield Case(
            "linux-drivers-%s-virtio-rng" % arch, virtio_rng, arch, needs=["linux-drivers-" + arch]
        )
    needs = ["linux-drivers-host"]
    yield Case("linux-drivers-host-virtio-rng", rebind_keeps_memory, needs=needs)
    yield Case("linux-drivers-host-virtio-rng-noncoherent", rebind_noncoherent, needs=needs)
    for rule in ("id", "index", "length", "twice", "short", "silent"):
        yield Case(
            "linux-drivers-host-virtio-rng-" + rule,
            rebind_keeps_memory,
            "-disk-evil",
            rule,
            needs=needs,
        )
    yield Case(
        "linux-drivers-host-virtio-input", rebind_keeps_memory, device="input", needs=needs
    )
    for rule in ("id", "index", "length", "twice", "short", "silent", "config"):
        yield Case(
            "linux-drivers-host-virtio-input-" + rule,
            rebind_keeps_memory,
            "-disk-evil",
            rule,
            device="input",
            needs=needs,
        )
