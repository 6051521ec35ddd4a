# SPDX-License-Identifier: BSD-2-Clause
"""References and messages in the documents are those of the sources."""
import os
import re
import subprocess
import sys

from harness import Case, Failure, TOP

sys.path.insert(0, os.path.join(TOP, "scripts"))
import bootargs     # noqa: E402

ARGUMENTS, TROUBLE, INDEX = ("Documentation/%s.md" % name for name in ("boot-arguments", "troubleshooting", "index"))


def read(path):
    with open(os.path.join(TOP, path), errors="replace") as f:
        return f.read()


def first_cells(path):
    """What stands in the first cell of each row of a page's tables, but for their heads."""
    rows = re.findall(r"^\|([^|]+)\|", read(path).replace("\\|", "&#124;"), re.M)
    return [row for row, after in zip(rows, rows[1:] + [""]) if not row.startswith("---") and not after.startswith("---")]


def boot_arguments(_):
    """The page has each argument that the sources accept, and no other one."""
    told = {re.match(r"[\w.]+", name)[0] for cell in first_cells(ARGUMENTS) for name in re.findall("`([^`]+)`", cell)}
    real = bootargs.collect()
    if len(real) < 50:
        raise Failure("the sources have only %d boot arguments: scripts/bootargs.py does not find them" % len(real))
    absent, wrong = sorted(set(real) - told), sorted(told - set(real))
    if absent or wrong:
        raise Failure("%s lacks %s; no source accepts %s" % (ARGUMENTS, absent or "nothing", wrong or "another one"))
    return "%d boot arguments" % len(real)


def messages(_):
    """Each message that the page on troubles quotes is in a source; "..." stands for what varies."""
    listed = subprocess.run(["git", "grep", "-hI", "", "--", "*.c", "*.h", "*.S", "*.sh", "*.py", "*.mk", "Makefile", "*.md",
                             ":!" + TROUBLE], cwd=TOP, capture_output=True, text=True, errors="replace").stdout
    text = re.sub(r'"\s*\n\s*"', "", listed.replace("\\\"", '"'))
    quoted = [part.strip() for cell in first_cells(TROUBLE) for quote in re.findall("`([^`]+)`", cell)
              for part in quote.split("...") if part.strip()]
    absent = [part for part in quoted if part not in text]
    if absent or len(quoted) < 10:
        raise Failure("no source prints %s" % (absent or "what is quoted"))
    return "%d messages" % len(quoted)


def index(_):
    """Each page is in the index, and starts with a heading and a sentence that names its readers."""
    pages = [name for name in sorted(os.listdir(os.path.join(TOP, "Documentation"))) if name.endswith(".md")]
    listed = re.findall(r"\]\(([\w-]+\.md)", read(INDEX))
    absent = [page for page in pages if page not in listed and page != "index.md"]
    if absent:
        raise Failure("%s does not list %s" % (INDEX, absent))
    silent = [page for page in pages if not re.match(r"# .*\n\nFor ", read("Documentation/" + page))]
    if silent:
        raise Failure("these pages do not start with the sentence for whom they are: %s" % silent)
    return "%d pages" % len(pages)


def cases():
    for check in (boot_arguments, messages, index):
        yield Case("documents-" + check.__name__.replace("_", "-"), check)
