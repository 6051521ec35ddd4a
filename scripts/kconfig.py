#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Read, check and write configurations by Kconfiglib.

After loading, every value that a file requests is checked.  It is an error if a symbol is unknown,
or does not get the requested value because a dependency is off.  The message states the reason.
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


def named(item):
    """Return the name of a symbol, or the prompt of a choice."""
    if isinstance(item, kconfiglib.Choice):
        return 'the choice "%s"' % item.nodes[0].prompt[0]
    return kconfiglib.standard_sc_expr_str(item)


def reason(sym):
    """Return the reason why a symbol does not have the requested value."""
    choice = sym.choice
    if choice and not choice.visibility:
        return "%s depends on %s" % (named(choice), expr_str(choice.direct_dep, named))
    if choice and choice.selection is sym:
        others = [other.name for other in choice.syms if other.visibility and other is not sym]
        return "it is chosen in %s: to change that, set one of the others (%s) to y" % (
            named(choice),
            ", ".join(others),
        )
    if choice and sym.visibility:
        return 'in %s CONFIG_%s=y is chosen: remove that line, or choose in "make menuconfig"' % (
            named(choice),
            choice.selection.name,
        )
    if expr_value(sym.direct_dep) == 0:
        return "it depends on %s" % expr_str(sym.direct_dep, named)
    if expr_value(sym.rev_dep):
        return "it is selected by %s" % expr_str(sym.rev_dep, named)
    return "the value is not allowed (range or type)"


def requested(path):
    """Yield (line number, symbol name, value) for each assignment of a configuration file."""
    with open(path) as f:
        for number, line in enumerate(f, 1):
            line = line.strip()
            if line.startswith("# CONFIG_") and line.endswith(" is not set"):
                yield number, line[len("# CONFIG_") : -len(" is not set")], "n"
            elif line.startswith("CONFIG_") and "=" in line:
                name, value = line[len("CONFIG_") :].split("=", 1)
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
    bad = []
    for name, (where, value) in wanted.items():
        sym = kconf.syms.get(name)
        if sym is None or not sym.nodes:
            # The last call may have had options of lists of LISTS= that this one does not name.
            if name.startswith("LINUX_") and paths[0].endswith("/.config"):
                continue
            bad.append("%s: CONFIG_%s: there is no such symbol" % (where, name))
        elif not same(sym, value) and not (value == "n" and sym.str_value == ""):
            bad.append(
                "%s: CONFIG_%s=%s was asked for, it got %s: %s"
                % (where, name, value, sym.str_value or "n", reason(sym))
            )
    if bad and paths[0].endswith("/.config"):
        bad.append(
            "\"make menuconfig\" changes it; after an update of the sources \"make olddefconfig\" drops what is no more"
        )
    if bad:
        fail(";\n".join(bad))


def board(kconf):
    for sym in kconf.named_choices["BOARD_CHOICE"].syms:
        if sym.str_value == "y":
            return sym.name[len("BOARD_") :].lower()
    fail("no board is chosen")


def belongs(out, name):
    """Return true if a folder of build/ belongs to the board.  Such a folder has the board's name,
    which a hyphen and the name of a variant may follow, for example host-address."""
    return os.path.basename(out) == name or os.path.basename(out).startswith(name + "-")


def app_config(app):
    """Return the file with an application's configuration, or None."""
    path = os.path.join(app or "", "app.config")
    return path if app and os.path.exists(path) else None


def app_text(app):
    """Return the text that an output folder stores about its application: a line with the path,
    and the application's app.config."""
    path = app_config(app)
    return "# %s\n%s" % (app, open(path).read() if path else "")


def write(kconf, out, app):
    os.makedirs(out, exist_ok=True)
    kconf.write_config(os.path.join(out, ".config"))
    if app:
        write_changed(os.path.join(out, ".app.config"), app_text(app))


def forget_app(out):
    """Remove the copy of an application's configuration from an output folder."""
    if os.path.exists(os.path.join(out, ".app.config")):
        os.remove(os.path.join(out, ".app.config"))


def settle(kconf, args):
    """Write the configuration to the output folder of its board, and return this folder.  If the
    user has chosen another board, this is the folder of the new board.  A folder that the user
    named by O= is not changed to another one."""
    name = board(kconf)
    default = os.path.join(os.environ["srctree"], "build")
    out = args.out
    if args.variant is None:
        write(kconf, out, args.app)
        return out
    if not belongs(out, name):
        out = os.path.join(default, name + args.variant)
        print(
            "The board is now %s: its configuration is %s/.config"
            % (name, os.path.relpath(out, os.environ["srctree"]))
        )
    write(kconf, out, args.app)
    with open(os.path.join(default, ".board"), "w") as f:
        f.write(name + "\n")
    return out


