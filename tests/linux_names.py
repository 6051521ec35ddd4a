# SPDX-License-Identifier: BSD-2-Clause
"""Check make linux-names: on a small tree, for wrong arguments, and that the counts of the package
linux-source-6.12 are those of Documentation/drivers.md."""
import os
import re
import shutil

from builds import TARGETS
from harness import Case, Failure, OUT, Skip, TOP, expect, run

ARCHIVE = "/usr/src/linux-source-6.12.tar.xz"
TOLERANCE = 0.02  # a point release of Linux has a few drivers more
# A tree: the drivers call a name that Quarry has, a name that it lacks, and include such a header.
LINUX = {
    "include/linux/module.h": "#define module_init(f) int f(void)\n",
    "include/linux/slab.h": "void *kzalloc(int size, int flags);\nvoid *kfrobnicate(void);\n",
    "include/linux/frob.h": "",
    "arch/arm64/include/asm/io.h": "",
    "drivers/a/whole.c": '#include <linux/module.h>\n#include <linux/slab.h>\n#include "own.h"\n'
    "static int __init whole_init(void)\n{\n\treturn own(kzalloc(4, GFP_KERNEL));\n}\n"
    "module_init(whole_init);\n",
    "drivers/a/own.h": "static inline int own(void *p)\n{\n\tkfree(p);\n\treturn 0;\n}\n",
    "drivers/a/function.c": "#include <linux/module.h>\n#include <linux/slab.h>\n"
    "static int __init lacks_init(void)\n{\n\treturn !kfrobnicate();\n}\nmodule_init(lacks_init);\n",
    "drivers/a/header.c": "#include <linux/module.h>\n#include <linux/frob.h>\n"
    "static int __init lacks_init(void)\n{\n\treturn 0;\n}\nmodule_init(lacks_init);\n",
    "drivers/b/library.c": '#include <linux/types.h>\nint lib(void); /* kfrobnicate() */\n'
    'int lib(void)\n{\n\treturn sizeof("kfrobnicate()");\n}\n',
}
ROWS = ("files in drivers/", "of these, drivers")


def counted(name, linux, limit=600, *args):
    """Return (status, output) of the command."""
    folder, board = "O=" + os.path.join(OUT, "arm64"), "BOARD=" + TARGETS["arm64"]
    command = ["make", "--no-print-directory", folder, board, "linux-names"]
    return run(name, [*command, *(["LINUX=" + linux] if linux else []), *args], limit)


def rows(text):
    """Return {row: counts} of a table."""
    found = {}
    for line in ROWS:
        match = re.search(r"^\| %s \|(.*)\|$" % re.escape(line), text, re.M)
        if not match:
            raise Failure("there is no row '%s'" % line)
        found[line] = [int(count.replace(",", "")) for count in re.findall(r"[\d,]+", match[1])]
    return found


def small(name):
    tree = os.path.join(OUT, "linux-names-tree")
    shutil.rmtree(tree, ignore_errors=True)
    for path, text in LINUX.items():
        path = os.path.join(tree, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as f:
            f.write(text)
    status, output = counted(name, tree, 600, "LIST=1")
    if status or rows(output) != dict(zip(ROWS, ([4, 3, 3, 2], [3, 2, 2, 1]))):
        raise Failure("status %s, counts %s" % (status, rows(output)))
    expect(output, "^ +1  linux/frob.h$", "^ +1  kfrobnicate$", "^  drivers/a/whole.c$")


def arguments(name):
    nothing = os.path.join(OUT, "linux-names-nothing")
    for linux, args, message in (
        ("", [], "Say where the source of Linux is"),
        (nothing, [], "there is no .*linux-names-nothing"),
        (os.path.join(TOP, "mm"), [], "mm has no folder drivers: it is not Linux's source"),
        (os.path.join(TOP, "README.md"), [], "README.md is not an archive of Linux's source"),
        (TOP, ["SAMPLE=-1"], "SAMPLE=-1: the number of files must be positive"),
    ):
        status, output = counted(name, linux, 60, *args)
        if not status:
            raise Failure("LINUX=%s %s is accepted" % (linux, " ".join(args)))
        expect(output, message)


def documented(name):
    """The counts in drivers.md are those of Debian's package."""
    if not os.path.exists(ARCHIVE):
        raise Skip("linux-source-6.12 is not installed")
    with open(os.path.join(TOP, "Documentation", "drivers.md")) as f:
        said = rows(f.read())
    status, output = counted(name, ARCHIVE)
    if status:
        raise Failure("status %s" % status)
    for line, counts in rows(output).items():
        for mine, now in zip(said[line], counts):
            if abs(mine - now) > max(3, now * TOLERANCE):
                raise Failure("drivers.md says %s for '%s', it is %s" % (said[line], line, counts))


def cases():
    yield Case("linux-names-small", small, needs=["arm64"])
    yield Case("linux-names-arguments", arguments, needs=["arm64"])


def long_cases():
    yield Case("linux-names-documented", documented, needs=["arm64"], cpus=2, long=True)
