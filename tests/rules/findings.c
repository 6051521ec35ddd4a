// SPDX-License-Identifier: BSD-2-Clause
/* The rules, and the findings: one record for each combination of a rule and two backtraces. */

#include <string.h>

#include "rules.h"

#define MAX_PLACES	2048	/* slots for each rule; at most half of them are used */

static const struct {
	const char *name;
	const char *text;
	const char *source;
} rules[NR_RULES] = {
	[BBM] = { "BBM",
		  "an entry replaces a valid one of another size, type or address, or before its flush",
		  "Arm ARM D8, Using break-before-make when updating translation table entries" },
	[BBM_TTBR] = { "BBM-TTBR",
		       "new tables map an address otherwise, and the TLB was not flushed in between",
		       "Arm ARM D8, Using break-before-make when updating translation table entries" },
	[CONT] = { "CONT", "valid entries of a contiguous group differ, or map no aligned block",
		   "Arm ARM D8, The Contiguous bit" },
	[DSB_TLBI] = { "DSB-TLBI", "a TLBI before a DSB completed the store to the entry",
		       "Arm ARM D8, TLB maintenance: ordering and completion" },
	[STALE_USE] = { "STALE-USE", "an access by a CPU that may still translate by the old entry",
			"Arm ARM D8, TLB maintenance; RISC-V privileged 12.2.1 (SFENCE.VMA)" },
	[STALE_TABLE] = { "STALE-TAB", "a store to a page that a CPU may still read as a table",
			  "Arm ARM D8, TLB maintenance; RISC-V privileged 12.2.1 (SFENCE.VMA)" },
	[MAKE_SYNC] = { "MAKE-SYNC",
			"an access by a new entry without DSB and ISB, or fence, by the CPU that made it",
			"Arm ARM D8, Translation table walk ordering; "
			"RISC-V privileged 12.2.1 (SFENCE.VMA)" },
	[LEFT] = { "LEFT", "a changed entry that was not flushed when the machine ended",
		   "Arm ARM D8, TLB maintenance; RISC-V privileged 12.2.1 (SFENCE.VMA)" },
	[COH_STORE] = { "COH-STORE",
			"a store past the cache to a line that may be dirty: an eviction may undo it",
			"Arm ARM B2, Mismatched memory attributes" },
	[COH_READ] = { "COH-READ",
		       "a read through the cache of what was stored past it, not invalidated since",
		       "Arm ARM B2, Mismatched memory attributes; RISC-V CMO extensions" },
	[COH_PAST] = { "COH-PAST", "a read past the cache of a line that is dirty in it",
		       "Arm ARM B2, Mismatched memory attributes; RISC-V CMO extensions" },
	[COH_OVER] = { "COH-OVER", "a store past the cache to a line that is dirty in it",
		       "Arm ARM B2, Mismatched memory attributes" },
	[COH_LOSS] = { "COH-LOSS",
		       "a dirty line is invalidated and not cleaned: what was stored is lost",
		       "Arm ARM D7, The data cache maintenance instruction (DC); RISC-V CMO extensions" },
	[WALK_STALE] = { "WALK-STALE",
			 "a table is linked that was stored past the cache, and not invalidated since",
			 "Arm ARM D8, Translation table walk properties; "
			 "B2, Mismatched memory attributes" },
	[ALIAS] = { "ALIAS", "memory is mapped uncached while a cacheable mapping of it exists",
		    "Arm ARM B2, Mismatched memory attributes; RISC-V Svpbmt" },
	[REACH] = { "REACH",
		    "a cacheable mapping of what is not RAM, or firmware's: speculation reads it",
		    "Arm ARM B2, Normal memory; RISC-V privileged 3.6 (PMA)" },
	[FLAGS] = { "FLAGS",
		    "an access by an entry without the flags accessed or dirty: a CPU may fault",
		    "Arm ARM D8, The Access flag; RISC-V Svade" },
	[EXCL] = { "EXCL",
		   "an exclusive or atomic access with the MMU off, or to memory that is not write-back",
		   "Arm ARM B2, Synchronization and semaphores" },
	[ZVA] = { "ZVA", "DC ZVA with the MMU off, or to device memory: an alignment fault",
		  "Arm ARM D7, Data cache zero instruction" },
	[UNALIGNED] = { "UNALIGNED",
			"an unaligned access with the MMU off, or to device memory: an alignment fault",
			"Arm ARM B2, Alignment support" },
	[ICACHE] = { "ICACHE",
		     "code is executed that was stored, and not made visible to this CPU's fetches",
		     "Arm ARM B2, Concurrent modification and execution of instructions; Zifencei" },
	[DMA_OWNER] = { "DMA-OWNER",
			"an access to a buffer that belongs to a device: a store, or a load of "
			"what it writes",
			"Linux, core-api/dma-api: streaming mappings" },
	[DMA_ORDER] = { "DMA-ORDER",
			"a register is written, and nothing orders it behind a store to coherent memory",
			"Linux, memory-barriers: dma_wmb(), I/O accesses; RISC-V FENCE; "
			"Arm ARM B2, DMB, DSB" },
	[IO_ORDER] = { "IO-ORDER",
		       "a register that another CPU wrote, without a barrier of that CPU behind the write",
		       "Linux, memory-barriers: locks against I/O accesses; RISC-V FENCE; Arm ARM B2" },
	[ERRATUM] = { "ERRATUM", "what an erratum of this core makes ineffective or wrong",
		      "the errata notices that arch/*/errata.c names" },
	[RV_REMOTE] = { "RV-REMOTE",
			"a hart uses a stack by an entry that another hart made, without a fence "
			"of its own",
			"RISC-V privileged 12.2.1 (SFENCE.VMA); Svvptc" },
	[RV_TABLE] = { "RV-TABLE",
		       "a new table is used after fences by address, which order leaf entries only",
		       "RISC-V privileged 12.2.1 (SFENCE.VMA), rs1 other than x0" },
};

