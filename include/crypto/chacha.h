/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CRYPTO_CHACHA_H
#define CRYPTO_CHACHA_H

#include <linux/types.h>

#define CHACHA_BLOCK_SIZE	64
#define CHACHA_KEY_SIZE		32
#define CHACHA_KEY_WORDS	8
#define CHACHA_STATE_WORDS	16

/* State of the cipher: constants, key, block counter (word 12) and nonce. */
struct chacha_state {
	u32 x[CHACHA_STATE_WORDS];
};

/* Set the constants and the key.  The caller sets the block counter and the nonce. */
void chacha_init(struct chacha_state *state, const u32 key[CHACHA_KEY_WORDS]);

/* Generate the next block of the key stream with 20 rounds, and increment the block counter. */
void chacha20_block(struct chacha_state *state, u8 out[CHACHA_BLOCK_SIZE]);

#endif /* CRYPTO_CHACHA_H */
