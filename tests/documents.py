# SPDX-License-Identifier: BSD-2-Clause
"""Check that references and messages in the documents match the sources."""
import importlib.util
import os
import re
import subprocess
import sys

import headers
from harness import Case, Failure, OUT, Skip, TOP, run

sys.path.insert(0, os.path.join(TOP, "scripts"))
import bootargs  # noqa: E402

HEADERS = importlib.util.spec_from_file_location(
    "header_pages", os.path.join(TOP, "scripts/docs/headers.py")
)
header_pages = importlib.util.module_from_spec(HEADERS)
HEADERS.loader.exec_module(header_pages)

ARGUMENTS, TROUBLE, INDEX = (
    "Documentation/%s.md" % name for name in ("boot-arguments", "troubleshooting", "index")
)


def read(path):
    with open(os.path.join(TOP, path), errors="replace") as f:
        return f.read()


def first_cells(path):
    """Return the first cell of each row in a page's tables.  Header rows are not included."""
    rows = re.findall(r"^\|([^|]+)\|", read(path).replace("\\|", "&#124;"), re.M)
    return [
        row
        for row, after in zip(rows, rows[1:] + [""])
        if not row.startswith("---") and not after.startswith("---")
    ]


def boot_arguments(_):
    """The page of boot arguments lists exactly the arguments that the sources accept."""
    told = {
        re.match(r"[\w.]+", name)[0]
        for cell in first_cells(ARGUMENTS)
        for name in re.findall("`([^`]+)`", cell)
    }
    real = bootargs.collect()
    if len(real) < 50:
        raise Failure(
            "the sources have only %d boot arguments: scripts/bootargs.py does not find them"
            % len(real)
        )
    absent, wrong = sorted(set(real) - told), sorted(told - set(real))
    if absent or wrong:
        raise Failure(
            "%s lacks %s; no source accepts %s"
            % (ARGUMENTS, absent or "nothing", wrong or "another one")
        )
    return "%d boot arguments" % len(real)


def messages(_):
    """Each message that the troubleshooting page quotes is in a source.  "..." in a quote stands
    for a variable part."""
    listed = subprocess.run(
        [
            "git",
            "grep",
            "-hI",
            "",
            "--",
            "*.c",
            "*.h",
            "*.S",
            "*.sh",
            "*.py",
            "*.mk",
            "Makefile",
            "*.md",
            "scripts/decode",
            ":!" + TROUBLE,
        ],
        cwd=TOP,
        capture_output=True,
        text=True,
        errors="replace",
    ).stdout
    text = re.sub(r'"\s*\n\s*"', "", listed.replace("\\\"", '"'))
    quoted = [
        part.strip()
        for cell in first_cells(TROUBLE)
        for quote in re.findall("`([^`]+)`", cell)
        for part in quote.split("...")
        if part.strip()
    ]
    absent = [part for part in quoted if part not in text]
    if absent or len(quoted) < 10:
        raise Failure("no source prints %s" % (absent or "what is quoted"))
    return "%d messages" % len(quoted)


def index(_):
    """The index lists each page, and each page begins with a heading and a sentence that names its
    readers."""
    pages = [
        name
        for name in sorted(os.listdir(os.path.join(TOP, "Documentation")))
        if name.endswith(".md")
    ]
    listed = re.findall(r"\]\(([\w-]+\.md)", read(INDEX))
    absent = [page for page in pages if page not in listed and page != "index.md"]
    if absent:
        raise Failure("%s does not list %s" % (INDEX, absent))
    silent = [
        page for page in pages if not re.match(r"# .*\n\nFor ", read("Documentation/" + page))
    ]
    if silent:
        raise Failure("these pages do not start with the sentence for whom they are: %s" % silent)
    return "%d pages" % len(pages)


NOT_RUN = "\nNo board was run by Quarry's authors: [hardware.md](../../Documentation/hardware.md) says what is known, and how.\n"


def boards(_):
    """Each board's page states for which firmware its commands were written, the source of the
    commands, and that nobody has run them."""
    pages = 0
    for folder in sorted(os.listdir(os.path.join(TOP, "boards"))):
        says = dict(re.findall(r"^(\w+) = (.*)$", read("boards/%s/board.mk" % folder), re.M))
        if "BOARD_TREE" not in says:
            continue
        page, pages = read("boards/%s/README.md" % folder), pages + 1
        row = re.search(r"^\| written for \| (.+\.) \|$", page, re.M)
        if not row or not re.search(r"`[\w-]+_defconfig`", row[1]) or NOT_RUN not in page:
            raise Failure(
                "boards/%s/README.md lacks the row \"written for\" with a defconfig, or the line that it was not run"
                % folder
            )
        package = says.get("FIRMWARE_PACKAGE", "").split(":")[0]
        if package and "`%s`" % package not in row[1]:
            raise Failure(
                "boards/%s/README.md: written for what, and not for %s of its board.mk?"
                % (folder, package)
            )
    if pages < 20:
        raise Failure("%d boards" % pages)
    return "%d boards" % pages


