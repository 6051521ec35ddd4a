# SPDX-License-Identifier: BSD-2-Clause
"""make coverage: report the lines and branches that the suites execute on the host port.

    tests/coverage.py [--worst N] [FILE or folder...]

The image is that of the case kunit-host with CONFIG_HOST_COVERAGE.  gcov, a part of gcc, reads the
counters.  Functions that the linker has discarded are not counted.
"""
import argparse
import glob
import json
import os
import re
import subprocess
import sys
from collections import defaultdict

from builds import BUILDS
from harness import Case, DISK, Failure, LOGS, TOP, configured, expect, log_path, run, tool
import builds
import kunit

FOLDER = "host-coverage"
LIMIT = 300
NOT_COUNTED = ("tests", "kunit", "build")
OBJECTS_AT_ONCE = 200  # number of objects for one call of gcov


def build(name):
    """Build the image with counters.  Returns its folder."""
    board, fragments, args = BUILDS["host"]
    return configured(name, FOLDER, board, fragments + ["boards/host/coverage.config"], *args)


def clear(out):
    """Remove the counters of earlier runs, to which new ones would be added."""
    for path in glob.glob(os.path.join(out, "**", "*.gcda"), recursive=True):
        os.remove(path)


def notes(out, folders=("",)):
    """Return the paths of the .gcno files that the compiler wrote for the objects of these
    folders."""
    return sorted(
        {
            path
            for folder in folders
            for path in glob.glob(os.path.join(out, folder, "**", "*.gcno"), recursive=True)
        }
    )


def left_out(out, image):
    """Return (object, function) for each function that the linker discarded."""
    objects = [path[: -len(".gcno")] + ".o" for path in notes(out)]
    linked = {line.split()[-1] for line in tool("nm", image).splitlines() if line}
    return {
        (os.path.relpath(path, out), name)
        for path, name in re.findall(r"^(\S+\.o):\S* [tT] (\S+)$", tool("nm", "-A", *objects), re.M)
        if name not in linked
    }


class Counts:
    """Hold the counters of a run. lines[file][number] is the number of executions of a line.
    branches[file][number] is the list of executions of each direction of its branches."""

    def __init__(self):
        self.lines = defaultdict(lambda: defaultdict(int))
        self.branches = defaultdict(dict)

    def add(self, report, missing, name):
        for source in report["files"]:
            file = source["file"]
            if not file.endswith(".c") or os.path.isabs(file) or file.split("/")[0] in NOT_COUNTED:
                continue
            for line in source["lines"]:
                number, ways = line["line_number"], [
                    branch["count"] for branch in line.get("branches", ())
                ]
                if (name, line.get("function_name")) in missing:
                    continue
                self.lines[file][number] += line["count"]
                before = self.branches[file].get(number, [])
                self.branches[file][number] = (
                    [a + b for a, b in zip(before, ways)]
                    if len(before) == len(ways)
                    else before + ways
                )


