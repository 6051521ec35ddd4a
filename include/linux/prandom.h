/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_PRANDOM_H
#define LINUX_PRANDOM_H

/*
 * Repeatable random numbers, for tests and for spreading: a seed gives one sequence, on every port.
 * Not for secrets.  No locking: a state belongs to one user.
 */

#include <linux/types.h>

struct rnd_state {
	u64 state;
};

void prandom_seed_state(struct rnd_state *state, u64 seed);
u32 prandom_u32_state(struct rnd_state *state);
void prandom_bytes_state(struct rnd_state *state, void *buf, size_t nbytes);

/* 0 to @ceil - 1; 0 for a @ceil of 0. */
static inline u32 prandom_u32_below(struct rnd_state *state, u32 ceil)
{
	return (u32)(((u64)prandom_u32_state(state) * ceil) >> 32);
}

#endif /* LINUX_PRANDOM_H */
