# SPDX-License-Identifier: BSD-2-Clause
"""Check the boards' disk images: their layout, that they boot, and how they are written to a
card."""
import glob
import os
import random
import re
import shutil
import stat
import struct
import subprocess

import uboot
from harness import Case, Failure, OUT, Skip, TOP, expect, make, need_qemu, refuse, run, tool

LIMIT = 60
SCRIPT = os.path.join(TOP, "scripts", "image.sh")
SECTOR = 512

# For each board: {loader: (location, first sector, last sector)} on a card, from the manuals of the
# boot ROMs and of U-Boot.  The location is a partition like "p1", or "raw" without a last sector.
PLACES = {
    "visionfive2": {
        "u-boot-spl.bin.normal.out": ("p1", 4096, 8191),
        "u-boot.itb": ("p2", 8192, 16383),
    },
    "star64": {"u-boot-spl.bin.normal.out": ("p1", 4096, 8191), "u-boot.itb": ("p2", 8192, 16383)},
    "mars": {"u-boot-spl.bin.normal.out": ("p1", 4096, 8191), "u-boot.itb": ("p2", 8192, 16383)},
    "unmatched": {"u-boot-spl.bin": ("p1", 34, 2081), "u-boot.itb": ("p2", 2082, 10273)},
    "icicle": {"payload.bin": ("p1", 2048, 10239)},
    "nezha_d1": {"u-boot-sunxi-with-spl.bin": ("raw", 256)},
    "pine64": {"u-boot-sunxi-with-spl.bin": ("raw", 16)},
    "rock_5b": {"u-boot-rockchip.bin": ("raw", 64)},
    "rockpro64": {"u-boot-rockchip.bin": ("raw", 64)},
    "imx8mp_evk": {"flash.bin": ("raw", 64)},
    "odroid_c4": {"u-boot.bin": ("raw", 1)},
    **{board: {} for board in ("rpi3", "rpi4", "rpi5", "zcu102", "beagleplay", "milkv_duo")},
}
STICK_ONLY = {"bananapi_f3", "jetson_nano", "licheepi4a", "qemu_virt_riscv64", "qemu_virt_arm64"}


def boards():
    """Return {board: variables of its board.mk}."""
    found = {}
    for path in sorted(glob.glob(os.path.join(TOP, "boards/*/board.mk"))):
        with open(path) as f:
            found[os.path.basename(os.path.dirname(path))] = dict(
                re.findall(r"^(\w+) = (.*)$", f.read(), re.M)
            )
    return found


def partitions(path):
    """Return {number: (first sector, last sector, type, true if bootable)} of a GPT or an MBR."""
    with open(path, "rb") as f:
        disk = f.read(34 * SECTOR)
    found = {}
    if disk[SECTOR : SECTOR + 8] == b"EFI PART":
        for i in range(128):
            entry = disk[1024 + 128 * i : 1152 + 128 * i]
            if any(entry[:16]):
                first, last, flags = struct.unpack("<QQQ", entry[32:56])
                found[i + 1] = (first, last, entry[:16], bool(flags & 4))
        return found
    for i in range(4):
        entry = disk[446 + 16 * i : 462 + 16 * i]
        first, size = struct.unpack("<II", entry[8:16])
        if size:
            found[i + 1] = (first, first + size - 1, entry[4], entry[0] == 0x80)
    return found


def images(name, board, says, out, **given):
    """Create a board's disk images with image.sh, from an Image of random bytes.  Returns (status,
    output)."""
    shutil.rmtree(out, ignore_errors=True)
    os.makedirs(out)
    with open(os.path.join(out, "Image"), "wb") as f:
        f.write(random.Random(board).randbytes(100000))
    keys = (
        "BOARD_ARCH",
        "BOOT_FILES",
        "FIRMWARE_FILES",
        "FIRMWARE_PACKAGE",
        "FIRMWARE_FOLDER",
        "FIRMWARE_SOURCE",
    )
    env = {**os.environ, **{key: says.get(key, "") for key in keys}, **given}
    status, output = run(name, [SCRIPT, board, out], LIMIT, env)
    return status, output


