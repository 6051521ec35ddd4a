/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The silicon rules checker: a plugin of QEMU that reports what QEMU allows and hardware does not.
 *
 *	plugin.c	options, callbacks of QEMU, the order in which the other files see an access
 *	findings.c	the rules and the findings
 *	memory.c	a mirror of RAM, and which physical addresses may be mapped cacheable
 *	tables.c	page tables in the mirror: walks, counts of mappings, changes of entries
 *	contiguous.c	groups of entries
 *	pending.c	changes of entries that are not complete on all CPUs
 *	lines.c		the state of each cache line
 *	icache.c	which CPU may execute a stale copy of which line
 *	dma.c		buffers that a device owns, and coherent memory
 *	io.c		the order of writes of registers
 *	trace.c		back-traces
 *	arm64.c, riscv.c	system registers, maintenance instructions and formats of entries
 *
 * QEMU calls from one thread for each CPU.  plugin.c holds one mutex in each callback, so that no
 * other file needs a lock.
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
#define FRAME_SIZE	4096UL		/* bytes for which mappings are counted */
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
 * The position of the guest: the instruction, the value of its link register, and the return addresses
 * of its frames.
 */
struct trace {
	u64 pc;
	u64 link;
	u64 frame[MAX_FRAMES];
	unsigned int nr_frames;
};

/* Count a finding at the current instruction. @other is the position of the cause, or NULL. */
void report(enum rule rule, u64 address, const struct trace *other);
/* Count a finding at another instruction. */
void report_at(enum rule rule, u64 address, const struct trace *here, const struct trace *other);
void findings_print(FILE *file);

/* ---- plugin.c ---- */

/* One half of the addresses of a CPU, and its tables. */
struct regime {
	u64 root;		/* the physical address of the first table, or 0 if there is none */
	u64 start;		/* the virtual address that entry 0 of the first table translates */
	unsigned int page_shift;
	unsigned int index_bits;	/* of all tables; the first one may have fewer entries */
	unsigned int levels;
	unsigned int va_bits;
};

enum memory_type {
	WRITE_BACK,
	UNCACHED,
	DEVICE,
};

struct translation {
	u64 page;		/* the virtual page number and CACHED, or 0 */
	u64 frame;
	u64 entry;
	enum memory_type type;
};

#define TRANSLATIONS	1024

/* The TLBIs for all CPUs that a CPU has done so far, if its erratum requires two of them. */
enum tlbi_progress {
	TLBI_NONE,
	TLBI_ISSUED,
	TLBI_COMPLETED,		/* by a DSB: the second is due before the next store */
	TLBI_ISSUED_AGAIN,
};

struct cpu {
	/* System registers as the guest wrote them. */
	u64 ttbr[2];
	u64 tcr;
	u64 mair;
	u64 satp;
	bool mmu;		/* on */

	struct regime linked[2];	/* the tables in use, lower half and upper half */
	struct regime stale[2];		/* tables in use before, of which the TLB may hold entries */
	bool flushing;			/* a flush of all entries was issued and is not complete */
	enum tlbi_progress tlbi;
	u64 tlbi_frame;			/* of the function that issued it */

	struct translation cache[TRANSLATIONS];
	u64 generation;			/* of the tables when the cache was filled */
};

/* The instruction that is being checked. */
struct context {
	unsigned int number;	/* of the CPU */
	struct cpu *cpu;
	u64 pc;
	u64 entry;		/* by which translate() translated last; 0: without tables */
};

/* Errata of the machine's cores, as options name them. */
extern bool erratum_tlbi;	/* a TLBI of all CPUs and its DSB have to be done twice */
extern bool erratum_clean;	/* no line may be cleaned and not invalidated */
extern bool erratum_fence;	/* a fence by address leaves entries of executable pages */

extern struct context now;
extern struct cpu cpus[MAX_CPUS];
extern u32 cpus_started;	/* those that have executed an instruction */
extern u32 cpus_translating;	/* those whose MMU is on */

#define RISCV_SP	2

/* Read a general register of the current CPU: x0 to x30 of AArch64, x0 to x31 of RISC-V. */
u64 read_register(unsigned int number);

/* Zero @size bytes from @va on, as one instruction does. */
void zero_block(u64 va, u64 size);

/* ---- arm64.c, riscv.c ---- */

struct decoding {
	u32 mask;
	u32 value;
	void (*execute)(u32 insn);
};

