# SPDX-License-Identifier: BSD-2-Clause
"""Check that the names in comments and documents exist: files, options, functions and other
symbols, parameters.

Comments are those of C, assembly, Python, shell, make and Kconfig (also help texts).  In documents,
code spans are checked. tests/references.txt lists names of other projects that the sources may
mention.  A line of the list that is not needed is an error.
"""
import collections
import fnmatch
import functools
import os
import re
import threading

import style
from harness import Case, Failure

STRINGS = r"""|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'"""
# For each kind of file: a pattern whose group 1 is a comment.  The pattern also matches strings, so
# that a comment does not start within a string.
COMMENTS = {
    kind: re.compile(pattern, re.M)
    for kind, pattern in {
        "c": r"(/\*[\s\S]*?\*/|//.*)" + STRINGS,
        "py": r'(^[ \t]*"""[\s\S]*?"""|#.*)|"""[\s\S]*?"""' + STRINGS,
        "sh": r"(?:^|(?<=\s))(#.*)",
        "Kconfig": r"(^[ \t]*help\n(?:\t  .*\n|[ \t]*\n)+|^[ \t]*#.*)",
        "litmus": r"(\(\*[\s\S]*?\*\))",
        "md": r"(?<!`)(`[^`\n]+`)(?!`)",
    }.items()
}
KINDS = dict.fromkeys(("c", "h", "S", "cpp", "dts", "js"), "c") | {
    "py": "py",
    "md": "md",
    "litmus": "litmus",
}
LISTED = "tests/references.txt"
OTHER = (LISTED, "tests/symbols.txt", "CHANGELOG.md")  # not searched: lists of names, history

Comment = collections.namedtuple("Comment", "file line text end kind")
Tree = collections.namedtuple("Tree", "files texts code comments")
reading = threading.Lock()


def kind_of(path, text):
    name = os.path.basename(path)
    if name.startswith("Kconfig"):
        return "Kconfig"
    if "." not in name:
        return "c" if text[:2] in ("/*", "//") else "py" if "python" in text[:40] else "sh"
    return KINDS.get(name.rsplit(".", 1)[1], "sh")


@functools.lru_cache(maxsize=None)
def read_tree():
    """Read the tree: its files, their texts, their texts without comments, and all comments."""
    files, texts, code, comments = set(style.files()), {}, {}, []
    for f in sorted(files):
        if f in OTHER or f.endswith((".png", ".trace")):
            continue
        texts[f] = text = "\n".join(style.lines(f))
        kind, rest, at, line, seen = kind_of(f, text), [], 0, 1, 0
        for match in COMMENTS[kind].finditer(text):
            if match[1]:
                line, seen = line + text.count("\n", seen, match.start(1)), match.start(1)
                comments.append(Comment(f, line, match[1], match.end(1), kind))
                rest.append(text[at : match.start(1)])
                at = match.end(1)
        if kind != "md":
            code[f] = " ".join(rest + [text[at:]])
    return Tree(files, texts, code, comments)


def tree():
    with reading:
        return read_tree()


@functools.lru_cache(maxsize=None)
def listed():
    """Return {kind: patterns} from the list, for example {"symbols": [...]}."""
    found = collections.defaultdict(list)
    for line in style.lines(LISTED):
        if line and not line.startswith("#"):
            found[line.split()[0]] += line.split(": ", 1)[1].split()
    return found


def check(kind, names):
    """Fail if a name is neither known nor listed, or if a listed name is not needed.

    names: (file, line, name, whether the tree has it) of all mentioned names.
    """
    names, needed, problems = list(names), set(), []
    if len(names) < 100:
        raise Failure(
            "there are only %d %s in comments: the case does not find them" % (len(names), kind)
        )
    for f, line, name, known in names:
        if not known:
            matching = {pattern for pattern in listed()[kind] if fnmatch.fnmatchcase(name, pattern)}
            needed |= matching
            if not matching:
                problems.append("%s:%d: %s does not exist" % (f, line, name))
    style.fail_if(
        problems
        + ["%s: no comment needs %s" % (LISTED, p) for p in listed()[kind] if p not in needed]
    )
    return "%d %s" % (len(names), kind)


def mentions(pattern, kinds=()):
    """Yield (comment, line, match) for each match in a comment.  If @kinds is not empty, only
    comments of these kinds are searched."""
    regex = re.compile(pattern)
    for c in tree().comments:
        if not kinds or c.kind in kinds:
            for match in regex.finditer(c.text):
                yield c, c.line + c.text.count("\n", 0, match.start()), match


EXTENSIONS = "c|h|S|cpp|py|sh|mk|md|dts|lds|config|cfg|txt|litmus"


