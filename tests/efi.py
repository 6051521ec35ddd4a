# SPDX-License-Identifier: BSD-2-Clause
"""Check the image as an EFI application: EDK2, systemd-boot and GRUB start it, and it runs at an
address for which it was not linked.

tests/efi/fetch.sh fetches EDK2 and the boot loaders.
"""
import glob
import hashlib
import os
import re
import shutil
import subprocess

from console import session
from harness import Case, Failure, OUT, Skip, expect, need_qemu, refuse, run, tool
from uboot import make_disk

LIMIT = 60
FETCHED = os.path.join(OUT, "efi")
COMMANDS = "cpuinfo; meminfo; memmap; ptdump; initrd"
OWNERS = ["EFI: runtime code", "EFI: runtime data"]
NAMES = {"riscv": ("riscv64", "RISCV64"), "arm64": ("arm64", "AA64")}
MACHINES = {
    "riscv": ["qemu-system-riscv64", "-smp", "2", "-m", "512M", "-M", "virt"],
    "arm64": ["qemu-system-aarch64", "-smp", "2", "-m", "512M", "-cpu", "cortex-a72", "-M", "virt"],
}
INITRD = os.path.join(OUT, "initrd-good")


def image(out):
    return os.path.join(OUT, out, "Image")


def share(arch, *path):
    return os.path.join(FETCHED, NAMES[arch][0], "usr", "share", *path)


def with_edk2(name, arch, options="acpi=off", firmware=None):
    """Return the command of a machine with EDK2.  Each case has a separate copy of the EFI
    variables."""
    code = firmware or share(
        *{
            "riscv": ("riscv", "qemu-efi-riscv64", "RISCV_VIRT_CODE.fd"),
            "arm64": ("arm64", "AAVMF", "AAVMF_CODE.no-secboot.fd"),
        }[arch]
    )
    variables = share(
        *{
            "riscv": ("riscv", "qemu-efi-riscv64", "RISCV_VIRT_VARS.fd"),
            "arm64": ("arm64", "AAVMF", "AAVMF_VARS.fd"),
        }[arch]
    )
    own = os.path.join(OUT, name + ".vars")
    shutil.copy(variables, own)
    *command, machine = MACHINES[arch]
    return [
        *command,
        "%s,pflash0=code,pflash1=vars,%s" % (machine, options),
        "-blockdev",
        "driver=file,node-name=code,read-only=on,filename=" + code,
        "-blockdev",
        "driver=file,node-name=vars,filename=" + own,
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
    ]


def started(name, command, *patterns, status=0):
    need_qemu(command[0], 10)
    got, output = run(name, command, LIMIT)
    expect(output, "Quarry ", "2 of 2 CPUs run", "W.X: 0 violations", *OWNERS, *patterns)
    refuse(output, "Kernel panic", "WARNING", "^.*Fault:", "failed: -")
    if got != status:
        raise Failure("exit status %s, not %s" % (got, status))
    kept = sum(int(size) for size in re.findall(r"(\d+) KiB  EFI: ", output))
    memory = re.search(r"^MemTotal: +(\d+) kB", output, re.M)
    if not memory or int(memory[1]) + kept < 500 << 10:
        raise Failure(
            "MemTotal and what the firmware keeps are less than 500 MiB: boot services' memory was lost"
        )


def initrd_sum():
    with open(INITRD, "rb") as f:
        return hashlib.sha256(f.read()).hexdigest()


def direct(name, arch, out, options="acpi=off", firmware=None, patterns=()):
    """Boot the files of -kernel and -initrd, which EDK2 loads.  EDK2 passes the initrd by the
    protocol LoadFile2."""
    started(
        name,
        [
            *with_edk2(name, arch, options, firmware and share(arch, *firmware)),
            "-kernel",
            image(out),
            "-append",
            'run="%s"' % COMMANDS,
            "-initrd",
            INITRD,
        ],
        initrd_sum(),
        *patterns
    )


