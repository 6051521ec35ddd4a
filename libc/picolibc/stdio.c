// SPDX-License-Identifier: BSD-2-Clause
/*
 * Buffered files, which replace picolibc's functions of the same names.  In picolibc 1.8, a failed
 * seek does not release the lock, closing stdout frees its FILE, and there is no list of open
 * files.  This file also has stdin, stdout and stderr, which picolibc expects from the system.
 * stdout and stderr are the same file.
 *
 * The buffer of a file contains either data that was read ahead, or data that will be written.  The
 * member `dir` shows which one.
 *
 * Locking: the lock of each file protects its buffer.  The lock is recursive, because signal
 * handlers run in read().  The lock of the library protects the list.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdio-bufio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct file {
	struct __file_bufio b;		/* first member, because FILE pointers point to it */
	struct file *next;
};

/*
 * Return __SRD, __SWR or both for a mode such as "r+b", and set the flags for open().  For an
 * invalid mode, returns 0 and sets errno to EINVAL.
 */
static int parse_mode(const char *mode, int *flags)
{
	bool both = strchr(mode, '+');

	switch (*mode) {
	case 'r': *flags = 0; break;
	case 'w': *flags = O_CREAT | O_TRUNC; break;
	case 'a': *flags = O_CREAT | O_APPEND; break;
	default:
		errno = EINVAL;
		return 0;
	}
	if (strchr(mode, 'x'))
		*flags |= O_EXCL;
	*flags |= both ? O_RDWR : *mode == 'r' ? O_RDONLY : O_WRONLY;
	return both ? __SRD | __SWR : *mode == 'r' ? __SRD : __SWR;
}

static char typed[BUFSIZ], shown[BUFSIZ];

/*
 * DEVICE(number) initializes the members for a file descriptor.  DEVICE_CALL(b, read, buf, n) calls
 * the read function of the file.  DEVICE_HAS(b, lseek) is true if the file has an lseek function.
 * In picolibc 1.8.10, the functions of a file may take a pointer instead of a descriptor.  Those of
 * funopen() do, and they may be NULL.
 */
#ifdef __BFPTR
#define DEVICE(number)	.ptr = (void *)(intptr_t)(number), .read_int = read, .write_int = write, \
			.lseek_int = lseek, .close_int = close
#define DEVICE_CALL(b, call, ...)							\
	((b)->bflags & __BFPTR ? (b)->call##_ptr((void *)(b)->ptr, ##__VA_ARGS__) :	\
				 (b)->call##_int((int)(intptr_t)(b)->ptr, ##__VA_ARGS__))
#define DEVICE_HAS(b, call)		((b)->call##_ptr)
#else
#define DEVICE(number)	.fd = (number), .read = read, .write = write, .lseek = lseek, .close = close
#define DEVICE_CALL(b, call, ...)	(b)->call((b)->fd, ##__VA_ARGS__)
#define DEVICE_HAS(b, call)		((b)->call)
#endif

#define BUFFERED(number, memory, access, how) { \
	.xfile = FDEV_SETUP_EXT(__bufio_put, __bufio_get, __bufio_flush, __bufio_close, \
				__bufio_seek, \
				__bufio_setvbuf, (access) | __SBUF), \
	.bflags = how, .buf = memory, .size = BUFSIZ, DEVICE(number), \
}

static struct file output = { .b = BUFFERED(STDOUT_FILENO, shown, __SWR, __BLBF) };
static struct file input = { .b = BUFFERED(STDIN_FILENO, typed, __SRD, 0), .next = &output };
static struct file *files = &input;	/* list of all open files */

FILE *const stdin = &input.b.xfile.cfile.file;
FILE *const stdout = &output.b.xfile.cfile.file;
FILE *const stderr = &output.b.xfile.cfile.file;

/* Prepare stdio.  libc/start.c calls this function before any output. */
void libc_prepare(void)
{
	__lock_init_recursive(input.b.lock);
	__lock_init_recursive(output.b.lock);
}

static struct __file_bufio *lock(FILE *f)
{
	struct __file_bufio *b = (struct __file_bufio *)f;

	if (!b->lock) {		/* the file was opened by funopen() */
		__LIBC_LOCK();
		if (!b->lock)
			__lock_init_recursive(b->lock);
		__LIBC_UNLOCK();
	}
	__lock_acquire_recursive(b->lock);
	return b;
}

static void unlock(struct __file_bufio *b)
{
	__lock_release_recursive(b->lock);
}

static off_t seek_device(struct __file_bufio *b, off_t offset, int whence)
{
	if (DEVICE_HAS(b, lseek))
		return DEVICE_CALL(b, lseek, offset, whence);
	errno = ESPIPE;
	return -1;
}

/*
 * Write pending data, or seek back to the read position of the program.  Returns 0, or EOF if data
 * was lost.
 */
static int empty_buffer(struct __file_bufio *b)
{
	int done = 0, err = 0, ahead = b->len - b->off;

	if (b->dir == __SWR) {
		while (done < b->len && !err) {
			ssize_t n = DEVICE_CALL(b, write, b->buf + done, b->len - done);

			if (n <= 0)
				err = EOF;
			else
				done += n;
		}
		b->pos += done;
	} else if (ahead) {
		b->pos -= ahead;
		seek_device(b, b->pos, SEEK_SET);
	}
	b->len = b->off = 0;
	return err;
}

