// SPDX-License-Identifier: BSD-2-Clause
/*
 * Block function of ChaCha20: RFC 8439, section 2.3.  Rounds over columns and over diagonals
 * alternate, ten of each, and mix the state of 16 words.  The result is added to the initial state.
 */

#include <crypto/chacha.h>
#include <asm/byteorder.h>
#include <linux/bitops.h>
#include <linux/string.h>

#define QUARTER_ROUND(a, b, c, d)		\
do {						\
	(a) += (b); (d) = rol32((d) ^ (a), 16);	\
	(c) += (d); (b) = rol32((b) ^ (c), 12);	\
	(a) += (b); (d) = rol32((d) ^ (a), 8);	\
	(c) += (d); (b) = rol32((b) ^ (c), 7);	\
} while (0)

void chacha_init(struct chacha_state *state, const u32 key[CHACHA_KEY_WORDS])
{
	static const u32 constants[] = { 0x61707865, 0x3320646e, 0x79622d32, 0x6b206574 };

	memcpy(state->x, constants, sizeof(constants));
	memcpy(state->x + 4, key, CHACHA_KEY_SIZE);
	memset(state->x + 12, 0, 16);
}

void chacha20_block(struct chacha_state *state, u8 out[CHACHA_BLOCK_SIZE])
{
	const u32 *x = state->x;
	u32 w[CHACHA_STATE_WORDS];
	__le32 sum[CHACHA_STATE_WORDS];

	/* The loops are unrolled so that all words are in registers. */
#pragma GCC unroll 16
	for (int i = 0; i < CHACHA_STATE_WORDS; i++)
		w[i] = x[i];
	for (int round = 0; round < 20; round += 2) {
#pragma GCC unroll 4
		for (int i = 0; i < 4; i++)
			QUARTER_ROUND(w[i], w[4 + i], w[8 + i], w[12 + i]);
#pragma GCC unroll 4
		for (int i = 0; i < 4; i++)
			QUARTER_ROUND(w[i], w[4 + (i + 1) % 4], w[8 + (i + 2) % 4],
				      w[12 + (i + 3) % 4]);
	}
#pragma GCC unroll 16
	for (int i = 0; i < CHACHA_STATE_WORDS; i++)
		sum[i] = cpu_to_le32(w[i] + x[i]);
	memcpy(out, sum, sizeof(sum));
	state->x[12]++;
}
