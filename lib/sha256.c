// SPDX-License-Identifier: BSD-2-Clause

/* SHA-256 according to FIPS 180-4.  Only the last 16 words of the message schedule are stored. */

#include <crypto/sha2.h>
#include <linux/bitops.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <linux/unaligned.h>

/* The first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
static const u32 k[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5,
	0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
	0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
	0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
	0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc,
	0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
	0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
	0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
	0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
	0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3,
	0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5,
	0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
	0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

/* The first 32 bits of the fractional parts of the square roots of the first eight primes. */
static const u32 initial[8] = {
	0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
	0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
};

static u32 sha256_schedule(u32 *w, unsigned int t)
{
	u32 a = w[(t + 1) % 16], b = w[(t + 14) % 16];
	u32 s0 = ror32(a, 7) ^ ror32(a, 18) ^ a >> 3;
	u32 s1 = ror32(b, 17) ^ ror32(b, 19) ^ b >> 10;

	return w[t % 16] += s0 + w[(t + 9) % 16] + s1;
}

static void block(u32 *state, const u8 *data)
{
	u32 w[16], v[8];

	memcpy(v, state, sizeof(v));
	for (unsigned int t = 0; t < 64; t++) {
		u32 a = v[0], e = v[4], t1, t2;

		if (t < 16)
			w[t] = get_unaligned_be32(data + 4 * t);
		else
			sha256_schedule(w, t);
		t1 = v[7] + (ror32(e, 6) ^ ror32(e, 11) ^ ror32(e, 25)) +
		     ((e & v[5]) ^ (~e & v[6])) + k[t] + w[t % 16];
		t2 = (ror32(a, 2) ^ ror32(a, 13) ^ ror32(a, 22)) +
		     ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]));
		memmove(&v[1], &v[0], 7 * sizeof(v[0]));
		v[4] += t1;
		v[0] = t1 + t2;
	}
	for (unsigned int i = 0; i < 8; i++)
		state[i] += v[i];
}

void sha256_init(struct sha256_ctx *ctx)
{
	memcpy(ctx->state, initial, sizeof(initial));
	ctx->count = 0;
}

void sha256_update(struct sha256_ctx *ctx, const u8 *data, size_t len)
{
	size_t fill = ctx->count % SHA256_BLOCK_SIZE;

	ctx->count += len;
	while (len) {
		size_t n = min(len, SHA256_BLOCK_SIZE - fill);

		if (n == SHA256_BLOCK_SIZE) {
			block(ctx->state, data);
		} else {
			memcpy(ctx->buf + fill, data, n);
			if (fill + n == SHA256_BLOCK_SIZE)
				block(ctx->state, ctx->buf);
		}
		fill = 0;
		data += n;
		len -= n;
	}
}

void sha256_final(struct sha256_ctx *ctx, u8 out[SHA256_DIGEST_SIZE])
{
	static const u8 padding[SHA256_BLOCK_SIZE] = { 0x80 };
	u64 bits = ctx->count * 8;
	u8 length[8];

	put_unaligned_be64(bits, length);
	sha256_update(ctx, padding, 1 + (119 - ctx->count % 64) % 64);
	sha256_update(ctx, length, sizeof(length));
	for (unsigned int i = 0; i < 8; i++)
		put_unaligned_be32(ctx->state[i], out + 4 * i);
	memzero_explicit(ctx, sizeof(*ctx));
}

void sha256(const u8 *data, size_t len, u8 out[SHA256_DIGEST_SIZE])
{
	struct sha256_ctx ctx;

	sha256_init(&ctx);
	sha256_update(&ctx, data, len);
	sha256_final(&ctx, out);
}
