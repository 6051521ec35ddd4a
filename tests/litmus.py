# SPDX-License-Identifier: BSD-2-Clause
"""Check the order of loads and stores in Quarry's lock-free code with litmus tests.  scripts/litmus
decides each test by enumerating all executions.

The checker itself is tested with litmus tests whose verdicts are known from the papers and manuals
that define the models.

        python3 tests/litmus.py --write     write the tables of Documentation/memory-order.md
"""
import os
import re
import sys

from harness import Case, Failure, OUT, TOP, tool

sys.path.insert(0, os.path.join(TOP, "scripts", "litmus"))
import check  # noqa: E402
from machines import MACHINES  # noqa: E402
from program import calls, parse  # noqa: E402

OUTCOMES = {"N": "Never", "S": "Sometimes", "A": "Always"}

# Columns: name; threads, separated by "|"; condition; verdicts of arm64, riscv and linux.  A
# verdict is N for never, S for sometimes, or "-" if it is not known for certain.  "x=1" is
# WRITE_ONCE() and "r0=x" is READ_ONCE().  With ":=" they are smp_store_release() and
# smp_load_acquire().  Names that start with r are registers.
KNOWN = r"""
MP                  x=1; y=1 | r0=y; r1=x                                   1:r0=1 /\ 1:r1=0            SSS
MP+wmb              x=1; wmb; y=1 | r0=y; r1=x                              1:r0=1 /\ 1:r1=0            SSS
MP+rmb              x=1; y=1 | r0=y; rmb; r1=x                              1:r0=1 /\ 1:r1=0            SSS
MP+wmb+rmb          x=1; wmb; y=1 | r0=y; rmb; r1=x                         1:r0=1 /\ 1:r1=0            NNN
MP+rmb+wmb          x=1; rmb; y=1 | r0=y; wmb; r1=x                         1:r0=1 /\ 1:r1=0            SSS
MP+mbs              x=1; mb; y=1 | r0=y; mb; r1=x                           1:r0=1 /\ 1:r1=0            NNN
MP+rel+acq          x=1; y:=1 | r0:=y; r1=x                                 1:r0=1 /\ 1:r1=0            NNN
MP+rel              x=1; y:=1 | r0=y; r1=x                                  1:r0=1 /\ 1:r1=0            SSS
MP+acq              x=1; y=1 | r0:=y; r1=x                                  1:r0=1 /\ 1:r1=0            SSS
MP+acq-writes       x:=1; y=1 | r0:=y; r1=x                                 1:r0=1 /\ 1:r1=0            SSS
MP+wmb+ctrl         x=1; wmb; y=1 | r0=y; if(r0) r1=x                       1:r0=1 /\ 1:r1=0            SSS
MP+wmb+ctrlisb      x=1; wmb; y=1 | r0=y; if(r0) {isb; r1=x}                1:r0=1 /\ 1:r1=0            NSS
MP+wmb+addr         x=1; wmb; p=x& | r0=p; r1=*r0                           1:r0=x /\ 1:r1=0            NNN
MP+wmb+addr-po      x=1; wmb; p=z& | r0=p; r2=*r0; r1=x                     1:r0=z /\ 1:r1=0            SSS
MP+rel+deref        x=1; p:=x& | r0=p; r1=*r0                               1:r0=x /\ 1:r1=0            NNN
SB                  x=1; r0=y | y=1; r0=x                                   0:r0=0 /\ 1:r0=0            SSS
SB+mbs              x=1; mb; r0=y | y=1; mb; r0=x                           0:r0=0 /\ 1:r0=0            NNN
SB+mb               x=1; mb; r0=y | y=1; r0=x                               0:r0=0 /\ 1:r0=0            SSS
SB+wmbs             x=1; wmb; r0=y | y=1; wmb; r0=x                         0:r0=0 /\ 1:r0=0            SSS
SB+rel+acq          x:=1; r0:=y | y:=1; r0:=x                               0:r0=0 /\ 1:r0=0            NSS
SB+xchg             xchg(x,1); r0=y | xchg(y,1); r0=x                       0:r0=0 /\ 1:r0=0            NNN
SB+xchg-acquire     xchg_acquire(x,1); r0=y | xchg_acquire(y,1); r0=x       0:r0=0 /\ 1:r0=0            SNS
SB+xchg-release     xchg_release(x,1); r0=y | xchg_release(y,1); r0=x       0:r0=0 /\ 1:r0=0            SSS
SB+full-rmw         x=1; xchg(z,1); r0=y | y=1; mb; r0=x                    0:r0=0 /\ 1:r0=0            NNN
SB+full-cas         x=1; cmpxchg(z,0,1); r0=y | y=1; mb; r0=x               0:r0=0 /\ 1:r0=0            NNN
SB+failed-cas       x=1; cmpxchg(z,5,1); r0=y | y=1; mb; r0=x               0:r0=0 /\ 1:r0=0            SSS
SB+full-add         x=1; atomic_add_return(1,z); r0=y | y=1; mb; r0=x       0:r0=0 /\ 1:r0=0            NNN
SB+relaxed-add      x=1; atomic_add(1,z); r0=y | y=1; mb; r0=x              0:r0=0 /\ 1:r0=0            SSS
SB+rmw-read         x=1; r0=xchg(y,1) | y=2; mb; r0=x                       0:r0=0 /\ 1:r0=0            NNN
LB                  r0=x; y=1 | r0=y; x=1                                   0:r0=1 /\ 1:r0=1            SSS
LB+datas            r0=x; y=r0 | r0=y; x=r0                                 0:r0=1 /\ 1:r0=1            NNN
LB+data             r0=x; y=r0 | r0=y; x=1                                  0:r0=1 /\ 1:r0=1            SSS
LB+ctrls            r0=x; if(r0) y=1 | r0=y; if(r0) x=1                     0:r0=1 /\ 1:r0=1            NNN
LB+mb+ctrl          r0=x; if(r0) y=1 | r0=y; mb; x=1                        0:r0=1 /\ 1:r0=1            NNN
LB+rels             r0=x; y:=1 | r0=y; x:=1                                 0:r0=1 /\ 1:r0=1            NNN
LB+acqs             r0:=x; y=1 | r0:=y; x=1                                 0:r0=1 /\ 1:r0=1            NNN
LB+wmbs             r0=x; wmb; y=1 | r0=y; wmb; x=1                         0:r0=1 /\ 1:r0=1            SSS
LB+po-loc           r0=x; x=2 | r0=x; y=r0 | r0=y; if(r0) x=1               0:r0=1 /\ 1:r0=2 /\ 2:r0=2  NNN
LB+unlock-lock      lock(s); r0=x; unlock(s); lock(t); y=1; unlock(t) | r0:=y; x=1      0:r0=1 /\ 1:r0=1            NNN
LB+rmbs             r0=x; rmb; y=1 | r0=y; rmb; x=1                         0:r0=1 /\ 1:r0=1            NSS
R                   x=1; y=1 | y=2; r0=x                                    1:r0=0 /\ y=2               SSS
R+mbs               x=1; mb; y=1 | y=2; mb; r0=x                            1:r0=0 /\ y=2               NNN
R+wmb+mb            x=1; wmb; y=1 | y=2; mb; r0=x                           1:r0=0 /\ y=2               NNS
S                   x=2; y=1 | r0=y; x=1                                    1:r0=1 /\ x=2               SSS
S+wmb+acq           x=2; wmb; y=1 | r0:=y; x=1                              1:r0=1 /\ x=2               NNN
S+wmb+data          x=2; wmb; y=1 | r0=y; x=r0                              1:r0=1 /\ x=2               NNN
S+wmb+ctrl          x=2; wmb; y=1 | r0=y; if(r0) x=1                        1:r0=1 /\ x=2               NNN
2+2W                x=1; y=2 | y=1; x=2                                     x=1 /\ y=1                  SSS
2+2W+wmbs           x=1; wmb; y=2 | y=1; wmb; x=2                           x=1 /\ y=1                  NN-
2+2W+mbs            x=1; mb; y=2 | y=1; mb; x=2                             x=1 /\ y=1                  NNN
WRC                 x=1 | r0=x; y=1 | r0=y; r1=x                            1:r0=1 /\ 2:r0=1 /\ 2:r1=0  SSS
WRC+data+rmb        x=1 | r0=x; y=r0 | r0=y; rmb; r1=x                      1:r0=1 /\ 2:r0=1 /\ 2:r1=0  NNS
WRC+rel+rmb         x=1 | r0=x; y:=1 | r0=y; rmb; r1=x                      1:r0=1 /\ 2:r0=1 /\ 2:r1=0  NNN
IRIW                x=1 | y=1 | r0=x; r1=y | r0=y; r1=x                     2:r0=1 /\ 2:r1=0 /\ 3:r0=1 /\ 3:r1=0    SSS
IRIW+rmbs           x=1 | y=1 | r0=x; rmb; r1=y | r0=y; rmb; r1=x           2:r0=1 /\ 2:r1=0 /\ 3:r0=1 /\ 3:r1=0    NNS
IRIW+acqs           x=1 | y=1 | r0:=x; r1=y | r0:=y; r1=x                   2:r0=1 /\ 2:r1=0 /\ 3:r0=1 /\ 3:r1=0    NNS
IRIW+mbs            x=1 | y=1 | r0=x; mb; r1=y | r0=y; mb; r1=x             2:r0=1 /\ 2:r1=0 /\ 3:r0=1 /\ 3:r1=0    NNN
ISA2                x=1; y=1 | r0=y; z=1 | r0=z; r1=x                       1:r0=1 /\ 2:r0=1 /\ 2:r1=0  SSS
ISA2+rel+relacq+acq x=1; y:=1 | r0:=y; z:=1 | r0:=z; r1=x                   1:r0=1 /\ 2:r0=1 /\ 2:r1=0  NNN
ISA2+locks          lock(s); x=1; y=1; unlock(s) | lock(s); r0=y; z=1; unlock(s) | r0=z; mb; r1=x       1:r0=1 /\ 2:r0=1 /\ 2:r1=0  NNN
Z6.0                x=1; y=1 | r0=y; z=1 | z=2; mb; r1=x                    1:r0=1 /\ z=2 /\ 2:r1=0     SSS
Z6.0+rel+relacq+mb  x=1; y:=1 | r0:=y; z:=1 | z=2; mb; r1=x                 1:r0=1 /\ z=2 /\ 2:r1=0     NNS
Z6.0+mbs            x=1; mb; y=1 | r0=y; mb; z=1 | z=2; mb; r1=x            1:r0=1 /\ z=2 /\ 2:r1=0     NNN
W+RWC+wmb+acq+mb    x=1; wmb; y=1 | r0:=y; r1=z | z=1; mb; r0=x             1:r0=1 /\ 1:r1=0 /\ 2:r0=0  NNS
W+RWC+mbs           x=1; mb; y=1 | r0=y; mb; r1=z | z=1; mb; r0=x           1:r0=1 /\ 1:r1=0 /\ 2:r0=0  NNN
3.SB+mbs            x=1; mb; r0=y | y=1; mb; r0=z | z=1; mb; r0=x           0:r0=0 /\ 1:r0=0 /\ 2:r0=0  NNN
3.LB+datas          r0=x; y=r0 | r0=y; z=r0 | r0=z; x=r0                    0:r0=1 /\ 1:r0=1 /\ 2:r0=1  NNN
CoRR                x=1 | r0=x; r1=x                                        1:r0=1 /\ 1:r1=0            NNN
CoRW1               r0=x; x=1                                               0:r0=1                      NNN
CoRW2               x=1 | r0=x; x=2                                         1:r0=1 /\ x=1               NNN
CoWR                x=1; r0=x | x=2                                         0:r0=2 /\ x=1               NNN
CoWW                x=1; x=2                                                x=1                         NNN
CoRR4               x=1 | x=2 | r0=x; r1=x | r0=x; r1=x                     2:r0=1 /\ 2:r1=2 /\ 3:r0=2 /\ 3:r1=1    NNN
PPOCA               x=1; wmb; y=1 | r0=y; if(r0) {z=x&; r1=z; r2=*r1}           1:r0=1 /\ 1:r1=x /\ 1:r2=0  SSS
PPODA               x=1; wmb; y=x& | r0=y; z=r0; r1=z; r2=*r1               1:r0=x /\ 1:r1=x /\ 1:r2=0  NNN
RSW                 {z=&x} x=1; wmb; y=z& | r0=y; r1=*r0; r2=z; r3=*r2      1:r0=z /\ 1:r1=x /\ 1:r2=x /\ 1:r3=0   SSS
RDW                 {z=&w} x=1; wmb; y=z& | r0=y; r1=*r0; r2=z; r3=*r2 | z=x&   1:r0=z /\ 1:r1=w /\ 1:r2=x /\ 1:r3=0   NNN
rmw-atomic          r0=xchg_relaxed(x,1) | r0=xchg_relaxed(x,2)             0:r0=0 /\ 1:r0=0            NNN
cas-atomic          r0=cmpxchg_relaxed(x,0,1) | r0=cmpxchg_relaxed(x,0,2)   0:r0=0 /\ 1:r0=0            NNN
rmw-store           r0=xchg_relaxed(x,1) | x=2                              0:r0=0 /\ x=1               NNN
rmw-between         r0=atomic_fetch_add_relaxed(1,x) | x=5                  0:r0=0 /\ x=1               NNN
MP+rmw-full         x=1; xchg(y,1) | r0:=y; r1=x                            1:r0=1 /\ 1:r1=0            NNN
MP+rmw-release      x=1; xchg_release(y,1) | r0:=y; r1=x                    1:r0=1 /\ 1:r1=0            NNN
MP+rmw-relaxed      x=1; xchg_relaxed(y,1) | r0:=y; r1=x                    1:r0=1 /\ 1:r1=0            SSS
MP+rmw-acquire      x=1; xchg_acquire(y,1) | r0:=y; r1=x                    1:r0=1 /\ 1:r1=0            SSS
MP+rmw-own-addr     x=1; wmb; y=1 | r0=xchg_relaxed(y,x); r2=y; r1=*r2      1:r0=1 /\ 1:r2=x /\ 1:r1=0  SN-
MP+cas-full         x=1; cmpxchg(y,0,1) | r0:=y; r1=x                       1:r0=1 /\ 1:r1=0            NNN
MP+cas-release      x=1; cmpxchg_release(y,0,1) | r0:=y; r1=x               1:r0=1 /\ 1:r1=0            NNN
MP+read-rmw-acquire x=1; y:=1 | r0=xchg_acquire(y,2); r1=x                  1:r0=1 /\ 1:r1=0            NNN
MP+read-rmw-relaxed x=1; y:=1 | r0=xchg_relaxed(y,2); r1=x                  1:r0=1 /\ 1:r1=0            SSS
MP+read-cas-acquire x=1; y:=1 | r0=cmpxchg_acquire(y,1,2); r1=x             1:r0=1 /\ 1:r1=0            NNN
MP+rmw-own-acquire  x=1; y:=1 | r0=xchg_relaxed(y,2); r2:=y; r1=x           1:r0=1 /\ 1:r1=0 /\ 1:r2=2  NN-
MP+rmw-chain        x=1; y:=1 | r0=atomic_fetch_add_relaxed(1,y) | r0:=y; r1=x      1:r0=1 /\ 2:r0=2 /\ 2:r1=0  NNN
MP+after-atomic     x=1; atomic_inc(y) | r0:=y; r1=x                        1:r0=1 /\ 1:r1=0            SSS
MP+before-atomic    x=1; mb; atomic_inc(y) | r0:=y; r1=x                    1:r0=1 /\ 1:r1=0            NNN
MP+lock             lock(s); x=1; y=1; unlock(s) | lock(s); r0=y; r1=x; unlock(s)           1:r0=1 /\ 1:r1=0            NNN
MP+polocks          x=1; lock(s); y=1; unlock(s) | lock(s); r0=y; unlock(s); r1=x           1:r0=1 /\ 1:r1=0            NNN
MP+lock-in-lock     x=1; lock(s); y=1; unlock(s) | r0=y; rmb; r1=x          1:r0=1 /\ 1:r1=0            SSS
SB+one-lock         x=1; lock(s); r0=y; unlock(s) | y=1; lock(s); r0=x; unlock(s)           0:r0=0 /\ 1:r0=0            NNN
SB+two-locks        x=1; lock(s); r0=y; unlock(s) | y=1; lock(t); r0=x; unlock(t)           0:r0=0 /\ 1:r0=0            SSS
trylock-both        r0=spin_trylock(s) | r0=spin_trylock(s)                 0:r0=1 /\ 1:r0=1            NNN
RCU+MP              rcu; r0=x; r1=y; ucr | y=1; sync; x=1                   0:r0=1 /\ 0:r1=0            NNN
RCU+MP-without      rcu; r0=x; r1=y; ucr | y=1; wmb; x=1                    0:r0=1 /\ 0:r1=0            SSS
RCU+MP-late         r0=x; rcu; r1=y; ucr | y=1; sync; x=1                   0:r0=1 /\ 0:r1=0            NNN
RCU+SB              x=1; sync; r0=y | rcu; y=1; r0=x; ucr                   0:r0=0 /\ 1:r0=0            NNN
RCU+free            rcu; r0=p; r1=*r0; ucr | p=z&; sync; x=2                0:r0=x /\ 0:r1=2            NNN
RCU+1gp+2readers    x=1; sync; r0=y | rcu; y=1; r0=z; ucr | rcu; z=1; r0=x; ucr             0:r0=0 /\ 1:r0=0 /\ 2:r0=0  SSS
RCU+2gp+2readers    x=1; sync; r0=y | rcu; y=1; r0=z; ucr | z=1; sync; r0=w | rcu; w=1; r0=x; ucr       0:r0=0 /\ 1:r0=0 /\ 2:r0=0 /\ 3:r0=0    NNN
"""


