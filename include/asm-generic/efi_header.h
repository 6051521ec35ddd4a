/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_GENERIC_EFI_HEADER_H
#define ASM_GENERIC_EFI_HEADER_H

/*
 * The PE/COFF header that makes the image an EFI application (Microsoft PE Format; UEFI
 * Specification 2.10, section 2.1.1).  Entry code includes the header in the first page of the
 * image.  This page must contain nothing else, because PE loaders treat it as the headers, and some
 * load only the header itself.  Two sections follow: the code, and all the rest.  The loader
 * extends the second section with zeros.
 */

#define EFI_SECTION_ALIGN	0x1000
#define EFI_FILE_ALIGN		0x200
#define EFI_MACHINE_ARM64	0xaa64
#define EFI_MACHINE_RISCV64	0x5064

#ifndef LINKER_SCRIPT

	.macro	efi_header machine
	.balign	8
efi_header_start:
	.ascii	"PE\0\0"
	.short	\machine
	.short	2			/* number of sections */
	.long	0, 0, 0			/* time stamp; no symbols */
	.short	efi_sections - efi_optional
	.short	0x206			/* executable, no line numbers or debug information */
efi_optional:
	.short	0x20b			/* PE32+ */
	.byte	0, 0
	.long	__efi_text_size
	.long	__efi_data_size
	.long	0
	.long	efi_pe_entry - _start
	.long	EFI_SECTION_ALIGN	/* start of the code */
	.quad	0			/* image base: any address */
	.long	EFI_SECTION_ALIGN
	.long	EFI_FILE_ALIGN
	.short	0, 0
	.short	1, 0			/* image version: 1 means LoadFile2 for the initrd */
	.short	0, 0
	.long	0
	.long	_end - _start
	.long	EFI_SECTION_ALIGN	/* size of the headers */
	.long	0
	.short	10			/* EFI application */
	.short	0x100			/* data is not executable */
	.quad	0, 0, 0, 0
	.long	0
	.long	6			/* empty directories; relocations are the sixth */
	.quad	0, 0, 0, 0, 0, 0
efi_sections:
	.ascii	".text\0\0\0"
	.long	__efi_text_size
	.long	EFI_SECTION_ALIGN
	.long	__efi_text_size
	.long	EFI_SECTION_ALIGN
	.long	0, 0, 0
	.long	0x60000020		/* code, read, execute */
	.ascii	".data\0\0\0"
	.long	__efi_data_size
	.long	__start_rodata - _start
	.long	__efi_file_size
	.long	__start_rodata - _start
	.long	0, 0, 0
	.long	0xc0000040		/* data, read, write */
	.endm

#endif /* LINKER_SCRIPT */

#endif /* ASM_GENERIC_EFI_HEADER_H */
