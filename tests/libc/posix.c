// SPDX-License-Identifier: BSD-2-Clause
/* Tests of POSIX directories, glob() and fnmatch(), and regular expressions. */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <glob.h>
#include <linux/mm.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "check.h"

#define MANY 100

static struct stat found;

static void touch(const char *name)
{
	int fd = open(name, O_CREAT | O_EXCL | O_WRONLY, 0644);

	CHECK(fd >= 0 && close(fd) == 0);
}

/*
 * Return the number of entries with the name @name in a directory, or the number of all entries if
 * @name is NULL.  Returns -1 if the directory cannot be opened.
 */
static int count(const char *path, const char *name)
{
	struct dirent *entry;
	DIR *dir = opendir(path);
	int n = 0;

	if (!dir)
		return -1;
	errno = 0;
	while ((entry = readdir(dir)))
		n += !name || !strcmp(entry->d_name, name);
	if (errno)
		n = -1;
	return closedir(dir) == 0 ? n : -1;
}

/* Compare each entry of a directory with the result of stat().  Returns the number of entries. */
static int compared(const char *path)
{
	struct stat self;
	struct dirent *entry;
	char name[300];
	int n = 0;
	DIR *dir = opendir(path);

	CHECK(dir && fstat(dirfd(dir), &self) == 0 && S_ISDIR(self.st_mode));
	while (dir && (entry = readdir(dir))) {
		snprintf(name, sizeof(name), "%s/%s", path, entry->d_name);
		CHECK(stat(name, &found) == 0 && entry->d_ino == found.st_ino &&
		      found.st_ino != self.st_ino);
		CHECK(entry->d_type == (S_ISDIR(found.st_mode) ? DT_DIR : DT_REG));
		n++;
	}
	CHECK(dir && closedir(dir) == 0);
	return n;
}

/* A directory lists entries in RAM, on the disk and in the initrd together, each name once. */
static void merged(void)
{
	touch("data/ram");
	CHECK(mkdir("data/room", 0755) == 0);
	touch("data/room/inner");
	CHECK(count("/", "welcome.txt") == 1 && count("/", "notes.txt") == 1 &&
	      count("/", "tmp") == 1);
	CHECK(count("/", "data") == 1 && count("/", "deep") == 1 && count("/", "er") == 0);
	CHECK(count("/", "absolute") == 1 && count("/", ".") == 0 && count("/", "") == 0);
	CHECK(count("data", NULL) == 5 && count("data", "numbers.txt") == 1 &&
	      count("data", "extra") == 1);
	CHECK(count("data", "ram") == 1 && count("data", "room") == 1);
	CHECK(count("/data/room", NULL) == 1 && count("deep/er/", NULL) == 2 &&
	      count("tmp", NULL) == 0);
	CHECK(compared(".") >= 6 && compared("/data") == 5 && compared("deep") == 1);
	CHECK(remove("data/room/inner") == 0 && remove("data/room") == 0 &&
	      remove("data/ram") == 0);
	CHECK(count("data", NULL) == 3);
}

