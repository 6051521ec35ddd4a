# SPDX-License-Identifier: BSD-2-Clause
"""The mutator: find the mutation points of a C source, and apply one of them.

A point is a piece of a function's text and its replacement.  The replacements are the usual
operators of mutation testing, each on one token or statement.  A small parser distinguishes code
from declarations.  The parser relies on Linux's style, and skips a function that it cannot parse.
Line numbers do not change, so that the same code gives the same object.
"""
import re
from collections import namedtuple

TOKEN = re.compile(
    r"""
    (?P<skip> //[^\n]* | /\*.*?\*/ | ^[ \t]*\#(?:\\\n|[^\n])* | \s+)
  | (?P<string> "(?:\\.|[^"\\])*" | '(?:\\.|[^'\\])*')
  | (?P<number> \d\w*(?:\.\w+)?)
  | (?P<name> [A-Za-z_]\w*)
  | (?P<operator> <<=|>>=|\.\.\.|->|\+\+|--|&&|\|\||[-+*/%&|^<>=!]=|<<|>>|.)
""",
    re.X | re.M | re.S,
)
INTEGER = re.compile(r"(0[xX][0-9a-fA-F]+|\d+)([uUlL]*)$")

REPLACED = {
    "<": ("<=", ">="),
    "<=": ("<", ">"),
    ">": (">=", "<="),
    ">=": (">", "<"),
    "==": ("!=",),
    "!=": ("==",),
    "&&": ("||",),
    "||": ("&&",),
    "<<": (">>",),
    ">>": ("<<",),
    "<<=": (">>=",),
    ">>=": ("<<=",),
    "+=": ("-=",),
    "-=": ("+=",),
    "&=": ("|=",),
    "|=": ("&=",),
    "++": ("--",),
    "--": ("++",),
}
BINARY = {"+": ("-",), "-": ("+",), "&": ("|",), "|": ("&",)}  # may also be unary
ASSIGNMENTS = {"=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>="}

# Functions and macros that print reports, or check and report.  Neither the calls nor their
# arguments are changed.
REPORTS = re.compile(
    r"\w*(WARN|BUG|ASSERT)\w*$|pr_\w+$|dev_(emerg|alert|crit|err|warn|notice|info|dbg)\w*$|v?printk\w*$|"
    r"panic$|(seq|console)_v?printf$|\w*report\w*$|kunit_\w+$|lockdep_\w+$|might_sleep\w*$|show_\w+$"
)
# Operators and macros whose arguments the compiler evaluates.  The arguments are not changed,
# because the program does not compute them.
COMPILED = re.compile(
    r"(sizeof|offsetof|container_of|typeof|__typeof__|__alignof__|_Alignof|list_(first_|next_|last_)?entry|"
    r"__builtin_\w+|__attribute__|asm|__asm__)$"
)
# Hints and barriers.  Their absence is visible only on other CPUs or in the duration, so their
# calls are not deleted.
HINTS = re.compile(
    r"(smp|dma)_\w*mb\w*$|mb$|rmb$|wmb$|barrier\w*$|cpu_relax$|prefetchw?$|cond_resched$|__builtin_\w+$"
)
KEYWORDS = {"return", "case", "goto", "else", "do", "if", "while", "for", "switch", "sizeof"}
TYPES = {
    "const",
    "static",
    "struct",
    "union",
    "enum",
    "unsigned",
    "signed",
    "int",
    "long",
    "short",
    "char",
    "bool",
    "void",
    "float",
    "double",
    "volatile",
    "register",
    "extern",
    "typeof",
    "__typeof__",
    "typedef",
    "auto",
    "__auto_type",
    "u8",
    "u16",
    "u32",
    "u64",
    "s8",
    "s16",
    "s32",
    "s64",
    "__le16",
    "__le32",
    "__le64",
    "__be16",
    "__be32",
    "__be64",
}
LOOPS = re.compile(r"(if|while|switch|for|\w*for_each\w*)$")
MACROS = re.compile(r"(LIST_HEAD|HLIST_HEAD|XA_STATE\w*|DEFINE_\w+|DECLARE_\w+)$")

Token = namedtuple("Token", "kind text start line")


class Point(
    namedtuple("Point", "line column first last begin function operator start end old new")
):
    """Describe one mutation: text[start:end] is @old and becomes @new.

    @first, @last: the lines of the statement.  @begin: the first line of the function.
    """

    @property
    def name(self):
        return "%s, column %d: %s" % (self.operator, self.column, describe(self.old, self.new))


def describe(old, new):
    def short(text):
        text = " ".join(text.split())
        return text if len(text) <= 40 else text[:37] + "..."

    return "%s -> %s" % (short(old), short(new) if new.strip(" \n;") else "nothing")


