# SPDX-License-Identifier: BSD-2-Clause
"""Check "make report": the data in the page agrees with the machine's counts, and a browser renders
the page."""
import copy
import json
import os
import re
import shutil
import sys
import tempfile

from bad import MACHINE
from boot import COMMON, PROGRAM, image
from harness import Case, DISK, Failure, OUT, Skip, TOP, expect, log_path, need_qemu, refuse, run
from reports import DRIVE
from running import ended, program, want

SCRIPT = os.path.join(TOP, "scripts", "report", "report.py")
sys.path.append(os.path.dirname(SCRIPT))
import extract  # noqa: E402
import model  # noqa: E402

LIMIT = 120
PAGE_KIB = 4
MIB = 128
BROWSER = "chromium"
OUTSIDE = re.compile(
    r"""\b(?:src|href)=["'](?!#|data:)|@import|url\(|\bfetch\(|XMLHttpRequest|"""
    r"https?://(?!www\.w3\.org/)"
)


# ---- pages and their data ------------------------------------------------------------------------


def page_path(name):
    return os.path.join(OUT, name + ".html")


def script(name, *arguments, wanted=0):
    """Run report.py.  Returns (standard output, standard error)."""
    status, output, errors = ended(name, [sys.executable, SCRIPT, *arguments], seconds=LIMIT)
    want("report.py %s" % " ".join(arguments[:2]), status, wanted)
    return output.decode(), errors


def boot(name, port, *options, out=None, arguments="page_owner=on", memory="%dM" % MIB, disk=DISK):
    """Create the report of a machine.  Returns the path of the page."""
    if port != "host":
        need_qemu(PROGRAM[port], 10)
    path = page_path(name)
    script(
        name,
        "boot",
        "-b",
        port,
        "-o",
        path,
        *options,
        "--",
        "scripts/run.sh",
        "-a",
        arguments,
        "-d",
        disk,
        program(out or port),
        "--",
        "-smp",
        "2",
        "-m",
        memory
    )
    return path


def data_of(path):
    """Return the machine's data from the JSON file next to the page."""
    with open(path[: -len(".html")] + ".json") as f:
        return json.load(f)


def machines_of(path):
    """Return the data of each machine in the page.  Raises Failure if the page refers to another
    file."""
    with open(path, encoding="utf-8") as f:
        text = f.read()
    outside = OUTSIDE.search(re.sub(r'<script type="application/json".*?</script>', "", text))
    if outside:
        raise Failure("the page needs something else: %s" % outside[0])
    embedded = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.S)
    return json.loads(embedded[1])


def pages_by(machine, key):
    """Return {key(category, use): number of pages} for the map of a machine."""
    found = {}
    for pages, use in machine["map"]["segments"]:
        use = machine["map"]["uses"][use]
        what = key(machine["map"]["categories"][use[0]], use)
        found[what] = found.get(what, 0) + pages
    return found


def check_map(machine, reports, mib):
    """The pages in the map add up to the counts of meminfo, buddyinfo, pageowner and memmap."""
    kinds = pages_by(machine, lambda category, use: category["kind"])
    states = pages_by(machine, lambda category, use: use[3])
    memory = reports["meminfo"]
    want("RAM", sum(kinds.values()) * PAGE_KIB, mib << 10)
    want(
        "MemTotal",
        (kinds["free"] + kinds["used"] - states.get("marked reserved", 0)) * PAGE_KIB,
        memory["MemTotal_kB"],
    )
    want("MemFree", kinds["free"] * PAGE_KIB, memory["MemFree_kB"])
    orders = pages_by(
        machine, lambda category, use: use[1] if use[3] in ("free", "untouched") else None
    )
    counted = [
        sum(zone["nr_free"][order] for zone in reports["buddyinfo"]) << order for order in range(11)
    ]
    want("free pages by order", [orders.get(order, 0) for order in range(11)], counted)
    want(
        "free pages by order and type",
        sum(
            sum(nr << order for order, nr in enumerate(row["nr_free"]))
            for row in reports["pagetypeinfo"]["free"]
        ),
        sum(counted),
    )
    if "pageowner" in reports:
        owned = pages_by(machine, lambda category, use: use[4] is not None)[True]
        want("owned pages", owned, sum(1 << row["order"] for row in reports["pageowner"]))
        want("pages in use without owner", kinds["used"] - owned, 0)
    image_kib = sum(
        row["size_KiB"]
        for bank in reports["memmap"]
        for row in bank["ranges"]
        if row["owner"] == "image: text"
    )
    text = pages_by(machine, lambda category, use: category["name"] == "image: text")[True]
    want("image: text", text * PAGE_KIB, image_kib)


