# SPDX-License-Identifier: BSD-2-Clause
"""List devices and their drivers, like the command "devices" of the prompt."""
from .base import Command, at, entries, layout, symbol, text


def path(node):
    """Return the path of a node of the device tree."""
    names = []
    while node:
        value = at(node, "struct device_node")
        names.append(text(value["full_name"]))
        node = int(value["parent"])
    return "/".join(reversed(names)) or "/"


class Devices(Command):
    """List the devices of the tree and their drivers.
q-devices"""

    name = "q-devices"

    def run(self, words):
        if words:
            self.usage()
        layout()
        print("%-10s  %s" % ("driver", "device"))
        for address in entries(
            symbol("drivers/base/platform.c:devices")[0], "struct platform_device", "list"
        ):
            device = at(address, "struct platform_device")
            driver = int(device["dev"]["driver"])
            name = (
                text(at(driver, "struct device_driver")["name"])
                if driver
                else "(deferred)"
                if int(device["deferred"])
                else "(none)"
            )
            node = int(device["dev"]["of_node"])
            print("%-10s  %s" % (name, path(node) if node else text(device["name"])))


def register():
    Devices()
