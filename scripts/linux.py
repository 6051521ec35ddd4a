#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Build drivers of Linux from an unpacked source tree of Linux, which is not changed.

    linux.py app FOLDER LINUX [--lists LIST...] [--own LIST...] [--app DIR]
                                                    write an application's folder for these lists
    linux.py missing FOLDER MESSAGES                name the files of Linux that define what a link lacks
    linux.py files FOLDER OUT                       list the files of Linux that are in the image
    linux.py offer FOLDER OUT SRCTREE               pack the sources of the image

A list, such as drivers/linux/virtio-rng.list, describes one driver.  Each line has a keyword:

    title TEXT        the prompt of the driver in "make menuconfig"
    file FILE         a source, relative to Linux's tree
    config SYMBOL...  symbols of Linux's configuration that are set while Linux's files are compiled
    needs LIST...     other lists, without the suffix
    class SYMBOL...   symbols of Quarry's configuration that the driver needs
    with SYMBOL...    symbols of Quarry's configuration that must be on, and are not selected, for
                      example because an option that must be off depends on them
    without SYMBOL... symbols of Quarry's configuration that must be off
    arch ARCH...      riscv, arm64 or host, if the driver is not for all of them
"""
import argparse
import hashlib
import os
import re
import subprocess
import sys
import tarfile

KEYWORDS = ("title", "file", "config", "needs", "class", "with", "without", "arch")


def fail(text):
    sys.exit("Linux's drivers: " + text)


class List:
    """A list file.  Each keyword is a member with all its words; the title is a text."""

    def __init__(self, path):
        self.path = path
        self.name = os.path.basename(path)[: -len(".list")]
        self.symbol = "LINUX_" + re.sub(r"\W", "_", self.name).upper()
        self.words = {keyword: [] for keyword in KEYWORDS}
        if not path.endswith(".list"):
            fail("%s: the name of a list ends with .list" % path)
        try:
            with open(path) as f:
                lines = f.readlines()
        except OSError as error:
            fail("%s: %s" % (path, error.strerror))
        for number, line in enumerate(lines, 1):
            words = line.split("#")[0].split()
            if not words:
                continue
            if words[0] not in KEYWORDS:
                fail(
                    "%s:%d: unknown keyword %s: the keywords are %s"
                    % (path, number, words[0], ", ".join(KEYWORDS))
                )
            if len(words) == 1:
                fail("%s:%d: nothing follows %s" % (path, number, words[0]))
            self.words[words[0]] += words[1:]
        self.title = " ".join(self.words["title"])
        if not self.title or not self.words["file"]:
            fail("%s: the list has no %s" % (path, "title" if not self.title else "file"))


def read_lists(paths):
    lists = {}
    for path in paths:
        item = List(path)
        if item.name in lists:
            fail("%s and %s have the same name" % (lists[item.name].path, path))
        lists[item.name] = item
    for item in lists.values():
        for name in item.words["needs"]:
            if name not in lists:
                fail("%s: needs %s, and there is no %s.list" % (item.path, name, name))
    return lists


def leave_out(lists, item):
    """Remove a list, and those that need it."""
    lists.pop(item.name, None)
    for other in list(lists.values()):
        if item.name in other.words["needs"]:
            leave_out(lists, other)


def linux_version(linux):
    try:
        with open(os.path.join(linux, "Makefile")) as f:
            says = dict(re.findall(r"^(VERSION|PATCHLEVEL|SUBLEVEL) = (\d+)$", f.read(), re.M))
        return "%(VERSION)s.%(PATCHLEVEL)s.%(SUBLEVEL)s" % says
    except (OSError, KeyError):
        fail(
            "LINUX=%s is no unpacked source tree of Linux: \"make linux-source\" makes one" % linux
        )


def sha256(path):
    with open(path, "rb") as f:
        return hashlib.sha256(f.read()).hexdigest()


def write_changed(path, text):
    try:
        with open(path) as f:
            if f.read() == text:
                return
    except OSError:
        pass
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as f:
        f.write(text)


def link(target, path):
    if os.path.islink(path):
        if os.readlink(path) == target:
            return
        os.remove(path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    os.symlink(target, path)


# ---- the application ---------------------------------------------------------------------------

MADE = "# Made by scripts/linux.py: do not edit.\n"


def kconfig(lists, version, app):
    text = MADE + 'menu "Drivers of Linux %s, which make the image GPL-2.0"\n' % version
    for item in lists.values():
        text += '\nconfig %s\n\tbool "%s"\n' % (item.symbol, item.title.replace('"', '\\"'))
        depends = [" || ".join(arch.upper() for arch in item.words["arch"])]
        depends += item.words["with"]
        depends += ["!" + symbol for symbol in item.words["without"]]
        for condition in filter(None, depends):
            text += "\tdepends on %s\n" % condition
        text += "\tdefault y\n\tselect LINUX_DRIVERS\n"
        for name in item.words["needs"]:
            text += "\tselect %s\n" % lists[name].symbol
        for symbol in item.words["class"]:
            text += "\tselect %s\n" % symbol
    text += "\nendmenu\n"
    if app and os.path.exists(os.path.join(app, "Kconfig")):
        text += '\nsource "%s"\n' % os.path.join(app, "Kconfig")
    return text


def app_config(lists, app):
    off = sorted({symbol for item in lists.values() for symbol in item.words["without"]})
    text = MADE + "".join("# CONFIG_%s is not set\n" % symbol for symbol in off)
    own = os.path.join(app or "", "app.config")
    if app and os.path.exists(own):
        with open(own) as f:
            text += f.read()
    return text


def makefile(lists):
    text = MADE + "ccflags-y += $(linux-flags)\n"
    for item in lists.values():
        text += "\nobj-$(CONFIG_%s) += %s\n" % (
            item.symbol,
            " ".join("tree/" + re.sub(r"\.[cS]$", ".o", name) for name in item.words["file"]),
        )
        for symbol in item.words["config"]:
            text += "ccflags-$(CONFIG_%s) += -DCONFIG_%s=1\n" % (item.symbol, symbol)
    return text


def write_app(args):
    linux = os.path.abspath(args.linux)
    app = os.path.abspath(args.app) if args.app else None
    version = linux_version(linux)
    lists = read_lists(args.lists + args.own)
    left_out = []
    for item in list(lists.values()):
        absent = [
            name for name in item.words["file"] if not os.path.isfile(os.path.join(linux, name))
        ]
        if absent and item.path in args.own:
            fail("%s: there is no %s in Linux %s" % (item.path, ", ".join(absent), version))
        if absent:
            left_out.append(item.name)
            leave_out(lists, item)
    if left_out:
        print("Linux %s lacks files of %s: left out" % (version, ", ".join(left_out)))
    link(linux, os.path.join(args.folder, "linux/tree"))
    own_app = os.path.join(args.folder, "app")
    if app:
        link(app, own_app)
    elif os.path.islink(own_app):
        os.remove(own_app)
    paths = "".join(item.path + "\n" for item in lists.values())
    write_changed(os.path.join(args.folder, "lists"), paths)
    write_changed(
        os.path.join(args.folder, "Makefile"), MADE + "obj-y += linux/%s\n" % (" app/" if app else "")
    )
    write_changed(os.path.join(args.folder, "linux/Makefile"), makefile(lists))
    write_changed(os.path.join(args.folder, "Kconfig"), kconfig(lists, version, app))
    write_changed(os.path.join(args.folder, "app.config"), app_config(lists, app))


# ---- after a build -----------------------------------------------------------------------------


def undefined(text):
    """Return the sorted names in the messages of a linker."""
    pairs = re.findall(r"undefined reference to `(\w+)'|undefined symbol: (\w+)", text)
    return sorted({gnu or llvm for gnu, llvm in pairs})


def exporters(linux, names):
    """Return {symbol: file of Linux that exports it}."""
    pattern = re.compile(r"^EXPORT_\w*SYMBOL\w*\((\w+)", re.M)
    found = {}
    for top in ("drivers", "kernel", "lib", "mm", "fs", "net", "block", "sound", "crypto", "virt"):
        for folder, _, files in os.walk(os.path.join(linux, top)):
            for name in files:
                if not name.endswith(".c"):
                    continue
                path = os.path.join(folder, name)
                with open(path, errors="replace") as f:
                    for symbol in set(pattern.findall(f.read())) & names:
                        found[symbol] = os.path.relpath(path, linux)
    return found


def say_missing(args):
    """Say which files of Linux offer the symbols that the linker did not find."""
    linux = os.path.realpath(os.path.join(args.folder, "linux/tree"))
    with open(args.messages) as f:
        names = undefined(f.read())
    if not names:
        return
    found = exporters(linux, set(names))
    print("These functions are neither in Quarry nor in the lists.  In Linux they are in")
    for name in names:
        print("  %-40s %s" % (name, found.get(name, "no file that exports it")))
    print("Add a file to the list of the driver, or leave the driver out by \"make menuconfig\".")


def used_files(args):
    """Return the sorted files of Linux that the compiler read for the objects of the image,
    relative to the tree.  The compiler wrote their names relative to the current folder, or from
    the root."""
    tree = os.path.realpath(os.path.join(args.folder, "linux/tree"))
    used = set()
    with open(os.path.join(args.out, ".objects")) as f:
        objects = f.read().split()
    for name in objects:
        if name.startswith(os.path.join(args.out, "app/linux/")):
            with open(re.sub(r"\.o$", ".d", name)) as f:
                words = f.read().split()
            used.update(os.path.realpath(word) for word in words if not word.endswith(":"))
    return sorted(os.path.relpath(path, tree) for path in used if path.startswith(tree + "/"))


def spdx(path):
    with open(path, errors="replace") as f:
        head = f.read(2000)
    found = re.search(r"SPDX-License-Identifier:\s*(.*?)\s*(\*/)?$", head, re.M)
    return found[1] if found else "(no SPDX line: GPL-2.0, as Linux's COPYING says)"


def write_files(args):
    """Write linux-files.txt: the checksum, the licence and the name of each file.  Fail if a
    file differs from the checksum that "make linux-source" stored beside the tree."""
    linux = os.path.realpath(os.path.join(args.folder, "linux/tree"))
    files = used_files(args)
    known = {}
    if os.path.exists(linux + ".sha256"):
        with open(linux + ".sha256") as f:
            known = dict(reversed(line.rstrip("\n").split("  ", 1)) for line in f)
    text, changed = "", []
    for name in files:
        path = os.path.join(linux, name)
        text += "%s  %-40s  %s\n" % (sha256(path), spdx(path), name)
        if known and known.get(name) != sha256(path):
            changed.append(name)
    write_changed(os.path.join(args.out, "linux-files.txt"), text)
    if changed:
        fail("%s: not as it was unpacked: %s" % (linux, ", ".join(changed)))
    print(
        "%d files of Linux %s, %s: %s"
        % (
            len(files),
            linux_version(linux),
            "unchanged" if known else "not compared, as \"make linux-source\" did not unpack them",
            os.path.join(args.out, "linux-files.txt"),
        )
    )


def pack_offer(args):
    """Write OUT/quarry-GPL-2.0-source.tar.xz: what has to be handed on with the image."""
    linux = os.path.realpath(os.path.join(args.folder, "linux/tree"))
    listed = subprocess.run(
        ["git", "-C", args.srctree, "ls-files", "-z"], capture_output=True, text=True
    )
    if listed.returncode:
        fail("%s: git cannot list the sources: %s" % (args.srctree, listed.stderr.strip()))
    quarry = listed.stdout.split("\0")
    with open(os.path.join(args.folder, "lists")) as f:
        lists = f.read().split("\n")
    path = os.path.join(args.out, "quarry-GPL-2.0-source.tar.xz")
    with tarfile.open(path, "w:xz") as tar:
        for name in filter(None, quarry):
            if os.path.lexists(os.path.join(args.srctree, name)):
                tar.add(os.path.join(args.srctree, name), "quarry/" + name, recursive=False)
        for name in [*used_files(args), "COPYING", "Makefile", "LICENSES"]:
            tar.add(os.path.join(linux, name), "linux/" + name)
        for name in filter(None, lists):
            tar.add(name, "lists/" + os.path.basename(name))
        for name in ("Makefile", "Kconfig", "app.config", "linux/Makefile"):
            tar.add(os.path.join(args.folder, name), "application/" + name)
        if os.path.exists(os.path.join(args.folder, "app")):
            tar.add(os.path.realpath(os.path.join(args.folder, "app")), "application/app")
        for name in (".config", "linux-files.txt"):
            tar.add(os.path.join(args.out, name), name.lstrip("."))
    print("The sources of the image are in %s" % path)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    make = commands.add_parser("app")
    make.add_argument("folder")
    make.add_argument("linux")
    make.add_argument("--app")
    make.add_argument("--lists", nargs="*", default=[], help="left out if the tree lacks a file")
    make.add_argument("--own", nargs="*", default=[], help="their files must be there")
    make.set_defaults(function=write_app)
    missing = commands.add_parser("missing")
    missing.add_argument("folder")
    missing.add_argument("messages")
    missing.set_defaults(function=say_missing)
    files = commands.add_parser("files")
    files.add_argument("folder")
    files.add_argument("out")
    files.set_defaults(function=write_files)
    offer = commands.add_parser("offer")
    offer.add_argument("folder")
    offer.add_argument("out")
    offer.add_argument("srctree")
    offer.set_defaults(function=pack_offer)
    args = parser.parse_args()
    args.function(args)


if __name__ == "__main__":
    main()
