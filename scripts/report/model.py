# SPDX-License-Identifier: BSD-2-Clause
"""Calculate the data that the HTML page shows for one machine from the machine's reports."""
from extract import COMMANDS
from memory_map import MemoryMap, function_of

ALL = (1 << 64) - 1
# Reasons why a report may be missing, by the name of the report.
REASONS = {
    "pageowner": "boot with page_owner=on (CONFIG_PAGE_DEBUG) to see who owns each page",
    "kmalloc_latency": "it needs CONFIG_MM_REPORTS, and memory for its results",
}


def reach_of(device, banks):
    """Return the ranges of RAM, [start, end), that the device can address: its mask, bus limit
    and windows."""
    last = min(int(device["mask"], 16), int(device.get("limit", "0x0"), 16) or ALL)
    windows = [
        (int(w["cpu"], 16), int(w["bus"], 16), int(w["size"], 16)) for w in device["windows"]
    ] or [(0, 0, ALL + 1)]
    found = []
    for cpu, bus, size in windows:
        size = min(size, last + 1 - bus)
        for start, end in banks:
            start, end = max(start, cpu), min(end, cpu + size)
            if start < end:
                found.append([start, end])
    return sorted(found)


def devices(reports, banks):
    """Return the devices that do DMA, each with the RAM that it can address."""
    ram = sum(end - start for start, end in banks)
    found = []
    for device in reports.get("dmainfo", {}).get("devices", []):
        reach = reach_of(device, banks)
        found.append(
            {
                "reach": reach,
                "share": sum(end - start for start, end in reach) / ram,
                **{
                    key: device.get(key)
                    for key in (
                        "device",
                        "coherence",
                        "mask",
                        "coherent_mask",
                        "limit",
                        "coherent_bytes",
                        "mapped",
                        "bounced",
                        "refused",
                        "own_size",
                        "own_used",
                        "restricted_slots",
                        "restricted_used",
                    )
                },
                "windows": device["windows"],
                "pools": device["pools"],
            }
        )
    return found


def caches(reports, page_size):
    """Return each cache with its bytes in use, free in slabs, and wasted in slabs."""
    found = []
    for row in reports.get("slabinfo", []):
        used = row["active_objs"] * row["objsize_bytes"]
        objects = row["num_objs"] * row["objsize_bytes"]
        slabs = row["num_slabs"] * row.get("slab_bytes", row["pagesperslab"] * page_size)
        found.append(
            {
                "name": row["name"],
                "size": row["objsize_bytes"],
                "used_objects": row["active_objs"],
                "objects": row["num_objs"],
                "slabs": row["num_slabs"],
                "used": used,
                "free": objects - used,
                "lost": max(slabs - objects, 0),
            }
        )
    return sorted(found, key=lambda row: -(row["used"] + row["free"] + row["lost"]))


def area_owner(row):
    """Return (kind, owner) of an area of the vmalloc window."""
    for key, kind in (("stack_of", "stack"), ("demand_paged", "demand-paged")):
        if key in row:
            return kind, row[key]
    kind = next(
        (kind for kind in ("ioremap", "vmalloc", "vmap", "percpu") if row.get(kind)), "other"
    )
    return kind, function_of(row["caller"]) or row["caller"]


def areas(reports):
    """Return the areas of the vmalloc window, the largest first."""
    found = []
    for row in reports.get("vmallocinfo", []):
        kind, owner = area_owner(row)
        found.append(
            {
                "start": row["start"],
                "end": row["end"],
                "bytes": row["size_bytes"],
                "kind": kind,
                "owner": owner,
                "phys": row.get("phys"),
                "caller": row["caller"],
            }
        )
    return sorted(found, key=lambda row: (-row["bytes"], row["start"]))


def free_blocks(reports):
    """Return the free blocks of each zone: by order, and by migrate type and order."""
    rows = reports.get("pagetypeinfo", {}).get("free", [])
    return [
        {
            "node": zone["node"],
            "zone": zone["zone"],
            "nr_free": zone["nr_free"],
            "types": [
                {"type": row["type"], "nr_free": row["nr_free"]}
                for row in rows
                if (row["node"], row["zone"]) == (zone["node"], zone["zone"])
            ],
        }
        for zone in reports.get("buddyinfo", [])
    ]


def absent(reports):
    """Return the reports that the machine did not print, with the reason."""
    names = [command.split()[0] for command in COMMANDS if command.endswith("-j")]
    return [
        {
            "name": name,
            "why": REASONS.get(name, "the image has no such command: it needs CONFIG_MM_REPORTS"),
        }
        for name in names
        if not reports.get(name)
    ]


def model(data):
    """Return the data that the page shows for one machine."""
    reports = data["reports"]
    pages = MemoryMap(reports)
    banks = [[first * pages.page_size, (first + nr) * pages.page_size] for first, nr in pages.banks]
    return {
        "source": data["source"],
        "board": data["board"],
        "version": data["version"],
        "arch": data["arch"],
        "model": data["model"],
        "sysreport": data["sysreport"],
        "meminfo": reports["meminfo"],
        "map": pages.page_data(),
        "ram": banks,
        "free": free_blocks(reports),
        "caches": caches(reports, pages.page_size),
        "areas": areas(reports),
        "devices": devices(reports, banks),
        "dma": {
            key: value for key, value in reports.get("dmainfo", {}).items() if key != "devices"
        },
        "latency": reports.get("kmalloc_latency", []),
        "boottime": reports.get("boottime"),
        "dmesg": reports.get("dmesg", []),
        "absent": absent(reports),
    }
