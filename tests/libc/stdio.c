// SPDX-License-Identifier: BSD-2-Clause
/* Tests of printf() and related functions, and of files. */

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wchar.h>
#include "check.h"
#ifdef __PICOLIBC__
#include <stdio-bufio.h>
#endif

static bool prints(const char *want, const char *fmt, ...)
{
	char text[200];
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	return n == (int)strlen(want) && !strcmp(text, want);
}

static void formats(void)
{
	double pi;
	int number, used;
	char word[10];

	CHECK(prints("-5 5 1f 0X1F 007 +1", "%d %u %x %#X %03d %+d", -5, 5u, 0x1f, 0x1f, 7, 1));
	CHECK(prints("9223372036854775807 18446744073709551615", "%lld %zu", 9223372036854775807ll,
	      ~(size_t)0));
	CHECK(prints("3.14 1e-10 100000 1.5", "%.2f %g %g %.1f", 3.14159, 1e-10, 1e5, 1.45000001));
	CHECK(prints("inf nan -0.0", "%f %f %.1f", INFINITY, NAN, -0.0));
	CHECK(prints("0x1.8p+1", "%a", 3.0));
#ifdef CONFIG_LIBC_NEWLIB		/* picolibc's printf() has no long double */
	CHECK(prints("1.250000", "%Lf", 1.25L));
#endif
	CHECK(prints("  ab|ab  |a", "%4s|%-4s|%.1s", "ab", "ab", "ab"));
	CHECK(sscanf("12 word 2.5e3", "%d %9s %lf%n", &number, word, &pi, &used) == 3);
	CHECK(number == 12 && !strcmp(word, "word") && pi == 2500 && used == 13);
	CHECK(strtod("0.1", NULL) == 0.1 && strtod("1e400", NULL) == HUGE_VAL);
	CHECK(strtol("-0x10", NULL, 0) == -16 &&
	      strtoull("18446744073709551615", NULL, 10) == ~0ull);
	CHECK(fabs(sin(1) * sin(1) + cos(1) * cos(1) - 1) < 1e-15);
	CHECK(pow(2, 0.5) == sqrt(2) && isnan(sqrt(-1)));
}

/* Tests of files whose functions the program supplies.  picolibc supports them since 1.8.10. */
#ifdef __BFPTR
static ssize_t read_letters(void *cookie, void *buf, size_t n)
{
	memset(buf, *(char *)cookie, n);
	return n;
}

static int note_close(void *cookie)
{
	*(char *)cookie = 'c';
	return 0;
}

static void own_files(void)
{
	char letter = 'q', text[5] = "";
	FILE *f = funopen(&letter, read_letters, NULL, NULL, note_close);

	CHECK(f && fread(text, 1, 4, f) == 4 && !strcmp(text, "qqqq") && fgetc(f) == 'q');
	CHECK(f && fseek(f, 0, SEEK_SET) == -1 && errno == ESPIPE && fputc('x', f) == EOF);
	CHECK(f && fclose(f) == 0 && letter == 'c');
	f = funopen(&letter, read_letters, NULL, NULL, NULL);
	CHECK(f && fgetc(f) == 'c' && fclose(f) == 0);
}
#else
static void own_files(void)
{
}
#endif

