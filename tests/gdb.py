# SPDX-License-Identifier: BSD-2-Clause
"""Check debugging with gdb: "make debug", back-traces through interrupts, and the commands of
scripts/gdb, whose output is compared with the commands of the prompt.

Each port uses another object allocator, so that all three are checked.  The samples of
Documentation/gdb.md are compared with the output on RISC-V; numbers, arguments and column widths
may differ.
"""
import os
import re
import shutil

from boot import PROGRAM, image
from builds import PLAIN, TARGETS, engine_config
from harness import Case, Failure, LOGS, OUT, Skip, TOP, configured, expect, need_qemu, run

PORTS = {**TARGETS, "host": "host"}
ENGINES = {"riscv": "SLOB", "arm64": "SLUB", "host": "SLAB"}
ENTRIES = {
    "riscv": ("trap_vector", "thread_start"),
    "arm64": ("irq_entry", "thread_start"),
    "host": ("host_irq_entry", "host_thread_start"),
}
REPORTS = ("threads", "vmallocinfo", "slabinfo", "devices", "ptdump", "dmesg")
LIMIT = 120
DOCUMENT = "Documentation/gdb.md"
SAMPLE = re.compile(r"<!-- gdb: (.*?) -->\n\n((?:    .*\n|\n(?=    ))+)")
FRAME = re.compile(r"#\d+ +(?:0x[0-9a-f]+ in )?(<[^>]*>|[\w.]+) ?\(?")

# Script for gdb.  For each command, gdb writes a line with the command's name to the log file, and
# then the output or the error of the command.
SCRIPT = """
set pagination off
set width 0
set logging file %(log)s
set logging overwrite on
set logging redirect on
set logging enabled on
python
def q(command):
    print("== " + command)
    try:
        gdb.execute(command)
    except gdb.error as error:
        print("error: %%s" %% error)
end
python q("q-cpu 0")
break ring
%(start)s
python q("backtrace")
python q("list")
python q("info source")
continue
python q("where")
break machine_exit
continue
"""
COMMANDS = (
    "bt",
    "q-threads",
    "q-bt kswapd0",
    "q-bt init",
    "q-bt idle/1",
    "q-bt nobody",
    "q-cpu",
    "print $q_per_cpu(\"current_task\", 1)->comm",
    "print $q_per_cpu(&current_task, 0)->comm",
    "print $q_per_cpu(\"current_task\", 7)",
    "q-dmesg",
    "q-slabs",
    "q-page object",
    "q-page 3",
    "q-ptwalk object",
    "q-ptwalk wait_for_ring",
    "q-ptwalk 0x123456789000",
    "q-vmalloc",
    "q-devices",
    "q-thread kswapd0",
    "info locals",
    "frame",
    "q-thread",
    "q-page",
    "frame",
)


def build(name, port):
    engine = [] if port == "riscv" else engine_config(ENGINES[port].lower())
    configured(
        name, "gdb-" + port, PORTS[port], PLAIN + engine + ["tests/gdb/app.config"], "APP=tests/gdb"
    )


def sections(text):
    """Return {command: the lines that it printed}."""
    found = {}
    for part in text.split("== ")[1:]:
        command, _, lines = part.partition("\n")
        found[command] = lines.rstrip("\n").split("\n")
    return found


