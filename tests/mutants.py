# SPDX-License-Identifier: BSD-2-Clause
"""Mutation testing: "make mutants" changes the sources at random points, one at a time, and counts
the changes that the suites detect.

        tests/mutants.py [--count N] [--seed N] [--jobs N] [--limit PERCENT] [--again] [FILE or
folder...]

Each mutant is compiled and linked in a copy of the image of the case kunit-host.  The program first
runs the suites that execute the changed line, the fastest suite first, and then all suites.  A
mutant is killed if a test fails, or if the program crashes, prints a report or does not end.
Mutants that do not compile, or that compile to the same code, are not counted.  The results in
build/mutants/ are reused while sources and tests are unchanged.
"""
import argparse
import difflib
import glob
import hashlib
import json
import os
import queue
import random
import re
import shutil
import sys
import threading
from collections import Counter, defaultdict

from builds import BUILDS
from harness import Case, CORES, DISK, Failure, LOGS, OUT, TOP, configured, expect, tool
import builds
import coverage
import kunit
import mutate
import reserved
from subject import Programs, SOURCES_LEFT_OUT, Stopped, Subject, Workshop

FOLDERS = ("mm", "kernel", "of", "containers", "libc", "drivers/base")
WORK = os.path.join(TOP, "build", "mutants")
EQUIVALENT = os.path.join(TOP, "tests", "mutants", "equivalent.txt")
KILLED, SURVIVED, EXPLAINED, SAME, REFUSED = (
    "killed",
    "survived",
    "explained",
    "same code",
    "not compiled",
)
COUNTED = (KILLED, SURVIVED, EXPLAINED)

# Other ways to run the image, which are also cases of tests/kunit.py.  They execute code that the
# image does not execute on a plain machine.
OTHERS = [
    ("kunit-host-noncoherent", ["-noncoherent"], "kunit.filter=" + kunit.DEVICES),
    ("kunit-host-watched", [], "%s kunit.filter=%s" % (kunit.WATCHED, kunit.OBJECTS)),
]
OTHERS += [
    ("kunit-host-zones-" + zones, [], "%s kunit.filter=%s" % (arguments, kunit.PAGES))
    for zones, (arguments, _) in kunit.ZONES.items()
]
OTHERS += [
    ("kunit-host-pages-" + how, [], "%s kunit.filter=%s" % (arguments, kunit.PAGES))
    for how, arguments in kunit.DEBUGGED.items()
]
OTHERS += [("cma=16M", [], "cma=16M kunit.filter=cma,page_alloc,contig")]
# Other ways to run selected suites, with failing allocations.  These detect leaks.
FAILING = [
    ("fail-nth-host", "kunit.fail_nth=1-%d" % kunit.NTH[0]),
    ("fail-nth-slab-host", "kunit.fail_nth_slab=1-3"),
]
FAILING = [
    (name, arguments + " loglevel=3 model_test.count=500 page_stress_test.steps=16")
    for name, arguments in FAILING
]


def digest(top, left_out):
    """Return the hash of all files of the program below @top.  The folders in @left_out are not
    included."""
    found = hashlib.sha256()
    for where, names, files in os.walk(top):
        names[:] = sorted(
            name for name in names if name not in SOURCES_LEFT_OUT and name not in left_out
        )
        for file in sorted(
            file
            for file in files
            if file.endswith((".c", ".h", ".S", ".config", "defconfig", ".mk"))
            or file.startswith(("Makefile", "Kconfig"))
        ):
            path = os.path.join(where, file)
            found.update(os.path.relpath(path, top).encode() + b"\0")
            with open(path, "rb") as f:
                found.update(f.read())
    return found.hexdigest()[:16]


def keys(subject):
    """Return the two hashes for which a result is valid: of the sources, and of the sources, the
    tests and the ways to run them."""
    ways = hashlib.sha256(
        repr((subject.options, subject.arguments, subject.others, subject.failing)).encode()
    )
    return digest(subject.top, ("tests",)), digest(subject.top, ()) + ways.hexdigest()[:8]


# ---- known equivalent mutants --------------------------------------------------------------------


