# SPDX-License-Identifier: BSD-2-Clause
#
# Rules for compiling and linking one board's image.  Every folder's Makefile lists its contents:
#
#	obj-y += file.o             an object from file.c or file.S; in applications also from file.cpp, .cc or .cxx
#	obj-$(CONFIG_X) += file.o   an object, if the symbol is set
#	obj-y += folder/            a folder, whose Makefile is read, too
#	ccflags-y += -Dx            flags for every object of this folder
#	CFLAGS_file.o += -Dx        flags for one object
#	host-y += file.o            (host port) an object that includes the headers of the host's C library
#	libc-y += file.o            (CONFIG_LIBC) an object that includes headers of the image's C library
#	fpu-y += file.o             (CONFIG_FPU) an object that may use floating-point numbers
#
# A single make reads all of these Makefiles, so that dependencies are exact and nothing runs twice.  An
# object is compiled again after a change of a file that it includes, of the compiler's flags, or of a
# configuration symbol that occurs in one of these files (scripts/kconfig.py).

include $(O)/auto.conf
ARCH := $(patsubst "%",%,$(CONFIG_ARCH))

# An image with drivers of Linux has its licence in its name; the usual names are links to it.
gpl := $(if $(CONFIG_LINUX_DRIVERS),-GPL-2.0)
elf := $(O)/quarry$(gpl).elf

# ---- tools -----------------------------------------------------------------------------------

CROSS_riscv := riscv64-linux-gnu-
CROSS_arm64 := aarch64-linux-gnu-
CLANG_riscv := --target=riscv64-linux-gnu
CLANG_arm64 := --target=aarch64-linux-gnu
CROSS_COMPILE ?= $(CROSS_$(ARCH))

ifeq ($(LLVM),1)
CC := clang $(CLANG_$(ARCH))
CXX := clang++ $(CLANG_$(ARCH))
LD := ld.lld
OBJCOPY := llvm-objcopy
AR := llvm-ar
NM := llvm-nm
else
CC := $(CROSS_COMPILE)gcc
CXX := $(CROSS_COMPILE)g++
LD := $(CROSS_COMPILE)ld.bfd
OBJCOPY := $(CROSS_COMPILE)objcopy
AR := $(CROSS_COMPILE)ar
NM := $(CROSS_COMPILE)nm
endif
ifeq ($(shell command -v $(CC)),)
ifneq ($(CONFIG_ARCH),)
$(error There is no $(CC): "make setup$(if $(filter 1,$(LLVM)), LLVM=1)" installs it)
endif
endif

# $(call relative,file): the path of a file relative to $(srctree)
relative = $(patsubst $(srctree)/%,%,$1)

cc-option = $(shell $(CC) -Werror $(1) -S -x c /dev/null -o /dev/null 2>/dev/null && echo $(1))

# With ccache, unchanged code is not compiled again.  CCACHE= disables it.
ifeq ($(origin CCACHE),undefined)
CCACHE := $(shell command -v ccache)
endif

# ---- flags -----------------------------------------------------------------------------------

# Names of sources and headers are relative to $(srctree), where make runs, and the configuration is
# passed as -D options in a file.  Therefore, ccache gets the same input from configurations whose
# differences do not concern a source.
freestanding := -ffreestanding -nostdinc -Iinclude -Iarch/$(ARCH)/include -include include/linux/kconfig.h
# Applications may use those headers of C that need no library, for example <stdint.h>.  These are
# the compiler's headers.
compiler-include = $(eval compiler-include := $(if $(filter 1,$(LLVM)),$(shell $(CC) -print-resource-dir)/include,$\
	$(shell $(CC) -print-file-name=include)))$(compiler-include)
app-freestanding = $(freestanding) -isystem$(compiler-include) -isysteminclude/freestanding
configuration = @$(O)/include/generated/autoconf.args

# The tests turn warnings into errors (WERROR=1).  A newer compiler with more warnings does not stop
# a user's build.
warnings := -Wall -Wextra $(if $(filter 1,$(WERROR)),-Werror) -Wno-unused-parameter -Wno-missing-field-initializers \
	-Wmissing-prototypes -Wstrict-prototypes -Wvla $(if $(filter 1,$(LLVM)),-Wthread-safety)
# Warnings for applications, which may be drivers from Linux: those that Linux enables.  Some are
# errors, as in Linux.
app-warnings := -Wall -Wundef -Wno-trigraphs -Wno-format-security -Wno-sign-compare \
	-Werror=implicit-function-declaration -Werror=implicit-int -Werror=return-type \
	-Werror=strict-prototypes -Werror=incompatible-pointer-types \
	$(call cc-option,-Wno-alloc-size-larger-than)

