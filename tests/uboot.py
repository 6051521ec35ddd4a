# SPDX-License-Identifier: BSD-2-Clause
"""Boot the images with U-Boot from a disk, in each way that U-Boot supports.

The device tree is U-Boot's copy, or is inside the FIT.  U-Boot's copy may be aligned to only 4
bytes.
"""
import gzip
import hashlib
import os
import random
import shutil

from harness import Case, Failure, OUT, Skip, expect, log_path, need_qemu, refuse, run, tool

LIMIT = 60
COMMANDS = "cpuinfo; meminfo; memmap; ptdump"
APPEND = 'run="%s"' % COMMANDS
BOARDS = {
    "riscv": {
        "program": "qemu-system-riscv64",
        "machine": ["-M", "virt", "-smp", "2", "-m", "512M"],
        "firmware": ["-kernel", "/usr/lib/u-boot/qemu-riscv64_smode/uboot.elf"],
        "fit-arch": "riscv",
        "load": "0x80200000",
    },
    "arm64": {
        "program": "qemu-system-aarch64",
        "machine": ["-M", "virt", "-cpu", "cortex-a53", "-smp", "2", "-m", "512M"],
        "firmware": ["-bios", "/usr/lib/u-boot/qemu_arm64/u-boot.bin"],
        "fit-arch": "arm64",
        "load": "0x40800000",
    },
}


def make_disk(path, folder):
    """Create a disk with a GPT and one bootable FAT partition that contains the files of the
    folder."""
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


# The beginning of a command in scripts that loads a file from the boot partition.
LOAD = "load ${devtype} ${devnum}:${distro_bootpart} "


def script(folder, arch, commands, append=APPEND):
    """Write boot.scr, which U-Boot runs automatically."""
    source = os.path.join(folder, "boot.cmd")
    with open(source, "w") as f:
        f.write("setenv bootargs '%s'; %s\n" % (append, commands))
    tool(
        "mkimage",
        "-A",
        BOARDS[arch]["fit-arch"],
        "-T",
        "script",
        "-C",
        "none",
        "-d",
        source,
        os.path.join(folder, "boot.scr"),
    )


def extlinux(folder, arch, image, dtb):
    os.makedirs(os.path.join(folder, "extlinux"))
    shutil.copy(image, os.path.join(folder, "Image"))
    with open(os.path.join(folder, "extlinux", "extlinux.conf"), "w") as f:
        f.write("default q\ntimeout 1\nlabel q\n  kernel /Image\n  append %s\n" % APPEND)


def booti(folder, arch, image, dtb):
    shutil.copy(image, os.path.join(folder, "Image"))
    script(
        folder, arch, LOAD + "${kernel_addr_r} /Image && booti ${kernel_addr_r} - ${fdtcontroladdr}"
    )


def gz(folder, arch, image, dtb):
    """Boot a compressed image, which U-Boot unpacks to kernel_comp_addr_r.  The environment of some
    boards lacks this variable."""
    with open(image, "rb") as src, gzip.open(os.path.join(folder, "Image.gz"), "wb") as dst:
        shutil.copyfileobj(src, dst)
    script(
        folder,
        arch,
        "setenv kernel_comp_addr_r ${ramdisk_addr_r}; setenv kernel_comp_size 0x1000000; "
        + LOAD
        + "${kernel_addr_r} /Image.gz && booti ${kernel_addr_r} - ${fdtcontroladdr}",
    )


def fit(folder, arch, image, dtb):
    """Boot the output of "make fit DTB=tree".  The command "bootm ADDR" is sufficient for it."""
    tool("scripts/mkfit.sh", arch, image, os.path.join(folder, "quarry.itb"), dtb)
    script(folder, arch, LOAD + "${ramdisk_addr_r} /quarry.itb && bootm ${ramdisk_addr_r}")


def fit_without_tree(folder, arch, image, dtb):
    tool("scripts/mkfit.sh", arch, image, os.path.join(folder, "quarry.itb"))
    script(
        folder,
        arch,
        LOAD + "${ramdisk_addr_r} /quarry.itb && bootm ${ramdisk_addr_r}#c - ${fdtcontroladdr}",
    )


def uimage(folder, arch, image, dtb):
    """Boot an image in the format that preceded FIT."""
    board = BOARDS[arch]
    tool(
        "mkimage",
        "-A",
        board["fit-arch"],
        "-O",
        "linux",
        "-T",
        "kernel",
        "-C",
        "none",
        "-a",
        board["load"],
        "-e",
        board["load"],
        "-d",
        image,
        os.path.join(folder, "uImage"),
    )
    script(
        folder,
        arch,
        LOAD + "${ramdisk_addr_r} /uImage && bootm ${ramdisk_addr_r} - ${fdtcontroladdr}",
    )


def bootefi(folder, arch, image, dtb):
    shutil.copy(image, os.path.join(folder, "Image"))
    script(
        folder, arch, LOAD + "${kernel_addr_r} /Image && bootefi ${kernel_addr_r} ${fdtcontroladdr}"
    )


