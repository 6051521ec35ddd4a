#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
cat <<TEXT
Running
  make run                   install what is missing, build, boot in QEMU, stay at the prompt
  make run RUN='cmd; cmd'    run these commands and power off; the last line is "status N", and make fails if N is not 0
                             ARGS='boot arguments', REPORT='cmd; cmd' before the prompt, RUN_TIMEOUT=60 seconds,
                             INITRD=file, SMP=n, MEM=size, QEMU_EXTRA='options': Documentation/running.md
                             DECODE=0: no source lines in reports
  make run RULES=1           report what QEMU allows and hardware does not: missing barriers, flushes of the TLB and of
                             caches; needs QEMU 9.2: Documentation/rules.md
  scripts/run.sh -h          the same without make, for an image that is there: ends with status N
  scripts/decode [-e ELF] [LOG]   source lines in the reports of a log: Documentation/debugging.md
  make debug                 in gdb, with Quarry's commands for it; GDB=program, GDB_ARGS='options': Documentation/gdb.md
  make debugserver           like "make run", but the machine waits for "make debug" in another terminal
  make BOARD=name ...        another board: qemu_virt_riscv64, qemu_virt_arm64, host, or one of "make boards"
  make APP=dir ...           the application in dir, with its own configuration (defaults and dir/app.config) and output
                             folder, build/<board>-<name>/: Documentation/applications.md
                             A pipe or file on the standard input of "make run" is that of its main()
  make report                pictures of a machine's memory as one HTML page, build/<board>/report.html: boots as "make run"
                             does, with RUN='cmd; cmd' before; FILE=page.html, LOG=recorded console, OLD=one.json
                             NEW=two.json side by side: Documentation/report.md
  make linux LINUX=dir       with drivers of an unpacked source tree of Linux, which make the image GPL-2.0; LINUX= is for
                             run, menuconfig and debug, too; LISTS='file ...' more drivers; make linux-source unpacks
                             Debian's tree; make linux-check LINUX=dir tests them: Documentation/linux-drivers.md
Configuring
  make <board>_defconfig     start from a board's defaults, and make it the current board
  make menuconfig            change options in the terminal; guiconfig: in a window (needs python3-tk)
  make menuconfig APP=dir    the same for an application, with the options of its Kconfig; so for all goals here
  make merge FRAG=file       apply a fragment; savedefconfig, olddefconfig as in Linux
  make randconfig            any value for each option; KCONFIG_SEED=N the same again
  make boards                the boards: name, architecture, state
Building
  make                       the image of the current board, in build/<board>/
  make O=dir, V=1, LLVM=1    output folder, show commands, clang and lld
  make -jN                   N jobs at a time; without it as many as there are processors
  make SAN=address ...       with checks of each access to memory (KASAN); BOARD=host also has SAN=undefined and SAN=thread
  make DEBUG=1 ...           with what finds bugs, in build/<board>-debug[-<name>]/: Documentation/debugging.md
  make FRAGMENTS="file ..."  add to the defaults of a folder that is configured for the first time
  make CROSS_COMPILE=prefix  another gcc
  make newlib                the C library of CONFIG_LIBC_NEWLIB, where it is missing: a minute or two of CPU time
  make fit                   a FIT for U-Boot's bootm: build/<board>/quarry.itb, with DTB=file or the tree of the board's
                             QEMU machine; FIT_LOAD=address of the image, if not 2 MiB behind the start of RAM; INITRD=file;
                             FIT_KEYS=folder signs it with quarry.key, FIT_KEY_DTB=U-Boot's tree gets the public key
  make fw_payload            RISC-V: OpenSBI and the image in one file, build/<board>/fw_payload.bin; OPENSBI=fw_jump.bin
  make image BOARD=name      a boot partition, a stick, and, with the board's firmware, a whole card; FIRMWARE=folder,
                             DTB=file, ARGS='boot arguments': Documentation/boards.md
  make flash DEV=/dev/sdX    the card, or the stick, to a disk: asks, writes, reads back; FILE=name another image
  make lib                   the image as libquarry.a, for a project of your own: Documentation/library.md
  make install PREFIX=dir    that library to dir/lib/quarry/<board>; DESTDIR=dir; uninstall
  make disk                  the disk image that "make run" attaches
  make compile_commands.json for editors
  make docs                  the documents as HTML with a search, with a reference of the public headers and of all
                             options of the configuration: build/docs/html/index.html
  make clean                 remove the current board's output, with APP=dir the application's
Testing
  make check                 all tests: ends with "N passed, N failed"; ONLY='glob ...' picks cases
  make check-quick           the most important ones, in a minute once compiled
  make check-long            those that take longer as well; check-host, check-style: a part
  make check-fresh RELEASE=bookworm   README's commands and the tests on a new minimal Debian system, in a chroot: needs
                             root; RELEASE=trixie for Debian 13; STEPS='make-run check-quick' runs some of the steps
  make fuzz FUZZ_SECONDS=60  the device-tree reader, on inputs that the fuzzer makes up
  make coverage              the lines and branches that the suites execute on the host port, by folder; FILES='file folder'
                             prints the lines of these that they do not execute, WORST=N the N files with the most of them
  make linux-names LINUX=DIR   how many drivers of Linux find their headers and functions, with BOARD=qemu_virt_arm64
  make mutants               whether the suites see bugs: changes the sources at COUNT=300 random points, one at a time, and
                             fails if fewer than LIMIT=85 percent are seen; SEED=N, FILES='file folder', JOBS=N; the same
                             command goes on after Ctrl-C, AGAIN=1 runs the survivors once more
  make lab BOARD=name        an image with the suites, a labgrid environment and a LAVA job that boot it
  make bench                 instructions an operation, as CSV
  make bench-compare BASELINE=file   the same beside another table
  make bench-native          recorded traces through this machine's allocators and ours
  make traces                record tests/traces again
Setting up
  make setup BOARD=name      install the packages that "make run" uses for the board; NO_INSTALL=1 only prints them
  make setup-GOAL            install the packages of another goal: check, check-quick, check-long, image, fit, fw_payload,
                             newlib, debug, cxx, picolibc, bench, bench-native, fuzz, traces, coverage, mutants, lab, docs
TEXT