def check_others(machine, reports):
    want("caches", len(machine["caches"]), len(reports["slabinfo"]))
    for cache in machine["caches"]:
        if min(cache["used"], cache["free"], cache["lost"]) < 0:
            raise Failure("%s" % cache)
    want(
        "bytes of areas",
        sum(area["bytes"] for area in machine["areas"]),
        sum(row["size_bytes"] for row in reports["vmallocinfo"]),
    )
    stacks = [area for area in machine["areas"] if area["kind"] == "stack"]
    if len(stacks) < 6:
        raise Failure("%d stacks" % len(stacks))
    want("sizes", len(machine["latency"]), 14)
    for row in machine["latency"]:
        want(
            "calls of %s" % row["call"],
            sum(bucket["calls"] for bucket in row["buckets"]),
            row["calls"],
        )
    want(
        "devices",
        [(device["share"], device["mask"]) for device in machine["devices"]],
        [(1, "0xffffffffffffffff")],
    )
    want("messages", len(machine["dmesg"]) > 5, True)
    times = [row["time_us"] for row in machine["dmesg"]]
    want("order of the messages", times, sorted(times))


def check_page(path, port, mib=MIB):
    """Check the page of one machine.  Returns its data."""
    data, machines = data_of(path), machines_of(path)
    want("machines", len(machines), 1)
    want("board and architecture", (machines[0]["board"], machines[0]["arch"]), (port, port))
    want("version", bool(re.match(r"\d", machines[0]["version"])), True)
    check_map(machines[0], data["reports"], mib)
    check_others(machines[0], data["reports"])
    return data


# ---- cases ---------------------------------------------------------------------------------------


def booted(name, port):
    data = check_page(boot(name, port, "--owners", "-r", "ls; meminfo"), port)
    expect(data["sysreport"], "^(compatible|model): ", "^CPUs: 2 of 2 run$")
    want("reports that are absent", machines_of(page_path(name))[0]["absent"], [])
    return "%d blocks with an owner" % len(data["reports"]["pageowner"])


def without_owners(name):
    """The report of a machine without page owners shows the use of the pages, and names the boot
    argument that enables owners."""
    output, errors = script(
        name,
        "boot",
        "-b",
        "host",
        "-o",
        page_path(name),
        "--owners",
        "--",
        "scripts/run.sh",
        "-a",
        "page_owner=off",
        "-d",
        DISK,
        program("host"),
        "--",
        "-smp",
        "2",
        "-m",
        "%dM" % MIB,
    )
    expect(
        output,
        "Without page_owner=on in the boot arguments the page shows how memory is used, not by whom",
    )
    machine = machines_of(page_path(name))[0]
    check_page(page_path(name), "host")
    want("owners", machine["map"]["has_owners"], False)
    names = {
        category["name"] for category in machine["map"]["categories"] if category["kind"] == "used"
    }
    want("uses", names >= {"slab", "allocated"}, True)
    want("absent", [row["name"] for row in machine["absent"]], ["pageowner"])
    expect(machine["absent"][0]["why"], "page_owner=on")


def recorded(name, port):
    """The page of a console's log has the same data as that of a run.  The log contains carriage
    returns, an echo, and messages between the lines.  Returns the path of the log."""
    line = script(name, "line")[0].strip()
    append = ["-append", 'page_owner=on run="%s"' % line]
    if port == "host":
        command = [program(port), "-m", "%dM" % MIB, "-smp", "2", "-disk", DISK]
    else:
        need_qemu(PROGRAM[port], 10)
        command = [PROGRAM[port], *MACHINE[port], *COMMON, *DRIVE, "-kernel", image(port)]
    status, output = run(name + "-machine", [*command, *append], LIMIT)
    want("status", status, 0)
    text = output.replace("\r", "").replace("\n", "\r\n")
    first, *rows = text.split('"runs": [', 1)[1].split(",\r\n", 3)
    text = text.replace(
        first, first + ",\r\n[    1.234567] vda: a message between the lines", 1
    ).replace("lines,", "lines", 1)
    log = os.path.join(OUT, name + ".log")
    with open(log, "w", newline="") as f:
        f.write(text.replace("{\"MemTotal", "quarry> {\"MemTotal", 1))
    script(name, "log", "-b", port, "-o", page_path(name), log)
    want("rows", len(rows), 3)
    check_page(page_path(name), port)
    return log