SHORT = (
    (r"(r\d)\s*:=\s*(\w)$", r"\1 = smp_load_acquire(\2)"),
    (r"(r\d)\s*=\s*\*(r\d)$", r"\1 = READ_ONCE(*\2)"),
    (r"(r\d)\s*=\s*([p-z])$", r"\1 = READ_ONCE(*\2)"),
    (r"([p-z])\s*:=\s*([\w&]+)$", r"smp_store_release(\1, \2)"),
    (r"([p-z])\s*=\s*([\w&]+)$", r"WRITE_ONCE(*\1, \2)"),
    (r"(mb|rmb|wmb)$", r"smp_\1()"),
    (r"isb$", "isb()"),
    (r"rcu$", "rcu_read_lock()"),
    (r"ucr$", "rcu_read_unlock()"),
    (r"sync$", "synchronize_rcu()"),
    (r"(un)?lock\((\w)\)$", r"spin_\1lock(\2)"),
)


def statement(text):
    """Return the C code for one statement of the table."""
    match = re.match(r"(if\(\w+\)\s*\{?|\{)\s*(.*)", text)
    if match:
        return match.group(1) + " " + statement(match.group(2))
    body, closing = text.rstrip("} "), "}" * text.count("}")
    for short, c in SHORT:
        if re.match(short, body):
            body = re.sub(short, c, body).replace("&", "")
            break
    return body + ";" + closing