def session(name, port):
    """Return (output of each command, output of the console)."""
    if not shutil.which("gdb-multiarch"):
        raise Skip("gdb-multiarch is not installed: make setup-check")
    if port in PROGRAM:
        need_qemu(PROGRAM[port], 10)
    script, log = (os.path.join(OUT, name + ending) for ending in (".gdb", ".gdb.out"))
    with open(script, "w") as f:
        f.write(SCRIPT % {"log": log, "start": "run" if port == "host" else "continue"})
        f.writelines("python q(%r)\n" % command for command in COMMANDS)
        f.write("delete\npython q('continue')\n")
    status, output = run(
        name,
        [
            "make",
            "--no-print-directory",
            "debug",
            "NO_INSTALL=1",
            "O=" + os.path.join(OUT, name),
            "BOARD=" + PORTS[port],
            "APP=tests/gdb",
            "SMP=2",
            "GDB=gdb-multiarch",
            "RUN=" + "; ".join("echo == %s; %s" % (report, report) for report in REPORTS),
        ],
        LIMIT,
        {**os.environ, "GDB_ARGS": "-batch -x " + script},
    )
    with open(log, errors="replace") as f:
        text = f.read()
    with open(os.path.join(LOGS, name + ".log"), "a") as f:
        f.write("\n---- gdb:\n" + text)
    if status:
        raise Failure("make debug ended with status %s" % status)
    return sections(text), sections(output.replace("\r", ""))


def frames(lines):
    """Return the functions of a back-trace, which must end at the outermost frame."""
    if any("??" in line or "Backtrace stopped" in line or "error" in line for line in lines):
        raise Failure("the back-trace is wrong: %s" % lines)
    return [FRAME.match(line)[1] for line in lines if line.startswith("#")]


def in_order(found, *wanted):
    at = iter(found)
    if not all(name in at for name in wanted):
        raise Failure("not in that order: %s, but %s" % (", ".join(wanted), found))


def same(what, mine, yours):
    if mine != yours or not mine:
        differ = next(
            ((a, b) for a, b in zip(mine, yours) if a != b),
            (mine[len(yours) :], yours[len(mine) :]),
        )
        raise Failure("%s: gdb has %r, the prompt %r" % (what, *differ))


def rows(lines, *columns):
    return [tuple(line.split()[column] for column in columns) for line in lines[1:] if line.strip()]


def without_sizes(lines):
    return [
        re.sub(r"(\+0x[0-9a-f]+)/0x[0-9a-f]+", r"\1", line).split()
        for line in lines
        if line.startswith("0x")
    ]


def leaf_of(lines, va):
    """Return ptdump's information on an address: (physical address, size of the leaf, access,
    type)."""
    for line in lines:
        match = re.match(
            r"([0-9a-f]{16})-([0-9a-f]{16}) -> ([0-9a-f]+) +\d+K +(\w+) (\S+) (\S+)", line
        )
        if match and int(match[1], 16) <= va < int(match[2], 16):
            return int(match[3], 16) + va - int(match[1], 16), match[4], match[5], match[6]
    raise Failure("ptdump does not have 0x%x" % va)


def check_tables(mine, dump):
    for command, access in (("q-ptwalk object", "rw-"), ("q-ptwalk wait_for_ring", "r-x")):
        leaf, last = mine[command][-2:-1], mine[command][-1]
        match = re.match(r"0x([0-9a-f]+) is at the physical address 0x([0-9a-f]+)", last)
        if not match:
            raise Failure("%s: %s" % (command, last))
        if command == "q-ptwalk object":
            expect(mine["q-page object"][0], "physical 0x%s000 " % match[2][:-3])
        pa, size, rights, kind = leaf_of(dump, int(match[1], 16))
        if (
            pa != int(match[2], 16)
            or rights != access
            or " %s %s %s" % (size, rights, kind) not in leaf[0]
        ):
            raise Failure(
                "%s: gdb has %s, ptdump %x %s %s %s"
                % (command, mine[command][-2:], pa, size, rights, kind)
            )
    expect("\n".join(mine["q-ptwalk 0x123456789000"]), "not mapped|is no address of the kernel")


