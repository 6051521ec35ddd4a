# SPDX-License-Identifier: BSD-2-Clause
frame-register := x29
no-fpu := -mgeneral-regs-only
KCFLAGS += $(no-fpu) -mno-outline-atomics -mstrict-align -fno-pic -fno-pie -march=armv8-a
LDFLAGS += -m aarch64linux -static -z norelro -z noexecstack
KCFLAGS += $(if $(CONFIG_ARM64_ERRATUM_835769),-mfix-cortex-a53-835769)
LDFLAGS += $(if $(CONFIG_ARM64_ERRATUM_835769),$(if $(LLVM),,--fix-cortex-a53-835769))
LDFLAGS += $(if $(CONFIG_ARM64_ERRATUM_843419),--fix-cortex-a53-843419)
