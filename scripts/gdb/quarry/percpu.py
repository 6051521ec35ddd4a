# SPDX-License-Identifier: BSD-2-Clause
"""Read per-CPU variables, and map gdb's threads to CPUs."""
import gdb

from .base import Command, MASK, arch, at, layout, number, read_u64, symbol, text, variable


def offset(cpu):
    return int(variable("__per_cpu_offset")[cpu])


def online():
    """Return the numbers of the online CPUs."""
    layout()
    address, kind = symbol("__cpu_online_mask")
    words = [read_u64(address + byte) for byte in range(0, kind.sizeof, 8)]
    return [64 * i + bit for i, word in enumerate(words) for bit in range(64) if word >> bit & 1]


def per_cpu(name, cpu):
    address, kind = symbol(name)
    return at(address + offset(cpu), kind)


def own_cpu():
    """Return the number of the CPU that gdb's selected thread represents, or None.  The hart ID or
    the per-CPU offset identifies the CPU."""
    frame = gdb.newest_frame()
    try:
        if arch() == "riscv":
            hart, ids = int(frame.read_register("mhartid")), variable("cpu_hwid")
            return next((cpu for cpu in online() if int(ids[cpu]) == hart), None)
        mine = int(
            frame.read_register("TPIDR_EL1")
            if arch() == "arm64"
            else gdb.parse_and_eval("host_percpu_offset")
        )
    except (gdb.error, ValueError):
        return None
    return next((cpu for cpu in online() if (offset(cpu) - mine) & MASK == 0), None)


def gdb_threads():
    """Return a dictionary from the numbers of the online CPUs to gdb's threads."""
    layout()
    before, frame, found = gdb.selected_thread(), gdb.selected_frame(), {}
    for thread in gdb.selected_inferior().threads():
        thread.switch()
        cpu = own_cpu()
        if cpu is not None:
            found[cpu] = thread
    before.switch()
    if frame.is_valid():
        frame.select()
    return found


class PerCpu(gdb.Function):
    """Return a CPU's copy of a per-CPU variable: print $q_per_cpu(&current_task, 1), or with the
    name as a string. The second argument is optional; the default is the selected CPU."""

    def __init__(self):
        super().__init__("q_per_cpu")

    def invoke(self, what, cpu=None):
        if what.type.strip_typedefs().code == gdb.TYPE_CODE_ARRAY:
            address, kind = symbol(what.string())
        elif what.type.strip_typedefs().code == gdb.TYPE_CODE_PTR:
            address, kind = int(what) & MASK, what.type.target()
        else:
            raise gdb.GdbError(
                "$q_per_cpu() takes the variable's address, &name, or its name as a string"
            )
        chosen = own_cpu() if cpu is None else int(cpu)
        if chosen is None:
            raise gdb.GdbError(
                "it is not known which CPU this is: say its number, $q_per_cpu(&name, cpu)"
            )
        if chosen not in online():
            raise gdb.GdbError("CPU %d does not run: the CPUs are %s" % (chosen, online()))
        return at(address + offset(chosen), kind)


class Cpu(Command):
    """Select a CPU by Quarry's number ("thread N" uses gdb's).  Without a number, list the CPUs
    and their threads.
q-cpu [CPU]"""

    name = "q-cpu"

    def run(self, words):
        if len(words) > 1:
            self.usage()
        threads = gdb_threads()
        if words:
            cpu = number(words[0], "a CPU")
            if cpu not in threads:
                raise gdb.GdbError(
                    "CPU %d does not run, or gdb does not know it: the CPUs are %s"
                    % (cpu, sorted(threads))
                )
            threads[cpu].switch()
            gdb.execute("frame")
            return
        mine = own_cpu()
        for cpu in sorted(threads):
            task = int(per_cpu("current_task", cpu))
            print(
                "%s CPU %d  gdb's thread %d  %s"
                % (
                    "*" if cpu == mine else " ",
                    cpu,
                    threads[cpu].num,
                    text(at(task, "struct task_struct")["comm"]) if task else "no thread",
                )
            )


def register():
    PerCpu()
    Cpu()