def check_objects(port, mine, slabinfo):
    engine, lines = ENGINES[port], mine["q-slabs"]
    expect(lines[0], "^%s, [1-9][0-9]* pages" % engine)
    table = {line.split()[0]: line.split()[1:] for line in lines[2:]}
    for line in slabinfo:
        words = line.split()
        if len(words) < 16 or words[0] == "#":
            continue
        name, size, slabs = words[0], words[3], words[-2]
        if engine == "SLOB" and name not in table:
            continue  # slabinfo also lists the size classes of pools
        if (
            name not in table
            or engine != "SLOB"
            and (table[name][1], table[name][2]) != (size, slabs)
        ):
            raise Failure("%s: gdb has %s, the prompt %s" % (name, table.get(name), line))
    if len(table) < 3:
        raise Failure("q-slabs lists %s" % sorted(table))
    expect(
        "\n".join(mine["q-page object"]),
        r"^page 0x[0-9a-f]+  pfn 0x[0-9a-f]+",
        "^zone [A-Z]\\w+  order 0  type slab$",
        "^owner: pool slob-slabs"
        if engine == "SLOB"
        else "^owner: cache kmalloc-64, objects of 64 bytes$",
    )


def check_interrupt(port, mine):
    """The back-trace leads from the interrupt handler through the interrupt stack to the
    interrupted function and to the start of the thread."""
    entry, start = ENTRIES[port]
    stack = frames(mine["backtrace"])
    in_order(
        stack,
        "ring",
        "timer_interrupt",
        "irq_run",
        entry,
        "wait_for_ring",
        "app_main",
        "init_thread",
        "kthread_main",
        start,
    )
    if stack[0] != "ring" or stack[-1] != start:
        raise Failure("the back-trace is %s" % stack)
    # The idle thread of the first CPU executed the boot code.  Its frames follow those of the
    # interrupt stack.
    idle = frames(mine["where"])
    in_order(idle, "ring", "irq_run", "cpu_idle_loop", "start_kernel")
    if idle[-1] != ("main" if port == "host" else "entry"):
        raise Failure("the idle thread's back-trace ends with %s" % idle[-1])
    expect(
        "\n".join(mine["info source"]),
        "^Located in %s$" % re.escape(os.path.join(TOP, "tests/gdb/main.c")),
    )
    expect("\n".join(mine["list"]), r"^\d+\t\trang = true;$")
    expect(
        "\n".join(mine["q-cpu 0"]),
        "^error: .*(does not see the kernel's memory|has not booted far enough)",
    )


def check_threads(port, mine, threads):
    start = ENTRIES[port][1]
    same("threads", rows(mine["q-threads"], 0, 1, 4), rows(threads, 0, 1, 4))
    expect(
        "\n".join(mine["q-threads"]),
        r"^\d+ +0 +runs +\d+ +init +machine_exit\(\) at kernel/reboot.c:\d+$",
        r"^\d+ +0 +waits +\d+ +kswapd0 +kswapd\(\) at mm/reclaim/reclaim.c:\d+$",
        "has not run so far$",
    )
    stack = frames(mine["q-bt kswapd0"])
    in_order(stack, "sched_switch", "kswapd", "kthread_main", "thread_main", start)
    in_order(frames(mine["q-bt init"]), "machine_exit", "init_thread", start)
    if stack[-1] != start or stack.count(start) != 1:
        raise Failure("the back-trace of kswapd0 ends with %s" % stack[-1])
    if port != "host":  # on the host port, the frames of the C library's thread follow
        in_order(frames(mine["q-bt idle/1"])[-3:], "secondary_start", "secondary_entry")
    expect(
        "\n".join(mine["q-bt nobody"]),
        "^error: there is no thread \"nobody\": q-threads lists them",
    )
    expect("\n".join(mine["q-thread kswapd0"]), "^#1 ")
    expect(mine["frame"][0], "^#0 +machine_exit ")  # q-thread did not change the selected frame


def comparable(line):
    """Return the words of a line, with 0 for each number.  For a frame, return only the function,
    because the compiler determines the arguments."""
    frame = FRAME.match(line.strip())
    return [frame[1]] if frame else [re.sub(r"0x[0-9a-f]+|\d+", "0", word) for word in line.split()]


