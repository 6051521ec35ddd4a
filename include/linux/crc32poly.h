/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_CRC32POLY_H
#define LINUX_CRC32POLY_H

/* Polynomials: of Ethernet, least and most significant bit first, and of Castagnoli. */
#define CRC32_POLY_LE	0xedb88320
#define CRC32_POLY_BE	0x04c11db7
#define CRC32C_POLY_LE	0x82f63b78

#endif /* LINUX_CRC32POLY_H */
