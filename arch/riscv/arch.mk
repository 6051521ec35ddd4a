# SPDX-License-Identifier: BSD-2-Clause
# clang 14 does not know the names zicsr and zifencei: its base set includes these instructions.
riscv-base := $(if $(CONFIG_FPU),rv64imafdc,rv64imac)
riscv-abi := $(if $(CONFIG_FPU),lp64d,lp64)
riscv-march := $(riscv-base)$(if $(call cc-option,-march=$(riscv-base)_zicsr_zifencei -mabi=$(riscv-abi)),_zicsr_zifencei)
KCFLAGS += -march=$(riscv-march) -mabi=$(riscv-abi) -mcmodel=medany -fno-pic -fno-pie -mno-save-restore \
	-fno-jump-tables $(call cc-option,-mstrict-align)
ifdef CONFIG_FPU
# The calling convention lets code use floating-point registers, which the kernel's code must not do.  clang has no
# option for this, and does not use them either.  "make check ONLY=layers-fpu" verifies this.
no-fpu := $(call cc-option,$(foreach r,ft0 ft1 ft2 ft3 ft4 ft5 ft6 ft7 ft8 ft9 ft10 ft11 fs0 fs1 fs2 fs3 fs4 fs5 fs6 fs7 \
	fs8 fs9 fs10 fs11 fa0 fa1 fa2 fa3 fa4 fa5 fa6 fa7,-ffixed-$r))
KCFLAGS += $(no-fpu)
endif
frame-register := x8
LDFLAGS += -m elf64lriscv -static -z norelro -z noexecstack
ifeq ($(LLVM),1)
LDFLAGS := $(filter-out,$(LDFLAGS))
KCFLAGS += -mno-relax
endif
