# SPDX-License-Identifier: BSD-2-Clause
"""Load Quarry's commands into gdb: source scripts/gdb/quarry-gdb.py.  Documentation/gdb.md explains
them.

The commands begin with "q-" and the functions with "$q_", like "lx-" of Linux's scripts.  gdb and
those scripts use other names, so that both can be loaded.  The commands only read: they call no
function in the machine and set no register.
"""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from quarry import (
    devices,
    frames,
    log,
    objects,
    pages,
    percpu,
    tables,
    threads,
    vmalloc,
)  # noqa: E402

for part in (frames, percpu, threads, log, pages, objects, tables, vmalloc, devices):
    part.register()
print("Quarry's commands start with q-: \"help user-defined\" lists them.")