def python_with(*modules):
    """Return a python3 that has these modules, or None.  The Makefile searches in the same
    order."""
    for program in ("/usr/bin/python3", "python3"):
        if (
            subprocess.run(
                [program, "-c", "import " + ", ".join(modules)], capture_output=True
            ).returncode
            == 0
        ):
            return program
    return None


# Names that the header reference may lack: macros define them by pasting, or the ports'
# <asm/page.h> does.
PASTED = re.compile(
    r"(__this|this|raw)_cpu_\w+|io(read|write)\d+(be)?|DEFINE_RES_\w+|Page[A-Z]\w+|__va|__pa_symbol"
)


def headers_of(_):
    """The header reference contains all functions that Documentation/api.md lists."""
    pages = {header: header_pages.page(header) for header in header_pages.public()}
    text = "".join(pages.values())
    words = set(re.findall(r"\w+", text))
    listed = {name for _, _, names in headers.listed() for name in names}
    absent = sorted(name for name in listed - words if not PASTED.fullmatch(name))
    empty = [header for header, page in pages.items() if len(page.splitlines()) < 2]
    if absent or empty:
        raise Failure("no page of a header has %s; empty: %s" % (absent, empty))
    return "%d headers, %d functions" % (len(pages), len(listed))


def configuration(name):
    """The configuration reference contains each option that has a prompt in a Kconfig file."""
    python = python_with("kconfiglib")
    if python is None:
        raise Skip("python3-kconfiglib is not installed")
    status, text = run(name, [python, os.path.join(TOP, "scripts/docs/kconfig_doc.py")], 60)
    told, wanted = set(re.findall(r"^#+ CONFIG_(.*)$", text.replace("\\", ""), re.M)), set()
    for path in subprocess.run(
        ["git", "ls-files", "*Kconfig*"], cwd=TOP, capture_output=True, text=True
    ).stdout.split():
        for block in re.split(
            r"\n(?=(?:menu)?config |choice|menu\b|endmenu|endchoice)", "\n" + read(path)
        ):
            if re.match(r"(menu)?config \w+", block) and re.search(
                r'^\t(bool|int|hex|string) "', block, re.M
            ):
                wanted.add(block.split()[1])
    if status or wanted - told or len(wanted) < 100:
        raise Failure(
            "status %s, %d options, not there: %s" % (status, len(wanted), sorted(wanted - told))
        )
    return "%d options" % len(told)


def sources(name):
    """Each document that a page of "make docs" links to is a page, too."""
    python = python_with("kconfiglib")
    if python is None:
        raise Skip("python3-kconfiglib is not installed")
    out = os.path.join(OUT, "docs-sources")
    script = os.path.join(TOP, "scripts/docs/build.py")
    status, output = run(name, [python, script, out, "--sources"], 60)
    if status:
        raise Failure("status %s: %s" % (status, output.strip()))
    return "%d pages" % sum(page.endswith(".md") for page in os.listdir(os.path.join(out, "src")))


def html(name):
    """make docs prints no warning, and creates a search index and a page for each document."""
    python = python_with("kconfiglib", "sphinx", "myst_parser", "sphinx_rtd_theme")
    if python is None:
        raise Skip("Sphinx is not installed: make setup-docs")
    out = os.path.join(OUT, "docs")
    status, output = run(
        name, [python, os.path.join(TOP, "scripts/docs/build.py"), out, "--strict"], 600
    )
    if status:
        raise Failure(
            "status %s: %s"
            % (status, next((line for line in output.splitlines() if "WARNING" in line), ""))
        )
    pages = ["search", "index", "configuration", "headers/linux-slab.h", "readme"] + [
        page[: -len(".md")]
        for page in os.listdir(os.path.join(TOP, "Documentation"))
        if page.endswith(".md")
    ]
    absent = [
        page for page in pages if not os.path.exists(os.path.join(out, "html", page + ".html"))
    ]
    if absent:
        raise Failure("there is no page %s" % absent)
    with open(os.path.join(out, "html", "searchindex.js")) as f:
        text = f.read()
    for word in ("dma_alloc_coher", "slub_debug", "config_libc"):
        if word not in text:
            raise Failure("the search does not find %s" % word)
    return "%d documents" % (len(pages) - 4)


def cases():
    for check in (boot_arguments, messages, index, boards, configuration, sources):
        yield Case("documents-" + check.__name__.replace("_", "-"), check)
    yield Case("documents-headers", headers_of)


def long_cases():
    yield Case("documents-html", html, long=True)