def need_genimage():
    for program in ("genimage", "mcopy", "mkfs.vfat"):
        if not shutil.which(program):
            raise Skip("%s is not installed" % program)


def on_fat(name, fat, path, out):
    """Return the contents of a file in a FAT file system."""
    copy = os.path.join(out, "copy")
    tool("mcopy", "-n", "-o", "-i", fat, "::" + path, copy)
    with open(copy, "rb") as f:
        return f.read()


def fake_firmware(folder, says):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    made = {}
    for file in (says.get("FIRMWARE_FILES", "") + " " + says.get("BOOT_FILES", "")).split():
        made[file] = random.Random(file).randbytes(50000)
        with open(os.path.join(folder, file), "wb") as f:
            f.write(made[file])
    return made


def check_fat(name, board, says, out, made):
    fat = os.path.join(out, "boot.vfat")
    with open(os.path.join(out, "Image"), "rb") as f:
        image = f.read()
    efi = "BOOTRISCV64.EFI" if says["BOARD_ARCH"] == "riscv" else "BOOTAA64.EFI"
    for path in ("/Image", "/EFI/BOOT/" + efi):
        if on_fat(name, fat, path, out) != image:
            raise Failure("%s: %s on the FAT file system differs" % (board, path))
    text = on_fat(name, fat, "/extlinux/extlinux.conf", out).decode()
    if (
        "kernel /Image\n" not in text
        or "append one two\n" not in text
        or "fdt /board.dtb\n" not in text
    ):
        raise Failure("%s: extlinux.conf: %s" % (board, text))
    for file in says.get("BOOT_FILES", "").split():
        if on_fat(name, fat, "/" + file, out) != made[file]:
            raise Failure("%s: %s on the FAT file system differs" % (board, file))


def check_card(board, out, made):
    """Check that each loader is at the right sector of the card, and that the boot partition
    follows."""
    path = os.path.join(out, "card.img")
    with open(path, "rb") as f:
        card = f.read()
    with open(os.path.join(out, "boot.vfat"), "rb") as f:
        fat = f.read()
    parts = partitions(path)
    for file, (kind, first, *last) in PLACES[board].items():
        if kind != "raw" and parts[int(kind[1:])][:2] != (first, *last):
            raise Failure("%s: %s is at %s" % (board, kind, parts))
        if card[first * SECTOR : first * SECTOR + len(made[file])] != made[file]:
            raise Failure("%s: %s is not at sector %d" % (board, file, first))
    first, last, kind, bootable = parts[max(parts)]
    if card[first * SECTOR : (last + 1) * SECTOR] != fat or not bootable:
        raise Failure("%s: the boot partition: %s" % (board, parts))
    if len(card) & (len(card) - 1):
        raise Failure("%s: the card's size is no power of two" % board)


def all_boards(name):
    need_genimage()
    out, firmware = os.path.join(OUT, name), os.path.join(OUT, name + "-firmware")
    tree = os.path.join(OUT, name + ".dtb")
    with open(tree, "wb") as f:
        f.write(b"tree")
    known = boards()
    if set(known) - {"host"} != set(PLACES) | STICK_ONLY:
        raise Failure(
            "boards without an expectation: %s" % (set(known) ^ (set(PLACES) | STICK_ONLY))
        )
    for board, says in known.items():
        if board == "host":
            continue
        made = fake_firmware(firmware, says)
        status, output = images(name, board, says, out, FIRMWARE=firmware, DTB=tree, ARGS="one two")
        if status:
            raise Failure("%s: %s" % (board, output.splitlines()[-1]))
        check_fat(name, board, says, out, made)
        if board in PLACES:
            check_card(board, out, made)
        ((first, last, _, bootable),) = partitions(os.path.join(out, "stick.img")).values()
        if first != 2048 or not bootable:
            raise Failure("%s: the stick's partition: %d" % (board, first))
    return "%d boards" % (len(known) - 1)


UART10 = "/serial@7d001000"


