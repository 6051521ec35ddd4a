# SPDX-License-Identifier: BSD-2-Clause
"""Define the instructions of each primitive on a machine, and the executions that the machine
allows.

arm64   Arm Architecture Reference Manual (DDI 0487), B2.3: the order "observed before" has no cycle
riscv   RISC-V Unprivileged ISA, RVWMO: the global memory order, which contains the preserved program order (rules
        1 to 13) and the communication between harts, has no cycle
linux   the Linux-kernel memory model (explanation.txt of tools/memory-model): happens-before and
        propagates-before have no cycle

On all three, RCU orders events by the guarantee of a grace period: for each reader and each
grace period, either the whole reader is before the code after the grace period, or the whole
reader is after the code before the grace period.  Other tests, which contain the loads and
stores of kernel/rcu.c, check how it implements this guarantee.
"""
import itertools

from relation import Relation


class Machine:
    """PRIMITIVES: instructions of each primitive.  INSTRUCTIONS: the events of each instruction, as
    (kind, marks).

    STRONGER: instructions that order more, which a compiler may emit instead.
    """

    PRIMITIVES, INSTRUCTIONS, STRONGER = {}, {}, {}

    def __init__(self):
        self.made = {
            name: [
                (kind, frozenset(marks.split()))
                for instruction in text.split("; ")
                if instruction
                for kind, marks in self.INSTRUCTIONS[instruction]
            ]
            for name, text in self.PRIMITIVES.items()
        }

    def events(self, primitive):
        return self.made[primitive]

    def allows(self, candidate, rf, co):
        """Return true if the execution can happen."""
        if self.name not in candidate.static:
            candidate.static[self.name] = self.prepare(candidate)
        base, extra = candidate.static[self.name]
        return self.consistent(base, extra, Communication(candidate, rf, co))


class Base:
    """The relations of a candidate that do not depend on rf and co."""

    def __init__(self, candidate):
        n, events = candidate.n, candidate.events
        self.n, self.candidate = n, candidate
        self.po = Relation.of(
            n,
            (
                (a, b)
                for a in range(candidate.first, n)
                for b in range(a + 1, n)
                if events[a].thread == events[b].thread
            ),
        )
        self.reads, self.writes = (candidate.where(lambda e, k=k: e.kind == k) for k in "RW")
        self.memory = self.reads | self.writes
        self.same = Relation.of(
            n,
            (
                (a, b)
                for a in range(n)
                for b in range(n)
                if events[a].location and events[a].location == events[b].location
            ),
        )
        self.po_loc = self.po & self.same
        self.addr, self.data, self.ctrl, self.rmw = (
            Relation.of(n, candidate.pairs(f)) for f in ("addr", "data", "ctrl", "pair")
        )
        self.internal = Relation.of(
            n, ((a, b) for a in range(n) for b in range(n) if events[a].thread == events[b].thread)
        )

    def marked(self, *marks):
        return self.candidate.where(lambda e: any(m in e.marks for m in marks))

    def through(self, fences, before, after):
        """Return pairs of an event in @before and one in @after that have a fence in between."""
        return self.po.end(fences).start(before) >> self.po.end(after)


class Communication:
    """The relations rf, co and fr, and their pairs of events of different threads (rfe, coe, fre)."""

    def __init__(self, candidate, rf, co):
        n, events = candidate.n, candidate.events
        place = {w: i for order in co for i, w in enumerate(order)}
        of = {w: order for order in co for w in order}
        self.rf = Relation.of(n, ((w, r) for r, w in rf.items()))
        self.co = Relation.of(
            n, ((a, b) for order in co for a, b in itertools.combinations(order, 2))
        )
        self.fr = Relation.of(
            n, ((r, w) for r, source in rf.items() for w in of[source][place[source] + 1 :])
        )
        other = Relation.of(
            n, ((a, b) for a in range(n) for b in range(n) if events[a].thread != events[b].thread)
        )
        self.rfe, self.coe, self.fre = self.rf & other, self.co & other, self.fr & other
        self.rfi = self.rf - other


def rcu_orders(base, memory):
    """Yield the orders that result from each possible sequence of grace periods and readers."""
    events = base.candidate.events
    readers = []
    for lock in (i for i, e in enumerate(events) if "rcu_lock" in e.marks):
        depth = 0
        for at in range(lock, base.n):
            depth += ("rcu_lock" in events[at].marks) - ("rcu_unlock" in events[at].marks)
            if not depth:
                readers.append((lock, at))
                break
    both = [
        (lock, unlock, gp)
        for lock, unlock in readers
        for gp, e in enumerate(events)
        if "sync" in e.marks and e.thread != events[lock].thread
    ]
    before, after = base.po.inverse(), base.po
    for reader_first in itertools.product((True, False), repeat=len(both)):
        pairs = []
        for first, (lock, unlock, gp) in zip(reader_first, both):
            start, end = (unlock, gp) if first else (gp, lock)
            pairs += [
                (a, b)
                for a in range(base.n)
                for b in range(base.n)
                if (before.rows[start] & memory) >> a & 1 and (after.rows[end] & memory) >> b & 1
            ]
        yield Relation.of(base.n, pairs)


