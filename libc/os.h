/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIBC_OS_H
#define LIBC_OS_H

/*
 * The system's functions that a C library calls.  The files in libc/ implement them with Quarry's
 * headers, and the files in the folders of libc/ call them with the library's headers.  This
 * header is plain C, because the two sets of headers have the same names and different contents.
 *
 * Errors are Linux's numbers, negative.  Sizes are in bytes, times in nanoseconds.  All functions
 * may sleep unless their comment says otherwise, and are called in thread context.
 */

#include <linux/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- memory (heap.c) ------------------------------------------------------------------------- */

/*
 * Move the end of the heap by @by bytes.  Returns the old end, or NULL, without a change, if that
 * fails.
 */
void *os_sbrk(long by);

/*
 * Return true if the address may be a small object: in the growing part of the heap, or from
 * kmalloc(). Context: any.
 */
bool os_is_small(const void *addr);

/*
 * Allocate a small object by kmalloc(), aligned to 16 bytes, or to its size if that is a power of
 * two. Returns NULL if there is no memory.  Available only in configurations that use kmalloc() for
 * small objects.
 */
void *os_small_alloc(size_t size, bool zero);
void os_small_free(void *p);
size_t os_small_size(const void *p);
/*
 * Tell the memory checkers that the owner uses only the first @size bytes of the object from now
 * on.
 */
void os_small_shrink(void *p, size_t size);

#ifdef CONFIG_LIBC_MALLOC_WATCHED
/*
 * os_small_is_watched() returns true if a memory checker requires small objects from kmalloc().
 * os_is_kmallocs() returns true if @p is one of them.  Context: any.
 */
bool os_small_is_watched(void);
bool os_is_kmallocs(const void *p);
#else
#define os_small_is_watched()	IS_ENABLED(CONFIG_LIBC_MALLOC_QUARRY)
#define os_is_kmallocs(p)	IS_ENABLED(CONFIG_LIBC_MALLOC_QUARRY)
#endif

/* Map zeroed pages for a large object.  Returns NULL if there is no memory. */
void *os_map(size_t size);
/*
 * Return the number of bytes from @addr to the end of its mapping, or 0 if it is in none.  Context:
 * any.
 */
size_t os_mapped_behind(const void *addr);
/*
 * Unmap the mapping that contains @addr, which must be the start of a page.  Returns its size.  An
 * invalid address is reported, and 0 is returned.
 */
size_t os_unmap(const void *addr);

/* Get the number of pages that the page allocator manages, and the number of free ones. */
void os_pages(unsigned long *total, unsigned long *free);

/* ---- files (files.c) ------------------------------------------------------------------------- */

enum {
	OS_READ = 1,
	OS_WRITE = 2,
	OS_APPEND = 4,
	OS_CREATE = 8,
	OS_EXCLUSIVE = 16,
	OS_TRUNCATE = 32,
	OS_DIRECTORY = 64,	/* fail if the file is not a directory */
};

struct os_stat {
	unsigned long long size;
	unsigned long number;		/* unique number of the file while it exists */
	bool directory, terminal, writable;
};

struct os_entry {
	struct os_stat stat;
	char name[256];
};

/* Open a file and return its descriptor.  Descriptors 0, 1 and 2 are the console at first. */
int os_open(const char *path, unsigned int flags);
int os_close(int fd);
/*
 * Replace the console by a file as descriptor 0.  Returns 0, or an error if the file cannot be
 * opened.
 */
int os_input(const char *path);
long os_read(int fd, void *buf, size_t size);
long os_write(int fd, const void *buf, size_t size);

/*
 * Set the position relative to the start (0), the current position (1) or the end (2).  Returns the
 * new position.
 */
long long os_seek(int fd, long long offset, int from);
int os_truncate(int fd, unsigned long long size);
int os_fstat(int fd, struct os_stat *stat);
int os_stat(const char *path, struct os_stat *stat);
int os_flags(int fd);
/* Enable or disable appending: each write then goes to the end of the file. */
int os_set_append(int fd, bool append);
int os_unlink(const char *path);
int os_rename(const char *from, const char *to);
int os_mkdir(const char *path);
int os_rmdir(const char *path);
int os_chdir(const char *path);
/* Get the working directory, without the leading "/". */
#define OS_PATH_SIZE	256
void os_getcwd(char path[OS_PATH_SIZE]);

/*
 * Read the next entry of an open directory, except "." and "..".  Returns 1, or 0 at the end.  The
 * entries are those that existed when the first one was read and that have not been removed since.
 * os_seek() returns or sets the position; position 0 makes the next call read the directory again.
 */
int os_readdir(int fd, struct os_entry *entry);

/* ---- the console (console.c) ----------------------------------------------------------------- */

/*
 * Read a line, including its end, when it is complete.  Returns 0 after ^D on an empty line.  If
 * line editing is off, read the typed characters as specified by the members least and tenths of
 * struct os_console.  A signal key calls libc_signal(), and reading continues.
 */
long os_console_read(char *buf, size_t size);
void os_console_write(const char *text, size_t size);

