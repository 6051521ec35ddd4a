# SPDX-License-Identifier: BSD-2-Clause
#
# Compiling and linking one board's image.  Every folder's Makefile lists what it contributes:
#
#	obj-y += file.o             an object from file.c or file.S
#	obj-$(CONFIG_X) += file.o   the same, if the symbol is set
#	obj-y += folder/            descend
#	ccflags-y += -Dx            flags for every object of this folder
#	CFLAGS_file.o += -Dx        flags for one object
#	libc-y += file.o            (host port) an object that may include the C library's headers
#
# One make reads them all, so that dependencies are exact and nothing runs twice.

-include $(O)/auto.conf

$(O)/auto.conf $(O)/include/generated/autoconf.h &: $(O)/.config \
		$(shell find $(srctree) -name 'Kconfig*' -not -path '*/build/*') \
		$(srctree)/scripts/kconfig.py
	$(Q)$(KCONFIG) generate

# Until auto.conf is made the rest is read for nothing: make starts again when it is there.
ARCH := $(or $(patsubst "%",%,$(CONFIG_ARCH)),none)

# ---- tools -----------------------------------------------------------------------------------

CROSS_riscv := riscv64-linux-gnu-
CROSS_arm64 := aarch64-linux-gnu-
CLANG_riscv := --target=riscv64-linux-gnu
CLANG_arm64 := --target=aarch64-linux-gnu
CROSS_COMPILE ?= $(CROSS_$(ARCH))

ifeq ($(LLVM),1)
CC := clang $(CLANG_$(ARCH))
LD := ld.lld
OBJCOPY := llvm-objcopy
AR := llvm-ar
NM := llvm-nm
else
CC := $(CROSS_COMPILE)gcc
LD := $(CROSS_COMPILE)ld.bfd
OBJCOPY := $(CROSS_COMPILE)objcopy
AR := $(CROSS_COMPILE)ar
NM := $(CROSS_COMPILE)nm
endif
cc-option = $(shell $(CC) -Werror $(1) -c -x c /dev/null -o /dev/null 2>/dev/null && echo $(1))

# ---- flags -----------------------------------------------------------------------------------

freestanding := -ffreestanding -nostdinc -I$(srctree)/include -I$(srctree)/arch/$(ARCH)/include \
	-I$(O)/include -include $(srctree)/include/linux/kconfig.h

warnings := -Wall -Wextra -Werror -Wno-unused-parameter -Wno-missing-field-initializers \
	-Wmissing-prototypes -Wstrict-prototypes -Wvla

KCFLAGS := -std=gnu11 -g -fno-strict-aliasing -fno-strict-overflow -fno-common \
	-fno-asynchronous-unwind-tables -fno-unwind-tables \
	-ffunction-sections -fdata-sections -fno-delete-null-pointer-checks $(warnings)
KCFLAGS += $(if $(CONFIG_CC_OPTIMIZE_FOR_SIZE),$(or $(call cc-option,-Oz),-Os),-O2)
KCFLAGS += $(if $(CONFIG_FRAME_POINTER),-fno-omit-frame-pointer,-fomit-frame-pointer)
KCFLAGS += -ffile-prefix-map=$(srctree)/=

LDFLAGS := --gc-sections --build-id=none

-include $(srctree)/arch/$(ARCH)/arch.mk
-include $(srctree)/boards/$(BOARD)/board.mk

# ---- what is in the image ----------------------------------------------------------------------

objs :=
libc-objs :=

# $(call visit,source folder,output folder)
visit = $(eval obj-y :=)$(eval libc-y :=)$(eval ccflags-y :=)$(eval src := $1)\
	$(eval include $1/Makefile)\
	$(eval objs += $(addprefix $2/,$(filter %.o,$(obj-y) $(libc-y))))\
	$(eval libc-objs += $(addprefix $2/,$(libc-y)))\
	$(foreach o,$(filter %.o,$(obj-y) $(libc-y)),\
		$(if $(ccflags-y)$(CFLAGS_$o),$(eval $2/$o: extra := $(ccflags-y) $(CFLAGS_$o)))\
		$(eval CFLAGS_$o :=))\
	$(foreach d,$(filter %/,$(obj-y)),$(call visit,$1/$(d:/=),$2/$(d:/=)))

