# SPDX-License-Identifier: BSD-2-Clause
"""Check that scripts/decode adds source lines to reports: in a log, in the console of "make run",
and in the output for a failed case."""
import fcntl
import os
import pty
import re
import select
import shutil
import signal
import struct
import subprocess
import sys
import termios
import time
import types

from builds import TARGETS
from console import read_until
from harness import Case, Failure, OUT, TOP, expect, log_path, refuse, run
from libc import machine
from lines import decoded

PORTS = {**TARGETS, "host": "host"}
DECODE = os.path.join(TOP, "scripts", "decode")
LIMIT = 60
PLANTED, CRASH, HEAP = "tests/planted/main.c", "tests/kernel/crash.c", "tests/heap_errors/main.c"
SUFFIX = re.compile(rb" \([^ ()]+:\d+(?: (?:or )?[^ ()]+:\d+)*\)$")
LEAKS = "kmemleak scan; kmemleak scan; kmemleak"


def line_of(source, text, behind=""):
    """Return a pattern for the suffix "(source:line)".  The line is the first one with @text after
    the line with @behind."""
    with open(os.path.join(TOP, source)) as f:
        lines = list(f)
    start = next(n for n, line in enumerate(lines) if behind in line)
    number = next((n for n, line in enumerate(lines[start:], start + 1) if text in line), None)
    if number is None:
        raise Failure("%s has no line with %r" % (source, text))
    return r"\(%s:%d\)$" % (re.escape(source), number)


def elf(out):
    return os.path.join(OUT, out, "quarry.elf")


def decode(*arguments, given=None, env=None):
    """Run scripts/decode.  Returns (status, standard output, standard error)."""
    done = subprocess.run(
        [DECODE, *arguments], input=given, capture_output=True, cwd=TOP, env=env, timeout=LIMIT
    )
    return done.returncode, done.stdout, done.stderr.decode(errors="replace")


def record(name, port, out, append, *patterns):
    """Return the log of a run as the console printed it, without the first line, which has the
    command."""
    image = elf(out) if port == "host" else os.path.join(OUT, out, "Image")
    expect(run(name, machine(port, image, append), LIMIT)[1], *patterns)
    with open(log_path(name), "rb") as f:
        return f.read().partition(b"\n")[2]


WARNINGS = (
    "Right Redzone overwritten; the object is not used any more",
    "freed already; called by",
)


def planted_log(name, port):
    return record(
        name,
        port,
        "planted-" + port,
        'run="slabinfo -v; %s"' % LEAKS,
        *WARNINGS,
        "Poison overwritten; the object is not used any more"
    )


def only_appended(log, output):
    """Fail if a log was changed in another way than by adding suffixes.  Returns the number of
    lines with a suffix."""
    before, after = (text.replace(b"\r\n", b"\n").split(b"\n") for text in (log, output))
    if [SUFFIX.sub(b"", line) for line in after] != [
        SUFFIX.sub(b"", line) for line in before
    ] or log.count(b"\r\n") != output.count(b"\r\n"):
        raise Failure("the log is not passed on as it was")
    return sum(one != other for one, other in zip(before, after))


def lines(out, log):
    """Decode a log of an image.  Returns the decoded log as text."""
    status, output, errors = decode("-e", elf(out), given=log)
    if status or errors:
        raise Failure("status %s, %s" % (status, errors))
    if only_appended(log, output) < 3:
        raise Failure("nothing is decoded")
    return output.decode(errors="replace").replace("\r", "")


def without_names(log):
    """Return a log as printed by an image without CONFIG_KALLSYMS, which has addresses instead of
    names."""

    def address(match):
        return b"%s 0x%x" % (match[1], int(match[2], 16) - 1)

    return re.sub(rb"(\[<?([0-9a-f]{16})>?\]) \w+\+0x[0-9a-f]+/0x[0-9a-f]+", address, log)


SYMBOL = r"%s\+0x[0-9a-f]+/0x[0-9a-f]+ "
LEAK = (PLANTED, "malloc(72)")
FREED_TWICE = (PLANTED, "free_twice();")


