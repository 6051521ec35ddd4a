# SPDX-License-Identifier: BSD-2-Clause
"""Define relations between the events 0 to n - 1 of an execution.  Bit j of row i is set if event i
is related to event j."""


class Relation:
    __slots__ = ("rows",)

    def __init__(self, rows):
        self.rows = rows

    @classmethod
    def of(cls, n, pairs=()):
        rows = [0] * n
        for a, b in pairs:
            rows[a] |= 1 << b
        return cls(rows)

    def __or__(self, other):
        return Relation([a | b for a, b in zip(self.rows, other.rows)])

    def __and__(self, other):
        return Relation([a & b for a, b in zip(self.rows, other.rows)])

    def __sub__(self, other):
        return Relation([a & ~b for a, b in zip(self.rows, other.rows)])

    def __rshift__(self, other):
        """Return the composition: first this relation, then the other."""
        rows = []
        for row in self.rows:
            reached = 0
            while row:
                low = row & -row
                reached |= other.rows[low.bit_length() - 1]
                row ^= low
            rows.append(reached)
        return Relation(rows)

    def __bool__(self):
        return any(self.rows)

    def start(self, events):
        """Return only the pairs whose first event is in @events, a bit mask."""
        return Relation([row if events >> i & 1 else 0 for i, row in enumerate(self.rows)])

    def end(self, events):
        """Return only the pairs whose second event is in @events."""
        return Relation([row & events for row in self.rows])

    def inverse(self):
        rows = [0] * len(self.rows)
        for i, row in enumerate(self.rows):
            for j in range(len(rows)):
                rows[j] |= (row >> j & 1) << i
        return Relation(rows)

    def optional(self):
        """Return the relation with all pairs (event, event) added."""
        return Relation([row | 1 << i for i, row in enumerate(self.rows)])

    def closure(self):
        """Return the transitive closure."""
        rows = list(self.rows)
        for k in range(len(rows)):
            bit, through = 1 << k, rows[k]
            for i, row in enumerate(rows):
                if row & bit:
                    rows[i] = row | through
        return Relation(rows)

    def acyclic(self):
        """Return true if no event is related to itself by several steps."""
        left = (1 << len(self.rows)) - 1
        while left:
            last = [i for i, row in enumerate(self.rows) if left >> i & 1 and not row & left]
            if not last:
                return False
            for i in last:
                left &= ~(1 << i)
        return True