static int set_direction(struct __file_bufio *b, int dir)
{
	int err = b->dir == dir ? 0 : empty_buffer(b);

	b->dir = dir;
	return err;
}

int __bufio_flush(FILE *f)
{
	struct __file_bufio *b = lock(f);
	int err = empty_buffer(b);

	unlock(b);
	return err;
}

int __bufio_put(char c, FILE *f)
{
	struct __file_bufio *b = lock(f);
	int err = set_direction(b, __SWR);

	if (!err) {
		b->buf[b->len++] = c;
		if (b->len == b->size || (c == '\n' && b->bflags & __BLBF))
			err = empty_buffer(b);
	}
	unlock(b);
	return err ? _FDEV_ERR : (unsigned char)c;
}

int __bufio_get(FILE *f)
{
	struct __file_bufio *b = lock(f);
	int c = _FDEV_ERR;

	if (set_direction(b, __SRD))
		goto out;
	if (b->off == b->len) {
		ssize_t n;

		if (f == stdin)
			fflush(stdout);
		b->off = b->len = 0;
		n = DEVICE_CALL(b, read, b->buf, b->size);
		c = n < 0 ? _FDEV_ERR : _FDEV_EOF;
		if (n <= 0)
			goto out;
		b->len = n;
		b->pos += n;
	}
	c = (unsigned char)b->buf[b->off++];
out:
	unlock(b);
	return c;
}

off_t __bufio_seek(FILE *f, off_t offset, int whence)
{
	struct __file_bufio *b = lock(f);
	off_t at = set_direction(b, 0) ? -1 : seek_device(b, offset, whence);

	if (at >= 0)
		b->pos = at;
	unlock(b);
	return at;
}

int __bufio_setvbuf(FILE *f, char *buf, int mode, size_t size)
{
	struct __file_bufio *b;
	char *own = NULL;

	if (mode != _IONBF && mode != _IOLBF && mode != _IOFBF)
		return -1;
	if (mode == _IONBF || !size) {
		buf = NULL;
		size = mode == _IONBF ? 1 : BUFSIZ;
	}
	if (!buf) {
		buf = own = malloc(size);
		if (!own)
			return -1;
	}
	b = lock(f);
	empty_buffer(b);
	if (b->bflags & __BALL)
		free(b->buf);
	b->bflags = (b->bflags & ~(__BALL | __BLBF)) | (own ? __BALL : 0) |
		    (mode == _IOLBF ? __BLBF : 0);
	b->buf = buf;
	b->size = size;
	unlock(b);
	return 0;
}

static void stdio_forget(struct file *file)
{
	struct file **p = &files;

	__LIBC_LOCK();
	while (*p && *p != file)
		p = &(*p)->next;
	if (*p)
		*p = file->next;
	__LIBC_UNLOCK();
}

/*
 * Close a file.  The files of the console remain open, so that a program that closes them can still
 * print.
 */
int __bufio_close(FILE *f)
{
	struct file *file = (struct file *)f;
	int err = __bufio_flush(f);

	if (file == &input || file == &output)
		return err;
	stdio_forget(file);
	if (file->b.bflags & __BALL)
		free(file->b.buf);
	__lock_close_recursive(file->b.lock);
	if (DEVICE_HAS(&file->b, close) && DEVICE_CALL(&file->b, close))
		err = EOF;
	free(file);
	return err;
}

FILE *fdopen(int fd, const char *mode)
{
	int flags, access = parse_mode(mode, &flags);
	struct file *file;

	if (!access)
		return NULL;
	file = malloc(sizeof(*file) + BUFSIZ);
	if (!file)
		return NULL;
	*file = (struct file){ .b = BUFFERED(fd, (char *)(file + 1), access, 0) };
	__lock_init_recursive(file->b.lock);
	if (flags & O_APPEND)
		__bufio_seek(&file->b.xfile.cfile.file, 0, SEEK_END);
	__LIBC_LOCK();
	file->next = files;
	files = file;
	__LIBC_UNLOCK();
	return &file->b.xfile.cfile.file;
}

FILE *fopen(const char *path, const char *mode)
{
	int flags, fd = parse_mode(mode, &flags) ? open(path, flags, 0666) : -1;
	FILE *f = fd < 0 ? NULL : fdopen(fd, mode);

	if (!f && fd >= 0)
		close(fd);
	return f;
}

static int stdio_flush_all(void)
{
	int err = 0;

	__LIBC_LOCK();
	for (struct file *file = files; file; file = file->next) {
		if (file->b.dir == __SWR)
			err |= __bufio_flush(&file->b.xfile.cfile.file);
	}
	__LIBC_UNLOCK();
	return err ? EOF : 0;
}

int fflush(FILE *f)
{
	if (!f)
		return stdio_flush_all();
	return f->flush ? f->flush(f) : 0;
}

static void __attribute__((destructor(101))) flush_at_exit(void)
{
	stdio_flush_all();
}

/*
 * This function replaces picolibc's fgets(), which drops the last line of a file if it does not end
 * with a newline.
 */
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
