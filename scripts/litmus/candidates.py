# SPDX-License-Identifier: BSD-2-Clause
"""Generate the candidate executions of a litmus test: possible runs of each thread, the store that
each load reads from, and the order of stores to each location.

A thread is run once for each choice of values for its loads.  The possible values of a location are
found by iteration: first only the initial value, then the values that threads store after reading
it, until there are no new values.  A machine (machines.py) defines the events of each primitive.
"""
import itertools
import re

from program import LitmusError

RMW = re.compile(r"(?:atomic_)?(xchg|cmpxchg)(_relaxed|_acquire|_release|)$")
ATOMIC = re.compile(
    r"atomic_(fetch_)?(add|sub|inc|dec|and|or|xor)(_return|_and_test)?(_relaxed|_acquire|_release|)$"
)
UNLESS = {"atomic_add_unless": 2, "atomic_inc_not_zero": 0}
OPERATORS = {
    "||": lambda a, b: int(bool(a) or bool(b)),
    "&&": lambda a, b: int(bool(a) and bool(b)),
    "==": lambda a, b: int(a == b),
    "!=": lambda a, b: int(a != b),
    "<": lambda a, b: int(a < b),
    ">": lambda a, b: int(a > b),
    "<=": lambda a, b: int(a <= b),
    ">=": lambda a, b: int(a >= b),
    "<<": lambda a, b: a << b,
    ">>": lambda a, b: a >> b,
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a // b,
    "%": lambda a, b: a % b,
    "|": lambda a, b: a | b,
    "^": lambda a, b: a ^ b,
    "&": lambda a, b: a & b,
    "!1": lambda a: int(not a),
    "-1": lambda a: -a,
    "~1": lambda a: ~a,
}
CHANGES = {
    "add": lambda old, by: old + by,
    "sub": lambda old, by: old - by,
    "and": lambda old, by: old & by,
    "or": lambda old, by: old | by,
    "xor": lambda old, by: old ^ by,
}


class Unknown(Exception):
    """The value of a load was not chosen yet."""


class Stuck(Exception):
    """No execution has the chosen values.  For example, a thread would acquire a lock that another
    thread holds."""


class Event:
    """A load (kind R), a store (W) or a fence (F) of a thread.

    The machine defines the marks.  addr, data and ctrl are the loads of the thread on which the
    event's address, its data, and whether it happens depend.
    """

    __slots__ = (
        "thread",
        "kind",
        "location",
        "value",
        "marks",
        "addr",
        "data",
        "ctrl",
        "pair",
        "number",
    )

    def __init__(self, thread, kind, location, value, marks, addr, data, ctrl):
        self.thread, self.kind, self.location, self.value, self.marks = (
            thread,
            kind,
            location,
            value,
            marks,
        )
        self.addr, self.data, self.ctrl, self.pair, self.number = addr, data, ctrl, None, None


class Trace:
    """One run of a thread: its events in program order, and the final values of its registers."""

    def __init__(self, events, registers):
        self.events, self.registers = events, registers


