# SPDX-License-Identifier: BSD-2-Clause
"""Check each command that prints a report: its JSON output is valid, and has the same values as its
text output."""
import json
import os
import re
import subprocess

from bad import MACHINE
from boot import COMMON, PROGRAM, image
from harness import Case, DISK, Failure, OUT, expect, need_qemu, refuse, run

LIMIT = 40
DRIVE = [
    "-drive",
    "if=none,id=d,format=raw,readonly=on,file=" + DISK,
    "-device",
    "virtio-blk-device,drive=d",
]


def values(*keys):
    return lambda rows: [[row[k] for k in keys] for row in rows]


def below(key, *keys):
    """Return a function that extracts the values @keys from the inner rows, which each row has
    under @key."""
    return lambda rows: values(*keys)([inner for row in rows for inner in row[key]])


def iomem(rows):
    return [
        line
        for row in rows
        for line in [*values("start", "last", "name")([row]), *iomem(row["inside"])]
    ]


def stamped(rows):
    return [
        [r["time_us"] // 1000000, r["time_us"] % 1000000, " ".join(r["text"].split())] for r in rows
    ]


def zoneinfo(rows):
    keys = [
        "node",
        "zone",
        *(
            k + "_pages"
            for k in ("free", "min", "low", "high", "spanned", "present", "managed", "cma")
        ),
    ]
    cpu = ["cpu", "count", "high", "batch"]
    return [
        [
            *(r[k] for k in keys),
            ", ".join(map(str, r["protection"])),
            *(r["pagesets"][0][k] for k in cpu),
        ]
        for r in rows
        if r["pagesets"]
    ]


# For each command: (pattern of a row in the text, whose repeated blanks are merged; function that
# returns the same values from the JSON).
REPORTS = {
    "meminfo": (r"^(\w+): (\d+) kB$", lambda d: [[k[: -len("_kB")], v] for k, v in d.items()]),
    "buddyinfo": (
        r"^Node (\d+), zone (\w+) ([\d ]+)$",
        lambda rows: [[r["node"], r["zone"], " ".join(map(str, r["nr_free"]))] for r in rows],
    ),
    "pagetypeinfo": (
        r"^Node (\d+), zone (\w+), type (\w+) ([\d ]+)$",
        lambda d: [
            [r["node"], r["zone"], r["type"], " ".join(map(str, r["nr_free"]))] for r in d["free"]
        ],
    ),
    "pagemap": (
        r"^(\w{16}) ([-#+~.a-zA-Z]+)$",
        lambda d: below("rows", "start", "map")(d["zones"]),
    ),
    "zoneinfo": (
        r"^Node (\d+), zone (\w+)\npages free (\d+)\nmin (\d+)\nlow (\d+)\nhigh (\d+)\n"
        r"spanned (\d+)\npresent (\d+)\nmanaged (\d+)\ncma (\d+)\nprotection: \(([\d, ]+)\)\n"
        r"[^:]*\ncpu: (\d+)\ncount: (\d+)\nhigh: (\d+)\nbatch: (\d+)$",
        zoneinfo,
    ),
    "vmstat": (r"^([a-z]\w*) (\d+)$", values("name", "value")),
    "slabinfo": (
        r"^(\S+) (\d+) (\d+) (\d+) (\d+) (\d+) : tunables 0 0 0 : slabdata (\d+) (\d+) 0$",
        values(
            "name",
            "active_objs",
            "num_objs",
            "objsize_bytes",
            "objperslab",
            "pagesperslab",
            "active_slabs",
            "num_slabs",
        ),
    ),
    "percpu": (
        r"^(first|more) (\w{16}) (\d+) (\d+) (\d+) (\d+)$",
        lambda d: values(
            "chunk", "base", "bytes", "free_bytes", "largest_free_bytes", "allocations"
        )(d["chunks"]),
    ),
    "shrinkers": (r"^(\S+) (\d+) (\d+)$", values("name", "objects", "deferred")),
    "sysctl": (
        r"^([a-z_.]+) = ([\d ]+)$",
        lambda rows: [[r["name"], " ".join(map(str, r["values"]))] for r in rows],
    ),
    "memmap": (
        r"^(\w+)-(\w+) (\d+) KiB (.*)$",
        below("ranges", "start", "last", "size_KiB", "owner"),
    ),
    "vmallocinfo": (r"^(\w+)-(\w+) (\d+) (\S+)", values("start", "end", "size_bytes", "caller")),
    "heapinfo": (
        r"^(\w+) (\w+): (\d+) KiB of (\d+), (\d+) resident, (\d+) reserved, (\d+) faults$",
        values("start", "name", "size_KiB", "max_KiB", "resident_KiB", "reserved_KiB", "faults"),
    ),
    "dmainfo": (
        r"^(\S+): ([a-z ]+), mask (\w+), coherent mask (\w+), (\d+) bytes coherent, "
        r"(\d+) mapped$",
        lambda d: values(
            "device", "coherence", "mask", "coherent_mask", "coherent_bytes", "mapped"
        )(d["devices"]),
    ),
    "iomem": (r"^(\w+)-(\w+) : (.*)$", iomem),
    "ptdump": (
        r"^(\w+)-(\w+) -> (\w+) (\d+)K (\w+) (\S+) (\S+)$",
        lambda d: below("mappings", "start", "end", "phys", "size_KiB", "block", "access", "type")(
            d["windows"]
        ),
    ),
    "cpuinfo": (r"^(\d+) (\w+) (online|off)$", values("cpu", "hardware", "state")),
    "devices": (r"^(\S+) (/\S*)$", values("driver", "device")),
    "irqs": (
        r"^(\d+) \d+ (\S+) (.+?) (\d+) (\S+)$",
        values("irq", "cpu", "controller", "line", "name"),
    ),
    "threads": (r"^(\d+) (\d+) \w+ \d+ (\S+)$", values("pid", "cpu", "name")),
    "rcu": (
        r"^CPU (\d+): (\d+) callbacks wait, (\d+) of them to free, (\d+) called$",
        lambda d: values("cpu", "queued", "kfree", "called")(d["cpus"]),
    ),
    "ls": (
        r"^(\d+) (\S+)$",
        lambda rows: [[r["size_bytes"], r["name"] + "/" * r.get("directory", False)] for r in rows],
    ),
    "help": (
        r"^(\w+) (.*)$",
        lambda rows: [[r["name"], " ".join((r["args"] + " " + r["help"]).split())] for r in rows],
    ),
    "boottime": (
        r"^([a-z ]+): kernel entered (\d+), page allocator (\d+), prompt (\d+)$",
        lambda d: [list(d.values())],
    ),
    "dmesg": (r"^\[ ?(\d+)\.(\d{6})\] (.*)$", stamped),
}
WRONG = {
    "meminfo -x": 'meminfo: "-x" is not understood; usage: meminfo \\[-j\\]',
    "ls -j x": 'ls: "x" is not below /sys',
    "kunit -q": 'kunit: "-q" is not understood',
    "help nosuch": "nosuch: there is no such command",
    "sysctl vm.nosuch": "vm.nosuch: unknown tunable",
    "sysctl vm.panic_on_oom=3": "vm.panic_on_oom=3: out of range: from 0 to 2",
    "sysctl vm.panic_on_oom=x": "vm.panic_on_oom=x: a number from 0 to 2 is needed",
    "sysctl vm.compact_memory=2": "vm.compact_memory=2: out of range: from 1 to 1",
    "help a b": 'help: "b" is not understood',
}


def plain(value):
    """Return the text of a decimal or hexadecimal number without prefix and leading zeros, for
    comparison."""
    return re.sub(r"^(0x)?0*(?=.)", "", str(value))


def compare(command, text, document):
    pattern, rows_of = REPORTS[command]
    text = "\n".join(" ".join(line.split()) for line in text.splitlines())
    shown = [[plain(v) for v in m.groups()] for m in re.finditer(pattern, text, re.M)]
    told = [[plain(v) for v in row] for row in rows_of(document)]
    if not told or shown != told:
        differ = [pair for pair in zip(shown, told) if pair[0] != pair[1]]
        raise Failure(
            "%s: %d rows as text, %d as JSON%s"
            % (
                command,
                len(shown),
                len(told),
                ", first difference %s" % (differ[0],) if differ else "",
            )
        )


def boot(name, port, commands):
    """Run commands on a port.  Returns (status, output)."""
    append = ["-append", 'run="%s"' % commands]
    if port == "host":
        program = os.path.join(OUT, "host-asan", "quarry.elf")
        return run(name, [program, "-m", "128M", "-smp", "2", "-disk", DISK, *append], LIMIT)
    need_qemu(PROGRAM[port], 10)
    return run(
        name,
        [PROGRAM[port], *MACHINE[port], *COMMON, *DRIVE, "-kernel", image(port), *append],
        LIMIT,
    )


def both_forms(name, port, commands):
    status, output = boot(
        name, port, "region; " + "; ".join("%s; %s -j" % (c, c) for c in commands)
    )
    if status:
        raise Failure("exit status %s" % status)
    output = output.replace("\r", "")
    decoder = json.JSONDecoder()
    for command in commands:
        start = re.search(r"^(\[\{|\{)", output, re.M)
        if not start:
            raise Failure("%s -j printed no JSON" % command)
        try:
            document, end = decoder.raw_decode(output, start.start())
        except ValueError as error:
            raise Failure("%s -j: %s" % (command, error))
        compare(command, output[: start.start()], document)
        output = output[end:]


def refused(name, port):
    for command, why in WRONG.items():
        status, output = boot(name, port, command)
        expect(output, why)
        if not status:
            raise Failure("%s: status 0" % command)


# For each setting: a line that a report has afterwards.
TUNABLES = {
    "vm.min_free_kbytes=2048": r"^ +min +512$",
    "vm.watermark_scale_factor=1000": r"^ +low +3[67]\d\d$",
    "vm.lowmem_reserve_ratio=128": r"^vm.lowmem_reserve_ratio = 128 256 32 ",
    "vm.panic_on_oom=1": r"^vm.panic_on_oom = 1$",
    "vm.drop_caches=2": r"^drop_slab 1$",
    "vm.extfrag_threshold=700": r"^vm.extfrag_threshold = 700$",
    "vm.compact_memory=1": r"^compact_migrate_scanned [1-9]",
}


def tunables(name, port):
    """Each setting in TUNABLES takes effect."""
    settings = "; ".join("sysctl " + t for t in TUNABLES)
    status, output = boot(name, port, settings + "; zoneinfo; vmstat; sysctl")
    expect(output.replace("\r", ""), *TUNABLES.values())
    if status:
        raise Failure("exit status %s" % status)


# For each port: lines in the output of sysreport, in addition to the common lines.
SYSREPORT = {
    "riscv": [
        "^model: riscv-virtio,qemu$",
        "^UART: ns16550a at 0x10000000, registers 1 apart, 1 wide$",
        r"^interrupt controller: sifive,plic-1.0.0 /soc/plic@c000000 \[0xc000000-0x\w+\]$",
        r"^device without driver: google,goldfish-rtc /soc/rtc@101000 \[0x101000-0x101fff\]$",
    ],
    "arm64": [
        "^compatible: linux,dummy-virt$",
        "^stdout-path: /pl011@9000000$",
        "^UART: arm,pl011 at 0x9000000",
        "^interrupt controller: arm,cortex-a15-gic /intc@8000000",
    ],
    "host": [
        "^compatible: quarry,host$",
        "^UART: none",
        "^u-boot,version: 2025.01-test$",
        "^boot-hartid: 0x7$",
        "^interrupt controller: quarry,host-intc /interrupt-controller$",
        r"^interrupt controller without driver: nobody,intc /intc@10008000 \[0x10008000-0x10008fff\]$",
        "^cache: nobody,l3 /l3$",
        "^device without driver: nobody,device /device$",
    ],
}
UNKNOWN = """/dts-v1/; /plugin/; &{/} {
    chosen { u-boot,version = "2025.01-test"; boot-hartid = <7>; };
    intc@10008000 { compatible = "nobody,intc"; reg = <0 0x10008000 0 0x1000>; interrupt-controller; #interrupt-cells = <1>; };
    device { compatible = "nobody,device"; };
    off { compatible = "nobody,off"; status = "disabled"; };
    l3 { compatible = "nobody,l3", "cache"; };
};
"""


def sysreport(name, port):
    """The command sysreport prints one block with the machine's properties and the devices without
    a driver."""
    if port == "host":
        overlay = os.path.join(OUT, name + ".dtbo")
        subprocess.run(
            ["dtc", "-q", "-@", "-O", "dtb", "-o", overlay], text=True, check=True, input=UNKNOWN
        )
        status, output = run(
            name,
            [
                os.path.join(OUT, "host-asan", "quarry.elf"),
                "-m",
                "128M",
                "-smp",
                "2",
                "-disk",
                DISK,
                "-overlay",
                overlay,
                "-append",
                'run="sysreport"',
            ],
            LIMIT,
        )
    else:
        status, output = boot(name, port, "sysreport")
    block = re.search(
        r"^--- sysreport ---$(.*)^--- end of sysreport ---$", output.replace("\r", ""), re.M | re.S
    )
    if status or not block:
        raise Failure("status %s" % status)
    expect(
        block[1],
        *SYSREPORT[port],
        r"^bootargs: run=\"?sysreport",
        r"^CPUs: (\d+) of \1 run$",
        "^cpu +hardware +state",
        "^cache maintenance: ",
        "^[0-9a-f]{16}-[0-9a-f]{16} +node 0",
        "^MemTotal: ",
        "kernel entered",
        "^[0-9]+ devices without driver$"
    )
    refuse(block[1], "nobody,off", "^device without driver: (ns16550a|arm,pl011) ")
    said = len(re.findall("^device (without driver|with deferred probe)", block[1], re.M))
    if int(re.search(r"^(\d+) devices without driver$", block[1], re.M)[1]) != said:
        raise Failure("%d devices without driver are named" % said)


def cases():
    for port in (*MACHINE, "host"):
        yield Case(
            "console-%s-sysreport" % port,
            sysreport,
            port,
            needs=["host-asan" if port == "host" else port, "disk"],
        )
    yield Case("console-riscv-tunables", tunables, "riscv", needs=["riscv", "disk"])
    commands = list(REPORTS)
    half = len(commands) // 2
    for port in (*MACHINE, "host"):
        for n, part in ((1, commands[:half]), (2, commands[half:])):
            yield Case(
                "console-%s-json%d" % (port, n),
                both_forms,
                port,
                part,
                needs=["host-asan" if port == "host" else port, "disk"],
            )
    yield Case("console-host-usage", refused, "host", needs=["host-asan", "disk"])