def objects(name, port):
    """Decode reports of damaged, double-freed and leaked objects, also from an image without
    names."""
    log = planted_log(name, port)
    if (b"\r\n" in log) != (port != "host"):
        raise Failure("a target's log has carriage returns, and the host port's has none")
    output = lines("planted-" + port, log)
    expect(
        output,
        " {4,}" + SYMBOL % "overflow" + line_of(PLANTED, "malloc(13)"),
        r"freed by write_late\+\S+, .* " + line_of(PLANTED, "free(hidden);", "malloc(100)"),
        # The return address is in the line after the call.
        "found by " + SYMBOL % "main" + line_of(PLANTED, "overflow();"),
        "WARNING: CPU: .* " + SYMBOL % "main" + line_of(*FREED_TWICE),
        "called by " + SYMBOL % "main" + line_of(*FREED_TWICE),
        r"\] " + SYMBOL % "leak" + line_of(*LEAK),
        r"\] " + SYMBOL % "show_trace" + r"\(kernel/panic\.c:\d+\)",
    )
    if decode("-e", elf("planted-" + port), given=output.encode())[1].decode() != output:
        raise Failure("what is decoded is decoded again")
    output = lines("planted-" + port, without_names(log))
    expect(output, r"\] 0x[0-9a-f]+ " + line_of(*LEAK), r"\] 0x[0-9a-f]+ \(kernel/panic\.c:\d+\)")


def fault(name, port):
    output = lines(port, record(name, port, port, 'run="crash null"'))
    line = line_of(CRASH, "absolute_pointer(0x10)")
    expect(
        output,
        "CPU: 0 thread: .* at " + SYMBOL % "crash_null" + line,
        r"\] (epc|pc|rip) [0-9a-f]{16} .* " + line,
        r"\] " + SYMBOL % "crash_null" + line,
    )


def access(name, port):
    """Decode a report of the address sanitizer."""
    out = "heap-errors-" + port
    warning = [] if port == "host" else ["KASAN: bad read of size 1"]
    output = lines(out, record(name, port, out, "run=meminfo -- malloc_freed", *warning))
    expect(
        output,
        "BUG: KASAN: slab-use-after-free in "
        + SYMBOL % "read_from"
        + line_of(HEAP, "return", "read_from(const"),
        " {4,}" + SYMBOL % "malloc_freed" + line_of(HEAP, "malloc(1000)", "ERROR(malloc_freed)"),
    )


# ---- make run ------------------------------------------------------------------------------------


def make_run(port, *variables):
    return [
        "make",
        "-s",
        "run",
        "BOARD=" + PORTS[port],
        "O=" + os.path.join(OUT, "planted-" + port),
        "APP=tests/planted",
        "DEBUG=1",
        "NO_INSTALL=1",
        *variables,
    ]


def through_make(name, port):
    """make run decodes messages and the output of commands, and preserves the status.  DECODE=0
    disables decoding."""
    warning, leak = r"^\[.* called by main\+\S+ " + line_of(
        *FREED_TWICE
    ), r"^    \[\S+ leak\+\S+ " + line_of(*LEAK)
    for options, check in (([], expect), (["DECODE=0"], refuse)):
        done = subprocess.run(
            make_run(port, "RUN=nosuch; " + LEAKS, *options),
            cwd=TOP,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=5 * LIMIT,
        )
        with open(log_path(name), "a") as log:
            log.write("%s\n---- standard error\n%s" % (done.stdout, done.stderr))
        check(done.stderr, warning)
        check(done.stdout, leak)
        expect(done.stdout, r"^    \[\S+ leak\+")
        expect(done.stderr, r"^\[.* called by main\+", "^status 127$", *WARNINGS)
        refuse(done.stderr, "decode: ")
        if done.returncode != 2:
            raise Failure("make run ended with status %d" % done.returncode)