def known_test(name, threads, condition):
    initial = re.match(r"\{(.*?)\}", threads)
    threads = threads[initial.end() :] if initial else threads
    locations = sorted(set(re.findall(r"\b[p-z]\b", threads)))
    text = "C %s\n{%s}\n" % (name, initial.group(1) + ";" if initial else "")
    for i, thread in enumerate(threads.split("|")):
        body = "".join(
            "\tint %s;\n" % register for register in sorted(set(re.findall(r"r\d", thread)))
        )
        body += "\n".join("\t" + statement(part.strip()) for part in thread.split(";"))
        text += "P%d(%s)\n{\n%s\n}\n" % (
            i,
            ", ".join("int *" + location for location in locations),
            body,
        )
    return parse(text + "exists (%s)\n" % condition)


def differ(machines):
    """Return messages about the tests of KNOWN that have another verdict on one of the machines."""
    wrong = []
    for name, rest in (line.split(None, 1) for line in KNOWN.strip().splitlines()):
        threads, condition, verdicts = re.split(r"\s{2,}", rest)
        test = known_test(name, threads, condition)
        for machine, wanted in zip(machines, verdicts):
            found = "S" if check.reaches(test, machine) else "N"
            if wanted not in ("-", found):
                wrong.append(
                    "%s on %s: %s, and is known as %s"
                    % (name, machine.name, OUTCOMES[found], OUTCOMES[wanted])
                )
    return wrong