static void refused(void)
{
	char here[4];
	DIR *dir;
	int fd;

	CHECK(!opendir("welcome.txt") && errno == ENOTDIR && !opendir("notes.txt") &&
	      errno == ENOTDIR);
	CHECK(!opendir("none") && errno == ENOENT && !opendir("") && errno == ENOENT);
	CHECK(!fdopendir(1) && errno == ENOTDIR && !fdopendir(99) && errno == EBADF);
	touch("/tmp/file");
	CHECK(open("/tmp/file", O_RDONLY | O_DIRECTORY) == -1 && errno == ENOTDIR);
	CHECK(!opendir("/tmp/file") && errno == ENOTDIR && remove("/tmp/file") == 0);
	CHECK(open("/tmp", O_RDWR) == -1 && errno == EISDIR);
	CHECK(open("data", O_WRONLY) == -1 && errno == EISDIR);
	CHECK(open("/", O_CREAT | O_RDONLY, 0644) == -1 && errno == EISDIR);
	CHECK(open("deep", O_CREAT | O_EXCL | O_RDWR, 0644) == -1 && errno == EEXIST);
	fd = open("deep", O_RDONLY);
	CHECK(fd >= 0 && read(fd, &dir, 1) == -1 && errno == EISDIR && ftruncate(fd, 0) == -1);
	dir = fdopendir(fd);
	CHECK(dir && dirfd(dir) == fd && !strcmp(readdir(dir)->d_name, "er") && !readdir(dir));
	CHECK(dir && closedir(dir) == 0 && close(fd) == -1 && errno == EBADF);
	CHECK(mkdir("/tmp/gone", 0755) == 0);
	dir = opendir("/tmp/gone");
	CHECK(dir && rmdir("/tmp/gone") == 0 && !readdir(dir));
	CHECK(dir && fstat(dirfd(dir), &found) == 0 && S_ISDIR(found.st_mode) &&
	      closedir(dir) == 0);
	CHECK(!getcwd(NULL, 1) && errno == ERANGE && !getcwd(here, 0) && errno == EINVAL);
	CHECK(getcwd(here, sizeof(here)) == here && !strcmp(here, "/"));
}

static int count_rest(DIR *dir)
{
	int n = 0;

	while (readdir(dir))
		n++;
	return n;
}

/*
 * An open directory still lists its entries after it is renamed, and lists none after it is
 * removed.
 */
static void renamed_while_open(void)
{
	DIR *dir;

	CHECK(mkdir("/tmp/old", 0755) == 0);
	touch("/tmp/old/a");
	touch("/tmp/old/b");
	dir = opendir("/tmp/old");
	CHECK(dir && readdir(dir) && rename("/tmp/old", "/tmp/new") == 0);
	if (!dir)
		return;
	CHECK(count_rest(dir) == 1);
	touch("/tmp/new/c");
	CHECK(mkdir("/tmp/old", 0755) == 0);
	rewinddir(dir);
	CHECK(count_rest(dir) == 3 && rmdir("/tmp/old") == 0);
	CHECK(remove("/tmp/new/a") == 0 && remove("/tmp/new/b") == 0 && remove("/tmp/new/c") == 0);
	CHECK(rmdir("/tmp/new") == 0 && mkdir("/tmp/new", 0755) == 0);
	touch("/tmp/new/a");
	rewinddir(dir);
	CHECK(count_rest(dir) == 0 && closedir(dir) == 0);
	CHECK(remove("/tmp/new/a") == 0 && rmdir("/tmp/new") == 0);
}

/*
 * If a cpio archive contains two names of one file, only the entry of the last name has the data.
 */
static void linked(void)
{
	static const char *const names[] = { "linked/first", "linked/last" };
	char text[40] = "";

	for (int i = 0; i < 2; i++) {
		FILE *f = fopen(names[i], "r");

		CHECK(f && fgets(text, sizeof(text), f) && !strcmp(text, "one file, two names\n"));
		CHECK(f && fclose(f) == 0);
	}
	CHECK(stat("linked/empty", &found) == 0 && found.st_size == 0);
}

static void modes(void)
{
	int fd;

	touch("/tmp/file");
	fd = open("/tmp/file", O_RDWR);
	CHECK(chmod("/tmp/file", 0600) == 0 && fchmod(fd, 0755) == 0 && close(fd) == 0);
	CHECK(chmod("/tmp/file", 0444) == -1 && errno == EPERM && remove("/tmp/file") == 0);
	CHECK(chmod("/tmp/file", 0600) == -1 && errno == ENOENT);
	CHECK(fchmod(fd, 0600) == -1 && errno == EBADF);
	CHECK(chmod("welcome.txt", 0600) == -1 && errno == EROFS);
	CHECK(umask(077) == 022 && umask(022) == 077);
}

#ifdef CONFIG_LIBC_NEWLIB		/* picolibc has neither scandir() nor glob() */
static int no_tens(const struct dirent *entry)
{
	return !strchr(entry->d_name, '0');
}