def at_terminal(name, command, steps):
    """Type at a program with its own terminal.  Returns (status, whether the terminal was restored,
    output)."""
    master, slave = pty.openpty()
    before = termios.tcgetattr(slave)
    # A test that runs in the background may have inherited ignored signals.  The program must
    # receive the signals of the keys.
    process = subprocess.Popen(
        ["setsid", "--ctty", "--wait", *command],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        cwd=TOP,
        preexec_fn=lambda: [
            signal.signal(key, signal.SIG_DFL) for key in (signal.SIGINT, signal.SIGQUIT)
        ],
    )
    process.stdout, process.collected = os.fdopen(master, "rb", buffering=0), bytearray()
    try:
        for keys, pattern in steps:
            seen = len(process.collected) if keys else 0
            os.write(master, keys.encode())
            if pattern:
                read_until(process, pattern, seen)
        status = process.wait(timeout=LIMIT)
        while select.select([master], [], [], 0)[0]:
            process.collected += os.read(master, 4096)
        return (
            status,
            termios.tcgetattr(slave) == before,
            process.collected.decode(errors="replace"),
        )
    except subprocess.TimeoutExpired:
        raise Failure("the run does not end")
    finally:
        process.kill()
        process.wait()
        process.stdout.close()  # hangs up the terminal of the remaining processes
        os.close(slave)
        with open(log_path(name), "ab") as log:
            log.write(
                b"$ %s\n%s\n" % (" ".join(command).encode(), process.collected.replace(b"\r", b""))
            )


def terminal(name, port):
    """The prompt appears, typed keys arrive one by one, reports are decoded, and each way to end
    the run has its exit status."""
    command = make_run(port, "REPORT=")
    for options, found in (([], True), (["DECODE=0"], False)):
        status, restored, output = at_terminal(
            name,
            command + options,
            [
                ("", "quarry> "),
                ("echo \"a\x03", r"\^C"),
                ("help kmeml\t", "help kmemleak"),
                ("\x15%s\r" % LEAKS, r"\] leak\+.*\n(?s:.*)quarry> "),
                ("poweroff\r", None),
            ],
        )
        if status or not restored:
            raise Failure(
                "status %s, %s" % (status, "" if restored else "the terminal is not restored")
            )
        expect(output, r"status 0\s+\Z", *WARNINGS)
        (expect if found else refuse)(output.replace("\r", ""), r"\] leak\+\S+ " + line_of(*LEAK))
    leave, wanted, last = (
        ("\x1c", 131, "status 131")
        if port == "host"
        else ("\x01x", 0, "QEMU: Terminated\\s+status 0")
    )
    image = elf("planted-host") if port == "host" else os.path.join(OUT, "planted-" + port, "Image")
    status, restored, output = at_terminal(
        name,
        ["scripts/run.sh", "-l", elf("planted-" + port), image],
        [("", "quarry> "), (leave, None)],
    )
    expect(output, last + r"\s+\Z")
    if status != wanted or not restored:
        raise Failure(
            "status %s, %s" % (status, "" if restored else "the terminal is not restored")
        )


# ---- unchanged text ------------------------------------------------------------------------------