def known(_):
    """Each test of KNOWN has its known verdict."""
    wrong, rows = differ(MACHINES.values()), len(KNOWN.strip().splitlines())
    if wrong or rows < 80:
        raise Failure("%d tests; %s" % (rows, "; ".join(wrong)))
    return "%d tests on %d models" % (rows, len(MACHINES))


# Pairs (rule, changed rule) of the models.  With each change, a test of KNOWN must have another
# verdict.
PLANTED = (
    ("b.po.start(l).end(a)", "b.po.start(0).end(a)"),
    (
        " | b.po.start(a).end(b.memory) | b.po.end(l).start(b.memory)",
        " | b.po.end(l).start(b.memory)",
    ),
    (
        " | b.po.start(a).end(b.memory) | b.po.end(l).start(b.memory)",
        " | b.po.start(a).end(b.memory)",
    ),
    ('b.through(b.marked("ld"), loads, b.memory)', 'b.through(b.marked("ld"), loads, b.reads)'),
    ("b.through(full, b.memory, b.memory)", "b.through(full, b.writes, b.writes)"),
    (
        'b.through(b.marked("st"), b.writes, b.writes)',
        'b.through(b.marked("st"), b.memory, b.writes)',
    ),
    (" | c.rfi.start(stored).end(a)", ""),
    ("b.addr | b.data | b.ctrl.end(b.writes)", "b.addr | b.data"),
    ("b.addr | b.data | b.ctrl.end(b.writes)", "b.addr | b.data | b.ctrl"),
    ("((b.ctrl | (b.addr >> b.po)).end", "((b.addr >> b.po).end"),
    ("local | ((b.addr | b.data) >> c.rfi)", "local"),
    (" | c.rfe | c.coe | c.fre\n", " | c.rfe | c.fre\n"),
    (" | c.rfe | c.coe | c.fre\n", " | c.rfe | c.coe\n"),
    ('"pr pw sr sw")], "fence r,r"', '"pr pw sw")], "fence r,r"'),
    ('"fence r,rw": [("F", "pr sr sw")]', '"fence r,rw": [("F", "pr sr")]'),
    ('"fence rw,w": [("F", "pr pw sw")]', '"fence rw,w": [("F", "pw sw")]'),
    ("fences | b.po.start(aq).end(b.memory)", "fences"),
    (" | b.rmw | b.addr | b.data | b.ctrl.end", " | b.rmw | b.data | b.ctrl.end"),
    (" | (next_reads - same_write)", " | next_reads"),
    (" | c.rfi.start(stored) | ((b.addr", " | ((b.addr"),
    ("((b.addr | b.data) >> c.rfi) | c.rfe | c.co | c.fr", "c.rfe | c.co | c.fr"),
    (" | c.rfe | c.co | c.fr\n", " | c.rfe | c.fr\n"),
    ('"rmw_full": "fence rw,w; amo.aq"', '"rmw_full": "amo.aq"'),
    ('"cas_full": "fence rw,w; lr; sc; fence rw,rw"', '"cas_full": "lr; sc; fence rw,rw"'),
    ("c.rfe.optional() >> (strong | to_release)", "strong | to_release"),
    ("(b.po | c.rf) >> from_lock", "b.po >> from_lock"),
    ("((c.co | c.fr) & b.internal)", "(c.co & b.internal)"),
    (" | (dependency >> c.rfi)", ""),
    ("hb = ppo | c.rfe | ((prop", "hb = ppo | ((prop"),
    (" | ((prop - everything) & b.internal)", ""),
    ("(dependency | b.ctrl).end(b.writes)", "dependency.end(b.writes)"),
    (
        "for reader_first in itertools.product((True, False), repeat",
        "for reader_first in itertools.product((True,), repeat",
    ),
    (
        "start, end = (unlock, gp) if first else (gp, lock)",
        "start, end = (lock, gp) if first else (gp, lock)",
    ),
    ("(strong | rcu) >> steps", "strong >> steps"),
)