def d0_overlay(name):
    """The overlay for the second stepping of the Raspberry Pi 5 changes the console's interrupt.  A
    device tree to which the overlay does not apply is reported."""
    need_genimage()
    says, out, folder = (
        boards()["rpi5"],
        os.path.join(OUT, name),
        os.path.join(OUT, name + "-firmware"),
    )
    os.makedirs(folder, exist_ok=True)
    tree, applied = os.path.join(folder, "bcm2712-rpi-5-b.dtb"), os.path.join(OUT, name + ".dtb")
    source = "/dts-v1/; / { uart10: serial@7d001000 { interrupts = <0 121 4>; }; };"
    for symbols in (["-@"], []):
        subprocess.run(
            ["dtc", "-q", *symbols, "-O", "dtb", "-o", tree], input=source, text=True, check=True
        )
        status, output = images(name, "rpi5", says, out, FIRMWARE=folder)
        if status:
            raise Failure(output.splitlines()[-1])
        if ("does not fit bcm2712-rpi-5-b.dtb" in output) == bool(symbols):
            raise Failure("symbols %s: %s" % (symbols, output))
        overlay = os.path.join(out, "overlay.dtbo")
        with open(overlay, "wb") as f:
            f.write(on_fat(name, os.path.join(out, "boot.vfat"), "/overlays/bcm2712d0.dtbo", out))
        if symbols:
            tool("fdtoverlay", "-i", tree, "-o", applied, overlay)
            interrupt(applied, UART10, "0 120 4")


def interrupt(tree, node, wanted):
    found = subprocess.run(
        ["fdtget", tree, node, "interrupts"], capture_output=True, text=True, check=True
    ).stdout.strip()
    if found != wanted:
        raise Failure("%s: interrupts = <%s>" % (node, found))


def d0_trees(name):
    """If the overlay is applied to Linux's tree of the first stepping, the console's interrupt is
    that of Linux's tree of the second stepping."""
    need_genimage()
    folder, out = os.path.join(OUT, "dtbs", "arm64", "broadcom"), os.path.join(OUT, name)
    status, output = images(name, "rpi5", boards()["rpi5"], out, FIRMWARE=folder)
    refuse(output, "does not fit")
    if status:
        raise Failure(output.splitlines()[-1])
    overlay, applied = os.path.join(out, "overlay.dtbo"), os.path.join(out, "applied.dtb")
    with open(overlay, "wb") as f:
        f.write(on_fat(name, os.path.join(out, "boot.vfat"), "/overlays/bcm2712d0.dtbo", out))
    tool("fdtoverlay", "-i", os.path.join(folder, "bcm2712-rpi-5-b.dtb"), "-o", applied, overlay)
    interrupt(applied, "/soc@107c000000" + UART10, "0 120 4")
    interrupt(os.path.join(folder, "bcm2712-d-rpi-5-b.dtb"), "/soc@107c000000" + UART10, "0 120 4")


def no_firmware(name):
    """If the firmware is missing, a message names it, and the stick image is still created."""
    need_genimage()
    out = os.path.join(OUT, name)
    status, output = images(name, "rock_5b", boards()["rock_5b"], out)
    expect(
        output,
        r"card.img was not made: say FIRMWARE=folder, with: u-boot-rockchip.bin \(boards/rock_5b/README.md\)",
    )
    if (
        status
        or os.path.exists(os.path.join(out, "card.img"))
        or not os.path.exists(os.path.join(out, "stick.img"))
    ):
        raise Failure("status %s" % status)


def refused(name):
    need_genimage()
    out, says = os.path.join(OUT, name), boards()
    for board, given, why in (
        ("rpi4", {"DTB": "/nosuch.dtb"}, "DTB=/nosuch.dtb: there is no such file"),
        ("rpi4", {"FIRMWARE": "/nosuch"}, "FIRMWARE=/nosuch: there is no such folder"),
        (
            "rpi4",
            {},
            "rpi4 does not start without: start4.elf fixup4.dat bcm2711-rpi-4-b.dtb.*raspi-firmware",
        ),
        ("rpi3", {"DTB": "README.md"}, r"without: bootcode.bin start.elf fixup.dat\."),
        ("host", {}, "host has no disk images"),
    ):
        status, output = images(name, board, says[board], out, **given)
        expect(output, why)
        if not status or os.path.exists(os.path.join(out, "stick.img")):
            raise Failure("%s: status 0, or a stick" % why)


