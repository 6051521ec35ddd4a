/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_GENERIC_QUARRY_LDS_H
#define ASM_GENERIC_QUARRY_LDS_H

/*
 * The sections of the image, which are the same on all targets.  Each group with its own protection
 * starts on a page.  The image is linked at one virtual address and may be loaded at any multiple
 * of 2 MiB in physical memory.  ELF loaders may ignore LOAD_ADDR, the physical address that the
 * file proposes.  Only per-CPU variables are linked at 0: the address of a per-CPU variable is its
 * offset from the start of a CPU's area.
 *
 *	_text .. _etext			read, execute
 *	__init_text_begin .. __init_text_end
 *					read, execute; freed after boot
 *	__start_rodata .. __end_rodata	read: constants, tables of registered entries,
 *					function names
 *	__start_ro_after_init .. __end_ro_after_init
 *					read, write; read-only after boot
 *	__init_data_begin .. __init_data_end
 *					read, write; freed after boot; begins with the
 *					initial copy of the per-CPU areas: __per_cpu_load
 *	_sdata .. _edata		read, write; ends the file
 *	__bss_start .. __bss_stop	read, write; cleared at entry
 *	__init_bss_begin .. _end	read, write; cleared at entry; freed after boot
 */

#define PAGE (1 << CONFIG_PAGE_SHIFT)

