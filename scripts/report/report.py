#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Write an HTML page that shows a machine's memory.

    report.py boot [-b BOARD] [-r 'cmd; cmd'] [--owners] -o PAGE -- scripts/run.sh OPTION...
                                        boot with run.sh, run the commands, then get the reports
    report.py log [-b BOARD] -o PAGE LOG
                                        get the reports from a recorded log of the console
    report.py compare -o PAGE OLD NEW   show two machines side by side, from the data of earlier runs
    report.py line                      print the line for the prompt that prints all reports

The page needs no other file and no network.  The data of a single machine is stored next to the
page, with the suffix .json.
"""
import argparse
import json
import os
import re
import subprocess
import sys

from extract import COMMANDS, LINE, NEEDED, ReportError, extract, load
from model import model

FOLDER = os.path.dirname(os.path.abspath(__file__))
STYLES = ("report.css",)
SCRIPTS = ("draw.js", "palette.js", "map.js", "sections.js", "main.js")
NO_COMMAND = re.compile(r"^(\w+): there is no such command", re.M)


def read(name):
    with open(os.path.join(FOLDER, name), encoding="utf-8") as f:
        return f.read()


def write(path, text):
    try:
        os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)
    except OSError as error:
        raise ReportError("%s: %s" % (path, error.strerror))


def title_of(machines):
    names = [
        machine["board"] or machine["model"] or machine["arch"] or machine["source"]
        for machine in machines
    ]
    return "Memory of %s" % " and ".join(dict.fromkeys(names))


def page(datas):
    """Return the page for the data of one machine or two."""
    machines = [model(data) for data in datas]
    # A "<" in the data could end the HTML element that contains the data.
    embedded = json.dumps(machines, separators=(",", ":")).replace("<", "\\u003c")
    parts = {
        "title": title_of(machines).replace("&", "&amp;").replace("<", "&lt;"),
        "style": "".join(read(name) for name in STYLES),
        "data": embedded,
        "script": "".join(read(name) for name in SCRIPTS),
    }
    return re.sub(r"@(\w+)@", lambda match: parts[match[1]], read("page.html"))


def data_path(path):
    """Return the path of the file with a page's data."""
    return os.path.splitext(path)[0] + ".json"


def check_output(path, *inputs):
    """Raise an error if the page or the file with its data would overwrite an input."""
    if not path.endswith((".html", ".htm")):
        raise ReportError("%s: the name of a page ends in .html" % path)
    for name in inputs:
        if os.path.abspath(name) in (os.path.abspath(path), os.path.abspath(data_path(path))):
            raise ReportError(
                "%s: the page or its data would replace this file: FILE=name.html (-o) names another page"
                % name
            )


def write_one(path, data):
    write(data_path(path), json.dumps(data) + "\n")
    write(path, page([data]))
    print(
        "%s: the page\n%s: its data, for \"make report OLD=... NEW=...\"" % (path, data_path(path))
    )
    if not data["reports"].get("pageowner"):
        print(
            "Without page_owner=on in the boot arguments the page shows how memory is used, not by whom."
        )


def run_machine(args):
    """Run a machine by run.sh.  Returns (exit status of run.sh, output of the commands)."""
    commands = [
        command for command in COMMANDS if args.owners or not command.startswith("pageowner")
    ]
    line = "; ".join([args.run or "", *commands] if args.run else commands)
    result = subprocess.run(
        [args.program[0], "-r", line, *args.program[1:]], stdout=subprocess.PIPE
    )
    return result.returncode, result.stdout.decode(errors="replace")


def boot(args):
    check_output(args.output)
    status, output = run_machine(args)
    unknown = NO_COMMAND.findall(output)
    try:
        data = extract(output, "the output of the run", args.board)
    except ReportError as error:
        if NEEDED[0] in unknown:
            raise ReportError(
                "the image has no command \"%s\": set CONFIG_MM_REPORTS (make menuconfig)"
                % NEEDED[0]
            )
        if status:
            raise ReportError(
                "the run ended with status %d before all reports were printed: see its messages above"
                % status
            )
        raise error
    write_one(args.output, data)
    # Only the report pageowner may fail, with page_owner=off.
    if status and not (status == 1 and args.owners and "pageowner" not in data["reports"]):
        raise ReportError(
            "the run ended with status %d, see above; the page shows the machine as it was then"
            % status
        )


def log(args):
    check_output(args.output, args.log)
    try:
        with open(args.log, "rb") as f:
            text = f.read().decode(errors="replace")
    except OSError as error:
        raise ReportError("%s: %s" % (args.log, error.strerror))
    write_one(args.output, extract(text, os.path.basename(args.log), args.board))


def compare(args):
    check_output(args.output, args.old, args.new)
    datas = [load(args.old), load(args.new)]
    for data, path in zip(datas, (args.old, args.new)):
        data["source"] = os.path.basename(path)
    write(args.output, page(datas))
    print("%s: the page" % args.output)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    actions = parser.add_subparsers(dest="action", required=True)
    for name, function in (("boot", boot), ("log", log), ("compare", compare), ("line", None)):
        action = actions.add_parser(name)
        action.set_defaults(function=function)
        if function:
            action.add_argument("-o", "--output", required=True, help="where the page is written")
        if name in ("boot", "log"):
            action.add_argument("-b", "--board", help="the board's name, for the title")
    actions.choices["boot"].add_argument(
        "-r", "--run", help="commands that are run before the reports are taken"
    )
    actions.choices["boot"].add_argument(
        "--owners", action="store_true", help="the image has the command pageowner"
    )
    actions.choices["log"].add_argument("log")
    for name in ("old", "new"):
        actions.choices["compare"].add_argument(name)
    # The text after "--" is a command with its own options, which may contain another "--".
    words = sys.argv[1:]
    end = words.index("--") if "--" in words else len(words)
    args = parser.parse_args(words[:end])
    args.program = words[end + 1 :]
    if args.action == "boot" and not args.program:
        parser.error("behind \"--\" stands the command that boots: scripts/run.sh and its options")
    if args.action == "line":
        print(LINE)
        return 0
    try:
        args.function(args)
    except ReportError as error:
        print("report: %s" % error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
