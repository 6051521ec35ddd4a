# SPDX-License-Identifier: BSD-2-Clause
#
# The firmware's objects are joined into firmware.o (scripts/link.sh), whose sections the linker script puts
# into the image; libc*.o, libraries and sanitizers stay outside of it, where the compiler's own script has
# them.  Hidden symbols keep the image's memcpy() and the like from taking the place of the C library's.

sanitize-$(CONFIG_HOST_SANITIZE_ADDRESS) := -fsanitize=address,undefined -fno-sanitize-recover=all
sanitize-$(CONFIG_HOST_SANITIZE_UNDEFINED) := -fsanitize=undefined -fno-sanitize-recover=all
sanitize-$(CONFIG_HOST_SANITIZE_THREAD) := -fsanitize=thread
# Counters of executed lines and branches, written when the process ends: host_power_off() in libc.c.
coverage-$(CONFIG_HOST_COVERAGE) := --coverage -fprofile-update=prefer-atomic -Wno-maybe-uninitialized
freestanding += $(sanitize-y) $(coverage-y) -fvisibility=hidden
# What a sanitizer looks at does not run faster for more, and compiles in three quarters of the time.
KCFLAGS := $(if $(sanitize-y)$(coverage-y),$(KCFLAGS:-O2=-O1),$(KCFLAGS))
frame-register := rbp
host-flags := -I/usr/include -Wno-unused-result

KCFLAGS += -m64 -fno-pic -fno-pie -mno-red-zone -ftls-model=local-exec -fcf-protection=none \
	-fno-stack-protector
host-link = $(CC) -no-pie $(sanitize-y) $(if $(filter 1,$(LLVM)),-fuse-ld=lld) -pthread \
	-Wl,--gc-sections -Wl,-z,noexecstack
host-link += $(if $(coverage-y),$(coverage-y) -Xlinker -u -Xlinker __gcov_dump)
# libc.c has one of its own, which calls the sanitizer's.
host-link += $(if $(findstring undefined,$(sanitize-y)),-Xlinker --wrap=__ubsan_handle_dynamic_type_cache_miss_abort)
host-libs := -lfdt
