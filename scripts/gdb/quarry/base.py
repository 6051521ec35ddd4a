# SPDX-License-Identifier: BSD-2-Clause
"""Define the base class of all commands, and functions that read variables, types, memory and lists
of the image."""
import os

import gdb

MASK = (1 << 64) - 1
REDUCED = (
    "the image has no types for a debugger, as CONFIG_DEBUG_INFO_REDUCED is set: configure it with "
    "CONFIG_DEBUG_INFO_REDUCED=n and build it again"
)


class Command(gdb.Command):
    """Register a command with gdb.  The argument of run() is the list of words after the command's
    name.  An error in reading memory is printed as one line, not as a traceback."""

    def __init__(self):
        super().__init__(self.name, gdb.COMMAND_USER)

    def invoke(self, argument, from_tty):
        try:
            self.run(gdb.string_to_argv(argument))
        except gdb.MemoryError as error:
            raise gdb.GdbError(
                "%s: %s.  A CPU that is in firmware, or whose MMU is off, does not see the kernel's memory: "
                "\"info threads\" lists the CPUs, \"thread N\" chooses another one"
                % (self.name, error)
            )

    def usage(self):
        raise gdb.GdbError("usage: " + self.__doc__.strip().split("\n")[-1].strip())


def arch():
    """Return "riscv", "arm64" or "host"."""
    name = gdb.selected_inferior().architecture().name()
    return (
        "riscv" if name.startswith("riscv") else "arm64" if name.startswith("aarch64") else "host"
    )


def needs_image():
    """Raise an error unless gdb has an image of Quarry with debug information."""
    if not gdb.objfiles():
        raise gdb.GdbError(
            "gdb has no symbols of Quarry: load them with \"file build/<board>/quarry.elf\""
        )
    try:
        gdb.lookup_type("struct task_struct")
    except gdb.error:
        raise gdb.GdbError(REDUCED)


def option(name, default=None):
    """Return the value of an option in the file .config next to the image.  If the option is not
    set there, return the default."""
    path = os.path.join(os.path.dirname(gdb.objfiles()[0].filename), ".config")
    try:
        with open(path) as f:
            return next(
                (line.split("=")[1].strip() for line in f if line.startswith("CONFIG_%s=" % name)),
                default,
            )
    except OSError:
        return default


def lookup_type(name):
    try:
        return gdb.lookup_type(name)
    except gdb.error:
        needs_image()
        raise gdb.GdbError(
            "the image has no \"%s\": its configuration lacks what this command shows" % name
        )


def symbol(name, needs=None):
    """Return (address, type) of a global variable, or of a static variable "file.c:name".  The
    argument needs is the configuration option without which the variable does not exist."""
    file, _, plain = name.rpartition(":")
    try:
        value = gdb.parse_and_eval("&'%s'::%s" % (file, plain) if file else "&" + plain)
    except gdb.error:
        needs_image()
        raise gdb.GdbError(
            "the image has no %s%s" % (plain, ": it needs CONFIG_%s=y" % needs if needs else "")
        )
    return int(value) & MASK, value.type.target()


def has(name):
    try:
        symbol(name)
    except gdb.GdbError:
        return False
    return True


def at(address, kind):
    """Return the value at an address.  The type (kind) is a gdb.Type or the name of a type."""
    kind = lookup_type(kind) if isinstance(kind, str) else kind
    return gdb.Value(address & MASK).cast(kind.pointer()).dereference()


def variable(name, needs=None):
    return at(*symbol(name, needs))


def read(address, size):
    return bytes(gdb.selected_inferior().read_memory(address & MASK, size))


def read_u64(address):
    return int.from_bytes(read(address, 8), "little")


def text(value):
    """Return the string in a char array, or the string at which a char pointer points."""
    if value.type.strip_typedefs().code == gdb.TYPE_CODE_ARRAY:
        return value.string(errors="replace")
    return value.string(errors="replace") if int(value) else ""


def layout():
    """Return struct vm_layout.  Raise an error if the machine does not use its final page tables
    yet, because the linear map does not exist before."""
    needs_image()
    value = variable("vm_layout")
    if not int(value["linear_end"]):
        raise gdb.GdbError(
            "the machine has not booted far enough: let it run to \"break init_thread\" first"
        )
    return value


def member_offset(kind, member):
    return next(field.bitpos // 8 for field in lookup_type(kind).fields() if field.name == member)


def entries(head, kind, member):
    """Yield the addresses of the structures in a list.  head is the address of the list's
    list_head, and member is the name of the structures' list_head."""
    offset = member_offset(kind, member)
    node = read_u64(head)
    for _ in range(1 << 20):
        if node == head:
            return
        if not node:
            raise gdb.GdbError("the list of %s was not set up so far, or was overwritten" % kind)
        yield node - offset
        node = read_u64(node)
    raise gdb.GdbError("the list of %s has no end" % kind)


def enum_names(kind):
    """Return a dictionary from the values of an enum type to their names."""
    return {field.enumval: field.name for field in lookup_type(kind).fields()}


def function_at(address):
    """Return a code address in the format of the console's reports: name+0xoffset/0xsize."""
    address &= MASK
    block = gdb.block_for_pc(address)
    while block and not block.function:
        block = block.superblock
    while block and block.superblock and block.superblock.function:
        block = block.superblock  # leave an inlined function
    if block:
        return "%s+0x%x/0x%x" % (
            block.function.name,
            address - block.start,
            block.end - block.start,
        )
    return "0x%x" % address


def number(word, what):
    """Return the value of an expression that the user typed."""
    try:
        value = gdb.parse_and_eval(word)
        return int(value.address if value.type.code == gdb.TYPE_CODE_FUNC else value) & MASK
    except (gdb.error, ValueError, RuntimeError):
        raise gdb.GdbError("%s: this is not %s" % (word, what))
