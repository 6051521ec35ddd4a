// SPDX-License-Identifier: BSD-2-Clause

/*
 * SipHash.  The state of four words absorbs the message in words of 8 bytes, each with c rounds;
 * the last word has the remaining bytes and, in its top byte, the length.  Then there are d rounds.
 */

#include <linux/bitops.h>
#include <linux/siphash.h>
#include <linux/unaligned.h>

struct sip {
	u64 v0, v1, v2, v3;
};

static __always_inline void sip_rounds(struct sip *s, unsigned int rounds)
{
	while (rounds--) {
		s->v0 += s->v1;
		s->v2 += s->v3;
		s->v1 = rol64(s->v1, 13) ^ s->v0;
		s->v3 = rol64(s->v3, 16) ^ s->v2;
		s->v0 = rol64(s->v0, 32);
		s->v2 += s->v1;
		s->v0 += s->v3;
		s->v1 = rol64(s->v1, 17) ^ s->v2;
		s->v3 = rol64(s->v3, 21) ^ s->v0;
		s->v2 = rol64(s->v2, 32);
	}
}

static __always_inline void sip_word(struct sip *s, u64 word, unsigned int c)
{
	s->v3 ^= word;
	sip_rounds(s, c);
	s->v0 ^= word;
}

static __always_inline u64 sip_hash(const u8 *p, size_t len, u64 k0, u64 k1, unsigned int c,
				    unsigned int d)
{
	/* The constants are the text "somepseudorandomlygeneratedbytes". */
	struct sip s = { k0 ^ 0x736f6d6570736575ULL, k1 ^ 0x646f72616e646f6dULL,
			 k0 ^ 0x6c7967656e657261ULL, k1 ^ 0x7465646279746573ULL };
	u64 last = (u64)len << 56;

	for (; len >= 8; len -= 8, p += 8)
		sip_word(&s, get_unaligned_le64(p), c);
	for (size_t i = 0; i < len; i++)
		last |= (u64)p[i] << 8 * i;
	sip_word(&s, last, c);
	s.v2 ^= 0xff;
	sip_rounds(&s, d);
	return s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
}

u64 siphash(const void *data, size_t len, const siphash_key_t *key)
{
	return sip_hash(data, len, key->key[0], key->key[1], 2, 4);
}

u64 siphash_1u64(u64 a, const siphash_key_t *key)
{
	return siphash(&a, sizeof(a), key);
}

u64 siphash_2u64(u64 a, u64 b, const siphash_key_t *key)
{
	return siphash((u64[]){ a, b }, 2 * sizeof(a), key);
}

u64 siphash_3u64(u64 a, u64 b, u64 c, const siphash_key_t *key)
{
	return siphash((u64[]){ a, b, c }, 3 * sizeof(a), key);
}

u64 siphash_4u64(u64 a, u64 b, u64 c, u64 d, const siphash_key_t *key)
{
	return siphash((u64[]){ a, b, c, d }, 4 * sizeof(a), key);
}

u64 siphash_1u32(u32 a, const siphash_key_t *key)
{
	return siphash(&a, sizeof(a), key);
}

u64 siphash_3u32(u32 a, u32 b, u32 c, const siphash_key_t *key)
{
	return siphash((u32[]){ a, b, c }, 3 * sizeof(a), key);
}

u32 hsiphash(const void *data, size_t len, const hsiphash_key_t *key)
{
	return (u32)sip_hash(data, len, key->key[0], key->key[1], 1, 3);
}

u32 hsiphash_1u32(u32 a, const hsiphash_key_t *key)
{
	return hsiphash(&a, sizeof(a), key);
}

u32 hsiphash_2u32(u32 a, u32 b, const hsiphash_key_t *key)
{
	return hsiphash((u32[]){ a, b }, 2 * sizeof(a), key);
}

u32 hsiphash_3u32(u32 a, u32 b, u32 c, const hsiphash_key_t *key)
{
	return hsiphash((u32[]){ a, b, c }, 3 * sizeof(a), key);
}

u32 hsiphash_4u32(u32 a, u32 b, u32 c, u32 d, const hsiphash_key_t *key)
{
	return hsiphash((u32[]){ a, b, c, d }, 4 * sizeof(a), key);
}