static void ram_files(void)
{
	char text[100] = "";
	struct stat stat_;
	FILE *f = fopen("/tmp/a", "w+");

	CHECK(f != NULL);
	if (!f)
		return;
	CHECK(fprintf(f, "line %d\n", 1) == 7 && fputs("line 2\n", f) >= 0);
	CHECK(ftell(f) == 14 && fseek(f, 5, SEEK_SET) == 0 && fgetc(f) == '1');
	CHECK(fseek(f, -2, SEEK_END) == 0 && fgetc(f) == '2');
	CHECK(fseek(f, 10000, SEEK_SET) == 0 && fputc('x', f) == 'x' && fflush(f) == 0);
	CHECK(fseek(f, 9000, SEEK_SET) == 0 && fgetc(f) == 0);
	CHECK(fstat(fileno(f), &stat_) == 0 && S_ISREG(stat_.st_mode) && stat_.st_size == 10001);
	CHECK(ftruncate(fileno(f), 3) == 0 && fseek(f, 0, SEEK_END) == 0 && ftell(f) == 3);
	CHECK(fclose(f) == 0);

	f = fopen("/tmp/a", "a");
	CHECK(f && fputs("end", f) >= 0 && fclose(f) == 0);
	f = fopen("tmp/./../tmp//a", "r");
	CHECK(f && fgets(text, sizeof(text), f) && !strcmp(text, "linend"));
	CHECK(f && fgetc(f) == EOF && feof(f) && fclose(f) == 0);

	CHECK(!fopen("/tmp/a", "quick") && errno == EINVAL && !fopen("/tmp/a", "wx") &&
	      errno == EEXIST);
	CHECK(rename("/tmp/a", "/tmp/b") == 0 && access("/tmp/a", F_OK) == -1 && errno == ENOENT);
	CHECK(open("/tmp/b", O_CREAT | O_EXCL | O_RDWR, 0644) == -1 && errno == EEXIST);
	f = fopen("/tmp/b", "r");
	CHECK(unlink("/tmp/b") == 0 && f && fgets(text, 4, f) && !strcmp(text, "lin") &&
	      fclose(f) == 0);
	CHECK(stat("/tmp/b", &stat_) == -1 && errno == ENOENT);
	f = fopen("/tmp/b", "w");
	CHECK(f && setvbuf(f, NULL, _IOLBF, 0) == 0 && fputs("line\nrest", f) >= 0);
	CHECK(stat("/tmp/b", &stat_) == 0 && stat_.st_size == 5);
	CHECK(lstat("/tmp/b", &stat_) == 0 && stat_.st_size == 5);
	CHECK(fflush(NULL) == 0 && stat("/tmp/b", &stat_) == 0 && stat_.st_size == 9);
	CHECK(f && fclose(f) == 0 && unlink("/tmp/b") == 0);
	CHECK(mkdir("/tmp/d", 0755) == 0 && stat("/tmp/d", &stat_) == 0 && S_ISDIR(stat_.st_mode));
	f = fopen("/tmp/d/f", "w");
	CHECK(f && fclose(f) == 0 && rmdir("/tmp/d") == -1 && errno == ENOTEMPTY);
	CHECK(chdir("/tmp/d") == 0 && !strcmp(getcwd(text, sizeof(text)), "/tmp/d") &&
	      access("f", R_OK) == 0);
	CHECK(chdir("/") == 0 && remove("/tmp/d/f") == 0 && remove("/tmp/d") == 0);
	CHECK(!fopen("/no/such", "w") && errno == ENOENT);
	f = tmpfile();
	CHECK(f && fputs("x", f) >= 0 && fclose(f) == 0);
}

/*
 * After a write with O_APPEND, the position is the end of the file, even after lseek() or a read.
 */
static void appended(void)
{
	char text[20] = "";
	int fd = open("/tmp/log", O_CREAT | O_RDWR | O_APPEND, 0644), again;

	CHECK(fd >= 0 && write(fd, "one", 3) == 3 && lseek(fd, 0, SEEK_CUR) == 3);
	CHECK(lseek(fd, 1, SEEK_SET) == 1 && write(fd, "two", 3) == 3 &&
	      lseek(fd, 0, SEEK_CUR) == 6);
	again = open("/tmp/log", O_WRONLY | O_APPEND);
	CHECK(write(again, "three", 5) == 5 && lseek(again, 0, SEEK_CUR) == 11 &&
	      close(again) == 0);
	CHECK(write(fd, "x", 1) == 1 && lseek(fd, 0, SEEK_CUR) == 12 && read(fd, text, 1) == 0);
	CHECK(lseek(fd, 0, SEEK_SET) == 0 && read(fd, text, 19) == 12 &&
	      !strcmp(text, "onetwothreex"));
	CHECK(fcntl(fd, F_GETFL) == (O_RDWR | O_APPEND) && fcntl(fd, F_GETFD) == 0);
	CHECK(fcntl(fd, F_SETFL, 0) == 0 && fcntl(fd, F_GETFL) == O_RDWR);
	CHECK(lseek(fd, 3, SEEK_SET) == 3 && write(fd, "TWO", 3) == 3 &&
	      lseek(fd, 0, SEEK_CUR) == 6);
	CHECK(fcntl(77, F_GETFL) == -1 && errno == EBADF && fcntl(fd, 9999) == -1 &&
	      errno == EINVAL);
	CHECK(close(fd) == 0 && unlink("/tmp/log") == 0);
}

