# SPDX-License-Identifier: BSD-2-Clause
#
# The C library of CONFIG_LIBC: where its headers and archives are, and how newlib gets there.  Files that see its
# headers are those of libc-y, and an application's.

newlib := $(srctree)/build/newlib/$(ARCH)

.PHONY: newlib
newlib:
	$(Q)CROSS_COMPILE=$(CROSS_COMPILE) CCACHE='$(CCACHE)' $(srctree)/scripts/newlib.sh $(ARCH) $(newlib)

ifdef CONFIG_LIBC_NEWLIB
libc-include := $(newlib)/include
libc-archives := $(newlib)/lib/libc.a $(newlib)/lib/libm.a
libc-flags := -D__DYNAMIC_REENT__

$(libc-objs) $(O)/quarry.elf: | newlib
endif

ifdef CONFIG_LIBC
# The compiler's own headers and archive: clang links what GCC has.
gcc := $(CROSS_COMPILE)gcc
print-libgcc := $(gcc) $(filter -mabi=% -march=%,$(KCFLAGS)) -print-libgcc-file-name
libgcc := $(shell $(print-libgcc))

# As a compiler for bare metal would be called: the installed ones are for Linux.
hosted := $(filter-out -ffreestanding,$(freestanding)) -isystem$(libc-include) \
	-isystem$(if $(filter 1,$(LLVM)),$(shell $(CC) -print-resource-dir)/include,$(shell $(CC) -print-file-name=include)) \
	$(libc-flags) \
	$(addprefix -U,__linux__ __linux linux __gnu_linux__ __unix__ __unix unix)
libc-link := --start-group $(libc-archives) $(libgcc) --end-group
endif
