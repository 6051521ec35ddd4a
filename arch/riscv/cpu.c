// SPDX-License-Identifier: BSD-2-Clause
/* Features of the harts, setup of threads, and waiting for interrupts. */

#include <linux/bug.h>
#include <linux/cache.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/jump_label.h>
#include <linux/kernel.h>
#include <linux/of.h>
#include <linux/pgtable.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <asm/layout.h>
#include <asm/page.h>
#include <asm/sbi.h>
#include <internal/arch.h>
#include <internal/dma.h>

#include "riscv.h"

unsigned int riscv_zero_line __ro_after_init;
DEFINE_STATIC_KEY_FALSE(riscv_zbb);

static struct device_node *boot_cpu_node(void)
{
	return of_get_cpu_node(0, NULL);
}

bool riscv_isa_names(const char *isa, const char *name)
{
	size_t size = strlen(name);

	for (const char *at = isa ? strchr(isa, '_') : NULL; at; at = strchr(at + 1, '_')) {
		if (!strncmp(at + 1, name, size) && (at[size + 1] == '_' || !at[size + 1]))
			return true;
	}
	return false;
}

bool riscv_has_extension(struct device_node *cpu, const char *name)
{
	const char *isa = NULL;

	if (of_property_match_string(cpu, "riscv,isa-extensions", name) >= 0)
		return true;
	of_property_read_string(cpu, "riscv,isa", &isa);
	return riscv_isa_names(isa, name);
}

/*
 * Line sizes of an extension in bytes, over the harts that have been scanned.  @smallest is 0 if a
 * hart lacks the extension.
 */
struct lines {
	const char *extension, *property;
	u32 smallest, largest;
	struct device_node *smallest_of, *largest_of;
};

/* Features that all harts scanned so far have. */
struct features {
	bool svpbmt, svinval, zbb;
	struct lines cbom, cboz;
};

/*
 * Return the line size of an extension from the property of the hart, or 64 if the property is
 * missing.  Returns 0 if the hart lacks the extension, or if the size is invalid.
 */
static u32 __init line_of(struct device_node *np, const char *extension, const char *property)
{
	u32 line = 0;

	if (!riscv_has_extension(np, extension))
		return 0;
	if (of_property_read_u32(np, property, &line) == -EINVAL)
		line = 64;
	if (line >= 16 && line <= PAGE_SIZE && !(line & (line - 1)))
		return line;
	pr_err("%pOF: %s = %u is not a cache line size: %s is not used\n", np, property, line,
	       extension);
	return 0;
}

static void __init add_line(struct lines *lines, struct device_node *np)
{
	u32 line = lines->smallest ? line_of(np, lines->extension, lines->property) : 0;

	if (line < lines->smallest) {
		lines->smallest = line;
		lines->smallest_of = np;
	}
	if (line > lines->largest) {
		lines->largest = line;
		lines->largest_of = np;
	}
}

static void __init add_hart(struct features *all, struct device_node *np)
{
	all->svpbmt = all->svpbmt && riscv_has_extension(np, "svpbmt");
	all->svinval = all->svinval && riscv_has_extension(np, "svinval");
	all->zbb = all->zbb && riscv_has_extension(np, "zbb");
	add_line(&all->cbom, np);
	add_line(&all->cboz, np);
}

/*
 * Scan all harts in the device tree.  CPU numbers are in the order of the tree, except that the
 * boot hart is CPU 0.  Returns false if a possible CPU has no node.
 */
static bool __init add_harts(struct features *all)
{
	struct device_node *cpus = of_find_node_by_path("/cpus"), *np;
	unsigned int left = num_possible_cpus(), next = 1;
	bool boot_seen = false;
	u64 hwid;

	for_each_child_of_node(cpus, np) {
		if (!of_node_is_type(np, "cpu") || of_property_read_reg(np, 0, &hwid, NULL))
			continue;
		if (next < NR_CPUS && cpu_possible(next) && hwid == cpu_hwid[next])
			next++;
		else if (boot_seen || hwid != cpu_hwid[0])
			continue;
		else
			boot_seen = true;
		add_hart(all, np);
		if (!--left)
			return true;
	}
	return false;
}

static bool __init lines_differ(const struct lines *lines, const char *result)
{
	if (!lines->smallest || lines->smallest == lines->largest)
		return false;
	pr_warn("%s is %u for %pOF but %u for %pOF: %s\n", lines->property, lines->smallest,
		lines->smallest_of, lines->largest, lines->largest_of, result);
	return true;
}

/*
 * A page on which extensions are tried.  The device tree may list an extension that the hart lacks,
 * or that firmware has not enabled for S-mode (menvcfg), so that its instructions trap.  Therefore
 * each extension is tried on the boot hart before it is used.
 */
static char scratch[PAGE_SIZE] __initbss __aligned(PAGE_SIZE);

static bool __init works(const char *extension, int (*try)(void *line))
{
	if (!try(scratch))
		return true;
	pr_warn("%s: in the device tree, but it traps on the boot hart: not used\n", extension);
	return false;
}

static bool __init zicbom_works(void)
{
	return works("zicbom", riscv_try_cbo_clean) && works("zicbom", riscv_try_cbo_inval);
}

/* Measure the block that cbo.zero clears, and compare its size with the size in the device tree. */
static bool __init zicboz_works(u32 line)
{
	size_t cleared = 0;

	memset(scratch, 0xff, sizeof(scratch));
	if (!works("zicboz", riscv_try_cbo_zero))
		return false;
	while (cleared < sizeof(scratch) && !scratch[cleared])
		cleared++;
	if (cleared != line)
		pr_warn("riscv,cboz-block-size is %u, but cbo.zero clears %zu bytes: zicboz is not used\n",
			line, cleared);
	return cleared == line;
}