static void sorted(void)
{
	struct dirent **list = NULL;
	int n = scandir("/tmp/many", &list, no_tens, alphasort);

	CHECK(n == 81 && !strcmp(list[0]->d_name, "a file with a name 111") &&
	      !strcmp(list[n - 1]->d_name, "a file with a name 199"));
	while (n-- > 0)
		free(list[n]);
	free(list);
	CHECK(scandir("/tmp/none", &list, NULL, NULL) == -1 && errno == ENOENT);
}

static void file_patterns(void)
{
	glob_t found = { 0 };

	CHECK(glob("data/*", 0, NULL, &found) == 0 && found.gl_pathc == 3);
	CHECK(!strcmp(found.gl_pathv[0], "data/empty") &&
	      !strcmp(found.gl_pathv[1], "data/extra") &&
	      !strcmp(found.gl_pathv[2], "data/numbers.txt") && !found.gl_pathv[3]);
	CHECK(glob("/d*/*r/f*", GLOB_APPEND, NULL, &found) == 0 && found.gl_pathc == 4 &&
	      !strcmp(found.gl_pathv[3], "/deep/er/file"));
	globfree(&found);
	CHECK(glob("none*", GLOB_NOCHECK, NULL, &found) == 0 && found.gl_pathc == 1 &&
	      !strcmp(found.gl_pathv[0], "none*"));
	globfree(&found);
	CHECK(glob("de*", GLOB_MARK, NULL, &found) == 0 && found.gl_pathc == 1 &&
	      !strcmp(found.gl_pathv[0], "deep/"));
	globfree(&found);
	CHECK(setenv("HOME", "/data", 1) == 0 && glob("~/n*", GLOB_TILDE, NULL, &found) == 0 &&
	      found.gl_pathc == 1 && !strcmp(found.gl_pathv[0], "/data/numbers.txt"));
	globfree(&found);
	CHECK(glob("/tmp/none-*", 0, NULL, &found) == GLOB_NOMATCH && found.gl_pathc == 0);
	globfree(&found);
	CHECK(glob("data/e*", 0, NULL, &found) == 0 &&
	      glob("none*", GLOB_APPEND, NULL, &found) == GLOB_NOMATCH && found.gl_pathc == 2);
	globfree(&found);
	CHECK(unsetenv("HOME") == 0);
}
#endif

static void places(void)
{
	struct dirent buffer, *found;
	char name[300], fourth[256];
	DIR *dir;
	long place;
	int n;

	CHECK(mkdir("/tmp/many", 0755) == 0);
	for (int i = 0; i < MANY; i++) {
		snprintf(name, sizeof(name), "/tmp/many/a file with a name %d", 199 - i);
		touch(name);
	}
	CHECK(count("/tmp/many", NULL) == MANY &&
	      count("/tmp/many", "a file with a name 199") == 1);
	CHECK(rmdir("/tmp/many") == -1 && errno == ENOTEMPTY);

#ifdef CONFIG_LIBC_NEWLIB
	sorted();
#endif
	dir = opendir("/tmp/many");
	CHECK(dir != NULL);
	if (!dir)
		return;
	CHECK(telldir(dir) == 0);
	for (n = 0; n < 3; n++)
		readdir(dir);
	place = telldir(dir);
	CHECK(readdir_r(dir, &buffer, &found) == 0 && found == &buffer);
	strcpy(fourth, buffer.d_name);
	readdir(dir);
	seekdir(dir, place);
	CHECK(!strcmp(readdir(dir)->d_name, fourth));
	touch("/tmp/many/late");
	for (n = 4; (found = readdir(dir)); n++)
		CHECK(strcmp(found->d_name, "late"));
	CHECK(n == MANY && readdir_r(dir, &buffer, &found) == 0 && !found);
	rewinddir(dir);
	CHECK(readdir(dir) && remove("/tmp/many/a file with a name 150") == 0);
	for (n = 1; (found = readdir(dir)); n++) {
		snprintf(name, sizeof(name), "/tmp/many/%s", found->d_name);
		CHECK(remove(name) == 0);
	}
	CHECK(n == MANY && closedir(dir) == 0);
	CHECK(remove("/tmp/many/a file with a name 199") == 0 && rmdir("/tmp/many") == 0);
}