def assignments(kconf):
    """Return {symbol: its line in auto.conf}, without disabled symbols."""
    found = {}
    for sym in kconf.unique_defined_syms:
        if sym.orig_type in (BOOL, TRISTATE):
            if sym.tri_value:
                found[sym.name] = "CONFIG_%s=%s\n" % (sym.name, TRI_TO_STR[sym.tri_value])
        elif sym.config_string:
            found[sym.name] = sym.config_string
    return found


def remove_stale(out, changed):
    """Remove each object whose source or headers mention a changed symbol, so that make compiles it
    again."""
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
    """Write the configuration in three formats: autoconf.h for users of the library, autoconf.args
    with the same definitions as compiler options, and auto.conf, which make includes."""
    path = os.path.join(out, "auto.conf")
    new, old = assignments(kconf), {}
    if os.path.exists(path):
        with open(path) as f:
            old = {
                line.split("=")[0][len("CONFIG_") :]: line
                for line in f
                if line.startswith("CONFIG_")
            }
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


def asked_before(kconf, out, app):
    """Return the symbols that still have the values from the last merge of app.config.  Returns an
    empty set if the output folder belonged to another application, which still exists."""
    path = os.path.join(out, ".app.config")
    if not os.path.exists(path):
        return set()
    with open(path) as f:
        owner = f.readline()[2:].strip()
    if owner != app and os.path.exists(owner):
        return set()
    return {
        name
        for _, name, value in requested(path)
        if name in kconf.syms and same(kconf.syms[name], value)
    }


def drop_defaults(kconf, but):
    """Reset symbols to their defaults, so that a fragment can change these defaults.  A symbol that
    the user has changed is not reset, unless it is in @but."""
    with tempfile.NamedTemporaryFile("w+", prefix="kconfig") as chosen:
        kconf.write_min_config(chosen.name, header="")
        lines = [line for line in chosen if re.search(r"CONFIG_(\w+)", line)[1] not in but]
        chosen.seek(0)
        chosen.truncate()
        chosen.writelines(lines)
        chosen.flush()
        kconf.load_config(chosen.name)


def randomize(kconf, seed):
    """Set random values that a user could have chosen for all symbols except the board.  The order
    is random, because early choices may determine others."""
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
    """Fail with a message unless Tk and a display are available for guiconfig."""
    try:
        import tkinter
    except ImportError:
        fail("guiconfig needs the package python3-tk; \"make menuconfig\" works in a terminal")
    try:
        tkinter.Tk().destroy()
    except tkinter.TclError as error:
        fail("guiconfig needs a display (%s); \"make menuconfig\" works in a terminal" % error)


def write_changed(path, text):
    """Write a file only if its text changes.  Returns its path."""
    if not os.path.exists(path) or open(path).read() != text:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as f:
            f.write(text)
    return path


def make_board_symbols(srctree, out):
    """Write Kconfig's text for the boards, from their board.mk."""
    text = ""
    for path in sorted(glob.glob(os.path.join(srctree, "boards/*/board.mk"))):
        with open(path) as f:
            says = dict(re.findall(r"^(BOARD_\w+) = (.*)$", f.read(), re.M))
        name = os.path.basename(os.path.dirname(path))
        if not {"BOARD_TITLE", "BOARD_ARCH", "BOARD_STATE"} <= says.keys():
            fail("%s has to set BOARD_TITLE, BOARD_ARCH and BOARD_STATE" % path)
        text += 'config BOARD_%s\n\tbool "%s"\n\tselect %s\n\thelp\n\t  State: %s.\n\n' % (
            name.upper(),
            says["BOARD_TITLE"],
            says["BOARD_ARCH"].upper(),
            says["BOARD_STATE"],
        )
    return write_changed(os.path.join(out, "boards.kconfig"), text)


def make_app_menu(out, app):
    """Write Kconfig's text for an application that has a Kconfig file."""
    path = os.path.join(app or "", "Kconfig")
    text = (
        'menu "Application: %s"\n\nsource "%s"\n\nendmenu\n' % (os.path.basename(app), path)
        if app and os.path.exists(path)
        else ""
    )
    return write_changed(os.path.join(out, "app.kconfig"), text)


