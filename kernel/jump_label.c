// SPDX-License-Identifier: BSD-2-Clause
/*
 * Static branches: their places in the code become jumps or nothing.
 *
 * Code is mapped read-only everywhere, so each place is written through a mapping of its page that exists
 * for that store alone; then every CPU is made to fetch the code anew.  A CPU that meets the place
 * meanwhile sees the old instruction or the new one.
 *
 * Locking: jump_mutex serialises decisions.
 */

#include <internal/arch.h>
#include <linux/cpumask.h>
#include <linux/jump_label.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/pgtable.h>
#include <linux/printk.h>
#include <linux/smp.h>
#include <linux/vmalloc.h>

extern const struct jump_entry __start_tbl_jump[], __stop_tbl_jump[];

static DEFINE_MUTEX(jump_mutex);

static bool write_code(unsigned long code, u32 instruction)
{
	unsigned int nr_pages = offset_in_page(code) + sizeof(instruction) > PAGE_SIZE ? 2 : 1;
	struct pgtable_range range;
	unsigned long flags;
	void *page;
	u16 *place;

	/* Init code that was given back. */
	if (!pgtable_lookup(&kernel_pgtable, code, &range))
		return true;
	page = vmap_contiguous(phys_to_page(__pa_symbol(code) & PAGE_MASK), nr_pages, PAGE_KERNEL);
	if (!page)
		return false;
	place = page + offset_in_page(code);
	if (code % sizeof(instruction)) {
		/* Not one store: only <asm/zbb.h> has such places, decided while one CPU runs. */
		local_irq_save(flags);
		WRITE_ONCE(place[0], instruction);
		WRITE_ONCE(place[1], instruction >> 16);
		local_irq_restore(flags);
	} else {
		WRITE_ONCE(*(u32 *)place, instruction);
	}
	vunmap(page);
	arch_sync_icache(code, sizeof(instruction));
	return true;
}

static void sync_code(void *unused)
{
	arch_sync_icache(__start_tbl_jump->code, sizeof(u32));
}

void static_key_set(struct static_key *key, bool on)
{
	mutex_lock(&jump_mutex);
	WRITE_ONCE(key->enabled, on);
	for (const struct jump_entry *e = __start_tbl_jump; e < __stop_tbl_jump; e++) {
		bool inverted = e->key & 1;

		if ((struct static_key *)(e->key & ~1UL) == key &&
		    !write_code(e->code, arch_jump_instruction(e->code, e->target, on != inverted)))
			pr_err("no memory to patch the branch at %pS, which keeps its old direction\n",
			       (void *)e->code);
	}
	if (num_online_cpus() > 1)
		on_each_cpu(sync_code, NULL, 1);
	mutex_unlock(&jump_mutex);
}
