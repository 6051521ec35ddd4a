# SPDX-License-Identifier: BSD-2-Clause
"""Check the configuration: make sets a requested value, or stops and prints the reason."""
import os
import shutil

from harness import Case, Failure, OUT, TOP, expect, make, refuse, run


def fresh(name):
    directory = os.path.join(OUT, name)
    shutil.rmtree(directory, ignore_errors=True)
    os.makedirs(directory)
    make(name, "O=" + directory, "qemu_virt_riscv64_defconfig")
    return directory


def merge(name, text):
    """Merge a fragment with this text into a new folder.  Returns (status, output, folder)."""
    directory = fresh(name)
    fragment = os.path.join(directory, "fragment")
    with open(fragment, "w") as f:
        f.write(text)
    status, output = run(name, ["make", "O=" + directory, "merge", "FRAG=" + fragment], 60)
    return status, output, directory


def refused(name, text, *why):
    status, output, _ = merge(name, text)
    expect(output, *why)
    if status == 0:
        raise Failure("the fragment was accepted")


def accepted(name):
    status, _, directory = merge(name, "CONFIG_LOG_BUF_SHIFT=16\n# CONFIG_SMP is not set\n")
    with open(os.path.join(directory, ".config")) as f:
        expect(
            f.read(), "^CONFIG_LOG_BUF_SHIFT=16$", "^# CONFIG_SMP is not set$", "^CONFIG_NR_CPUS=1$"
        )
    if status:
        raise Failure("status %s" % status)
    make(name, "O=" + directory, "savedefconfig")
    with open(os.path.join(directory, "defconfig")) as f:
        expect(f.read(), "^CONFIG_LOG_BUF_SHIFT=16$")
    make(name, "O=" + directory, "olddefconfig")


def new_defaults(name):
    """New defaults of a merged fragment apply to a configured folder.  They do not change options
    that were set there explicitly."""
    _, _, directory = merge(name, "CONFIG_LOG_BUF_SHIFT=16\n")
    fragment = os.path.join(directory, "fragment")
    with open(fragment, "w") as f:
        f.write("CONFIG_LIBC=y\n")
    make(name, "O=" + directory, "merge", "FRAG=" + fragment)
    with open(os.path.join(directory, ".config")) as f:
        expect(f.read(), "^CONFIG_LOG_BUF_SHIFT=16$", "^CONFIG_THREAD_SHIFT=15$", "^CONFIG_RTC=y$")


def fragment_too_late(name):
    """FRAGMENTS for a folder that is already configured does not change its configuration.  A
    message names the missing options."""
    directory = fresh(name)
    call = [
        "make",
        "-n",
        "O=" + directory,
        "BOARD=qemu_virt_riscv64",
        "FRAGMENTS=tests/suites.config",
    ]
    _, output = run(name, call, 60)
    expect(output, "stays as it is, without CONFIG_KUNIT=y.*; \"make merge FRAG=file\" changes it")
    make(name, "O=" + directory, "merge", "FRAG=tests/suites.config")
    _, output = run(name, call, 60)
    refuse(output, "stays as it is")


def fragment_and_sanitizer(name):
    directory = os.path.join(OUT, name)
    shutil.rmtree(directory, ignore_errors=True)
    run(
        name,
        [
            "make",
            "-n",
            "O=" + directory,
            "BOARD=host",
            "SAN=address",
            "FRAGMENTS=tests/suites.config",
        ],
        60,
    )
    with open(os.path.join(directory, ".config")) as f:
        expect(f.read(), "^CONFIG_HOST_SANITIZE_ADDRESS=y$", "^CONFIG_KUNIT=y$")


APP_KCONFIG = """config SENSOR_NAME
	string "Name of the sensor"
	default "none"

config SENSOR_LOG
	bool "Print each reading"
"""


def application(name, *files):
    """Create an empty application.  Returns its folder."""
    folder = os.path.join(OUT, name, "app")
    shutil.rmtree(os.path.join(OUT, name), ignore_errors=True)
    os.makedirs(folder)
    for file, text in (("Makefile", "obj-$(CONFIG_SENSOR_LOG) += log.o\n"), ("log.c", ""), *files):
        with open(os.path.join(folder, file), "w") as f:
            f.write(text)
    return folder


def app_make(name, app, *args):
    """Configure an application in build/ and print the commands of its build.  Returns (status,
    output)."""
    return run(name, ["make", "-n", "BOARD=host", "APP=" + app, *args], 60)


def out_of(app):
    return os.path.join(TOP, "build", "host-" + os.path.basename(app))


