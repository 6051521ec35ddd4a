#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Print the boot arguments that the sources accept, each with the file that accepts it.

        scripts/bootargs.py
"""
import os
import re
import sys

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FOLDERS = (
    "arch",
    "containers",
    "drivers",
    "efi",
    "fs",
    "init",
    "kernel",
    "kunit",
    "lib",
    "libc",
    "mm",
    "of",
    "shell",
)
EARLY = re.compile(r'^(?:early|core)_param\("([^"]+)"|^__setup\("([^"=]+)', re.M)
# The definition of a macro that registers its argument as a boot argument.
BY_MACRO = re.compile(r"#define (\w+)\((\w+),[^\n]*\n(?:.*\\\n)*early_param\(#\2,")
# Calls of functions that read a boot argument later than early_param().
READ = re.compile(r'\b(?:cmdline_find|cmdline_value|set_fail_nth)\("([^"]+)"')
# module_param() and its variants, such as module_param_named() and module_param_cb().
MODULE = re.compile(r"^module_param(?:_\w+)?\((\w+),", re.M)
TUNABLE = re.compile(r'^SYSCTL(?:_ARRAY)?\(\w+, "([^"]+)"', re.M)


def names(path, text):
    """Yield all names that one file accepts."""
    for match in EARLY.finditer(text):
        yield match[1] or match[2]
    for macro, _ in BY_MACRO.findall(text):
        yield from re.findall(r"^%s\((\w+)," % macro, text, re.M)
    yield from READ.findall(text)
    for name in MODULE.findall(text):
        yield "%s.%s" % (os.path.basename(path)[: -len(".c")], name)
    for name in TUNABLE.findall(text):
        yield "sysctl." + name


def collect():
    """Return a dictionary from each boot argument's name to the file that accepts it."""
    found = {}
    for folder in FOLDERS:
        for where, _, files in os.walk(os.path.join(TOP, folder)):
            for file in sorted(files):
                if file.endswith(".c"):
                    path = os.path.join(where, file)
                    with open(path) as f:
                        for name in names(path, f.read()):
                            found.setdefault(name, os.path.relpath(path, TOP))
    return found


def main():
    for name, path in sorted(collect().items()):
        print("%-32s %s" % (name, path))


if __name__ == "__main__":
    sys.exit(main())
