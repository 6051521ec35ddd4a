# SPDX-License-Identifier: BSD-2-Clause
"""Check watchdogs on the host port with models of their registers (arch/host/libc_watchdog.c), and
on QEMU's machines that have a watchdog.

If firmware left a watchdog running, it is stopped or fed.  A watchdog resets the machine if it is
not fed, and does not while it is fed.  The command reboot uses the watchdog.
"""
import contextlib
import json
import os
import re
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

from boot import command_with_dtb
from console import read_until
from harness import Case, Failure, OUT, expect, log_path, refuse

RESET = 99  # exit status of a process that its watchdog has reset
LIMIT = 20


class Kind:
    def __init__(
        self,
        compatible,
        longest,
        more="",
        size=0x1000,
        stops=True,
        left=None,
        default=None,
        told=None
    ):
        """Describe a kind of hardware.  @left: the time in ms that firmware set and that cannot be
        changed.  @default: the time in s that the driver sets.  @told: the longest time in ms that
        the driver says, if it is not that of the hardware."""
        self.default = min(30, longest // 1000) if default is None else default
        self.told = left or longest if told is None else told
        self.compatible, self.longest, self.more, self.stops, self.left = (
            compatible,
            longest,
            more,
            stops,
            left,
        )
        self.reg = "<0 0x10007000 0 %#x>" % size


CLOCK = "clocks = <&osc>;"
# For each model: the compatible string of its driver, and the hardware's maximum time in ms.
KINDS = {
    "bcm2835": Kind("brcm,bcm2835-pm-wdt", 15999, more="system-power-controller;"),
    "cdns": Kind("cdns,wdt-r1p2", 687194, more="clock-frequency = <100000000>;"),
    "dw": Kind("snps,dw-wdt", 4473, more="clocks = <&pll>;", size=0x100, stops=False),
    "imx2": Kind("fsl,imx21-wdt", 128000, stops=False),
    "imx2be": Kind("fsl,imx21-wdt", 128000, more="big-endian; fsl,ext-reset-output;", stops=False),
    "imx7ulp": Kind("fsl,imx7ulp-wdt", 65535),
    "imx93": Kind("fsl,imx93-wdt", 524280),
    "jh7110": Kind(
        "starfive,jh7110-wdt",
        357913,
        more="clocks = <&crg 122>, <&crg 123>; resets = <&crg 109>, <&crg 110>;",
    ),
    "meson": Kind("amlogic,meson-gxbb-wdt", 65535, more=CLOCK.replace("osc", "xtal"), size=0x10),
    "t7": Kind("amlogic,t7-wdt", 65535, size=0x10),
    "mtk": Kind("mediatek,mt8183-wdt", 31984, size=0x100),
    "qcom": Kind("qcom,kpss-wdt", 31999, more=CLOCK),
    "rti": Kind("ti,j7-rti-wdt", 1024000, more=CLOCK, size=0x100, stops=False, left=4000),
    "rti25": Kind("ti,j7-rti-wdt", 1024000, more=CLOCK, size=0x100, stops=False, left=8000),
    "sbsa": Kind("arm,sbsa-gwdt", 8589),
    "sp805": Kind("arm,sp805", 85899, more="clock-frequency = <100000000>;"),
    "sun4i": Kind("allwinner,sun4i-a10-wdt", 16000, size=0x10),
    "sun6i": Kind("allwinner,sun6i-a31-wdt", 16000, size=0x20),
    "sun20i": Kind("allwinner,sun20i-d1-wdt", 16000, size=0x20),
    "sun55i": Kind("allwinner,sun55i-a523-wdt", 16000, size=0x20),
}
KINDS["sbsa"].reg = "<0 0x10007000 0 0x1000>, <0 0x10008000 0 0x1000>"
CLOCKS = """
	osc: osc { compatible = "fixed-clock"; #clock-cells = <0>; clock-frequency = <32768>; };
	pll: pll { compatible = "fixed-clock"; #clock-cells = <0>; clock-frequency = <480000000>; };
	bus: bus { compatible = "fixed-clock"; #clock-cells = <0>; clock-frequency = <100000000>; };
	gate: gate { compatible = "vendor,gate"; #clock-cells = <0>; clock-frequency = <1>; };
	crg: crg@10008000 {
		compatible = "starfive,jh7110-syscrg"; reg = <0 0x10008000 0 0x1000>; #clock-cells = <1>; #reset-cells = <1>;
	};
	xtal: xtal { compatible = "fixed-clock"; #clock-cells = <0>; clock-frequency = <24000000>; };
"""


def overlay(name, compatible, reg, more=""):
    path = os.path.join(OUT, name + ".dtbo")
    node = "watchdog@10007000 { compatible = \"%s\"; %s %s };" % (
        compatible,
        reg and "reg = %s;" % reg,
        more,
    )
    subprocess.run(
        ["dtc", "-q", "-@", "-O", "dtb", "-o", path],
        text=True,
        check=True,
        input="/dts-v1/; /plugin/; &{/} { %s %s };" % (CLOCKS, node),
    )
    return path


class Typed:
    """Run a machine and type at its prompt.  Steps are lines to type, or pauses in seconds."""

    def __init__(self, name, command, steps, limit=LIMIT):
        start = time.time()
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        try:
            for step in steps:
                if isinstance(step, str):
                    process.stdin.write((step + "\r").encode())
                    process.stdin.flush()
                else:
                    with contextlib.suppress(subprocess.TimeoutExpired):
                        process.wait(step)
        except BrokenPipeError:
            pass
        try:
            output = process.communicate(timeout=limit)[0]
        except subprocess.TimeoutExpired:
            process.kill()
            output = process.communicate()[0] + b"\n-- time limit"
        except BrokenPipeError:
            output = process.stdout.read()
            process.wait()
        self.seconds, self.status = time.time() - start, process.returncode
        self.output = output.decode(errors="replace")
        with open(log_path(name), "a") as log:
            log.write(
                "---- %s: %s after %.1f s\n%s\n" % (steps, self.status, self.seconds, self.output)
            )
        refuse(self.output, "WARNING", "Fault:", "Kernel panic", "_init.. failed", "-- time limit")


def host_command(name, model, node=None, arguments="", out="host", kind=None):
    kind = kind or KINDS.get(model.split(",")[0])
    path = overlay(name, *(node or (kind.compatible, kind.reg, kind.more)))
    return [
        os.path.join(OUT, out, "quarry.elf"),
        "-watchdog",
        model,
        "-overlay",
        path,
        "-append",
        "loglevel=7 " + arguments,
    ]


def must_reset(ran, least, most):
    expect(ran.output, "^The watchdog resets the machine.$")
    if ran.status != RESET or not least <= ran.seconds <= most:
        raise Failure("exit status %s after %.1f s" % (ran.status, ran.seconds))
    return ran.output


def must_live(ran):
    refuse(ran.output, "watchdog resets the machine.$")
    if ran.status:
        raise Failure("exit status %s after %.1f s" % (ran.status, ran.seconds))
    return ran.output


def listed(ran):
    return [json.loads(line)[0] for line in re.findall(r"^\[\{.*\}\]", ran.output, re.M)]


def state(ran, *wanted):
    """Check (state, timeout) in the output of each "watchdog -j"."""
    told = [(row["state"], row["timeout_s"]) for row in listed(ran)]
    if told != list(wanted):
        raise Failure("the command watchdog says %s" % told)


FEED = ["watchdog 0 feed", 0.4]
SLOW = 2.5  # seconds that a busy build machine may add


def one_kind(name, which, out="host", kind=None):
    """Run all checks of one kind of hardware, whose driver is in the image @out.  The machines run
    in parallel."""
    kind = kind or KINDS[which]
    default = kind.default
    longest = max(1, (kind.left or kind.longest) // 1000)
    longer = (
        [] if kind.left else ["watchdog 0 start 9"]
    )  # change the time while the watchdog runs
    scenes = {
        "left": (which + ",running", [3, "watchdog -j", "poweroff"]),
        "alone": (which, [*longer, "watchdog 0 start 4", 8]),
        "feeds": (
            which,
            [
                "watchdog 0 start 1",
                *3 * FEED,
                "watchdog -j",
                *2 * FEED,
                "watchdog 0 stop",
                "watchdog -j",
                2,
                "poweroff",
            ],
        ),
        "reboot": (which, ["reboot", 3]),
    }
    with ThreadPoolExecutor() as pool:
        runs = {
            what: pool.submit(
                Typed, name, host_command(name + "-" + what, model, out=out, kind=kind), steps
            )
            for what, (model, steps) in scenes.items()
        }
    runs = {what: future.result() for what, future in runs.items()}
    if kind.stops:
        expect(must_live(runs["left"]), "10007000.watchdog: firmware started it: stopped$")
        state(runs["left"], ("stopped", default))
        state(runs["feeds"], ("started", 1), ("stopped", 1))
    else:
        expect(
            must_live(runs["left"]),
            "10007000.watchdog: firmware started it, and it cannot be stopped: fed, "
            "its timeout is %u s$" % longest,
        )
        state(runs["left"], ("fed", longest))
        state(runs["feeds"], ("started", 1), ("fed", 1 if kind.left else longest))
        expect(runs["feeds"].output, "^watchdog 0 cannot be stopped: it is fed from now on")
    must_live(runs["feeds"])
    must_reset(runs["alone"], 3.9, 4.6 + SLOW)
    expect(must_reset(runs["reboot"], 0, 1 + SLOW), "10007000.watchdog: restarts the machine$")
    if listed(runs["left"])[0]["longest_ms"] != kind.told:
        raise Failure("the longest time is %s ms" % listed(runs["left"])[0]["longest_ms"])


def locked(name):
    """If firmware has locked the configuration, the driver feeds the watchdog within the time that
    firmware set."""
    ran = Typed(name, host_command(name, "imx93,locked"), [3.5, "watchdog -j", "poweroff"])
    expect(ran.output, "firmware started it, and it cannot be stopped")
    state(ran, ("fed", 1))
    must_live(ran)


def window(name):
    """A feed that is too early resets the machine, like a missing feed.  The driver uses the time
    that firmware set."""
    ran = Typed(
        name,
        host_command(name, "rti,running"),
        [
            *4 * FEED,
            "watchdog 0 start 3",
            "watchdog 0 start 9",
            *4 * FEED,
            "watchdog -j",
            "watchdog 0 stop",
            5,
            "watchdog -j",
            "poweroff",
        ],
    )
    expect(
        ran.output,
        "^watchdog 0: -EBUSY$",
        "^watchdog 0 resets the machine when it is not fed for 9 s$",
    )
    state(ran, ("started", 9), ("fed", 4))
    must_live(ran)
    must_reset(
        Typed(name, host_command(name, "rti,running"), ["watchdog 0 start 4", 10]), 4, 8 + SLOW
    )
    must_reset(
        Typed(
            name, host_command(name, "rti,running", arguments="watchdog.handle_boot_enabled=0"), [4]
        ),
        1,
        1.5 + SLOW,
    )
    expect(
        must_reset(
            Typed(
                name, host_command(name, "rti,running", arguments="watchdog.open_timeout=3"), [9]
            ),
            3,
            8 + SLOW,
        ),
        "10007000.watchdog: its timeout remains 4 s$",
    )
    for feed_too_early in ("0xe51a 0xa35c", "1"):
        steps = ["mw.l 0x1000709c %s" % key for key in feed_too_early.split()]
        must_reset(
            Typed(name, host_command(name, "rti"), ["watchdog 0 start 9", 0.5, *steps, 3]),
            0.5,
            2 + SLOW,
        )
    # If the device tree has no clock rate, the driver measures the rate of a running watchdog.  If
    # the watchdog does not run, the window is unknown, and the watchdog is not changed.
    node = ("ti,j7-rti-wdt", "<0 0x10007000 0 0x100>")
    ran = Typed(name, host_command(name, "rti,running", node), [5, "watchdog -j", "poweroff"])
    if abs(listed(ran)[0]["longest_ms"] / 4000 - 1) > 0.1:
        raise Failure("the longest time is %s ms" % listed(ran)[0]["longest_ms"])
    must_live(ran)
    ran = Typed(name, host_command(name, "rti", node), ["watchdog", "reboot", 1, "poweroff"])
    expect(
        ran.output, "/watchdog@10007000: its clock rate is unknown: the watchdog is not changed$"
    )


def off(name):
    """If firmware did not enable a watchdog, its registers do not answer, and the watchdog is not
    used."""
    for model, kind, text in (
        ("jh7110off", KINDS["jh7110"], "not enabled by firmware: not used"),
        ("jh7110reset", KINDS["jh7110"], "not enabled by firmware: not used"),
        ("rti", Kind("ti,j7-rti-wdt", 0), "it does not answer: its power is off"),
    ):
        reg = "<0 0x1000f000 0 0x1000>" if model == "rti" else kind.reg
        ran = Typed(
            name,
            host_command(name, model, (kind.compatible, reg, kind.more)),
            ["watchdog -j", "poweroff"],
        )
        expect(ran.output, "/watchdog@10007000: %s$" % text)
        if listed(ran):
            raise Failure("%s: a watchdog that is off is used" % model)
        must_live(ran)


def for_ever(name):
    """A watchdog that cannot be stopped is fed until the machine powers off.  If the CPU hangs, it
    is not fed, and resets the machine."""
    must_live(Typed(name, host_command(name + "-fed", "dw,running"), [11, "poweroff"]))
    must_reset(
        Typed(name, host_command(name + "-hung", "dw,running"), ["crash hang", 4]), 2.5, 5 + SLOW
    )


def beyond(name):
    """If a time is longer than the hardware's maximum, the core feeds the watchdog until the rest
    of the time is shorter.  The machine is reset after the requested time."""
    command = host_command(name, "dw")
    must_reset(Typed(name, command, ["watchdog 0 start 7", 6]), 6.8, 8 + SLOW)


def parameters(name):
    """Check watchdog.handle_boot_enabled and watchdog.open_timeout."""
    alone, until = "watchdog.handle_boot_enabled=0", "watchdog.open_timeout=%d"
    expect(
        must_reset(
            Typed(name, host_command(name, "sp805,running", arguments=alone), [4]), 1, 1.5 + SLOW
        ),
        "10007000.watchdog: firmware started it: not changed, start or feed it in time$",
    )
    ran = Typed(
        name,
        host_command(name, "sp805,running", arguments=alone),
        [*6 * FEED, "watchdog -j", "watchdog 0 stop", 2, "watchdog -j", "poweroff"],
    )
    state(ran, ("left", 30), ("stopped", 30))
    must_live(ran)
    output = must_reset(
        Typed(name, host_command(name, "sp805,running", arguments=until % 4), [4]), 3.8, 4.5 + SLOW
    )
    expect(output, "10007000.watchdog: firmware started it: fed for 4 s, start it before then$")
    output = must_reset(
        Typed(name, host_command(name, "dw,running", arguments=until % 7), [7]), 6.8, 8 + SLOW
    )
    expect(output, "10007000.watchdog: no user started it: it resets the machine in 4 s$")
    must_live(
        Typed(
            name,
            host_command(name, "dw,running", arguments=until % 3),
            [1, "watchdog 0 start 4", 3, "watchdog 0 feed", 2, "poweroff"],
        )
    )


def unknown_clock(name):
    """If the clock rate is unknown, the driver assumes the fastest clock, until it has measured the
    rate of the running counter."""
    for model, node, guess, measured in (
        ("dw", ("snps,dw-wdt", "<0 0x10007000 0 0x100>"), 4294, 4473),
        ("dw", ("snps,dw-wdt", "<0 0x10007000 0 0x100>", "clocks = <&gate>;"), 4294, 4473),
        ("sp805", ("arm,sp805", "<0 0x10007000 0 0x1000>"), 17179, 85899),
        ("qcom", ("qcom,kpss-wdt", "<0 0x10007000 0 0x1000>"), 31999, 31999),
        ("cdns", ("cdns,wdt-r1p2", "<0 0x10007000 0 0x1000>"), 343597, 343597),
    ):
        ran = Typed(
            name,
            host_command(name, model, node),
            ["watchdog -j", "watchdog 0 start 2", "watchdog -j", "poweroff"],
        )
        told = [row["longest_ms"] for row in listed(ran)]
        if told[0] != guess or abs(told[1] / measured - 1) > 0.1:
            raise Failure("%s: the longest time is %s ms" % (model, told))
        must_live(ran)
    # The watchdog is started with the maximum time first, and then with the requested time.
    must_reset(
        Typed(
            name,
            host_command(name, "dw", ("snps,dw-wdt", "<0 0x10007000 0 0x100>")),
            ["watchdog 0 start 2", 3],
        ),
        1.9,
        2.4 + SLOW,
    )


GOOD = "<0 0x10007000 0 0x100>"
# For each error in the device tree: model, node, expected message or None, timeout in the list
# (None if the watchdog is not used).
BAD = {
    "no-reg": (
        "dw",
        ("snps,dw-wdt", ""),
        "/watchdog@10007000: reg is missing, or below 16 bytes",
        None,
    ),
    "short-reg": (
        "sp805",
        ("arm,sp805", GOOD),
        "/watchdog@10007000: reg is missing, or below 3076 bytes",
        None,
    ),
    "timeout-0": (
        "mtk",
        ("mediatek,mt8183-wdt", GOOD, "timeout-sec = <0>;"),
        "/watchdog@10007000: invalid timeout-sec 0: using 30 s",
        30,
    ),
    "timeout-huge": (
        "mtk",
        ("mediatek,mt8183-wdt", GOOD, "timeout-sec = <4294968>;"),
        "/watchdog@10007000: invalid timeout-sec 4294968: using 30 s",
        30,
    ),
    "timeout-long": ("mtk", ("mediatek,mt8183-wdt", GOOD, "timeout-sec = <600>;"), None, 600),
    "timeout-empty": ("mtk", ("mediatek,mt8183-wdt", GOOD, "timeout-sec;"), None, 30),
    "tops-short": (
        "dw",
        ("snps,dw-wdt", GOOD, "snps,watchdog-tops = <1 2 3>;"),
        "/watchdog@10007000: snps,watchdog-tops must have 16 numbers",
        None,
    ),
    "tops-0": (
        "dw",
        ("snps,dw-wdt", GOOD, "snps,watchdog-tops = <%s>;" % " ".join(16 * "0")),
        "/watchdog@10007000: snps,watchdog-tops has only zeros",
        None,
    ),
    "clock-0": ("dw", ("snps,dw-wdt", GOOD, "clock-frequency = <0>;"), None, 4),
    "clock-1": ("dw", ("snps,dw-wdt", GOOD, "clock-frequency = <1>;"), None, 30),
    "crg-number": (
        "jh7110",
        ("starfive,jh7110-wdt", "<0 0x10007000 0 0x1000>", "clocks = <&crg 0xffffffff>;"),
        "/watchdog@10007000: not enabled by firmware: not used",
        None,
    ),
    "crg-reset": (
        "jh7110",
        ("starfive,jh7110-wdt", "<0 0x10007000 0 0x1000>", "resets = <&crg 0x8000>;"),
        "/watchdog@10007000: not enabled by firmware: not used",
        None,
    ),
    "one-page": (
        "sbsa",
        ("arm,sbsa-gwdt", "<0 0x10007000 0 0x1000>"),
        "/watchdog@10007000: reg has no second range",
        None,
    ),
}


def bad_tree(name, which):
    """Only the expected message is printed, and the machine continues."""
    model, node, said, timeout = BAD[which]
    ran = Typed(name, host_command(name, model, node), ["watchdog -j", "poweroff"])
    told = [
        line
        for line in re.findall(r"^\[ .*watchdog.*$", ran.output, re.M)
        if "probe failed: -EINVAL" not in line
    ]
    if len(told) != (said is not None) or said and said not in told[0]:
        raise Failure("said: %s" % told)
    if (timeout is None) != ("there is no" in ran.output or "[]" in ran.output):
        raise Failure("a watchdog that should not be there, or none")
    if timeout is not None:
        state(ran, ("stopped", timeout))


def refused(name):
    """Invalid arguments of the command watchdog are refused."""
    ran = Typed(
        name,
        host_command(name, "dw"),
        [
            "watchdog 1 start",
            "watchdog x",
            "watchdog 0 start 0",
            "watchdog 0 start 9999999",
            "watchdog 0 start x",
            "watchdog 0 feed",
            "watchdog 0 bark",
            "watchdog 0 feed 3",
            "watchdog 0 stop",
            "watchdog -j",
            "poweroff",
        ],
    )
    expect(
        ran.output,
        "^1: there is no such watchdog",
        "^x: there is no such watchdog",
        "^0: not a number of seconds",
        "^watchdog 0: a timeout of 9999999 s is not in the range 1 to 4294967",
        "^x: not a number of seconds",
        "^watchdog 0: it is not running",
        r"^watchdog 0: the action is start \[seconds\], stop or feed$",
    )
    state(ran, ("stopped", 4))
    must_live(ran)


def rebound(name):
    """When the driver is unbound, it stops the watchdog if possible.  When the driver is bound
    again, it detects a watchdog that runs."""
    ran = Typed(
        name,
        host_command(name + "-stops", "sp805"),
        [
            "watchdog 0 start 1",
            "unbind 10007000.watchdog",
            2,
            "watchdog",
            "bind 10007000.watchdog",
            "watchdog -j",
            "poweroff",
        ],
    )
    state(ran, ("stopped", 30))
    must_live(ran)
    ran = Typed(
        name,
        host_command(name + "-runs", "dw"),
        [
            "watchdog 0 start 4",
            "unbind 10007000.watchdog",
            1,
            "bind 10007000.watchdog",
            6,
            "watchdog -j",
            "poweroff",
        ],
    )
    expect(
        ran.output,
        "10007000.watchdog: still running after its driver was unbound: it will reset the machine",
        "firmware started it, and it cannot be stopped: fed",
    )
    state(ran, ("fed", 4))
    must_live(ran)


def cases():
    for which in KINDS:
        yield Case("watchdog-host-" + which, one_kind, which, needs=["host"], cpus=0.2)
    for what, fn in (
        ("locked", locked),
        ("window", window),
        ("off", off),
        ("for-ever", for_ever),
        ("beyond", beyond),
        ("parameters", parameters),
        ("unknown-clock", unknown_clock),
        ("refused", refused),
        ("rebound", rebound),
    ):
        yield Case("watchdog-host-" + what, fn, needs=["host"], cpus=0.2)
    for which in BAD:
        yield Case("watchdog-host-bad-" + which, bad_tree, which, needs=["host"], cpus=0.2)


# ---- QEMU ----------------------------------------------------------------------------------------


def board(which, append, *more):
    return [
        option
        for option in command_with_dtb(which)
        if not option.startswith(("-semihosting", "enable=on"))
    ] + ["-no-reboot", *more, "-append", "loglevel=7 " + append]


def ends(ran, least=0, most=25):
    if ran.status or not least <= ran.seconds <= most:
        raise Failure("exit status %s after %.1f s" % (ran.status, ran.seconds))


def imx8mp(name):
    """The watchdog resets the machine, which ends QEMU here.  When its driver is bound, a running
    watchdog is detected and fed.  (The command reboot uses PSCI on this machine.)"""
    node = "/soc@0/bus@30000000/watchdog@30280000"
    ran = Typed(name, board("imx8mp", 'autorun="watchdog 0 start 2"'), [6])
    expect(ran.output, "^watchdog 0 resets the machine when it is not fed for 2 s")
    ends(ran, 2, 8 + SLOW)
    ran = Typed(
        name,
        board("imx8mp", ""),
        [2, "watchdog 0 start 4", "unbind " + node, "bind " + node, 7, "watchdog -j", "poweroff"],
    )
    expect(
        ran.output,
        "still running after its driver was unbound: it will reset the machine",
        "firmware started it, and it cannot be stopped: fed, its timeout is 128 s",
    )
    state(ran, ("fed", 128))
    ends(ran, 9)
    # Without the driver, the watchdog resets the machine.  This shows that the driver fed the
    # watchdog in the run before.
    ends(
        Typed(name, board("imx8mp", ""), [2, "watchdog 0 start 4", "unbind " + node, 8]),
        4,
        8 + SLOW,
    )


def raspi(name, which):
    """On a machine without firmware, the watchdog restarts the machine and powers the machine
    off."""
    for command in (
        "reboot",
        "poweroff",
        "watchdog 0 start 3",
    ):  # in QEMU's model, the time expires immediately
        ran = Typed(name, board(which, 'run="watchdog; %s"' % command), [])
        expect(ran.output, "BCM2835 +/soc/watchdog@7e100000")
        refuse(ran.output, "it is halted", "The machine cannot be restarted")
        ends(ran)
    again = [option for option in board(which, 'autorun="reboot"') if option != "-no-reboot"]
    process = subprocess.Popen(
        again, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    process.collected = bytearray()
    try:
        read_until(process, r"(?s)(Quarry .*restarts the machine.*){2}Quarry ", 0)
    finally:
        process.kill()
        process.wait()


def long_cases():
    yield Case("watchdog-arm64-imx8mp", imx8mp, needs=["arm64", "dtbs"])
    for which in ("raspi3b", "raspi4b"):
        yield Case("watchdog-arm64-" + which, raspi, which, needs=["arm64", "dtbs"])