KCFLAGS := -std=gnu11 $(if $(CONFIG_DEBUG_INFO_REDUCED),-g1,-g) \
	-fno-strict-aliasing -fno-strict-overflow -fno-common -funsigned-char \
	-fno-asynchronous-unwind-tables -fno-unwind-tables \
	-ffunction-sections -fdata-sections -fno-delete-null-pointer-checks $(warnings)
KCFLAGS += $(if $(CONFIG_CC_OPTIMIZE_FOR_SIZE),$(or $(call cc-option,-Oz),-Os),-O2)
KCFLAGS += $(if $(CONFIG_FRAME_POINTER),-fno-omit-frame-pointer,-fomit-frame-pointer)
KCFLAGS += -ffile-prefix-map=$(srctree)=.

LDFLAGS := --gc-sections --build-id=none

include $(srctree)/arch/$(ARCH)/arch.mk
include $(srctree)/boards/$(BOARD)/board.mk

# ---- contents of the image ---------------------------------------------------------------------

objs :=
host-objs :=
libc-objs :=
fpu-objs :=
extra-flags :=
app-flags :=

# Options that omit frames, for files with short functions whose slow path is a tail call and whose
# reports name the caller.  A frame would cost 10 % of the time of such a function.  With a sanitizer
# or with counters, functions have frames, because the slow path is an ordinary call and must be in
# the back-trace.  With KFENCE, whose functions are called in the middle of these functions, the
# compiler must not change the frame-pointer register, so that back-traces are complete.
no-frames := $(if $(sanitize-y)$(coverage-y)$(CONFIG_KASAN),,-fomit-frame-pointer -DNO_FRAMES \
	$(if $(CONFIG_KFENCE),$(call cc-option,$(frame-register:%=-ffixed-%))))

# KASAN on the targets.  Red zones around variables are only for user code, which runs after the
# shadow is mapped.
ifdef CONFIG_KASAN_SHADOW
ifeq ($(LLVM),1)
kasan-param = $(foreach param,$1,-mllvm -asan-$(param))
kasan-offset := -mllvm -asan-mapping-offset=$(CONFIG_KASAN_SHADOW_OFFSET)
kasan-scope := -mllvm -asan-use-after-scope=1
kasan-allocas := -mllvm -asan-instrument-dynamic-allocas=1
else
kasan-param = $(foreach param,$1,--param asan-$(param))
kasan-offset := -fasan-shadow-offset=$(CONFIG_KASAN_SHADOW_OFFSET)
kasan-scope := -fsanitize-address-use-after-scope
kasan-allocas := --param asan-instrument-allocas=1
endif
kasan-flags := -fsanitize=kernel-address $(kasan-offset) $(call kasan-param,instrumentation-with-call-threshold=0)
kasan-variables := $(call kasan-param,stack=1 globals=1) $(kasan-scope) $(kasan-allocas)
kasan-no-variables := $(call kasan-param,stack=0 globals=0)
kasan-user-code := $(addprefix $(O)/,app/% fs/% libc/% tests/%)
endif

# Options that compile code without KASAN's checks, for code that accesses memory which it poisoned.
no-kasan-shadow := $(if $(CONFIG_KASAN_SHADOW),-fno-sanitize=kernel-address)
no-kasan := $(if $(CONFIG_KASAN),$(or $(no-kasan-shadow),-fno-sanitize=address))

# $(call visit,source folder,output folder): read the Makefile of a folder and of its subfolders
visit = $(foreach class,obj host libc fpu ccflags,$(eval $(class)-y :=))$(eval src := $1)\
	$(eval include $1/Makefile)\
	$(eval objs += $(addprefix $2/,$(filter %.o,$(obj-y) $(host-y) $(libc-y) $(fpu-y))))\
	$(foreach class,host libc fpu,$(eval $(class)-objs += $(addprefix $2/,$($(class)-y))))\
	$(foreach o,$(filter %.o,$(obj-y) $(host-y) $(libc-y) $(fpu-y)),\
		$(if $(ccflags-y)$(CFLAGS_$o),$(eval $2/$o: extra := $(ccflags-y) $(CFLAGS_$o))\
			$(eval $(if $(filter $(O)/app $(O)/app/%,$2),app,extra)-flags += $o $(ccflags-y) $(CFLAGS_$o)))\
		$(eval CFLAGS_$o :=))\
	$(foreach d,$(filter %/,$(obj-y)),$(call visit,$1/$(d:/=),$2/$(d:/=)))

