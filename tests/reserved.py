# SPDX-License-Identifier: BSD-2-Clause
"""Check regions of /reserved-memory that belong to single devices.  On three ports, the device tree
has regions of all kinds."""
import os
import re
import subprocess

from bad import boot, compile_dtb, dtb_source
from boot import LIMIT, command_with_dtb
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
    return NODES % {
        "a": RAM[arch] + 48 * MIB,
        "b": RAM[arch] + 49 * MIB,
        "c": RAM[arch] + 50 * MIB,
        "d": RAM[arch] + 51 * MIB,
    }


def on_target(name, arch):
    source = re.sub(
        r"(\n\tchosen \{)", lambda m: nodes(arch) + m[1], dtb_source(name, arch), count=1
    )
    return boot(name, arch, ["-dtb", compile_dtb(name, source)], [], 0, COMMANDS)


def overlay(name):
    """Compile an overlay with the regions for the host port.  Returns its path."""
    path = os.path.join(OUT, name + ".dtbo")
    subprocess.run(
        ["dtc", "-q", "-@", "-O", "dtb", "-o", path],
        text=True,
        check=True,
        input="/dts-v1/; /plugin/; &{/} {%s};" % nodes("host"),
    )
    return path


def on_host(name, noncoherent):
    status, output = run(
        name,
        [
            os.path.join(OUT, "host/quarry.elf"),
            "-overlay",
            overlay(name),
            *["-noncoherent"] * noncoherent,
            "-append",
            'run="%s"' % COMMANDS,
        ],
        30,
    )
    if status:
        raise Failure("exit status %s" % status)
    return output


def case(name, arch, *options):
    output = on_host(name, *options) if arch == "host" else on_target(name, arch)
    refuse(output, "not ok")
    expect(
        output,
        "^# reserved_mem: pass:(9|10) fail:0",
        "^# dma_own: pass:12 fail:0",
        "crooked: a restricted-dma-pool cannot be",
        "twin.@.* overlaps twin.@.*: not available to devices",
        "^area +0x",
    )
    base = RAM[arch]
    for name, mapped, size in (
        ("dma@", False, 256),
        ("plain@", False, 64),
        ("pool", False, 128),
        ("restricted", True, 256),
        ("crooked", False, 64),
    ):
        found = re.search(
            r"^\S+ node 0( not mapped)?(?:\n  .*)*\n  (\w+)-\w+ +(\d+) KiB  %s" % name, output, re.M
        )
        if not found or (found[1] is None) != mapped or int(found[3]) != size:
            raise Failure("memmap says of %s: %s" % (name, found and found[0]))
        if (
            name == "dma@"
            and int(found[2], 16) != base + 48 * MIB
            or name == "pool"
            and int(found[2], 16) % 0x10000
        ):
            raise Failure("%s is at %s" % (name, found[2]))


# The nodes that U-Boot adds to the device tree of an i.MX8M if Trusted Firmware has started OP-TEE.
# The addresses are OP-TEE's defaults.
OPTEE = """
/dts-v1/; /plugin/;
&{/} { firmware { optee { compatible = "linaro,optee-tz"; method = "smc"; }; }; };
&{/reserved-memory} {
	#address-cells = <2>; #size-cells = <2>;
	optee_core@56000000 { reg = <0 0x56000000 0 0x1c00000>; no-map; };
	optee_shm@57c00000 { reg = <0 0x57c00000 0 0x400000>; no-map; };
};
"""


def optee(name):
    """Boot with the device tree of a real board and the regions that U-Boot adds.  These regions
    must be neither allocated nor mapped."""
    command = command_with_dtb("imx8mp")
    at = command.index("-dtb") + 1
    added, tree = (os.path.join(OUT, name + end) for end in (".dtbo", ".dtb"))
    subprocess.run(["dtc", "-q", "-O", "dtb", "-o", added], input=OPTEE, text=True, check=True)
    subprocess.run(["fdtoverlay", "-i", command[at], "-o", tree, added], check=True)
    command[at] = tree
    status, output = run(name, [*command, "-append", 'run="memmap; ptdump"'], LIMIT)
    expect(output, "W.X: 0 violations")
    refuse(output, "Kernel panic", "WARNING", "^.*Fault:")
    if status:
        raise Failure("exit status %s" % status)
    for region, kib in (("optee_core@56000000", 28672), ("optee_shm@57c00000", 4096)):
        start = region.split("@")[1]
        if not re.search(
            r"^\S+ node 0 not mapped(?:\n  .*)*?\n  0*%s-\w+ +%d KiB  %s$" % (start, kib, region),
            output,
            re.M,
        ):
            raise Failure("memmap does not have %s of %d KiB as not mapped" % (region, kib))


def long_cases():
    yield Case("reserved-arm64-optee", optee, needs=["arm64", "dtbs"])


def cases():
    for arch in ("riscv", "arm64"):
        yield Case("reserved-" + arch, case, arch, needs=[arch])
    for how in (False, True):
        yield Case("reserved-host" + "-noncoherent" * how, case, "host", how, needs=["host"])
