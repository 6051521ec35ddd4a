# SPDX-License-Identifier: BSD-2-Clause
"""Check Linux's virtio_blk: files are read, sectors are written, flushed and discarded, the driver
is bound and unbound while the disk is read, and disks that violate rules do no harm."""
import os
import shutil

from bad import host_sums
from builds import TARGETS
from harness import Case, DISK, OUT, expect, refuse
from linux_drivers import boot_host, boot_target, host_virtio
from rebind import VIRTIO, expect_rebind

OPTIONS = ("", ",packed=on,iommu_platform=on")
NO_ANSWER = "vda: no answer for 30 seconds: operation 0, sector 0"
# For each rule that the disk violates: the expected message.  Linux's driver does not look at the
# length of an answer, and takes a status byte that was not written for that of an earlier request.
RULES = {
    "id": NO_ANSWER,
    "index": r"the disk cannot be read \(-5\)",
    "length": "README.md$",
    "twice": r"the disk cannot be read \(-5\)",
    "status": "README.md$",
    "short": r"the disk cannot be read \(-22\)",
    "line": NO_ANSWER,
    "reset": NO_ANSWER,
    "silent": NO_ANSWER,
}


def larger_disk(name):
    """Copy the disk to a larger one, whose end can be written.  Returns the path."""
    path = os.path.join(OUT, name + ".img")
    shutil.copy(DISK, path)
    os.truncate(path, 4 << 20)
    return path


def virtio_blk(name, arch):
    slot = VIRTIO[arch]
    commands = (
        "disktest write; cat /sys/class/block/vda/serial; disktest rebind {0} 100; "
        "disktest remove {0} 30; sha256sum README.md LICENSE; sha256sum -c SHA256SUMS; "
        "rebind {0} 'sha256sum README.md'; dmainfo; poweroff"
    ).format(slot)
    for options in OPTIONS:
        devices = ["-global", "virtio-mmio.force-legacy=false"]
        devices += ["-drive", "file=%s,format=raw,id=d,if=none,discard=unmap" % larger_disk(name)]
        devices += ["-device", "virtio-blk-device,drive=d,serial=SERIAL-7" + options]
        output = boot_target(name, arch, devices, commands)
        expect(
            output,
            "^disktest: 64 right, 32 same, flush 0, discard 0$",
            "SERIAL-7",
            "^disktest: bound 100 times, .* 0 wrong, 0 errors$",
            "^disktest: bound 30 times, [1-9][0-9]* in flight, 1920 right$",
            "^data/numbers.txt: OK$",
            ", 0 mapped$",
            *host_sums(),
        )
        refuse(output, "FAILED", "error -")
        expect_rebind(output, slot)


def on_host(name, *options):
    commands = (
        "sha256sum README.md LICENSE; disktest rebind {0} 100; disktest remove {0} 30; "
        "sha256sum -c SHA256SUMS; poweroff"
    ).format(VIRTIO["host"])
    output = boot_host(name, ["-disk", DISK, *options], commands, 300)
    expect(
        output,
        "^disktest: bound 100 times, .* 0 wrong, 0 errors$",
        "^disktest: bound 30 times, .* 1920 right$",
        "^data/numbers.txt: OK$",
        *host_sums(),
    )
    refuse(output, "WARNING", "FAILED")


def violated(name, rule, message):
    """The core or the ring reports the violation, and no memory is accessed that must not be.
    Linux's driver waits for an answer without end, so the process is ended."""
    expect(boot_host(name, ["-disk", DISK, "-disk-evil", rule], "ls; poweroff", 45), message)


def long_cases():
    for arch in TARGETS:
        needs = ["linux-drivers-" + arch, "disk"]
        yield Case("linux-drivers-%s-virtio-blk" % arch, virtio_blk, arch, needs=needs)
    needs, name = ["linux-drivers-host", "disk"], "linux-drivers-host-virtio-blk"
    yield Case(name, on_host, needs=needs)
    yield Case(name + "-noncoherent", on_host, "-noncoherent", needs=needs)
    yield Case(name + "-version-1", on_host, "-disk-version", "1", needs=needs)
    yield Case(name + "-rebind", host_virtio, "blk", needs=needs)
    for rule, message in RULES.items():
        yield Case("%s-%s" % (name, rule), violated, rule, message, needs=needs)
