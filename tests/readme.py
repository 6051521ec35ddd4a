#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Check that the first screen in README is the output of "make run" at a terminal.

        tests/readme.py    write the first screen again
"""
import os
import pty
import re
import select
import subprocess
import sys
import time

from harness import Case, Failure, OUT, TOP, log_path, tool

README = os.path.join(TOP, "README.md")
LIMIT = 60
# Patterns of the lines in README, in order.  These lines are the same with each version of QEMU.
# None stands for omitted lines.
SHOWN = (
    r"\] Quarry ",
    r"\] timer: ",
    r"CPUs run",
    r"\] vda: ",
    "image: text",
    "image: rodata",
    "image: data",
    None,
    "^This text was read",
    "^welcome.txt: OK",
    None,
    '^Type "help"',
    "^quarry>",
)
BLOCK = re.compile(r"(`make run` shows .*?:\n\n)(.*?)(?=\n\n## )", re.S)


def seen(name, path=None):
    """Return the output of "make run" at a terminal up to the prompt, where poweroff is typed."""
    master, slave = pty.openpty()
    env = dict(os.environ, PATH=path + ":" + os.environ["PATH"]) if path else None
    process = subprocess.Popen(
        [
            "make",
            "--no-print-directory",
            "run",
            "BOARD=qemu_virt_riscv64",
            "O=" + os.path.join(OUT, "riscv-default"),
        ],
        cwd=TOP,
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env=env,
        start_new_session=True,
    )
    os.close(slave)
    text, end, typed = b"", time.time() + LIMIT, False
    while select.select([master], [], [], max(0, end - time.time()))[0]:
        try:
            text += os.read(master, 4096)
        except OSError:  # the program has exited
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
        shown.append(
            re.match(pattern, lines[found])[0] if "quarry>" in pattern else lines[found].rstrip()
        )
        at = found + 1
    return shown


def without_figures(line):
    """Replace times, addresses and sizes by N, because these change with each build and each
    version of QEMU."""
    return re.sub(
        r"\b(0x)?[0-9a-f]*\d[0-9a-f]*\b|(?<=Sv)\d+", "N", re.sub(r" +", " ", line.strip())
    )


def compare(name, path=None):
    with open(README) as f:
        block = BLOCK.search(f.read())
    told = [line[4:] for line in block[2].split("\n")]
    now = excerpt(seen(name, path))
    for mine, yours in zip(told, now):
        if without_figures(mine) != without_figures(yours):
            raise Failure(
                "README.md says %r, make run %r: tests/readme.py writes it anew" % (mine, yours)
            )
    if len(told) != len(now):
        raise Failure("README.md has %d lines of it, make run %d" % (len(told), len(now)))


# Packages of Debian 12 with QEMU 7.2, which "make run" accepts.  The case unpacks them into a
# separate folder, because QEMU from backports may be installed.
OLD_QEMU = ("qemu-system-misc", "qemu-system-common", "qemu-system-data", "opensbi")


def compare_old(name):
    folder = os.path.join(OUT, "qemu-7.2")
    root, program = os.path.join(folder, "root"), os.path.join(folder, "bin", "qemu-system-riscv64")
    os.makedirs(os.path.dirname(program), exist_ok=True)
    if not os.path.exists(program):
        tool("apt-get", "download", *(package + "/bookworm" for package in OLD_QEMU), cwd=folder)
        for package in os.listdir(folder):
            if package.endswith(".deb"):
                tool("dpkg", "-x", package, "root", cwd=folder)
        with open(program, "w") as f:
            f.write(
                '#!/bin/sh\nexec %s/usr/bin/qemu-system-riscv64 -L %s/usr/share/qemu "$@"\n'
                % (root, root)
            )
        os.chmod(program, 0o755)
    version = subprocess.run([program, "--version"], capture_output=True, text=True)
    if "version 7.2" not in version.stdout:
        raise Failure("not QEMU 7.2: %s%s" % (version.stdout, version.stderr))
    compare(name, os.path.dirname(program))


def is_debian_12():
    with open("/etc/os-release") as f:
        return "VERSION_CODENAME=bookworm" in f.read()


def cases():
    yield Case("readme-first-screen", compare, needs=["riscv-default"])


def long_cases():
    if is_debian_12():
        yield Case("readme-first-screen-qemu-7.2", compare_old, needs=["riscv-default"])


def main():
    block = "\n".join(("    " + line).rstrip() for line in excerpt(seen("readme")))
    with open(README) as f:
        text = f.read()
    with open(README, "w") as f:
        f.write(BLOCK.sub(lambda m: m[1] + block, text))
    return 0


if __name__ == "__main__":
    sys.exit(main())
