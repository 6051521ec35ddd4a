# SPDX-License-Identifier: BSD-2-Clause
"""Check the prompt with typed input, the commands poweroff and reboot, and the messages of the
set-up script."""
import fcntl
import os
import re
import select
import shutil
import struct
import subprocess
import time

from bad import MACHINE, boot, compile_dtb, dtb_source
from boot import COMMON, PROGRAM, image
from harness import (
    GATHER,
    LONGEST,
    OUT,
    TOP,
    Case,
    Failure,
    Skip,
    expect,
    log_path,
    need_qemu,
    refuse,
    run,
    tool,
)

LIMIT = 15  # seconds without output after which a session fails
# typed text, and the output that must follow
SESSION = [
    ("", "quarry> "),
    ("mem\t", "meminfo  memmap"),  # the candidates are listed, sorted
    ("i\t\r", "MemFree:"),  # a single candidate is completed
    ("buddyinfo; nosuch\r", "nosuch: there is no such command"),
    ("\x1b[A\x1b[A\r", "MemTotal:"),  # two lines back in the history
    ("xhelp\x01\x1b[3~\x05 irqs\r", "irqs           \\[-j\\]"),  # keys Home, Delete, End
    ("abc def\x17\x15cpuinfo -j\r", "\"state\": \"online\""),  # Ctrl-W and Ctrl-U erase
    ("echo \"a\x03", "\\^C"),
    ("slabtop -d 5\r", "OBJS ACTIVE  USE OBJ SIZE .*(?s:.*)q: quit"),
    ("n", "CACHE SIZE NAME(?s:.*)q: quit"),  # key for the order by name
    ("q", "quarry> "),
    ("poweroff\r", None),
]


def read_until(process, pattern, seen, longest=LONGEST * LIMIT):
    """Read output until the part after the position @seen matches.  Raises Failure if nothing is
    printed for LIMIT seconds, or after @longest seconds."""
    buffer, deadline = process.collected, time.time() + longest
    while not re.search(pattern, bytes(buffer[seen:]).decode(errors="replace")):
        if time.time() > deadline or not select.select([process.stdout], [], [], LIMIT)[0]:
            raise Failure("not seen: %s" % pattern)
        time.sleep(GATHER)
        chunk = os.read(process.stdout.fileno(), 4096)
        if not chunk:
            raise Failure("the machine ended before: %s" % pattern)
        buffer += chunk


def session(name, command, steps, ends=True, longest=LONGEST * LIMIT):
    """Type the keys of each step at a machine, and wait for the pattern of the step.  If @ends, the
    machine must then power off with status 0.  Returns the output."""
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    process.collected = bytearray()
    try:
        for keys, pattern in steps:
            seen = len(process.collected) if keys else 0
            process.stdin.write(keys.encode())
            process.stdin.flush()
            if pattern:
                read_until(process, pattern, seen, longest)
        status = process.wait(timeout=LIMIT) if ends else 0
        process.collected += process.stdout.read() if ends else b""
        if status:
            raise Failure("poweroff ended with status %d" % status)
        return process.collected.decode(errors="replace")
    except subprocess.TimeoutExpired:
        raise Failure("poweroff does not end the machine")
    finally:
        process.kill()
        process.wait()
        with open(log_path(name), "wb") as log:
            log.write(b"$ %s\n%s" % (" ".join(command).encode(), process.collected))


def typed(name, arch):
    need_qemu(PROGRAM[arch], 7)
    session(name, [PROGRAM[arch], *MACHINE[arch], *COMMON, "-kernel", image(arch)], SESSION)


# For each port: address of the first virtio-mmio device's registers, of free RAM, and an address at
# which there is neither a device nor RAM.
ADDRESSES = {
    "riscv": (0x10001000, 0x86000000, 0x6000000),
    "arm64": (0x0A000000, 0x46000000, 0xB000000),
    "host": (0x10001000, 0x86000000, 0x1000000000),
}
SCRIPTS = {
    "script": "# a comment\n\necho from 'the  script'\nnosuch; echo at its end\n",
    "again": "source again\n",
}


