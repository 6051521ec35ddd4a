// SPDX-License-Identifier: BSD-2-Clause
/*
 * Rules for AArch64 at EL1: system registers, maintenance instructions, barriers, and the format of
 * page tables.
 */

#include "rules.h"

/* Bits of TCR_EL1. */
#define TCR_EPD0	BIT(7)		/* no table walks from TTBR0_EL1 */
#define TCR_EPD1	BIT(23)
#define TCR_DS		BIT(59)		/* LPA2: 52-bit addresses with pages of 4 and 16 KiB */

#define SCTLR_M		BIT(0)

#define ADDRESS_48 0xfffffffff000ULL /* address bits of an entry; RAM above 2^48 is not supported */
/* Address bits of TTBR0_EL1 and TTBR1_EL1.  The first table may be smaller than a page. */
#define TTBR_BADDR	0xffffffffffc0ULL

static void switch_tables(void)
{
	for (int upper = 0; upper < 2; upper++) {
		struct regime regime = arch->regime(now.cpu, upper);

		tables_switch(upper, &regime);
	}
}

/* ---- barriers ---- */

enum {
	BARRIER_OUTER = 0,	/* bits 3:2 of the barrier's option: outer shareable domain */
	BARRIER_INNER = 2,	/* inner shareable domain, or larger */
	BARRIER_FULL = 3,
	BARRIER_LOADS = 1,	/* bits 1:0 of the barrier's option: ordered accesses */
	BARRIER_STORES = 2,
	BARRIER_ALL = 3,
};

/*
 * Handle a barrier.  It orders descriptors only if it includes the outer shareable domain:
 * dma_wmb() assumes that devices are in this domain.
 */
static void order_descriptors(u32 insn)
{
	unsigned int domain = insn >> 10 & 3;

	if (insn >> 8 & BARRIER_STORES && (domain == BARRIER_OUTER || domain == BARRIER_FULL))
		io_descriptors_ordered();
}

/*
 * Handle a DSB.  A DSB for loads and stores also completes maintenance operations.  A DSB for
 * stores completes only stores.
 */
static void dsb(u32 insn)
{
	unsigned int option = insn >> 8 & 15, types = option & 3;
	bool broadcast = option >> 2 >= BARRIER_INNER;

	io_barrier();
	order_descriptors(insn);
	pending_dsb(types & BARRIER_STORES, types == BARRIER_ALL, broadcast);
	/*
	 * For erratum_tlbi, only a DSB in the stack frame of the function that executed the TLBI
	 * counts.  A DSB in an interrupt handler has another stack frame.
	 */
	if (types == BARRIER_ALL && broadcast && now.cpu->tlbi &&
	    read_register(arch->frame_register) == now.cpu->tlbi_frame)
		now.cpu->tlbi = now.cpu->tlbi == TLBI_ISSUED_AGAIN ? TLBI_NONE : TLBI_COMPLETED;
	if (types == BARRIER_ALL && now.cpu->flushing) {
		now.cpu->flushing = false;
		now.cpu->stale[0].root = now.cpu->stale[1].root = 0;
	}
}

static void dmb(u32 insn)
{
	if ((insn >> 8 & 3) != BARRIER_LOADS)
		io_barrier();
	order_descriptors(insn);
}

static void isb(u32 insn)
{
	pending_isb();
}

/* ---- caches ---- */

static bool operand_in_ram(u32 insn, u64 *pa)
{
	enum memory_type type;

	return translate(now.cpu, read_register(insn & 31), pa, &type) && in_ram(*pa);
}

/*
 * Size of the block that DC ZVA zeroes.  The firmware reads the size from DCZID_EL0, whose value
 * QEMU does not provide to plugins.
 */
static u64 zva_size = LINE_SIZE;

static bool is_mrs_dczid(u32 insn)
{
	return (insn & 0xffffffe0) == 0xd53b00e0;
}

static void mrs_dczid(u32 insn)
{
	zva_size = 4ULL << (read_register(insn & 31) & 15);
	if (zva_size < LINE_SIZE)
		zva_size = LINE_SIZE;
}

static void dc_zva(u32 insn)
{
	u64 va = read_register(insn & 31) & -zva_size;
	enum memory_type type;
	u64 pa;

	if (translate(now.cpu, va, &pa, &type) && type == DEVICE)
		report(ZVA, va, NULL);
	zero_block(va, zva_size);
}

