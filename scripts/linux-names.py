#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Count how many of Linux's drivers find their headers and functions in Quarry.

    linux-names.py [--sample N] [--seed N] [--list] LINUX OUT COMPILER [FLAG...]

LINUX is the folder of Linux's source, or the archive of Debian's package linux-source-6.12.  An
archive is unpacked in OUT.  COMPILER and FLAGs compile a source of an application.

A driver is a C file in drivers/ that registers a driver or has an initcall.  A file has every header
if Quarry has each <header> that it includes, also by its own "headers".  It has every function if
Quarry's headers declare each function and macro that it calls and that Linux's include/ declares; a
call of a driver's own function does not count.  It is whole if it also compiles.  Only files with
every header are compiled.  --sample compiles N of them, which --seed selects, and the number of whole
files is then an estimate.  --list prints the names that most files lack.
"""
import argparse
import collections
import concurrent.futures
import functools
import os
import random
import re
import subprocess
import sys

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ARCH = "arm64"
PARTS = ("drivers", "include", "arch/%s/include" % ARCH)
COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.S)
STRING = re.compile(r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'')
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]', re.M)
DEFINE = re.compile(r"^[ \t]*#[ \t]*define[ \t]+(\w+)", re.M)
NAME = re.compile(r"\b([A-Za-z_]\w*)[ \t\n]*\(")
CALL = re.compile(r"(?<![.\w])(?<!->)([A-Za-z_]\w*)[ \t\n]*\(")
DEFINITION = re.compile(r"^(?:[A-Za-z_][\w \t*]*[\s*])?([A-Za-z_]\w*)[ \t]*\([^;{}#]{,800}\)\s*\{", re.M)
DRIVER = re.compile(r"\b(?:(?:module|builtin)_\w*driver|module_init|\w+_initcall)\s*\(")
KEYWORDS = set("if for while switch return sizeof defined typeof __typeof__ alignof".split())

STEP = 2000  # files between two lines of progress

linux = ""  # the tree of Linux
interface, offered = set(), set()  # names in the headers of Linux, and of Quarry


def fail(message):
    sys.exit("linux-names: " + message)


def read(path):
    with open(path, errors="replace") as f:
        return f.read()


def stripped(text):
    return COMMENT.sub(" ", STRING.sub('""', text))


def progress(what, done, total):
    if done == total or done % STEP == 0:
        end = "\r" if done < total and sys.stderr.isatty() else "\n"
        print("%s: %d of %d" % (what, done, total), end=end, file=sys.stderr, flush=True)


def unpacked(archive, out):
    """Unpack the parts that are needed.  Returns the folder."""
    folder = os.path.join(out, "linux-names")
    stamp, state = os.path.join(folder, ".unpacked"), os.stat(archive)
    mark = "%s %d %d" % (os.path.abspath(archive), state.st_size, state.st_mtime_ns)
    if not os.path.exists(stamp) or read(stamp) != mark:
        os.makedirs(folder, exist_ok=True)
        print("unpacking %s" % archive, file=sys.stderr, flush=True)
        patterns = ["*/" + part for part in PARTS]
        command = ["tar", "-xf", archive, "-C", folder, "--strip-components=1"]
        command += ["--wildcards", "--no-wildcards-match-slash"]
        if subprocess.run([*command, *patterns]).returncode:
            fail("%s is not an archive of Linux's source" % archive)
        with open(stamp, "w") as f:
            f.write(mark)
    return folder


def source(path, out):
    """Return the folder of the tree at @path, a folder or an archive."""
    if not os.path.exists(path):
        fail("there is no %s: LINUX= is a folder or an archive of Linux's source" % path)
    folder = path if os.path.isdir(path) else unpacked(path, out)
    for part in PARTS:
        if not os.path.isdir(os.path.join(folder, part)):
            fail("%s has no folder %s: it is not Linux's source" % (path, part))
    return os.path.abspath(folder)


def files(folder, ending):
    return sorted(
        os.path.join(where, name)
        for where, _, names in os.walk(folder)
        for name in names
        if name.endswith(ending)
    )


def names_of(folders):
    """Return the names of all macros and functions in the headers of the folders."""
    found = set()
    for folder in folders:
        for path in files(folder, ".h"):
            text = stripped(read(path))
            found.update(DEFINE.findall(text), NAME.findall(text))
    return found - KEYWORDS


@functools.lru_cache(maxsize=None)
def has_header(name):
    folders = ("include", "arch/%s/include" % ARCH, "include/freestanding")
    return any(os.path.exists(os.path.join(TOP, folder, name)) for folder in folders)


@functools.lru_cache(maxsize=None)
def facts(path):
    """Return (own headers, missing headers, defined names) of a source or an own header."""
    text = COMMENT.sub(" ", read(path))
    own, missing = [], set()
    for kind, name in INCLUDE.findall(text):
        header = os.path.normpath(os.path.join(os.path.dirname(path), name))
        if kind == '"' and os.path.exists(header):
            own.append(header)
        elif not has_header(name):
            missing.add(name)
    names = set(DEFINE.findall(text))
    names.update(DEFINITION.findall(text))
    return own, missing, names & interface


def examine(path):
    """Return (path, True if it is a driver, missing headers, missing functions)."""
    text = stripped(read(path))
    missing, defined, seen, todo = set(), set(), {path}, [path]
    while todo:
        own, headers, names = facts(todo.pop())
        missing |= headers
        defined |= names
        todo += [header for header in own if header not in seen]
        seen.update(own)
    absent = (set(CALL.findall(text)) & interface) - defined - offered
    return path, bool(DRIVER.search(text)), missing, absent


def compiles(job):
    command, path = job
    stem = os.path.basename(path)[: -len(".c")].replace("-", "_")
    name = ["-DKBUILD_MODNAME=\"%s\"" % stem, "-DKBUILD_MODSYM=" + stem]
    done = subprocess.run(
        [*command, *name, "-fsyntax-only", path], cwd=TOP, capture_output=True, timeout=120
    )
    return done.returncode == 0


def each(function, jobs, what):
    """Return the results of @function for all jobs, on all CPUs."""
    results = []
    with concurrent.futures.ProcessPoolExecutor() as pool:
        for result in pool.map(function, jobs, chunksize=8):
            results.append(result)
            progress(what, len(results), len(jobs))
    return results


def row(name, found, whole, estimated):
    print(
        "| %s | %s | %s | %s | %s%s |"
        % (
            name,
            format(len(found), ","),
            format(sum(not headers for _, _, headers, _ in found), ","),
            format(sum(not absent for *_, absent in found), ","),
            "about " if estimated else "",
            format(whole, ","),
        )
    )


def lacking(found, column, count=15):
    """Print the headers or functions that most files lack."""
    counts = collections.Counter(name for entry in found for name in entry[column])
    for name, number in counts.most_common(count):
        print("%6d  %s" % (number, name))


def main():
    global linux
    parser = argparse.ArgumentParser(usage=__doc__.split("\n\n")[1].strip())
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("linux")
    parser.add_argument("out")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    args = parser.parse_args()
    if not args.command:
        parser.error("no compiler")
    if args.sample < 0:
        fail("SAMPLE=%d: the number of files must be positive" % args.sample)
    linux = source(args.linux, args.out)
    interface.update(names_of(os.path.join(linux, part) for part in PARTS if part != "drivers"))
    offered.update(
        names_of(os.path.join(TOP, f) for f in ("include", "arch/%s/include" % ARCH))
    )
    found = each(examine, files(os.path.join(linux, "drivers"), ".c"), "files read")
    drivers = [entry for entry in found if entry[1]]
    tried = [path for path, _, headers, _ in found if not headers]
    part = 1.0
    if args.sample and args.sample < len(tried):
        part = args.sample / len(tried)
        tried = random.Random(args.seed).sample(tried, args.sample)
    done = each(compiles, [(args.command, path) for path in tried], "files compiled")
    whole = {path for path, compiled in zip(tried, done) if compiled}
    if part < 1:
        print("compiled: %d of the files with every header, seed %d" % (len(tried), args.seed))
    print("| | all | every header | every function | compile |")
    print("|---|---|---|---|---|")
    row("files in drivers/", found, round(len(whole) / part), part < 1)
    whole &= {path for path, *_ in drivers}
    row("of these, drivers", drivers, round(len(whole) / part), part < 1)
    if args.list:
        print("\nHeaders that most drivers lack:")
        lacking(drivers, 2)
        print("\nFunctions that most drivers lack:")
        lacking(drivers, 3)
        print("\nCompiled:")
        print("\n".join("  " + os.path.relpath(path, linux) for path in sorted(whole)))


if __name__ == "__main__":
    main()
