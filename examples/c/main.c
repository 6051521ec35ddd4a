// SPDX-License-Identifier: BSD-2-Clause
#include <stdio.h>
#include <stdlib.h>
#include <math.h>
#include <time.h>
#include <string.h>
#include <errno.h>

static void bye(void) { printf("bye\n"); }

__attribute__((constructor)) static void ctor(void) { printf("constructor\n"); }
__attribute__((destructor)) static void dtor(void) { printf("destructor\n"); }

int main(int argc, char **argv)
{
	char *big, *small;
	FILE *f;
	char line[80];

	atexit(bye);
	printf("hello %d %s\n", argc, argv[0]);
	for (int i = 1; i < argc; i++)
		printf("argv[%d] = %s\n", i, argv[i]);
	printf("HOME=%s\n", getenv("HOME") ? getenv("HOME") : "(none)");
	printf("sqrt(2) = %.15g, 1e300*10 = %Lg\n", sqrt(2), 1e300L * 10);
	small = malloc(100);
	big = malloc(1 << 20);
	memset(big, 1, 1 << 20);
	printf("small %p big %p\n", small, big);
	big = realloc(big, 3 << 20);
	printf("%d %d\n", big[0], big[(1 << 20) - 1]);
	free(big);
	free(small);
	big = malloc(1ul << 40);
	printf("1 TiB: %p, %s\n", big, strerror(errno));
	f = fopen("/tmp/x", "w");
	fprintf(f, "line %d\n", 1);
	fclose(f);
	f = fopen("/tmp/x", "r");
	printf("%s", fgets(line, sizeof(line), f));
	fclose(f);
	f = fopen("welcome.txt", "r");
	if (f) {
		printf("%s", fgets(line, sizeof(line), f));
		fclose(f);
	}
	return 3;
}
