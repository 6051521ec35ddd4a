# SPDX-License-Identifier: BSD-2-Clause
"""Check that DEBUG=1 finds the bugs of tests/planted, a program that was not written for Quarry."""
import os

from builds import TARGETS
from harness import Case, Failure, OUT, expect, make, refuse, run
from libc import machine

PORTS = {**TARGETS, "host": "host"}
COMMANDS = "slabinfo -v; kmemleak scan; kmemleak scan; kmemleak"
FOUND = {
    "overflow": ["Right Redzone overwritten", r"\(13 requested\)", r"^\[.*\]     overflow\+0x"],
    "free_twice": [r"kfree\(.* freed already", r"freed by free_twice\+0x"],
    "write_late": ["Poison overwritten", r"freed by write_late\+0x"],
    "leak": [r"^unreferenced object 0x[0-9a-f]+ \(size [78][02]\):(.*\n){,12}.*\] leak\+0x"],
}


def build(name, port):
    folder = os.path.join(OUT, "planted-" + port)
    arguments = ["O=" + folder, "APP=tests/planted", "DEBUG=1", "FRAGMENTS=tests/plain.config"]
    make(name, *arguments, PORTS[port] + "_defconfig")
    make(name, *arguments, "BOARD=" + PORTS[port])


def found(name, port):
    image = os.path.join(OUT, "planted-" + port, "quarry.elf" if port == "host" else "Image")
    status, output = run(name, machine(port, image, 'run="%s"' % COMMANDS), 60)
    output = output.replace("\r", "")
    expect(output, "^the program has ended$", "kmemleak: 1 new suspected memory leaks")
    for patterns in FOUND.values():
        expect(output, *patterns)
    refuse(output, "Kernel panic", "Unknown kernel command line")
    if status != 1:  # slabinfo -v finds damage and ends with status 1
        raise Failure("exit status %s" % status)


def cases():
    for port in PORTS:
        yield Case("build-planted-" + port, build, port)
        yield Case("planted-" + port, found, port, needs=["planted-" + port, "disk"])