/* Return true if 20 calls of @round leak pages.  The allocators may retain at most 8 pages. */
static bool loses(void (*round)(void))
{
	unsigned long before;

	round();
	before = nr_free_pages();
	for (int i = 0; i < 20; i++)
		round();
	return nr_free_pages() + 8 < before;
}

/*
 * If memory is exhausted while a directory is listed, the list is complete or ends with an error.
 */
static void list_without_memory(void)
{
	int errors = 0;

	for (long after = 0; after < 20 * PAGE_SIZE; after += PAGE_SIZE) {
		int seen;

		fail_all_pages(after);
		errno = 0;
		seen = count("/tmp/many", NULL);
		fail_all_pages(-1);
		CHECK(seen == MANY || (seen == -1 && errno == ENOMEM));
		errors += seen < 0;
	}
	CHECK(errors > 1 && errors < 20);
}

static void list_again(void)
{
	DIR *dir = opendir("/tmp/many");

	for (int i = 0; i < 3; i++) {
		CHECK(dir && readdir(dir));
		rewinddir(dir);
	}
	CHECK(dir && closedir(dir) == 0);
}

static void without_memory(void)
{
	char name[300];

	CHECK(mkdir("/tmp/many", 0755) == 0);
	for (int i = 0; i < MANY; i++) {
		snprintf(name, sizeof(name), "/tmp/many/%0200d", i);
		touch(name);
	}
	CHECK(!loses(list_without_memory));
	CHECK(!loses(list_again));
	CHECK(count("/tmp/many", NULL) == MANY);
	for (int i = 0; i < MANY; i++) {
		snprintf(name, sizeof(name), "/tmp/many/%0200d", i);
		CHECK(remove(name) == 0);
	}
	CHECK(rmdir("/tmp/many") == 0);
}

static void name_patterns(void)
{
	CHECK(fnmatch("*.txt", "notes.txt", 0) == 0 &&
	      fnmatch("*.txt", "notes.text", 0) == FNM_NOMATCH);
	CHECK(fnmatch("[a-c]?[!x]", "bcd", 0) == 0 &&
	      fnmatch("[a-c]?[!x]", "bcx", 0) == FNM_NOMATCH);
	CHECK(fnmatch("*", "a/b", FNM_PATHNAME) == FNM_NOMATCH &&
	      fnmatch("*/b", "a/b", FNM_PATHNAME) == 0);
	CHECK(fnmatch("*", ".a", FNM_PERIOD) == FNM_NOMATCH && fnmatch("\\*", "*", 0) == 0);
}

/*
 * Match @text and compare the result with @want, which is "start-end start-end" for the match and
 * its groups, the name of an error, or NULL for no match.
 */
static bool matches(const char *pattern, int flags, const char *text, const char *want)
{
	regmatch_t at[4];
	char got[100] = "";
	regex_t regex;
	int err = regcomp(&regex, pattern, flags);

	if (err) {
		regerror(REG_ITOA | err, &regex, got, sizeof(got));
		return !strcmp(got, want);
	}
	err = regexec(&regex, text, 4, at, 0);
	for (int i = 0; !err && i < 4 && at[i].rm_so >= 0; i++)
		sprintf(got + strlen(got), "%s%d-%d", i ? " " : "", (int)at[i].rm_so,
			(int)at[i].rm_eo);
	regfree(&regex);
	return err ? err == REG_NOMATCH && !want : want && !strcmp(got, want);
}

