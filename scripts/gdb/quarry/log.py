# SPDX-License-Identifier: BSD-2-Clause
"""Print the messages since boot (kernel/printk.c)."""
from .base import Command, lookup_type, needs_image, read, symbol, variable

SKIP = 0xFF  # level of a record that marks the unused end of the ring buffer


class Dmesg(Command):
    """Print the messages since boot, as the command dmesg of the prompt does.
q-dmesg"""

    name = "q-dmesg"

    def run(self, words):
        if words:
            self.usage()
        needs_image()
        address, kind = symbol("kernel/printk.c:log_buf")
        size, header = kind.sizeof, lookup_type("struct record").sizeof
        ring = read(address, size)
        at, end = int(variable("kernel/printk.c:log_tail")), int(
            variable("kernel/printk.c:log_head")
        )
        text = ""
        while at < end:
            start = at % size
            us = int.from_bytes(ring[start : start + 8], "little") // 1000
            length, level = int.from_bytes(ring[start + 8 : start + 10], "little"), ring[start + 10]
            if level != SKIP:
                words = ring[start + header : start + header + length].decode(errors="replace")
                text += "[%5d.%06d] %s" % (us // 1000000, us % 1000000, words)
            at += -(-(header + length) // header) * header
        print(text, end="")


def register():
    Dmesg()