/* A directory can be renamed together with its contents. */
static void renamed(void)
{
	char text[100];
	FILE *f;

	CHECK(mkdir("/tmp/a", 0755) == 0 && mkdir("/tmp/a/b", 0755) == 0 &&
	      mkdir("/tmp/ab", 0755) == 0);
	f = fopen("/tmp/a/b/f", "w");
	CHECK(f && fputs("moved", f) >= 0 && chdir("/tmp/a/b") == 0);
	CHECK(rename("/tmp/a", "/tmp/z") == 0 && f && fclose(f) == 0 &&
	      access("/tmp/a", F_OK) == -1);
	CHECK(!strcmp(getcwd(text, sizeof(text)), "/tmp/z/b") && access("f", F_OK) == 0 &&
	      chdir("/") == 0);
	f = fopen("/tmp/z/b/f", "r");
	CHECK(f && fgets(text, sizeof(text), f) && !strcmp(text, "moved") && fclose(f) == 0);
	CHECK(rename("/tmp/z", "/tmp/z/b/c") == -1 && errno == EINVAL &&
	      rename("/tmp/z", "/tmp/z") == 0);
	CHECK(rename("/tmp/z", "/tmp/z/b/f") == -1 && errno == EINVAL);
	CHECK(rename("/tmp/ab", "/tmp/z") == -1 && errno == ENOTEMPTY);
	CHECK(rename("/tmp/z/b/f", "/tmp/ab") == -1 && errno == EISDIR);
	CHECK(rename("/tmp/ab", "/tmp/z/b/f") == -1 && errno == ENOTDIR);
	CHECK(rename("/tmp/z/b", "/tmp/ab") == 0 && access("/tmp/ab/f", F_OK) == 0);
	CHECK(rename("/tmp/no", "/tmp/a") == -1 && errno == ENOENT);
	memset(text, 'n', sizeof(text) - 1);
	text[99] = '\0';
	CHECK(chdir("/tmp/ab") == 0 && mkdir(text, 0755) == 0 && chdir(text) == 0 &&
	      mkdir(text, 0755) == 0);
	CHECK(chdir("/tmp") == 0 && rename("ab", text) == -1 && errno == ENAMETOOLONG);
	CHECK(chdir("ab") == 0 && chdir(text) == 0 && rmdir(text) == 0 && chdir("..") == 0 &&
	      rmdir(text) == 0);
	CHECK(chdir("/") == 0 && remove("/tmp/ab/f") == 0 && rmdir("/tmp/ab") == 0 &&
	      rmdir("/tmp/z") == 0);
}

/* Return true if the call returned -1 and set errno to @err. */
static bool fails(int result, int err)
{
	return result == -1 && errno == err;
}

