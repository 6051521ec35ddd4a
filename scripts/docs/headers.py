# SPDX-License-Identifier: BSD-2-Clause
"""Generate reference pages in Markdown for the public headers.  A page has a header's comments and
declarations, without the bodies of functions."""
import os
import re

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FOLDERS = (
    "linux",
    "linux/device",
    "linux/gpio",
    "linux/input",
    "linux/mfd",
    "linux/pinctrl",
    "linux/irqchip",
    "linux/sched",
    "crypto",
    "kunit",
    "quarry",
)
INCLUDED = (
    "asm-generic/io.h",
    "asm-generic/memory_model.h",
    "asm-generic/getorder.h",
)  # headers that public headers include
COMMENT = re.compile(r"/\*(.*?)\*/[ \t]*\n", re.S)
IGNORED = re.compile(r"\s*#\s*(include|ifn?def|if|else|elif|endif|undef)\b.*")
NAME = re.compile(
    r"^(?:static |extern )*#?\s*(?:define\s+(\w+)\(|(?:struct|union|enum) (\w+) \{|[\w \t*]*?\b(\w+)\()",
    re.M,
)


def public():
    """Yield the name of each public header in the form in which an #include has it."""
    for folder in FOLDERS:
        for name in sorted(os.listdir(os.path.join(TOP, "include", folder))):
            if name.endswith(".h"):
                yield "%s/%s" % (folder, name)
    yield from INCLUDED


def without_bodies(code):
    """Replace definitions of inline functions by their declarations."""
    out, inside = [], False
    for line in code.split("\n"):
        if inside:
            inside = line != "}"
        elif line == "{" and out:
            out[-1] += ";"
            inside = True
        elif not IGNORED.fullmatch(line):
            out.append(line)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(out)).strip("\n")


def paragraphs(comment):
    """Yield the paragraphs of a comment.  Text in columns is not changed."""
    lines = [re.sub(r"^\s*\* ?", "", line).rstrip() for line in comment.strip().split("\n")]
    for part in re.split(r"\n\s*\n", "\n".join(lines)):
        if "\t" in part or re.search(r"\S {3,}\S", part):
            yield "```text\n%s\n```\n" % part
        elif part.strip():
            yield re.sub(r"([\\`*_<>#\[\]|])", r"\\\1", part.strip()) + "\n"


def heading(code):
    names = []
    for match in NAME.finditer(code):
        name = next(filter(None, match.groups()), None)
        if name and name not in names and not name.startswith("__"):
            names.append(name)
    shown = ", ".join("`%s`" % name for name in names[:4]) + (
        " and others" if len(names) > 4 else ""
    )
    return "## %s\n" % shown if names else ""


def blocks(text):
    """Return a list of pairs: a comment, and the declarations below the comment."""
    at, comment = 0, ""
    for match in COMMENT.finditer(text):
        if text[: match.start()].rpartition("\n")[2].strip():
            continue  # a comment of a member or a constant
        yield comment, text[at : match.start()]
        at, comment = match.end(), match[1]
    yield comment, text[at:]


def page(header):
    with open(os.path.join(TOP, "include", header)) as f:
        text = f.read()
    text = re.sub(r"^/\* SPDX.*\n", "", text)
    text = re.sub(r"^#ifndef (\w+_H_?)\n#define \1\n", "", text, flags=re.M)
    text = re.sub(r"\n#endif /\* \w+_H_? \*/\s*$", "\n", text)
    lines = ["# %s\n" % header]
    for comment, code in blocks(text):
        code = without_bodies(code)
        title = heading(code) if code else ""
        if title:
            lines.append(title)
        lines.extend(paragraphs(comment))
        if code:
            lines.append("```c\n%s\n```\n" % code)
    if len(lines) == 1:
        lines.append(
            "It includes %s.\n"
            % ", ".join("`<%s>`" % name for name in re.findall(r"#include <([^>]+)>", text))
        )
    return "\n".join(lines)