struct os_console {
	bool lines;		/* edit lines; a read returns complete lines */
	bool echo;		/* print typed characters */
	bool returns;		/* convert a typed carriage return to a line end */
	bool signals;		/* the keys interrupt and quit send signals */
	/* Key codes, or 0 for none. */
	unsigned char erase, erase_word, kill, end, interrupt, quit;
	/*
	 * VMIN and VTIME, used without line editing.  A read waits for @least characters.  If
	 * @tenths is not 0, it limits the time for each character after the first, in tenths of a
	 * second.  If @least is 0, a read waits for one character, for at most @tenths.
	 */
	unsigned char least, tenths;
};

struct os_console os_console_settings(void);
/* Change the settings, from the next read on. */
void os_console_set(const struct os_console *settings);
/* Discard typed input that has not been read. */
void os_console_flush(void);

/*
 * Handle a signal from the console.  Implemented by the C library; called in the thread that reads.
 */
void libc_signal(int number);

/* ---- time (time.c) --------------------------------------------------------------------------- */

/* Return the time since boot, and the time since 1970 if it is known.  Context: any. */
unsigned long long os_time_monotonic(void);
unsigned long long os_time_real(void);
/* Set the time that os_time_real() returns.  Context: any. */
void os_set_time(unsigned long long ns);
void os_sleep(unsigned long long ns);

/* Get random bytes, by get_random_bytes().  Context: any. */
void os_random(void *buf, size_t size);

/* ---- waiting (futex.c) ----------------------------------------------------------------------- */

/*
 * If the word has that value, sleep until another thread wakes the waiters of the word, or until
 * os_time_monotonic() reaches @deadline, unless that is 0.  Returns 0 if the thread was woken,
 * -EAGAIN if the word had another value, or -ETIMEDOUT.  The word may have changed since the
 * thread was woken.
 */
int os_futex_wait(const int *word, int value, unsigned long long deadline);
/* The same for a lock that another thread holds.  A thread that waits forever is reported. */
int os_futex_lock(const int *word, int value, unsigned long long deadline);

/* Wake at most @most waiters of a word.  Thread context; never sleeps. */
void os_futex_wake(const int *word, unsigned int most);

/* ---- threads and exit (threads.c, start.c) --------------------------------------------------- */

/* Allocate zeroed memory that is not part of the heap.  Returns NULL if there is no memory. */
void *os_alloc(size_t size);
void os_free(void *p);

/* Make the current thread call libc_thread_exit() when it exits. */
void os_thread_used(void);

/* Set newlib's data of the current thread.  Implies os_thread_used(). */
void os_set_thread_data(void *data);
void *os_thread_data(void);		/* NULL if there is none */
void *libc_thread_data(void);		/* create the data; implemented by the C library */
void libc_thread_exit(void);		/* implemented by the C library */

/* Return an identifier of the current thread, for comparison only. */
const void *os_self(void);
/* Set the name of a thread in reports.  @thread: an os_self() of a thread that has not exited. */
void os_set_thread_name(const void *thread, const char *name);

/*
 * Create a thread that calls fn(arg).  Consecutive threads are placed on different CPUs.  Returns
 * 0, -EAGAIN if there is no memory, or -EINVAL if @stack_size exceeds the size set by
 * CONFIG_THREAD_SHIFT.
 */
int os_thread_create(void (*fn)(void *arg), void *arg, size_t stack_size);
void os_thread_exit(void) __attribute__((noreturn));

/* Destroy the C++ objects of the current thread.  Exists only in applications with C++. */
void cxx_thread_exit(void);

/* Get and set a second pointer of the current thread, used by <pthread.h>. */
void *os_thread_pointer(void);
void os_set_thread_pointer(void *p);

/* Return the number of online CPUs. */
unsigned int os_cpus(void);

/* Let other threads of this CPU run. */
void os_yield(void);

/*
 * Return the n-th word after "--" in the boot arguments, and the n-th boot argument of the form
 * NAME=value that is not a parameter of the firmware.  Both return NULL after the last one.
 */
const char *os_argument(unsigned int n);
const char *os_environment(unsigned int n);

/* Announce that main() is called next.  @frame: the frame of the calling function. */
void os_main_begins(const void *frame);

/*
 * Called at the end of a function that applications call, so that Ctrl-C can stop it.  @frame: its
 * frame.
 */
void os_leaves_call(const void *frame);

/* End the application with this status, and the current thread. */
void os_exit(int status) __attribute__((noreturn));

/* Signals that ^C and ^\ send. */
#define SIGNAL_INTERRUPT	2
#define SIGNAL_QUIT		3

/*
 * End the application because of a signal: print the signal, and the back-trace unless it is ^C.
 * The status is the one that a shell would show.
 */
void os_signal(int number) __attribute__((noreturn));

/*
 * Initialize the C library, call main(), and pass its result to exit().  Implemented by the C
 * library.
 */
void libc_main(void) __attribute__((noreturn));

/* Prepare the C library for its first use.  Implemented by picolibc, which needs it. */
void libc_prepare(void);

/* Return true if the application has a main(). */
bool libc_has_main(void);

#ifdef __cplusplus
}
#endif

#endif /* LIBC_OS_H */
