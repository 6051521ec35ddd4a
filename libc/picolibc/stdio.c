// SPDX-License-Identifier: BSD-2-Clause
/* stdin, stdout and stderr, which picolibc leaves to the system: the console.  The last two are one. */

#include <stdio.h>
#include <stdio-bufio.h>
#include <unistd.h>

#define CONSOLE(fd, buf, access, how) \
	FDEV_SETUP_BUFIO(fd, buf, sizeof(buf), read, write, lseek, close, access, how)

static char typed[BUFSIZ], shown[BUFSIZ];
static struct __file_bufio input = CONSOLE(STDIN_FILENO, typed, __SRD, 0);
static struct __file_bufio output = CONSOLE(STDOUT_FILENO, shown, __SWR, __BLBF);

FILE *const stdin = &input.xfile.cfile.file;
FILE *const stdout = &output.xfile.cfile.file;
FILE *const stderr = &output.xfile.cfile.file;

/* By libc/start.c, before anybody can print. */
void libc_prepare(void)
{
	__bufio_lock_init(stdin);
	__bufio_lock_init(stdout);
}

/* picolibc's has nothing for a last line without an end. */
char *fgets(char *line, int size, FILE *f)
{
	int n = 0, c = 0;

	if (size <= 0)
		return NULL;
	while (n < size - 1 && c != '\n' && (c = getc(f)) != EOF)
		line[n++] = c;
	if (c == EOF && (!n || ferror(f)))
		return NULL;
	line[n] = '\0';
	return line;
}

static void __attribute__((destructor(101))) flush(void)
{
	fflush(stdout);
}
