// SPDX-License-Identifier: BSD-2-Clause
/*
 * Rules for RISC-V: registers, fences, cache instructions, and the format of page tables.
 *
 * Addresses in the lower half of the address space are physical: those of M-mode, and those of
 * S-mode before satp refers to a table.
 */

#include "rules.h"

#define SATP_PPN	0xfffffffffffULL
#define SATP_SV39	8
#define SATP_SV57	10

#define PTE_X		BIT(3)
/* Svnapot: the entry is one of 16 entries that together map 64 KiB. */
#define PTE_N		BIT(63)

static unsigned int rs1(u32 insn)
{
	return insn >> 15 & 31;
}

/* ---- fences ---- */

/*
 * Return true if the erratum makes a fence for the address @va ineffective: the fence is executed
 * in S-mode (its code is in the upper half of the addresses), and the page is executable.
 */
static bool is_ineffective(u64 va)
{
	enum memory_type type;
	u64 pa;

	return erratum_fence && now.pc >> 63 && translate(now.cpu, va, &pa, &type) &&
	       now.entry & PTE_X;
}

static void sfence_vma(u32 insn)
{
	u64 va = read_register(rs1(insn));

	if (!rs1(insn)) {
		pending_sfence_all();
		return;
	}
	if (is_ineffective(va))
		report(ERRATUM, va, NULL);
	pending_sfence(va);
}

/*
 * Handle a fence.  It orders accesses of the kinds in bits 27:24 (I, O, R, W) before accesses of
 * the kinds in bits 23:20.
 */
static void fence(u32 insn)
{
	if (insn & BIT(26) && insn & BIT(20))
		io_barrier();
	if (insn & BIT(24) && insn & BIT(22))
		io_descriptors_ordered();
}

/*
 * Handle the start or the end of a trap handler.  A register write in a handler does not start an
 * operation that the interrupted code has described in memory.  A write of the interrupted code
 * does not start an operation that a handler has described.  Therefore, no barrier is required
 * between the descriptors and the register write.
 */
static void trap(u32 insn)
{
	io_descriptors_ordered();
}

static void fence_i(u32 insn)
{
	icache_invalidate_all(BIT(now.number));
}

/* ---- caches ---- */

static bool operand_in_ram(u32 insn, u64 *pa)
{
	enum memory_type type;

	return translate(now.cpu, read_register(rs1(insn)), pa, &type) && in_ram(*pa);
}

static void cbo_inval(u32 insn)
{
	u64 pa;

	if (operand_in_ram(insn, &pa))
		lines_invalidate(pa, false);
}

static void cbo_clean(u32 insn)
{
	u64 pa;

	if (operand_in_ram(insn, &pa))
		lines_clean(pa);
}

static void cbo_flush(u32 insn)
{
	u64 pa;

	if (operand_in_ram(insn, &pa))
		lines_invalidate(pa, true);
}

static void cbo_zero(u32 insn)
{
	zero_block(read_register(rs1(insn)) & -LINE_SIZE, LINE_SIZE);
}

/* ---- registers ---- */

static void csrrw_satp(u32 insn)
{
	bool was_on = now.cpu->mmu;
	struct regime regime;

	now.cpu->satp = read_register(rs1(insn));
	now.cpu->mmu = now.cpu->satp >> 60;
	if (now.cpu->mmu)
		cpus_translating |= BIT(now.number);
	else
		cpus_translating &= ~BIT(now.number);
	if (was_on && !now.cpu->mmu)
		tables_ignored = false;
	regime = arch->regime(now.cpu, true);
	tables_switch(true, &regime);
}

/*
 * Physical memory protection (PMP).  Memory that firmware reserves for M-mode must not be mapped
 * cacheable.  The last write to a PMP register is used, because all harts are assumed to have the
 * same settings.
 */

#define NR_PMP		16

enum {
	PMP_ACCESS = 7,		/* R, W and X, for S-mode and U-mode */
	/*
	 * Bits 4:3 contain the kind of range.  TOR: from the previous entry's address to this
	 * one's.
	 */
	PMP_TOR = 1,
	PMP_NA4 = 2,
	PMP_NAPOT = 3,
};

static u64 pmp_address[NR_PMP];
static u8 pmp_config[NR_PMP];

static struct range pmp_range(unsigned int i)
{
	u64 address = pmp_address[i], start;

	switch (pmp_config[i] >> 3 & 3) {
	case PMP_TOR:
		start = i ? pmp_address[i - 1] << 2 : 0;
		return (struct range){ start, (address << 2) - start };
	case PMP_NA4:
		return (struct range){ address << 2, 4 };
	case PMP_NAPOT:
		/* The encoding of a range of 2^n bytes has n - 3 ones in its lowest bits. */
		start = (address & (address + 1)) << 2;
		return (struct range){ start, ((address ^ (address + 1)) + 1) << 2 };
	}
	return (struct range){ 0, 0 };
}

