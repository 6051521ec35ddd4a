# SPDX-License-Identifier: BSD-2-Clause
"""make traces: run the workloads of tests/traces on the RISC-V target, and record their
allocations.

The recorded traces change only if the workloads, or the code that they call, change.
"""
import os
import re
import sys

from boot import COMMON, PROGRAM, image
from harness import Failure, TOP, configured, need_qemu, run

FOLDER = os.path.join(TOP, "tests/traces")
TRACE = re.compile(r"^trace (\w+): (.*), error 0\r?\n((?:[0-9a-f]+\r?\n)*)end of trace", re.M)


def record(name):
    status, output = run(
        "traces-" + name,
        [
            PROGRAM["riscv"],
            "-M",
            "virt",
            "-m",
            "128M",
            *COMMON,
            "-kernel",
            image("record"),
            "-append",
            'run="trace_record %s"' % name,
        ],
        300,
    )
    found = TRACE.search(output)
    if status or not found:
        raise Failure("%s: status %s, no trace" % (name, status))
    with open(os.path.join(FOLDER, name + ".trace"), "wb") as f:
        f.write(bytes.fromhex("".join(found.group(3).split())))
    print("%s: %s" % (name, found.group(2)))


def main():
    try:
        need_qemu(PROGRAM["riscv"], 7)
        configured("record", "record", "qemu_virt_riscv64", ["tests/record.config"])
        for name in ("packets", "probe", "service"):
            record(name)
    except Failure as reason:
        sys.stderr.write("%s\n" % reason)
        return 1
    return 0
