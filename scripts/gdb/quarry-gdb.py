# SPDX-License-Identifier: BSD-2-Clause
"""Load Quarry's commands into gdb: source scripts/gdb/quarry-gdb.py.  Documentation/gdb.md explains them.

The commands start with "q-", and functions with $q_: one prefix to complete, as Linux's scripts have lx-, and none that gdb
or those scripts use, so that both can be loaded.  They only read: nothing is called in the machine, and no register is set.
"""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from quarry import devices, frames, log, objects, pages, percpu, tables, threads, vmalloc  # noqa: E402

for part in (frames, percpu, threads, log, pages, objects, tables, vmalloc, devices):
    part.register()
print("Quarry's commands start with q-: \"help user-defined\" lists them.")
