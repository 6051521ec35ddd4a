// SPDX-License-Identifier: BSD-2-Clause
/*
 * The process as a machine: RAM, and an MMU that is simulated by mmap().
 *
 * RAM is a memory file, which is mapped once for the machine itself (ram).  The firmware's windows
 * are the addresses of its image and the 64 GiB at CONFIG_HOST_VA_BASE.  In these windows, parts of
 * the file are mapped.  The mappings are added and removed like the entries of a TLB:
 *
 * 1.  An access to a page that is not mapped, or not with sufficient rights, raises SIGSEGV.
 * 2.  The signal handler walks the page table that the firmware wrote to RAM.  If a leaf permits
 *     the access, the leaf is mapped as a whole, with its rights, and the instruction is restarted.
 *     Code is mapped up to its end.
 * 3.  In all other cases, the firmware has a fault, and host_fault() is called.
 * 4.  A flush removes mappings.  A translation that the firmware did not flush remains, as on
 *     a CPU.
 *
 * Mappings apply to the whole process, so a flush by one CPU affects all CPUs.  Therefore, this
 * machine does not detect a missing flush on other CPUs.
 *
 * Locking: the lock of host_tlb_lock() is held from the walk to the mapping, and while mappings are
 * removed.  Otherwise, a translation that was read before a change could be mapped after the flush.
 * The thread that holds the lock may fault, because its stack is in a window.  In this case, it
 * does not wait for the lock.
 *
 * A debugger can read and write a mapping of RAM regardless of its rights, except that it cannot
 * write a shared read-only mapping, for example to set a breakpoint.  Therefore, if a debugger has
 * started the process, code is mapped writable.  A flush then removes only the rights and not the
 * mapping, so that the debugger can still read it.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include "host.h"
#include "include/asm/pte.h"
#include "include/asm/ptrace.h"
#include "libc.h"

#define VA_SIZE		0x1000000000UL

extern char _text[], _edata[], _end[];

struct window {
	unsigned long start, end;
};

static struct window windows[2];
static char *ram;
static unsigned long ram_size, root;
static int ram_file = -1, uncached_file = -1;
static int traced;	/* 1 if a debugger traces the process */

/*
 * Maximum number of mappings before everything is flushed.  The kernel permits about 65,000
 * mappings per process.
 */
#define FILLS_MAX	20000
static unsigned int fills_since_flush;
static unsigned long fills;

static int tlb_owner;	/* thread ID of the owner of the lock, or 0 */

int host_tlb_lock(void)
{
	int self = (int)syscall(SYS_gettid), free = 0;

	if (__atomic_load_n(&tlb_owner, __ATOMIC_RELAXED) == self)
		return 0;
	while (!__atomic_compare_exchange_n(&tlb_owner, &free, self, 0, __ATOMIC_ACQUIRE,
					    __ATOMIC_RELAXED)) {
		free = 0;
		syscall(SYS_sched_yield);
	}
	return 1;
}

void host_tlb_unlock(int taken)
{
	if (taken)
		__atomic_store_n(&tlb_owner, 0, __ATOMIC_RELEASE);
}

/* Return 1 if another process traces this process (see proc(5)). */
static int is_traced(void)
{
	FILE *status = fopen("/proc/self/status", "r");
	char line[256];
	int tracer = 0;

	while (status && fgets(line, sizeof(line), status) &&
	       sscanf(line, "TracerPid: %d", &tracer) != 1)
		;
	if (status)
		fclose(status);
	return tracer != 0;
}

static void map_file(int file, unsigned long va, unsigned long size, int prot, unsigned long pa)
{
	if (traced && prot & PROT_EXEC)
		prot |= PROT_WRITE;
	if (syscall(SYS_mmap, va, size, prot, MAP_SHARED | MAP_FIXED, file,
		    pa - HOST_RAM_BASE) != (long)va)
		host_die("mmap of RAM");
}

static void mmu_unmap(unsigned long va, unsigned long size)
{
	if (traced && fills_since_flush <= FILLS_MAX && !syscall(SYS_mprotect, va, size, PROT_NONE))
		return;
	if (syscall(SYS_mmap, va, size, PROT_NONE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0) != (long)va)
		host_die("munmap of RAM");
}