folders := lib containers arch/$(ARCH) efi mm kernel of init shell drivers fs libc kunit boards/$(BOARD) tests
$(foreach d,$(folders),$(if $(wildcard $(srctree)/$d/Makefile),$(call visit,$(srctree)/$d,$(O)/$d)))

# Files of Linux are compiled with the headers of Quarry, and then those of Linux.
ifneq ($(linux),)
linux-flags := -D__KERNEL__ -DCONFIG_OF=1 -I$(srctree)/drivers/linux/include \
	-I$(app)/linux/tree/include -I$(app)/linux/tree/include/uapi \
	-Wno-pointer-sign -fno-sanitize=alignment $(call cc-option,-Wno-maybe-uninitialized)
endif

ifneq ($(app),)
$(call visit,$(app),$(O)/app)
libc-objs += $(if $(CONFIG_LIBC),$(filter $(O)/app/%,$(objs)))
endif

# $(call keep,file,text): write a file only if its text changes.  Then a changed list of objects
# causes linking, and changed flags cause compiling.  GNU make 4.3 and 4.4 sometimes leave the last
# newline in the text of a file, so both texts are stripped.
keep = $(if $(and $(wildcard $1),$(if $(subst x$(strip $2)x,,x$(strip $(file < $1))x),,same)),,\
	$(shell mkdir -p $(dir $1))$(file > $1,$(strip $2)))

include $(srctree)/scripts/libc.mk

$(call keep,$(O)/.objects,$(objs) $(app))
$(call keep,$(O)/.app,$(app) $(linux) $(app-flags))
$(call keep,$(O)/.flags,$(CC) $(kasan-flags) $(kasan-variables) $(freestanding) $(KCFLAGS) $(extra-flags) $(fpu-objs) $(hosted) $(cxx-hosted) $(cxx-options))
$(if $(objs),$(shell mkdir -p $(sort $(dir $(objs)))))

# ---- rules -------------------------------------------------------------------------------------

depflags = -MMD -MP -MF $(@:.o=.d)
# Private headers are included by their path from the top.  Applications cannot include them.
includes = $(if $(filter $@,$(host-objs)),$(host-flags),$(if $(filter $@,$(libc-objs)),$(hosted),\
	$(if $(filter $(O)/app/%,$@),$(app-freestanding),$(freestanding))))
kasan = $(if $(filter $(no-kasan),$(extra)),,$(kasan-flags) \
	$(if $(filter $(kasan-user-code),$@),$(kasan-variables),$(kasan-no-variables)))
c_flags = $(includes) $(if $(filter $(O)/app/%,$@),,-iquote .) $(KCFLAGS) $(kasan) $(extra) $(configuration)
cxx_flags = $(cxx-hosted) $(if $(filter $(O)/app/%,$@),,-iquote .) $(filter-out $(c-only),$(KCFLAGS)) $(cxx-options) $(kasan) $(extra) \
	$(configuration)
a_flags = $(freestanding) $(filter-out -std=gnu11,$(KCFLAGS)) -D__ASSEMBLY__ $(configuration)
$(filter-out $(O)/app/%,$(fpu-objs) $(libc-objs)): KCFLAGS := $(filter-out $(no-fpu),$(KCFLAGS))

module-name = -DKBUILD_MODNAME='"$(basename $(notdir $@))"' -DKBUILD_MODSYM=$(subst -,_,$(basename $(notdir $@)))
compile_c = $(CCACHE) $(CC) $(c_flags) $(depflags) $(module-name) -c -o $@ $(call relative,$<)
compile_cxx = $(CCACHE) $(CXX) $(cxx_flags) $(depflags) $(module-name) -c -o $@ $(call relative,$<)
compile_S = $(CCACHE) $(CC) $(a_flags) $(depflags) -c -o $@ $(call relative,$<)

$(O)/%.o: $(srctree)/%.c $(O)/.flags
	$(call say,CC      $(call relative,$<))
	$(Q)$(compile_c)

$(O)/%.o: $(srctree)/%.cpp $(O)/.flags
	$(call say,CXX     $(call relative,$<))
	$(Q)$(compile_cxx)

$(O)/%.o: $(srctree)/%.S $(O)/.flags
	$(call say,AS      $(call relative,$<))
	$(Q)$(compile_S)

