# SPDX-License-Identifier: BSD-2-Clause
"""Find comments, prompts, help texts and messages that readers probably have to read twice.

Each pattern is a habit that style guides advise against, and has a weight.  A text is reported if
the sum of its weights is at least LIMIT.  About 19 of 20 reported texts are unclear.  A lower limit
finds more texts, but also clear ones.  The tool does not replace a reader.

        python3 tests/words.py [-l LIMIT] [PATH...]     list the texts below these paths, or count
them by folder
"""
import argparse
import collections
import re

import references
import style
from harness import Case

LIMIT = 3

START = r"(?:^|[.;:,] |\b(?:of|to|by|for|and|from|than|with) )"
NOUNS = r"(?:is|was|are|has|have|can|may|no|it|they|there|an?|the|that|this|\w+s)\b"
HABITS = [
    (name, weight, re.compile(pattern))
    for name, weight, pattern in (
        (
            "a value instead of a sentence",
            1,
            r"(?:^|[.;:,] )(?:0|-1|NULL|[Ff]alse|[Tt]rue)\s?:\s|; (?:0|NULL|false|none)\.?(?:$| )",
        ),
        ("who, whose, whoever", 2, START + r"[Ww]ho(?:se|ever)?\b(?! [A-Z])"),
        ("what ...", 2, r"(?:%s|\b(?:is|are|does|do|as) )[Ww]hat %s" % (START, NOUNS)),
        (
            "is no, is none",
            2,
            r"(?<![Tt]here )\b(?:is|are|be|was|were) (?:none\b|no\b(?! longer| more))",
        ),
        (
            "but for, alone, to be done",
            2,
            r"\bbut (?:for|by|in|to|at|as|what|those|an?|the|one)\b|\balone\b|\bto be \w+ed\b",
        ),
        (
            "a question",
            2,
            r"^(?:Is|Are|Does|Do|Did|May|Can|Could|Has|Have|Must|Was|Were|Will|Would) [^.]*\?",
        ),
        (
            "an amount in words",
            2,
            r"\bsome times\b|\b(?:half|twice) as (?:many|much)\b|\bas (?:many|much) again\b|\bor so (?:many|much)\b|"
            r"\bso (?:many|much)\b|\bas it (?:is|was)\b|\bif (?:it|they) (?:is|are|was|were)\b(?! \w)|\bif there (?:is|are) (?:such|one|any)\b",
        ),
        (
            "a private word",
            1,
            r"\b(?:takes?|taken|gives?|given(?: back)?|look(?:s|ed) at|(?:made )?ready|kept|stays?|room|place[ds]?|goes|"
            r"comes?|lies|settle[ds]?|fit|strays?)\b",
        ),
        (
            "nobody, nothing, elsewhere",
            1,
            r"(?i)\b(?:nobody|nothing|neither|none|whoever|somebody|somewhere|elsewhere|otherwise)\b",
        ),
    )
]
# Habits that are ignored in a text of more than 60 words.
MINOR = ("but for, alone, to be done", "a private word", "nobody, nothing, elsewhere")

FUNCTION = re.compile(r"[\w *]+\b\w+\(")
NOUN_FIRST = re.compile(
    r"(?:The|An?|All|Any|Each|Every|One|None|No|How|Where|Bytes|Pages|Entries|Frames|Blocks|Number|Address|"
    r"Objects|Locked|In|On|At|By|For|Of|From|With|Beyond|Up|What|Who|Whose|Whoever|Nothing|Both|So) "
)
VERB = re.compile(r"\b(?:is|are|was|were|has|have|may|can|cannot|must|does|do|needs?|will)\b")
PRINT = re.compile(
    r"\b(?:pr_\w+|dev_\w+|WARN\w*|BUG\w*|panic|printk|report_\w+|shell_\w*)\s*\([^;\"]*\"((?:[^\"\\\n]|\\.)*)\""
)
PROMPT = re.compile(r"^\s+(?:bool|int|string|hex|prompt|tristate)\s+\"([^\"]+)\"", re.M)

Text = collections.namedtuple("Text", "file line words code")


def texts():
    """Yield each comment, prompt, help text and message. code: the declaration below a C
    comment."""
    tree = references.tree()
    for c in tree.comments:
        if c.kind in ("c", "Kconfig") and "SPDX" not in c.text:
            body = re.sub(
                r"^[ \t]*(?:/\*+|\*+/|\*|//|#|help\n)?[ \t]*|\s*\*/$", "", c.text, flags=re.M
            )
            yield Text(
                c.file,
                c.line,
                " ".join(body.split()),
                c.kind == "c" and references.described(c) or "",
            )
    for f, text in tree.texts.items():
        pattern = (
            PROMPT
            if "Kconfig" in f
            else PRINT
            if f.endswith(".c") and not f.startswith("tests/")
            else None
        )
        for match in pattern.finditer(text) if pattern else ():
            yield Text(f, text.count("\n", 0, match.start(1)) + 1, match[1], "")


def habits(text):
    found = {name: weight for name, weight, pattern in HABITS if pattern.search(text.words)}
    first = re.split(r"(?<=[.?!]) ", text.words)[0]
    if (
        FUNCTION.match(text.code)
        and NOUN_FIRST.match(first)
        and not VERB.search(re.split(" that | which ", first)[0])
    ):
        found["no verb"] = 1
    if len(text.words.split()) > 60:
        found = {name: weight for name, weight in found.items() if name not in MINOR}
    return found


def unclear(paths, limit):
    for text in texts():
        if len(re.findall(r"[A-Za-z']+", text.words)) > 3 and text.file.startswith(paths):
            found = habits(text)
            if sum(found.values()) >= limit:
                yield "%s:%d: %s: %s" % (text.file, text.line, "; ".join(found), text.words[:100])


def words(_):
    style.fail_if(list(unclear("", LIMIT)))


def cases():
    yield Case("style-words", words)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument(
        "-l",
        type=int,
        default=LIMIT,
        metavar="LIMIT",
        help="the weight that is reported (%d)" % LIMIT,
    )
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help="files and folders to list the texts of"
    )
    args = parser.parse_args()
    if args.paths:
        print("\n".join(unclear(tuple(args.paths), args.l)))
        return
    folders = collections.Counter(
        "/".join(line.split(":")[0].split("/")[:-1]) for line in unclear("", args.l)
    )
    for folder, n in sorted(folders.items()):
        print("%-24s %5d" % (folder or "(top)", n))
    print("%-24s %5d" % ("all", sum(folders.values())))


if __name__ == "__main__":
    main()