struct place {
	u64 hash;
	u64 count;
	u64 address;		/* address of the first finding */
	unsigned int cpu;
	struct trace here;
	struct trace other;
};

/*
 * Hash tables of the records, one for each rule.  A search for a record ends at the first free
 * slot.
 */
static struct place places[NR_RULES][MAX_PLACES];
static unsigned int nr_places[NR_RULES];
static u64 counts[NR_RULES];

static u64 hash_trace(u64 hash, const struct trace *trace)
{
	hash = (hash ^ trace->pc) * 0x9e3779b97f4a7c15ULL;
	for (unsigned int i = 0; i < trace->nr_frames; i++)
		hash = (hash ^ hash >> 29 ^ trace->frame[i]) * 0x9e3779b97f4a7c15ULL;
	return hash;
}

/*
 * Return the record of a rule for the backtraces with this hash.  A new record has a count of 0.
 * Returns NULL if there are too many records.
 */
static struct place *place_of(enum rule rule, u64 hash)
{
	struct place *place;

	for (u64 i = hash >> 32;; i++) {
		place = &places[rule][i % MAX_PLACES];
		if (place->count && place->hash == hash)
			return place;
		if (!place->count)
			break;
	}
	if (nr_places[rule] == MAX_PLACES / 2)
		return NULL;
	nr_places[rule]++;
	return place;
}

void report_at(enum rule rule, u64 address, const struct trace *here, const struct trace *other)
{
	static const struct trace none;
	struct place *place;
	u64 hash;

	other = other ? other : &none;
	hash = hash_trace(hash_trace(0, here), other);
	place = place_of(rule, hash);
	counts[rule]++;
	if (!place || place->count++)
		return;
	place->hash = hash;
	place->address = address;
	place->cpu = now.number;
	place->here = *here;
	place->other = *other;
}

void report(enum rule rule, u64 address, const struct trace *other)
{
	struct trace here;

	trace_here(&here);
	report_at(rule, address, &here, other);
}

static void print_trace(FILE *file, const char *name, const struct trace *trace)
{
	if (!trace->pc)
		return;
	fprintf(file, " %s=%#lx,%#lx", name, (long)trace->pc, (long)trace->link);
	for (unsigned int i = 0; i < trace->nr_frames; i++)
		fprintf(file, ",%#lx", (long)trace->frame[i]);
}

/*
 * Print a line with the meaning of each rule that was broken, and a line for each record.
 * scripts/silicon.py parses these lines.
 */
void findings_print(FILE *file)
{
	for (enum rule rule = 0; rule < NR_RULES; rule++) {
		if (!counts[rule])
			continue;
		fprintf(file, "rules: rule %s count=%lu places=%u: %s (%s)\n", rules[rule].name,
			(long)counts[rule], nr_places[rule], rules[rule].text, rules[rule].source);
		for (unsigned int i = 0; i < MAX_PLACES; i++) {
			const struct place *place = &places[rule][i];

			if (!place->count)
				continue;
			fprintf(file, "rules: finding %s count=%lu cpu=%u address=%#lx",
				rules[rule].name, (long)place->count, place->cpu,
				(long)place->address);
			print_trace(file, "here", &place->here);
			print_trace(file, "other", &place->other);
			fputc('\n', file);
		}
	}
}