static void unmap_all(void)
{
	for (unsigned int i = 0; i < 2; i++)
		mmu_unmap(windows[i].start, windows[i].end - windows[i].start);
	if (!traced || fills_since_flush > FILLS_MAX)
		fills_since_flush = 0;
}

static const struct window *mmu_window_of(unsigned long va)
{
	for (unsigned int i = 0; i < 2; i++) {
		if (va >= windows[i].start && va < windows[i].end)
			return &windows[i];
	}
	return NULL;
}

/* ---- walk and fill --------------------------------------------------------------------------- */

/* Set @pte to the leaf that maps @va.  Returns 0 if @va is not mapped. */
static int mmu_walk(unsigned long va, struct host_pte *pte)
{
	unsigned long table = root;

	for (int level = PTE_LEVELS - 1; level >= 0; level--) {
		unsigned int shift = CONFIG_PAGE_SHIFT + (unsigned int)level * PTE_INDEX_BITS;
		unsigned long index = va >> shift & ((1UL << PTE_INDEX_BITS) - 1), entry;

		if (table - HOST_RAM_BASE >= ram_size)
			return 0;
		entry = __atomic_load_n((unsigned long *)(ram + (table - HOST_RAM_BASE)) + index,
					__ATOMIC_ACQUIRE);
		if (!host_pte_read(entry, 1UL << shift, pte))
			return 0;
		if (pte->is_leaf)
			return 1;
		table = pte->pa;
	}
	return 0;
}

/*
 * Return the end of the executable range that starts with the block of @pte, which ends at @end.
 * The whole range is mapped together with the page that is executed first, for two reasons: an
 * instruction may cross a page boundary, and valgrind, which reads code itself, raises no signal if
 * the second page is not mapped.
 */
static unsigned long code_end(const struct window *window, const struct host_pte *pte,
			      unsigned long end)
{
	unsigned long pa = pte->pa + pte->size;
	struct host_pte next;

	while (end < window->end && mmu_walk(end, &next) && next.pa == pa &&
	       next.prot == pte->prot && next.type == pte->type) {
		end += next.size;
		pa += next.size;
	}
	return end;
}

/*
 * Map the block that contains @va, if its leaf permits the access @right (PROT_*).  Returns 1 if
 * the access can be repeated.
 */
static int mmu_fill(unsigned long va, int right)
{
	const struct window *window = mmu_window_of(va);
	unsigned long start, end, pa;
	struct host_pte pte;

	if (!window || !root || !mmu_walk(va, &pte) || !(pte.prot & right))
		return 0;
	start = va & -pte.size;
	end = start + pte.size;
	pa = pte.pa;
	if (start < window->start) {
		pa += window->start - start;
		start = window->start;
	}
	if (right == PROT_EXEC)
		end = code_end(window, &pte, end);
	if (end > window->end)
		end = window->end;
	if (pa - HOST_RAM_BASE >= ram_size || ram_size - (pa - HOST_RAM_BASE) < end - start)
		return 0;
	if (++fills_since_flush > FILLS_MAX)
		unmap_all();
	if (pte.type == HOST_CACHED)
		host_cache_mapped(pa, end - start);
	map_file(pte.type == HOST_CACHED ? ram_file : uncached_file, start, end - start, pte.prot,
		 pa);
	fills++;
	return 1;
}

static void copy_registers(struct pt_regs *regs, const greg_t *g)
{
	static const unsigned char from[HOST_NR_REGS] = {
		[HOST_RAX] = REG_RAX, [HOST_RBX] = REG_RBX, [HOST_RCX] = REG_RCX,
		[HOST_RDX] = REG_RDX, [HOST_RSI] = REG_RSI, [HOST_RDI] = REG_RDI,
		[HOST_RBP] = REG_RBP, [HOST_RSP] = REG_RSP, [HOST_R8] = REG_R8, [HOST_R9] = REG_R9,
		[HOST_R10] = REG_R10, [HOST_R11] = REG_R11, [HOST_R12] = REG_R12,
		[HOST_R13] = REG_R13, [HOST_R14] = REG_R14, [HOST_R15] = REG_R15,
	};

	for (unsigned int i = 0; i < HOST_NR_REGS; i++)
		regs->regs[i] = (unsigned long)g[from[i]];
	regs->ip = (unsigned long)g[REG_RIP];
	regs->flags = (unsigned long)g[REG_EFL];
	regs->trap = (unsigned long)g[REG_TRAPNO];
}

