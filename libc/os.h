/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIBC_OS_H
#define LIBC_OS_H

/*
 * The system's functions that a C library calls.  The files in libc/ implement them with Quarry's headers,
 * and the files in the folders of libc/ call them with the library's headers.  This header is plain C,
 * because the two sets of headers have the same names and different contents.
 *
 * Errors are Linux's numbers, negative.  Sizes are in bytes, times in nanoseconds.  All functions may sleep
 * unless their comment says otherwise, and are called in thread context.
 */

#include <linux/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- memory (heap.c) ------------------------------------------------------------------------- */

/* Move the end of the heap by @by bytes.  Returns the old end, or NULL, without a change, if that fails. */
void *os_sbrk(long by);

/* Whether it can be a small object: in the part of the heap that grows, or kmalloc()'s.  Any context. */
bool os_is_small(const void *addr);

/*
 * A small object of kmalloc(), at 16 bytes and, where the size is a power of two, at a multiple of that, or
 * NULL.  Only where there are such objects.
 */
void *os_small_alloc(size_t size, bool zero);
void os_small_free(void *p);
size_t os_small_size(const void *p);
/* Tell the tools that the owner uses only the first @size bytes of the object from now on. */
void os_small_shrink(void *p, size_t size);

#ifdef CONFIG_LIBC_MALLOC_WATCHED
/* Whether a tool wants small objects to be kmalloc()'s; whether this one is.  Any context. */
bool os_small_is_watched(void);
bool os_is_kmallocs(const void *p);
#else
#define os_small_is_watched()	IS_ENABLED(CONFIG_LIBC_MALLOC_QUARRY)
#define os_is_kmallocs(p)	IS_ENABLED(CONFIG_LIBC_MALLOC_QUARRY)
#endif

/* A mapping of its own, zeroed, on a page: NULL without memory. */
void *os_map(size_t size);
/* From an address in a mapping to the mapping's end; 0 if it is in none.  Any context. */
size_t os_mapped_behind(const void *addr);
/* Give the mapping back that has the address, a page's: its size.  Another address is reported: 0. */
size_t os_unmap(const void *addr);

/* How many pages the machine has for programs and data, and how many of them are free. */
void os_pages(unsigned long *total, unsigned long *free);

/* ---- files (files.c) ------------------------------------------------------------------------- */

enum {
	OS_READ = 1,
	OS_WRITE = 2,
	OS_APPEND = 4,
	OS_CREATE = 8,
	OS_EXCLUSIVE = 16,
	OS_TRUNCATE = 32,
	OS_DIRECTORY = 64,	/* nothing else */
};

struct os_stat {
	unsigned long long size;
	unsigned long number;		/* of the file: no other has it as long as it exists */
	bool directory, terminal, writable;
};

struct os_entry {
	struct os_stat stat;
	char name[256];
};

/* A file's number, from 0 on: 0, 1 and 2 are the console. */
int os_open(const char *path, unsigned int flags);
int os_close(int fd);
/* Make that file number 0, in place of the console.  Returns 0, or an error if it cannot be opened. */
int os_input(const char *path);
long os_read(int fd, void *buf, size_t size);
long os_write(int fd, const void *buf, size_t size);

/* From the file's start (0), the place where it is read next (1), or its end (2): that place afterwards. */
long long os_seek(int fd, long long offset, int from);
int os_truncate(int fd, unsigned long long size);
int os_fstat(int fd, struct os_stat *stat);
int os_stat(const char *path, struct os_stat *stat);
int os_flags(int fd);
/* Whether writes go to the end of the file. */
int os_set_append(int fd, bool append);
int os_unlink(const char *path);
int os_rename(const char *from, const char *to);
int os_mkdir(const char *path);
int os_rmdir(const char *path);
int os_chdir(const char *path);
/* Without the leading "/". */
#define OS_PATH_SIZE	256
void os_getcwd(char path[OS_PATH_SIZE]);

/*
 * Read the next entry of an open directory, "." and ".." excepted.  Returns 1, or 0 at the end.  The
 * entries are those that existed when the first one was read and that have not been removed since.
 * os_seek() returns the position and sets it; position 0 reads the directory anew.
 */
int os_readdir(int fd, struct os_entry *entry);

/* ---- the console (console.c) ----------------------------------------------------------------- */

/*
 * Read a line, with its end, when it is complete.  Returns 0 after ^D on an empty line.  If lines are off,
 * read the characters typed, as the members least and tenths of struct os_console say.  The key of a signal
 * calls libc_signal(), and reading continues.
 */
long os_console_read(char *buf, size_t size);
void os_console_write(const char *text, size_t size);

