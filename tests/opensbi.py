# SPDX-License-Identifier: BSD-2-Clause
"""Check two boot methods of OpenSBI: payload and jump.  All other cases use FW_DYNAMIC, as QEMU
does by default."""
import os
import subprocess

from boot import COMMANDS, COMMON, PROGRAM, RISCV, image
from console import session
from harness import Case, Failure, OUT, Skip, expect, need_qemu, refuse, run, tool

MACHINE = [
    *RISCV["virt"][0][:2],
    "-smp",
    "1",
    "-m",
    "256M",
]  # one hart, as some harts never leave fw_jump of OpenSBI 1.5


def fw_jump():
    listed = subprocess.run(
        ["dpkg", "-L", "opensbi"], capture_output=True, text=True
    ).stdout.splitlines()
    found = [path for path in listed if "riscv64" in path and path.endswith("/generic/fw_jump.bin")]
    if not found:
        raise Skip("opensbi is not installed")
    return found[0]


def jump(name):
    need_qemu(PROGRAM["riscv"], 10)
    status, output = run(
        name,
        [
            PROGRAM["riscv"],
            *MACHINE,
            *COMMON,
            "-bios",
            fw_jump(),
            "-kernel",
            image("riscv"),
            "-append",
            'run="%s"' % COMMANDS,
        ],
        40,
    )
    expect(output, "OpenSBI", "Quarry ", "W.X: 0 violations")
    refuse(output, "Kernel panic", "WARNING", "^.*Fault:")
    if status:
        raise Failure("exit status %s" % status)


def payload(name):
    """Boot one file that contains the firmware and the image.  The boot has no arguments, so
    commands are typed at the prompt."""
    need_qemu(PROGRAM["riscv"], 10)
    fw_jump()
    path = os.path.join(OUT, name + ".bin")
    tool("scripts/mkpayload.sh", image("riscv"), path)
    output = session(
        name,
        [PROGRAM["riscv"], *MACHINE, *COMMON, "-bios", path],
        [("", "quarry> "), ("ptdump\r", "W.X: 0 violations"), ("poweroff\r", None)],
    )
    expect(output, "OpenSBI", "Quarry ")
    refuse(output, "WARNING", "Fault:")


def cases():
    yield Case("opensbi-jump", jump, needs=["riscv"])
    yield Case("opensbi-payload", payload, needs=["riscv"])