# ---- with an initrd, which U-Boot lists in /memreserve/, like its tree if it moves the tree ----

INITRD = random.Random(3).randbytes(300001)
WITH_INITRD = 'run="%s; initrd"' % COMMANDS
RAMDISK = LOAD + "0x%x /initrd && setenv initrd 0x%x:${filesize}; "
INITRD_AT = {"riscv": 0x90000000, "arm64": 0x50000000}


def put_initrd(folder):
    path = os.path.join(folder, "initrd")
    with open(path, "wb") as f:
        f.write(INITRD)
    return path


def load_initrd(arch):
    return RAMDISK % (INITRD_AT[arch], INITRD_AT[arch])


def initrd_extlinux(folder, arch, image, dtb):
    put_initrd(folder)
    extlinux(folder, arch, image, dtb)
    with open(os.path.join(folder, "extlinux", "extlinux.conf"), "w") as f:
        f.write(
            "default q\ntimeout 1\nlabel q\n  kernel /Image\n  initrd /initrd\n  append %s\n"
            % WITH_INITRD
        )


def initrd_booti(folder, arch, image, dtb):
    put_initrd(folder)
    shutil.copy(image, os.path.join(folder, "Image"))
    script(
        folder,
        arch,
        load_initrd(arch)
        + LOAD
        + "${kernel_addr_r} /Image && booti ${kernel_addr_r} ${initrd} ${fdtcontroladdr}",
        WITH_INITRD,
    )


def move_tree(arch):
    """Return U-Boot's commands that move the device tree to a fixed address.  The address
    fdt_addr_r is not used, because the emulator's tree may be there."""
    return (
        "fdt addr ${fdtcontroladdr} && setenv tree %#x && fdt move ${fdtcontroladdr} ${tree} 0x108000 && "
        % (INITRD_AT[arch] + (16 << 20))
    )


def initrd_in_place(folder, arch, image, dtb):
    """Boot with an initrd and a device tree that booti does not move to other addresses.  The
    tree's /memreserve/ lists the tree itself."""
    put_initrd(folder)
    shutil.copy(image, os.path.join(folder, "Image"))
    script(
        folder,
        arch,
        "setenv initrd_high 0xffffffffffffffff; setenv fdt_high 0xffffffffffffffff; "
        + load_initrd(arch)
        + LOAD
        + "${kernel_addr_r} /Image && "
        + move_tree(arch)
        + "fdt rsvmem add ${tree} 0x108000 && booti ${kernel_addr_r} ${initrd} ${tree}",
        WITH_INITRD,
    )


def initrd_fit(folder, arch, image, dtb):
    tool(
        "env",
        "FIT_INITRD=" + put_initrd(folder),
        "scripts/mkfit.sh",
        arch,
        image,
        os.path.join(folder, "quarry.itb"),
        dtb,
    )
    script(
        folder, arch, LOAD + "${ramdisk_addr_r} /quarry.itb && bootm ${ramdisk_addr_r}", WITH_INITRD
    )


def initrd_fit_beside(folder, arch, image, dtb):
    """Boot a FIT without an initrd.  The command bootm passes a separate initrd."""
    put_initrd(folder)
    tool("scripts/mkfit.sh", arch, image, os.path.join(folder, "quarry.itb"), dtb)
    script(
        folder,
        arch,
        load_initrd(arch)
        + LOAD
        + "${ramdisk_addr_r} /quarry.itb && bootm ${ramdisk_addr_r} ${initrd}",
        WITH_INITRD,
    )


def initrd_bootefi(folder, arch, image, dtb):
    """Boot by bootefi.  The EFI stub reads the initrd from a file."""
    put_initrd(folder)
    shutil.copy(image, os.path.join(folder, "Image"))
    script(
        folder,
        arch,
        LOAD + "${kernel_addr_r} /Image && bootefi ${kernel_addr_r} ${fdtcontroladdr}",
        "initrd=/initrd " + WITH_INITRD,
    )


def initrd_chosen(folder, arch, image, dtb):
    """Boot by bootefi with an initrd that U-Boot writes into /chosen of the device tree.  U-Boot's
    EFI reports the memory that the tree lists as reserved."""
    put_initrd(folder)
    shutil.copy(image, os.path.join(folder, "Image"))
    at = INITRD_AT[arch]
    script(
        folder,
        arch,
        load_initrd(arch)
        + LOAD
        + "${kernel_addr_r} /Image && "
        + move_tree(arch)
        + "fdt chosen %#x %#x && bootefi ${kernel_addr_r} ${tree}" % (at, len(INITRD) + 1),
        WITH_INITRD,
    )