static void text_patterns(void)
{
	regex_t regex;
	char text[100];

	CHECK(matches("b.d", 0, "abcde", "1-4") && matches("b.d", 0, "abce", NULL));
	CHECK(matches("^(a+)(b|cd)*$", REG_EXTENDED, "aabcd", "0-5 0-2 3-5"));
	CHECK(matches("\\(ab*\\)x\\1", 0, "-abbxabb-", "1-8 1-4"));
	CHECK(matches("[[:digit:]]{2,3}", REG_EXTENDED, "a1b12345", "3-6"));
	CHECK(matches("[a-c]+[^x-z]$", REG_EXTENDED, "zzabcd", "2-6"));
	CHECK(matches("HeLLo", REG_ICASE, "say hello", "4-9") &&
	      matches("HeLLo", 0, "say hello", NULL));
	CHECK(matches("^two$", REG_NEWLINE, "one\ntwo\nthree", "4-7"));
	CHECK(matches("^two$", 0, "one\ntwo\nthree", NULL));
	CHECK(matches("[[:<:]]is", 0, "this is", "5-7"));
	CHECK(matches("(a", REG_EXTENDED, "", "REG_EPAREN"));
	CHECK(matches("a{2,1}", REG_EXTENDED, "", "REG_BADBR"));
	/*
	 * picolibc 1.8.10 uses the character set of an invalid bracket expression after the set is
	 * freed.
	 */
#if !defined(__PICOLIBC__) || __PICOLIBC_MINOR__ != 8 || __PICOLIBC_PATCHLEVEL__ != 10
	CHECK(matches("[a", 0, "", "REG_EBRACK") && matches("[[:no:]]", 0, "", "REG_ECTYPE"));
#endif
	CHECK(matches("*a", REG_EXTENDED, "", "REG_BADRPT") &&
	      matches("a\\", 0, "", "REG_EESCAPE"));
	CHECK(regcomp(&regex, "a", 0) == 0 &&
	      regerror(REG_ESPACE, &regex, text, sizeof(text)) == 14 &&
	      !strcmp(text, "out of memory"));
	regfree(&regex);
}

static unsigned long time_to_list(unsigned int files, unsigned int times)
{
	unsigned long start, took, least = -1UL;
	char name[40];

	for (unsigned int i = 0; i < files; i++) {
		snprintf(name, sizeof(name), "/tmp/many/%u", i);
		touch(name);
	}
	for (int i = 0; i < 5; i++) {
		start = now_ns();
		for (unsigned int n = 0; n < times; n++)
			CHECK(count("/tmp/many", NULL) == (int)files);
		took = now_ns() - start;
		least = took < least ? took : least;
	}
	for (unsigned int i = 0; i < files; i++) {
		snprintf(name, sizeof(name), "/tmp/many/%u", i);
		CHECK(remove(name) == 0);
	}
	return least;
}

/*
 * Listing 10 times as many files must take less than 50 times as long.  If the time were quadratic,
 * it would be 100 times as long.  The small directory is listed ten times, so that other work on
 * the build machine affects both measurements equally.
 */
static void many_files(void)
{
	unsigned long few, many;

	CHECK(mkdir("/tmp/many", 0755) == 0);
	few = time_to_list(200, 10);
	many = time_to_list(2000, 1);
	printf("listing 10 times 200 files: %lu us, 2000 files: %lu us\n", few / 1000, many / 1000);
	CHECK(many < 5 * few);
	CHECK(rmdir("/tmp/many") == 0);
}

void check_posix(void)
{
	merged();
	refused();
	renamed_while_open();
	linked();
	modes();
	places();
	without_memory();
	many_files();
	CHECK(!loses(name_patterns));
#ifdef CONFIG_LIBC_NEWLIB
	CHECK(!loses(file_patterns));
#endif
	CHECK(!loses(text_patterns));
#if defined(__PICOLIBC__) && __PICOLIBC_MINOR__ == 8 && __PICOLIBC_PATCHLEVEL__ == 10
	puts("skipped, as picolibc 1.8.10 fails: regcomp() of wrong bracket expressions");
#endif
}
