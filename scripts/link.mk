# SPDX-License-Identifier: BSD-2-Clause
#
# The image is linked twice: the first link has no symbol table, the second has the one made from the
# first.  The table lies behind all code, so that no function moves between the two; kallsyms.py
# checks that.

lds := $(O)/quarry.lds
elf := $(O)/quarry.elf

$(lds): $(srctree)/arch/$(ARCH)/quarry.lds.S $(config-deps)
	$(say) LDS $(patsubst $(srctree)/%,%,$@)
	$(Q)$(CC) -E -P -x assembler-with-cpp $(a_flags) -MMD -MT $@ -MF $@.d -o $@ $<
-include $(lds).d

kallsyms = $(PYTHON) $(srctree)/scripts/kallsyms.py
link = $(if $(link-host),$(link-host),$(LD) $(LDFLAGS) -T $(lds) -o $(1) $(objs) $(2))
compile_kallsyms = $(CC) $(a_flags) -c -x assembler-with-cpp -o $(1).o $(1).S

$(elf): $(objs) $(lds) $(srctree)/scripts/kallsyms.py $(srctree)/scripts/link.mk
	$(say) LD $(patsubst $(srctree)/%,%,$@)
	$(Q): | $(kallsyms) > $(O)/kallsyms1.S
	$(Q)$(call compile_kallsyms,$(O)/kallsyms1)
	$(Q)$(call link,$(O)/quarry1.elf,$(O)/kallsyms1.o)
	$(Q)$(NM) -n $(O)/quarry1.elf | $(kallsyms) > $(O)/kallsyms2.S
	$(Q)$(call compile_kallsyms,$(O)/kallsyms2)
	$(Q)$(call link,$@.tmp,$(O)/kallsyms2.o)
	$(Q)$(NM) -n $@.tmp > $(O)/System.map
	$(Q)$(kallsyms) --check $(O)/kallsyms2.S < $(O)/System.map
	$(Q)mv $@.tmp $@

$(O)/Image: $(elf)
	$(say) IMAGE $(patsubst $(srctree)/%,%,$@)
	$(Q)$(OBJCOPY) -O binary -S $< $@

$(O)/quarry.itb: $(O)/Image
	$(say) FIT $(patsubst $(srctree)/%,%,$@)
	$(Q)$(srctree)/scripts/mkfit.sh $(ARCH) $(fit-load) $< $@

image: $(if $(link-host),$(elf),$(O)/Image)
