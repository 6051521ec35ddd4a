# SPDX-License-Identifier: BSD-2-Clause
"""Check the host port's disk.  It is read as on the targets, and a simulated device violates
rules."""
import os
import re
import time

from bad import host_sums
from harness import Case, DISK, Failure, OUT, expect, refuse, run

LIMIT = 60
BUILDS = ("host", "host-asan", "host-tsan")
LONG_BUILDS = ("host-llvm-asan", "host-llvm-tsan")
READ = "ls; sha256sum README.md LICENSE; sha256sum -c SHA256SUMS; dmainfo"
# For each rule that the device violates: the expected message.
EVIL = {
    "id": "a request that was not submitted",
    "index": "more requests than were submitted",
    "length": "reports more bytes than the buffer has",
    "twice": "more requests than were submitted|a request that was not submitted",
    "status": r"cannot read sector 0: status 255",
    "short": r"cannot read sector 0: status 0, 1 of 513 bytes",
    "silent": "sector 0: no answer",
}


def boot(name, out, extra, append, status):
    program = os.path.join(OUT, out, "quarry.elf")
    start = time.time()
    got, output = run(name, [program, "-smp", "2", "-disk", DISK, *extra, "-append", append], LIMIT)
    refuse(output, "Kernel panic", "ERROR: ", "runtime error", "WARNING: ", "FAILED")
    if got != status:
        raise Failure("exit status %s, not %s" % (got, status))
    return output, time.time() - start


def disk(name, out, *extra, args="", want=()):
    output, _ = boot(name, out, extra, args + 'run="%s"' % READ, 0)
    expect(output, "data/numbers.txt: OK", *host_sums(), ", 0 mapped", *want)


def evil(name, out, rule):
    append = 'virtio_blk.timeout_ms=400 run="ls; sha256sum README.md"'
    output, seconds = boot(name, out, ["-disk-evil", rule], append, 1)
    expect(output, EVIL[rule], r"the disk cannot be read \(-5\)")
    if seconds > 20:
        raise Failure("%.0f s: the driver waited too long" % seconds)


def revived(name, out):
    """If a device does not answer, its driver can be unbound and bound, and the driver then sends a
    request again."""
    append = (
        'virtio_blk.timeout_ms=400 run="ls; unbind 10001000.virtio_mmio; '
        'bind 10001000.virtio_mmio; sha256sum README.md"'
    )
    output, _ = boot(name, out, ["-disk-evil", "silent"], append, 1)
    if len(re.findall("sector 0: no answer", output)) != 2:
        raise Failure("the second driver did not ask again")
    refuse(output, "the driver left")


def good(out):
    for what, extra, args in (
        ("disk", (), ""),
        ("disk-legacy", ("-disk-version", "1"), ""),
        ("disk-block-4096", ("-disk-block", "4096"), ""),
        ("disk-block-512", ("-disk-block", "512", "-disk-version", "1"), ""),
        ("disk-polled", (), "virtio_blk.poll "),
    ):
        name = "io-%s-%s" % (out, what)
        yield Case(name, disk, out, *extra, args=args, needs=[out, "disk"])
    for seed in (1, 2, 3):
        name = "io-%s-disk-noncoherent-%d" % (out, seed)
        yield Case(
            name,
            disk,
            out,
            "-noncoherent",
            args="cachesim.seed=%d " % seed,
            want=["10001000.virtio_mmio: not coherent"],
            needs=[out, "disk"],
        )


def bad_ones(out):
    for rule in EVIL:
        yield Case("io-%s-evil-%s" % (out, rule), evil, out, rule, needs=[out, "disk"])
    yield Case("io-%s-revived" % out, revived, out, needs=[out, "disk"])


def cases():
    for out in BUILDS:
        yield from good(out)
    for out in ("host-asan", "host-tsan"):
        yield from bad_ones(out)


def long_cases():
    for out in LONG_BUILDS:
        yield from good(out)
        yield from bad_ones(out)
    yield from good("host-thead")
