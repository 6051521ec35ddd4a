/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef HOST_LIBC_H
#define HOST_LIBC_H

/* What libc.c, libc_mmu.c and libc_cpu.c share. */

#include <signal.h>

#define HOST_MAX_CPUS	256

#define HOST_SIGNAL_TIMER	(__SIGRTMIN + 4)
#define HOST_SIGNAL_IPI		(__SIGRTMIN + 5)

/* Say why the machine cannot go on, with errno's text, and end it. */
void host_die(const char *what) __attribute__((__noreturn__));

/* Make RAM and the windows, copy the image; returns RAM as the machine sees it, in one piece. */
void *host_ram_init(unsigned long size);

/* SIGSEGV and its relatives: a missing TLB entry, or a fault. */
void host_memory_signal(int number, siginfo_t *info, void *context);

/* Make the calling thread the CPU: signals, their stack, the timer. */
void host_cpu_init(unsigned int cpu);

/* The threads of the CPUs after the first, which wait for host_cpu_start(). */
void host_cpus_create(unsigned int n);

/* Install a handler past sanitizers, which would delay it.  mask: signals blocked meanwhile. */
void host_sigaction(int number, void (*handler)(int, siginfo_t *, void *), unsigned long mask);

#endif /* HOST_LIBC_H */