def with_rule_changed(text, rule, changed):
    """Replace @rule in the source of the models.  Line breaks in the source are ignored."""
    pattern = r"\s*".join(re.escape(token) for token in re.findall(r"\w+|[^\w\s]", rule))
    text, count = re.subn(pattern, lambda _: changed, text, count=1)
    if not count:
        raise Failure("scripts/litmus/machines.py has no %r" % rule)
    return text


def planted(_):
    """If one rule of a model is changed, a test of KNOWN has a wrong verdict."""
    with open(os.path.join(TOP, "scripts", "litmus", "machines.py")) as f:
        text = f.read()
    unseen = []
    for rule, changed in PLANTED:
        names = {}
        exec(compile(with_rule_changed(text, rule, changed), "machines.py", "exec"), names)
        if not differ(names["MACHINES"].values()):
            unseen.append("%r instead of %r" % (changed, rule))
    if unseen:
        raise Failure("the verdicts do not show: " + "; ".join(unseen))
    return "%d rules" % len(PLANTED)


# ---- tests of Quarry's code ----------------------------------------------------------------------

# For each primitive of a test: the code that may implement it in the sources.  This may be a
# stronger primitive for devices, a builtin of the compiler, or a macro that contains the primitive.
ACQUIRE = r"smp_load_acquire\(|__atomic_load_n\((?s:.)*?__ATOMIC_ACQUIRE|_read_acquire\("
RELEASE = r"smp_store_release\(|clear_bit_unlock\(|__atomic_store_n\((?s:.)*?__ATOMIC_RELEASE|_set_release\("
IN_SOURCES = {
    "smp_mb": r"\bmb\(|smp_mb\(|smp_store_mb\(",
    "smp_rmb": r"\b(smp_|dma_)?rmb\(",
    "smp_wmb": r"\b(smp_|dma_)?wmb\(",
    "smp_load_acquire": ACQUIRE,
    "atomic_read_acquire": ACQUIRE,
    "smp_store_release": RELEASE,
    "atomic_set_release": RELEASE,
    "rcu_dereference": r"rcu_dereference\w*\(|READ_ONCE\(",
    "xchg": r"\b(atomic_)?xchg\(|test_and_\w+_bit\(",
    "cmpxchg": r"cmpxchg\(|_add_unless\(|_inc_not_zero\(",
    "xchg_acquire": r"xchg_acquire\(|__atomic_exchange_n\(.*__ATOMIC_(ACQUIRE|ACQ_REL)",
    "xchg_release": r"xchg_release\(|__atomic_exchange_n\(.*__ATOMIC_(RELEASE|ACQ_REL)",
    "cmpxchg_acquire": r"cmpxchg_acquire\(|__atomic_compare_exchange_n\((?s:.)*?__ATOMIC_(ACQUIRE|ACQ_REL)",
    "cmpxchg_release": r"cmpxchg_release\(|__atomic_compare_exchange_n\((?s:.)*?__ATOMIC_(RELEASE|ACQ_REL)",
    "atomic_fetch_sub_release": r"fetch_sub_release\(|__atomic_fetch_(sub|and)\(.*__ATOMIC_RELEASE",
    "atomic_add_return": r"atomic\w*_(add|inc|sub|dec)_(return|and_test)\(",
    "synchronize_rcu": r"synchronize_rcu\(|call_rcu\(",
    "spin_lock": r"spin_lock|_lock\(|lock_\w+\(",
    "spin_unlock": r"spin_unlock|_unlock\(|unlock_\w+\(",
}


