/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_PRANDOM_H
#define LINUX_PRANDOM_H

/*
 * Reproducible pseudo-random numbers for tests: a seed gives the same sequence on every port.  They
 * must not be used for secrets.  Callers that share a struct rnd_state need a lock.
 */

#include <linux/once.h>
#include <linux/types.h>

struct rnd_state {
	u64 state;
};

void prandom_seed_state(struct rnd_state *state, u64 seed);
u32 prandom_u32_state(struct rnd_state *state);
void prandom_bytes_state(struct rnd_state *state, void *buf, size_t nbytes);

/* Return a number from 0 to @ceil - 1, or 0 if @ceil is 0. */
static inline u32 prandom_u32_below(struct rnd_state *state, u32 ceil)
{
	return (u32)(((u64)prandom_u32_state(state) * ceil) >> 32);
}

#endif /* LINUX_PRANDOM_H */
