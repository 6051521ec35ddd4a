# SPDX-License-Identifier: BSD-2-Clause
#
# Rules that link the image, and that create a library of the same objects for other projects.

lds := $(O)/quarry.lds

$(lds): $(srctree)/arch/$(ARCH)/quarry.lds.S $(O)/.flags $(O)/auto.conf
	$(call say,LDS     $(call relative,$@))
	$(Q)$(CC) -E -P -x assembler-with-cpp $(a_flags) -MMD -MT $@ -MF $@.d -o $@ $<
-include $(lds).d

# ---- the closed firmware -----------------------------------------------------------------------
#
# Applications are linked with the closed firmware, in this tree and with the library.  It consists
# of two objects.  quarry.o is the firmware; only the symbols of its public interface are global.
# host.o is the part of the host port that uses the build machine's C library (scripts/exports.py).

closed := $(O)/closed
firmware-objs := $(filter-out $(host-objs) $(O)/app/%,$(objs))
# The public headers are those of Linux, those of Quarry, the headers of <asm/> that drivers use, and
# all headers that these include.
public-headers := $(sort $(patsubst include/%,%,$(wildcard $(patsubst %,include/%/*.h,linux linux/amba linux/gpio linux/input linux/mfd linux/pinctrl crypto quarry $(if $(CONFIG_KUNIT),kunit trace/events)))) \
	$(patsubst arch/$(ARCH)/include/%,%,$(wildcard $(patsubst %,arch/$(ARCH)/include/asm/%.h, \
		barrier byteorder cacheflush dma-noncoherent io tlbflush vendorid_list))))

$(closed)/quarry.o: $(firmware-objs) $(host-objs) $(O)/.objects $(libc-tree:%=%/stamp) $(srctree)/scripts/exports.py \
		$(shell find include arch/$(ARCH)/include -name '*.h')
	$(call say,LD      $(call relative,$@))
	$(Q)mkdir -p $(closed)
	$(Q)printf '#include <%s>\n' generated/autoconf.h $(public-headers) | \
		$(CC) $(freestanding) -I$(O)/include $(KCFLAGS) $(configuration) -M -MT headers -MF $(closed)/headers -x c -
	$(Q)$(LD) -r -z noexecstack -o $(closed)/open.o $(firmware-objs)
	$(Q)$(PYTHON) $(srctree)/scripts/exports.py $(closed) $(closed)/open.o --nm $(NM) --headers $(closed)/headers \
		$(libc-include:%=--header %) $(libc-archives:%=--user %) $(libgcc:%=--user %) $(libc-names:%=--name %) $(host-objs:%=--host %)
	$(Q)$(OBJCOPY) @$(closed)/quarry.args $(closed)/open.o $@
	$(Q)rm $(closed)/open.o

$(closed)/host.o: $(closed)/quarry.o $(host-objs)
	$(Q)$(LD) -r -z noexecstack -o $(closed)/host.open.o $(host-objs)
	$(Q)$(OBJCOPY) @$(closed)/host.args $(closed)/host.open.o $@
	$(Q)rm $(closed)/host.open.o

abi := $(filter -m%,$(KCFLAGS)) $(if $(filter 1,$(LLVM)),-Wno-unused-command-line-argument)
link-tools = CC='$(CC)' ABI='$(abi)' LD='$(LD)' LDFLAGS='$(LDFLAGS)' NM='$(NM)' HOST_LINK='$(host-link)' LIBC='$(libc-link)' \
	OBJCOPY='$(OBJCOPY)'

# Without an application, the image is linked from its objects.  An application is linked with the
# closed firmware.  PRIVATE=1 is for applications that test the firmware: all symbols are visible,
# but may change at any time.
linked := $(filter-out $(host-objs),$(objs))
linked-host := $(host-objs)
ifneq ($(if $(filter 1,$(PRIVATE)),,$(app)),)
linked := $(closed)/quarry.o $(filter $(O)/app/%,$(objs))
linked-host := $(if $(host-objs),$(closed)/host.o)
endif
$(call keep,$(O)/.linked,$(linked))

$(elf): $(linked) $(linked-host) $(O)/.linked $(lds) $(srctree)/scripts/kallsyms.py $(srctree)/scripts/link.sh
	$(call say,LD      $(call relative,$@))
	$(Q)$(link-tools) LDFLAGS='$(LDFLAGS) -Map=$(O)/quarry.map' KALLSYMS='$(PYTHON) $(srctree)/scripts/kallsyms.py' \
		LDS=$(lds) HOST_FILES='$(linked-host) $(host-libs)' $(if $(filter $(closed)/quarry.o,$(linked)),QUARRY=$(closed)/quarry.o) \
		$(srctree)/scripts/link.sh -o $@ -m $(O)/System.map $(linked) $(linux-messages)

$(O)/Image$(gpl): $(elf)
	$(call say,IMAGE   $(call relative,$@))
	$(Q)rm -f $@
	$(Q)$(OBJCOPY) -O binary -S $< $@

ifneq ($(gpl),)
define link-to-licensed
$(O)/$1: $(O)/$(basename $1)$(gpl)$(suffix $1)
	$$(Q)ln -sf $$(notdir $$<) $$@
endef
$(foreach file,quarry.elf Image quarry.itb fw_payload.bin,$(eval $(call link-to-licensed,$(file))))

# Print the messages of the linker.  After an error, say where Linux has the missing functions.
linux-messages = 2>$(O)/link.log || failed=1; cat $(O)/link.log >&2; [ -z "$$failed" ] || { \
	$(PYTHON) $(srctree)/scripts/linux.py missing $(app) $(O)/link.log >&2; exit 1; }
endif

# If the FIT contains a device tree, U-Boot needs nothing else.  The tree is DTB=file, or that of
# the board's QEMU machine.
fit-tree = $(or $(DTB),$(if $(QEMU_CMD),$(O)/machine.dtb))
$(O)/machine.dtb: $(O)/auto.conf
	$(Q)$(QEMU_CMD) -machine dumpdtb=$@ -display none -nic none >$@.log 2>&1 || { cat $@.log >&2; exit 1; }

.PHONY: $(O)/quarry$(gpl).itb $(O)/machine.dtb
$(O)/quarry$(gpl).itb: $(O)/Image $(fit-tree) $(INITRD)
	$(call say,FIT     $(call relative,$@))
	$(Q)FIT_INITRD='$(INITRD)' FIT_KEYS='$(FIT_KEYS)' FIT_KEY_DTB='$(FIT_KEY_DTB)' $(srctree)/scripts/mkfit.sh $(ARCH) $< $@ "$(fit-tree)" $(FIT_LOAD)

# For RISC-V boards, create one file with OpenSBI and the image.
$(O)/fw_payload$(gpl).bin: $(O)/Image
	$(call say,OPENSBI $(call relative,$@))
	$(Q)$(if $(CONFIG_RISCV),$(srctree)/scripts/mkpayload.sh $< $@,$(error fw_payload is for RISC-V boards))

binaries: $(if $(host-link),$(O)/quarry.elf,$(O)/Image $(O)/quarry.elf)

# ---- the library -------------------------------------------------------------------------------
#
# $(O)/libquarry has all files that "make install" copies to a folder for the board.  This folder can
# be moved.  The archive libquarry.a has two members.  quarry.o has the firmware; the linker script's
# EXTERN(_start) loads it as a whole, because only tables refer to much of its contents.  names.o is
# an empty table of functions, for programs that are linked without quarry-link.  A separate file,
# host.o, is the part of the host port that uses the build machine's C library.

lib-name := $(BOARD)$(SAN:%=-%)$(debug)
lib := $(O)/libquarry
# $(call moved,flags): the flags with the paths of the C library replaced by its paths in the
# installed library
moved = $(subst -Barch/host/bin,-B@prefix@/libc/bin,$(subst libc/cxx/include,@prefix@/libc/c++,$(subst $(libc-include),@prefix@/libc/include,$1)))
lib-kcflags = $(filter-out $(warnings) $(if $(CONFIG_FPU),$(no-fpu)) -g -g1 -O2 -Os -ffile-prefix-map=%,$(KCFLAGS))
lib-freestanding = $(subst -isysteminclude/,-isystem@prefix@/include/,$(app-freestanding))
lib-cflags = $(filter-out -I% -include include/%,$(if $(CONFIG_LIBC),$(call moved,$(hosted)),$(lib-freestanding))) $(lib-kcflags)
lib-cxxflags = $(filter-out -I% -include include/%,$(call moved,$(cxx-hosted))) $(filter-out $(c-only),$(lib-kcflags)) $(cxx-options)

.PHONY: lib install uninstall
lib: $(lib)/libquarry.a

$(lib)/libquarry.a: $(closed)/quarry.o $(if $(host-objs),$(closed)/host.o) $(lds) $(srctree)/scripts/kallsyms.py $(srctree)/scripts/link.sh \
		$(srctree)/scripts/mklib.sh $(srctree)/scripts/link.mk
	$(call say,LIB     $(call relative,$(lib)))
	$(Q)rm -rf $(lib) && mkdir -p $(lib)/include $(O)/libquarry.tmp
	$(Q): | $(PYTHON) $(srctree)/scripts/kallsyms.py > $(O)/libquarry.tmp/names.S
	$(Q)$(CC) $(abi) -c -x assembler -o $(O)/libquarry.tmp/names.o $(O)/libquarry.tmp/names.S
	$(Q)$(OBJCOPY) --strip-debug $(closed)/quarry.o $(O)/libquarry.tmp/quarry.o
	$(Q)$(if $(host-objs),$(OBJCOPY) --strip-debug $(closed)/host.o $(lib)/host.o)
	$(Q)cp $(closed)/symbols $(lib)
	$(Q)cp $(lds) $(srctree)/scripts/kallsyms.py $(srctree)/scripts/link.sh $(lib)
ifdef CONFIG_LIBC
	$(Q)mkdir $(lib)/libc && cp -r $(libc-include) $(libc-archives) $(if $(CONFIG_HOST),arch/host/bin) $(lib)/libc
	$(Q)$(if $(CONFIG_LIBC_CXX),cp -r libc/cxx/include $(lib)/libc/c++)
endif
	$(Q)$(srctree)/scripts/mklib.sh headers $(lib)/include include arch/$(ARCH)/include $(O)/include < $(closed)/headers
	$(Q)cp -r include/freestanding $(lib)/include
	$(Q)$(if $(CONFIG_LIBC_CXX),cp -r $(O)/include/c++ $(lib)/include)
	$(Q)$(link-tools) CFLAGS='$(lib-cflags)' CXX='$(CXX)' CXXFLAGS='$(if $(CONFIG_LIBC_CXX),$(lib-cxxflags))' \
		LIBC_ARCHIVES='$(notdir $(libc-archives))' HOST_LIBS='$(host-libs)' \
		PRINT_LIBGCC='$(print-libgcc)' ARCH='$(ARCH)' NAME='$(lib-name)' VERSION=$(CONFIG_VERSION) \
		$(srctree)/scripts/mklib.sh files $(lib)
	$(Q)cd $(O)/libquarry.tmp && $(AR) rcsD $(lib)/libquarry.a quarry.o names.o
	$(Q)rm -rf $(O)/libquarry.tmp

PREFIX ?= /usr/local
lib-target = $(DESTDIR)$(PREFIX)/lib/quarry/$(lib-name)

ifeq ($(abspath $(DESTDIR)$(PREFIX)),$(srctree))
install uninstall:
	$(error PREFIX is the folder of the sources, which has a lib/ of its own: choose another, as PREFIX=$$HOME/.local)
else
install: lib
	$(call say,INSTALL $(lib-target))
	$(Q)rm -rf "$(lib-target)" && mkdir -p "$(lib-target)"
	$(Q)cp -r $(lib)/. "$(lib-target)" && chmod -R u=rwX,go=rX "$(lib-target)"

uninstall:
	$(call say,REMOVE  $(lib-target))
	$(Q)rm -rf "$(lib-target)"
endif