def chain(name, arch, prepare, seen, options=()):
    board = BOARDS[arch]
    need_qemu(board["program"], 10)
    if not os.path.exists(board["firmware"][1]):
        raise Skip("%s is not installed" % board["firmware"][1])
    folder, disk = os.path.join(OUT, name + ".d"), os.path.join(OUT, name + ".img")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    dtb = os.path.join(OUT, name + ".dtb")
    tool(
        board["program"],
        *board["machine"][:1],
        board["machine"][1] + ",dumpdtb=" + dtb,
        *board["machine"][2:],
        "-display",
        "none",
        "-nic",
        "none"
    )
    prepare(folder, arch, os.path.join(OUT, arch, "Image"), dtb)
    make_disk(disk, folder)
    status, output = run(
        name,
        [
            board["program"],
            *board["machine"],
            *board["firmware"],
            *options,
            "-display",
            "none",
            "-monitor",
            "none",
            "-serial",
            "stdio",
            "-nic",
            "none",
            "-semihosting-config",
            "enable=on,target=native",
            "-drive",
            "if=none,id=d,format=raw,file=" + disk,
            "-device",
            "virtio-blk-device,drive=d",
        ],
        LIMIT,
    )
    expect(output, "U-Boot 20", "Quarry ", "2 of 2 CPUs run", "W.X: 0 violations", *seen)
    refuse(output, "Kernel panic", "WARNING", "^.*Fault:", "overlaps", "the initrd is ignored")
    if status:
        raise Failure("exit status %s" % status)


def signed(name, arch, damaged):
    """If the device tree of U-Boot contains the required key, U-Boot starts a signed image and
    refuses a damaged one."""
    board = BOARDS[arch]
    keys, dtb = os.path.join(OUT, name + ".keys"), os.path.join(OUT, name + ".key.dtb")
    shutil.rmtree(keys, ignore_errors=True)
    os.makedirs(keys)
    tool(
        "openssl",
        "req",
        "-batch",
        "-new",
        "-x509",
        "-nodes",
        "-newkey",
        "rsa:2048",
        "-keyout",
        keys + "/quarry.key",
        "-out",
        keys + "/quarry.crt",
    )
    tool(
        board["program"],
        *board["machine"][:1],
        board["machine"][1] + ",dumpdtb=" + dtb,
        *board["machine"][2:],
        "-display",
        "none",
        "-nic",
        "none"
    )

    def prepare(folder, arch, image, tree):
        path = os.path.join(folder, "quarry.itb")
        # Add free space to the tree, into which the key is written.
        tool("dtc", "-q", "-I", "dtb", "-O", "dtb", "-p", "4096", "-o", dtb, dtb)
        tool(
            "env",
            "FIT_KEYS=" + keys,
            "FIT_KEY_DTB=" + dtb,
            "scripts/mkfit.sh",
            arch,
            image,
            path,
            tree,
        )
        if damaged:
            with open(path, "r+b") as f:
                f.seek(os.path.getsize(path) // 2)
                f.write(b"damaged")
        script(
            folder,
            arch,
            LOAD
            + "${ramdisk_addr_r} /quarry.itb && bootm ${ramdisk_addr_r}; echo refused; poweroff",
        )

    if not damaged:
        # Debian's U-Boot for RISC-V is built without signatures, so it checks only the hashes.
        chain(
            name,
            arch,
            prepare,
            ["sha256,rsa2048:quarry[+] OK" if arch == "arm64" else "sha256[+] OK"],
            ["-dtb", dtb],
        )
        return
    try:
        chain(name, arch, prepare, [], ["-dtb", dtb])
    except Failure:
        with open(log_path(name), errors="replace") as log:
            output = log.read()
        expect(output, "Bad hash value|Verification failed|error!", "^refused")
        refuse(output, "Quarry .* for ")
        return
    raise Failure("a FIT that was damaged started")


ALL_RAM = [r"MemTotal: +5[0-2]\d{4} kB"]


INITRD_SEEN = [*ALL_RAM, "KiB  initrd$", hashlib.sha256(INITRD).hexdigest()]


def chains(table):
    for arch in BOARDS:
        for how, seen in table:
            yield Case(
                "uboot-%s-%s" % (arch, how.__name__.replace("_", "-")),
                chain,
                arch,
                how,
                seen,
                needs=[arch],
            )


def cases():
    # On RISC-V, the device tree of a FIT has the RAM size of the machine for which the tree was
    # created.  Therefore, the size is not compared.
    yield from chains(
        [
            (extlinux, ALL_RAM),
            (fit, ["MemTotal"]),
            (bootefi, [*ALL_RAM, "EFI: runtime code", "EFI: runtime data"]),
            (initrd_extlinux, INITRD_SEEN),
        ]
    )


def long_cases():
    yield from chains(
        [
            (booti, ALL_RAM),
            (gz, ALL_RAM),
            (fit_without_tree, ALL_RAM),
            (uimage, ALL_RAM),
            (initrd_booti, INITRD_SEEN),
            (initrd_in_place, INITRD_SEEN),
            (initrd_fit, INITRD_SEEN[1:]),
            (initrd_fit_beside, INITRD_SEEN[1:]),
            (initrd_bootefi, INITRD_SEEN),
            (initrd_chosen, INITRD_SEEN),
        ]
    )
    for arch in BOARDS:
        yield Case("uboot-%s-signed" % arch, signed, arch, False, needs=[arch])
        yield Case("uboot-%s-signed-damaged" % arch, signed, arch, True, needs=[arch])
