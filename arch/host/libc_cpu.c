// SPDX-License-Identifier: BSD-2-Clause
/*
 * The process as a machine: CPUs as threads, interrupts as signals, and timers.
 *
 * To raise an interrupt, a thread sets a bit in the CPU's word of pending interrupts, and sends a
 * signal to the thread of the CPU.  The signal handler runs on a separate stack.  If the CPU has
 * interrupts enabled, the handler disables them and makes the thread continue at host_irq_entry
 * (entry.S).  This code saves all registers on the firmware's stack and calls host_interrupts(), as
 * on hardware.  If the CPU has interrupts disabled, the bit remains set until interrupts are
 * enabled.
 *
 * The runtime of ThreadSanitizer must not be interrupted.  With this sanitizer
 * (CONFIG_HOST_POLLED_IRQS), a signal only ends a wait, and the bits are checked when interrupts
 * are enabled and in cpu_relax().
 */
#define _GNU_SOURCE
#include <asm/prctl.h>
#include <cpuid.h>
#include <errno.h>
#include <link.h>
#include <linux/perf_event.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#include "host.h"
#include "include/asm/ptrace.h"
#include "libc.h"

#define SIGNAL_STACK_SIZE	(256 << 10)
#define RELAX_YIELD		16
#define REGS_TIMEOUT_NS		200000000UL

/* The firmware's declarations are in <asm/irqflags.h>, <asm/percpu.h> and <asm/processor.h>. */
extern __thread volatile unsigned int host_irqs_off;
extern __thread unsigned int *host_pending;
extern __thread unsigned long host_percpu_offset;
unsigned long host_now(void);
unsigned long host_instructions(void);
void host_relax(void);
void host_interrupts(void);

struct cpu {
	unsigned int pending;
	unsigned int number;
	int tid;
	int timer;
	int ready;
	void (*entry)(unsigned int cpu);
	struct itimerspec deadline;
	unsigned long instructions;
	int perf;
	int regs_asked;		/* 1 while host_cpu_regs() waits for the members below */
	unsigned long ip, bp, sp;
};

static struct cpu cpus[HOST_MAX_CPUS];
static unsigned long start_ns;

__thread volatile unsigned int host_irqs_off = 1;
__thread unsigned int *host_pending;
__thread unsigned long host_percpu_offset;
static __thread struct cpu *self;

/* Variables that host_irq_entry uses. */
extern __thread unsigned long host_irq_ip;
__thread unsigned long host_irq_ip;
extern unsigned long host_xsave_size;
unsigned long host_xsave_size;
extern unsigned int host_xsave_mask;
unsigned int host_xsave_mask;

/*
 * Components of the processor's state that an interrupt saves: x87, SSE, AVX and AVX-512.  The
 * tiles of AMX are not saved: they have 8 KiB, and a process that did not request them cannot use
 * them.
 */
#define XSAVE_MASK	0xe7
#define XSAVE_LEGACY	576	/* bytes for x87 and SSE, and the header */

/* ---- signals --------------------------------------------------------------------------------- */

/*
 * The kernel's structure with the restorer, which the sigaction() of the C library does not expose.
 */
struct kernel_sigaction {
	void (*handler)(int, siginfo_t *, void *);
	unsigned long flags;
	void (*restorer)(void);
	unsigned long mask;
};

#define SA_RESTORER_	0x04000000UL
void host_sigreturn(void);	/* entry.S */

void host_sigaction(int number, void (*handler)(int, siginfo_t *, void *), unsigned long mask)
{
	struct kernel_sigaction action = {
		.handler = handler,
		.flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER | SA_RESTART | SA_RESTORER_,
		.restorer = host_sigreturn,
		.mask = mask,
	};

	if (syscall(SYS_rt_sigaction, number, &action, NULL, 8))
		host_die("rt_sigaction");
}

static void interrupt_signal(int number, siginfo_t *info, void *context)
{
	greg_t *g = ((ucontext_t *)context)->uc_mcontext.gregs;

	if (number == HOST_SIGNAL_TIMER)
		__atomic_fetch_or(&self->pending, HOST_IRQ_TIMER, __ATOMIC_RELEASE);
#ifndef CONFIG_HOST_POLLED_IRQS
	if (host_irqs_off)
		return;
	host_irqs_off = 1;
	host_irq_ip = (unsigned long)g[REG_RIP];
	g[REG_RIP] = (greg_t)host_irq_entry;
#else
	(void)g;
#endif
}