class Run:
    """A thread that runs with chosen values for its loads.

    A value is (number or "&location", the loads on which it depends).
    """

    def __init__(self, thread, index, machine, chosen):
        self.index, self.machine, self.chosen = index, machine, chosen
        self.registers = {name: ("&" + name, frozenset()) for name in thread.parameters}
        self.events, self.loads, self.ctrl = [], [], frozenset()

    def block(self, body):
        for statement in body:
            kind = statement[0]
            if kind == "set":
                self.registers[statement[1]] = self.value(statement[2])
            elif kind == "store":
                self.access("write", self.value(statement[1]), self.value(statement[2]))
            elif kind == "do":
                self.value(statement[1])
            else:
                self.branch(*statement[1:])

    def branch(self, condition, yes, no):
        """Run a branch.  Only its contents depend on the condition: a compiler may move later code
        out of the branches."""
        value, depends = self.value(condition)
        before, self.ctrl = self.ctrl, self.ctrl | depends
        self.block(yes if value else no)
        self.ctrl = before

    def value(self, node):
        kind = node[0]
        if kind == "number":
            return node[1], frozenset()
        if kind == "name":
            if node[1] not in self.registers:
                raise LitmusError("%s has no value" % node[1])
            return self.registers[node[1]]
        if kind == "call":
            return self.call(node[1], node[2])
        if kind == "*1":
            return self.access("read", self.value(node[1]))
        if kind == "&1":
            return self.pointer(node[1])
        values = [self.value(part) for part in node[1:]]
        return OPERATORS[kind](*(v for v, _ in values)), frozenset().union(*(d for _, d in values))

    def pointer(self, node):
        """Return the pointer to the location of the expression: for "*p" it is p."""
        return self.value(node[1] if node[0] == "*1" else node)

    def emit(
        self, kind, location=None, value=None, marks=frozenset(), addr=frozenset(), data=frozenset()
    ):
        event = Event(self.index, kind, location, value, marks, addr, data, self.ctrl)
        self.events.append(event)
        return event

    def load(self, location, marks, addr):
        if len(self.loads) == len(self.chosen):
            raise Unknown(location)
        value = self.chosen[len(self.loads)]
        self.loads.append(len(self.events))
        self.emit("R", location, value, marks, addr)
        return value, frozenset([len(self.events) - 1])

    def location(self, pointer):
        value, addr = pointer
        if not isinstance(value, str):
            raise Stuck  # no execution dereferences NULL
        return value[1:], addr

    def access(self, primitive, pointer, stored=None):
        """Execute a load or a store of the given primitive, with the machine's fences around it."""
        location, addr = self.location(pointer)
        result = None
        for kind, marks in self.machine.events(primitive):
            if kind == "F":
                self.emit("F", marks=marks)
            elif kind == "R":
                result = self.load(location, marks, addr)
            else:
                self.emit("W", location, stored[0], marks, addr, stored[1])
        return result

    def modify(self, primitive, pointer, change, extra=frozenset()):
        """Execute an atomic read-modify-write.  change(old) returns the new value and its
        dependencies, or None."""
        location, addr = self.location(pointer)
        events = self.machine.events(primitive)
        at, old = len(self.events), None
        for kind, marks in events:
            if kind == "F":
                self.emit("F", marks=marks)
            elif kind == "R":
                read = len(self.events)
                old = self.load(location, marks | extra, addr)
                new = change(old[0])
                if new is None:  # a failed comparison orders nothing
                    del self.events[at:read]
                    self.loads[-1] = at
                    self.events[at].marks = frozenset()
                    return (old[0], frozenset([at])), False
            else:
                written = self.emit("W", location, new[0], marks | extra, addr, new[1])
                written.pair, self.events[read].pair = read, len(self.events) - 1
        return old, True

    def call(self, name, arguments):
        simple = getattr(self, "do_" + name, None)
        if simple:
            return simple(*arguments)
        match = RMW.match(name)
        if match:
            return self.exchange(match.group(1), match.group(2), arguments)
        match = ATOMIC.match(name)
        if match:
            return self.arithmetic(match, arguments)
        if name in UNLESS:
            return self.unless(name, arguments)
        raise LitmusError("%s() is not known" % name)

    def exchange(self, operation, order, arguments):
        pointer, values = self.pointer(arguments[0]), [self.value(a) for a in arguments[1:]]
        order = order or "_full"
        if operation == "xchg":
            return self.modify("rmw" + order, pointer, lambda old: values[0])[0]
        return self.modify(
            "cas" + order, pointer, lambda old: values[1] if old == values[0][0] else None
        )[0]

    def arithmetic(self, match, arguments):
        fetch, operation, suffix, order = match.groups()
        by = (1, frozenset()) if operation in ("inc", "dec") else self.value(arguments[0])
        pointer = self.pointer(arguments[-1])
        change = CHANGES[{"inc": "add", "dec": "sub"}.get(operation, operation)]
        returns = fetch or suffix
        old = self.modify(
            "rmw" + (order or ("_full" if returns else "_relaxed")),
            pointer,
            lambda old: (change(old, by[0]), by[1]),
            frozenset() if returns else frozenset(["noreturn"]),
        )[0]
        new = change(old[0], by[0]), old[1] | by[1]
        return old if fetch else (int(not new[0]), new[1]) if suffix == "_and_test" else new

    def unless(self, name, arguments):
        by = self.value(arguments[1]) if name == "atomic_add_unless" else (1, frozenset())
        other = self.value(arguments[2]) if name == "atomic_add_unless" else (0, frozenset())
        old, done = self.modify(
            "cas_full",
            self.pointer(arguments[0]),
            lambda old: None if old == other[0] else (old + by[0], by[1]),
        )
        return int(done), old[1]

    def do_READ_ONCE(self, p):
        return self.access("read", self.pointer(p))

    do_rcu_dereference = do_atomic_read = do_READ_ONCE

    def do_READ_WITHOUT_DEPENDENCY(self, p):
        """A mutant replaces rcu_dereference() by this."""
        return self.do_READ_ONCE(p)[0], frozenset()

    def do_WRITE_ONCE(self, p, value):
        self.access("write", self.pointer(p), self.value(value))

    do_atomic_set = do_WRITE_ONCE

    def do_smp_load_acquire(self, p):
        return self.access("read_acquire", self.pointer(p))

    do_atomic_read_acquire = do_smp_load_acquire

    def do_smp_store_release(self, p, value):
        self.access("write_release", self.pointer(p), self.value(value))

    do_atomic_set_release = do_rcu_assign_pointer = do_smp_store_release

    def do_smp_store_mb(self, p, value):
        self.do_WRITE_ONCE(p, value)
        self.do_smp_mb()

    def fence(self, primitive):
        for _, marks in self.machine.events(primitive):
            self.emit("F", marks=marks)

    def do_smp_mb(self):
        self.fence("mb")

    do_smp_mb__before_atomic = do_smp_mb__after_atomic = do_smp_mb

    def do_smp_rmb(self):
        self.fence("rmb")

    def do_smp_wmb(self):
        self.fence("wmb")

    def do_isb(self):
        self.fence("isb")

    def do_barrier(self):
        pass

    def do_rcu_read_lock(self):
        self.emit("F", marks=frozenset(["rcu_lock"]))

    def do_rcu_read_unlock(self):
        self.emit("F", marks=frozenset(["rcu_unlock"]))

    def do_synchronize_rcu(self):
        self.emit("F", marks=frozenset(["sync"]) | self.machine.events("mb")[0][1])

    def lock(self, primitive, p):
        def take(old):
            if old:
                raise Stuck
            return 1, frozenset()

        self.modify(primitive, self.pointer(p), take, frozenset(["lock"]))

    def do_spin_lock(self, p):
        self.lock("lock", p)

    def do_spin_lock_relaxed(self, p):
        """A mutant replaces spin_lock() by this."""
        self.lock("rmw_relaxed", p)

    def do_spin_unlock(self, p):
        self.access("unlock", self.pointer(p), (0, frozenset()))

    def do_spin_unlock_relaxed(self, p):
        """A mutant replaces spin_unlock() by this."""
        self.access("write", self.pointer(p), (0, frozenset()))

    def do_spin_trylock(self, p):
        old, taken = self.modify(
            "lock",
            self.pointer(p),
            lambda old: None if old else (1, frozenset()),
            frozenset(["lock"]),
        )
        return int(taken), old[1]