static void dc_ivac(u32 insn)
{
	u64 pa;

	if (operand_in_ram(insn, &pa))
		lines_invalidate(pa, false);
}

/*
 * Handle DC CVAU, which cleans a line to the point of unification: instruction fetches see the
 * data, but devices do not.
 */
static void dc_cvau(u32 insn)
{
	u64 pa;

	if (erratum_clean)
		report(ERRATUM, read_register(insn & 31), NULL);
	if (operand_in_ram(insn, &pa))
		icache_cleaned(pa);
}

static void dc_cvac(u32 insn)
{
	u64 pa;

	if (erratum_clean)
		report(ERRATUM, read_register(insn & 31), NULL);
	if (!operand_in_ram(insn, &pa))
		return;
	lines_clean(pa);
	icache_cleaned(pa);
}

static void dc_civac(u32 insn)
{
	u64 pa;

	if (!operand_in_ram(insn, &pa))
		return;
	lines_invalidate(pa, true);
	icache_cleaned(pa);
}

/*
 * Handle maintenance by set and way.  Firmware does it for all lines of a cache.  Therefore, treat
 * the operation on set 0 as one operation on all lines, and ignore the others.
 */
static void dc_set_way(u32 insn)
{
	if (read_register(insn & 31) >> 4 & 0xfff)
		return;
	lines_clean_all();
	icache_cleaned_all();
}

static void ic_iallu(u32 insn)
{
	icache_invalidate_all(BIT(now.number));
}

static void ic_ialluis(u32 insn)
{
	icache_invalidate_all(~0U);
}

static void ic_ivau(u32 insn)
{
	u64 pa;

	if (operand_in_ram(insn, &pa))
		icache_invalidate(pa);
}

/* ---- TLB ---- */

enum {
	TLBI_RANGE_INNER = 2,		/* CRm */
	TLBI_RANGE_OUTER = 5,
	TLBI_RANGE = 6,
	TLBI_LOCAL = 7,
	TLBI_LEAVES = 4,		/* bit of op2: only entries of the last level */
};

static void tlbi_all(bool broadcast)
{
	pending_tlbi(0, ~0ULL, false, broadcast);
	now.cpu->flushing = true;
}

static s64 sign_extend(u64 value, unsigned int bits)
{
	return (s64)(value << (64 - bits)) >> (64 - bits);
}

static void tlbi_range(u64 operand, bool leaves_only, bool broadcast)
{
	/* TG values 1 to 3 are pages of 4, 16 and 64 KiB. */
	unsigned int shift = 10 + 2 * (operand >> 46 & 3);
	unsigned int unit = now.cpu->tcr & TCR_DS ? 16 : shift;
	u64 pages = ((operand >> 39 & 31) + 1) << (5 * (operand >> 44 & 3) + 1);

	pending_tlbi((u64)sign_extend(operand, 37) << unit, pages << shift, leaves_only, broadcast);
}

static void tlbi(u32 insn)
{
	unsigned int crm = insn >> 8 & 15, op2 = insn >> 5 & 7;
	bool broadcast = crm != TLBI_LOCAL && crm != TLBI_RANGE;
	bool leaves_only = op2 & 1 && op2 & TLBI_LEAVES;
	u64 operand = read_register(insn & 31);

	if (broadcast) {
		now.cpu->tlbi = now.cpu->tlbi < TLBI_COMPLETED ? TLBI_ISSUED : TLBI_ISSUED_AGAIN;
		now.cpu->tlbi_frame = read_register(arch->frame_register);
	}
	if (crm == TLBI_RANGE_INNER || crm == TLBI_RANGE || crm == TLBI_RANGE_OUTER)
		tlbi_range(operand, leaves_only, broadcast);
	else if (op2 & 1)
		pending_tlbi((u64)sign_extend(operand, 44) << 12, table_size(), leaves_only,
			     broadcast);
	else if (op2 != 2)	/* TLBI ASIDE1 does not flush global entries */
		tlbi_all(broadcast);
}

/* ---- registers ---- */

static void msr_sctlr(u32 insn)
{
	static const struct regime none;
	bool on = read_register(insn & 31) & SCTLR_M, was_on = now.cpu->mmu;

	tables_generation++;
	if (on && !was_on) {
		now.cpu->mmu = true;
		cpus_translating |= BIT(now.number);
		now.cpu->stale[0] = now.cpu->stale[1] = none;
		switch_tables();
	} else if (!on && was_on) {
		tables_switch(false, &none);
		tables_switch(true, &none);
		now.cpu->mmu = false;
		cpus_translating &= ~BIT(now.number);
		pending_forget();
		tables_ignored = false;
	}
}

