# SPDX-License-Identifier: BSD-2-Clause
#
# The C library of CONFIG_LIBC: its headers and archives, and the rules to build it.  Objects of
# libc-y and applications can use its headers.

.PHONY: newlib picolibc
newlib picolibc:
	$(Q)NO_INSTALL=$(no-install) CROSS_COMPILE=$(CROSS_COMPILE) CCACHE='$(CCACHE)' \
		$(srctree)/scripts/$@.sh $(ARCH) $(srctree)/build/$@/$(ARCH)

ifdef CONFIG_LIBC
libc-name := $(if $(CONFIG_LIBC_PICOLIBC),picolibc,newlib)
# A relative path, like all paths for the compiler, so that trees at different paths use the same
# commands.
libc-tree := build/$(libc-name)/$(ARCH)
libc-include := $(libc-tree)/include
libc-archives := $(if $(CONFIG_LIBC_MALLOC_NANO),$(libc-tree)/lib/libnano.a) $(libc-tree)/lib/libc.a $(libc-tree)/lib/libm.a
# A function that the headers call through the macro __PICOLIBC_ERRNO_FUNCTION.  Its name is not in
# the headers, so scripts/exports.py needs it as an argument.
libc-names := $(if $(CONFIG_LIBC_PICOLIBC),__errno)
libc-flags := $(if $(CONFIG_LIBC_PICOLIBC),-D__PICOLIBC_ERRNO_FUNCTION=__errno,-D__DYNAMIC_REENT__)

# newlib.sh and picolibc.sh change nothing if the library is up to date.
$(libc-tree)/stamp: $(libc-name) ;

$(libc-objs) $(elf): $(libc-tree)/stamp

# The path of libgcc.a, the archive of GCC's support functions.  With clang, the image is linked with
# this archive, too.
gcc := $(CROSS_COMPILE)gcc
print-libgcc := $(gcc) $(filter -mabi=% -march=%,$(KCFLAGS)) -print-libgcc-file-name
libgcc := $(shell $(print-libgcc))

# Options that make the installed compiler, which is for Linux, behave like one for bare metal.
hosted := $(filter-out -ffreestanding,$(freestanding)) -isystem$(libc-include) \
	-isystem$(compiler-include) \
	$(libc-flags) \
	$(addprefix -U,__linux__ __linux linux __gnu_linux__ __unix__ __unix unix)
ifdef CONFIG_HOST
# The compiler calls the assembler in the folder of -B.
hosted += -Barch/host/bin $(if $(filter 1,$(LLVM)),-fno-integrated-as)
endif

ifdef CONFIG_LIBC_CXX
# GCC and clang use the libstdc++ of the GCC for Linux.  The folder libc/cxx/ precedes the folders of
# libstdc++, so its headers replace those of the same name.
gxx := $(CROSS_COMPILE)g++
ifeq ($(shell command -v $(gxx) || NO_INSTALL=$(no-install) $(srctree)/scripts/setup.sh cxx $(ARCH) >&2 || echo none),none)
$(error C++ (CONFIG_LIBC_CXX) needs $(gxx))
endif
cxx-include := $(realpath $(shell $(gxx) -E -v -x c++ /dev/null 2>&1 > /dev/null | grep '^ /.*/c++/'))
libc-archives += $(foreach name,libstdc++.a libgcc_eh.a,$(shell $(gxx) -print-file-name=$(name)))
c-only := -std=gnu11 -Wmissing-prototypes -Wstrict-prototypes -Werror=strict-prototypes -Werror=implicit-function-declaration \
	-Werror=implicit-int -Werror=incompatible-pointer-types \
	$(if $(CONFIG_LIBC_CXX_EXCEPTIONS),-fno-asynchronous-unwind-tables -fno-unwind-tables)
cxx-options := -std=gnu++17 -Wno-register $(if $(CONFIG_LIBC_CXX_EXCEPTIONS),-fexceptions,-fno-exceptions)
cxx-hosted := -I$(call relative,$(O))/include/c++ $(subst -isystem$(libc-include),-isystemlibc/cxx/include \
	$(cxx-include:%=-isystem%) -isystem$(libc-include),$(hosted))
LDFLAGS += $(if $(CONFIG_LIBC_CXX_EXCEPTIONS),--eh-frame-hdr)

# Quarry's headers, like Linux's, do not support C++.  C++ code includes each of them through a
# generated header of the same name, which adds extern "C".
headers := $(shell for folder in include arch/$(ARCH)/include; do (cd $(srctree)/$$folder && find . -name '*.h'); done)
$(call keep,$(O)/.headers,$(headers))
$(O)/include/c++/.made: $(O)/.headers
	$(Q)rm -rf $(@D) && mkdir -p $(addprefix $(@D)/,$(sort $(dir $(headers))))
	$(Q)for header in $(headers:./%=%); do \
		printf '%s\n' 'extern "C" {' "#include_next <$$header>" '}' > $(@D)/$$header; done
	$(Q)touch $@

$(objs): | $(O)/include/c++/.made
endif

libc-link := --start-group $(libc-archives) $(libgcc) --end-group
endif
