// SPDX-License-Identifier: BSD-2-Clause

/*
 * A generator of pseudorandom numbers: PCG-XSH-RR (M. O'Neill, "PCG: A Family of Simple Fast
 * Space-Efficient Statistically Good Algorithms for Random Number Generation", 2014).  The state is
 * a 64-bit linear congruential generator.  The output is the upper part of the state after a shift
 * and a rotation.  The top bits of the state determine by how many bits the output is rotated.
 */

#include <linux/bitops.h>
#include <linux/prandom.h>

#define PCG_MULTIPLIER	6364136223846793005ULL
#define PCG_INCREMENT	1442695040888963407ULL

u32 prandom_u32_state(struct rnd_state *state)
{
	u64 s = state->state;

	state->state = s * PCG_MULTIPLIER + PCG_INCREMENT;
	return ror32((u32)(((s >> 18) ^ s) >> 27), (unsigned int)(s >> 59));
}

void prandom_seed_state(struct rnd_state *state, u64 seed)
{
	state->state = seed + PCG_INCREMENT;
	prandom_u32_state(state);
}

void prandom_bytes_state(struct rnd_state *state, void *buf, size_t nbytes)
{
	u8 *p = buf;
	u32 r = 0;

	for (size_t i = 0; i < nbytes; i++, r >>= 8) {
		if (i % 4 == 0)
			r = prandom_u32_state(state);
		p[i] = (u8)r;
	}
}