static void msr_tables(u64 *reg, u32 insn)
{
	*reg = read_register(insn & 31);
	tables_generation++;
	if (now.cpu->mmu)
		switch_tables();
}

static void msr_ttbr0(u32 insn)
{
	msr_tables(&now.cpu->ttbr[0], insn);
}

static void msr_ttbr1(u32 insn)
{
	msr_tables(&now.cpu->ttbr[1], insn);
}

static void msr_tcr(u32 insn)
{
	msr_tables(&now.cpu->tcr, insn);
}

static void msr_mair(u32 insn)
{
	now.cpu->mair = read_register(insn & 31);
	tables_generation++;
}

/* ---- exclusives and atomics ---- */

/* Return true if the instruction is an atomic or exclusive access with release semantics. */
static bool releases(u32 insn)
{
	bool atomic = (insn & 0x3b200c00) == 0x38200000;

	return insn & (atomic ? BIT(22) : BIT(15));
}

static void exclusive(u32 insn)
{
	unsigned int base = insn >> 5 & 31;
	enum memory_type type;
	u64 pa, va;

	if (releases(insn))
		io_barrier();
	if (base == 31)		/* the stack pointer */
		return;
	va = read_register(base);
	if (translate(now.cpu, va, &pa, &type) && type != WRITE_BACK)
		report(EXCL, va, NULL);
}

/*
 * Handle a load-acquire or store-release.  These are encoded like exclusives and atomics, but may
 * access any memory.
 */
static void ordered(u32 insn)
{
	enum memory_type type;
	u64 pa;

	if (insn & BIT(22))		/* a load */
		return;
	io_barrier();
	if (translate(now.cpu, read_register(insn >> 5 & 31), &pa, &type) && type == DEVICE)
		io_descriptors_ordered();
}

/*
 * Handle the start or the end of an exception handler.  A register write in a handler does not
 * start an operation that the interrupted code has described in memory.  A write of the interrupted
 * code does not start an operation that a handler has described.  Therefore, no barrier is required
 * between the descriptors and the register write.
 */
static void exception(u32 insn)
{
	io_descriptors_ordered();
}

#define ANY_REGISTER	0xffffffe0
#define SYS(op1, crn, crm, op2) \
	(0xd5080000 | (op1) << 16 | (crn) << 12 | (crm) << 8 | (op2) << 5)
#define MSR(op0, op1, crn, crm, op2) \
	(0xd5000000 | (op0) << 19 | (op1) << 16 | (crn) << 12 | (crm) << 8 | (op2) << 5)

/* mrs from ELR_EL1, the first instruction of each exception handler. */
#define MRS_ELR		(MSR(3, 0, 4, 0, 1) | BIT(21))
#define ERET		0xd69f03e0

