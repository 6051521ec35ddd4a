# SPDX-License-Identifier: BSD-2-Clause
"""Add source lines to the parts of a failed case's log that are shown. scripts/decode finds the
lines."""
import os
import re
import subprocess

from harness import TOP

COMMAND = re.compile(r"^\$ (.*)", re.M)  # the command with which each log begins
IMAGE = re.compile(r"(\S+)/(?:Image|quarry\.elf)(?!\S)")


def elf_of(log):
    """Return the ELF file of the image that a log's last command ran, or None.  The file must be in
    the folder of the image."""
    commands = COMMAND.findall(log)
    image = IMAGE.search(commands[-1]) if commands else None
    elf = os.path.join(TOP, image[1], "quarry.elf") if image else None
    return elf if elf and os.path.exists(elf) else None


def decoded(log, shown):
    """Return a part of a log with source lines, or the unchanged part if source lines are not
    available."""
    elf = elf_of(log)
    if elf is None:
        return shown
    done = subprocess.run(
        [os.path.join(TOP, "scripts/decode"), "-e", elf],
        input=shown.encode(errors="replace"),
        capture_output=True,
    )
    return shown if done.returncode else done.stdout.decode(errors="replace")