def piece_by_piece(pieces, wait):
    """Return the output of scripts/decode.  wait(piece) returns true if all output must arrive
    before the next piece is sent."""
    process = subprocess.Popen(
        [DECODE, "-e", elf("planted-host")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        seen = sent = b""
        for piece in pieces:
            process.stdin.write(piece)
            process.stdin.flush()
            sent += piece
            if not wait(piece):
                time.sleep(0.02)
            while wait(piece) and len(seen) < len(sent):
                if not select.select([process.stdout], [], [], LIMIT)[0]:
                    raise Failure("%r does not arrive: %r" % (piece, seen))
                seen += os.read(process.stdout.fileno(), 65536)
        process.stdin.close()
        return seen + process.stdout.read()
    finally:
        process.kill()
        process.wait()


def passes_on(name):
    """All bytes arrive unchanged and immediately, whatever the division of the input.  A suffix is
    added before the end of the line."""
    log = planted_log(name, "host")
    entry = next(line for line in log.split(b"\n") if b"] malloc_slow+" in line)
    whole = decode("-e", elf("planted-host"), given=entry + b"\r\n")[1]
    if not re.fullmatch(re.escape(entry) + rb" \(libc/\S+:\d+( libc/\S+:\d+)*\)\r\n", whole):
        raise Failure("%r" % whole)
    pieces = [
        b"quarry> ",
        b"mem",
        b"\x1b[K\x1b[31m",
        b"\xff\x00\xfe \xc3",
        b"50%\r",
        b"60%\r\n",
        bytes(range(256)),
        b"\r\n",
        b"> ",
        b"\r",
        entry[:30],
        entry[30:],
        b"\r",
        b"\r\n",
        b"> ",
    ]
    # The end of a line with a suffix is delayed until the suffix is known.
    got = piece_by_piece(pieces, lambda piece: piece not in (b"\r", b"\r\n"))
    if got != b"".join(pieces).replace(entry, whole.rstrip(b"\r\n")):
        raise Failure("%r" % got)
    got = piece_by_piece([bytes([byte]) for byte in entry + b"\r\n"], lambda piece: False)
    if got != whole:
        raise Failure("byte by byte: %r" % got)


def passes_on_slowly(name):
    """All bytes arrive, even if the output accepts only a few bytes at a time, like a terminal that
    QEMU has made non-blocking."""
    log, path = planted_log(name, "host") * 20, os.path.join(OUT, name + ".txt")
    with open(path, "wb") as f:
        f.write(log)
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 4096)
    process = subprocess.Popen([DECODE, "-e", elf("planted-host"), path], stdout=writer)
    os.close(writer)
    before, waits = -1, 0
    while before != waits or not waits:  # until the pipe is full
        time.sleep(0.3)
        before, waits = waits, struct.unpack("i", fcntl.ioctl(reader, termios.FIONREAD, b"1234"))[0]
    with os.fdopen(reader, "rb") as output:
        text = output.read()
    if process.wait(timeout=LIMIT) or not only_appended(log, text):
        raise Failure("status %s" % process.returncode)


def refuse_lines(arguments, log, wanted, status=0, **options):
    """Fail if scripts/decode changes the log, or does not print the wanted message exactly once."""
    got, output, errors = decode(*arguments, given=log, **options)
    if output != log or got != status:
        raise Failure("%s: status %s, or the log is not passed on as it is" % (arguments, got))
    if len(re.findall("^decode: " + wanted, errors, re.M)) != 1 or len(errors.splitlines()) != 1:
        raise Failure("%s: %s" % (arguments, errors))


def refused(name):
    """A wrong image, a missing addr2line, missing line numbers and a file that is not an ELF file
    are reported, and the log is unchanged."""
    log = planted_log(name, "riscv")
    refuse_lines(
        ["-e", elf("planted-host")],
        log,
        r'.*planted-host/quarry\.elf is not the image of this log, which begins with '
        r'"Quarry \S+ for riscv": -e names another ELF$',
    )
    wrong = re.sub(rb"(\+0x[0-9a-f]+/0x)", rb"\g<1>1", log)  # sizes that no function has
    refuse_lines(
        ["-e", elf("planted-riscv")],
        wrong,
        r".*planted-riscv/quarry\.elf is not the image of this log, which has \w+\+0x",
    )
    moved = re.sub(rb"\[f{8}8", b"[ffffffff9", log[log.index(b"Call trace") :])
    refuse_lines(
        ["-e", elf("planted-riscv")],
        moved,
        r".*is not the image of this log, which has show_trace\+0x",
    )
    # After a log of another image, a log of the right image is decoded.
    output = decode("-e", elf("planted-riscv"), given=wrong + log)[1]
    if (
        not only_appended(wrong, output[: len(wrong)]) == 0
        or only_appended(log, output[len(wrong) :]) < 3
    ):
        raise Failure("the log of the right image is not decoded behind another one's")
    folder = os.path.join(OUT, name)
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder + "/bin")
    os.symlink(sys.executable, folder + "/bin/python3")
    for out, tool in (
        ("planted-riscv", "riscv64-linux-gnu-addr2line"),
        ("planted-host", "addr2line"),
    ):
        refuse_lines(
            ["-e", elf(out)],
            log if out == "planted-riscv" else planted_log(name, "host"),
            'there is no %s, which finds the lines: "make setup" installs it; the log is passed on as it is$'
            % tool,
            env={"PATH": folder + "/bin"},
        )
    stripped = os.path.join(folder, "stripped.elf")
    subprocess.run(
        ["riscv64-linux-gnu-objcopy", "--strip-debug", elf("planted-riscv"), stripped], check=True
    )
    refuse_lines(
        ["-e", stripped],
        log,
        r".*stripped\.elf: this image has no line numbers: it was linked without -g, or stripped; ",
    )
    refuse_lines(["-e", "README.md"], log, r"README\.md: this is no quarry\.elf$", status=1)
    refuse_lines(["-e", "/nosuch"], log, "/nosuch: No such file or directory$", status=1)
    status, output, errors = decode("-e", elf("planted-riscv"), "/nosuch")
    if status != 1 or errors != "decode: /nosuch: No such file or directory\n":
        raise Failure("status %s, %s" % (status, errors))