class Arm64(Machine):
    name = "arm64"
    # A ticket lock increments one half of a word and then loads the other half.  This is at least
    # as strong as these instructions; tests/litmus/spinlock-* check it.
    PRIMITIVES = {
        "read": "ldr",
        "read_acquire": "ldar",
        "write": "str",
        "write_release": "stlr",
        "mb": "dmb ish",
        "rmb": "dmb ishld",
        "wmb": "dmb ishst",
        "isb": "isb",
        "rmw_relaxed": "ldxr; stxr",
        "rmw_acquire": "ldaxr; stxr",
        "rmw_release": "ldxr; stlxr",
        "rmw_full": "ldxr; stlxr; dmb ish",
        "cas_relaxed": "ldxr; stxr",
        "cas_acquire": "ldaxr; stxr",
        "cas_release": "ldxr; stlxr",
        "cas_full": "ldxr; stlxr; dmb ish",
        "lock": "ldaxr; stxr",
        "unlock": "stlr",
    }
    INSTRUCTIONS = {
        "ldr": [("R", "")],
        "ldar": [("R", "A")],
        "str": [("W", "")],
        "stlr": [("W", "L")],
        "ldxr": [("R", "")],
        "ldaxr": [("R", "A")],
        "stxr": [("W", "")],
        "stlxr": [("W", "L")],
        "dmb ish": [("F", "full")],
        "dmb ishld": [("F", "ld")],
        "dmb ishst": [("F", "st")],
        "isb": [("F", "isb")],
    }

    def prepare(self, candidate):
        b = Base(candidate)
        a, l, full = b.marked("A"), b.marked("L"), b.marked("full")
        # A barrier for loads does not order the load of an atomic operation without a result.
        loads = b.reads & ~b.marked("noreturn")
        dob = (
            b.addr
            | b.data
            | b.ctrl.end(b.writes)
            | (b.addr >> b.po).end(b.writes)
            | ((b.ctrl | (b.addr >> b.po)).end(b.marked("isb")) >> b.po).end(b.reads)
        )
        bob = (
            b.through(full, b.memory, b.memory)
            | b.through(b.marked("ld"), loads, b.memory)
            | b.through(b.marked("st"), b.writes, b.writes)
            | b.po.start(a).end(b.memory)
            | b.po.end(l).start(b.memory)
            | b.po.start(l).end(a)
        )
        local = dob | bob | b.rmw | b.po_loc.end(b.writes)
        return b, (local, a, list(rcu_orders(b, b.memory)))

    def consistent(self, b, extra, c):
        local, a, orders = extra
        # the stores of atomic operations
        stored = sum(1 << i for i in range(b.n) if b.rmw.end(1 << i))
        observed = (
            local
            | ((b.addr | b.data) >> c.rfi)
            | c.rfi.start(stored).end(a)
            | c.rfe
            | c.coe
            | c.fre
        )
        return any((observed | order).acyclic() for order in orders)


class Riscv(Machine):
    name = "riscv"
    # Compilers emit different code for a primitive.  PRIMITIVES lists the weakest code.
    STRONGER = {
        "fence rw,w; amo": "amo.rl",
        "fence rw,w; amo.aq": "amo.aqrl",
        "lr.aq; sc": "lr; sc.aq",
        "fence rw,w; s": "fence rw,w; amo",
    }
    PRIMITIVES = {
        "read": "l",
        "read_acquire": "l; fence r,rw",
        "write": "s",
        "write_release": "fence rw,w; s",
        "mb": "fence rw,rw",
        "rmb": "fence r,r",
        "wmb": "fence w,w",
        "isb": "",
        "rmw_relaxed": "amo",
        "rmw_acquire": "amo.aq",
        "rmw_release": "fence rw,w; amo",
        "rmw_full": "fence rw,w; amo.aq",
        "cas_relaxed": "lr; sc",
        "cas_acquire": "lr.aq; sc",
        "cas_release": "fence rw,w; lr; sc",
        "cas_full": "fence rw,w; lr; sc; fence rw,rw",
        "lock": "lr.aq; sc",
        "unlock": "fence rw,w; s",
    }
    INSTRUCTIONS = {
        "l": [("R", "")],
        "s": [("W", "")],
        "lr": [("R", "")],
        "lr.aq": [("R", "aq")],
        "sc": [("W", "")],
        "sc.rl": [("W", "rl")],
        "amo": [("R", ""), ("W", "")],
        "amo.aq": [("R", "aq"), ("W", "aq")],
        "amo.rl": [("R", "rl"), ("W", "rl")],
        "amo.aqrl": [("R", "aq rl"), ("W", "aq rl")],
        "fence rw,rw": [("F", "pr pw sr sw")],
        "fence r,r": [("F", "pr sr")],
        "fence w,w": [("F", "pw sw")],
        "fence r,rw": [("F", "pr sr sw")],
        "fence rw,w": [("F", "pr pw sw")],
    }

    def prepare(self, candidate):
        b = Base(candidate)
        aq, rl = b.marked("aq"), b.marked("rl")
        rcsc = (aq | rl) & b.memory
        between = b.po_loc.end(b.writes) >> b.po_loc
        fences = Relation.of(b.n)
        for i in range(b.n):
            marks = candidate.events[i].marks
            before = (b.reads if "pr" in marks else 0) | (b.writes if "pw" in marks else 0)
            after = (b.reads if "sr" in marks else 0) | (b.writes if "sw" in marks else 0)
            fences |= b.through(1 << i, before, after)
        ppo = (
            b.po_loc.end(b.writes)
            | fences
            | b.po.start(aq).end(b.memory)
            | b.po.start(b.memory).end(rl)
            | b.po.start(rcsc).end(rcsc)
            | b.rmw
            | b.addr
            | b.data
            | b.ctrl.end(b.writes)
            | (b.addr >> b.po).start(b.reads).end(b.writes)
        )
        return b, (
            ppo,
            (b.po_loc - between).start(b.reads).end(b.reads),
            list(rcu_orders(b, b.memory)),
        )

    def consistent(self, b, extra, c):
        ppo, next_reads, orders = extra
        same_write = c.rf.inverse() >> c.rf
        stored = sum(1 << i for i in range(b.n) if b.rmw.end(1 << i))
        order = (
            ppo
            | (next_reads - same_write)
            | c.rfi.start(stored)
            | ((b.addr | b.data) >> c.rfi)
            | c.rfe
            | c.co
            | c.fr
        )
        return any((order | rcu).acyclic() for rcu in orders)


