# SPDX-License-Identifier: BSD-2-Clause
"""Check UARTs as the console, on the host port with models of their registers
(arch/host/libc_uart.c).

A session is typed at each kind of UART, with and without its interrupt, and with each compatible
string.  Faults of real UARTs that QEMU's models do not have are simulated, too.
"""
import os
import re
import subprocess

import bad
from boot import COMMON, LONG, PROGRAM, command_with_dtb, image
from console import session
from harness import Case, Failure, OUT, expect, need_qemu, refuse, run

# For each kind of model: compatible strings of its drivers.
KINDS = {
    "cadence": ["xlnx,xuartps", "cdns,uart-r1p8", "cdns,uart-r1p12"],
    "geni": ["qcom,geni-debug-uart"],
    "imx": ["fsl,imx6q-uart", "fsl,imx21-uart"],
    "lpuart": ["fsl,imx7ulp-lpuart", "fsl,imx8ulp-lpuart", "fsl,imx8qxp-lpuart"],
    "meson": ["amlogic,meson-gx-uart", "amlogic,meson-s4-uart", "amlogic,meson-ao-uart"],
    "mvebu": ["marvell,armada-3700-uart"],
    "ns16550": [
        "snps,dw-apb-uart",
        "mediatek,mt6577-uart",
        "ti,am654-uart",
        "nvidia,tegra20-uart",
        "brcm,bcm2835-aux-uart",
    ],
    "samsung": [
        "samsung,exynos4210-uart",
        "samsung,exynos5433-uart",
        "samsung,exynos850-uart",
        "samsung,exynos8895-uart",
        "google,gs101-uart",
    ],
    "scif": ["renesas,scif", "renesas,hscif"],
    "scifa": ["renesas,scif-r9a07g044", "renesas,scif-r9a09g057"],
    "uartdm": ["qcom,msm-uartdm-v1.4"],
    "xscale": ["intel,xscale-uart"],
}
TYPED = "a line that is longer than what the receiver holds: " + "0123456789" * 8
# For each kind whose receiver has a separate interrupt, which is not the first interrupt: the name
# of the interrupt.
RX_NAMES = {"scifa": "rxi", "mvebu": "uart-rx"}
STEPS = [
    ("", "quarry> "),
    ("nosuch %s\r" % TYPED, r"nosuch %s\s+nosuch: there is no such command" % TYPED),
    ("\x1d", "~"),  # the model simulates an overrun
    ("\x1e", r"console: break(?s:.*)CPU: 0 thread: .*\s(?s:.*)Call trace"),
    ("\x15not a break\0\r", r"\snot: there is no such command"),
    ("\x15irqs\r", "%s"),
    ("poweroff\r", None),
]


def overlay(name, compatible, interrupt, rx=None):
    path = os.path.join(OUT, name + ".dtbo")
    node = 'serial@10006000 { compatible = "%s"; reg = <0 0x10006000 0 0x1000>; %s };' % (
        compatible,
        ""
        if not interrupt
        else "interrupt-parent = <1>; "
        + (
            'interrupts = <9>, <2>; interrupt-names = "other", "%s";' % rx
            if rx
            else "interrupts = <2>;"
        ),
    )
    subprocess.run(
        ["dtc", "-q", "-@", "-O", "dtb", "-o", path],
        text=True,
        check=True,
        input='/dts-v1/; /plugin/; &{/} { chosen { stdout-path = "/serial@10006000:115200n8"; }; %s };'
        % node,
    )
    return path


# Nodes of a UART that uses mailboxes (TCU).  It needs two mailbox controllers (HSP).  Only the
# first controller has an interrupt.
HSP = '%(label)s: hsp@%(at)x { compatible = "nvidia,tegra194-hsp"; reg = <0 0x%(at)x 0 0x20000>; #mbox-cells = <2>; %(more)s };'
TCU_IRQ = 'interrupt-parent = <1>; interrupts = <9>, <2>; interrupt-names = "doorbell", "shared1";'
TCU = 'mbox-names = "rx", "tx"; mboxes = <&rx 1 0>, <&tx 1 0x80000001>;'


def tcu_overlay(name, interrupt, boxes=TCU):
    path = os.path.join(OUT, name + ".dtbo")
    hsps = [
        HSP % {"label": label, "at": at, "more": more}
        for label, at, more in (
            ("rx", 0x10100000, TCU_IRQ if interrupt else ""),
            ("tx", 0x10120000, ""),
        )
    ]
    node = 'serial { compatible = "nvidia,tegra234-tcu", "nvidia,tegra194-tcu"; %s };' % boxes
    subprocess.run(
        ["dtc", "-q", "-@", "-O", "dtb", "-o", path],
        text=True,
        check=True,
        input='/dts-v1/; /plugin/; &{/} { chosen { stdout-path = "/serial:115200n8"; }; %s %s };'
        % (" ".join(hsps), node),
    )
    return path


