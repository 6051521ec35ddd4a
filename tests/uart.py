# SPDX-License-Identifier: BSD-2-Clause
"""UARTs as the console: on the host port, by models of their registers (arch/host/libc_uart.c).

The session is typed at each kind with its interrupt and without, and every compatible string is tried.
"""
import os
import subprocess

from console import session
from harness import Case, OUT, configured, expect, refuse

# Kind of the model: the compatible strings of drivers for it.
KINDS = {
    "cadence": ["xlnx,xuartps", "cdns,uart-r1p8", "cdns,uart-r1p12"],
    "geni": ["qcom,geni-debug-uart"],
    "imx": ["fsl,imx6q-uart", "fsl,imx21-uart"],
    "lpuart": ["fsl,imx7ulp-lpuart", "fsl,imx8ulp-lpuart", "fsl,imx8qxp-lpuart"],
    "meson": ["amlogic,meson-gx-uart", "amlogic,meson-s4-uart", "amlogic,meson-ao-uart"],
    "mvebu": ["marvell,armada-3700-uart"],
    "ns16550": ["snps,dw-apb-uart", "mediatek,mt6577-uart", "ti,am654-uart", "nvidia,tegra20-uart", "brcm,bcm2835-aux-uart"],
    "samsung": ["samsung,exynos4210-uart", "samsung,exynos5433-uart", "samsung,exynos850-uart", "samsung,exynos8895-uart",
                "google,gs101-uart"],
    "scif": ["renesas,scif", "renesas,hscif"],
    "uartdm": ["qcom,msm-uartdm-v1.4"],
    "xscale": ["intel,xscale-uart"],
}
TYPED = "a line that is longer than what the receiver holds: " + "0123456789" * 8
STEPS = [
    ("", "quarry> "),
    ("nosuch %s\r" % TYPED, r"nosuch %s\s+nosuch: there is no such command" % TYPED),
    ("irqs\r", "%s"),
    ("poweroff\r", None),
]


def overlay(name, compatible, interrupt):
    path = os.path.join(OUT, name + ".dtbo")
    node = 'serial@10006000 { compatible = "%s"; reg = <0 0x10006000 0 0x1000>; %s };' % (
        compatible, "interrupt-parent = <1>; interrupts = <2>;" if interrupt else "")
    subprocess.run(["dtc", "-q", "-@", "-O", "dtb", "-o", path], text=True, check=True,
                   input='/dts-v1/; /plugin/; &{/} { chosen { stdout-path = "/serial@10006000:115200n8"; }; %s };' % node)
    return path


def build(name):
    configured(name, "uart-host", "host", ["tests/uart.config"])


def talk(name, kind, compatible, interrupt):
    want = r"\s2 +console" if interrupt else "quarry> "
    steps = [(keys, pattern and pattern.replace("%s", want)) for keys, pattern in STEPS]
    output = session(name, [os.path.join(OUT, "uart-host/quarry.elf"), "-uart", kind, "-overlay",
                            overlay(name, compatible, interrupt)], steps)
    expect(output, "^.*Quarry .* for host")
    refuse(output, "WARNING", "Fault:")


def host(name, kind):
    for compatible in KINDS[kind]:
        talk(name, kind, compatible, True)
    talk(name, kind, KINDS[kind][0], False)
    return "%d compatible strings" % len(KINDS[kind])


def cases():
    yield Case("build-uart-host", build)
    for kind in KINDS:
        yield Case("uart-host-" + kind, host, kind, needs=["uart-host"])
