#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""README's first screen is what "make run" shows at a terminal.

    tests/readme.py    write it anew
"""
import os
import pty
import re
import select
import subprocess
import sys
import time

from harness import Case, Failure, OUT, TOP, log_path

README = os.path.join(TOP, "README.md")
LIMIT = 60
# The lines that README shows, in order; None stands for what is left out.
SHOWN = (r"\] Quarry ", r"\] MMU: ", r"CPUs run", r"\] vda: ", r"node 0$", "free at boot", "image: text", None,
         "^This text was read", "^welcome.txt: OK", None, '^Type "help"', "^quarry>")
BLOCK = re.compile(r"(`make run` shows .*?:\n\n)(.*?)(?=\n\n## )", re.S)


def seen(name, path=None):
    """What "make run" prints at a terminal up to the prompt; it is left by poweroff."""
    master, slave = pty.openpty()
    env = dict(os.environ, PATH=path + ":" + os.environ["PATH"]) if path else None
    process = subprocess.Popen(["make", "--no-print-directory", "run", "BOARD=qemu_virt_riscv64",
                                "O=" + os.path.join(OUT, "riscv-default")], cwd=TOP, stdin=slave, stdout=slave,
                               stderr=slave, env=env, start_new_session=True)
    os.close(slave)
    text, end, typed = b"", time.time() + LIMIT, False
    while select.select([master], [], [], max(0, end - time.time()))[0]:
        try:
            text += os.read(master, 4096)
        except OSError:     # the other side has ended
            break
        if not typed and b"quarry> " in text:
            os.write(master, b"poweroff\r")
            typed = True
    process.kill()
    process.wait()
    os.close(master)
    with open(log_path(name), "wb") as log:
        log.write(text)
    return text.decode(errors="replace").replace("\r", "")


def excerpt(output):
    lines, shown, at = output.split("\n"), [], 0
    for pattern in SHOWN:
        if pattern is None:
            shown.append("" if shown[-1].startswith("welcome") else "  ...")
            continue
        found = next((i for i in range(at, len(lines)) if re.search(pattern, lines[i])), None)
        if found is None:
            raise Failure("make run does not show: %s" % pattern)
        shown.append(re.match(pattern, lines[found])[0] if "quarry>" in pattern else lines[found].rstrip())
        at = found + 1
    return shown


def without_figures(line):
    """Times, addresses and sizes change with each build and emulator."""
    return re.sub(r"\b(0x)?[0-9a-f]*\d[0-9a-f]*\b|(?<=Sv)\d+", "N", re.sub(r" +", " ", line.strip()))


def compare(name, path=None):
    with open(README) as f:
        block = BLOCK.search(f.read())
    told = [line[4:] for line in block[2].split("\n")]
    now = excerpt(seen(name, path))
    for mine, yours in zip(told, now):
        if without_figures(mine) != without_figures(yours):
            raise Failure("README.md says %r, make run %r: tests/readme.py writes it anew" % (mine, yours))
    if len(told) != len(now):
        raise Failure("README.md has %d lines of it, make run %d" % (len(told), len(now)))


# The emulator of Debian 12 itself, beside that of its backports.
OLD_QEMU = ("qemu-system-misc", "qemu-system-common", "qemu-system-data", "opensbi")


def cases():
    yield Case("readme-first-screen", compare, needs=["riscv-default"])


def main():
    block = "\n".join(("    " + line).rstrip() for line in excerpt(seen("readme")))
    with open(README) as f:
        text = f.read()
    with open(README, "w") as f:
        f.write(BLOCK.sub(lambda m: m[1] + block, text))
    return 0


if __name__ == "__main__":
    sys.exit(main())
