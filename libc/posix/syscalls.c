// SPDX-License-Identifier: BSD-2-Clause
/*
 * System calls of the C libraries, implemented with the functions of libc/os.h, and POSIX functions
 * that the libraries declare but expect from the system.  newlib implements open() itself and calls
 * _open().  picolibc calls open().
 */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/times.h>
#include <time.h>
#include <unistd.h>
#include "libc/os.h"

#ifdef CONFIG_LIBC_NEWLIB
#define SYSTEM(name)	_##name
#else
#define SYSTEM(name)	name
#define _READ_WRITE_RETURN_TYPE	ssize_t
#endif

#define NSEC_PER_SEC	1000000000ULL

/*
 * Return the value.  If it is negative, set errno and return -1.  Error numbers are Linux's
 * (scripts/libc_headers.sh).
 */
static long syscall_result(long value)
{
	if (value >= 0)
		return value;
	errno = -value;
	return -1;
}

/* ---- files ----------------------------------------------------------------------------------- */

static unsigned int os_open_flags(int flags)
{
	static const unsigned int access[] = { OS_READ, OS_WRITE, OS_READ | OS_WRITE, 0 };
	unsigned int all = access[flags & O_ACCMODE];

	all |= flags & O_APPEND ? OS_APPEND : 0;
	all |= flags & O_CREAT ? OS_CREATE : 0;
	all |= flags & O_EXCL ? OS_EXCLUSIVE : 0;
	all |= flags & O_TRUNC ? OS_TRUNCATE : 0;
	all |= flags & O_DIRECTORY ? OS_DIRECTORY : 0;
	return all;
}

int SYSTEM(open)(const char *path, int flags, ...)
{
	return syscall_result(os_open(path, os_open_flags(flags)));
}

int SYSTEM(close)(int fd)
{
	return syscall_result(os_close(fd));
}

_READ_WRITE_RETURN_TYPE SYSTEM(read)(int fd, void *buf, size_t size)
{
	return syscall_result(os_read(fd, buf, size));
}

_READ_WRITE_RETURN_TYPE SYSTEM(write)(int fd, const void *buf, size_t size)
{
	return syscall_result(os_write(fd, buf, size));
}

off_t SYSTEM(lseek)(int fd, off_t offset, int from)
{
	return syscall_result(os_seek(fd, offset, from));
}

static int fill_stat(int err, const struct os_stat *from, struct stat *to)
{
	if (err)
		return syscall_result(err);
	*to = (struct stat){
		.st_size = from->size,
		.st_ino = from->number >> 4,
		.st_nlink = 1,
		.st_blksize = 4096,
		.st_blocks = (from->size + 511) / 512,
		.st_mode = S_IRUSR | S_IRGRP | S_IROTH,
	};
	to->st_mode |= from->terminal ? S_IFCHR : from->directory ? S_IFDIR | S_IXUSR : S_IFREG;
	to->st_mode |= from->writable ? S_IWUSR : 0;
	return 0;
}

int SYSTEM(fstat)(int fd, struct stat *stat)
{
	struct os_stat found;

	return fill_stat(os_fstat(fd, &found), &found, stat);
}

int SYSTEM(stat)(const char *path, struct stat *stat)
{
	struct os_stat found;

	return fill_stat(os_stat(path, &found), &found, stat);
}

int lstat(const char *path, struct stat *to)
{
	return SYSTEM(stat)(path, to);
}

int SYSTEM(isatty)(int fd)
{
	struct os_stat found;
	int err = os_fstat(fd, &found);

	if (err)
		return syscall_result(err) + 1;
	if (!found.terminal)
		errno = ENOTTY;
	return found.terminal;
}

int SYSTEM(unlink)(const char *path)
{
	return syscall_result(os_unlink(path));
}

int SYSTEM(rename)(const char *from, const char *to)
{
	return syscall_result(os_rename(from, to));
}

int mkdir(const char *path, mode_t mode)
{
	return syscall_result(os_mkdir(path));
}

#ifdef CONFIG_LIBC_NEWLIB
/* newlib's mkdtemp() calls this function. */
int _mkdir(const char *path, mode_t mode)
{
	return mkdir(path, mode);
}
#endif

int rmdir(const char *path)
{
	return syscall_result(os_rmdir(path));
}

int remove(const char *path)
{
	struct os_stat found;
	int err = os_stat(path, &found);

	return syscall_result(err ? err : found.directory ? os_rmdir(path) : os_unlink(path));
}