def paths(_):
    """Each path in a comment exists.  It is relative to the root or to any other folder, and may
    contain * and <name>, which match anything.

    A name without a folder may also be that of an included header, or of a file that scripts and
    makefiles create.
    """
    folders = [("", *f.split("/")) for f in tree().files]
    known = {
        "/".join(parts[n:end])
        for parts in folders
        for n in range(1, len(parts))
        for end in range(n + 1, len(parts) + 1)
    }
    included, made = r"#include <([^>\n]+)>", r"(\.?[\w-]+\.(?:%s))\b" % EXTENSIONS
    known |= {
        name
        for f, text in tree().code.items()
        for name in re.findall(included if kind_of(f, text) == "c" else made, text)
    }
    top = "|".join({parts[1] for parts in folders if len(parts) > 2})
    part = r"(?:[\w.+*-]*[\w*]|<\w+>)"

    def exists(name):
        name = re.sub(r"<\w+>|\b(X|BOARD)\b", "*", name)
        return name in known or "*" in name and fnmatch.filter(known, name)

    return check(
        "paths",
        [
            (c.file, line, match[1], exists(match[1]))
            for c, line, match in mentions(
                r"(?<![\w/.*>$%%-])(%s(?:/%s)*\.(?:%s)|(?:%s)(?:/%s)+)(?![\w(*])"
                % (part, part, EXTENSIONS, top, part)
            )
        ],
    )


CALL = re.compile(r"\b([A-Za-z_]\w*)\s*\)?\(|#\s*define\s+(\w+)")


def part_of(name, words):
    """Return true if a name is the beginning of a known name, like "devm_", or the end of one, like
    "_for_cpu()" and "RED_ZONE"."""
    return (
        name.endswith("_")
        and any(w.startswith(name) for w in words)
        or (name.startswith("_") or name.isupper())
        and any(w.endswith("_" + name.lstrip("_")) for w in words)
    )


def check_words(kind, names, words):
    """Check that each name is a known word, the plural of a known word, or a part of one."""
    return check(
        kind,
        [
            (
                f,
                line,
                name,
                name in words or name.removesuffix("s") in words or part_of(name, words),
            )
            for f, line, name in names
        ],
    )


def functions(_):
    """A name before parentheses in a comment must be called, declared or defined in the sources.  A
    name that is only in a message is not sufficient."""
    words = {
        a or b
        for f, text in tree().code.items()
        for a, b in CALL.findall(
            re.sub(r'"(?:\\.|[^"\\\n])*"', '""', text) if kind_of(f, text) == "c" else text
        )
    }
    return check_words(
        "functions",
        [
            (c.file, line, match[1])
            for c, line, match in mentions(
                r"(?<![\w.$@-])(_*[A-Za-z]\w*(?=\(\))|[A-Za-z]\w*_\w+(?=\())"
            )
        ],
        words,
    )


def symbols(_):
    """A word with an underscore in a comment must be in the sources."""
    words = {
        word
        for text in tree().code.values()
        for word in re.findall(r"[A-Za-z_]\w*", text)
        if "_" in word
    }
    return check_words(
        "symbols",
        [
            (c.file, line, match[0])
            for c, line, match in mentions(
                r"(?<![\w*/.$%<@{-])(?!CONFIG_)[A-Za-z_]\w*_\w*(?![\w*/(<{$]|\.\w|-\w|\.\.\.)",
                ("c", "py", "sh", "Kconfig", "litmus"),
            )
        ],
        words,
    )


def options(_):
    """Each CONFIG_* in a text must be in a Kconfig file or derive from the name of a board's
    folder.  C code may define others."""
    words = {
        "CONFIG_" + name
        for f, text in tree().code.items()
        if kind_of(f, text) == "Kconfig"
        for name in re.findall(r"^\s*(?:menu)?config (\w+)", text, re.M)
    }
    words |= {
        "CONFIG_BOARD_" + f.split("/")[1].upper()
        for f in tree().files
        if re.fullmatch("boards/[^/]+/board.mk", f)
    }
    words |= {
        name for text in tree().code.values() for name in re.findall(r"#define (CONFIG_\w+)", text)
    }
    return check_words(
        "options",
        [
            (f, n, name)
            for f, text in tree().texts.items()
            if "CONFIG_" in text
            for n, line in enumerate(text.split("\n"), 1)
            for name in re.findall(r"\bCONFIG_[A-Z0-9]\w*", line)
        ],
        words,
    )


def described(c):
    """Return the code that a comment describes: the declaration or the macros with parameters below
    the comment, up to an empty line or the body of a function.  Returns None for the comment of a
    file, and for a comment after code."""
    text = tree().texts[c.file]
    before = text[: c.end - len(c.text)].rpartition("\n")[2]
    after = COMMENTS["c"].sub(
        lambda match: match[0] if match[1] is None else " ", text[c.end : c.end + 8000]
    )
    if before.strip() or re.match(r"\s*($|#(?!define \w+\()|struct \w+;|#define pr_fmt)", after):
        return None
    return re.split(r"\n[ \t]*\n|\n\{", after.lstrip())[0]


def parameters(_):
    """Each @name in a C comment must be in the declaration below the comment.  If there is no
    declaration, it must be in the file."""

    def stands(c, name):
        text = described(c)
        return re.search(
            r"(?<!@)\b%s\b" % name, tree().code[c.file] + c.text if text is None else text
        )

    return check(
        "parameters",
        [
            (c.file, line, "@" + match[1], stands(c, match[1]))
            for c, line, match in mentions(r"(?<![\w.@\[])@([A-Za-z_]\w*)", ("c",))
        ],
    )


def cases():
    for kind in (paths, functions, symbols, options, parameters):
        yield Case("style-" + kind.__name__, kind)