def flash_needs_card(name):
    """If a board needs a card image that was not created, "make flash" writes the stick image only
    if FILE= names it."""
    out, device = os.path.join(OUT, name), os.path.join(OUT, name + ".device")
    os.makedirs(out, exist_ok=True)
    for path in (os.path.join(out, "stick.img"), device):
        with open(path, "wb") as f:
            f.write(bytes(1 << 20))
    for board, given, why, wanted in (
        ("rock_5b", [], r"There is no \S+/card.img", 2),
        ("qemu_virt_riscv64", [], "written, read back", 0),
        ("rock_5b", ["FILE=" + os.path.join(out, "stick.img")], "written, read back", 0),
    ):
        status, output = run(
            name,
            ["make", "flash", "BOARD=" + board, "O=" + out, "DEV=" + device, *given],
            LIMIT,
            {**os.environ, "FLASH_ANY": "1", "FLASH_YES": "1"},
        )
        expect(output, why)
        if status != wanted:
            raise Failure("%s: status %s" % (board, status))


def stick(name, arch):
    """The goal "make image" creates a stick image for QEMU's machine, and the machine boots the
    stick image through U-Boot."""
    need_genimage()
    board = uboot.BOARDS[arch]
    need_qemu(board["program"], 10)
    if not os.path.exists(board["firmware"][1]):
        raise Skip("%s is not installed" % board["firmware"][1])
    out = os.path.join(OUT, arch)
    make(
        name,
        "NO_INSTALL=1",
        "O=" + out,
        "BOARD=qemu_virt_" + {"riscv": "riscv64"}.get(arch, arch),
        "image",
        'ARGS=run="cpuinfo; ptdump"',
    )
    status, output = run(
        name,
        [
            board["program"],
            *board["machine"],
            *board["firmware"],
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
            "-snapshot",
            "-drive",
            "if=none,id=d,format=raw,file=" + os.path.join(out, "stick.img"),
            "-device",
            "virtio-blk-device,drive=d",
        ],
        LIMIT,
    )
    # Newer releases of U-Boot first offer the image as an EFI application.  The boot arguments
    # arrive either way.
    expect(
        output,
        "U-Boot 20",
        "Retrieving file: /extlinux/extlinux.conf|with efi_mgr",
        "Quarry ",
        "2 of 2 CPUs run",
        "W.X: 0 violations",
    )
    refuse(output, "Kernel panic", "WARNING", "^.*Fault:")
    if status:
        raise Failure("exit status %s" % status)


# ---- flash.sh ------------------------------------------------------------------------------------


def flash(name, image, device, answer=None, **env):
    """Run flash.sh.  Returns (status, output)."""
    result = subprocess.run(
        [os.path.join(TOP, "scripts", "flash.sh"), image, device],
        capture_output=True,
        text=True,
        input=answer or "",
        env={**os.environ, **env},
    )
    return result.returncode, result.stdout + result.stderr


def written(name):
    """flash.sh writes to a file only with FLASH_ANY=1 and after the answer "yes".  It writes the
    whole image and nothing after it."""
    image, device = (os.path.join(OUT, name + end) for end in (".img", ".device"))
    data, old = random.Random(1).randbytes(3 << 20), random.Random(2).randbytes(4 << 20)
    for path, content in ((image, data), (device, old)):
        with open(path, "wb") as f:
            f.write(content)
    for answer, env, why in (
        ("yes\n", {}, "this is no disk"),
        ("no\n", {"FLASH_ANY": "1"}, "not written"),
        ("", {"FLASH_ANY": "1"}, "not written"),
    ):
        status, output = flash(name, image, device, answer, **env)
        expect(output, why)
        if not status or open(device, "rb").read() != old:
            raise Failure("%s: it was written" % why)
    status, output = flash(name, image, device, "yes\n", FLASH_ANY="1")
    expect(output, "all that is on it is lost", "written, read back, the same")
    if status or open(device, "rb").read() != data + old[len(data) :]:
        raise Failure("what was written differs")
    status, output = flash(name, image + ".nosuch", device, FLASH_ANY="1")
    expect(output, 'there is no .*nosuch: run "make image" first')
    if not status:
        raise Failure("status 0 without an image")