class Explained:
    """Hold the mutants that no test can detect, because they are equivalent to the original.

    An entry of the file is a line with file and function, the source line after "-", the changed
    line after "+", and the reason.  An empty line ends the entry.
    """

    def __init__(self, path):
        self.entries = {}
        text = ""
        if os.path.exists(path):
            with open(path) as f:
                text = "".join(line for line in f if not line.startswith("#"))
        for block in filter(None, re.split(r"\n\s*\n", text.strip("\n"))):
            match = re.match(r"(\S+) (\S+)\n-(.*)\n\+(.*)\n((?:.|\n)+)$", block)
            if not match:
                raise Failure(
                    "%s: not understood: %s" % (os.path.relpath(path, TOP), block.split("\n")[0])
                )
            self.entries[match[1], match[2], match[3].strip(), match[4].strip()] = " ".join(
                match[5].split()
            )

    def reason(self, mutant):
        return next(
            (
                self.entries[key]
                for old, new in [mutant.changed()]
                for key in [(mutant.file, mutant.point.function, old[0].strip(), new[0].strip())]
                if key in self.entries
            ),
            None,
        )

    def stale(self, top):
        """Yield the entries whose line is no longer in the function's file."""
        for file, function, old, _ in self.entries:
            path = os.path.join(top, file)
            text = ""
            if os.path.exists(path):
                with open(path) as f:
                    text = f.read()
            if old not in [line.strip() for line in text.split("\n")] or not re.search(
                r"\b%s\b" % function, text
            ):
                yield "%s %s: %s" % (file, function, old)


# ---- mutants -------------------------------------------------------------------------------------


class Mutant:
    def __init__(self, file, text, point):
        self.file, self.text, self.point = file, text, point
        self.verdict, self.by = None, ""

    @property
    def name(self):
        return "%s:%d:%d %s %r" % (
            self.file,
            self.point.line,
            self.point.column,
            self.point.operator,
            self.point.new,
        )

    @property
    def shown(self):
        return "%s:%d %s: %s" % (
            self.file,
            self.point.line,
            self.point.function,
            mutate.describe(self.point.old, self.point.new),
        )

    def changed(self):
        """Return (old lines, new lines), without unchanged lines."""
        before, after = self.text.split("\n"), mutate.mutated(self.text, self.point).split("\n")
        pairs = [(a, b) for a, b in zip(before, after) if a != b]
        return [a for a, _ in pairs], [b for _, b in pairs]

    def diff(self):
        lines = difflib.unified_diff(
            self.text.split("\n"),
            mutate.mutated(self.text, self.point).split("\n"),
            "a/" + self.file,
            "b/" + self.file,
            n=2,
            lineterm="",
        )
        return "\n".join(list(lines)[2:])

    def lines(self, executable):
        """Return the lines in @executable which show whether the mutant is executed: its own lines,
        or else the lines of its statement, or else the last line before it in the function.  The
        compiler may merge a line into another.  The result is empty if the function is not in the
        image."""
        own = (
            set(range(self.point.line, self.point.line + self.point.old.count("\n") + 1))
            & executable
        )
        statement = set(range(self.point.first, self.point.last + 1)) & executable
        before = [line for line in range(self.point.begin, self.point.first) if line in executable]
        return own or statement or set(before[-1:])


def all_mutants(subject, sources, chosen):
    """Yield the mutants of code that the image contains, in the order of the sources."""
    for file in sorted(file for file in subject.executable if file in sources and file in chosen):
        with open(os.path.join(subject.top, file)) as f:
            text = f.read()
        executable = set(subject.executable[file])
        for point in mutate.points(text):
            mutant = Mutant(file, text, point)
            if mutant.lines(executable):
                yield mutant


def judge(mutant, workshop, explained):
    """Compile, link and run one mutant.  Returns its verdict and the test that determined it."""
    subject = workshop.subject
    original = workshop.original(mutant.file)
    workshop.write(mutant.file, mutate.mutated(mutant.text, mutant.point))
    try:
        made = workshop.compile(mutant.file)
        if made is None:
            return REFUSED, ""
        if made == original:
            return SAME, ""
        if explained.reason(mutant):
            return EXPLAINED, explained.reason(mutant)
        runs, suites = subject.executing(
            mutant.file, mutant.lines(set(subject.executable[mutant.file]))
        )
        if not runs:
            return SURVIVED, "no suite executes it"
        if not workshop.link():
            return REFUSED, ""
        for run in runs:
            killer = run.test(workshop.program, workshop.top)
            if killer and killer != "time-out":  # a single failure may be random
                killer = run.test(workshop.program, workshop.top)
            if killer:
                return KILLED, "%s: %s" % (run.name, killer)
        return SURVIVED, "%d suites execute it" % suites
    finally:
        workshop.restore(mutant.file, mutant.text)


