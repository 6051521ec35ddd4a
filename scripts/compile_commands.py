#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Print the compilation database (compile_commands.json) of an image.

    compile_commands.py CC FLAGS SRCTREE OUT OBJECT...
"""
import json
import os
import sys


def main():
    compiler, flags, top, out, *objects = sys.argv[1:]
    entries = []
    for obj in objects:
        stem = os.path.splitext(os.path.relpath(obj, out))[0]
        source = os.path.join(top, stem + ".c")
        if os.path.exists(source):
            name = os.path.basename(stem)
            entries.append(
                {
                    "directory": top,
                    "file": source,
                    "arguments": [
                        *compiler.split(),
                        *flags.split(),
                        '-DKBUILD_MODNAME="%s"' % name,
                        "-c",
                        source,
                    ],
                }
            )
    json.dump(entries, sys.stdout, indent=1)
    print()


main()