def function_text(path, name):
    """Return the definition of a function or macro.  Raises Failure if the file has none."""
    if not os.path.exists(os.path.join(TOP, path)):
        raise Failure("there is no %s" % path)
    with open(os.path.join(TOP, path)) as f:
        text = f.read()
    macro = re.search(r"^#define %s\b(?:.*\\\n)*.*" % name, text, re.M)
    match = macro or re.search(
        r"^(?![\s#/*])[^\n;=]*\b%s\([^;{]*\)[^;{]*\n\{\n.*?^\}" % name, text, re.M | re.S
    )
    if not match:
        raise Failure("%s has no function %s()" % (path, name))
    return match.group(0)


class Described:
    """Hold what the comment of a test states: the functions of each thread, the results, and the
    barriers that are not needed."""

    def __init__(self, test):
        text = re.sub(r"^ \* ?", "", test.comment, flags=re.M)
        lines = re.findall(r"^(P\d+): (.*(?:\n    .*)*)", text, re.M)
        self.threads = {
            name: re.findall(r"([\w./-]+\.[chS]) (\w+)", functions) for name, functions in lines
        }
        # A part of these threads is not in the sources.
        self.others = {
            name
            for name, functions in lines
            if re.search(r"\b(caller|device|hardware)\b", functions)
        }
        result = re.search(r"^Result: (.*)", text, re.M)
        if not result:
            raise Failure("%s: no line with the result" % test.name)
        own = dict(re.findall(r"(\w+) (Never|Sometimes|Always)", result.group(1)))
        self.results = {
            machine: own.get(machine, result.group(1).split()[0]) for machine in MACHINES
        }
        self.not_needed = set(re.findall(r"^Not needed: (P\d+ \w+ \d+): \S", text, re.M))


def read_test(path):
    with open(path) as f:
        test = parse(f.read())
    if test.name != os.path.basename(path)[: -len(".litmus")]:
        raise Failure("the test in %s is called %s" % (path, test.name))
    return test


def functions_are_there(test, described):
    """Fail if a function that the test's comment names does not exist, or if the functions lack a
    barrier of the test."""
    for thread in test.threads:
        named = described.threads.get(thread.name)
        if not named and thread.name not in described.others:
            raise Failure("%s: the comment names no function for %s" % (test.name, thread.name))
        text = "\n".join(function_text(*function) for function in named)
        for call in calls(thread.body) if thread.name not in described.others else ():
            name = call[1]
            if check.weaker(name) is not None and not re.search(
                IN_SOURCES.get(name, r"\b%s\(" % name), text
            ):
                raise Failure(
                    "%s: %s has %s(), which is not in %s"
                    % (test.name, thread.name, name, ", ".join(function for _, function in named))
                )


def quarry(_, path):
    """The verdicts of a test are those in its comment.  Each barrier is needed for them, except
    those that the comment lists as not needed."""
    test = read_test(path)
    described = Described(test)
    functions_are_there(test, described)
    found = {name: check.verdict(test, machine) for name, machine in MACHINES.items()}
    if found != described.results:
        raise Failure("%s: %s, and the file says %s" % (test.name, found, described.results))
    never = [MACHINES[name] for name in found if not check.reaches(test, MACHINES[name])]
    needed, superfluous = 0, set()
    for what, changed in check.mutants(test) if never else ():
        if any(check.reaches(changed, machine) for machine in never):
            needed += 1
        else:
            superfluous.add(what)
    if superfluous != described.not_needed:
        raise Failure(
            "%s: barriers that change nothing: %s; the file says: %s"
            % (test.name, sorted(superfluous), sorted(described.not_needed))
        )
    return "%d barriers are needed" % needed