# ---- results -------------------------------------------------------------------------------------


class Results:
    """Hold the results, which are lines of JSON in a file.  A later line about a mutant replaces an
    earlier one."""

    def __init__(self, folder, source_key, test_key):
        self.path, self.keys, self.known = (
            os.path.join(folder, "results.jsonl"),
            (source_key, test_key),
            {},
        )
        if os.path.exists(self.path):
            with open(self.path) as f:
                for line in f:
                    entry = json.loads(line)
                    self.known[entry["name"], entry["sources"]] = entry

    def find(self, mutant, again):
        """Return an earlier result, or None.  A killed mutant remains killed when tests are added,
        because more tests detect at least as much."""
        entry = self.known.get((mutant.name, self.keys[0]))
        if (
            not entry
            or entry["verdict"] in (SURVIVED, EXPLAINED)
            and (again or entry["tests"] != self.keys[1])
        ):
            return None
        return entry["verdict"], entry["by"]

    def keep(self, mutant):
        with open(self.path, "a") as f:
            f.write(
                json.dumps(
                    {
                        "name": mutant.name,
                        "verdict": mutant.verdict,
                        "by": mutant.by,
                        "sources": self.keys[0],
                        "tests": self.keys[1],
                    }
                )
                + "\n"
            )


class Campaign:
    """Judge mutants in order until enough were counted, in one workshop per job."""

    def __init__(
        self, subject, folder, mutants, count, jobs, explained, results, again=False, say=print
    ):
        self.subject, self.folder, self.mutants, self.count = subject, folder, mutants, count
        self.jobs, self.explained, self.results, self.again, self.say = (
            jobs,
            explained,
            results,
            again,
            say,
        )
        self.lock, self.next, self.error = threading.Lock(), 0, None
        self.ended = queue.Queue()

    def counted(self):
        """Return the judged mutants in order, up to the last one that is needed for the wanted
        number.  Mutants that do not count are included."""
        found, number = [], 0
        for mutant in self.mutants[: self.next]:
            if mutant.verdict in COUNTED:
                number += 1
            if mutant.verdict:
                found.append(mutant)
            if number == self.count:
                break
        return found

    def take(self):
        with self.lock:
            counted = sum(mutant.verdict in COUNTED for mutant in self.mutants[: self.next])
            if (
                self.next == len(self.mutants)
                or counted >= self.count
                or Programs.stopped
                or self.error
            ):
                return None
            self.next += 1
            return self.mutants[self.next - 1]

    def work(self, number):
        try:
            workshop, mutant = None, self.take()
            while mutant:
                found = self.results.find(mutant, self.again)
                if not found:
                    workshop = workshop or Workshop(
                        self.subject, os.path.join(self.folder, "job-%d" % number)
                    )
                mutant.verdict, mutant.by = found or judge(mutant, workshop, self.explained)
                with self.lock:
                    if not found:
                        self.results.keep(mutant)
                    self.report(mutant)
                mutant = self.take()
        except Stopped:
            pass
        except Exception as error:  # run() raises the error again
            self.error = error
        self.ended.put(number)

    def report(self, mutant):
        if mutant.verdict in COUNTED:
            counted = sum(other.verdict in COUNTED for other in self.mutants[: self.next])
            self.say(
                "[%d/%d] %-9s %s (%s)"
                % (counted, self.count, mutant.verdict, mutant.shown, mutant.by)
            )

    def run(self):
        for number in range(self.jobs):
            threading.Thread(target=self.work, args=(number,), daemon=True).start()
        try:
            for _ in range(self.jobs):
                self.ended.get()
        except KeyboardInterrupt:
            Programs.stop()
        if self.error:
            raise self.error
        return self.counted()


def rows(title, counts):
    yield "\n%-40s %7s %9s %9s" % (title, KILLED, SURVIVED, EXPLAINED)
    for name, numbers in sorted(counts.items(), key=lambda item: (-sum(item[1].values()), item[0])):
        yield "%-40s %7d %9d %9d" % (name, numbers[KILLED], numbers[SURVIVED], numbers[EXPLAINED])


