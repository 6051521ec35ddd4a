/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The silicon rules checker: a plugin for QEMU that reports actions which QEMU permits and hardware
 * does not.
 *
 * plugin.c          options, callbacks for QEMU, and the order in which the other files handle
 *                   an access
 * findings.c        the rules and the findings
 * memory.c          a mirror of RAM, and the physical addresses that may be mapped cacheable
 * tables.c          page tables in the mirror: walks, counts of mappings, changes of entries
 * contiguous.c      groups of entries with the contiguous bit
 * pending.c         changes of entries that are not complete on all CPUs
 * lines.c           the state of each cache line
 * icache.c          the CPUs that may execute a stale copy of a line
 * dma.c             buffers that a device owns, and coherent memory
 * io.c              the order of register writes
 * trace.c           backtraces
 * arm64.c, riscv.c  system registers, maintenance instructions and formats of entries
 *
 * QEMU calls the plugin from one thread per CPU.  plugin.c holds a mutex in each callback, so that
 * the other files need no lock.
 */
#ifndef RULES_H
#define RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int64_t s64;

#define MAX_CPUS	16
#define MAX_RANGES	32
#define MAX_LEVELS	6
#define FRAME_SIZE	4096UL		/* unit in bytes for which mappings are counted */
#define LINE_SIZE	64UL

#define BIT(n)		(1ULL << (n))
#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

/* ---- findings.c ---- */

enum rule {
	BBM,
	BBM_TTBR,
	CONT,
	DSB_TLBI,
	STALE_USE,
	STALE_TABLE,
	MAKE_SYNC,
	LEFT,
	COH_STORE,
	COH_READ,
	COH_PAST,
	COH_OVER,
	COH_LOSS,
	WALK_STALE,
	ALIAS,
	REACH,
	FLAGS,
	EXCL,
	ZVA,
	UNALIGNED,
	ICACHE,
	DMA_OWNER,
	DMA_ORDER,
	IO_ORDER,
	ERRATUM,
	RV_REMOTE,
	RV_TABLE,
	NR_RULES
};

#define MAX_FRAMES	10

/*
 * Position of a guest CPU: the instruction, the link register, and the return addresses in its
 * stack frames.
 */
struct trace {
	u64 pc;
	u64 link;
	u64 frame[MAX_FRAMES];
	unsigned int nr_frames;
};

/* Record a finding at the current instruction.  @other is the position of the cause, or NULL. */
void report(enum rule rule, u64 address, const struct trace *other);
/* Record a finding at another instruction. */
void report_at(enum rule rule, u64 address, const struct trace *here, const struct trace *other);
void findings_print(FILE *file);

/* ---- plugin.c ---- */

/* The page tables that translate one half of a CPU's virtual addresses. */
struct regime {
	u64 root;		/* physical address of the root table, or 0 if there is none */
	u64 start;		/* virtual address that entry 0 of the root table translates */
	unsigned int page_shift;
	/* number of index bits of a table; the root table may have fewer entries */
	unsigned int index_bits;
	unsigned int levels;
	unsigned int va_bits;
};

enum memory_type {
	WRITE_BACK,
	UNCACHED,
	DEVICE,
};

struct translation {
	u64 page;		/* virtual page number, ORed with CACHED; 0 if unused */
	u64 frame;
	u64 entry;
	enum memory_type type;
};

#define TRANSLATIONS	1024

/* Progress of a broadcast TLBI of a CPU whose erratum requires that each TLBI is executed twice. */
enum tlbi_progress {
	TLBI_NONE,
	TLBI_ISSUED,
	TLBI_COMPLETED,		/* completed by a DSB; the second TLBI must follow before a store */
	TLBI_ISSUED_AGAIN,
};

struct cpu {
	/* System registers as the guest wrote them. */
	u64 ttbr[2];
	u64 tcr;
	u64 mair;
	u64 satp;
	bool mmu;		/* true if the MMU is on */

	struct regime linked[2];	/* tables in use, for the lower and the upper half */
	struct regime stale[2];		/* previous tables, whose entries the TLB may contain */
	/* true if a flush of all entries was issued and is not complete */
	bool flushing;
	enum tlbi_progress tlbi;
	u64 tlbi_frame;			/* stack frame of the function that issued the TLBI */

	struct translation cache[TRANSLATIONS];
	u64 generation;			/* value of tables_generation when cache[] was filled */
};

