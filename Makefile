# SPDX-License-Identifier: BSD-2-Clause
#
# The front end: it determines the board, the output folder and the goal.  scripts/build.mk has the
# rules for compiling and linking, boards/<board>/board.mk those for running a board.

.SUFFIXES:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := all
SHELL := /bin/sh

srctree := $(CURDIR)
boards := $(notdir $(patsubst %/,%,$(dir $(wildcard $(srctree)/boards/*/defconfig))))

# "make -s" prints nothing itself, so that the output of a run can be piped.
silent := $(findstring s,$(firstword -$(MAKEFLAGS)))
MAKEFLAGS += --no-builtin-rules --no-builtin-variables --no-print-directory

ifeq ($(V),1)
Q :=
say =
else ifneq ($(silent),)
Q := @
say =
else
# Print with make's $(info): with ccache, starting printf for each file took a tenth of the build
# time.
Q := @
say = $(info $(empty)  $1)
endif

# The board: BOARD=, or else the board that was configured last, or else the default.
ifeq ($(origin BOARD),undefined)
BOARD := $(shell cat $(srctree)/build/.board 2>/dev/null || echo qemu_virt_riscv64)
endif
ifneq ($(filter %_defconfig,$(MAKECMDGOALS)),)
BOARD := $(patsubst %_defconfig,%,$(firstword $(filter %_defconfig,$(MAKECMDGOALS))))
endif
ifeq ($(filter $(BOARD),$(boards)),)
$(error There is no board "$(BOARD)"; the boards are: $(boards))
endif

# SAN=address (on AArch64 also SAN=memtag, on the host board also SAN=undefined and SAN=thread):
# build with this sanitizer, in a separate folder.
ifneq ($(SAN),)
san-config := $(firstword $(wildcard $(addprefix $(srctree)/,boards/$(BOARD)/$(SAN).config \
	$(if $(filter-out host,$(BOARD)),kernel/configs/san-$(SAN).config))))
ifeq ($(san-config),)
$(error SAN=$(SAN): there is no such sanitizer for BOARD=$(BOARD): SAN=address is for all boards, SAN=memtag for AArch64, \
	SAN=undefined and SAN=thread are for BOARD=host)
endif
override FRAGMENTS += $(san-config:$(srctree)/%=%)
endif

# DEBUG=1: build with debugging options, also in a separate folder.
ifeq ($(DEBUG),1)
override FRAGMENTS += kernel/configs/debug.config
endif

# APP=dir: an application outside of the tree, with a separate configuration and output folder.
app := $(if $(APP),$(abspath $(APP)))

# LINUX=dir: the drivers that drivers/linux/*.list and LISTS="file ..." take from this tree of Linux.
# scripts/linux.py writes an application with these drivers and that of APP.
linux := $(if $(filter linux-names,$(MAKECMDGOALS)),,$(if $(LINUX),$(abspath $(LINUX))))
ifneq ($(if $(linux),,$(filter linux linux-source-offer linux-check,$(MAKECMDGOALS))),)
$(error Say where an unpacked source tree of Linux is: make $(MAKECMDGOALS) LINUX=dir; "make linux-source" unpacks that of Debian)
endif
ifneq ($(and $(linux),$(filter lib install,$(MAKECMDGOALS))),)
$(error The library has no drivers of Linux: call make $(MAKECMDGOALS) without LINUX=)
endif
debug := $(if $(filter 1,$(DEBUG)),-debug)
variant := $(debug)$(if $(linux),-linux)$(if $(app),-$(notdir $(app)))

O_is_default := $(if $(filter undefined,$(origin O)),y)
O ?= build/$(BOARD)$(SAN:%=-%)$(variant)
override O := $(abspath $(O))

ifneq ($(and $(linux),$(filter-out clean linux-check,$(or $(MAKECMDGOALS),all))),)
said := $(shell python3 $(srctree)/scripts/linux.py app $(O)-app $(linux) $(app:%=--app %) \
	--lists $(wildcard $(srctree)/drivers/linux/*.list) $(if $(LISTS),--own $(abspath $(LISTS))) 2>&1)
ifneq ($(.SHELLSTATUS),0)
$(error $(said))
else ifneq ($(if $(silent),,$(said)),)
$(info $(said))
endif
app := $(O)-app
endif

# Searched once, when it is first needed.
ifeq ($(origin PYTHON),undefined)
PYTHON = $(eval PYTHON := $$(shell for p in /usr/bin/python3 python3; do \
	$$$$p -c 'import kconfiglib' 2>/dev/null && { echo $$$$p; break; }; done))$(PYTHON)
endif
KCONFIG = $(if $(PYTHON),,$(error No python3 can import kconfiglib: run "make setup"))\
	srctree=$(srctree) $(PYTHON) $(srctree)/scripts/kconfig.py --out $(O) $(app:%=--app %) \
	$(if $(O_is_default),--variant=$(variant))

# Goals of the tree, then those that create or change a configuration.  scripts/build.mk has all
# others.
plain-goals := help setup setup-% clean check check-quick check-long check-host check-style check-fresh bench \
	bench-compare bench-native boards docs flash lab fuzz traces coverage mutants
# "make report" needs no machine if it reads a recorded log or the data of two earlier reports.
plain-goals += linux-source linux-check
plain-goals += $(if $(LOG)$(OLD)$(NEW),report)
config-goals := menuconfig guiconfig savedefconfig olddefconfig merge randconfig $(boards:%=%_defconfig)

# A goal that installs packages also installs those for the C library.  Other goals only name the
# missing packages.
no-install = $(or $(NO_INSTALL),$(if $(filter run report debug debugserver image newlib picolibc,$(MAKECMDGOALS)),0,1))

.PHONY: $(plain-goals) $(config-goals)

help:
	@$(srctree)/scripts/help.sh

boards:
	@$(srctree)/scripts/boards.sh

# HTML of the documents, and references of the headers and of the configuration.
docs: setup-docs
	$(Q)$(PYTHON) $(srctree)/scripts/docs/build.py $(srctree)/build/docs

# An image with the suites, and a labgrid environment and a LAVA job that boot it.
lab:
	$(Q)$(MAKE) BOARD=$(BOARD) O=$(O)/lab FRAGMENTS='tests/kunit.config $(FRAGMENTS)' ARGS= all
	$(Q)$(PYTHON) $(srctree)/scripts/lab.py $(BOARD) $(O)/lab $(if $(ARGS),'$(ARGS)')

# The card image if the board has one, else the stick image, for boards that have their firmware
# elsewhere.
card-or-stick = $(if $(wildcard $(srctree)/boards/$(BOARD)/card.cfg),$(if $(wildcard $(O)/card.img),$(O)/card.img,$(error \
	There is no $(O)/card.img: "make image" makes it, with the firmware of $(BOARD). If the board has its firmware \
	elsewhere, FILE=$(O)/stick.img boots it)),$(O)/stick.img)
flash:
	@$(srctree)/scripts/flash.sh $(or $(FILE),$(card-or-stick)) \
		$(or $(DEV),$(error Say which disk to write: make flash DEV=/dev/sdX))

# Debian's source of Linux, unpacked for LINUX=.
linux-source:
	@$(srctree)/scripts/linux_source.sh build

# Packages for the board's architecture.  The tests need packages for all architectures.
board-arch = $(shell sed -n 's/^BOARD_ARCH = //p' $(srctree)/boards/$(BOARD)/board.mk)
setup = LLVM=$(LLVM) NO_INSTALL=$(NO_INSTALL) $(srctree)/scripts/setup.sh

# An HTML page that shows the use of memory.  scripts/run.mk has the rule that boots a machine.
report-page = python3 $(srctree)/scripts/report/report.py
beside = $(or $(FILE),$(basename $1)$2)
ifneq ($(OLD)$(NEW),)
report:
	@$(report-page) compare -o '$(call beside,$(NEW),-compared.html)' \
		'$(or $(OLD),$(error Name both files: make report OLD=one.json NEW=two.json))' \
		'$(or $(NEW),$(error Name both files: make report OLD=one.json NEW=two.json))'
else ifneq ($(LOG),)
report:
	@$(report-page) log $(if $(filter command line environment,$(origin BOARD)),-b '$(BOARD)') \
		-o '$(call beside,$(LOG),.html)' '$(LOG)'
endif

setup:
	@$(setup) run $(board-arch)

setup-check setup-check-long setup-check-quick setup-check-fresh setup-bench setup-fuzz: setup-%:
	@$(setup) $*

setup-bench-native:
	@$(setup) bench-native host

setup-coverage setup-mutants: setup-%:
	@$(setup) $* host

setup-traces:
	@$(setup) traces riscv

setup-%:
	@$(setup) $* $(board-arch)

clean:
	$(call say,CLEAN   $(O))
	$(Q)rm -rf $(O) $(if $(linux),$(O)-app)

$(boards:%=%_defconfig):
	$(Q)$(KCONFIG) defconfig boards/$(@:%_defconfig=%)/defconfig $(FRAGMENTS)
	$(if $(O_is_default),$(Q)mkdir -p $(srctree)/build && echo $(@:%_defconfig=%) > $(srctree)/build/.board)

menuconfig guiconfig savedefconfig olddefconfig:
	$(Q)$(KCONFIG) $@

merge:
	$(Q)$(KCONFIG) merge $(or $(FRAG),$(error Say which fragment to merge: make merge FRAG=file))

# The board's defaults with random values for all other symbols.  KCONFIG_SEED=N repeats a
# configuration.
randconfig:
	$(Q)$(KCONFIG) $(KCONFIG_SEED:%=--seed %) randconfig boards/$(BOARD)/defconfig $(FRAGMENTS)

# FRAGMENTS="file ..." is added to the board's defaults in a new configuration.  It does not change
# an existing configuration.
ifneq ($(and $(FRAGMENTS),$(wildcard $(O)/.config)),)
ifeq ($(filter $(plain-goals) $(config-goals),$(MAKECMDGOALS)),)
not-there := $(shell grep -h '^CONFIG_.*=[^n]' $(FRAGMENTS) | grep -vxFf $(O)/.config)
$(if $(not-there),$(warning $(O)/.config was there before and stays as it is, without $(not-there); \
	"make merge FRAG=file" changes it))
endif
endif

# ONLY='kunit-* boot-*': run only the cases that match a pattern, and the builds that they need.
# ROUNDS=10: repeat the cases.  LOAD=4: run this number of busy processes at the same time.
run-tests = $(srctree)/tests/run.py $(if $(filter 1,$(V)),-v) $(if $(ROUNDS),--rounds $(ROUNDS)) \
	$(if $(LOAD),--load $(LOAD))
only := $(foreach glob,$(ONLY),'$(glob)')

check check-host check-style: setup-check
	$(Q)$(run-tests) $@ $(only)

check-long: setup-check-long
	$(Q)$(run-tests) $@ $(only)

# Linux's drivers on both targets, and on the host port with failing allocations and devices that
# break rules.
linux-check: setup-check-long
	$(Q)env -u MAKEFLAGS -u LINUX LINUX_TREE='$(linux)' $(run-tests) check-long 'linux-drivers-*'

check-quick: setup-check-quick
	$(Q)$(run-tests) $@ $(only)

# Test on a new Debian system in a chroot, which needs root.  STEPS='make-run-host check-quick'
# selects steps.
check-fresh: setup-check-fresh
	$(Q)$(srctree)/tests/fresh/fresh.sh '$(RELEASE)' $(STEPS)

FUZZ_SECONDS ?= 60

fuzz: setup-fuzz
	$(Q)$(PYTHON) $(srctree)/tests/dtb.py fuzz $(FUZZ_SECONDS)

# Print which code the suites execute on the host port.  FILES='mm/pages of/base.c': print the lines
# that are not executed.
coverage: setup-coverage
	$(Q)$(PYTHON) $(srctree)/tests/coverage.py $(if $(WORST),--worst $(WORST)) $(FILES)

# Mutation testing: random changes of the sources, chosen by SEED, which a suite should detect.
mutants: setup-mutants
	$(Q)$(PYTHON) $(srctree)/tests/mutants.py $(COUNT:%=--count %) $(SEED:%=--seed %) $(JOBS:%=--jobs %) $(LIMIT:%=--limit %) \
		$(if $(filter 1,$(AGAIN)),--again) $(FILES)

bench: setup-bench
	$(Q)$(run-tests) bench $(only)

bench-compare: setup-bench
	$(Q)$(run-tests) bench-compare $(or $(BASELINE),$(error Say what to compare with: make bench-compare BASELINE=linux.csv))

bench-native: setup-bench-native
	$(Q)$(run-tests) bench-native

traces: setup-traces
	$(Q)$(run-tests) traces

# These goals work in a new tree: the needed packages are installed before the configuration.
$(foreach goal,$(filter-out $(plain-goals),$(filter run report debug debugserver image fit fw_payload,$(MAKECMDGOALS))),\
	$(if $(filter 0,$(shell $(setup) $(goal) $(board-arch) >&2; echo $$?)),,$(error The packages above are missing)))

# The configuration is created and updated from app.config before make reads anything that depends on
# it.  An error is printed as the last line.
# $(call configure,arguments of kconfig.py)
configure = $(eval said := $$(shell $$(KCONFIG) $1 2>&1))$(if $(filter-out 0,$(.SHELLSTATUS)),$(error $(said)))

ifneq ($(filter-out $(plain-goals) randconfig %_defconfig,$(or $(MAKECMDGOALS),all)),)
ifneq ($(app),)
ifeq ($(wildcard $(app)/Makefile),)
$(error APP=$(APP): there is no Makefile in that folder)
endif
endif
# .app.config has the path of the folder's application, and app.config as it was merged last.
ifeq ($(wildcard $(O)/.config),)
$(call configure,defconfig boards/$(BOARD)/defconfig $(FRAGMENTS))
else
owner := $(word 2,$(file < $(O)/.app.config))
ifneq ($(and $(O_is_default),$(if $(owner),$(wildcard $(owner)),the board)),)
ifneq ($(owner),$(app))
$(error $(O) is the output of $(or $(owner),the board): choose another folder with O=, or remove this one)
endif
endif
ifneq ($(app),)
ifneq ($(shell { echo "# $(app)"; cat $(app)/app.config; } 2>/dev/null | cmp -s - $(O)/.app.config || echo changed),)
$(info $()  MERGE   $(APP)/app.config)
$(call configure,app)
endif
endif
endif
endif

ifneq ($(filter-out $(plain-goals) $(config-goals),$(or $(MAKECMDGOALS),all)),)
kconfig-files := $(srctree) $(wildcard $(app:%=%/Kconfig*) $(app:%=%/*/Kconfig*))
ifneq ($(if $(wildcard $(O)/auto.conf),$(shell find $(kconfig-files) $(O)/.config -path $(srctree)/build -prune -o \
	\( -name 'Kconfig*' -o -path $(O)/.config -o -path $(srctree)/scripts/kconfig.py \) -newer $(O)/auto.conf -print),none),)
$(call configure,generate)
endif
# A build uses all processors, unless -j is given here or to a make that calls this one. "make clean
# all" executes the goals in order.
ifeq ($(filter $(plain-goals) $(config-goals),$(MAKECMDGOALS)),)
MAKEFLAGS += $(shell case " $${MAKEFLAGS%% -- *}" in (*" -j"* | *" --jobserver"*) ;; (*) echo "-j$$(nproc)" ;; esac)
endif
include scripts/build.mk
endif