static void pmp_changed(void)
{
	nr_denied = nr_denied_by_options;
	for (unsigned int i = 0; i < NR_PMP && nr_denied < MAX_RANGES; i++)
		if (!(pmp_config[i] & PMP_ACCESS) && pmp_range(i).size)
			denied[nr_denied++] = pmp_range(i);
}

static void csrrw_pmpcfg(u32 insn)
{
	/* RV64 only has the pmpcfg registers with even numbers.  Each one configures 8 entries. */
	unsigned int first = (insn >> 20 & 15) * 4;
	u64 value = read_register(rs1(insn));

	for (unsigned int i = 0; i < 8 && first + i < NR_PMP; i++)
		pmp_config[first + i] = value >> 8 * i;
	pmp_changed();
}

static void csrrw_pmpaddr(u32 insn)
{
	pmp_address[insn >> 20 & 15] = read_register(rs1(insn));
	pmp_changed();
}

/* csrr from sepc, the first instruction of each trap handler. */
#define CSRR_SEPC	0x14102073
#define SRET		0x10200073

static const struct decoding decodings[] = {
	{ 0x0000707f, 0x0000000f, fence },
	{ 0xfe007fff, 0x12000073, sfence_vma },
	{ 0xfe007fff, 0x16000073, sfence_vma },		/* sinval.vma */
	{ 0xffffffff, 0x0000100f, fence_i },
	{ 0xfffff07f, CSRR_SEPC, trap },
	{ 0xffffffff, SRET, trap },
	{ 0xfff07fff, 0x0000200f, cbo_inval },
	{ 0xfff07fff, 0x0010200f, cbo_clean },
	{ 0xfff07fff, 0x0020200f, cbo_flush },
	{ 0xfff07fff, 0x0040200f, cbo_zero },
	{ 0xfff07fff, 0x0260000b, cbo_inval },		/* T-Head: th.dcache.iva */
	{ 0xfff07fff, 0x0250000b, cbo_clean },		/* th.dcache.cva */
	{ 0xfff07fff, 0x0270000b, cbo_flush },		/* th.dcache.civa */
	{ 0xfff0707f, 0x18001073, csrrw_satp },
	{ 0xff00707f, 0x3a001073, csrrw_pmpcfg },
	{ 0xff00707f, 0x3b001073, csrrw_pmpaddr },
	{ 0, 0, NULL }
};

/* ---- tables ---- */

static struct regime regime(const struct cpu *cpu, bool upper)
{
	unsigned int mode = cpu->satp >> 60;
	struct regime regime = { .page_shift = 12, .index_bits = 9 };

	if (mode < SATP_SV39 || mode > SATP_SV57)
		return regime;
	regime.levels = mode - SATP_SV39 + 3;
	regime.va_bits = 12 + 9 * regime.levels;
	/* The upper half of the root table translates the upper half of the addresses. */
	regime.start = -1ULL << regime.va_bits;
	regime.root = (cpu->satp & SATP_PPN) << 12;
	return regime;
}

static bool identity(const struct cpu *cpu, u64 va)
{
	return !(va >> 63);
}

static bool is_table(u64 entry, unsigned int level)
{
	return !(entry & 0xe);
}

static u64 output(u64 entry, u64 va)
{
	u64 address = (entry >> 10 & SATP_PPN) << 12;

	/* Svnapot encodes the size of the group in the low bits of the page number. */
	return entry & PTE_N ? (address & ~0xffffULL) | (va & 0xf000) : address;
}

/* Return the memory type that Svpbmt encodes. */
static enum memory_type type(const struct cpu *cpu, u64 entry)
{
	switch (entry >> 61 & 3) {
	case 1:
		return UNCACHED;
	case 2:
		return DEVICE;
	}
	return WRITE_BACK;
}

static unsigned int element(u32 insn, unsigned int size)
{
	return size;
}

/* Return true for ret and for c.jr ra. */
static bool is_return(u32 insn)
{
	return insn == 0x8067 || insn == 0x8082;
}

const struct arch riscv = {
	.target = "riscv64",
	.decodings = decodings,
	.frame_register = 8,
	.link_register = 1,
	.first_argument = 10,
	.frame_offset = -16,
	.permissions = 0xe | 0xc0,	/* fields R, W, X, A and D of an entry */
	.attributes = 3ULL << 61,
	.load_flags = 0x40,		/* A */
	.store_flags = 0xc0,		/* A, D */
	.regime = regime,
	.identity = identity,
	.is_table = is_table,
	.output = output,
	.type = type,
	.is_return = is_return,
	.element = element,
};
