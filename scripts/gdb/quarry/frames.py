# SPDX-License-Identifier: BSD-2-Clause
"""Name the frames of traps and of stack switches, which gdb shows as <signal handler called>."""
import gdb
from gdb.FrameDecorator import FrameDecorator

from .threads import hidden


class Named(FrameDecorator):
    def function(self):
        frame = self.inferior_frame()
        if frame.type() != gdb.SIGTRAMP_FRAME:
            return super().function()
        return frame.name() or frame.pc()


class Filter:
    """Show the labels of traps as names.  For a thread selected by q-thread, omit the CPU's own
    frame."""

    def __init__(self):
        self.name, self.priority, self.enabled = "quarry", 100, True
        gdb.frame_filters[self.name] = self

    def filter(self, frames):
        for frame in frames:
            if not hidden(frame.inferior_frame()):
                yield Named(frame)


def register():
    Filter()