class Linux(Machine):
    name = "linux"
    PRIMITIVES = {
        "read": "R",
        "read_acquire": "R acquire",
        "write": "W",
        "write_release": "W release",
        "mb": "mb",
        "rmb": "rmb",
        "wmb": "wmb",
        "isb": "",
        "rmw_relaxed": "R; W",
        "rmw_acquire": "R acquire; W",
        "rmw_release": "R; W release",
        "rmw_full": "mb; R; W; mb",
        "cas_relaxed": "R; W",
        "cas_acquire": "R acquire; W",
        "cas_release": "R; W release",
        "cas_full": "mb; R; W; mb",
        "lock": "R acquire; W",
        "unlock": "W unlock",
    }
    INSTRUCTIONS = {
        "R": [("R", "")],
        "W": [("W", "")],
        "R acquire": [("R", "acquire")],
        "W release": [("W", "release")],
        "W unlock": [("W", "release unlock")],
        "mb": [("F", "mb")],
        "rmb": [("F", "rmb")],
        "wmb": [("F", "wmb")],
    }

    def prepare(self, candidate):
        b = Base(candidate)
        loads = b.reads & ~b.marked("noreturn")
        strong = b.through(b.marked("mb", "sync"), b.memory, b.memory)
        wmb, rmb = b.through(b.marked("wmb"), b.writes, b.writes), b.through(
            b.marked("rmb"), loads, loads
        )
        to_release = b.po.start(b.memory).end(b.marked("release"))
        from_acquire = b.po.start(b.marked("acquire")).end(b.memory)
        unlock, lock = b.marked("unlock"), b.marked("lock") & b.reads
        # An unlock followed by a lock, of the same thread or of the same lock, orders the stores
        # before the unlock and after the lock.
        to_unlock, from_lock = b.po.start(b.memory).end(unlock), b.po.start(lock).end(b.memory)
        dependency = b.addr | b.data
        fences = strong | wmb | rmb | to_release | from_acquire
        ppo = fences | b.addr.end(b.reads) | (dependency | b.ctrl).end(b.writes)
        return b, (
            strong,
            wmb,
            to_release,
            to_unlock,
            from_lock,
            ppo,
            dependency,
            list(rcu_orders(b, b.memory)),
        )

    def consistent(self, b, extra, c):
        strong, wmb, to_release, to_unlock, from_lock, ppo, dependency, orders = extra
        handed = to_unlock >> (b.po | c.rf) >> from_lock
        ppo = ppo | (handed & b.internal) | ((c.co | c.fr) & b.internal) | (dependency >> c.rfi)
        cumulative = ((c.rfe.optional() >> (strong | to_release)) | wmb | handed) >> (
            c.rf >> b.rmw
        ).closure().optional()
        everything = Relation([1 << i for i in range(b.n)])
        prop = ((c.coe | c.fre).optional() >> cumulative.closure().optional()) >> c.rfe.optional()
        hb = ppo | c.rfe | ((prop - everything) & b.internal)
        if not hb.acyclic():
            return False
        steps = hb.closure().optional()
        return any((prop >> (strong | rcu) >> steps).acyclic() for rcu in orders)


MACHINES = {machine.name: machine for machine in (Arm64(), Riscv(), Linux())}
