# SPDX-License-Identifier: BSD-2-Clause
"""Determine the owner of each page, from pagemap, pageowner and memmap.

The result is a list of segments in order of address.  A segment consists of consecutive pages with
the same use:

        banks       [first page frame, pages] of each bank of RAM
        segments    [pages, number of the use] for all pages of all banks
        uses        [category, order, migrate type, state, caller, thread, since_ms, gfp flags]
        categories  {"name", "kind"}; the kinds are free, used, reserved and absent
"""
from bisect import bisect_right
from collections import Counter

# The states of pagemap that mean free memory, and their names in the HTML page.
FREE = {"free": "free", "cached": "free, cached by a CPU", "untouched": "free, never used"}
NO_OWNER = {"allocated": "allocated"}


class Interned:
    """Assign numbers to values, in the order of their first use."""

    def __init__(self):
        self.numbers, self.values = {}, []

    def number(self, value):
        if value not in self.numbers:
            self.numbers[value] = len(self.values)
            self.values.append(value)
        return self.numbers[value]


def function_of(caller):
    """Return the function of "function+0x10/0x20", or None for an address without a name."""
    name = (caller or "").split("+")[0]
    return None if not name or name.startswith(("0x", "(")) else name


class Ranges:
    """Owners of ranges of physical memory, from memmap."""

    def __init__(self, memmap, page_size):
        self.page_size = page_size
        self.rows = sorted(
            (int(row["start"], 16), int(row["last"], 16) + 1, row["owner"])
            for bank in memmap
            for row in bank["ranges"]
        )
        self.starts = [row[0] for row in self.rows]

    def split(self, pfn, pages):
        """Divide the range into parts with one owner.  Yields (number of pages, owner) for each
        part.  If a page has several owners, its owner is the one with the most bytes."""
        end = pfn + pages
        while pfn < end:
            start, stop = pfn * self.page_size, (pfn + 1) * self.page_size
            at, shares = max(bisect_right(self.starts, start) - 1, 0), Counter()
            whole = None
            while at < len(self.rows) and self.rows[at][0] < stop:
                first, last, owner = self.rows[at]
                shares[owner] += max(0, min(last, stop) - max(first, start))
                if first <= start and last >= stop:
                    whole = last // self.page_size
                at += 1
            upto = min(end, whole or pfn + 1)
            owner = shares.most_common(1)[0][0] if shares else "reserved"
            yield upto - pfn, "reserved" if owner == "free at boot" else owner
            pfn = upto


class MemoryMap:
    """All pages of a machine."""

    def __init__(self, reports):
        self.pagemap = reports["pagemap"]
        self.page_size = self.pagemap["page_size_bytes"]
        self.ranges = Ranges(reports["memmap"], self.page_size)
        self.owners = {int(row["pfn"], 16): row for row in reports.get("pageowner", [])}
        self.categories, self.uses, self.segments, self.banks = Interned(), Interned(), [], []
        self.runs = sorted(
            (int(run["pfn"], 16), run["pages"], run)
            for zone in self.pagemap["zones"]
            for run in zone["runs"]
        )
        for bank in reports["memmap"]:
            first, last = (
                int(bank["start"], 16) // self.page_size,
                (int(bank["last"], 16) + 1) // self.page_size,
            )
            if last > first:
                self.add_bank(first, last, "not mapped" if bank.get("not_mapped") else None)

    def add(self, pages, name, kind, order=0, mt="", state="", row=None):
        row = row or {}
        use = self.uses.number(
            (
                self.categories.number((name, kind)),
                order,
                mt,
                state,
                row.get("caller"),
                row.get("pid"),
                row.get("since_ms"),
                row.get("gfp"),
            )
        )
        if self.segments and self.segments[-1][1] == use and self.same_bank:
            self.segments[-1][0] += pages
        else:
            self.segments.append([pages, use])
        self.same_bank = True

    def add_ranges(self, pfn, pages, kind, mt="", state=""):
        for nr, owner in self.ranges.split(pfn, pages):
            self.add(nr, owner, kind, 0, mt, state)

    def add_run(self, pfn, pages, run):
        state, order, mt = run["state"], run["order"], run["type"]
        if state in FREE:
            self.add(pages, FREE[state], "free", order, mt, state)
        elif state == "reserved":
            self.add_ranges(pfn, pages, "reserved", mt, state)
        elif not self.owners:
            self.add(pages, NO_OWNER.get(state, state), "used", order, mt, state)
        else:
            end = pfn + pages
            while pfn < end:
                nr = min((pfn | ((1 << order) - 1)) + 1, end) - pfn
                row = self.owners.get(pfn & ~((1 << order) - 1))
                if row and row["order"] != order:
                    row = None
                name = row and function_of(row["caller"]) or NO_OWNER.get(state, state)
                self.add(nr, name, "used", order, mt, state, row)
                pfn += nr

    def add_bank(self, pfn, end, what):
        """Add the pages of a bank: its runs, and the pages between them that belong to no zone."""
        self.banks.append([pfn, end - pfn])
        self.same_bank = False
        at = max(bisect_right(self.runs, (pfn,)) - 1, 0)
        while pfn < end:
            while at < len(self.runs) and self.runs[at][0] + self.runs[at][1] <= pfn:
                at += 1
            first, pages, run = self.runs[at] if at < len(self.runs) else (end, 0, None)
            if first > pfn:
                stop = min(first, end)
                self.add_ranges(pfn, stop - pfn, "absent", "", what or "in no zone")
            else:
                stop = min(first + pages, end)
                self.add_run(pfn, stop - pfn, run)
            pfn = stop

    def pages_by_kind(self):
        """Return {kind: pages}."""
        found = Counter()
        for pages, use in self.segments:
            found[self.categories.values[self.uses.values[use][0]][1]] += pages
        return found

    def page_data(self):
        """Return the data for the HTML page."""
        return {
            "page_size": self.page_size,
            "time_ms": self.pagemap["time_ms"],
            "has_owners": bool(self.owners),
            "banks": self.banks,
            "segments": self.segments,
            "uses": [list(use) for use in self.uses.values],
            "categories": [{"name": name, "kind": kind} for name, kind in self.categories.values],
        }
