# SPDX-License-Identifier: BSD-2-Clause
"""Interrupt controllers: the PLIC driver on the host port's model of its registers (arch/host/libc_plic.c)."""
import os
import subprocess

import kunit
from harness import Case, OUT

PLICS = {"thead": '"allwinner,sun20i-d1-plic", "thead,c900-plic"', "renesas": '"renesas,r9a07g043-plic", "andestech,nceplic100"',
         "sifive": '"sifive,fu540-c000-plic", "sifive,plic-1.0.0"'}
CPU = "cpu@%d { intc%d: interrupt-controller { #interrupt-cells = <1>; interrupt-controller; }; };"


def overlay(name, compatible):
    path = os.path.join(OUT, name + ".dtbo")
    node = """plic@11000000 { compatible = %s; reg = <0 0x11000000 0 0x400000>; riscv,ndev = <31>; interrupt-controller;
              #interrupt-cells = <2>; interrupts-extended = <&intc0 9 &intc1 9>; };""" % compatible
    subprocess.run(["dtc", "-q", "-@", "-O", "dtb", "-o", path], text=True, check=True,
                   input="/dts-v1/; /plugin/; &{/} { cpus { %s %s }; %s };" % (CPU % (0, 0), CPU % (1, 1), node))
    return ["-overlay", path]


def plic(name, out, which):
    return kunit.on_host(name, out, "plic,irq", options=overlay(name, PLICS[which]),
                         must_run="plic_test_level|plic_test_moved" + ("|plic_test_edges" if which != "sifive" else ""))


def cases():
    for which in PLICS:
        yield Case("irqchip-host-plic-" + which, plic, "host", which, needs=["host", "disk"])
    for out in ("host-asan", "host-tsan"):
        yield Case("irqchip-%s-plic" % out, plic, out, "thead", needs=[out, "disk"])