/* The instruction that is being checked. */
struct context {
	unsigned int number;	/* CPU number */
	struct cpu *cpu;
	u64 pc;
	u64 entry;		/* page-table entry of the last translation, or 0 for none */
};

/* Errata of the machine's cores.  Options of the plugin enable them. */
extern bool erratum_tlbi;	/* a broadcast TLBI and its DSB must be executed twice */
extern bool erratum_clean;	/* a line must not be cleaned without invalidating it */
extern bool erratum_fence;	/* a fence by address keeps TLB entries of executable pages */

extern struct context now;
extern struct cpu cpus[MAX_CPUS];
extern u32 cpus_started;	/* bit mask of CPUs that have executed an instruction */
extern u32 cpus_translating;	/* bit mask of CPUs with the MMU on */

#define RISCV_SP	2

/* Read a general register of the current CPU: x0 to x30 on AArch64, x0 to x31 on RISC-V. */
u64 read_register(unsigned int number);

/* Handle an instruction that zeroes @size bytes at @va, like a store. */
void zero_block(u64 va, u64 size);

/* ---- arm64.c, riscv.c ---- */

struct decoding {
	u32 mask;
	u32 value;
	void (*execute)(u32 insn);
};

struct arch {
	const char *target;		/* QEMU's name of the target */
	const struct decoding *decodings;	/* ends with an entry that has no function */
	unsigned int frame_register;
	unsigned int link_register;
	unsigned int first_argument;	/* number of the register with argument 0 and the result */
	/* Offset in bytes of the caller's frame pointer from the address in the frame pointer. */
	int frame_offset;

	u64 permissions; /* bits of an entry that may change without break-before-make */
	u64 attributes;			/* bits of an entry that contain the memory type */
	/* Bits that an entry needs for a load.  If they are 0, some CPUs set them, others fault. */
	u64 load_flags;
	u64 store_flags;
	u64 contiguous;			/* bit that marks an entry as a member of a group */

	struct regime (*regime)(const struct cpu *cpu, bool upper);
	/* Return true if the CPU does not translate addresses. */
	bool (*identity)(const struct cpu *cpu, u64 va);
	bool (*is_table)(u64 entry, unsigned int level);
	u64 (*output)(u64 entry, u64 va);
	enum memory_type (*type)(const struct cpu *cpu, u64 entry);
	/*
	 * Return true if the instruction has a result that result() must handle before the next
	 * instruction.
	 */
	bool (*has_result)(u32 insn);
	void (*result)(u32 insn);
	bool (*is_return)(u32 insn);
	/*
	 * Return the required alignment of an access.  For a pair of registers, this is the size of
	 * one register.
	 */
	unsigned int (*element)(u32 insn, unsigned int size);
};

extern const struct arch arm64, riscv;
extern const struct arch *arch;

/* ---- memory.c ---- */

struct range {
	u64 start;
	u64 size;
};

struct page {
	/*
	 * The members up to table_level describe a page table, which may use only the last part of
	 * the page.  They are valid only if the page contains a table.  Tables of level 0 map
	 * pages.
	 */
	/* Virtual address that entry 0 of the page would translate. */
	u64 table_va;
	u16 table_first;
	u16 table_end;
	u16 table_links;	/* number of entries and CPUs that refer to the table */
	u8 table_level;

	u8 root_users;		/* number of CPUs whose root table this page contains */
	u16 buffers; /* number of device-owned buffers and coherent allocations in the page */
	u16 cacheable;		/* number of cacheable mappings */
	u16 uncached;
};

extern struct range ram;
extern struct range denied[MAX_RANGES];
extern unsigned int nr_denied, nr_denied_by_options;

void *zeroed(u64 size);
void memory_init(void);
bool in_ram(u64 pa);
bool may_be_cached(u64 pa);
struct page *page_of(u64 pa);
u64 mirror_read(u64 pa);
void mirror_write(u64 pa, u64 value);

/* ---- tables.c ---- */

extern u64 tables_generation;
/* true while the page tables of firmware, which are not checked, are in use */
extern bool tables_ignored;