def prompt_steps(registers, ram, nothing):
    return [
        ("", "for the commands"),
        ("echo one 'two  three' \"four's\" -j\r", "one two  three four's -j\\s"),
        ("time echo timed\r", r"\stimed\s+\d+\.\d{6} s, \d+ instructions"),
        ("cat wel\t\r", "read from a disk by DMA"),
        ("sha256sum data/\t", r"data/empty  data/numbers\.txt  \s"),
        (
            "\x15source scr\t\r",
            r"\sfrom the  script\s+nosuch: there is no such command(?s:.*)at its end",
        ),
        ("source again\r", "scripts source each other too deeply"),
        ("source nosuch\r", "nosuch: there is no such file"),
        ("help sou\t\r", r"run the lines of a file as commands\s+Empty lines"),
        ("md.l %#x 1\r" % registers, "%08x: 74726976 .* virt" % registers),
        (
            "mw.q %#x 0x6867666564636261 2; md.w %#x 4\r" % (ram, ram),
            "%08x: 6261 6463 6665 6867  .* abcdefgh" % ram,
        ),
        ("mw.b %#x 0x41 3; md.b %#x 5\r" % (ram + 1, ram), "%08x: 61 41 41 41 65 " % ram),
        ("md %#x\r" % nothing, "%#x: cannot be read" % nothing),
        ("mw %#x 1\r" % nothing, "%#x: cannot be written" % nothing),
        ("md.l %#x\r" % (ram + 2), "md.l: an address is needed, a multiple of 4"),
        ("md.b %#x many\r" % ram, "many: a number is needed"),
        ("mw.b %#x 256\r" % ram, "the value is larger than the access"),
        ("md.x 0\r", "md.x: there is no such command"),
        ("echo " + 600 * "x" + "\r", "the line is longer than 511 characters: it is not run"),
        ("history\r", r"\d+  md\.x 0\s+\d+  echo x+\s+\d+  history\s"),
        ("kmalloc_latency 20000; echo 'not '   'run'\r", r"kmalloc \d+: "),
        ("typed ahead\x03", None),
        ("echo after one\r", r"\safter one\s"),
        ("slabtop -d 60\r", "OBJS ACTIVE"),
        ("\x03", None),
        ("echo after two\r", r"\safter two\s"),
        ("kunit xarray,idr,kfifo; echo 'not '   'run'\r", r"\sok 1 "),
        ("\x03", None),
        ("echo after three\r", r"\safter three\s"),
        ("poweroff\r", None),
    ]


def prompt(name, arch):
    """Check the commands of the prompt, completion of file names, scripts, and Ctrl-C."""
    folder = os.path.join(OUT, name)
    os.makedirs(folder, exist_ok=True)
    for script, text in SCRIPTS.items():
        with open(os.path.join(folder, script), "w") as f:
            f.write(text)
    disk = os.path.join(OUT, name + ".img")
    tool("scripts/mkdisk.sh", disk, *(os.path.join(folder, script) for script in SCRIPTS))
    if arch == "host":
        command = [os.path.join(OUT, "host", "quarry.elf"), "-m", "128M", "-disk", disk]
    else:
        need_qemu(PROGRAM[arch], 7)
        command = [
            PROGRAM[arch],
            *MACHINE[arch],
            *COMMON,
            "-kernel",
            image(arch),
            "-drive",
            "if=none,id=d,format=raw,readonly=on,file=" + disk,
            "-device",
            "virtio-blk-device,drive=d",
        ]
    output = session(name, command, prompt_steps(*ADDRESSES[arch]))
    refuse(output, "not  run", "typed ahead: there", "Kernel panic", "WARNING")


# Code that starts the image with x0 at the start of RAM, where QEMU puts the device tree:
# movz x0, #0x4000, lsl #16; movz x1, #0x4040, lsl #16; br x1
TO_IMAGE = struct.pack("<III", 0xD2A80000, 0xD2A80801, 0xD61F0020)


def at_el3(name, gic):
    """Boot at EL3 without any other firmware.  Interrupts of the timer and the console must
    arrive."""
    need_qemu(PROGRAM["arm64"], 10)
    jump = os.path.join(OUT, name + ".bin")
    with open(jump, "wb") as f:
        f.write(TO_IMAGE)
    command = [
        PROGRAM["arm64"],
        "-M",
        "virt,secure=on,gic-version=%d" % gic,
        "-cpu",
        "cortex-a72",
        "-m",
        "128M",
        *COMMON,
        "-device",
        "loader,addr=0x44000000,cpu-num=0,file=" + jump,
        "-device",
        "loader,addr=0x40400000,force-raw=on,file=" + image("arm64"),
    ]
    session(
        name,
        command,
        [
            ("", "entered at EL3"),
            ("", "quarry> "),
            ("kunit timer\r", "# Totals: pass:7 fail:0"),
            ("poweroff\r", None),
        ],
    )


