# SPDX-License-Identifier: BSD-2-Clause
"""How a run ends, and what it tells the program that started it."""
from bad import MACHINE, compile_dtb, dtb_source, no_memory
from boot import PROGRAM, image
from harness import Case, Failure, expect, need_qemu, run

LIMIT = 30
# Without semihosting, as a user's own command line may be.
UNHEARD = ["-display", "none", "-monitor", "none", "-serial", "stdio", "-nic", "none"]
BOOTS = 4
HALTED = 5      # seconds of silence after which a machine counts as halted


def unheard(name, arch, *options, limit=LIMIT):
    need_qemu(PROGRAM[arch], 7)
    return run(name, [PROGRAM[arch], *MACHINE[arch], *UNHEARD, "-kernel", image(arch), *options], limit)


def exit_by_device(name):
    """The test device's status is not overwritten by the firmware's shutdown, whatever else the machine has to do."""
    for command, wanted in (("nosuch", 127), ("crash panic", 1), ("help nosuch", 1)) * BOOTS:
        status, _ = unheard(name, "riscv", "-append", 'run="%s"' % command)
        if status != wanted:
            raise Failure("%s: exit status %s, not %s" % (command, status, wanted))


def exit_halted(name, arch):
    """A failure that cannot be passed on is not reported as a success: the machine stays on, and says why."""
    # On RISC-V, before the test device is known.
    options = ["-append", 'run="help nosuch"'] if arch == "arm64" else [
        "-dtb", compile_dtb(name, no_memory(dtb_source(name, arch), arch))]
    status, output = unheard(name, arch, *options, limit=HALTED)
    expect(output, "Nothing here can switch the machine off and pass on its status: it is halted, status 1")
    if status is not None:
        raise Failure("exit status %s" % status)


def cases():
    yield Case("exit-riscv-device", exit_by_device, needs=["riscv"])
    for arch in MACHINE:
        yield Case("exit-%s-halted" % arch, exit_halted, arch, needs=[arch])