static int posix_open_flags(unsigned int flags)
{
	int access = !(flags & OS_WRITE) ? O_RDONLY : flags & OS_READ ? O_RDWR : O_WRONLY;

	return access | (flags & OS_APPEND ? O_APPEND : 0);
}

int SYSTEM(fcntl)(int fd, int what, ...)
{
	int flags = os_flags(fd);
	va_list args;
	int wanted;

	if (flags < 0)
		return syscall_result(flags);
	switch (what) {
	case F_GETFL:
		return posix_open_flags(flags);
	case F_SETFL:		/* only O_APPEND can be changed */
		va_start(args, what);
		wanted = va_arg(args, int);
		va_end(args);
		return syscall_result(os_set_append(fd, wanted & O_APPEND));
	case F_GETFD:
	case F_SETFD:
	case F_SETLK:		/* always succeeds, because there is one process */
	case F_SETLKW:
		return 0;
	default:
		errno = EINVAL;
		return -1;
	}
}

int access(const char *path, int mode)
{
	struct os_stat found;
	int err = os_stat(path, &found);

	if (!err && mode & W_OK && !found.writable)
		err = -EROFS;
	return syscall_result(err);
}

int ftruncate(int fd, off_t size)
{
	if (size < 0) {
		errno = EINVAL;
		return -1;
	}
	return syscall_result(os_truncate(fd, size));
}

int truncate(const char *path, off_t size)
{
	int fd = SYSTEM(open)(path, O_WRONLY), done = fd < 0 ? -1 : ftruncate(fd, size);

	if (fd >= 0)
		os_close(fd);
	return done;
}

/* Check only the descriptor: when write() returns, the data is already in the file. */
int fsync(int fd)
{
	struct os_stat found;

	return syscall_result(os_fstat(fd, &found));
}

int fdatasync(int fd)
{
	return fsync(fd);
}

void sync(void)
{
}

int chdir(const char *path)
{
	return syscall_result(os_chdir(path));
}

char *getcwd(char *buf, size_t size)
{
	char name[OS_PATH_SIZE];

	os_getcwd(name);
	if (!buf && !size)
		size = strlen(name) + 2;
	if (strlen(name) + 2 > size) {
		errno = size ? ERANGE : EINVAL;
		return NULL;
	}
	if (!buf)
		buf = malloc(size);
	if (!buf)
		return NULL;
	buf[0] = '/';
	strcpy(buf + 1, name);
	return buf;
}

/* ---- memory ---------------------------------------------------------------------------------- */

void *SYSTEM(sbrk)(ptrdiff_t by)
{
	void *old = os_sbrk(by);

	if (old)
		return old;
	errno = ENOMEM;
	return (void *)-1;
}

/* ---- time ------------------------------------------------------------------------------------ */

static struct timespec to_timespec(unsigned long long ns)
{
	return (struct timespec){ .tv_sec = ns / NSEC_PER_SEC, .tv_nsec = ns % NSEC_PER_SEC };
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
	if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC) {
		errno = EINVAL;
		return -1;
	}
	*now = to_timespec(clock == CLOCK_REALTIME ? os_time_real() : os_time_monotonic());
	return 0;
}

/* Set CLOCK_REALTIME until the machine is switched off.  The hardware clock is not changed. */
int clock_settime(clockid_t clock, const struct timespec *time)
{
	if (clock != CLOCK_REALTIME || time->tv_sec < 0 || time->tv_nsec < 0 ||
	    (unsigned long long)time->tv_nsec >= NSEC_PER_SEC ||
	    (unsigned long long)time->tv_sec > LLONG_MAX / NSEC_PER_SEC - 1) {
		errno = EINVAL;
		return -1;
	}
	os_set_time(time->tv_sec * NSEC_PER_SEC + time->tv_nsec);
	return 0;
}

int settimeofday(const struct timeval *time, const struct timezone *zone)
{
	struct timespec to;

	if (!time)
		return 0;
	if (time->tv_usec < 0 || time->tv_usec >= 1000000) {
		errno = EINVAL;
		return -1;
	}
	to = (struct timespec){ .tv_sec = time->tv_sec, .tv_nsec = time->tv_usec * 1000 };
	return clock_settime(CLOCK_REALTIME, &to);
}

int clock_getres(clockid_t clock, struct timespec *resolution)
{
	struct timespec now;

	if (clock_gettime(clock, &now))
		return -1;
	if (resolution)
		*resolution = to_timespec(1);
	return 0;
}