def app_config(name):
    """An application has its own configuration, which follows app.config and includes the
    application's symbols."""
    app = application(
        name,
        ("app.config", "CONFIG_SENSOR_LOG=y\nCONFIG_LOG_BUF_SHIFT=16\n"),
        ("Kconfig", APP_KCONFIG),
    )
    app = shutil.move(app, app + "-of-config")
    shutil.rmtree(out_of(app), ignore_errors=True)
    board = os.path.join(TOP, "build/host/.config")
    before = open(board).read() if os.path.exists(board) else None

    def has(*lines):
        status, output = app_make(name, app)
        if status:
            raise Failure(output.strip().splitlines()[-1])
        with open(os.path.join(out_of(app), ".config")) as f:
            expect(f.read(), *("^%s$" % line for line in lines))
        return output

    expect(
        has("CONFIG_SENSOR_LOG=y", 'CONFIG_SENSOR_NAME="none"', "CONFIG_LOG_BUF_SHIFT=16"),
        r"/app/log\.o",
    )
    fragment = os.path.join(OUT, name, "fragment")
    with open(fragment, "w") as f:
        f.write('CONFIG_SENSOR_NAME="left"\n')
    make(name, "BOARD=host", "APP=" + app, "merge", "FRAG=" + fragment)
    with open(os.path.join(app, "app.config"), "w") as f:
        f.write("CONFIG_SLUB=y\n")
    refuse(
        has(
            "# CONFIG_SENSOR_LOG is not set",
            'CONFIG_SENSOR_NAME="left"',
            "CONFIG_LOG_BUF_SHIFT=14",
            "CONFIG_SLUB=y",
        ),
        r"/app/log\.o",
    )
    refuse(has("CONFIG_SLUB=y"), "MERGE")
    if (open(board).read() if os.path.exists(board) else None) != before:
        raise Failure("the board's configuration has changed")
    out = os.path.join(OUT, name, "out")
    for _ in range(2):  # app.config applies again after each defconfig
        make(name, "BOARD=host", "O=" + out, "host_defconfig")
        app_make(name, app, "O=" + out)
        with open(os.path.join(out, ".config")) as f:
            expect(f.read(), "^CONFIG_SLUB=y$")
    for file, text, why in (
        ("app.config", "CONFIG_NOSUCH=y\n", "app.config:1: CONFIG_NOSUCH: there is no such symbol"),
        ("Kconfig", "config SMP\n\tbool\n", "Kconfig: CONFIG_SMP is Quarry's own"),
        ("Kconfig", "config X\n\tnosuch\n", "Kconfig:2: error: couldn't parse 'nosuch'"),
    ):
        with open(os.path.join(app, file), "w") as f:
            f.write(text)
        status, output = app_make(name, app)
        expect(output.strip().splitlines()[-1], why)
        if status == 0:
            raise Failure("make went on: " + why)
        make(name, "BOARD=host", "APP=" + app, "clean")
        os.remove(os.path.join(app, file))


def app_names(name):
    """If the folders of two applications have the same name, the second application is refused
    until the folder of the first is removed."""
    first = application(name)
    first, second = shutil.move(first, first + "-of-names"), os.path.join(
        OUT, name, "other", "app-of-names"
    )
    shutil.copytree(first, second)
    shutil.rmtree(out_of(first), ignore_errors=True)
    if app_make(name, first)[0]:
        raise Failure("the first application was refused")
    status, output = app_make(name, second)
    expect(
        output.strip().splitlines()[-1],
        "build/host-app-of-names is the output of %s: choose another folder" % first,
    )
    if status == 0:
        raise Failure("the second application was accepted")
    if app_make(name, second, "O=" + os.path.join(OUT, name, "out"))[0]:
        raise Failure("O= does not help")
    shutil.rmtree(first)
    if app_make(name, second)[0]:
        raise Failure("the second application was refused when the first was gone")
    make(name, "BOARD=host", "APP=" + second, "clean")
    if os.path.exists(out_of(second)):
        raise Failure("make clean left something")


def no_board(name):
    status, output = run(name, ["make", "BOARD=nosuch", "image"], 60)
    expect(output, 'There is no board "nosuch"; the boards are: ')
    if status == 0:
        raise Failure("the board was accepted")


# Texts of modules that replace tkinter.  Importing the first fails, like a tkinter that is not
# installed; the second behaves as without a display.
NO_TK = "raise ImportError('tkinter')\n"
NO_DISPLAY = (
    "class TclError(Exception):\n    pass\n\n\n"
    "def Tk():\n    raise TclError('no display name')\n"
)


def no_window(name, module, why):
    directory = fresh(name)
    with open(os.path.join(directory, "tkinter.py"), "w") as f:
        f.write(module)
    status, output = run(
        name, ["make", "O=" + directory, "guiconfig"], 60, dict(os.environ, PYTHONPATH=directory)
    )
    expect(output, why)
    refuse(output, "Traceback")
    if status == 0:
        raise Failure("status 0 without a window")


def cases():
    yield Case("config-merge", accepted)
    yield Case("config-new-defaults", new_defaults)
    for name, text, why in (
        ("unknown", "CONFIG_NOSUCH=y\n", "CONFIG_NOSUCH: there is no such symbol"),
        ("range", "CONFIG_LOG_BUF_SHIFT=99\n", "CONFIG_LOG_BUF_SHIFT=99 was asked for"),
        ("depends", "CONFIG_FAIL_PAGE_ALLOC=y\n", "depends on FAULT_INJECTION"),
        (
            "choice",
            "CONFIG_SLUB=y\nCONFIG_SLAB=y\n",
            'in the choice "Object allocator" CONFIG_SLAB=y is chosen: remove',
        ),
        (
            "choice-chosen",
            "# CONFIG_SLOB is not set\n",
            r'it is chosen in the choice "Object allocator": .* \(SLUB, SLAB\) to y',
        ),
        (
            "choice-off",
            "CONFIG_LIBC_MALLOC_NANO=y\n",
            r'the choice "malloc\(\): allocator for small requests" depends on LIBC$',
        ),
        (
            "choice-depends",
            "CONFIG_LIBC=y\nCONFIG_LIBC_PICOLIBC=y\nCONFIG_LIBC_MALLOC_NANO=y\n",
            r'depends on LIBC_NEWLIB && the choice "malloc',
        ),
        ("syntax", "LOG_BUF_SHIFT 12\n", "this is no assignment"),
    ):
        yield Case("config-" + name, refused, text, why)
    for name, module, why in (
        ("tk", NO_TK, "needs the package python3-tk"),
        ("display", NO_DISPLAY, r"needs a display \(no display name\)"),
    ):
        yield Case("config-gui-no-" + name, no_window, module, why)
    yield Case("config-fragment-too-late", fragment_too_late)
    yield Case("config-fragment-and-sanitizer", fragment_and_sanitizer)
    yield Case("config-app", app_config)
    yield Case("config-app-names", app_names)
    yield Case("config-no-board", no_board)