def boot_folder(name, arch, files):
    """Create a boot partition with the image as /Image, the initrd, and @files.  Returns QEMU's
    options for the disk.

    files: {path: content}. The content is text, or the path of a file to copy as bytes.
    """
    folder = os.path.join(OUT, name + ".d")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    shutil.copy(image(arch), os.path.join(folder, "Image"))
    shutil.copy(INITRD, os.path.join(folder, "initrd"))
    for path, content in files.items():
        path = os.path.join(folder, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if isinstance(content, bytes):
            shutil.copy(content.decode(), path)
        else:
            with open(path, "w") as f:
                f.write(content)
    disk = os.path.join(OUT, name + ".img")
    make_disk(disk, folder)
    return [
        "-drive",
        "if=none,id=d,format=raw,file=" + disk,
        "-device",
        "virtio-blk-device,drive=d",
    ]


def removable(arch):
    return "EFI/BOOT/BOOT%s.EFI" % NAMES[arch][1]


def systemd_boot(arch, options, more=""):
    """Return the files of a boot partition that make systemd-boot start the image."""
    loader = glob.glob(
        os.path.join(FETCHED, NAMES[arch][0], "usr/lib/systemd/boot/efi/systemd-boot*.efi")
    )
    return {
        removable(arch): loader[0].encode(),
        "loader/loader.conf": "timeout 0\ndefault q.conf\n",
        "loader/entries/q.conf": "title Quarry\nlinux /Image\noptions %s\n%s" % (options, more),
    }


def by_systemd_boot(name, arch):
    disk = boot_folder(name, arch, systemd_boot(arch, 'run="%s"' % COMMANDS, "initrd /initrd\n"))
    started(name, [*with_edk2(name, arch), *disk], initrd_sum())


def by_grub(name, arch):
    """Boot by Debian's GRUB, which reads its configuration from EFI/debian."""
    program = glob.glob(
        os.path.join(
            FETCHED, NAMES[arch][0], "usr/lib/grub/*/monolithic/grub%s.efi" % NAMES[arch][1].lower()
        )
    )
    config = (
        'search --file --set=root /Image\nlinux /Image "run=%s"\ninitrd /initrd\nboot\n' % COMMANDS
    )
    disk = boot_folder(
        name, arch, {removable(arch): program[0].encode(), "EFI/debian/grub.cfg": config}
    )
    started(name, [*with_edk2(name, arch), *disk], initrd_sum())


def by_itself(name, arch):
    """EDK2 starts the image by the default file name of removable media, without arguments, and the
    prompt answers."""
    disk = boot_folder(name, arch, {removable(arch): image(arch).encode()})
    command = [*with_edk2(name, arch), *disk]
    need_qemu(command[0], 10)
    output = session(
        name, command, [("", "quarry> "), ("memmap\r", "EFI: runtime data"), ("poweroff\r", None)]
    )
    refuse(output, "Kernel panic", "WARNING", "^.*Fault:")


def refused(name, command, *said):
    """The image refuses to start, and the firmware continues with its menu or shell.  White space
    is not compared, because the firmware's console breaks lines."""
    _, output = run(name, command, 20, ends=False)
    refuse(output, "Quarry .* for ", "Exception")
    expect(re.sub(r"\s+", "", output), *[re.sub(r"\s+", "", text) for text in said])


def without_tree(name, arch):
    """If the firmware has only ACPI tables, the image reports the missing device tree, and the
    firmware continues."""
    disk = boot_folder(name, arch, systemd_boot(arch, "run=cpuinfo"))
    refused(
        name,
        [*with_edk2(name, arch, "acpi=on"), *disk],
        r"Quarry: the firmware has no device tree\..*acpi=off.*dtb=/FILE",
    )


def with_dtb(name, arch):
    """Boot with a device tree and an initrd from files, which the boot arguments dtb= and initrd=
    name."""
    tree = os.path.join(OUT, name + ".dtb")
    *command, machine = MACHINES[arch]
    tool(*command, machine + ",dumpdtb=" + tree, "-display", "none", "-nic", "none")
    options = 'dtb=/q.dtb initrd=/initrd run="%s"' % COMMANDS
    disk = boot_folder(name, arch, {"q.dtb": tree.encode(), **systemd_boot(arch, options)})
    started(name, [*with_edk2(name, arch, "acpi=on"), *disk], initrd_sum())


def bad_file(name, arch, argument, said):
    disk = boot_folder(
        name, arch, {"junk": "x" * 5000, **systemd_boot(arch, argument + " run=cpuinfo")}
    )
    refused(name, [*with_edk2(name, arch), *disk], said)


# Sections that this code does not read: the table of jump labels is used after relocation.
RELOCATED = r"\[(\.debug|\.eh_frame|\.rela|tbl_jump)"
ABSOLUTE = re.compile(r"R_AARCH64_ABS64|R_RISCV_64\b")


def addresses(name, out, objdump):
    """Code that runs before the image is at its link address has no relocations to absolute
    addresses, which would be wrong there."""
    objects = [
        os.path.join(OUT, out, o)
        for o in (
            "efi/stub.o",
            "efi/files.o",
            "efi/entry.o",
            "lib/dtb.o",
            "lib/dtb_address.o",
            "lib/dtb_copy.o",
            "lib/string.o",
            "lib/string_mem.o",
            "lib/string_arm64.o",
            "lib/string_words.o",
        )
    ]
    objects = list(filter(os.path.exists, objects))
    found = []
    for path in objects:
        text = subprocess.run(
            [objdump, "-r", path], capture_output=True, text=True, check=True
        ).stdout
        for section in text.split("RELOCATION RECORDS FOR ")[1:]:
            if not re.match(RELOCATED, section) and ABSOLUTE.search(section):
                found.append("%s %s" % (os.path.relpath(path, OUT), section.split(":")[0]))
    if found:
        raise Failure("addresses as linked in %s" % ", ".join(found))


def cases():
    for arch in NAMES:
        for out in (arch, arch + "-llvm"):
            yield Case("efi-addresses-" + out, addresses, out, "llvm-objdump", needs=[out])


def fetch(name, arch):
    status, output = run(name, ["tests/efi/fetch.sh", FETCHED, NAMES[arch][0]], 300)
    if status == 3:
        raise Skip("no EDK2: %s" % output.splitlines()[-1])
    if status:
        raise Failure("status %s" % status)


def long_cases():
    for arch in NAMES:
        yield Case("build-efi-" + arch, fetch, arch)
        needs = ["efi-" + arch, "initrds", arch]
        yield Case("efi-%s-kernel" % arch, direct, arch, arch, needs=needs)
        yield Case(
            "efi-%s-llvm" % arch,
            direct,
            arch,
            arch + "-llvm",
            needs=["efi-" + arch, "initrds", arch + "-llvm"],
        )
        yield Case("efi-%s-systemd-boot" % arch, by_systemd_boot, arch, needs=needs)
        yield Case("efi-%s-grub" % arch, by_grub, arch, needs=needs)
        yield Case("efi-%s-stick" % arch, by_itself, arch, needs=needs)
        yield Case("efi-%s-dtb" % arch, with_dtb, arch, needs=needs)
        yield Case("efi-%s-no-tree" % arch, without_tree, arch, needs=needs)
        yield Case(
            "efi-%s-no-dtb" % arch,
            bad_file,
            arch,
            "dtb=/absent",
            "Quarry: cannot read the file /absent: not found",
            needs=needs,
        )
        yield Case(
            "efi-%s-bad-dtb" % arch,
            bad_file,
            arch,
            "dtb=/junk",
            "Quarry: the device tree /junk: damaged",
            needs=needs,
        )
        yield Case(
            "efi-%s-no-initrd" % arch,
            bad_file,
            arch,
            "initrd=/absent",
            "Quarry: cannot read the file /absent: not found",
            needs=needs,
        )
    yield Case(
        "efi-arm64-el2",
        direct,
        "arm64",
        "arm64",
        "acpi=off,virtualization=on,gic-version=3",
        patterns=["entered at EL2"],
        needs=["efi-arm64", "initrds", "arm64"],
    )
    # This firmware maps data without execute permission, and code without write permission.
    yield Case(
        "efi-arm64-strict",
        direct,
        "arm64",
        "arm64",
        firmware=("AAVMF", "AAVMF_CODE.secboot.strictnx.fd"),
        needs=["efi-arm64", "initrds", "arm64"],
    )
