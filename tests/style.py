# SPDX-License-Identifier: BSD-2-Clause
"""Check the sources' licences, white space and line lengths, and the documents' tables and
links."""
import os
import re
import shutil
import subprocess
import tokenize

from harness import Case, Failure, Skip, TOP

SPDX = "SPDX-License-Identifier: BSD-2-Clause"
SOURCE = (".c", ".cpp", ".h", ".S", ".py", ".sh", ".mk")


IGNORED_FOLDERS = ("build", ".git", "__pycache__", ".cache")
IGNORED = (".o", ".pyc", "compile_commands.json")


def walked():
    """Yield all files of a tree that is not a git repository, for example of an unpacked
    archive."""
    for folder, folders, names in os.walk(TOP):
        folders[:] = [f for f in folders if f not in IGNORED_FOLDERS]
        for name in names:
            if name != ".git" and not name.endswith(IGNORED):
                yield os.path.relpath(os.path.join(folder, name), TOP)


def files():
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-co", "--exclude-standard"],
            cwd=TOP,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.splitlines()
    except (OSError, subprocess.CalledProcessError):
        listed = sorted(walked())
    return [f for f in listed if os.path.exists(os.path.join(TOP, f))]


def lines(path):
    with open(os.path.join(TOP, path), errors="replace") as f:
        return f.read().split("\n")


def sources():
    return [
        f for f in files() if f.endswith(SOURCE) or os.path.basename(f) in ("Makefile", "Kconfig")
    ]


def fail_if(problems):
    if problems:
        raise Failure("%d problems: %s" % (len(problems), "; ".join(problems[:5])))


def licence(_):
    fail_if([f for f in sources() if not any(SPDX in line for line in lines(f)[:3])])


# Maximum columns of a line.  The second limit is for a line of C with a string that crosses the
# first limit.
COLUMNS, WITH_STRING = 100, 108
CODE = (".c", ".cpp", ".h", ".S", ".py", "Kconfig")
STRING = re.compile(r'''"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*\'''')


def is_too_long(f, line):
    """Return true if a line of code is too long.

    A string may cross the limit.  Strings are not divided, so that a search for a message finds the
    string.
    """
    line = line.expandtabs(8)
    if not f.endswith(CODE) or len(line) <= COLUMNS:
        return False
    if not f.endswith(".py") and len(line) > WITH_STRING:
        return True
    return not any(m.start() < COLUMNS <= m.end() + 8 for m in STRING.finditer(line))


def long_strings(f):
    """Return the numbers of the lines of a Python file that strings of several lines cover."""
    if not f.endswith(".py"):
        return set()
    with open(os.path.join(TOP, f), "rb") as opened:
        tokens = list(tokenize.tokenize(opened.readline))
    return {
        n
        for token in tokens
        if token.type == tokenize.STRING and token.start[0] < token.end[0]
        for n in range(token.start[0], token.end[0] + 1)
    }


def white_space(_):
    problems = []
    for f in sources():
        exempt = long_strings(f)
        for n, line in enumerate(lines(f), 1):
            if line != line.rstrip():
                problems.append("%s:%d: blanks at the end" % (f, n))
            if n not in exempt and is_too_long(f, line):
                problems.append("%s:%d: longer than %d columns" % (f, n, COLUMNS))
            if f.endswith((".c", ".cpp", ".h")) and re.match(r" {8,}", line):
                problems.append("%s:%d: indented by blanks" % (f, n))
    fail_if(problems)


def size(_):
    fail_if(
        [
            "%s: %d lines" % (f, len(lines(f)))
            for f in sources()
            if f.endswith((".c", ".cpp", ".h", ".py")) and len(lines(f)) > 900
        ]
    )


def kconfig_help(_):
    """Each option with a prompt has a help text."""
    problems = []
    for f in files():
        if not os.path.basename(f).startswith("Kconfig"):
            continue
        for block in re.split(r"\n(?=config |choice|menu|endmenu|endchoice)", "\n".join(lines(f))):
            if (
                re.match(r"config \w+", block)
                and re.search(r'^\t(bool|int|hex|string) "', block, re.M)
                and not re.search(r"^\thelp$", block, re.M)
            ):
                problems.append("%s: %s has no help" % (f, block.split()[1]))
    fail_if(problems)


def unfinished(_):
    words = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    fail_if(
        [
            "%s:%d: %s" % (f, n, line.strip())
            for f in sources()
            if f != "tests/style.py"
            for n, line in enumerate(lines(f), 1)
            if words.search(line)
        ]
    )


def tables(_):
    """Each row of a table is in a table with a head.  A row after an empty line would be shown as
    text."""
    problems = []
    for f in files():
        if f.endswith(".md"):
            text = lines(f) + [""]
            problems += [
                "%s:%d: a row that is in no table" % (f, n + 1)
                for n, line in enumerate(text[:-1])
                if line.startswith("|")
                and not text[n - 1].startswith("|")
                and not text[n + 1].startswith("|-")
            ]
    fail_if(problems)


def anchors(path):
    """Return the anchors of a document's headings, as code hosts generate them."""
    heads = [re.match(r"#+ (.*)", line) for line in lines(path)]
    return {re.sub(r"[^\w\- ]", "", head[1].lower()).replace(" ", "-") for head in heads if head}


def links(_):
    """If a document links to a file or a heading of this tree, the file or heading exists."""
    problems = []
    for f in files():
        if f.endswith(".md"):
            for target, anchor in re.findall(
                r"\]\((?!https?:)([^)#\s]*)(?:#([^)]*))?\)", "\n".join(lines(f))
            ):
                path = os.path.normpath(os.path.join(os.path.dirname(f), target)) if target else f
                if not os.path.exists(os.path.join(TOP, path)):
                    problems.append("%s: there is no %s" % (f, path))
                elif anchor and path.endswith(".md") and anchor not in anchors(path):
                    problems.append("%s: %s has no heading #%s" % (f, path, anchor))
    fail_if(problems)


def python(_):
    """pyflakes finds no unused or undefined name."""
    if not shutil.which("pyflakes3"):
        raise Skip("pyflakes3 is not installed")
    scripts = [f for f in sources() if f.endswith(".py")]
    checked = subprocess.run(["pyflakes3", *scripts], cwd=TOP, capture_output=True, text=True)
    if checked.returncode:
        raise Failure("; ".join((checked.stdout + checked.stderr).splitlines()[:5]))
    return "%d files" % len(scripts)


def cases():
    for check in (licence, white_space, size, kconfig_help, unfinished, tables, links, python):
        yield Case("style-" + check.__name__.replace("_", "-"), check)
