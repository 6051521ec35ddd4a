# SPDX-License-Identifier: BSD-2-Clause
"""Source lines in what is shown of a failed case's log, by scripts/decode."""
import os
import re
import subprocess

from harness import TOP

COMMAND = re.compile(r"^\$ (.*)", re.M)     # each log begins with it
IMAGE = re.compile(r"(\S+)/(?:Image|quarry\.elf)(?!\S)")


def elf_of(log):
    """Return the ELF of the image that a log's last command ran, or None if none is beside the image."""
    commands = COMMAND.findall(log)
    image = IMAGE.search(commands[-1]) if commands else None
    elf = os.path.join(TOP, image[1], "quarry.elf") if image else None
    return elf if elf and os.path.exists(elf) else None


def decoded(log, shown):
    """Return a part of a log with source lines, or as it is if there are none."""
    elf = elf_of(log)
    if elf is None:
        return shown
    done = subprocess.run([os.path.join(TOP, "scripts/decode"), "-e", elf], input=shown.encode(errors="replace"),
                          capture_output=True)
    return shown if done.returncode else done.stdout.decode(errors="replace")