/* Signal handler: store the registers for host_cpu_regs(), even if interrupts are disabled. */
static void regs_signal(int number, siginfo_t *info, void *context)
{
	const greg_t *g = ((ucontext_t *)context)->uc_mcontext.gregs;

	self->ip = (unsigned long)g[REG_RIP];
	self->bp = (unsigned long)g[REG_RBP];
	self->sp = (unsigned long)g[REG_RSP];
	__atomic_store_n(&self->regs_asked, 0, __ATOMIC_RELEASE);
}

static void install_handlers(void)
{
	static const int memory[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP };
	unsigned long irqs = 1UL << (HOST_SIGNAL_TIMER - 1) | 1UL << (HOST_SIGNAL_IPI - 1);

	for (unsigned int i = 0; i < sizeof(memory) / sizeof(*memory); i++)
		host_sigaction(memory[i], host_memory_signal, irqs);
	host_sigaction(HOST_SIGNAL_TIMER, interrupt_signal, irqs);
	host_sigaction(HOST_SIGNAL_IPI, interrupt_signal, irqs);
	host_sigaction(HOST_SIGNAL_REGS, regs_signal, irqs);
}

void host_raise(unsigned int cpu, unsigned int bits)
{
	struct cpu *c = &cpus[cpu];

	__atomic_fetch_or(&c->pending, bits, __ATOMIC_SEQ_CST);
	syscall(SYS_tgkill, getpid(), c->tid, HOST_SIGNAL_IPI);
}

/* ---- waiting --------------------------------------------------------------------------------- */

#define FUTEX_WAIT_PRIVATE_	128

/*
 * Wait for an interrupt.  If a bit of `pending` is set just before the wait, the system call
 * returns immediately, because `pending` is not 0.  A signal during the wait ends the wait.
 */
void host_cpu_wait(void)
{
	while (!__atomic_load_n(&self->pending, __ATOMIC_ACQUIRE))
		syscall(SYS_futex, &self->pending, FUTEX_WAIT_PRIVATE_, 0, NULL, NULL, 0);
}

void host_relax(void)
{
	static __thread unsigned int turns;

	__builtin_ia32_pause();
	if (++turns % RELAX_YIELD == 0)
		syscall(SYS_sched_yield);
#ifdef CONFIG_HOST_POLLED_IRQS
	if (!host_irqs_off && __atomic_load_n(&self->pending, __ATOMIC_RELAXED))
		host_interrupts();
#endif
}

/* ---- time ------------------------------------------------------------------------------------ */

static unsigned long clock_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (unsigned long)now.tv_sec * 1000000000UL + (unsigned long)now.tv_nsec;
}

unsigned long host_now(void)
{
	return clock_ns() - start_ns;
}

unsigned long host_real_time(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (unsigned long)now.tv_sec * 1000000000UL + (unsigned long)now.tv_nsec;
}

void host_set_deadline(unsigned long ns)
{
	unsigned long at = ns + start_ns;

	memset(&self->deadline, 0, sizeof(self->deadline));
	if (ns < -1UL >> 1) {
		self->deadline.it_value.tv_sec = (time_t)(at / 1000000000UL);
		self->deadline.it_value.tv_nsec = (long)(at % 1000000000UL);
	}
	syscall(SYS_timer_settime, self->timer, TIMER_ABSTIME, &self->deadline, NULL);
}

unsigned long host_instructions(void)
{
	if (!self || self->perf < 0 ||
	    syscall(SYS_read, self->perf, &self->instructions, sizeof(self->instructions)) < 0)
		return 0;
	return self->instructions;
}

static int open_perf(void)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_HARDWARE,
		.size = sizeof(attr),
		.config = PERF_COUNT_HW_INSTRUCTIONS,
		.exclude_kernel = 1,
		.exclude_hv = 1,
	};

	return (int)syscall(SYS_perf_event_open, &attr, 0, -1, -1, 0);
}