def counts(out, missing, folders=("",)):
    """Read the counters of a run."""
    found, objects = Counts(), notes(out, folders)
    for first in range(0, len(objects), OBJECTS_AT_ONCE):
        done = subprocess.run(
            ["gcov", "-b", "-j", "-t", *objects[first : first + OBJECTS_AT_ONCE]],
            cwd=out,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        reports = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        if done.returncode or not reports:
            raise Failure("gcov: %s" % (done.stderr.strip()[-200:] or "no report"))
        for report in reports:
            name = os.path.relpath(report["data_file"], out)
            found.add(report, missing, os.path.splitext(name)[0] + ".o")
    return found


def measured(name):
    """Run all suites.  Returns their verdict and the counters."""
    out = build(name)
    if not os.path.exists(DISK):
        builds.make_disk(name)
    clear(out)
    said = kunit.on_host(name, FOLDER, limit=LIMIT)
    return said, counts(out, left_out(out, os.path.join(out, "quarry.elf")))


# ---- output --------------------------------------------------------------------------------------


def share(part, whole):
    return "%5.1f %%" % (100 * part / whole) if whole else "      -"


def sums(found, file):
    lines, ways = found.lines[file].values(), [
        way for branch in found.branches[file].values() for way in branch
    ]
    return sum(count > 0 for count in lines), len(lines), sum(way > 0 for way in ways), len(ways)


def row(name, numbers):
    lines, all_lines, ways, all_ways = numbers
    return "%-28s %6d of %6d lines  %s   %6d of %6d branches  %s" % (
        name,
        lines,
        all_lines,
        share(lines, all_lines),
        ways,
        all_ways,
        share(ways, all_ways),
    )


def table(found):
    folders = defaultdict(lambda: [0, 0, 0, 0])
    for file in found.lines:
        for where in (os.path.dirname(file), "all"):
            folders[where] = [a + b for a, b in zip(folders[where], sums(found, file))]
    names = sorted(folders.keys() - {"all"})
    return [row(name, folders[name]) for name in names] + [row("all", folders["all"])]


def worst(found, number):
    """Return the files with the most lines that were not executed."""
    missed = sorted(
        (
            (all_lines - lines, file)
            for file in found.lines
            for lines, all_lines, _, _ in [sums(found, file)]
        ),
        reverse=True,
    )
    return [row(file, sums(found, file)) for lines, file in missed[:number] if lines]


def chosen(files, names):
    """Return the files that are in @names, or below a folder in @names."""
    return sorted(
        file
        for file in files
        if any(file == name.strip("/") or file.startswith(name.strip("/") + "/") for name in names)
    )


def not_executed(found, file):
    with open(os.path.join(TOP, file)) as f:
        text = f.read().split("\n")
    yield row(file, sums(found, file))
    for number, count in sorted(found.lines[file].items()):
        ways = found.branches[file].get(number, [])
        if not count:
            yield "%6d: %s" % (number, text[number - 1].expandtabs(8))
        elif not all(ways):
            yield "%6d: %s   [%d of %d branches]" % (
                number,
                text[number - 1].expandtabs(8),
                sum(w > 0 for w in ways),
                len(ways),
            )


# ---- cases and the command -----------------------------------------------------------------------


def printed(name):
    """The table has all folders, the suites execute most of the code, and lines that were not
    executed are printed."""
    done = run(name, [sys.executable, "tests/coverage.py", "kernel/panic.c"], LIMIT)
    if done[0] != 0:
        raise Failure("status %s" % done[0])
    expect(
        done[1],
        r"^mm/pages +\d+ of +\d+ lines +[89]\d\.\d %",
        r"^kernel +\d+ of +\d+ lines",
        r"^all +\d+ of +\d+ lines",
        r"^kernel/panic.c ",
        r"^ +\d+: .*machine_exit\(1\);$",
    )


def long_cases():
    yield Case("coverage-host", printed, needs=["disk"], long=True)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--worst",
        type=int,
        default=10,
        help="how many files are listed, those with the most lines missed",
    )
    parser.add_argument(
        "files",
        nargs="*",
        help="files and folders of which the lines that were not executed are printed",
    )
    args = parser.parse_args()
    os.makedirs(LOGS, exist_ok=True)
    try:
        said, found = measured("coverage")
    except Failure as reason:
        print("%s\nlog: %s" % (reason, os.path.relpath(log_path("coverage"), TOP)), file=sys.stderr)
        return 1
    print("\n".join(table(found)))
    print(said)
    for name in args.files:
        files = chosen(found.lines, [name])
        if not files:
            print(
                "FILES: %s is no file or folder of which something is in the image of the host port"
                % name,
                file=sys.stderr,
            )
            return 2
        for file in files:
            print("\n" + "\n".join(not_executed(found, file)))
    if not args.files and args.worst:
        print("\nMost lines that no suite executes (FILES=\"file folder\" prints them):")
        print("\n".join(worst(found, args.worst)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
