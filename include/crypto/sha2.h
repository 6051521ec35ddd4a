/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CRYPTO_SHA2_H
#define CRYPTO_SHA2_H

/* SHA-256 (FIPS 180-4).  Uses about 400 bytes of stack.  Context: any. */

#include <linux/types.h>

#define SHA256_DIGEST_SIZE	32
#define SHA256_BLOCK_SIZE	64

struct sha256_ctx {
	u32 state[8];
	u64 count;		/* number of bytes hashed so far */
	u8 buf[SHA256_BLOCK_SIZE];
};

void sha256_init(struct sha256_ctx *ctx);
void sha256_update(struct sha256_ctx *ctx, const u8 *data, size_t len);
/* Store the digest and wipe @ctx. */
void sha256_final(struct sha256_ctx *ctx, u8 out[SHA256_DIGEST_SIZE]);
void sha256(const u8 *data, size_t len, u8 out[SHA256_DIGEST_SIZE]);

#endif /* CRYPTO_SHA2_H */