def summary(found):
    """Return (lines of the report, percentage of killed mutants).  Mutants with an explanation are
    not included in the percentage."""
    by_operator, by_folder, killers = defaultdict(Counter), defaultdict(Counter), Counter()
    total = Counter(mutant.verdict for mutant in found)
    for mutant in found:
        if mutant.verdict in COUNTED:
            by_operator[mutant.point.operator][mutant.verdict] += 1
            by_folder[os.path.dirname(mutant.file)][mutant.verdict] += 1
        if mutant.verdict == KILLED:
            killers[mutant.by.split(":")[0]] += 1
    lines = []
    for mutant in found:
        if mutant.verdict == SURVIVED:
            lines += ["", "%s (%s)" % (mutant.shown, mutant.by), mutant.diff()]
        elif mutant.verdict == EXPLAINED:
            lines += ["", "%s: equivalent: %s" % (mutant.shown, mutant.by)]
    lines += list(rows("operator", by_operator)) + list(rows("folder", by_folder))
    lines += ["", "killed by"] + [
        "%5d %s" % (number, name) for name, number in killers.most_common()
    ]
    share = 100 * total[KILLED] / (total[KILLED] + total[SURVIVED] or 1)
    lines += [
        "",
        "not counted: %d that the compiler refuses, %d of which it makes the same code"
        % (total[REFUSED], total[SAME]),
        "%d mutants: %d killed, %d survived, %d equivalent: %.1f %% died"
        % (
            sum(total[verdict] for verdict in COUNTED),
            total[KILLED],
            total[SURVIVED],
            total[EXPLAINED],
            share,
        ),
    ]
    return lines, share


# ---- the host port -------------------------------------------------------------------------------


def host_subject():
    """Build the image of the case kunit-host and that of "make coverage".  Returns their
    Subject."""
    board, fragments, args = BUILDS["host"]
    out = configured("mutants", "host", board, fragments, *args)
    counted = coverage.build("mutants")
    if not os.path.exists(DISK):
        builds.make_disk("mutants")
    others = OTHERS + [
        (
            "reserved-host",
            ["-overlay", reserved.overlay("mutants")],
            "kunit.filter=reserved_mem,dma_own",
        )
    ]
    return Subject(
        TOP,
        FOLDERS,
        out,
        counted,
        "quarry.elf",
        ["O=" + out, "BOARD=" + board, *args],
        ["-m", "128M", "-smp", "2", "-disk", DISK],
        "cachesim.seed=1",
        others,
        FAILING,
        suite_keys(),
    )


def suite_keys():
    """Return {suite: hash}. The hash covers the file of the suite, and all test files that do not
    belong to a suite."""
    files = {
        path: [] for path in glob.glob(os.path.join(TOP, "tests", "**", "*.[ch]"), recursive=True)
    }
    shared = hashlib.sha256()
    for path in sorted(files):
        with open(path) as f:
            text = f.read()
        names = re.findall(r"struct kunit_suite \w+ = \{\s*\.name = \"(\w+)\"", text)
        files[path] = [(name, hashlib.sha256(text.encode()).hexdigest()[:16]) for name in names]
        if not names:
            shared.update(text.encode())
    return {
        name: key + shared.hexdigest()[:16] for suites in files.values() for name, key in suites
    }


def learn(subject, folder, source_key, key, say):
    """Determine the lines that each suite executes, or load them if they were stored for these
    sources."""
    path = os.path.join(folder, "executed.json")
    if subject.load(path, source_key) == key:
        return
    say("Each suite is run to see what it executes, and how long it takes.")
    subject.learn(lambda line: say("  " + line), key)
    subject.save(path, source_key, key)


def campaign(subject, folder, args, explained, say):
    os.makedirs(folder, exist_ok=True)
    source_key, test_key = keys(subject)
    learn(subject, folder, source_key, test_key, say)
    sources, _ = subject.compiled()
    chosen = set(subject.executable)
    for name in args.files:
        if not coverage.chosen(subject.executable, [name]):
            raise Failure(
                "FILES: %s is no file or folder of which something is in the image, in %s"
                % (name, ", ".join(subject.folders))
            )
    if args.files:
        chosen = set(coverage.chosen(subject.executable, args.files))
    mutants = list(all_mutants(subject, sources, chosen))
    random.Random(args.seed).shuffle(mutants)
    say(
        "%d mutants are possible; %d are chosen by seed %d"
        % (len(mutants), min(args.count, len(mutants)), args.seed)
    )
    return Campaign(
        subject,
        folder,
        mutants,
        args.count,
        args.jobs,
        explained,
        Results(folder, source_key, test_key),
        args.again,
        say,
    ).run()