class Unknown(Exception):
    """The parser cannot parse a function."""


def tokens(text):
    found, line, at = [], 1, 0
    while at < len(text):
        match = TOKEN.match(text, at)
        if match.lastgroup != "skip":
            found.append(Token(match.lastgroup, match[0], at, line))
        line += match[0].count("\n")
        at = match.end()
    return found


class Parser:
    def __init__(self, text):
        self.text, self.tokens, self.points = text, tokens(text), []
        self.partner = self.brackets()
        self.function = self.begin = None

    def brackets(self):
        """Return the index of the matching bracket for the index of each bracket."""
        partner, open_ones = {}, []
        for i, token in enumerate(self.tokens):
            if token.kind != "operator":
                continue
            if token.text in "([{":
                open_ones.append(i)
            elif token.text in ")]}" and open_ones:
                partner[i] = open_ones.pop()
                partner[partner[i]] = i
        return partner

    def end(self, opening):
        if opening not in self.partner:
            raise Unknown
        return self.partner[opening]

    def at(self, i):
        return self.tokens[i].text if i < len(self.tokens) else ""

    # ---- functions -------------------------------------------------------------------------------

    def parse(self):
        """Return all mutation points, in order."""
        start = i = 0
        while i < len(self.tokens):
            text = self.at(i)
            if text == "{":
                self.function, self.begin = self.function_name(start, i), self.tokens[start].line
                try:
                    before = len(self.points)
                    last = self.end(i)
                    if self.function:
                        self.block(i + 1, last)
                except Unknown:
                    del self.points[before:]
                    if i not in self.partner:
                        break
                i = last
                start = i + 1
            elif text in ("(", "["):
                i = self.partner.get(i, i)
            elif text == ";":
                start = i + 1
            i += 1
        return sorted(self.points, key=lambda p: (p.start, p.end, p.operator, p.new))

    def function_name(self, start, end):
        """Return the name of the function that tokens start..end declare, or None if they do not
        declare a function.

        Macros may precede the declaration.  Attributes, which start with "__", may be on both sides
        of it.
        """
        names, i = [], start
        while i < end:
            if self.at(i) == "=":
                return None
            if self.at(i) == "(":
                if i > start and self.tokens[i - 1].kind == "name":
                    names.append(self.at(i - 1))
                i = self.partner.get(i, end)
            i += 1
        plain = [name for name in names if not name.startswith("__")]
        return plain[-1] if plain else names[0] if names else None

    # ---- statements ------------------------------------------------------------------------------

    def block(self, i, end):
        while i < end:
            i = self.statement(i, end)

    def semicolon(self, i, end):
        """Return the index of the ";" that ends the statement at @i."""
        while i < end:
            if self.at(i) == ";":
                return i
            i = self.end(i) + 1 if self.at(i) in ("(", "[", "{") else i + 1
        raise Unknown

    def statement(self, i, end):
        """Parse one statement.  Returns the index of the next token."""
        text, following = self.at(i), self.at(i + 1)
        if text == "{":
            self.block(i + 1, self.end(i))
            return self.end(i) + 1
        if text == ";":
            return i + 1
        if text in ("else", "do"):
            return self.statement(i + 1, end)
        if self.tokens[i].kind == "name" and following == "(" and LOOPS.match(text):
            return self.head(i, end)
        if text in ("case", "default"):
            while self.at(i) != ":":
                i += 1
                if i >= end:
                    raise Unknown
            return i + 1
        if self.tokens[i].kind == "name" and following == ":" and self.at(i + 2) != ":":
            return i + 2
        last = self.semicolon(i, end)
        if text in ("break", "continue"):
            self.add(i, last, "removed " + text, ";", whole=(i, last))
        elif text == "return":
            self.returned(i, last)
        elif self.is_declaration(i, last):
            self.initializers(i, last)
        elif text != "goto":
            self.expression(i, last, (i, last))
            self.deletion(i, last)
        return last + 1

    def head(self, i, end):
        """Parse if, while, switch, for, and macros that are loops."""
        last = self.end(i + 1)
        self.expression(i + 2, last, (i, last))
        if self.at(i) in ("if", "while") and last > i + 3:
            self.add(
                i + 2,
                last - 1,
                "negated condition",
                "!(%s)" % self.source(i + 2, last - 1),
                whole=(i, last),
            )
        if self.at(i) == "while" and self.at(last + 1) == ";":
            return last + 2  # the end of do ... while, or a loop without a body
        return self.statement(last + 1, end) if last + 1 < end else end

    def is_declaration(self, i, last):
        first = self.tokens[i]
        if first.kind != "name":
            return False
        if (
            first.text in TYPES
            or first.text.endswith("_t")
            and self.at(i + 1) != "("
            or MACROS.match(first.text)
        ):
            return True
        if self.tokens[i + 1].kind == "name" and first.text not in KEYWORDS:
            return True
        return (
            self.at(i + 1) == "*"
            and self.at(i + 3) in ("=", ";", ",", "[")
            and self.tokens[i + 2].kind == "name"
        )

    def initializers(self, i, last):
        """Add the points in initial values of a function's variables.  Values of static variables
        and of tables are not included, because no code calculates them."""
        if self.at(i) == "static" or self.tokens[i].kind == "name" and MACROS.match(self.at(i)):
            return
        at = i
        while at < last:
            if self.at(at) == "=" and self.at(at + 1) != "{":
                start = at = at + 1
                while at < last and self.at(at) != ",":
                    at = self.end(at) + 1 if self.at(at) in ("(", "[", "{") else at + 1
                self.expression(start, at, (i, last))
            elif self.at(at) in ("(", "[", "{"):
                at = self.end(at) + 1
            else:
                at += 1

    def returned(self, i, last):
        self.expression(i + 1, last, (i, last))
        value = self.source(i + 1, last - 1) if last > i + 1 else ""
        if not value or INTEGER.match(value):
            return  # the constant itself is a point already
        other = {"true": "false", "false": "true", "NULL": "(void *)64"}.get(value, "0")
        self.add(i + 1, last - 1, "returned value", other, whole=(i, last))

    def deletion(self, i, last):
        """Add the deletion of an assignment, or of a call whose result is not used."""
        call = (
            self.tokens[i].kind == "name" and self.at(i + 1) == "(" and self.end(i + 1) == last - 1
        )
        if call and (
            REPORTS.match(self.at(i)) or HINTS.match(self.at(i)) or MACROS.match(self.at(i))
        ):
            return
        at, assigns = i, False
        while at < last:
            assigns = assigns or self.at(at) in ASSIGNMENTS or self.at(at) in ("++", "--")
            at = self.end(at) + 1 if self.at(at) in ("(", "[", "{") else at + 1
        if call or assigns:
            self.add(i, last, "deleted statement", ";", whole=(i, last))

    # ---- expressions -----------------------------------------------------------------------------

    def is_cast(self, closing):
        first = self.tokens[self.partner[closing] + 1]
        return first.text in TYPES or first.text.endswith("_t") or self.at(closing - 1) == "*"

    def is_binary(self, i):
        before = self.tokens[i - 1]
        if before.text == ")":
            return not self.is_cast(i - 1)
        return (
            before.text == "]"
            or before.kind in ("number", "string")
            or before.kind == "name"
            and before.text not in KEYWORDS
        )

    def expression(self, i, end, whole):
        while i < end:
            token = self.tokens[i]
            if (
                token.kind == "name"
                and self.at(i + 1) == "("
                and (REPORTS.match(token.text) or COMPILED.match(token.text))
            ):
                i = self.end(i + 1)
            elif (
                token.kind == "name"
                and self.at(i + 1) == "("
                and token.text.startswith("IS_ENABLED")
            ):
                i = self.end(i + 1)
            elif token.kind == "operator":
                others = REPLACED.get(token.text) or (
                    BINARY.get(token.text) if self.is_binary(i) else ()
                )
                for other in others or ():
                    self.add(i, i, "operator", other, whole)
            elif token.kind == "number" and INTEGER.match(token.text):
                self.constant(i, whole)
            i += 1

    def constant(self, i, whole):
        digits, suffix = INTEGER.match(self.at(i)).groups()
        base = 16 if digits[:2] in ("0x", "0X") else 8 if digits[0] == "0" else 10
        value = int(digits, base)
        for other in (value + 1, value - 1):
            if other >= 0:
                self.add(i, i, "constant", ("%#x" if base == 16 else "%d") % other + suffix, whole)

    def source(self, first, last):
        return self.text[self.tokens[first].start : self.tokens[last].start + len(self.at(last))]

    def add(self, first, last, operator, new, whole):
        """Add a point.  @whole: the first and the last token of the statement.  The replacement has
        as many lines as the old text, so that later lines keep their numbers."""
        token, old = self.tokens[first], self.source(first, last)
        new += "\n" * (old.count("\n") - new.count("\n"))
        column = token.start - self.text.rfind("\n", 0, token.start)
        self.points.append(
            Point(
                token.line,
                column,
                self.tokens[whole[0]].line,
                self.tokens[whole[1]].line,
                self.begin,
                self.function,
                operator,
                token.start,
                token.start + len(old),
                old,
                new,
            )
        )


def points(text):
    return Parser(text).parse()


def mutated(text, point):
    return text[: point.start] + point.new + text[point.end :]
