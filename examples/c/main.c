// SPDX-License-Identifier: BSD-2-Clause
/*
 * A program in plain C.  It counts the words of a file on the disk, sorts them by frequency, and
 * writes the result to a file in RAM.
 *
 *	make run APP=examples/c
 *	make run APP=examples/c ARGS='TOP=3 -- LICENSE'
 */

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct word {
	char *text;
	unsigned int count;
};

static struct word *words;
static size_t nr_words, room;

static void *no_memory(void *p)
{
	if (p)
		return p;
	fprintf(stderr, "out of memory\n");
	exit(EXIT_FAILURE);
}

static void count(const char *text)
{
	for (size_t i = 0; i < nr_words; i++) {
		if (!strcmp(words[i].text, text)) {
			words[i].count++;
			return;
		}
	}
	if (nr_words == room) {
		room = room ? 2 * room : 64;
		words = no_memory(realloc(words, room * sizeof(*words)));
	}
	words[nr_words++] = (struct word){ no_memory(strdup(text)), 1 };
}

static void read_words(FILE *f)
{
	char text[64];
	size_t size = 0;
	int c;

	do {
		c = getc(f);
		if (isalpha(c) && size < sizeof(text) - 1) {
			text[size++] = tolower(c);
		} else if (size) {
			text[size] = '\0';
			count(text);
			size = 0;
		}
	} while (c != EOF);
}

static int more_often(const void *a, const void *b)
{
	const struct word *left = a, *right = b;

	if (left->count != right->count)
		return left->count < right->count ? 1 : -1;
	return strcmp(left->text, right->text);
}

int main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "README.md", *top = getenv("TOP");
	size_t shown = top ? strtoul(top, NULL, 10) : 5, all = 0;
	time_t now = time(NULL);
	FILE *in = fopen(name, "r"), *out = fopen("/tmp/words", "w+");
	char line[100];

	if (!in || !out) {
		fprintf(stderr, "%s: %s\n", in ? "/tmp/words" : name, strerror(errno));
		return EXIT_FAILURE;
	}
	read_words(in);
	fclose(in);
	qsort(words, nr_words, sizeof(*words), more_often);
	for (size_t i = 0; i < nr_words; i++)
		all += words[i].count;
	for (size_t i = 0; i < nr_words; i++)
		fprintf(out, "%-12s %4u %5.2f %%\n", words[i].text, words[i].count,
			100.0 * words[i].count / all);
	printf("%s, on %s", name, ctime(&now));
	printf("%zu words, %zu of them different; the most frequent:\n", all, nr_words);
	rewind(out);
	while (shown-- && fgets(line, sizeof(line), out))
		fputs(line, stdout);
	fclose(out);
	for (size_t i = 0; i < nr_words; i++)
		free(words[i].text);
	free(words);
	return 0;
}