def disk_refused(name):
    """flash.sh refuses a disk that is not removable, is mounted, is in use or is too small, and
    refuses a partition."""
    image = os.path.join(OUT, name + ".img")
    with open(image, "wb") as f:
        f.write(bytes(1 << 20))
    disk = next(
        (
            d
            for d in sorted(glob.glob("/dev/[lvsn]*"))
            if stat.S_ISBLK(os.stat(d).st_mode)
            and os.path.isdir("/sys/block/" + os.path.basename(d))
        ),
        None,
    )
    if not disk:
        raise Skip("there is no disk in /dev")
    short = os.path.basename(disk)
    for files, mounts, why in (
        ({"removable": "0", "size": "4096"}, "", "this disk is not removable"),
        (None, "", "this is no whole disk"),
        ({"removable": "1", "size": "8"}, "", "it has 4096 bytes"),
        ({"removable": "1", "size": "4096"}, "%s / ext4 rw 0 0\n" % disk, "%s is mounted" % disk),
        ({"removable": "1", "size": "4096", "holders/dm-0": ""}, "", "it is in use by dm-0"),
        ({"removable": "1", "size": "4096"}, "", "not written"),
    ):
        root = os.path.join(OUT, name)
        shutil.rmtree(root, ignore_errors=True)
        os.makedirs(root)
        for file, text in (files or {}).items():
            path = os.path.join(root, "block", short, file)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w") as f:
                f.write(text + "\n")
        with open(os.path.join(root, "mounts"), "w") as f:
            f.write(mounts)
        status, output = flash(
            name, image, disk, "no\n", SYS=root, MOUNTS=os.path.join(root, "mounts")
        )
        expect(output, why)
        if not status:
            raise Failure("%s: status 0" % why)


# ---- with firmware from Debian -------------------------------------------------------------------


def firmware(name, package, folder):
    """Fetch a package of firmware with scripts/firmware.sh, as for a board's image.  Returns its
    folder."""
    where = os.path.join(TOP, "build", "firmware")
    status, output = run(name, [os.path.join(TOP, "scripts", "firmware.sh"), where, package], 300)
    if status:
        raise Skip("no %s: %s" % (package, output.splitlines()[-1]))
    return os.path.join(where, package.split(":")[0], folder)


def sifive_flash(name):
    """Boot from the flash image of the Unmatched: SPL, OpenSBI, U-Boot and then Quarry.  The image
    has the Unleashed's firmware, because QEMU's sifive_u can run that firmware."""
    need_genimage()
    need_qemu("qemu-system-riscv64", 10)
    folder, out = firmware(
        name, "u-boot-sifive:riscv64", "usr/lib/u-boot/sifive_unleashed"
    ), os.path.join(OUT, name)
    status, output = images(name, "unmatched", boards()["unmatched"], out, FIRMWARE=folder)
    if status:
        raise Failure("status %s" % status)
    status, output = uboot_typed(
        name,
        [
            "qemu-system-riscv64",
            "-M",
            "sifive_u,msel=6",
            "-smp",
            "5",
            "-m",
            "8G",
            "-bios",
            os.path.join(folder, "u-boot-spl.bin"),
            "-drive",
            "file=%s,format=raw,if=mtd" % os.path.join(out, "flash.img"),
            "-device",
            "loader,file=%s,addr=0x84000000" % os.path.join(OUT, "riscv", "Image"),
        ],
        ["setenv bootargs 'run=\"cpuinfo; ptdump\"'", "booti 0x84000000 - ${fdtcontroladdr}"],
    )
    expect(
        output,
        "U-Boot SPL",
        "Trying to boot from SPI",
        "^U-Boot 20",
        "Quarry ",
        "4 of 4 CPUs run",
        "W.X: 0 violations",
    )
    refuse(output, "Kernel panic", "^.*Fault:")


