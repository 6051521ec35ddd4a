# SPDX-License-Identifier: BSD-2-Clause
# clang 14 does not know the names zicsr and zifencei: it has those instructions in its base set.
riscv-march := rv64imac$(if $(call cc-option,-march=rv64imac_zicsr_zifencei -mabi=lp64),_zicsr_zifencei)
KCFLAGS += -march=$(riscv-march) -mabi=lp64 -mcmodel=medany -fno-pic -fno-pie -mno-save-restore \
	-fno-jump-tables $(call cc-option,-mstrict-align)
LDFLAGS += -m elf64lriscv -static -z norelro -z noexecstack
ifeq ($(LLVM),1)
LDFLAGS := $(filter-out,$(LDFLAGS))
KCFLAGS += -mno-relax
endif
fit-load := 0x80200000
