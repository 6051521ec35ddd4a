# SPDX-License-Identifier: BSD-2-Clause
"""Print the size of the code of each folder, without the tests: the numbers of lines, functions,
branches and assertions.

        python3 tests/metrics.py [FOLDER...]      all folders with sources by default

Only lines with code count.  A branch is an if, a loop, a case, a conditional expression, or the
second operand of && or ||.  An assertion is a call of WARN*(), BUG*(), VM_*_ON*(), static_assert()
or lockdep_assert_*().
"""
import collections
import os
import re
import sys

import names
import references
from harness import Case, Failure

BRANCH = re.compile(r"\b(?:if|for|while|case)\b|&&|\|\||\?(?!:)|\?:")
ASSERTION = re.compile(
    r"\b(?:static_assert|(?:VM_)?(?:WARN|BUG)(?:_ON)?(?:_[A-Z]+)*|lockdep_assert_\w+)\s*\("
)
MACRO = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.M)

Size = collections.namedtuple("Size", "lines functions branches assertions")


def size(code):
    """Return the Size of a source without comments."""
    plain = re.sub(r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', '""', code)
    body = MACRO.sub("", plain)
    functions = [name for _, name in names.FUNCTION.findall(body) if name not in names.KEYWORDS]
    return Size(
        sum(bool(line.strip()) for line in code.split("\n")),
        len(functions),
        len(BRANCH.findall(body)),
        len(ASSERTION.findall(body)),
    )


def folders(wanted=()):
    sums = collections.defaultdict(lambda: Size(0, 0, 0, 0))
    for path, code in references.tree().code.items():
        folder = os.path.dirname(path)
        if (
            path.endswith((".c", ".h"))
            and not path.startswith(("tests/", "examples/"))
            and (not wanted or any(folder == w or folder.startswith(w + "/") for w in wanted))
        ):
            sums[folder] = Size(*map(sum, zip(sums[folder], size(code))))
    return sums


def show(wanted):
    row = "%-28s %8s %10s %10s %12s"
    print(row % ("folder", "lines", "functions", "branches", "assertions"))
    sums = folders(wanted)
    for folder in sorted(sums):
        print(row % (folder, *sums[folder]))
    print(
        row % ("all", *map(sum, zip(*sums.values())))
        if sums
        else "There is no source below %s." % " or ".join(wanted)
    )


SAMPLE = """
#define UNUSED(x) ((x) ? 1 : 0)
static_assert(sizeof(int) == 4);
static int f(int a, int b)
{
\tif (a && b)
\t\treturn a ?: b;

\tdo
\t\ta--;
\twhile (a > 0);
\tdo {
\t\tb--;
\t} while (b > 0 || WARN_ON(a));
\treturn a ? b : '?';
}
"""


def check(_):
    found, wanted = size(SAMPLE), Size(14, 1, 7, 2)
    if found != wanted:
        raise Failure("%s, not %s" % (found, wanted))
    total = Size(*map(sum, zip(*folders(["mm"]).values())))
    if not all(total):
        raise Failure("mm/: %s" % (total,))


def cases():
    yield Case("style-metrics", check)


if __name__ == "__main__":
    show([w.rstrip("/") for w in sys.argv[1:]])
