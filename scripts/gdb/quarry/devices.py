# SPDX-License-Identifier: BSD-2-Clause
"""List devices and their drivers, like the command "devices" of the prompt."""
from .base import Command, at, entries, layout, member_offset, read, symbol, text


def path(node):
    """Return the path of a node of the device tree."""
    names = []
    while node:
        value = at(node, "struct device_node")
        names.append(text(value["full_name"]))
        node = int(value["parent"])
    return "/".join(reversed(names)) or "/"


BUSES = (b"simple-bus", b"simple-mfd", b"simple-pm-bus")


def is_bus(address):
    """Return True if devices are created at boot for the nodes below the node of the device."""
    start = address - member_offset("struct platform_device", "dev")
    device = at(start, "struct platform_device")
    size = int(device["compatible_size"])
    names = read(int(device["compatible"]), size) if size > 0 else b""
    return any(name in BUSES for name in names.split(b"\0"))


class Devices(Command):
    """List the devices of the tree and their drivers.  Buses without a driver are left out.
q-devices"""

    name = "q-devices"

    def run(self, words):
        if words:
            self.usage()
        layout()
        print("%-10s  %s" % ("driver", "device"))
        platform = symbol("platform_bus_type")[0]
        for address in entries(
            symbol("drivers/base/bus.c:all_devices")[0], "struct device", "node"
        ):
            device = at(address, "struct device")
            driver = int(device["driver"])
            if int(device["bus"]) != platform or (not driver and is_bus(address)):
                continue
            deferred = device["deferred"]
            name = (
                text(at(driver, "struct device_driver")["name"])
                if driver
                else "(deferred)"
                if int(deferred["next"]) != int(deferred.address)
                else "(none)"
            )
            node = int(device["of_node"])
            print("%-10s  %s" % (name, path(node) if node else text(device["name"])))


def register():
    Devices()
