#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Configuration: a thin layer over Kconfiglib.

Every value that a file asks for is checked after loading: a symbol that is unknown, or that does not
get the value asked for because something that it depends on is off, is an error that says why.
"""
import argparse
import glob
import os
import random
import re
import sys
import tempfile

import kconfiglib
from kconfiglib import BOOL, TRISTATE, STRING, TRI_TO_STR, expr_str, expr_value


def fail(text):
    sys.exit("Configuration: " + text)


def reason(sym):
    """Why a symbol does not have the value that was asked for."""
    if not sym.nodes:
        return "there is no such symbol"
    if sym.choice and sym.choice.selection not in (None, sym):
        return "the choice is %s" % sym.choice.selection.name
    if expr_value(sym.direct_dep) == 0:
        return "it depends on %s" % expr_str(sym.direct_dep)
    if expr_value(sym.rev_dep):
        return "it is selected by %s" % expr_str(sym.rev_dep)
    return "the value is not allowed (range or type)"


def requested(path):
    """(symbol name, value) for each assignment of a configuration file."""
    with open(path) as f:
        for number, line in enumerate(f, 1):
            line = line.strip()
            if line.startswith("# CONFIG_") and line.endswith(" is not set"):
                yield number, line[len("# CONFIG_"):-len(" is not set")], "n"
            elif line.startswith("CONFIG_") and "=" in line:
                name, value = line[len("CONFIG_"):].split("=", 1)
                yield number, name, value
            elif line and not line.startswith("#"):
                fail("%s:%d: this is no assignment: %s" % (path, number, line))


def unquote(value):
    return kconfiglib.unescape(value[1:-1]) if value[:1] == '"' and value[-1:] == '"' else value


def same(sym, value):
    if sym.orig_type in (BOOL, TRISTATE):
        return sym.str_value == value
    if sym.orig_type == STRING:
        return sym.str_value == unquote(value)
    try:
        return int(sym.str_value or "0", 0) == int(value, 0)
    except ValueError:
        return sym.str_value == value


def check(kconf, paths):
    wanted = {}
    for path in paths:
        for number, name, value in requested(path):
            wanted[name] = ("%s:%d" % (path, number), value)
    bad = 0
    for name, (where, value) in wanted.items():
        sym = kconf.syms.get(name)
        if sym is None or not sym.nodes:
            print("%s: CONFIG_%s: there is no such symbol" % (where, name), file=sys.stderr)
        elif value == "n" and sym.str_value in ("n", ""):
            continue
        elif not same(sym, value):
            print("%s: CONFIG_%s=%s was asked for, it got %s: %s" %
                  (where, name, value, sym.str_value or "n", reason(sym)), file=sys.stderr)
        else:
            continue
        bad += 1
    if bad:
        fail("%d value(s) could not be set; change them with \"make menuconfig\" or in the file; after an "
             "update of the sources \"make olddefconfig\" drops what is no more" % bad)


def board(kconf):
    for sym in kconf.named_choices["BOARD_CHOICE"].syms:
        if sym.str_value == "y":
            return sym.name[len("BOARD_"):].lower()
    fail("no board is chosen")


def belongs(out, name):
    """Whether a folder of build/ is the board's: its name, or a variant of it (host-address)."""
    return os.path.basename(out) == name or os.path.basename(out).startswith(name + "-")


def settle(kconf, args):
    """Keep each board's configuration in its own folder: a board changed by hand moves there."""
    name = board(kconf)
    default = os.path.join(os.environ["srctree"], "build")
    out = args.out
    if os.path.dirname(out) == default and not belongs(out, name):
        out = os.path.join(default, name)
        print("The board is now %s: its configuration is build/%s/.config" % (name, name))
    os.makedirs(out, exist_ok=True)
    kconf.write_config(os.path.join(out, ".config"))
    if os.path.dirname(out) == default:
        with open(os.path.join(default, ".board"), "w") as f:
            f.write(name + "\n")


def assignments(kconf):
    """{symbol: its line in auto.conf}, without what is off."""
    found = {}
    for sym in kconf.unique_defined_syms:
        if sym.orig_type in (BOOL, TRISTATE):
            if sym.tri_value:
                found[sym.name] = "CONFIG_%s=%s\n" % (sym.name, TRI_TO_STR[sym.tri_value])
        elif sym.config_string:
            found[sym.name] = sym.config_string
    return found


def remove_stale(out, changed):
    """Remove each object whose source or headers mention a symbol that changed: make compiles it again."""
    symbol = re.compile(r"CONFIG_(\w+)")
    mentions = {}
    for rule in glob.glob(os.path.join(out, "**/*.d"), recursive=True):
        with open(rule) as f:
            target, sources = f.read().split("\n\n")[0].replace("\\\n", " ").split(":", 1)
        for source in sources.split():
            if source not in mentions and os.path.exists(source):
                with open(source, errors="replace") as f:
                    mentions[source] = changed.intersection(symbol.findall(f.read()))
            if mentions.get(source) and os.path.exists(target):
                os.remove(target)


def generate(kconf, out):
    """autoconf.h for libraries, the same as options for the compiler, and auto.conf, which make waits for."""
    path = os.path.join(out, "auto.conf")
    new, old = assignments(kconf), {}
    if os.path.exists(path):
        with open(path) as f:
            old = {line.split("=")[0][len("CONFIG_"):]: line for line in f if line.startswith("CONFIG_")}
    changed = {name for name in {*old, *new} if old.get(name) != new.get(name)}
    if changed:
        remove_stale(out, changed)
    header = os.path.join(out, "include/generated/autoconf.h")
    os.makedirs(os.path.dirname(header), exist_ok=True)
    kconf.write_autoconf(header, "/* Made from .config: do not edit. */\n")
    with open(header) as f, open(header[:-1] + "args", "w") as options:
        for name, value in re.findall(r"^#define (\w+) (.*)$", f.read(), re.M):
            options.write("-D%s=%s\n" % (name, re.sub(r"(\W)", r"\\\1", value)))
    with open(path, "w") as f:
        f.write("# Made from .config: do not edit.\n" + "".join(new.values()))