def refuses(name, arguments, why):
    _, errors = script(name, *arguments, wanted=1)
    expect(errors, why)
    refuse(errors, "Traceback")


def refused(name):
    """If a report cannot be made from the input, a message states the reason, and no page is
    written."""
    page, log = page_path(name), recorded(name + "-source", "host")
    os.rename(log_path(name + "-source-machine"), log)

    def written(suffix, text):
        path = os.path.join(OUT, name + suffix)
        with open(path, "w") as f:
            f.write(text)
        return path

    with open(log, errors="replace") as f:
        text = f.read().replace("\r", "")
    data = data_of(page_path(name + "-source"))
    old = page_path(name + "-source").replace(".html", ".json")
    cut = text[: text.index('"runs": [') + 500]
    less = {
        **data,
        "reports": {key: value for key, value in data["reports"].items() if key != "memmap"},
    }
    before = copy.deepcopy(data["reports"]["pagemap"])
    for zone in before["zones"]:
        del zone["runs"]
    if os.path.exists(page):
        os.remove(page)
    for arguments, why in (
        (["log", "/nosuch.log"], r"/nosuch\.log: No such file or directory"),
        (
            ["log", DISK],
            r"there is no JSON of meminfo, memmap, pagemap in it: type this line .*\n +sysreport; meminfo -j;",
        ),
        (
            ["log", written(".none", "quarry> meminfo\nMemTotal: 1 kB\n")],
            "there is no JSON of meminfo",
        ),
        (
            ["log", written(".cut", cut)],
            r'the JSON of "pagemap -j" is damaged or cut off .*: run the command again',
        ),
        (
            [
                "log",
                written(
                    ".older",
                    "\n".join(
                        json.dumps(document)
                        for document in (
                            data["reports"]["meminfo"],
                            data["reports"]["memmap"],
                            before,
                        )
                    ),
                ),
            ],
            "that firmware is older than this script",
        ),
        (["compare", "/nosuch.json", old], r"/nosuch\.json: No such file or directory"),
        (["compare", old, log], "this is not JSON .*: name the .json file"),
        (["compare", written(".other.json", "[1, 2]"), old], "this is not the data of a report"),
        (
            ["compare", old, written(".less.json", json.dumps(less))],
            r"it lacks memmap: take the report again",
        ),
    ):
        refuses(name, [arguments[0], "-o", page, *arguments[1:]], why)
    refuses(name, ["log", "-o", "/proc/nosuch/page.html", log], "/proc/nosuch")
    refuses(name, ["log", "-o", log, log], r"\.log: the name of a page ends in \.html")
    refuses(name, ["log", "-o", old.replace(".json", ".html"), old], "would replace this file")
    want("a page", os.path.exists(page), False)


def failed_runs(name):
    """A failed run is reported.  The page is written only if the machine has printed its
    reports."""
    page = page_path(name)
    for commands, why, is_there in (
        ("help nosuch", "ended with status 1, see above; the page shows the machine", True),
        ("crash panic", "ended with status 1 before all reports were printed", False),
    ):
        if os.path.exists(page):
            os.remove(page)
        arguments = [
            "boot",
            "-o",
            page,
            "--owners",
            "-r",
            commands,
            "--",
            "scripts/run.sh",
            "-a",
            "page_owner=on",
            program("host"),
        ]
        refuses(name, arguments, why)
        want("a page", os.path.exists(page), is_there)


def make_report(name):
    """The goal "make report" has the same variables as "make run".  It names the page and the data
    file, and reports an error."""

    def make(*variables):
        return ended(name, ["make", "-s", "report", *variables], seconds=LIMIT)

    for board, out in (("qemu_virt_riscv64", "riscv-default"), ("host", "host")):
        path = os.path.join(OUT, "%s-%s.html" % (name, out))
        status, output, errors = make(
            "BOARD=" + board,
            "O=" + os.path.join(OUT, out),
            "FILE=" + path,
            "MEM=%dM" % MIB,
            "RUN=cat welcome.txt",
            "ARGS=loglevel=8",
        )
        want("status", status, 0)
        expect(output.decode(), "%s: the page" % path, r"\.json: its data")
        check_map(machines_of(path)[0], data_of(path)["reports"], MIB)
        want("board", machines_of(path)[0]["board"], board)
        want("owners", "pageowner" in data_of(path)["reports"], True)
    data = path.replace(".html", ".json")
    page = os.path.join(OUT, name + "-two.html")
    want("two", make("OLD=" + data, "NEW=" + data, "FILE=" + page)[0], 0)
    want("machines", len(machines_of(page)), 2)
    for variables, why in (
        (["OLD=" + data], "Name both files: make report OLD=one.json NEW=two.json"),
        (["LOG=/nosuch"], "/nosuch: No such file"),
        (["BOARD=nosuch"], "There is no board \"nosuch\""),
    ):
        status, _, errors = make(*variables)
        want(variables, status, 2)
        expect(errors, why)