def traces(thread, index, machine, values, stored):
    """Return the runs of a thread for all values that its loads can return.  Adds the stored values
    to @stored."""
    open_choices, found = [()], []
    while open_choices:
        run = Run(thread, index, machine, open_choices.pop())
        try:
            run.block(thread.body)
            found.append(
                Trace(run.events, {name: value for name, (value, _) in run.registers.items()})
            )
        except Unknown as unknown:
            open_choices += [
                run.chosen + (value,) for value in sorted(values.get(unknown.args[0], {0}), key=str)
            ]
        except Stuck:
            pass
        for event in run.events:
            if event.kind == "W":
                stored.setdefault(event.location, {0}).add(event.value)
    return found


def all_traces(test, machine):
    """Return a list of traces for each thread."""
    values = {location: {value} for location, value in test.initial.items()}
    for rounds in itertools.count():
        stored = {location: set(found) for location, found in values.items()}
        found = [
            traces(thread, i, machine, values, stored) for i, thread in enumerate(test.threads)
        ]
        stores = sum(
            max((sum(e.kind == "W" for e in trace.events) for trace in runs), default=0)
            for runs in found
        )
        # The values of a counter never end.  A value that needs more stores than the test has is in
        # no execution.
        if rounds > stores or stored == values:
            return found
        values = stored


def holds(condition, registers, memory):
    """Return whether the condition holds, or None if that depends on unknown values."""
    kind = condition[0]
    if kind == "is":
        _, name, wanted = condition
        thread, _, register = name.rpartition(":")
        known = registers.get(int(thread)) if thread else memory
        if known is None:
            return None
        name = register if thread else name
        if name not in known:
            raise LitmusError("the condition names %s, which has no value" % condition[1])
        return known[name] == wanted
    parts = [holds(part, registers, memory) for part in condition[1:]]
    if kind == "not":
        return None if parts[0] is None else not parts[0]
    decides = kind == "or"
    return decides if decides in parts else None if None in parts else not decides


