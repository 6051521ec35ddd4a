/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_PGTABLE_TYPES_H
#define LINUX_PGTABLE_TYPES_H

/*
 * Protection and memory type of a mapping, in a form that is the same on every port.  The port
 * converts this form to and from the bits of a page-table entry.
 */

#include <linux/types.h>

typedef struct {
	u64 bits;
} pte_t;

typedef struct {
	unsigned int bits;
} pgprot_t;

#define _PAGE_READ	1U
#define _PAGE_WRITE	2U
#define _PAGE_EXEC	4U
#define _PAGE_TYPE_SHIFT 4

/*
 * Memory types.  If a port does not support a type, it uses the next stricter type; the table is in
 * Documentation/api.md.
 */
enum pgprot_type {
	PGPROT_NORMAL,		/* cacheable, coherent between CPUs */
	PGPROT_NC,		/* uncached; accesses may be merged and reordered */
	PGPROT_DEVICE,		/* device registers, writes may be posted (nGnRE, PBMT IO) */
	PGPROT_DEVICE_STRICT,	/* device registers, writes are not posted (nGnRnE) */
	PGPROT_WT,		/* cacheable with write-through */
	PGPROT_NORMAL_TAGGED,	/* normal, with allocation tags (arm64): CONFIG_KASAN_HW_TAGS */
	PGPROT_NR_TYPES
};

#define PGPROT(bits_, type_) ((pgprot_t){ (bits_) | (unsigned int)(type_) << _PAGE_TYPE_SHIFT })

#define PAGE_KERNEL		PGPROT(_PAGE_READ | _PAGE_WRITE, PGPROT_NORMAL)
#define PAGE_KERNEL_RO		PGPROT(_PAGE_READ, PGPROT_NORMAL)
#define PAGE_KERNEL_ROX		PGPROT(_PAGE_READ | _PAGE_EXEC, PGPROT_NORMAL)
#define PAGE_KERNEL_EXEC	PGPROT(_PAGE_READ | _PAGE_WRITE | _PAGE_EXEC, PGPROT_NORMAL)

static inline enum pgprot_type pgprot_type(pgprot_t prot)
{
	return (enum pgprot_type)(prot.bits >> _PAGE_TYPE_SHIFT);
}

static inline pgprot_t pgprot_with_type(pgprot_t prot, enum pgprot_type type)
{
	return PGPROT(prot.bits & ((1U << _PAGE_TYPE_SHIFT) - 1), type);
}

#define pgprot_noncached(prot)	pgprot_with_type(prot, PGPROT_DEVICE_STRICT)
#define pgprot_device(prot)	pgprot_with_type(prot, PGPROT_DEVICE)
#define pgprot_writecombine(prot) pgprot_with_type(prot, PGPROT_NC)
#define pgprot_writethrough(prot) pgprot_with_type(prot, PGPROT_WT)
#define pgprot_dmacoherent(prot) pgprot_with_type(prot, PGPROT_NC)

/*
 * Protection for memory whose tags record which parts are allocated: the linear map and vmalloc().
 */
#ifdef CONFIG_KASAN_HW_TAGS
#define pgprot_tagged(prot)	pgprot_with_type(prot, PGPROT_NORMAL_TAGGED)
#else
#define pgprot_tagged(prot)	(prot)
#endif
#define PAGE_KERNEL_TAGGED	pgprot_tagged(PAGE_KERNEL)

#endif /* LINUX_PGTABLE_TYPES_H */
