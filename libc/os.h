/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIBC_OS_H
#define LIBC_OS_H

/*
 * Functions of the system that a C library calls.  The files in libc/ implement them with Quarry's
 * headers, and the files in the subfolders of libc/ call them with the headers of the C library.
 * This header uses only plain C, because both sets of headers have files of the same names with
 * different contents.
 *
 * Errors are Linux's numbers, negative.  Sizes are in bytes, and times in nanoseconds.  All
 * functions are called in thread context and may sleep, unless their comments say otherwise.
 */

#include <internal/kmalloc.h>
#include <linux/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- memory (heap.c) ------------------------------------------------------------------------- */

/*
 * Move the end of the heap by @by bytes.  Returns the old end.  If the call fails, returns NULL and
 * does not move the end.
 */
void *os_sbrk(long by);

/*
 * Return true if the address may be that of a small object: it is in the growing part of the heap,
 * or in memory of kmalloc().  Context: any.
 */
bool os_is_small(const void *addr);

/*
 * Allocate a small object by kmalloc().  It is aligned to 16 bytes or, if its size is a larger
 * power of two, to its size, up to a page.  Returns NULL if there is no memory.  Available only in
 * configurations that use kmalloc() for small objects.
 */
void *os_small_alloc(size_t size, bool zero);
void os_small_free(void *p);
/*
 * Return true if kmalloc_quick() and kfree() may be called in place of os_small_alloc() and
 * os_small_free(): the heap has no limit, and no checker needs the requested sizes.  The result
 * does not change after boot.
 */
bool os_small_is_quick(void);
void kfree(const void *object);
size_t os_small_size(const void *p);
/* Tell the memory checkers that the owner now uses only the first @size bytes of the object. */
void os_small_shrink(void *p, size_t size);

#ifdef CONFIG_LIBC_MALLOC_WATCHED
/*
 * os_small_is_watched() returns true if a memory checker requires that small objects come from
 * kmalloc().  os_is_kmallocs() returns true if @p is such an object.  Context: any.
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
 * Return the number of bytes from @addr to the end of its mapping, or 0 if @addr is in no mapping.
 * Context: any.
 */
size_t os_mapped_behind(const void *addr);
/*
 * Set the size of the mapping that contains @addr, so that @size bytes follow @addr.  The pages are
 * not copied, but may get other addresses.  Returns the new address of @addr, and the change of the
 * mapping's size in *@change.  Returns NULL, without a change, if memory is exhausted, if @addr is
 * in no mapping, or if KASAN is enabled.
 */
void *os_remap(const void *addr, size_t size, long *change);
/*
 * Unmap the mapping that contains @addr, which must be the start of a page.  Returns the size of
 * the mapping.  If the address is invalid, reports it and returns 0.
 */
size_t os_unmap(const void *addr);

/* Get the number of pages that the page allocator manages, and the number of free pages. */
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

/*
 * Open a file and return its descriptor.  Initially, the descriptors 0, 1 and 2 refer to the
 * console.
 */
int os_open(const char *path, unsigned int flags);
int os_close(int fd);
/*
 * Let descriptor 0 refer to a file instead of the console.  Returns 0, or an error if the file
 * cannot be opened.
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
/* Enable or disable appending.  While it is enabled, each write goes to the end of the file. */
int os_set_append(int fd, bool append);
int os_unlink(const char *path);
int os_rename(const char *from, const char *to);
int os_mkdir(const char *path);
int os_rmdir(const char *path);
int os_chdir(const char *path);
/* Get the working directory, without its leading "/". */
#define OS_PATH_SIZE	256
void os_getcwd(char path[OS_PATH_SIZE]);

/*
 * Read the next entry of an open directory, except "." and "..".  Returns 1, or 0 at the end.  The
 * entries are those that existed when the first entry was read, except those that have been removed
 * since then.  os_seek() returns or sets the position.  After it sets position 0, the next call
 * reads the directory again.
 */
int os_readdir(int fd, struct os_entry *entry);

/* ---- the console (console.c) ----------------------------------------------------------------- */

/*
 * Read a line, including its end, when the line is complete.  Returns 0 after ^D on an empty line.
 * If line editing is off, read typed characters as the members `least` and `tenths` of struct
 * os_console specify.  If a signal key is typed, calls libc_signal() and continues to read.
 */
long os_console_read(char *buf, size_t size);
void os_console_write(const char *text, size_t size);