class Candidate:
    """An execution without rf (the store that each load reads) and co (the order of the stores to
    each location)."""

    def __init__(self, test, combined):
        self.events = []
        for location in sorted(
            set(test.initial) | {e.location for t in combined for e in t.events if e.location}
        ):
            self.events.append(
                Event(-1, "W", location, test.initial.get(location, 0), frozenset(), (), (), ())
            )
        self.first = len(self.events)
        self.bases = []
        for trace in combined:
            self.bases.append(len(self.events))
            self.events += trace.events
        self.n = len(self.events)
        self.static = {}  # by model: relations that do not depend on rf and co

    def pairs(self, field):
        """Yield (load, dependent event) for the field addr, data or ctrl, and (load, store) of each
        atomic operation for the field pair."""
        for i, event in enumerate(self.events[self.first :], self.first):
            base = self.bases[event.thread]
            sources = getattr(event, field)
            if field == "pair":
                sources = () if event.kind == "R" or sources is None else (sources,)
            for source in sources:
                yield base + source, i

    def where(self, test):
        return sum(1 << i for i, event in enumerate(self.events) if test(event))


def orders(candidate, location):
    """Yield each (rf, co) of one location that is coherent and in which read-modify-writes are
    atomic."""
    events = candidate.events
    mine = [i for i, e in enumerate(events) if e.location == location]
    loads = [i for i in mine if events[i].kind == "R"]
    initial, *stores = [i for i in mine if events[i].kind == "W"]
    sources = [[s for s in (initial, *stores) if events[s].value == events[r].value] for r in loads]
    if not all(sources):
        return
    for permutation in itertools.permutations(stores):
        place = {store: n for n, store in enumerate((initial, *permutation))}
        if any(
            place[a] > place[b]
            for a, b in itertools.combinations(stores, 2)
            if events[a].thread == events[b].thread
        ):
            continue
        for chosen in itertools.product(*sources):
            rf = dict(zip(loads, chosen))
            if coherent(candidate, mine, rf, place):
                yield rf, (initial, *permutation)


def coherent(candidate, mine, rf, place):
    events, base = candidate.events, candidate.bases
    for i, a in enumerate(mine):
        for b in mine[i + 1 :]:
            if events[a].thread != events[b].thread or events[a].thread < 0:
                continue
            read_a, read_b = events[a].kind == "R", events[b].kind == "R"
            seen_a, seen_b = place[rf[a] if read_a else a], place[rf[b] if read_b else b]
            # A later event does not read or write a value that is older in co.  A load does not
            # read from a later store of its thread.
            if seen_b < seen_a or (not read_b and seen_b == seen_a):
                return False
    for r in rf:
        pair = events[r].pair
        if pair is not None and place[base[events[r].thread] + pair] != place[rf[r]] + 1:
            return False
    return True


def candidates(test, machine, wanted):
    """Yield each coherent execution for which wanted(registers, memory) is true, as (Candidate, rf,
    co)."""
    found = all_traces(test, machine)

    def supplied(combined):
        """Return true if each load returns a value that is stored."""
        stored = set(test.initial.items()) | {
            (e.location, e.value) for t in combined for e in t.events if e.kind == "W"
        }
        return all(
            (e.location, e.value) in stored or (e.value == 0 and e.location not in test.initial)
            for t in combined
            for e in t.events
            if e.kind == "R"
        )

    def combine(combined, registers):
        if wanted(registers, None) is False:
            return
        if len(combined) == len(found):
            if supplied(combined):
                yield combined, registers
            return
        for trace in found[len(combined)]:
            yield from combine([*combined, trace], {**registers, len(combined): trace.registers})

    for combined, registers in combine([], {}):
        candidate = Candidate(test, combined)
        locations = sorted({e.location for e in candidate.events if e.location})
        for choice in itertools.product(
            *(list(orders(candidate, location)) for location in locations)
        ):
            memory = {
                location: candidate.events[co[-1]].value
                for location, (_, co) in zip(locations, choice)
            }
            if wanted(registers, memory):
                yield candidate, {r: s for rf, _ in choice for r, s in rf.items()}, [
                    co for _, co in choice
                ]