# Code like TO_IMAGE, but with the device tree at 0x45000000: movz x0, #0x4500, lsl #16.
WITH_TREE = struct.pack("<III", 0xD2A8A000, 0xD2A80801, 0xD61F0020)


def psci_0_1(name, cpu_on, want):
    """Boot with a node of PSCI 0.1, whose only function has the number @cpu_on.  QEMU does not load
    the tree itself, because it would add a newer PSCI node."""
    need_qemu(PROGRAM["arm64"], 10)
    source = dtb_source(name, "arm64")
    source = re.sub(
        r'(?s)psci \{.*?\};',
        'psci { compatible = "arm,psci"; method = "hvc"; %s };' % cpu_on,
        source,
    )
    source = source.replace("chosen {", 'chosen { bootargs = "loglevel=7";', 1)
    jump = os.path.join(OUT, name + ".bin")
    with open(jump, "wb") as f:
        f.write(WITH_TREE)
    command = [
        PROGRAM["arm64"],
        *MACHINE["arm64"],
        *COMMON,
        "-device",
        "loader,addr=0x44000000,cpu-num=0,file=" + jump,
        "-device",
        "loader,addr=0x45000000,force-raw=on,file=" + compile_dtb(name, source),
        "-device",
        "loader,addr=0x40400000,force-raw=on,file=" + image("arm64"),
    ]
    session(name, command, [("", want), ("", "quarry> "), ("poweroff\r", None)])


def reboot(name, arch):
    """The command reboot resets the machine; with -no-reboot, QEMU exits."""
    boot(name, arch, ["-no-reboot"], ["Quarry "], 0, "reboot")


# Replacements for programs that the set-up script calls.  Its PATH has only these and NEEDED.
STAND_INS = {
    "dpkg-query": "exit 1",
    # The script calls "apt-get -s" to check whether the package in the last argument can be
    # installed.
    "apt-get": 'for name; do :; done; [ "$1" != -s ] || case " $UNKNOWN " in *" $name "*) exit 1 ;; *) exit 0 ;; esac; '
    'echo "apt-get${VIA:- unaided}: $*"',
    "id": '[ "$1" = -u ] && echo 1000 || echo somebody',
    "sudo": 'VIA=" through sudo" exec "$@"',
    "sudo-refuses": 'echo "sudo: a password is required" >&2; exit 1',
}
NEEDED = ("sh", "awk", "grep", "env", "tee", "sed", "tr")


def setup(name, goal, stand_ins, patterns, status, first="gcc-riscv64-linux-gnu", **variables):
    folder = os.path.join(OUT, name)
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    for program in NEEDED + ("true",):
        os.symlink(shutil.which(program), os.path.join(folder, program))
    for program in stand_ins:
        path = os.path.join(folder, program.replace("-refuses", ""))
        with open(path, "w") as f:
            f.write("#!/bin/sh\n%s\n" % STAND_INS[program])
        os.chmod(path, 0o755)
    env = dict(os.environ, PATH=folder, **variables)
    got, output = run(name, ["/bin/sh", "scripts/setup.sh", *goal.split()], LIMIT, env)
    expect(output, "^Missing packages: " + first, *patterns)
    if got != status:
        raise Failure("status %s" % got)
    return output


PROGRAMS = ("dpkg-query", "apt-get", "id")
BY_HAND = "^  apt-get install --no-install-recommends gcc-riscv64-linux-gnu"


def setup_says(name):
    """With NO_INSTALL=1 nothing is installed, and the missing packages are named."""
    output = setup(
        name,
        "check",
        PROGRAMS,
        ["Nothing was installed.  To install: make setup-check"],
        1,
        NO_INSTALL="1",
    )
    refuse(output, "apt-get.*: ")


def setup_through_sudo(name):
    output = setup(
        name,
        "run",
        PROGRAMS + ("sudo",),
        [
            "Installing them through sudo, as somebody",
            "^apt-get through sudo: .* update$",
            "^apt-get through sudo: .* install --no-install-recommends gcc-riscv64-linux-gnu .*cpio",
        ],
        0,
    )
    refuse(output, "unaided")


def setup_without_sudo(name):
    output = setup(name, "run", PROGRAMS, ["There is no sudo, and somebody may not", BY_HAND], 1)
    refuse(output, "apt-get.*: ")