# For each error in the property mboxes or mbox-names: (old text, new text).  If the mailbox of the
# transmitter (tx) is wrong, there is no output.
TCU_BAD = {
    "type": ("<&rx 1 0>", "<&rx 0 0>"),
    "direction": ("<&rx 1 0>", "<&rx 1 0x80000000>"),
    "number": ("<&rx 1 0>", "<&rx 1 2>"),
    "name": ('"rx", "tx"', '"other", "tx"'),
    "tx-type": ("1 0x80000001", "0 0x80000001"),
    "tx-direction": ("1 0x80000001", "1 1"),
    "tx-number": ("0x80000001", "0x80ffffff"),
    "tx-none": (", <&tx 1 0x80000001>", ""),
    "tx-name": ('"rx", "tx"', '"rx", "other"'),
}


def tcu(name):
    """Type at a UART that sends packets of up to three characters, with and without an interrupt.
    Mailboxes that cannot be used are reported."""
    command = [os.path.join(OUT, "host/quarry.elf"), "-uart", "tcu", "-overlay"]
    for interrupt in (True, False):
        want = r"\s2 +console" if interrupt else "quarry> "
        steps = [
            (keys, pattern and pattern.replace("%s", want))
            for keys, pattern in STEPS
            if keys not in ("\x1d", "\x1e")
        ]
        steps.insert(-1, ("sysreport\r", "UART: nvidia,tegra194-tcu at 0x10138000,"))
        output = session(name, [*command, tcu_overlay(name, interrupt)], steps)
        expect(output, "^.*Quarry .* for host")
        refuse(output, "WARNING", "Fault:")
    for how, (old, new) in TCU_BAD.items():
        status, output = run(
            name,
            [*command, tcu_overlay(name, True, TCU.replace(old, new)), "-append", "run=sysreport"],
            20,
        )
        expect(
            output,
            "^.*Quarry .* for host",
            *(
                ["UART: none"]
                if how.startswith("tx")
                else [
                    '/serial: no input, as mboxes has no usable mailbox "rx": -EINVAL',
                    "UART: nvidia,tegra194-tcu at 0x10138000,",
                ]
            )
        )
        refuse(output, "WARNING", "Fault:")
        if status:
            raise Failure("%s: exit status %s" % (how, status))


def talk(name, kind, compatible, interrupt):
    want = r"\s2 +console" if interrupt else "quarry> "
    steps = [(keys, pattern and pattern.replace("%s", want)) for keys, pattern in STEPS]
    output = session(
        name,
        [
            os.path.join(OUT, "host/quarry.elf"),
            "-uart",
            kind,
            "-overlay",
            overlay(name, compatible, interrupt, RX_NAMES.get(kind)),
        ],
        steps,
    )
    expect(output, "^.*Quarry .* for host")
    refuse(output, "WARNING", "Fault:")


def host(name, kind):
    for compatible in KINDS[kind]:
        talk(name, kind, compatible, True)
    talk(name, kind, KINDS[kind][0], False)
    return "%d compatible strings" % len(KINDS[kind])


DELIVERS = r"\d+ +[1-9]\d* +0 .* 2 +console\s"
DEAD = r"\d+ +0 +0 .* 2 +console\s"
POLLED = r"console: interrupt \d+ does not deliver input: the UART is polled"
MASKED = r"1000 unhandled interrupts in a row: masked"
# For each fault: kind of the model, compatible string, pattern of the console's line in the output
# of irqs, other reports.
FAULTS = {
    "dead-line": ("ns16550", "snps,dw-apb-uart", DEAD, [POLLED]),
    "storm": ("ns16550", "snps,dw-apb-uart", DELIVERS, [MASKED, POLLED]),
    "storm-later": ("ns16550", "ti,am654-uart", DELIVERS, [MASKED, POLLED]),
    "busy": ("ns16550", "snps,dw-apb-uart", DELIVERS, []),
    "timeout": ("ns16550", "snps,dw-apb-uart", DELIVERS, []),
    "ti-timeout": ("ns16550", "ti,am654-uart", DELIVERS, []),
    "level": ("ns16550", "nvidia,tegra20-uart", DELIVERS, []),
    "xscale-level": ("xscale", "intel,xscale-uart", DELIVERS, []),
    "ier-bits": ("ns16550", "brcm,bcm2835-aux-uart", DELIVERS, []),
}
FAULTS.update(
    ("%s-left-on" % kind, (kind, KINDS[kind][0], DELIVERS, []))
    for kind in KINDS
    if kind not in ("geni", "uartdm")
)


