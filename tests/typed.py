#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Type lines at U-Boot's prompt.

        tests/typed.py FILE PATTERN -- COMMAND...

Run the command, stop U-Boot's countdown, type each line of FILE at a separate prompt, and end the
command when its output after the last line matches PATTERN.
"""
import os
import re
import select
import subprocess
import sys

PROMPT = re.compile(rb"(=> |U-Boot> )$")


def main():
    with open(sys.argv[1], "rb") as f:
        lines = f.read().splitlines()
    pattern = re.compile(sys.argv[2].encode())
    machine = subprocess.Popen(
        sys.argv[4:], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    seen = b""
    stopped = False
    while select.select([machine.stdout], [], [], 60)[0]:
        chunk = os.read(machine.stdout.fileno(), 4096)
        if not chunk:
            break
        sys.stdout.buffer.write(chunk)
        sys.stdout.flush()
        seen += chunk
        if not stopped and b"stop autoboot" in seen:
            stopped, seen = True, b""
            machine.stdin.write(b"\r")
            machine.stdin.flush()
        elif stopped and lines and PROMPT.search(seen):
            seen = b""
            machine.stdin.write(lines.pop(0) + b"\r")
            machine.stdin.flush()
        elif not lines and pattern.search(seen):
            break
    machine.kill()
    machine.wait()
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