#define TABLE(name)					\
	. = ALIGN(8);					\
	__start_tbl_##name = .;				\
	KEEP(*(tbl_##name))				\
	__stop_tbl_##name = .;

/*
 * Initcalls of one level: the entries that must run first, the ordinary ones, and the _sync ones.
 */
#define INITCALL_TABLE(level)				\
	. = ALIGN(8);					\
	__start_tbl_initcall##level = .;		\
	KEEP(*(tbl_initcall##level##first))		\
	KEEP(*(tbl_initcall##level))			\
	KEEP(*(tbl_initcall##level##sync))		\
	__stop_tbl_initcall##level = .;

/* All tables of registered entries, for all ports. */
#define QUARRY_TABLES						\
	INITCALL_TABLE(0) INITCALL_TABLE(1) INITCALL_TABLE(2) INITCALL_TABLE(3)	\
	INITCALL_TABLE(4) INITCALL_TABLE(5) INITCALL_TABLE(6) INITCALL_TABLE(7)	\
	TABLE(param) TABLE(modparam) TABLE(command) TABLE(sysctl)		\
	TABLE(uart) TABLE(irqchip) TABLE(timer) TABLE(reservedmem)	\
	TABLE(kunit_suite) TABLE(kunit_validator) TABLE(bench) TABLE(jump)

/*
 * Constructors that the compiler generates to call __asan_register_globals().  Those of clang have
 * a priority below 100.  Those of GCC are among the constructors without a priority, which run
 * before main() if there is a C library.
 */
#ifdef CONFIG_KASAN_SHADOW
#ifdef CONFIG_LIBC
#define KASAN_GCC_CTORS
#else
#define KASAN_GCC_CTORS		KEEP(*(.init_array))
#endif
#define KASAN_CTORS									\
	. = ALIGN(8);									\
	__kasan_ctors_start = .;							\
	KEEP(*(.init_array.00099 .ctors.65436 .init_array.1))				\
	KASAN_GCC_CTORS									\
	__kasan_ctors_end = .;
#else
#define KASAN_CTORS
#endif

/* Tables of functions that run before and after main(), in the order of their priorities. */
#ifdef CONFIG_LIBC
/* Priorities below 100 are reserved for the compiler. */
#define C_ARRAY(file, name)								\
	. = ALIGN(8);									\
	__##name##_start = .;								\
	KEEP(file(SORT_BY_INIT_PRIORITY(.name.00[1-9]*)))				\
	KEEP(file(SORT_BY_INIT_PRIORITY(.name.0[1-9]*)))				\
	KEEP(file(SORT_BY_INIT_PRIORITY(.name.[1-9]*)))					\
	KEEP(file(.name))								\
	KEEP(file(.name##_onexit))	/* functions of atexit() in picolibc */		\
	__##name##_end = .;
#define C_ARRAYS(file) \
	C_ARRAY(file, preinit_array) C_ARRAY(file, init_array) C_ARRAY(file, fini_array)
#else
#define C_ARRAYS(file)
#endif

/*
 * Thread-local variables (kernel/tls.c).  An image with a thread-local variable does not link
 * without CONFIG_TLS.
 */
#ifdef CONFIG_TLS
#define TLS_PHDR tls PT_TLS;
#define TLS_SECTIONS(LINK_ADDR, LOAD_ADDR)						\
	.tdata : AT(LOAD_ADDR + (ADDR(.tdata) - LINK_ADDR)) { *(.tdata .tdata.*) } :rodata :tls	\
	.tbss : AT(LOAD_ADDR + (ADDR(.tbss) - LINK_ADDR)) { *(.tbss .tbss.* .tcommon) } :rodata :tls
#define TLS_LAYOUT									\
	__tls_layout = .;								\
	QUAD(ADDR(.tdata)) QUAD(SIZEOF(.tdata))						\
	QUAD(ADDR(.tbss) + SIZEOF(.tbss) - ADDR(.tdata))				\
	QUAD(MAX(8, MAX(ALIGNOF(.tdata), ALIGNOF(.tbss))))
#else
#define TLS_PHDR
#define TLS_SECTIONS(LINK_ADDR, LOAD_ADDR)						\
	.tls : { *(.tdata .tdata.* .tbss .tbss.* .tcommon) }				\
	ASSERT(SIZEOF(.tls) == 0, "thread-local variables need a C library: CONFIG_LIBC")
#define TLS_LAYOUT
#endif

/* Unwind tables and handlers, which the unwinder reads when an exception is thrown. */
#ifdef CONFIG_LIBC_CXX_EXCEPTIONS
#define UNWIND_SECTIONS(LINK_ADDR, LOAD_ADDR) \
	.eh_frame_hdr : AT(LOAD_ADDR + (ADDR(.eh_frame_hdr) - LINK_ADDR)) { \
		__eh_frame_hdr = .; \
		*(.eh_frame_hdr) \
	} :rodata \
	.eh_frame : AT(LOAD_ADDR + (ADDR(.eh_frame) - LINK_ADDR)) { KEEP(*(.eh_frame)) } :rodata \
	.gcc_except_table : AT(LOAD_ADDR + (ADDR(.gcc_except_table) - LINK_ADDR)) { \
		*(.gcc_except_table .gcc_except_table.*) \
	} :rodata
#define UNWIND_DISCARD
#else
#define UNWIND_SECTIONS(LINK_ADDR, LOAD_ADDR)
#define UNWIND_DISCARD .eh_frame .eh_frame_hdr .gcc_except_table .gcc_except_table.*
#endif

/*
 * Initial copies of the per-CPU variables, page aligned like the per-CPU areas.  Hot variables come
 * first, because an instruction can then encode their addresses (<linux/percpu-defs.h>).  No
 * variable has the address 0.
 */
#define PER_CPU_HOT_SIZE	2048
#define PER_CPU_INPUT(file)					\
	__per_cpu_start = .;					\
	. += 64;						\
	file(.data..percpu..hot)				\
	__per_cpu_hot_end = .;					\
	file(.data..percpu..hot..last)				\
	file(.data..percpu..page_aligned)			\
	file(.data..percpu .data..percpu..read_mostly)		\
	. = ALIGN(64);						\
	file(.data..percpu..shared_aligned)			\
	. = ALIGN(64);						\
	__per_cpu_end = .;

/*
 * Code of a firmware that is linked before its applications (scripts/exports.py).  The code of an
 * application follows the firmware's code.
 */
#define FIRMWARE_TEXT(file)					\
	__firmware_text_begin = .;				\
	file(.text..quarry.*)					\
	__firmware_text_end = .;

/*
 * An EFI application consists of a header, code and data.  The size of the file is a multiple of
 * the PE file alignment.
 */
#ifdef CONFIG_EFI_STUB
#define LINKER_SCRIPT
#include <asm-generic/efi_header.h>
#define TEXT_ALIGN	ALIGN(EFI_SECTION_ALIGN)
#define FILE_ALIGN	EFI_FILE_ALIGN
#define EFI_SIZES									\
	__efi_text_size = __start_rodata - _stext;					\
	__efi_data_size = _end - __start_rodata;					\
	__efi_file_size = _edata - __start_rodata;					\
	ASSERT(_stext - _text == EFI_SECTION_ALIGN, "the entry code is larger than a page")
#else
#define TEXT_ALIGN
#define FILE_ALIGN	16
#define EFI_SIZES
#endif

#define QUARRY_SECTIONS(LINK_ADDR, LOAD_ADDR) \
ENTRY(_start) \
EXTERN(_start) \
PHDRS { text PT_LOAD; rodata PT_LOAD; TLS_PHDR percpu PT_LOAD; init PT_LOAD; data PT_LOAD; } \
SECTIONS \
{ \
	. = LINK_ADDR; \
	_text = .; \
	.head.text : AT(LOAD_ADDR) { KEEP(*(.head.text)) } :text \
	.text : AT(LOAD_ADDR + (ADDR(.text) - LINK_ADDR)) TEXT_ALIGN { \
		_stext = .; \
		*(.boot.text) *(.entry.text) *(.text.hot .text.hot.*) \
		FIRMWARE_TEXT(*) \
		*(.text .text.* .ref.text.*) \
		. = ALIGN(PAGE); \
		_etext = .; \
	} :text \
	.init.text : AT(LOAD_ADDR + (ADDR(.init.text) - LINK_ADDR)) ALIGN(PAGE) { \
		__init_text_begin = .; \
		*(.init.text .init.text.*) \
		. = ALIGN(PAGE); \
		__init_text_end = .; \
	} :text \
	.rodata : AT(LOAD_ADDR + (ADDR(.rodata) - LINK_ADDR)) ALIGN(PAGE) { \
		__start_rodata = .; \
		*(.rodata .rodata.* .srodata .srodata.*) \
		QUARRY_TABLES \
		KASAN_CTORS \
		C_ARRAYS(*) \
		*(.data.rel.ro .data.rel.ro.*) \
		. = ALIGN(8); \
		KEEP(*(.kallsyms)) \
		. = ALIGN(8); \
		TLS_LAYOUT \
	} :rodata \
	/* The linker reserves space for relocations of undefined weak functions. */ \
	.rela.dyn : AT(LOAD_ADDR + (ADDR(.rela.dyn) - LINK_ADDR)) { *(.rela.*) } :rodata \
	TLS_SECTIONS(LINK_ADDR, LOAD_ADDR) \
	UNWIND_SECTIONS(LINK_ADDR, LOAD_ADDR) \
	.ro_after_init : AT(LOAD_ADDR + (ADDR(.ro_after_init) - LINK_ADDR)) ALIGN(PAGE) { \
		__start_ro_after_init = .; \
		*(.data..ro_after_init) \
		. = ALIGN(PAGE); \
		__end_ro_after_init = .; \
	} :rodata \
	__end_rodata = __start_ro_after_init; \
	__per_cpu_load = ALIGN(PAGE); \
	__init_data_begin = __per_cpu_load; \
	.data..percpu 0 : AT(LOAD_ADDR + (__per_cpu_load - LINK_ADDR)) { \
		PER_CPU_INPUT(*) \
	} :percpu \
	__per_cpu_boot_offset = __per_cpu_load; \
	ASSERT(__per_cpu_hot_end <= PER_CPU_HOT_SIZE, "too many hot per-CPU variables") \
	. = __per_cpu_load + SIZEOF(.data..percpu); \
	.init.data : AT(LOAD_ADDR + (ADDR(.init.data) - LINK_ADDR)) { \
		*(.init.rodata .init.rodata.* .init.data .init.data.*) \
		. = ALIGN(PAGE); \
		__init_data_end = .; \
	} :init \
	.data : AT(LOAD_ADDR + (ADDR(.data) - LINK_ADDR)) { \
		_sdata = .; \
		*(.data .data.[a-zA-Z_]* .sdata .sdata.*) \
		*(.data..read_mostly .data..cacheline_aligned) \
		*(.got .got.plt) \
		. = ALIGN(FILE_ALIGN); \
		_edata = .; \
	} :data \
	.bss : AT(LOAD_ADDR + (ADDR(.bss) - LINK_ADDR)) ALIGN(64) { \
		__bss_start = .; \
		*(.bss..page_aligned) *(.bss .bss.[a-zA-Z_]* .sbss .sbss.* COMMON) \
		. = ALIGN(PAGE); \
		__bss_stop = .; \
		__init_bss_begin = .; \
		*(.bss..init) \
		. = ALIGN(PAGE); \
	} :data \
	_end = .; \
	EFI_SIZES \
	/DISCARD/ : { *(.comment .note .note.* UNWIND_DISCARD .interp .dynamic .dynsym \
			.dynstr .hash .gnu.hash .riscv.attributes .ARM.attributes) } \
	ASSERT(__start_rodata == __init_text_end, "an orphan section was placed before .rodata") \
	ASSERT(_sdata == __init_data_end, "an orphan section was placed before .data") \
	ASSERT(_end - _text < 0x20000000, "the image does not fit into its window") \
}

#endif /* ASM_GENERIC_QUARRY_LDS_H */
