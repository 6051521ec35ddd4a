/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_SECTIONS_H
#define INTERNAL_SECTIONS_H

/* Symbols of the linker script; asm-generic/quarry.lds.h describes the sections between them. */
extern char _text[], _stext[], _etext[], __firmware_text_begin[], __firmware_text_end[];
extern char __start_rodata[], __end_rodata[];
extern char __start_ro_after_init[], __end_ro_after_init[];
extern char __init_text_begin[], __init_text_end[], __init_data_begin[], __init_data_end[];
extern char __init_bss_begin[];
extern char _sdata[], _edata[], __bss_start[], __bss_stop[], _end[];
extern char __per_cpu_start[], __per_cpu_end[], __per_cpu_load[], __per_cpu_boot_offset[];

#endif /* INTERNAL_SECTIONS_H */
