#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Choose the symbols of the firmware that an application can see.

    exports.py OUT QUARRY --nm NM --headers FILE [--header FOLDER...] [--name NAME...]
               [--user FILE...] [--host FILE...]

QUARRY is the firmware as one relocatable object.  Its public interface consists of these global
symbols:
- each name in a declaration, a macro or an inline function of the public headers, which are the
  headers that FILE of --headers lists (output of a compiler's -M) and all headers of a FOLDER,
- the names of --name,
- each name that a library (FILE of --user) leaves undefined or also defines,
- the functions that compilers call.

All symbols of the firmware become local, so that its own calls reach its own functions.  Each
public symbol also gets a weak global symbol with the same name and address: an application that
defines sort() or panic() links, and calls its own function.  app_main() is not changed, because
the firmware calls the application's function.  A public thread-local variable gets no second
symbol, because objcopy cannot add one of that type: llvm-objcopy would add an object, and a
linker would use its address as its offset from the thread pointer.

On the host port, the objects that use the build machine's C library (FILE of --host) call the
firmware by names that begin with host_.  These names get a prefix, so that an application may
use them, too.

The sections of code get separate names, so that the linker script can distinguish the firmware's
code from an application's.

The output files are OUT/quarry.args and OUT/host.args, which are options of objcopy, and
OUT/symbols with the public names.
"""
import argparse
import os
import re
import subprocess

HOST = "host_"
# References to _start and kallsyms_lookup make the linker load the firmware from an archive.
STAY = {"app_main", "_start", "kallsyms_lookup"}
# Functions that compilers call if the CPU lacks an instruction, and functions that check accesses.
OF_COMPILER = re.compile(r"__(atomic_\w+_\d+|\w+[ds]i2|asan_\w+)$")
COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.S)
CODE = re.compile(r"(\.ref)?\.text(\.|$)")
FIRMWARE = ".text..quarry"
WORD = re.compile(r"[A-Za-z_]\w*")


def dependencies(path):
    """Return the prerequisites in the rule that the compiler's -M wrote to a file."""
    with open(path) as f:
        return f.read().replace("\\\n", " ").split(":", 1)[1].split()


def below(folder):
    return [os.path.join(path, name) for path, _, names in os.walk(folder) for name in names]


def words(paths):
    found = set()
    for path in paths:
        with open(path, errors="replace") as f:
            found.update(WORD.findall(COMMENT.sub(" ", f.read())))
    return found


def listed(nm, *options):
    return subprocess.run(
        [*nm.split(), *options], capture_output=True, text=True, check=True
    ).stdout.splitlines()


def undefined(nm, files):
    return {
        line.split()[-1]
        for path in files
        for line in listed(nm, "-u", path)
        if line and not line.endswith(":")
    }


def mentioned(nm, files):
    """Return the names that libraries define or leave undefined."""
    return {
        line.split()[-1]
        for path in files
        for line in listed(nm, "-g", path)
        if line and not line.endswith(":")
    }


def defined(nm, path):
    """Return a dictionary of the global symbols: name to (section, offset, kind).  The kind is
    "function", "object" or "tls"."""
    found = {}
    for line in listed(nm, "-g", "--defined-only", "-f", "sysv", path):
        fields = [field.strip() for field in line.split("|")]
        if len(fields) == 7 and fields[6] not in ("", "*ABS*"):
            kind = {"FUNC": "function", "TLS": "tls"}.get(fields[3], "object")
            found[fields[0]] = (fields[6], int(fields[1], 16), kind)
    return found


def code_sections(nm, path):
    """Return the sections of functions that the linker script places in the order of the files."""
    fields = [line.split("|") for line in listed(nm, "--defined-only", "-f", "sysv", path)]
    names = {field[6].strip() for field in fields if len(field) == 7}
    return sorted(name for name in names if CODE.match(name) and not name.startswith(".text.hot"))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out")
    parser.add_argument("quarry")
    parser.add_argument("--nm", required=True)
    parser.add_argument("--headers", required=True)
    for option in ("--header", "--name", "--user", "--host"):
        parser.add_argument(option, action="append", default=[])
    args = parser.parse_args()
    symbols = defined(args.nm, args.quarry)
    stay = symbols.keys() & STAY
    headers = dependencies(args.headers) + [
        path for folder in args.header for path in below(folder)
    ]
    public = (
        symbols.keys() & (words(headers) | mentioned(args.nm, args.user) | set(args.name)) - stay
    )
    public |= {name for name in symbols if OF_COMPILER.match(name)}
    for_host = {
        name for name in symbols.keys() & undefined(args.nm, args.host) if name.startswith(HOST)
    }

    renamed = {name: FIRMWARE + name for name in code_sections(args.nm, args.quarry)}

    def alias(name, prefix, binding):
        section, offset, kind = symbols[name]
        if kind == "tls":
            return "--keep-global-symbol=%s\n--weaken-symbol=%s\n" % (name, name)
        return "--add-symbol=%s%s=%s:0x%x,%s,%s\n" % (
            prefix,
            name,
            renamed.get(section, section),
            offset,
            binding,
            kind,
        )

    with open(os.path.join(args.out, "quarry.args"), "w") as f:
        f.writelines("--rename-section=%s=%s\n" % names for names in renamed.items())
        f.writelines("--keep-global-symbol=%s\n" % name for name in sorted(stay))
        f.writelines(alias(name, "", "weak") for name in sorted(public))
        f.writelines(alias(name, "quarry_", "global") for name in sorted(for_host))
    with open(os.path.join(args.out, "host.args"), "w") as f:
        f.writelines("--redefine-sym=%s=quarry_%s\n" % (name, name) for name in sorted(for_host))
    with open(os.path.join(args.out, "symbols"), "w") as f:
        f.writelines(name + "\n" for name in sorted(public))


main()
