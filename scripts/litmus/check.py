#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Decide litmus tests: whether CPUs can order the loads and stores of threads so that a condition
holds.

    scripts/litmus/check.py [-m MODEL] [-w] [-x] FILE...

Each FILE is a litmus test in the C format of herd7, which tools/memory-model of the Linux kernel
describes.  herd7 can decide the same file by Linux's own model.  This program enumerates all
executions.  The models are linux, arm64 and riscv.  The last two use the instructions to which
Quarry's primitives are compiled.  The answer for each model is whether the condition of "exists"
holds in all executions (Always), in none (Never), or in at least one but not in all (Sometimes).

-m MODEL    use only this model
-w          also check each test with one weaker barrier, to show which barriers it needs
-x          print the first execution that meets the condition, if there is one
"""
import argparse
import copy
import re
import sys

from candidates import candidates, holds
from machines import MACHINES
from program import LitmusError, calls, parse

WEAKER = {
    "smp_load_acquire": "READ_ONCE",
    "smp_store_release": "WRITE_ONCE",
    "rcu_assign_pointer": "WRITE_ONCE",
    "rcu_dereference": "READ_WITHOUT_DEPENDENCY",
    "smp_store_mb": "WRITE_ONCE",
    "atomic_read_acquire": "atomic_read",
    "atomic_set_release": "atomic_set",
    "spin_lock": "spin_lock_relaxed",
    "spin_unlock": "spin_unlock_relaxed",
}
REMOVED = (
    "smp_mb",
    "smp_rmb",
    "smp_wmb",
    "smp_mb__before_atomic",
    "smp_mb__after_atomic",
    "synchronize_rcu",
    "rcu_read_lock",
)
ORDERED = re.compile(
    r"((?:atomic_)?(?:cmp)?xchg|atomic_fetch_\w+?|atomic_(?:add|sub|inc|dec)_(?:return|and_test))(_acquire|_release|)$"
)


def meets(test, wanted):
    """Return a function that decides about a partial execution.  The function returns True if the
    execution passes the test's filter and its condition is @wanted, False if not, and None if
    unknown values determine this."""

    def decide(registers, memory):
        passes = True if test.filter is None else holds(test.filter, registers, memory)
        met = holds(test.condition, registers, memory)
        met = met if wanted or met is None else not met
        return False if False in (passes, met) else None if None in (passes, met) else True

    return decide


def first(test, machine, wanted=True):
    """Return the first allowed execution in which the condition is @wanted, or None."""
    return next(
        (c for c in candidates(test, machine, meets(test, wanted)) if machine.allows(*c)), None
    )


def verdict(test, machine):
    """Return Never, Sometimes or Always, like herd7, or Nothing if no execution passes the test's
    filter."""
    yes, no = first(test, machine) is not None, first(test, machine, False) is not None
    return "Sometimes" if yes and no else "Always" if yes else "Never" if no else "Nothing"


def reaches(test, machine):
    """Return true if the machine allows an execution with the condition of "exists", or one without
    the condition of "forall"."""
    return first(test, machine, test.quantifier != "forall") is not None


def weaker(name):
    """Return the weaker primitive, "" to remove the call, or None if the call orders nothing."""
    if name in REMOVED:
        return ""
    if name in WEAKER:
        return WEAKER[name]
    match = None if name.endswith("_relaxed") else ORDERED.match(name)
    return match.group(1) + "_relaxed" if match else None


def mutants(test):
    """Yield (name of the weakened call, test): "P0 smp_mb 2" is the second smp_mb() of the thread
    P0."""
    for t, thread in enumerate(test.threads):
        seen = {}
        for i, call in enumerate(calls(thread.body)):
            to = weaker(call[1])
            if to is None:
                continue
            seen[call[1]] = seen.get(call[1], 0) + 1
            changed = copy.deepcopy(test)
            there = list(calls(changed.threads[t].body))
            there[i][1] = to or "barrier"
            there[i][2] = there[i][2] if to else []
            if call[1] == "rcu_read_lock":  # remove the matching unlock, too
                unlock = next((c for c in there[i:] if c[1] == "rcu_read_unlock"), None)
                if unlock:
                    unlock[1] = "barrier"
            yield "%s %s %d" % (thread.name, call[1], seen[call[1]]), changed


def show(candidate, rf, co):
    for i, event in enumerate(candidate.events):
        if event.thread < 0:
            continue
        text = event.kind + " " + " ".join(sorted(event.marks))
        if event.location:
            text += " %s = %s" % (event.location, event.value)
        if i in rf:
            source = candidate.events[rf[i]]
            text += ", stored by " + (
                "P%d" % source.thread if source.thread >= 0 else "nobody: initial"
            )
        print("    P%d  %s" % (event.thread, " ".join(text.split())))
    for order in (order for order in co if len(order) > 2):
        print(
            "    %s: %s"
            % (
                candidate.events[order[0]].location,
                " -> ".join(
                    "P%d" % candidate.events[w].thread
                    if candidate.events[w].thread >= 0
                    else "initial"
                    for w in order
                ),
            )
        )


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-m", dest="model", choices=list(MACHINES))
    parser.add_argument("-w", dest="weaken", action="store_true")
    parser.add_argument("-x", dest="execution", action="store_true")
    parser.add_argument("files", nargs="+", metavar="FILE")
    options = parser.parse_args()
    status = 0
    for path in options.files:
        try:
            with open(path) as f:
                test = parse(f.read())
            chosen = [MACHINES[m] for m in MACHINES if options.model in (None, m)]
            print(
                "%-40s %s"
                % (test.name, "  ".join("%s %s" % (m.name, verdict(test, m)) for m in chosen))
            )
            if options.weaken:
                for what, changed in mutants(test):
                    print(
                        "    without %-30s %s"
                        % (what, "  ".join("%s %s" % (m.name, verdict(changed, m)) for m in chosen))
                    )
            if options.execution:
                for m in chosen:
                    found = first(test, m, test.quantifier != "forall")
                    if found:
                        print("  %s:" % m.name)
                        show(*found)
        except LitmusError as error:
            print("%s: %s" % (path, error), file=sys.stderr)
            status = 2
    return status


if __name__ == "__main__":
    sys.exit(main())
