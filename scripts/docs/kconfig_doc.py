#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Generate the reference of the configuration in Markdown from the Kconfig files.

        scripts/docs/kconfig_doc.py >configuration.md

The repository does not contain the result, so that only the Kconfig files define the meaning of an
option.
"""
import os
import sys
import tempfile

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(TOP, "scripts"))
import kconfig  # noqa: E402
from kconfiglib import Choice, MENU, Symbol, TYPE_TO_STR, expr_str  # noqa: E402

START = """# Configuration reference

For everybody who chooses what is in an image. `make menuconfig` changes an option, and so does a line `CONFIG_NAME=value` in a
fragment (`make merge FRAG=file`) or in an application's `app.config`. This page is made from the Kconfig files.

"""


def escaped(text):
    return "".join("\\" + c if c in "\\`*_<>#[]|" else c for c in text)


def expression(expr):
    """Return a condition with the names of the symbols.  A choice has no name, so its prompt is
    used."""
    return expr_str(
        expr,
        lambda item: '"%s"' % item.nodes[0].prompt[0]
        if isinstance(item, Choice)
        else kconfig.kconfiglib.standard_sc_expr_str(item),
    )


def conditional(value, condition, kconf):
    text = "`%s`" % expression(value)
    return text if condition is kconf.y else "%s if `%s`" % (text, expression(condition))


def symbol(node, kconf):
    """Yield the lines for an option that has a prompt."""
    sym = node.item
    yield "**%s**" % escaped(node.prompt[0])
    yield ""
    yield "- type: %s" % TYPE_TO_STR[sym.orig_type]
    for default, condition in sym.orig_defaults:
        yield "- default: " + conditional(default, condition, kconf)
    for low, high, condition in sym.orig_ranges:
        yield "- range: `%s` to `%s`%s" % (
            expression(low),
            expression(high),
            "" if condition is kconf.y else " if `%s`" % expression(condition),
        )
    if node.dep is not kconf.y:
        yield "- depends on: `%s`" % expression(node.dep)
    for selected, condition in sym.orig_selects:
        yield "- selects: " + conditional(selected, condition, kconf)
    if os.path.isabs(node.filename):  # a file that scripts/kconfig.py generated from board.mk
        yield "- defined in the board's `board.mk`"
    else:
        yield "- defined in `%s`, line %d" % (node.filename, node.linenr)
    yield ""
    if node.help:
        yield escaped(node.help)
        yield ""


def walk(node, depth, kconf):
    while node:
        heading = "#" * min(depth, 4)
        if isinstance(node.item, Symbol) and node.prompt:
            yield "%s CONFIG_%s" % (heading, escaped(node.item.name))
            yield ""
            yield from symbol(node, kconf)
        elif node.prompt and (node.item is MENU or isinstance(node.item, Choice)):
            yield "%s %s" % (heading, escaped(node.prompt[0]))
            yield ""
            if isinstance(node.item, Choice):
                if node.help:
                    yield escaped(node.help)
                    yield ""
        if node.list:
            container = node.item is MENU or isinstance(node.item, Choice)
            yield from walk(node.list, depth + 1 if container else depth, kconf)
        node = node.next


def load():
    os.environ["srctree"] = TOP
    with tempfile.TemporaryDirectory() as out:
        return kconfig.read_kconfig(TOP, out, None)


def text():
    kconf = load()
    return START + "\n".join(walk(kconf.top_node.list, 2, kconf)) + "\n"


if __name__ == "__main__":
    sys.stdout.write(text())