struct arch {
	const char *target;		/* as QEMU names it */
	const struct decoding *decodings;	/* the last one has no function */
	unsigned int frame_register;
	unsigned int link_register;
	unsigned int first_argument;	/* of a function, and its result */
	int frame_offset;		/* where a frame has the caller's frame and address */

	u64 permissions;		/* bits of an entry that need no break-before-make */
	u64 attributes;			/* bits of an entry that are its memory type */
	u64 load_flags;			/* bits that hardware may set, or fault where it does not */
	u64 store_flags;
	u64 contiguous;			/* the bit that makes an entry a member of a group */

	struct regime (*regime)(const struct cpu *cpu, bool upper);
	bool (*identity)(const struct cpu *cpu, u64 va);	/* without translation */
	bool (*is_table)(u64 entry, unsigned int level);
	u64 (*output)(u64 entry, u64 va);
	enum memory_type (*type)(const struct cpu *cpu, u64 entry);
	/* Return whether result() must be called for an instruction, before the next one is executed. */
	bool (*has_result)(u32 insn);
	void (*result)(u32 insn);
	bool (*is_return)(u32 insn);
	/* Return the size to which an access must be aligned: that of each register, for a pair. */
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
	/* Valid for a page table, which may use only the last entries of the page.  Level 0 maps pages. */
	u64 table_va;		/* what entry 0 of the page would translate */
	u16 table_first;
	u16 table_end;
	u16 table_links;	/* entries and CPUs that use it */
	u8 table_level;

	u8 root_users;		/* CPUs that translate by it */
	u16 buffers;		/* of devices, and coherent memory, in the page */
	u16 cacheable;		/* mappings */
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
extern bool tables_ignored;	/* those of firmware, which is not checked */

bool is_valid(u64 entry);
bool translate(struct cpu *cpu, u64 va, u64 *pa, enum memory_type *type);
bool is_table_page(u64 pa);
/* The size of a page, and of a table. */
u64 table_size(void);
/* Return how many bytes an entry of a level translates. */
u64 span(unsigned int level);
/* The current CPU translates a half of its addresses by other tables from now on. */
void tables_switch(bool upper, const struct regime *new);
/* An aligned word of a table changed. */
void tables_store(u64 pa, u64 old, u64 new);

/* ---- contiguous.c ---- */

void contiguous_store(u64 pa, u64 va, unsigned int level, u64 entry);

/* ---- pending.c ---- */

struct change {
	u64 va;
	u64 size;
	unsigned int level;	/* of the entry */
	u64 child;		/* the table that was unlinked, or 0 */
	u32 todo;		/* CPUs on which it is not complete */
	unsigned int maker;
	bool made;		/* the entry was invalid before */
	bool is_table;
	bool permissions_only;
	bool same;		/* the old entry maps what the new one maps */
	bool stored;		/* a barrier of the maker completed the store */
	bool fenced_by_address;	/* some hart's fence named the address and does not order tables */
	unsigned int flush;	/* the flush that was issued: FLUSH_* */
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
/* AArch64 */
void pending_tlbi(u64 va, u64 size, bool leaves_only, bool broadcast);
void pending_dsb(bool stores, bool flushes, bool broadcast);
void pending_isb(void);
/* RISC-V */
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
 * Add a function of the DMA layer, or a range of its code if @name is empty.  Returns false if the name
 * is not known or there are too many ranges.
 */
bool dma_option(const char *name, u64 start, u64 size);
/*
 * dma_is_entry(): true for an instruction at which dma_enter() has to be called.  dma_is_code(): true
 * for code whose return instructions need a call of dma_return().
 */
bool dma_is_entry(u64 pc);
bool dma_is_code(u64 pc);
void dma_enter(void);
void dma_return(void);
void dma_access(u64 pa, u64 size, bool store);

/* ---- io.c ---- */

/* Registers of which each CPU has its own, or that several CPUs may access at the same time. */
bool io_option(const struct range *range);
/* Those of the console, which reads no memory. */
extern struct range io_console;
/* A register was accessed. */
void io_access(u64 pa, bool store);
/* The current CPU's writes of registers are ordered before its later stores. */
void io_barrier(void);
/* The current CPU stored to coherent memory. */
void io_described(void);
/* Its stores to coherent memory come before its later writes of registers. */
void io_descriptors_ordered(void);

/* ---- trace.c ---- */

/* Read an aligned word of RAM at @va, as the current CPU translates it.  Returns false if it is not RAM. */
bool read_word(u64 va, u64 *value);
void trace_here(struct trace *trace);

#endif
