# SPDX-License-Identifier: BSD-2-Clause
"""Check Linux's virtio_input in QEMU: keys, positions and buttons arrive, LEDs go to the device,
and the driver is bound and unbound while events arrive."""
import json
import os
import socket
import struct
import threading
import time

from bad import MACHINE
from boot import COMMON, PROGRAM
from console import session
from harness import Case, Failure, OUT, expect, refuse

SLOTS = {
    "riscv": ("10008000.virtio_mmio", "10007000.virtio_mmio"),
    "arm64": ("a003e00.virtio_mmio", "a003c00.virtio_mmio"),
}
KEY_A, BTN_LEFT = 30, 0x110
CAPS_LOCK = 4  # RFB's bit
ROUNDS = 100
LED_ENCODING = -261  # RFB: a rectangle with the LEDs of the keyboard


def connect(path):
    """Connect to a socket of QEMU, which may not exist yet.  Returns None after 20 seconds."""
    for _ in range(200):
        client = socket.socket(socket.AF_UNIX)
        try:
            client.connect(path)
            return client
        except OSError:
            client.close()
            time.sleep(0.1)
    return None


class Typist(threading.Thread):
    """Press keys, move the pointer and press its button by QMP until QEMU ends."""

    def __init__(self, path):
        super().__init__(daemon=True)
        self.path = path

    def send(self, command, **arguments):
        text = json.dumps({"execute": command, "arguments": arguments})
        self.client.sendall(text.encode() + b"\n")
        self.client.recv(65536)

    def event(self, kind, **data):
        self.send("input-send-event", events=[{"type": kind, "data": data}])

    def run(self):
        self.client = connect(self.path)
        try:
            self.client.recv(65536)
            self.send("qmp_capabilities")
            for step in range(10**6):
                down = step % 2 == 0
                self.event("key", down=down, key={"type": "qcode", "data": "a"})
                self.event("btn", down=down, button="left")
                self.event("abs", axis="x", value=step * 100 % 30000)
                time.sleep(0.05)
        except (OSError, AttributeError):
            pass


class Leds(threading.Thread):
    """Collect the states of the keyboard's LEDs by VNC (RFC 6143) until QEMU ends."""

    def __init__(self, path):
        super().__init__(daemon=True)
        self.path, self.states = path, []

    def get(self, size):
        data = b""
        while len(data) < size:
            chunk = self.client.recv(size - len(data))
            if not chunk:
                raise OSError("end of the connection")
            data += chunk
        return data

    def run(self):
        self.client = connect(self.path)
        try:
            self.client.sendall(self.get(12))
            self.get(self.get(1)[0])
            self.client.sendall(b"\x01")
            self.get(4)
            self.client.sendall(b"\x01")
            self.get(struct.unpack(">20xI", self.get(24))[0])
            self.client.sendall(struct.pack(">BxHi", 2, 1, LED_ENCODING))
            while True:
                self.get(2)
                for _ in range(struct.unpack(">H", self.get(2))[0]):
                    encoding = struct.unpack(">8xi", self.get(12))[0]
                    if encoding != LED_ENCODING:
                        return
                    self.states.append(self.get(1)[0])
        except (OSError, AttributeError):
            pass


def typed(name, arch, lines):
    """Boot with a keyboard and a tablet, and type lines at the prompt.  Returns (output, states of
    the LEDs)."""
    qmp, vnc = (os.path.join("/tmp", "%s.%d.%s" % (name, os.getpid(), end)) for end in ("q", "v"))
    image = os.path.join(OUT, "linux-drivers-" + arch, "Image")
    typist, leds = Typist(qmp), Leds(vnc)
    typist.start()
    leds.start()
    try:
        output = session(
            name,
            [PROGRAM[arch], *MACHINE[arch], *COMMON[2:]]
            + ["-global", "virtio-mmio.force-legacy=false", "-vnc", "unix:" + vnc]
            + ["-device", "virtio-keyboard-device", "-device", "virtio-tablet-device"]
            + ["-qmp", "unix:%s,server=on,wait=off" % qmp, "-kernel", image],
            [("", "quarry> ")]
            + [(line + "\r", "quarry> ") for line in lines]
            + [("poweroff\r", None)],
        )
    finally:
        for path in (qmp, vnc):
            if os.path.exists(path):
                os.unlink(path)
    output = output.replace("\r", "")
    refuse(output, "WARNING", "Kernel panic", "BUG: ")
    return output, leds.states


def virtio_input(name, arch):
    """Events of both devices, and an LED of the keyboard."""
    lines = ["input", *["input watch input%d 6 30" % n for n in (0, 1)]]
    lines += ["input led input%d 1 1" % n for n in (0, 1)]
    output, states = typed(name, arch, [*lines, "input led input0 1 0", "input led input1 1 0"])
    expect(
        output,
        r"^input\d: QEMU Virtio Keyboard, virtio\d/input0 of virtio\d, bus 0x6, vendor 0x627, ",
        r"^  led 0-2$",
        r"^input\d: QEMU Virtio Tablet, ",
        r"^  abs 0: -?\d+, from 0 to 32767$",
        r"^input\d: key %d 1\n(?s:.*)^input\d: key %d 0$" % (KEY_A, KEY_A),
        r"^input\d: key %d [01]$" % BTN_LEFT,
        r"^input\d: abs 0 \d+$",
        r"^input\d: there is no LED 1$",
    )
    if CAPS_LOCK not in states:
        raise Failure("Caps Lock is not lit: states of the LEDs: %s" % states)


def rebind(name, arch):
    """Both drivers are bound and unbound 100 times while events arrive."""
    lines = ["unbind %s; bind %s" % (slot, slot) for slot in SLOTS[arch]] * ROUNDS
    last = 2 * ROUNDS
    lines = [*lines, "input watch input%d 2 30" % last]
    output, _ = typed(name, arch, [*lines, "input watch input%d 2 30" % (last + 1), "input"])
    expect(output, r"^input20[01]: key %d [01]$" % KEY_A, r"^input201: QEMU Virtio ")


def long_cases():
    for arch in SLOTS:
        needs = ["linux-drivers-" + arch]
        yield Case("linux-drivers-%s-virtio-input" % arch, virtio_input, arch, needs=needs)
        yield Case("linux-drivers-%s-virtio-input-rebind" % arch, rebind, arch, needs=needs)