def rpi_card(name, machine, tree):
    """Boot from the file system of a Raspberry Pi's card with U-Boot.  QEMU does not run the
    board's own firmware."""
    need_genimage()
    need_qemu("qemu-system-aarch64", 10)
    board = {"raspi3b": "rpi3", "raspi4b": "rpi4"}[machine]
    says, out = boards()[board], os.path.join(OUT, name)
    folder = firmware(name, "u-boot-rpi:arm64", "usr/lib/u-boot/rpi_arm64")
    fake_firmware(os.path.join(OUT, name + "-firmware"), says)
    status, _ = images(name, board, says, out, FIRMWARE=os.path.join(OUT, name + "-firmware"))
    card = os.path.join(out, "card.img")
    if status or not os.path.exists(card):
        raise Failure("no card")
    first = partitions(card)[1][0] * SECTOR
    tool(
        "mcopy",
        "-o",
        "-i",
        "%s@@%d" % (card, first),
        os.path.join(OUT, "arm64", "Image"),
        "::/Image",
    )
    status, output = uboot_typed(
        name,
        [
            "qemu-system-aarch64",
            "-M",
            machine,
            "-audio",
            "none",
            "-kernel",
            os.path.join(folder, "u-boot.bin"),
            "-dtb",
            os.path.join(OUT, "dtbs", "arm64", "broadcom", tree),
            "-drive",
            "file=%s,format=raw,if=sd" % card,
        ],
        [
            "setenv bootargs 'run=\"cpuinfo; ptdump\"'",
            "load mmc 0:1 ${kernel_addr_r} Image",
            "booti ${kernel_addr_r} - ${fdt_addr}",
        ],
        second_uart=True,
    )
    expect(
        output, "stop autoboot", "bytes read in", "Quarry ", "of 4 CPUs run", "W.X: 0 violations"
    )
    refuse(output, "Kernel panic", "^.*Fault:")


def uboot_typed(name, command, lines, second_uart=False):
    """Stop U-Boot's countdown and type the lines at its prompt.  Returns (status, output)."""
    script = os.path.join(OUT, name + ".typed")
    with open(script, "w") as f:
        f.write("\n".join(lines) + "\n")
    serial = ["-serial", "null", "-serial", "stdio"] if second_uart else ["-serial", "stdio"]
    return run(
        name,
        [
            os.path.join(TOP, "tests", "typed.py"),
            script,
            "W.X: \\d+ violations",
            "--",
            *command,
            *serial,
            "-display",
            "none",
            "-monitor",
            "none",
            *([] if second_uart else ["-nic", "none"]),
        ],
        LIMIT,
    )


def configured_boards(name):
    """Each board's defconfig is accepted, and "make boards" lists its name and state."""
    _, listed = run(name, ["make", "boards"], LIMIT)
    for board, says in boards().items():
        expect(
            listed, r"^%s +%s +.*%s$" % (board, says["BOARD_ARCH"], re.escape(says["BOARD_STATE"]))
        )
        out = os.path.join(OUT, name)
        shutil.rmtree(out, ignore_errors=True)
        make(name, "O=" + out, board + "_defconfig")
        with open(os.path.join(out, ".config")) as f:
            expect(
                f.read(),
                "^CONFIG_BOARD_%s=y$" % board.upper(),
                "^CONFIG_%s=y$" % says["BOARD_ARCH"].upper(),
            )
    if len(boards()) < 20:
        raise Failure("%d boards" % len(boards()))


# ---- test benches --------------------------------------------------------------------------------


def benches(name):
    """scripts/lab.py writes an environment and a job in YAML for each board, with the baud rate and
    the pattern of the verdict."""
    yaml = need_yaml()
    for board, says in boards().items():
        if board == "host":
            continue
        out = os.path.join(OUT, name)
        os.makedirs(out, exist_ok=True)
        tool(os.path.join(TOP, "scripts", "lab.py"), board, out, "kunit.filter=xarray")
        with open(os.path.join(out, "labgrid.yaml")) as env, open(
            os.path.join(out, "lava.yaml")
        ) as job:
            env, job = yaml.safe_load(env), yaml.safe_load(job)
        main = env["targets"]["main"]
        speed = main.get("resources", {}).get("RawSerialPort", {}).get("speed")
        if str(speed) != says.get("BOARD_BAUD", "None") or ("BOARD_TREE" in says) == (
            "QEMUDriver" in main["drivers"]
        ):
            raise Failure("%s: %s" % (board, main))
        deploy, boot, test = job["actions"]
        if "kunit=1 kunit.filter=xarray" not in str(job) or not re.match(
            test["test"]["monitors"][0]["pattern"], "not ok 3 buddy"
        ):
            raise Failure("%s: %s" % (board, job))


