# SPDX-License-Identifier: BSD-2-Clause
"""Memory of /reserved-memory for single devices: a device tree with regions of all kinds, on three ports."""
import os
import re
import subprocess

from bad import boot, compile_dtb, dtb_source
from harness import Case, Failure, OUT, expect, refuse, run

MIB = 1 << 20
RAM = {"riscv": 0x80000000, "arm64": 0x40000000, "host": 0x80000000}
COMMANDS = "kunit reserved_mem; kunit dma_own; memmap; cma"

NODES = """
	reserved-memory {
		#address-cells = <2>;
		#size-cells = <2>;
		ranges;
		dma: dma@%(a)x { compatible = "shared-dma-pool"; no-map; reg = <0 %(a)#x 0 0x40000>; };
		pool: pool { compatible = "shared-dma-pool"; size = <0 0x20000>; alignment = <0 0x10000>; };
		limited: restricted { compatible = "restricted-dma-pool"; size = <0 0x40000>; };
		plain: plain@%(b)x { reg = <0 %(b)#x 0 0x10000>; no-map; };
		area: area { compatible = "shared-dma-pool"; reusable; size = <0 0x200000>; };
		all { compatible = "shared-dma-pool"; linux,dma-default; size = <0 0x10000>; };
		twin1@%(c)x { compatible = "shared-dma-pool"; reg = <0 %(c)#x 0 0x2000>; };
		twin2@%(c)x { compatible = "shared-dma-pool"; reg = <0 %(c)#x 0 0x1000>; };
		off: off@%(d)x { compatible = "shared-dma-pool"; no-map; reg = <0 %(d)#x 0 0x40000>; status = "disabled"; };
		crooked: crooked { compatible = "restricted-dma-pool"; size = <0 0x10000>; no-map; };
	};
	coherent {
		compatible = "test,own-memory";
		dma-coherent;
		memory-region = <&dma>, <&plain>, <&pool>, <&area>;
		memory-region-names = "dma", "plain", "pool", "area";
	};
	other { compatible = "test,own-memory"; dma-noncoherent; memory-region = <&pool>, <&off>; };
	restricted { compatible = "test,own-memory"; dma-coherent; memory-region = <&limited>; };
	refused { compatible = "test,own-memory"; dma-coherent; memory-region = <&crooked>; };
"""


def nodes(arch):
    return NODES % {"a": RAM[arch] + 48 * MIB, "b": RAM[arch] + 49 * MIB, "c": RAM[arch] + 50 * MIB, "d": RAM[arch] + 51 * MIB}


def on_target(name, arch):
    source = re.sub(r"(\n\tchosen \{)", lambda m: nodes(arch) + m[1], dtb_source(name, arch), count=1)
    return boot(name, arch, ["-dtb", compile_dtb(name, source)], [], 0, COMMANDS)


def overlay(name):
    """The regions for the host port: the file."""
    path = os.path.join(OUT, name + ".dtbo")
    subprocess.run(["dtc", "-q", "-@", "-O", "dtb", "-o", path], text=True, check=True,
                   input="/dts-v1/; /plugin/; &{/} {%s};" % nodes("host"))
    return path


def on_host(name, noncoherent):
    status, output = run(name, [os.path.join(OUT, "host/quarry.elf"), "-overlay", overlay(name),
                                *["-noncoherent"] * noncoherent, "-append", 'run="%s"' % COMMANDS], 30)
    if status:
        raise Failure("exit status %s" % status)
    return output


def case(name, arch, *options):
    output = on_host(name, *options) if arch == "host" else on_target(name, arch)
    refuse(output, "not ok")
    expect(output, "^# reserved_mem: pass:(9|10) fail:0", "^# dma_own: pass:12 fail:0",
           "crooked: a restricted-dma-pool cannot be", "twin.@.* overlaps twin.@.*: no device can have it", "^area +0x")
    base = RAM[arch]
    for name, mapped, size in (("dma@", False, 256), ("plain@", False, 64), ("pool", False, 128),
                               ("restricted", True, 256), ("crooked", False, 64)):
        found = re.search(r"^\S+ node 0( not mapped)?(?:\n  .*)*\n  (\w+)-\w+ +(\d+) KiB  %s" % name, output, re.M)
        if not found or (found[1] is None) != mapped or int(found[3]) != size:
            raise Failure("memmap says of %s: %s" % (name, found and found[0]))
        if name == "dma@" and int(found[2], 16) != base + 48 * MIB or name == "pool" and int(found[2], 16) % 0x10000:
            raise Failure("%s is at %s" % (name, found[2]))


def cases():
    for arch in ("riscv", "arm64"):
        yield Case("reserved-" + arch, case, arch, needs=[arch])
    for how in (False, True):
        yield Case("reserved-host" + "-noncoherent" * how, case, "host", how, needs=["host"])