struct os_console {
	bool lines;		/* a line is edited, and read when it is complete */
	bool echo;		/* what is typed is shown */
	bool returns;		/* a return that is typed is read as the end of a line */
	bool signals;		/* the keys below are signals */
	/* Keys; 0: there is none. */
	unsigned char erase, erase_word, kill, end, interrupt, quit;
	/*
	 * Without lines, VMIN and VTIME.  A read waits for @least characters; @tenths limits the time for
	 * each after the first, in tenths of a second, where it is not 0.  If @least is 0, it waits for
	 * @tenths at most, and for one character.
	 */
	unsigned char least, tenths;
};

struct os_console os_console_settings(void);
/* From the next read on. */
void os_console_set(const struct os_console *settings);
/* Discard input that was typed and not read. */
void os_console_flush(void);

/* In the thread that reads the console; by the C library. */
void libc_signal(int number);

/* ---- time (time.c) --------------------------------------------------------------------------- */

/* Since the machine was started; since 1970, as far as anybody knows.  Any context. */
unsigned long long os_time_monotonic(void);
unsigned long long os_time_real(void);
/* Set what os_time_real() says.  Any context. */
void os_set_time(unsigned long long ns);
void os_sleep(unsigned long long ns);

/* Random bytes: as good as get_random_bytes().  Any context. */
void os_random(void *buf, size_t size);

/* ---- waiting (futex.c) ----------------------------------------------------------------------- */

/*
 * If the word has that value, sleep until another thread wakes the waiters of the word, or until
 * os_time_monotonic() reaches @deadline, unless that is 0.  Returns 0 if the thread was woken, -EAGAIN if
 * the word had another value, or -ETIMEDOUT.  The word may have changed since the thread was woken.
 */
int os_futex_wait(const int *word, int value, unsigned long long deadline);
/* The same for a lock that another thread holds: a thread that waits for ever is reported. */
int os_futex_lock(const int *word, int value, unsigned long long deadline);

/* Wake at most @most waiters of a word.  Thread context; never sleeps. */
void os_futex_wake(const int *word, unsigned int most);

/* ---- threads and the end (threads.c, start.c) ------------------------------------------------ */

/* Zeroed memory that is not the heap's; NULL. */
void *os_alloc(size_t size);
void os_free(void *p);

/* At its end, the running thread calls libc_thread_exit(). */
void os_thread_used(void);

/* The thread's own data of newlib; as os_thread_used(). */
void os_set_thread_data(void *data);
void *os_thread_data(void);		/* NULL if it has none */
void *libc_thread_data(void);		/* for a thread that has none; by the C library */
void libc_thread_exit(void);		/* the same */

/* The running thread, for comparison. */
const void *os_self(void);
/* Give a thread, an os_self() that has not ended, the name that reports show. */
void os_set_thread_name(const void *thread, const char *name);

/*
 * A thread that calls fn(arg), on the CPU after the one that the last was made for: 0; -EAGAIN without
 * memory for it, -EINVAL if it needs more stack than CONFIG_THREAD_SHIFT gives.
 */
int os_thread_create(void (*fn)(void *arg), void *arg, size_t stack_size);
void os_thread_exit(void) __attribute__((noreturn));

/* C++'s, where the application has it: destroys the thread's objects. */
void cxx_thread_exit(void);

/* A second pointer of the thread's own: that of <pthread.h>. */
void *os_thread_pointer(void);
void os_set_thread_pointer(void *p);

/* How many CPUs run. */
unsigned int os_cpus(void);

/* Let the others of this CPU run. */
void os_yield(void);

/* The words behind "--" in the boot arguments, and those of the form NAME=value that nobody else knows. */
const char *os_argument(unsigned int n);
const char *os_environment(unsigned int n);

/* main() is called next, by the function of that frame. */
void os_main_begins(const void *frame);

/* The function of that frame, which applications call, has nothing more to do. */
void os_leaves_call(const void *frame);

/* The application ends with that status, and the thread that calls it. */
void os_exit(int status) __attribute__((noreturn));

/* Signals that the console sends: of ^C and ^\. */
#define SIGNAL_INTERRUPT	2
#define SIGNAL_QUIT		3

/*
 * Say that a signal ends it, and where if it is not the user's ^C, and end it with the status that a shell
 * shows then.
 */
void os_signal(int number) __attribute__((noreturn));

/* Enter main(), with what has to happen before it, and exit() with what it returns; by the C library. */
void libc_main(void) __attribute__((noreturn));

/* Before anything of the C library is used: by picolibc, which needs it. */
void libc_prepare(void);

/* Whether the application has a main(). */
bool libc_has_main(void);

#ifdef __cplusplus
}
#endif

#endif /* LIBC_OS_H */