/* Each component of a path except the last must be a directory, even if "." or ".." follows. */
static void paths(void)
{
	char text[100];
	int fd = open("/tmp/file", O_CREAT | O_RDWR, 0644);
	struct stat found;

	CHECK(fd >= 0 && close(fd) == 0 && mkdir("/tmp/p", 0755) == 0 &&
	      mkdir("/tmp/p/q//", 0755) == 0);
	CHECK(fails(rmdir("/tmp/p/none/.."), ENOENT) && fails(rmdir("/tmp/p/q/."), EINVAL));
	CHECK(fails(rmdir("/tmp/p/q/.."), ENOTEMPTY) && fails(unlink("/tmp/p/."), EISDIR));
	CHECK(fails(rename("/tmp/p/.", "/tmp/x"), EINVAL));
	CHECK(fails(rename("/tmp/p", "/tmp/p/q/.."), EINVAL));
	CHECK(fails(open("/tmp/file/", O_RDONLY), ENOTDIR) && fails(unlink("/tmp/file/"), ENOTDIR));
	CHECK(fails(stat("/tmp/file/.", &found), ENOTDIR) &&
	      fails(stat("/tmp/none/", &found), ENOENT));
	CHECK(fails(open("/tmp/file/../g", O_CREAT | O_RDWR, 0644), ENOTDIR));
	CHECK(fails(open("/tmp/none/../g", O_CREAT | O_RDWR, 0644), ENOENT));
	CHECK(fails(open("/tmp/none/x/", O_RDONLY), ENOENT) &&
	      fails(mkdir("/tmp/none/x/", 0755), ENOENT));
	CHECK(fails(open("/tmp/new/", O_CREAT | O_RDWR, 0644), EISDIR));
	CHECK(fails(access("/tmp/new", F_OK), ENOENT) &&
	      fails(access("welcome.txt/..", F_OK), ENOTDIR));
	CHECK(fails(rename("/tmp/file", "/tmp/new/"), ENOTDIR) &&
	      fails(mkdir("/tmp/p/.", 0755), EEXIST));
	CHECK(fails(rename("/tmp/file/", "/tmp/new"), ENOTDIR) &&
	      fails(chdir("/tmp/file/"), ENOTDIR));
	CHECK(rename("/tmp/p/q/", "/tmp/p/r/") == 0 && stat("/tmp/p/./r/../r/", &found) == 0);
	CHECK(chdir("/tmp/p/r") == 0 && rmdir("/tmp/p/r") == 0);
	CHECK(fails(open("x", O_CREAT | O_RDWR, 0644), ENOENT) && fails(access(".", F_OK), ENOENT));
	CHECK(chdir("..") == 0 && !strcmp(getcwd(text, sizeof(text)), "/tmp/p"));
	CHECK(chdir("/../..") == 0 && access("/", F_OK) == 0);
	CHECK(rmdir("/tmp/p/") == 0 && unlink("/tmp//file") == 0);
}

static void disk_files(void)
{
	char text[100] = "", *whole;
	struct stat stat_;
	FILE *f = fopen("welcome.txt", "r");
	long size = 0;

	CHECK(f && fgets(text, sizeof(text), f) && strstr(text, "read from a disk by DMA") &&
	      fclose(f) == 0);
	CHECK(!fopen("welcome.txt", "w") && errno == EROFS && unlink("/welcome.txt") == -1 &&
	      errno == EROFS);
	CHECK(stat("data", &stat_) == 0 && S_ISDIR(stat_.st_mode));
	f = fopen("data/numbers.txt", "r");
	CHECK(f && fseek(f, 0, SEEK_END) == 0 && (size = ftell(f)) == 262144);
	if (!f)
		return;
	whole = malloc(size);
	rewind(f);
	CHECK(whole && fread(whole, 1, size + 1, f) == (size_t)size && feof(f) && fclose(f) == 0);
	free(whole);
}

#ifdef CONFIG_LIBC_NEWLIB
/*
 * Fill the stack with 0x5a, so that uninitialized variables of the next function have this value.
 */
static __attribute__((noinline)) void fill_stack(void)
{
	volatile char garbage[8192];

	for (size_t i = 0; i < sizeof(garbage); i++)
		garbage[i] = 0x5a;
}

/*
 * Print to an unbuffered file that is opened for writing only.  newlib may print to such a file
 * through a temporary copy of its FILE structure.
 */
static void unbuffered(void)
{
	char text[40] = "";
	FILE *f = fopen("/tmp/wide", "w");

	CHECK(f && setvbuf(f, NULL, _IONBF, 0) == 0);
	for (int i = 0; f && i < 20; i++) {
		fill_stack();
		CHECK(fwprintf(f, L"%d-%ls", 5, L"x") == 3);
	}
	CHECK(f && fclose(f) == 0);
	f = fopen("/tmp/narrow", "w");
	CHECK(f && setvbuf(f, NULL, _IONBF, 0) == 0);
	for (int i = 0; f && i < 20; i++) {
		fill_stack();
		CHECK(fiprintf(f, "%d-%s", 5, "x") == 3);
	}
	CHECK(f && fclose(f) == 0);
	for (int i = 0; i < 2; i++) {
		f = fopen(i ? "/tmp/narrow" : "/tmp/wide", "r");
		CHECK(f && fgets(text, 10, f) && !strcmp(text, "5-x5-x5-x") && fclose(f) == 0);
	}
	CHECK(remove("/tmp/wide") == 0 && remove("/tmp/narrow") == 0);
}
#endif

