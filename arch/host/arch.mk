# SPDX-License-Identifier: BSD-2-Clause
#
# The firmware's objects are joined to firmware.o (scripts/link.sh), whose sections the linker script places in the
# image.  libc*.o, libraries and sanitizers are outside of the image, where the compiler's default script places
# them.  Hidden symbols prevent functions of the image, such as memcpy(), from replacing those of the C library.

sanitize-$(CONFIG_HOST_SANITIZE_ADDRESS) := -fsanitize=address,undefined -fno-sanitize-recover=all
sanitize-$(CONFIG_HOST_SANITIZE_UNDEFINED) := -fsanitize=undefined -fno-sanitize-recover=all
sanitize-$(CONFIG_HOST_SANITIZE_THREAD) := -fsanitize=thread
# Counters of executed lines and branches, written when the process ends: host_power_off() in libc.c.
coverage-$(CONFIG_HOST_COVERAGE) := --coverage -fprofile-update=prefer-atomic -Wno-maybe-uninitialized
freestanding += $(sanitize-y) $(coverage-y) -fvisibility=hidden
# With a sanitizer, -O2 is not faster than -O1, and -O1 compiles in 3/4 of the time.
KCFLAGS := $(if $(sanitize-y)$(coverage-y),$(KCFLAGS:-O2=-O1),$(KCFLAGS))
frame-register := rbp
host-flags := -I/usr/include -Wno-unused-result

KCFLAGS += -m64 -fno-pic -fno-pie -mno-red-zone -ftls-model=local-exec -fcf-protection=none \
	-fno-stack-protector
host-link = $(CC) -no-pie $(sanitize-y) $(if $(filter 1,$(LLVM)),-fuse-ld=lld) -pthread \
	-Wl,--gc-sections -Wl,-z,noexecstack
host-link += $(if $(coverage-y),$(coverage-y) -Xlinker -u -Xlinker __gcov_dump)
# libc.c has its own version of this function, which calls the sanitizer's.
host-link += $(if $(findstring undefined,$(sanitize-y)),-Xlinker --wrap=__ubsan_handle_dynamic_type_cache_miss_abort)
host-libs := -lfdt