# ---- cases ---------------------------------------------------------------------------------------

EXAMPLE = os.path.join(TOP, "tests", "mutants", "example")
# For each function of the example: the number of points, and below the verdicts of its mutants.
# Two mutants of clamp() are listed as equivalent.
POINTS = {"clamp": 9, "weigh": 5, "unused": 4}
ENDS = {"clamp": {KILLED, SAME}, "weigh": {SURVIVED, SAME}, "unused": {SURVIVED}}


def example(name):
    """A suite with exact checks kills each mutant, and a suite without checks kills none."""
    folder = os.path.join(OUT, name)
    shutil.rmtree(folder, ignore_errors=True)
    top, out, counted = (os.path.join(folder, part) for part in ("sources", "plain", "counted"))
    shutil.copytree(EXAMPLE, top)
    tool("make", "O=" + out, cwd=top)
    tool("make", "O=" + counted, "COUNTED=1", cwd=top)
    subject = Subject(top, [""], out, counted, "example.elf", ["O=" + out])
    args = argparse.Namespace(count=1000, seed=1, jobs=1, again=False, files=["clamp.c"])
    explained = Explained(os.path.join(EXAMPLE, "equivalent.txt"))
    found = campaign(subject, folder, args, explained, lambda line: None)
    for function, number in POINTS.items():
        of_function = [mutant for mutant in found if mutant.point.function == function]
        wrong = [
            "%s: %s" % (mutant.shown, mutant.verdict)
            for mutant in of_function
            if mutant.verdict not in ENDS[function] and not explained.reason(mutant)
        ]
        if wrong or len(of_function) != number:
            raise Failure("%s: %d points, wrong: %s" % (function, len(of_function), wrong))
    text = "\n".join(summary(found)[0])
    expect(text, r"^-\treturn value - 1;$", r"no suite executes it", r"^ +\d+ clamp$", r"% died$")
    again = campaign(subject, folder, args, explained, lambda line: None)
    if [(mutant.name, mutant.verdict) for mutant in again] != [
        (mutant.name, mutant.verdict) for mutant in found
    ]:
        raise Failure("a second run finds something else")
    return text.split("\n")[-1]


def list_of_equivalents(name):
    """The source line of each mutant that is listed as equivalent still exists."""
    stale = list(Explained(EQUIVALENT).stale(TOP))
    if stale:
        raise Failure(
            "%s: not in the sources: %s" % (os.path.relpath(EQUIVALENT, TOP), "; ".join(stale))
        )


def cases():
    yield Case("mutants-example", example)
    yield Case("mutants-equivalent", list_of_equivalents)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=300, help="how many mutants (300)")
    parser.add_argument("--seed", type=int, default=1, help="which ones (1)")
    parser.add_argument(
        "--jobs", type=int, default=CORES, help="how many at a time (the processors)"
    )
    parser.add_argument(
        "--limit", type=float, default=85, help="the percentage that has to die (85)"
    )
    parser.add_argument(
        "--again",
        action="store_true",
        help="run those again that survived, though nothing has changed",
    )
    parser.add_argument("files", nargs="*", help="files and folders to change; without any, all")
    args = parser.parse_args()
    os.makedirs(LOGS, exist_ok=True)
    try:
        found = campaign(
            host_subject(), WORK, args, Explained(EQUIVALENT), lambda line: print(line, flush=True)
        )
    except Failure as reason:
        print(reason, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        Programs.stop()
        print("interrupted before the first mutant")
        return 130
    lines, share = summary(found)
    print("\n".join(lines))
    if Programs.stopped:
        print("interrupted: the next run goes on from here")
        return 130
    if share < args.limit:
        print(
            "fewer than %g %%: each survivor is a test that is missing, or is explained in %s"
            % (args.limit, os.path.relpath(EQUIVALENT, TOP))
        )
    return 0 if share >= args.limit else 1


if __name__ == "__main__":
    sys.exit(main())