def explain(error, app):
    """Return the text of an error.  A loop of dependencies is shortened to the symbols."""
    text = str(error).strip()
    symbols = re.findall(r"^(?:\.\.\.depends (?:again )?on )?(\w+) \(defined at", text, re.M)
    if not text.startswith("Dependency loop") or not symbols:
        return text
    selected = re.split(r"\(select-related dependencies", text)[0]
    selected = re.findall(r"(\w+) \(defined at", selected)[-1]
    text = "the symbols depend on each other: %s" % " -> ".join(symbols)
    if os.path.exists(os.path.join(app or "", "lists")):
        text += '; in the list, write "with {0}" instead of "class {0}"'.format(selected)
    return text


def read_kconfig(srctree, out, app):
    os.environ["BOARDS_KCONFIG"] = make_board_symbols(srctree, out)
    os.environ["APP_KCONFIG"] = make_app_menu(out, app)
    try:
        kconf = kconfiglib.Kconfig(os.path.join(srctree, "Kconfig"), warn_to_stderr=False)
    except kconfiglib.KconfigError as error:
        fail(explain(error, app))
    for sym in kconf.unique_defined_syms if app else ():
        if (
            len({os.path.join(srctree, node.filename).startswith(app + "/") for node in sym.nodes})
            > 1
        ):
            fail(
                "%s: CONFIG_%s is Quarry's own: app.config may set it"
                % (os.path.join(app, "Kconfig"), sym.name)
            )
    fatal = [w for w in kconf.warnings if "undefined symbol" in w]
    if fatal:
        fail("\n".join(fatal))
    return kconf


def edit(kconf, args, config):
    """Run menuconfig or guiconfig."""
    if args.what == "guiconfig":
        need_window()
    before = open(config).read()
    __import__(args.what).menuconfig(kconf)
    if open(config).read() != before:
        kconf.load_config(config)
        if settle(kconf, args) != args.out:
            with open(config, "w") as f:
                f.write(before)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", required=True, type=os.path.abspath, help="the folder of .config")
    parser.add_argument(
        "--variant",
        help="what follows the board in the name of a folder of build/; none: another folder",
    )
    parser.add_argument("--app", help="the folder of an application")
    parser.add_argument("--seed", type=int, help="what randconfig chooses")
    parser.add_argument(
        "what",
        choices=[
            "defconfig",
            "olddefconfig",
            "savedefconfig",
            "merge",
            "app",
            "menuconfig",
            "guiconfig",
            "randconfig",
            "generate",
        ],
    )
    parser.add_argument("file", nargs="*", help="defconfig, fragments")
    args = parser.parse_args()
    srctree = os.environ["srctree"]
    config = os.path.join(args.out, ".config")
    os.environ["KCONFIG_CONFIG"] = config
    kconf = read_kconfig(srctree, args.out, args.app)

    defaults = [os.path.join(srctree, f) for f in args.file]
    app = [app_config(args.app)] if app_config(args.app) else []
    loaded = {
        "defconfig": defaults + app,
        "randconfig": defaults + app,
        "merge": args.file,
        "app": app,
    }.get(args.what, [config])
    for path in loaded:
        if not os.path.exists(path):
            fail("there is no file %s" % path)
    if args.what in ("merge", "app"):
        kconf.load_config(config)
        drop_defaults(kconf, asked_before(kconf, args.out, args.app) if args.what == "app" else ())
    for i, path in enumerate(loaded):
        kconf.load_config(path, replace=(i == 0 and args.what not in ("merge", "app")))

    if args.what in ("menuconfig", "guiconfig"):
        edit(kconf, args, config)
        return
    if args.what == "olddefconfig":
        settle(kconf, args)
        return
    if args.what == "randconfig":
        seed = args.seed if args.seed is not None else random.randrange(1 << 32)
        print("KCONFIG_SEED=%d" % seed)
        randomize(kconf, seed)
        write(kconf, args.out, args.app)
        return
    check(kconf, loaded)
    if args.what == "defconfig" and not args.app:
        forget_app(args.out)
    if args.what in ("defconfig", "app"):
        write(kconf, args.out, args.app)
    elif args.what == "merge":
        kconf.write_config(config)
    elif args.what == "savedefconfig":
        kconf.write_min_config(os.path.join(args.out, "defconfig"), header="")
        print("Wrote %s" % os.path.join(args.out, "defconfig"))
    else:
        generate(kconf, args.out)


if __name__ == "__main__":
    main()
