# SPDX-License-Identifier: BSD-2-Clause
frame-register := x29
no-fpu := -mgeneral-regs-only
KCFLAGS += $(no-fpu) -mno-outline-atomics -mstrict-align -fno-pic -fno-pie -march=armv8-a
LDFLAGS += -m aarch64linux -static -z norelro -z noexecstack