/*
 * Try Svpbmt: map the scratch page uncached, in the former window of the device tree, and load from
 * the page.  The two other mappings of the page are removed during the test, because memory must
 * not be mapped cached and uncached at the same time.  The image is mapped by small pages, so no
 * leaf is split.  riscv_set_caches() must have been called.
 */
static bool __init svpbmt_works(void)
{
	phys_addr_t pa = __pa_symbol(scratch);
	unsigned long image = (unsigned long)scratch, linear = (unsigned long)__va(pa);
	u64 value;
	bool loaded;

	if (arch_dcache_line())
		arch_dcache_flush(image, PAGE_SIZE);
	pgtable_unmap_locked(image, PAGE_SIZE);
	pgtable_unmap_locked(linear, PAGE_SIZE);
	arch_tlb_flush(0, 0);
	loaded = !pgtable_map_locked(BOOT_DTB_WINDOW, pa, PAGE_SIZE,
				     pgprot_writecombine(PAGE_KERNEL)) &&
		 !arch_try_load((void *)BOOT_DTB_WINDOW, sizeof(value), &value);
	pgtable_unmap_locked(BOOT_DTB_WINDOW, PAGE_SIZE);
	arch_tlb_flush(0, 0);
	WARN_ON(pgtable_map_locked(image, pa, PAGE_SIZE, PAGE_KERNEL));
	WARN_ON(pgtable_map_locked(linear, pa, PAGE_SIZE, PAGE_KERNEL_RO));
	if (!loaded)
		pr_warn("svpbmt: in the device tree, but it faults on the boot hart: not used\n");
	return loaded;
}

/*
 * Enable the extensions that all possible harts have.  All harts use the same code and page tables.
 */
static int __init find_features(void)
{
	struct features all = {
		.svpbmt = true,
		.svinval = true,
		.zbb = true,
		.cbom = { "zicbom", "riscv,cbom-block-size", .smallest = -1U },
		.cboz = { "zicboz", "riscv,cboz-block-size", .smallest = -1U },
	};

	if (!add_harts(&all))
		return 0;
	lines_differ(&all.cbom, "maintenance uses the smaller, alignment the larger");
	if (all.cbom.smallest && !zicbom_works())
		all.cbom.smallest = 0;
	riscv_set_caches(all.cbom.smallest, all.cbom.largest);
	if (all.svpbmt)
		riscv_use_svpbmt(svpbmt_works);
	riscv_has_svinval = all.svinval && works("svinval", riscv_try_svinval);
	if (all.zbb && works("zbb", riscv_try_zbb))
		static_branch_enable(&riscv_zbb);
	if (all.cboz.smallest && !lines_differ(&all.cboz, "zicboz is not used") &&
	    zicboz_works(all.cboz.smallest))
		riscv_zero_line = all.cboz.smallest;
	riscv_probe_misaligned(scratch);
	return 0;
}
early_initcall(find_features);

void arch_print_cpu(void)
{
	struct device_node *cpu = boot_cpu_node();
	const char *isa = "unknown ISA";
	char caches[80];
	struct sbi_ret spec = sbi_call(SBI_EXT_BASE, SBI_BASE_SPEC_VERSION, 0, 0, 0, 0, 0);
	struct sbi_ret impl = sbi_call(SBI_EXT_BASE, SBI_BASE_IMPL_ID, 0, 0, 0, 0, 0);
	struct sbi_ret vendor = sbi_call(SBI_EXT_BASE, SBI_BASE_MVENDORID, 0, 0, 0, 0, 0);

	of_property_read_string(cpu, "riscv,isa", &isa);
	pr_info("CPU: %s\n", isa);
	pr_info("CPU: vendor %#lx, SBI %lu.%lu (implementation %ld), boot hart %lu\n", vendor.value,
		spec.value >> 24 & 0x7f, spec.value & 0xffffff, impl.value, boot_info.boot_hwid);
	riscv_print_errata();
	riscv_print_caches(caches, sizeof(caches));
	pr_info("MMU: Sv%u%s; %s; clears: %s\n", riscv_satp_mode * 9 - 33,
		kernel_pgtable.cont_bits ? ", Svnapot" : "", caches,
		riscv_zero_line ? "Zicboz" : "stores");
}

#ifdef CONFIG_FPU
bool arch_fpu_enable(void)
{
	csr_set(sstatus, SR_FS);
	return csr_read(sstatus) & SR_FS;
}

void arch_fpu_disable(void)
{
	csr_clear(sstatus, SR_FS);
}
#endif

void arch_set_trap_stack(void *top)
{
	csr_write(sscratch, top);
}

void *arch_trap_stack(void)
{
	return (void *)csr_read(sscratch);
}

void arch_cpu_init(void)
{
	arch_set_trap_stack(NULL);
	csr_write(stvec, trap_vector);
	/*
	 * A hypervisor may have left interrupts of its guests enabled, which sie does not show.  A
	 * pending guest interrupt would interrupt this hart forever.
	 */
	riscv_try_hie();
	csr_write(sie, IE_SSIE | IE_SEIE);
#ifdef CONFIG_FPU
	arch_fpu_disable();	/* firmware may have enabled the registers */
#endif
}

void arch_thread_setup(struct task_struct *task, void (*entry)(void *arg), void *arg)
{
	task->context = (struct thread_context){
		.ra = (unsigned long)thread_start,
		.sp = (unsigned long)task->stack_top,
		.s = { [1] = (unsigned long)entry, [2] = (unsigned long)arg },
	};
}

void arch_cpu_idle(void)
{
	__asm__ __volatile__("wfi" : : : "memory");
}