def setup_by_release(name):
    """Of alternative packages, the one that the release has is installed.  If the release has none
    of them, the package is named and skipped."""
    output = setup(
        name,
        "check",
        PROGRAMS + ("sudo",),
        [
            "^apt-get through sudo: .* install .* qemu-system-misc .*",
            "no package python3-labgrid: the cases that use it are skipped",
        ],
        0,
        UNKNOWN="qemu-system-riscv python3-labgrid",
    )
    refuse(output, "^apt-get .* install .*(qemu-system-riscv |labgrid)", "no package gdb-multiarch")


def setup_optional(name):
    """An optional package that is missing and may not be installed does not stop the tests."""
    folder = os.path.join(OUT, name + "-bin")
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, "dpkg-query")
    with open(path, "w") as f:  # all but labgrid are installed; QEMU has version 10
        f.write(
            '#!/bin/sh\ncase "$*" in *Status*) shift 3; for p; do [ $p = python3-labgrid ] || echo "$p installed"; done ;; '
            '*) echo 1:10.0 ;; esac\n'
        )
    os.chmod(path, 0o755)
    env = dict(os.environ, PATH=folder + ":" + os.environ["PATH"], NO_INSTALL="1")
    status, output = run(name, ["/bin/sh", "scripts/setup.sh", "check"], LIMIT, env)
    refuse(output, "gcc")
    if status:
        raise Failure("status %s" % status)


def setup_of_board(name):
    """Only the packages that the board's architecture needs are installed."""
    for arch, first, others in (
        ("arm64", "gcc-aarch64-linux-gnu", "riscv|misc|opensbi"),
        ("host", "gcc", "qemu|opensbi|-gnu"),
    ):
        output = setup(name, "run " + arch, PROGRAMS + ("sudo",), [], 0, first)
        refuse(output, "^apt-get .* install .*(%s)" % others)


def fresh_twice(name):
    """A second check-fresh in the same folder ends with a message."""
    if os.geteuid() != 0:
        raise Skip("check-fresh needs root")
    folder = os.path.join(OUT, name)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "trixie.lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        status, output = run(
            name,
            ["env", "FRESH_DIR=" + folder, os.path.join(TOP, "tests/fresh/fresh.sh"), "trixie"],
            60,
        )
    expect(output, "check-fresh: another check-fresh of trixie uses " + re.escape(folder))
    if status != 1:
        raise Failure("status %s, not 1" % status)


def setup_refused(name):
    output = setup(
        name,
        "run",
        PROGRAMS + ("sudo-refuses",),
        ["sudo does not let somebody install packages", BY_HAND],
        1,
    )
    refuse(output, "apt-get.*: ")


def cases():
    for arch in (*MACHINE, "host"):
        yield Case("console-%s-prompt" % arch, prompt, arch, needs=[arch], cpus=0.5)
    for arch in MACHINE:
        for what, fn in (("typed", typed), ("reboot", reboot)):
            yield Case("console-%s-%s" % (arch, what), fn, arch, needs=[arch], cpus=0.5)
    for which, cpu_on, want in (
        ("", "cpu_on = <0x95c1ba60>;", r"PSCI: version 0\.1, called by hvc(?s:.*)2 of 2 CPUs run"),
        # cpu_on has the function number of AFFINITY_INFO.
        (
            "-other",
            "cpu_on = <0x84000004>;",
            r"CPU 1 .* was started but does not respond(?s:.*)1 of 2 CPUs run",
        ),
        ("-no-cpu-on", "", r"psci: PSCI 0\.1 without cpu_on(?s:.*)1 of 2 CPUs run"),
    ):
        yield Case(
            "console-arm64-psci-0.1" + which, psci_0_1, cpu_on, want, needs=["arm64"], cpus=0.5
        )
    for gic in (2, 3):
        yield Case("console-arm64-el3-gicv%d" % gic, at_el3, gic, needs=["arm64"], cpus=0.5)
    for what, fn in (
        ("no-install", setup_says),
        ("sudo", setup_through_sudo),
        ("no-sudo", setup_without_sudo),
        ("sudo-refuses", setup_refused),
        ("fresh-twice", fresh_twice),
        ("by-release", setup_by_release),
        ("optional", setup_optional),
        ("of-board", setup_of_board),
    ):
        yield Case("setup-" + what, fn)
