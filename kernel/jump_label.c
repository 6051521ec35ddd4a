// SPDX-License-Identifier: BSD-2-Clause
/*
 * Static branches: each branch in the code is patched to be a jump or a no-op.
 *
 * Code is mapped read-only, so each instruction is written through a temporary mapping of its page.
 * Then all CPUs synchronize their instruction fetches.  A CPU that executes the branch during the
 * update fetches the old or the new instruction.
 *
 * Locking: jump_mutex serializes updates.
 */

#include <internal/arch.h>
#include <linux/bug.h>
#include <linux/cpumask.h>
#include <linux/jump_label.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
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

	/* A branch whose code is not mapped was in init code that has been freed. */
	if (!pgtable_lookup(&kernel_pgtable, code, &range))
		return true;
	page = vmap_contiguous(phys_to_page(__pa_symbol(code) & PAGE_MASK), nr_pages, PAGE_KERNEL);
	if (!page)
		return false;
	place = page + offset_in_page(code);
	if (code % sizeof(instruction)) {
		/*
		 * The two stores need not be atomic, because only <asm/zbb.h> has unaligned
		 * branches, and these are patched while only one CPU runs.
		 */
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

/* Patch the branches of a key whose state has changed. */
static void update_branches(struct static_key *key)
{
	bool on = key->enabled;

	lockdep_assert_held(&jump_mutex);
	for (const struct jump_entry *e = __start_tbl_jump; e < __stop_tbl_jump; e++) {
		bool inverted = e->key & 1;

		if ((struct static_key *)(e->key & ~1UL) == key &&
		    !write_code(e->code, arch_jump_instruction(e->code, e->target, on != inverted)))
			pr_err("no memory to patch the branch at %pS: it is not changed\n",
			       (void *)e->code);
	}
	if (num_online_cpus() > 1)
		on_each_cpu(sync_code, NULL, 1);
}

void static_key_set(struct static_key *key, bool on)
{
	mutex_lock(&jump_mutex);
	WRITE_ONCE(key->enabled, on);
	update_branches(key);
	mutex_unlock(&jump_mutex);
}

void static_key_slow_inc(struct static_key *key)
{
	mutex_lock(&jump_mutex);
	WRITE_ONCE(key->enabled, key->enabled + 1);
	if (key->enabled == 1)
		update_branches(key);
	mutex_unlock(&jump_mutex);
}

void static_key_slow_dec(struct static_key *key)
{
	mutex_lock(&jump_mutex);
	if (!WARN(key->enabled <= 0, "static key %pS is off\n", key)) {
		WRITE_ONCE(key->enabled, key->enabled - 1);
		if (!key->enabled)
			update_branches(key);
	}
	mutex_unlock(&jump_mutex);
}