# Barriers that a programmer writes explicitly.  Atomics without a suffix are not included: they are
# full barriers.  Functions of RCU are not included: their names state their purpose.
BARRIER = re.compile(
    r"\b(smp_|dma_)?(mb|rmb|wmb)\(\)|\bsmp_(load_acquire|store_release|store_mb|mb__\w+)\(|"
    r"\b(atomic\w*|(arch_)?(try_)?(cmp)?xchg)_(acquire|release)\(|"
    r"__ATOMIC_(ACQUIRE|RELEASE|ACQ_REL|SEQ_CST)"
)
# Files that define the primitives.  The cases litmus-machine-code-* check their machine code.
PRIMITIVES = re.compile(
    r"(arch/\w+/include/asm|include/asm-generic)/(barrier|io|atomic|cmpxchg|pgtable)\.h|"
    r"include/linux/(atomic|bitops|compiler)\.h|lib/atomic_narrow.c|"
    r"arch/host/.*|tests/.*|include/kunit/.*|kunit/.*|examples/.*"
)
ARGUED = os.path.join(TOP, "tests", "litmus", "argued.txt")


def enclosing(lines, at):
    """Return the name of the function or macro that contains a line."""
    while at >= 0:
        macro = re.match(r"#define (\w+)", lines[at])
        if macro and (
            at == len(lines) - 1 or lines[at].endswith("\\") or BARRIER.search(lines[at])
        ):
            return macro.group(1)
        function = re.match(r"(?:[A-Za-z_][\w\s*]*?[\s*])(\w+)\(", lines[at])
        if function and not lines[at].rstrip().endswith(";"):
            return function.group(1)
        at -= 1
    return "?"


def barriers():
    """Return {(file, function)} of all barriers in the sources."""
    found = set()
    for path in tool("git", "ls-files", "*.c", "*.h").split():
        if PRIMITIVES.fullmatch(path):
            continue
        with open(os.path.join(TOP, path)) as f:
            text = re.sub(
                r"/\*.*?\*/",
                lambda comment: "\n" * comment.group(0).count("\n"),
                f.read(),
                flags=re.S,
            )
        lines = text.split("\n")
        for number, line in enumerate(lines):
            if BARRIER.search(line):
                found.add((path, enclosing(lines, number)))
    return found


def argued():
    """Return {(file, function): reason} from tests/litmus/argued.txt."""
    with open(ARGUED) as f:
        return {
            tuple(line.split("\t")[0].split()): line.split("\t", 1)[1].strip()
            for line in f
            if line.strip() and line[0] != "#"
        }


def sources(_):
    """Each barrier is in a function that a test or tests/litmus/argued.txt names, and each named
    function contains a barrier."""
    proved = {
        function
        for path in files()
        for functions in Described(read_test(path)).threads.values()
        for function in functions
    }
    there, listed = barriers(), argued()
    builtin = [
        path
        for path in tool("git", "ls-files", "*.c", "*.h").split()
        if not path.startswith(("arch/host/", "tests/"))
        and re.search(
            r"__atomic_compare_exchange_n\([^;]*__ATOMIC_(RELEASE|ACQ_REL)",
            open(os.path.join(TOP, path)).read(),
        )
    ]
    if builtin:
        raise Failure(
            "GCC 12 leaves the release out on RISC-V, use try_cmpxchg_release(): %s" % builtin
        )
    missing, stale = there - proved - set(listed), set(listed) - there
    twice = set(listed) & proved
    if missing or stale or twice or len(there) < 50:
        raise Failure(
            "%d functions have barriers; without a test and not in argued.txt: %s; in argued.txt and without one: %s, or with a "
            "test: %s" % (len(there), sorted(missing), sorted(stale), sorted(twice))
        )
    return "%d functions with barriers, %d of them argued" % (len(there), len(listed))


# ---- machine code --------------------------------------------------------------------------------

OBJDUMP = {"arm64": "aarch64-linux-gnu-objdump", "riscv": "riscv64-linux-gnu-objdump"}
MEMORY = {
    "arm64": re.compile(r"(ld|st)\w+|cas\w*|swp\w*|dmb|dsb|isb"),
    "riscv": re.compile(r"l[bhwd]u?|s[bhwd]|fence\S*|amo\S+|lr\S+|sc\.\S+"),
}


def instruction(arch, mnemonic, operands):
    """Return the name that machines.py has for an instruction that accesses memory or orders
    accesses.  The width of the access is ignored."""
    if arch == "arm64":
        if mnemonic in ("dmb", "dsb"):
            return mnemonic + " " + operands.split()[0]
        return re.sub(
            r"^(ldar|stlr|ldxr|ldaxr|stxr|stlxr|ldr|str)(b|h|sb|sh|sw)$",
            r"\1",
            mnemonic.replace("ldur", "ldr").replace("stur", "str"),
        )
    if mnemonic == "fence":
        return "fence " + (re.sub("[io]", "", operands.split()[0]) if operands else "rw,rw")
    return re.sub(
        r"^l[bhwd]u?$",
        "l",
        re.sub(
            r"^s[bhwd]$",
            "s",
            re.sub(r"^(amo|lr|sc)\w*\.[wd]", r"\1", re.sub(r"^amo\w+", "amo", mnemonic)),
        ),
    )


def disassembled(arch, path):
    """Return {function: [instruction]}. Only instructions that order accesses, or that access
    memory other than the stack, are included."""
    found, current = {}, None
    for line in tool(OBJDUMP[arch], "-d", "--no-show-raw-insn", path).splitlines():
        label = re.match(r"[0-9a-f]+ <(\w+)>:$", line)
        if label:
            current = found.setdefault(label.group(1), [])
        parts = re.match(r"\s+[0-9a-f]+:\s+(\S+)\s*([^#]*)", line)
        if (
            parts
            and MEMORY[arch].fullmatch(parts.group(1))
            and not re.search(r"\bsp\b|\(s0\)", parts.group(2))
        ):
            current.append(instruction(arch, *parts.groups()))
    return found


