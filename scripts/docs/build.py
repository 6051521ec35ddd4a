#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""make docs: build HTML pages with a search from all documents, the headers and the Kconfig files.

        scripts/docs/build.py OUT [--strict | --sources]

The script writes OUT/html/index.html.  With --strict, warnings are errors.  With --sources, the
script writes only Sphinx's sources to OUT/src, which does not need Sphinx.

Without it, a user's build does not stop at a warning, because each version of Sphinx and MyST prints
other warnings.
"""
import argparse
import os
import re
import shutil
import subprocess
import sys

import headers
import kconfig_doc

TOP = headers.TOP
# Documents outside of Documentation, with the names of their pages.
OTHERS = {
    "README.md": "readme",
    "CONTRIBUTING.md": "contributing",
    "SECURITY.md": "security",
    "CHANGELOG.md": "changelog",
    "mm/README.md": "mm",
}
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)(#[^)]*)?\)")
CONF = """project = "Quarry"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["tree"]
myst_heading_anchors = 4
highlight_language = "none"
html_theme = "sphinx_rtd_theme"
html_theme_options = {"navigation_depth": 2}
html_title = "Quarry"
html_show_copyright = False
html_copy_source = False
"""
NEEDED = ("sphinx", "myst_parser", "sphinx_rtd_theme")
TOCTREE = "\n```{toctree}\n:hidden:\n:caption: %s\n\n%s\n```\n"


def pages():
    """Return a dictionary from each document's path in the repository to the name of its page."""
    found = {
        "Documentation/" + name: name[: -len(".md")]
        for name in sorted(os.listdir(os.path.join(TOP, "Documentation")))
        if name.endswith(".md")
    }
    return {**found, **OTHERS}


def relinked(path, text, known):
    """Return the text with its links changed: to the page of a document, or to the downloadable
    copy of another file.  A link to a folder becomes plain text, because folders have no page.  A
    link to a document that is not a page is an error."""

    def link(match):
        target = os.path.normpath(os.path.join(os.path.dirname(path), match[1]))
        if target in known:
            return "](%s.md%s)" % (known[target], match[2] or "")
        if target.endswith(".md"):
            sys.exit("%s links to %s, which is not a page: list it in OTHERS" % (path, target))
        if os.path.isfile(os.path.join(TOP, target)):
            return "](tree/%s)" % target
        return "](https://example.invalid/%s)" % target

    text = LINK.sub(link, text)
    return re.sub(r"\[([^\]]*)\]\(https://example\.invalid/[^)]*\)", r"\1", text)


def index(text, known):
    """Return the index page.  Its sections become the sections of the side bar."""
    listed = set()
    for section in re.split(r"^## ", text, flags=re.M)[1:]:
        names = [
            name
            for name in dict.fromkeys(re.findall(r"\]\(([\w-]+)\.md", section))
            if name not in listed
        ]
        listed |= set(names)
        text += TOCTREE % (section.split("\n")[0], "\n".join(names))
    rest = [name for name in known.values() if name not in listed and name != "index"]
    return text + TOCTREE % ("Reference", "\n".join(["headers/index", "configuration", *rest]))


def write(src):
    known = pages()
    for path, name in known.items():
        with open(os.path.join(TOP, path)) as f:
            text = relinked(path, f.read(), known)
        with open(os.path.join(src, name + ".md"), "w") as f:
            f.write(index(text, known) if name == "index" else text)
    os.mkdir(os.path.join(src, "headers"))
    names = list(headers.public())
    for header in names:
        with open(os.path.join(src, "headers", header.replace("/", "-") + ".md"), "w") as f:
            f.write(headers.page(header))
    with open(os.path.join(src, "headers", "index.md"), "w") as f:
        f.write(
            "# Reference of the headers\n\nFor authors of drivers and applications. The pages have the comments and "
            "declarations of each public header; [api](../api.md) lists the differences from Linux.\n"
        )
        f.write(
            "\n```{toctree}\n%s\n```\n" % "\n".join(header.replace("/", "-") for header in names)
        )
    with open(os.path.join(src, "configuration.md"), "w") as f:
        f.write(kconfig_doc.text())
    with open(os.path.join(src, "conf.py"), "w") as f:
        f.write(CONF)
    os.symlink(TOP, os.path.join(src, "tree"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("out", type=os.path.abspath)
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--strict", action="store_true")
    how.add_argument("--sources", action="store_true")
    args = parser.parse_args()
    src, html = os.path.join(args.out, "src"), os.path.join(args.out, "html")
    for name in () if args.sources else NEEDED:
        try:
            __import__(name)
        except ImportError:
            sys.exit('Sphinx, MyST or its theme is missing: run "make setup-docs"')
    for folder in (src, html):
        shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(src)
    write(src)
    if args.sources:
        return 0
    strict = ["-W", "--keep-going"] if args.strict else []
    done = subprocess.run([sys.executable, "-m", "sphinx", *strict, "-q", "-j", "auto", src, html])
    if done.returncode == 0:
        print(os.path.join(html, "index.html"))
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