bool is_valid(u64 entry);
bool translate(struct cpu *cpu, u64 va, u64 *pa, enum memory_type *type);
bool is_table_page(u64 pa);
/* Return the size of a page, which is also the size of a table. */
u64 table_size(void);
/* Return the number of bytes that an entry at @level translates. */
u64 span(unsigned int level);
/* Replace the tables that translate one half of the current CPU's virtual addresses. */
void tables_switch(bool upper, const struct regime *new);
/* Handle a store to an aligned word of a table. */
void tables_store(u64 pa, u64 old, u64 new);

/* ---- contiguous.c ---- */

void contiguous_store(u64 pa, u64 va, unsigned int level, u64 entry);

/* ---- pending.c ---- */

struct change {
	u64 va;
	u64 size;
	unsigned int level;	/* level of the changed entry */
	u64 child;		/* table that was unlinked, or 0 */
	u32 todo;		/* bit mask of CPUs on which the change is not complete */
	unsigned int maker;
	bool made;		/* true if the old entry was invalid */
	bool is_table;
	bool permissions_only;
	bool same;		/* true if the old and the new entry have the same mapping */
	bool stored;		/* true after a barrier of `maker` has completed the store */
	u32 ordered;		/* CPUs that executed a barrier for stores after this store */
	/*
	 * True if a hart executed SFENCE.VMA with an address, which does not order changes of
	 * entries that point to a table.
	 */
	bool fenced_by_address;
	unsigned int flush;	/* kind of the last flush: FLUSH_* */
	unsigned int flusher;
	struct trace where;
};

enum {
	FLUSH_NONE,
	FLUSH_LOCAL,
	FLUSH_BROADCAST,
};

extern unsigned int nr_pending;

void pending_add(const struct change *change);
const struct change *pending_removed(u64 va, u64 size);
void pending_access(u64 va, bool store);
void pending_table_written(u64 pa);
void pending_forget(void);
void pending_left(void);
/* The following functions are only for AArch64. */
void pending_tlbi(u64 va, u64 size, bool leaves_only, bool broadcast);
void pending_dsb(bool stores, bool flushes, bool broadcast);
void pending_isb(void);
/* The following functions are only for RISC-V. */
void pending_sfence(u64 va);
void pending_sfence_all(void);

/* ---- lines.c ---- */

void lines_init(const struct range *image);
void lines_load(u64 pa, enum memory_type type);
void lines_store(u64 pa, enum memory_type type);
void lines_fetch(u64 pa);
void lines_mapped_cacheable(u64 pa);
bool lines_newer(u64 pa, u64 size);
void lines_clean(u64 pa);
void lines_invalidate(u64 pa, bool clean_first);
void lines_clean_all(void);

/* ---- icache.c ---- */

void icache_init(void);
void icache_store(u64 pa, enum memory_type type);
void icache_execute(u64 pa);
void icache_cleaned(u64 pa);
void icache_cleaned_all(void);
void icache_invalidate(u64 pa);
void icache_invalidate_all(u32 of_cpus);

/* ---- dma.c ---- */

/*
 * Add a function of the DMA layer, or a range of its code if @name is empty.  Returns false if the
 * name is unknown or there are too many ranges.
 */
bool dma_option(const char *name, u64 start, u64 size);
/*
 * dma_is_entry() returns true for the first instruction of a function for which dma_enter() must be
 * called.  dma_is_code() returns true for code in which a return instruction must call
 * dma_return().
 */
bool dma_is_entry(u64 pc);
bool dma_is_code(u64 pc);
void dma_enter(void);
void dma_return(void);
void dma_access(u64 pa, u64 size, bool store);

/* ---- io.c ---- */

/*
 * Add a range of registers that each CPU has separately, or that several CPUs may access at the
 * same time.  Returns false if there are too many ranges.
 */
bool io_option(const struct range *range);
/* Registers of the console.  A write to them starts no access to memory. */
extern struct range io_console;
/* Handle an access to a register. */
void io_access(u64 pa, bool store);
/* Order the current CPU's register writes before its later stores. */
void io_barrier(void);
/* Record that the current CPU stored to coherent memory. */
void io_described(void);
/* Order the current CPU's stores to coherent memory before its later register writes. */
void io_descriptors_ordered(void);

/* ---- trace.c ---- */

/*
 * Read an aligned word of RAM at @va, translated by the tables of the current CPU.  Returns false
 * if the address is not in RAM.
 */
bool read_word(u64 va, u64 *value);
void trace_here(struct trace *trace);

#endif
