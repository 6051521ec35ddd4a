/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An extension of the default script of the host linker.  It adds the image, which consists of
 * firmware.o, with the symbols and tables that asm-generic/quarry.lds.h describes.
 */
#include <asm/layout.h>
#include <asm-generic/quarry.lds.h>

SECTIONS
{
	.quarry.text KERNEL_LINK_ADDR : {
		_text = .;
		_stext = .;
		FIRMWARE_TEXT(*firmware.o)
		*firmware.o(.text .text.* .ref.text.*)
		. = ALIGN(PAGE);
		_etext = .;
	}
	.quarry.init.text : ALIGN(PAGE) {
		__init_text_begin = .;
		*firmware.o(.init.text .init.text.*)
		. = ALIGN(PAGE);
		__init_text_end = .;
	}
	.quarry.rodata : ALIGN(PAGE) {
		__start_rodata = .;
		*firmware.o(.rodata .rodata.* .data.rel.ro .data.rel.ro.*)
		QUARRY_TABLES
		C_ARRAYS(*firmware.o)
		. = ALIGN(8);
		KEEP(*firmware.o(.kallsyms))
		. = ALIGN(PAGE);
	}
	.quarry.ro_after_init : ALIGN(PAGE) {
		__start_ro_after_init = .;
		*firmware.o(.data..ro_after_init)
		. = ALIGN(PAGE);
		__end_ro_after_init = .;
	}
	__end_rodata = __start_ro_after_init;
	.quarry.init.data : ALIGN(PAGE) {
		__init_data_begin = .;
		__per_cpu_load = .;
		PER_CPU_INPUT(*firmware.o)
		*firmware.o(.init.rodata .init.rodata.* .init.data .init.data.*)
		. = ALIGN(PAGE);
		__init_data_end = .;
	}
	.quarry.data : ALIGN(PAGE) {
		_sdata = .;
		*firmware.o(.data .data.[a-zA-Z_]*)
		*firmware.o(.data..read_mostly .data..cacheline_aligned)
		_edata = .;
	}
	.quarry.bss : ALIGN(64) {
		__bss_start = .;
		*firmware.o(.bss..page_aligned) *firmware.o(.bss .bss.[a-zA-Z_]* COMMON)
		. = ALIGN(PAGE);
		__bss_stop = .;
		__init_bss_begin = .;
		*firmware.o(.bss..init)
		. = ALIGN(PAGE);
		_end = .;
	}
}
INSERT AFTER .bss;

__per_cpu_boot_offset = 0;
