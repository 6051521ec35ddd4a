# SPDX-License-Identifier: BSD-2-Clause
"""Parse litmus tests in herd7's C format into expressions and statements.

An expression is a tuple, such as ("+", a, b), ("call", name, arguments), ("*", pointer),
("name", n) or ("number", n).  A statement is ("set", register, expression), ("store", pointer,
expression), ("do", expression) or ("if", condition, statements, statements).  A call is a list
instead of a tuple, so that a mutant can replace its name.
"""
import re

TOKEN = re.compile(
    r"\s*(//[^\n]*\n|/\*.*?\*/|\(\*.*?\*\)|"
    r"[A-Za-z_]\w*|\d+:[A-Za-z_]\w*|\d+|/\\|\\/|<<|>>|&&|\|\||[=!<>]=|[-+*/%&|^~!<>=(){}\[\];:,])",
    re.S,
)
COMMENT = ("//", "/*", "(*")
LEVELS = (
    ("||",),
    ("&&",),
    ("|",),
    ("^",),
    ("&",),
    ("==", "!="),
    ("<", ">", "<=", ">="),
    ("<<", ">>"),
    ("+", "-"),
    ("*", "/", "%"),
)
TYPES = {"int", "atomic_t", "spinlock_t", "long", "unsigned", "void", "volatile"}


class LitmusError(Exception):
    """The test cannot be parsed."""


class Thread:
    def __init__(self, name, parameters, body):
        self.name, self.parameters, self.body = name, parameters, body


class Test:
    """A litmus test.

    initial is a dictionary from a location to its value.  The condition and the filter are
    expressions, or None.  The quantifier of the condition is exists, ~exists or forall.
    """

    def __init__(self, name, comment):
        self.name, self.comment, self.initial, self.threads = name, comment, {}, []
        self.filter, self.quantifier, self.condition = None, None, None


class Reader:
    def __init__(self, text):
        self.tokens, at = [], 0
        text = text.rstrip() + "\n"
        while text[at:].strip():
            match = TOKEN.match(text, at)
            if not match:
                raise LitmusError("cannot read %r" % text[at : at + 30].strip())
            if not match.group(1).startswith(COMMENT):
                self.tokens.append(match.group(1))
            at = match.end()
        self.at = 0

    def peek(self, ahead=0):
        return self.tokens[self.at + ahead] if self.at + ahead < len(self.tokens) else ""

    def next(self, *wanted):
        token = self.peek()
        if wanted and token not in wanted:
            raise LitmusError("%r where %s was expected" % (token, " or ".join(wanted)))
        self.at += 1
        return token

    def accept(self, token):
        if self.peek() != token:
            return False
        self.at += 1
        return True

    def expression(self, level=0):
        if level == len(LEVELS):
            return self.unary()
        left = self.expression(level + 1)
        while self.peek() in LEVELS[level]:
            left = (self.next(), left, self.expression(level + 1))
        return left

    def unary(self):
        if self.peek() in ("!", "-", "~"):
            return (self.next() + "1", self.unary())
        if self.accept("*"):
            return ("*1", self.unary())
        if self.accept("&"):
            return ("&1", self.unary())
        if self.accept("("):
            inner = self.expression()
            self.next(")")
            return inner
        token = self.next()
        if token.isdigit():
            return ("number", int(token))
        if not re.match(r"[A-Za-z_]", token):
            raise LitmusError("%r in an expression" % token)
        if not self.accept("("):
            return ("name", token)
        arguments = []
        while not self.accept(")"):
            arguments.append(self.expression())
            if self.peek() != ")":
                self.next(",")
        return ["call", token, arguments]

    def block(self):
        if not self.accept("{"):
            return self.statement()
        body = []
        while not self.accept("}"):
            body += self.statement()
        return body

    def statement(self):
        if self.peek() == "{":
            return self.block()
        if self.accept(";"):
            return []
        if self.accept("if"):
            self.next("(")
            condition = self.expression()
            self.next(")")
            yes = self.block()
            return [("if", condition, yes, self.block() if self.accept("else") else [])]
        if self.peek() in TYPES:
            return self.declaration()
        if self.accept("*"):
            pointer = self.unary()
            self.next("=")
            made = ("store", pointer, self.expression())
        elif self.peek(1) == "=":
            register = self.next()
            self.next("=")
            made = ("set", register, self.expression())
        else:
            made = ("do", self.expression())
        self.next(";")
        return [made]

    def declaration(self):
        while self.peek() in TYPES or self.peek() == "*":
            self.next()
        register = self.next()
        value = self.expression() if self.accept("=") else ("number", 0)
        self.next(";")
        return [("set", register, value)]

    def thread(self):
        name = self.next()
        if not re.fullmatch(r"P\d+", name):
            raise LitmusError("%r where a thread was expected" % name)
        self.next("(")
        parameters = []
        while not self.accept(")"):
            while self.peek() in TYPES or self.peek() == "*":
                self.next()
            parameters.append(self.next())
            self.accept(",")
        return Thread(name, parameters, self.block())

    def initial(self, test):
        self.next("{")
        while not self.accept("}"):
            if self.accept(";"):
                continue
            while self.peek() in TYPES or self.peek() == "*":
                self.next()
            name, value = self.next(), 0
            if self.accept("="):
                self.accept("&")
                token = self.next()
                value = int(token) if token.isdigit() else "&" + token
            test.initial[name] = value

    def condition(self):
        left = self.conjunction()
        while self.accept("\\/"):
            left = ("or", left, self.conjunction())
        return left

    def conjunction(self):
        left = self.atom()
        while self.accept("/\\"):
            left = ("and", left, self.atom())
        return left

    def atom(self):
        if self.accept("~") or self.accept("not"):
            return ("not", self.atom())
        if self.accept("("):
            inner = self.condition()
            self.next(")")
            return inner
        name = self.next()
        relation = self.next("=", "!=")
        token = self.next()
        made = ("is", name, int(token) if token.isdigit() else "&" + token)
        return ("not", made) if relation == "!=" else made


def parse(text):
    """Return the Test that the text of a file describes."""
    head = re.match(r"C\s+(\S+)\s*(\(\*.*?\*\))?", text, re.S)
    if not head:
        raise LitmusError("the first line is not 'C name'")
    test = Test(head.group(1), head.group(2) or "")
    reader = Reader(text[head.end() :])
    reader.initial(test)
    while reader.peek().startswith("P"):
        test.threads.append(reader.thread())
    if reader.accept("locations"):
        while not reader.accept("]"):
            reader.next()
    if reader.accept("filter"):
        test.filter = reader.condition()
    quantifier = reader.next("exists", "forall", "~")
    test.quantifier = quantifier if quantifier != "~" else "~" + reader.next("exists")
    test.condition = reader.condition()
    if reader.peek():
        raise LitmusError("%r behind the condition" % reader.peek())
    for thread in test.threads:
        for parameter in thread.parameters:
            test.initial.setdefault(parameter, 0)
    return test


def calls(node):
    """Yield each call in statements or an expression, in the order of the text."""
    if isinstance(node, list) and node and node[0] == "call":
        yield node
    if isinstance(node, (list, tuple)):
        for part in node:
            yield from calls(part)
