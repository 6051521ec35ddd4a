// SPDX-License-Identifier: BSD-2-Clause
/*
 * Random numbers, by ChaCha20 with fast key erasure (D. J. Bernstein, "Fast-key-erasure
 * random-number generators", 2017):
 *
 *	key, counter of the machine -> one block = [ the next key ][ 32 bytes for the caller ]
 *
 * An attacker who reads the memory later cannot compute earlier outputs.  If the caller requests
 * more than 32 bytes, these 32 bytes are the key of a ChaCha20 stream, from which the caller gets
 * its bytes.  Input of add_device_randomness(), and at first the seeds in /chosen, is hashed with a
 * copy of the key (SHA-256).  The next key is the exclusive or of the key and the hash.
 *
 * get_random_u32() and the related functions take their bytes from a buffer of the CPU, which one
 * call of get_random_bytes() fills.  A number is erased from the buffer when it is returned.  After
 * add_device_randomness(), the rest of each buffer is discarded.
 *
 * The first call seeds the generator.  The seeds are not erased from the device tree, because all
 * code that can read the device tree can read the key, too.
 *
 * Locking: random_lock, with interrupts disabled, protects the key, and is held for at most one
 * block of ChaCha20.  A CPU uses its buffer with interrupts disabled.
 */

#include <crypto/chacha.h>
#include <crypto/sha2.h>
#include <linux/minmax.h>
#include <linux/of.h>
#include <linux/percpu.h>
#include <linux/random.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/uuid.h>
#include <asm/processor.h>

#define SEED_BITS	256	/* of entropy, from which rng_is_initialized() returns true */

static u32 random_key[CHACHA_KEY_WORDS];
/* the number of times that input was added to the key; written with random_lock */
static unsigned int random_generation;
static bool seeded, seed_given;
static DEFINE_SPINLOCK(random_lock);

/*
 * Two blocks of numbers for each CPU.  Filling the buffer computes three blocks, because the first
 * one is the next key and the key of this output.
 */
#define BATCH_NUMBERS	(2 * CHACHA_BLOCK_SIZE / sizeof(u32))

struct random_batch {
	u32 numbers[BATCH_NUMBERS];
	unsigned int left;
	unsigned int generation;	/* of the key that the numbers depend on */
};

static DEFINE_PER_CPU(struct random_batch, random_batch);
static void stir(const void *data, size_t size)
{
	u64 counter = arch_counter();
	u32 key[CHACHA_KEY_WORDS];
	struct sha256_ctx hash;
	unsigned long flags;

	spin_lock_irqsave(&random_lock, flags);
	memcpy(key, random_key, sizeof(key));
	spin_unlock_irqrestore(&random_lock, flags);
	sha256_init(&hash);
	sha256_update(&hash, (const u8 *)key, sizeof(key));
	sha256_update(&hash, (const u8 *)&counter, sizeof(counter));
	sha256_update(&hash, data, size);
	sha256_final(&hash, (u8 *)key);
	spin_lock_irqsave(&random_lock, flags);
	for (unsigned int i = 0; i < CHACHA_KEY_WORDS; i++)
		random_key[i] ^= key[i];
	WRITE_ONCE(random_generation, random_generation + 1);
	spin_unlock_irqrestore(&random_lock, flags);
	memzero_explicit(key, sizeof(key));
	memzero_explicit(&hash, sizeof(hash));
}

/* Add the seeds to the key, unless this was done.  Two CPUs may do this at the same time. */
static void seed_once(void)
{
	static const char *const names[] = { "rng-seed", "kaslr-seed" };
	struct device_node *chosen;

	if (smp_load_acquire(&seeded))
		return;
	chosen = of_find_node_by_path("/chosen");
	for (unsigned int i = 0; chosen && i < ARRAY_SIZE(names); i++) {
		int size;
		const void *seed = of_get_property(chosen, names[i], &size);

		if (!seed || size < 8)
			continue;
		stir(seed, size);
		WRITE_ONCE(seed_given, true);
	}
	stir(NULL, 0);
	smp_store_release(&seeded, true);
}

/*
 * Generate a block whose first half has become the next key, so that only the second half may be
 * used.
 */
