/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_CRC64_H
#define LINUX_CRC64_H

#include <linux/types.h>

/*
 * Return the CRC-64 of ECMA-182, most significant bit first (polynomial 0x42f0e1eba9ea3693).  @crc
 * is 0, or the CRC of the bytes before @p.  Context: any.
 */
u64 crc64_be(u64 crc, const void *p, size_t len);

/*
 * Return the CRC-64 of NVMe, which Linux before 6.15 names after its author, Rocksoft (polynomial
 * 0xad93d23594c93659, reflected, with inversions).  @crc is 0, or the CRC of the bytes before @p.
 */
u64 crc64_nvme(u64 crc, const void *p, size_t len);
#define crc64_rocksoft_generic(crc, p, len)	crc64_nvme(crc, p, len)
#define crc64_rocksoft_update(crc, p, len)	crc64_nvme(crc, p, len)

static inline u64 crc64_rocksoft(const u8 *p, size_t len)
{
	return crc64_nvme(0, p, len);
}

#endif /* LINUX_CRC64_H */
