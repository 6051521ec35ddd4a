# SPDX-License-Identifier: BSD-2-Clause
"""Check on-chip SRAM with a device tree that reserves 1 MiB of RAM and describes it as SRAM."""
import json
import re

from bad import boot, compile_dtb, dtb_source
from harness import Case, Failure, refuse

MIB = 1 << 20
RAM = {"riscv": 0x80000000, "arm64": 0x40000000}
AT = 96 * MIB
COMMANDS = "sram; sram -j; kunit sram"

NODES = """
	reserved-memory {
		#address-cells = <2>;
		#size-cells = <2>;
		ranges;
		sram@%(a)x { reg = <0 %(a)#x 0 0x100000>; no-map; };
	};
	sram@%(a)x {
		compatible = "mmio-sram";
		reg = <0 %(a)#x 0 0x10000>;
		#address-cells = <1>;
		#size-cells = <1>;
		ranges = <0 0 %(a)#x 0x10000>;
		phandle = <0x5001>;
		dma@8000 { reg = <0x8000 0x1000>; pool; label = "fast"; phandle = <0x5002>; };
		boot@0 { reg = <0 0x100>; export; };
		firmware@1000 { reg = <0x1000 0x234>; phandle = <0x5003>; };
	};
	sram@%(b)x {
		compatible = "vendor,sram", "mmio-sram";
		reg = <0 %(b)#x 0 0x1000>;
		no-memory-wc;
		phandle = <0x5004>;
	};
	sram@%(c)x {
		compatible = "mmio-sram";
		reg = <0 %(c)#x 0 0x1000>;
		#address-cells = <1>;
		#size-cells = <1>;
		ranges = <0 0 %(c)#x 0x2000>;
		one@0 { reg = <0 0x101>; };
		two@100 { reg = <0x100 0x100>; };
	};
	sram@%(d)x {
		compatible = "mmio-sram";
		reg = <0 %(d)#x 0 0x1000>;
		#address-cells = <1>;
		#size-cells = <1>;
		ranges = <0 0 %(d)#x 0x2000>;
		out@fff { reg = <0xfff 2>; pool; };
	};
	sram-user {
		compatible = "test,sram-user";
		sram = <0x5001 0x5002 0x5003>;
		registers = <0x5004>;
	};
"""


def with_sram(name, arch):
    at = RAM[arch] + AT
    nodes = NODES % {"a": at, "b": at + 0x10000, "c": at + 0x20000, "d": at + 0x30000}
    source = re.sub(r"(\n\tchosen \{)", lambda m: nodes + m[1], dtb_source(name, arch), count=1)
    return ["-dtb", compile_dtb(name, source)]


def case(name, arch):
    output = boot(
        name,
        arch,
        with_sram(name, arch),
        [
            "^# Totals: pass:4 fail:0 skip:0",
            "boot@0 ",
            "out@fff is outside the SRAM",
            "one@0 and two@100 overlap",
        ],
        0,
        COMMANDS,
    )
    refuse(output, "not ok")
    at = RAM[arch] + AT
    wanted = [
        [name, part, "%#x" % (at + start), size, free, use]
        for name, part, start, size, free, use in (
            ("%x.sram" % at, "boot@0", 0, 0x100, 0, "exported"),
            ("%x.sram" % at, "firmware@1000", 0x1000, 0x234, 0, "reserved"),
            ("%x.sram" % at, "fast", 0x8000, 0x1000, 0x1000, "pool"),
            ("%x.sram" % at, "-", 0, 0xECC0, 0xECC0, "pool"),
            ("%x.sram" % (at + 0x10000), "-", 0x10000, 0x1000, 0x1000, "pool"),
        )
    ]
    told = [
        list(row.values()) for row in json.loads(re.search(r"^\[\{.*?\}\]", output, re.M | re.S)[0])
    ]
    if told != wanted:
        raise Failure("the command sram says %s" % told)


def cases():
    for arch in RAM:
        yield Case("sram-" + arch, case, arch, needs=[arch])