static bool holds(const char *name, const char *want)
{
	FILE *f = fopen(name, "r");
	char text[100];
	size_t n = f ? fread(text, 1, sizeof(text), f) : 0;

	if (!f)
		return false;
	fclose(f);
	return n == strlen(want) && !memcmp(text, want, n);
}

static void initrd_files(void)
{
	struct stat stat_;
	int number;
	FILE *f;

	CHECK(holds("/notes.txt", "a text of the initrd\n") && holds("absolute", "x"));
	CHECK(holds("data/extra", "extra") && holds("deep/er/other", ""));
	CHECK(!fopen("notes.txt", "a") && errno == EROFS && remove("deep/er") == -1 &&
	      errno == EROFS);
	CHECK(rename("notes.txt", "/tmp/notes") == -1 && errno == EROFS);
	CHECK(stat("deep", &stat_) == 0 && S_ISDIR(stat_.st_mode) && stat("deep/e", &stat_) == -1);
	CHECK(stat("deep/er", &stat_) == 0 && S_ISDIR(stat_.st_mode));
	CHECK(stat("welcome.txt", &stat_) == 0 && stat_.st_size == 39);		/* the disk's */
	CHECK(stat("deep/er/file", &stat_) == 0 && S_ISREG(stat_.st_mode) &&
	      stat_.st_size == 10000);
	f = fopen("deep/er/file", "r");
	CHECK(f && fseek(f, -5, SEEK_END) == 0 && fgetc(f) == '1' && ftell(f) == 9996);
	CHECK(f && fscanf(f, "%d", &number) == 1 && number == 999);
	CHECK(f && fseek(f, 5 * 1234, SEEK_SET) == 0 && fscanf(f, "%d", &number) == 1 &&
	      number == 1234);
	CHECK(f && fclose(f) == 0);
	f = fopen("deep/er/new", "w");
	CHECK(f && fputs("in RAM", f) >= 0 && fclose(f) == 0 && holds("deep/er/new", "in RAM"));
	CHECK(remove("deep/er/new") == 0);
}

void check_damaged(void)
{
	for (int i = 0; i < 3; i++)
		CHECK(!fopen("notes.txt", "r") && errno == ENOENT);
	ram_files();
	disk_files();
}

static void numbers_of_files(void)
{
	int fds[64], n = 0;

	CHECK(isatty(0) && isatty(1) && isatty(2));
	CHECK(close(77) == -1 && errno == EBADF && read(-1, fds, 1) == -1 && errno == EBADF);
	CHECK(lseek(1, 0, SEEK_SET) == -1 && errno == ESPIPE);
	while (n < 64 && (fds[n] = open("/tmp/many", O_CREAT | O_RDWR, 0644)) >= 0)
		n++;
	CHECK(errno == EMFILE && n == CONFIG_LIBC_OPEN_MAX - 3 && fds[0] == 3);
	CHECK(write(fds[0], "abc", 3) == 3 && lseek(fds[1], 1, SEEK_SET) == 1 &&
	      read(fds[1], fds + 63, 10) == 2);
	while (n--)
		CHECK(close(fds[n]) == 0);
	CHECK(open("/tmp/many", O_RDONLY) == 3 && write(3, "x", 1) == -1 && errno == EBADF &&
	      close(3) == 0);
	CHECK(unlink("/tmp/many") == 0);
}

static void wide(void)
{
	wchar_t text[20];

	CHECK(setlocale(LC_ALL, "C") && mbstowcs(text, "abc", 20) == 3 && wcslen(text) == 3);
	errno = 0;
	CHECK(wctomb((char *)text, 0x12345) == -1 && errno == EILSEQ);
	CHECK(!strcmp(strerror(ENOTEMPTY), "Directory not empty") && !*strerror(EUCLEAN));
#ifdef CONFIG_LIBC_NEWLIB		/* picolibc has no wide-character stdio */
	CHECK(swprintf(text, 20, L"%d-%ls", 5, L"x") == 3 && !wcscmp(text, L"5-x"));
#endif
}

void check_stdio(void)
{
	formats();
	ram_files();
	appended();
	renamed();
	paths();
	own_files();
	disk_files();
	initrd_files();
	numbers_of_files();
	wide();
#ifdef CONFIG_LIBC_NEWLIB
	unbuffered();
#endif
}