folders := lib arch/$(ARCH) mm kernel drivers boards/$(BOARD) tests
ifneq ($(wildcard $(O)/auto.conf),)
$(foreach d,$(folders),$(if $(wildcard $(srctree)/$d/Makefile),$(call visit,$(srctree)/$d,$(O)/$d)))
endif

# An application: a folder of its own, anywhere.
ifneq ($(APP),)
app := $(abspath $(APP))
$(if $(wildcard $(app)/Makefile),,$(error APP=$(APP): there is no Makefile in that folder))
$(call visit,$(app),$(O)/app)
endif

# The image depends on the list of its objects, so that a change of APP or of a Makefile relinks it.
$(shell mkdir -p $(O); printf '%s\n' "$(objs) $(APP) $(CC) $(KCFLAGS)" | cmp -s - $(O)/.objects || \
	printf '%s\n' "$(objs) $(APP) $(CC) $(KCFLAGS)" > $(O)/.objects)
$(foreach d,$(sort $(dir $(objs))),$(shell mkdir -p $d))

# ---- rules -------------------------------------------------------------------------------------

depflags = -MMD -MP -MF $(@:.o=.d)
c_flags = $(if $(filter $@,$(libc-objs)),$(libc-flags),$(freestanding)) $(KCFLAGS) $(extra) \
	-include $(O)/include/generated/autoconf.h
a_flags = $(freestanding) $(filter-out -std=gnu11,$(KCFLAGS)) -D__ASSEMBLY__ \
	-include $(O)/include/generated/autoconf.h

compile_c = $(CC) $(c_flags) $(depflags) -DKBUILD_MODNAME='"$(basename $(notdir $@))"' \
	-DKBUILD_MODSYM=$(subst -,_,$(basename $(notdir $@))) -c -o $@ $<
compile_S = $(CC) $(a_flags) $(depflags) -c -o $@ $<

config-deps := $(O)/include/generated/autoconf.h $(srctree)/scripts/build.mk \
	$(srctree)/arch/$(ARCH)/arch.mk $(O)/.objects

$(O)/%.o: $(srctree)/%.c $(config-deps)
	$(say) CC $(patsubst $(srctree)/%,%,$<)
	$(Q)$(compile_c)

$(O)/%.o: $(srctree)/%.S $(config-deps)
	$(say) AS $(patsubst $(srctree)/%,%,$<)
	$(Q)$(compile_S)

ifneq ($(APP),)
# app_main() needs no declaration: nobody but the kernel calls it.
$(O)/app/%.o: extra += -Wno-missing-prototypes
$(O)/app/%.o: $(app)/%.c $(config-deps)
	$(say) CC $<
	$(Q)$(compile_c)
endif

-include $(objs:.o=.d)

.PHONY: all image fit run disk compile_commands.json
all: image

include $(srctree)/scripts/link.mk

fit: $(O)/quarry.itb

compile_commands.json: $(O)/.objects
	$(say) GEN $@
	$(Q)$(PYTHON) $(srctree)/scripts/compile_commands.py "$(CC)" \
		"$(freestanding) $(KCFLAGS) -include $(O)/include/generated/autoconf.h" \
		$(srctree) $(O) $(objs) > $(srctree)/$@

# ---- running -----------------------------------------------------------------------------------

disk: $(O)/disk.img

$(O)/disk.img: $(srctree)/scripts/mkdisk.sh $(srctree)/README.md $(srctree)/LICENSE
	$(say) DISK $(patsubst $(srctree)/%,%,$@)
	$(Q)$(srctree)/scripts/mkdisk.sh $@ $(srctree)/README.md $(srctree)/LICENSE

run: image disk
	$(Q)$(run-board)