def documented(_):
    """Documentation/report.md has the line to type at the prompt.  The line fits in the prompt's
    buffer."""
    with open(os.path.join(TOP, "Documentation", "report.md")) as f:
        want("lines", f.read().count("\n    %s\n" % extract.LINE), 1)
    want("the line fits", len(extract.LINE) < 512, True)


def reach(_):
    """A device can access the memory that its mask, its bus and its windows permit."""
    gib = 1 << 30
    banks = [[2 * gib, 4 * gib], [8 * gib, 10 * gib]]
    device = {"mask": "0xffffffffffffffff", "windows": []}
    window = [{"cpu": "0x80000000", "bus": "0x0", "size": "0x40000000"}]
    for changes, wanted in (
        ({}, banks),
        ({"mask": "0xffffffff"}, [[2 * gib, 4 * gib]]),
        ({"mask": "0xbfffffff"}, [[2 * gib, 3 * gib]]),
        ({"limit": "0x23fffffff"}, [[2 * gib, 4 * gib], [8 * gib, 9 * gib]]),
        ({"mask": "0xfff"}, []),
        ({"windows": window}, [[2 * gib, 3 * gib]]),
        ({"windows": window, "mask": "0x1fffffff"}, [[2 * gib, 2 * gib + gib // 2]]),
    ):
        want(changes, model.reach_of({**device, **changes}, banks), wanted)


# ---- in a browser --------------------------------------------------------------------------------


def browse(name, path, *options):
    """Load a page in Chromium.  Returns Chromium's output.  A message in the browser's console is a
    failure."""
    if not shutil.which(BROWSER):
        raise Skip("%s is not installed" % BROWSER)
    with tempfile.TemporaryDirectory() as profile:
        status, output, errors = ended(
            name,
            [
                BROWSER,
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--user-data-dir=" + profile,
                "--enable-logging=stderr",
                "--virtual-time-budget=20000",
                *options,
                "file://" + path,
            ],
            seconds=LIMIT,
        )
    want("status of %s" % BROWSER, status, 0)
    said = re.search(r'CONSOLE[^"]*"(.*)"', errors)
    if said:
        raise Failure("the browser's console: %s" % said[1])
    return output.decode(errors="replace")


# A script that is added to a copy of the page.  It reads the colours of the maps and the texts of
# cells, and simulates keys and clicks.
PROBE = """<script>
const probe = { colours: {}, tips: [] };
const canvases = [...document.querySelectorAll("canvas")], text = document.getElementById("tip");
for (const canvas of canvases) {
    const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
    for (let i = 0; i < data.length; i += 4) {
        const colour = data.slice(i, i + 3).join(",");
        probe.colours[colour] = (probe.colours[colour] || 0) + 1;
    }
}
const press = (key) => canvases[0].dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
canvases[0].focus();
for (const key of ["ArrowDown", "ArrowUp", "ArrowRight", "+", "+", "+", "+", "+", "+", "ArrowLeft"]) {
    press(key);
    probe.tips.push(text.textContent);
}
probe.scale = document.querySelector(".tools span").textContent;
const image = [...document.querySelectorAll("button.owner")].find((button) => button.textContent === "image: text");
image.click();
probe.pressed = image.getAttribute("aria-pressed");
probe.back = getComputedStyle(document.body).backgroundColor;
document.body.append(el("pre", { id: "probe", text: JSON.stringify(probe) }));
</script>
</body>"""


def probed(name, path, *options):
    """Return the results of PROBE, and the text of the document after PROBE has run, without
    scripts."""
    copy_path = path.replace(".html", ".probe.html")
    with open(path, encoding="utf-8") as f, open(copy_path, "w", encoding="utf-8") as out:
        out.write(f.read().replace("</body>", PROBE, 1))
    document = re.sub(
        "<script.*?</script>", "", browse(name, copy_path, "--dump-dom", *options), flags=re.S
    )
    found = re.search(r'<pre id="probe">(.*?)</pre>', document, re.S)
    if not found:
        raise Failure("the page's script did not end")
    return (
        json.loads(found[1].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")),
        document,
    )


def rendered(name, path, *, two=False):
    """The page's script runs to its end, each section exists, the maps have the owners' colours,
    and keys work."""
    found, document = probed(name, path)
    expect(document, r'<html lang="en" data-ready="%d"' % (2 if two else 1))
    for part in ("totals", "map", "free", "caches", "areas", "dma", "latency", "boot", "system"):
        section = re.search(r'<section id="%s">(.*?)</section>' % part, document, re.S)
        if not section or len(section[1]) < 200:
            raise Failure("the section %s is empty" % part)
    refuse(document, "NaN", "undefined", r"\[object")
    want("background", found["back"], "rgb(255, 255, 255)")
    for colour in (
        "0,114,178",
        "230,159,0",
        "232,236,240",
    ):  # the two largest owners, and free memory
        if found["colours"].get(colour, 0) < 100:
            raise Failure(
                "the maps have %d points of the colour %s"
                % (found["colours"].get(colour, 0), colour)
            )
    if len(set(found["tips"])) < 3 or not found["tips"][-1].startswith("page at 0x"):
        raise Failure("what is shown of cells: %s" % found["tips"])
    want("scale", found["scale"].startswith("A cell is 4 KiB, a page;"), True)
    want("the chosen owner", found["pressed"], "true")
    return document


def in_browser(name, port):
    path = boot(name, port, "--owners")
    document = rendered(name, path)
    memory = data_of(path)["reports"]["meminfo"]
    expect(document, r"<b>%.1f MiB</b><span>total" % (memory["MemTotal_kB"] / 1024))
    expect(document, r"A cell is 4 KiB, a page; a row 1 MiB\.")
    want(
        "background in dark mode",
        probed(name, path, "--blink-settings=preferredColorScheme=0")[0]["back"],
        "rgb(20, 23, 27)",
    )


def two_in_browser(name):
    """In a page with two reports side by side, pages whose owner differs are counted and marked."""
    data = data_of(boot(name, "host", "--owners"))
    old, new = (os.path.join(OUT, "%s-%s.json" % (name, which)) for which in ("old", "new"))
    other = copy.deepcopy(data)
    row = max(other["reports"]["pageowner"], key=lambda owner: owner["order"])
    row["caller"] = "somebody_else+0x10/0x20"
    other["reports"]["meminfo"]["MemFree_kB"] -= 64
    for path, document in ((old, data), (new, other)):
        with open(path, "w") as f:
            json.dump(document, f)
    path = page_path(name + "-both")
    script(name, "compare", "-o", path, old, new)
    want("machines", len(machines_of(path)), 2)
    document = rendered(name, path, two=True)
    expect(
        document,
        r"%d pages? ha(s|ve) another owner or use than before" % (1 << row["order"]),
        r'<span class="differs">−64 KiB</span>',
        r"somebody_else",
    )
    script(name, "compare", "-o", path, old, old)
    expect(rendered(name + "-same", path, two=True), "No page has another owner or use than before")


def large(name):
    """A machine of 8 GiB (two million pages) is shown with cells that contain several pages."""
    path = boot(name, "host", "--owners", memory="8G")
    want("RAM", sum(pages for _, pages in machines_of(path)[0]["map"]["banks"]), 2 << 20)
    expect(browse(name, path, "--dump-dom"), r"A cell is 128 KiB; a row 32 MiB\.")
    rendered(name, path)


def cases():
    for port in ("host", "riscv"):
        yield Case("report-%s" % port, booted, port, needs=[port, "disk"])
    yield Case("report-host-owners", without_owners, needs=["host", "disk"])
    yield Case("report-riscv-log", recorded, "riscv", needs=["riscv", "disk"])
    yield Case("report-refused", refused, needs=["host", "disk"])
    yield Case("report-failed", failed_runs, needs=["host"])
    yield Case("report-make", make_report, needs=["riscv-default", "host"])
    yield Case("report-reach", reach)
    yield Case("report-documented", documented)


def long_cases():
    yield Case("report-arm64", booted, "arm64", needs=["arm64", "disk"])
    for port in (*PROGRAM, "host"):
        yield Case("report-%s-browser" % port, in_browser, port, needs=[port, "disk"], long=True)
    yield Case("report-two-browser", two_in_browser, needs=["host", "disk"], long=True)
    yield Case("report-large-browser", large, needs=["host", "disk"], long=True)
