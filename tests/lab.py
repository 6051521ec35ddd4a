#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Run the suites on a machine of labgrid: switch the machine on, wait for the end of the KTAP
output, and print the verdict.

        tests/lab.py ENVIRONMENT [SECONDS]

The environment is that of "make lab", whose image has the suites and boots with kunit=1.  The run
fails if the machine prints nothing for SECONDS (60).  This program needs labgrid.
"""
import sys

from harness import Failure, Ktap


def main():
    if len(sys.argv) < 2:
        print(__doc__)
        return 2
    try:
        from labgrid import Environment
        from labgrid.protocol import ConsoleProtocol, PowerProtocol
        from labgrid.util.qmp import QMPError
        from pexpect import EOF, TIMEOUT
    except ImportError as error:
        print("lab.py: %s: python3-labgrid and python3-pexpect have it" % error)
        return 2

    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 60
    target = Environment(sys.argv[1]).get_target("main")
    # QEMUDriver provides the console and the power.  With a board, the console is opened before the
    # power is switched on.
    console = target.get_driver(ConsoleProtocol)
    power = target.get_driver(PowerProtocol)
    output = []
    (power.on if power is console else power.cycle)()
    why = None
    try:
        # Read line by line.  Otherwise, the whole output would be searched again for each
        # character.
        while not output or not output[-1].startswith("# Totals:"):
            _, before, _, _ = console.expect(["\n"], timeout=seconds)
            output.append(before.decode(errors="replace").rstrip("\r"))
    except (EOF, TIMEOUT) as reason:
        why = "the machine %s" % (
            "ended" if isinstance(reason, EOF) else "printed nothing for %g s" % seconds
        )
    finally:
        try:
            power.off()
        except (
            OSError,
            QMPError,
        ):  # QEMU has exited, because the machine was powered off after the suites
            power.status = 0
    print("\n".join(output))
    try:
        ktap = Ktap("\n".join(output))
        print("verdict: %s" % ktap.verdict(ktap.planned))
    except Failure as reason:
        print("verdict: failed: %s%s" % (reason, ", and " + why if why else ""))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
