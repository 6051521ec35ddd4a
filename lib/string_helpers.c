// SPDX-License-Identifier: BSD-2-Clause

#include <linux/kernel.h>
#include <linux/string_helpers.h>

/* A number of 128 bits, as four limbs of 32 bits with the lowest first. */
struct wide {
	u32 limb[4];
};

static bool wide_is_below(const struct wide *w, u32 limit)
{
	return !w->limb[3] && !w->limb[2] && !w->limb[1] && w->limb[0] < limit;
}

/* Divide @w by @divisor in place.  Returns the remainder. */
static u32 wide_divide(struct wide *w, u32 divisor)
{
	u64 rem = 0;

	for (int i = 3; i >= 0; i--) {
		rem = rem << 32 | w->limb[i];
		w->limb[i] = (u32)(rem / divisor);
		rem %= divisor;
	}
	return (u32)rem;
}

/* Divide by 1000 or 1024 until the value is below this divisor, then round to three digits. */
int string_get_size(u64 nr_blocks, u64 block_size, enum string_size_units units, char *buf,
		    int buf_size)
{
	static const char prefixes_10[][3] = { "", "k", "M", "G", "T", "P", "E", "Z", "Y" };
	static const char prefixes_2[][3] = { "", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi" };
	const char *space = units & STRING_UNITS_NO_SPACE ? "" : " ";
	const char *unit = units & STRING_UNITS_NO_BYTES ? "" : "B";
	const bool decimal = (units & STRING_UNITS_MASK) == STRING_UNITS_10;
	const u32 divisor = decimal ? 1000 : 1024;
	unsigned __int128 product = (unsigned __int128)nr_blocks * block_size;
	struct wide w = { { (u32)product, (u32)(product >> 32), (u32)(product >> 64),
			    (u32)(product >> 96) } };
	u64 rest = 0, whole, scale = 1, part;
	unsigned int i = 0, nr_decimals = 0;
	const char *prefix;

	/* @rest combines the last two remainders: @rest / divisor^2 is the fraction. */
	for (; !wide_is_below(&w, divisor) && i < ARRAY_SIZE(prefixes_2) - 1; i++)
		rest = wide_divide(&w, divisor) * (u64)divisor + rest / divisor;
	whole = (u64)w.limb[1] << 32 | w.limb[0];
	prefix = decimal ? prefixes_10[i] : prefixes_2[i];
	if (i) {
		for (u64 v = whole; v * 10 < 1000; v *= 10) {
			scale *= 10;
			nr_decimals++;
		}
	}
	part = (rest * scale + divisor * divisor / 2) / (divisor * divisor);
	whole += part / scale;
	part %= scale;
	if (!nr_decimals)
		return snprintf(buf, (size_t)buf_size, "%llu%s%s%s", whole, space, prefix, unit);
	return snprintf(buf, (size_t)buf_size, "%llu.%0*llu%s%s%s", whole, (int)nr_decimals, part,
			space, prefix, unit);
}
