// SPDX-License-Identifier: BSD-2-Clause
/*
 * Memory types in page-table entries, which control how memory and device registers are mapped.
 *
 * Svpbmt      bits 62 and 61 of an entry (Privileged Architecture, section 4.6).  The device tree
 *             lists this extension.
 * XTheadMaee  bits 63 to 59 of an entry, on T-Head's C906, C910 and C920.  These CPUs are detected
 *             by their names and their vendor's number, because no device tree lists the extension.
 *
 * If firmware has enabled XTheadMaee, an entry without any of its bits maps memory uncached.
 * Therefore the types are determined before the first table is built.  Without either extension,
 * the physical memory attributes apply, and no memory can be mapped uncached.
 *
 * The host port compiles this file, too, for a machine whose MMU reads such entries
 * (CONFIG_HOST_THEAD).
 */

#include <linux/init.h>
#include <linux/pgtable.h>
#include <linux/string.h>
#include <asm/csr.h>
#include <asm/layout.h>
#include <asm/sbi.h>
#include <asm/vendorid_list.h>
#include <internal/dtb.h>

#define SVPBMT_NC	(1UL << 61)
#define SVPBMT_IO	(2UL << 61)

/* XTheadMaee 1.0 of the T-Head extension specification. */
#define THEAD_SO	(1UL << 63)	/* strong order */
#define THEAD_C		(1UL << 62)	/* cacheable */
#define THEAD_B		(1UL << 61)	/* bufferable */
#define THEAD_SH	(1UL << 60)	/* shareable */

#define SXSTATUS_MAEE	(1UL << 21)	/* in th.sxstatus, CSR 0x5c0 */

u64 riscv_memory_types[PGPROT_NR_TYPES];

void __init_or_kunit riscv_choose_memory_types(u64 *bits, bool thead, unsigned long sxstatus,
					       bool svpbmt)
{
	if (thead && sxstatus & SXSTATUS_MAEE) {
		bits[PGPROT_NORMAL] = THEAD_C | THEAD_B | THEAD_SH;
		bits[PGPROT_NC] = THEAD_B | THEAD_SH;
		bits[PGPROT_DEVICE] = THEAD_SO | THEAD_SH;
		bits[PGPROT_DEVICE_STRICT] = THEAD_SO | THEAD_SH;
		bits[PGPROT_WT] = THEAD_SO | THEAD_SH;	/* no write-through: like registers */
	} else if (svpbmt) {
		bits[PGPROT_NC] = SVPBMT_NC;
		bits[PGPROT_DEVICE] = SVPBMT_IO;
		bits[PGPROT_DEVICE_STRICT] = SVPBMT_IO;
		bits[PGPROT_WT] = SVPBMT_IO;
	}
}

/*
 * Return true if the device tree has a T-Head CPU.  The caller checks the tree before it makes SBI
 * calls: without SBI firmware, a call would hang without a message.
 */
static bool __init names_thead(const void *blob)
{
	struct dtb dtb;
	int node = -1;

	if (dtb_open(&dtb, blob, BOOT_DTB_WINDOW_SIZE / 2))
		return false;
	while ((node = dtb_next_node(&dtb, node, NULL)) >= 0) {
		if (dtb_compatible(&dtb, node, "thead,c906") ||
		    dtb_compatible(&dtb, node, "thead,c910") ||
		    dtb_compatible(&dtb, node, "thead,c920"))
			return true;
	}
	return false;
}

void __init riscv_early_memory_types(const void *blob)
{
	/* Later cores of T-Head have other numbers, and use the extensions of the architecture. */
	if (names_thead(blob) && sbi_cpu_is(THEAD_VENDOR_ID, 0, 0))
		riscv_choose_memory_types(riscv_memory_types, true, csr_read(0x5c0), false);
}

void __init riscv_use_svpbmt(bool (*works)(void))
{
	if (riscv_memory_types[PGPROT_NORMAL])
		return;
	riscv_choose_memory_types(riscv_memory_types, false, 0, true);
	if (!works())
		memset(riscv_memory_types, 0, sizeof(riscv_memory_types));
}

const char *riscv_memory_types_name(void)
{
	if (riscv_memory_types[PGPROT_NORMAL])
		return "T-Head";
	return riscv_memory_types[PGPROT_NC] ? "Svpbmt" : "fixed";
}
