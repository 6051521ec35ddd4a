# SPDX-License-Identifier: BSD-2-Clause
"""Find the reports of the prompt's commands, in JSON, in the output of a machine.

Reports are identified by their members, so that a log needs no marks and may contain any other
text.
"""
import json
import re

# Commands that are typed at the prompt in one line, for which the limit is 511 characters.
# kmalloc_latency is the last one, because it allocates memory.
COMMANDS = (
    "sysreport",
    "meminfo -j",
    "memmap -j",
    "pagemap -j",
    "pageowner -j",
    "buddyinfo -j",
    "pagetypeinfo -j",
    "slabinfo -j",
    "vmallocinfo -j",
    "dmainfo -j",
    "boottime -j",
    "dmesg -j",
    "kmalloc_latency -j",
)
LINE = "; ".join(COMMANDS)
NEEDED = ("meminfo", "memmap", "pagemap")

# Members that identify a report.  The document has them, or its first element if it is an array.
MEMBERS = {
    "meminfo": {"MemTotal_kB", "MemFree_kB"},
    "memmap": {"start", "last", "ranges"},
    "pagemap": {"KiB_per_character", "zones"},
    "pageowner": {"pfn", "order", "caller"},
    "pagetypeinfo": {"pageblock_order", "free"},
    "buddyinfo": {"node", "zone", "nr_free"},
    "slabinfo": {"name", "active_objs", "objperslab"},
    "vmallocinfo": {"start", "size_bytes", "caller"},
    "dmainfo": {"devices", "cache_maintenance"},
    "boottime": {"kernel", "page_allocator"},
    "dmesg": {"time_us", "text"},
    "kmalloc_latency": {"call", "size_bytes", "buckets"},
}

STAMP = re.compile(r"\[ *\d+\.\d{6}\] ")
ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
DOCUMENT = re.compile(r"^(?:[\w-]+> )?(?=\[\{\"|\{\"|\[\]$)", re.M)
SYSREPORT = re.compile(r"^--- sysreport ---\n(.*?)^--- end of sysreport ---$", re.M | re.S)
BANNER = re.compile(r"^(?:\[ *\d+\.\d{6}\] )?Quarry (\S+) for (\w+)", re.M)


class ReportError(Exception):
    """A message for the user: the error, and what to do next."""


def name_of(document):
    """Return the name of the report in a JSON document, or None."""
    first = document[0] if isinstance(document, list) and document else document
    if not isinstance(first, dict):
        return None
    return next((name for name, members in MEMBERS.items() if members <= first.keys()), None)


def named_in(text):
    """Return the name of a damaged report, or None."""
    keys = set(re.findall(r'"(\w+)":', text[:1000]))
    return next((name for name, members in MEMBERS.items() if members <= keys), None)


def unstamped(text):
    """Return the text without carriage returns, terminal codes, and lines that begin with the time
    stamp of a message."""
    lines = ESCAPE.sub("", text.replace("\r", "")).split("\n")
    return "\n".join(line for line in lines if not STAMP.match(line))


def find_reports(text):
    """Return a dictionary from each report's name to its last document, and a dictionary from the
    names of damaged reports to the error."""
    decoder, found, damaged, at = json.JSONDecoder(), {}, {}, 0
    text = unstamped(text)
    while True:
        start = DOCUMENT.search(text, at)
        if not start:
            return found, damaged
        try:
            document, at = decoder.raw_decode(text, start.end())
        except ValueError as error:
            name = named_in(text[start.end() :])
            if name:
                damaged[name] = str(error)
            at = text.find("\n", start.end()) + 1 or len(text)
            continue
        name = name_of(document)
        if name:
            found[name] = document
            damaged.pop(name, None)


def extract(text, source, board=None):
    """Return the data of one machine from its output.  @source names the output in messages."""
    found, damaged = find_reports(text)
    for name, error in damaged.items():
        raise ReportError(
            "%s: the JSON of \"%s -j\" is damaged or cut off (%s): run the command again, and record "
            "its whole output" % (source, name, error)
        )
    absent = [name for name in NEEDED if name not in found]
    if absent:
        raise ReportError(
            "%s: there is no JSON of %s in it: type this line at the prompt, and record what it prints:\n"
            "    %s" % (source, ", ".join(absent), LINE)
        )
    if not all("runs" in zone for zone in found["pagemap"]["zones"]):
        raise ReportError(
            "%s: its \"pagemap -j\" has no single pages: that firmware is older than this script; "
            "build it from this source tree" % source
        )
    messages = "\n".join(row["text"] for row in found.get("dmesg", []))
    banner = BANNER.search(text.replace("\r", "")) or BANNER.search(messages)
    block = SYSREPORT.search(unstamped(text))
    model = re.search(r"^model: (.+)$", block[1], re.M) if block else None
    return {
        "quarry_report": 1,
        "source": source,
        "board": board,
        "version": banner[1] if banner else None,
        "arch": banner[2] if banner else None,
        "model": model[1] if model and model[1] != "(none)" else None,
        "sysreport": block[1] if block else None,
        "reports": found,
    }


def load(path):
    """Return the data that an earlier run stored in a file."""
    try:
        with open(path, encoding="utf-8") as f:
            data = json.load(f)
    except OSError as error:
        raise ReportError("%s: %s" % (path, error.strerror))
    except ValueError as error:
        raise ReportError(
            "%s: this is not JSON (%s): name the .json file that \"make report\" wrote beside its page"
            % (path, error)
        )
    if (
        not isinstance(data, dict)
        or data.get("quarry_report") != 1
        or not isinstance(data.get("reports"), dict)
    ):
        raise ReportError(
            "%s: this is not the data of a report: name the .json file that \"make report\" wrote beside "
            "its page" % path
        )
    absent = [name for name in NEEDED if name not in data["reports"]]
    if absent:
        raise ReportError("%s: it lacks %s: take the report again" % (path, ", ".join(absent)))
    return data