def at_least(seen, wanted):
    """Return true if the instruction @seen orders at least what @wanted orders.  It is the same
    instruction, a fence for more accesses, or the instruction with more of the marks aq and rl."""
    if seen.startswith("fence ") and wanted.startswith("fence "):
        return all(set(w) <= set(s) for s, w in zip(seen[6:].split(","), wanted[6:].split(",")))
    (name, _, marks), (wanted_name, _, wanted_marks) = seen.partition("."), wanted.partition(".")
    return (
        seen == wanted
        or name == wanted_name
        and set(re.findall("..", wanted_marks)) <= set(re.findall("..", marks))
    )


def compiles_to(machine, primitive, seen):
    """Return true if the instructions order at least what the model assumes for the primitive."""
    wanted = machine.PRIMITIVES[primitive]
    for form in (wanted, machine.STRONGER.get(wanted)):
        parts = form.split("; ") if form else []
        if len(parts) == len(seen) and all(map(at_least, seen, parts)):
            return True
    # A compare-and-exchange may begin with a plain load.
    return (
        primitive.startswith("cas")
        and seen[0] in ("l", "ldr")
        and compiles_to(machine, primitive, seen[1:])
    )


def machine_code(_, arch, out):
    """Each function of tests/litmus/primitives.c is compiled to the instructions that the model
    assumes."""
    functions = disassembled(arch, os.path.join(OUT, out, "tests", "litmus", "primitives.o"))
    functions = {
        name[len("primitive_") :]: seen
        for name, seen in functions.items()
        if name.startswith("primitive_")
    }
    wrong = [
        "%s is %s, and the model has %s"
        % (name, "; ".join(seen), MACHINES[arch].PRIMITIVES[name.partition("__")[0]])
        for name, seen in functions.items()
        if not compiles_to(MACHINES[arch], name.partition("__")[0], seen)
    ]
    kinds = {name.partition("__")[0] for name in functions}
    absent = set(MACHINES[arch].PRIMITIVES) - kinds - {"lock", "unlock", "isb"}
    if wrong or absent:
        raise Failure(
            "%d of %d functions, the first: %s; no function for: %s"
            % (len(wrong), len(functions), wrong[:1], sorted(absent))
        )
    return "%d functions" % len(functions)


def files():
    folder = os.path.join(TOP, "tests", "litmus")
    return sorted(
        os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(".litmus")
    )


# ---- the document --------------------------------------------------------------------------------

DOCUMENT = os.path.join(TOP, "Documentation", "memory-order.md")


def proved_table():
    yield "| test | sources | what holds | its opposite is seen |\n|---|---|---|---|"
    for path in files():
        test = read_test(path)
        described = Described(test)
        sources = sorted(
            {source for functions in described.threads.values() for source, _ in functions}
        )
        text = re.search(r"\(\*\n(.*?)\n \*\n", test.comment, re.S).group(1)
        text = " ".join(line.lstrip(" *") for line in text.splitlines())
        own = set(described.results.values())
        seen = (
            own.pop()
            if len(own) == 1
            else ", ".join("%s: %s" % result for result in described.results.items())
        )
        yield "| [`%s`](../tests/litmus/%s) | %s | %s | %s |" % (
            test.name,
            os.path.basename(path),
            ", ".join(sources),
            text,
            seen.lower(),
        )


def argued_table():
    yield "| function | why |\n|---|---|"
    for (path, function), reason in sorted(argued().items()):
        yield "| `%s()`, %s | %s |" % (function, path, reason)


def tables(text):
    """Return the document @text with new tables, made from the tests and from
    tests/litmus/argued.txt."""
    for name, rows in (("proved", proved_table()), ("argued", argued_table())):
        table = "\n".join(rows)
        text = re.sub(
            r"(<!-- begin %s -->\n).*?(<!-- end %s -->)" % (name, name),
            lambda m: "%s%s\n%s" % (m[1], table, m[2]),
            text,
            flags=re.S,
        )
    return text


def document(_):
    with open(DOCUMENT) as f:
        text = f.read()
    if tables(text) != text:
        raise Failure(
            "the tables of %s differ from tests/litmus: python3 tests/litmus.py --write"
            % os.path.relpath(DOCUMENT, TOP)
        )


def write():
    with open(DOCUMENT) as f:
        text = f.read()
    with open(DOCUMENT, "w") as f:
        f.write(tables(text))


def cases():
    yield Case("litmus-known", known)
    yield Case("litmus-sources", sources)
    yield Case("litmus-document", document)
    for arch, out in (
        ("riscv", "riscv"),
        ("riscv", "riscv-llvm"),
        ("arm64", "arm64"),
        ("arm64", "arm64-llvm"),
    ):
        yield Case("litmus-machine-code-" + out, machine_code, arch, out, needs=[out])
    for path in files():
        yield Case("litmus-" + os.path.basename(path)[: -len(".litmus")], quarry, path)


def long_cases():
    yield Case("litmus-planted", planted, long=True)


if __name__ == "__main__" and sys.argv[1:] == ["--write"]:
    write()
