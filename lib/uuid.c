// SPDX-License-Identifier: BSD-2-Clause

#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/hex.h>
#include <linux/uuid.h>

const guid_t guid_null;
const uuid_t uuid_null;

/* Two digits of the text are a byte.  A hyphen follows the bytes 3, 5, 7 and 9. */
const u8 uuid_index[UUID_SIZE] = { 0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34 };
const u8 guid_index[UUID_SIZE] = { 6, 4, 2, 0, 11, 9, 16, 14, 19, 21, 24, 26, 28, 30, 32, 34 };

bool uuid_is_valid(const char *uuid)
{
	for (int i = 0; i < UUID_STRING_LEN; i++) {
		bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;

		if (hyphen ? uuid[i] != '-' : !isxdigit(uuid[i]))
			return false;
	}
	return true;
}

static int uuid_parse_bytes(const char *uuid, u8 b[UUID_SIZE], const u8 index[UUID_SIZE])
{
	if (!uuid_is_valid(uuid))
		return -EINVAL;
	for (int i = 0; i < UUID_SIZE; i++)
		b[i] = (u8)(hex_to_bin((u8)uuid[index[i]]) << 4 |
			    hex_to_bin((u8)uuid[index[i] + 1]));
	return 0;
}

int guid_parse(const char *uuid, guid_t *u)
{
	return uuid_parse_bytes(uuid, u->b, guid_index);
}

int uuid_parse(const char *uuid, uuid_t *u)
{
	return uuid_parse_bytes(uuid, u->b, uuid_index);
}