def default_elf(name):
    """Without -e, the only ELF file of build/ is used, or the ELF file of the board that was
    configured last.  If neither exists, a message states that."""
    log = planted_log(name, "host")
    tree = os.path.join(OUT, name)
    shutil.rmtree(tree, ignore_errors=True)
    os.makedirs(tree + "/scripts")
    for file in ("decode", "symbolize.py", "kallsyms.py"):
        shutil.copy(os.path.join(TOP, "scripts", file), tree + "/scripts")

    def asked():
        done = subprocess.run(
            ["scripts/decode"], input=log, capture_output=True, cwd=tree, timeout=LIMIT
        )
        return done.returncode, only_appended(log, done.stdout) > 3, done.stderr.decode()

    def want(got, *wanted):
        if got[:2] != wanted[:2] or not re.fullmatch(wanted[2], got[2]):
            raise Failure("%s, not %s" % (got, wanted))

    want(
        asked(),
        1,
        False,
        r"decode: -e names the ELF of the log's image, build/<board>/quarry\.elf: there is none in .*\n",
    )
    os.makedirs(tree + "/build/host-c")
    shutil.copy(elf("planted-host"), tree + "/build/host-c")
    want(asked(), 0, True, "")
    os.makedirs(tree + "/build/qemu_virt_riscv64")
    shutil.copy(elf("planted-riscv"), tree + "/build/qemu_virt_riscv64")
    want(
        asked(),
        0,
        False,
        "decode: the lines are those of build/qemu_virt_riscv64/quarry.elf: -e names another ELF\n"
        "decode: build/qemu_virt_riscv64/quarry.elf is not the image of this log, .*\n",
    )
    with open(tree + "/build/.board", "w") as f:
        f.write("host\n")
    want(
        asked(),
        1,
        False,
        "decode: -e names the ELF of the log's image: .*host-c/quarry.elf or .*\n",
    )
    os.rename(tree + "/build/host-c", tree + "/build/host")
    want(
        asked(),
        0,
        True,
        "decode: the lines are those of build/host/quarry.elf: -e names another ELF\n",
    )


def shown(name):
    """The output for a failed case has source lines in the last lines of the log, and in the first
    lines of its reports."""
    import run as runner

    planted_log(name, "riscv")
    result = runner.Result(types.SimpleNamespace(name=name))
    expect(result.log_end, r"\] leak\+\S+ " + line_of(*LEAK))
    expect(runner.told(name), r"^     \| .*WARNING: CPU: .* \(mm/debug/slab_debug_check\.c:\d+[ )]")
    if (
        decoded("$ build/nosuch/Image\n", "a line\n") != "a line\n"
        or decoded("no command\n", "a line\n") != "a line\n"
    ):
        raise Failure("a log without an ELF is not shown as it is")


def cases():
    for port in PORTS:
        yield Case("decode-" + port, objects, port, needs=["planted-" + port, "disk"])
        yield Case("decode-%s-fault" % port, fault, port, needs=[port, "disk"])
        yield Case("decode-%s-kasan" % port, access, port, needs=["heap-errors-" + port, "disk"])
        yield Case(
            "decode-%s-make-run" % port, through_make, port, needs=["planted-" + port], cpus=2
        )
        yield Case("decode-%s-terminal" % port, terminal, port, needs=["planted-" + port])
    yield Case("decode-passes-on", passes_on, needs=["planted-host", "disk"])
    yield Case("decode-passes-on-slowly", passes_on_slowly, needs=["planted-host", "disk"])
    yield Case("decode-refused", refused, needs=["planted-riscv", "planted-host", "disk"])
    yield Case("decode-default-elf", default_elf, needs=["planted-riscv", "planted-host", "disk"])
    yield Case("decode-shown", shown, needs=["planted-riscv", "disk"])
