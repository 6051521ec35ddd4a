// SPDX-License-Identifier: BSD-2-Clause
/*
 * Compress and decompress each file with zlib's minigzip.  The exit status is 0 if each result
 * equals its file.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int minigzip(int argc, char **argv);

static int call(char *option, char *name)
{
	char *argv[] = { "minigzip", option, name, NULL };
	char *plain[] = { "minigzip", name, NULL };

	return option ? minigzip(3, argv) : minigzip(2, plain);
}

static int copy(const char *from, const char *to)
{
	FILE *in = fopen(from, "r"), *out = fopen(to, "w");
	int c;

	if (!in || !out)
		return 1;
	while ((c = getc(in)) != EOF)
		putc(c, out);
	fclose(in);
	return fclose(out);
}

static int same(const char *a_name, const char *b_name)
{
	FILE *a = fopen(a_name, "r"), *b = fopen(b_name, "r");
	int c;

	if (!a || !b)
		return 0;
	do {
		c = getc(a);
	} while (c == getc(b) && c != EOF);
	fclose(a);
	fclose(b);
	return c == EOF;
}

static long size_of(const char *name)
{
	FILE *f = fopen(name, "r");
	long size = -1;

	if (f && !fseek(f, 0, SEEK_END))
		size = ftell(f);
	if (f)
		fclose(f);
	return size;
}

int main(int argc, char **argv)
{
	char plain[] = "/tmp/file", packed[] = "/tmp/file.gz";
	int failed = argc < 2;

	for (int i = 1; i < argc; i++) {
		long size;

		failed |= copy(argv[i], plain) || call(NULL, plain);
		size = size_of(packed);
		failed |= fopen(plain, "r") != NULL;	/* minigzip removes this file */
		failed |= call("-d", packed) || !same(argv[i], plain);
		printf("%s: %ld bytes, packed %ld: %s\n", argv[i], size_of(argv[i]), size,
		       failed ? "FAILED" : "the same");
	}
	return failed;
}