struct os_console {
	bool lines;		/* true: edit lines, and let a read return complete lines */
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
/* Change the settings.  They apply to the next read. */
void os_console_set(const struct os_console *settings);
/* Discard typed input that has not been read. */
void os_console_flush(void);

/*
 * Handle a signal of a key on the console.  The C library implements this function.  It is called
 * in the thread that reads the console.
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
 * If the word has the value @value, sleep until another thread wakes the waiters of the word.  If
 * @deadline is not 0, the sleep ends at the latest when os_time_monotonic() reaches it.  Returns 0
 * if the thread was woken, -EAGAIN if the word had another value, or -ETIMEDOUT.  The word may have
 * changed again after the thread was woken.
 */
int os_futex_wait(const int *word, int value, unsigned long long deadline);
/*
 * Wait as os_futex_wait() does, for a lock that another thread holds.  A thread that waits forever
 * is reported.
 */
int os_futex_lock(const int *word, int value, unsigned long long deadline);

/* Wake at most @most waiters of a word.  Called in thread context.  Never sleeps. */
void os_futex_wake(const int *word, unsigned int most);

/* ---- threads and exit (threads.c, start.c) --------------------------------------------------- */

/* Allocate zeroed memory outside of the heap.  Returns NULL if there is no memory. */
void *os_alloc(size_t size);
void os_free(void *p);

/* Make the current thread call libc_thread_exit() when the thread exits. */
void os_thread_used(void);

/* Set newlib's data of the current thread.  This has the effect of os_thread_used(), too. */
void os_set_thread_data(void *data);
void *os_thread_data(void);		/* NULL if the thread has no data */
void *libc_thread_data(void);		/* creates the data; implemented by the C library */
void libc_thread_exit(void);		/* implemented by the C library */

/*
 * Return an identifier of the current thread.  It can be compared with other identifiers, and
 * passed to os_set_thread_name().
 */
const void *os_self(void);
/*
 * Set the name under which reports show a thread.  @thread is the result of os_self() in a thread
 * that has not exited.
 */
void os_set_thread_name(const void *thread, const char *name);

/*
 * Create a thread that calls @fn(@arg) on a stack of at least @stack_size bytes, which may be 0.
 * Consecutive threads run on different CPUs.  Returns 0, or -EAGAIN if there is no memory.
 */
int os_thread_create(void (*fn)(void *arg), void *arg, size_t stack_size);
void os_thread_exit(void) __attribute__((noreturn));

/*
 * Destroy the C++ objects of the current thread.  This function exists only in applications with
 * C++.
 */
void cxx_thread_exit(void);

/* Get or set a second pointer of the current thread, which <pthread.h> uses. */
void *os_thread_pointer(void);
void os_set_thread_pointer(void *p);

/* Return the number of online CPUs. */
unsigned int os_cpus(void);

/* Let other threads of this CPU run. */
void os_yield(void);

/*
 * os_argument() returns word number @n, from 0, after "--" in the boot arguments.  os_environment()
 * returns number @n, from 0, of those boot arguments that have the form NAME=value and are not
 * parameters of the firmware.  Both functions return NULL if @n is too large.
 */
const char *os_argument(unsigned int n);
const char *os_environment(unsigned int n);

/* Announce that main() is called next.  @frame is the frame of the calling function. */
void os_main_begins(const void *frame);

/*
 * If Ctrl-C was typed, let it stop the thread.  Functions that applications call do this at their
 * end.  @frame is the frame of such a function.
 */
void os_leaves_call(const void *frame);

/* End the application with the status @status, and end the current thread. */
void os_exit(int status) __attribute__((noreturn));

/* Signals that ^C and ^\ send. */
#define SIGNAL_INTERRUPT	2
#define SIGNAL_QUIT		3

/*
 * End the application because of a signal.  Prints the signal, and also a backtrace unless the
 * signal is that of ^C.  The status is the one that a shell would show.
 */
void os_signal(int number) __attribute__((noreturn));

/*
 * Initialize the C library, call main(), and pass its result to exit().  The C library implements
 * this function.
 */
void libc_main(void) __attribute__((noreturn));

/* Prepare the C library for its first use.  Only picolibc needs and implements this function. */
void libc_prepare(void);

/* Return true if the application has a main(). */
bool libc_has_main(void);

#ifdef __cplusplus
}
#endif

#endif /* LIBC_OS_H */