def drop_defaults(kconf, config):
    """Keep what differs from the defaults: all others are free to be what a fragment makes their default."""
    kconf.load_config(config)
    with tempfile.NamedTemporaryFile(prefix="kconfig") as chosen:
        kconf.write_min_config(chosen.name, header="")
        kconf.load_config(chosen.name)


def randomize(kconf, seed):
    """Any value that a user could have chosen, for all but the board: what is chosen first may decide others."""
    chance = random.Random(seed)
    nodes = [node for node in kconf.node_iter() if node.prompt]
    chance.shuffle(nodes)
    for item in (node.item for node in nodes):
        if isinstance(item, kconfiglib.Choice):
            if item.name != "BOARD_CHOICE" and item.visibility:
                chance.choice([sym for sym in item.syms if sym.visibility]).set_value("y")
        elif isinstance(item, kconfiglib.Symbol) and not item.choice and item.orig_type == BOOL:
            item.set_value(chance.choice("ny"))


def need_window():
    """guiconfig wants Tk and a display: say so before it does."""
    try:
        import tkinter
    except ImportError:
        fail("guiconfig needs the package python3-tk; \"make menuconfig\" works in a terminal")
    try:
        tkinter.Tk().destroy()
    except tkinter.TclError as error:
        fail("guiconfig needs a display (%s); \"make menuconfig\" works in a terminal" % error)


def make_board_symbols(srctree, out):
    """Kconfig's text for the boards, by what their board.mk say: a file that is replaced only if it changes."""
    text = ""
    for path in sorted(glob.glob(os.path.join(srctree, "boards/*/board.mk"))):
        with open(path) as f:
            says = dict(re.findall(r"^(BOARD_\w+) = (.*)$", f.read(), re.M))
        name = os.path.basename(os.path.dirname(path))
        if not {"BOARD_TITLE", "BOARD_ARCH", "BOARD_STATE"} <= says.keys():
            fail("%s has to set BOARD_TITLE, BOARD_ARCH and BOARD_STATE" % path)
        text += 'config BOARD_%s\n\tbool "%s"\n\tselect %s\n\thelp\n\t  State: %s.\n\n' % (
            name.upper(), says["BOARD_TITLE"], says["BOARD_ARCH"].upper(), says["BOARD_STATE"])
    os.makedirs(out, exist_ok=True)
    path = os.path.abspath(os.path.join(out, "boards.kconfig"))
    if not os.path.exists(path) or open(path).read() != text:
        with open(path, "w") as f:
            f.write(text)
    return path


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", required=True, help="the folder of .config")
    parser.add_argument("what", choices=["defconfig", "olddefconfig", "savedefconfig", "merge",
                                         "menuconfig", "guiconfig", "randconfig", "generate"])
    parser.add_argument("file", nargs="*", help="defconfig, fragments")
    parser.add_argument("--seed", type=int, help="what randconfig chooses")
    args = parser.parse_args()
    srctree = os.environ["srctree"]
    config = os.path.join(args.out, ".config")
    os.environ["KCONFIG_CONFIG"] = config
    os.environ["BOARDS_KCONFIG"] = make_board_symbols(srctree, args.out)
    kconf = kconfiglib.Kconfig(os.path.join(srctree, "Kconfig"), warn_to_stderr=False)

    loaded = []
    if args.what in ("defconfig", "randconfig"):
        loaded = [os.path.join(srctree, f) for f in args.file]
    elif args.what == "merge":
        loaded = args.file
        for f in args.file:
            if not os.path.exists(f):
                fail("there is no file %s" % f)
        drop_defaults(kconf, config)
    elif os.path.exists(config):
        loaded = [config]
    for i, path in enumerate(loaded):
        kconf.load_config(path, replace=(i == 0 and args.what != "merge"))
    fatal = [w for w in kconf.warnings if "undefined symbol" in w and "attempt" not in w]
    if fatal:
        fail("\n".join(fatal))

    if args.what in ("menuconfig", "guiconfig"):
        if args.what == "guiconfig":
            need_window()
        before = open(config).read() if os.path.exists(config) else ""
        __import__(args.what).menuconfig(kconf)
        if os.path.exists(config) and open(config).read() != before:
            kconf.load_config(config)
            wrong = not belongs(args.out, board(kconf))
            settle(kconf, args)
            if wrong and os.path.dirname(args.out) == os.path.join(srctree, "build"):
                with open(config, "w") as f:
                    f.write(before)
        return
    if args.what == "olddefconfig":
        settle(kconf, args)
        return
    if args.what == "randconfig":
        seed = args.seed if args.seed is not None else random.randrange(1 << 32)
        print("KCONFIG_SEED=%d" % seed)
        randomize(kconf, seed)
        os.makedirs(args.out, exist_ok=True)
        kconf.write_config(config)
        return
    check(kconf, loaded)
    if args.what in ("defconfig", "merge"):
        os.makedirs(args.out, exist_ok=True)
        kconf.write_config(config)
    elif args.what == "savedefconfig":
        kconf.write_min_config(os.path.join(args.out, "defconfig"), header="")
        print("Wrote %s" % os.path.join(args.out, "defconfig"))
    else:
        generate(kconf, args.out)


main()