static void random_block(u8 block[CHACHA_BLOCK_SIZE])
{
	struct chacha_state state;
	unsigned long flags;
	u64 counter;

	seed_once();
	spin_lock_irqsave(&random_lock, flags);
	counter = arch_counter();
	chacha_init(&state, random_key);
	memcpy(state.x + 14, &counter, sizeof(counter));
	chacha20_block(&state, block);
	memcpy(random_key, block, sizeof(random_key));
	spin_unlock_irqrestore(&random_lock, flags);
	memzero_explicit(&state, sizeof(state));
}

void get_random_bytes(void *buf, size_t size)
{
	u8 block[CHACHA_BLOCK_SIZE];
	struct chacha_state state;
	u32 key[CHACHA_KEY_WORDS];

	random_block(block);
	if (size <= CHACHA_KEY_SIZE) {
		memcpy(buf, block + CHACHA_KEY_SIZE, size);
	} else {
		memcpy(key, block + CHACHA_KEY_SIZE, sizeof(key));
		chacha_init(&state, key);
		for (size_t step; size; size -= step, buf += step) {
			step = min_t(size_t, size, sizeof(block));
			chacha20_block(&state, block);
			memcpy(buf, block, step);
		}
		memzero_explicit(&state, sizeof(state));
		memzero_explicit(key, sizeof(key));
	}
	memzero_explicit(block, sizeof(block));
}

/*
 * Fill this CPU's buffer.  The numbers are generated with interrupts enabled.  An interrupt handler
 * may fill the buffer in the meantime; its numbers are discarded.
 */
static void fill_batch(unsigned long *flags)
{
	struct random_batch fresh = { .left = BATCH_NUMBERS };

	local_irq_restore(*flags);
	fresh.generation = READ_ONCE(random_generation);
	get_random_bytes(fresh.numbers, sizeof(fresh.numbers));
	local_irq_save(*flags);
	*this_cpu_ptr(&random_batch) = fresh;
	memzero_explicit(&fresh, sizeof(fresh));
}

u32 get_random_u32(void)
{
	struct random_batch *batch;
	unsigned long flags;
	u32 *number, value;

	local_irq_save(flags);
	batch = this_cpu_ptr(&random_batch);
	if (!batch->left || batch->generation != READ_ONCE(random_generation)) {
		fill_batch(&flags);
		batch = this_cpu_ptr(&random_batch);
	}
	number = &batch->numbers[--batch->left];
	value = *number;
	*number = 0;
	local_irq_restore(flags);
	return value;
}

u8 get_random_u8(void)
{
	return (u8)get_random_u32();
}

u16 get_random_u16(void)
{
	return (u16)get_random_u32();
}

u64 get_random_u64(void)
{
	return (u64)get_random_u32() << 32 | get_random_u32();
}

/*
 * Return the upper half of the 64-bit product of @ceil and a random number.  Products whose lower
 * half is less than 2^32 mod @ceil are rejected, so that all results have the same probability
 * (D. Lemire, "Fast Random Integer Generation in an Interval", 2019).
 */
u32 get_random_u32_below(u32 ceil)
{
	u64 product;

	if (!ceil)
		return get_random_u32();
	do {
		product = (u64)ceil * get_random_u32();
	} while ((u32)product < ceil && (u32)product < -ceil % ceil);
	return product >> 32;
}

void add_device_randomness(const void *buf, size_t size)
{
	seed_once();
	stir(buf, size);
}

void add_hwgenerator_randomness(const void *buf, size_t size, size_t entropy, bool sleep_after)
{
	static atomic_long_t bits;

	add_device_randomness(buf, size);
	if (atomic_long_add_return((long)min_t(size_t, entropy, SEED_BITS), &bits) >= SEED_BITS)
		WRITE_ONCE(seed_given, true);
}

bool rng_is_initialized(void)
{
	seed_once();
	return READ_ONCE(seed_given);
}

/* Version 4 is in the upper bits of the third number, and the variant in those of the byte 8. */
void generate_random_uuid(unsigned char uuid[UUID_SIZE])
{
	get_random_bytes(uuid, UUID_SIZE);
	uuid[6] = (uuid[6] & 0x0f) | 0x40;
	uuid[8] = (uuid[8] & 0x3f) | 0x80;
}

void generate_random_guid(unsigned char guid[UUID_SIZE])
{
	get_random_bytes(guid, UUID_SIZE);
	guid[7] = (guid[7] & 0x0f) | 0x40;
	guid[8] = (guid[8] & 0x3f) | 0x80;
}

void uuid_gen(uuid_t *u)
{
	generate_random_uuid(u->b);
}

void guid_gen(guid_t *u)
{
	generate_random_guid(u->b);
}
