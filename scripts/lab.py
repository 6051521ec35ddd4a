#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Write a labgrid environment and a LAVA job for a board, from its board.mk.

        scripts/lab.py BOARD FOLDER [ARGS]

The environment and the job boot the image with kunit=1, and read the verdict from its KTAP output.
"""
import os
import re
import sys

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

QEMU = {"riscv": ("qemu-system-riscv64", "rv64"), "arm64": ("qemu-system-aarch64", "cortex-a72")}

LABGRID_QEMU = """targets:
  main:
    drivers:
      QEMUDriver:
        qemu_bin: qemu
        machine: virt
        cpu: {cpu}
        memory: 256M
        kernel: image
        boot_args: {args}
        extra_args: -smp 2 -nic none
tools:
  qemu: /usr/bin/{program}
images:
  image: {folder}/Image
"""

# ManualPowerDriver asks the user to switch the board off and on.  On a test bench with a power
# switch, replace it by the driver of this switch.
LABGRID_BOARD = """targets:
  main:
    resources:
      RawSerialPort:
        port: /dev/ttyUSB0
        speed: {baud}
    drivers:
      SerialDriver: {{}}
      ManualPowerDriver:
        name: {board}
images:
  card: {folder}/card.img
  stick: {folder}/stick.img
"""

LAVA = """# {title}
device_type: {device_type}
job_name: Quarry, KUnit suites on {board}
priority: medium
visibility: public
timeouts:
  job: {{minutes: 30}}
  action: {{minutes: 10}}
  connection: {{minutes: 5}}
actions:
{boot}- test:
    timeout: {{minutes: 20}}
    monitors:
    - name: kunit
      start: KTAP version 1
      end: '# Totals:'
      pattern: '^(?P<result>ok|not ok) \\d+ (?P<test_case_id>\\S+)'
      fixupdict:
        ok: pass
        not ok: fail
"""

LAVA_QEMU = """- deploy:
    to: tmpfs
    images:
      kernel:
        image_arg: -kernel {{kernel}} -append "{args}"
        url: file://{folder}/Image
- boot:
    method: qemu
    media: tmpfs
    prompts: ['KTAP version 1']
"""

LAVA_BOARD = """- deploy:
    to: tftp
    kernel:
      url: file://{folder}/Image
      type: image
- boot:
    method: u-boot
    commands:
    - setenv bootargs {args}
    - tftp {{KERNEL_ADDR}} {{KERNEL}}
    - booti {{KERNEL_ADDR}} - ${{fdtcontroladdr}}
    prompts: ['KTAP version 1']
"""


def main():
    board, folder = sys.argv[1], os.path.abspath(sys.argv[2])
    with open(os.path.join(TOP, "boards", board, "board.mk")) as f:
        says = dict(re.findall(r"^(\w+) = (.*)$", f.read(), re.M))
    arch = says["BOARD_ARCH"]
    if arch not in QEMU:
        sys.exit("lab: %s is no machine of a test bench" % board)
    real = "BOARD_TREE" in says
    values = {
        "board": board,
        "folder": folder,
        "title": says["BOARD_TITLE"],
        "baud": says.get("BOARD_BAUD"),
        "program": QEMU[arch][0],
        "cpu": QEMU[arch][1],
        "device_type": os.path.basename(says["BOARD_TREE"]) if real else "qemu",
    }
    values["args"] = " ".join(["kunit=1", *sys.argv[3:]])
    values["boot"] = (LAVA_BOARD if real else LAVA_QEMU).format(**values)
    for name, text in (
        ("labgrid.yaml", LABGRID_BOARD if real else LABGRID_QEMU),
        ("lava.yaml", LAVA),
    ):
        path = os.path.join(folder, name)
        with open(path, "w") as f:
            f.write(text.format(**values))
        print(path)


main()