/* For an instruction, the first entry that matches is used. */
static const struct decoding decodings[] = {
	{ 0xfffff0ff, 0xd503309f, dsb },
	{ 0xfffff0ff, 0xd50330bf, dmb },
	{ 0xfffff0ff, 0xd50330df, isb },
	{ ANY_REGISTER, MRS_ELR, exception },
	{ 0xffffffff, ERET, exception },
	{ ANY_REGISTER, SYS(3, 7, 4, 1), dc_zva },
	{ ANY_REGISTER, SYS(3, 7, 4, 4), dc_zva },	/* DC GZVA */
	{ ANY_REGISTER, SYS(0, 7, 6, 1), dc_ivac },
	{ ANY_REGISTER, SYS(0, 7, 6, 5), dc_ivac },	/* DC IGDVAC */
	{ ANY_REGISTER, SYS(3, 7, 10, 1), dc_cvac },
	{ ANY_REGISTER, SYS(3, 7, 10, 5), dc_cvac },	/* DC CGDVAC */
	{ ANY_REGISTER, SYS(3, 7, 11, 1), dc_cvau },
	{ ANY_REGISTER, SYS(3, 7, 14, 1), dc_civac },
	{ ANY_REGISTER, SYS(3, 7, 14, 5), dc_civac },	/* DC CIGDVAC */
	{ ANY_REGISTER, SYS(0, 7, 6, 2), dc_set_way },
	{ ANY_REGISTER, SYS(0, 7, 10, 2), dc_set_way },
	{ ANY_REGISTER, SYS(0, 7, 14, 2), dc_set_way },
	{ ANY_REGISTER, SYS(0, 7, 5, 0), ic_iallu },
	{ ANY_REGISTER, SYS(0, 7, 1, 0), ic_ialluis },
	{ ANY_REGISTER, SYS(3, 7, 5, 1), ic_ivau },
	{ 0xfff8f000, 0xd5088000, tlbi },
	{ ANY_REGISTER, MSR(3, 0, 1, 0, 0), msr_sctlr },
	{ ANY_REGISTER, MSR(3, 0, 2, 0, 0), msr_ttbr0 },
	{ ANY_REGISTER, MSR(3, 0, 2, 0, 1), msr_ttbr1 },
	{ ANY_REGISTER, MSR(3, 0, 2, 0, 2), msr_tcr },
	{ ANY_REGISTER, MSR(3, 0, 10, 2, 0), msr_mair },
	{ 0x3fa00000, 0x08800000, ordered },		/* LDAR, STLR and similar */
	{ 0x3ffffc00, 0x38bfc000, ordered },		/* LDAPR */
	{ 0x3f000000, 0x08000000, exclusive },		/* LDXR, STXR, CAS */
	{ 0x3b200c00, 0x38200000, exclusive },		/* LDADD, SWP and similar */
	{ 0, 0, NULL }
};

/* ---- tables ---- */

static struct regime regime(const struct cpu *cpu, bool upper)
{
	/* The fields TG0 and TG1 of TCR_EL1 use different codes for the same page sizes. */
	static const unsigned int shifts[2][4] = { { 12, 16, 14, 12 }, { 12, 14, 12, 16 } };
	unsigned int size = (upper ? cpu->tcr >> 16 : cpu->tcr) & 63;
	struct regime regime = {
		.page_shift = shifts[upper][cpu->tcr >> (upper ? 30 : 14) & 3],
		.va_bits = 64 - size,
		.start = upper ? -1ULL << (64 - size) : 0,
	};

	regime.index_bits = regime.page_shift - 3;
	regime.levels = (regime.va_bits - regime.page_shift + regime.index_bits - 1) /
			regime.index_bits;
	if (cpu->mmu && !(cpu->tcr & (upper ? TCR_EPD1 : TCR_EPD0)) && size)
		regime.root = cpu->ttbr[upper] & TTBR_BADDR;
	return regime;
}

static bool identity(const struct cpu *cpu, u64 va)
{
	return !cpu->mmu;
}

static bool is_table(u64 entry, unsigned int level)
{
	return level && (entry & 3) == 3;
}

static u64 output(u64 entry, u64 va)
{
	return entry & ADDRESS_48;
}

static enum memory_type type(const struct cpu *cpu, u64 entry)
{
	u8 attributes = cpu->mair >> 8 * (entry >> 2 & 7);

	if (attributes == 0x44)
		return UNCACHED;
	return attributes & 0xf0 ? WRITE_BACK : DEVICE;
}

/* Return the size of one element of an access.  A pair of registers has two elements. */
static unsigned int element(u32 insn, unsigned int size)
{
	bool pair = (insn & 0x3a000000) == 0x28000000, vector = insn & BIT(26);

	if (!pair)
		return size;
	if (vector)
		return 4U << (insn >> 30);
	return insn >> 31 ? 8 : 4;
}

static bool is_return(u32 insn)
{
	return (insn & 0xfffffc1f) == 0xd65f0000;
}

const struct arch arm64 = {
	.target = "aarch64",
	.decodings = decodings,
	.frame_register = 29,
	.link_register = 30,
	.first_argument = 0,
	.frame_offset = 0,
	/* fields AP, AF, PXN and UXN of an entry */
	.permissions = BIT(6) | BIT(7) | BIT(10) | BIT(53) | BIT(54),
	.attributes = 7 << 2,
	.load_flags = BIT(10),		/* AF */
	.store_flags = BIT(10),
	.contiguous = BIT(52),
	.regime = regime,
	.identity = identity,
	.is_table = is_table,
	.output = output,
	.type = type,
	.has_result = is_mrs_dczid,
	.result = mrs_dczid,
	.is_return = is_return,
	.element = element,
};