def need_yaml():
    try:
        import yaml

        return yaml
    except ImportError:
        raise Skip("python3-yaml is not installed")


def labgrid(name, arch):
    """Run suites in QEMU by labgrid's driver.  If the suites fail, the verdict states that."""
    if not os.path.exists("/usr/lib/python3/dist-packages/labgrid"):
        raise Skip("python3-labgrid is not installed")
    need_qemu(uboot.BOARDS[arch]["program"], 10)
    out = os.path.join(OUT, name)
    os.makedirs(out, exist_ok=True)
    shutil.copy(os.path.join(OUT, arch, "Image"), os.path.join(out, "Image"))
    board = {"riscv": "qemu_virt_riscv64"}.get(arch, "qemu_virt_arm64")
    for suites, verdict, wanted in (
        ("of_dma,xarray", r"^verdict: 2 suites, \d+ results$", 0),
        ("nosuch", "^verdict: failed: ", 1),
    ):
        tool(os.path.join(TOP, "scripts", "lab.py"), board, out, "kunit.filter=" + suites)
        status, output = run(
            name,
            [
                "/usr/bin/python3",
                os.path.join(TOP, "tests", "lab.py"),
                os.path.join(out, "labgrid.yaml"),
            ],
            2 * LIMIT,
        )
        expect(output, verdict)
        if status != wanted:
            raise Failure("%s: status %s" % (suites, status))


def lab_image(name):
    """The image of "make lab" has the suites.  If the image has no suites, the verdict is a
    failure."""
    out = os.path.join(OUT, name)
    make(name, "O=" + out, "BOARD=qemu_virt_riscv64", "lab", "ARGS=kunit.filter=xarray")
    environment = os.path.join(out, "lab", "labgrid.yaml")
    if not os.path.exists("/usr/lib/python3/dist-packages/labgrid"):
        raise Skip("python3-labgrid is not installed")
    for wanted, verdict in (
        (0, r"^verdict: 1 suites, \d+ results$"),
        (1, "^verdict: failed: no KTAP version line.*, and the machine printed nothing for 5 s$"),
    ):
        status, output = run(
            name,
            ["/usr/bin/python3", os.path.join(TOP, "tests", "lab.py"), environment, "5"],
            2 * LIMIT,
        )
        expect(output, verdict)
        refuse(output, "Traceback")
        if status != wanted:
            raise Failure("status %s, not %s" % (status, wanted))
        shutil.copy(os.path.join(OUT, "riscv-default", "Image"), os.path.join(out, "lab", "Image"))


def cases():
    yield Case("lab-files", benches)
    yield Case("lab-image", lab_image, needs=["riscv", "riscv-default"])
    for arch in uboot.BOARDS:
        yield Case("lab-labgrid-" + arch, labgrid, arch, needs=[arch])
    yield Case("config-boards", configured_boards)
    yield Case("image-boards", all_boards)
    yield Case("image-rpi5-d0", d0_overlay)
    yield Case("image-no-firmware", no_firmware)
    yield Case("image-refused", refused)
    for arch in uboot.BOARDS:
        yield Case("image-stick-" + arch, stick, arch, needs=[arch])
    yield Case("flash-written", written)
    yield Case("flash-needs-card", flash_needs_card)
    yield Case("flash-refused", disk_refused)


def long_cases():
    yield Case("image-rpi5-d0-trees", d0_trees, needs=["dtbs"])
    yield Case("image-sifive-flash", sifive_flash, needs=["riscv"])
    for machine, tree in (("raspi3b", "bcm2837-rpi-3-b.dtb"), ("raspi4b", "bcm2711-rpi-4-b.dtb")):
        yield Case("image-card-" + machine, rpi_card, machine, tree, needs=["arm64", "dtbs"])