def check_samples(mine):
    with open(os.path.join(TOP, DOCUMENT)) as f:
        samples = SAMPLE.findall(f.read())
    if len(samples) < 5:
        raise Failure("%s has only %d samples" % (DOCUMENT, len(samples)))
    for command, block in samples:
        if command not in mine:
            raise Failure("%s: the test does not run \"%s\"" % (DOCUMENT, command))
        plain = [comparable(line) for line in mine[command]]
        for line in block.rstrip("\n").split("\n"):
            if comparable(line) not in ([], *plain):
                raise Failure("%s: %s does not print %r" % (DOCUMENT, command, line.strip()))


def debug(name, port):
    mine, console = session(name, port)
    absent = [command for command in COMMANDS if command not in mine] + [
        report for report in REPORTS if report not in console
    ]
    if absent:
        raise Failure("nothing was printed by %s" % absent)
    check_interrupt(port, mine)
    check_threads(port, mine, console["threads"])
    check_objects(port, mine, console["slabinfo"])
    check_tables(mine, console["ptdump"])
    same("vmallocinfo", without_sizes(mine["q-vmalloc"]), without_sizes(console["vmallocinfo"]))
    same("devices", rows(mine["q-devices"], 0, 1), rows(console["devices"], 0, 1))
    same("dmesg", mine["q-dmesg"], [line for line in console["dmesg"] if line.startswith("[")])
    expect("\n".join(mine['print $q_per_cpu("current_task", 1)->comm']), r'= "idle/1["\\]')
    expect("\n".join(mine["print $q_per_cpu(&current_task, 0)->comm"]), r'= "init["\\]')
    expect(
        "\n".join(mine['print $q_per_cpu("current_task", 7)']),
        r"^error: .*CPU 7 does not run: the CPUs are \[0, 1\]",
    )
    expect(
        "\n".join(mine["q-page 3"]),
        "^error: 0x3 is neither a page frame number of RAM nor an address that is mapped"
        "|is no address of the kernel",
    )
    expect("\n".join(mine["q-page"]), r"^error: usage: q-page ADDRESS\|PFN")
    if port == "riscv":
        check_samples(mine)
    return "%d commands" % len(COMMANDS)


OVERFLOW = """
set pagination off
set width 0
break fault_panic
continue
backtrace 5
python
try:
    gdb.execute("q-threads")
except gdb.error as error:
    print("q-threads: %s" % error)
end
"""


def overflow(name, arch):
    """Check the back-trace from the overflow stack, and the message of the commands if an image has
    no types."""
    if not shutil.which("gdb-multiarch"):
        raise Skip("gdb-multiarch is not installed: make setup-check")
    need_qemu(PROGRAM[arch], 10)
    script = os.path.join(OUT, name + ".gdb")
    with open(script, "w") as f:
        f.write(OVERFLOW)
    status, output = run(
        name,
        [
            os.path.join(TOP, "scripts/run.sh"),
            "-g",
            "gdb-multiarch",
            "-r",
            "crash overflow",
            image(arch),
        ],
        LIMIT,
        {**os.environ, "GDB_ARGS": "-batch -x " + script},
    )
    if status:
        raise Failure("scripts/run.sh -g ended with status %s" % status)
    expect(
        output,
        r"^#1 .* %s_stack_overflow \(" % arch,
        r"^#2 .*overflow \(\) at arch/%s/entry.S" % arch,
        r"^#3 .* at tests/kernel/crash.c:\d+",
        r"^#4 .* at tests/kernel/crash.c:\d+",
        "^The image names functions and lines only: CONFIG_DEBUG_INFO_REDUCED=n",
        "^q-threads: the image has no types for a debugger, as CONFIG_DEBUG_INFO_REDUCED is set",
    )


def cases():
    for port in PORTS:
        yield Case("build-gdb-" + port, build, port)
        yield Case("gdb-" + port, debug, port, needs=["gdb-" + port])
    for arch in TARGETS:
        yield Case("gdb-%s-overflow" % arch, overflow, arch, needs=[arch])
