# SPDX-License-Identifier: BSD-2-Clause
"""Check that reports which count the same things in different ways agree with each other and with
the machine's size."""
import json

from boot import PROGRAM
from harness import Case, Failure, need_qemu
from reports import boot

MIB = 128  # RAM of the machines that boot() of tests/reports.py starts
PAGE_KIB, PAGEBLOCK_ORDER, NR_ORDERS = 4, 9, 11
COMMANDS = (
    "buddyinfo",
    "pagetypeinfo",
    "zoneinfo",
    "meminfo",
    "vmstat",
    "memmap",
    "iomem",
    "ptdump",
    "vmallocinfo",
    "cpuinfo",
    "percpu",
    "slabinfo",
)


def pages_of(nr_free):
    return sum(n << order for order, n in enumerate(nr_free))


def size_of(row, last="last"):
    return int(row[last], 16) + (last == "last") - int(row["start"], 16)


def documents(output):
    """Return the JSON documents of an output, in order."""
    decoder, at, found = json.JSONDecoder(), 0, []
    while at < len(output):
        if output[at] in "[{" and output[at + 1] in '{"':
            document, at = decoder.raw_decode(output, at)
            found.append(document)
        else:
            at = output.find("\n", at) + 1 or len(output)
    return found


class Counts:
    """Hold the reports of one machine. same() records a difference between values that must be
    equal."""

    def __init__(self, reports):
        self.reports, self.differ = reports, []
        self.state = {row["name"]: row["value"] for row in reports["vmstat"]}
        self.memory = reports["meminfo"]
        self.windows = {w["window"]: w["mappings"] for w in reports["ptdump"]["windows"]}

    def same(self, what, *values):
        if any(value != values[0] for value in values):
            self.differ.append("%s: %s" % (what, ", ".join(map(str, values))))

    def check_free_pages(self):
        zones = self.reports["zoneinfo"]
        by_zone = {(z["node"], z["zone"]): z for z in zones}
        types = self.reports["pagetypeinfo"]
        for row in self.reports["buddyinfo"]:
            key = row["node"], row["zone"]
            of_types = [t["nr_free"] for t in types["free"] if (t["node"], t["zone"]) == key]
            self.same("orders", len(row["nr_free"]), NR_ORDERS)
            self.same(
                "free by type and order", [sum(column) for column in zip(*of_types)], row["nr_free"]
            )
            self.same("free pages of a zone", pages_of(row["nr_free"]), by_zone[key]["free_pages"])
        for row in types["blocks"]:
            zone = by_zone[row["node"], row["zone"]]
            first, last = (
                pfn >> PAGEBLOCK_ORDER
                for pfn in (zone["start_pfn"], zone["start_pfn"] + zone["spanned_pages"] - 1)
            )
            self.same("pageblocks", sum(row["nr_blocks"]), last - first + 1)
        free = sum(z["free_pages"] for z in zones)
        managed = sum(z["managed_pages"] for z in zones)
        self.same(
            "free pages", free, self.state["nr_free_pages"], self.memory["MemFree_kB"] // PAGE_KIB
        )
        self.same("managed pages", managed, self.memory["MemTotal_kB"] // PAGE_KIB)
        taken = sum(v for name, v in self.state.items() if name.startswith("pgalloc_"))
        self.same("pages in use", managed - free, taken - self.state["pgfree"])
        self.same("waiting pages", sum(p["count"] for z in zones for p in z["pagesets"]), 0)

    def check_ram(self):
        mapped = hidden = 0
        for region in self.reports["memmap"]:
            expected = int(region["start"], 16)
            for row in region["ranges"]:
                self.same("start of a range", int(row["start"], 16), expected)
                self.same("KiB of a range", row["size_KiB"], size_of(row) // 1024)
                expected = int(row["last"], 16) + 1
            self.same("end of the ranges", expected, int(region["last"], 16) + 1)
            if region.get("not_mapped"):
                hidden += size_of(region)
            else:
                mapped += size_of(region)
        self.same("RAM", mapped + hidden, MIB << 20)
        ram = [row for row in self.reports["iomem"] if row["name"] == "System RAM"]
        present = sum(z["present_pages"] for z in self.reports["zoneinfo"])
        self.same(
            "mapped RAM",
            mapped,
            sum(map(size_of, ram)),
            present * PAGE_KIB * 1024,
            sum(size_of(row, "end") for row in self.windows["linear map"]),
        )
        for row in ram:
            for inside in row["inside"]:
                self.same(
                    "%s is in RAM" % inside["name"],
                    True,
                    row["start"] <= inside["start"]
                    and int(inside["last"], 16) <= int(row["last"], 16),
                )

    def check_mappings(self):
        for mappings in self.windows.values():
            for row in mappings:
                self.same("KiB of a mapping", row["size_KiB"], size_of(row, "end") // 1024)
        for row in self.windows["linear map"]:
            self.same(
                "distance of the linear map",
                int(row["start"], 16) - int(row["phys"], 16),
                int(self.windows["linear map"][0]["start"], 16)
                - int(self.windows["linear map"][0]["phys"], 16),
            )
        areas = self.reports["vmallocinfo"]
        ends = [(int(a["start"], 16), int(a["end"], 16)) for a in areas]
        for row in self.windows["vmalloc"]:
            start, end = int(row["start"], 16), int(row["end"], 16)
            self.same(
                "an area has the mapping %s" % row["start"],
                True,
                any(first <= start and end <= last for first, last in ends),
            )
        for area, (first, last) in zip(areas, ends):
            self.same("bytes of an area", area["size_bytes"], last - first)
        stacks = [a for a in areas if "stack_of" in a]
        mapped = sum(
            row["size_KiB"]
            for row in self.windows["vmalloc"]
            if any(int(a["start"], 16) <= int(row["start"], 16) < int(a["end"], 16) for a in stacks)
        )
        self.same(
            "KiB of stacks", mapped, self.memory["KernelStack_kB"], self.state["nr_kernel_stack"]
        )

    def check_others(self):
        slab = self.state["nr_slab_reclaimable"] + self.state["nr_slab_unreclaimable"]
        self.same("pages of objects", slab, self.memory["Slab_kB"] // PAGE_KIB)
        self.same(
            "objects' memory",
            self.memory["Slab_kB"],
            self.memory["SReclaimable_kB"] + self.memory["SUnreclaim_kB"],
        )
        self.same(
            "page tables",
            self.state["nr_page_table_pages"],
            self.memory["PageTables_kB"] // PAGE_KIB,
        )
        self.same("percpu", self.reports["percpu"]["pages"], self.memory["Percpu_kB"] // PAGE_KIB)
        self.same(
            "units of percpu", self.reports["percpu"]["units"], len(self.reports["cpuinfo"]), 2
        )
        for row in self.reports["slabinfo"]:
            self.same("objects of %s" % row["name"], True, row["active_objs"] <= row["num_objs"])


def counts(name, port):
    if port != "host":
        need_qemu(PROGRAM[port], 10)
    status, output = boot(
        name, port, "drain; " + "; ".join("%s -j" % command for command in COMMANDS)
    )
    found = documents(output.replace("\r", ""))
    if status or len(found) != len(COMMANDS):
        raise Failure("status %s, %d of %d reports" % (status, len(found), len(COMMANDS)))
    machine = Counts(dict(zip(COMMANDS, found)))
    machine.check_free_pages()
    machine.check_ram()
    machine.check_mappings()
    machine.check_others()
    if machine.differ:
        raise Failure("; ".join(machine.differ))


def cases():
    for port in (*PROGRAM, "host"):
        yield Case(
            "console-%s-counts" % port,
            counts,
            port,
            needs=["host-asan" if port == "host" else port, "disk"],
        )
