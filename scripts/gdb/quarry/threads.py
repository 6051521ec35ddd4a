# SPDX-License-Identifier: BSD-2-Clause
"""List the machine's threads, and print back-traces of those that are not running.

gdb's own threads are the CPUs.  To show a waiting thread of Quarry, an unwinder pretends that the
frame of the selected CPU was called from the code at which the thread waits.  Then all of gdb's
commands for frames work with that thread.  No register changes.
"""
import gdb
import gdb.unwinder

from .base import (
    Command,
    MASK,
    arch,
    at,
    entries,
    layout,
    lookup_type,
    number,
    read_u64,
    symbol,
    text,
)
from .percpu import gdb_threads, offset, online, per_cpu

WAITS, ENDED = 3, 4  # TASK_NORMAL, TASK_DEAD
chosen = None  # saved registers of the thread whose frames gdb shows, or None
SWITCHES = ("kernel/sched.c", "kernel/wait.c", "arch/host/thread.c", "arch/host/entry.S")


def state_name(state):
    """Return the state of a thread that is not running, as in the console's report."""
    if state & WAITS:
        return "waits"
    return "ended" if state & ENDED else "ready"


def saved_registers(task):
    """Return {name: value} of the registers that a context switch has saved for a thread that is
    not running."""
    context = task["context"]
    if arch() == "riscv":
        found = {"pc": context["ra"], "sp": context["sp"], "gp": offset(int(task["cpu"]))}
        found.update(("s%d" % i, context["s"][i]) for i in range(1, 12))
        found["fp"] = context["s"][0]
    elif arch() == "arm64":
        found = {"pc": context["x"][11], "sp": context["sp"]}
        found.update(("x%d" % (19 + i), context["x"][i]) for i in range(12))
    else:
        sp = int(context["sp"])
        found = {
            name: read_u64(sp + 8 * i)
            for i, name in enumerate(("r15", "r14", "r13", "r12", "rbx", "rbp", "pc"))
        }
        found["sp"] = sp + 56
    return {name: int(value) & MASK for name, value in found.items()}


class FrameId:
    def __init__(self, sp, pc):
        self.sp, self.pc = sp, pc


class Unwinder(gdb.unwinder.Unwinder):
    def __init__(self):
        super().__init__("quarry-thread")

    def __call__(self, pending):
        if chosen is None or pending.level() != 0:
            return None
        word = lookup_type("unsigned long")
        info = pending.create_unwind_info(
            FrameId(gdb.Value(chosen["sp"]).cast(word), pending.read_register("pc"))
        )
        for name, value in chosen.items():
            info.add_saved_register(name, gdb.Value(value).cast(word))
        return info


def has_run(registers):
    """Return false for a thread that has never run, which has no frames."""
    return registers["pc"] != symbol("host_thread_start" if arch() == "host" else "thread_start")[0]


def choose(registers):
    global chosen
    chosen = registers
    gdb.invalidate_cached_frames()


def hidden(frame):
    return chosen is not None and frame.level() == 0


def tasks():
    layout()
    return [
        at(address, "struct task_struct")
        for address in entries(symbol("kernel/sched.c:tasks")[0], "struct task_struct", "all")
    ]


def running():
    """Return {address of a task: the CPU that runs it}."""
    return {int(per_cpu("current_task", cpu)): cpu for cpu in online()}


def find(word):
    """Return a thread by its number, its name, or its address."""
    every = tasks()
    named = [task for task in every if text(task["comm"]) == word]
    if len(named) > 1:
        raise gdb.GdbError(
            "%d threads have the name %s: say the number, which q-threads lists"
            % (len(named), word)
        )
    if named:
        return named[0]
    if not word[0].isdigit() and not word.startswith("$"):
        raise gdb.GdbError("there is no thread \"%s\": q-threads lists them" % word)
    wanted = number(word, "the number or the name of a thread")
    for task in every:
        if wanted in (int(task["pid"]), int(task.address)):
            return task
    raise gdb.GdbError("there is no thread %s: q-threads lists them" % word)