int SYSTEM(gettimeofday)(struct timeval *now, void *zone)
{
	unsigned long long us = os_time_real() / 1000;

	*now = (struct timeval){ .tv_sec = us / 1000000, .tv_usec = us % 1000000 };
	return 0;
}

/*
 * Return the time since boot as the used time: there is only one program, and all CPUs work for it.
 */
clock_t SYSTEM(times)(struct tms *times)
{
	clock_t ticks = os_time_monotonic() / (NSEC_PER_SEC / CLOCKS_PER_SEC);

	*times = (struct tms){ .tms_utime = ticks };
	return ticks;
}

int getentropy(void *buf, size_t size)
{
	if (size > 256) {
		errno = EIO;
		return -1;
	}
	os_random(buf, size);
	return 0;
}

int nanosleep(const struct timespec *time, struct timespec *left)
{
	unsigned long long ns;

	if (time->tv_sec < 0 || time->tv_nsec < 0 ||
	    (unsigned long long)time->tv_nsec >= NSEC_PER_SEC) {
		errno = EINVAL;
		return -1;
	}
	if (__builtin_mul_overflow((unsigned long long)time->tv_sec, NSEC_PER_SEC, &ns) ||
	    __builtin_add_overflow(ns, (unsigned long long)time->tv_nsec, &ns))
		ns = ULLONG_MAX;
	os_sleep(ns);
	if (left)
		*left = to_timespec(0);
	return 0;
}

unsigned int sleep(unsigned int seconds)
{
	os_sleep(seconds * NSEC_PER_SEC);
	return 0;
}

int usleep(useconds_t us)
{
	os_sleep(us * 1000ULL);
	return 0;
}

/* ---- processes; there is only one ------------------------------------------------------------ */

pid_t SYSTEM(getpid)(void)
{
	return 1;
}

static int unsupported(void)
{
	errno = ENOSYS;
	return -1;
}

pid_t SYSTEM(fork)(void)
{
	return unsupported();
}

int SYSTEM(execve)(const char *path, char *const argv[], char *const env[])
{
	return unsupported();
}

pid_t SYSTEM(wait)(int *status)
{
	errno = ECHILD;
	return -1;
}

int SYSTEM(link)(const char *from, const char *to)
{
	return unsupported();
}

int sched_yield(void)
{
	os_yield();
	return 0;
}

/* Return the number of free pages if @available is true, or the number of all pages otherwise. */
static long pages(bool available)
{
	unsigned long total, free;

	os_pages(&total, &free);
	return available ? free : total;
}

/*
 * Return the value of a limit or option.  If there is no limit or the option is not supported,
 * returns -1 without changing errno.  If <unistd.h> does not define @name, sets errno to EINVAL.
 */
long sysconf(int name)
{
	switch (name) {
	case _SC_PAGESIZE: return 1L << CONFIG_PAGE_SHIFT;
	case _SC_OPEN_MAX: return CONFIG_LIBC_OPEN_MAX;
	case _SC_CLK_TCK: return CLOCKS_PER_SEC;
	case _SC_NPROCESSORS_CONF:
	case _SC_NPROCESSORS_ONLN: return os_cpus();
	case _SC_PHYS_PAGES: return pages(false);
	case _SC_AVPHYS_PAGES: return pages(true);
	case _SC_ARG_MAX: return ARG_MAX;
	case _SC_NGROUPS_MAX:
	case _SC_CHILD_MAX: return 0;
	case _SC_THREAD_STACK_MIN: return PTHREAD_STACK_MIN;
	case _SC_THREAD_KEYS_MAX: return PTHREAD_KEYS_MAX;
	case _SC_THREAD_DESTRUCTOR_ITERATIONS: return PTHREAD_DESTRUCTOR_ITERATIONS;
	case _SC_VERSION:
	case _SC_FSYNC:
	case _SC_MONOTONIC_CLOCK:
	case _SC_THREADS:
	case _SC_THREAD_SAFE_FUNCTIONS:
	case _SC_THREAD_ATTR_STACKSIZE:
	case _SC_TIMEOUTS:
	case _SC_BARRIERS:
	case _SC_READER_WRITER_LOCKS:
	case _SC_SPIN_LOCKS: return 200809L;
	default:
		if (name >= 0 && name <= _SC_POSIX_26_VERSION)
			return -1;
		errno = EINVAL;
		return -1;
	}
}

int getpagesize(void)
{
	return 1 << CONFIG_PAGE_SHIFT;
}