def faulty(name, fault):
    """Type the session at a UART with a fault.  If the driver can handle the fault, the interrupt
    works.  Otherwise, input is polled."""
    kind, compatible, irqs, reports = FAULTS[fault]
    command = [
        os.path.join(OUT, "host/quarry.elf"),
        "-uart",
        "%s,%s" % (kind, fault.replace(kind + "-", "")),
        "-overlay",
        overlay(name, compatible, True, RX_NAMES.get(kind)),
        "-append",
        "loglevel=5",
    ]
    # A report may appear between echoed characters.  Therefore, a line is typed first and erased.
    # The line is long, because with the fault "level" one character does not cause an interrupt.
    first = [
        ("", "quarry> "),
        ("\r", "quarry> "),
        *((c, c) for c in "abcdefghijkl"),
        ("\x15", "quarry> "),
    ]
    output = session(
        name,
        command,
        first + [(keys, pattern and pattern.replace("%s", irqs)) for keys, pattern in STEPS[1:]],
    )
    expect(output, *reports)
    refuse(
        output,
        "WARNING",
        "Fault:",
        *(report for report in (MASKED, POLLED) if report not in reports)
    )


def silent(name, fault):
    """If no register of the UART works, the machine still runs its commands and ends."""
    status, output = run(
        name,
        [
            os.path.join(OUT, "host/quarry.elf"),
            "-uart",
            "ns16550," + fault,
            "-overlay",
            overlay(name, "snps,dw-apb-uart", True),
            "-append",
            "run=irqs",
        ],
        60,
    )
    refuse(output, "Quarry")
    if status:
        raise Failure("exit status %s" % status)


def earlycon(name):
    """earlycon= selects a UART whose compatible string no driver has.  If the value of earlycon= is
    not valid, it is not accepted, and the console is standard output."""
    command = [
        os.path.join(OUT, "host/quarry.elf"),
        "-uart",
        "meson",
        "-overlay",
        overlay(name, "nobody,knows", True),
        "-append",
    ]
    steps = [("", "quarry> "), ("poweroff\r", None)]
    expect(session(name, [*command, "earlycon=meson,0x10006000"], steps), "^.*Quarry .* for host")
    expect(
        session(name, [*command, "earlycon=meson,mmio32,0x10006000 loglevel=7"], steps),
        "^.*Quarry .* for host",
    )
    for value in (
        "nosuch,0x10006000",
        "meson",
        "meson,",
        "meson,0x",
        "meson,mmio",
        "meson,0x10006000x",
        "meson,0x10006002",
    ):
        status, output = run(name, [*command, "earlycon=%s run=irqs" % value], 20)
        expect(output, "boot argument earlycon=%s: not accepted" % value)
        if status:
            raise Failure("exit status %s" % status)


def earlycon_target(name, arch, value):
    """earlycon= selects the machine's UART if no driver has the compatible string in the device
    tree.  Input is polled."""
    need_qemu(PROGRAM[arch], 10)
    source = re.sub(
        'compatible = ("ns16550a"|"arm,pl011[^;]*);',
        'compatible = "nobody,knows";',
        bad.dtb_source(name, arch),
    )
    output = session(
        name,
        [
            PROGRAM[arch],
            *bad.MACHINE[arch],
            *COMMON,
            "-kernel",
            image(arch),
            "-dtb",
            bad.compile_dtb(name, source),
            "-append",
            "earlycon=" + value,
        ],
        [("", "quarry> "), ("irqs\r", "quarry> "), ("poweroff\r", None)],
    )
    expect(output, "^.*Quarry .* for " + arch)
    refuse(output, "WARNING", "Fault:", "not accepted", "console$")


def cases():
    yield Case("uart-host-earlycon", earlycon, needs=["host"])
    for arch, value in (
        ("riscv", "uart8250,mmio,0x10000000"),
        ("riscv", "sbi"),
        ("arm64", "pl011,0x9000000"),
    ):
        yield Case(
            "uart-%s-earlycon-%s" % (arch, value.split(",")[0]),
            earlycon_target,
            arch,
            value,
            needs=[arch],
        )
    yield Case("uart-host-tcu", tcu, needs=["host"])
    for kind in KINDS:
        yield Case("uart-host-" + kind, host, kind, needs=["host"])
    for fault in FAULTS:
        yield Case("uart-host-fault-" + fault, faulty, fault, needs=["host"])
    for fault in ("clock-off", "absent"):
        yield Case("uart-host-fault-" + fault, silent, fault, needs=["host"])


def machine(name, which):
    """Type at QEMU's model of a board, with the device tree of Debian's kernel."""
    output = session(
        name,
        [*command_with_dtb(which), "-append", "loglevel=7"],
        [
            ("", "quarry> "),
            ("nosuch %s\r" % TYPED, "nosuch: there is no such command"),
            ("irqs\r", "quarry> "),
            ("poweroff\r", None),
        ],
    )
    expect(output, "^.*Quarry .* for arm64", "nosuch " + TYPED, r"\d+ +[1-9]\d* +0 .* console\s")
    refuse(output, "WARNING", "Fault:")


def long_cases():
    for which in LONG:
        yield Case("uart-arm64-" + which, machine, which, needs=["arm64", "dtbs"])
