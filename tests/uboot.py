# SPDX-License-Identifier: BSD-2-Clause
"""The images through U-Boot, from a disk: extlinux.conf with booti, and a FIT with bootm.

The device tree is then U-Boot's copy, aligned to no more than 4 bytes, or lies inside the FIT.
"""
import os
import shutil

from harness import Case, Failure, OUT, Skip, expect, need_qemu, refuse, run, tool

LIMIT = 60
COMMANDS = "cpuinfo; meminfo; memmap; ptdump"
APPEND = 'run="%s"' % COMMANDS
BOARDS = {
    "riscv": {
        "program": "qemu-system-riscv64",
        "machine": ["-M", "virt", "-smp", "2", "-m", "512M"],
        "firmware": ["-kernel", "/usr/lib/u-boot/qemu-riscv64_smode/uboot.elf"],
        "fit-arch": "riscv", "load": "0x80200000",
    },
    "arm64": {
        "program": "qemu-system-aarch64",
        "machine": ["-M", "virt", "-cpu", "cortex-a53", "-smp", "2", "-m", "512M"],
        "firmware": ["-bios", "/usr/lib/u-boot/qemu_arm64/u-boot.bin"],
        "fit-arch": "arm64", "load": "0x40800000",
    },
}


def make_disk(path, folder):
    """A GPT disk with one bootable FAT partition that holds the folder."""
    part = path + ".part"
    for name, size in ((path, 40), (part, 32)):
        with open(name, "wb") as f:
            f.truncate(size << 20)
    tool("sgdisk", "-n", "1:2048:+32M", "-t", "1:8300", "-A", "1:set:2", path)
    tool("mkfs.vfat", "-n", "BOOT", part)
    tool("mcopy", "-s", "-i", part, *[os.path.join(folder, f) for f in os.listdir(folder)], "::/")
    with open(part, "rb") as src, open(path, "r+b") as dst:
        dst.seek(1 << 20)
        shutil.copyfileobj(src, dst)
    os.remove(part)


def extlinux(folder, arch, image, dtb):
    os.makedirs(os.path.join(folder, "extlinux"))
    shutil.copy(image, os.path.join(folder, "Image"))
    with open(os.path.join(folder, "extlinux", "extlinux.conf"), "w") as f:
        f.write("default q\ntimeout 1\nlabel q\n  kernel /Image\n  append %s\n" % APPEND)


def fit(folder, arch, image, dtb):
    board = BOARDS[arch]
    source = os.path.join(OUT, "uboot-%s-fit.its" % arch)
    with open(source, "w") as f:
        f.write("""/dts-v1/;
/ { description = "Quarry"; #address-cells = <1>;
  images {
    k { description = "Quarry"; data = /incbin/("%s"); type = "kernel"; arch = "%s"; os = "linux";
        compression = "none"; load = <%s>; entry = <%s>; hash-1 { algo = "sha256"; }; };
    f { description = "tree"; data = /incbin/("%s"); type = "flat_dt"; arch = "%s";
        compression = "none"; hash-1 { algo = "sha256"; }; };
  };
  configurations { default = "c"; c { kernel = "k"; fdt = "f"; }; };
};
""" % (image, board["fit-arch"], board["load"], board["load"], dtb, board["fit-arch"]))
    tool("mkimage", "-f", source, os.path.join(folder, "quarry.itb"))
    command = os.path.join(OUT, "uboot-%s.cmd" % arch)
    with open(command, "w") as f:
        f.write("setenv bootargs '%s'; load ${devtype} ${devnum}:${distro_bootpart} "
                "${ramdisk_addr_r} /quarry.itb && bootm ${ramdisk_addr_r}#c\n" % APPEND)
    tool("mkimage", "-A", board["fit-arch"], "-T", "script", "-C", "none", "-d", command,
         os.path.join(folder, "boot.scr"))


def chain(name, arch, prepare, seen):
    board = BOARDS[arch]
    need_qemu(board["program"], 10)
    if not os.path.exists(board["firmware"][1]):
        raise Skip("%s is not installed" % board["firmware"][1])
    folder, disk = os.path.join(OUT, name + ".d"), os.path.join(OUT, name + ".img")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    dtb = os.path.join(OUT, name + ".dtb")
    tool(board["program"], *board["machine"][:1], board["machine"][1] + ",dumpdtb=" + dtb,
         *board["machine"][2:], "-display", "none", "-nic", "none")
    prepare(folder, arch, os.path.join(OUT, arch, "Image"), dtb)
    make_disk(disk, folder)
    status, output = run(name, [board["program"], *board["machine"], *board["firmware"],
                                "-display", "none", "-monitor", "none", "-serial", "stdio",
                                "-nic", "none", "-semihosting-config", "enable=on,target=native",
                                "-drive", "if=none,id=d,format=raw,file=" + disk,
                                "-device", "virtio-blk-device,drive=d"], LIMIT)
    expect(output, "U-Boot 20", "Quarry ", "2 of 2 CPUs run", "W.X: 0 violations", *seen)
    refuse(output, "Kernel panic", "WARNING", "^.*Fault:")
    if status:
        raise Failure("exit status %s" % status)


def cases():
    for arch in BOARDS:
        for how, seen in ((extlinux, [r"MemTotal: +5[0-2]\d{4} kB"]), (fit, ["MemTotal"])):
            name = "uboot-%s-%s" % (arch, how.__name__)
            yield Case(name, chain, arch, how, seen, needs=[arch])
