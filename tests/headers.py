# SPDX-License-Identifier: BSD-2-Clause
"""Check that each header can be included alone, and that it declares the names that
Documentation/api.md lists."""
import os
import re
import subprocess

from harness import Case, Failure, OUT, TOP

LIST = "Documentation/api.md"
ROW = re.compile(r"\| `([^`]+)` \| `(\w+)` \| ((?:`\w+` ?)+)\|$")
COMPILERS = {"riscv": "riscv64-linux-gnu-gcc", "arm64": "aarch64-linux-gnu-gcc", "host": "gcc"}


def compiled(arch, header, names):
    """Compile a source that includes one header and uses the names.  Returns the first error, or ""
    if there is none."""
    out = os.path.join(OUT, arch)
    source = "#include <%s>\n" % header
    for name in names:
        source += "#ifndef %s\nconst void *use_%s(void) { return (const void *)%s; }\n#endif\n" % (
            3 * (name,)
        )
    done = subprocess.run(
        [
            COMPILERS[arch],
            "-std=gnu11",
            "-ffreestanding",
            "-nostdinc",
            "-fsyntax-only",
            "-Wall",
            "-Werror",
            *["-I" + folder for folder in ("include", "arch/%s/include" % arch, out + "/include")],
            "-include",
            "include/linux/kconfig.h",
            "-include",
            "generated/autoconf.h",
            "-x",
            "c",
            "-",
        ],
        cwd=TOP,
        input=source,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return (
        next(
            (line for line in done.stderr.splitlines() if "error:" in line),
            "status %d" % done.returncode,
        )
        if done.returncode
        else ""
    )


def listed():
    """Return [(header, suite, names)] from the list in Documentation/api.md."""
    with open(os.path.join(TOP, LIST)) as f:
        rows = [ROW.match(line) for line in f]
    rows = [("linux/" + row[1], row[2], row[3].replace("`", "").split()) for row in rows if row]
    if not rows:
        raise Failure(LIST + " has no list")
    return rows


def public(arch):
    """Yield the headers of include/linux with its folders, and of the port's <asm/...>."""
    for top, folder in (("include", "linux"), ("arch/%s/include" % arch, "asm")):
        for path, _, names in sorted(os.walk(os.path.join(TOP, top, folder))):
            for name in sorted(names):
                if name.endswith(".h"):
                    yield os.path.relpath(os.path.join(path, name), os.path.join(TOP, top))


def headers(name, arch):
    names = {header: [] for header in public(arch)}
    for header, _, called in listed():
        names.setdefault(header, []).extend(called)
    problems = [
        "%s: %s" % (h, said) for h, n in names.items() for said in [compiled(arch, h, n)] if said
    ]
    if problems:
        raise Failure("%d headers, first: %s" % (len(problems), problems[0]))
    return "%d headers" % len(names)


def suite_sources():
    """Return {suite: text of the file that registers it}."""
    found = {}
    for folder, _, names in os.walk(os.path.join(TOP, "tests")):
        for name in names:
            if name.endswith(".c"):
                with open(os.path.join(folder, name)) as f:
                    text = f.read()
                for suite in re.findall(r"struct kunit_suite \w+ = \{\s*\.name = \"(\w+)\"", text):
                    found[suite] = text
    return found


def calls(text, name):
    """Return true if the text calls a function.  A macro may also form the name by pasting two
    parts, such as this_cpu and _add."""
    pasted = re.match(r"((?:__this|this|raw)_cpu)(_\w+)", name)
    return (
        re.search(r"\b%s\b" % name, text)
        or pasted
        and re.search(r"\b%s\b" % pasted[1], text)
        and "family##%s(" % pasted[2] in text
    )


def suites(name):
    texts = suite_sources()
    problems = [
        "%s: not called by suite %s" % (function, suite)
        for _, suite, called in listed()
        for function in called
        if not calls(texts.get(suite, ""), function)
    ]
    if problems:
        raise Failure("%d functions, first: %s" % (len(problems), problems[0]))


def cases():
    for arch in COMPILERS:
        yield Case("headers-" + arch, headers, arch, needs=[arch])
    yield Case("headers-suites", suites)
