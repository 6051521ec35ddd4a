# SPDX-License-Identifier: BSD-2-Clause
"""Check that the name of a static function identifies its file, so that a back-trace and a
breakpoint name a single function.

No other header or source may define a function with the name of a static function in a source, and
such a name must not be a single vague word.  Files of different architectures are never in the same
image and may use the same names.
"""
import collections
import re

import references
import style
from harness import Case

FUNCTION = re.compile(
    r"^(static\b[^;=()]*?[\s*]|(?!static|else|return|typedef|#)[a-z_][\w\s*]*?[\s*])(\w+)\s*\((?:[^;{]*?)\)[^;{=()]*\{",
    re.M | re.S,
)
KEYWORDS = (
    "__attribute__",
    "if",
    "for",
    "while",
    "switch",
    "name",
)  # "name" is a parameter of macros
RUNTIME = ("__asan_", "__sanitizer_")  # functions of the compiler's runtime, and their replacements
VAGUE = set(
    "add any balance begin build call change check claim close collect copy count create cut done drop each end enter erase "
    "fail fill find first fit fits get give grow insert join judge keep kept last leave link look make map matches move "
    "name needs next notify number odd one open parse place poll pop prepare probe push put rare read reap release "
    "remove report result run said same search send set settle show shrink split start step stop sync take taken test "
    "try unlink unmap update usable visit wait waits wake walk why_not write".split()
)


def architecture(path):
    return path.split("/")[1] if path.startswith("arch/") else None


def may_share(paths):
    """Return true if no image contains more than one of the files."""
    ports = [architecture(path) for path in paths]
    return None not in ports and len(set(ports)) == len(ports)


def problems(texts):
    """Yield the problems in @texts, a list of (path, source)."""
    where, static = collections.defaultdict(set), collections.defaultdict(set)
    for path, text in texts:
        for kind, name in FUNCTION.findall(re.sub(r"/\*.*?\*/", "", text, flags=re.S)):
            if name not in KEYWORDS and not name.startswith(RUNTIME):
                where[name].add(path)
                if kind.startswith("static") and path.endswith(".c"):
                    static[name].add(path)
    for name in sorted(static):
        if len(where[name]) > 1 and not may_share(where[name]):
            yield "%s() is defined in %s" % (name, " and ".join(sorted(where[name])))
        if name.strip("_") in VAGUE and not all(map(architecture, static[name])):
            yield "%s: %s() says too little" % (min(static[name]), name)


def static_names(_):
    style.fail_if(
        list(
            problems(
                (path, text)
                for path, text in references.tree().texts.items()
                if path.endswith((".c", ".h")) and not path.startswith(("tests/", "examples/"))
            )
        )
    )


def cases():
    yield Case("style-static-names", static_names)
