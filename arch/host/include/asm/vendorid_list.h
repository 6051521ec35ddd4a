/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_VENDORID_LIST_H
#define ASM_VENDORID_LIST_H

/* Values of mvendorid, assigned by JEDEC. */
#define THEAD_VENDOR_ID		0x5b7

#endif /* ASM_VENDORID_LIST_H */
