/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_RANDOM_H
#define LINUX_RANDOM_H

/*
 * Random numbers: ChaCha20 with a key that each call of get_random_bytes() replaces
 * (kernel/random.c).  The functions that return a number use a buffer of the CPU.
 *
 * The numbers are only as secret as the seed.  Its only secret part is rng-seed or kaslr-seed in
 * /chosen, from a boot loader with an entropy source.  Without this part, an attacker who guesses
 * the machine's counter at boot can compute all numbers; rng_is_initialized() then returns false.
 * Later, entropy comes only from drivers: hardware generators (CONFIG_HW_RANDOM), and callers of
 * add_device_randomness().  The code was not reviewed for cryptographic use.
 *
 * <linux/prandom.h> declares reproducible numbers.  Context: any.
 */

#include <linux/bits.h>
#include <linux/bug.h>
#include <linux/build_bug.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/list.h>
#include <linux/prandom.h>
#include <linux/timex.h>
#include <linux/types.h>

void get_random_bytes(void *buf, size_t size);
u8 get_random_u8(void);
u16 get_random_u16(void);
u32 get_random_u32(void);
u64 get_random_u64(void);

static inline unsigned long get_random_long(void)
{
	return get_random_u64();
}

/* Return an evenly distributed number from 0 to @ceil - 1, or any number if @ceil is 0. */
u32 get_random_u32_below(u32 ceil);

/* Return an evenly distributed number from @floor + 1 to U32_MAX. */
static inline u32 get_random_u32_above(u32 floor)
{
	return floor + 1 + get_random_u32_below(U32_MAX - floor);
}

/* Return an evenly distributed number from @floor to @ceil, which must not be less than @floor. */
static inline u32 get_random_u32_inclusive(u32 floor, u32 ceil)
{
	return floor + get_random_u32_below(ceil - floor + 1);
}

/* Mix data into the state.  The data need not be secret and cannot make the state worse. */
void add_device_randomness(const void *buf, size_t size);

/*
 * Mix numbers of a hardware generator into the state, as add_device_randomness() does.  @entropy is
 * the number of secret bits in them; after 256 bits, rng_is_initialized() returns true.  Linux's
 * function sleeps if @sleep_after is true; this one never sleeps.
 */
void add_hwgenerator_randomness(const void *buf, size_t size, size_t entropy, bool sleep_after);

/* Return true if the device tree contained a seed, or a hardware generator gave 256 bits. */
bool rng_is_initialized(void);

#endif /* LINUX_RANDOM_H */