ifneq ($(app),)
$(O)/app/%.o: KCFLAGS := $(filter-out $(warnings) $(if $(CONFIG_FPU),$(no-fpu)),$(KCFLAGS)) $(app-warnings)
$(O)/app/%.o: $(app)/%.c $(O)/.flags $(O)/.app
	$(call say,CC      $<)
	$(Q)$(compile_c)

define app-cxx
$(O)/app/%.o: $(app)/%.$1 $(O)/.flags $(O)/.app
	$$(if $$(CONFIG_LIBC_CXX),,$$(error $$< is C++: the configuration needs CONFIG_LIBC_CXX=y, in $(APP)/app.config))
	$$(call say,CXX     $$<)
	$$(Q)$$(compile_cxx)
endef
$(foreach suffix,cpp cc cxx,$(eval $(call app-cxx,$(suffix))))
endif

-include $(objs:.o=.d)

.PHONY: linux linux-source-offer all binaries image fit fw_payload run report debug debugserver disk compile_commands.json linux-names
all: binaries

# The image with drivers of Linux, and a list of Linux's files in it.
linux: binaries
	$(Q)$(PYTHON) $(srctree)/scripts/linux.py files $(app) $(O)

# What has to be handed on with that image.
linux-source-offer: linux
	$(Q)$(PYTHON) $(srctree)/scripts/linux.py offer $(app) $(O) $(srctree)

include $(srctree)/scripts/link.mk

fit: $(O)/quarry.itb

fw_payload: $(O)/fw_payload.bin

compile_commands.json: $(O)/.objects
	$(call say,GEN     $@)
	$(Q)$(PYTHON) $(srctree)/scripts/compile_commands.py "$(CC)" \
		"$(freestanding) -iquote . $(KCFLAGS) -imacros $(O)/include/generated/autoconf.h" \
		$(srctree) $(O) $(objs) > $(srctree)/$@

# Count how many of Linux's drivers find their names in Quarry's headers (scripts/linux-names.py).
# LINUX= is a folder or an archive of Linux's source.  SAMPLE=N compiles only N files, which SEED=N
# selects; LIST=1 prints the names that most drivers lack.
linux-names:
	$(if $(filter arm64,$(ARCH)),,$(error make linux-names compiles for AArch64: BOARD=qemu_virt_arm64))
	$(Q)$(PYTHON) $(srctree)/scripts/linux-names.py $(if $(SAMPLE),--sample '$(SAMPLE)') $(if $(SEED),--seed '$(SEED)') \
		$(if $(filter 1,$(LIST)),--list) \
		'$(or $(LINUX),$(error Say where the source of Linux is: make linux-names LINUX=/usr/src/linux-source-6.12.tar.xz))' \
		'$(O)' $(CC) $(app-freestanding) $(filter-out $(warnings),$(KCFLAGS)) $(app-warnings) $(configuration)

# ---- running -----------------------------------------------------------------------------------

disk: $(O)/disk.img

$(O)/disk.img: $(srctree)/scripts/mkdisk.sh $(srctree)/README.md $(srctree)/LICENSE
	$(call say,DISK    $(call relative,$@))
	$(Q)$(srctree)/scripts/mkdisk.sh $@ $(srctree)/README.md $(srctree)/LICENSE

run: binaries disk
	$(Q)$(or $(run-board),$(error make run is for QEMU: for $(BOARD) see "make image" and boards/$(BOARD)/README.md))

# Start the debugger, or a server to which a debugger connects: Documentation/gdb.md.
debug debugserver: binaries disk
	$(Q)$(or $($@-board),$(error make $@ is for QEMU and the host port: Documentation/gdb.md has what a debugger of $(BOARD) needs))

ifeq ($(LOG)$(OLD)$(NEW),)
report: binaries disk
	$(Q)$(or $(report-board),$(error make report is for QEMU: for $(BOARD), type the line that scripts/report/report.py line \
		prints at the prompt, record the console, and give the log: make report BOARD=$(BOARD) LOG=file))
endif

# ---- disk images -------------------------------------------------------------------------------

image: binaries
	$(Q)BOARD_ARCH='$(BOARD_ARCH)' BOOT_FILES='$(BOOT_FILES)' FIRMWARE_FILES='$(FIRMWARE_FILES)' \
		FIRMWARE_PACKAGE='$(FIRMWARE_PACKAGE)' FIRMWARE_FOLDER='$(FIRMWARE_FOLDER)' FIRMWARE='$(FIRMWARE)' \
		FIRMWARE_SOURCE='$(FIRMWARE_SOURCE)' \
		DTB='$(DTB)' ARGS='$(ARGS)' $(srctree)/scripts/image.sh $(BOARD) $(O)