int host_cpu_regs(unsigned int cpu, struct pt_regs *regs)
{
	struct cpu *c = &cpus[cpu];
	unsigned long end = clock_ns() + REGS_TIMEOUT_NS;

	__atomic_store_n(&c->regs_asked, 1, __ATOMIC_RELEASE);
	syscall(SYS_tgkill, getpid(), c->tid, HOST_SIGNAL_REGS);
	while (__atomic_load_n(&c->regs_asked, __ATOMIC_ACQUIRE)) {
		if (clock_ns() > end)
			return 0;
		syscall(SYS_sched_yield);
	}
	memset(regs, 0, sizeof(*regs));
	regs->ip = c->ip;
	regs->regs[HOST_RBP] = c->bp;
	regs->regs[HOST_RSP] = c->sp;
	return 1;
}

/* ---- CPUs ------------------------------------------------------------------------------------ */

/*
 * Layout of the thread-local variables of the process, which include those of the image
 * (kernel/tls.c).
 */
unsigned long __tls_layout[4];

static void __attribute__((constructor)) read_tls_layout(void)
{
	const ElfW(Phdr) *header = (const void *)getauxval(AT_PHDR);

	for (unsigned long n = getauxval(AT_PHNUM); n--; header++) {
		if (header->p_type != PT_TLS)
			continue;
		__tls_layout[0] = header->p_vaddr;
		__tls_layout[1] = header->p_filesz;
		__tls_layout[2] = header->p_memsz;
		__tls_layout[3] = header->p_align;
	}
}

void host_set_thread_pointer(unsigned long pointer)
{
	if (syscall(SYS_arch_prctl, ARCH_SET_GS, pointer))
		host_die("arch_prctl");
}

/* CPUID leaf 0xd: subleaf 0 has the components in use, subleaf i offset and size of component i. */
static void find_xsave_area(void)
{
	unsigned int eax, ebx, ecx, edx;

	__cpuid_count(0xd, 0, eax, ebx, ecx, edx);
	host_xsave_mask = eax & XSAVE_MASK;
	host_xsave_size = XSAVE_LEGACY;
	for (unsigned int i = 2; i < 8; i++) {
		if (!(host_xsave_mask & 1U << i))
			continue;
		__cpuid_count(0xd, i, eax, ebx, ecx, edx);
		if (host_xsave_size < ebx + eax)
			host_xsave_size = ebx + eax;
	}
}

void host_cpu_init(unsigned int cpu)
{
	struct cpu *c = &cpus[cpu];
	stack_t stack = { .ss_size = SIGNAL_STACK_SIZE, .ss_sp = malloc(SIGNAL_STACK_SIZE) };
	struct sigevent event = { .sigev_notify = SIGEV_THREAD_ID,
				  .sigev_signo = HOST_SIGNAL_TIMER };

	c->number = cpu;
	c->tid = (int)syscall(SYS_gettid);
	event._sigev_un._tid = c->tid;
	c->perf = open_perf();
	self = c;
	host_pending = &c->pending;
	if (!stack.ss_sp || syscall(SYS_sigaltstack, &stack, NULL) ||
	    syscall(SYS_timer_create, CLOCK_MONOTONIC, &event, &c->timer))
		host_die("signals of a CPU");
	if (cpu)
		return;
	start_ns = clock_ns();
	find_xsave_area();
	install_handlers();
}

/*
 * Run the thread of a CPU.  All these threads are created before the firmware runs, because
 * pthread_create() blocks all signals.  On a stack of the firmware, an access may raise SIGSEGV,
 * which ends the process while it is blocked.
 */
static void *cpu_thread(void *arg)
{
	struct cpu *c = arg;

	host_cpu_init(c->number);
	__atomic_store_n(&c->ready, 1, __ATOMIC_RELEASE);
	while (!__atomic_load_n(&c->entry, __ATOMIC_ACQUIRE))
		host_cpu_wait();
	c->entry(c->number);
	return NULL;
}

void host_cpus_create(unsigned int n)
{
	pthread_t thread;

	for (unsigned int i = 1; i < n; i++) {
		cpus[i].number = i;
		errno = pthread_create(&thread, NULL, cpu_thread, &cpus[i]);
		if (errno)
			host_die("thread of a CPU");
		while (!__atomic_load_n(&cpus[i].ready, __ATOMIC_ACQUIRE))
			sched_yield();
	}
}

int host_cpu_start(unsigned int cpu, void (*entry)(unsigned int cpu))
{
	if (cpu >= HOST_MAX_CPUS || !cpus[cpu].ready)
		return -1;
	__atomic_store_n(&cpus[cpu].entry, entry, __ATOMIC_RELEASE);
	host_raise(cpu, HOST_IRQ_IPI);
	return 0;
}