static const char *cause_of(int number, const greg_t *g, int access)
{
	static const char *const page_faults[] = { "", "load page fault", "store page fault",
						   "instruction page fault" };

	if (number == SIGILL)
		return "illegal instruction";
	if (number == SIGFPE)
		return "arithmetic exception";
	if (number == SIGTRAP)
		return "breakpoint";
	if (g[REG_TRAPNO] == 14)
		return page_faults[access];
	return number == SIGBUS ? "access to RAM that does not exist" : "general protection fault";
}

void host_memory_signal(int number, siginfo_t *info, void *context)
{
	static const int rights[] = { 0, PROT_READ, PROT_WRITE, PROT_EXEC };
	greg_t *g = ((ucontext_t *)context)->uc_mcontext.gregs;
	struct pt_regs regs;
	int access = 0, taken, filled;

	if (number == SIGSEGV && g[REG_TRAPNO] == 14)
		access = g[REG_ERR] & 16 ? 3 : g[REG_ERR] & 2 ? 2 : 1;
	/* valgrind detects itself that code is not executable, and sets no trap number. */
	if (number == SIGSEGV && !g[REG_TRAPNO] && (greg_t)info->si_addr == g[REG_RIP])
		access = 3;
	if (access) {
		int error = errno;

		taken = host_tlb_lock();
		filled = mmu_fill((unsigned long)info->si_addr, rights[access]);
		host_tlb_unlock(taken);
		errno = error;
		if (filled)
			return;
	}
	copy_registers(&regs, g);
	if (access == 3)
		regs.trap = TRAP_PAGE_FAULT;
	regs.address = (unsigned long)info->si_addr;
	host_fault(&regs, cause_of(number, g, access), access);
	g[REG_RIP] = (greg_t)regs.ip;
	g[REG_RSP] = (greg_t)regs.regs[HOST_RSP];
}

/* ---- interface for the firmware -------------------------------------------------------------- */

void host_tlb_drop(unsigned long start, unsigned long size)
{
	const struct window *window = size ? mmu_window_of(start) : NULL;
	int taken = host_tlb_lock();

	if (!size)
		unmap_all();
	else if (window)
		mmu_unmap(start, size < window->end - start ? size : window->end - start);
	host_tlb_unlock(taken);
}

void host_set_root(unsigned long new_root)
{
	int taken = host_tlb_lock();

	root = new_root;
	unmap_all();
	host_tlb_unlock(taken);
}

unsigned long host_tlb_fills(void)
{
	return fills;
}

int host_memory_type(unsigned long va)
{
	struct host_pte pte;

	return root && mmu_walk(va, &pte) ? pte.type : HOST_UNMAPPED;
}

const void *host_physical(unsigned long pa)
{
	return ram + (pa - HOST_RAM_BASE);
}

/* ---- start ----------------------------------------------------------------------------------- */

void *host_ram_init(unsigned long size)
{
	unsigned long image_size = (unsigned long)(_end - _text);

	windows[0] = (struct window){ (unsigned long)_text, (unsigned long)_end };
	windows[1] = (struct window){ CONFIG_HOST_VA_BASE, CONFIG_HOST_VA_BASE + VA_SIZE };
	ram_size = size;
	traced = is_traced();
	ram_file = memfd_create("quarry-ram", MFD_CLOEXEC);
	if (ram_file < 0 || ftruncate(ram_file, (off_t)size))
		host_die("memory file");
	ram = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, ram_file, 0);
	if (ram == MAP_FAILED)
		host_die("mapping RAM");
	/* The rest of the image is zero, because a new file is zero. */
	if (syscall(SYS_pwrite64, ram_file, _text, _edata - _text,
		    HOST_IMAGE_BASE - HOST_RAM_BASE) != _edata - _text)
		host_die("copying the image");
	if (syscall(SYS_mmap, windows[1].start, VA_SIZE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS |
		    MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0) != (long)windows[1].start)
		host_die("the address space at CONFIG_HOST_VA_BASE is in use");
	uncached_file = ram_file;
	map_file(ram_file, windows[0].start, image_size, PROT_READ | PROT_WRITE | PROT_EXEC,
		 HOST_IMAGE_BASE);
	host_dma_init(ram, size);
	return ram;
}

void host_uncached_file(int file)
{
	uncached_file = file;
}
