// SPDX-License-Identifier: BSD-2-Clause
/*
 * Writer of the flattened device tree (Devicetree Specification 0.4, chapter 5): copies a tree with
 * other properties in /chosen.
 *
 * The new properties come first in the node, because properties must precede child nodes.  Old
 * properties with the same names are omitted.  The names remain at their offsets in the strings
 * block, and new ones are appended.  Like all early readers of trees, this file has no static data
 * that contains an address.
 */

#include <asm/byteorder.h>
#include <internal/dtb.h>
#include <linux/align.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/string.h>

#define HEADER_WORDS	10
#define VERSION		17
#define OLDEST_VERSION	16
#define RESERVATION	16	/* bytes of the entry that ends the memory reservations */

struct writer {
	u8 *to;
	u32 room, at;		/* in bytes: size of to, next offset; no write above room */
};

static void __init_or_kunit dtb_put(struct writer *w, const void *data, u32 size)
{
	if (w->at <= w->room && size <= w->room - w->at)
		memcpy(w->to + w->at, data, size);
	else
		w->room = 0;
	w->at += size;
}

static void __init_or_kunit put_word(struct writer *w, u32 value)
{
	__be32 word = cpu_to_be32(value);

	dtb_put(w, &word, sizeof(word));
}

static void __init_or_kunit put_padding(struct writer *w)
{
	static const u8 zeros[4];

	dtb_put(w, zeros, -w->at % 4);
}

static void __init_or_kunit put_property(struct writer *w, u32 name, const void *value, u32 size)
{
	put_word(w, DTB_PROP);
	put_word(w, size);
	put_word(w, name);
	dtb_put(w, value, size);
	put_padding(w);
}

static void __init_or_kunit put_additions(struct writer *w, const struct dtb *dtb,
					  const struct dtb_property *add, unsigned int nr)
{
	u32 name = dtb->strings_size;

	for (unsigned int i = 0; i < nr; i++) {
		put_property(w, name, add[i].value, add[i].size);
		name += strlen(add[i].name) + 1;
	}
}

static bool __init_or_kunit is_among(const char *name, const struct dtb_property *add,
				     unsigned int nr)
{
	while (nr--) {
		if (!strcmp(name, add[nr].name))
			return true;
	}
	return false;
}

static void __init_or_kunit put_chosen(struct writer *w, const struct dtb *dtb,
				       const struct dtb_property *add, unsigned int nr)
{
	put_word(w, DTB_BEGIN_NODE);
	dtb_put(w, "chosen", sizeof("chosen"));
	put_padding(w);
	put_additions(w, dtb, add, nr);
}

static void __init_or_kunit put_nodes(struct writer *w, const struct dtb *dtb,
				      const struct dtb_property *add, unsigned int nr)
{
	int depth = 0, chosen = 0;	/* chosen: 1 inside /chosen, 0 before it, -1 after */
	struct dtb_token token;

	for (int at = 0;; at = token.next) {
		dtb_token(dtb, at, &token);
		switch (token.type) {
		case DTB_BEGIN_NODE:
			if (++depth == 2 && !chosen && !strcmp(token.name, "chosen")) {
				put_chosen(w, dtb, add, nr);
				chosen = 1;
				continue;
			}
			dtb_put(w, dtb->blob + dtb->structs + at, token.next - at);
			continue;
		case DTB_PROP:
			if (chosen != 1 || depth != 2 || !is_among(token.name, add, nr))
				put_property(w, token.name - (const char *)dtb->blob - dtb->strings,
					     token.value, token.size);
			continue;
		case DTB_END_NODE:
			if (depth == 2 && chosen == 1)
				chosen = -1;
			if (depth == 1 && !chosen) {
				put_chosen(w, dtb, add, nr);
				put_word(w, DTB_END_NODE);
			}
			depth--;
			put_word(w, DTB_END_NODE);
			continue;
		case DTB_NOP:
			continue;
		case DTB_END:
			put_word(w, DTB_END);
			return;
		}
	}
}

int __init_or_kunit dtb_copy_chosen(const struct dtb *dtb, void *to, u32 room,
				    const struct dtb_property *add, unsigned int nr)
{
	struct writer w = { .to = to, .room = room }, header = { .to = to, .room = room };
	static const u8 reservations[RESERVATION];
	u32 structs, strings;

	w.at = HEADER_WORDS * sizeof(u32);
	dtb_put(&w, reservations, sizeof(reservations));
	structs = w.at;
	put_nodes(&w, dtb, add, nr);
	strings = w.at;
	dtb_put(&w, dtb->blob + dtb->strings, dtb->strings_size);
	for (unsigned int i = 0; i < nr; i++)
		dtb_put(&w, add[i].name, strlen(add[i].name) + 1);
	if (!w.room)
		return -ENOSPC;
	put_word(&header, 0xd00dfeed);
	put_word(&header, w.at);
	put_word(&header, structs);
	put_word(&header, strings);
	put_word(&header, HEADER_WORDS * sizeof(u32));
	put_word(&header, VERSION);
	put_word(&header, OLDEST_VERSION);
	put_word(&header, dtb->boot_cpuid);
	put_word(&header, w.at - strings);
	put_word(&header, strings - structs);
	return w.at;
}
