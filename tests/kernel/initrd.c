// SPDX-License-Identifier: BSD-2-Clause
/*
 * The shell command "initrd": print the address, the size and a digest of the initrd.  Tests use it
 * to check whether the initrd was damaged.
 */

#include <crypto/sha2.h>
#include <linux/initrd.h>
#include <linux/mm.h>
#include <quarry/shell.h>

static int initrd(int argc, char **argv)
{
	u8 digest[SHA256_DIGEST_SIZE];
	struct sha256_ctx state;

	if (!initrd_start) {
		console_printf("there is no initrd\n");
		return 1;
	}
	sha256_init(&state);
	sha256_update(&state, (const u8 *)initrd_start, initrd_end - initrd_start);
	sha256_final(&state, digest);
	console_printf("initrd %016llx +%lu: %*phN\n", (unsigned long long)__pa(initrd_start),
		       initrd_end - initrd_start, SHA256_DIGEST_SIZE, digest);
	return 0;
}
SHELL_COMMAND(initrd, "initrd", "", "checksum of the initial RAM disk", initrd);