def place(frame):
    """Return the function and the line of the innermost frame outside of the files in SWITCHES."""
    while (
        frame.older()
        and frame.find_sal().symtab
        and frame.find_sal().symtab.filename.endswith(SWITCHES)
    ):
        frame = frame.older()
    sal = frame.find_sal()
    return "%s()%s" % (
        frame.name() or "0x%x" % frame.pc(),
        " at %s:%d" % (sal.symtab.filename, sal.line) if sal.symtab else "",
    )


def on_thread(task, on_cpus, action):
    """Call action() while gdb shows the frames of a thread, and then restore gdb's selection."""
    before, frame = gdb.selected_thread(), gdb.selected_frame()
    cpu = on_cpus.get(int(task.address))
    try:
        if cpu is None:
            choose(saved_registers(task))
        else:
            threads = gdb_threads()
            if cpu not in threads:
                raise gdb.GdbError("gdb does not know CPU %d" % cpu)
            threads[cpu].switch()
        return action()
    finally:
        choose(None)
        before.switch()
        if frame.is_valid():
            frame.select()


class Threads(Command):
    """List the threads: number, CPU, state, switches, name, and position.
q-threads"""

    name = "q-threads"

    def run(self, words):
        if words:
            self.usage()
        on_cpus = running()
        print("%-5s %-4s %-6s %-9s %-16s %s" % ("pid", "cpu", "state", "switches", "name", "where"))
        for task in tasks():
            sleeps = int(task.address) not in on_cpus
            state = state_name(int(task["state"])) if sleeps else "runs"
            where = "has not run so far"
            if not sleeps or has_run(saved_registers(task)):
                where = on_thread(
                    task,
                    on_cpus,
                    lambda: place(gdb.newest_frame().older() if sleeps else gdb.newest_frame()),
                )
            print(
                "%-5d %-4d %-6s %-9d %-16s %s"
                % (
                    int(task["pid"]),
                    int(task["cpu"]),
                    state,
                    int(task["switches"]),
                    text(task["comm"]),
                    where,
                )
            )


class Backtrace(Command):
    """Print the back-trace of a thread, or of all.  OPTION is passed to gdb's "backtrace", for
    example "full" or a number.
q-bt THREAD|all [OPTION...]"""

    name = "q-bt"

    def run(self, words):
        if not words:
            self.usage()
        on_cpus = running()
        for task in tasks() if words[0] == "all" else [find(words[0])]:
            cpu = on_cpus.get(int(task.address))
            print(
                "thread %d (%s), %s CPU %d"
                % (
                    int(task["pid"]),
                    text(task["comm"]),
                    "waits on" if cpu is None else "runs on",
                    int(task["cpu"]),
                )
            )
            if cpu is None and not has_run(saved_registers(task)):
                print("it has not run so far")
            else:
                on_thread(task, on_cpus, lambda: gdb.execute("backtrace " + " ".join(words[1:])))


class Select(Command):
    """Select a waiting thread: "bt", "frame N" and "info locals" then show it, until the machine
runs again. Frame 0 remains the CPU's.  Without THREAD, end the selection.
q-thread [THREAD]"""

    name = "q-thread"

    def run(self, words):
        if len(words) > 1:
            self.usage()
        choose(None)
        if not words:
            return
        task = find(words[0])
        cpu = running().get(int(task.address))
        if cpu is not None:
            raise gdb.GdbError("thread %s runs: q-cpu %d selects its CPU" % (words[0], cpu))
        registers = saved_registers(task)
        if not has_run(registers):
            raise gdb.GdbError("thread %s has not run so far" % words[0])
        choose(registers)
        gdb.execute("frame 1")


def register():
    gdb.unwinder.register_unwinder(None, Unwinder(), replace=True)
    gdb.events.cont.connect(lambda _: choose(None) if chosen else None)
    Threads()
    Backtrace()
    Select()
